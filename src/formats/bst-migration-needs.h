/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a file of a machine is. */
typedef enum
{
  BST_NEED_DISK,
  BST_NEED_CDROM,
  BST_NEED_FLOPPY,
  BST_NEED_KERNEL,
  BST_NEED_INITRD,
  BST_NEED_DTB,
  BST_NEED_LOADER, /* the firmware itself */
  BST_NEED_NVRAM,
  BST_NEED_TPM, /* the state of an emulated one: "path" only where the XML says so */
} BstNeedKind;

typedef struct
{
  BstNeedKind kind;
  char *type;    /* "file", "block", "network", "volume", "dir", "nvme" ... */
  char *path;    /* (nullable): absolute, of a file, device or folder */
  char *pool;    /* (nullable): of a "volume" ... */
  char *volume;  /* ... and its name in there */
  char *target;  /* (nullable): "vda" */
  char *format;  /* (nullable): "qcow2" */
  char *cache;   /* (nullable): "none", "writeback" ... */
  char *backing; /* (nullable): absolute path of what an image stands on, an NVRAM is made of */
  char **chain;  /* (nullable): of a disk: that, and what is below it: absolute paths */
  gboolean chain_unseen; /* whether there is one could not be seen */
  gboolean readonly;
  gboolean shareable;
  gboolean transient;
  gboolean optional; /* libvirt goes on without it where it is missing */
  gboolean busy;     /* a block job works on it */
} BstNeedFile;

typedef struct
{
  char *type;   /* "network", "bridge", "direct", "user", "hostdev", "vdpa" ... */
  char *source; /* (nullable): the network, bridge or device */
  char *mac;    /* (nullable) */
} BstNeedNic;

/* A device, or a way of running, that ties a machine to its host. */
typedef enum
{
  BST_TIE_PCI,
  BST_TIE_MDEV,
  BST_TIE_SCSI,
  BST_TIE_USB,          /* libvirt migrates it; the device itself stays behind */
  BST_TIE_CAPABILITIES, /* of a container */
  BST_TIE_NIC,          /* an interface that is a host's device */
  BST_TIE_VDPA,
  BST_TIE_SHMEM_LEGACY,
  BST_TIE_SHMEM_PEER,
  BST_TIE_VIRTIOFS,
  BST_TIE_9P,
  BST_TIE_NVME,
  BST_TIE_INVTSC,   /* and no fixed frequency of the TSC */
  BST_TIE_SECURITY, /* encrypted memory */
} BstTieKind;

typedef struct
{
  BstTieKind kind;
  char *name; /* (nullable): its address, source or target, for people */
} BstTie;

/**
 * BstMigrationNeeds:
 *
 * What a machine needs of a host to run there, from its XML.
 */
typedef struct
{
  char *name;
  char *uuid;
  char *type; /* "kvm", "qemu", "test" ... */
  char *arch;
  char *machine;
  char *emulator;
  char *cpu_mode;  /* "custom", "host-passthrough" ... */
  char *cpu_check; /* "none", "partial", "full" */
  char *cpu_xml;   /* (nullable): the <cpu> element alone */
  guint64 memory_kib;
  guint vcpus;
  const char *manager; /* (nullable), static: whose it is, by its metadata: "oVirt", … */
  GPtrArray *files;    /* of BstNeedFile */
  GPtrArray *nics;     /* of BstNeedNic */
  GPtrArray *ties;     /* of BstTie */
} BstMigrationNeeds;

/* %BST_ERROR_INVALID for what is not a domain's XML. Any thread. */
BstMigrationNeeds *bst_migration_needs_parse (const char *xml, gssize length, GError **error);
void bst_migration_needs_free (BstMigrationNeeds *self);

/* (transfer full): the absolute paths in it, each once: what to look for on a host. None holds
 * control characters: what does is left out. */
char **bst_migration_needs_dup_paths (const BstMigrationNeeds *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstMigrationNeeds, bst_migration_needs_free)

G_END_DECLS
