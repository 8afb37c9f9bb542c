/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where a snapshot keeps what it keeps. */
typedef enum
{
  BST_SNAPSHOT_INTERNAL, /* in the disks' own images, with the memory where the machine ran */
  BST_SNAPSHOT_EXTERNAL, /* the disks as they were, new overlays in front of them; a memory file */
  BST_SNAPSHOT_DISKS,    /* the same without memory */
  BST_N_SNAPSHOT_KINDS,
} BstSnapshotKind;

/* "internal", "external", "disks": for scripts and the inventory; static. */
const char *bst_snapshot_kind_to_nick (BstSnapshotKind kind);
BstSnapshotKind bst_snapshot_kind_from_nick (const char *nick); /* BST_N_SNAPSHOT_KINDS: no such */

/* Whether it puts overlays in front of the disks. */
gboolean bst_snapshot_kind_is_external (BstSnapshotKind kind);

/* A disk of a snapshot. */
typedef struct
{
  char *target; /* "vda" */
  char *kind;   /* "internal", "external", "manual", "no": libvirt's words */
  char *file;   /* (nullable): the overlay that took its place, of an external one */
  char *base;   /* (nullable): what the machine's disk was then */
} BstSnapshotDisk;

/**
 * BstSnapshotFacts:
 *
 * What a host says of one snapshot, and what the inventory has of it: crosses threads. Immutable
 * once more than one has it. Reference counted. Strings are valid UTF-8.
 */
typedef struct
{
  char *name;
  char *parent;      /* (nullable) */
  char *description; /* (nullable) */
  gint64 created_at; /* Unix time in seconds; 0: not known */
  char *state;       /* of the machine then: "running", "shutoff", "disk-snapshot" ... */
  BstSnapshotKind kind;
  gboolean has_memory;
  char *memory_file; /* (nullable) */
  GPtrArray *disks;  /* of BstSnapshotDisk */
  gboolean current;
  guint64 size; /* bytes of its own files; BST_UNKNOWN */
  char *xml;    /* (nullable): as the host has it */

  /* Of the inventory, not of the host. */
  char *policy;      /* (nullable): what took it: "daily", "weekly" */
  GBytes *thumbnail; /* (nullable): the screen then, PNG */
} BstSnapshotFacts;

BstSnapshotFacts *bst_snapshot_facts_new (const char *name);
BstSnapshotFacts *bst_snapshot_facts_ref (BstSnapshotFacts *facts);
void bst_snapshot_facts_unref (BstSnapshotFacts *facts);

/* Whether the machine was halted then, with what was in its memory. */
gboolean bst_snapshot_facts_is_paused (const BstSnapshotFacts *facts);

BstSnapshotDisk *bst_snapshot_facts_add_disk (BstSnapshotFacts *facts, const char *target);

/* (nullable) (transfer none): @snapshots: of BstSnapshotFacts. */
BstSnapshotFacts *bst_snapshot_facts_find (GPtrArray *snapshots, const char *name);
BstSnapshotFacts *bst_snapshot_facts_find_current (GPtrArray *snapshots);

/* An array that owns its BstSnapshotFacts. */
GPtrArray *bst_snapshot_facts_array_new (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstSnapshotFacts, bst_snapshot_facts_unref)

G_END_DECLS
