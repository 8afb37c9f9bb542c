/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char *device; /* "disk", "cdrom", "floppy", "lun" */
  char *type;   /* "file", "block", "volume", "network" ... */
  char *source; /* (nullable): path, device, "pool/volume", "nbd://…"; NULL: an empty drive */
  char *target; /* "vda" */
  char *bus;    /* (nullable): "virtio" */
  char *format; /* (nullable): "qcow2" */
  gboolean readonly;
  gboolean shareable;
} BstDisk;

typedef struct
{
  char *type;   /* "network", "bridge", "user" ... */
  char *source; /* (nullable): the network or bridge */
  char *mac;
  char *model;  /* (nullable) */
  char *target; /* (nullable): "vnet3", while it runs */
} BstNic;

/**
 * BstDomainConfig:
 *
 * What the window shows of a domain's XML, of any driver; everything that is not there is NULL or
 * 0. It is for reading: an edit works on the XML itself, so that nothing in it is lost.
 */
typedef struct
{
  char *type; /* "qemu", "kvm", "test", "xen", "lxc" ... */
  char *uuid;
  char *name;
  char *title;
  char *description;
  char *os_id;         /* libosinfo's URI from the metadata */
  char *origin;        /* what made it, where its metadata says: "oVirt", "GNOME Boxes" ... */
  char *template_name; /* oVirt's metadata */
  char *os_type;       /* "hvm", "exe" ... */
  char *arch;
  char *machine;  /* "pc-q35-7.2" */
  char *firmware; /* "bios", "efi"; NULL where the driver has none */
  gboolean secure_boot;
  char *nvram_format; /* "raw", "qcow2"; NULL: no NVRAM, or libvirt's default */
  guint64 memory_kib;         /* most */
  guint64 current_memory_kib; /* given */
  guint64 guaranteed_kib;     /* memtune's min_guarantee; 0: none */
  guint vcpus_max;
  guint vcpus;                   /* at start */
  guint sockets, cores, threads; /* 0: not given */
  char *cpu_mode;
  char *cpu_model;
  char *graphics_type;        /* of the first: "spice", "vnc" */
  char *graphics_listen;      /* "127.0.0.1", "socket /path", "none" */
  int graphics_port;          /* -1: none now */
  char *video_model;          /* of the first: "qxl", "virtio" */
  gboolean has_agent_channel; /* org.qemu.guest_agent.0 is defined */
  gboolean agent_connected;   /* ... and connected, while it runs */
  gboolean has_tpm;
  guint n_hostdevs; /* devices of the host that are given to it */
  char *watchdog;   /* (nullable): model and action, "i6300esb, reset" */
  GPtrArray *disks; /* of BstDisk */
  GPtrArray *nics;  /* of BstNic */
} BstDomainConfig;

/* %BST_ERROR_INVALID for what is not a domain's XML. Bounded: no network, no entity expansion, at
 * most 16 MiB. Any thread. */
BstDomainConfig *bst_domain_config_parse (const char *xml, gssize length, GError **error);
void bst_domain_config_free (BstDomainConfig *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstDomainConfig, bst_domain_config_free)

G_END_DECLS
