/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* Calls @callback (@object) on the main thread after this computer slept, and when the network
 * changes: links that stood before may be dead. For as long as @object lives. Main thread only. */
void bst_sleep_watch_connect (GCallback callback, gpointer object);

G_END_DECLS
