/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-desktop-dialer.h"

#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-dial-private.h"
#include "console/bst-direct-dialer.h"
#include "console/bst-proxy-dialer.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

struct _BstDesktopDialer
{
  GObject parent_instance;

  GProxyResolver *resolver;
  BstDialer *direct;
};

/* One dial, a task's data. */
typedef struct
{
  char *host;
  guint port;
  char **ways; /* (nullable): what the settings say */
  guint next;  /* of ways */
  GError *first_error;
} Dial;

static void bst_desktop_dialer_iface_init (BstDialerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BstDesktopDialer,
                               bst_desktop_dialer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BST_TYPE_DIALER,
                                                      bst_desktop_dialer_iface_init))

static void try_next (GTask *task);

static void
dial_free (gpointer data)
{
  Dial *dial = data;

  g_clear_error (&dial->first_error);
  g_strfreev (dial->ways);
  g_free (dial->host);
  g_free (dial);
}

static void
on_dialled (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Dial *dial = g_task_get_task_data (task);
  GSocketConnection *connection;
  g_autoptr (GError) error = NULL;

  connection = bst_dialer_dial_finish (BST_DIALER (source), result, &error);
  if (connection != NULL)
    {
      g_task_return_pointer (task, connection, g_object_unref);
      g_object_unref (task);
      return;
    }

  if (dial->first_error == NULL)
    dial->first_error = g_steal_pointer (&error);
  try_next (task);
}

/* (nullable) (transfer full) */
static BstDialer *
make_dialer (BstDesktopDialer *self, const char *way)
{
  if (g_str_has_prefix (way, "direct"))
    return g_object_ref (self->direct);

  return bst_proxy_dialer_new (way, self->direct);
}

static void
try_next (GTask *task)
{
  BstDesktopDialer *self = g_task_get_source_object (task);
  Dial *dial = g_task_get_task_data (task);

  while (dial->ways[dial->next] != NULL && !g_task_return_error_if_cancelled (task))
    {
      g_autoptr (BstDialer) dialer = make_dialer (self, dial->ways[dial->next++]);

      if (dialer == NULL) /* a kind of proxy that nobody knows */
        continue;
      bst_dialer_dial_async (dialer, dial->host, dial->port, g_task_get_cancellable (task),
                             on_dialled, task);
      return;
    }

  /* Of the way that the settings put first. */
  if (!g_task_get_completed (task))
    g_task_return_error (task, g_steal_pointer (&dial->first_error));
  g_object_unref (task);
}

static void
on_looked_up (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  Dial *dial = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GStrvBuilder) ways = g_strv_builder_new ();
  g_auto (GStrv) found = NULL;

  found = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (source), result, &error);
  if (found == NULL)
    g_debug ("no word on proxies: %s", error->message);
  else
    g_strv_builder_addv (ways, (const char **)found);
  if (found == NULL || !g_strv_contains ((const char *const *)found, "direct://"))
    g_strv_builder_add (ways, "direct://");

  dial->ways = g_strv_builder_end (ways);
  try_next (task);
}

/* As for a page that is encrypted: that is what proxies let through as it is. */
static void
bst_desktop_dialer_dial (BstDialer *dialer, const char *host, guint port, GTask *task)
{
  BstDesktopDialer *self = BST_DESKTOP_DIALER (dialer);
  Dial *dial = g_new0 (Dial, 1);
  g_autofree char *uri = NULL;

  BST_ASSERT_MAIN_THREAD ();

  dial->host = g_strdup (host);
  dial->port = port;
  g_task_set_task_data (task, dial, dial_free);

  uri = g_uri_join (G_URI_FLAGS_NONE, "https", NULL, host, (int)port, "/", NULL, NULL);
  g_proxy_resolver_lookup_async (self->resolver, uri, g_task_get_cancellable (task), on_looked_up,
                                 task);
}

static void
bst_desktop_dialer_dial_unix (BstDialer *dialer, const char *path, GTask *task)
{
  BstDesktopDialer *self = BST_DESKTOP_DIALER (dialer);
  Dial *dial = g_new0 (Dial, 1);

  dial->ways = g_new0 (char *, 1);
  g_task_set_task_data (task, dial, dial_free);
  bst_dialer_dial_unix_async (self->direct, path, g_task_get_cancellable (task), on_dialled, task);
}

static char *
bst_desktop_dialer_describe (BstDialer *dialer)
{
  /* Translators: how a console is reached */
  return g_strdup (_ ("as the desktop’s proxy settings say"));
}

static void
bst_desktop_dialer_iface_init (BstDialerInterface *iface)
{
  iface->dial = bst_desktop_dialer_dial;
  iface->dial_unix = bst_desktop_dialer_dial_unix;
  iface->describe = bst_desktop_dialer_describe;
}

static void
bst_desktop_dialer_finalize (GObject *object)
{
  BstDesktopDialer *self = BST_DESKTOP_DIALER (object);

  g_object_unref (self->resolver);
  g_object_unref (self->direct);

  G_OBJECT_CLASS (bst_desktop_dialer_parent_class)->finalize (object);
}

static void
bst_desktop_dialer_class_init (BstDesktopDialerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_desktop_dialer_finalize;
}

static void
bst_desktop_dialer_init (BstDesktopDialer *self)
{
}

BstDialer *
bst_desktop_dialer_new (GProxyResolver *resolver)
{
  BstDesktopDialer *self = g_object_new (BST_TYPE_DESKTOP_DIALER, NULL);

  self->resolver = g_object_ref (resolver != NULL ? resolver : g_proxy_resolver_get_default ());
  self->direct = bst_direct_dialer_new ();

  return BST_DIALER (self);
}
