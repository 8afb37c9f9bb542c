/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "console/bst-spice-guard.h"

G_BEGIN_DECLS

/* Stays on @connection, which nobody wants any more, where @guard says that its server must not be
 * hung up on yet: sends @unsent and what else the server waits for, and hangs up when it has had
 * that. Holds @way (nullable) until then. FALSE: there is no need, and nothing was done. Main
 * thread. */
gboolean bst_spice_farewell (const BstSpiceGuard *guard,
                             GSocketConnection *connection,
                             const guint8 *unsent,
                             gsize length,
                             GObject *way);

G_END_DECLS
