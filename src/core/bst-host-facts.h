/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "core/bst-domain-facts.h"

G_BEGIN_DECLS

/* Whether the host runs guests on its processor (KVM, Xen ...) or emulates one. */
typedef enum
{
  BST_ACCELERATION_UNKNOWN,
  BST_ACCELERATION_NONE,
  BST_ACCELERATION_KVM,
} BstAcceleration;

/**
 * BstHostFacts:
 *
 * What a host says of itself when a connection opens. Strings are (nullable), valid UTF-8.
 */
typedef struct
{
  char uuid[BST_UUID_LEN]; /* empty where the driver has none */
  char *hostname;
  char *driver;          /* "QEMU", "TEST", "Xen", "LXC", "CH" ... as virConnectGetType says */
  gulong driver_version; /* 1,000,000 × major + 1,000 × minor + micro; 0: not known */
  gulong libvirt_version;
  char *arch;
  char *cpu_model; /* "Intel(R) Xeon(R) ...", else libvirt's model name */
  guint cpus;      /* logical, all together */
  guint cpu_sockets;
  guint cpu_cores;   /* a socket */
  guint cpu_threads; /* a core */
  guint cpu_mhz;
  guint64 memory_kib;
  BstAcceleration acceleration;
  char *capabilities_xml;
} BstHostFacts;

BstHostFacts *bst_host_facts_new (void);
BstHostFacts *bst_host_facts_copy (const BstHostFacts *facts);
void bst_host_facts_free (BstHostFacts *facts);

/* "9.0.0" of 9000000; NULL of 0. */
char *bst_version_to_string (gulong version);

/* The host's own figures of a tick. */
typedef struct
{
  gint64 time;        /* monotonic, in microseconds */
  double cpu_percent; /* of all its processors; negative: not known yet */
  guint64 memory_used_kib; /* BST_UNKNOWN where it is, as the next */
  guint64 memory_free_kib; /* with what caches would give back */
} BstHostStats;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstHostFacts, bst_host_facts_free)

G_END_DECLS
