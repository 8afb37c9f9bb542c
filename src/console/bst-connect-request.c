/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-connect-request-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"

/* Of the proxy's answer, headers and all. */
#define LONGEST_ANSWER (16 * 1024)

/* GLib's own client for HTTP proxies turns the host into ASCII as a name of DNS, which a ticket is
 * not, and tells a refusal only in words. */
typedef struct
{
  gboolean has_ticket;
  GString *request;
  GString *answer;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  explicit_bzero (request->request->str, request->request->len);
  g_string_free (request->request, TRUE);
  g_string_free (request->answer, TRUE);
  g_free (request);
}

static gboolean
is_ticket (const char *host)
{
  return strchr (host, ':') != NULL && !g_hostname_is_ip_address (host);
}

/* Like GIO's own, whose form every proxy of remote-viewer's users knows. */
static Request *
request_new (const char *host, guint port, const char *user, const char *password)
{
  Request *request = g_new0 (Request, 1);
  gboolean brackets = strchr (host, ':') != NULL && !is_ticket (host);
  g_autofree char *place = g_strdup_printf (brackets ? "[%s]:%u" : "%s:%u", host, port);

  request->has_ticket = is_ticket (host);
  request->answer = g_string_new (NULL);
  request->request = g_string_new (NULL);
  g_string_append_printf (request->request,
                          "CONNECT %s HTTP/1.0\r\n"
                          "Host: %s\r\n"
                          "Proxy-Connection: keep-alive\r\n"
                          "User-Agent: Bastida/" PACKAGE_VERSION "\r\n",
                          place, place);
  if (user != NULL)
    {
      g_autofree char *both = g_strconcat (user, ":", password != NULL ? password : "", NULL);
      g_autofree char *encoded = g_base64_encode ((const guchar *)both, strlen (both));

      g_string_append_printf (request->request, "Proxy-Authorization: Basic %s\r\n", encoded);
      explicit_bzero (both, strlen (both));
      explicit_bzero (encoded, strlen (encoded));
    }
  g_string_append (request->request, "\r\n");

  return request;
}

static GError *
make_refusal (Request *request, guint status, const char *line)
{
  if (request->has_ticket && (status == 401 || status == 403))
    return bst_error_new (BST_ERROR_TICKET,
                          _ ("Such a file is good for some seconds only: open the console again in "
                             "the web page that gave it, and let its new file open at once."),
                          line, _ ("The ticket of this console has expired"));
  if (status == 407 || status == 401) /* tinyproxy: where the password is wrong */
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH, line);
  if (status == 403 || status == 405)
    return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED, line);

  return g_error_new_literal (G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, line);
}

/* What the proxy said; NULL where it let through. */
static GError *
judge (Request *request)
{
  g_autofree char *valid = g_utf8_make_valid (request->answer->str, -1);
  g_auto (GStrv) words = NULL;
  guint64 status;

  valid[strcspn (valid, "\r\n")] = '\0';
  words = g_strsplit (valid, " ", 3);
  if (!g_str_has_prefix (valid, "HTTP/1.") || words[1] == NULL ||
      !g_ascii_string_to_unsigned (words[1], 10, 100, 599, &status, NULL))
    return bst_error_new (BST_ERROR_UNREACHABLE, _ ("Check the proxy’s address and port."), valid,
                          _ ("What answers there is no HTTP proxy"));

  return status / 100 == 2 ? NULL : make_refusal (request, (guint)status, valid);
}

static void read_on (GTask *task);

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Request *request = g_task_get_task_data (task);
  GError *error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (n == 0)
    error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED, _ ("It hung up"));
  if (error != NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  request->answer->len++;
  if (!g_str_has_suffix (request->answer->str, "\n\r\n") &&
      !g_str_has_suffix (request->answer->str, "\n\n"))
    {
      read_on (g_steal_pointer (&task));
      return;
    }

  error = judge (request);
  if (error == NULL)
    g_task_return_pointer (task, g_object_ref (g_task_get_source_object (task)), g_object_unref);
  else
    g_task_return_error (task, error);
}

/* Byte by byte: what comes after the empty line is for the console. */
static void
read_on (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  GIOStream *stream = g_task_get_source_object (task);
  GString *answer = request->answer;
  gsize length = answer->len;

  if (length >= LONGEST_ANSWER)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED, "%s",
                               _ ("Its answer is too long"));
      g_object_unref (task);
      return;
    }

  g_string_set_size (answer, length + 1);
  answer->str[length] = '\0';
  answer->len = length;
  g_input_stream_read_async (g_io_stream_get_input_stream (stream), answer->str + length, 1,
                             G_PRIORITY_DEFAULT, g_task_get_cancellable (task), on_read, task);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    {
      read_on (task);
    }
  else
    {
      g_task_return_error (task, error);
      g_object_unref (task);
    }
}

void
bst_connect_request_async (GIOStream *stream,
                           const char *host,
                           guint port,
                           const char *user,
                           const char *password,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (stream, cancellable, callback, data);
  Request *request = request_new (host, port, user, password);

  g_task_set_task_data (task, request, request_free);
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream), request->request->str,
                                   request->request->len, G_PRIORITY_DEFAULT, cancellable,
                                   on_written, task);
}

GIOStream *
bst_connect_request_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
