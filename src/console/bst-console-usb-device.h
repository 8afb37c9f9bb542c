/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * BstConsoleUsbDevice:
 *
 * A USB device of this computer that may be handed to the guest. Main thread only. Properties,
 * notified: "name", "attached", "busy" (being attached or detached), "obstacle" (nullable: why it
 * cannot be attached now, a sentence).
 */
#define BST_TYPE_CONSOLE_USB_DEVICE (bst_console_usb_device_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleUsbDevice, bst_console_usb_device, BST, CONSOLE_USB_DEVICE, GObject)

const char *bst_console_usb_device_get_name (BstConsoleUsbDevice *self);
const char *bst_console_usb_device_get_id (BstConsoleUsbDevice *self); /* "046d:c077" at 3-2 */
gboolean bst_console_usb_device_is_attached (BstConsoleUsbDevice *self);
gboolean bst_console_usb_device_is_busy (BstConsoleUsbDevice *self);
const char *bst_console_usb_device_get_obstacle (BstConsoleUsbDevice *self); /* (nullable) */

G_END_DECLS
