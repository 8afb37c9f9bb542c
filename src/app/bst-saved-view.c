/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-saved-view.h"

struct _BstSavedView
{
  GObject parent_instance;

  char *name;
  char *query;
  char *sort;
  gboolean descending;
};

G_DEFINE_FINAL_TYPE (BstSavedView, bst_saved_view, G_TYPE_OBJECT)

static void
bst_saved_view_finalize (GObject *object)
{
  BstSavedView *self = BST_SAVED_VIEW (object);

  g_free (self->name);
  g_free (self->query);
  g_free (self->sort);

  G_OBJECT_CLASS (bst_saved_view_parent_class)->finalize (object);
}

static void
bst_saved_view_class_init (BstSavedViewClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_saved_view_finalize;
}

static void
bst_saved_view_init (BstSavedView *self)
{
}

BstSavedView *
bst_saved_view_new (const char *name, const char *query, const char *sort, gboolean descending)
{
  BstSavedView *self = g_object_new (BST_TYPE_SAVED_VIEW, NULL);

  self->name = g_strdup (name);
  self->query = g_strdup (query);
  self->sort = g_strdup (sort);
  self->descending = descending;

  return self;
}

const char *
bst_saved_view_get_name (BstSavedView *self)
{
  return self->name;
}

const char *
bst_saved_view_get_query (BstSavedView *self)
{
  return self->query;
}

const char *
bst_saved_view_get_sort (BstSavedView *self)
{
  return self->sort;
}

gboolean
bst_saved_view_get_descending (BstSavedView *self)
{
  return self->descending;
}
