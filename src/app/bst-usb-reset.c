/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-usb-reset.h"

typedef struct
{
  BstConsoleView *view;
  BstConsoleUsbDevice *device;
} Reset;

/* @error: (nullable): what it ended with. */
static void
end (Reset *reset, const GError *error)
{
  if (error != NULL)
    bst_console_view_tell_error (reset->view, error);
  g_object_unref (reset->view);
  g_object_unref (reset->device);
  g_free (reset);
}

static void
on_attached (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  bst_console_attach_usb_finish (BST_CONSOLE (source), result, &error);
  end (data, error);
}

static void
on_detached (GObject *source, GAsyncResult *result, gpointer data)
{
  Reset *reset = data;
  g_autoptr (GError) error = NULL;

  if (bst_console_attach_usb_finish (BST_CONSOLE (source), result, &error))
    bst_console_attach_usb_async (BST_CONSOLE (source), reset->device, TRUE, NULL, on_attached,
                                  reset);
  else
    end (reset, error);
}

void
bst_usb_reset (BstConsoleView *view)
{
  BstConsole *console = bst_console_view_get_console (view);
  GListModel *devices = bst_console_get_usb_devices (console);

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (BstConsoleUsbDevice) device = g_list_model_get_item (devices, i);
      Reset *reset;

      if (!bst_console_usb_device_is_attached (device) || bst_console_usb_device_is_busy (device))
        continue;
      reset = g_new0 (Reset, 1);
      reset->view = g_object_ref (view);
      reset->device = g_object_ref (device);
      bst_console_attach_usb_async (console, device, FALSE, NULL, on_detached, reset);
    }
}
