/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-vv-private.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <stdarg.h>
#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-gateway.h"
#include "formats/bst-tls-text.h"

#define LONGEST_HOST 1024 /* a ticket of Proxmox VE has some hundred */
#define LONGEST_UNIX_PATH 107

#define AT(field) G_STRUCT_OFFSET (BstVvFile, field)

const BstVvKey bst_vv_keys[] = {
  { "host", BST_VV_STRING, AT (host) },
  { "port", BST_VV_PORT, AT (port) },
  { "tls-port", BST_VV_PORT, AT (tls_port) },
  { "unix-path", BST_VV_STRING, AT (unix_path) },
  { "proxy", BST_VV_STRING, AT (proxy) },
  { BST_VV_VIA_KEY, BST_VV_STRING, AT (via) },
  { "username", BST_VV_STRING, AT (username) },
  { "password", BST_VV_STRING, AT (password) },
  { "ca", BST_VV_STRING, AT (ca) },
  { "host-subject", BST_VV_STRING, AT (host_subject) },
  { "tls-ciphers", BST_VV_STRING, AT (tls_ciphers) },
  { "secure-channels", BST_VV_LIST, AT (secure_channels) },
  { "disable-channels", BST_VV_LIST, AT (disable_channels) },
  { "title", BST_VV_STRING, AT (title) },
  { "fullscreen", BST_VV_BOOLEAN, AT (fullscreen) },
  { "color-depth", BST_VV_NUMBER, AT (color_depth) },
  { "disable-effects", BST_VV_LIST, AT (disable_effects) },
  { "enable-smartcard", BST_VV_SWITCH, AT (smartcard) },
  { "enable-usbredir", BST_VV_SWITCH, AT (usbredir) },
  { "enable-usb-autoshare", BST_VV_SWITCH, AT (usb_autoshare) },
  { "usb-filter", BST_VV_STRING, AT (usb_filter) },
  { "usb-redirect-on-connect", BST_VV_STRING, AT (usb_redirect_on_connect) },
  { "delete-this-file", BST_VV_BOOLEAN, AT (delete_this_file) },
  { "version", BST_VV_STRING, AT (version) },
  { "versions", BST_VV_LIST, AT (versions) },
  { "newer-version-url", BST_VV_STRING, AT (newer_version_url) },
  { NULL },
};

#undef AT
#define AT(field) G_STRUCT_OFFSET (BstVvOvirt, field)

const BstVvKey bst_vv_ovirt_keys[] = {
  { "host", BST_VV_STRING, AT (host) },
  { "vm-guid", BST_VV_STRING, AT (vm_guid) },
  { "jsessionid", BST_VV_STRING, AT (jsessionid) },
  { "sso-token", BST_VV_STRING, AT (sso_token) },
  { "ca", BST_VV_STRING, AT (ca) },
  { "admin", BST_VV_BOOLEAN, AT (admin) },
  { NULL },
};

const char *const bst_vv_hotkey_names[BST_VV_N_HOTKEYS] = {
  [BST_VV_TOGGLE_FULLSCREEN] = "toggle-fullscreen",
  [BST_VV_RELEASE_CURSOR] = "release-cursor",
  [BST_VV_ZOOM_IN] = "zoom-in",
  [BST_VV_ZOOM_OUT] = "zoom-out",
  [BST_VV_ZOOM_RESET] = "zoom-reset",
  [BST_VV_SECURE_ATTENTION] = "secure-attention",
  [BST_VV_USB_DEVICE_RESET] = "usb-device-reset",
  [BST_VV_SMARTCARD_INSERT] = "smartcard-insert",
  [BST_VV_SMARTCARD_REMOVE] = "smartcard-remove",
};

BstVvFile *
bst_vv_file_new (BstVvKind kind)
{
  BstVvFile *self = g_new0 (BstVvFile, 1);

  self->kind = kind;
  self->smartcard = self->usbredir = self->usb_autoshare = BST_VV_UNSET;
  self->extensions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

static void
free_fields (gpointer base, const BstVvKey *keys)
{
  for (; keys->name != NULL; keys++)
    {
      gpointer field = G_STRUCT_MEMBER_P (base, keys->offset);

      /* Any of them may be secret: the proxy's address may hold a password, too. */
      if (keys->type == BST_VV_STRING && *(char **)field != NULL)
        explicit_bzero (*(char **)field, strlen (*(char **)field));
      if (keys->type == BST_VV_STRING)
        g_free (*(char **)field);
      else if (keys->type == BST_VV_LIST)
        g_strfreev (*(char ***)field);
    }
}

void
bst_vv_file_free (BstVvFile *self)
{
  if (self == NULL)
    return;

  free_fields (self, bst_vv_keys);
  if (self->ovirt != NULL)
    free_fields (self->ovirt, bst_vv_ovirt_keys);
  g_free (self->ovirt);
  for (guint i = 0; i < BST_VV_N_HOTKEYS; i++)
    g_free (self->hotkeys[i]);
  g_hash_table_unref (self->extensions);
  g_free (self);
}

gboolean
bst_vv_fail (GError **error, const char *remedy, const char *format, ...)
{
  g_autoptr (GString) message = g_string_new (NULL);
  g_autofree char *text = NULL;
  g_autofree char *valid = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  valid = g_utf8_make_valid (text, -1);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (message, g_unichar_isprint (c) ? c : 0xfffd);
    }

  g_propagate_error (error, bst_error_new (BST_ERROR_INVALID, remedy, NULL, "%s", message->str));
  return FALSE;
}

gboolean
bst_vv_is_plain (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_isspace (c) || !g_unichar_isprint (c) || g_unichar_type (c) == G_UNICODE_FORMAT)
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_place (const BstVvFile *self, const char *again, GError **error)
{
  if (self->host == NULL && self->unix_path == NULL)
    return bst_vv_fail (error, again, _ ("It does not say on which host the console is"));
  if (self->host != NULL && self->unix_path != NULL)
    return bst_vv_fail (error, _ ("Leave one of “host” and “unix-path” out."),
                        _ ("It names both a host and a socket of this computer"));

  if (self->unix_path != NULL)
    {
      if (self->unix_path[0] != '/' || strlen (self->unix_path) > LONGEST_UNIX_PATH)
        return bst_vv_fail (error, _ ("A socket’s path begins with “/”, and is short."),
                            _ ("“%s” is not the path of a socket"), self->unix_path);
      return self->port == 0 && self->tls_port == 0
                 ? TRUE
                 : bst_vv_fail (error, _ ("Leave the ports out."),
                                _ ("It names both a socket of "
                                   "this computer and a port"));
    }

  if (self->host[0] == '\0' || strlen (self->host) > LONGEST_HOST ||
      !bst_vv_is_plain (self->host) || (self->host[0] == '-' && self->proxy == NULL))
    return bst_vv_fail (error, again, _ ("“%.100s” is not a host name or address"), self->host);
  if (self->port == 0 && self->tls_port == 0)
    return bst_vv_fail (error, again, _ ("It does not say on which port the console is"));
  if (self->port == self->tls_port)
    return bst_vv_fail (error, _ ("Only one of “port” and “tls-port” can be right."),
                        _ ("Port %u is named both as plain and as encrypted"), self->port);
  if (self->kind == BST_VV_VNC && self->port == 0)
    return bst_vv_fail (error, again, _ ("It does not say on which port the console is"));
  if (self->tls_port == 0 && self->secure_channels != NULL && self->secure_channels[0] != NULL)
    return bst_vv_fail (error, _ ("It needs a “tls-port”, or no “secure-channels”."),
                        _ ("It wants encryption, but names no port for it"));

  return TRUE;
}

static gboolean
check_proxy (const BstVvFile *self, const char *again, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  const char *scheme;

  if (self->proxy == NULL)
    {
      if (self->host == NULL || !bst_vv_file_host_is_ticket (self))
        return TRUE;
      return bst_vv_fail (error, again,
                          _ ("Its host is a ticket for a proxy, but it names no proxy"));
    }

  uri = g_uri_parse (self->proxy, G_URI_FLAGS_HAS_PASSWORD, NULL);
  scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      !bst_vv_is_plain (g_uri_get_host (uri)) || g_uri_get_port (uri) == 0 ||
      (strcmp (scheme, "http") != 0 && strcmp (scheme, "https") != 0))
    /* Not the address itself: there may be a password in it. */
    return bst_vv_fail (error, _ ("A proxy is written as “http://proxy:3128”."),
                        _ ("Its proxy cannot be used"));

  return TRUE;
}

static gboolean
check_via (const BstVvFile *self, GError **error)
{
  g_autoptr (BstUri) gateway = NULL;

  if (self->via == NULL)
    return TRUE;

  gateway = bst_gateway_parse (self->via, error);
  return gateway != NULL;
}

static gboolean
check_encryption (const BstVvFile *self, GError **error)
{
  if (self->ca != NULL && bst_tls_count_certificates (self->ca) == 0)
    return bst_vv_fail (error, _ ("Get the file again: it may have been cut or changed."),
                        _ ("The certificate in it (“ca”) cannot be read"));
  if (self->tls_ciphers != NULL && !bst_tls_ciphers_are_known (self->tls_ciphers))
    return bst_vv_fail (error,
                        _ ("Ask who made the file for another one, or take “tls-ciphers” out of "
                           "it: the host then chooses."),
                        _ ("This computer knows none of the ciphers that it wants: “%.100s”"),
                        self->tls_ciphers);

  return TRUE;
}

gboolean
bst_vv_file_check (const BstVvFile *self, const char *again, GError **error)
{
  if (again == NULL)
    again = _ ("Get the file again from where it came from.");

  return check_place (self, again, error) && check_proxy (self, again, error) && check_via (self, error) &&
         check_encryption (self, error);
}

gboolean
bst_vv_file_host_is_ticket (const BstVvFile *self)
{
  const char *host = self->host;

  if (host == NULL || g_hostname_is_ip_address (host))
    return FALSE;

  /* No name has a colon in it, and an address with a zone has a "%". */
  return strchr (host, ':') != NULL && strchr (host, '%') == NULL;
}

/* "web:%d" → "web": remote-viewer puts the number of each display there, as oVirt writes it; here the
 * displays after the first say theirs by themselves. (nullable) */
static char *
strip_number (const char *title)
{
  static const char joints[] = " \t:-–#([{";
  const char *number = title != NULL ? strstr (title, "%d") : NULL;
  const char *end = number, *after;
  GString *text;

  if (number == NULL)
    return g_strdup (title);

  while (end > title &&
         g_utf8_strchr (joints, -1, g_utf8_get_char (g_utf8_prev_char (end))) != NULL)
    end = g_utf8_prev_char (end);
  after = number + strlen ("%d");
  after += strspn (after, ")]}");
  text = g_string_new_len (title, end - title);
  while (text->len == 0 && *after != '\0' &&
         g_utf8_strchr (joints, -1, g_utf8_get_char (after)) != NULL)
    after = g_utf8_next_char (after);
  g_string_append (text, after);

  return g_string_free (text, text->len == 0);
}

char *
bst_vv_file_get_label (const BstVvFile *self)
{
  g_autofree char *title = strip_number (self->title);

  if (title != NULL)
    return g_steal_pointer (&title);
  if (self->host == NULL || bst_vv_file_host_is_ticket (self))
    return g_strdup (_ ("Console"));

  return g_strdup (self->host);
}
