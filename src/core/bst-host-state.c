/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-host-state.h"

static const char *const nicks[] = {
  [BST_HOST_STATE_OFFLINE] = "offline",
  [BST_HOST_STATE_CONNECTING] = "connecting",
  [BST_HOST_STATE_SYNCING] = "syncing",
  [BST_HOST_STATE_ONLINE] = "online",
  [BST_HOST_STATE_LOST] = "lost",
  [BST_HOST_STATE_FAILED] = "failed",
};

const char *
bst_host_state_to_nick (BstHostState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (nicks), "offline");

  return nicks[state];
}

BstHostState
bst_host_state_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (nicks); i++)
    {
      if (g_strcmp0 (nicks[i], nick) == 0)
        return (BstHostState) i;
    }

  return BST_HOST_STATE_OFFLINE;
}
