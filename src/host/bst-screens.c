/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-screens.h"

#include <glib/gi18n.h>

/* In which a console that was closed opens again, for whatever reason. */
#define CLOSED_AFTER_MS 1500

struct _BstScreens
{
  BstSession *session; /* (unowned): owns this */
  GHashTable *all;     /* UUID → Screen */
};

typedef struct
{
  BstSession *session;
  char *uuid;
  char *name;
  guint n_connections; /* those whose beginning was seen */
  char *from;          /* (nullable): told as open, from there */
  guint closed_id;
} Screen;

static void
screen_free (gpointer data)
{
  Screen *screen = data;

  g_clear_handle_id (&screen->closed_id, g_source_remove);
  g_free (screen->uuid);
  g_free (screen->name);
  g_free (screen->from);
  g_free (screen);
}

static Screen *
get_screen (BstScreens *self, const char *uuid, const char *name)
{
  Screen *screen = g_hash_table_lookup (self->all, uuid);

  if (screen == NULL)
    {
      screen = g_new0 (Screen, 1);
      screen->session = self->session;
      screen->uuid = g_strdup (uuid);
      g_hash_table_insert (self->all, screen->uuid, screen);
    }
  g_free (screen->name);
  screen->name = g_strdup (name);

  return screen;
}

static void
tell (Screen *screen, const char *kind, const char *text)
{
  BstJournalFields fields = {
    .severity = BST_SEVERITY_INFO,
    .kind = kind,
    .machine_uuid = screen->uuid,
    .machine_name = screen->name,
    .text = text,
    .detail = screen->from,
  };

  bst_session_tell_event (screen->session, &fields);
}

static gboolean
on_closed (gpointer data)
{
  Screen *screen = data;

  screen->closed_id = 0;
  if (bst_link_is_open (screen->session->link))
    tell (screen, "console-closed", _ ("Its screen was closed"));
  g_clear_pointer (&screen->from, g_free);

  return G_SOURCE_REMOVE;
}

static void
begin (Screen *screen)
{
  screen->n_connections++;
  g_clear_handle_id (&screen->closed_id, g_source_remove);
}

static void
open_from (Screen *screen, const char *from)
{
  if (g_strcmp0 (screen->from, from) == 0)
    return;

  g_free (screen->from);
  screen->from = g_strdup (from);
  tell (screen, "console-opened", _ ("Its screen was opened"));
}

/* One that was open before the session listened has connections that it did not see begin. One that
 * was never let in, as for a wrong password, opened nothing. */
static void
end (Screen *screen, const char *from)
{
  const gboolean unseen = screen->n_connections == 0;

  if (!unseen)
    screen->n_connections--;
  if (screen->n_connections > 0 || screen->closed_id != 0)
    return;
  if (unseen && screen->from == NULL)
    screen->from = g_strdup (from);
  if (screen->from != NULL)
    screen->closed_id = g_timeout_add (CLOSED_AFTER_MS, on_closed, screen);
}

void
bst_screens_take (BstScreens *self, const char *uuid, const char *name, int phase, const char *from)
{
  Screen *screen = get_screen (self, uuid, name);

  if (phase == VIR_DOMAIN_EVENT_GRAPHICS_CONNECT)
    begin (screen);
  else if (phase == VIR_DOMAIN_EVENT_GRAPHICS_INITIALIZE)
    open_from (screen, from);
  else if (phase == VIR_DOMAIN_EVENT_GRAPHICS_DISCONNECT)
    end (screen, from);
}

void
bst_screens_forget (BstScreens *self, const char *uuid)
{
  g_hash_table_remove (self->all, uuid);
}

BstScreens *
bst_screens_new (BstSession *session)
{
  BstScreens *self = g_new0 (BstScreens, 1);

  self->session = session;
  self->all = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, screen_free);

  return self;
}

void
bst_screens_free (BstScreens *self)
{
  g_hash_table_unref (self->all);
  g_free (self);
}
