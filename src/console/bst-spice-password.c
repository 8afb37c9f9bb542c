/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-spice-console-private.h"
#include "core/bst-error.h"
#include "ssh/bst-keyring.h"

static void
wipe (char **secret)
{
  if (*secret != NULL)
    explicit_bzero (*secret, strlen (*secret));
  g_clear_pointer (secret, g_free);
}

void
bst_spice_password_clear (BstSpiceConsole *self)
{
  wipe (&self->password);
  g_clear_pointer (&self->username, g_free);
}

static GError *
make_refusal (BstSpiceConsole *self)
{
  return bst_error_new (BST_ERROR_AUTH, _ ("Type it again."), NULL,
                        _ ("The console of “%s” does not take this password"),
                        bst_console_get_name (BST_CONSOLE (self)));
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSpiceConsole) self = data;
  char *secret = bst_keyring_find_finish (result);

  /* Closed, or opened anew, meanwhile. */
  if (!self->keyring_waited)
    {
      bst_keyring_free_secret (secret);
      return;
    }

  self->keyring_waited = FALSE;
  if (secret == NULL)
    {
      const gboolean tried = self->target->password != NULL;

      bst_console_want_password (BST_CONSOLE (self), self->wants_username, TRUE,
                                 tried ? make_refusal (self) : NULL);
      return;
    }

  wipe (&self->password);
  self->password = g_strdup (secret);
  self->password_from_keyring = TRUE;
  bst_keyring_free_secret (secret);
  bst_console_touch (BST_CONSOLE (self));
  bst_spice_session_begin (self);
}

void
bst_spice_password_refused (BstSpiceConsole *self, SpiceChannel *channel)
{
  BstConsole *console = BST_CONSOLE (self);
  const GError *why = spice_channel_get_error (channel);
  const char *name = self->target->secret_name;
  const gboolean tried = self->password != NULL || self->target->password != NULL;

  self->wants_username =
      g_error_matches (why, SPICE_CLIENT_ERROR, SPICE_CLIENT_ERROR_AUTH_NEEDS_USERNAME) ||
      g_error_matches (why, SPICE_CLIENT_ERROR,
                       SPICE_CLIENT_ERROR_AUTH_NEEDS_PASSWORD_AND_USERNAME);
  bst_spice_session_drop (self);

  if (self->target->is_ticket && self->password == NULL)
    {
      bst_console_ended (
          console, bst_error_new (BST_ERROR_TICKET,
                                  _ ("Such a file is good for a minute or two, and once. Get a new "
                                     "one where you got it, and open it at once."),
                                  NULL, _ ("The ticket for the console of “%s” has expired"),
                                  bst_console_get_name (console)));
      return;
    }
  if (name != NULL && self->password_from_keyring)
    bst_keyring_forget (BST_KEYRING_CONSOLE_PASSWORD, name);
  wipe (&self->password);
  self->password_from_keyring = FALSE;

  if (name != NULL && !self->keyring_asked)
    {
      self->keyring_asked = self->keyring_waited = TRUE;
      bst_keyring_find_async (BST_KEYRING_CONSOLE_PASSWORD, name, self->keyring, on_found,
                              g_object_ref (self));
      return;
    }

  bst_console_want_password (console, self->wants_username, name != NULL,
                             tried ? make_refusal (self) : NULL);
}

void
bst_spice_password_accepted (BstSpiceConsole *self)
{
  const char *name = self->target->secret_name;

  if (self->keep_password && name != NULL && self->password != NULL)
    {
      g_autofree char *label =
          g_strdup_printf (_ ("Bastida: console of %s"), bst_console_get_name (BST_CONSOLE (self)));

      bst_keyring_keep (BST_KEYRING_CONSOLE_PASSWORD, name, label, self->password);
    }
  self->keep_password = FALSE;
  self->keyring_asked = FALSE;
}

void
bst_spice_password_set (BstConsole *console,
                        const char *username,
                        const char *password,
                        gboolean keep)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);

  bst_spice_password_clear (self);
  self->username = g_strdup (username);
  self->password = g_strdup (password);
  self->keep_password = keep;
  self->password_from_keyring = FALSE;
  bst_spice_session_begin (self);
}
