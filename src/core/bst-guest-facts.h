/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file system as the guest sees it; sizes in bytes. */
typedef struct
{
  char *mountpoint;
  char *type; /* (nullable) */
  guint64 total;
  guint64 used;
} BstGuestFilesystem;

/**
 * BstGuestFacts:
 *
 * What is known from inside a machine: by its guest agent, else, for the addresses alone, from the
 * host's DHCP leases or ARP table. All strings are valid UTF-8 and (nullable).
 */
typedef struct
{
  gboolean agent; /* it answered */
  char *agent_version;
  char *hostname; /* the FQDN where the guest knows it */
  char **addresses; /* "192.168.122.5", "2001:db8::5"; no loopback or link-local, IPv4 first */
  char *os_id;      /* "debian" */
  char *os_name;    /* "Debian GNU/Linux 12 (bookworm)" */
  char *kernel;
  char **users; /* logged in */
  GArray *filesystems; /* (nullable): of BstGuestFilesystem */
} BstGuestFacts;

BstGuestFacts *bst_guest_facts_new (void);
BstGuestFacts *bst_guest_facts_copy (const BstGuestFacts *facts);
void bst_guest_facts_free (BstGuestFacts *facts);

/* What only an agent can tell, and hardly changes, stays as it was last told in @old (nullable) where
 * @facts are without one: a machine that is off has a name and an operating system all the same. */
void bst_guest_facts_keep_last (BstGuestFacts *facts, const BstGuestFacts *old);
void bst_guest_facts_add_filesystem (
    BstGuestFacts *facts, const char *mountpoint, const char *type, guint64 total, guint64 used);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstGuestFacts, bst_guest_facts_free)

G_END_DECLS
