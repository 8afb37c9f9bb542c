/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-usb-reset.h"

static void
on_attached (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!bst_console_attach_usb_finish (BST_CONSOLE (source), result, &error))
    g_message ("A USB device did not go back to the machine: %s", error->message);
}

static void
on_detached (GObject *source, GAsyncResult *result, gpointer data)
{
  BstConsole *console = BST_CONSOLE (source);
  g_autoptr (BstConsoleUsbDevice) device = data;
  g_autoptr (GError) error = NULL;

  if (bst_console_attach_usb_finish (console, result, &error))
    bst_console_attach_usb_async (console, device, TRUE, NULL, on_attached, NULL);
  else
    g_message ("A USB device did not come back: %s", error->message);
}

void
bst_usb_reset (BstConsole *console)
{
  GListModel *devices = bst_console_get_usb_devices (console);

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (BstConsoleUsbDevice) device = g_list_model_get_item (devices, i);

      if (bst_console_usb_device_is_attached (device) && !bst_console_usb_device_is_busy (device))
        bst_console_attach_usb_async (console, device, FALSE, NULL, on_detached,
                                      g_object_ref (device));
    }
}
