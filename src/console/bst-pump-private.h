/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FALSE: these bytes must not be passed on; the pump breaks then. */
typedef gboolean (*BstPumpCheck) (gpointer data,
                                  gboolean from_far,
                                  const guint8 *bytes,
                                  gsize length);

/* Carries bytes between the two, both ways, until both ends are over, one breaks, or @cancellable
 * is cancelled; closes them then. @hello (nullable) goes to @near first. @check (nullable) looks at
 * what comes, with @data (transfer full). Main thread. */
void bst_pump_start (GSocketConnection *near,
                     GSocketConnection *far,
                     const char *hello,
                     GCancellable *cancellable,
                     BstPumpCheck check,
                     gpointer data,
                     GDestroyNotify free_data);

G_END_DECLS
