/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-proxy-dialer.h"

#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-connect-request-private.h"
#include "console/bst-dial-private.h"
#include "console/bst-stream-bridge-private.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh/bst-keyring.h"

struct _BstProxyDialer
{
  GObject parent_instance;

  BstDialer *base;
  char *scheme;
  char *host;
  guint port;
  char *user;     /* (nullable) */
  char *password; /* (nullable) */
  gboolean from_keyring;
  char *name; /* for messages */
};

/* One dial, a task's data. */
typedef struct
{
  char *host;
  guint port;
  char *name;
  BstDialDeadline *deadline; /* (nullable): from when the proxy is reached, which has its own */
} Dial;

static const struct
{
  const char *scheme;
  guint port; /* where none is named */
} schemes[] = {
  { "http", 80 },     { "https", 443 },    { "socks", 1080 }, /* what resolvers call SOCKS5 */
  { "socks5", 1080 }, { "socks4a", 1080 }, { "socks4", 1080 },
};

static void bst_proxy_dialer_iface_init (BstDialerInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BstProxyDialer,
                               bst_proxy_dialer,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (BST_TYPE_DIALER, bst_proxy_dialer_iface_init))

static void
dial_free (gpointer data)
{
  Dial *dial = data;

  bst_dial_deadline_free (dial->deadline);
  g_free (dial->host);
  g_free (dial->name);
  g_free (dial);
}

static char *
make_subject (const char *scheme, const char *user, const char *name)
{
  return g_strdup_printf ("%s://%s@%s", scheme, user, name);
}

static void
forget_password (BstProxyDialer *self)
{
  g_autofree char *subject = make_subject (self->scheme, self->user, self->name);

  bst_keyring_forget (BST_KEYRING_PROXY_PASSWORD, subject);
  self->from_keyring = FALSE;
}

/* @error: (transfer full) */
static void
return_error (GTask *task, GError *error)
{
  BstProxyDialer *self = g_task_get_source_object (task);
  Dial *dial = g_task_get_task_data (task);
  /* What is there for the console's server, as a ticket, is not the proxy's to refuse. */
  const gboolean refused = error->domain == G_IO_ERROR && self->from_keyring;

  error = bst_dial_make_proxy_error (error, dial->deadline, self->name, dial->name);
  if (refused && g_error_matches (error, BST_ERROR, BST_ERROR_AUTH))
    forget_password (self);
  g_task_return_error (task, error);
}

/* The proxy let us through: what it speaks from here on is the console's. */
static void
on_through (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GIOStream) stream = NULL;
  GSocketConnection *connection;
  GError *error = NULL;

  stream = bst_connect_request_finish (result, &error);
  connection = stream != NULL ? bst_stream_bridge (stream, &error) : NULL;
  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    return_error (task, error);
}

static void
ask_through (GTask *task, GIOStream *stream)
{
  BstProxyDialer *self = g_task_get_source_object (task);
  Dial *dial = g_task_get_task_data (task);

  bst_connect_request_async (stream, dial->host, dial->port, self->user, self->password,
                             bst_dial_deadline_get_cancellable (dial->deadline), on_through, task);
}

static void
on_encrypted (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (g_tls_connection_handshake_finish (G_TLS_CONNECTION (source), result, &error))
    {
      ask_through (task, G_IO_STREAM (source));
    }
  else
    {
      return_error (task, error);
      g_object_unref (task);
    }
}

/* To the proxy itself; its certificate is checked as a web site's. */
static void
encrypt (GTask *task, GSocketConnection *connection)
{
  BstProxyDialer *self = g_task_get_source_object (task);
  Dial *dial = g_task_get_task_data (task);
  g_autoptr (GSocketConnectable) identity = g_network_address_new (self->host, (guint16)self->port);
  g_autoptr (GIOStream) tls = NULL;
  GError *error = NULL;

  tls = g_tls_client_connection_new (G_IO_STREAM (connection), identity, &error);
  if (tls == NULL)
    {
      return_error (task, error);
      g_object_unref (task);
      return;
    }

  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT,
                                    bst_dial_deadline_get_cancellable (dial->deadline),
                                    on_encrypted, task);
}

static void
on_socks (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  g_autoptr (GIOStream) stream = NULL;
  GSocketConnection *connection;
  GError *error = NULL;

  stream = g_proxy_connect_finish (G_PROXY (source), result, &error);
  connection = stream != NULL ? bst_stream_bridge (stream, &error) : NULL;
  if (connection != NULL)
    g_task_return_pointer (task, connection, g_object_unref);
  else
    return_error (task, error);
}

static void
ask_socks (GTask *task, GSocketConnection *connection)
{
  BstProxyDialer *self = g_task_get_source_object (task);
  Dial *dial = g_task_get_task_data (task);
  const char *protocol = strcmp (self->scheme, "socks") == 0 ? "socks5" : self->scheme;
  g_autoptr (GProxy) proxy = g_proxy_get_default_for_protocol (protocol);
  g_autoptr (GInetAddress) nowhere = g_inet_address_new_any (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = NULL;

  /* It is reached already: its own address is of no matter. */
  address = g_proxy_address_new (nowhere, (guint16)self->port, protocol, dial->host,
                                 (guint16)dial->port, self->user, self->password);
  g_proxy_connect_async (proxy, G_IO_STREAM (connection), G_PROXY_ADDRESS (address),
                         bst_dial_deadline_get_cancellable (dial->deadline), on_socks, task);
}

/* Whose console it is would be lost on the user: it is the proxy that was looked for. */
static GError *
make_base_error (BstProxyDialer *self, GError *error)
{
  g_autoptr (GError) owned = error;

  if (error->domain != BST_ERROR)
    return g_steal_pointer (&owned);

  return bst_error_new (error->code == BST_ERROR_REFUSED ? BST_ERROR_UNREACHABLE : error->code,
                        _ ("Check the proxy’s name and port, and that it runs; or choose another "
                           "way."),
                        bst_error_get_detail (error), _ ("The proxy %s was not reached: %s"),
                        self->name, error->message);
}

static void
on_reached (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  BstProxyDialer *self = g_task_get_source_object (task);
  Dial *dial = g_task_get_task_data (task);
  g_autoptr (GSocketConnection) connection = NULL;
  GError *error = NULL;

  connection = bst_dialer_dial_finish (BST_DIALER (source), result, &error);
  if (connection == NULL)
    {
      return_error (task, make_base_error (self, error));
      g_object_unref (task);
      return;
    }

  dial->deadline = bst_dial_deadline_new (g_task_get_cancellable (task));
  if (strcmp (self->scheme, "https") == 0)
    encrypt (task, connection);
  else if (strcmp (self->scheme, "http") == 0)
    ask_through (task, G_IO_STREAM (connection));
  else
    ask_socks (task, connection);
}

static void
bst_proxy_dialer_dial (BstDialer *dialer, const char *host, guint port, GTask *task)
{
  BstProxyDialer *self = BST_PROXY_DIALER (dialer);
  Dial *dial = g_new0 (Dial, 1);

  BST_ASSERT_MAIN_THREAD ();

  dial->host = g_strdup (host);
  dial->port = port;
  dial->name = bst_dial_name (host, port);
  g_task_set_task_data (task, dial, dial_free);

  bst_dialer_dial_async (self->base, self->host, self->port, g_task_get_cancellable (task),
                         on_reached, task);
}

static char *
bst_proxy_dialer_describe (BstDialer *dialer)
{
  BstProxyDialer *self = BST_PROXY_DIALER (dialer);

  /* Translators: how a console is reached; %s is an address */
  return g_strdup_printf (_ ("through the proxy %s"), self->name);
}

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  BstProxyDialer *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (bst_dialer_get_ready_finish (BST_DIALER (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, make_base_error (self, error));
}

static void
get_base_ready (BstProxyDialer *self, GTask *task)
{
  bst_dialer_get_ready_async (self->base, g_task_get_cancellable (task), on_ready, task);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  BstProxyDialer *self = g_task_get_source_object (task);
  char *secret = bst_keyring_find_finish (result);

  if (secret != NULL && self->password == NULL)
    {
      self->password = g_strdup (secret);
      self->from_keyring = TRUE;
    }
  bst_keyring_free_secret (secret);
  get_base_ready (self, task);
}

static void
bst_proxy_dialer_get_ready (BstDialer *dialer, GTask *task)
{
  BstProxyDialer *self = BST_PROXY_DIALER (dialer);
  g_autofree char *subject = NULL;

  if (self->user == NULL || self->password != NULL)
    {
      get_base_ready (self, task);
      return;
    }

  subject = make_subject (self->scheme, self->user, self->name);
  bst_keyring_find_async (BST_KEYRING_PROXY_PASSWORD, subject, g_task_get_cancellable (task),
                          on_found, task);
}

static void
bst_proxy_dialer_iface_init (BstDialerInterface *iface)
{
  iface->dial = bst_proxy_dialer_dial;
  iface->describe = bst_proxy_dialer_describe;
  iface->get_ready = bst_proxy_dialer_get_ready;
}

static void
bst_proxy_dialer_finalize (GObject *object)
{
  BstProxyDialer *self = BST_PROXY_DIALER (object);

  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));
  g_object_unref (self->base);
  g_free (self->scheme);
  g_free (self->host);
  g_free (self->user);
  g_free (self->password);
  g_free (self->name);

  G_OBJECT_CLASS (bst_proxy_dialer_parent_class)->finalize (object);
}

static void
bst_proxy_dialer_class_init (BstProxyDialerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_proxy_dialer_finalize;
}

static void
bst_proxy_dialer_init (BstProxyDialer *self)
{
}

/* The URI taken apart, and the port that it means; NULL where it is none of ours. */
static GUri *
parse_uri (const char *text, guint *port)
{
  g_autoptr (GUri) uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0' || g_uri_get_port (uri) == 0)
    return NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      if (strcmp (g_uri_get_scheme (uri), schemes[i].scheme) != 0)
        continue;
      *port = g_uri_get_port (uri) > 0 ? (guint)g_uri_get_port (uri) : schemes[i].port;
      return g_steal_pointer (&uri);
    }

  return NULL;
}

gboolean
bst_proxy_uri_is_good (const char *text)
{
  guint port;
  g_autoptr (GUri) uri = parse_uri (text, &port);

  return uri != NULL;
}

void
bst_proxy_uri_keep_password (const char *text)
{
  guint port;
  g_autoptr (GUri) uri = parse_uri (text, &port);
  const char *user = uri != NULL ? g_uri_get_user (uri) : NULL;
  const char *password = uri != NULL ? g_uri_get_password (uri) : NULL;
  g_autofree char *name = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *label = NULL;

  if (user == NULL || password == NULL || *password == '\0')
    return;

  name = bst_dial_name (g_uri_get_host (uri), port);
  subject = make_subject (g_uri_get_scheme (uri), user, name);
  /* Translators: what the keyring's own window calls a password; %s is an address. */
  label = g_strdup_printf (_ ("Bastida: proxy %s"), name);
  bst_keyring_keep (BST_KEYRING_PROXY_PASSWORD, subject, label, password);
}

BstDialer *
bst_proxy_dialer_new (const char *text, BstDialer *base)
{
  guint port;
  g_autoptr (GUri) uri = parse_uri (text, &port);
  BstProxyDialer *self;

  g_return_val_if_fail (BST_IS_DIALER (base), NULL);
  if (uri == NULL)
    return NULL;

  self = g_object_new (BST_TYPE_PROXY_DIALER, NULL);
  self->base = g_object_ref (base);
  self->scheme = g_strdup (g_uri_get_scheme (uri));
  self->host = g_strdup (g_uri_get_host (uri));
  self->port = port;
  self->user = g_strdup (g_uri_get_user (uri));
  self->password = g_strdup (g_uri_get_password (uri));
  self->name = bst_dial_name (self->host, port);

  return BST_DIALER (self);
}
