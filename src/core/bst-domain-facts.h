/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

#include "core/bst-machine-state.h"

G_BEGIN_DECLS

/* A UUID as libvirt prints it, with its final NUL (VIR_UUID_STRING_BUFLEN). */
#define BST_UUID_LEN 37

/* Which parts of a BstDomainFacts are known; the others say nothing about the machine. */
typedef enum
{
  BST_DOMAIN_KNOWN_STATE = 1 << 0,     /* state, reason, id */
  BST_DOMAIN_KNOWN_FLAGS = 1 << 1,     /* persistent, autostart, managed_save */
  BST_DOMAIN_KNOWN_SNAPSHOTS = 1 << 2, /* n_snapshots */
  BST_DOMAIN_KNOWN_CONFIG = 1 << 3,    /* xml and what is read from it, but for its size */
  BST_DOMAIN_KNOWN_STARTED = 1 << 4,   /* started_at */
  BST_DOMAIN_KNOWN_SIZE = 1 << 5,      /* vcpus, memory_kib */
} BstDomainKnown;

/**
 * BstDomainFacts:
 *
 * What a host says of one domain, copied out of libvirt: crosses threads, belongs to one at a time.
 */
typedef struct
{
  char uuid[BST_UUID_LEN];
  char *name; /* (nullable): not asked this time; valid UTF-8 */
  BstDomainKnown known;

  int id; /* -1 while not active */
  BstMachineState state;
  int reason; /* of libvirt, its meaning depends on the state */

  gboolean persistent;
  gboolean autostart;
  gboolean managed_save;

  guint n_snapshots;

  gint64 started_at; /* Unix time in seconds; 0: not active, or not known */

  /* The configuration: the live one of an active domain, else the inactive one. */
  char *xml;
  char *title;       /* (nullable) */
  char *description; /* (nullable) */
  char *os_id;       /* (nullable): libosinfo's URI from the metadata */
  guint vcpus;
  guint64 memory_kib; /* defined */
  gboolean agent;     /* a channel for the guest agent is defined */
} BstDomainFacts;

BstDomainFacts *bst_domain_facts_new (const char *uuid, const char *name);
BstDomainFacts *bst_domain_facts_copy (const BstDomainFacts *facts);
void bst_domain_facts_free (BstDomainFacts *facts);

/* A number that the host did not give. */
#define BST_UNKNOWN G_MAXUINT64

/**
 * BstDomainStats:
 *
 * One domain's figures of one tick. Counters only grow while the domain runs; a figure that the
 * driver or the guest does not give is %BST_UNKNOWN.
 */
typedef struct
{
  char uuid[BST_UUID_LEN];
  BstMachineState state;
  int reason;
  gint64 time; /* monotonic, in microseconds, when the answer came */

  guint64 cpu_time; /* ns */
  guint vcpus;      /* now */

  guint64 memory_kib;        /* given now (balloon.current) */
  guint64 memory_max_kib;    /* defined (balloon.maximum) */
  guint64 memory_rss_kib;    /* of the process on the host */
  guint64 guest_total_kib;   /* as the guest sees it (balloon.available) */
  guint64 guest_free_kib;    /* balloon.unused */
  guint64 guest_usable_kib;  /* free, and what could be freed (balloon.usable) */
  guint64 guest_caches_kib;  /* balloon.disk_caches */

  guint64 net_rx; /* bytes, all interfaces */
  guint64 net_tx;
  guint64 disk_read; /* bytes, all disks */
  guint64 disk_written;
} BstDomainStats;

/* All figures BST_UNKNOWN. */
void bst_domain_stats_init (BstDomainStats *stats, const char *uuid);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstDomainFacts, bst_domain_facts_free)

G_END_DECLS
