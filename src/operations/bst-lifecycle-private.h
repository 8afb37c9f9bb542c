/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-lifecycle.h"

G_BEGIN_DECLS

/* "Start web"; "Start 12 machines". */
char *bst_lifecycle_dup_title (BstLifecycle lifecycle, const char *name);
char *bst_lifecycle_dup_sum_title (BstLifecycle lifecycle, guint n);

G_END_DECLS
