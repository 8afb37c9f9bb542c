/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-host-facts.h"

G_BEGIN_DECLS

/* One (arch, type) that a host can run. */
typedef struct
{
  char *arch;
  char *os_type;
  char **domain_types; /* "qemu", "kvm" */
  char **machines;     /* names and canonical names */
} BstGuestCapability;

/* What virConnectGetCapabilities says. */
typedef struct
{
  char uuid[BST_UUID_LEN]; /* of the host; empty where there is none */
  char *arch;
  char *cpu_model;
  char *cpu_vendor;
  guint sockets, cores, threads;
  BstAcceleration acceleration;
  char **migration_transports; /* "tcp", "rdma" */
  gboolean live_migration;
  GPtrArray *guests; /* of BstGuestCapability */
} BstCapabilities;

/* %BST_ERROR_INVALID for what is not capabilities XML. Any thread. */
BstCapabilities *bst_capabilities_parse (const char *xml, gssize length, GError **error);
void bst_capabilities_free (BstCapabilities *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstCapabilities, bst_capabilities_free)

G_END_DECLS
