/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* What benchmarks are run on: an inventory as a large site has it. */

#define BENCH_N_HOSTS 10

/* @n machines on BENCH_N_HOSTS hosts, half of them running, with figures, addresses and names. */
void bench_fill (BstInventory *inventory, guint n);

/* A tick of every host that tells of @n running machines in all. */
void bench_tick (BstInventory *inventory, guint n);

G_END_DECLS
