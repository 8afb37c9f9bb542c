/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-domain-facts.h"

BstDomainFacts *
bst_domain_facts_new (const char *uuid, const char *name)
{
  BstDomainFacts *facts = g_new0 (BstDomainFacts, 1);

  g_strlcpy (facts->uuid, uuid, sizeof facts->uuid);
  facts->name = g_strdup (name);
  facts->id = -1;

  return facts;
}

BstDomainFacts *
bst_domain_facts_copy (const BstDomainFacts *facts)
{
  BstDomainFacts *copy = g_memdup2 (facts, sizeof *facts);

  copy->name = g_strdup (facts->name);
  copy->xml = g_strdup (facts->xml);
  copy->title = g_strdup (facts->title);
  copy->description = g_strdup (facts->description);
  copy->os_id = g_strdup (facts->os_id);

  return copy;
}

void
bst_domain_facts_free (BstDomainFacts *facts)
{
  if (facts == NULL)
    return;

  g_free (facts->name);
  g_free (facts->xml);
  g_free (facts->title);
  g_free (facts->description);
  g_free (facts->os_id);
  g_free (facts);
}

void
bst_domain_stats_init (BstDomainStats *stats, const char *uuid)
{
  *stats = (BstDomainStats){
    .cpu_time = BST_UNKNOWN,
    .memory_kib = BST_UNKNOWN,
    .memory_max_kib = BST_UNKNOWN,
    .memory_rss_kib = BST_UNKNOWN,
    .guest_total_kib = BST_UNKNOWN,
    .guest_free_kib = BST_UNKNOWN,
    .guest_usable_kib = BST_UNKNOWN,
    .guest_caches_kib = BST_UNKNOWN,
    .net_rx = BST_UNKNOWN,
    .net_tx = BST_UNKNOWN,
    .disk_read = BST_UNKNOWN,
    .disk_written = BST_UNKNOWN,
  };
  g_strlcpy (stats->uuid, uuid, sizeof stats->uuid);
}
