/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-pump-private.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>

#define CHUNK (64 * 1024)

typedef struct _Pump Pump;

typedef struct
{
  Pump *pump;
  GSocketConnection *from; /* unowned: the pump's */
  GSocketConnection *to;
  guint8 *chunk;
} Side;

struct _Pump
{
  GSocketConnection *near;
  GSocketConnection *far;
  GCancellable *cancellable;
  Side sides[2];
  guint running; /* sides */
  gboolean broken;
  BstPumpCheck check; /* (nullable) */
  gpointer data;
  GDestroyNotify free_data;
};

static void read_side (Side *side);

static void
pump_free (Pump *pump)
{
  g_io_stream_close_async (G_IO_STREAM (pump->near), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_io_stream_close_async (G_IO_STREAM (pump->far), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (pump->near);
  g_object_unref (pump->far);
  g_object_unref (pump->cancellable);
  if (pump->free_data != NULL)
    pump->free_data (pump->data);
  for (guint i = 0; i < G_N_ELEMENTS (pump->sides); i++)
    g_free (pump->sides[i].chunk);
  g_free (pump);
}

/* @broken: not an end that the other side may outlive. */
static void
end_side (Side *side, gboolean broken)
{
  Pump *pump = side->pump;

  if (broken && !pump->broken)
    {
      pump->broken = TRUE;
      g_socket_shutdown (g_socket_connection_get_socket (pump->near), TRUE, TRUE, NULL);
      g_socket_shutdown (g_socket_connection_get_socket (pump->far), TRUE, TRUE, NULL);
    }
  else if (!broken)
    {
      g_socket_shutdown (g_socket_connection_get_socket (side->to), FALSE, TRUE, NULL);
    }

  if (--pump->running == 0)
    pump_free (pump);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  Side *side = data;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    read_side (side);
  else
    end_side (side, TRUE);
}

static void
write_side (Side *side, gsize length)
{
  g_output_stream_write_all_async (g_io_stream_get_output_stream (G_IO_STREAM (side->to)),
                                   side->chunk, length, G_PRIORITY_DEFAULT, side->pump->cancellable,
                                   on_written, side);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Side *side = data;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);

  if (n > 0 && side->pump->check != NULL &&
      !side->pump->check (side->pump->data, side == &side->pump->sides[0], side->chunk, (gsize)n))
    end_side (side, TRUE);
  else if (n > 0)
    write_side (side, (gsize)n);
  else
    end_side (side, n < 0);
}

static void
read_side (Side *side)
{
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (side->from)), side->chunk,
                             CHUNK, G_PRIORITY_DEFAULT, side->pump->cancellable, on_read, side);
}

static void
init_side (Pump *pump, guint index, GSocketConnection *from, GSocketConnection *to)
{
  GSocket *socket = g_socket_connection_get_socket (to);

  pump->sides[index] = (Side){ .pump = pump, .from = from, .to = to, .chunk = g_malloc (CHUNK) };
  /* Keys must not wait for more; what is no TCP says no. */
  g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, 1, NULL);
}

void
bst_pump_start (GSocketConnection *near,
                GSocketConnection *far,
                const char *hello,
                GCancellable *cancellable,
                BstPumpCheck check,
                gpointer data,
                GDestroyNotify free_data)
{
  Pump *pump = g_new0 (Pump, 1);
  Side *to_near = &pump->sides[0];

  pump->near = g_object_ref (near);
  pump->far = g_object_ref (far);
  pump->cancellable = g_object_ref (cancellable);
  pump->running = 2;
  pump->check = check;
  pump->data = data;
  pump->free_data = free_data;
  init_side (pump, 0, far, near);
  init_side (pump, 1, near, far);

  read_side (&pump->sides[1]);
  if (hello != NULL)
    {
      const gsize length = MIN (strlen (hello), CHUNK);

      memcpy (to_near->chunk, hello, length);
      write_side (to_near, length);
    }
  else
    {
      read_side (to_near);
    }
}
