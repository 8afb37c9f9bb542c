/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-snapshot-facts.h"

G_BEGIN_DECLS

/* A disk of a snapshot that is to be taken. */
typedef struct
{
  const char *target;
  gboolean included;
  const char *file; /* (nullable): the overlay to make, for external ones */
} BstSnapshotRequestDisk;

/* A snapshot that is to be taken. */
typedef struct
{
  const char *name;
  const char *description; /* (nullable) */
  BstSnapshotKind kind;
  gboolean memory;         /* of a machine that runs */
  const char *memory_file; /* (nullable): for EXTERNAL */
  const BstSnapshotRequestDisk *disks;
  guint n_disks; /* 0: what the driver takes by itself */
} BstSnapshotRequest;

/* For reading: what libvirt says of a snapshot, <domainsnapshot>, with no embedded domain or with
 * one. %BST_ERROR_INVALID for anything else. Any thread.
 * See https://libvirt.org/formatsnapshot.html. */
BstSnapshotFacts *bst_snapshot_xml_parse (const char *xml, gssize length, GError **error);

/* For virDomainSnapshotCreateXML (). Any text is escaped. */
char *bst_snapshot_xml_build (const BstSnapshotRequest *request);

/* @xml with another name, parent or description, everything else as it was; each (nullable): stays.
 * An empty one is taken away. For redefining. */
char *bst_snapshot_xml_edit (const char *xml,
                             const char *name,
                             const char *parent,
                             const char *description,
                             GError **error);

/* (nullable) (transfer full): the machine's configuration then, as XML of its own. */
char *bst_snapshot_xml_dup_domain (const char *xml);

G_END_DECLS
