/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-snapshot-facts.h"
#include "host/bst-connection.h"

G_BEGIN_DECLS

/* Snapshots of machines, on a connection. Each ends when libvirt answered, with errors of BST_ERROR
 * that name the machine and host. libvirt 9 has no event for snapshots: who makes, changes or removes
 * one lists them again. Main thread only. */

/**
 * BstSnapshotReport:
 *
 * What a host says of a machine's snapshots, and of the images that they stand on.
 */
typedef struct
{
  GPtrArray *snapshots; /* of BstSnapshotFacts, in no order */
  GPtrArray *chains;    /* of BstBlockChain */
  char *xml;            /* the machine's configuration, as virDomainGetXMLDesc () gives it */
  guint64 free;         /* bytes, the least of the storage pools of its disks; BST_UNKNOWN */
  gboolean busy;        /* a job of it or of its disks was under way: what is told may be half done */
} BstSnapshotReport;

void bst_snapshot_report_free (BstSnapshotReport *report);

/* Four or five calls, one for each disk, and one for each snapshot: libvirt gives their XML one by
 * one. Where there are very many on a long line, that takes as many round trips. */
void bst_connection_list_snapshots_async (BstConnection *self,
                                          const char *uuid,
                                          GCancellable *cancellable,
                                          GAsyncReadyCallback callback,
                                          gpointer data);
/* (transfer full) */
BstSnapshotReport *
bst_connection_list_snapshots_finish (BstConnection *self, GAsyncResult *result, GError **error);

typedef enum
{
  BST_SNAPSHOT_CREATE_DISK_ONLY = 1 << 0,
  BST_SNAPSHOT_CREATE_QUIESCE = 1 << 1, /* by the guest agent; with DISK_ONLY */
} BstSnapshotCreateFlags;

/* @xml: see bst_snapshot_xml_build (). The screen is taken first, where there is one. Cancelling
 * asks libvirt to abort the job, which it can while an external memory file is written. */
void bst_connection_create_snapshot_async (BstConnection *self,
                                           const char *uuid,
                                           const char *xml,
                                           BstSnapshotCreateFlags flags,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer data);
/* @thumbnail: (out) (nullable) (transfer full): PNG. */
gboolean bst_connection_create_snapshot_finish (BstConnection *self,
                                                GAsyncResult *result,
                                                GBytes **thumbnail,
                                                GError **error);

typedef enum
{
  BST_SNAPSHOT_RUN_AS_THEN,
  BST_SNAPSHOT_RUN,
  BST_SNAPSHOT_PAUSE,
} BstSnapshotRun;

/* @force: where libvirt would refuse as risky: the machine's process is ended for it. */
void bst_connection_revert_snapshot_async (BstConnection *self,
                                           const char *uuid,
                                           const char *name,
                                           BstSnapshotRun run,
                                           gboolean force,
                                           GAsyncReadyCallback callback,
                                           gpointer data);

/* This one alone; its children become its parent's. An external one is merged by libvirt. Cancelling
 * stops the merge, which leaves all as it was. */
void bst_connection_delete_snapshot_async (BstConnection *self,
                                           const char *uuid,
                                           const char *name,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer data);

/* Another name or description (nullable: stays) for what libvirt keeps of it; its children follow. */
void bst_connection_redefine_snapshot_async (BstConnection *self,
                                             const char *uuid,
                                             const char *name,
                                             const char *new_name,
                                             const char *new_description,
                                             GAsyncReadyCallback callback,
                                             gpointer data);

/* Copies what is behind @target's overlay into it, while the machine runs, and ends when that is
 * done: the images behind are not needed by it any more, and stay. Cancelling stops it; what was
 * copied does no harm. */
void bst_connection_pull_disk_async (BstConnection *self,
                                     const char *uuid,
                                     const char *target,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);

/* Of all of the above that return nothing. */
gboolean
bst_connection_snapshot_call_finish (BstConnection *self, GAsyncResult *result, GError **error);

/* How far the merges and copies of the machine's disks are, 0 to 1; negative: none, or not known.
 * @targets: NULL-terminated. */
void bst_connection_get_block_progress_async (BstConnection *self,
                                              const char *uuid,
                                              const char *const *targets,
                                              GAsyncReadyCallback callback,
                                              gpointer data);
double
bst_connection_get_block_progress_finish (BstConnection *self, GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstSnapshotReport, bst_snapshot_report_free)

G_END_DECLS
