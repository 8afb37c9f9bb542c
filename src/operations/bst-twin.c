/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-twin.h"

#include <string.h>

#include "core/bst-thread.h"
#include "formats/bst-uri.h"

/* Whether both URIs mean the same libvirt, given that the host is the same: its system and its
 * users' sessions have machines of their own. */
static gboolean
same_libvirt (const char *one, const char *other)
{
  g_autoptr (BstUri) first = bst_uri_parse (one, NULL);
  g_autoptr (BstUri) second = bst_uri_parse (other, NULL);

  if (first == NULL || second == NULL || strcmp (first->driver, second->driver) != 0 ||
      strcmp (first->path, second->path) != 0)
    return FALSE;

  return strcmp (first->path, "/session") != 0 || g_strcmp0 (first->user, second->user) == 0;
}

/* Cheap boards come with one UUID for all, so the name that the host has for itself must be the
 * same, too. */
static gboolean
same_host (const BstHostFacts *one, const BstHostFacts *other)
{
  return strcmp (one->uuid, other->uuid) == 0 && g_strcmp0 (one->hostname, other->hostname) == 0;
}

/* The facts of a twin are not kept, so there is one at most. */
BstHost *
bst_twin_find (BstInventory *inventory, const char *uri, const BstHostFacts *facts, BstHost *except)
{
  GListModel *hosts = bst_inventory_get_hosts (inventory);
  guint n = *facts->uuid != '\0' ? g_list_model_get_n_items (hosts) : 0;

  BST_ASSERT_MAIN_THREAD ();

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);
      const BstHostFacts *known = bst_host_get_facts (host);

      if (host != except && known != NULL && same_host (known, facts) &&
          same_libvirt (bst_host_get_uri (host), uri))
        return host;
    }

  return NULL;
}
