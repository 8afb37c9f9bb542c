/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-console-usb-device-private.h"

struct _BstConsoleUsbDevice
{
  GObject parent_instance;

  char *name;
  char *id;
  gboolean attached;
  gboolean busy;
  char *obstacle; /* (nullable) */

  gpointer handle;
  GDestroyNotify free_handle;
};

G_DEFINE_FINAL_TYPE (BstConsoleUsbDevice, bst_console_usb_device, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_NAME,
  PROP_ATTACHED,
  PROP_BUSY,
  PROP_OBSTACLE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
bst_console_usb_device_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BstConsoleUsbDevice *self = BST_CONSOLE_USB_DEVICE (object);

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ATTACHED:
      g_value_set_boolean (value, self->attached);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_OBSTACLE:
      g_value_set_string (value, self->obstacle);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bst_console_usb_device_finalize (GObject *object)
{
  BstConsoleUsbDevice *self = BST_CONSOLE_USB_DEVICE (object);

  self->free_handle (self->handle);
  g_free (self->obstacle);
  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (bst_console_usb_device_parent_class)->finalize (object);
}

static void
bst_console_usb_device_class_init (BstConsoleUsbDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = bst_console_usb_device_get_property;
  object_class->finalize = bst_console_usb_device_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_ATTACHED] = g_param_spec_boolean ("attached", NULL, NULL, FALSE, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_OBSTACLE] = g_param_spec_string ("obstacle", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bst_console_usb_device_init (BstConsoleUsbDevice *self)
{
}

BstConsoleUsbDevice *
bst_console_usb_device_new (const char *name,
                            const char *id,
                            gpointer handle,
                            GDestroyNotify free_handle)
{
  BstConsoleUsbDevice *self = g_object_new (BST_TYPE_CONSOLE_USB_DEVICE, NULL);

  self->name = g_utf8_make_valid (name, -1);
  self->id = g_utf8_make_valid (id, -1);
  self->handle = handle;
  self->free_handle = free_handle;

  return self;
}

const char *
bst_console_usb_device_get_name (BstConsoleUsbDevice *self)
{
  return self->name;
}

const char *
bst_console_usb_device_get_id (BstConsoleUsbDevice *self)
{
  return self->id;
}

gboolean
bst_console_usb_device_is_attached (BstConsoleUsbDevice *self)
{
  return self->attached;
}

gboolean
bst_console_usb_device_is_busy (BstConsoleUsbDevice *self)
{
  return self->busy;
}

const char *
bst_console_usb_device_get_obstacle (BstConsoleUsbDevice *self)
{
  return self->obstacle;
}

gpointer
bst_console_usb_device_get_handle (BstConsoleUsbDevice *self)
{
  return self->handle;
}

void
bst_console_usb_device_update (BstConsoleUsbDevice *self,
                               gboolean attached,
                               gboolean busy,
                               const char *obstacle)
{
  if (self->attached != attached)
    {
      self->attached = attached;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ATTACHED]);
    }
  if (self->busy != busy)
    {
      self->busy = busy;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
    }
  if (g_strcmp0 (self->obstacle, obstacle) != 0)
    {
      g_free (self->obstacle);
      self->obstacle = g_strdup (obstacle);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OBSTACLE]);
    }
}
