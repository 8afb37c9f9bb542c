/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BstHostState:
 * @BST_HOST_STATE_OFFLINE: not asked to connect, or disconnected by the user
 * @BST_HOST_STATE_CONNECTING: the SSH master, then libvirt, is being opened
 * @BST_HOST_STATE_SYNCING: connected; the machines are being listed
 * @BST_HOST_STATE_ONLINE: what is shown is what the host has
 * @BST_HOST_STATE_LOST: the link broke; tried again by itself after a pause
 * @BST_HOST_STATE_FAILED: only a person can mend it; not tried again by itself
 *
 * The life of a host's connection.
 */
typedef enum
{
  BST_HOST_STATE_OFFLINE,
  BST_HOST_STATE_CONNECTING,
  BST_HOST_STATE_SYNCING,
  BST_HOST_STATE_ONLINE,
  BST_HOST_STATE_LOST,
  BST_HOST_STATE_FAILED,
} BstHostState;

/* One English word for scripts and the inventory: "offline", "connecting" ...; static. */
const char *bst_host_state_to_nick (BstHostState state);
BstHostState bst_host_state_from_nick (const char *nick);

/* Whether libvirt there can be asked. */
static inline gboolean
bst_host_state_is_connected (BstHostState state)
{
  return state == BST_HOST_STATE_SYNCING || state == BST_HOST_STATE_ONLINE;
}

G_END_DECLS
