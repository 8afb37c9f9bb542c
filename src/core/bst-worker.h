/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BstWorker:
 *
 * Threads of one owner, with a queue ordered by priority. GLib's shared pool is not for calls to
 * hosts: ten that hang would stop everything else in the process.
 *
 * Reference counted; may be used from any thread.
 */
typedef struct _BstWorker BstWorker;

/* @name shows in debuggers, 15 bytes of it; @n_threads are started as they are needed. */
BstWorker *bst_worker_new (const char *name, guint n_threads);
BstWorker *bst_worker_ref (BstWorker *self);

/* The last reference ends the worker as bst_worker_shutdown () does. */
void bst_worker_unref (BstWorker *self);

/**
 * bst_worker_push:
 * @priority: lower comes first, as with GLib's sources; equal ones in the order pushed
 * @task: (transfer full): @func returns its result through it; the callback runs in the context
 *   that the task was made in. A task cancelled before it starts returns %G_IO_ERROR_CANCELLED.
 * @func: runs on a thread of the worker
 *
 * After bst_worker_shutdown () the task returns %G_IO_ERROR_CANCELLED.
 */
void bst_worker_push (BstWorker *self, int priority, GTask *task, GTaskThreadFunc func);

/* Tasks queued and running. */
guint bst_worker_get_load (BstWorker *self);

/* Cancels what is queued and lets the threads end after what they are doing; does not wait: a
 * thread that hangs in a call is left behind until the call returns. */
void bst_worker_shutdown (BstWorker *self);

/* Blocks until nothing is queued or running. Never on the main thread while the window is up. */
void bst_worker_drain (BstWorker *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstWorker, bst_worker_unref)

G_END_DECLS
