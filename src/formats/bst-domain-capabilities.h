/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What virConnectGetDomainCapabilities says of one kind of guest; NULL or 0 where it says nothing.
 */
typedef struct
{
  char *emulator;
  char *domain_type; /* "kvm", "qemu" */
  char *arch;
  char *machine; /* its full name: of "q35", "pc-q35-7.2" */
  guint vcpus_max;
  gboolean passthrough; /* cpu mode "host-passthrough" */
  gboolean host_model;  /* ... "host-model" */
  char **models;        /* of cpu mode "custom", those that this host can run */
  gboolean knows_tpm;   /* it says whether a TPM can be emulated: libvirt 8.0 and later ... */
  gboolean tpm;         /* ... and it can */
} BstDomainCapabilities;

/* %BST_ERROR_INVALID for what is not domain capabilities XML. Any thread. */
BstDomainCapabilities *
bst_domain_capabilities_parse (const char *xml, gssize length, GError **error);
void bst_domain_capabilities_free (BstDomainCapabilities *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstDomainCapabilities, bst_domain_capabilities_free)

G_END_DECLS
