/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lines of columns, as wide as what is in them, for standard output. */
typedef struct _BstCliTable BstCliTable;

/* @titles: NULL-terminated, static. */
BstCliTable *bst_cli_table_new (const char *const *titles);

/* @cells: as many as titles; (nullable) ones are "-". Control characters are escaped. */
void bst_cli_table_add (BstCliTable *self, const char *const *cells);

/* Prints it, the titles only where a person reads, and frees it. */
void bst_cli_table_print (BstCliTable *self);

G_END_DECLS
