/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-status-bar.h"

struct _BstStatusBar
{
  GtkWidget parent_instance;

  GListModel *journal;
  GtkWidget *last;
};

G_DEFINE_FINAL_TYPE (BstStatusBar, bst_status_bar, GTK_TYPE_WIDGET)

static void
update_last (BstStatusBar *self)
{
  g_autoptr (BstJournalEntry) entry = g_list_model_get_item (self->journal, 0);
  const BstJournalFields *fields = entry != NULL ? bst_journal_entry_get_fields (entry) : NULL;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;

  if (fields == NULL)
    return;

  time = g_date_time_new_from_unix_local (fields->time / G_USEC_PER_SEC);
  clock = g_date_time_format (time, "%H:%M");
  text = g_strdup_printf ("%s  %s", clock, fields->text);
  gtk_label_set_text (GTK_LABEL (self->last), text);
}

static void
bst_status_bar_dispose (GObject *object)
{
  BstStatusBar *self = BST_STATUS_BAR (object);

  g_clear_pointer (&self->last, gtk_widget_unparent);
  g_clear_object (&self->journal);

  G_OBJECT_CLASS (bst_status_bar_parent_class)->dispose (object);
}

static void
bst_status_bar_class_init (BstStatusBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_status_bar_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static void
bst_status_bar_init (BstStatusBar *self)
{
  self->last = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->last), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->last), 0);
  gtk_widget_set_hexpand (self->last, TRUE);
  gtk_widget_set_parent (self->last, GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "toolbar");
}

GtkWidget *
bst_status_bar_new (BstInventory *inventory)
{
  BstStatusBar *self = g_object_new (BST_TYPE_STATUS_BAR, NULL);

  self->journal = g_object_ref (bst_inventory_get_journal (inventory));
  g_signal_connect_object (self->journal, "items-changed", G_CALLBACK (update_last), self,
                           G_CONNECT_SWAPPED);
  update_last (self);
  return GTK_WIDGET (self);
}
