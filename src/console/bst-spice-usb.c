/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-console-usb-device-private.h"
#include "console/bst-spice-console-private.h"
#include "core/bst-error.h"

/* The rule where none is set, as spice-gtk’s own documentation has it. */
#define NO_KEYBOARD_OR_MOUSE "0x03,-1,-1,-1,0|-1,-1,-1,-1,1"

static void
free_handle (gpointer handle)
{
  g_boxed_free (spice_usb_device_get_type (), handle);
}

static char *
describe_obstacle (BstSpiceConsole *self, SpiceUsbDevice *device)
{
  g_autoptr (GError) error = NULL;

  if (spice_usb_device_manager_is_device_connected (self->usb, device) ||
      spice_usb_device_manager_can_redirect_device (self->usb, device, &error))
    return NULL;

  return g_strdup (error != NULL ? error->message : _ ("It cannot be attached now"));
}

static void
update_device (BstSpiceConsole *self, BstConsoleUsbDevice *device)
{
  SpiceUsbDevice *handle = bst_console_usb_device_get_handle (device);
  g_autofree char *obstacle = describe_obstacle (self, handle);

  bst_console_usb_device_update (device,
                                 spice_usb_device_manager_is_device_connected (self->usb, handle),
                                 bst_console_usb_device_is_busy (device), obstacle);
}

static void
update_all (BstSpiceConsole *self)
{
  GListModel *devices = bst_console_get_usb_devices (BST_CONSOLE (self));

  for (guint i = 0; self->usb != NULL && i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (BstConsoleUsbDevice) device = g_list_model_get_item (devices, i);

      update_device (self, device);
    }
}

static void
on_added (SpiceUsbDeviceManager *manager, SpiceUsbDevice *handle, BstSpiceConsole *self)
{
  /* A format that leaves out what comes first ends the program: it is printf's, which cannot tell
   * how long that is. */
  g_autofree char *name = spice_usb_device_get_description (handle, "%1$s %2$s\n%3$s %4$d-%5$d");
  char *id = strrchr (name, '\n');
  g_autoptr (BstConsoleUsbDevice) device = NULL;

  *id++ = '\0';
  device = bst_console_usb_device_new (name, id, g_boxed_copy (spice_usb_device_get_type (), handle),
                                       free_handle);

  update_device (self, device);
  g_list_store_append (bst_console_get_usb_store (BST_CONSOLE (self)), device);
}

static void
on_removed (SpiceUsbDeviceManager *manager, SpiceUsbDevice *handle, BstSpiceConsole *self)
{
  GListStore *devices = bst_console_get_usb_store (BST_CONSOLE (self));

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (devices)); i-- > 0;)
    {
      g_autoptr (BstConsoleUsbDevice) device = g_list_model_get_item (G_LIST_MODEL (devices), i);

      if (bst_console_usb_device_get_handle (device) == handle)
        g_list_store_remove (devices, i);
    }
}

/* @error: (nullable) */
static GError *
new_refusal (const char *name, gboolean attach, const GError *error)
{
  const char *detail = error != NULL ? error->message : NULL;

  if (!attach)
    return bst_error_new (BST_ERROR_FAILED, _ ("Unplug it, and plug it in again."), detail,
                          _ ("“%s” does not come back from the machine"), name);
  return bst_error_new (BST_ERROR_FAILED,
                        _ ("Close what uses the device on this computer, and try again."), detail,
                        _ ("“%s” cannot be attached"), name);
}

/* What may have been unplugged meanwhile has no name any more. */
static char *
dup_name (BstSpiceConsole *self, const SpiceUsbDevice *handle)
{
  GListModel *devices = bst_console_get_usb_devices (BST_CONSOLE (self));

  for (guint i = 0; i < g_list_model_get_n_items (devices); i++)
    {
      g_autoptr (BstConsoleUsbDevice) device = g_list_model_get_item (devices, i);

      if (bst_console_usb_device_get_handle (device) == handle)
        return g_strdup (bst_console_usb_device_get_name (device));
    }

  return g_strdup (_ ("USB device"));
}

static void
on_error (SpiceUsbDeviceManager *manager,
          SpiceUsbDevice *handle,
          const GError *error,
          BstSpiceConsole *self)
{
  g_autofree char *name = dup_name (self, handle);
  g_autoptr (GError) told =
      bst_error_new (BST_ERROR_FAILED, _ ("Attach it again, or unplug it and plug it in again."),
                     error->message, _ ("“%s” stopped working in the machine"), name);

  update_all (self);
  bst_console_tell_usb_failure (BST_CONSOLE (self), told);
}

static void
on_auto_failed (SpiceUsbDeviceManager *manager,
                SpiceUsbDevice *handle,
                const GError *error,
                BstSpiceConsole *self)
{
  g_autofree char *name = dup_name (self, handle);
  g_autoptr (GError) told = new_refusal (name, TRUE, error);

  update_all (self);
  bst_console_tell_usb_failure (BST_CONSOLE (self), told);
}

static gboolean
has_text (const char *text)
{
  return text != NULL && text[0] != '\0';
}

/* What is plugged in beside the console is this computer's. */
static gboolean
is_automatic (BstSpiceConsole *self)
{
  return self->usb_automatic && self->focused;
}

/* Those that were cleared go, too. */
static void
set_rules (BstSpiceConsole *self)
{
  g_object_set (self->usb, "auto-connect", is_automatic (self), "auto-connect-filter",
                has_text (self->usb_filter) ? self->usb_filter : NO_KEYBOARD_OR_MOUSE,
                "redirect-on-connect",
                has_text (self->usb_on_connect) ? self->usb_on_connect : NULL, NULL);
}

void
bst_spice_usb_add (BstSpiceConsole *self)
{
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GError) error = NULL;

  if (self->session_target->no_usb)
    {
      bst_console_tell_usb_obstacle (BST_CONSOLE (self),
                                     _ ("USB is switched off for this console."));
      return;
    }

  self->usb = spice_usb_device_manager_get (self->session, &error);
  bst_console_tell_usb_obstacle (BST_CONSOLE (self), error != NULL ? error->message : NULL);
  if (self->usb == NULL)
    return;

  set_rules (self);
  devices = spice_usb_device_manager_get_devices (self->usb);
  for (guint i = 0; devices != NULL && i < devices->len; i++)
    on_added (self->usb, g_ptr_array_index (devices, i), self);
  g_signal_connect (self->usb, "device-added", G_CALLBACK (on_added), self);
  g_signal_connect (self->usb, "device-removed", G_CALLBACK (on_removed), self);
  g_signal_connect (self->usb, "device-error", G_CALLBACK (on_error), self);
  g_signal_connect (self->usb, "auto-connect-failed", G_CALLBACK (on_auto_failed), self);
  g_signal_connect_swapped (self->usb, "notify::free-channels", G_CALLBACK (update_all), self);
}

void
bst_spice_usb_drop (BstSpiceConsole *self)
{
  if (self->usb == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->usb, self);
  self->usb = NULL;
  g_list_store_remove_all (bst_console_get_usb_store (BST_CONSOLE (self)));
}

static void
finish (GTask *task, gboolean attach, gboolean done, GError *error)
{
  BstSpiceConsole *self = g_task_get_source_object (task);
  BstConsoleUsbDevice *device = g_task_get_task_data (task);

  bst_console_usb_device_update (device, bst_console_usb_device_is_attached (device), FALSE, NULL);
  update_all (self);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task,
                         new_refusal (bst_console_usb_device_get_name (device), attach, error));
  g_clear_error (&error);
  g_object_unref (task);
}

static void
on_attached (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  const gboolean done = spice_usb_device_manager_connect_device_finish (
      SPICE_USB_DEVICE_MANAGER (source), result, &error);

  finish (task, TRUE, done, error);
}

static void
on_detached (GObject *source, GAsyncResult *result, gpointer task)
{
  GError *error = NULL;
  const gboolean done = spice_usb_device_manager_disconnect_device_finish (
      SPICE_USB_DEVICE_MANAGER (source), result, &error);

  finish (task, FALSE, done, error);
}

static void
spice_attach_usb (BstConsole *console, BstConsoleUsbDevice *device, gboolean attach, GTask *task)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);
  SpiceUsbDevice *handle = bst_console_usb_device_get_handle (device);

  g_task_set_task_data (task, g_object_ref (device), g_object_unref);
  if (self->usb == NULL)
    {
      finish (task, attach, FALSE, NULL);
      return;
    }

  bst_console_usb_device_update (device, bst_console_usb_device_is_attached (device), TRUE, NULL);
  if (attach)
    spice_usb_device_manager_connect_device_async (self->usb, handle, g_task_get_cancellable (task),
                                                   on_attached, task);
  else
    spice_usb_device_manager_disconnect_device_async (
        self->usb, handle, g_task_get_cancellable (task), on_detached, task);
}

static void
spice_set_usb_rules (BstConsole *console,
                     gboolean automatic,
                     const char *filter,
                     const char *on_connect)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);

  self->usb_automatic = automatic;
  g_free (self->usb_filter);
  self->usb_filter = g_strdup (filter);
  g_free (self->usb_on_connect);
  self->usb_on_connect = g_strdup (on_connect);
  if (self->usb != NULL)
    set_rules (self);
}

static void
spice_set_focused (BstConsole *console, gboolean focused)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);

  self->focused = focused;
  if (self->usb != NULL)
    g_object_set (self->usb, "auto-connect", is_automatic (self), NULL);
}

static void
free_reader (gpointer reader)
{
  g_boxed_free (SPICE_TYPE_SMARTCARD_READER, reader);
}

/* The library has one manager of readers for the whole program, and knows none without a console
 * that has cards. A card in a real reader is put in and taken out by hand. */
static void
spice_insert_card (BstConsole *console, gboolean insert)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);
  GList *readers;

  if (self->session_target == NULL || !self->session_target->smartcard)
    return;

  readers = spice_smartcard_manager_get_readers (spice_smartcard_manager_get ());
  for (GList *item = readers; item != NULL; item = item->next)
    {
      if (!spice_smartcard_reader_is_software (item->data))
        continue;
      if (insert)
        spice_smartcard_reader_insert_card (item->data);
      else
        spice_smartcard_reader_remove_card (item->data);
    }
  g_list_free_full (readers, free_reader);
}

void
bst_spice_usb_init_class (BstConsoleClass *klass)
{
  klass->insert_card = spice_insert_card;
  klass->attach_usb = spice_attach_usb;
  klass->set_usb_rules = spice_set_usb_rules;
  klass->set_focused = spice_set_focused;
}
