/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a frame of a console's widget costs, without SPICE: CPU of this process for each of many
 * updates of 1920 × 1080 pixels, one frame each. Prints "name value unit". */

#include "config.h"

#include <adwaita.h>
#include <sys/resource.h>

#include "../ui/console-double.h"
#include "app/bst-console-view.h"

#define WIDTH 1920
#define HEIGHT 1080
#define FRAMES 200

static double
get_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
         (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void
wait_frame (BstConsolePainter *painter, guint64 frames)
{
  while (bst_console_painter_get_frames (painter) < frames)
    g_main_context_iteration (NULL, TRUE);
}

static void
measure (ConsoleDouble *console, BstConsolePainter *painter, const char *name, int width, int height)
{
  double begun;

  wait_frame (painter, 1);
  begun = get_cpu ();
  for (guint i = 0; i < FRAMES; i++)
    {
      guint64 frames = bst_console_painter_get_frames (painter);

      console_double_get_pixels (console, 0)[i] = i;
      console_double_damage (console, 0, 0, 0, width, height);
      wait_frame (painter, frames + 1);
    }
  /* The last one is painted when the clock has gone round once more. */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_print ("console.%s %.2f ms\n", name, (get_cpu () - begun) / FRAMES);
}

int
main (int argc, char *argv[])
{
  ConsoleDouble *console;
  BstConsoleView *view;
  GtkWidget *window;
  BstConsolePainter *painter;

  adw_init ();
  console = console_double_new ();
  console_double_connect (console);
  console_double_set_size (console, 0, WIDTH, HEIGHT);
  view = BST_CONSOLE_VIEW (bst_console_view_new (BST_CONSOLE (console), 0));
  window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (view));
  gtk_window_present (GTK_WINDOW (window));
  painter = bst_console_screen_get_painter (bst_console_view_get_screen (view));

  measure (console, painter, "small", 64, 64);
  measure (console, painter, "half", WIDTH, HEIGHT / 2);
  measure (console, painter, "full", WIDTH, HEIGHT);

  return 0;
}
