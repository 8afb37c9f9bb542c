/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-gateway.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-vv-private.h"

/* (nullable): as for a host, but for what makes an address of libvirt of it. */
static BstUri *
parse_chain (const char *text)
{
  const char *comma = strrchr (text, ',');
  g_autofree char *jump = NULL;
  g_autofree char *escaped = NULL;
  g_autofree char *address = NULL;

  if (*text == '\0' || strpbrk (text, "/?#") != NULL)
    return NULL;
  if (comma == NULL)
    return bst_uri_parse (text, NULL);

  jump = g_strndup (text, (gsize)(comma - text));
  g_strstrip (jump);
  if (*jump == '\0' || comma[1] == '\0')
    return NULL;
  escaped = g_uri_escape_string (jump, ",@:[]", FALSE);
  address = g_strdup_printf ("qemu+ssh://%s/system?jump=%s", comma + 1 + strspn (comma + 1, " "),
                             escaped);

  return bst_uri_parse (address, NULL);
}

BstUri *
bst_gateway_parse (const char *text, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (BstUri) uri = parse_chain (stripped);

  if (uri == NULL)
    bst_vv_fail (error, _ ("A gateway is written as “user@gateway” or “user@gateway:2209”."),
                 _ ("“%.200s” is not a gateway for SSH"), stripped);

  return g_steal_pointer (&uri);
}

char *
bst_gateway_to_string (const BstUri *self)
{
  GString *result = g_string_new (NULL);

  if (self->jump != NULL)
    g_string_append_printf (result, "%s,", self->jump);
  if (self->user != NULL)
    g_string_append_printf (result, "%s@", self->user);
  g_string_append_printf (result, strchr (self->host, ':') != NULL ? "[%s]" : "%s", self->host);
  if (self->port != 0)
    g_string_append_printf (result, ":%u", self->port);

  return g_string_free (result, FALSE);
}
