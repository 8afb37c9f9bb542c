/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-thread.h"
#include "inventory/bst-host-table-private.h"
#include "inventory/bst-inventory-private.h"
#include "inventory/bst-machine-table-private.h"

BstMachine *
bst_inventory_get_machine (BstInventory *self, BstHost *host, const char *uuid)
{
  GHashTable *machines = g_hash_table_lookup (self->index, host);

  BST_ASSERT_MAIN_THREAD ();

  return machines != NULL ? g_hash_table_lookup (machines, uuid) : NULL;
}

GPtrArray *
bst_inventory_copy_machines (BstInventory *self, BstHost *host)
{
  GPtrArray *machines = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTable *index = g_hash_table_lookup (self->index, host);
  GHashTableIter iter;
  gpointer machine;

  if (index == NULL)
    return machines;

  g_hash_table_iter_init (&iter, index);
  while (g_hash_table_iter_next (&iter, NULL, &machine))
    g_ptr_array_add (machines, g_object_ref (machine));

  return machines;
}

static void
count_marks (BstInventory *self,
             const char *const *tags,
             const char *group,
             void (*func) (BstLabels *labels, const char *text))
{
  for (guint i = 0; tags[i] != NULL; i++)
    func (self->tags, tags[i]);
  if (*group != '\0')
    func (self->groups, group);
}

void
bst_inventory_apply_marks (BstInventory *self, BstMachine *machine, const BstMarks *marks)
{
  g_auto (GStrv) tags = g_strdupv ((char **)bst_machine_get_tags (machine));
  g_autofree char *group = g_strdup (bst_machine_get_group (machine));
  BstMachineChanges changes;

  changes = bst_machine_set_tags (machine, (const char *const *)marks->tags);
  changes |= bst_machine_set_group (machine, marks->group);
  changes |= bst_machine_set_notes (machine, marks->notes);
  if (changes == 0)
    return;

  /* In this order: a label that stays must not go in between, as whoever looks at it would lose it. */
  count_marks (self, bst_machine_get_tags (machine), bst_machine_get_group (machine),
               bst_labels_add);
  count_marks (self, (const char *const *)tags, group, bst_labels_remove);
  bst_machine_emit (machine, changes);
}

/* A machine that is there has its marks; the table holds those of the others. */
static void
take_marks (BstInventory *self, BstHost *host, BstMachine *machine)
{
  g_autofree char *key =
      bst_marks_make_key (bst_host_get_id (host), bst_machine_get_uuid (machine));
  BstMarks *marks = g_hash_table_lookup (self->marks, key);

  if (marks == NULL)
    return;

  bst_inventory_apply_marks (self, machine, marks);
  g_hash_table_remove (self->marks, key);
}

static void
leave_marks (BstInventory *self, BstHost *host, BstMachine *machine)
{
  BstMarks *marks;

  if (bst_machine_get_tags (machine)[0] == NULL && *bst_machine_get_group (machine) == '\0' &&
      *bst_machine_get_notes (machine) == '\0')
    return;

  marks = bst_marks_ensure (self->marks, bst_host_get_id (host), bst_machine_get_uuid (machine));
  g_strfreev (marks->tags);
  g_free (marks->group);
  g_free (marks->notes);
  marks->tags = g_strdupv ((char **)bst_machine_get_tags (machine));
  marks->group = g_strdup (bst_machine_get_group (machine));
  marks->notes = g_strdup (bst_machine_get_notes (machine));
  count_marks (self, bst_machine_get_tags (machine), bst_machine_get_group (machine),
               bst_labels_remove);
}

void
bst_inventory_count_machines (BstInventory *self, BstHost *host)
{
  GHashTable *machines = g_hash_table_lookup (self->index, host);
  guint n_active = 0;
  GHashTableIter iter;
  gpointer machine;

  g_hash_table_iter_init (&iter, machines);
  while (g_hash_table_iter_next (&iter, NULL, &machine))
    n_active += bst_machine_state_is_active (bst_machine_get_state (machine)) ? 1 : 0;
  bst_host_set_counts (host, g_hash_table_size (machines), n_active);
}

void
bst_inventory_add_machine_rows (BstInventory *self, BstHost *host, GPtrArray *machines)
{
  GHashTable *index = g_hash_table_lookup (self->index, host);

  for (guint i = 0; i < machines->len; i++)
    {
      BstMachine *machine = machines->pdata[i];

      take_marks (self, host, machine);
      g_hash_table_insert (index, (gpointer)bst_machine_get_uuid (machine), machine);
    }
  bst_row_list_append (self->machines, machines->pdata, machines->len);
}

void
bst_inventory_remove_machine_rows (BstInventory *self, BstHost *host, GPtrArray *machines)
{
  GHashTable *index = g_hash_table_lookup (self->index, host);
  g_autoptr (GHashTable) rows = g_hash_table_new (NULL, NULL);

  if (machines->len == 0)
    return;

  for (guint i = 0; i < machines->len; i++)
    {
      BstMachine *machine = machines->pdata[i];

      leave_marks (self, host, machine);
      g_hash_table_remove (index, bst_machine_get_uuid (machine));
      g_hash_table_add (rows, machine);
    }
  bst_row_list_remove (self->machines, rows);
}

gboolean
bst_inventory_load_marks (BstInventory *self, BstSql *sql, GError **error)
{
  g_hash_table_remove_all (self->marks);

  return bst_marks_read (self->marks, sql, error);
}

typedef struct
{
  BstInventory *inventory;
  BstHost *host; /* (nullable): of the last row */
  GPtrArray *loaded;
} Loading;

static void
load_machine (gint64 host_id,
              const BstDomainFacts *facts,
              gint64 seen,
              const BstMachineFigures *figures,
              BstGuestFacts *guest,
              gpointer data)
{
  Loading *loading = data;
  g_autoptr (BstGuestFacts) owned = guest;
  BstMachine *machine;

  if (loading->host == NULL || bst_host_get_id (loading->host) != host_id)
    loading->host = bst_inventory_get_host (loading->inventory, host_id);
  if (loading->host == NULL || facts->uuid[0] == '\0' ||
      bst_inventory_get_machine (loading->inventory, loading->host, facts->uuid) != NULL)
    return;

  machine = bst_machine_new (loading->host, facts->uuid, facts->name);
  bst_machine_apply_facts (machine, facts);
  bst_machine_restore_figures (machine, figures);
  if (owned != NULL)
    bst_machine_take_guest (machine, g_steal_pointer (&owned));
  /* The host confirms its machines together, and not each is written then. */
  bst_machine_set_seen (machine, MAX (seen, bst_host_get_seen (loading->host)));
  g_ptr_array_add (loading->loaded, machine);
}

static void
add_loaded (BstInventory *self, GPtrArray *loaded)
{
  for (guint i = 0; i < loaded->len; i++)
    {
      BstMachine *machine = loaded->pdata[i];
      BstHost *host = bst_machine_get_host (machine);
      GHashTable *index = g_hash_table_lookup (self->index, host);

      if (g_hash_table_size (self->marks) > 0)
        take_marks (self, host, machine);
      g_hash_table_insert (index, (gpointer)bst_machine_get_uuid (machine), machine);
    }
  bst_row_list_append (self->machines, loaded->pdata, loaded->len);
}

gboolean
bst_inventory_load_machines (BstInventory *self, BstSql *sql, GError **error)
{
  g_autoptr (GPtrArray) loaded = g_ptr_array_new_with_free_func (g_object_unref);
  Loading loading = { .inventory = self, .loaded = loaded };
  gboolean good = bst_machine_table_read (sql, load_machine, &loading, error);
  guint n;
  gpointer *hosts = bst_row_list_peek (self->hosts, &n);

  add_loaded (self, loaded);
  for (guint i = 0; i < n; i++)
    bst_inventory_count_machines (self, hosts[i]);

  return good;
}

void
bst_inventory_emit_machines (BstInventory *self, BstHost *host, BstMachineChanges changes)
{
  g_autoptr (GPtrArray) machines = bst_inventory_copy_machines (self, host);

  for (guint i = 0; i < machines->len; i++)
    bst_machine_emit (machines->pdata[i], changes);
}

void
bst_inventory_set_host_fresh (BstInventory *self, BstHost *host, gboolean fresh)
{
  g_autoptr (GPtrArray) machines = bst_inventory_copy_machines (self, host);

  for (guint i = 0; i < machines->len; i++)
    bst_machine_emit (machines->pdata[i], bst_machine_set_fresh (machines->pdata[i], fresh));
}

/* Facts that say how the machine is now, from a host that is there. */
static BstMachineChanges
confirm (BstHost *host, BstMachine *machine, gint64 now)
{
  bst_machine_set_seen (machine, now);

  return bst_host_state_is_connected (bst_host_get_state (host))
             ? bst_machine_set_fresh (machine, TRUE)
             : 0;
}

/* Machines of the host that are not among @facts. */
static GPtrArray *
find_gone (BstInventory *self, BstHost *host, GPtrArray *facts)
{
  GPtrArray *gone = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) there = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer machine;

  for (guint i = 0; i < facts->len; i++)
    g_hash_table_add (there, ((BstDomainFacts *)facts->pdata[i])->uuid);
  g_hash_table_iter_init (&iter, g_hash_table_lookup (self->index, host));
  while (g_hash_table_iter_next (&iter, NULL, &machine))
    {
      if (!g_hash_table_contains (there, bst_machine_get_uuid (machine)))
        g_ptr_array_add (gone, g_object_ref (machine));
    }

  return gone;
}

static void
remove_gone (BstInventory *self, BstHost *host, GPtrArray *gone)
{
  GPtrArray *uuids = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < gone->len; i++)
    g_ptr_array_add (uuids, g_strdup (bst_machine_get_uuid (gone->pdata[i])));
  if (self->writer != NULL && gone->len > 0)
    bst_machine_table_remove (self->writer, bst_host_get_id (host), uuids);
  else
    g_ptr_array_unref (uuids);
  bst_inventory_remove_machine_rows (self, host, gone);
}

/* Since when @machine runs on another host, where it surely does: one that starts meanwhile is on its
 * way, and its guest notices nothing of that. 0: it starts. */
static gint64
find_started_elsewhere (BstInventory *self, BstMachine *machine)
{
  gint64 started_at = 0;
  GHashTableIter iter;
  gpointer host, machines;

  g_hash_table_iter_init (&iter, self->index);
  while (g_hash_table_iter_next (&iter, &host, &machines))
    {
      BstMachine *other = g_hash_table_lookup (machines, bst_machine_get_uuid (machine));

      if (other != NULL && other != machine && bst_machine_is_fresh (other) &&
          bst_machine_state_is_active (bst_machine_get_state (other)))
        started_at = bst_machine_get_started_at (other);
    }

  return started_at;
}

static BstMachineChanges
apply_facts (BstInventory *self, BstMachine *machine, const BstDomainFacts *facts)
{
  BstMachineChanges changes = bst_machine_apply_facts (machine, facts);
  gint64 elsewhere;

  if (!(facts->known & BST_DOMAIN_KNOWN_STARTED) || facts->started_at == 0)
    return changes;

  elsewhere = find_started_elsewhere (self, machine);
  if (elsewhere != 0 && elsewhere < facts->started_at)
    changes |= bst_machine_set_started_at (machine, elsewhere);

  return changes;
}

/* Whether the file has to be told. */
static gboolean
apply_one (BstInventory *self,
           BstHost *host,
           const BstDomainFacts *facts,
           gint64 now,
           GPtrArray *added)
{
  BstMachine *machine = bst_inventory_get_machine (self, host, facts->uuid);
  BstMachineChanges changes, news;

  if (machine == NULL)
    {
      if (facts->name == NULL || facts->uuid[0] == '\0')
        return FALSE;

      machine = bst_machine_new (host, facts->uuid, facts->name);
      apply_facts (self, machine, facts);
      if (facts->known & BST_DOMAIN_KNOWN_STATE)
        confirm (host, machine, now);
      g_ptr_array_add (added, machine);
      return TRUE;
    }

  news = apply_facts (self, machine, facts);
  changes = news;
  if (facts->known & BST_DOMAIN_KNOWN_STATE)
    changes |= confirm (host, machine, now);
  bst_machine_emit (machine, changes);

  /* Not all that is in the XML is in the row. */
  return news != 0 || (facts->known & BST_DOMAIN_KNOWN_CONFIG);
}

void
bst_inventory_update_domains (BstInventory *self,
                              BstHost *host,
                              GPtrArray *facts,
                              gboolean complete)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) gone = NULL;
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (guint));
  gint64 now = g_get_real_time ();

  BST_ASSERT_MAIN_THREAD ();

  if (!g_hash_table_contains (self->index, host))
    return;

  for (guint i = 0; i < facts->len; i++)
    {
      if (apply_one (self, host, facts->pdata[i], now, added))
        g_array_append_val (told, i);
    }
  if (told->len > 0 && self->writer != NULL)
    bst_machine_table_apply (self->writer, bst_host_get_id (host), facts, g_steal_pointer (&told),
                             now);
  if (complete)
    {
      gone = find_gone (self, host, facts);
      remove_gone (self, host, gone);
      bst_host_set_seen (host, now);
    }
  bst_inventory_add_machine_rows (self, host, added);
  bst_inventory_count_machines (self, host);
}

void
bst_inventory_remove_domain (BstInventory *self, BstHost *host, const char *uuid)
{
  BstMachine *machine = bst_inventory_get_machine (self, host, uuid);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);

  if (machine == NULL)
    return;

  g_ptr_array_add (gone, g_object_ref (machine));
  remove_gone (self, host, gone);
  bst_inventory_count_machines (self, host);
}

static gboolean
make_sample (BstMachine *machine, gint64 now, BstSample *sample)
{
  const BstMachineFigures *figures = bst_machine_get_figures (machine);

  if (!bst_machine_state_is_active (bst_machine_get_state (machine)))
    return FALSE;

  *sample = (BstSample){
    .time = now / G_USEC_PER_SEC,
    .cpu_percent = (float)figures->cpu_percent,
    .memory_used_kib =
        figures->memory_used_kib != BST_UNKNOWN ? (float)figures->memory_used_kib : -1,
    .net_rx = (float)figures->net_rx,
    .net_tx = (float)figures->net_tx,
    .disk_read = (float)figures->disk_read,
    .disk_written = (float)figures->disk_written,
  };

  return TRUE;
}

void
bst_inventory_update_stats (BstInventory *self,
                            BstHost *host,
                            const BstDomainStats *stats,
                            guint n_stats)
{
  g_autoptr (GPtrArray) changed = g_ptr_array_new ();
  gint64 now = g_get_real_time ();
  gboolean due = FALSE;

  BST_ASSERT_MAIN_THREAD ();

  if (!g_hash_table_contains (self->index, host))
    return;

  for (guint i = 0; i < n_stats; i++)
    {
      BstMachine *machine = bst_inventory_get_machine (self, host, stats[i].uuid);
      BstMachineChanges changes;
      BstSample sample;

      if (machine == NULL)
        continue;

      changes = bst_machine_apply_stats (machine, &stats[i]);
      if (changes & (BST_MACHINE_CHANGED_STATE | BST_MACHINE_CHANGED_IDENTITY))
        g_ptr_array_add (changed, machine);
      changes |= confirm (host, machine, now);
      bst_machine_emit (machine, changes);
      if (make_sample (machine, now, &sample))
        due |= bst_history_log_add (self->history, host, machine, &sample);
    }

  bst_host_set_seen (host, now);
  if (changed->len > 0)
    {
      bst_inventory_count_machines (self, host);
      if (self->writer != NULL)
        bst_machine_table_set_figures (self->writer, bst_host_get_id (host), changed);
    }
  if (due)
    bst_inventory_write_figures (self);
}

/* Those of machines that run; of the others nothing changes but by an event. */
static void
write_figures_of (BstInventory *self, BstHost *host)
{
  g_autoptr (GPtrArray) active = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer machine;

  if (!bst_host_state_is_connected (bst_host_get_state (host)))
    return;

  g_hash_table_iter_init (&iter, g_hash_table_lookup (self->index, host));
  while (g_hash_table_iter_next (&iter, NULL, &machine))
    {
      if (bst_machine_state_is_active (bst_machine_get_state (machine)))
        g_ptr_array_add (active, machine);
    }
  if (active->len > 0)
    bst_machine_table_set_figures (self->writer, bst_host_get_id (host), active);
  bst_host_table_set_seen (self->writer, bst_host_get_id (host), bst_host_get_seen (host));
}

void
bst_inventory_write_figures (BstInventory *self)
{
  guint n;
  gpointer *hosts = bst_row_list_peek (self->hosts, &n);

  if (self->writer == NULL)
    return;

  for (guint i = 0; i < n; i++)
    write_figures_of (self, hosts[i]);
  bst_history_log_flush (self->history, self->writer);
}

void
bst_inventory_update_guest (BstInventory *self,
                            BstHost *host,
                            const char *uuid,
                            const BstGuestFacts *facts)
{
  BstMachine *machine = bst_inventory_get_machine (self, host, uuid);
  g_autoptr (BstGuestFacts) known = bst_guest_facts_copy (facts);

  if (machine == NULL)
    return;

  bst_guest_facts_keep_last (known, bst_machine_get_guest (machine));
  bst_machine_emit (machine, bst_machine_set_guest (machine, known));
  if (self->writer != NULL)
    bst_machine_table_set_guest (self->writer, bst_host_get_id (host), uuid, known);
}

static BstDomainFacts *
facts_of_row (BstMachine *machine)
{
  BstDomainFacts *facts =
      bst_domain_facts_new (bst_machine_get_uuid (machine), bst_machine_get_name (machine));

  facts->known = BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_FLAGS | BST_DOMAIN_KNOWN_CONFIG |
                 BST_DOMAIN_KNOWN_STARTED | BST_DOMAIN_KNOWN_SIZE;
  facts->state = bst_machine_get_state (machine);
  facts->reason = bst_machine_get_state_reason (machine);
  facts->persistent = bst_machine_is_persistent (machine);
  facts->autostart = bst_machine_get_autostart (machine);
  facts->managed_save = bst_machine_has_managed_save (machine);
  facts->started_at = bst_machine_get_started_at (machine);
  facts->title = g_strdup (bst_machine_get_title (machine));
  facts->description = g_strdup (bst_machine_get_description (machine));
  facts->vcpus = bst_machine_get_vcpus (machine);
  facts->memory_kib = bst_machine_get_memory_kib (machine);

  return facts;
}

static void
write_rows_of (BstInventory *self, BstHost *host)
{
  gint64 id = bst_host_get_id (host);
  g_autoptr (GPtrArray) machines = bst_inventory_copy_machines (self, host);
  g_autoptr (GPtrArray) facts =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_domain_facts_free);
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (guint));

  bst_host_table_insert (self->writer, host);
  if (bst_host_get_facts (host) != NULL)
    bst_host_table_set_facts (self->writer, id, bst_host_get_facts (host));

  for (guint i = 0; i < machines->len; i++)
    {
      g_ptr_array_add (facts, facts_of_row (machines->pdata[i]));
      g_array_append_val (indices, i);
    }
  bst_machine_table_apply (self->writer, id, facts, indices, bst_host_get_seen (host));

  for (guint i = 0; i < machines->len; i++)
    {
      BstMachine *machine = machines->pdata[i];
      const char *uuid = bst_machine_get_uuid (machine);

      if (bst_machine_get_guest (machine) != NULL)
        bst_machine_table_set_guest (self->writer, id, uuid, bst_machine_get_guest (machine));
      if (bst_machine_get_tags (machine)[0] != NULL)
        bst_machine_table_set_tags (self->writer, id, uuid, bst_machine_get_tags (machine));
      if (*bst_machine_get_group (machine) != '\0')
        bst_machine_table_set_group (self->writer, id, uuid, bst_machine_get_group (machine));
      if (*bst_machine_get_notes (machine) != '\0')
        bst_machine_table_set_notes (self->writer, id, uuid, bst_machine_get_notes (machine));
    }
}

void
bst_inventory_write_rows (BstInventory *self)
{
  guint n;
  gpointer *hosts = bst_row_list_peek (self->hosts, &n);

  for (guint i = 0; i < n; i++)
    write_rows_of (self, hosts[i]);
}
