/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person types to name a host; strings may be empty, with spaces around them, and all but the
 * address (nullable). */
typedef struct
{
  const char *address; /* a name, an address, "user@host:port", or a whole libvirt URI */
  const char *user;
  const char *port;
  const char *jump;
  const char *keyfile;
  guint driver; /* of bst_host_form_get_drivers () */
} BstHostForm;

/* Names of the drivers offered, translated where they are words; NULL-terminated, to be freed with
 * g_free () alone. The first is the usual one. */
const char **bst_host_form_get_drivers (void);

/* Whether the address is a URI, which says all: the other fields do not matter. */
gboolean bst_host_form_is_uri (const BstHostForm *form);

/* The URI as the inventory keeps it. %BST_ERROR_INVALID, with a remedy, for what cannot be one. */
char *bst_host_form_dup_uri (const BstHostForm *form, GError **error);

G_END_DECLS
