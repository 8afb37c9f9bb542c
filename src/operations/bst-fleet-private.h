/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/**
 * BstFleetMember:
 *
 * One host of the fleet: its connection, and the inventory kept true to what that tells. Owned by
 * the fleet, and never outlives it.
 */
typedef struct _BstFleetMember BstFleetMember;

/* @told: (nullable): the journal's last word of the host, where it is that it is lost. */
BstFleetMember *bst_fleet_member_new (BstFleet *fleet, BstHost *host, const char *told);
void bst_fleet_member_free (BstFleetMember *self);

BstHost *bst_fleet_member_get_host (BstFleetMember *self);
BstConnection *bst_fleet_member_get_connection (BstFleetMember *self);

void bst_fleet_member_open (BstFleetMember *self);
void bst_fleet_member_close (BstFleetMember *self);

/* @uuids: those of this host on screen, NULL-terminated. */
void bst_fleet_member_set_on_screen (BstFleetMember *self, const char *const *uuids);

/* A host left the inventory: where it was this one under another name, this one may connect now. */
void bst_fleet_member_forget_twin (BstFleetMember *self, gint64 host_id);

/* For members. */
void bst_fleet_add_question (BstFleet *self, BstSshQuestion *question);

gboolean bst_fleet_has_journal (BstFleet *self);

/* Whether it was closed: what ends now ends because the program does. */
gboolean bst_fleet_is_closed (BstFleet *self);

/**
 * BstAftermath:
 *
 * Operations that were under way when an earlier program ended: once their host is online, what
 * became of each is looked up and recorded.
 */
typedef struct _BstAftermath BstAftermath;

/* Takes what the inventory has of programs that are gone, now and later. @fleet: its owner. */
BstAftermath *bst_aftermath_new (BstFleet *fleet);

/* The program ends: what is not known yet, the next one looks at. */
void bst_aftermath_stop (BstAftermath *self);
void bst_aftermath_free (BstAftermath *self);

/* @host is online, or left the inventory. */
void bst_aftermath_look (BstAftermath *self, BstHost *host);

/* See bst_fleet_look_up (). */
void bst_aftermath_add (BstAftermath *self, BstOperation *operation);

/**
 * BstAdoption:
 *
 * A migration whose program is gone: the hosts may still be at it. Both are asked until it is over,
 * then what became of it is recorded.
 */
typedef struct _BstAdoption BstAdoption;

/* @over: called once, with @operation recorded; the adoption may be freed in it. */
BstAdoption *bst_adoption_new (BstFleet *fleet,
                               BstOperation *operation,
                               void (*over) (BstAdoption *adoption, gpointer data),
                               gpointer data);
void bst_adoption_free (BstAdoption *self);
BstOperation *bst_adoption_get_operation (BstAdoption *self);

/**
 * BstJobWatch:
 *
 * Long jobs of machines that somebody else began, such as a migration by virsh: shown among the
 * operations while they last.
 */
typedef struct _BstJobWatch BstJobWatch;

BstJobWatch *bst_job_watch_new (BstFleet *fleet);
void bst_job_watch_free (BstJobWatch *self);

/* @uuid of @host may be in a job now: by an event of it, or by its state. */
void bst_job_watch_consider (BstJobWatch *self, BstHost *host, const char *uuid);

/* A job of it ended, and whether well. */
void bst_job_watch_note_end (BstJobWatch *self, BstHost *host, const char *uuid, gboolean good);

BstJobWatch *bst_fleet_get_job_watch (BstFleet *self);

/* @operation runs, and the link to its host broke before it was told how it ended: it is looked up
 * there when the host is back, and finished by that. Until then it keeps no other waiting; cancelling
 * ends the waiting. */
void bst_fleet_look_up (BstFleet *self, BstOperation *operation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstFleetMember, bst_fleet_member_free)

G_END_DECLS
