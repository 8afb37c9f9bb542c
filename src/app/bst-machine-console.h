/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-screen-way.h"
#include "console/bst-console.h"
#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstMachineConsole:
 *
 * The way from a machine of the inventory to its console: asks its host what serves its screen,
 * goes there through the host's one SSH connection, and follows the machine when it restarts or
 * moves to another host. Main thread only.
 *
 * Emits "changed" () when what the following tell is another.
 */
#define BST_TYPE_MACHINE_CONSOLE (bst_machine_console_get_type ())
G_DECLARE_FINAL_TYPE (BstMachineConsole, bst_machine_console, BST, MACHINE_CONSOLE, GObject)

BstMachineConsole *bst_machine_console_new (BstFleet *fleet, BstMachine *machine);

/* Where it is now: after a migration the machine of the other host. (transfer none) */
BstMachine *bst_machine_console_get_machine (BstMachineConsole *self);

/* Asks the host and connects; also once the machine runs, where it does not yet. Not where others
 * are connected to its screen, who would lose it: that is %BST_ERROR_BUSY. */
void bst_machine_console_open (BstMachineConsole *self);

/* The same, also from others. */
void bst_machine_console_take (BstMachineConsole *self);

/* The other way to it than the one that it went; %BST_SCREEN_WAY_PREFERRED: there is none. Going it
 * is for this time: once it was closed, the setting says again, as the straight way may be read by
 * others. */
BstScreenWay bst_machine_console_get_other_way (BstMachineConsole *self);
void bst_machine_console_go_other_way (BstMachineConsole *self);

void bst_machine_console_close (BstMachineConsole *self);

/* Wanted, and not closed since. */
gboolean bst_machine_console_is_open (BstMachineConsole *self);

/* (nullable) (transfer none): once the host was asked for the first time. */
BstConsole *bst_machine_console_get_console (BstMachineConsole *self);

/* (nullable) (transfer none): why there is nothing to connect to. The console's own errors are the
 * console's. %BST_ERROR_UNSUPPORTED where the machine has no screen that can be shown. */
const GError *bst_machine_console_get_error (BstMachineConsole *self);

/* The host is being asked. */
gboolean bst_machine_console_is_asking (BstMachineConsole *self);

G_END_DECLS
