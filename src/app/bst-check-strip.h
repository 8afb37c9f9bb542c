/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-preflight-target.h"

G_BEGIN_DECLS

/**
 * BstCheckStrip:
 *
 * A target's line in the pre-flight's table: a symbol in the column of each check, whose tooltip
 * says what was found and what to do. One widget for all of them, for hosts are many: the keyboard
 * comes to it once, and its cursor keys go from check to check. Emits "activated" (guint: the
 * check) for one of which something was found, and "keynav-failed" for up and down.
 */
#define BST_TYPE_CHECK_STRIP (bst_check_strip_get_type ())
G_DECLARE_FINAL_TYPE (BstCheckStrip, bst_check_strip, BST, CHECK_STRIP, GtkWidget)

GtkWidget *bst_check_strip_new (BstPreflightTarget *target);

/* The check that the keyboard is at. */
BstCheckId bst_check_strip_get_cursor (BstCheckStrip *self);
void bst_check_strip_set_cursor (BstCheckStrip *self, BstCheckId check);

/* (transfer full) (nullable): what is told of the check at @x, of the strip's own. */
char *bst_check_strip_dup_tooltip (BstCheckStrip *self, double x);

G_END_DECLS
