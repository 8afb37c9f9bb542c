/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

#include "core/bst-host-facts.h"
#include "core/bst-host-state.h"

G_BEGIN_DECLS

/**
 * BstHost:
 *
 * A host of the inventory: one object for as long as it is listed. Main thread only.
 *
 * Emits "changed" (no arguments) after anything in it changed; gathered by whoever changes it, so
 * a row is redrawn once.
 */
#define BST_TYPE_HOST (bst_host_get_type ())
G_DECLARE_FINAL_TYPE (BstHost, bst_host, BST, HOST, GObject)

/* The inventory's number of it, never used again for another. */
gint64 bst_host_get_id (BstHost *self);

/* The name that the user gave, else that of the URI; unique among hosts. */
const char *bst_host_get_name (BstHost *self);

/* As added, libvirt's form: "qemu+ssh://root@hosta:2209/system". No secret. */
const char *bst_host_get_uri (BstHost *self);

BstHostState bst_host_get_state (BstHost *self);

/* (nullable) (transfer none): why it is LOST or FAILED. */
const GError *bst_host_get_error (BstHost *self);

/* When what is shown was last known to be so: Unix time in microseconds, 0: never. */
gint64 bst_host_get_seen (BstHost *self);

/* (nullable) (transfer none): as it said when it was last connected. */
const BstHostFacts *bst_host_get_facts (BstHost *self);

/* (transfer none): the last figures; cpu_percent negative where not known. */
const BstHostStats *bst_host_get_stats (BstHost *self);

/* In KiB, as it is now: the memory of some hosts grows and shrinks, and the facts leave out what
 * belongs to no NUMA node. 0: unknown. */
guint64 bst_host_get_memory_kib (BstHost *self);

/* Machines of it in the inventory; those that are active. */
guint bst_host_get_n_machines (BstHost *self);
guint bst_host_get_n_active (BstHost *self);

/* For the inventory: each emits "changed" where something did change. @error: (transfer full)
 * (nullable). */
BstHost *bst_host_new (gint64 id, const char *name, const char *uri);
void bst_host_set_name (BstHost *self, const char *name);
void bst_host_set_state (BstHost *self, BstHostState state, GError *error);
void bst_host_set_seen (BstHost *self, gint64 seen);
void bst_host_set_facts (BstHost *self, const BstHostFacts *facts);
void bst_host_set_stats (BstHost *self, const BstHostStats *stats);
void bst_host_set_counts (BstHost *self, guint n_machines, guint n_active);

G_END_DECLS
