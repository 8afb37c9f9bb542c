/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/bst-journal-entry.h"
#include "core/bst-operation.h"
#include "core/bst-snapshot-facts.h"
#include "inventory/bst-label.h"
#include "inventory/bst-machine.h"
#include "inventory/bst-sample.h"
#include "inventory/bst-snapshot-policy.h"

G_BEGIN_DECLS

/* How the file is. */
typedef enum
{
  BST_INVENTORY_GOOD,
  BST_INVENTORY_READ_ONLY, /* made by a newer version, or not ours: shown, not written */
  BST_INVENTORY_RECOVERED, /* the old file was broken and stands aside; a new one was begun */
  BST_INVENTORY_IN_MEMORY, /* cannot be written (full, read-only): goes on in memory, tries again */
} BstInventoryCondition;

/**
 * BstInventory:
 *
 * What is known of hosts and machines, in one SQLite file. The window reads memory only; one thread
 * writes, in batches. Main thread only.
 *
 * What other programs write to the same file comes here within seconds: hosts, marks, journal,
 * operations.
 *
 * Emits "condition-changed" (no arguments); "operation-orphaned" (BstOperation) when the program that
 * ran an operation of bst_inventory_get_operations () is gone; and "snapshots-changed" (BstMachine)
 * when the snapshots of a machine, or its policy, were set.
 */
#define BST_TYPE_INVENTORY (bst_inventory_get_type ())
G_DECLARE_FINAL_TYPE (BstInventory, bst_inventory, BST, INVENTORY, GObject)

/* $BASTIDA_INVENTORY, else inventory.db in $XDG_DATA_HOME/bastida. */
char *bst_inventory_get_default_path (void);

/**
 * bst_inventory_open:
 * @path: the file, made with its folder (0700) where it is missing; ":memory:" keeps none
 *
 * Reads hosts and machines, without their XML; for 10,000 machines in about 50 ms. Never fails:
 * whatever is wrong with the file is the inventory's condition.
 */
BstInventory *bst_inventory_open (const char *path);

/* The same in two halves: the file is read in a thread of its own between them, while the main thread
 * has other things to do. Each begun has to be ended, on the main thread. */
typedef struct _BstInventoryOpening BstInventoryOpening;
BstInventoryOpening *bst_inventory_open_begin (const char *path);
BstInventory *bst_inventory_open_end (BstInventoryOpening *opening);

BstInventoryCondition bst_inventory_get_condition (BstInventory *self);

/* (nullable): for GOOD; else what is wrong, and what to do, for people. */
const GError *bst_inventory_get_condition_error (BstInventory *self);

/* Writes what is pending and closes the file; blocks for as long as the disk needs. To be called
 * once, after the window is gone. */
void bst_inventory_close (BstInventory *self);

/* Blocks until all that was asked for is written: for programs without a window. FALSE, with the
 * condition's error, where it is kept in memory alone. */
gboolean bst_inventory_flush (BstInventory *self, GError **error);

/* Calls back when all that was asked for until now is written, or cannot be: what a crash must not
 * forget is written before it is done. */
void bst_inventory_write_async (BstInventory *self, GAsyncReadyCallback callback, gpointer data);
void bst_inventory_write_finish (BstInventory *self, GAsyncResult *result);

/* (transfer none): live list models, of BstHost and BstMachine. */
GListModel *bst_inventory_get_hosts (BstInventory *self);
GListModel *bst_inventory_get_machines (BstInventory *self);

/* Hosts. @uri: in the spelling of bst_uri_to_string (). @name (nullable): the URI's host name, made
 * unique. (transfer none). %BST_ERROR_EXISTS where the URI or the name is there already,
 * %BST_ERROR_INVALID for a name with "/" or control characters. */
BstHost *
bst_inventory_add_host (BstInventory *self, const char *uri, const char *name, GError **error);
gboolean
bst_inventory_rename_host (BstInventory *self, BstHost *host, const char *name, GError **error);
void bst_inventory_remove_host (BstInventory *self, BstHost *host);
BstHost *bst_inventory_get_host (BstInventory *self, gint64 id);                /* (nullable) */
BstHost *bst_inventory_find_host (BstInventory *self, const char *name_or_uri); /* (nullable) */

/* What a host's connection reports. The first host with a UUID owns it: see
 * bst_inventory_find_twin (). */
void
bst_inventory_set_host_state (BstInventory *self, BstHost *host, BstHostState state, GError *error);
void bst_inventory_set_host_facts (BstInventory *self, BstHost *host, const BstHostFacts *facts);
void bst_inventory_set_host_stats (BstInventory *self, BstHost *host, const BstHostStats *stats);

/* (nullable): another host of the inventory that says it has @host's UUID: the same one under two
 * names. */
BstHost *bst_inventory_find_twin (BstInventory *self, BstHost *host);

/* Machines. @facts: of BstDomainFacts, referenced, not to be changed from now on; @complete: they
 * are all that the host has, the others are gone. Rows are added, changed and removed in one span
 * each. */
void bst_inventory_update_domains (BstInventory *self,
                                   BstHost *host,
                                   GPtrArray *facts,
                                   gboolean complete);
void bst_inventory_remove_domain (BstInventory *self, BstHost *host, const char *uuid);
void bst_inventory_update_stats (BstInventory *self,
                                 BstHost *host,
                                 const BstDomainStats *stats,
                                 guint n_stats);
void bst_inventory_update_guest (BstInventory *self,
                                 BstHost *host,
                                 const char *uuid,
                                 const BstGuestFacts *facts);

BstMachine *bst_inventory_get_machine (BstInventory *self, BstHost *host, const char *uuid);

/* NAME, HOST/NAME or UUID: (transfer full), of BstMachine; empty where nothing fits. */
GPtrArray *bst_inventory_find_machines (BstInventory *self, const char *text);

/* Of this inventory, not of libvirt. */
void bst_inventory_set_tags (BstInventory *self, BstMachine *machine, const char *const *tags);
void bst_inventory_set_group (BstInventory *self, BstMachine *machine, const char *group);
void bst_inventory_set_notes (BstInventory *self, BstMachine *machine, const char *notes);

/* @machine came from the host @source_id, which may still have it or not: tags, group and notes
 * come along where it has none of its own, and its snapshot policy is taken away there. */
void bst_inventory_carry_marks (BstInventory *self, gint64 source_id, BstMachine *machine);

/* (transfer none): sorted, of BstLabel: the tags and groups in use. */
GListModel *bst_inventory_get_tags (BstInventory *self);
GListModel *bst_inventory_get_groups (BstInventory *self);

/* The XML last seen of a machine; (nullable) where none was. */
void bst_inventory_read_xml_async (BstInventory *self,
                                   BstMachine *machine,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data);
char *bst_inventory_read_xml_finish (BstInventory *self, GAsyncResult *result, GError **error);

/* The journal. Entries newest first; the model holds the newest 1,000. */
void bst_inventory_add_entry (BstInventory *self, const BstJournalFields *fields);
GListModel *bst_inventory_get_journal (BstInventory *self);

/* Entries of one machine or, with a NULL @machine_uuid, of one host: (transfer full), of
 * BstJournalEntry, newest first, @limit at most, older than @before (an id; 0: the newest). */
void bst_inventory_read_journal_async (BstInventory *self,
                                       gint64 host_id,
                                       const char *machine_uuid,
                                       gint64 before,
                                       guint limit,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
GPtrArray *
bst_inventory_read_journal_finish (BstInventory *self, GAsyncResult *result, GError **error);

/* Operations: on their way to the file before their first call, the parts of a sum with it. The
 * model has the newest first, those of other programs among them; one that was under way when its
 * program ended is RUNNING, and orphaned, until bst_operation_set_recorded () says what became of
 * it. */
void bst_inventory_track_operation (BstInventory *self, BstOperation *operation);
GListModel *bst_inventory_get_operations (BstInventory *self);

/* Among them, for as long as this program runs: what somebody else does on a host. */
void bst_inventory_show_operation (BstInventory *self, BstOperation *operation);

/* Cancels one of bst_inventory_get_operations (), of this program or another one: that sees it within
 * seconds. */
void bst_inventory_ask_cancel (BstInventory *self, BstOperation *operation);
gboolean bst_inventory_can_cancel (BstInventory *self, BstOperation *operation);
gboolean bst_inventory_is_orphaned (BstInventory *self, BstOperation *operation);

/* Whether this program runs it. */
gboolean bst_inventory_is_own (BstInventory *self, BstOperation *operation);

/* Figures of a machine; of the host with a NULL @machine: (transfer full), of BstSample, oldest
 * first. */
void bst_inventory_read_history_async (BstInventory *self,
                                       BstHost *host,
                                       BstMachine *machine,
                                       BstHistory history,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer data);
GArray *
bst_inventory_read_history_finish (BstInventory *self, GAsyncResult *result, GError **error);

/* Snapshots of a machine, all of it: of BstSnapshotFacts, referenced, not to be changed from now on. */
void bst_inventory_set_snapshots (BstInventory *self, BstMachine *machine, GPtrArray *snapshots);

/* As they were last told, in no order, without their XML: (transfer full), of BstSnapshotFacts. */
void bst_inventory_read_snapshots_async (BstInventory *self,
                                         BstMachine *machine,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
GPtrArray *
bst_inventory_read_snapshots_finish (BstInventory *self, GAsyncResult *result, GError **error);

/* The XML of one; (nullable) where it is not known. */
void bst_inventory_read_snapshot_xml_async (BstInventory *self,
                                            BstMachine *machine,
                                            const char *name,
                                            GCancellable *cancellable,
                                            GAsyncReadyCallback callback,
                                            gpointer data);
char *
bst_inventory_read_snapshot_xml_finish (BstInventory *self, GAsyncResult *result, GError **error);

/* What libvirt does not keep of a snapshot: what took it (nullable), and the screen then (nullable), a
 * PNG. It goes with the snapshot. */
void bst_inventory_set_snapshot_mark (BstInventory *self,
                                      BstMachine *machine,
                                      const char *name,
                                      const char *policy,
                                      GBytes *thumbnail);
void bst_inventory_rename_snapshot_mark (BstInventory *self,
                                         BstMachine *machine,
                                         const char *name,
                                         const char *new_name);

/* What is taken of a machine by itself: (nullable), valid until it is set. */
const BstSnapshotPolicy *bst_inventory_get_snapshot_policy (BstInventory *self,
                                                            BstMachine *machine);
void bst_inventory_set_snapshot_policy (BstInventory *self,
                                        BstMachine *machine,
                                        const BstSnapshotPolicy *policy);

/* (transfer full): of BstMachine: those that have a policy. */
GPtrArray *bst_inventory_get_policy_machines (BstInventory *self);

/* Settings of views, saved searches: small strings by key. NULL removes; (nullable) (transfer
 * full). */
void bst_inventory_set_setting (BstInventory *self, const char *key, const char *value);
char *bst_inventory_get_setting (BstInventory *self, const char *key);

G_END_DECLS
