/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Who leads a migration. */
typedef enum
{
  BST_MIGRATION_WAY_AUTO,         /* the source, where it can log in to the destination */
  BST_MIGRATION_WAY_PEER_TO_PEER, /* the source: it goes on when this program ends */
  BST_MIGRATION_WAY_DIRECT,       /* this program */
} BstMigrationWay;

/* What of the disks is copied, for those where nothing else is said. */
typedef enum
{
  BST_MIGRATION_COPY_NONE,        /* both hosts see the same storage */
  BST_MIGRATION_COPY_ALL,         /* whole disks */
  BST_MIGRATION_COPY_INCREMENTAL, /* what differs from the backing file, which is there already */
} BstMigrationCopy;

typedef enum
{
  BST_MIGRATION_PRESET_SAFE,      /* nothing that costs the guest; gives up rather than harm it */
  BST_MIGRATION_PRESET_BUSY,      /* a guest that writes memory fast: slowed down until it fits */
  BST_MIGRATION_PRESET_SLOW_LINK, /* compressed, slowed down, a longer pause at the end */
  BST_N_MIGRATION_PRESETS,
} BstMigrationPreset;

/* A disk that is copied. */
typedef struct
{
  char *target; /* as the guest's device is called: "vda" */
  gboolean copy;
  char *pool; /* (nullable): of the destination, by name; NULL: the same path as at the source */
} BstMigrationDisk;

/**
 * BstMigrationOptions:
 *
 * How machines are migrated. Plain data; 0 and NULL of a limit leave it to the host.
 */
typedef struct
{
  gboolean live; /* else offline: only the definition, and disks where they are copied */
  BstMigrationWay way;
  gboolean tunnelled; /* through libvirt's own connection: peer-to-peer only, no disks */
  char *uri;          /* (nullable): where the memory is sent, over what libvirt would choose */

  BstMigrationCopy copy;
  gboolean copy_others; /* ... the disks that have no line below: TRUE by default */
  GPtrArray *disks;     /* of BstMigrationDisk; may be empty */

  gboolean persistent;      /* the destination keeps it */
  gboolean undefine_source; /* the source does not */

  guint64 bandwidth;      /* most bytes a second */
  guint max_downtime;     /* ms */
  guint suspend_after; /* s: where sending its memory lasts longer, the guest is paused to end it */
  gboolean until_paused;  /* begins when the machine is paused or off, waits until then */
  gboolean auto_converge; /* slows the guest's processor where its memory changes too fast */
  guint converge_initial; /* percent */
  guint converge_step;    /* percent */
  gboolean compressed;
  guint connections;     /* parallel ones; 0 and 1: one */
  gboolean post_copy;    /* may be switched over before its memory is there: see
                            bst_migrate_start_post_copy () */
  guint post_copy_after; /* s: switches by itself; 0: by hand */
  gboolean unsafe;       /* also where libvirt fears for the disks */
  gboolean forced;       /* not checked before it begins: the hosts alone say no */
} BstMigrationOptions;

/* Safe, live, no copies. */
BstMigrationOptions *bst_migration_options_new (void);
BstMigrationOptions *bst_migration_options_copy (const BstMigrationOptions *self);
void bst_migration_options_free (BstMigrationOptions *self);
gboolean bst_migration_options_equal (const BstMigrationOptions *self,
                                      const BstMigrationOptions *other);

/* Sets what the preset speaks of: convergence, compression, connections, downtime; the rest stays.
 */
void bst_migration_options_apply_preset (BstMigrationOptions *self, BstMigrationPreset preset);

/* For a machine that is off: not live, and without what only a live migration can do. */
void bst_migration_options_set_offline (BstMigrationOptions *self);

/* "safe", "busy", "slow-link". */
const char *bst_migration_preset_to_nick (BstMigrationPreset preset);
gboolean bst_migration_preset_from_nick (const char *nick, BstMigrationPreset *preset);

/* @target's own line among the disks, made where there is none; owned by @self. */
BstMigrationDisk *bst_migration_options_add_disk (BstMigrationOptions *self, const char *target);
const BstMigrationDisk *bst_migration_options_find_disk (const BstMigrationOptions *self,
                                                         const char *target); /* (nullable) */

/* Whether @target is copied. */
gboolean bst_migration_options_copies (const BstMigrationOptions *self, const char *target);

/* What makes no sense in itself, whatever the hosts: (nullable), a translated sentence, static. */
const char *bst_migration_options_get_conflict (const BstMigrationOptions *self);

/* For an operation's parameters: a{sv}, floating. Back: what is not known is skipped, what is
 * missing has its default. */
GVariant *bst_migration_options_to_variant (const BstMigrationOptions *self);
BstMigrationOptions *bst_migration_options_from_variant (GVariant *variant);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstMigrationOptions, bst_migration_options_free)

G_END_DECLS
