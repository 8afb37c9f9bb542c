/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-inventory.h"

/* A folder of its own for each test, and the path of an inventory in it. */
typedef struct
{
  char *folder;
  char *path;
} Fixture;

void fixture_set_up (Fixture *fixture, gconstpointer data);
void fixture_tear_down (Fixture *fixture, gconstpointer data);

#define ADD_TEST(path, func)                                                                       \
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

/* Runs the main loop until @expression. */
#define WAIT_FOR(expression)                                                                       \
  while (!(expression))                                                                            \
  g_main_context_iteration (NULL, TRUE)

#define WEB "11111111-2222-3333-4444-555555555555"
#define DB "22222222-2222-3333-4444-555555555555"

/* All of a machine, (transfer full). */
BstDomainFacts *make_facts (const char *uuid, const char *name, BstMachineState state);

/* @count machines, named vm0, vm1 ..., every other one running: (transfer full). */
GPtrArray *make_many_facts (guint count);

/* Tells of one machine, @one (transfer full) (nullable). */
void update_one (BstInventory *inventory, BstHost *host, BstDomainFacts *one, gboolean complete);

void close_inventory (BstInventory *inventory);

/* (transfer none) */
BstMachine *nth_machine (BstInventory *inventory, guint position);

/* An inventory of @n_hosts hosts with @n_machines machines each, closed. */
void make_inventory (const char *path, guint n_hosts, guint n_machines);

guint count_hosts (BstInventory *inventory);
guint count_machines (BstInventory *inventory);
