/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-host-form.h"

#include <string.h>

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "formats/bst-uri.h"

static const struct
{
  const char *label;
  const char *driver;
  const char *path;
} drivers[] = {
  { N_ ("QEMU/KVM, system"), "qemu", "/system" },
  { N_ ("QEMU/KVM, user’s own"), "qemu", "/session" },
  { N_ ("Xen"), "xen", "/system" },
  { N_ ("LXC containers"), "lxc", "/system" },
  { N_ ("Cloud Hypervisor"), "ch", "/system" },
};

const char **
bst_host_form_get_drivers (void)
{
  const char **labels = g_new0 (const char *, G_N_ELEMENTS (drivers) + 1);

  for (gsize i = 0; i < G_N_ELEMENTS (drivers); i++)
    labels[i] = _ (drivers[i].label);
  return labels;
}

gboolean
bst_host_form_is_uri (const BstHostForm *form)
{
  return strstr (form->address, "://") != NULL;
}

static char *
dup_stripped (const char *text)
{
  return g_strstrip (g_strdup (text != NULL ? text : ""));
}

static void
append_parameter (GString *uri, const char *name, const char *value)
{
  g_autofree char *stripped = dup_stripped (value);
  g_autofree char *escaped = g_uri_escape_string (stripped, "/@:", FALSE);

  if (stripped[0] != '\0')
    g_string_append_printf (uri, "%c%s=%s", strchr (uri->str, '?') == NULL ? '?' : '&', name,
                            escaped);
}

/* "user@host:port", as ssh takes it, with a bare IPv6 address in its brackets. */
static char *
dup_authority (const char *address, const char *user, const char *port)
{
  const char *at = strrchr (address, '@');
  const char *host = at != NULL ? at + 1 : address;
  const char *colon = strchr (host, ':');
  gboolean bare_ipv6 = host[0] != '[' && colon != NULL && strchr (colon + 1, ':') != NULL;
  GString *authority = g_string_new (NULL);

  if (user[0] != '\0')
    {
      g_autofree char *escaped = g_uri_escape_string (user, NULL, FALSE);

      g_string_append_printf (authority, "%s@", escaped);
    }
  else if (at != NULL)
    g_string_append_len (authority, address, at - address + 1);

  g_string_append_printf (authority, bare_ipv6 ? "[%s]" : "%s", host);
  if (port[0] != '\0')
    g_string_append_printf (authority, ":%s", port);
  return g_string_free (authority, FALSE);
}

char *
bst_host_form_dup_uri (const BstHostForm *form, GError **error)
{
  g_autofree char *address = dup_stripped (form->address);
  g_autofree char *user = dup_stripped (form->user);
  g_autofree char *port = dup_stripped (form->port);
  g_autofree char *authority = NULL;
  g_autoptr (GString) text = NULL;
  g_autoptr (BstUri) uri = NULL;

  g_return_val_if_fail (form->driver < G_N_ELEMENTS (drivers), NULL);

  if (address[0] == '\0')
    {
      g_propagate_error (error, bst_error_new (BST_ERROR_INVALID, _ ("Enter its name or address."),
                                               NULL, _ ("The host has no address")));
      return NULL;
    }

  if (bst_host_form_is_uri (form))
    text = g_string_new (address);
  else
    {
      authority = dup_authority (address, user, port);
      text = g_string_new (NULL);
      g_string_append_printf (text, "%s+ssh://%s%s", drivers[form->driver].driver, authority,
                              drivers[form->driver].path);
    }
  append_parameter (text, "jump", form->jump);
  append_parameter (text, "keyfile", form->keyfile);

  uri = bst_uri_parse (text->str, error);
  return uri != NULL ? bst_uri_to_string (uri) : NULL;
}
