/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bench-screen KIND RATE: a SPICE server with a screen of 1920 × 1080 that changes RATE times a
 * second: KIND of it, "small" (64 × 64), "half" or "full". Says its port, and when somebody
 * watches; goes on until it is ended. */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "../console/screen-server.h"

#define WIDTH 1920
#define HEIGHT 1080

typedef struct
{
  ScreenServer *server;
  int width, height;
  guint32 *pixels;
  guint n;
  gboolean told;
} Screen;

/* A gradient that moves: no two frames are one, and it is packed neither too well nor too badly. */
static void
paint (Screen *screen)
{
  for (int y = 0; y < screen->height; y++)
    {
      for (int x = 0; x < screen->width; x++)
        screen->pixels[(gsize)y * screen->width + x] =
            (((guint)x / 8 + screen->n) & 0xff) << 16 | (((guint)y / 8 + screen->n) & 0xff) << 8 |
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
  if (!screen->told)
    g_print ("watched 1 clients\n");
  screen->told = TRUE;
  screen->n++;
  paint (screen);
  screen_server_draw (screen->server, x, y, screen->width, screen->height, screen->pixels);

  return G_SOURCE_CONTINUE;
}

int
main (int argc, char *argv[])
{
  Screen screen = { .width = WIDTH, .height = HEIGHT };
  guint rate = argc == 3 ? (guint)atoi (argv[2]) : 0;

  if (rate == 0)
    {
      g_printerr ("usage: bench-screen small|half|full RATE\n");
      return 2;
    }

  setvbuf (stdout, NULL, _IOLBF, 0);
  if (g_str_equal (argv[1], "small"))
    screen.width = screen.height = 64;
  else if (g_str_equal (argv[1], "half"))
    screen.height = HEIGHT / 2;
  screen.pixels = g_new (guint32, (gsize)screen.width * screen.height);
  screen.server = screen_server_new (WIDTH, HEIGHT);
  g_print ("port %u number\n", screen_server_get_port (screen.server));
  g_timeout_add (1000 / rate, on_frame, &screen);
  g_main_loop_run (g_main_loop_new (NULL, FALSE));

  return 0;
}
