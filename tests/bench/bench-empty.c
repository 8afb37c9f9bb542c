/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gtk/gtk.h>
#ifdef BENCH_ADWAITA
#include <adwaita.h>
#endif

#include "bench-start.h"
#include "core/bst-thread.h"

/* What any program must cost: a window of GTK, or of libadwaita, with nothing in it. */

static void
on_activate (GtkApplication *application, gpointer data)
{
#ifdef BENCH_ADWAITA
  GtkWidget *window = adw_application_window_new (application);
#else
  GtkWidget *window = gtk_application_window_new (application);
#endif

  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
#ifdef BENCH_ADWAITA
  g_autoptr (GtkApplication) application =
      GTK_APPLICATION (adw_application_new ("org.bastida.Empty", G_APPLICATION_NON_UNIQUE));
#else
  g_autoptr (GtkApplication) application =
      gtk_application_new ("org.bastida.Empty", G_APPLICATION_NON_UNIQUE);
#endif

  bst_thread_init ();
  bench_start_watch (application, FALSE, 2, 1);
  g_signal_connect (application, "activate", G_CALLBACK (on_activate), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
