/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console-usb-device.h"

G_BEGIN_DECLS

/* For kinds of consoles. @handle: (transfer full): what the kind knows it by. */
BstConsoleUsbDevice *bst_console_usb_device_new (const char *name,
                                                 const char *id,
                                                 gpointer handle,
                                                 GDestroyNotify free_handle);

gpointer bst_console_usb_device_get_handle (BstConsoleUsbDevice *self);

/* @obstacle: (nullable) */
void bst_console_usb_device_update (BstConsoleUsbDevice *self,
                                    gboolean attached,
                                    gboolean busy,
                                    const char *obstacle);

G_END_DECLS
