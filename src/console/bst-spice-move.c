/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include <glib/gi18n.h>

#include "console/bst-spice-console-private.h"
#include "core/bst-error.h"

/* "No port", as QEMU tells it. */
#define NO_PORT 65535

/* The machine does not leave before its client has answered, or 10 s are over (spice-server): so
 * long others may take who are asked for the way. */
#define ANSWER_MS 2000

static SpiceSessionMigration
get_migration (BstSpiceConsole *self)
{
  SpiceSessionMigration state = SPICE_SESSION_MIGRATION_NONE;

  if (self->session != NULL)
    g_object_get (self->session, "migration-state", &state, NULL);

  return state;
}

gboolean
bst_spice_move_is_under_way (BstSpiceConsole *self)
{
  return get_migration (self) != SPICE_SESSION_MIGRATION_NONE || self->destination_wanted ||
         self->destination != NULL;
}

static void
use_destination (BstSpiceConsole *self, BstDialer *dialer, const char *host)
{
  g_clear_handle_id (&self->destination_id, g_source_remove);
  if (self->relay != NULL)
    bst_relay_set_way (self->relay, BST_RELAY_DESTINATION, dialer, host, NULL);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address =
      host != NULL ? g_inet_address_new_from_string (host) : NULL;

  if (address == NULL)
    return host == NULL || host[0] == '\0' || g_ascii_strcasecmp (host, "localhost") == 0;

  return g_inet_address_get_is_loopback (address) || g_inet_address_get_is_any (address);
}

/* Whether the way that leads here may lead there as well. A destination that calls itself its
 * loopback is another host's, and on that of this one, at the same port, may be another machine.
 * libvirt migrates no machine to where it is; two QEMUs without it may share a loopback. */
static gboolean
can_be_followed (BstSpiceConsole *self)
{
  const BstSpiceTarget *target = self->session_target;

  return self->destination != NULL || !is_loopback (self->destination_named) ||
         (target->uuid == NULL && target->host != NULL && is_loopback (target->host));
}

static void
go_unguided (BstSpiceConsole *self)
{
  if (can_be_followed (self))
    use_destination (self, self->session_dialer, NULL);
  else if (self->relay != NULL)
    bst_relay_refuse (self->relay, BST_RELAY_DESTINATION);
}

static gboolean
on_nobody_answered (gpointer data)
{
  BstSpiceConsole *self = data;

  self->destination_id = 0;
  go_unguided (self);

  return G_SOURCE_REMOVE;
}

void
bst_spice_move_destination_changed (BstSpiceConsole *self)
{
  if (self->destination != NULL && self->session != NULL)
    use_destination (self, self->destination, self->destination_host);
  bst_console_set_migrating (BST_CONSOLE (self), bst_spice_move_is_under_way (self));
}

static guint
get_port (SpiceSession *session, const char *property)
{
  g_autofree char *text = NULL;
  guint64 port = 0;

  g_object_get (session, property, &text, NULL);
  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, NO_PORT - 1, &port, NULL))
    return 0;

  return (guint)port;
}

/* The library takes "no port" for one, and would try it before that of TLS. */
static void
drop_no_ports (SpiceSession *session)
{
  if (get_port (session, "port") == 0)
    g_object_set (session, "port", NULL, NULL);
  if (get_port (session, "tls-port") == 0)
    g_object_set (session, "tls-port", NULL, NULL);
}

static void
on_migration_started (SpiceMainChannel *main, SpiceSession *there, BstSpiceConsole *self)
{
  g_autofree char *proxy = bst_relay_dup_proxy (self->relay, BST_RELAY_DESTINATION);
  g_autofree char *host = NULL;

  self->moved = FALSE;
  self->destination_wanted = TRUE;
  g_object_set (there, "proxy", proxy, NULL);
  drop_no_ports (there);
  g_object_get (there, "host", &host, NULL);
  g_free (self->destination_named);
  self->destination_named = g_strdup (host);
  bst_console_set_migrating (BST_CONSOLE (self), TRUE);
  bst_relay_set_way (self->relay, BST_RELAY_DESTINATION, self->destination, self->destination_host,
                     NULL);
  g_clear_handle_id (&self->destination_id, g_source_remove);
  if (self->destination == NULL)
    self->destination_id = g_timeout_add (ANSWER_MS, on_nobody_answered, self);
  /* Also where it is known already: that was without the address that the server names now. */
  if (!bst_spice_console_want_destination (self, host, get_port (there, "port"),
                                           get_port (there, "tls-port")) &&
      self->destination == NULL)
    {
      g_clear_handle_id (&self->destination_id, g_source_remove);
      go_unguided (self);
    }
}

/* It lives there now: what opens late goes there, too, and so does the next try. */
static void
settle (BstSpiceConsole *self)
{
  g_autofree char *host = NULL;
  BstDialer *dialer = self->destination != NULL ? self->destination : self->session_dialer;
  BstSpiceTarget *target = self->session_target;

  g_object_get (self->session, "host", &host, NULL);
  self->moved = TRUE;
  g_free (target->host);
  target->host = g_strdup (self->destination_host != NULL ? self->destination_host : host);
  target->port = get_port (self->session, "port");
  target->tls_port = get_port (self->session, "tls-port");
  bst_spice_session_take_way (self, dialer);
  bst_relay_set_way (self->relay, BST_RELAY_HERE, dialer, target->host, NULL);

  bst_spice_target_free (self->target);
  self->target = bst_spice_target_copy (target);
  g_set_object (&self->dialer, dialer);
  g_clear_object (&self->destination);
  g_clear_pointer (&self->destination_host, g_free);
}

static gboolean
on_gone (gpointer data)
{
  BstSpiceConsole *self = data;

  self->switching_id = 0;
  bst_spice_console_give_up (
      self, bst_error_new (BST_ERROR_NO_MACHINE,
                           _ ("Add that host to the list, and the screen is shown again."), NULL,
                           _ ("“%s” moved to another host, which is not in the list"),
                           bst_console_get_name (BST_CONSOLE (self))));

  return G_SOURCE_REMOVE;
}

/* The server had no patience: all is closed, and opened anew there by the library itself. It knows
 * the address only now, and needs it a moment later. */
static gboolean
on_switching (gpointer data)
{
  BstSpiceConsole *self = data;

  self->switching_id = 0;
  g_free (self->destination_named);
  g_object_get (self->session, "host", &self->destination_named, NULL);
  if (!can_be_followed (self))
    {
      /* The library has begun, and must get to where it waits for a connection. */
      bst_relay_set_way (self->relay, BST_RELAY_HERE, NULL, NULL, NULL);
      self->switching_id = g_idle_add_full (G_PRIORITY_LOW, on_gone, self, NULL);
      return G_SOURCE_REMOVE;
    }
  drop_no_ports (self->session);
  settle (self);

  return G_SOURCE_REMOVE;
}

static void
on_migration_state (SpiceSession *session, GParamSpec *pspec, BstSpiceConsole *self)
{
  const SpiceSessionMigration state = get_migration (self);

  /* While the memory is copied each channel has a twin there. They change places at the end, or
   * the twins go again. */
  if (state == SPICE_SESSION_MIGRATION_MIGRATING && self->main != NULL)
    {
      g_clear_object (&self->socket_here);
      g_object_get (self->main, "socket", &self->socket_here, NULL);
    }
  if (state == SPICE_SESSION_MIGRATION_SWITCHING)
    {
      g_clear_object (&self->socket_here);
      if (self->switching_id == 0)
        self->switching_id = g_idle_add_full (G_PRIORITY_HIGH, on_switching, self, NULL);
    }
  if (state != SPICE_SESSION_MIGRATION_NONE)
    return;

  g_clear_handle_id (&self->destination_id, g_source_remove);
  self->destination_wanted = FALSE;
  if (self->socket_here != NULL && self->main != NULL)
    {
      g_autoptr (GSocket) socket = NULL;

      g_object_get (self->main, "socket", &socket, NULL);
      if (socket != NULL && socket != self->socket_here)
        settle (self);
    }
  g_clear_object (&self->socket_here);
  bst_console_set_migrating (BST_CONSOLE (self), bst_spice_move_is_under_way (self));
}

void
bst_spice_move_watch (BstSpiceConsole *self)
{
  g_signal_connect (self->session, "notify::migration-state", G_CALLBACK (on_migration_state),
                    self);
}

void
bst_spice_move_watch_main (BstSpiceConsole *self)
{
  g_signal_connect (self->main, "migration-started", G_CALLBACK (on_migration_started), self);
}
