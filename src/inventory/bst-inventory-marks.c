/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/bst-thread.h"
#include "inventory/bst-inventory-private.h"
#include "inventory/bst-machine-table-private.h"
#include "inventory/bst-snapshot-table-private.h"

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* Sorted, each once, valid, without the empty one. */
static char **
clean_tags (const char *const *tags)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GPtrArray) sorted = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; tags != NULL && tags[i] != NULL; i++)
    {
      char *tag = g_strstrip (g_utf8_make_valid (tags[i], -1));

      g_ptr_array_add (sorted, tag);
    }
  g_ptr_array_sort (sorted, compare_strings);
  for (guint i = 0; i < sorted->len; i++)
    {
      const char *tag = sorted->pdata[i];

      if (*tag != '\0' && (i == 0 || !g_str_equal (tag, sorted->pdata[i - 1])))
        g_strv_builder_add (builder, tag);
    }

  return g_strv_builder_end (builder);
}

void
bst_inventory_set_tags (BstInventory *self, BstMachine *machine, const char *const *tags)
{
  g_auto (GStrv) clean = clean_tags (tags);
  BstMarks marks = {
    .tags = clean,
    .group = (char *)bst_machine_get_group (machine),
    .notes = (char *)bst_machine_get_notes (machine),
  };

  BST_ASSERT_MAIN_THREAD ();

  if (g_strv_equal ((const char *const *)clean, bst_machine_get_tags (machine)))
    return;

  bst_inventory_apply_marks (self, machine, &marks);
  self->changes++;
  if (self->writer != NULL)
    bst_machine_table_set_tags (self->writer, bst_host_get_id (bst_machine_get_host (machine)),
                                bst_machine_get_uuid (machine), (const char *const *)clean);
}

void
bst_inventory_set_group (BstInventory *self, BstMachine *machine, const char *group)
{
  g_autofree char *valid = g_strstrip (g_utf8_make_valid (group != NULL ? group : "", -1));
  BstMarks marks = {
    .tags = (char **)bst_machine_get_tags (machine),
    .group = valid,
    .notes = (char *)bst_machine_get_notes (machine),
  };

  BST_ASSERT_MAIN_THREAD ();

  if (g_str_equal (valid, bst_machine_get_group (machine)))
    return;

  bst_inventory_apply_marks (self, machine, &marks);
  self->changes++;
  if (self->writer != NULL)
    bst_machine_table_set_group (self->writer, bst_host_get_id (bst_machine_get_host (machine)),
                                 bst_machine_get_uuid (machine), valid);
}

void
bst_inventory_set_notes (BstInventory *self, BstMachine *machine, const char *notes)
{
  g_autofree char *valid = g_utf8_make_valid (notes != NULL ? notes : "", -1);
  BstMachineChanges changes;

  BST_ASSERT_MAIN_THREAD ();

  changes = bst_machine_set_notes (machine, valid);
  if (changes == 0)
    return;

  bst_machine_emit (machine, changes);
  self->changes++;
  if (self->writer != NULL)
    bst_machine_table_set_notes (self->writer, bst_host_get_id (bst_machine_get_host (machine)),
                                 bst_machine_get_uuid (machine), valid);
}

/* HOST/NAME. */
static gboolean
has_path (BstMachine *machine, const char *text)
{
  const char *host = bst_host_get_name (bst_machine_get_host (machine));
  gsize length = strlen (host);

  return strncmp (text, host, length) == 0 && text[length] == '/' &&
         g_str_equal (text + length + 1, bst_machine_get_name (machine));
}

GPtrArray *
bst_inventory_find_machines (BstInventory *self, const char *text)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_object_unref);
  guint n;
  gpointer *machines = bst_row_list_peek (self->machines, &n);

  BST_ASSERT_MAIN_THREAD ();

  for (guint i = 0; i < n; i++)
    {
      if (g_str_equal (bst_machine_get_name (machines[i]), text) ||
          g_ascii_strcasecmp (bst_machine_get_uuid (machines[i]), text) == 0 ||
          has_path (machines[i], text))
        g_ptr_array_add (found, g_object_ref (machines[i]));
    }

  return found;
}

/* --- Of one that moved --- */

/* As they are at @host_id now, whether it has the machine or had it: of borrowed strings. */
static BstMarks
get_marks (BstInventory *self, gint64 host_id, const char *uuid)
{
  BstHost *host = bst_inventory_get_host (self, host_id);
  BstMachine *machine = host != NULL ? bst_inventory_get_machine (self, host, uuid) : NULL;
  g_autofree char *key = bst_marks_make_key (host_id, uuid);
  const BstMarks *left = g_hash_table_lookup (self->marks, key);

  if (machine != NULL)
    return (BstMarks){
      .tags = (char **)bst_machine_get_tags (machine),
      .group = (char *)bst_machine_get_group (machine),
      .notes = (char *)bst_machine_get_notes (machine),
    };

  return left != NULL ? *left : (BstMarks){ 0 };
}

/* It is of one machine, which runs at one place: left behind, it would take snapshots of what is
 * off, and come to life again when the machine is back. */
static void
carry_policy (BstInventory *self, gint64 source_id, BstMachine *machine)
{
  const char *uuid = bst_machine_get_uuid (machine);
  g_autofree char *key = bst_marks_make_key (source_id, uuid);
  const BstSnapshotPolicy *policy = g_hash_table_lookup (self->policies, key);

  if (policy == NULL)
    return;

  bst_inventory_set_snapshot_policy (self, machine, policy);
  g_hash_table_remove (self->policies, key);
  if (self->writer != NULL)
    bst_snapshot_table_set_policy (self->writer, source_id, uuid, NULL);
}

void
bst_inventory_carry_marks (BstInventory *self, gint64 source_id, BstMachine *machine)
{
  BstMarks marks = get_marks (self, source_id, bst_machine_get_uuid (machine));

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (bst_host_get_id (bst_machine_get_host (machine)) != source_id);

  if (marks.tags != NULL && bst_machine_get_tags (machine)[0] == NULL)
    bst_inventory_set_tags (self, machine, (const char *const *)marks.tags);
  if (marks.group != NULL && *bst_machine_get_group (machine) == '\0')
    bst_inventory_set_group (self, machine, marks.group);
  if (marks.notes != NULL && *bst_machine_get_notes (machine) == '\0')
    bst_inventory_set_notes (self, machine, marks.notes);
  carry_policy (self, source_id, machine);
}
