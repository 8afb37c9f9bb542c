/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-migration-road.h"
#include "host/bst-migration-storage.h"
#include "operations/bst-migrate.h"
#include "operations/bst-migration-verdict.h"
#include "operations/bst-preflight.h"

G_BEGIN_DECLS

/* Where it is on its way: in this order. */
typedef enum
{
  BST_MIGRATE_WAIT,    /* until the machine is paused */
  BST_MIGRATE_CHECK,   /* looks what forbids it, and how the source reaches the destination */
  BST_MIGRATE_STORAGE, /* makes places for disks */
  BST_MIGRATE_MOVE,    /* the call */
  BST_MIGRATE_LOOK,    /* asks both where it is, and tidies up */
} BstMigrateStage;

struct _BstMigrate
{
  BstOperation parent_instance;

  BstFleet *fleet; /* (nullable): weak, since the inventory keeps operations that are over */
  BstMigrationOptions *asked;   /* as it was asked for: noted, so that it can be tried again so */
  BstMigrationOptions *options; /* as it is done: offline where the machine is off */
  char *source_name;
  char *destination_name;
  GArray *samples;    /* of BstMigrationStatus */
  guint sample_every; /* ms */

  BstMigrateStage stage;
  BstMigrationWay way;
  gboolean live;                /* it runs, or is paused */
  BstPreflight *preflight;      /* (nullable): while it is checked */
  guint check_patience;         /* ... */
  BstMachine *machine;          /* (nullable): that is waited for to be paused */
  GListModel *machines;         /* (nullable): ... that it may leave */
  BstConnection *source;        /* (nullable): while it runs */
  BstConnection *destination;   /* (nullable) ... */
  BstMigrationRoad *road;       /* (nullable) */
  BstMigrationStorage *storage; /* (nullable) */
  BstVolumeCopy *copy;          /* (nullable): of the disks of one that is off */
  gint64 copying_at;            /* monotonic: ... began */
  gint64 flows_at;              /* monotonic: its memory was first seen on its way; 0: not yet */
  guint poll;
  gboolean asking;
  gboolean called;    /* the call is under way */
  gboolean pausing;   /* by us, to end it */
  gboolean kept_before; /* it is off, and the destination had a definition of it before */
  gboolean post_copy; /* switched over, or asked to be */
  gboolean switched;  /* ... and the host did */

  BstMigrationStatus told; /* by the source, when it had ended well */

  GError *error;       /* (nullable): of the call */
  BstInquiry *inquiry; /* (nullable) */
  char *unasked;       /* (nullable): the host that it waits for */
  BstMigrationVerdict verdict;
  BstMigrationSight sight;
};

/* (nullable): NULL where the program ends: the next one looks. */
BstInventory *bst_migrate_get_inventory (BstMigrate *self);
BstHost *bst_migrate_get_host (BstMigrate *self, gboolean destination);       /* (nullable) */
BstMachine *bst_migrate_get_machine (BstMigrate *self, gboolean destination); /* (nullable) */

/* Not where the program ends, or where it was cancelled before anything began. */
gboolean bst_migrate_goes_on (BstMigrate *self);
gboolean bst_migrate_is_cancelling (BstMigrate *self);

/* What the look-up after a crash has to know. */
void bst_migrate_note (BstMigrate *self);

/* Before the call: makes places for its disks, and copies them where it is off. */
void bst_migrate_make_room (BstMigrate *self);
/* The call. */
void bst_migrate_move (BstMigrate *self);

/* Says what it does just now. */
void bst_migrate_say (BstMigrate *self, const char *text);
void bst_migrate_take_status (BstMigrate *self, const BstMigrationStatus *status);

/* @error: (transfer full) (nullable) */
void bst_migrate_finish (BstMigrate *self, GError *error);

/* Checks it, until bst_migrate_go () is called, or it finishes with what forbids it. */
void bst_migrate_check (BstMigrate *self, BstMachine *machine);
void bst_migrate_stop_check (BstMigrate *self);
/* Nothing forbids it: goes on as soon as the road is known, too. */
void bst_migrate_go (BstMigrate *self);

/* The call is over, or was never made: looks at both hosts, tidies up, and finishes. */
void bst_migrate_look (BstMigrate *self);
/* Nothing was moved, but places for disks were made. */
void bst_migrate_tidy (BstMigrate *self);

/* Texts. */
char *bst_migrate_dup_title (const char *name, const char *destination);
char *bst_migrate_dup_sum_title (guint n, const char *destination);
char *bst_migrate_dup_detail (const BstMigrationStatus *status);
char *bst_migrate_dup_sight (const BstMigrationSight *sight); /* ... of both hosts */
char *bst_migrate_dup_figures (const BstMigrationStatus *status); /* (nullable): at the end */

/* What is left at the source of one that arrived: a sentence each, (nullable) where nothing is.
 * @disks: (nullable): those that were copied. */
char *bst_migrate_dup_left_behind (const char *const *disks, const char *source);
char *bst_migrate_dup_still_defined (const BstMachineLook *look,
                                     gboolean live,
                                     const BstMigrationOptions *options,
                                     const char *source);

/* (nullable): what is to be said of a definition that the destination had before, of one that is at
 * the source. */
char *bst_migrate_dup_kept_before (gboolean kept_before,
                                   const BstMachineLook *look,
                                   const char *destination);

/* @operation arrived: what the user gave the machine follows it, now or once its row is there. */
void bst_migrate_carry_marks (BstInventory *inventory, BstOperation *operation);

/* What the look-up after a crash has to know of a migration. */
typedef struct
{
  const BstMigrationOptions *options;
  const char *source; /* names */
  const char *destination;
  gboolean live;
  BstMigrationWay way;
  gboolean kept_before;
  const BstMigrationStorage *storage; /* (nullable) */
} BstMigrateRecord;

/* As an operation's parameters: its options, "source", "destination", "ran", "led-by",
 * "kept-before", and what is made, or is to be made, for its disks, and for which. */
GVariant *bst_migrate_new_parameters (const BstMigrateRecord *record);

G_END_DECLS
