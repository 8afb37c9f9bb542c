/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether this is the thread that first asked: the program's main thread, once main () has called
 * bst_thread_init (). */
void bst_thread_init (void);
gboolean bst_thread_is_main (void);

/* This thread, too, may call from here to its end what belongs to the main one: on objects that it
 * makes and that no other sees before it has ended. */
void bst_thread_build_for_main (void);

/* Open each function that belongs to one thread with one of these. */
#define BST_ASSERT_MAIN_THREAD() g_assert (bst_thread_is_main ())
#define BST_ASSERT_WORKER_THREAD() g_assert (!bst_thread_is_main ())

G_END_DECLS
