/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-labels-private.h"

#include "inventory/bst-label.h"

struct _BstLabels
{
  GListStore *store;
  GHashTable *by_text; /* text of the label → BstLabel, owned by the store */
};

BstLabels *
bst_labels_new (void)
{
  BstLabels *self = g_new0 (BstLabels, 1);

  self->store = g_list_store_new (BST_TYPE_LABEL);
  self->by_text = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

void
bst_labels_free (BstLabels *self)
{
  g_hash_table_unref (self->by_text);
  g_object_unref (self->store);
  g_free (self);
}

GListModel *
bst_labels_get_model (BstLabels *self)
{
  return G_LIST_MODEL (self->store);
}

static int
compare (gconstpointer a, gconstpointer b, gpointer data)
{
  return g_utf8_collate (bst_label_get_text ((BstLabel *)a), bst_label_get_text ((BstLabel *)b));
}

void
bst_labels_add (BstLabels *self, const char *text)
{
  BstLabel *label = g_hash_table_lookup (self->by_text, text);

  if (label == NULL)
    {
      g_autoptr (BstLabel) added = bst_label_new (text);

      bst_label_set_count (added, 1);
      g_hash_table_insert (self->by_text, (gpointer)bst_label_get_text (added), added);
      g_list_store_insert_sorted (self->store, added, compare, NULL);
      return;
    }

  bst_label_set_count (label, bst_label_get_count (label) + 1);
}

void
bst_labels_remove (BstLabels *self, const char *text)
{
  BstLabel *label = g_hash_table_lookup (self->by_text, text);
  guint position;

  g_return_if_fail (label != NULL);

  if (bst_label_get_count (label) > 1)
    {
      bst_label_set_count (label, bst_label_get_count (label) - 1);
      return;
    }

  g_hash_table_remove (self->by_text, text);
  if (g_list_store_find (self->store, label, &position))
    g_list_store_remove (self->store, position);
}
