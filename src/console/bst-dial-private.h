/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How long each way may take until the console's socket is open: its time-out. */
#define BST_DIAL_SECONDS 10

/**
 * BstDialDeadline:
 *
 * The time that a dial may take: a cancellable that goes off when that is over, or when the
 * caller's does. Main thread only.
 */
typedef struct _BstDialDeadline BstDialDeadline;

BstDialDeadline *bst_dial_deadline_new (GCancellable *outer);
void bst_dial_deadline_free (BstDialDeadline *self);
GCancellable *bst_dial_deadline_get_cancellable (BstDialDeadline *self);
gboolean bst_dial_deadline_is_over (BstDialDeadline *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstDialDeadline, bst_dial_deadline_free)

/* "hosta:5900", "[2001:db8::5]:5900", or a word for a ticket. (transfer full) */
char *bst_dial_name (const char *host, guint port);

/* Why @name (see above) was not reached, in words that help, from GIO's @error, which it takes;
 * @deadline: (nullable). One of ours, and a cancellation, stay as they are. */
GError *bst_dial_make_error (GError *error, BstDialDeadline *deadline, const char *name);

/* Of what leads there, from @error, of BST_ERROR: that it refuses says nothing of the console's server.
 * (transfer full) */
GError *bst_dial_make_way_error (const GError *error);

/* The same for a proxy on the way to @name. */
GError *bst_dial_make_proxy_error (GError *error,
                                   BstDialDeadline *deadline,
                                   const char *proxy,
                                   const char *name);

G_END_DECLS
