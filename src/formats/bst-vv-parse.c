/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-vv-private.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-hotkey.h"

#define LONGEST_TITLE 200 /* characters */
#define MOST_EXTENSIONS 100
/* Of proxies, where a file names none: what SPICE's own library takes, after Squid. */
#define HTTP_PORT 3128
#define HTTPS_PORT 3129

/* Tells people who look at the wrong file from those whose file is broken. */
static gboolean
check_bytes (const char *text, gsize length, GError **error)
{
  const char *again =
      _ ("Open a file that ends in “.vv”, as oVirt, Proxmox VE and others hand them "
         "out, or get it again.");

  if (length == 0)
    return bst_vv_fail (error, again, _ ("The file is empty"));
  if (length > BST_VV_FILE_MOST_BYTES)
    return bst_vv_fail (error, again, _ ("The file is too big to be a console’s"));
  if (memchr (text, '\0', length) != NULL || !g_utf8_validate (text, (gssize)length, NULL))
    return bst_vv_fail (error, again, _ ("The file is not text, so it is not a console’s"));

  return TRUE;
}

static GKeyFile *
load (GBytes *bytes, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local_error = NULL;
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length);

  if (!check_bytes (text, length, error))
    return NULL;
  if (g_str_has_prefix (text, "\xef\xbb\xbf")) /* as some editors begin a file */
    {
      text += 3;
      length -= 3;
    }

  if (!g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, &local_error) ||
      !g_key_file_has_group (file, BST_VV_GROUP))
    {
      bst_vv_fail (error,
                   _ ("Open a file that ends in “.vv”, as oVirt, Proxmox VE and others hand them "
                      "out, or get it again."),
                   _ ("The file is not a console’s: it has no “[virt-viewer]” part that can be "
                      "read"));
      return NULL;
    }

  return g_steal_pointer (&file);
}

/* Blank is not set, as for remote-viewer. */
static char *
get_string (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *value = g_key_file_get_string (file, group, key, NULL);

  return value != NULL && *value != '\0' ? g_steal_pointer (&value) : NULL;
}

/* 0, and what some producers write for none: -1. */
static gboolean
get_port (GKeyFile *file, const char *key, guint *port, GError **error)
{
  g_autofree char *value = get_string (file, BST_VV_GROUP, key);
  guint64 number;

  *port = 0;
  if (value == NULL || strcmp (g_strstrip (value), "-1") == 0)
    return TRUE;
  if (!g_ascii_string_to_unsigned (value, 10, 1, G_MAXUINT16, &number, NULL))
    return bst_vv_fail (error, _ ("A port is a number from 1 to 65535."),
                        _ ("“%.40s” is not a port (“%s”)"), value, key);

  *port = (guint)number;
  return TRUE;
}

static BstVvSwitch
get_switch (GKeyFile *file, const char *group, const char *key)
{
  g_autofree char *value = get_string (file, group, key);
  gint64 number;

  if (value == NULL)
    return BST_VV_UNSET;
  g_strstrip (value);
  if (g_ascii_strcasecmp (value, "true") == 0)
    return BST_VV_ON;

  return g_ascii_string_to_signed (value, 10, G_MININT, G_MAXINT, &number, NULL) && number != 0
             ? BST_VV_ON
             : BST_VV_OFF;
}

static guint
get_number (GKeyFile *file, const char *key)
{
  g_autofree char *value = get_string (file, BST_VV_GROUP, key);
  guint64 number = 0;

  if (value != NULL)
    g_ascii_string_to_unsigned (g_strstrip (value), 10, 0, G_MAXINT, &number, NULL);

  return (guint)number;
}

/* Without blank ones. */
static char **
get_list (GKeyFile *file, const char *group, const char *key)
{
  g_auto (GStrv) raw = g_key_file_get_string_list (file, group, key, NULL, NULL);
  GStrvBuilder *builder = g_strv_builder_new ();
  char **list;

  for (guint i = 0; raw != NULL && raw[i] != NULL; i++)
    {
      if (*g_strstrip (raw[i]) != '\0')
        g_strv_builder_add (builder, raw[i]);
    }
  list = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
  if (list[0] == NULL)
    g_clear_pointer (&list, g_strfreev);

  return list;
}

static gboolean
read_keys (GKeyFile *file, const char *group, const BstVvKey *keys, gpointer base, GError **error)
{
  for (; keys->name != NULL; keys++)
    {
      gpointer field = G_STRUCT_MEMBER_P (base, keys->offset);

      switch (keys->type)
        {
        case BST_VV_STRING:
          *(char **)field = get_string (file, group, keys->name);
          break;
        case BST_VV_LIST:
          *(char ***)field = get_list (file, group, keys->name);
          break;
        case BST_VV_PORT:
          if (!get_port (file, keys->name, field, error))
            return FALSE;
          break;
        case BST_VV_NUMBER:
          *(guint *)field = get_number (file, keys->name);
          break;
        case BST_VV_BOOLEAN:
          *(gboolean *)field = get_switch (file, group, keys->name) == BST_VV_ON;
          break;
        case BST_VV_SWITCH:
          *(BstVvSwitch *)field = get_switch (file, group, keys->name);
          break;
        default:
          g_assert_not_reached ();
        }
    }

  return TRUE;
}

static void
read_hotkeys (GKeyFile *file, BstVvFile *self)
{
  for (guint i = 0; i < BST_VV_N_HOTKEYS; i++)
    {
      g_autofree char *value = get_string (file, BST_VV_GROUP, bst_vv_hotkey_names[i]);

      if (value == NULL)
        continue;
      self->hotkeys[i] = bst_hotkey_to_accelerator (value);
      self->has_hotkeys = self->has_hotkeys || self->hotkeys[i] != NULL;
    }
}

static void
read_extensions (GKeyFile *file, BstVvFile *self)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, BST_VV_GROUP, NULL, NULL);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      if (g_str_has_prefix (keys[i], "x-") && strcmp (keys[i], BST_VV_VIA_KEY) != 0 &&
          g_hash_table_size (self->extensions) < MOST_EXTENSIONS)
        g_hash_table_replace (self->extensions, g_strdup (keys[i]),
                              g_key_file_get_value (file, BST_VV_GROUP, keys[i], NULL));
    }
}

static gboolean
read_kind (GKeyFile *file, BstVvKind *kind, GError **error)
{
  g_autofree char *type = get_string (file, BST_VV_GROUP, "type");

  if (type != NULL)
    g_strstrip (type);
  if (g_strcmp0 (type, "spice") == 0)
    *kind = BST_VV_SPICE;
  else if (g_strcmp0 (type, "vnc") == 0)
    *kind = BST_VV_VNC;
  else if (type == NULL || *type == '\0')
    return bst_vv_fail (error, _ ("Get the file again from where it came from."),
                        _ ("The file does not say what kind of console it is (“type”)"));
  else
    return bst_vv_fail (error, _ ("Ask who made the file for a SPICE console."),
                        _ ("Bastida knows no consoles of the type “%.40s”"), type);

  return TRUE;
}

/* It becomes a window's title, in one line. */
static void
tidy_title (BstVvFile *self)
{
  g_autoptr (GString) tidy = g_string_new (NULL);
  glong n = 0;

  if (self->title == NULL)
    return;

  for (const char *p = self->title; *p != '\0' && n < LONGEST_TITLE; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_isprint (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
        c = ' ';
      g_string_append_unichar (tidy, c);
      n++;
    }
  g_strstrip (tidy->str);
  g_free (self->title);
  self->title = tidy->str[0] != '\0' ? g_strdup (tidy->str) : NULL;
}

/* (nullable) (transfer full): with a port; NULL where it has one, or is no proxy's. */
static char *
add_port (const char *proxy)
{
  g_autoptr (GUri) uri = g_uri_parse (proxy, G_URI_FLAGS_HAS_PASSWORD, NULL);
  g_autoptr (GUri) full = NULL;
  gboolean https;

  if (uri == NULL || g_uri_get_port (uri) != -1 || g_uri_get_host (uri) == NULL)
    return NULL;
  https = strcmp (g_uri_get_scheme (uri), "https") == 0;
  if (!https && strcmp (g_uri_get_scheme (uri), "http") != 0)
    return NULL;

  full =
      g_uri_build_with_user (G_URI_FLAGS_HAS_PASSWORD, g_uri_get_scheme (uri), g_uri_get_user (uri),
                             g_uri_get_password (uri), NULL, g_uri_get_host (uri),
                             https ? HTTPS_PORT : HTTP_PORT, g_uri_get_path (uri), NULL, NULL);
  return g_uri_to_string (full);
}

/* Takes @proxy, which may hold a password. */
static void
take_proxy (BstVvFile *self, char *proxy)
{
  explicit_bzero (self->proxy, strlen (self->proxy));
  g_free (self->proxy);
  self->proxy = proxy;
}

/* As remote-viewer reads it: "squid" is an HTTP proxy, at its usual port. Elsewhere the port of the
 * web is meant where none is named, so it is written out here. */
static void
complete_proxy (BstVvFile *self)
{
  char *full;

  if (self->proxy == NULL)
    return;

  if (strstr (self->proxy, "://") == NULL)
    take_proxy (self, g_strconcat ("http://", self->proxy, NULL));
  full = add_port (self->proxy);
  if (full != NULL)
    take_proxy (self, full);
}

BstVvFile *
bst_vv_file_parse (GBytes *bytes, GError **error)
{
  g_autoptr (GKeyFile) file = NULL;
  g_autoptr (BstVvFile) self = NULL;
  BstVvKind kind = BST_VV_SPICE;

  g_return_val_if_fail (bytes != NULL, NULL);

  file = load (bytes, error);
  if (file == NULL || !read_kind (file, &kind, error))
    return NULL;

  self = bst_vv_file_new (kind);
  if (!read_keys (file, BST_VV_GROUP, bst_vv_keys, self, error))
    return NULL;
  if (self->color_depth != 16 && self->color_depth != 24 && self->color_depth != 32)
    self->color_depth = 0;
  complete_proxy (self);
  tidy_title (self);
  read_hotkeys (file, self);
  read_extensions (file, self);

  if (g_key_file_has_group (file, BST_VV_OVIRT_GROUP))
    {
      self->ovirt = g_new0 (BstVvOvirt, 1);
      if (!read_keys (file, BST_VV_OVIRT_GROUP, bst_vv_ovirt_keys, self->ovirt, error))
        return NULL;
    }

  return bst_vv_file_check (self, NULL, error) ? g_steal_pointer (&self) : NULL;
}
