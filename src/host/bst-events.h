/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-session-private.h"

G_BEGIN_DECLS

/**
 * BstEvents:
 *
 * What libvirt tells by itself: has changed machines looked at again, and writes journal lines.
 * Libvirt calls on the main thread, by its event loop; no call back to it is made there.
 *
 * @first: the lifecycle of machines alone, before all is listed, so that no change falls between;
 * else all the others. A driver that lacks one goes without. Gives whether machines' lifecycle is
 * told, as GINT_TO_POINTER; a BstLinkFunc's body. On the link's threads.
 */
gpointer bst_events_register (BstSession *session, BstLink *link, gboolean first);

G_END_DECLS
