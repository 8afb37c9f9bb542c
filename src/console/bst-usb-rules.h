/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether @rules (nullable) are rules as usbredir's filter has them: "class,vendor,product,version,
 * allow" joined by "|", numbers in decimal or with 0x, -1 for any; %BST_ERROR_INVALID. Pure. */
gboolean bst_usb_rules_check (const char *rules, GError **error);

G_END_DECLS
