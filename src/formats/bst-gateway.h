/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "formats/bst-uri.h"

G_BEGIN_DECLS

/* An SSH gateway as people write it, "[user@]gateway[:port]", after the gateways on the way to it, as
 * ssh's ProxyJump has them: "first,second,gateway". User, host, port and jump of the result are what
 * it says, as safe for ssh as those of bst_uri_parse (). %BST_ERROR_INVALID for anything else. */
BstUri *bst_gateway_parse (const char *text, GError **error);

/* The one spelling: "ana@gate:2209", IPv6 in brackets, "first,ana@gate". */
char *bst_gateway_to_string (const BstUri *self);

G_END_DECLS
