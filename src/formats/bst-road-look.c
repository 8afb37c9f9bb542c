/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-road-look.h"

#include <string.h>

#define LONGEST_NAME 253

BstRoadLook *
bst_road_look_new (const char *name)
{
  BstRoadLook *self = g_new0 (BstRoadLook, 1);

  self->name = g_strdup (name);

  return self;
}

BstRoadLook *
bst_road_look_copy (const BstRoadLook *self)
{
  BstRoadLook *copy = g_memdup2 (self, sizeof *self);

  copy->name = g_strdup (self->name);
  copy->address = g_strdup (self->address);

  return copy;
}

void
bst_road_look_free (BstRoadLook *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->address);
  g_free (self);
}

gboolean
bst_road_look_is_loopback (const BstRoadLook *self)
{
  return self->address != NULL &&
         (g_str_has_prefix (self->address, "127.") || strcmp (self->address, "::1") == 0);
}

static BstRoadState
read_state (const char *word)
{
  if (g_strcmp0 (word, "open") == 0)
    return BST_ROAD_OPEN;
  if (g_strcmp0 (word, "closed") == 0)
    return BST_ROAD_CLOSED;

  return g_strcmp0 (word, "silent") == 0 ? BST_ROAD_SILENT : BST_ROAD_UNKNOWN;
}

/* "address 3 hostb 10.0.0.2", "address 3", "port 3 0 open", "login 3 closed" */
static void
read_line (GPtrArray *looks, char **words)
{
  guint n = g_strv_length (words);
  BstRoadLook *look;
  guint64 index;

  if (n < 2 || !g_ascii_string_to_unsigned (words[1], 10, 0, G_MAXUINT, &index, NULL) ||
      index >= looks->len)
    return;

  look = looks->pdata[index];
  if (strcmp (words[0], "address") == 0)
    {
      look->asked = TRUE;
      g_clear_pointer (&look->address, g_free);
      if (n > 3 && *words[2] != '\0' && *words[3] != '\0')
        {
          g_free (look->name);
          look->name = g_strdup (words[2]);
          look->address = g_strdup (words[3]);
        }
    }
  else if (strcmp (words[0], "port") == 0 && n > 3)
    look->ports[strcmp (words[2], "0") != 0] = read_state (words[3]);
  else if (strcmp (words[0], "login") == 0 && n > 2)
    look->login = read_state (words[2]);
}

void
bst_road_look_read (GPtrArray *looks, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto (GStrv) lines = g_strsplit (valid, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

      read_line (looks, words);
    }
}

gboolean
bst_road_look_is_name (const char *name)
{
  if (name == NULL || *name == '\0' || *name == '-' || strlen (name) > LONGEST_NAME)
    return FALSE;
  for (const char *p = name; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr (".-_:%", *p) == NULL)
        return FALSE;
    }

  return TRUE;
}
