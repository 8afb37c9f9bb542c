/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The keys by which a console gives the keyboard back: the setting "console-release-keys". There
 * are always some: Ctrl+Alt where the setting makes no sense. Main thread only; all (transfer
 * full). */

GArray *bst_release_keys_get (void); /* of guint: scancodes */

/* As people read them: "Ctrl+Alt"; and of any, as the setting has them. */
char *bst_release_keys_dup_label (void);
char *bst_release_keys_describe (const char *keys);

/* As an accelerator of GTK, to be shown: "<ctrl>Alt_L". */
char *bst_release_keys_dup_accelerator (void);

G_END_DECLS
