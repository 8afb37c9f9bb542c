/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-domain-facts.h"
#include "host/bst-link.h"

G_BEGIN_DECLS

typedef enum
{
  BST_STATS_STATES, /* of all: state, virtual CPUs, memory defined */
  BST_STATS_ACTIVE, /* all figures of what is active */
  BST_STATS_ALL,    /* both of all: for drivers that tell no events */
} BstStatsScope;

/* Of BstDomainStats, in one call, or at most two where the driver has no bulk statistics. On the
 * link's threads. */
GArray *bst_stats_fetch (BstLink *link, BstStatsScope scope, GError **error);

/* State and figures of these domains alone: UUIDs. Those that are not there any more are left out. */
GArray *bst_stats_fetch_some (BstLink *link, GPtrArray *uuids, GError **error);

G_END_DECLS
