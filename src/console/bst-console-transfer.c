/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-console-transfer-private.h"

struct _BstConsoleTransfer
{
  GObject parent_instance;

  char *name;
  guint64 size;
  guint64 sent;
  gboolean over;
  GError *error; /* (nullable) */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (BstConsoleTransfer, bst_console_transfer, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_SIZE,
  PROP_SENT,
  PROP_OVER,
  PROP_ERROR,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
bst_console_transfer_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BstConsoleTransfer *self = BST_CONSOLE_TRANSFER (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_SIZE:
      g_value_set_uint64 (value, self->size);
      break;
    case PROP_SENT:
      g_value_set_uint64 (value, self->sent);
      break;
    case PROP_OVER:
      g_value_set_boolean (value, self->over);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bst_console_transfer_finalize (GObject *object)
{
  BstConsoleTransfer *self = BST_CONSOLE_TRANSFER (object);

  g_clear_object (&self->cancellable);
  g_clear_error (&self->error);
  g_free (self->name);

  G_OBJECT_CLASS (bst_console_transfer_parent_class)->finalize (object);
}

static void
bst_console_transfer_class_init (BstConsoleTransferClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = bst_console_transfer_get_property;
  object_class->finalize = bst_console_transfer_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_SIZE] = g_param_spec_uint64 ("size", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_SENT] = g_param_spec_uint64 ("sent", NULL, NULL, 0, G_MAXUINT64, 0, flags);
  properties[PROP_OVER] = g_param_spec_boolean ("over", NULL, NULL, FALSE, flags);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bst_console_transfer_init (BstConsoleTransfer *self)
{
}

BstConsoleTransfer *
bst_console_transfer_new (const char *name, GCancellable *cancellable)
{
  BstConsoleTransfer *self = g_object_new (BST_TYPE_CONSOLE_TRANSFER, NULL);

  self->name = g_utf8_make_valid (name, -1);
  self->cancellable = g_object_ref (cancellable);

  return self;
}

const char *
bst_console_transfer_get_name (BstConsoleTransfer *self)
{
  return self->name;
}

guint64
bst_console_transfer_get_size (BstConsoleTransfer *self)
{
  return self->size;
}

guint64
bst_console_transfer_get_sent (BstConsoleTransfer *self)
{
  return self->sent;
}

gboolean
bst_console_transfer_is_over (BstConsoleTransfer *self)
{
  return self->over;
}

const GError *
bst_console_transfer_get_error (BstConsoleTransfer *self)
{
  return self->error;
}

void
bst_console_transfer_cancel (BstConsoleTransfer *self)
{
  if (!self->over)
    g_cancellable_cancel (self->cancellable);
}

void
bst_console_transfer_set_progress (BstConsoleTransfer *self, guint64 sent, guint64 size)
{
  if (self->size != size)
    {
      self->size = size;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIZE]);
    }
  if (self->sent != sent)
    {
      self->sent = sent;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SENT]);
    }
}

void
bst_console_transfer_end (BstConsoleTransfer *self, GError *error)
{
  g_assert (!self->over);

  self->over = TRUE;
  self->error = error;
  if (error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OVER]);
}
