/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A socket for what takes nothing else (SPICE's library): @stream itself where it is one, else one
 * end of a socket pair whose other end is joined to @stream, in both directions and until one of
 * them closes. Main thread only; no process, no thread. */
GSocketConnection *bst_stream_bridge (GIOStream *stream, GError **error);

G_END_DECLS
