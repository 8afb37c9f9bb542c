/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <json-glib/json-glib.h>

#include "formats/bst-domain-config.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* What is printed with --json; the names of its members are a promise to scripts. What is not known
 * is null. */

/* @config: (nullable): what it is made of, told then, too. */
void bst_cli_json_add_machine (JsonBuilder *builder,
                               BstMachine *machine,
                               const BstDomainConfig *config);

void bst_cli_json_add_host (JsonBuilder *builder, BstHost *host);
void bst_cli_json_add_entry (JsonBuilder *builder, BstJournalEntry *entry);
void bst_cli_json_add_operation (JsonBuilder *builder, BstOperation *operation);
/* ... its parts where it has some. */
void bst_cli_json_add_parts (JsonBuilder *builder, BstOperation *operation);

/* A machine that a drain leaves where it is, beside the operations of those that went. */
void bst_cli_json_add_stay (JsonBuilder *builder, BstMachine *machine, const char *why);

/* Prints what @builder holds, with a final newline, on one line if @compact, and frees @builder. */
void bst_cli_json_print (JsonBuilder *builder, gboolean compact);

G_END_DECLS
