/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-backoff.h"

guint
bst_backoff_next (BstBackoff *self)
{
  guint64 step = (guint64) self->first_ms << MIN (self->tries, 16u);

  step = CLAMP (step, 1, self->most_ms);
  self->tries++;

  return (guint) (step / 2) + (guint) g_random_int_range (0, (gint32) (step - step / 2) + 1);
}

void
bst_backoff_reset (BstBackoff *self)
{
  self->tries = 0;
}
