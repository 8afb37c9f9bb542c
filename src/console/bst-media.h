/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * bst_media_prepare:
 *
 * Gets GStreamer ready in a thread of its own. spice-client-glib would do so on the main thread, in
 * the middle of opening its first console: it takes 15 ms and more, and seconds where GStreamer looks
 * at all its plugins anew, as on the first time of all. Any thread; the second time does nothing.
 */
void bst_media_prepare (void);

G_END_DECLS
