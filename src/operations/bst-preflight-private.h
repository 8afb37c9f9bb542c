/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-preflight-case.h"

G_BEGIN_DECLS

/* A check, called only when all that it needs is known: see the table in bst-preflight-case.c. */
typedef void (*BstCheckFunc) (const BstPreflightCase *subject, GPtrArray *findings);

/* @remedy, @detail: (nullable), copied. Who is warned or kept from it is told what to do about it:
 * only what passes has no remedy. */
void bst_findings_add (GPtrArray *findings,
                       BstVerdict verdict,
                       const char *remedy,
                       const char *detail,
                       const char *format,
                       ...) G_GNUC_PRINTF (5, 6);

/* What to do about what could not be looked at on @place, whose look is there: (transfer full),
 * translated. */
char *bst_place_dup_unseen_remedy (const BstPreflightPlace *place);

/* bst-preflight-host.c */
void bst_check_driver (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_versions (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_machine_type (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_cpu (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_memory (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_clock (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_options (const BstPreflightCase *subject, GPtrArray *findings);

/* bst-preflight-machine.c */
void bst_check_state (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_job (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_name (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_devices (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_snapshots (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_networks (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_cluster (const BstPreflightCase *subject, GPtrArray *findings);

/* bst-preflight-storage.c */
void bst_check_disks (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_cache (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_files (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_firmware (const BstPreflightCase *subject, GPtrArray *findings);

/* Whether the disk is copied; (nullable): the pool, by name, that was chosen for it. */
gboolean bst_case_copies (const BstPreflightCase *subject, const BstNeedFile *file);
const char *bst_case_get_chosen_pool (const BstPreflightCase *subject, const BstNeedFile *file);

/* (nullable) (transfer none) */
const BstStoragePool *bst_pools_find (const GPtrArray *pools, const char *name);

/* bst-preflight-space.c */
void bst_check_space (const BstPreflightCase *subject, GPtrArray *findings);

/* What only holds of all that go to one target, where each of them fits alone. */
void
bst_check_memory_together (const BstPreflightCase *const *subjects, guint n, GPtrArray *findings);
void
bst_check_space_together (const BstPreflightCase *const *subjects, guint n, GPtrArray *findings);

/* bst-preflight-road.c */
void bst_check_address (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_ports (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_firewall (const BstPreflightCase *subject, GPtrArray *findings);
void bst_check_login (const BstPreflightCase *subject, GPtrArray *findings);

/* Whether the machine's memory moves: it runs, and is to be migrated live. */
gboolean bst_case_is_live (const BstPreflightCase *subject);

/* The target does not forbid it, for a machine that is off, what it forbids to a running one. */
BstVerdict bst_case_block (const BstPreflightCase *subject);

G_END_DECLS
