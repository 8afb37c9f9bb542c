/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "operations/bst-preflight-case.h"

G_BEGIN_DECLS

/* Where the checks stand in the pre-flight's table: a column each, in their order, and in groups,
 * for the titles of all of them do not fit. All in pixels, from the left; @rtl: read from the
 * right. */

#define BST_CHECK_COLUMN_WIDTH 20

/* Neighbours of one subject. */
typedef struct
{
  const char *name; /* to be translated */
  BstCheckId first;
  BstCheckId last;
} BstCheckGroup;

const BstCheckGroup *bst_check_columns_get_group (guint i); /* NULL after the last one */

int bst_check_columns_get_width (void); /* of all */

/* The left edge. */
int bst_check_columns_get_x (BstCheckId check, gboolean rtl);

/* The check at @x; negative where there is none. */
int bst_check_columns_find (double x, gboolean rtl);

G_END_DECLS
