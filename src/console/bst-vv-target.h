/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-spice-target.h"
#include "console/bst-way.h"
#include "formats/bst-vv-file.h"

G_BEGIN_DECLS

/* The SPICE server that @file, one of BST_VV_SPICE, leads to by @way; %BST_ERROR_UNSUPPORTED for a kind
 * of console that is not there yet. Its password may be kept unless the file is for one opening.
 * @way: (nullable): straight. (transfer full) */
BstSpiceTarget *bst_vv_target_new (const BstVvFile *file, const BstWay *way, GError **error);

/* How to get a new file where @file's password, or its ticket, has expired: a sentence, which names
 * who makes such files where that can be told. */
const char *bst_vv_target_get_renewal (const BstVvFile *file);

G_END_DECLS
