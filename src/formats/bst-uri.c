/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-uri.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"

#define MAX_LENGTH 1024

/* White space, and what means something to a shell: ssh hands names to ProxyCommand. */
#define UNSAFE_IN_USER " '`\"$;&<>|(){}"

void
bst_uri_free (BstUri *self)
{
  if (self == NULL)
    return;

  g_free (self->driver);
  g_free (self->transport);
  g_free (self->user);
  g_free (self->host);
  g_free (self->path);
  g_free (self->query);
  g_free (self->jump);
  g_free (self->keyfile);
  g_free (self);
}

static gboolean
has_control (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT ||
          g_unichar_type (c) == G_UNICODE_LINE_SEPARATOR ||
          g_unichar_type (c) == G_UNICODE_PARAGRAPH_SEPARATOR)
        return TRUE;
    }

  return FALSE;
}

static gboolean
user_is_safe (const char *user)
{
  gsize length = strlen (user);

  if (length == 0 || user[0] == '-' || user[length - 1] == '\\' || has_control (user))
    return FALSE;

  for (const char *p = user; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_isspace (g_utf8_get_char (p)) || strchr (UNSAFE_IN_USER, *p) != NULL)
        return FALSE;
    }

  return TRUE;
}

/* A name of DNS or of ssh's configuration, or an address; IPv6 may have a zone. */
static gboolean
host_is_safe (const char *host)
{
  if (strchr (host, ':') != NULL)
    {
      g_auto (GStrv) parts = g_strsplit (host, "%", 2);
      const char *zone = parts[1] != NULL ? parts[1] : "eth0";

      return g_hostname_is_ip_address (parts[0]) && *zone != '\0' &&
             strspn (zone, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS "._-") == strlen (zone);
    }

  if (!g_ascii_isalnum (host[0]) && host[0] != '_')
    return FALSE;

  for (const char *p = host; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("._-", *p) == NULL)
        return FALSE;
    }

  return strlen (host) <= 253;
}

static gboolean fail (GError **error, const char *remedy, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* What was typed may stand in the message, whatever it is. */
static gboolean
fail (GError **error, const char *remedy, const char *format, ...)
{
  g_autoptr (GString) message = g_string_new (NULL);
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (message, g_unichar_isprint (c) ? c : 0xfffd);
    }

  if (remedy == NULL)
    remedy = _ ("Write a host name such as “hosta” or “root@hosta”, or an address such as "
                "“qemu+ssh://root@hosta/system” or “qemu:///system”.");
  g_propagate_error (error, bst_error_new (BST_ERROR_INVALID, remedy, NULL, "%s", message->str));
  return FALSE;
}

static gboolean
check_host (const char *host, GError **error)
{
  if (host_is_safe (host))
    return TRUE;

  return fail (error, NULL, _ ("“%s” is not a host name or address"), host);
}

static gboolean
check_user (const char *user, GError **error)
{
  if (user_is_safe (user))
    return TRUE;

  return fail (error,
               _ ("A user name does not begin with “-” and has no spaces, quotes or brackets."),
               _ ("“%s” is not a user name that SSH takes"), user);
}

/* "[user@]host[:port]", IPv6 in brackets; nothing is kept. */
static gboolean
check_hop (const char *hop, GError **error)
{
  const char *at = strrchr (hop, '@');
  g_autofree char *user = at != NULL ? g_strndup (hop, (gsize)(at - hop)) : NULL;
  g_autofree char *host = NULL;
  const char *rest;

  hop = at != NULL ? at + 1 : hop;
  if (*hop == '[')
    {
      rest = strchr (hop, ']');
      host = rest != NULL ? g_strndup (hop + 1, (gsize)(rest - hop - 1)) : g_strdup ("");
      rest = rest != NULL ? rest + 1 : "";
    }
  else
    {
      rest = hop + strcspn (hop, ":");
      host = g_strndup (hop, (gsize)(rest - hop));
    }

  if (user != NULL && !check_user (user, error))
    return FALSE;
  if (!check_host (host, error))
    return FALSE;
  if (*rest != '\0' &&
      (*rest != ':' || !g_ascii_string_to_unsigned (rest + 1, 10, 1, 65535, NULL, NULL)))
    return fail (error, _ ("A port is a number from 1 to 65535."),
                 _ ("“%s” is not the port of a jump host"), rest);

  return TRUE;
}

static gboolean
check_jump (const char *jump, GError **error)
{
  g_auto (GStrv) hops = g_strsplit (jump, ",", -1);

  for (guint i = 0; hops[i] != NULL; i++)
    {
      if (!check_hop (hops[i], error))
        {
          g_prefix_error (error, "%s: ", _ ("The jump host cannot be used"));
          return FALSE;
        }
    }

  return TRUE;
}

static gboolean
check_keyfile (const char *keyfile, GError **error)
{
  if ((g_path_is_absolute (keyfile) || g_str_has_prefix (keyfile, "~/")) && !has_control (keyfile))
    return TRUE;

  return fail (error, _ ("Give the whole path, such as “~/.ssh/id_ed25519”."),
               _ ("“%s” is not the path of a key file"), keyfile);
}

/* Keeps what is ours apart; the rest stays as it was written, escaped where it must be. */
static gboolean
parse_query (BstUri *self, const char *query, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (query, "&;", -1);
  g_autoptr (GString) rest = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      const char *equals = strchr (parts[i], '=');
      gsize length = equals != NULL ? (gsize)(equals - parts[i]) : strlen (parts[i]);
      g_autofree char *key = g_uri_unescape_segment (parts[i], parts[i] + length, NULL);
      g_autofree char *value = g_uri_unescape_string (equals != NULL ? equals + 1 : "", NULL);

      if (parts[i][0] == '\0')
        continue;
      if (key == NULL || value == NULL || !g_utf8_validate (key, -1, NULL) ||
          !g_utf8_validate (value, -1, NULL) || has_control (key) || has_control (value))
        return fail (error, NULL, _ ("The parameter “%s” cannot be read"), parts[i]);

      /* It would run on this computer, and an address may come from anybody. */
      if (g_ascii_strcasecmp (key, "command") == 0)
        return fail (error, _ ("Leave “command=…” out: Bastida uses your own ssh."),
                     _ ("The address names a program to run on this computer: “%s”"), value);

      if (strcmp (key, "jump") == 0 && *value != '\0')
        {
          if (!check_jump (value, error))
            return FALSE;
          g_free (self->jump);
          self->jump = g_steal_pointer (&value);
        }
      else if (strcmp (key, "keyfile") == 0 && *value != '\0')
        {
          if (!check_keyfile (value, error))
            return FALSE;
          g_free (self->keyfile);
          self->keyfile = g_steal_pointer (&value);
        }
      else if (strcmp (key, "jump") != 0 && strcmp (key, "keyfile") != 0)
        {
          if (rest->len > 0)
            g_string_append_c (rest, '&');
          g_string_append_uri_escaped (rest, key, NULL, FALSE);
          if (equals != NULL)
            {
              g_string_append_c (rest, '=');
              g_string_append_uri_escaped (rest, value, "/:,@", FALSE);
            }
        }
    }

  if (rest->len > 0)
    self->query = g_strdup (rest->str);
  return TRUE;
}

static gboolean
parse_scheme (BstUri *self, const char *scheme, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (scheme, "+", 2);

  self->driver = g_ascii_strdown (parts[0], -1);
  for (const char *p = self->driver; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p))
        return fail (error, NULL, _ ("“%s” is not a driver of libvirt"), self->driver);
    }

  if (parts[1] == NULL)
    return TRUE;

  self->transport = g_ascii_strdown (parts[1], -1);
  if (strcmp (self->transport, "ssh") != 0 && strcmp (self->transport, "unix") != 0)
    return fail (error, _ ("Use “+ssh” in the address: everything goes through SSH."),
                 _ ("Bastida does not connect by “%s”"), self->transport);

  return TRUE;
}

/* Where it goes to, and whether that fits its transport. */
static gboolean
parse_authority (BstUri *self, GUri *uri, GError **error)
{
  const char *host = g_uri_get_host (uri);
  const char *user = g_uri_get_user (uri);
  int port = g_uri_get_port (uri);

  if (g_uri_get_password (uri) != NULL)
    return fail (error, _ ("Leave the password out: SSH asks for it when it needs it."),
                 _ ("The address holds a password"));

  if (host != NULL && *host == '\0')
    host = NULL;
  if (bst_uri_is_ssh (self) && host == NULL)
    return fail (error, _ ("Name the host after “://”, as in “qemu+ssh://root@hosta/system”."),
                 _ ("The address names no host to reach through %s"), "SSH");
  if (!bst_uri_is_ssh (self) && (host != NULL || user != NULL || port > 0))
    return fail (error, _ ("Use “+ssh” in the address: everything goes through SSH."),
                 _ ("The address reaches “%s” without SSH"),
                 host != NULL   ? host
                 : user != NULL ? user
                                : "");
  if (host == NULL)
    return TRUE;

  if (!check_host (host, error) || (user != NULL && !check_user (user, error)))
    return FALSE;
  if (port == 0 || port > 65535)
    return fail (error, _ ("A port is a number from 1 to 65535."),
                 _ ("The port of “%s” is not a port"), host);

  self->host = strchr (host, ':') != NULL ? g_strdup (host) : g_ascii_strdown (host, -1);
  self->user = g_strdup (user);
  self->port = port > 0 ? (guint)port : 0;
  return TRUE;
}

static gboolean
parse_path (BstUri *self, const char *path, GError **error)
{
  if (*path == '\0' || strcmp (path, "/") == 0)
    path = strcmp (self->driver, "test") == 0 ? "/default" : "/system";
  if (*path != '/' || has_control (path))
    return fail (error, NULL, _ ("“%s” is not a path of libvirt"), path);

  self->path = g_strdup (path);
  return TRUE;
}

/* "[user@]host[:port]" as a URI; a bare IPv6 address gets its brackets. */
static char *
expand_bare (const char *text)
{
  const char *at = strrchr (text, '@');
  const char *host = at != NULL ? at + 1 : text;
  g_autofree char *user = NULL;

  if (strchr (host, ':') == NULL || !host_is_safe (host))
    return g_strdup_printf ("qemu+ssh://%s/system", text);

  user = g_strndup (text, (gsize)(host - text));
  return g_strdup_printf ("qemu+ssh://%s[%s]/system", user, host);
}

BstUri *
bst_uri_parse (const char *text, GError **error)
{
  g_autoptr (BstUri) self = g_new0 (BstUri, 1);
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *stripped = NULL;
  g_autofree char *full = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > MAX_LENGTH)
    {
      fail (error, NULL, _ ("The address is too long"));
      return NULL;
    }
  if (!g_utf8_validate (text, -1, NULL))
    {
      fail (error, NULL, _ ("The address is not valid text"));
      return NULL;
    }

  stripped = g_strstrip (g_strdup (text));
  if (*stripped == '\0')
    {
      fail (error, NULL, _ ("No host is named"));
      return NULL;
    }

  full = strstr (stripped, "://") != NULL    ? g_strdup (stripped)
         : strpbrk (stripped, "/?#") == NULL ? expand_bare (stripped)
                                             : g_strdup ("");
  uri = g_uri_parse (full, G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_QUERY, &local_error);
  if (uri == NULL)
    {
      fail (error, NULL, _ ("“%s” is not an address of a host"), stripped);
      return NULL;
    }
  if (g_uri_get_fragment (uri) != NULL)
    {
      fail (error, NULL, _ ("“#” does not belong in an address"));
      return NULL;
    }

  if (!parse_scheme (self, g_uri_get_scheme (uri), error) || !parse_authority (self, uri, error) ||
      !parse_path (self, g_uri_get_path (uri), error) ||
      (g_uri_get_query (uri) != NULL && !parse_query (self, g_uri_get_query (uri), error)))
    return NULL;

  return g_steal_pointer (&self);
}

/* All but the query. */
static GString *
begin_string (const BstUri *self)
{
  GString *result = g_string_new (self->driver);

  if (self->transport != NULL)
    g_string_append_printf (result, "+%s", self->transport);
  g_string_append (result, "://");
  if (self->user != NULL)
    {
      g_string_append_uri_escaped (result, self->user, NULL, FALSE);
      g_string_append_c (result, '@');
    }
  if (self->host != NULL && strchr (self->host, ':') != NULL)
    {
      g_string_append_c (result, '[');
      g_string_append_uri_escaped (result, self->host, ":", FALSE);
      g_string_append_c (result, ']');
    }
  else if (self->host != NULL)
    {
      g_string_append (result, self->host);
    }
  if (self->port != 0)
    g_string_append_printf (result, ":%u", self->port);
  g_string_append_uri_escaped (result, self->path, "/:,@=+", FALSE);

  return result;
}

static void
add_parameter (GString *string, gboolean *first, const char *key, const char *value)
{
  g_string_append_c (string, *first ? '?' : '&');
  *first = FALSE;
  if (key != NULL)
    {
      g_string_append_printf (string, "%s=", key);
      g_string_append_uri_escaped (string, value, "/:,@~", FALSE);
    }
  else
    {
      g_string_append (string, value);
    }
}

char *
bst_uri_to_string (const BstUri *self)
{
  GString *result = begin_string (self);
  gboolean first = TRUE;

  if (self->query != NULL)
    add_parameter (result, &first, NULL, self->query);
  if (self->jump != NULL)
    add_parameter (result, &first, "jump", self->jump);
  if (self->keyfile != NULL)
    add_parameter (result, &first, "keyfile", self->keyfile);

  return g_string_free (result, FALSE);
}

char *
bst_uri_to_libvirt (const BstUri *self, const char *command)
{
  GString *result = begin_string (self);
  gboolean first = TRUE;

  if (self->query != NULL)
    add_parameter (result, &first, NULL, self->query);
  if (bst_uri_is_ssh (self) && command != NULL)
    add_parameter (result, &first, "command", command);

  return g_string_free (result, FALSE);
}

gboolean
bst_uri_is_ssh (const BstUri *self)
{
  return g_strcmp0 (self->transport, "ssh") == 0;
}

const char *
bst_uri_get_short_name (const BstUri *self)
{
  if (self->host != NULL)
    return self->host;

  return strcmp (self->driver, "test") == 0 ? "test" : "localhost";
}
