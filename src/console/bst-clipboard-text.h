/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Text between guests of different habits. Pure; for bytes of a guest. */

/* "\n" to "\r\n"; what has "\r\n" already stays. */
GBytes *bst_clipboard_text_to_crlf (GBytes *text);

/* To valid UTF-8 with "\n", without the final NUL that some guests send. */
GBytes *bst_clipboard_text_from_guest (GBytes *text, gboolean crlf);

G_END_DECLS
