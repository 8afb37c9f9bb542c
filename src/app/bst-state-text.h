/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-machine.h"

G_BEGIN_DECLS

/* (nullable): why libvirt says a machine is in its state, translated, static; NULL where that is
 * not known or nothing worth to be told. */
const char *bst_state_text_get_reason (BstMachineState state, int reason);

/* (transfer full): the state, why, since when, and how old that news is: "Running for 3 h 20 min",
 * "Paused: input or output error", "Off, with a saved state (seen 5 min ago)". */
char *bst_state_text_describe (BstMachine *machine);

G_END_DECLS
