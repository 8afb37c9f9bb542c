/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a path is there, as far as who looked may see. */
typedef enum
{
  BST_PATH_UNKNOWN,
  BST_PATH_MISSING,
  BST_PATH_THERE,
} BstPathState;

typedef struct
{
  char *path;
  BstPathState state;
  guint64 inode; /* the same on two hosts that share it */
  guint64 size;  /* bytes; of a device, too */
  char *wwn;     /* (nullable): a device's own name, the same on two hosts */

  /* Of the path, else of its folder. */
  guint64 magic;   /* statfs's f_type; 0: not known */
  guint64 free;    /* bytes */
  char *fs_type;   /* (nullable): of a file system over the network: "nfs4", "fuse.glusterfs" */
  char *fs_source; /* (nullable): ... "store:/data" */
} BstPathLook;

/**
 * BstHostLook:
 *
 * What a look around on a host found, beside libvirt.
 */
typedef struct
{
  gboolean known;     /* it could be looked at */
  gboolean is_root;   /* by root: what it does not see is not there */
  gint64 clock;       /* µs that its clock is ahead of ours, as nearly as can be told ... */
  gint64 clock_error; /* ... within this */
  char **devices;     /* network devices, bridges among them */
  char **bridges;
  char *firewall;           /* (nullable): "firewalld", "ufw" */
  char *migration_host;     /* (nullable): of libvirt's settings */
  guint port_min, port_max; /* 0: libvirt's own 49152 to 49215 */
  int userfaultfd;          /* for anybody (1), for root alone (0), not known (-1) */
  gboolean pacemaker;       /* runs there */
  gboolean cluster_unseen;  /* ... and does not tell what it owns */
  char **cluster_machines;  /* the names of those that it owns */
  GPtrArray *paths;         /* of BstPathLook */
} BstHostLook;

/* @text: what the look printed, see host/bst-migration-look.c; @paths: that it was asked about;
 * @began, @ended: Unix times in µs between which the answer was made. Never fails: what is not
 * understood is not known. Any thread. */
BstHostLook *
bst_host_look_parse (const char *text, const char *const *paths, gint64 began, gint64 ended);

/* One that says nothing. */
BstHostLook *bst_host_look_new_unknown (void);
void bst_host_look_free (BstHostLook *self);

/* (nullable) (transfer none) */
const BstPathLook *bst_host_look_find (const BstHostLook *self, const char *path);

/* Whether libvirt takes its file system as one that other hosts share, by virFileIsSharedFS () of
 * libvirt 9.0; BST_PATH_UNKNOWN where that cannot be told. */
BstPathState bst_path_look_is_shared (const BstPathLook *self);

/* ... and as one that keeps the caches of its hosts together, by its virFileIsClusterFS (). */
gboolean bst_path_look_is_cluster (const BstPathLook *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstHostLook, bst_host_look_free)

G_END_DECLS
