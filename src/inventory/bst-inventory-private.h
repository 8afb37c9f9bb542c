/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-history-private.h"
#include "inventory/bst-inventory.h"
#include "inventory/bst-journal-private.h"
#include "inventory/bst-labels-private.h"
#include "inventory/bst-operation-log-private.h"
#include "inventory/bst-row-list-private.h"
#include "inventory/bst-writer-private.h"

G_BEGIN_DECLS

/* What the user gave a machine; kept for those that are not there just now. */
typedef struct
{
  char **tags; /* (nullable) */
  char *group; /* (nullable) */
  char *notes; /* (nullable) */
} BstMarks;

void bst_marks_free (BstMarks *marks);

/* Marks by "HOST UUID". */
char *bst_marks_make_key (gint64 host_id, const char *uuid);
BstMarks *bst_marks_ensure (GHashTable *marks, gint64 host_id, const char *uuid);

struct _BstInventory
{
  GObject parent_instance;

  BstInventoryCondition condition;
  GError *condition_error; /* (nullable) */
  BstWriter *writer;       /* (nullable): closed */
  gint64 last_id;

  BstRowList *hosts;
  BstRowList *machines;
  GHashTable *index; /* BstHost → (UUID of the machine → BstMachine, unowned) */
  GHashTable *marks; /* key → BstMarks: of machines that are not there */

  BstLabels *tags;
  BstLabels *groups;
  BstJournal *journal;
  BstOperationLog *operations;
  BstHistoryLog *history;
  GHashTable *settings;
  GHashTable *policies; /* key as of marks → BstSnapshotPolicy */

  /* What other programs wrote is taken over only where nothing was changed here meanwhile. */
  guint poll_source;
  gboolean polling;
  gboolean poll_again;
  guint changes;
};

void
bst_inventory_set_condition (BstInventory *self, BstInventoryCondition condition, GError *error);

/* Grows for ever, over all programs that write to the file. */
gint64 bst_inventory_make_id (BstInventory *self);

/* Reading, before the writer has the database. */
gboolean bst_inventory_load_hosts (BstInventory *self, BstSql *sql, GError **error);
gboolean bst_inventory_load_machines (BstInventory *self, BstSql *sql, GError **error);
gboolean bst_inventory_load_marks (BstInventory *self, BstSql *sql, GError **error);

/* The rows, without writing. */
void bst_inventory_add_host_row (BstInventory *self, BstHost *host);
void bst_inventory_remove_host_row (BstInventory *self, BstHost *host);
void bst_inventory_add_machine_rows (BstInventory *self, BstHost *host, GPtrArray *machines);
void bst_inventory_remove_machine_rows (BstInventory *self, BstHost *host, GPtrArray *machines);
/* (transfer full): of BstMachine: those of @host, in no order. */
GPtrArray *bst_inventory_copy_machines (BstInventory *self, BstHost *host);
void bst_inventory_count_machines (BstInventory *self, BstHost *host);
void bst_inventory_apply_marks (BstInventory *self, BstMachine *machine, const BstMarks *marks);
void bst_inventory_set_host_fresh (BstInventory *self, BstHost *host, gboolean fresh);
void bst_inventory_emit_machines (BstInventory *self, BstHost *host, BstMachineChanges changes);
void bst_inventory_emit_orphaned (BstInventory *self, BstOperation *operation);

void bst_inventory_emit_snapshots (BstInventory *self, BstMachine *machine);

/* Figures and when they were seen, of all that runs; and the history gathered so far. */
void bst_inventory_write_figures (BstInventory *self);

/* All rows, for a file that was begun anew. */
void bst_inventory_write_rows (BstInventory *self);

/* A table of marks as the file has it. */
gboolean bst_marks_read (GHashTable *marks, BstSql *sql, GError **error);

/* Looks every few seconds for what other programs wrote. */
void bst_inventory_watch_others (BstInventory *self);

G_END_DECLS
