/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/bst-domain-facts.h"
#include "core/bst-guest-facts.h"
#include "core/bst-host-facts.h"
#include "core/bst-host-state.h"
#include "core/bst-journal-entry.h"
#include "ssh/bst-ssh-master.h"

G_BEGIN_DECLS

/**
 * BstConnection:
 *
 * The life of the link to one host's libvirt: opens it, lists what is there, listens to its events,
 * asks for figures at each tick, notices when it breaks, and tries again. Main thread only; nothing
 * here blocks. It knows no inventory: whoever listens keeps what it tells.
 *
 * Signals, all on the main thread and only of the present generation:
 *
 * - "state-changed" (): see bst_connection_get_state ()
 * - "question" (BstSshQuestion)
 * - "facts" (const BstHostFacts *)
 * - "host-stats" (const BstHostStats *)
 * - "domains" (GPtrArray of BstDomainFacts, gboolean complete): news of some or all domains
 * - "domain-gone" (const char *uuid)
 * - "stats" (const BstDomainStats *, guint n): one tick
 * - "guest" (const char *uuid, const BstGuestFacts *)
 * - "job" (const char *uuid, gboolean ended, gboolean good, const BstMigrationStatus *status): a long
 *   job of a machine, whoever began it, is under way; or ended, and how; @status (nullable): its figures
 *   where it ended well
 * - "event" (const BstJournalFields *): without the host, which the listener knows
 */
#define BST_TYPE_CONNECTION (bst_connection_get_type ())
G_DECLARE_FINAL_TYPE (BstConnection, bst_connection, BST, CONNECTION, GObject)

/* @uri: as BstUri takes it; @name: what messages call the host. */
BstConnection *bst_connection_new (const char *uri, const char *name);

/* What messages call the host from now on; those of the present link, from the next one on. */
void bst_connection_set_name (BstConnection *self, const char *name);

/* Connects, and stays connected until bst_connection_close (). After FAILED: tries once more. */
void bst_connection_open (BstConnection *self);
void bst_connection_close (BstConnection *self);

BstHostState bst_connection_get_state (BstConnection *self);
const GError *bst_connection_get_error (BstConnection *self); /* (nullable): of LOST and FAILED */
BstSshMaster *bst_connection_get_ssh (BstConnection *self);   /* (nullable) (transfer none) */

/* Figures each @seconds (default 3); slower, ten times, while @in_view is FALSE. */
void bst_connection_set_tick (BstConnection *self, guint seconds, gboolean in_view);

/* Lists all again, and one tick, now. */
void bst_connection_refresh (BstConnection *self);

/* Asks the host whether it is there: LOST where it does not answer in 5 s; where it is LOST, tries
 * again at once. Done by itself after this computer slept and when its network changes. */
void bst_connection_check (BstConnection *self);

/* Calls to the host's libvirt on the present link, for the bench and the tests. */
guint bst_connection_get_n_calls (BstConnection *self);

/* The machines on screen: their XML and guest facts come first, and guest facts each minute. */
void bst_connection_set_on_screen (BstConnection *self, const char *const *uuids);

/* What can be asked of one domain. */
typedef enum
{
  BST_DOMAIN_START,       /* also restores a managed save */
  BST_DOMAIN_SHUTDOWN,    /* asks the guest; done when asked, not when it is off */
  BST_DOMAIN_REBOOT,
  BST_DOMAIN_RESET,
  BST_DOMAIN_DESTROY,     /* force off */
  BST_DOMAIN_PAUSE,
  BST_DOMAIN_RESUME,
  BST_DOMAIN_SAVE,        /* managed save; a long job */
  BST_DOMAIN_DISCARD_SAVE,
  BST_DOMAIN_AUTOSTART_ON,
  BST_DOMAIN_AUTOSTART_OFF,
  BST_DOMAIN_SET_TITLE,       /* text */
  BST_DOMAIN_SET_DESCRIPTION, /* text */
  BST_DOMAIN_ABORT_JOB,
  BST_DOMAIN_SET_MIGRATION_DOWNTIME,  /* text: milliseconds */
  BST_DOMAIN_SET_MIGRATION_BANDWIDTH, /* text: bytes a second; "0": no limit */
  BST_DOMAIN_START_POST_COPY,
} BstDomainCall;

/* Does @call; @text is for those that take one. Ends when libvirt answered. Errors are of BST_ERROR,
 * naming the host and machine, with remedies. Cancelling @cancellable asks libvirt to abort the
 * job; the answer still tells what became of it. */
void bst_connection_call_async (BstConnection *self,
                                const char *uuid,
                                BstDomainCall call,
                                const char *text,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data);
gboolean bst_connection_call_finish (BstConnection *self, GAsyncResult *result, GError **error);

/* How far a long job of the domain is, 0 to 1, negative where it is not known; for polling while
 * bst_connection_call_async () runs. */
void bst_connection_get_progress_async (BstConnection *self,
                                        const char *uuid,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
double bst_connection_get_progress_finish (
    BstConnection *self, GAsyncResult *result, GError **error);

/* The screens that something serves of a running domain, as they are now, with their passwords where
 * this user may know them, and what the host itself says of connections and certificates, where it
 * does in 3 s. (transfer full) (element-type BstGraphics): all of them; ports are 0 for a domain that
 * does not run. Errors of BST_ERROR with remedies. */
void bst_connection_read_graphics_async (BstConnection *self,
                                         const char *uuid,
                                         GCancellable *cancellable,
                                         GAsyncReadyCallback callback,
                                         gpointer data);
GPtrArray *
bst_connection_read_graphics_finish (BstConnection *self, GAsyncResult *result, GError **error);

G_END_DECLS
