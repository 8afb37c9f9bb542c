/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-screen KIND [RATE]: a SPICE server that says its port, and when somebody watches; goes on
 * until it is ended. Its screen of 1920 × 1080
 *
 * - changes RATE times a second: "small" (64 × 64 of it), "half", "full", or "raw", which is all of
 *   it and not packed for the wire, so that the server costs little
 * - is all of one colour: "still"
 * - changes for each key: "keys" */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "../console/screen-server.h"

#define WIDTH 1920
#define HEIGHT 1080

/* Of "still"; bench-look looks for it. */
#define COLOR 0xaa00aa

typedef struct
{
  ScreenServer *server;
  int width, height;
  guint32 *pixels;
  guint n;
} Screen;

static gboolean
on_watched (gpointer data)
{
  Screen *screen = data;

  if (screen_server_get_n_clients (screen->server) == 0)
    return G_SOURCE_CONTINUE;
  g_print ("watched 1 clients\n");

  return G_SOURCE_REMOVE;
}

/* A gradient that moves: no two frames are one, and it is packed neither too well nor too badly. */
static void
paint (Screen *screen)
{
  for (int y = 0; y < screen->height; y++)
    {
      for (int x = 0; x < screen->width; x++)
        screen->pixels[(gsize)y * screen->width + x] = (((guint)x / 8 + screen->n) & 0xff) << 16 |
                                                       (((guint)y / 8 + screen->n) & 0xff) << 8 |
                                                       (screen->n & 0xff);
    }
}

static gboolean
on_frame (gpointer data)
{
  Screen *screen = data;
  int x = (WIDTH - screen->width) / 2, y = (HEIGHT - screen->height) / 2;

  if (screen_server_get_n_clients (screen->server) == 0)
    return G_SOURCE_CONTINUE;
  screen->n++;
  paint (screen);
  screen_server_draw (screen->server, x, y, screen->width, screen->height, screen->pixels);

  return G_SOURCE_CONTINUE;
}

static void
on_key (gpointer data)
{
  Screen *screen = data;

  screen->n++;
  screen_server_fill (screen->server, 256, 256, 512, 512, screen->n % 2 != 0 ? 0xffffff : COLOR);
}

static gboolean
begin (Screen *screen, const char *kind, guint rate)
{
  if (g_str_equal (kind, "still") || g_str_equal (kind, "keys"))
    {
      screen_server_fill (screen->server, 0, 0, WIDTH, HEIGHT, COLOR);
      if (g_str_equal (kind, "keys"))
        screen_server_on_key (screen->server, on_key, screen);
      return TRUE;
    }

  if (g_str_equal (kind, "small"))
    screen->width = screen->height = 64;
  else if (g_str_equal (kind, "half"))
    screen->height = HEIGHT / 2;
  else if (g_str_equal (kind, "raw"))
    screen_server_set_packing (screen->server, FALSE);
  else if (!g_str_equal (kind, "full"))
    return FALSE;
  if (rate == 0)
    return FALSE;
  screen->pixels = g_new (guint32, (gsize)screen->width * screen->height);
  g_timeout_add (1000 / rate, on_frame, screen);

  return TRUE;
}

int
main (int argc, char *argv[])
{
  Screen screen = { .width = WIDTH, .height = HEIGHT };

  setvbuf (stdout, NULL, _IOLBF, 0);
  screen.server = screen_server_new (WIDTH, HEIGHT);
  if (argc < 2 || !begin (&screen, argv[1], argc == 3 ? (guint)atoi (argv[2]) : 0))
    {
      g_printerr ("usage: bench-screen still|keys | small|half|full|raw RATE\n");
      return 2;
    }

  g_timeout_add (20, on_watched, &screen);
  g_print ("port %u number\n", screen_server_get_port (screen.server));
  g_main_loop_run (g_main_loop_new (NULL, FALSE));

  return 0;
}
