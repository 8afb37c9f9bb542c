/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-machine-look.h"
#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* Where a machine is that was, or was to be, moved. */
typedef enum
{
  BST_MIGRATION_UNDER_WAY,
  BST_MIGRATION_AT_SOURCE,
  BST_MIGRATION_AT_DESTINATION,
  BST_MIGRATION_AT_BOTH,
  BST_MIGRATION_AT_NEITHER,
  BST_MIGRATION_TORN,    /* a post-copy broke off: its memory is in two parts, and it stands still */
  BST_MIGRATION_ENDED,   /* it was shut down, or forced off, meanwhile */
  BST_MIGRATION_UNKNOWN, /* a host is not listed any more, and cannot be asked */
} BstMigrationVerdict;

/* What the two hosts said. */
typedef struct
{
  BstMachineLook source;
  BstMachineLook destination;
} BstMigrationSight;

/* What was asked for, as far as it tells what the two hosts show then. */
typedef struct
{
  gboolean live;        /* it ran when it left */
  gboolean keep_source; /* its definition was to stay there */
  gboolean kept_before; /* of one that is off: the destination had a definition of it before, and
                         * nobody knows of a success: that it has one proves nothing */
} BstMigrationAim;

/* Pure. */
BstMigrationVerdict bst_migration_verdict_judge (const BstMigrationSight *sight,
                                                 const BstMigrationAim *aim);

/* Of one that is torn: whether its other part is still there, so that the hosts may go on with it
 * by themselves once they reach one another: libvirt 9.0 does. Pure. */
gboolean bst_migration_sight_may_go_on (const BstMigrationSight *sight);

/* Whether what was copied to the destination by then is of no use any more, and nobody removes it:
 * of one that was shut down at the source meanwhile. Where it may run from it, nothing is said.
 * Pure. */
gboolean bst_migration_verdict_leaves_copies (BstMigrationVerdict verdict,
                                              const BstMigrationSight *sight);

/* For people, the two states side by side: "hosta: running; hostb: paused". */
char *bst_migration_verdict_dup_states (const BstMigrationSight *sight,
                                        const char *source,
                                        const char *destination);

/* How a migration ended. */
typedef struct
{
  const char *name;
  const char *source;
  const char *destination;
  gboolean live;
  gboolean cancelled;  /* it was asked to stop */
  const char *unasked; /* (nullable): a host that could not be asked, of UNKNOWN; NULL: it is listed
                        * no more */
  const GError *error; /* (nullable): what libvirt said, or why nobody saw it */
  BstMigrationVerdict verdict;
  const BstMigrationSight *sight;
} BstMigrationEnd;

/* What that makes of it: (nullable) (transfer full): NULL: done; %BST_ERROR_CANCELLED, or why it
 * failed; %BST_ERROR_SPLIT where it runs at both hosts or at neither, or is torn. @outcome: set to where the
 * machine is now, a sentence. Pure. */
GError *bst_migration_end_judge (const BstMigrationEnd *end, char **outcome);

/**
 * BstInquiry:
 *
 * Asks both hosts where a machine is, until that is settled: again and again while it is on its
 * way, and as soon as they are back where they cannot be reached. Main thread only.
 */
typedef struct _BstInquiry BstInquiry;

/* @sight: (nullable): of what is still under way; @waiting: (nullable): the host that is waited
 * for. */
typedef void (*BstInquiryProgress) (const BstMigrationSight *sight,
                                    BstHost *waiting,
                                    gpointer data);
/* The last thing that it does; it may be freed in it. @sight is empty for UNKNOWN. */
typedef void (*BstInquirySettled) (BstMigrationVerdict verdict,
                                   const BstMigrationSight *sight,
                                   gpointer data);

typedef struct
{
  BstInventory *inventory;
  /* (nullable): the connection of a host. */
  BstConnection *(*get_connection) (BstHost *host, gpointer data);
  gint64 source_id;
  gint64 destination_id;
  const char *uuid;
  BstMigrationAim aim;
  gboolean by_source; /* its libvirt leads the migration, and not this program */
  BstInquiryProgress progress;
  BstInquirySettled settled;
  gpointer data;
} BstInquiryOrder;

/* Begins at once. */
BstInquiry *bst_inquiry_new (const BstInquiryOrder *order);
void bst_inquiry_free (BstInquiry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstInquiry, bst_inquiry_free)

G_END_DECLS
