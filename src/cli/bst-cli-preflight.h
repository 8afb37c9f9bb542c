/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/bst-cli.h"
#include "core/bst-migration-options.h"

G_BEGIN_DECLS

/* Whether @machines (of BstMachine) can go to @host, all of whose hosts and @host itself are
 * connected: prints the pre-flight, as JSON where that is wanted. BST_CLI_DONE, or BST_CLI_FAILED
 * where something forbids it or could not be known in time. */
BstCliExit bst_cli_check_migration (BstCli *cli,
                                    GPtrArray *machines,
                                    BstHost *host,
                                    const BstMigrationOptions *options);

G_END_DECLS
