/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-migration-bar.h"

#include <glib/gi18n.h>

#include "operations/bst-migrate.h"

struct _BstMigrationBar
{
  GtkWidget parent_instance;

  BstInventory *inventory;
  BstMachine *machine;     /* (nullable) */
  BstOperation *operation; /* (nullable) */

  GtkWidget *content;
  GtkWidget *text;
  GtkWidget *progress;
  GtkWidget *show;
  GtkWidget *cancel;
};

G_DEFINE_FINAL_TYPE (BstMigrationBar, bst_migration_bar, GTK_TYPE_WIDGET)

static void look (BstMigrationBar *self);

/* At its own host, or at the other one, where it is while its memory follows. */
static gboolean
is_mine (BstMigrationBar *self, BstOperation *operation)
{
  gint64 host = bst_host_get_id (bst_machine_get_host (self->machine));

  return g_strcmp0 (bst_operation_get_kind (operation), BST_MIGRATE_KIND) == 0 &&
         !bst_operation_is_over (operation) &&
         g_strcmp0 (bst_operation_get_machine_uuid (operation),
                    bst_machine_get_uuid (self->machine)) == 0 &&
         (bst_operation_get_host_id (operation) == host ||
          bst_operation_get_other_host_id (operation) == host);
}

/* (nullable) (transfer full): a task, or a part of one. */
static BstOperation *
find (BstMigrationBar *self, GListModel *operations)
{
  for (guint i = 0; operations != NULL && i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);
      BstOperation *part;

      /* Those that are over are many. */
      if (bst_operation_is_over (operation))
        continue;
      if (is_mine (self, operation))
        return g_steal_pointer (&operation);
      part = find (self, bst_operation_get_parts (operation));
      if (part != NULL)
        return part;
    }

  return NULL;
}

static void
update (BstMigrationBar *self)
{
  const char *detail = bst_operation_get_detail (self->operation);
  const char *text = detail != NULL ? detail : bst_operation_get_title (self->operation);
  double fraction = bst_operation_get_fraction (self->operation);

  if (bst_operation_is_over (self->operation))
    {
      look (self);
      return;
    }
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->text)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->text), text);
  gtk_widget_set_visible (self->progress, fraction >= 0);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), MIN (fraction, 1));
  /* Another program is asked to. */
  gtk_widget_set_sensitive (
      self->cancel, bst_operation_can_cancel (self->operation) ||
                        (bst_operation_get_state (self->operation) == BST_OPERATION_STATE_RUNNING &&
                         !bst_inventory_is_own (self->inventory, self->operation)));
}

/* The target first: GTK complains about an action without the one that it takes. */
static void
set_action (GtkWidget *button, const char *action, BstOperation *operation)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", bst_operation_get_id (operation));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

static void
set_operation (BstMigrationBar *self, BstOperation *operation)
{
  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_data (self->operation, self);
  g_set_object (&self->operation, operation);
  gtk_widget_set_visible (GTK_WIDGET (self), operation != NULL);
  if (operation == NULL)
    return;

  set_action (self->show, "win.task-details", operation);
  set_action (self->cancel, "win.task-cancel", operation);
  g_signal_connect_swapped (operation, "notify", G_CALLBACK (update), self);
  update (self);
}

static void
look (BstMigrationBar *self)
{
  g_autoptr (BstOperation) found =
      self->machine != NULL ? find (self, bst_inventory_get_operations (self->inventory)) : NULL;

  if (found != self->operation)
    set_operation (self, found);
}

void
bst_migration_bar_set_machine (BstMigrationBar *self, BstMachine *machine)
{
  g_return_if_fail (BST_IS_MIGRATION_BAR (self));

  g_set_object (&self->machine, machine);
  look (self);
}

BstOperation *
bst_migration_bar_get_operation (BstMigrationBar *self)
{
  return self->operation;
}

static void
bst_migration_bar_dispose (GObject *object)
{
  BstMigrationBar *self = BST_MIGRATION_BAR (object);

  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_data (self->operation, self);
  g_clear_object (&self->operation);
  g_clear_object (&self->machine);
  g_clear_object (&self->inventory);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_migration_bar_parent_class)->dispose (object);
}

static void
bst_migration_bar_class_init (BstMigrationBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_migration_bar_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_migration_bar_init (BstMigrationBar *self)
{
  self->content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->content, "page-bar");
  self->text = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->text), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->text), 0);
  gtk_widget_set_hexpand (self->text, TRUE);
  self->progress = gtk_progress_bar_new ();
  gtk_widget_set_valign (self->progress, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Progress of the migration"), -1);
  self->show = gtk_button_new_with_mnemonic (_ ("S_how…"));
  gtk_widget_set_tooltip_text (self->show, _ ("Show the migration"));
  self->cancel = gtk_button_new_from_icon_name ("process-stop-symbolic");
  gtk_widget_set_tooltip_text (self->cancel, _ ("Cancel the migration"));
  gtk_widget_add_css_class (self->cancel, "flat");
  gtk_box_append (GTK_BOX (self->content), self->text);
  gtk_box_append (GTK_BOX (self->content), self->progress);
  gtk_box_append (GTK_BOX (self->content), self->show);
  gtk_box_append (GTK_BOX (self->content), self->cancel);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
bst_migration_bar_new (BstInventory *inventory)
{
  BstMigrationBar *self = g_object_new (BST_TYPE_MIGRATION_BAR, NULL);

  self->inventory = g_object_ref (inventory);
  g_signal_connect_object (bst_inventory_get_operations (inventory), "items-changed",
                           G_CALLBACK (look), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
