/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-host.h"
#include "operations/bst-preflight-cell.h"

G_BEGIN_DECLS

/**
 * BstPreflightTarget:
 *
 * A host that machines may go to: a list model of BstPreflightCell, one for each check, in their
 * order. Emits "changed" when any of it did.
 */
#define BST_TYPE_PREFLIGHT_TARGET (bst_preflight_target_get_type ())
G_DECLARE_FINAL_TYPE (BstPreflightTarget, bst_preflight_target, BST, PREFLIGHT_TARGET, GObject)

BstPreflightTarget *bst_preflight_target_new (BstHost *host);

BstHost *bst_preflight_target_get_host (BstPreflightTarget *self); /* (transfer none) */

/* The gravest of its cells: BLOCK as soon as one is, though others are pending. */
BstVerdict bst_preflight_target_get_verdict (BstPreflightTarget *self);

/* Whether a check is pending still. */
gboolean bst_preflight_target_is_pending (BstPreflightTarget *self);

/* "Ready", "Possible, with 2 warnings", "Not possible: …": (transfer full), translated. */
char *bst_preflight_target_dup_line (BstPreflightTarget *self);

guint bst_preflight_target_count (BstPreflightTarget *self, BstVerdict verdict);

/* BST_UNKNOWN where it is not known. */
guint64 bst_preflight_target_get_memory_free (BstPreflightTarget *self);

/* (transfer none) */
BstPreflightCell *bst_preflight_target_get_cell (BstPreflightTarget *self, BstCheckId check);

/* All that was found, as text for people: (transfer full). */
char *bst_preflight_target_dup_text (BstPreflightTarget *self);

/* For the pre-flight. */
void bst_preflight_target_set_memory_free (BstPreflightTarget *self, guint64 memory_free_kib);
void bst_preflight_target_emit (BstPreflightTarget *self);

/* Which goes before: the one that machines had better go to. */
int bst_preflight_target_compare (gconstpointer one, gconstpointer other);

G_END_DECLS
