/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What g_utf8_casefold () makes of @text, which is valid UTF-8; many times faster where it is plain
 * ASCII, as the names of most of ten thousand machines are. Any thread. */
char *bst_text_fold (const char *text);

/* (transfer full): by which names are sorted: "web2" before "web10", "a" beside "A". Any thread. */
char *bst_text_make_sort_key (const char *text);

/* @text as the label of a menu's item: its underscores are no mnemonics. Any thread. */
char *bst_text_escape_label (const char *text);

G_END_DECLS
