/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-thread.h"

static GThread *main_thread;

void
bst_thread_init (void)
{
  g_atomic_pointer_compare_and_exchange (&main_thread, NULL, g_thread_self ());
}

gboolean
bst_thread_is_main (void)
{
  bst_thread_init ();

  return g_atomic_pointer_get (&main_thread) == g_thread_self ();
}
