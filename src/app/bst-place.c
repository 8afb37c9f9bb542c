/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-place.h"

#include <glib/gi18n.h>

struct _BstPlace
{
  GObject parent_instance;

  BstPlaceKind kind;
  BstHost *host;      /* (nullable) */
  BstLabel *label;    /* (nullable) */
  BstSavedView *view; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BstPlace, bst_place, G_TYPE_OBJECT)

static void
bst_place_finalize (GObject *object)
{
  BstPlace *self = BST_PLACE (object);

  g_clear_object (&self->host);
  g_clear_object (&self->label);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (bst_place_parent_class)->finalize (object);
}

static void
bst_place_class_init (BstPlaceClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_place_finalize;
}

static void
bst_place_init (BstPlace *self)
{
}

BstPlace *
bst_place_new_all (void)
{
  return g_object_new (BST_TYPE_PLACE, NULL);
}

BstPlace *
bst_place_new_host (BstHost *host)
{
  BstPlace *self = g_object_new (BST_TYPE_PLACE, NULL);

  self->kind = BST_PLACE_HOST;
  self->host = g_object_ref (host);
  return self;
}

BstPlace *
bst_place_new_label (BstPlaceKind kind, BstLabel *label)
{
  BstPlace *self = g_object_new (BST_TYPE_PLACE, NULL);

  self->kind = kind;
  self->label = g_object_ref (label);
  return self;
}

BstPlace *
bst_place_new_view (BstSavedView *view)
{
  BstPlace *self = g_object_new (BST_TYPE_PLACE, NULL);

  self->kind = BST_PLACE_VIEW;
  self->view = g_object_ref (view);
  return self;
}

BstPlaceKind
bst_place_get_kind (BstPlace *self)
{
  g_return_val_if_fail (BST_IS_PLACE (self), BST_PLACE_ALL);

  return self->kind;
}

const char *
bst_place_get_title (BstPlace *self)
{
  g_return_val_if_fail (BST_IS_PLACE (self), "");

  switch (self->kind)
    {
    case BST_PLACE_HOST:
      return bst_host_get_name (self->host);
    case BST_PLACE_GROUP:
    case BST_PLACE_TAG:
      return bst_label_get_text (self->label);
    case BST_PLACE_VIEW:
      return bst_saved_view_get_name (self->view);
    case BST_PLACE_ALL:
    default:
      return _ ("All Machines");
    }
}

BstHost *
bst_place_get_host (BstPlace *self)
{
  g_return_val_if_fail (BST_IS_PLACE (self), NULL);

  return self->host;
}

BstLabel *
bst_place_get_label (BstPlace *self)
{
  g_return_val_if_fail (BST_IS_PLACE (self), NULL);

  return self->label;
}

BstSavedView *
bst_place_get_view (BstPlace *self)
{
  g_return_val_if_fail (BST_IS_PLACE (self), NULL);

  return self->view;
}

char *
bst_place_to_key (BstPlace *self)
{
  g_return_val_if_fail (BST_IS_PLACE (self), NULL);

  switch (self->kind)
    {
    case BST_PLACE_HOST:
      return g_strdup_printf ("host:%" G_GINT64_FORMAT, bst_host_get_id (self->host));
    case BST_PLACE_GROUP:
      return g_strconcat ("group:", bst_label_get_text (self->label), NULL);
    case BST_PLACE_TAG:
      return g_strconcat ("tag:", bst_label_get_text (self->label), NULL);
    case BST_PLACE_VIEW:
      return g_strconcat ("view:", bst_saved_view_get_name (self->view), NULL);
    case BST_PLACE_ALL:
    default:
      return g_strdup ("all");
    }
}
