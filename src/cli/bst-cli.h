/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* What `bastidactl` exits with. */
typedef enum
{
  BST_CLI_DONE = 0,
  BST_CLI_FAILED = 1,
  BST_CLI_USAGE = 2,
  BST_CLI_UNREACHED = 3, /* a host could not be reached; the others were */
} BstCliExit;

/**
 * BstCli:
 *
 * One run of `bastidactl`: its options, the inventory, and a fleet when a command needs hosts. The
 * commands wait for what they need by running the main context.
 */
typedef struct
{
  const char *inventory_path; /* (nullable): the default one */
  gboolean json;

  BstInventory *inventory;
  BstFleet *fleet; /* (nullable): made by bst_cli_connect () */
  gboolean interrupted;
} BstCli;

/* A command: @argv begins with its own name and is NULL-terminated. */
typedef BstCliExit (*BstCliFunc) (BstCli *cli, int argc, char **argv);

/* Closes what was opened, and writes what is pending. */
void bst_cli_close (BstCli *cli);

/* Opens the inventory; says on standard error what is wrong with it, and goes on. */
void bst_cli_open (BstCli *cli);

/* Says @error on standard error: what, why, what to do. */
void bst_cli_print_error (const GError *error);

/* A usage error, with a hint at --help; returns BST_CLI_USAGE. */
BstCliExit bst_cli_usage (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Parses a command's options; %FALSE, having said why, where they make no sense. @entries (nullable)
 * end with a NULL entry. --json is understood by each command. */
gboolean bst_cli_parse (BstCli *cli,
                        int *argc,
                        char ***argv,
                        const char *parameters,
                        const char *summary,
                        const GOptionEntry *entries);

/* Runs the main context until @done says so, the user interrupts, or @seconds (0: no bound) are
 * over; returns whether @done said so. */
gboolean bst_cli_wait (
    BstCli *cli, gboolean (*done) (BstCli *cli, gpointer data), gpointer data, guint seconds);

/* Connects @hosts (of BstHost; NULL: all) and waits until each is there or cannot be reached, which
 * is said on standard error. BST_CLI_DONE, or BST_CLI_UNREACHED where one is not there. */
BstCliExit bst_cli_connect (BstCli *cli, GPtrArray *hosts);

/* The machines that @names name, (transfer full); connects the hosts that it takes, and @other
 * (nullable) together with them. NULL, having said why, with @exit set where one is not found, or is
 * ambiguous, or @other cannot be reached. */
GPtrArray *
bst_cli_find_machines (BstCli *cli, char **names, BstHost *other, BstCliExit *exit);

/* The commands. */
BstCliExit bst_cli_host (BstCli *cli, int argc, char **argv);
BstCliExit bst_cli_list (BstCli *cli, int argc, char **argv);
BstCliExit bst_cli_show (BstCli *cli, int argc, char **argv);
BstCliExit bst_cli_act (BstCli *cli, int argc, char **argv);
BstCliExit bst_cli_snapshot (BstCli *cli, int argc, char **argv);
BstCliExit bst_cli_console (BstCli *cli, int argc, char **argv);
BstCliExit bst_cli_tag (BstCli *cli, int argc, char **argv);
BstCliExit bst_cli_events (BstCli *cli, int argc, char **argv);
BstCliExit bst_cli_tasks (BstCli *cli, int argc, char **argv);
BstCliExit bst_cli_migrate (BstCli *cli, int argc, char **argv);
BstCliExit bst_cli_drain (BstCli *cli, int argc, char **argv);

G_END_DECLS
