/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-error.h"

G_BEGIN_DECLS

/* What libvirt said last on this thread of a migration, for people: which host is to blame, and
 * what to do there. Any thread. */
GError *
bst_migration_error_take_last (const char *name, const char *source, const char *destination);

/* The name is another machine's at the destination. @detail: (nullable): libvirt's own words. Any
 * thread. */
GError *bst_migration_error_new_taken (const char *name,
                                       const char *source,
                                       const char *destination,
                                       const char *detail);

/* The destination has no room left for the disks that are copied there. As the one before. */
GError *bst_migration_error_new_full (const char *name,
                                      const char *source,
                                      const char *destination,
                                      const char *detail);

G_END_DECLS
