/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who writes elements of @namespace into a machine's <metadata>: "oVirt", static; NULL: nobody known.
 * @manages: whether that one runs machines for others, and would look for this one where it was. */
const char *bst_metadata_origin_find (const char *namespace, gboolean *manages);

G_END_DECLS
