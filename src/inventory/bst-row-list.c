/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-row-list-private.h"

#include "core/bst-thread.h"

/* More runs than this are told as one span: each costs a list a relayout. */
#define MOST_RUNS 16

struct _BstRowList
{
  GObject parent_instance;

  GType item_type;
  GPtrArray *rows;
};

static GType
get_item_type (GListModel *model)
{
  return BST_ROW_LIST (model)->item_type;
}

static guint
get_n_items (GListModel *model)
{
  return BST_ROW_LIST (model)->rows->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  GPtrArray *rows = BST_ROW_LIST (model)->rows;

  return position < rows->len ? g_object_ref (rows->pdata[position]) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (BstRowList,
                               bst_row_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
bst_row_list_finalize (GObject *object)
{
  g_ptr_array_unref (BST_ROW_LIST (object)->rows);

  G_OBJECT_CLASS (bst_row_list_parent_class)->finalize (object);
}

static void
bst_row_list_class_init (BstRowListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_row_list_finalize;
}

static void
bst_row_list_init (BstRowList *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
}

BstRowList *
bst_row_list_new (GType item_type)
{
  BstRowList *self = g_object_new (BST_TYPE_ROW_LIST, NULL);

  self->item_type = item_type;

  return self;
}

gpointer *
bst_row_list_peek (BstRowList *self, guint *n)
{
  *n = self->rows->len;

  return self->rows->pdata;
}

void
bst_row_list_append (BstRowList *self, gpointer *rows, guint n)
{
  guint position = self->rows->len;

  BST_ASSERT_MAIN_THREAD ();

  if (n == 0)
    return;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (self->rows, g_object_ref (rows[i]));
  g_list_model_items_changed (G_LIST_MODEL (self), position, 0, n);
}

typedef struct
{
  guint position;
  guint n;
} Run;

/* From the last to the first, so that what is told does not move what is still to be told. */
static GArray *
find_runs (BstRowList *self, GHashTable *rows)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (Run));

  for (guint i = self->rows->len; i > 0; i--)
    {
      Run *last = runs->len > 0 ? &g_array_index (runs, Run, runs->len - 1) : NULL;

      if (!g_hash_table_contains (rows, self->rows->pdata[i - 1]))
        continue;
      if (last != NULL && last->position == i)
        {
          last->position--;
          last->n++;
        }
      else
        {
          g_array_append_val (runs, ((Run){ i - 1, 1 }));
        }
    }

  return runs;
}

/* One span from the first to the last that goes; those between that stay keep their order. */
static void
remove_scattered (BstRowList *self, GHashTable *rows, guint first, guint last)
{
  GPtrArray *kept = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *old = self->rows;
  guint removed = last - first + 1;

  for (guint i = 0; i < old->len; i++)
    {
      if (!g_hash_table_contains (rows, old->pdata[i]))
        g_ptr_array_add (kept, g_object_ref (old->pdata[i]));
    }

  self->rows = kept;
  g_list_model_items_changed (G_LIST_MODEL (self), first, removed,
                              removed - (old->len - kept->len));
  g_ptr_array_unref (old);
}

void
bst_row_list_remove (BstRowList *self, GHashTable *rows)
{
  g_autoptr (GArray) runs = NULL;

  BST_ASSERT_MAIN_THREAD ();

  runs = find_runs (self, rows);
  if (runs->len > MOST_RUNS)
    {
      Run *last = &g_array_index (runs, Run, 0);

      remove_scattered (self, rows, g_array_index (runs, Run, runs->len - 1).position,
                        last->position + last->n - 1);
      return;
    }

  for (guint i = 0; i < runs->len; i++)
    {
      Run *run = &g_array_index (runs, Run, i);

      g_ptr_array_remove_range (self->rows, run->position, run->n);
      g_list_model_items_changed (G_LIST_MODEL (self), run->position, run->n, 0);
    }
}
