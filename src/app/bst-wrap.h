/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A layout of children of any width in lines, one after the other, as words are. */
#define BST_TYPE_WRAP (bst_wrap_get_type ())
G_DECLARE_FINAL_TYPE (BstWrap, bst_wrap, BST, WRAP, GtkLayoutManager)

GtkLayoutManager *bst_wrap_new (int spacing);

G_END_DECLS
