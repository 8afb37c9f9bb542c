/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* FALSE: these bytes must not be passed on; the pump breaks then. */
typedef gboolean (*BstPumpCheck) (gpointer data,
                                  gboolean from_far,
                                  const guint8 *bytes,
                                  gsize length);

/* @near is over, or nobody wants it any more: whether @far was taken over, which the pump then
 * leaves as it is, rather than hang up. The last @length bytes of what was checked have not been
 * sent. */
typedef gboolean (*BstPumpLeave) (gpointer data,
                                  GSocketConnection *far,
                                  const guint8 *unsent,
                                  gsize length);

typedef struct
{
  BstPumpCheck check;
  BstPumpLeave leave;
  GDestroyNotify free_data;
} BstPumpWatch;

/* Carries bytes between the two, both ways, until both ends are over, one breaks, or @cancellable
 * is cancelled; closes them then. @hello (nullable) goes to @near first. @watch (static) looks at
 * what comes, with @data (transfer full). Main thread. */
void bst_pump_start (GSocketConnection *near,
                     GSocketConnection *far,
                     const char *hello,
                     GCancellable *cancellable,
                     const BstPumpWatch *watch,
                     gpointer data);

G_END_DECLS
