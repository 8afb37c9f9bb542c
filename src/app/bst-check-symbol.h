/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-preflight-case.h"

G_BEGIN_DECLS

#define BST_CHECK_SYMBOL_SIZE 16

/* (transfer full) (nullable): how a check ended, as a finding's icon has it, at the origin and in
 * the theme's colours. @widget: whose. */
GskRenderNode *bst_check_symbol_create (GtkWidget *widget, BstVerdict verdict);

G_END_DECLS
