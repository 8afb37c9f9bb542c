/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstUsbDialog:
 *
 * The USB devices of this computer, each with a switch that hands it to the guest, and the rules by
 * which they are handed over by themselves.
 */
#define BST_TYPE_USB_DIALOG (bst_usb_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstUsbDialog, bst_usb_dialog, BST, USB_DIALOG, AdwWindow)

/* @parent: (nullable) */
GtkWindow *bst_usb_dialog_new (GtkWindow *parent, BstConsole *console);

/* The rules of the settings, to @console: also without a dialog. */
void bst_usb_dialog_apply_rules (BstConsole *console);

G_END_DECLS
