/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  BST_PLACE_PLANNED, /* nobody was asked to make it */
  BST_PLACE_ASKED,   /* the host was, and may have: what is there may be ours, and is empty then */
  BST_PLACE_MADE,    /* it is ours */
  BST_PLACE_GONE,    /* not made, or removed again: what is there is somebody else's */
} BstPlaceState;

/**
 * BstMigrationPlace:
 *
 * A place at the destination that a disk is copied to. All but its state, and its path once it is
 * made, stays as it was planned; the state is read and written by any thread.
 */
typedef struct
{
  char *target;  /* of the disk: "vda" */
  char *source;  /* its path at the source */
  char *pool;    /* (nullable): chosen for it; else the one that its folder belongs to */
  char *name;    /* of the volume */
  char *path;    /* as far as it can be known before; of some pools "pool/volume" */
  char *format;  /* "qcow2", "raw" */
  char *backing; /* (nullable): the path of what it is over */
  guint64 capacity;

  char *made_path; /* (nullable): set before the state is MADE */
  gint state;      /* BstPlaceState, atomic */
} BstMigrationPlace;

void bst_migration_place_free (BstMigrationPlace *self);

BstPlaceState bst_migration_place_get_state (BstMigrationPlace *self);
void bst_migration_place_set_state (BstMigrationPlace *self, BstPlaceState state);
const char *bst_migration_place_get_path (BstMigrationPlace *self);

/* All that follow take places, a GPtrArray of BstMigrationPlace; (transfer full). */
GPtrArray *bst_migration_places_new (void);

/* The paths of those in @state. */
char **bst_migration_places_dup_paths (GPtrArray *places, BstPlaceState state);

/* Whether any may be there, and ours. */
gboolean bst_migration_places_may_be_left (GPtrArray *places);

/* (nullable): a sentence for people, where that is so and nobody can look. @host: its name. */
char *bst_migration_places_dup_left (GPtrArray *places, const char *host);

/* For an operation's parameters: what has to be known of them after a crash. */
void bst_migration_places_write (GPtrArray *places, GVariantDict *dict);

/* The same places: those that were planned may have been made since. */
GPtrArray *bst_migration_places_read (GVariantDict *dict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstMigrationPlace, bst_migration_place_free)

G_END_DECLS
