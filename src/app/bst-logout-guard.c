/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-logout-guard.h"

#include <glib/gi18n.h>

/* What a task's harm depends on changes while it runs, and much faster while it begins: a start
 * that waits for its place would call the desktop twice for nothing. */
#define LOOK_SECONDS 1

struct _BstLogoutGuard
{
  GObject parent_instance;

  GtkApplication *application; /* (unowned): owns this */
  BstFleet *fleet;
  guint cookie; /* 0: not asked */
  guint source;
};

G_DEFINE_FINAL_TYPE (BstLogoutGuard, bst_logout_guard, G_TYPE_OBJECT)

static gboolean
would_do_harm (BstLogoutGuard *self)
{
  BstInventory *inventory = bst_fleet_get_inventory (self->fleet);
  GListModel *operations = bst_inventory_get_operations (inventory);

  for (guint i = 0; i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);

      if (!bst_operation_is_over (operation) && bst_inventory_is_own (inventory, operation) &&
          bst_operation_get_at_quit (operation) > BST_AT_QUIT_GOES_ON)
        return TRUE;
    }

  return FALSE;
}

static void
let_go (BstLogoutGuard *self)
{
  if (self->cookie != 0)
    gtk_application_uninhibit (self->application, self->cookie);
  self->cookie = 0;
}

static gboolean
look (gpointer data)
{
  BstLogoutGuard *self = data;

  if (!would_do_harm (self))
    let_go (self);
  else if (self->cookie == 0)
    self->cookie = gtk_application_inhibit (
        self->application, gtk_application_get_active_window (self->application),
        GTK_APPLICATION_INHIBIT_LOGOUT,
        _ ("Tasks are under way that would fail or be dropped if Bastida ended"));

  return G_SOURCE_CONTINUE;
}

static void
on_n_active (BstLogoutGuard *self)
{
  if (bst_scheduler_get_n_active (bst_fleet_get_scheduler (self->fleet)) == 0)
    {
      g_clear_handle_id (&self->source, g_source_remove);
      let_go (self);
    }
  else if (self->source == 0)
    {
      self->source = g_timeout_add_seconds (LOOK_SECONDS, look, self);
    }
}

static void
bst_logout_guard_dispose (GObject *object)
{
  BstLogoutGuard *self = BST_LOGOUT_GUARD (object);

  g_clear_handle_id (&self->source, g_source_remove);
  let_go (self);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (bst_logout_guard_parent_class)->dispose (object);
}

static void
bst_logout_guard_class_init (BstLogoutGuardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_logout_guard_dispose;
}

static void
bst_logout_guard_init (BstLogoutGuard *self)
{
}

BstLogoutGuard *
bst_logout_guard_new (GtkApplication *application, BstFleet *fleet)
{
  BstLogoutGuard *self = g_object_new (BST_TYPE_LOGOUT_GUARD, NULL);

  self->application = application;
  self->fleet = g_object_ref (fleet);
  g_signal_connect_object (bst_fleet_get_scheduler (fleet), "notify::n-active",
                           G_CALLBACK (on_n_active), self, G_CONNECT_SWAPPED);

  return self;
}
