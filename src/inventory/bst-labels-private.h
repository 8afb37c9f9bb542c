/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The texts in use, each once, sorted, with their counts. */
typedef struct _BstLabels BstLabels;

BstLabels *bst_labels_new (void);
void bst_labels_free (BstLabels *self);
GListModel *bst_labels_get_model (BstLabels *self);
void bst_labels_add (BstLabels *self, const char *text);
void bst_labels_remove (BstLabels *self, const char *text);

G_END_DECLS
