/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-host-query.h"

#include <stdlib.h>
#include <string.h>

#include "core/bst-thread.h"
#include "formats/bst-capabilities.h"

static char *
take_string (char *text)
{
  char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  free (text);

  return valid;
}

static void
read_node (virConnectPtr connection, BstHostFacts *facts)
{
  virNodeInfo node;

  if (virNodeGetInfo (connection, &node) < 0)
    return;

  facts->cpus = node.cpus;
  facts->cpu_sockets = node.sockets * MAX (node.nodes, 1);
  facts->cpu_cores = node.cores;
  facts->cpu_threads = node.threads;
  facts->cpu_mhz = node.mhz;
  facts->memory_kib = node.memory;
  facts->arch = g_utf8_make_valid (node.model, strnlen (node.model, sizeof node.model));
}

static void
read_capabilities (BstHostFacts *facts)
{
  g_autoptr (BstCapabilities) capabilities = NULL;

  if (facts->capabilities_xml == NULL)
    return;

  capabilities = bst_capabilities_parse (facts->capabilities_xml, -1, NULL);
  if (capabilities == NULL)
    return;

  g_strlcpy (facts->uuid, capabilities->uuid, sizeof facts->uuid);
  facts->acceleration = capabilities->acceleration;
  facts->cpu_model = g_strdup (capabilities->cpu_model);
  if (capabilities->arch != NULL)
    {
      g_free (facts->arch);
      facts->arch = g_strdup (capabilities->arch);
    }
}

gpointer
bst_host_query (BstLink *link, gpointer unused, GError **error)
{
  virConnectPtr connection = bst_link_get_connection (link);
  BstHostFacts *facts = bst_host_facts_new ();

  BST_ASSERT_WORKER_THREAD ();

  bst_link_count_call (link);
  facts->capabilities_xml = take_string (virConnectGetCapabilities (connection));
  facts->libvirt_version = bst_link_get_version (link);
  facts->driver = g_strdup (virConnectGetType (connection));
  bst_link_count_call (link);
  if (virConnectGetVersion (connection, &facts->driver_version) < 0)
    facts->driver_version = 0;
  bst_link_count_call (link);
  facts->hostname = take_string (virConnectGetHostname (connection));
  bst_link_count_call (link);
  read_node (connection, facts);
  read_capabilities (facts);

  return facts;
}
