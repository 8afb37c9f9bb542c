/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "operations/bst-preflight-case.h"

G_BEGIN_DECLS

/* One check of one target, for all the machines that are to go there. Emits "changed". */
#define BST_TYPE_PREFLIGHT_CELL (bst_preflight_cell_get_type ())
G_DECLARE_FINAL_TYPE (BstPreflightCell, bst_preflight_cell, BST, PREFLIGHT_CELL, GObject)

BstPreflightCell *bst_preflight_cell_new (BstCheckId check);

BstCheckId bst_preflight_cell_get_check (BstPreflightCell *self);
const char *bst_preflight_cell_get_title (BstPreflightCell *self);

/* The gravest of all machines'. */
BstVerdict bst_preflight_cell_get_verdict (BstPreflightCell *self);

/* Whether one of the machines is being asked about still, whatever was found of others. */
gboolean bst_preflight_cell_is_pending (BstPreflightCell *self);

/* (transfer none): of BstFinding, the gravest first. */
GPtrArray *bst_preflight_cell_get_findings (BstPreflightCell *self);

/* Reasons, remedies and details, a line each: (transfer full); NULL where there is none. */
char *bst_preflight_cell_dup_text (BstPreflightCell *self);

/* For the target. @findings: (transfer full). TRUE where something changed. */
gboolean bst_preflight_cell_set (BstPreflightCell *self,
                                 BstVerdict verdict,
                                 gboolean pending,
                                 GPtrArray *findings);

G_END_DECLS
