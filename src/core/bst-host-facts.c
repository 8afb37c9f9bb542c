/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-host-facts.h"

BstHostFacts *
bst_host_facts_new (void)
{
  return g_new0 (BstHostFacts, 1);
}

BstHostFacts *
bst_host_facts_copy (const BstHostFacts *facts)
{
  BstHostFacts *copy = g_memdup2 (facts, sizeof *facts);

  copy->hostname = g_strdup (facts->hostname);
  copy->driver = g_strdup (facts->driver);
  copy->arch = g_strdup (facts->arch);
  copy->cpu_model = g_strdup (facts->cpu_model);
  copy->capabilities_xml = g_strdup (facts->capabilities_xml);

  return copy;
}

void
bst_host_facts_free (BstHostFacts *facts)
{
  if (facts == NULL)
    return;

  g_free (facts->hostname);
  g_free (facts->driver);
  g_free (facts->arch);
  g_free (facts->cpu_model);
  g_free (facts->capabilities_xml);
  g_free (facts);
}

char *
bst_version_to_string (gulong version)
{
  if (version == 0)
    return NULL;

  return g_strdup_printf (
      "%lu.%lu.%lu", version / 1000000, version / 1000 % 1000, version % 1000);
}
