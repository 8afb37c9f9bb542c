/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-preflight-cell.h"

G_BEGIN_DECLS

/**
 * BstFindingRow:
 *
 * A check of a pre-flight as a row: how it went, why, and what to do. Hides itself where it does
 * not matter.
 */
#define BST_TYPE_FINDING_ROW (bst_finding_row_get_type ())
G_DECLARE_FINAL_TYPE (BstFindingRow, bst_finding_row, BST, FINDING_ROW, GtkListBoxRow)

GtkWidget *bst_finding_row_new (BstPreflightCell *cell);

/* How a verdict looks, with the word for who cannot see it; @spinner is for what is pending. */
void bst_finding_row_show_verdict (GtkImage *image, BstVerdict verdict);
const char *bst_finding_row_get_icon (BstVerdict verdict); /* a symbolic icon's name, static */
const char *bst_finding_row_get_word (BstVerdict verdict); /* "passed": translated, static */

G_END_DECLS
