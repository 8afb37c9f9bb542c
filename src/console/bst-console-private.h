/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console.h"

G_BEGIN_DECLS

/* What a kind of console tells its face. A kind's open () begins a try; the try ends by one of
 * these, and each of them may also come later. Errors are (transfer full). */

void bst_console_connected (BstConsole *self);

/* Broken: tried again with back-off where it was connected since bst_console_open () and @error may
 * mend by itself; else it is an end. The kind has let go of everything. */
void bst_console_broken (BstConsole *self, GError *error);

/* An end. @error: (nullable): the machine is off. */
void bst_console_ended (BstConsole *self, GError *error);

/* @error: (nullable): a password was refused. */
void bst_console_want_password (BstConsole *self, gboolean username, gboolean keep, GError *error);

/* The machine moves (or not any more) while all goes on. */
void bst_console_set_migrating (BstConsole *self, gboolean migrating);

/* Opens again at once, as if it had been lost: for a machine that arrived elsewhere. */
void bst_console_reopen (BstConsole *self);

/* A sign of life while it connects: the time-out begins again, and "stirred" is emitted. */
void bst_console_touch (BstConsole *self);

gboolean bst_console_is_live (BstConsole *self);       /* connected or migrating */
gboolean bst_console_was_connected (BstConsole *self); /* since bst_console_open () */

void bst_console_tell_abilities (BstConsole *self, BstConsoleAbilities abilities);
void bst_console_tell_locks (BstConsole *self, BstConsoleLocks locks);
void bst_console_tell_pointer (BstConsole *self, gboolean absolute);
void bst_console_tell_usb_obstacle (BstConsole *self, const char *why); /* (nullable) */
void bst_console_tell_usb_failure (BstConsole *self, const GError *error); /* of BST_ERROR */

/* (transfer none): made where it is not there yet. */
BstConsoleDisplay *bst_console_ensure_display (BstConsole *self, guint id);
BstConsoleDisplay *bst_console_find_display (BstConsole *self, guint id); /* (nullable) */
void bst_console_remove_display (BstConsole *self, guint id);
void bst_console_count_update (BstConsole *self);

void
bst_console_tell_offer (BstConsole *self, BstConsoleSelection selection, const char *const *types);

/* FALSE: nothing may go to the guest now; answer with nothing. */
gboolean
bst_console_tell_wanted (BstConsole *self, BstConsoleSelection selection, const char *type);

/* The pressed buttons, a bit for each: 1 << (number - 1). */
guint bst_console_get_buttons (BstConsole *self);

GListStore *bst_console_get_transfer_store (BstConsole *self);
GListStore *bst_console_get_usb_store (BstConsole *self);

G_END_DECLS
