/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-column.h"

G_BEGIN_DECLS

/**
 * BstCellStyle:
 *
 * What all cells of a list have in common: made once, since a Pango context and font metrics for
 * each of 1,600 cells are most of what they would cost.
 */
#define BST_TYPE_CELL_STYLE (bst_cell_style_get_type ())
G_DECLARE_FINAL_TYPE (BstCellStyle, bst_cell_style, BST, CELL_STYLE, GObject)

/* @view: (unowned): whose font it is; outlives the style's use. */
BstCellStyle *bst_cell_style_new (GtkWidget *view);

int bst_cell_style_get_height (BstCellStyle *self); /* of a row, in pixels */

/* Changes with the font; what was laid out under another is to be made anew. */
guint bst_cell_style_get_serial (BstCellStyle *self);

/* (transfer full): one line, however many @text has; @width: in pixels, where it is cut short. */
PangoLayout *
bst_cell_style_make_layout (BstCellStyle *self, const char *text, gboolean figures, int width);

/* For printing into while a cell is drawn. (transfer none) */
BstCellValue *bst_cell_style_get_value (BstCellStyle *self);

G_END_DECLS
