/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-drain.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-thread.h"
#include "operations/bst-migrate.h"

/* What a host keeps for itself when machines are planned on it. */
#define RESERVE_KIB ((guint64)256 << 10)

/* How long planning may keep the main loop, how many machines are planned then at most, and how
 * soon it goes on: a window that shows the plan paints what became of them in between. */
#define SLICE_US 3000
#define SLICE_ITEMS 8
#define SLICE_MS 16

struct _BstDrain
{
  GObject parent_instance;

  BstFleet *fleet;
  BstHost *host;
  BstMigrationOptions *options;
  gboolean offline;
  BstPreflight *preflight; /* (nullable): of a host without machines */
  GListStore *items;
  GHashTable *room;   /* BstHost → guint64: KiB that the plan leaves free; while it is made */
  GHashTable *guests; /* BstHost → GPtrArray of BstMachine: that the plan sends there ... */
  guint next;       /* item to be planned */
  guint source;     /* while some are to be planned still */
};

G_DEFINE_FINAL_TYPE (BstDrain, bst_drain, G_TYPE_OBJECT)

static guint changed_signal;

static GListModel *
get_hosts (BstDrain *self)
{
  return bst_inventory_get_hosts (bst_fleet_get_inventory (self->fleet));
}

static gboolean
same_driver (BstHost *a, BstHost *b)
{
  const BstHostFacts *first = bst_host_get_facts (a);
  const BstHostFacts *second = bst_host_get_facts (b);

  return first != NULL && second != NULL && g_strcmp0 (first->driver, second->driver) == 0 &&
         g_strcmp0 (first->arch, second->arch) == 0;
}

static gboolean
is_candidate (BstDrain *self, BstHost *host)
{
  return host != self->host && bst_host_get_state (host) == BST_HOST_STATE_ONLINE &&
         same_driver (host, self->host);
}

static guint64
get_memory (BstMachine *machine)
{
  guint64 now = bst_machine_get_figures (machine)->memory_kib;

  return now != BST_UNKNOWN && now > 0 ? now : bst_machine_get_memory_kib (machine);
}

static guint64
get_room (BstDrain *self, BstHost *host)
{
  guint64 *room = g_hash_table_lookup (self->room, host);

  return room != NULL ? *room : 0;
}

static void
take_room (BstDrain *self, BstHost *host, BstDrainItem *item)
{
  guint64 *room = g_hash_table_lookup (self->room, host);
  guint64 need = bst_drain_item_is_live (item) ? get_memory (bst_drain_item_get_machine (item)) : 0;

  GPtrArray *guests = g_hash_table_lookup (self->guests, host);

  if (room != NULL)
    *room -= MIN (*room, need);
  if (guests == NULL)
    {
      guests = g_ptr_array_new_with_free_func (g_object_unref);
      g_hash_table_insert (self->guests, host, guests);
    }
  g_ptr_array_add (guests, g_object_ref (bst_drain_item_get_machine (item)));
}

/* (transfer full) (nullable): what is copied for those that go there already takes room, too. */
static char *
why_no_space (BstDrain *self, BstMachine *machine, BstHost *host)
{
  GPtrArray *guests = g_hash_table_lookup (self->guests, host);
  g_autoptr (GPtrArray) all = NULL;

  if (guests == NULL || self->options->copy == BST_MIGRATION_COPY_NONE)
    return NULL;

  all = g_ptr_array_copy (guests, NULL, NULL);
  g_ptr_array_set_free_func (all, NULL);
  g_ptr_array_add (all, machine);

  return bst_preflight_judge_space (self->preflight, all, host);
}

/* (transfer full) (nullable) */
static char *
why_not (BstDrain *self, BstDrainItem *item, BstHost *host, gboolean *pending)
{
  BstMachine *machine = bst_drain_item_get_machine (item);
  char *why;

  *pending = FALSE;
  if (bst_drain_item_is_live (item) && get_room (self, host) < get_memory (machine) + RESERVE_KIB)
    return g_strdup_printf (_ ("“%s” has not enough free memory"), bst_host_get_name (host));

  why = bst_preflight_judge (self->preflight, machine, host, pending);

  return why != NULL ? why : why_no_space (self, machine, host);
}

/* What holds for all hosts is said once. */
static void
add_reason (GString *reasons, const char *why)
{
  if (strstr (reasons->str, why) == NULL)
    g_string_append_printf (reasons, "%s%s", reasons->len > 0 ? "; " : "", why);
}

/* The one with most free memory that may take it. */
static void
plan_item (BstDrain *self, BstDrainItem *item)
{
  GListModel *hosts = get_hosts (self);
  BstHost *best = NULL;
  gboolean best_pending = FALSE, any_pending = FALSE;
  g_autoptr (GString) reasons = g_string_new (NULL);

  if (!bst_drain_item_is_live (item) && !self->offline)
    {
      bst_drain_item_set (item, NULL, _ ("It is off."), FALSE);
      return;
    }

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);
      g_autofree char *why = NULL;
      gboolean pending = FALSE;

      if (!is_candidate (self, host))
        continue;
      why = why_not (self, item, host, &pending);
      any_pending = any_pending || pending;
      if (why != NULL)
        add_reason (reasons, why);
      else if (best == NULL || get_room (self, host) > get_room (self, best))
        {
          best = host;
          best_pending = pending;
        }
    }

  if (best != NULL)
    {
      take_room (self, best, item);
      bst_drain_item_set (item, best, NULL, best_pending);
      return;
    }
  bst_drain_item_set (
      item, NULL, reasons->len > 0 ? reasons->str : _ ("No other host of its kind is connected."),
      any_pending);
}

/* Its host may have filled up, or the options may forbid it, since it was chosen by hand. */
static void
judge_chosen (BstDrain *self, BstDrainItem *item)
{
  BstHost *wish = bst_drain_item_get_wish (item);
  g_autofree char *why = NULL;
  g_autofree char *text = NULL;
  gboolean pending = FALSE;

  if (wish == NULL)
    {
      bst_drain_item_set (item, NULL, _ ("It was chosen to stay."), FALSE);
      return;
    }
  if (!is_candidate (self, wish))
    why = g_strdup_printf (_ ("“%s” is not connected"), bst_host_get_name (wish));
  else
    why = why_not (self, item, wish, &pending);
  if (why == NULL)
    {
      take_room (self, wish, item);
      bst_drain_item_set (item, wish, NULL, pending);
      return;
    }

  /* Translators: the host that was chosen for a machine, and why it cannot go there. */
  text = g_strdup_printf (_ ("It cannot go to “%s” as chosen: %s"), bst_host_get_name (wish), why);
  bst_drain_item_set (item, NULL, text, pending);
}

static void
count_room (BstDrain *self)
{
  GListModel *hosts = get_hosts (self);

  g_hash_table_remove_all (self->room);
  g_hash_table_remove_all (self->guests);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);
      const BstHostFacts *facts = bst_host_get_facts (host);
      guint64 free = bst_host_get_stats (host)->memory_free_kib;
      guint64 *room = g_new (guint64, 1);

      *room = free != BST_UNKNOWN ? free : facts != NULL ? facts->memory_kib : 0;
      g_hash_table_insert (self->room, host, room);
    }
}

/* Until @end (monotonic), or @most are planned: FALSE where some are left. */
static gboolean
plan_until (BstDrain *self, gint64 end, guint most)
{
  GListModel *items = G_LIST_MODEL (self->items);
  guint first = self->next;

  while (self->next < g_list_model_get_n_items (items))
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, self->next);

      if (self->next - first >= most || g_get_monotonic_time () > end)
        return FALSE;
      self->next++;
      if (!bst_drain_item_is_chosen (item))
        plan_item (self, item);
    }
  g_clear_handle_id (&self->source, g_source_remove);
  g_signal_emit (self, changed_signal, 0);

  return TRUE;
}

static gboolean
plan_some (gpointer data)
{
  plan_until (data, g_get_monotonic_time () + SLICE_US, SLICE_ITEMS);

  return G_SOURCE_CONTINUE;
}

/* What nobody chose by hand, some at a time: each is checked against all hosts. */
static void
plan (BstDrain *self)
{
  GListModel *items = G_LIST_MODEL (self->items);

  count_room (self);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, i);

      if (bst_drain_item_is_chosen (item))
        judge_chosen (self, item);
    }
  self->next = 0;
  if (self->source == 0)
    {
      /* Not when idle: spinners that turn would leave it no time. */
      self->source = g_timeout_add (SLICE_MS, plan_some, self);
      plan_some (self);
    }
}

static int
compare_memory (gconstpointer a, gconstpointer b, gpointer data)
{
  guint64 first = get_memory (bst_drain_item_get_machine ((BstDrainItem *)a));
  guint64 second = get_memory (bst_drain_item_get_machine ((BstDrainItem *)b));

  return first < second ? 1 : first > second ? -1 : 0;
}

/* It was planned as if it took no room. */
static void
on_sized (BstMachine *machine, guint changes, BstDrain *self)
{
  if (get_memory (machine) == 0)
    return;

  g_signal_handlers_disconnect_by_data (machine, self);
  plan (self);
}

static void
list_items (BstDrain *self)
{
  GListModel *machines = bst_inventory_get_machines (bst_fleet_get_inventory (self->fleet));

  for (guint i = 0; i < g_list_model_get_n_items (machines); i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (machines, i);
      g_autoptr (BstDrainItem) item = NULL;

      if (bst_machine_get_host (machine) != self->host)
        continue;
      item = bst_drain_item_new (machine);
      g_list_store_insert_sorted (self->items, item, compare_memory, NULL);
      if (get_memory (machine) == 0)
        g_signal_connect_object (machine, "changed", G_CALLBACK (on_sized), self, 0);
    }
}

/* All its machines are looked at together; the plan follows what is found. */
static void
start_preflight (BstDrain *self)
{
  GListModel *items = G_LIST_MODEL (self->items);
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, i);

      g_ptr_array_add (machines, bst_drain_item_get_machine (item));
    }
  if (machines->len == 0)
    return;

  self->preflight = bst_preflight_new (self->fleet, machines, self->options);
  g_signal_connect_object (self->preflight, "changed", G_CALLBACK (plan), self, G_CONNECT_SWAPPED);
}

static void
bst_drain_finalize (GObject *object)
{
  BstDrain *self = BST_DRAIN (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->preflight != NULL)
    bst_preflight_stop (self->preflight);
  g_clear_object (&self->preflight);
  g_clear_object (&self->items);
  g_clear_object (&self->host);
  g_clear_object (&self->fleet);
  g_clear_pointer (&self->options, bst_migration_options_free);
  g_hash_table_unref (self->room);
  g_hash_table_unref (self->guests);

  G_OBJECT_CLASS (bst_drain_parent_class)->finalize (object);
}

static void
bst_drain_class_init (BstDrainClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_drain_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_drain_init (BstDrain *self)
{
  self->items = g_list_store_new (BST_TYPE_DRAIN_ITEM);
  self->room = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->guests = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
}

BstDrain *
bst_drain_new (BstFleet *fleet, BstHost *host, const BstMigrationOptions *options)
{
  BstDrain *self = g_object_new (BST_TYPE_DRAIN, NULL);

  BST_ASSERT_MAIN_THREAD ();

  self->fleet = g_object_ref (fleet);
  self->host = g_object_ref (host);
  self->options = bst_migration_options_copy (options);
  list_items (self);
  start_preflight (self);
  plan (self);

  return self;
}

BstHost *
bst_drain_get_host (BstDrain *self)
{
  return self->host;
}

const BstMigrationOptions *
bst_drain_get_options (BstDrain *self)
{
  return self->options;
}

void
bst_drain_set_options (BstDrain *self, const BstMigrationOptions *options)
{
  BstMigrationOptions *copy = bst_migration_options_copy (options);

  bst_migration_options_free (self->options);
  self->options = copy;
  if (self->preflight != NULL)
    bst_preflight_set_options (self->preflight, self->options);
  plan (self);
}

void
bst_drain_set_offline (BstDrain *self, gboolean offline)
{
  self->offline = offline;
  plan (self);
}

gboolean
bst_drain_is_settled (BstDrain *self)
{
  return self->source == 0 &&
         (self->preflight == NULL || bst_preflight_is_settled (self->preflight));
}

GListModel *
bst_drain_get_items (BstDrain *self)
{
  return G_LIST_MODEL (self->items);
}

static int
compare_room (gconstpointer a, gconstpointer b, gpointer data)
{
  guint64 first = get_room (data, *(BstHost **)a);
  guint64 second = get_room (data, *(BstHost **)b);

  return first < second ? 1 : first > second ? -1 : 0;
}

GPtrArray *
bst_drain_get_hosts (BstDrain *self, BstDrainItem *item)
{
  GListModel *hosts = get_hosts (self);
  GPtrArray *result = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);
      g_autofree char *why = NULL;
      gboolean pending;

      if (!is_candidate (self, host))
        continue;
      why =
          bst_preflight_judge (self->preflight, bst_drain_item_get_machine (item), host, &pending);
      if (why == NULL)
        g_ptr_array_add (result, g_object_ref (host));
    }
  g_ptr_array_sort_with_data (result, compare_room, self);

  return result;
}

char *
bst_drain_dup_problem (BstDrain *self, BstMigrationFeature feature)
{
  return self->preflight != NULL ? bst_preflight_dup_problem (self->preflight, feature, NULL)
                                 : NULL;
}

void
bst_drain_choose (BstDrain *self, BstDrainItem *item, BstHost *host)
{
  bst_drain_item_choose (item, host);
  plan (self);
}

guint
bst_drain_get_n_moves (BstDrain *self)
{
  GListModel *items = G_LIST_MODEL (self->items);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, i);

      n += bst_drain_item_get_host (item) != NULL;
    }

  return n;
}

/* One that is off when it is its turn goes offline. */
static BstOperation *
new_move (BstDrain *self, BstDrainItem *item)
{
  return bst_migrate_new (self->fleet, bst_drain_item_get_machine (item),
                          bst_drain_item_get_host (item), self->options);
}

BstOperation *
bst_drain_operation_new (BstDrain *self, guint at_a_time)
{
  GListModel *items = G_LIST_MODEL (self->items);
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GString) stays = g_string_new (NULL);
  g_autofree char *title = g_strdup_printf (_ ("Drain %s"), bst_host_get_name (self->host));
  BstOperation *sum;

  BST_ASSERT_MAIN_THREAD ();

  if (self->source != 0)
    plan_until (self, G_MAXINT64, G_MAXUINT);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, i);
      BstMachine *machine = bst_drain_item_get_machine (item);

      if (bst_drain_item_get_host (item) != NULL)
        g_ptr_array_add (parts, new_move (self, item));
      else
        /* Translators: a machine that stays, and why. */
        g_string_append_printf (stays, _ ("%s“%s” stays: %s"), stays->len > 0 ? "\n" : "",
                                bst_machine_get_name (machine), bst_drain_item_get_why (item));
    }
  if (parts->len == 0)
    return NULL;

  sum = bst_operation_new_sum (BST_DRAIN_KIND, title, g_steal_pointer (&parts));
  bst_operation_set_limit (sum, at_a_time);
  if (stays->len > 0)
    bst_operation_set_outcome (sum, stays->str);

  return sum;
}
