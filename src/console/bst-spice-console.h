/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console.h"
#include "console/bst-dialer.h"
#include "console/bst-spice-target.h"

G_BEGIN_DECLS

/**
 * BstSpiceConsole:
 *
 * A console that speaks SPICE, over any way. Main thread only.
 *
 * Without TLS each channel is a connection of the dialer, handed to the library as it is. With TLS
 * the library itself speaks and checks TLS, through a listener on the loopback that knows a random
 * token and dials for it.
 *
 * Signals:
 * - "destination-wanted" (const char *host, guint port, guint tls_port) → gboolean: the machine
 *   migrates, and its server names where to (as its own host sees it). TRUE: who knows the way
 *   tells it, now or soon, by bst_spice_console_set_destination (). Else, or where that does not
 *   come, the dialer that is there is used, unless the server names its own loopback: that is the
 *   loopback of another host.
 * - "target-wanted" () → gboolean: the console is about to try again: a chance to give another
 * target or dialer by bst_spice_console_set_target (), because the machine restarted on other ports
 * or moved. TRUE: that is done in a moment, or bst_spice_console_give_up () called; else it is
 * tried with what there is.
 */
#define BST_TYPE_SPICE_CONSOLE (bst_spice_console_get_type ())
G_DECLARE_FINAL_TYPE (BstSpiceConsole, bst_spice_console, BST, SPICE_CONSOLE, BstConsole)

/* @name: what messages call it; @target is copied. */
BstSpiceConsole *
bst_spice_console_new (const char *name, const BstSpiceTarget *target, BstDialer *dialer);

/* (transfer none) */
const BstSpiceTarget *bst_spice_console_get_target (BstSpiceConsole *self);
BstDialer *bst_spice_console_get_dialer (BstSpiceConsole *self);

/* Where it is from now on. A console that is connected goes on as it is, and uses this the next
 * time; one that is LOST tries it at once. */
void bst_spice_console_set_target (BstSpiceConsole *self,
                                   const BstSpiceTarget *target,
                                   BstDialer *dialer);

/* Ends it, with @error (transfer full) (nullable): there is nothing to try. */
void bst_spice_console_give_up (BstSpiceConsole *self, GError *error);

/* The way to where the machine migrates: addresses are dialled by @dialer as the server names them,
 * but for @host (nullable), which replaces its host. May be told before the machine leaves. Cleared
 * with a NULL @dialer, when the migration failed. */
void bst_spice_console_set_destination (BstSpiceConsole *self, BstDialer *dialer, const char *host);

/* The machine arrived elsewhere, says who watches it. A console that moved along has nothing to do;
 * else it opens again there, at once. */
void
bst_spice_console_arrive (BstSpiceConsole *self, const BstSpiceTarget *target, BstDialer *dialer);

/* The machine is off, says who watches it: what breaks now is an end and not a loss. FALSE: it runs
 * (again). Not known without this: then each end that the server did not announce is a loss. */
void bst_spice_console_set_machine_off (BstSpiceConsole *self, gboolean off);

G_END_DECLS
