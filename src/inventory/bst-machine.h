/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-domain-facts.h"
#include "core/bst-guest-facts.h"
#include "inventory/bst-host.h"

G_BEGIN_DECLS

/* What a "changed" of a machine is about. */
typedef enum
{
  BST_MACHINE_CHANGED_IDENTITY = 1 << 0, /* name, title, description, configuration */
  BST_MACHINE_CHANGED_STATE = 1 << 1,    /* state, flags, snapshots, started, host's state */
  BST_MACHINE_CHANGED_FIGURES = 1 << 2,  /* of a tick */
  BST_MACHINE_CHANGED_GUEST = 1 << 3,    /* addresses, FQDN, OS ... */
  BST_MACHINE_CHANGED_MARKS = 1 << 4,    /* tags, group, notes */
  BST_MACHINE_CHANGED_CONFIG = 1 << 5,   /* the XML: to be read again by who shows it */
} BstMachineChanges;

/**
 * BstMachine:
 *
 * A machine of the inventory: one object for the life of the machine, keyed by (host, UUID). Main
 * thread only. All strings are valid UTF-8.
 *
 * Emits "changed" (guint: BstMachineChanges) once for each batch of news.
 */
#define BST_TYPE_MACHINE (bst_machine_get_type ())
G_DECLARE_FINAL_TYPE (BstMachine, bst_machine, BST, MACHINE, GObject)

/* Of one tick and the one before. */
typedef struct
{
  double cpu_percent;    /* of all its vCPUs, 0 to 100; negative: not known */
  double net_rx, net_tx; /* bytes a second; negative: not known */
  double disk_read, disk_written;
  guint64 memory_kib;         /* given to it now; BST_UNKNOWN ... */
  guint64 memory_used_kib;    /* by the guest; of its process where the guest does not say ... */
  gboolean memory_is_process; /* ... which is then no measure of how full the guest's is */
  guint64 guest_free_kib, guest_caches_kib, guest_total_kib;
} BstMachineFigures;

/* CPU percents of the last ticks, for the sparkline: BST_SPARK_LEN at most. */
#define BST_SPARK_LEN 32

BstHost *bst_machine_get_host (BstMachine *self); /* (transfer none) */
const char *bst_machine_get_uuid (BstMachine *self);
const char *bst_machine_get_name (BstMachine *self);
const char *bst_machine_get_name_key (BstMachine *self);    /* of bst_text_make_sort_key () */
const char *bst_machine_get_title (BstMachine *self);       /* "" where there is none */
const char *bst_machine_get_description (BstMachine *self); /* "" ... */
BstMachineState bst_machine_get_state (BstMachine *self);
int bst_machine_get_state_reason (BstMachine *self); /* libvirt's */
gboolean bst_machine_is_persistent (BstMachine *self);
gboolean bst_machine_get_autostart (BstMachine *self);
gboolean bst_machine_has_managed_save (BstMachine *self);
int bst_machine_get_n_snapshots (BstMachine *self);    /* -1: not known */
guint bst_machine_get_vcpus (BstMachine *self);        /* 0: not known */
guint64 bst_machine_get_memory_kib (BstMachine *self); /* defined; 0: not known */
gboolean bst_machine_has_agent (BstMachine *self);     /* its channel is defined, as far as known */
gint64 bst_machine_get_started_at (BstMachine *self);  /* Unix time in seconds, 0: not known */

/* When what is shown was last known to be so: Unix time in microseconds. */
gint64 bst_machine_get_seen (BstMachine *self);

/* Whether the host is connected and has confirmed what is shown. */
gboolean bst_machine_is_fresh (BstMachine *self);

/* From inside, "" where not known: the first address; the FQDN; "Debian GNU/Linux 12". */
const char *bst_machine_get_ip (BstMachine *self);
const char *bst_machine_get_fqdn (BstMachine *self);
const char *bst_machine_get_os (BstMachine *self);
const BstGuestFacts *bst_machine_get_guest (BstMachine *self); /* (nullable) */

const BstMachineFigures *bst_machine_get_figures (BstMachine *self);

/* (array length=n) (transfer none): oldest first. */
const float *bst_machine_get_spark (BstMachine *self, guint *n);

/* Of this inventory, not of libvirt. Tags are sorted; the group is a path, "School/Web", or "". */
const char *const *bst_machine_get_tags (BstMachine *self);
gboolean bst_machine_has_tag (BstMachine *self, const char *tag);
const char *bst_machine_get_group (BstMachine *self);
const char *bst_machine_get_notes (BstMachine *self);

/* All text that a plain word of a search looks in, case-folded; made when first asked for. */
const char *bst_machine_get_search_text (BstMachine *self);

/* For the inventory. The setters emit nothing and return what changed; bst_machine_emit () then
 * tells it once. */
BstMachine *bst_machine_new (BstHost *host, const char *uuid, const char *name);
BstMachineChanges bst_machine_apply_facts (BstMachine *self, const BstDomainFacts *facts);
BstMachineChanges bst_machine_apply_stats (BstMachine *self, const BstDomainStats *stats);
void bst_machine_restore_figures (BstMachine *self, const BstMachineFigures *figures);
BstMachineChanges bst_machine_set_guest (BstMachine *self, const BstGuestFacts *facts);
BstMachineChanges bst_machine_take_guest (BstMachine *self, BstGuestFacts *facts);
/* It began there, while it ran on elsewhere since @started_at: it only moves. */
BstMachineChanges bst_machine_set_started_at (BstMachine *self, gint64 started_at);
BstMachineChanges bst_machine_set_seen (BstMachine *self, gint64 seen);
BstMachineChanges bst_machine_set_fresh (BstMachine *self, gboolean fresh);
BstMachineChanges bst_machine_set_tags (BstMachine *self, const char *const *tags);
BstMachineChanges bst_machine_set_group (BstMachine *self, const char *group);
BstMachineChanges bst_machine_set_notes (BstMachine *self, const char *notes);
void bst_machine_emit (BstMachine *self, BstMachineChanges changes);

G_END_DECLS
