/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What somebody in front of the X display sees at one of its pixels, whatever program painted it:
 *
 * - bench-look seen X Y RRGGBB: waits until it has that colour; says when, in ms of the monotonic
 *   clock
 * - bench-look frames X Y SECONDS: how often it changes a second
 * - bench-look keys X Y TIMES: clicks there, then presses a key so many times; how long each takes
 *   to change it
 *
 * "looking" comes when it looks. It asks each millisecond: what it says may be that late. */

#include "config.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <X11/extensions/XTest.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench-frame.h"

#define LOOK_US 1000
#define PATIENCE_US (60 * G_USEC_PER_SEC)

/* evdev's, as X counts it. */
#define KEY_A (30 + 8)

typedef struct
{
  Display *display;
  Window root;
  int x, y;
} Look;

static guint32
look_now (const Look *look)
{
  XImage *image = XGetImage (look->display, look->root, look->x, look->y, 1, 1, AllPlanes, ZPixmap);
  guint32 color = (guint32)XGetPixel (image, 0, 0) & 0xffffff;

  XDestroyImage (image);
  return color;
}

/* Until the pixel is, or is no more, of @color; the time, 0: it never was. */
static gint64
wait_for (const Look *look, guint32 color, gboolean is)
{
  gint64 begun = g_get_monotonic_time (), now = begun;

  while ((look_now (look) == color) != is)
    {
      g_usleep (LOOK_US);
      now = g_get_monotonic_time ();
      if (now - begun > PATIENCE_US)
        return 0;
    }

  return g_get_monotonic_time ();
}

static int
see (const Look *look, const char *color)
{
  gint64 at = wait_for (look, (guint32)strtoul (color, NULL, 16), TRUE);

  if (at == 0)
    return 1;
  bench_print ("seen", (double)at / 1000, "ms");
  return 0;
}

static int
count_frames (const Look *look, int seconds)
{
  gint64 end = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  guint32 before = look_now (look);
  guint n = 0;

  while (g_get_monotonic_time () < end)
    {
      guint32 color = look_now (look);

      n += color != before;
      before = color;
      g_usleep (LOOK_US);
    }
  bench_print ("frames", (double)n / seconds, "/s");
  return 0;
}

static void
press (const Look *look)
{
  XTestFakeKeyEvent (look->display, KEY_A, True, CurrentTime);
  XTestFakeKeyEvent (look->display, KEY_A, False, CurrentTime);
  XFlush (look->display);
}

/* With the pointer in it; None: there is none. */
static Window
find_window (const Look *look)
{
  Window root, window;
  int x, y;
  unsigned mask;

  XTestFakeMotionEvent (look->display, -1, look->x, look->y, CurrentTime);
  XQueryPointer (look->display, look->root, &root, &window, &x, &y, &x, &y, &mask);

  return window;
}

/* Without a window manager nobody else gives the focus. */
static void
click (const Look *look)
{
  Window window = find_window (look);

  if (window != None)
    XSetInputFocus (look->display, window, RevertToPointerRoot, CurrentTime);
  XTestFakeButtonEvent (look->display, 1, True, CurrentTime);
  XTestFakeButtonEvent (look->display, 1, False, CurrentTime);
  XSync (look->display, False);
}

static int
time_keys (const Look *look, int times)
{
  BenchTimes all;

  click (look);
  bench_times_init (&all);
  for (int i = 0; i < times; i++)
    {
      guint32 before = look_now (look);
      gint64 begun, at;
      double ms;

      begun = g_get_monotonic_time ();
      press (look);
      at = wait_for (look, before, FALSE);
      if (at == 0)
        return 1;
      ms = (double)(at - begun) / 1000;
      g_array_append_val (all.painted, ms);
      g_array_append_val (all.busy, ms);
      /* At no fixed place in a frame. */
      g_usleep ((gulong)g_random_int_range (80000, 120000));
    }
  bench_times_print (&all, "key");
  return 0;
}

int
main (int argc, char *argv[])
{
  Look look = { .display = XOpenDisplay (NULL) };

  if (argc != 5 || look.display == NULL)
    {
      g_printerr ("usage: bench-look seen|frames|keys X Y RRGGBB|SECONDS|TIMES\n");
      return 2;
    }

  setvbuf (stdout, NULL, _IOLBF, 0);
  look.root = DefaultRootWindow (look.display);
  look.x = atoi (argv[2]);
  look.y = atoi (argv[3]);
  look_now (&look);
  bench_print ("looking", 1, "pixels");
  if (g_str_equal (argv[1], "seen"))
    return see (&look, argv[4]);
  if (g_str_equal (argv[1], "frames"))
    return count_frames (&look, atoi (argv[4]));
  return time_keys (&look, atoi (argv[4]));
}
