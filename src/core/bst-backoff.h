/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BstBackoff:
 *
 * Pauses between tries: each up to twice the last, with jitter, so that many hosts that were lost
 * together do not come back together. Plain data, for one thread.
 */
typedef struct
{
  guint first_ms;
  guint most_ms;
  guint tries;
} BstBackoff;

#define BST_BACKOFF_INIT(first, most) { .first_ms = (first), .most_ms = (most) }

/* The next pause in milliseconds, between half of the step and the whole of it. */
guint bst_backoff_next (BstBackoff *self);
void bst_backoff_reset (BstBackoff *self);

G_END_DECLS
