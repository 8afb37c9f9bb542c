/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "operations/bst-lifecycle.h"

G_BEGIN_DECLS

/* A fleet on an inventory file of its own, in a folder that is removed at the end. Its hosts are
 * test drivers, each with machines from a file. */
typedef struct
{
  char *folder;
  char *file; /* the inventory's */
  BstInventory *inventory;
  BstFleet *fleet;
} FleetFixture;

void fleet_fixture_set_up (FleetFixture *fixture, gconstpointer data);
void fleet_fixture_tear_down (FleetFixture *fixture, gconstpointer data);

/* Ends the program, so to speak, and begins the next one on the same file; it does not connect. */
void fleet_fixture_close (FleetFixture *fixture);
void fleet_fixture_open (FleetFixture *fixture);
void fleet_fixture_restart (FleetFixture *fixture);

/* A test driver's URI: machines NAME-0, NAME-1 ..., running; the same name gives the same UUIDs. */
char *
fleet_fixture_write_driver (FleetFixture *fixture, const char *file, const char *name, guint n);

/* ... as a host of the inventory; (transfer none). */
BstHost *fleet_fixture_add_host (FleetFixture *fixture, const char *name, guint n_machines);

/* Spins the main loop until @condition, and fails after four minutes: machines may be busy, and
 * sanitizers slow. */
void fleet_fixture_wait (gboolean (*condition) (gpointer data), gpointer data);
void fleet_fixture_wait_for_state (BstHost *host, BstHostState state);
void fleet_fixture_wait_until_begun (BstOperation *operation);
void fleet_fixture_wait_until_over (BstOperation *operation);

/* (transfer none): by HOST/NAME; there must be one. */
BstMachine *fleet_fixture_find (FleetFixture *fixture, const char *name);

/* Submits, waits, and gives the operation. */
BstOperation *fleet_fixture_do (FleetFixture *fixture, BstLifecycle lifecycle, BstMachine *machine);

/* Entries of the kind in the journal, of those in memory. */
guint fleet_fixture_count_entries (FleetFixture *fixture, const char *kind);

G_END_DECLS
