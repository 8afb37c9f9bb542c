/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* (nullable) (transfer full): the same as @operation once more, with the same parameters, not
 * submitted yet: of a sum, the parts that are not done. @operation is over, of this program or an
 * earlier one. NULL where it cannot be: its kind is not known here, or its machine or host is gone.
 */
BstOperation *bst_retry_new (BstFleet *fleet, BstOperation *operation);

/* Whether that gives anything. */
gboolean bst_retry_is_possible (BstFleet *fleet, BstOperation *operation);

G_END_DECLS
