/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-domain-facts.h"

G_BEGIN_DECLS

/* What a session remembers of one domain, so as to know what to ask next. */
typedef struct
{
  char uuid[BST_UUID_LEN];
  char *name;
  int id;
  BstMachineState state;
  int reason;
  guint vcpus; /* 0: not known yet */
  gboolean persistent;
  gboolean managed_save;
  gboolean agent;           /* its guest agent's channel is connected, as far as is known */
  gboolean balloon_silent;  /* its XML has a balloon without a period */
  gint64 started_at;        /* Unix time in seconds; 0: not known */
  gboolean uptime_asked;    /* of the process list, since it runs */
  gint64 guest_asked;       /* monotonic, in microseconds; 0: never */
  gint64 guest_rest;        /* not before this time: its agent did not answer */
} BstRosterEntry;

/**
 * BstRoster:
 *
 * The domains of one session by UUID. Main thread only.
 */
typedef struct _BstRoster BstRoster;

BstRoster *bst_roster_new (void);
void bst_roster_free (BstRoster *self);

/* (nullable) (transfer none) */
BstRosterEntry *bst_roster_get (BstRoster *self, const char *uuid);

/* Adds it where it is not there yet; takes over what @facts know. */
BstRosterEntry *bst_roster_update (BstRoster *self, const BstDomainFacts *facts);

/* TRUE where it was there. */
gboolean bst_roster_remove (BstRoster *self, const char *uuid);

guint bst_roster_get_n (BstRoster *self);
void bst_roster_iter_init (BstRoster *self, GHashTableIter *iter); /* values: BstRosterEntry */

/* Its name for messages, else the UUID; owned by the roster or the caller. */
const char *bst_roster_get_name (BstRoster *self, const char *uuid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstRoster, bst_roster_free)

G_END_DECLS
