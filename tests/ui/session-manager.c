/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "session-manager.h"

#include <gio/gio.h>

#define LOGOUT 1
#define COOKIE 4711
#define CLIENT "/org/gnome/SessionManager/Client%u"

static const char introspection[] =
    "<node><interface name='org.gnome.SessionManager'>"
    "<method name='RegisterClient'>"
    "<arg type='s' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='o' direction='out'/>"
    "</method>"
    "<method name='UnregisterClient'><arg type='o' direction='in'/></method>"
    "<method name='Inhibit'>"
    "<arg type='s' direction='in'/><arg type='u' direction='in'/><arg type='s' direction='in'/>"
    "<arg type='u' direction='in'/><arg type='u' direction='out'/>"
    "</method>"
    "<method name='Uninhibit'><arg type='u' direction='in'/></method>"
    "<property name='SessionIsActive' type='b' access='read'/>"
    "<property name='SessionName' type='s' access='read'/>"
    "<property name='InhibitedActions' type='u' access='read'/>"
    "</interface></node>";

/* Between its thread and the test's. */
static GMutex mutex;
static GCond started;
static GDBusConnection *bus; /* of its own: who asks is in the same process */
static char *reason;         /* (nullable) */
static guint n_clients;
static guint n_asked;

static void
on_inhibit (GVariant *arguments)
{
  guint32 flags;

  g_assert_null (reason);
  g_variant_get (arguments, "(&su&su)", NULL, NULL, NULL, &flags);
  g_assert_cmpuint (flags, ==, LOGOUT);
  g_variant_get_child (arguments, 2, "s", &reason);
  n_asked++;
}

static void
on_uninhibit (GVariant *arguments)
{
  guint32 cookie;

  g_assert_nonnull (reason);
  g_variant_get (arguments, "(u)", &cookie);
  g_assert_cmpuint (cookie, ==, COOKIE);
  g_clear_pointer (&reason, g_free);
}

static void
on_call (GDBusConnection *connection,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer data)
{
  g_autofree char *client = NULL;
  GVariant *answer = NULL;

  g_mutex_lock (&mutex);
  if (g_str_equal (method, "RegisterClient"))
    {
      client = g_strdup_printf (CLIENT, ++n_clients);
      answer = g_variant_new ("(o)", client);
    }
  else if (g_str_equal (method, "Inhibit"))
    {
      on_inhibit (arguments);
      answer = g_variant_new ("(u)", COOKIE);
    }
  else if (g_str_equal (method, "Uninhibit"))
    {
      on_uninhibit (arguments);
    }
  g_mutex_unlock (&mutex);
  g_dbus_method_invocation_return_value (invocation, answer);
}

static GVariant *
get_property (GDBusConnection *connection,
              const char *sender,
              const char *path,
              const char *interface,
              const char *name,
              GError **error,
              gpointer data)
{
  if (g_str_equal (name, "SessionIsActive"))
    return g_variant_new_boolean (TRUE);
  if (g_str_equal (name, "SessionName"))
    return g_variant_new_string ("gnome");

  return g_variant_new_uint32 (0);
}

/* (transfer full) */
static GDBusConnection *
take_name (void)
{
  static const GDBusInterfaceVTable vtable = { .method_call = on_call,
                                               .get_property = get_property };
  g_autofree char *address = NULL;
  GDBusConnection *connection;
  g_autoptr (GDBusNodeInfo) node = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  connection =
      g_dbus_connection_new_for_address_sync (address,
                                              G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                                  G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                              NULL, NULL, &error);
  g_assert_no_error (error);
  node = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);
  g_dbus_connection_register_object (connection, "/org/gnome/SessionManager", node->interfaces[0],
                                     &vtable, NULL, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (
      connection, "org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus",
      "RequestName", g_variant_new ("(su)", "org.gnome.SessionManager", 0), G_VARIANT_TYPE ("(u)"),
      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static gpointer
serve (gpointer data)
{
  GMainContext *context = g_main_context_new ();
  GDBusConnection *connection;

  g_main_context_push_thread_default (context);
  connection = take_name ();
  g_mutex_lock (&mutex);
  bus = connection;
  g_cond_signal (&started);
  g_mutex_unlock (&mutex);
  while (TRUE)
    g_main_context_iteration (context, TRUE);

  return NULL;
}

void
session_manager_start (void)
{
  g_thread_unref (g_thread_new ("session-manager", serve, NULL));
  g_mutex_lock (&mutex);
  while (bus == NULL)
    g_cond_wait (&started, &mutex);
  g_mutex_unlock (&mutex);
}

char *
session_manager_dup_reason (void)
{
  char *copy;

  g_mutex_lock (&mutex);
  copy = g_strdup (reason);
  g_mutex_unlock (&mutex);

  return copy;
}

guint
session_manager_count_clients (void)
{
  guint n;

  g_mutex_lock (&mutex);
  n = n_clients;
  g_mutex_unlock (&mutex);

  return n;
}

guint
session_manager_count_asked (void)
{
  guint n;

  g_mutex_lock (&mutex);
  n = n_asked;
  g_mutex_unlock (&mutex);

  return n;
}

void
session_manager_end (void)
{
  g_autofree char *client = g_strdup_printf (CLIENT, session_manager_count_clients ());
  g_autoptr (GError) error = NULL;

  g_dbus_connection_emit_signal (bus, NULL, client, "org.gnome.SessionManager.ClientPrivate",
                                 "EndSession", g_variant_new ("(u)", 0), &error);
  g_assert_no_error (error);
}
