/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <locale.h>
#include <stdlib.h>

#include "app/bst-application.h"
#include "bench-start.h"
#include "core/bst-thread.h"

/* bench-program SETTLE SECONDS [ARGUMENT...]: Bastida itself, as its main () starts it, watched. */

int
main (int argc, char **argv)
{
  g_autoptr (BstApplication) application = NULL;

  if (argc < 3)
    {
      g_printerr ("Usage: bench-program SETTLE SECONDS [ARGUMENT...]\n");
      return 2;
    }

  setlocale (LC_ALL, "");
  bst_thread_init ();
  application = bst_application_new ();
  bench_start_watch (GTK_APPLICATION (application), TRUE, (guint)atoi (argv[1]),
                     (guint)atoi (argv[2]));
  argv[2] = argv[0];
  return g_application_run (G_APPLICATION (application), argc - 2, argv + 2);
}
