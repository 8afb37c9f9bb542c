/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether this is the thread that first asked: the program's main thread, once main () has called
 * bst_thread_init (). */
void bst_thread_init (void);
gboolean bst_thread_is_main (void);

/* Open each function that belongs to one thread with one of these. */
#define BST_ASSERT_MAIN_THREAD() g_assert (bst_thread_is_main ())
#define BST_ASSERT_WORKER_THREAD() g_assert (!bst_thread_is_main ())

G_END_DECLS
