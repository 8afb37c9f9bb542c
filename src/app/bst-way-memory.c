/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-way-memory.h"

#include <string.h>

#define KEY "console-way/"

/* Each computer is that to itself: the file tells which one it means. */
static gboolean
is_of_another_loopback (const BstVvFile *file)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (file->host);

  return file->via != NULL && (address != NULL ? g_inet_address_get_is_loopback (address)
                                               : g_ascii_strcasecmp (file->host, "localhost") == 0);
}

/* The host that is dialled from here: a proxy's where the file has one that is a ticket's. */
char *
bst_way_memory_get_host (const BstVvFile *file)
{
  g_autoptr (GUri) proxy = NULL;

  if (file->host == NULL || is_of_another_loopback (file))
    return NULL;
  if (!bst_vv_file_host_is_ticket (file))
    return g_ascii_strdown (file->host, -1);

  proxy = file->proxy != NULL ? g_uri_parse (file->proxy, G_URI_FLAGS_HAS_PASSWORD, NULL) : NULL;
  return proxy != NULL ? g_ascii_strdown (g_uri_get_host (proxy), -1) : NULL;
}

/* One step up: ".school.example" of "hosta.school.example" and of ".hosta.school.example",
 * "192.168.1." of "192.168.1.5". No top level domain by itself, and no larger networks. */
static char *
widen (const char *place)
{
  const char *dot;

  if (g_hostname_is_ip_address (place))
    {
      dot = strchr (place, ':') == NULL ? strrchr (place, '.') : NULL;
      return dot != NULL ? g_strndup (place, (gsize)(dot - place) + 1) : NULL;
    }

  dot = g_str_has_suffix (place, ".") ? NULL : strchr (place + (*place == '.'), '.');
  return dot != NULL && strchr (dot + 1, '.') != NULL ? g_strdup (dot) : NULL;
}

char *
bst_way_memory_get_domain (const BstVvFile *file)
{
  g_autofree char *host = bst_way_memory_get_host (file);

  return host != NULL ? widen (host) : NULL;
}

BstWay *
bst_way_memory_find (BstInventory *inventory, const BstVvFile *file)
{
  g_autofree char *place = bst_way_memory_get_host (file);

  while (place != NULL)
    {
      g_autofree char *key = g_strconcat (KEY, place, NULL);
      g_autofree char *kept = bst_inventory_get_setting (inventory, key);
      g_autofree char *wider = widen (place);
      BstWay *way = kept != NULL ? bst_way_from_string (kept) : NULL;

      if (way != NULL)
        return way;
      g_free (place);
      place = g_steal_pointer (&wider);
    }

  return NULL;
}

void
bst_way_memory_keep (BstInventory *inventory, const char *place, const BstWay *way)
{
  g_autofree char *key = g_strconcat (KEY, place, NULL);
  g_autofree char *text = way != NULL ? bst_way_to_string (way) : NULL;

  bst_inventory_set_setting (inventory, key, text);
}

void
bst_way_memory_keep_for (BstInventory *inventory,
                         const BstVvFile *file,
                         BstWayScope scope,
                         const BstWay *way)
{
  g_autofree char *host = bst_way_memory_get_host (file);
  g_autofree char *domain = bst_way_memory_get_domain (file);

  if (way != NULL && scope != BST_WAY_THIS_TIME)
    bst_way_keep_password (way);
  if (scope == BST_WAY_FOR_HOST && host != NULL)
    bst_way_memory_keep (inventory, host, way);
  if (scope != BST_WAY_FOR_DOMAIN || domain == NULL)
    return;

  /* A choice for the host alone would stand before it. */
  if (host != NULL)
    bst_way_memory_keep (inventory, host, NULL);
  bst_way_memory_keep (inventory, domain, way);
}
