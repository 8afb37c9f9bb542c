/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-migration-options.h"
#include "operations/bst-fleet.h"
#include "operations/bst-preflight-target.h"

G_BEGIN_DECLS

/**
 * BstPreflight:
 *
 * Where machines can go, and why not: a list model of BstPreflightTarget, the best first. Asks all
 * hosts side by side when it is made, and each thing once: another set of options only judges again
 * what is known. Main thread only.
 *
 * Emits "changed" after anything in it did.
 */
#define BST_TYPE_PREFLIGHT (bst_preflight_get_type ())
G_DECLARE_FINAL_TYPE (BstPreflight, bst_preflight, BST, PREFLIGHT, GObject)

/* @machines: of BstMachine; @options: copied. Hosts that have all of them already are no targets.
 */
BstPreflight *
bst_preflight_new (BstFleet *fleet, GPtrArray *machines, const BstMigrationOptions *options);

/* ... to @only alone: asks nobody else. */
BstPreflight *bst_preflight_new_for_host (BstFleet *fleet,
                                          GPtrArray *machines,
                                          BstHost *only,
                                          const BstMigrationOptions *options);

/* Asks no more; what is known stays. */
void bst_preflight_stop (BstPreflight *self);

const BstMigrationOptions *bst_preflight_get_options (BstPreflight *self);
void bst_preflight_set_options (BstPreflight *self, const BstMigrationOptions *options);

/* (transfer none): of BstMachine. */
GPtrArray *bst_preflight_get_machines (BstPreflight *self);

/* (nullable) (transfer none) */
BstPreflightTarget *bst_preflight_find (BstPreflight *self, BstHost *host);

/* (nullable) (transfer none): the one that machines had better go to, of those that they can. */
BstPreflightTarget *bst_preflight_get_best (BstPreflight *self);

/* Whether all is known that can be. */
gboolean bst_preflight_is_settled (BstPreflight *self);

/* What forbids that @machine alone goes to @host: (transfer full) (nullable), a sentence; NULL:
 * nothing that is known. @pending: set where that is not all known yet. A machine that is off is
 * judged as one that goes offline. */
char *
bst_preflight_judge (BstPreflight *self, BstMachine *machine, BstHost *host, gboolean *pending);

/* ... that the disks that are copied for @machines (of BstMachine) go to @host all together. */
char *bst_preflight_judge_space (BstPreflight *self, GPtrArray *machines, BstHost *host);

/* (nullable) (transfer full): why @feature cannot be had, at the sources or at @host (nullable: at
 * any that could be a target, then only of the sources). */
char *bst_preflight_dup_problem (BstPreflight *self, BstMigrationFeature feature, BstHost *host);

/* One of the machines' disks that can be copied. */
typedef struct
{
  char *target;     /* "vda" */
  char *path;       /* (nullable) */
  guint64 capacity; /* bytes; 0: not known */
} BstPreflightDisk;

/* (transfer full): of BstPreflightDisk, of all machines by their target, each once; empty until it
 * is known. */
GPtrArray *bst_preflight_get_disks (BstPreflight *self);

/* The pools that @host has, active ones first: (transfer full), names, NULL-terminated. */
char **bst_preflight_dup_pools (BstPreflight *self, BstHost *host);

/* All, or what was found of one target (nullable), as text for people: (transfer full). */
char *bst_preflight_dup_text (BstPreflight *self, BstPreflightTarget *target);

G_END_DECLS
