/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A disk of a domain, as far as moving it to another host goes. */
typedef struct
{
  char *target;         /* "vda" */
  char *type;           /* "file", "block", "network" ... */
  char *format;         /* "qcow2", "raw" */
  char *path;           /* (nullable): of a file or device */
  char *backing_path;   /* (nullable): what it differs from */
  char *backing_format; /* (nullable) */
  char *new_path;       /* (nullable): where it goes; NULL: the same path */
} BstDiskMove;

/* Disks that libvirt would copy: not read-only, not shared, not empty, no CDs. @xml: a domain's.
 * (transfer full), of BstDiskMove. %BST_ERROR_INVALID for what is not a domain's XML. Any thread.
 */
GPtrArray *bst_disk_moves_read (const char *xml, GError **error);

/* @xml with the sources of those that have a new path, as the destination is to have it: all else
 * stays as it is. (transfer full). */
char *bst_disk_moves_apply (GPtrArray *moves, const char *xml, GError **error);

/* What it differs from, by the XML of the volume that it is: a machine that is off does not tell.
 * FALSE: it is no volume's XML. */
gboolean bst_disk_move_read_volume (BstDiskMove *self, const char *xml, GError **error);

/* The XML of a volume for one: @capacity in bytes; with its backing file where @backing. (transfer
 * full). */
char *bst_disk_move_dup_volume_xml (const BstDiskMove *self,
                                    const char *name,
                                    guint64 capacity,
                                    gboolean backing);

G_END_DECLS
