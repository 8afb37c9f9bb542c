/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "core/bst-migration-status.h"

G_BEGIN_DECLS

/**
 * BstOperationState:
 * @BST_OPERATION_STATE_UNKNOWN: begun by a program that ended meanwhile, and cannot be known
 */
typedef enum
{
  BST_OPERATION_STATE_QUEUED,
  BST_OPERATION_STATE_RUNNING,
  BST_OPERATION_STATE_CANCELLING,
  BST_OPERATION_STATE_DONE,
  BST_OPERATION_STATE_FAILED,
  BST_OPERATION_STATE_CANCELLED,
  BST_OPERATION_STATE_UNKNOWN,
} BstOperationState;

/* An English word for scripts and the journal: "queued", "running" ...; static. */
const char *bst_operation_state_to_nick (BstOperationState state);
BstOperationState bst_operation_state_from_nick (const char *nick);

/**
 * BstOperation:
 *
 * Something that was asked for, from the asking to its outcome. Main thread only.
 *
 * A kind of operation is a subclass: its run () begins the work and returns at once; the work ends,
 * now or later, by one call of bst_operation_finish (). Its cancel () asks the work to stop, which
 * then finishes with %G_IO_ERROR_CANCELLED, or done all the same where it was too late: nothing is
 * claimed before it is so. An operation that is still queued is cancelled at once.
 *
 * An operation with parts is many at once as one task; it is run by running its parts, its fraction
 * is theirs, and it fails if one of them does.
 */
#define BST_TYPE_OPERATION (bst_operation_get_type ())
G_DECLARE_DERIVABLE_TYPE (BstOperation, bst_operation, BST, OPERATION, GObject)

/* What becomes of it where this program ends now; the later ones are worse. */
typedef enum
{
  BST_AT_QUIT_GOES_ON, /* its host goes on by itself */
  BST_AT_QUIT_DROPPED, /* it has not begun, and nobody else will */
  BST_AT_QUIT_FAILS,   /* the machine stays as it is */
  BST_AT_QUIT_TORN,    /* the machine may be lost: its memory is in two places */
} BstAtQuit;

struct _BstOperationClass
{
  GObjectClass parent_class;

  void (*run) (BstOperation *self);
  void (*cancel) (BstOperation *self); /* (nullable): cannot be stopped once it runs */

  /* (nullable): of one that runs; by default its host goes on by itself. */
  BstAtQuit (*get_at_quit) (BstOperation *self);
};

/*
 * Properties, all notified: "id" (string, unique for ever), "kind" (an English word: "start",
 * "shutdown" ...), "title" (for people: "Start web"), "host-id", "machine-uuid" (nullable),
 * "target" (the name it had), "state", "fraction" (0 to 1; negative: unknown, pulse), "detail"
 * (nullable: what it does just now), "parts" (nullable); "parameters" (GVariant of a{sv}, nullable:
 * all that is needed to do the same again), "other-host-id" (that it needs too, 0: none), "outcome"
 * (nullable: what came of it, for people: how long it took, where the machine is now), "status"
 * (nullable: the figures of its job). Kind to target, parameters and other host are set at
 * construction; times are Unix times in microseconds, 0 until it is so.
 */
const char *bst_operation_get_id (BstOperation *self);
const char *bst_operation_get_kind (BstOperation *self);
const char *bst_operation_get_title (BstOperation *self);
gint64 bst_operation_get_host_id (BstOperation *self);
const char *bst_operation_get_machine_uuid (BstOperation *self);
const char *bst_operation_get_target (BstOperation *self);
BstOperationState bst_operation_get_state (BstOperation *self);
double bst_operation_get_fraction (BstOperation *self);
const char *bst_operation_get_detail (BstOperation *self);
gint64 bst_operation_get_queued_at (BstOperation *self);
gint64 bst_operation_get_started_at (BstOperation *self);
gint64 bst_operation_get_ended_at (BstOperation *self);

/* (nullable) (transfer none) */
GVariant *bst_operation_get_parameters (BstOperation *self);
gint64 bst_operation_get_other_host_id (BstOperation *self);
const char *bst_operation_get_outcome (BstOperation *self);
const BstMigrationStatus *bst_operation_get_status (BstOperation *self);

/* (nullable) (transfer none): why it failed. */
const GError *bst_operation_get_error (BstOperation *self);

/* (nullable) (transfer none): of BstOperation. */
GListModel *bst_operation_get_parts (BstOperation *self);

/* (nullable) (transfer full): among @operations, of BstOperation, and their parts. */
BstOperation *bst_operation_find (GListModel *operations, const char *id);

gboolean bst_operation_is_over (BstOperation *self);
gboolean bst_operation_can_cancel (BstOperation *self);
/* It was cancelled already, and waits for a host that may never come back: once more, and its
 * outcome stays unknown. */
gboolean bst_operation_can_give_up (BstOperation *self);

/* Of a sum: what is worst of its parts. */
BstAtQuit bst_operation_get_at_quit (BstOperation *self);

/* A sum of @parts, which are taken over (transfer container, the operations referenced). */
BstOperation *bst_operation_new_sum (const char *kind, const char *title, GPtrArray *parts);

/* For a sum: how many of its parts run at a time; 0: as many as the scheduler allows. */
void bst_operation_set_limit (BstOperation *self, guint limit);
guint bst_operation_get_limit (BstOperation *self);

/* For the scheduler: QUEUED to RUNNING. */
void bst_operation_run (BstOperation *self);

/* By its user. */
void bst_operation_cancel (BstOperation *self);

/* For the subclass. @detail is (nullable). */
void bst_operation_set_progress (BstOperation *self, double fraction, const char *detail);

/* For the subclass: the figures of its job, copied; its fraction and detail are not touched. */
void bst_operation_set_status (BstOperation *self, const BstMigrationStatus *status);

/* For the subclass: what the look-up after a crash needs to know from now on, in place of what it was
 * made with; kept by the inventory. Sunk. */
void bst_operation_set_parameters (BstOperation *self, GVariant *parameters);

/* For the subclass, before it finishes. */
void bst_operation_set_outcome (BstOperation *self, const char *outcome);

/* For the subclass: nobody can know any more what became of it. @error: (transfer full). */
void bst_operation_finish_unknown (BstOperation *self, GError *error);

/* For the subclass: the one outcome. @error: (transfer full) (nullable). */
void bst_operation_finish (BstOperation *self, GError *error);

/* For who looks after an operation of a program that is gone: how it can be stopped. @func: (nullable):
 * it cannot any more; called in state CANCELLING. */
typedef void (*BstOperationCancel) (BstOperation *self, gpointer data);
void bst_operation_set_cancel (BstOperation *self, BstOperationCancel func, gpointer data);

/* While it waits for a host that may never come back: how it ends without. @func: (nullable): it
 * waits for none (any more); called when it is cancelled in state CANCELLING. */
void bst_operation_set_give_up (BstOperation *self, BstOperationCancel func, gpointer data);

/* For the inventory: the state, times and error that the journal holds of an earlier program's
 * operation. @error is (transfer full) (nullable). @parameters: (nullable), sunk. */
BstOperation *bst_operation_new_recorded (const char *id,
                                          const char *kind,
                                          const char *title,
                                          gint64 host_id,
                                          const char *machine_uuid,
                                          const char *target,
                                          gint64 other_host_id,
                                          GVariant *parameters);
BstOperation *bst_operation_new_recorded_sum (const char *id,
                                              const char *kind,
                                              const char *title,
                                              GPtrArray *parts);
void bst_operation_set_recorded (BstOperation *self,
                                 BstOperationState state,
                                 gint64 queued_at,
                                 gint64 started_at,
                                 gint64 ended_at,
                                 GError *error);

G_END_DECLS
