/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-host-facts.h"
#include "host/bst-link.h"

G_BEGIN_DECLS

/* What the host says of itself; what a driver cannot say is left out. A BstLinkFunc: gives
 * BstHostFacts. On the link's threads. */
gpointer bst_host_query (BstLink *link, gpointer unused, GError **error);

G_END_DECLS
