/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdlib.h>

#include "bench-fill.h"
#include "core/bst-thread.h"

/* make-inventory N FILE: a new inventory that knows of N machines, as an earlier run left it. */

int
main (int argc, char **argv)
{
  g_autoptr (BstInventory) inventory = NULL;

  if (argc != 3)
    {
      g_printerr ("Usage: make-inventory N FILE\n");
      return 2;
    }

  bst_thread_init ();
  inventory = bst_inventory_open (argv[2]);
  bench_fill (inventory, (guint)atoi (argv[1]));
  bst_inventory_close (inventory);
  return EXIT_SUCCESS;
}
