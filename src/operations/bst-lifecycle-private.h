/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-lifecycle.h"

G_BEGIN_DECLS

/* A machine's name may hold anything: on one line, and nothing that turns the text around it. */
char *bst_lifecycle_dup_plain (const char *name);

/* "Start web"; "Start 12 machines". */
char *bst_lifecycle_dup_title (BstLifecycle lifecycle, const char *name);
char *bst_lifecycle_dup_sum_title (BstLifecycle lifecycle, guint n);

G_END_DECLS
