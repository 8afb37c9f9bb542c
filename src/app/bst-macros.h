/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Combinations of keys of one's own, as the settings keep them: a name, and the keys
 * ("ctrl+alt+f2", several separated by spaces). Main thread only. */
typedef struct
{
  char *name;
  char *keys;
} BstMacro;

void bst_macro_free (BstMacro *macro);

/* (transfer full): of BstMacro. */
GPtrArray *bst_macros_load (void);
void bst_macros_save (GPtrArray *macros);

/* (nullable) (transfer full): the first of @keys that is none, as it is written; where there is no key
 * at all, "". */
char *bst_macros_find_unknown (const char *keys);

G_END_DECLS
