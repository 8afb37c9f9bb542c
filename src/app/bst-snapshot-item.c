/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-snapshot-item.h"

struct _BstSnapshotItem
{
  GObject parent_instance;

  BstSnapshotFacts *facts;
  guint depth;
  GPtrArray *children; /* (nullable): of BstSnapshotItem (unowned), while rows are filled */
};

G_DEFINE_FINAL_TYPE (BstSnapshotItem, bst_snapshot_item, G_TYPE_OBJECT)

const BstSnapshotFacts *
bst_snapshot_item_get_facts (BstSnapshotItem *self)
{
  return self->facts;
}

guint
bst_snapshot_item_get_depth (BstSnapshotItem *self)
{
  return self->depth;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const BstSnapshotFacts *left = (*(BstSnapshotItem *const *)a)->facts;
  const BstSnapshotFacts *right = (*(BstSnapshotItem *const *)b)->facts;

  if (left->created_at != right->created_at)
    return left->created_at < right->created_at ? -1 : 1;

  return g_strcmp0 (left->name, right->name);
}

/* Not where @parent comes from @child: only a broken host could tell of a ring. */
static gboolean
is_below (GHashTable *items, BstSnapshotItem *parent, BstSnapshotItem *child)
{
  BstSnapshotItem *item = parent;

  for (guint i = 0; item != NULL && i <= g_hash_table_size (items); i++)
    {
      if (item == child)
        return TRUE;
      item = item->facts->parent != NULL ? g_hash_table_lookup (items, item->facts->parent) : NULL;
    }

  return item != NULL;
}

/* @item and all that come from it. */
static void
append_tree (GPtrArray *rows, BstSnapshotItem *item, guint depth)
{
  g_autoptr (GPtrArray) children = g_steal_pointer (&item->children);

  item->depth = depth;
  g_ptr_array_add (rows, item);
  if (children == NULL)
    return;

  g_ptr_array_sort (children, compare);
  for (guint i = 0; i < children->len; i++)
    append_tree (rows, children->pdata[i], depth + 1);
}

/* (transfer container): of BstSnapshotItem, which @items owns. */
static GPtrArray *
arrange (GHashTable *items)
{
  g_autoptr (GPtrArray) roots = g_ptr_array_new ();
  GPtrArray *rows = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BstSnapshotItem *item = value;
      BstSnapshotItem *parent =
          item->facts->parent != NULL ? g_hash_table_lookup (items, item->facts->parent) : NULL;

      if (parent == NULL || is_below (items, parent, item))
        {
          g_ptr_array_add (roots, item);
          continue;
        }
      if (parent->children == NULL)
        parent->children = g_ptr_array_new ();
      g_ptr_array_add (parent->children, item);
    }

  g_ptr_array_sort (roots, compare);
  for (guint i = 0; i < roots->len; i++)
    append_tree (rows, roots->pdata[i], 0);

  return rows;
}

static gboolean
is_same (BstSnapshotItem *one, BstSnapshotItem *other)
{
  const BstSnapshotFacts *a = one->facts;
  const BstSnapshotFacts *b = other->facts;

  return one->depth == other->depth && g_strcmp0 (a->name, b->name) == 0 &&
         g_strcmp0 (a->parent, b->parent) == 0 && g_strcmp0 (a->description, b->description) == 0 &&
         a->created_at == b->created_at && a->current == b->current && a->size == b->size &&
         a->kind == b->kind && (a->thumbnail == NULL) == (b->thumbnail == NULL) &&
         g_strcmp0 (a->policy, b->policy) == 0;
}

static gboolean
is_row (GListStore *rows, guint position, BstSnapshotItem *item)
{
  g_autoptr (BstSnapshotItem) row = g_list_model_get_item (G_LIST_MODEL (rows), position);

  return is_same (row, item);
}

/* A list builds the widgets of all rows anew that a change spans. */
gboolean
bst_snapshot_item_fill (GListStore *rows, GPtrArray *snapshots)
{
  g_autoptr (GHashTable) items =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  g_autoptr (GPtrArray) wanted = NULL;
  guint n = g_list_model_get_n_items (G_LIST_MODEL (rows));
  guint first = 0, tail = 0;

  for (guint i = 0; i < snapshots->len; i++)
    {
      BstSnapshotItem *item = g_object_new (BST_TYPE_SNAPSHOT_ITEM, NULL);

      item->facts = bst_snapshot_facts_ref (snapshots->pdata[i]);
      g_hash_table_replace (items, item->facts->name, item);
    }
  wanted = arrange (items);

  while (first < MIN (n, wanted->len) && is_row (rows, first, wanted->pdata[first]))
    first++;
  while (tail < MIN (n, wanted->len) - first &&
         is_row (rows, n - 1 - tail, wanted->pdata[wanted->len - 1 - tail]))
    tail++;
  if (first + tail == MAX (n, wanted->len))
    return FALSE;

  g_list_store_splice (rows, first, n - first - tail, wanted->pdata + first,
                       wanted->len - first - tail);
  return TRUE;
}

static void
bst_snapshot_item_finalize (GObject *object)
{
  BstSnapshotItem *self = BST_SNAPSHOT_ITEM (object);

  bst_snapshot_facts_unref (self->facts);

  G_OBJECT_CLASS (bst_snapshot_item_parent_class)->finalize (object);
}

static void
bst_snapshot_item_class_init (BstSnapshotItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_snapshot_item_finalize;
}

static void
bst_snapshot_item_init (BstSnapshotItem *self)
{
}
