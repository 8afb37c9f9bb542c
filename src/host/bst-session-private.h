/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-migration-status.h"
#include "host/bst-connection.h"
#include "host/bst-link.h"
#include "host/bst-roster.h"

G_BEGIN_DECLS

typedef struct _BstConfigReader BstConfigReader;
typedef struct _BstEvents BstEvents;
typedef struct _BstGuestQuery BstGuestQuery;
typedef struct _BstScreens BstScreens;
typedef struct _BstSync BstSync;
typedef struct _BstTick BstTick;

/**
 * BstSession:
 *
 * What a connection does while its link is open: one for each generation, with the parts that list,
 * listen and ask. Its parts hold it by reference while a call of theirs is on its way, and drop an
 * answer when the link is over. Main thread only.
 *
 * Emits "synced" (GError *, nullable) when all is listed, or cannot be. What it learns goes to its
 * connection's signals by the bst_session_tell functions: in order, and in portions, so that ten
 * thousand machines do not hold up the main loop.
 */
#define BST_TYPE_SESSION (bst_session_get_type ())
G_DECLARE_FINAL_TYPE (BstSession, bst_session, BST, SESSION, GObject)

struct _BstSession
{
  GObject parent_instance;

  BstConnection *connection; /* not owned; alive while the link is open */
  BstLink *link;
  BstSshMaster *ssh; /* (nullable) */
  BstRoster *roster;
  GHashTable *on_screen; /* set of UUIDs */
  gboolean is_qemu;
  gboolean has_events; /* the driver tells when a domain changes */

  BstSync *sync;
  BstConfigReader *reader;
  BstEvents *events;
  BstTick *tick;
  BstGuestQuery *guests;
  BstScreens *screens;

  GQueue outbox;
  guint outbox_id;
};

/* @driver: of its URI. What is asked first must know already what it talks to: a console is opened as
 * soon as the machines are there, and must not be taken from somebody. */
BstSession *
bst_session_new (BstConnection *connection, BstLink *link, BstSshMaster *ssh, const char *driver);

/* Lists all and listens from then on. */
void bst_session_start (BstSession *self);

/* The session's end; the link is closed. */
void bst_session_stop (BstSession *self);

void bst_session_set_on_screen (BstSession *self, const char *const *uuids);

void bst_session_tell_synced (BstSession *self, const GError *error);
void bst_session_tell_host (BstSession *self, const BstHostFacts *facts);
void bst_session_tell_host_stats (BstSession *self, const BstHostStats *stats);
void bst_session_tell_domains (BstSession *self, GPtrArray *facts, gboolean complete); /* full */
void bst_session_tell_gone (BstSession *self, const char *uuid);
void bst_session_tell_stats (BstSession *self, GArray *stats); /* (transfer full) */
void bst_session_tell_guest (BstSession *self, const char *uuid, const BstGuestFacts *facts);
/* @status: (nullable): of one that ended well. */
void bst_session_tell_job (BstSession *self,
                           const char *uuid,
                           gboolean ended,
                           gboolean good,
                           const BstMigrationStatus *status);
void bst_session_tell_event (BstSession *self, const BstJournalFields *fields);

/* (nullable) (transfer none): the link of @connection's session, while it has one. */
BstLink *bst_connection_get_link (BstConnection *connection);

/* Asks again what @uuid is now, soon. */
void bst_connection_look_after (BstConnection *connection, const char *uuid);

/* How many machines go out in one turn of the main loop. */
#define BST_SESSION_PORTION 250

G_END_DECLS
