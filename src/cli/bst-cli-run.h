/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/bst-cli.h"

G_BEGIN_DECLS

/* Submits @operation and waits for it; with progress on a terminal. An interrupt asks it to stop,
 * and its outcome is still waited for; a second one is the user's last word. */
void bst_cli_run (BstCli *cli, BstOperation *operation);

/* What became of it, each part by itself: text, or with --json an array. */
void bst_cli_run_print (BstCli *cli, BstOperation *operation);

G_END_DECLS
