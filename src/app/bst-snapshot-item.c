/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-snapshot-item.h"

struct _BstSnapshotItem
{
  GObject parent_instance;

  BstSnapshotFacts *facts;
  GListStore *children; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BstSnapshotItem, bst_snapshot_item, G_TYPE_OBJECT)

const BstSnapshotFacts *
bst_snapshot_item_get_facts (BstSnapshotItem *self)
{
  return self->facts;
}

GListModel *
bst_snapshot_item_get_children (BstSnapshotItem *self)
{
  return self->children != NULL ? G_LIST_MODEL (self->children) : NULL;
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  const BstSnapshotFacts *left = ((BstSnapshotItem *)a)->facts;
  const BstSnapshotFacts *right = ((BstSnapshotItem *)b)->facts;

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

void
bst_snapshot_item_fill (GListStore *roots, GPtrArray *snapshots)
{
  g_autoptr (GHashTable) items =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  g_autoptr (GPtrArray) top = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value;

  g_list_store_remove_all (roots);
  for (guint i = 0; i < snapshots->len; i++)
    {
      BstSnapshotItem *item = g_object_new (BST_TYPE_SNAPSHOT_ITEM, NULL);

      item->facts = bst_snapshot_facts_ref (snapshots->pdata[i]);
      g_hash_table_replace (items, item->facts->name, item);
    }

  /* A tree asks a row for its children once: when it comes in. */
  g_hash_table_iter_init (&iter, items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BstSnapshotItem *item = value;
      BstSnapshotItem *parent =
          item->facts->parent != NULL ? g_hash_table_lookup (items, item->facts->parent) : NULL;

      if (parent == NULL || is_below (items, parent, item))
        {
          g_ptr_array_add (top, item);
          continue;
        }
      if (parent->children == NULL)
        parent->children = g_list_store_new (BST_TYPE_SNAPSHOT_ITEM);
      g_list_store_insert_sorted (parent->children, item, compare, NULL);
    }
  for (guint i = 0; i < top->len; i++)
    g_list_store_insert_sorted (roots, top->pdata[i], compare, NULL);
}

static void
bst_snapshot_item_finalize (GObject *object)
{
  BstSnapshotItem *self = BST_SNAPSHOT_ITEM (object);

  bst_snapshot_facts_unref (self->facts);
  g_clear_object (&self->children);

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
