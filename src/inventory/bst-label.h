/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* A tag or group in use: its text, and how many machines have it. Emits "changed". */
#define BST_TYPE_LABEL (bst_label_get_type ())
G_DECLARE_FINAL_TYPE (BstLabel, bst_label, BST, LABEL, GObject)

BstLabel *bst_label_new (const char *text);
const char *bst_label_get_text (BstLabel *self);
guint bst_label_get_count (BstLabel *self);
void bst_label_set_count (BstLabel *self, guint count);

G_END_DECLS
