/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BstMachineState:
 *
 * The state of a machine, with libvirt's values (virDomainState), so that any driver's states fit.
 */
typedef enum
{
  BST_MACHINE_STATE_NOSTATE = 0,
  BST_MACHINE_STATE_RUNNING = 1,
  BST_MACHINE_STATE_BLOCKED = 2,
  BST_MACHINE_STATE_PAUSED = 3,
  BST_MACHINE_STATE_SHUTDOWN = 4,
  BST_MACHINE_STATE_SHUTOFF = 5,
  BST_MACHINE_STATE_CRASHED = 6,
  BST_MACHINE_STATE_PMSUSPENDED = 7,
} BstMachineState;

/* libvirt's word for scripts, queries and the inventory: "running", "shutoff" ...; static. */
const char *bst_machine_state_to_nick (BstMachineState state);

/* NOSTATE for a word that is not known. */
BstMachineState bst_machine_state_from_nick (const char *nick);

/* For people, translated: "Running", "Off" ...; static. */
const char *bst_machine_state_get_label (BstMachineState state);

/* Whether the machine has a process on its host, running or paused. */
gboolean bst_machine_state_is_active (BstMachineState state);

/* Its hypervisor is being started: nothing of it answers yet. @reason: of libvirt. */
gboolean bst_machine_state_is_starting (BstMachineState state, int reason);

/* Whether it is paused half moved in, or out. @reason: libvirt's of a pause
 * (virDomainPausedReason). */
gboolean bst_machine_state_is_half_moved (BstMachineState state, int reason);

/* Whether a post-copy broke off: one part of its memory is here, the other at the destination, and
 * neither runs without the other. @reason: as above. */
gboolean bst_machine_state_is_torn (BstMachineState state, int reason);

G_END_DECLS
