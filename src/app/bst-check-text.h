/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-preflight-target.h"

G_BEGIN_DECLS

/* What the pre-flight's table says in words; all translated. */

/* (transfer full): the check's title, how it ended, why, and what to do: a line each. */
char *bst_check_text_dup (BstPreflightCell *cell);

/* (transfer full): how many checks ended how: "2 not possible, 1 warning, 18 passed". */
char *bst_check_text_dup_summary (BstPreflightTarget *target);

G_END_DECLS
