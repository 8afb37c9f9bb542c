/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-host.h"

#include "core/bst-thread.h"

struct _BstHost
{
  GObject parent_instance;

  gint64 id;
  char *name;
  char *uri;

  BstHostState state;
  GError *error; /* (nullable) */
  gint64 seen;
  BstHostFacts *facts; /* (nullable) */
  BstHostStats stats;
  guint n_machines;
  guint n_active;
};

G_DEFINE_FINAL_TYPE (BstHost, bst_host, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
changed (BstHost *self)
{
  BST_ASSERT_MAIN_THREAD ();
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
bst_host_finalize (GObject *object)
{
  BstHost *self = BST_HOST (object);

  g_free (self->name);
  g_free (self->uri);
  g_clear_error (&self->error);
  bst_host_facts_free (self->facts);

  G_OBJECT_CLASS (bst_host_parent_class)->finalize (object);
}

static void
bst_host_class_init (BstHostClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_host_finalize;

  signals[CHANGED] = g_signal_new ("changed", BST_TYPE_HOST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
bst_host_init (BstHost *self)
{
  self->stats = (BstHostStats){
    .cpu_percent = -1,
    .memory_used_kib = BST_UNKNOWN,
    .memory_free_kib = BST_UNKNOWN,
  };
}

BstHost *
bst_host_new (gint64 id, const char *name, const char *uri)
{
  BstHost *self = g_object_new (BST_TYPE_HOST, NULL);

  self->id = id;
  self->name = g_strdup (name);
  self->uri = g_strdup (uri);

  return self;
}

gint64
bst_host_get_id (BstHost *self)
{
  return self->id;
}

const char *
bst_host_get_name (BstHost *self)
{
  return self->name;
}

const char *
bst_host_get_uri (BstHost *self)
{
  return self->uri;
}

BstHostState
bst_host_get_state (BstHost *self)
{
  return self->state;
}

const GError *
bst_host_get_error (BstHost *self)
{
  return self->error;
}

gint64
bst_host_get_seen (BstHost *self)
{
  return self->seen;
}

const BstHostFacts *
bst_host_get_facts (BstHost *self)
{
  return self->facts;
}

const BstHostStats *
bst_host_get_stats (BstHost *self)
{
  return &self->stats;
}

guint64
bst_host_get_memory_kib (BstHost *self)
{
  if (self->stats.memory_used_kib != BST_UNKNOWN && self->stats.memory_free_kib != BST_UNKNOWN)
    return self->stats.memory_used_kib + self->stats.memory_free_kib;

  return self->facts != NULL ? self->facts->memory_kib : 0;
}

guint
bst_host_get_n_machines (BstHost *self)
{
  return self->n_machines;
}

guint
bst_host_get_n_active (BstHost *self)
{
  return self->n_active;
}

void
bst_host_set_name (BstHost *self, const char *name)
{
  if (g_strcmp0 (self->name, name) == 0)
    return;

  g_free (self->name);
  self->name = g_strdup (name);
  changed (self);
}

void
bst_host_set_state (BstHost *self, BstHostState state, GError *error)
{
  gboolean same = self->state == state && self->error == NULL && error == NULL;

  g_clear_error (&self->error);
  self->error = error;
  self->state = state;
  if (!same)
    changed (self);
}

void
bst_host_set_seen (BstHost *self, gint64 seen)
{
  if (self->seen == seen)
    return;

  self->seen = seen;
  changed (self);
}

void
bst_host_set_facts (BstHost *self, const BstHostFacts *facts)
{
  g_clear_pointer (&self->facts, bst_host_facts_free);
  self->facts = facts != NULL ? bst_host_facts_copy (facts) : NULL;
  changed (self);
}

void
bst_host_set_stats (BstHost *self, const BstHostStats *stats)
{
  self->stats = *stats;
  changed (self);
}

void
bst_host_set_counts (BstHost *self, guint n_machines, guint n_active)
{
  if (self->n_machines == n_machines && self->n_active == n_active)
    return;

  self->n_machines = n_machines;
  self->n_active = n_active;
  changed (self);
}
