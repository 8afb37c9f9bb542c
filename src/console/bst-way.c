/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-way.h"

#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-desktop-dialer.h"
#include "console/bst-direct-dialer.h"
#include "console/bst-proxy-dialer.h"
#include "core/bst-error.h"

#define GATEWAY "ssh:"
#define PROXY "proxy:"

static char *
tidy_proxy (const char *address, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (address));
  g_autofree char *full = strstr (stripped, "://") != NULL
                              ? g_strdup (stripped)
                              : g_strconcat ("http://", stripped, NULL);

  if (bst_proxy_uri_is_good (full))
    return g_steal_pointer (&full);

  /* Not what was typed: there may be a password in it. */
  g_propagate_error (error, bst_error_new (BST_ERROR_INVALID,
                                           _ ("Write it as “http://proxy:3128” or "
                                              "“socks5://localhost:1080”."),
                                           NULL, _ ("This is not the address of a proxy")));
  return NULL;
}

static char *
tidy_gateway (const char *address, GError **error)
{
  g_autoptr (BstUri) gateway = bst_gateway_parse (address, error);

  return gateway != NULL ? bst_gateway_to_string (gateway) : NULL;
}

BstWay *
bst_way_new (BstWayKind kind, const char *address, GError **error)
{
  g_autofree char *tidy = NULL;
  BstWay *self;

  if (kind == BST_WAY_PROXY)
    tidy = tidy_proxy (address != NULL ? address : "", error);
  else if (kind == BST_WAY_GATEWAY)
    tidy = tidy_gateway (address != NULL ? address : "", error);
  if (tidy == NULL && (kind == BST_WAY_PROXY || kind == BST_WAY_GATEWAY))
    return NULL;

  self = g_new0 (BstWay, 1);
  self->kind = kind;
  self->address = g_steal_pointer (&tidy);

  return self;
}

BstWay *
bst_way_copy (const BstWay *self)
{
  BstWay *copy = g_new0 (BstWay, 1);

  copy->kind = self->kind;
  copy->address = g_strdup (self->address);

  return copy;
}

void
bst_way_free (BstWay *self)
{
  if (self == NULL)
    return;

  if (self->address != NULL)
    explicit_bzero (self->address, strlen (self->address));
  g_free (self->address);
  g_free (self);
}

/* The user stays: the password is looked for in the keyring, or the proxy asks again. */
static char *
without_password (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_HAS_PASSWORD, NULL);
  g_autofree char *bare =
      g_uri_to_string_partial (uri, G_URI_HIDE_PASSWORD | G_URI_HIDE_QUERY | G_URI_HIDE_FRAGMENT);

  return g_steal_pointer (&bare);
}

char *
bst_way_to_string (const BstWay *self)
{
  g_autofree char *proxy = NULL;

  switch (self->kind)
    {
    case BST_WAY_DIRECT:
      return g_strdup ("direct");
    case BST_WAY_PROXY:
      proxy = without_password (self->address);
      return g_strconcat (PROXY, proxy, NULL);
    case BST_WAY_GATEWAY:
      return g_strconcat (GATEWAY, self->address, NULL);
    case BST_WAY_DESKTOP:
    default:
      return g_strdup ("desktop");
    }
}

void
bst_way_keep_password (const BstWay *self)
{
  if (self->kind == BST_WAY_PROXY)
    bst_proxy_uri_keep_password (self->address);
}

BstWay *
bst_way_from_string (const char *text)
{
  if (strcmp (text, "desktop") == 0)
    return bst_way_new (BST_WAY_DESKTOP, NULL, NULL);
  if (strcmp (text, "direct") == 0)
    return bst_way_new (BST_WAY_DIRECT, NULL, NULL);
  if (g_str_has_prefix (text, PROXY))
    return bst_way_new (BST_WAY_PROXY, text + strlen (PROXY), NULL);
  if (g_str_has_prefix (text, GATEWAY))
    return bst_way_new (BST_WAY_GATEWAY, text + strlen (GATEWAY), NULL);

  return NULL;
}

static BstDialer *
new_base (const BstWay *self, BstGateways *gateways)
{
  g_autoptr (BstDialer) direct = bst_direct_dialer_new ();
  g_autoptr (BstUri) gateway = NULL;

  switch (self->kind)
    {
    case BST_WAY_PROXY:
      return bst_proxy_dialer_new (self->address, direct);
    case BST_WAY_GATEWAY:
      gateway = bst_gateway_parse (self->address, NULL);
      return bst_gateways_take (gateways, gateway);
    case BST_WAY_DESKTOP:
      return bst_desktop_dialer_new (NULL);
    case BST_WAY_DIRECT:
    default:
      return g_steal_pointer (&direct);
    }
}

BstDialer *
bst_way_new_dialer (const BstWay *self, const BstVvFile *file, BstGateways *gateways)
{
  g_autoptr (BstDialer) base = new_base (self, gateways);

  if (file->proxy != NULL)
    return bst_proxy_dialer_new (file->proxy, base);

  return g_steal_pointer (&base);
}
