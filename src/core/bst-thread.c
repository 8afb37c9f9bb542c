/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-thread.h"

static GThread *main_thread;
static _Thread_local gboolean builds_for_main;

void
bst_thread_init (void)
{
  g_atomic_pointer_compare_and_exchange (&main_thread, NULL, g_thread_self ());
}

void
bst_thread_build_for_main (void)
{
  builds_for_main = TRUE;
}

gboolean
bst_thread_is_main (void)
{
  bst_thread_init ();

  return builds_for_main || g_atomic_pointer_get (&main_thread) == g_thread_self ();
}
