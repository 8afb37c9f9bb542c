/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-preflight.h"

/* What the cases of test-preflight are written in, for sh at the seat of a lab. */

#define ON_A "\"$LAB\" host hosta "
#define ON_B "\"$LAB\" host hostb "
#define VIRSH_A "virsh -q -c qemu+ssh://root@hosta/system "
#define VIRSH_B "virsh -q -c qemu+ssh://root@hostb/system "
#define STAND_STILL(name)                                                                          \
  "\"$LAB\" guest " name " hosta --off && " VIRSH_A "start " name " --paused"
#define COPY "--live --copy-storage-all"

/* libvirtd reads it all again. */
#define RESTART_A "\"$LAB\" restart hosta libvirtd && " ON_A "virsh -q list > /dev/null"
#define RESTART_B "\"$LAB\" restart hostb libvirtd && " ON_B "virsh -q list > /dev/null"

/* A guest with something changed in its definition, by sed, that stands still. */
#define CHANGE(name, change)                                                                       \
  VIRSH_A "dumpxml " name " | sed \"" change "\" > \"$LAB_DIR/" name ".xml\" && " VIRSH_A          \
          "define \"$LAB_DIR/" name ".xml\" && " VIRSH_A "start " name " --paused"
#define CHANGED(name, options, change)                                                             \
  "\"$LAB\" guest " name " hosta --off" options " && " CHANGE (name, change)

/* For one whose memory is to be of another kind than vm.xml.in gives it. */
#define KIND_OF_MEMORY "/<qemu:commandline/,/<.qemu:commandline/d; "

#define OVMF "/usr/share/OVMF"
#define UEFI                                                                                       \
  "s|</os>|<loader readonly='yes' type='pflash'>" OVMF "/OVMF_CODE_4M.fd</loader>"                 \
  "<nvram template='" OVMF "/OVMF_VARS_4M.fd'/>&|"
#define TPM "s|</devices>|<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>&|"

/* Where swtpm_setup, at a first start, makes an authority for certificates: not of the computer. */
#define NO_AUTHORITY ON_A "mount -t tmpfs none /var/lib/swtpm-localca"
#define AUTHORITY ON_A "umount /var/lib/swtpm-localca"

/* What is made true, what the check says then, and how virsh tries all the same. */
typedef struct
{
  const char *name; /* NULL: the end of the list */
  const char *guest;
  BstCheckId check;
  gboolean warns;       /* rather than that it blocks */
  const char *file;     /* (nullable): what it needs of the computer, ... */
  const char *package;  /* ... and what brings it; or why there is none of @possible */
  const char *possible; /* (nullable): where this fails, there can be none of it here */
  const char *prepare;  /* (nullable): must work */
  const char *hostname; /* (nullable): what hostb calls itself then */
  const char *undo;     /* (nullable): ... */
  const char *ready;    /* (nullable): once it was checked, what else is to be done or shown */
  const char *virsh;    /* how virsh is asked for the same; NULL: it is not libvirt that refuses */
  const char *says;     /* (nullable): what libvirt says then, a part of it */
  const char *or_says;  /* (nullable): or that, where it is not always the same */
  gboolean offline;
  gboolean copy;
  gboolean incremental; /* a copy of what differs */
  const char *pool;     /* (nullable): for the copy of the disk */
  BstMigrationWay way;
  gboolean tunnelled;
} PreflightCase;

extern const PreflightCase preflight_storage_cases[];
extern const PreflightCase preflight_host_cases[];
