/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-check-strip.h"

G_BEGIN_DECLS

/**
 * BstCheckHeader:
 *
 * The headings over the columns of the pre-flight's table: the names of the groups of checks, and
 * in their tooltips the checks.
 */
#define BST_TYPE_CHECK_HEADER (bst_check_header_get_type ())
G_DECLARE_FINAL_TYPE (BstCheckHeader, bst_check_header, BST, CHECK_HEADER, GtkWidget)

GtkWidget *bst_check_header_new (void);

/* Over whose columns the headings stand; @strip (nullable): there is none, and no headings. */
void bst_check_header_set_strip (BstCheckHeader *self, BstCheckStrip *strip);

/* (transfer full) (nullable): what is told of the group at @x, of the header's own. */
char *bst_check_header_dup_tooltip (BstCheckHeader *self, double x);

G_END_DECLS
