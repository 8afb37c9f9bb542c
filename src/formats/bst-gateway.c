/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-gateway.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-vv-private.h"

BstUri *
bst_gateway_parse (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (BstUri) uri = NULL;

  /* As for a host, but for what makes an address of libvirt of it. */
  if (*stripped != '\0' && strpbrk (stripped, "/?#") == NULL)
    uri = bst_uri_parse (stripped, NULL);
  if (uri == NULL)
    bst_vv_fail (error, _ ("A gateway is written as “user@gateway” or “user@gateway:2209”."),
                 _ ("“%.200s” is not a gateway for SSH"), stripped);

  return g_steal_pointer (&uri);
}

char *
bst_gateway_to_string (const BstUri *self)
{
  GString *result = g_string_new (NULL);

  if (self->user != NULL)
    g_string_append_printf (result, "%s@", self->user);
  g_string_append_printf (result, strchr (self->host, ':') != NULL ? "[%s]" : "%s", self->host);
  if (self->port != 0)
    g_string_append_printf (result, ":%u", self->port);

  return g_string_free (result, FALSE);
}
