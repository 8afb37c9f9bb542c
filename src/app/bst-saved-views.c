/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-saved-views.h"

#include "core/bst-thread.h"

#define VIEWS_KEY "machine-list.views"

/* Name, query, the id of the column sorted by, whether descending. */
#define VIEWS_TYPE "a(sssb)"

struct _BstSavedViews
{
  GObject parent_instance;

  BstInventory *inventory;
  GListStore *list;
};

G_DEFINE_FINAL_TYPE (BstSavedViews, bst_saved_views, G_TYPE_OBJECT)

static int
compare_names (gconstpointer a, gconstpointer b, gpointer data)
{
  return g_utf8_collate (bst_saved_view_get_name ((BstSavedView *)a),
                         bst_saved_view_get_name ((BstSavedView *)b));
}

static void
load (BstSavedViews *self)
{
  g_autofree char *text = bst_inventory_get_setting (self->inventory, VIEWS_KEY);
  g_autoptr (GVariant) views = NULL;
  GVariantIter iter;
  const char *name, *query, *sort;
  gboolean descending;

  if (text == NULL)
    return;
  views = g_variant_parse (G_VARIANT_TYPE (VIEWS_TYPE), text, NULL, NULL, NULL);
  if (views == NULL)
    return;

  g_variant_iter_init (&iter, views);
  while (g_variant_iter_next (&iter, "(&s&s&sb)", &name, &query, &sort, &descending))
    {
      g_autoptr (BstSavedView) view = bst_saved_view_new (name, query, sort, descending);

      g_list_store_insert_sorted (self->list, view, compare_names, NULL);
    }
}

static void
save (BstSavedViews *self)
{
  GVariantBuilder builder;
  g_autoptr (GVariant) views = NULL;
  g_autofree char *text = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (VIEWS_TYPE));
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (BstSavedView) view = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      g_variant_builder_add (&builder, "(sssb)", bst_saved_view_get_name (view),
                             bst_saved_view_get_query (view), bst_saved_view_get_sort (view),
                             bst_saved_view_get_descending (view));
    }
  views = g_variant_ref_sink (g_variant_builder_end (&builder));
  text = g_variant_print (views, TRUE);
  bst_inventory_set_setting (self->inventory, VIEWS_KEY, text);
}

static void
bst_saved_views_dispose (GObject *object)
{
  BstSavedViews *self = BST_SAVED_VIEWS (object);

  g_clear_object (&self->inventory);
  g_clear_object (&self->list);

  G_OBJECT_CLASS (bst_saved_views_parent_class)->dispose (object);
}

static void
bst_saved_views_class_init (BstSavedViewsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_saved_views_dispose;
}

static void
bst_saved_views_init (BstSavedViews *self)
{
  self->list = g_list_store_new (BST_TYPE_SAVED_VIEW);
}

BstSavedViews *
bst_saved_views_new (BstInventory *inventory)
{
  BstSavedViews *self = g_object_new (BST_TYPE_SAVED_VIEWS, NULL);

  BST_ASSERT_MAIN_THREAD ();

  self->inventory = g_object_ref (inventory);
  load (self);

  return self;
}

GListModel *
bst_saved_views_get_list (BstSavedViews *self)
{
  return G_LIST_MODEL (self->list);
}

BstSavedView *
bst_saved_views_find (BstSavedViews *self, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->list)); i++)
    {
      g_autoptr (BstSavedView) view = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (g_str_equal (bst_saved_view_get_name (view), name))
        return view;
    }

  return NULL;
}

static void
drop (BstSavedViews *self, const char *name)
{
  BstSavedView *view = bst_saved_views_find (self, name);
  guint position;

  if (view != NULL && g_list_store_find (self->list, view, &position))
    g_list_store_remove (self->list, position);
}

void
bst_saved_views_add (BstSavedViews *self, BstSavedView *view)
{
  BST_ASSERT_MAIN_THREAD ();

  drop (self, bst_saved_view_get_name (view));
  g_list_store_insert_sorted (self->list, view, compare_names, NULL);
  save (self);
}

void
bst_saved_views_remove (BstSavedViews *self, const char *name)
{
  BST_ASSERT_MAIN_THREAD ();

  drop (self, name);
  save (self);
}
