/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "cli/bst-cli.h"
#include "core/bst-migration-options.h"

G_BEGIN_DECLS

/* What “migrate” and “drain” are told alike, as GOption fills it. */
typedef struct
{
  char *preset;
  gboolean peer_to_peer;
  gboolean direct;
  gboolean tunnelled;
  char *copy;        /* "all", "incremental" */
  char **copy_disks; /* "vda", "vda=POOL" */
  gboolean keep_source;
  gboolean not_persistent;
  int bandwidth; /* MiB a second */
  int max_downtime;
  gboolean auto_converge;
  int converge_initial; /* percent */
  int converge_step;
  gboolean compressed;
  int connections;
  gboolean post_copy;
  int post_copy_after;
  int suspend_after;
  gboolean until_paused;
  gboolean unsafe;
  gboolean forced;
  char *uri;
  int at_a_time; /* 1 to BST_DRAIN_AT_A_TIME, which it is where nothing is said */
} BstCliMigration;

/* (transfer full): GOptionEntry, ended by a NULL one: @own (of n), then what fills @self. */
GArray *bst_cli_migration_new_entries (BstCliMigration *self, const GOptionEntry *own, guint n_own);

/* (nullable) (transfer full): NULL, having said why, where they make no sense. */
BstMigrationOptions *bst_cli_migration_to_options (BstCliMigration *self, const char *command);

void bst_cli_migration_clear (BstCliMigration *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BstCliMigration, bst_cli_migration_clear)

G_END_DECLS
