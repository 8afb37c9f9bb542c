/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * BstUsbRuleList:
 *
 * Rules for USB devices as people read them: what kind, which device, whether. The first that fits
 * a device counts. Emits "changed" () when a person changed one. Main thread only.
 */
#define BST_TYPE_USB_RULE_LIST (bst_usb_rule_list_get_type ())
G_DECLARE_FINAL_TYPE (BstUsbRuleList, bst_usb_rule_list, BST, USB_RULE_LIST, GtkWidget)

/* @label: its accessible name. */
GtkWidget *bst_usb_rule_list_new (const char *label);

/* @rules: as bst_usb_rules_check () has them; what makes no sense is taken for none. */
void bst_usb_rule_list_set_rules (BstUsbRuleList *self, const char *rules);
char *bst_usb_rule_list_dup_rules (BstUsbRuleList *self);

G_END_DECLS
