/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh/bst-ssh-place-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"

#define LONGEST_PART 255
#define SSH_PORT 22

/* Neither an option, nor something that a shell or ssh's configuration could read otherwise. */
static gboolean
is_plain (const char *text, const char *forbidden)
{
  if (text[0] == '\0' || text[0] == '-' || strlen (text) > LONGEST_PART)
    return FALSE;

  for (const char *c = text; *c != '\0'; c++)
    {
      if (g_ascii_iscntrl (*c) || strchr (forbidden, *c) != NULL)
        return FALSE;
    }

  return TRUE;
}

/* One or more of [user@]host[:port], with commas between. */
static gboolean
is_jump (const char *jump)
{
  g_auto (GStrv) hops = g_strsplit (jump, ",", -1);

  for (guint i = 0; hops[i] != NULL; i++)
    {
      const char *at = strrchr (hops[i], '@');

      if (!is_plain (hops[i], " '\"`$\\;&<>|(){}/%") || (at != NULL && !is_plain (at + 1, "")))
        return FALSE;
    }

  return hops[0] != NULL;
}

static GError *
invalid (const char *what, const char *text)
{
  g_autofree char *shown = g_utf8_make_valid (text, -1);

  return bst_error_new (BST_ERROR_INVALID,
                        _ ("It must not begin with “-” or hold blanks or quotes."), NULL,
                        "%s: “%s”", what, shown);
}

static void
update_name (BstSshPlace *place)
{
  const char *user = place->user != NULL ? place->user : place->real_user;
  g_autoptr (GString) address = g_string_new (NULL);

  g_string_append_printf (address, strchr (place->host, ':') != NULL ? "[%s]" : "%s", place->host);
  if (place->real_port != SSH_PORT)
    g_string_append_printf (address, ":%u", place->real_port);

  g_free (place->name);
  g_free (place->address);
  place->name =
      user != NULL ? g_strdup_printf ("%s@%s", user, address->str) : g_strdup (address->str);
  place->address = g_string_free (g_steal_pointer (&address), FALSE);
}

BstSshPlace *
bst_ssh_place_new (const BstSshTarget *target, GError **error)
{
  BstSshPlace *place;
  GError *reason = NULL;

  if (target->host == NULL || !is_plain (target->host, " '\"`$\\;&<>|(){}/@,"))
    reason = invalid (_ ("This is no name or address of a host"), target->host ? target->host : "");
  else if (target->user != NULL && !is_plain (target->user, " '\"`$;&<>|(){}:"))
    reason = invalid (_ ("This is no user name"), target->user);
  else if (target->jump != NULL && !is_jump (target->jump))
    reason = invalid (_ ("This is no jump host"), target->jump);
  else if (target->keyfile != NULL && !is_plain (target->keyfile, "\"'`$"))
    reason = invalid (_ ("This is no key file"), target->keyfile);
  else if (target->port > G_MAXUINT16)
    reason = bst_error_new (BST_ERROR_INVALID, _ ("A port is a number from 1 to 65535."), NULL,
                            _ ("There is no port %u"), target->port);
  if (reason != NULL)
    {
      g_propagate_error (error, reason);
      return NULL;
    }

  place = g_new0 (BstSshPlace, 1);
  place->host = g_strdup (target->host);
  place->user = g_strdup (target->user);
  place->port = target->port;
  place->jump = g_strdup (target->jump);
  place->keyfile = g_strdup (target->keyfile);
  place->real_host = g_strdup (target->host);
  place->real_user = g_strdup (target->user);
  place->real_port = target->port != 0 ? target->port : SSH_PORT;
  update_name (place);

  return place;
}

void
bst_ssh_place_free (BstSshPlace *place)
{
  g_free (place->host);
  g_free (place->user);
  g_free (place->jump);
  g_free (place->keyfile);
  g_free (place->real_host);
  g_free (place->real_user);
  g_free (place->name);
  g_free (place->address);
  g_free (place);
}

void
bst_ssh_place_add_arguments (const BstSshPlace *place, GPtrArray *argv)
{
  if (place->user != NULL)
    {
      g_ptr_array_add (argv, g_strdup ("-l"));
      g_ptr_array_add (argv, g_strdup (place->user));
    }
  if (place->port != 0)
    {
      g_ptr_array_add (argv, g_strdup ("-p"));
      g_ptr_array_add (argv, g_strdup_printf ("%u", place->port));
    }
  if (place->jump != NULL)
    {
      g_ptr_array_add (argv, g_strdup ("-J"));
      g_ptr_array_add (argv, g_strdup (place->jump));
    }
  if (place->keyfile != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (place->keyfile, "%", -1);

      /* Who names a key means that one, and not each that the agent has. */
      g_ptr_array_add (argv, g_strdup ("-o"));
      g_ptr_array_add (argv, g_strdup ("IdentitiesOnly=yes"));
      g_ptr_array_add (argv, g_strdup ("-i"));
      g_ptr_array_add (argv, g_strjoinv ("%%", parts));
    }
  g_ptr_array_add (argv, g_strdup ("--"));
  g_ptr_array_add (argv, g_strdup (place->host));
}

void
bst_ssh_place_set_config (BstSshPlace *place, const char *config)
{
  g_auto (GStrv) lines = g_strsplit (config, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *value = strchr (lines[i], ' ');
      guint64 port;

      if (value == NULL)
        continue;
      *value++ = '\0';

      if (strcmp (lines[i], "hostname") == 0)
        {
          g_free (place->real_host);
          place->real_host = g_strdup (value);
        }
      else if (strcmp (lines[i], "user") == 0)
        {
          g_free (place->real_user);
          place->real_user = g_strdup (value);
        }
      else if (strcmp (lines[i], "port") == 0 &&
               g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT16, &port, NULL))
        place->real_port = (guint)port;
      else if (strcmp (lines[i], "stricthostkeychecking") == 0)
        place->strict = strcmp (value, "true") == 0 || strcmp (value, "yes") == 0;
    }

  update_name (place);
}
