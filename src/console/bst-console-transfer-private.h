/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console-transfer.h"

G_BEGIN_DECLS

/* For kinds of consoles. @cancellable: what its user cancels. */
BstConsoleTransfer *bst_console_transfer_new (const char *name, GCancellable *cancellable);

void bst_console_transfer_set_progress (BstConsoleTransfer *self, guint64 sent, guint64 size);

/* Once; @error: (transfer full) (nullable). */
void bst_console_transfer_end (BstConsoleTransfer *self, GError *error);

G_END_DECLS
