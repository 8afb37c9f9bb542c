/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-pump-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define CHUNK (192 * 1024)

typedef struct _Pump Pump;

typedef struct
{
  Pump *pump;
  GPollableInputStream *from; /* unowned: the pump's, as is the next */
  GPollableOutputStream *to;
  guint8 *chunk;
  gsize length, written; /* of what was read */
  GSource *source;       /* (nullable): waits for @from's bytes, or for room in @to */
  gboolean waits_for_room;
} Side;

struct _Pump
{
  GSocketConnection *near;
  GSocketConnection *far; /* (nullable): once somebody else has it */
  GCancellable *cancellable;
  Side sides[2];
  guint running; /* sides */
  gboolean broken;
  const BstPumpWatch *watch;
  gpointer data;
};

static void
pump_free (Pump *pump)
{
  g_io_stream_close_async (G_IO_STREAM (pump->near), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  if (pump->far != NULL)
    g_io_stream_close_async (G_IO_STREAM (pump->far), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (pump->near);
  g_clear_object (&pump->far);
  g_object_unref (pump->cancellable);
  pump->watch->free_data (pump->data);
  for (guint i = 0; i < G_N_ELEMENTS (pump->sides); i++)
    g_free (pump->sides[i].chunk);
  g_free (pump);
}

static void
stop_waiting (Side *side)
{
  if (side->source != NULL)
    g_source_destroy (side->source);
  g_clear_pointer (&side->source, g_source_unref);
}

static GSocket *
get_socket (GSocketConnection *connection)
{
  return g_socket_connection_get_socket (connection);
}

/* Whether the far end has another keeper now, with which @pump is over. */
static gboolean
take_leave (Pump *pump)
{
  const Side *to_far = &pump->sides[1];

  if (!pump->watch->leave (pump->data, pump->far, to_far->chunk + to_far->written,
                           to_far->length - to_far->written))
    return FALSE;

  g_clear_object (&pump->far);
  for (guint i = 0; i < G_N_ELEMENTS (pump->sides); i++)
    stop_waiting (&pump->sides[i]);
  pump_free (pump);

  return TRUE;
}

/* @broken: not an end that the other side may outlive. */
static void
end_side (Side *side, gboolean broken)
{
  Pump *pump = side->pump;
  const gboolean hangs_up = broken || side == &pump->sides[1];

  if (hangs_up && !pump->broken && take_leave (pump))
    return;

  stop_waiting (side);

  if (broken && !pump->broken)
    {
      pump->broken = TRUE;
      g_socket_shutdown (get_socket (pump->near), TRUE, TRUE, NULL);
      g_socket_shutdown (get_socket (pump->far), TRUE, TRUE, NULL);
    }
  else if (!broken)
    {
      g_socket_shutdown (get_socket (side == &pump->sides[0] ? pump->near : pump->far), FALSE, TRUE,
                         NULL);
    }

  if (--pump->running == 0)
    pump_free (pump);
}

/* Whether @side is to go on. */
static gboolean
write_side (Side *side)
{
  while (side->written < side->length)
    {
      g_autoptr (GError) error = NULL;
      const gssize n = g_pollable_output_stream_write_nonblocking (
          side->to, side->chunk + side->written, side->length - side->written,
          side->pump->cancellable, &error);

      if (n > 0)
        side->written += (gsize)n;
      else
        return n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
    }

  return TRUE;
}

/* Whether @side is to go on; with no bytes yet, nothing has changed. */
static gboolean
read_side (Side *side, gboolean *over)
{
  g_autoptr (GError) error = NULL;
  Pump *pump = side->pump;
  const gssize n = g_pollable_input_stream_read_nonblocking (side->from, side->chunk, CHUNK,
                                                             pump->cancellable, &error);

  *over = n == 0;
  if (n <= 0)
    return n < 0 && g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  if (!pump->watch->check (pump->data, side == &pump->sides[0], side->chunk, (gsize)n))
    return FALSE;
  side->length = (gsize)n;
  side->written = 0;

  return TRUE;
}

static gboolean on_ready (GObject *stream, gpointer data);

/* One source waits for all chunks until one has no room: the main loop then turns once a chunk. */
static void
wait (Side *side)
{
  const gboolean for_room = side->written < side->length;
  GCancellable *cancellable = side->pump->cancellable;

  if (side->source != NULL && side->waits_for_room == for_room)
    return;

  stop_waiting (side);
  side->waits_for_room = for_room;
  side->source = for_room ? g_pollable_output_stream_create_source (side->to, cancellable)
                          : g_pollable_input_stream_create_source (side->from, cancellable);
  g_source_set_callback (side->source, G_SOURCE_FUNC (on_ready), side, NULL);
  g_source_attach (side->source, NULL);
}

static gboolean
on_ready (GObject *stream, gpointer data)
{
  Side *side = data;
  gboolean over = FALSE;

  if ((side->waits_for_room || read_side (side, &over)) && write_side (side))
    wait (side);
  else
    end_side (side, !over);

  return G_SOURCE_CONTINUE;
}

static void
init_side (Pump *pump, guint index, GSocketConnection *from, GSocketConnection *to)
{
  pump->sides[index] = (Side){
    .pump = pump,
    .from = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (G_IO_STREAM (from))),
    .to = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (G_IO_STREAM (to))),
    .chunk = g_malloc (CHUNK),
  };
  /* Keys must not wait for more; what is no TCP says no. */
  g_socket_set_option (get_socket (to), IPPROTO_TCP, TCP_NODELAY, 1, NULL);
}

void
bst_pump_start (GSocketConnection *near,
                GSocketConnection *far,
                const char *hello,
                GCancellable *cancellable,
                const BstPumpWatch *watch,
                gpointer data)
{
  Pump *pump = g_new0 (Pump, 1);
  Side *to_near = &pump->sides[0];

  pump->near = g_object_ref (near);
  pump->far = g_object_ref (far);
  pump->cancellable = g_object_ref (cancellable);
  pump->running = 2;
  pump->watch = watch;
  pump->data = data;
  init_side (pump, 0, far, near);
  init_side (pump, 1, near, far);

  if (hello != NULL)
    {
      to_near->length = MIN (strlen (hello), CHUNK);
      memcpy (to_near->chunk, hello, to_near->length);
    }
  wait (&pump->sides[0]);
  wait (&pump->sides[1]);
}
