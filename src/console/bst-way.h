/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-gateways.h"
#include "formats/bst-vv-file.h"

G_BEGIN_DECLS

typedef enum
{
  BST_WAY_DESKTOP, /* as the desktop's proxy settings say; where nobody says otherwise */
  BST_WAY_DIRECT,
  BST_WAY_PROXY,
  BST_WAY_GATEWAY,
} BstWayKind;

/**
 * BstWay:
 *
 * A choice of how to get to a console. Immutable.
 */
typedef struct
{
  BstWayKind kind;
  char
      *address; /* (nullable): of the proxy, "socks5://127.0.0.1:1080", or gateway, "ana@gate:22" */
} BstWay;

/* @address: (nullable): for a proxy, "host:port" is an HTTP one's. %BST_ERROR_INVALID, with a
 * remedy, where it makes no sense. */
BstWay *bst_way_new (BstWayKind kind, const char *address, GError **error);
BstWay *bst_way_copy (const BstWay *self);
void bst_way_free (BstWay *self);

/* For the inventory: "direct", "ssh:ana@gate:2209", "proxy:http://proxy:3128"; a proxy's password
 * is left out. And back; NULL for what is none. */
char *bst_way_to_string (const BstWay *self);
BstWay *bst_way_from_string (const char *text);

/* That of a proxy, where it has one, in the desktop's keyring: the way that comes back finds it. */
void bst_way_keep_password (const BstWay *self);

/* (transfer full): what leads to @file's console that way: its own proxy, where it has one, comes
 * last. */
BstDialer *bst_way_new_dialer (const BstWay *self, const BstVvFile *file, BstGateways *gateways);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstWay, bst_way_free)

G_END_DECLS
