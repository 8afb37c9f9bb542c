/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-way.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* Which way leads to which hosts' consoles, kept in the inventory: chosen once, and the next double
 * click just works. A place is a host's name or address, a domain (".school.example", with all that
 * ends so) or a network (those that begin with "192.168.1."). No password is in it. Main thread. */

/* What a way is kept for. */
typedef enum
{
  BST_WAY_THIS_TIME,
  BST_WAY_FOR_HOST,
  BST_WAY_FOR_DOMAIN,
} BstWayScope;

/* (nullable) (transfer full): for @file's console: of its host, else the nearest of its domains. */
BstWay *bst_way_memory_find (BstInventory *inventory, const BstVvFile *file);

/* @way: (nullable): forget it. */
void bst_way_memory_keep (BstInventory *inventory, const char *place, const BstWay *way);

/* The same for what @file's console is at; a proxy's password goes into the desktop's keyring. */
void bst_way_memory_keep_for (BstInventory *inventory,
                              const BstVvFile *file,
                              BstWayScope scope,
                              const BstWay *way);

/* The places that a choice for @file's console may be kept for: that of its host (where that is a
 * ticket, of its proxy), and of its domain or network. (nullable) (transfer full) */
char *bst_way_memory_get_host (const BstVvFile *file);
char *bst_way_memory_get_domain (const BstVvFile *file);

G_END_DECLS
