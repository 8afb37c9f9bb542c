/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-rows.h"

#include "core/bst-thread.h"

/* A GtkListView of GTK 4.8 has widgets for 200 rows around its anchor, and a few for the focus. */
#define N_KEPT 210

#define CHANGED_ALL G_MAXUINT

struct _BstMachineRow
{
  GObject parent_instance;

  BstMachine *machine; /* (nullable): past the last one */
};

G_DEFINE_FINAL_TYPE (BstMachineRow, bst_machine_row, G_TYPE_OBJECT)

enum
{
  ROW_CHANGED,
  N_ROW_SIGNALS
};

static guint row_signals[N_ROW_SIGNALS];

static void
bst_machine_row_dispose (GObject *object)
{
  g_clear_object (&BST_MACHINE_ROW (object)->machine);

  G_OBJECT_CLASS (bst_machine_row_parent_class)->dispose (object);
}

static void
bst_machine_row_class_init (BstMachineRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_machine_row_dispose;

  row_signals[ROW_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
bst_machine_row_init (BstMachineRow *self)
{
}

BstMachine *
bst_machine_row_get_machine (BstMachineRow *self)
{
  return self->machine;
}

struct _BstMachineRows
{
  GObject parent_instance;

  BstMachineOrder *order;
  guint n; /* as the model has it */
  guint limit;
  GPtrArray *rows;      /* by position: those asked for so far, else NULL */
  GHashTable *selected; /* of BstMachine, (owned) */
  GHashTable *gone;     /* of the UUIDs of those that were selected and are of their host no more */
  GtkBitset *bits;      /* where they are */
};

static void list_model_init (GListModelInterface *iface);
static void selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BstMachineRows,
                               bst_machine_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          selection_model_init))

enum
{
  SELECTED_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static BstMachine *
machine_at (BstMachineRows *self, guint position)
{
  return position < bst_machine_order_get_n (self->order)
             ? bst_machine_order_get (self->order, position)
             : NULL;
}

static void
row_free (gpointer row)
{
  g_clear_object (&row);
}

static GType
get_item_type (GListModel *model)
{
  return BST_TYPE_MACHINE_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return BST_MACHINE_ROWS (model)->n;
}

static gpointer
get_item (GListModel *model, guint position)
{
  BstMachineRows *self = BST_MACHINE_ROWS (model);
  BstMachineRow *row;

  if (position >= self->n)
    return NULL;

  if (position >= self->rows->len)
    g_ptr_array_set_size (self->rows, (int)position + 1);
  row = g_ptr_array_index (self->rows, position);
  if (row == NULL)
    {
      BstMachine *machine = machine_at (self, position);

      row = g_object_new (BST_TYPE_MACHINE_ROW, NULL);
      row->machine = machine != NULL ? g_object_ref (machine) : NULL;
      self->rows->pdata[position] = row;
    }

  return g_object_ref (row);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  return gtk_bitset_contains (BST_MACHINE_ROWS (model)->bits, position);
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n)
{
  return gtk_bitset_ref (BST_MACHINE_ROWS (model)->bits);
}

/* Tells the list of all rows that differ from @before; takes @before. */
static void
tell_selection (BstMachineRows *self, GtkBitset *before)
{
  gtk_bitset_difference (before, self->bits);
  if (!gtk_bitset_is_empty (before))
    {
      guint first = gtk_bitset_get_minimum (before);
      guint last = MIN (gtk_bitset_get_maximum (before), self->n - 1);

      if (first <= last)
        gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), first, last - first + 1);
    }
  gtk_bitset_unref (before);
}

/* The rows that are in both @selected and @mask, and those selected that are not in @mask. */
static gboolean
set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  BstMachineRows *self = BST_MACHINE_ROWS (model);
  GtkBitset *before = gtk_bitset_copy (self->bits);
  guint n = bst_machine_order_get_n (self->order);
  g_autoptr (GtkBitset) wanted = gtk_bitset_copy (selected);
  g_autoptr (GtkBitset) differ = NULL;
  GtkBitsetIter iter;
  guint position;

  g_hash_table_remove_all (self->gone);

  /* Only a row without a machine: whoever asks went past the end. */
  gtk_bitset_remove_range_closed (wanted, n, G_MAXUINT);
  if (gtk_bitset_is_empty (wanted) && !gtk_bitset_is_empty (selected))
    {
      gtk_bitset_unref (before);
      return TRUE;
    }

  gtk_bitset_intersect (wanted, mask);
  gtk_bitset_subtract (self->bits, mask);
  gtk_bitset_union (self->bits, wanted);

  differ = gtk_bitset_copy (before);
  gtk_bitset_difference (differ, self->bits);
  for (gboolean more = gtk_bitset_iter_init_first (&iter, differ, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    {
      BstMachine *machine = machine_at (self, position);

      if (machine == NULL)
        continue;
      if (gtk_bitset_contains (self->bits, position))
        g_hash_table_add (self->selected, g_object_ref (machine));
      else
        g_hash_table_remove (self->selected, machine);
    }

  tell_selection (self, before);
  if (!gtk_bitset_is_empty (differ))
    g_signal_emit (self, signals[SELECTED_CHANGED], 0);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->set_selection = set_selection;
}

/* A machine that moved is another row, of its new host: which may be there before the old one goes,
 * or after. */
static gboolean
follow_gone (BstMachineRows *self)
{
  guint n = g_hash_table_size (self->gone) > 0 ? bst_machine_order_get_n (self->order) : 0;
  gboolean found = FALSE;

  for (guint i = 0; i < n; i++)
    {
      BstMachine *machine = bst_machine_order_get (self->order, i);

      if (!g_hash_table_remove (self->gone, bst_machine_get_uuid (machine)))
        continue;
      g_hash_table_add (self->selected, g_object_ref (machine));
      gtk_bitset_add (self->bits, i);
      found = TRUE;
    }

  return found;
}

/* Machines keep being selected wherever they move; those no longer shown do not. */
static gboolean
follow_selected (BstMachineRows *self)
{
  GHashTableIter iter;
  gpointer machine;
  gboolean lost = FALSE;

  gtk_bitset_remove_all (self->bits);
  g_hash_table_iter_init (&iter, self->selected);
  while (g_hash_table_iter_next (&iter, &machine, NULL))
    {
      guint position;

      if (bst_machine_order_find (self->order, machine, &position))
        gtk_bitset_add (self->bits, position);
      else
        {
          if (!bst_machine_order_knows (self->order, machine))
            g_hash_table_add (self->gone, g_strdup (bst_machine_get_uuid (machine)));
          g_hash_table_iter_remove (&iter);
          lost = TRUE;
        }
    }

  return follow_gone (self) || lost;
}

static void
on_order_changed (BstMachineOrder *order, BstMachineRows *self)
{
  guint before = self->n;
  GtkBitset *bits = gtk_bitset_copy (self->bits);
  gboolean changed;

  self->n = MAX (MIN (bst_machine_order_get_n (order), self->limit), MIN (before, N_KEPT));
  changed = follow_selected (self);
  for (guint i = 0; i < MIN (self->rows->len, self->n); i++)
    {
      BstMachineRow *row = g_ptr_array_index (self->rows, i);

      if (row != NULL && g_set_object (&row->machine, machine_at (self, i)))
        g_signal_emit (row, row_signals[ROW_CHANGED], 0, CHANGED_ALL);
    }
  if (self->rows->len > self->n)
    g_ptr_array_set_size (self->rows, (int)self->n);

  if (self->n < before)
    g_list_model_items_changed (G_LIST_MODEL (self), self->n, before - self->n, 0);
  else if (self->n > before)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, self->n - before);
  tell_selection (self, bits);
  if (changed)
    g_signal_emit (self, signals[SELECTED_CHANGED], 0);
}

static void
on_order_updated (BstMachineOrder *order, guint position, guint changes, BstMachineRows *self)
{
  BstMachineRow *row = position < self->rows->len ? g_ptr_array_index (self->rows, position) : NULL;

  if (row != NULL)
    g_signal_emit (row, row_signals[ROW_CHANGED], 0, changes);
}

static void
bst_machine_rows_finalize (GObject *object)
{
  BstMachineRows *self = BST_MACHINE_ROWS (object);

  g_signal_handlers_disconnect_by_data (self->order, self);
  g_clear_object (&self->order);
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->selected);
  g_hash_table_unref (self->gone);
  gtk_bitset_unref (self->bits);

  G_OBJECT_CLASS (bst_machine_rows_parent_class)->finalize (object);
}

static void
bst_machine_rows_class_init (BstMachineRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_machine_rows_finalize;

  signals[SELECTED_CHANGED] = g_signal_new ("selected-changed", G_TYPE_FROM_CLASS (klass),
                                            G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_machine_rows_init (BstMachineRows *self)
{
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->selected = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->bits = gtk_bitset_new_empty ();
}

BstMachineRows *
bst_machine_rows_new (BstMachineOrder *order, guint limit)
{
  BstMachineRows *self = g_object_new (BST_TYPE_MACHINE_ROWS, NULL);

  self->order = g_object_ref (order);
  self->limit = limit;
  self->n = MIN (bst_machine_order_get_n (order), limit);
  g_signal_connect (order, "changed", G_CALLBACK (on_order_changed), self);
  g_signal_connect (order, "updated", G_CALLBACK (on_order_updated), self);

  return self;
}

void
bst_machine_rows_set_limit (BstMachineRows *self, guint limit)
{
  BST_ASSERT_MAIN_THREAD ();

  self->limit = limit;
  on_order_changed (self->order, self);
}

guint
bst_machine_rows_get_n_filled (BstMachineRows *self)
{
  return MIN (self->n, bst_machine_order_get_n (self->order));
}

GPtrArray *
bst_machine_rows_get_selected (BstMachineRows *self)
{
  GPtrArray *machines = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position;

  BST_ASSERT_MAIN_THREAD ();

  for (gboolean more = gtk_bitset_iter_init_first (&iter, self->bits, &position); more;
       more = gtk_bitset_iter_next (&iter, &position))
    g_ptr_array_add (machines, g_object_ref (bst_machine_order_get (self->order, position)));

  return machines;
}

guint
bst_machine_rows_get_n_selected (BstMachineRows *self)
{
  return g_hash_table_size (self->selected);
}
