/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-spice-console-private.h"
#include "core/bst-error.h"

/* Ports are given to whatever machine starts next: behind the one that a console knows, another
 * machine's screen may be. QEMU's server says first of all whose screen it is, before there is a
 * picture. */

#define UUID_BYTES 16

/* Where there are hyphens: RFC 4122, section 3. */
static gboolean
has_hyphen_before (guint byte)
{
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

static char *
format_uuid (const guint8 *bytes)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < UUID_BYTES; i++)
    g_string_append_printf (text, has_hyphen_before (i) ? "-%02x" : "%02x", bytes[i]);

  return g_string_free (text, FALSE);
}

static void
on_uuid (SpiceSession *session, GParamSpec *pspec, BstSpiceConsole *self)
{
  static const guint8 unnamed[UUID_BYTES] = { 0 };
  const guint8 *bytes = NULL;
  g_autofree char *uuid = NULL;

  g_object_get (session, "uuid", &bytes, NULL);
  /* Zeros, too, come from a QEMU that was given none; libvirt gives each one. */
  if (bytes == NULL || memcmp (bytes, unnamed, UUID_BYTES) == 0)
    return;
  uuid = format_uuid (bytes);
  if (g_ascii_strcasecmp (uuid, self->session_target->uuid) == 0)
    return;

  g_debug ("The server is that of %s", uuid);
  bst_spice_console_give_up (
      self, bst_error_new (BST_ERROR_NO_MACHINE,
                           _ ("It moved, or was started anew. See where it runs now, and open its "
                              "console there."),
                           NULL, _ ("Where the screen of “%s” was, another machine’s is now"),
                           bst_console_get_name (BST_CONSOLE (self))));
}

void
bst_spice_identity_watch (BstSpiceConsole *self)
{
  if (self->session_target->uuid != NULL)
    g_signal_connect (self->session, "notify::uuid", G_CALLBACK (on_uuid), self);
}
