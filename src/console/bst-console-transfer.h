/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BstConsoleTransfer:
 *
 * A file on its way into the guest. Main thread only. Properties, notified: "name", "size", "sent"
 * (bytes), "over" (boolean), "error" (nullable). It stays in its console's list until
 * bst_console_forget_transfer ().
 */
#define BST_TYPE_CONSOLE_TRANSFER (bst_console_transfer_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleTransfer, bst_console_transfer, BST, CONSOLE_TRANSFER, GObject)

const char *bst_console_transfer_get_name (BstConsoleTransfer *self); /* for people, valid UTF-8 */
guint64 bst_console_transfer_get_size (BstConsoleTransfer *self);     /* bytes; 0: not known yet */
guint64 bst_console_transfer_get_sent (BstConsoleTransfer *self);
gboolean bst_console_transfer_is_over (BstConsoleTransfer *self); /* done where there is no error */

/* (nullable) (transfer none): BST_ERROR_CANCELLED where it was cancelled. */
const GError *bst_console_transfer_get_error (BstConsoleTransfer *self);

/* Asks; it is over when it says so. */
void bst_console_transfer_cancel (BstConsoleTransfer *self);

G_END_DECLS
