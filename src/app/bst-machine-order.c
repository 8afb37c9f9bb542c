/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-order.h"

#include <string.h>

#include "core/bst-thread.h"
#include "inventory/bst-query.h"

/* Before GTK draws (GDK_PRIORITY_REDRAW is 120), after everything that brings news. */
#define FLUSH_PRIORITY (G_PRIORITY_HIGH_IDLE + 15)

/* A machine, shown or not. */
typedef struct
{
  BstMachine *machine; /* (owned) */

  /* Of the column sorted by, where that is not the name's: */
  double number;
  char *string; /* (nullable) */

  guint position; /* among those shown */
  guint changes;  /* BstMachineChanges not told yet */
  guint known : 1;
  guint fits : 1;
} Entry;

struct _BstMachineOrder
{
  GObject parent_instance;

  GListModel *machines;
  GPtrArray *source;   /* of Entry, (owned), in the model's order */
  GPtrArray *sorted;   /* of Entry */
  GPtrArray *shown;    /* of Entry: those of @sorted that fit */
  GHashTable *entries; /* BstMachine → Entry */
  GPtrArray *news;     /* of Entry: those with changes */
  gulong hook;         /* on "changed" of all machines: a handler on each is 3 MB for 10,000 */
  guint flush_id;

  BstHost *host; /* (nullable) */
  char *tag;     /* (nullable) */
  char *group;   /* (nullable) */
  BstQuery *query;

  const BstColumn *column;
  gboolean descending;
  guint holds;
  gboolean unsorted; /* keys changed while held */
};

G_DEFINE_FINAL_TYPE (BstMachineOrder, bst_machine_order, G_TYPE_OBJECT)

enum
{
  CHANGED,
  UPDATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_object_unref (entry->machine);
  g_free (entry->string);
  g_free (entry);
}

/* Every order falls back on the name; that by name needs nothing else. */
static gboolean
is_by_name (BstMachineOrder *self)
{
  return self->column->get_string == bst_machine_get_name;
}

/* Whether the key is another one now. */
static gboolean
update_key (BstMachineOrder *self, Entry *entry)
{
  if (is_by_name (self))
    return FALSE;

  if (self->column->get_number != NULL)
    {
      double before = entry->number;
      guint known = entry->known;

      entry->known = self->column->get_number (entry->machine, &entry->number) & 1;
      return entry->known != known || (known && entry->number != before);
    }
  else
    {
      g_autofree char *before = g_steal_pointer (&entry->string);

      entry->string = bst_column_make_key (self->column, entry->machine);
      entry->known = entry->string != NULL;
      return g_strcmp0 (entry->string, before) != 0;
    }
}

static gboolean
is_in_group (BstMachine *machine, const char *group)
{
  const char *own = bst_machine_get_group (machine);
  size_t length = strlen (group);

  return g_str_has_prefix (own, group) && (own[length] == '\0' || own[length] == '/');
}

static gboolean
fits (BstMachineOrder *self, BstMachine *machine)
{
  return (self->host == NULL || bst_machine_get_host (machine) == self->host) &&
         (self->tag == NULL || bst_machine_has_tag (machine, self->tag)) &&
         (self->group == NULL || is_in_group (machine, self->group)) &&
         bst_query_matches (self->query, machine);
}

static int
compare_names (const Entry *a, const Entry *b)
{
  return strcmp (bst_machine_get_name_key (a->machine), bst_machine_get_name_key (b->machine));
}

/* What is not known is last in either order. */
static int
compare_keys (BstMachineOrder *self, const Entry *a, const Entry *b)
{
  int result;

  if (is_by_name (self))
    result = compare_names (a, b);
  else if (a->known != b->known)
    return a->known ? -1 : 1;
  else if (!a->known)
    return 0;
  else if (self->column->get_number != NULL)
    result = (a->number > b->number) - (a->number < b->number);
  else
    result = strcmp (a->string, b->string);

  return self->descending ? -result : result;
}

static int
compare (gconstpointer first, gconstpointer second, gpointer data)
{
  const Entry *a = *(const Entry *const *)first;
  const Entry *b = *(const Entry *const *)second;
  int result = compare_keys (data, a, b);

  if (result == 0)
    result = compare_names (a, b);
  if (result == 0)
    result = strcmp (bst_host_get_name (bst_machine_get_host (a->machine)),
                     bst_host_get_name (bst_machine_get_host (b->machine)));
  if (result == 0)
    result = strcmp (bst_machine_get_uuid (a->machine), bst_machine_get_uuid (b->machine));
  return result;
}

static void
sort (BstMachineOrder *self)
{
  g_qsort_with_data (self->sorted->pdata, (int)self->sorted->len, sizeof (gpointer), compare, self);
  self->unsorted = FALSE;
}

/* Those of @sorted that fit become what is shown; told where that is something else. */
static void
show (BstMachineOrder *self)
{
  GPtrArray *shown = self->shown;
  guint before = shown->len;
  guint n = 0;
  gboolean changed = FALSE;

  /* In place, behind what is read. */
  if (shown->len < self->sorted->len)
    g_ptr_array_set_size (shown, (int)self->sorted->len);
  for (guint i = 0; i < self->sorted->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->sorted, i);

      if (!entry->fits)
        continue;
      changed |= g_ptr_array_index (shown, n) != entry;
      entry->position = n;
      shown->pdata[n++] = entry;
    }
  changed |= n != before;
  g_ptr_array_set_size (shown, (int)n);

  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
refit (BstMachineOrder *self, gboolean narrower)
{
  for (guint i = 0; i < self->sorted->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->sorted, i);

      if (entry->fits || !narrower)
        entry->fits = fits (self, entry->machine);
    }
  show (self);
}

/* Rows whose keys changed move, unless held; what fits no longer goes. */
static void
take_news (BstMachineOrder *self, GPtrArray *news)
{
  gboolean moved = FALSE;
  gboolean refitted = FALSE;

  for (guint i = 0; i < news->len; i++)
    {
      Entry *entry = g_ptr_array_index (news, i);

      moved |= (entry->changes & BST_MACHINE_CHANGED_IDENTITY) != 0;
      if (entry->changes & self->column->changes)
        moved |= update_key (self, entry);

      /* No figure decides whether a machine fits. */
      if (entry->changes & ~(guint)BST_MACHINE_CHANGED_FIGURES)
        {
          gboolean now = fits (self, entry->machine);

          refitted |= now != entry->fits;
          entry->fits = now;
        }
    }

  if (moved && self->holds == 0)
    sort (self);
  else
    self->unsorted |= moved;
  if (refitted || (moved && self->holds == 0))
    show (self);
}

void
bst_machine_order_flush (BstMachineOrder *self)
{
  g_autoptr (GPtrArray) news = NULL;

  BST_ASSERT_MAIN_THREAD ();

  g_clear_handle_id (&self->flush_id, g_source_remove);
  if (self->news->len == 0)
    return;

  news = g_steal_pointer (&self->news);
  self->news = g_ptr_array_new ();
  take_news (self, news);

  for (guint i = 0; i < news->len; i++)
    {
      Entry *entry = g_ptr_array_index (news, i);
      guint changes = entry->changes;

      entry->changes = 0;
      if (entry->fits)
        g_signal_emit (self, signals[UPDATED], 0, entry->position, changes);
    }
}

static gboolean
flush_idle (gpointer data)
{
  BstMachineOrder *self = data;

  self->flush_id = 0;
  bst_machine_order_flush (self);

  return G_SOURCE_REMOVE;
}

static gboolean
on_machine_changed (GSignalInvocationHint *hint,
                    guint n_values,
                    const GValue *values,
                    gpointer data)
{
  BstMachineOrder *self = data;
  Entry *entry = g_hash_table_lookup (self->entries, g_value_get_object (&values[0]));

  if (entry == NULL)
    return TRUE;

  if (entry->changes == 0)
    g_ptr_array_add (self->news, entry);
  entry->changes |= g_value_get_uint (&values[1]);
  if (self->flush_id == 0)
    self->flush_id = g_idle_add_full (FLUSH_PRIORITY, flush_idle, self, NULL);
  return TRUE;
}

static Entry *
add_entry (BstMachineOrder *self, BstMachine *machine)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->machine = machine;
  update_key (self, entry);
  entry->fits = fits (self, machine);
  g_hash_table_insert (self->entries, machine, entry);
  g_ptr_array_add (self->sorted, entry);

  return entry;
}

/* Machines that went are forgotten at once: their host may be about to go too. */
static void
forget (BstMachineOrder *self, guint position, guint n)
{
  guint left = 0;

  for (guint i = 0; i < n; i++)
    {
      Entry *entry = g_ptr_array_index (self->source, position + i);

      g_hash_table_remove (self->entries, entry->machine);
      if (entry->changes != 0)
        g_ptr_array_remove (self->news, entry);
      entry->fits = FALSE;
      entry->changes = G_MAXUINT;
    }
  for (guint i = 0; i < self->sorted->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->sorted, i);

      if (entry->changes != G_MAXUINT)
        self->sorted->pdata[left++] = entry;
    }
  g_ptr_array_set_size (self->sorted, (int)left);
}

static void
on_items_changed (GListModel *machines,
                  guint position,
                  guint removed,
                  guint added,
                  BstMachineOrder *self)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (entry_free);

  BST_ASSERT_MAIN_THREAD ();

  if (removed > 0)
    {
      forget (self, position, removed);
      for (guint i = 0; i < removed; i++)
        g_ptr_array_add (gone, g_ptr_array_index (self->source, position + i));
    }

  if (added > removed)
    {
      guint tail = self->source->len - position - removed;

      g_ptr_array_set_size (self->source, (int)(self->source->len + added - removed));
      memmove (self->source->pdata + position + added, self->source->pdata + position + removed,
               tail * sizeof (gpointer));
    }
  else if (removed > added)
    {
      memmove (self->source->pdata + position + added, self->source->pdata + position + removed,
               (self->source->len - position - removed) * sizeof (gpointer));
      g_ptr_array_set_size (self->source, (int)(self->source->len + added - removed));
    }
  for (guint i = 0; i < added; i++)
    self->source->pdata[position + i] =
        add_entry (self, g_list_model_get_item (machines, position + i));

  if (added > 0)
    sort (self);
  show (self);
}

static guint
get_changed_signal (void)
{
  return g_signal_lookup ("changed", BST_TYPE_MACHINE);
}

static void
bst_machine_order_dispose (GObject *object)
{
  BstMachineOrder *self = BST_MACHINE_ORDER (object);

  g_clear_handle_id (&self->flush_id, g_source_remove);
  if (self->hook != 0)
    g_signal_remove_emission_hook (get_changed_signal (), self->hook);
  self->hook = 0;
  if (self->machines != NULL)
    g_signal_handlers_disconnect_by_data (self->machines, self);
  g_clear_object (&self->machines);
  for (guint i = 0; self->source != NULL && i < self->source->len; i++)
    entry_free (g_ptr_array_index (self->source, i));
  g_clear_pointer (&self->source, g_ptr_array_unref);
  g_clear_pointer (&self->sorted, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->news, g_ptr_array_unref);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (bst_machine_order_parent_class)->dispose (object);
}

static void
bst_machine_order_finalize (GObject *object)
{
  BstMachineOrder *self = BST_MACHINE_ORDER (object);

  g_free (self->tag);
  g_free (self->group);
  bst_query_free (self->query);

  G_OBJECT_CLASS (bst_machine_order_parent_class)->finalize (object);
}

static void
bst_machine_order_class_init (BstMachineOrderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bst_machine_order_dispose;
  object_class->finalize = bst_machine_order_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[UPDATED] = g_signal_new ("updated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 2, G_TYPE_UINT, G_TYPE_UINT);
}

static void
bst_machine_order_init (BstMachineOrder *self)
{
  self->source = g_ptr_array_new ();
  self->sorted = g_ptr_array_new ();
  self->shown = g_ptr_array_new ();
  self->news = g_ptr_array_new ();
  self->entries = g_hash_table_new (NULL, NULL);
  self->query = bst_query_new ("");
  self->column = bst_columns_find ("name");
}

BstMachineOrder *
bst_machine_order_new (GListModel *machines)
{
  BstMachineOrder *self = g_object_new (BST_TYPE_MACHINE_ORDER, NULL);

  /* There is no signal before there is the class. */
  g_type_class_unref (g_type_class_ref (BST_TYPE_MACHINE));
  self->hook =
      g_signal_add_emission_hook (get_changed_signal (), 0, on_machine_changed, self, NULL);
  self->machines = g_object_ref (machines);
  g_signal_connect (machines, "items-changed", G_CALLBACK (on_items_changed), self);
  on_items_changed (machines, 0, 0, g_list_model_get_n_items (machines), self);

  return self;
}

guint
bst_machine_order_get_n (BstMachineOrder *self)
{
  return self->shown->len;
}

BstMachine *
bst_machine_order_get (BstMachineOrder *self, guint position)
{
  Entry *entry = g_ptr_array_index (self->shown, position);

  return entry->machine;
}

gboolean
bst_machine_order_find (BstMachineOrder *self, BstMachine *machine, guint *position)
{
  const Entry *entry = g_hash_table_lookup (self->entries, machine);

  if (entry == NULL || !entry->fits)
    return FALSE;

  if (position != NULL)
    *position = entry->position;
  return TRUE;
}

gboolean
bst_machine_order_knows (BstMachineOrder *self, BstMachine *machine)
{
  return g_hash_table_contains (self->entries, machine);
}

void
bst_machine_order_set_scope (BstMachineOrder *self,
                             BstHost *host,
                             const char *tag,
                             const char *group)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->host == host && g_strcmp0 (self->tag, tag) == 0 && g_strcmp0 (self->group, group) == 0)
    return;

  g_set_object (&self->host, host);
  g_free (self->tag);
  self->tag = g_strdup (tag);
  g_free (self->group);
  self->group = g_strdup (group);
  refit (self, FALSE);
}

void
bst_machine_order_set_query (BstMachineOrder *self, const char *text)
{
  g_autoptr (BstQuery) before = self->query;
  gboolean narrower;

  BST_ASSERT_MAIN_THREAD ();

  self->query = bst_query_new (text);
  narrower = bst_query_narrows (self->query, before);
  refit (self, narrower);
}

void
bst_machine_order_set_sort (BstMachineOrder *self, const BstColumn *column, gboolean descending)
{
  BST_ASSERT_MAIN_THREAD ();

  if (column == NULL)
    {
      column = bst_columns_find ("name");
      descending = FALSE;
    }
  if (self->column == column && self->descending == descending)
    return;

  if (self->column != column)
    {
      self->column = column;
      for (guint i = 0; i < self->sorted->len; i++)
        {
          Entry *entry = g_ptr_array_index (self->sorted, i);

          /* Of the column before, which may have been another kind. */
          g_clear_pointer (&entry->string, g_free);
          update_key (self, entry);
        }
    }
  self->descending = descending;
  sort (self);
  show (self);
}

void
bst_machine_order_hold (BstMachineOrder *self)
{
  self->holds++;
}

void
bst_machine_order_release (BstMachineOrder *self)
{
  g_return_if_fail (self->holds > 0);

  if (--self->holds == 0 && self->unsorted)
    {
      sort (self);
      show (self);
    }
}
