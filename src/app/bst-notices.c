/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-notices.h"

#include <glib/gi18n.h>

#include "operations/bst-lifecycle.h"

struct _BstNotices
{
  GObject parent_instance;

  GtkWindow *window;       /* (unowned): owns this */
  AdwToastOverlay *toasts; /* (unowned): of the window */
  GListModel *operations;

  GHashTable *watched; /* BstOperation → Watch */
};

G_DEFINE_FINAL_TYPE (BstNotices, bst_notices, G_TYPE_OBJECT)

/* One operation under way. */
typedef struct
{
  BstNotices *notices;     /* (unowned) */
  BstOperation *operation; /* the key */
  AdwToast *toast;         /* (nullable): that it is slow */
} Watch;

static void
watch_free (gpointer data)
{
  Watch *watch = data;
  GListModel *parts = bst_operation_get_parts (watch->operation);

  g_signal_handlers_disconnect_by_data (watch->operation, watch);
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      g_signal_handlers_disconnect_by_data (part, watch);
    }
  if (watch->toast != NULL)
    adw_toast_dismiss (watch->toast);
  g_clear_object (&watch->toast);
  g_object_unref (watch->operation);
  g_free (watch);
}

/* Parts of a sum, or itself: those that still run. */
static guint
count_running (BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);
  guint n_running = 0;

  if (parts == NULL)
    return 1;
  for (guint i = 0; i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      n_running += !bst_operation_is_over (part);
    }
  return n_running;
}

/* The toast stays until the guest obeys, or it is dealt with. */
static void
tell_overdue (Watch *watch)
{
  const char *target = bst_operation_get_target (watch->operation);
  guint n = count_running (watch->operation);
  g_autofree char *title = NULL;

  if (bst_operation_get_parts (watch->operation) == NULL && target != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (target, -1);

      title = g_strdup_printf (_ ("“%s” has not shut down yet"), escaped);
    }
  else
    title = g_strdup_printf (
        ngettext ("%u machine has not shut down yet", "%u machines have not shut down yet", n), n);

  watch->toast = adw_toast_new (title);
  adw_toast_set_timeout (watch->toast, 0);
  adw_toast_set_button_label (watch->toast, _ ("_Force Off…"));
  adw_toast_set_action_name (watch->toast, "win.force-off");
  adw_toast_set_action_target (watch->toast, "s", bst_operation_get_id (watch->operation));
  adw_toast_overlay_add_toast (watch->notices->toasts, g_object_ref (watch->toast));
}

static void
tell_failure (BstNotices *self, BstOperation *operation)
{
  g_autofree char *text = g_strdup_printf (_ ("%s: failed"), bst_operation_get_title (operation));
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_button_label (toast, _ ("_Why"));
  adw_toast_set_action_name (toast, "win.show-error");
  adw_toast_set_action_target (toast, "s", bst_operation_get_id (operation));
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
notify_desktop (BstNotices *self, BstOperation *operation)
{
  GApplication *application = g_application_get_default ();
  const GError *error = bst_operation_get_error (operation);
  gboolean failed = bst_operation_get_state (operation) == BST_OPERATION_STATE_FAILED;
  gint64 begun = bst_operation_get_started_at (operation);
  g_autoptr (GNotification) notification = NULL;

  if (application == NULL || gtk_window_is_active (self->window) || begun == 0 ||
      bst_operation_get_ended_at (operation) - begun < BST_NOTICES_LONG_SECONDS * G_USEC_PER_SEC)
    return;

  notification = g_notification_new (bst_operation_get_title (operation));
  g_notification_set_body (notification, failed && error != NULL ? error->message : _ ("Done"));
  if (failed)
    g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action (notification, "app.show-tasks");
  g_application_send_notification (application, bst_operation_get_id (operation), notification);
}

static void
on_operation (Watch *watch)
{
  BstNotices *self = watch->notices;
  BstOperation *operation = watch->operation;
  BstOperationState state = bst_operation_get_state (operation);

  if (!bst_operation_is_over (operation))
    {
      if (watch->toast == NULL && bst_lifecycle_is_overdue (operation))
        tell_overdue (watch);
      return;
    }

  if (state == BST_OPERATION_STATE_FAILED)
    tell_failure (self, operation);
  if (state != BST_OPERATION_STATE_CANCELLED)
    notify_desktop (self, operation);
  g_hash_table_remove (self->watched, operation);
}

/* A sum does not tell of itself what a part does just now. */
static void
listen (Watch *watch)
{
  GListModel *parts = bst_operation_get_parts (watch->operation);

  g_signal_connect_swapped (watch->operation, "notify::state", G_CALLBACK (on_operation), watch);
  g_signal_connect_swapped (watch->operation, "notify::detail", G_CALLBACK (on_operation), watch);
  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      g_signal_connect_swapped (part, "notify::detail", G_CALLBACK (on_operation), watch);
    }
}

/* Those of earlier programs, which are over or not ours, are not told of again. */
static void
on_operations_changed (BstNotices *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (self->operations, i);
      Watch *watch;

      if (bst_operation_is_over (operation) || g_hash_table_contains (self->watched, operation))
        continue;

      watch = g_new0 (Watch, 1);
      watch->notices = self;
      watch->operation = g_object_ref (operation);
      g_hash_table_insert (self->watched, operation, watch);
      listen (watch);
    }
}

static void
bst_notices_finalize (GObject *object)
{
  BstNotices *self = BST_NOTICES (object);

  g_clear_pointer (&self->watched, g_hash_table_unref);
  g_clear_object (&self->operations);

  G_OBJECT_CLASS (bst_notices_parent_class)->finalize (object);
}

static void
bst_notices_class_init (BstNoticesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_notices_finalize;
}

static void
bst_notices_init (BstNotices *self)
{
  self->watched = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, watch_free);
}

BstNotices *
bst_notices_new (GtkWindow *window, AdwToastOverlay *toasts, BstInventory *inventory)
{
  BstNotices *self = g_object_new (BST_TYPE_NOTICES, NULL);

  self->window = window;
  self->toasts = toasts;
  self->operations = g_object_ref (bst_inventory_get_operations (inventory));
  g_signal_connect_object (self->operations, "items-changed", G_CALLBACK (on_operations_changed),
                           self, G_CONNECT_SWAPPED);
  on_operations_changed (self, 0, 0, g_list_model_get_n_items (self->operations));
  return self;
}
