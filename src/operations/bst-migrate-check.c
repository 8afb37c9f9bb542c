/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "operations/bst-migrate-private.h"

/* The slowest question gives up by itself well before. */
#define PATIENCE_S 30

void
bst_migrate_stop_check (BstMigrate *self)
{
  g_clear_handle_id (&self->check_patience, g_source_remove);
  if (self->preflight == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->preflight, self);
  bst_preflight_stop (self->preflight);
  g_clear_object (&self->preflight);
}

/* The first of what forbids it, and how many more there are. */
static const BstFinding *
find_block (BstPreflightTarget *target, guint *n_more)
{
  const BstFinding *first = NULL;
  guint n = 0;

  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      GPtrArray *findings =
          bst_preflight_cell_get_findings (bst_preflight_target_get_cell (target, i));

      for (guint k = 0; k < findings->len; k++)
        {
          const BstFinding *finding = findings->pdata[k];

          if (finding->verdict != BST_VERDICT_BLOCK)
            continue;
          first = first != NULL ? first : finding;
          n++;
        }
    }
  *n_more = n > 0 ? n - 1 : 0;

  return first;
}

/* (transfer full) */
static GError *
new_error (BstMigrate *self, BstPreflightTarget *target)
{
  const char *name = bst_operation_get_target (BST_OPERATION (self));
  g_autofree char *detail = bst_preflight_target_dup_text (target);
  g_autofree char *text = NULL;
  guint n_more;
  const BstFinding *block = find_block (target, &n_more);

  /* Translators: a machine, and what forbids that it goes to another host. */
  text = g_strdup_printf (_ ("“%s” was not moved: %s"), name, block->reason);
  if (n_more == 0)
    return bst_error_new (BST_ERROR_INVALID, block->remedy, detail, "%s", text);

  return bst_error_new (BST_ERROR_INVALID, block->remedy, detail,
                        /* Translators: what forbids it, and how many things do so, too. */
                        ngettext ("%s (and %u thing more that forbids it)",
                                  "%s (and %u things more that forbid it)", n_more),
                        text, n_more);
}

static void
end_check (BstMigrate *self, BstPreflightTarget *target)
{
  /* Where the program ends, the next one looks. */
  gboolean ends = bst_migrate_get_inventory (self) == NULL;
  gboolean blocked = bst_preflight_target_get_verdict (target) == BST_VERDICT_BLOCK;
  GError *error = blocked ? new_error (self, target) : NULL;

  bst_migrate_stop_check (self);
  if (ends)
    g_clear_error (&error);
  else if (error != NULL)
    bst_migrate_finish (self, error);
  else
    bst_migrate_go (self);
}

static BstPreflightTarget *
get_target (BstMigrate *self)
{
  g_autoptr (BstPreflightTarget) target = g_list_model_get_item (G_LIST_MODEL (self->preflight), 0);

  return target;
}

/* One that is not connected is asked nothing more. */
static void
on_changed (BstMigrate *self)
{
  g_autoptr (BstMigrate) alive = g_object_ref (self);
  BstPreflightTarget *target = get_target (self);
  BstPreflightCell *connected = bst_preflight_target_get_cell (target, BST_CHECK_CONNECTED);

  if (!bst_preflight_target_is_pending (target) ||
      bst_preflight_cell_get_verdict (connected) == BST_VERDICT_BLOCK)
    end_check (self, target);
}

/* What libvirt does not look at by itself, and what would cost data, or go to the wrong place. */
static const BstCheckId musts[] = { BST_CHECK_STATE, BST_CHECK_NAME, BST_CHECK_DISKS,
                                    BST_CHECK_FILES, BST_CHECK_CLUSTER };

/* (nullable) (transfer full): of what has to be known, and is not. */
static GError *
new_unseen_error (BstMigrate *self, BstPreflightTarget *target)
{
  g_autoptr (GString) titles = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (musts); i++)
    {
      if (bst_preflight_cell_is_pending (bst_preflight_target_get_cell (target, musts[i])))
        g_string_append_printf (titles, "%s%s", titles->len > 0 ? ", " : "",
                                bst_check_get_title (musts[i]));
    }
  if (titles->len == 0)
    return NULL;

  return bst_error_new (BST_ERROR_TIMED_OUT,
                        _ ("Try again when the hosts are less busy. “bastidactl migrate --force” "
                           "moves it without any check."),
                        NULL,
                        /* Translators: a machine, a number of seconds, and headings of checks. */
                        _ ("“%s” was not moved: within %u s the hosts did not tell what has to be "
                           "known before (%s)"),
                        bst_operation_get_target (BST_OPERATION (self)), PATIENCE_S, titles->str);
}

/* What else could not be found out does not forbid it: the hosts say no by themselves. */
static gboolean
on_patience_over (gpointer data)
{
  g_autoptr (BstMigrate) self = g_object_ref (data);
  BstPreflightTarget *target = get_target (self);
  GError *error = bst_migrate_get_inventory (self) != NULL ? new_unseen_error (self, target) : NULL;

  self->check_patience = 0;
  if (error != NULL)
    bst_migrate_finish (self, error);
  else
    end_check (self, target);

  return G_SOURCE_REMOVE;
}

void
bst_migrate_check (BstMigrate *self, BstMachine *machine)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();

  bst_migrate_say (self, _ ("Looking whether anything forbids it"));
  g_ptr_array_add (machines, machine);
  self->preflight = bst_preflight_new_for_host (self->fleet, machines,
                                                bst_migrate_get_host (self, TRUE), self->options);
  g_signal_connect_swapped (self->preflight, "changed", G_CALLBACK (on_changed), self);
  self->check_patience = g_timeout_add_seconds (PATIENCE_S, on_patience_over, self);
}
