/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-console-uri.h"

#include <glib/gi18n.h>
#include <string.h>

#include "formats/bst-vv-private.h"

#define LONGEST 2048
#define VNC_PORT 5900

static const char *const schemes[] = { "spice", "spice+tls", "spice+unix", "vnc", NULL };

gboolean
bst_console_uri_is_one (const char *text)
{
  const char *end = strstr (text, "://");
  g_autofree char *scheme = end != NULL ? g_ascii_strdown (text, end - text) : NULL;

  return scheme != NULL && g_strv_contains (schemes, scheme);
}

static gboolean
fail_credentials (GError **error)
{
  return bst_vv_fail (error,
                      _ ("Leave user name and password out: the console’s password is asked in a "
                         "dialog. To hand it over unseen, write it into a “.vv” file."),
                      _ ("The address holds a user name or a password, which every user of this "
                         "computer could see"));
}

static gboolean
set_port (guint *port, const char *text, GError **error)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT16, &number, NULL))
    return bst_vv_fail (error, _ ("A port is a number from 1 to 65535."),
                        _ ("“%.40s” is not a port"), text);

  *port = (guint)number;
  return TRUE;
}

static gboolean
read_parameters (BstVvFile *self, const char *query, GError **error)
{
  GUriParamsIter iter;
  char *key, *value;

  g_uri_params_iter_init (&iter, query, -1, "&;", G_URI_PARAMS_NONE);
  while (g_uri_params_iter_next (&iter, &key, &value, NULL))
    {
      g_autofree char *owned_key = key;
      g_autofree char *owned_value = value;

      if (strcmp (key, "password") == 0 || strcmp (key, "username") == 0)
        return fail_credentials (error);
      if (strcmp (key, "port") == 0 && !set_port (&self->port, value, error))
        return FALSE;
      if (strcmp (key, "tls-port") == 0 && !set_port (&self->tls_port, value, error))
        return FALSE;
    }

  return TRUE;
}

/* GUri takes ports up to 65535 and 0, and says no more than "bad" of others. */
static gboolean
read_authority (BstVvFile *self, GUri *uri, const char *scheme, GError **error)
{
  const char *host = g_uri_get_host (uri);
  int port = g_uri_get_port (uri);

  if (port == 0)
    return set_port (&self->port, "0", error);
  if (host != NULL && *host != '\0')
    self->host = g_strdup (host);
  if (strcmp (scheme, "spice+tls") == 0)
    self->tls_port = port > 0 ? (guint)port : 0;
  else
    self->port = port > 0 ? (guint)port : 0;

  return TRUE;
}

static const char *
get_example (void)
{
  return _ ("Write an address such as “spice://hosta:5900”, “spice+tls://hosta:5901” "
            "or “spice+unix:///run/console.sock”.");
}

static GUri *
parse (const char *text, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) local_error = NULL;

  if (strlen (text) <= LONGEST && g_utf8_validate (text, -1, NULL))
    uri = g_uri_parse (text, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_QUERY, &local_error);
  if (uri == NULL || !bst_console_uri_is_one (text))
    {
      bst_vv_fail (
          error,
          g_error_matches (local_error, G_URI_ERROR, G_URI_ERROR_BAD_PORT)
              ? _ ("A port is a number from 1 to 65535.")
              : get_example (),
          _ ("The address of the console makes no sense"));
      return NULL;
    }

  return g_steal_pointer (&uri);
}

BstVvFile *
bst_console_uri_parse (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *scheme = NULL;
  g_autoptr (GUri) uri = parse (stripped, error);
  g_autoptr (BstVvFile) self = NULL;

  if (uri == NULL)
    return NULL;
  if (g_uri_get_user (uri) != NULL || g_uri_get_password (uri) != NULL)
    {
      fail_credentials (error);
      return NULL;
    }

  scheme = g_ascii_strdown (g_uri_get_scheme (uri), -1);
  self = bst_vv_file_new (strcmp (scheme, "vnc") == 0 ? BST_VV_VNC : BST_VV_SPICE);
  if (strcmp (scheme, "spice+unix") == 0)
    {
      if (g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0')
        {
          bst_vv_fail (error, _ ("Write three slashes: “spice+unix:///run/console.sock”."),
                       _ ("The address of a socket names no host"));
          return NULL;
        }
      self->unix_path = g_strdup (g_uri_get_path (uri));
    }
  else if (!read_authority (self, uri, scheme, error))
    return NULL;

  if (g_uri_get_query (uri) != NULL && !read_parameters (self, g_uri_get_query (uri), error))
    return NULL;
  if (self->kind == BST_VV_VNC && self->port == 0)
    self->port = VNC_PORT;

  return bst_vv_file_check (self, get_example (), error) ? g_steal_pointer (&self) : NULL;
}
