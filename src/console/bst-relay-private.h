/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "console/bst-dialer.h"

G_BEGIN_DECLS

typedef enum
{
  BST_RELAY_HERE,        /* where the console is */
  BST_RELAY_DESTINATION, /* where its machine migrates to */
  BST_RELAY_N_WAYS
} BstRelayWay;

/**
 * BstRelay:
 *
 * A proxy on this computer's loopback that knows CONNECT and a random token, for libraries that
 * want to open their connections by themselves: what they ask for is dialled by a BstDialer. Nobody
 * without the token gets anywhere. Main thread only.
 *
 * Emits "failed" (guint way, GError) when a dialer cannot.
 */
#define BST_TYPE_RELAY (bst_relay_get_type ())
G_DECLARE_FINAL_TYPE (BstRelay, bst_relay, BST, RELAY, GObject)

/* NULL with %BST_ERROR_FAILED where the loopback has no port for it. */
BstRelay *bst_relay_new (GError **error);

/* Ends it and what goes through it. */
void bst_relay_close (BstRelay *self);

/* (transfer full): "http://user:token@127.0.0.1:port"; each way has its own token. */
char *bst_relay_dup_proxy (BstRelay *self, BstRelayWay way);

/* Who dials for @way from now on; NULL: requests wait until there is one. @host (nullable) is
 * dialled in place of the one that is asked for; @path (nullable) in place of all. */
void bst_relay_set_way (BstRelay *self,
                        BstRelayWay way,
                        BstDialer *dialer,
                        const char *host,
                        const char *path);

/* Who asks for @way is told that there is none, until a dialer is set. */
void bst_relay_refuse (BstRelay *self, BstRelayWay way);

G_END_DECLS
