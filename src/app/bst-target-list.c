/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-target-list.h"

#include <glib/gi18n.h>

#include "app/bst-check-header.h"
#include "app/bst-target-row.h"

/* Rows that are there at once, and how many more with each frame: they take a while to make. */
#define FIRST_ROWS 4
#define MORE_ROWS 3

struct _BstTargetList
{
  GtkWidget parent_instance;

  BstPreflight *preflight;
  GtkSliceListModel *shown;   /* (nullable): of the pre-flight, from the first on */
  gboolean painted;
  GHashTable *rows;           /* of BstTargetRow by their target: kept while they move */
  BstPreflightTarget *chosen; /* (nullable) (unowned): of the pre-flight */
  gboolean by_hand;
  gboolean choosing;

  GtkWidget *box;
  GtkWidget *header;
  GtkWidget *list;
  GtkWidget *none; /* a hidden button that all others are of one group with */
};

G_DEFINE_FINAL_TYPE (BstTargetList, bst_target_list, GTK_TYPE_WIDGET)

static guint chosen_signal;

static void
show_chosen (BstTargetList *self)
{
  GtkWidget *row = self->chosen != NULL ? g_hash_table_lookup (self->rows, self->chosen) : NULL;
  GtkCheckButton *button = row != NULL ? bst_target_row_get_button (BST_TARGET_ROW (row))
                                       : GTK_CHECK_BUTTON (self->none);

  self->choosing = TRUE;
  gtk_check_button_set_active (button, TRUE);
  self->choosing = FALSE;
}

static void
set_chosen (BstTargetList *self, BstPreflightTarget *target)
{
  self->chosen = target;
  show_chosen (self);
  g_signal_emit (self, chosen_signal, 0);
}

static void
on_toggled (GtkCheckButton *button, BstTargetList *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), BST_TYPE_TARGET_ROW);

  if (self->choosing || row == NULL || !gtk_check_button_get_active (button))
    return;

  self->by_hand = TRUE;
  set_chosen (self, bst_target_row_get_target (BST_TARGET_ROW (row)));
}

/* A choice by hand stays: the button that would do it tells why it cannot any more. */
static void
on_changed (BstTargetList *self)
{
  if (self->by_hand)
    g_signal_emit (self, chosen_signal, 0);
  else
    set_chosen (self, bst_preflight_get_best (self->preflight));
}

/* (nullable) */
static BstCheckStrip *
get_strip (BstTargetList *self, int row)
{
  GtkListBoxRow *found = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), row);

  return found != NULL ? bst_target_row_get_strip (BST_TARGET_ROW (found)) : NULL;
}

static void
on_rows_changed (BstTargetList *self)
{
  bst_check_header_set_strip (BST_CHECK_HEADER (self->header), get_strip (self, 0));
}

/* Up and down stay with the same check: one sees how all hosts do at it. */
static gboolean
on_keynav_failed (BstCheckStrip *strip, GtkDirectionType direction, BstTargetList *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (strip), BST_TYPE_TARGET_ROW);
  int i = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
  BstCheckStrip *next = get_strip (self, direction == GTK_DIR_UP ? MAX (i - 1, 0) : i + 1);

  if ((direction != GTK_DIR_UP && direction != GTK_DIR_DOWN) || next == NULL)
    return FALSE;

  bst_check_strip_set_cursor (next, bst_check_strip_get_cursor (strip));

  return gtk_widget_grab_focus (GTK_WIDGET (next));
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  BstTargetList *self = data;
  GtkWidget *row = g_hash_table_lookup (self->rows, item);
  GtkCheckButton *button;

  if (row == NULL)
    {
      row = g_object_ref_sink (bst_target_row_new (item));
      g_hash_table_insert (self->rows, item, row);
      button = bst_target_row_get_button (BST_TARGET_ROW (row));
      gtk_check_button_set_group (button, GTK_CHECK_BUTTON (self->none));
      if (item == self->chosen)
        show_chosen (self);
      g_signal_connect_object (button, "toggled", G_CALLBACK (on_toggled), self, 0);
      g_signal_connect_object (bst_target_row_get_strip (BST_TARGET_ROW (row)), "keynav-failed",
                               G_CALLBACK (on_keynav_failed), self, 0);
    }

  return g_object_ref (row);
}

/* The first tick comes before the first frame. */
static gboolean
grow (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  BstTargetList *self = BST_TARGET_LIST (widget);
  guint n = gtk_slice_list_model_get_size (self->shown);

  if (self->painted)
    gtk_slice_list_model_set_size (self->shown, n + MORE_ROWS);
  self->painted = TRUE;

  return n < g_list_model_get_n_items (G_LIST_MODEL (self->preflight)) ? G_SOURCE_CONTINUE
                                                                         : G_SOURCE_REMOVE;
}

void
bst_target_list_set_preflight (BstTargetList *self, BstPreflight *preflight)
{
  g_return_if_fail (self->preflight == NULL);

  self->preflight = g_object_ref (preflight);
  self->shown = gtk_slice_list_model_new (g_object_ref (G_LIST_MODEL (preflight)), 0, FIRST_ROWS);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), G_LIST_MODEL (self->shown), create_row, self,
                           NULL);
  /* After the list's own. */
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (on_rows_changed), self,
                           G_CONNECT_SWAPPED);
  on_rows_changed (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), grow, NULL, NULL);
  g_signal_connect_object (preflight, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self);
}

BstPreflightTarget *
bst_target_list_get_chosen (BstTargetList *self)
{
  return self->chosen;
}

void
bst_target_list_choose (BstTargetList *self, BstHost *host)
{
  BstPreflightTarget *target = bst_preflight_find (self->preflight, host);

  if (target == NULL)
    return;
  self->by_hand = TRUE;
  set_chosen (self, target);
}

GtkWidget *
bst_target_list_get_row (BstTargetList *self, BstHost *host)
{
  BstPreflightTarget *target = bst_preflight_find (self->preflight, host);

  return target != NULL ? g_hash_table_lookup (self->rows, target) : NULL;
}

static void
bst_target_list_dispose (GObject *object)
{
  BstTargetList *self = BST_TARGET_LIST (object);

  self->chosen = NULL;
  if (self->shown != NULL)
    g_signal_handlers_disconnect_by_data (self->shown, self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_object (&self->none);
  g_clear_object (&self->shown);
  g_clear_object (&self->preflight);

  G_OBJECT_CLASS (bst_target_list_parent_class)->dispose (object);
}

static void
bst_target_list_class_init (BstTargetListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_target_list_dispose;

  chosen_signal = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_target_list_init (BstTargetList *self)
{
  GtkWidget *empty = gtk_label_new (_ ("There is no other host to go to: add one first."));

  gtk_widget_add_css_class (empty, "dim-label");
  gtk_widget_add_css_class (empty, "trouble");
  self->rows = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->none = g_object_ref_sink (gtk_check_button_new ());
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), empty);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Hosts to go to"), -1);
  self->header = bst_check_header_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_box_append (GTK_BOX (self->box), self->header);
  gtk_box_append (GTK_BOX (self->box), self->list);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
bst_target_list_new (void)
{
  return g_object_new (BST_TYPE_TARGET_LIST, NULL);
}
