/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-drain-item.h"

struct _BstDrainItem
{
  GObject parent_instance;

  BstMachine *machine;
  BstHost *host; /* (nullable) */
  char *why;     /* (nullable) */
  gboolean pending;
  gboolean chosen;
  BstHost *wish; /* (nullable): chosen, whether it can go there just now or not; NULL: to stay */
};

G_DEFINE_FINAL_TYPE (BstDrainItem, bst_drain_item, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_HOST,
  PROP_WHY,
  PROP_PENDING,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
bst_drain_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  BstDrainItem *self = BST_DRAIN_ITEM (object);

  switch (prop_id)
    {
    case PROP_HOST:
      g_value_set_object (value, self->host);
      break;
    case PROP_WHY:
      g_value_set_string (value, self->why);
      break;
    case PROP_PENDING:
      g_value_set_boolean (value, self->pending);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bst_drain_item_finalize (GObject *object)
{
  BstDrainItem *self = BST_DRAIN_ITEM (object);

  g_clear_object (&self->machine);
  g_clear_object (&self->host);
  g_clear_object (&self->wish);
  g_free (self->why);

  G_OBJECT_CLASS (bst_drain_item_parent_class)->finalize (object);
}

static void
bst_drain_item_class_init (BstDrainItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags live = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = bst_drain_item_get_property;
  object_class->finalize = bst_drain_item_finalize;

  properties[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, BST_TYPE_HOST, live);
  properties[PROP_WHY] = g_param_spec_string ("why", NULL, NULL, NULL, live);
  properties[PROP_PENDING] = g_param_spec_boolean ("pending", NULL, NULL, FALSE, live);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bst_drain_item_init (BstDrainItem *self)
{
}

BstDrainItem *
bst_drain_item_new (BstMachine *machine)
{
  BstDrainItem *self = g_object_new (BST_TYPE_DRAIN_ITEM, NULL);

  self->machine = g_object_ref (machine);

  return self;
}

void
bst_drain_item_set (BstDrainItem *self, BstHost *host, const char *why, gboolean pending)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  if (g_set_object (&self->host, host))
    g_object_notify_by_pspec (object, properties[PROP_HOST]);
  if (g_strcmp0 (self->why, why) != 0)
    {
      g_free (self->why);
      self->why = g_strdup (why);
      g_object_notify_by_pspec (object, properties[PROP_WHY]);
    }
  if (self->pending != pending)
    {
      self->pending = pending;
      g_object_notify_by_pspec (object, properties[PROP_PENDING]);
    }
  g_object_thaw_notify (object);
}

void
bst_drain_item_choose (BstDrainItem *self, BstHost *host)
{
  self->chosen = TRUE;
  g_set_object (&self->wish, host);
}

BstHost *
bst_drain_item_get_wish (BstDrainItem *self)
{
  return self->wish;
}

BstMachine *
bst_drain_item_get_machine (BstDrainItem *self)
{
  return self->machine;
}

BstHost *
bst_drain_item_get_host (BstDrainItem *self)
{
  return self->host;
}

const char *
bst_drain_item_get_why (BstDrainItem *self)
{
  return self->why;
}

gboolean
bst_drain_item_is_pending (BstDrainItem *self)
{
  return self->pending;
}

gboolean
bst_drain_item_is_chosen (BstDrainItem *self)
{
  return self->chosen;
}

gboolean
bst_drain_item_is_live (BstDrainItem *self)
{
  return bst_machine_state_is_active (bst_machine_get_state (self->machine));
}
