/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-spice-console-private.h"
#include "core/bst-error.h"

/* What a plain machine needs at once: main, display, cursor, inputs. */
#define N_CHANNELS_AHEAD 4

static void
on_relay_failed (BstRelay *relay, guint way, const GError *error, BstSpiceConsole *self)
{
  g_clear_error (&self->reason);
  self->reason = g_error_copy (error);

  /* Else the library's own event tells that a channel has failed, and this why. */
  if (way == BST_RELAY_HERE && !self->main_open)
    bst_spice_session_fail (self, g_error_copy (error));
}

void
bst_spice_session_fail (BstSpiceConsole *self, GError *error)
{
  if (self->reason != NULL && !bst_error_is_fatal (error))
    {
      g_error_free (error);
      error = g_steal_pointer (&self->reason);
    }

  bst_spice_session_drop (self);
  /* Where it was, nothing is any more: it went down, and whoever watches it may know better. */
  if (self->machine_off ||
      (self->destination == NULL && bst_console_was_connected (BST_CONSOLE (self)) &&
       g_error_matches (error, BST_ERROR, BST_ERROR_REFUSED)))
    {
      g_error_free (error);
      bst_console_ended (BST_CONSOLE (self), NULL);
      return;
    }
  bst_console_broken (BST_CONSOLE (self), error);
}

static void
on_way_lost (BstSpiceConsole *self, const GError *error)
{
  if (self->session != NULL)
    bst_spice_session_fail (self, g_error_copy (error));
}

void
bst_spice_session_take_way (BstSpiceConsole *self, BstDialer *dialer)
{
  if (self->session_dialer != NULL)
    g_signal_handlers_disconnect_by_data (self->session_dialer, self);
  g_set_object (&self->session_dialer, dialer);
  if (dialer != NULL)
    g_signal_connect_swapped (dialer, "lost", G_CALLBACK (on_way_lost), self);
}

void
bst_spice_session_drop (BstSpiceConsole *self)
{
  SpiceSession *session = self->session;

  g_clear_handle_id (&self->destination_id, g_source_remove);
  g_clear_handle_id (&self->tls_id, g_source_remove);
  g_clear_handle_id (&self->failed_id, g_source_remove);
  g_clear_object (&self->failed);
  g_clear_handle_id (&self->switching_id, g_source_remove);
  self->keyring_waited = FALSE;
  if (session == NULL)
    return;

  g_cancellable_cancel (self->dialling);
  g_clear_object (&self->dialling);
  g_signal_handlers_disconnect_by_data (session, self);
  bst_spice_clipboard_drop (self);
  bst_spice_usb_drop (self);
  bst_spice_sockets_drop (self);
  bst_spice_channels_forget (self);
  self->session = NULL;
  self->main = NULL;
  self->inputs = NULL;
  self->n_unserved = 0;
  self->main_open = self->moved = self->destination_wanted = FALSE;
  bst_console_tell_abilities (BST_CONSOLE (self), 0);

  spice_session_disconnect (session);
  g_object_unref (session);
  if (self->relay != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->relay, self);
      bst_relay_close (self->relay);
      g_clear_object (&self->relay);
    }
  g_clear_object (&self->socket_here);
  bst_spice_session_take_way (self, NULL);
  g_clear_pointer (&self->session_target, bst_spice_target_free);
  bst_spice_files_drop (self);
}

/* Setting up. */

static void
set_port (SpiceSession *session, const char *name, guint port)
{
  g_autofree char *text = port != 0 ? g_strdup_printf ("%u", port) : NULL;

  g_object_set (session, name, text, NULL);
}

static void
set_address (BstSpiceConsole *self)
{
  const BstSpiceTarget *target = self->session_target;
  SpiceSession *session = self->session;
  g_autofree char *proxy = bst_relay_dup_proxy (self->relay, BST_RELAY_HERE);

  if (target->unix_path != NULL)
    {
      /* Only the relay hears of it, and knows better. */
      g_object_set (session, "host", "localhost", "port", "1", NULL);
    }
  else
    {
      g_object_set (session, "host", target->host, NULL);
      set_port (session, "port", target->port);
      set_port (session, "tls-port", target->tls_port);
    }
  /* Whatever the library opens by itself goes our way. */
  g_object_set (session, "proxy", proxy, NULL);
  bst_relay_set_way (self->relay, BST_RELAY_HERE, self->session_dialer, target->host,
                     target->unix_path);
}

static void
set_tls (BstSpiceConsole *self)
{
  const BstSpiceTarget *target = self->session_target;
  SpiceSession *session = self->session;

  /* Not what some other program left in a home directory. */
  g_object_set (session, "ca-file", NULL, "verify",
                target->host_subject != NULL ? SPICE_SESSION_VERIFY_SUBJECT
                                             : SPICE_SESSION_VERIFY_HOSTNAME,
                "cert-subject", target->host_subject, NULL);
  if (target->ca != NULL)
    {
      g_autoptr (GByteArray) ca = g_byte_array_new ();

      g_byte_array_append (ca, (const guint8 *)target->ca, (guint)strlen (target->ca));
      g_object_set (session, "ca", ca, NULL);
    }
  if (target->ciphers != NULL)
    g_object_set (session, "ciphers", target->ciphers, NULL);
  if (target->secure_channels != NULL)
    g_object_set (session, "secure-channels", target->secure_channels, NULL);
}

static void
set_features (BstSpiceConsole *self)
{
  const BstSpiceTarget *target = self->session_target;

  g_object_set (self->session, "enable-audio", !target->no_audio, "enable-usbredir",
                !target->no_usb, "enable-smartcard", target->smartcard, "gl-scanout", FALSE, NULL);
  if (target->disable_effects != NULL)
    g_object_set (self->session, "disable-effects", target->disable_effects, NULL);
  if (self->username != NULL || target->username != NULL)
    g_object_set (self->session, "username",
                  self->username != NULL ? self->username : target->username, NULL);
  if (self->password != NULL || target->password != NULL)
    g_object_set (self->session, "password",
                  self->password != NULL ? self->password : target->password, NULL);
}

/* Sockets are handed over where no TLS is wanted: one hop less for every byte. */
static gboolean
goes_by_fd (BstSpiceConsole *self)
{
  const BstSpiceTarget *target = self->session_target;

  return target->unix_path != NULL ||
         (target->port != 0 && target->secure_channels == NULL && !self->needs_tls);
}

void
bst_spice_session_begin (BstSpiceConsole *self)
{
  g_autoptr (GError) error = NULL;
  BstRelay *relay;

  bst_spice_session_drop (self);
  relay = bst_relay_new (&error);
  if (relay == NULL)
    {
      bst_console_broken (BST_CONSOLE (self), g_steal_pointer (&error));
      return;
    }

  g_clear_error (&self->reason);
  self->relay = relay;
  g_signal_connect (relay, "failed", G_CALLBACK (on_relay_failed), self);
  self->session = spice_session_new ();
  self->dialling = g_cancellable_new ();
  self->heard = FALSE;
  bst_spice_session_take_way (self, self->dialer);
  self->session_target = bst_spice_target_copy (self->target);
  set_address (self);
  set_tls (self);
  set_features (self);
  self->by_fd = goes_by_fd (self);

  bst_spice_channels_watch (self);
  bst_spice_identity_watch (self);
  bst_spice_move_watch (self);
  bst_spice_usb_add (self);
  bst_dialer_prepare (self->session_dialer, self->target->host,
                      self->by_fd ? self->target->port : self->target->tls_port,
                      self->target->unix_path, N_CHANNELS_AHEAD);
  if (self->by_fd)
    spice_session_open_fd (self->session, -1);
  else
    spice_session_connect (self->session);
}

void
bst_spice_session_open (BstSpiceConsole *self)
{
  GError *error = NULL;

  if (!bst_spice_target_check (self->target, &error))
    {
      bst_spice_session_drop (self);
      bst_console_broken (BST_CONSOLE (self), error);
      return;
    }

  bst_spice_session_begin (self);
}
