/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-dial-private.h"

struct _BstDialDeadline
{
  GCancellable *cancellable;
  GCancellable *outer; /* (nullable) */
  gulong outer_handler;
  guint timer;
  gboolean over;
};

static gboolean
on_over (gpointer data)
{
  BstDialDeadline *self = data;

  self->timer = 0;
  self->over = TRUE;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static void
on_outer (GCancellable *outer, gpointer data)
{
  g_cancellable_cancel (data);
}

BstDialDeadline *
bst_dial_deadline_new (GCancellable *outer)
{
  BstDialDeadline *self = g_new0 (BstDialDeadline, 1);

  self->cancellable = g_cancellable_new ();
  self->timer = g_timeout_add_seconds (BST_DIAL_SECONDS, on_over, self);
  if (outer != NULL)
    {
      self->outer = g_object_ref (outer);
      self->outer_handler = g_cancellable_connect (
          outer, G_CALLBACK (on_outer), g_object_ref (self->cancellable), g_object_unref);
    }

  return self;
}

void
bst_dial_deadline_free (BstDialDeadline *self)
{
  if (self == NULL)
    return;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->outer != NULL)
    g_signal_handler_disconnect (self->outer, self->outer_handler);
  g_clear_object (&self->outer);
  g_object_unref (self->cancellable);
  g_free (self);
}

GCancellable *
bst_dial_deadline_get_cancellable (BstDialDeadline *self)
{
  return self->cancellable;
}

gboolean
bst_dial_deadline_is_over (BstDialDeadline *self)
{
  return self->over;
}
