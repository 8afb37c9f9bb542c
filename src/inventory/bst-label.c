/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-label.h"

struct _BstLabel
{
  GObject parent_instance;

  char *text;
  guint count;
};

G_DEFINE_FINAL_TYPE (BstLabel, bst_label, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
bst_label_finalize (GObject *object)
{
  g_free (BST_LABEL (object)->text);

  G_OBJECT_CLASS (bst_label_parent_class)->finalize (object);
}

static void
bst_label_class_init (BstLabelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_label_finalize;

  signals[CHANGED] = g_signal_new ("changed", BST_TYPE_LABEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 0);
}

static void
bst_label_init (BstLabel *self)
{
}

BstLabel *
bst_label_new (const char *text)
{
  BstLabel *self = g_object_new (BST_TYPE_LABEL, NULL);

  self->text = g_strdup (text);

  return self;
}

const char *
bst_label_get_text (BstLabel *self)
{
  return self->text;
}

guint
bst_label_get_count (BstLabel *self)
{
  return self->count;
}

void
bst_label_set_count (BstLabel *self, guint count)
{
  if (self->count == count)
    return;

  self->count = count;
  g_signal_emit (self, signals[CHANGED], 0);
}
