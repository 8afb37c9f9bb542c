/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-machine.h"

#include <string.h>

#include "core/bst-text.h"
#include "core/bst-thread.h"

/* What only an active machine has; apart, since most of a large inventory is not active. */
typedef struct
{
  BstDomainStats last; /* the counters that the next rates count from */
  float spark[BST_SPARK_LEN];
  guint n_spark;
} Live;

struct _BstMachine
{
  GObject parent_instance;

  BstHost *host;
  char uuid[BST_UUID_LEN];
  char *name;
  char *name_key;    /* made with the machine, which may be in a thread: there are thousands */
  char *title;       /* (nullable) */
  char *description; /* (nullable) */
  char *os_id;       /* (nullable) */

  BstMachineState state;
  int reason;
  int n_snapshots;
  guint vcpus;
  guint config_hash; /* of the XML last told; 0: none yet */
  guint64 memory_kib;
  gint64 started_at;
  gint64 seen;
  guint persistent : 1;
  guint autostart : 1;
  guint managed_save : 1;
  guint agent : 1;
  guint fresh : 1;

  BstMachineFigures figures;
  Live *live;           /* (nullable) */
  BstGuestFacts *guest; /* (nullable) */

  char **tags;       /* (nullable) */
  char *group;       /* (nullable) */
  char *notes;       /* (nullable) */
  char *search_text; /* (nullable): a cache */
};

G_DEFINE_FINAL_TYPE (BstMachine, bst_machine, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const BstMachineFigures no_figures = {
  .cpu_percent = -1,
  .net_rx = -1,
  .net_tx = -1,
  .disk_read = -1,
  .disk_written = -1,
  .memory_kib = BST_UNKNOWN,
  .memory_used_kib = BST_UNKNOWN,
  .guest_free_kib = BST_UNKNOWN,
  .guest_caches_kib = BST_UNKNOWN,
  .guest_total_kib = BST_UNKNOWN,
};

static void
bst_machine_finalize (GObject *object)
{
  BstMachine *self = BST_MACHINE (object);

  g_object_unref (self->host);
  g_free (self->name);
  g_free (self->name_key);
  g_free (self->title);
  g_free (self->description);
  g_free (self->os_id);
  g_free (self->live);
  bst_guest_facts_free (self->guest);
  g_strfreev (self->tags);
  g_free (self->group);
  g_free (self->notes);
  g_free (self->search_text);

  G_OBJECT_CLASS (bst_machine_parent_class)->finalize (object);
}

static void
bst_machine_class_init (BstMachineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_machine_finalize;

  signals[CHANGED] = g_signal_new ("changed", BST_TYPE_MACHINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
}

static void
bst_machine_init (BstMachine *self)
{
  self->n_snapshots = -1;
  self->persistent = TRUE;
  self->figures = no_figures;
}

BstMachine *
bst_machine_new (BstHost *host, const char *uuid, const char *name)
{
  BstMachine *self = g_object_new (BST_TYPE_MACHINE, NULL);

  self->host = g_object_ref (host);
  g_strlcpy (self->uuid, uuid, sizeof self->uuid);
  self->name = g_utf8_make_valid (name != NULL ? name : "", -1);
  self->name_key = bst_text_make_sort_key (self->name);

  return self;
}

/* Stores NULL for "", which most are, and valid UTF-8, which hosts need not give. */
static gboolean
replace_string (char **place, const char *value)
{
  g_autofree char *valid = NULL;

  if (value != NULL && *value == '\0')
    value = NULL;
  if (value != NULL && !g_utf8_validate (value, -1, NULL))
    value = valid = g_utf8_make_valid (value, -1);
  if (g_strcmp0 (*place, value) == 0)
    return FALSE;

  g_free (*place);
  *place = valid != NULL ? g_steal_pointer (&valid) : g_strdup (value);
  return TRUE;
}

#define REPLACE(place, value) ((place) != (value) ? ((place) = (value), TRUE) : FALSE)

static BstMachineChanges
set_state (BstMachine *self, BstMachineState state, int reason)
{
  gboolean changed = REPLACE (self->state, state);

  changed |= REPLACE (self->reason, reason);
  if (!bst_machine_state_is_active (state))
    {
      changed |= REPLACE (self->started_at, 0);
      self->figures = no_figures;
      g_clear_pointer (&self->live, g_free);
    }

  return changed ? BST_MACHINE_CHANGED_STATE | BST_MACHINE_CHANGED_FIGURES : 0;
}

BstMachineChanges
bst_machine_apply_facts (BstMachine *self, const BstDomainFacts *facts)
{
  BstMachineChanges changes = 0;

  BST_ASSERT_MAIN_THREAD ();

  if (facts->name != NULL && *facts->name != '\0' && replace_string (&self->name, facts->name))
    {
      g_free (self->name_key);
      self->name_key = bst_text_make_sort_key (self->name);
      changes |= BST_MACHINE_CHANGED_IDENTITY;
    }
  if (facts->known & BST_DOMAIN_KNOWN_STATE)
    changes |= set_state (self, facts->state, facts->reason);
  if (facts->known & BST_DOMAIN_KNOWN_FLAGS)
    {
      guint persistent = !!facts->persistent;
      guint autostart = !!facts->autostart;
      guint managed_save = !!facts->managed_save;

      if (self->persistent != persistent || self->autostart != autostart ||
          self->managed_save != managed_save)
        changes |= BST_MACHINE_CHANGED_STATE;
      self->persistent = persistent & 1u;
      self->autostart = autostart & 1u;
      self->managed_save = managed_save & 1u;
    }
  if ((facts->known & BST_DOMAIN_KNOWN_SNAPSHOTS) &&
      REPLACE (self->n_snapshots, (int)facts->n_snapshots))
    changes |= BST_MACHINE_CHANGED_STATE;
  if ((facts->known & BST_DOMAIN_KNOWN_STARTED) && REPLACE (self->started_at, facts->started_at))
    changes |= BST_MACHINE_CHANGED_STATE;
  if (facts->known & BST_DOMAIN_KNOWN_SIZE)
    {
      gboolean changed = REPLACE (self->vcpus, facts->vcpus);

      changed |= REPLACE (self->memory_kib, facts->memory_kib);
      if (changed)
        changes |= BST_MACHINE_CHANGED_IDENTITY;
    }
  if (facts->known & BST_DOMAIN_KNOWN_CONFIG)
    {
      gboolean changed = replace_string (&self->title, facts->title);

      changed |= replace_string (&self->description, facts->description);
      changed |= replace_string (&self->os_id, facts->os_id);
      changed |= self->agent != (guint) !!facts->agent;
      self->agent = !!facts->agent & 1u;
      if (changed)
        changes |= BST_MACHINE_CHANGED_IDENTITY;
      if (facts->xml != NULL && REPLACE (self->config_hash, g_str_hash (facts->xml)))
        changes |= BST_MACHINE_CHANGED_CONFIG;
    }

  return changes;
}

/* A second's share of what a counter grew by; negative where either is not known, or the counter
 * began anew. */
static double
rate (guint64 now, guint64 before, double seconds)
{
  if (now == BST_UNKNOWN || before == BST_UNKNOWN || now < before || seconds <= 0)
    return -1;

  return (double)(now - before) / seconds;
}

/* Where the guest does not tell, what its process holds: which may be more than the guest was
 * given. */
static guint64
memory_used (const BstDomainStats *stats, gboolean *is_process)
{
  guint64 left =
      stats->guest_usable_kib != BST_UNKNOWN ? stats->guest_usable_kib : stats->guest_free_kib;

  *is_process =
      stats->guest_total_kib == BST_UNKNOWN || left == BST_UNKNOWN || left > stats->guest_total_kib;
  if (!*is_process)
    return stats->guest_total_kib - left;

  if (stats->memory_rss_kib == BST_UNKNOWN)
    return BST_UNKNOWN;

  return MIN (stats->memory_rss_kib, stats->memory_kib);
}

BstMachineChanges
bst_machine_apply_stats (BstMachine *self, const BstDomainStats *stats)
{
  BstMachineChanges changes;
  BstMachineFigures *figures = &self->figures;
  const BstDomainStats *last;
  double seconds, cpu;

  BST_ASSERT_MAIN_THREAD ();

  changes = set_state (self, stats->state, stats->reason);
  if (stats->memory_max_kib != BST_UNKNOWN && REPLACE (self->memory_kib, stats->memory_max_kib))
    changes |= BST_MACHINE_CHANGED_IDENTITY;
  if (stats->vcpus != 0 && REPLACE (self->vcpus, stats->vcpus))
    changes |= BST_MACHINE_CHANGED_IDENTITY;
  if (!bst_machine_state_is_active (stats->state))
    return changes;

  if (self->live == NULL)
    {
      self->live = g_new0 (Live, 1);
      bst_domain_stats_init (&self->live->last, self->uuid);
    }
  last = &self->live->last;
  seconds = (double)(stats->time - last->time) / G_USEC_PER_SEC;

  cpu = rate (stats->cpu_time, last->cpu_time, seconds);
  if (cpu >= 0)
    cpu = MIN (100, cpu / 1e9 / MAX (stats->vcpus, 1) * 100);
  figures->cpu_percent = cpu;
  figures->net_rx = rate (stats->net_rx, last->net_rx, seconds);
  figures->net_tx = rate (stats->net_tx, last->net_tx, seconds);
  figures->disk_read = rate (stats->disk_read, last->disk_read, seconds);
  figures->disk_written = rate (stats->disk_written, last->disk_written, seconds);
  figures->memory_kib = stats->memory_kib;
  figures->memory_used_kib = memory_used (stats, &figures->memory_is_process);
  figures->guest_free_kib = stats->guest_free_kib;
  figures->guest_caches_kib = stats->guest_caches_kib;
  figures->guest_total_kib = stats->guest_total_kib;

  if (cpu >= 0)
    {
      if (self->live->n_spark == BST_SPARK_LEN)
        memmove (self->live->spark, self->live->spark + 1,
                 (BST_SPARK_LEN - 1) * sizeof self->live->spark[0]);
      else
        self->live->n_spark++;
      self->live->spark[self->live->n_spark - 1] = (float)cpu;
    }
  self->live->last = *stats;

  return changes | BST_MACHINE_CHANGED_FIGURES;
}

void
bst_machine_restore_figures (BstMachine *self, const BstMachineFigures *figures)
{
  if (bst_machine_state_is_active (self->state))
    self->figures = *figures;
}

BstMachineChanges
bst_machine_take_guest (BstMachine *self, BstGuestFacts *facts)
{
  BST_ASSERT_MAIN_THREAD ();

  bst_guest_facts_free (self->guest);
  self->guest = facts;

  return BST_MACHINE_CHANGED_GUEST;
}

BstMachineChanges
bst_machine_set_guest (BstMachine *self, const BstGuestFacts *facts)
{
  return bst_machine_take_guest (self, facts != NULL ? bst_guest_facts_copy (facts) : NULL);
}

BstMachineChanges
bst_machine_set_started_at (BstMachine *self, gint64 started_at)
{
  BST_ASSERT_MAIN_THREAD ();

  return REPLACE (self->started_at, started_at) ? BST_MACHINE_CHANGED_STATE : 0;
}

BstMachineChanges
bst_machine_set_seen (BstMachine *self, gint64 seen)
{
  /* Every tick sees every machine: nothing that is drawn while the host is connected. */
  self->seen = seen;

  return 0;
}

BstMachineChanges
bst_machine_set_fresh (BstMachine *self, gboolean fresh)
{
  guint value = !!fresh;

  if (self->fresh == value)
    return 0;

  self->fresh = value & 1u;
  return BST_MACHINE_CHANGED_STATE | BST_MACHINE_CHANGED_FIGURES;
}

BstMachineChanges
bst_machine_set_tags (BstMachine *self, const char *const *tags)
{
  const char *const none[] = { NULL };

  if (g_strv_equal (bst_machine_get_tags (self), tags != NULL ? tags : none))
    return 0;

  g_clear_pointer (&self->tags, g_strfreev);
  if (tags != NULL && tags[0] != NULL)
    self->tags = g_strdupv ((char **)tags);

  return BST_MACHINE_CHANGED_MARKS;
}

BstMachineChanges
bst_machine_set_group (BstMachine *self, const char *group)
{
  return replace_string (&self->group, group) ? BST_MACHINE_CHANGED_MARKS : 0;
}

BstMachineChanges
bst_machine_set_notes (BstMachine *self, const char *notes)
{
  return replace_string (&self->notes, notes) ? BST_MACHINE_CHANGED_MARKS : 0;
}

void
bst_machine_emit (BstMachine *self, BstMachineChanges changes)
{
  BST_ASSERT_MAIN_THREAD ();

  if (changes == 0)
    return;

  if (changes &
      (BST_MACHINE_CHANGED_IDENTITY | BST_MACHINE_CHANGED_GUEST | BST_MACHINE_CHANGED_MARKS))
    g_clear_pointer (&self->search_text, g_free);
  g_signal_emit (self, signals[CHANGED], 0, changes);
}

BstHost *
bst_machine_get_host (BstMachine *self)
{
  return self->host;
}

const char *
bst_machine_get_uuid (BstMachine *self)
{
  return self->uuid;
}

const char *
bst_machine_get_name (BstMachine *self)
{
  return self->name;
}

const char *
bst_machine_get_name_key (BstMachine *self)
{
  return self->name_key;
}

static const char *
or_empty (const char *string)
{
  return string != NULL ? string : "";
}

const char *
bst_machine_get_title (BstMachine *self)
{
  return or_empty (self->title);
}

const char *
bst_machine_get_description (BstMachine *self)
{
  return or_empty (self->description);
}

BstMachineState
bst_machine_get_state (BstMachine *self)
{
  return self->state;
}

int
bst_machine_get_state_reason (BstMachine *self)
{
  return self->reason;
}

gboolean
bst_machine_is_persistent (BstMachine *self)
{
  return self->persistent;
}

gboolean
bst_machine_get_autostart (BstMachine *self)
{
  return self->autostart;
}

gboolean
bst_machine_has_managed_save (BstMachine *self)
{
  return self->managed_save;
}

int
bst_machine_get_n_snapshots (BstMachine *self)
{
  return self->n_snapshots;
}

guint
bst_machine_get_vcpus (BstMachine *self)
{
  return self->vcpus;
}

guint64
bst_machine_get_memory_kib (BstMachine *self)
{
  return self->memory_kib;
}

gboolean
bst_machine_has_agent (BstMachine *self)
{
  return self->agent;
}

gint64
bst_machine_get_started_at (BstMachine *self)
{
  return self->started_at;
}

gint64
bst_machine_get_seen (BstMachine *self)
{
  return self->seen;
}

gboolean
bst_machine_is_fresh (BstMachine *self)
{
  return self->fresh;
}

const char *
bst_machine_get_ip (BstMachine *self)
{
  if (self->guest == NULL || self->guest->addresses == NULL)
    return "";

  return or_empty (self->guest->addresses[0]);
}

const char *
bst_machine_get_fqdn (BstMachine *self)
{
  return self->guest != NULL ? or_empty (self->guest->hostname) : "";
}

const char *
bst_machine_get_os (BstMachine *self)
{
  if (self->guest != NULL && self->guest->os_name != NULL)
    return self->guest->os_name;

  /* "http://debian.org/debian/12" reads as "debian/12". */
  if (self->os_id != NULL)
    {
      const char *slash = strstr (self->os_id, "://");

      slash = slash != NULL ? strchr (slash + 3, '/') : NULL;
      return slash != NULL ? slash + 1 : self->os_id;
    }

  return "";
}

const BstGuestFacts *
bst_machine_get_guest (BstMachine *self)
{
  return self->guest;
}

const BstMachineFigures *
bst_machine_get_figures (BstMachine *self)
{
  return &self->figures;
}

const float *
bst_machine_get_spark (BstMachine *self, guint *n)
{
  *n = self->live != NULL ? self->live->n_spark : 0;

  return self->live != NULL ? self->live->spark : NULL;
}

const char *const *
bst_machine_get_tags (BstMachine *self)
{
  static const char *const none[] = { NULL };

  return self->tags != NULL ? (const char *const *)self->tags : none;
}

gboolean
bst_machine_has_tag (BstMachine *self, const char *tag)
{
  return g_strv_contains (bst_machine_get_tags (self), tag);
}

const char *
bst_machine_get_group (BstMachine *self)
{
  return or_empty (self->group);
}

const char *
bst_machine_get_notes (BstMachine *self)
{
  return or_empty (self->notes);
}

const char *
bst_machine_get_search_text (BstMachine *self)
{
  if (self->search_text == NULL)
    {
      g_autofree char *tags = g_strjoinv (" ", (char **)bst_machine_get_tags (self));
      g_autofree char *addresses = self->guest != NULL && self->guest->addresses != NULL
                                       ? g_strjoinv (" ", self->guest->addresses)
                                       : NULL;
      g_autofree char *text =
          g_strjoin ("\n", self->name, or_empty (self->title), or_empty (self->description),
                     bst_host_get_name (self->host), bst_machine_get_fqdn (self),
                     bst_machine_get_os (self), or_empty (addresses), tags, or_empty (self->group),
                     or_empty (self->notes), self->uuid, NULL);

      self->search_text = bst_text_fold (text);
    }

  return self->search_text;
}
