/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-relay-private.h"

#include <glib/gi18n.h>
#include <string.h>
#include <sys/random.h>

#include "console/bst-pump-private.h"
#include "console/bst-spice-farewell-private.h"
#include "console/bst-spice-guard.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

#define TOKEN_BYTES 24
#define USER "bastida"
#define LONGEST_REQUEST 8192
#define MOST_REQUESTS 64

typedef struct
{
  char *token;       /* "Basic …", as a request must say it */
  char *password;    /* the same for a URI */
  BstDialer *dialer; /* (nullable) */
  char *host;        /* (nullable) */
  char *path;        /* (nullable) */
  gboolean refused;  /* there will be no dialer */
} Way;

/* A connection of the library's, until it is pumped. */
typedef struct
{
  BstRelay *relay; /* owned */
  GSocketConnection *connection;
  GString *text;
  guint8 chunk[1024];
  BstRelayWay way;
  char *host;
  guint port;
} Request;

struct _BstRelay
{
  GObject parent_instance;

  GSocketService *service;
  guint16 port;
  GCancellable *cancellable;
  Way ways[BST_RELAY_N_WAYS];
  GPtrArray *waiting; /* of Request: for a dialer */
  guint n_requests;
};

G_DEFINE_FINAL_TYPE (BstRelay, bst_relay, G_TYPE_OBJECT)

static guint failed_signal;

static void
request_free (Request *request)
{
  request->relay->n_requests--;
  g_object_unref (request->relay);
  g_object_unref (request->connection);
  g_string_free (request->text, TRUE);
  g_free (request->host);
  g_free (request);
}

static void
bst_relay_finalize (GObject *object)
{
  BstRelay *self = BST_RELAY (object);

  for (guint i = 0; i < BST_RELAY_N_WAYS; i++)
    {
      Way *way = &self->ways[i];

      g_free (way->token);
      g_free (way->password);
      g_free (way->host);
      g_free (way->path);
      g_clear_object (&way->dialer);
    }
  g_ptr_array_unref (self->waiting);
  g_clear_object (&self->service);
  g_object_unref (self->cancellable);

  G_OBJECT_CLASS (bst_relay_parent_class)->finalize (object);
}

static void
bst_relay_class_init (BstRelayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_relay_finalize;

  failed_signal = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_ERROR);
}

static void
bst_relay_init (BstRelay *self)
{
  self->cancellable = g_cancellable_new ();
  self->waiting = g_ptr_array_new ();
}

/* Dialling. */

static gboolean
stay (gpointer guard, GSocketConnection *far, const guint8 *unsent, gsize length)
{
  return bst_spice_farewell (guard, far, unsent, length, NULL);
}

/* A machine's destination serves nobody before the machine is there, and takes it ill to be told
 * what those say whom it serves. */
static gboolean
leave (gpointer guard, GSocketConnection *far, const guint8 *unsent, gsize length)
{
  return FALSE;
}

static const BstPumpWatch watches[BST_RELAY_N_WAYS] = {
  [BST_RELAY_HERE] = {
    .check = bst_spice_guard_pump,
    .leave = stay,
    .free_data = (GDestroyNotify)bst_spice_guard_free,
  },
  [BST_RELAY_DESTINATION] = {
    .check = bst_spice_guard_pump,
    .leave = leave,
    .free_data = (GDestroyNotify)bst_spice_guard_free,
  },
};

static void
on_dialled (GObject *source, GAsyncResult *result, gpointer data)
{
  static const char yes[] = "HTTP/1.0 200 Connection established\r\n\r\n";
  Request *request = data;
  g_autoptr (BstRelay) self = g_object_ref (request->relay);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) far = bst_dialer_dial_finish (BST_DIALER (source), result, &error);

  if (far == NULL)
    {
      const guint way = request->way;

      request_free (request);
      if (!g_cancellable_is_cancelled (self->cancellable))
        g_signal_emit (self, failed_signal, 0, way, error);
      return;
    }

  bst_pump_start (request->connection, far, yes, self->cancellable, &watches[request->way],
                  bst_spice_guard_new ());
  request_free (request);
}

static void
dial (Request *request)
{
  BstRelay *self = request->relay;
  const Way *way = &self->ways[request->way];

  if (way->refused)
    request_free (request);
  else if (way->dialer == NULL)
    g_ptr_array_add (self->waiting, request);
  else if (way->path != NULL)
    bst_dialer_dial_unix_async (way->dialer, way->path, self->cancellable, on_dialled, request);
  else
    bst_dialer_dial_async (way->dialer, way->host != NULL ? way->host : request->host,
                           request->port, self->cancellable, on_dialled, request);
}

/* Requests. */

/* Takes as long whatever is wrong. */
static gboolean
is_same (const char *a, const char *b)
{
  const gsize length = strlen (b);
  guint8 differs = strlen (a) != length;

  for (gsize i = 0; i < length && i <= strlen (a); i++)
    differs |= (guint8)(a[i] ^ b[i]);

  return differs == 0;
}

static gboolean
find_way (BstRelay *self, char **lines, BstRelayWay *way)
{
  static const char field[] = "proxy-authorization:";

  for (guint i = 1; lines[0] != NULL && lines[i] != NULL; i++)
    {
      const char *token = lines[i] + strlen (field);

      if (g_ascii_strncasecmp (lines[i], field, strlen (field)) != 0)
        continue;
      while (*token == ' ')
        token++;
      for (guint j = 0; j < BST_RELAY_N_WAYS; j++)
        {
          if (is_same (token, self->ways[j].token))
            {
              *way = j;
              return TRUE;
            }
        }
    }

  return FALSE;
}

/* "CONNECT host:port HTTP/1.0", where the host may hold colons, brackets, or be a ticket. */
static gboolean
parse_address (Request *request, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  guint64 port;
  char *colon, *host;
  gsize length;

  if (g_strv_length (words) != 3 || strcmp (words[0], "CONNECT") != 0)
    return FALSE;
  host = words[1];
  colon = strrchr (host, ':');
  if (colon == NULL || !g_ascii_string_to_unsigned (colon + 1, 10, 1, G_MAXUINT16, &port, NULL))
    return FALSE;
  *colon = '\0';
  length = strlen (host);
  if (length > 2 && host[0] == '[' && host[length - 1] == ']')
    {
      host[length - 1] = '\0';
      host++;
    }
  request->host = g_strdup (host);
  request->port = (guint)port;

  return TRUE;
}

static void read_more (Request *request);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  Request *request = data;
  const gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, NULL);
  g_auto (GStrv) lines = NULL;
  char *end;

  if (n <= 0 || request->text->len + (gsize)n > LONGEST_REQUEST)
    {
      request_free (request);
      return;
    }

  g_string_append_len (request->text, (const char *)request->chunk, n);
  end = strstr (request->text->str, "\r\n\r\n");
  if (end == NULL)
    {
      read_more (request);
      return;
    }

  lines = g_strsplit (request->text->str, "\r\n", -1);
  /* Whoever has no token is nobody: not a word. What follows the request would be lost. */
  if (strlen (end) != 4 || !find_way (request->relay, lines, &request->way) ||
      !parse_address (request, lines[0]))
    {
      g_debug ("The relay refuses a connection");
      request_free (request);
      return;
    }

  dial (request);
}

static void
read_more (Request *request)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (request->connection));

  g_input_stream_read_async (input, request->chunk, sizeof request->chunk, G_PRIORITY_DEFAULT,
                             request->relay->cancellable, on_read, request);
}

static gboolean
on_incoming (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             BstRelay *self)
{
  Request *request;

  if (self->n_requests >= MOST_REQUESTS)
    return TRUE;

  request = g_new0 (Request, 1);
  self->n_requests++;
  request->relay = g_object_ref (self);
  request->connection = g_object_ref (connection);
  request->text = g_string_new (NULL);
  read_more (request);

  return TRUE;
}

/* Its life. */

static gboolean
make_token (Way *way)
{
  guint8 bytes[TOKEN_BYTES];
  g_autofree char *pair = NULL;
  g_autofree char *coded = NULL;
  g_autoptr (GString) password = g_string_new (NULL);

  if (getrandom (bytes, sizeof bytes, 0) != (gssize)sizeof bytes)
    return FALSE;
  for (guint i = 0; i < sizeof bytes; i++)
    g_string_append_printf (password, "%02x", bytes[i]);

  pair = g_strconcat (USER ":", password->str, NULL);
  coded = g_base64_encode ((const guint8 *)pair, strlen (pair));
  way->token = g_strconcat ("Basic ", coded, NULL);
  way->password = g_strdup (password->str);

  return TRUE;
}

static gboolean
listen_on_loopback (BstRelay *self, GError **error)
{
  g_autoptr (GInetAddress) loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr (GSocketAddress) effective = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &effective,
                                      error))
    return FALSE;

  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (effective));

  return TRUE;
}

BstRelay *
bst_relay_new (GError **error)
{
  g_autoptr (BstRelay) self = g_object_new (BST_TYPE_RELAY, NULL);
  g_autoptr (GError) reason = NULL;
  gboolean good = TRUE;

  BST_ASSERT_MAIN_THREAD ();

  for (guint i = 0; i < BST_RELAY_N_WAYS && good; i++)
    good = make_token (&self->ways[i]);
  self->service = g_socket_service_new ();
  if (!good || !listen_on_loopback (self, &reason))
    {
      g_propagate_error (error, bst_error_new (BST_ERROR_FAILED, NULL,
                                               reason != NULL ? reason->message : NULL,
                                               _ ("This computer’s loopback has no port left for a "
                                                  "console")));
      return NULL;
    }

  g_signal_connect_object (self->service, "incoming", G_CALLBACK (on_incoming), self, 0);
  g_socket_service_start (self->service);

  return g_steal_pointer (&self);
}

void
bst_relay_close (BstRelay *self)
{
  BST_ASSERT_MAIN_THREAD ();

  g_cancellable_cancel (self->cancellable);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  while (self->waiting->len > 0)
    request_free (g_ptr_array_steal_index_fast (self->waiting, 0));
}

char *
bst_relay_dup_proxy (BstRelay *self, BstRelayWay way)
{
  return g_strdup_printf ("http://" USER ":%s@127.0.0.1:%u", self->ways[way].password, self->port);
}

/* Those of the other way go on waiting. */
static void
serve_waiting (BstRelay *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new ();
  for (guint i = 0; i < waiting->len; i++)
    dial (g_ptr_array_index (waiting, i));
}

void
bst_relay_set_way (BstRelay *self,
                   BstRelayWay which,
                   BstDialer *dialer,
                   const char *host,
                   const char *path)
{
  Way *way = &self->ways[which];

  BST_ASSERT_MAIN_THREAD ();

  g_set_object (&way->dialer, dialer);
  g_free (way->host);
  way->host = g_strdup (host);
  g_free (way->path);
  way->path = g_strdup (path);
  way->refused = FALSE;
  if (dialer != NULL)
    serve_waiting (self);
}

void
bst_relay_refuse (BstRelay *self, BstRelayWay way)
{
  BST_ASSERT_MAIN_THREAD ();

  self->ways[way].refused = TRUE;
  serve_waiting (self);
}
