/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-machine-state.h"

#include <glib/gi18n.h>

/* libvirt's VIR_DOMAIN_PAUSED_MIGRATION, _STARTING_UP and _POSTCOPY_FAILED. */
#define PAUSED_MIGRATION 2
#define PAUSED_STARTING_UP 11
#define PAUSED_POSTCOPY_FAILED 13

static const struct
{
  const char *nick;
  const char *label;
} states[] = {
  [BST_MACHINE_STATE_NOSTATE] = { "nostate", N_ ("Unknown") },
  [BST_MACHINE_STATE_RUNNING] = { "running", N_ ("Running") },
  [BST_MACHINE_STATE_BLOCKED] = { "blocked", N_ ("Blocked") },
  [BST_MACHINE_STATE_PAUSED] = { "paused", N_ ("Paused") },
  [BST_MACHINE_STATE_SHUTDOWN] = { "shutdown", N_ ("Shutting down") },
  [BST_MACHINE_STATE_SHUTOFF] = { "shutoff", N_ ("Off") },
  [BST_MACHINE_STATE_CRASHED] = { "crashed", N_ ("Crashed") },
  [BST_MACHINE_STATE_PMSUSPENDED] = { "pmsuspended", N_ ("Suspended by guest") },
};

const char *
bst_machine_state_to_nick (BstMachineState state)
{
  return state < G_N_ELEMENTS (states) ? states[state].nick : states[0].nick;
}

BstMachineState
bst_machine_state_from_nick (const char *nick)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      if (g_strcmp0 (states[i].nick, nick) == 0)
        return (BstMachineState) i;
    }

  return BST_MACHINE_STATE_NOSTATE;
}

const char *
bst_machine_state_get_label (BstMachineState state)
{
  return _ (state < G_N_ELEMENTS (states) ? states[state].label : states[0].label);
}

gboolean
bst_machine_state_is_active (BstMachineState state)
{
  return state == BST_MACHINE_STATE_RUNNING || state == BST_MACHINE_STATE_BLOCKED ||
         state == BST_MACHINE_STATE_PAUSED || state == BST_MACHINE_STATE_SHUTDOWN ||
         state == BST_MACHINE_STATE_PMSUSPENDED;
}

gboolean
bst_machine_state_is_starting (BstMachineState state, int reason)
{
  return state == BST_MACHINE_STATE_PAUSED && reason == PAUSED_STARTING_UP;
}

gboolean
bst_machine_state_is_half_moved (BstMachineState state, int reason)
{
  return state == BST_MACHINE_STATE_PAUSED &&
         (reason == PAUSED_MIGRATION || reason == PAUSED_STARTING_UP);
}

gboolean
bst_machine_state_is_torn (BstMachineState state, int reason)
{
  return state == BST_MACHINE_STATE_PAUSED && reason == PAUSED_POSTCOPY_FAILED;
}
