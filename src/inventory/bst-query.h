/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-machine.h"

G_BEGIN_DECLS

/**
 * BstQuery:
 *
 * What is typed in the search field, and given to `bastidactl list`: words, all of which a machine
 * must fit. A plain word is looked for in all text; `key:value` in one field (host, state, tag,
 * group, os, ip, name, title, fqdn, uuid, notes, is); `-word` excludes; "in quotes" keeps spaces;
 * case does not matter. A value is looked for anywhere in the field, but tag: and state: take a
 * whole word, ip: a beginning. An unknown key is a plain word: nothing typed is an error.
 *
 * Immutable.
 */
typedef struct _BstQuery BstQuery;

BstQuery *bst_query_new (const char *text);
void bst_query_free (BstQuery *self);
gboolean bst_query_is_empty (const BstQuery *self);

/* Main thread, as machines are. */
gboolean bst_query_matches (const BstQuery *self, BstMachine *machine);

/* (nullable) (transfer full): what of it no machine can ever fit, and what could stand there, in a
 * sentence for whoever typed it. */
char *bst_query_dup_doubt (const BstQuery *self);

/* Whether each machine that fits @self also fits @other, as far as can be told cheaply: typing one
 * more letter then only narrows what is shown. */
gboolean bst_query_narrows (const BstQuery *self, const BstQuery *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstQuery, bst_query_free)

G_END_DECLS
