/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-dial-private.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"

char *
bst_dial_name (const char *host, guint port)
{
  if (g_hostname_is_ip_address (host) || strchr (host, ':') == NULL)
    return g_strdup_printf (strchr (host, ':') != NULL ? "[%s]:%u" : "%s:%u", host, port);

  /* Translators: where a console is, when its address is a secret ticket */
  return g_strdup (_ ("the console"));
}

static gboolean
is_io (const GError *error, int code)
{
  return g_error_matches (error, G_IO_ERROR, code);
}

static GError *
translate (const GError *error, const char *name)
{
  if (is_io (error, G_IO_ERROR_CONNECTION_REFUSED))
    return bst_error_new (
        BST_ERROR_REFUSED,
        _ ("The machine may have been shut down, or have moved to another host: a console file is "
           "then out of date. Where its screen listens only on its own host, or a firewall "
           "refuses, SSH leads there."),
        error->message, _ ("Nothing answers at %s"), name);
  if (is_io (error, G_IO_ERROR_NETWORK_UNREACHABLE) || is_io (error, G_IO_ERROR_HOST_UNREACHABLE))
    return bst_error_new (
        BST_ERROR_UNREACHABLE,
        _ ("Check this computer’s network. Where the host is in a network of its own, "
           "choose another way: a proxy, or an SSH gateway that reaches it."),
        error->message, _ ("There is no way from here to %s"), name);
  if (is_io (error, G_IO_ERROR_CONNECTION_CLOSED) || is_io (error, G_IO_ERROR_BROKEN_PIPE) ||
      is_io (error, G_IO_ERROR_PARTIAL_INPUT))
    return bst_error_new (
        BST_ERROR_LOST,
        _ ("Try again; the machine may just be stopping or moving. If it stays so, a "
           "firewall may be in between: choose another way."),
        error->message, _ ("%s closed the connection at once"), name);
  if (is_io (error, G_IO_ERROR_TIMED_OUT))
    return bst_error_new (
        BST_ERROR_TIMED_OUT,
        _ ("A firewall may be in between, or the host is off. Try again, or choose "
           "another way: a proxy, or an SSH gateway that reaches it."),
        error->message, _ ("%s does not answer"), name);
  if (is_io (error, G_IO_ERROR_NOT_FOUND))
    return bst_error_new (BST_ERROR_REFUSED,
                          _ ("The machine may have been shut down: start it, and try again."),
                          error->message, _ ("There is no socket %s"), name);
  if (is_io (error, G_IO_ERROR_PERMISSION_DENIED))
    return bst_error_new (BST_ERROR_PERMISSION,
                          _ ("Ask this computer’s administrator for the permission."),
                          error->message, _ ("This user may not connect to %s"), name);
  if (error->domain == G_RESOLVER_ERROR || is_io (error, G_IO_ERROR_HOST_NOT_FOUND))
    return bst_error_new (
        BST_ERROR_UNKNOWN_HOST,
        _ ("It may be known only inside its own network: choose another way, an SSH "
           "gateway or a proxy that is inside."),
        error->message, _ ("The name in %s is not known here"), name);

  return bst_error_new (BST_ERROR_FAILED, _ ("Try again, or choose another way."), error->message,
                        _ ("%s was not reached"), name);
}

static gboolean
stays (const GError *error, BstDialDeadline *deadline)
{
  if (error->domain == BST_ERROR)
    return TRUE;

  return is_io (error, G_IO_ERROR_CANCELLED) &&
         (deadline == NULL || !bst_dial_deadline_is_over (deadline));
}

/* What went over the time ends as cancelled. */
static void
name_timeout (GError **error, BstDialDeadline *deadline)
{
  if (is_io (*error, G_IO_ERROR_CANCELLED) && deadline != NULL &&
      bst_dial_deadline_is_over (deadline))
    {
      g_clear_error (error);
      *error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_TIMED_OUT, g_strerror (ETIMEDOUT));
    }
}

GError *
bst_dial_make_error (GError *error, BstDialDeadline *deadline, const char *name)
{
  g_autoptr (GError) owned = error;

  if (stays (error, deadline))
    return g_steal_pointer (&owned);

  name_timeout (&owned, deadline);
  return translate (owned, name);
}

GError *
bst_dial_make_way_error (const GError *error)
{
  if (!g_error_matches (error, BST_ERROR, BST_ERROR_REFUSED))
    return g_error_copy (error);

  return bst_error_new (BST_ERROR_UNREACHABLE, bst_error_get_remedy (error),
                        bst_error_get_detail (error), "%s", error->message);
}

GError *
bst_dial_make_proxy_error (GError *error,
                           BstDialDeadline *deadline,
                           const char *proxy,
                           const char *name)
{
  g_autoptr (GError) owned = error;

  if (is_io (error, G_IO_ERROR_PROXY_NEED_AUTH) || is_io (error, G_IO_ERROR_PROXY_AUTH_FAILED))
    return bst_error_new (BST_ERROR_AUTH,
                          _ ("Choose another way, and write the proxy with its user and password: "
                             "“http://user:password@proxy:3128”."),
                          owned->message, _ ("The proxy %s wants a user name and a password"),
                          proxy);
  if (is_io (error, G_IO_ERROR_PROXY_NOT_ALLOWED))
    return bst_error_new (BST_ERROR_PERMISSION,
                          _ ("Ask the proxy’s administrator to allow it, or choose another way."),
                          owned->message, _ ("The proxy %s does not let through to %s"), proxy,
                          name);
  if (is_io (error, G_IO_ERROR_PROXY_FAILED))
    return bst_error_new (BST_ERROR_UNREACHABLE,
                          _ ("The machine may have been shut down, or have moved: try again, or "
                             "choose another way."),
                          owned->message, _ ("The proxy %s does not reach %s"), proxy, name);
  if (error->domain == G_TLS_ERROR)
    return bst_error_new (BST_ERROR_CERTIFICATE,
                          _ ("Do not go on if you did not expect this. Else ask the proxy’s "
                             "administrator to renew it, or choose another way."),
                          owned->message, _ ("The certificate of the proxy %s is not good"), proxy);
  if (stays (error, deadline))
    return g_steal_pointer (&owned);

  name_timeout (&owned, deadline);
  if (is_io (owned, G_IO_ERROR_TIMED_OUT))
    return bst_error_new (BST_ERROR_TIMED_OUT,
                          _ ("Try again, or choose another way: a firewall may be in between."),
                          owned->message, _ ("The proxy %s does not answer"), proxy);

  return bst_error_new (BST_ERROR_UNREACHABLE, _ ("Try again, or choose another way."),
                        owned->message, _ ("The proxy %s gives no connection to %s"), proxy, name);
}
