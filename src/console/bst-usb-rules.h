/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether @rules (nullable) are rules as usbredir's filter has them: "class,vendor,product,version,
 * allow" joined by "|", numbers in decimal or with 0x, -1 for any; %BST_ERROR_INVALID. Pure. */
gboolean bst_usb_rules_check (const char *rules, GError **error);

/* Each is -1 for any. */
typedef struct
{
  int device_class;
  int vendor, product;
  int version;
  gboolean allow;
} BstUsbRule;

/* (nullable) (transfer full): of BstUsbRule; empty ones between two are dropped. Pure. */
GArray *bst_usb_rules_parse (const char *rules, GError **error);

/* (transfer full): what parse () reads as the same. Pure. */
char *bst_usb_rules_join (GArray *rules);

G_END_DECLS
