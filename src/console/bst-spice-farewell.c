/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-spice-farewell-private.h"

/* A server waits 30 s for the message, and then hangs up itself. */
#define PATIENCE_S 40

typedef struct
{
  GSocketConnection *connection;
  BstSpiceGuard *guard;
  GObject *way; /* (nullable) */
  GByteArray *words;
  guint8 heard[4096];
  GCancellable *cancellable;
  guint patience_id;
} Farewell;

static void
hang_up (Farewell *self)
{
  g_clear_handle_id (&self->patience_id, g_source_remove);
  g_io_stream_close_async (G_IO_STREAM (self->connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (self->connection);
  g_object_unref (self->cancellable);
  g_clear_object (&self->way);
  g_byte_array_unref (self->words);
  bst_spice_guard_free (self->guard);
  g_free (self);
}

static gboolean
on_patience_over (gpointer data)
{
  Farewell *self = data;

  self->patience_id = 0;
  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static void listen (Farewell *self);

static void
on_heard (GObject *stream, GAsyncResult *result, gpointer data)
{
  Farewell *self = data;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (stream), result, NULL);

  if (n > 0 && bst_spice_guard_check (self->guard, self->heard, (gsize)n) &&
      bst_spice_guard_must_stay (self->guard))
    listen (self);
  else
    hang_up (self);
}

static void
listen (Farewell *self)
{
  GInputStream *stream = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));

  g_input_stream_read_async (stream, self->heard, sizeof self->heard, G_PRIORITY_DEFAULT,
                             self->cancellable, on_heard, self);
}

static void
on_said (GObject *stream, GAsyncResult *result, gpointer data)
{
  Farewell *self = data;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, NULL))
    listen (self);
  else
    hang_up (self);
}

gboolean
bst_spice_farewell (const BstSpiceGuard *guard,
                    GSocketConnection *connection,
                    const guint8 *unsent,
                    gsize length,
                    GObject *way)
{
  GOutputStream *stream = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GBytes) first = bst_spice_guard_make_first (guard);
  Farewell *self;

  if (!bst_spice_guard_must_stay (guard))
    return FALSE;

  self = g_new0 (Farewell, 1);
  self->connection = g_object_ref (connection);
  self->guard = bst_spice_guard_copy (guard);
  g_set_object (&self->way, way);
  self->cancellable = g_cancellable_new ();
  self->patience_id = g_timeout_add_seconds (PATIENCE_S, on_patience_over, self);
  self->words = g_byte_array_new ();
  g_byte_array_append (self->words, unsent, (guint)length);
  if (first != NULL)
    g_byte_array_append (self->words, g_bytes_get_data (first, NULL),
                         (guint)g_bytes_get_size (first));
  g_output_stream_write_all_async (stream, self->words->data, self->words->len, G_PRIORITY_DEFAULT,
                                   self->cancellable, on_said, self);

  return TRUE;
}
