/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-snapshot-tree.h"

#include <glib/gi18n.h>

#include "app/bst-column-list.h"
#include "app/bst-snapshot-cell.h"
#include "app/bst-snapshot-item.h"

/* The rows that it begins with, and how many come with each frame after. */
#define FIRST_ROWS 6
#define MORE_ROWS 8

struct _BstSnapshotTree
{
  GtkWidget parent_instance;

  GListStore *items;       /* of BstSnapshotItem: all */
  GtkSliceListModel *rows; /* ... and those that there are widgets for */
  GtkSingleSelection *selection;
  GtkWidget *scrolled;

  guint limit; /* of rows, until the first frames are painted */
  guint grow_id;
  gboolean painted;
  char *awaited;    /* (nullable): chosen, though its row is not there yet */
  gboolean hidden;  /* what was chosen for its user may be out of sight */
  gboolean filling; /* what is selected meanwhile was not chosen by anybody */
};

G_DEFINE_FINAL_TYPE (BstSnapshotTree, bst_snapshot_tree, GTK_TYPE_WIDGET)

enum
{
  CHOSEN,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- The chosen one --- */

/* FALSE where there is none of this name. */
static gboolean
find_row (BstSnapshotTree *self, const char *name, guint *position)
{
  GListModel *items = G_LIST_MODEL (self->items);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstSnapshotItem) item = g_list_model_get_item (items, i);

      *position = i;
      if (g_strcmp0 (bst_snapshot_item_get_facts (item)->name, name) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
choose_row (BstSnapshotTree *self, guint position, const char *name)
{
  gboolean is_there = position < self->limit;
  g_autofree char *awaited = is_there ? NULL : g_strdup (name);

  g_free (self->awaited);
  self->awaited = g_steal_pointer (&awaited);
  gtk_single_selection_set_selected (self->selection,
                                     is_there ? position : GTK_INVALID_LIST_POSITION);
  if (!is_there || !self->hidden)
    return;
  self->hidden = FALSE;
  bst_column_list_scroll_to (GTK_COLUMN_VIEW (gtk_scrolled_window_get_child (
                                 GTK_SCROLLED_WINDOW (self->scrolled))),
                             position);
}

static void
on_selected (BstSnapshotTree *self)
{
  if (self->filling)
    return;

  g_clear_pointer (&self->awaited, g_free);
  self->hidden = FALSE;
  g_signal_emit (self, signals[CHOSEN], 0);
}

static void
on_activate (BstSnapshotTree *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

const BstSnapshotFacts *
bst_snapshot_tree_get_chosen (BstSnapshotTree *self)
{
  guint position = gtk_single_selection_get_selected (self->selection);
  g_autoptr (BstSnapshotItem) item = NULL;

  if (self->awaited != NULL)
    find_row (self, self->awaited, &position);
  /* The tree owns it. */
  item = g_list_model_get_item (G_LIST_MODEL (self->items), position);

  return item != NULL ? bst_snapshot_item_get_facts (item) : NULL;
}

guint
bst_snapshot_tree_get_n_rows (BstSnapshotTree *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->items));
}

/* --- The first frames --- */

static void
set_limit (BstSnapshotTree *self, guint limit)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));

  self->limit = limit < n ? limit : G_MAXUINT;
  gtk_slice_list_model_set_size (self->rows, self->limit);
}

/* Widgets of hundreds of rows take a while to make: some at each frame, once the first is painted.
 */
static gboolean
grow (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  BstSnapshotTree *self = BST_SNAPSHOT_TREE (widget);
  g_autofree char *name = g_steal_pointer (&self->awaited);
  guint position;

  self->filling = TRUE;
  /* The first tick comes before the first frame. */
  if (self->painted)
    set_limit (self, self->limit + MORE_ROWS);
  self->painted = TRUE;
  if (name != NULL && find_row (self, name, &position))
    choose_row (self, position, name);
  self->filling = FALSE;
  if (self->limit < G_MAXUINT)
    return G_SOURCE_CONTINUE;

  self->grow_id = 0;
  return G_SOURCE_REMOVE;
}

static void
begin_to_grow (BstSnapshotTree *self)
{
  set_limit (self, self->limit);
  if (self->limit == G_MAXUINT || self->grow_id != 0)
    return;

  self->painted = FALSE;
  self->grow_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), grow, NULL, NULL);
}

/* --- What it shows --- */

gboolean
bst_snapshot_tree_choose (BstSnapshotTree *self, const char *name)
{
  guint position;

  if (!find_row (self, name, &position))
    return FALSE;

  set_limit (self, G_MAXUINT);
  choose_row (self, position, name);

  return TRUE;
}

/* What was chosen, or else the current one. */
static void
choose_again (BstSnapshotTree *self, const char *name, GPtrArray *snapshots)
{
  const BstSnapshotFacts *current = bst_snapshot_facts_find_current (snapshots);
  guint position;

  if (name != NULL && find_row (self, name, &position))
    choose_row (self, position, name);
  else if (current != NULL && find_row (self, current->name, &position))
    {
      self->hidden = TRUE;
      choose_row (self, position, current->name);
    }
  else
    g_clear_pointer (&self->awaited, g_free);
}

void
bst_snapshot_tree_fill (BstSnapshotTree *self, GPtrArray *snapshots)
{
  const BstSnapshotFacts *chosen = bst_snapshot_tree_get_chosen (self);
  g_autofree char *name = chosen != NULL ? g_strdup (chosen->name) : NULL;

  self->filling = TRUE;
  if (bst_snapshot_item_fill (self->items, snapshots))
    {
      begin_to_grow (self);
      choose_again (self, name, snapshots);
    }
  self->filling = FALSE;
}

void
bst_snapshot_tree_clear (BstSnapshotTree *self)
{
  g_clear_pointer (&self->awaited, g_free);
  if (self->grow_id != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->grow_id);
  self->grow_id = 0;
  self->filling = TRUE;
  g_list_store_remove_all (self->items);
  self->filling = FALSE;
  self->limit = FIRST_ROWS;
  gtk_slice_list_model_set_size (self->rows, self->limit);
}

/* --- Cells --- */

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, bst_snapshot_cell_new ((BstSnapshotColumn)GPOINTER_TO_INT (data)));
}

static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  BstSnapshotItem *snapshot = gtk_list_item_get_item (item);

  bst_snapshot_cell_set (BST_SNAPSHOT_CELL (gtk_list_item_get_child (item)),
                         bst_snapshot_item_get_facts (snapshot),
                         bst_snapshot_item_get_depth (snapshot));
}

static void
append_column (GtkColumnView *view, BstSnapshotColumn column, const char *title, int width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) added = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell), GINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), NULL);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_column_set_expand (added, column == BST_SNAPSHOT_COLUMN_DESCRIPTION);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (added, width);
  gtk_column_view_append_column (view, added);
}

/* --- Building --- */

static void
bst_snapshot_tree_dispose (GObject *object)
{
  BstSnapshotTree *self = BST_SNAPSHOT_TREE (object);

  g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_snapshot_tree_parent_class)->dispose (object);
}

static void
bst_snapshot_tree_finalize (GObject *object)
{
  BstSnapshotTree *self = BST_SNAPSHOT_TREE (object);

  g_free (self->awaited);
  g_object_unref (self->selection);
  g_object_unref (self->rows);
  g_object_unref (self->items);

  G_OBJECT_CLASS (bst_snapshot_tree_parent_class)->finalize (object);
}

static void
bst_snapshot_tree_class_init (BstSnapshotTreeClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_snapshot_tree_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_snapshot_tree_finalize;

  signals[CHOSEN] =
      g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] =
      g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
build_models (BstSnapshotTree *self)
{
  self->limit = FIRST_ROWS;
  self->items = g_list_store_new (BST_TYPE_SNAPSHOT_ITEM);
  self->rows = gtk_slice_list_model_new (G_LIST_MODEL (g_object_ref (self->items)), 0, self->limit);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (on_selected),
                            self);
}

static void
bst_snapshot_tree_init (BstSnapshotTree *self)
{
  GtkWidget *view;

  build_models (self);
  self->scrolled = gtk_scrolled_window_new ();
  view = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)));
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_NAME, _ ("Snapshot"), 230);
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_TIME, _ ("Time"), 100);
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_STATE, _ ("State"), 90);
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_KIND, _ ("Kind"), 120);
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_SIZE, _ ("Size"), 70);
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_DESCRIPTION, _ ("Description"), 0);
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Snapshots"), -1);
  g_signal_connect_object (view, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), view);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
bst_snapshot_tree_new (void)
{
  return g_object_new (BST_TYPE_SNAPSHOT_TREE, NULL);
}
