/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "notification-service.h"

#include <gio/gio.h>

/* The part of the Desktop Notifications Specification 1.2 that GIO calls. */
static const char introspection[] =
    "<node><interface name='org.freedesktop.Notifications'>"
    "<method name='Notify'>"
    "<arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='as' direction='in'/>"
    "<arg type='a{sv}' direction='in'/><arg type='i' direction='in'/>"
    "<arg type='u' direction='out'/>"
    "</method>"
    "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
    "</interface></node>";

static GPtrArray *summaries; /* of char *, ends with NULL */

static void
on_call (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  char *summary;

  if (!g_str_equal (method, "Notify"))
    {
      g_dbus_method_invocation_return_value (invocation, NULL);
      return;
    }

  g_variant_get_child (arguments, 3, "s", &summary);
  g_ptr_array_insert (summaries, (int)summaries->len - 1, summary);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", summaries->len));
}

void
notification_service_start (void)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call };
  static const char *const names[] = { "DISPLAY", "XDG_RUNTIME_DIR" };
  char *values[G_N_ELEMENTS (names)];
  GDBusConnection *bus; /* kept: GIO shares it for as long as somebody does */
  g_autoptr (GDBusNodeInfo) node = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  summaries = g_ptr_array_new ();
  g_ptr_array_add (summaries, NULL);
  /* It ends with this process, and takes from it what a display is found by. */
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    values[i] = g_strdup (g_getenv (names[i]));
  g_test_dbus_up (g_test_dbus_new (G_TEST_DBUS_NONE));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (values[i] != NULL)
        g_setenv (names[i], values[i], TRUE);
      g_free (values[i]);
    }
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);

  node = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (bus, "/org/freedesktop/Notifications", node->interfaces[0],
                                     &vtable, NULL, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
      bus, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
      g_variant_new ("(su)", "org.freedesktop.Notifications", 0), G_VARIANT_TYPE ("(u)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

const char *const *
notification_service_get_summaries (void)
{
  return (const char *const *)summaries->pdata;
}
