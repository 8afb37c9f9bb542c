/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-operation.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* "Waiting", "Under way" ...: translated, static. */
const char *bst_task_text_get_state (BstOperationState state);

/* All that is known of it, some lines: for a dialog and for the clipboard. */
char *bst_task_text_dup_whole (BstOperation *operation, BstInventory *inventory);

/* "about 12 s left"; (nullable). */
char *bst_task_text_dup_time_left (BstOperation *operation);

G_END_DECLS
