/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-task-text.h"

#include <glib/gi18n.h>

#include "app/bst-age.h"
#include "app/bst-time-text.h"
#include "core/bst-error.h"

const char *
bst_task_text_get_state (BstOperationState state)
{
  switch (state)
    {
    case BST_OPERATION_STATE_QUEUED:
      return _ ("Waiting");
    case BST_OPERATION_STATE_RUNNING:
      return _ ("Under way");
    case BST_OPERATION_STATE_CANCELLING:
      return _ ("Cancelling…");
    case BST_OPERATION_STATE_DONE:
      return _ ("Done");
    case BST_OPERATION_STATE_FAILED:
      return _ ("Failed");
    case BST_OPERATION_STATE_CANCELLED:
      return _ ("Cancelled");
    case BST_OPERATION_STATE_UNKNOWN:
    default:
      return _ ("Not known");
    }
}

/* @line: (nullable) */
static void
add (GString *text, const char *line)
{
  if (line == NULL || line[0] == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, '\n');
  g_string_append (text, line);
}

static void
add_times (GString *text, BstOperation *operation)
{
  gint64 begun = bst_operation_get_started_at (operation);
  gint64 ended = bst_operation_get_ended_at (operation);
  g_autofree char *queued_text = bst_age_format_time (bst_operation_get_queued_at (operation));
  g_autofree char *line = NULL;

  if (begun != 0 && ended != 0)
    {
      g_autofree char *ended_text = bst_age_format_time (ended);
      g_autofree char *span = bst_time_text_span (ended - begun);

      /* Translators: when it was asked for, when it ended, and how long it took. */
      line = g_strdup_printf (_ ("%s to %s, after %s"), queued_text, ended_text, span);
    }
  else
    {
      /* Translators: when it was asked for. */
      line = g_strdup_printf (_ ("Since %s"), queued_text);
    }
  add (text, line);
}

static void
add_hosts (GString *text, BstOperation *operation, BstInventory *inventory)
{
  BstHost *host = bst_inventory_get_host (inventory, bst_operation_get_host_id (operation));
  BstHost *other = bst_inventory_get_host (inventory, bst_operation_get_other_host_id (operation));
  g_autofree char *line = NULL;

  if (host != NULL && other != NULL)
    line = g_strdup_printf ("%s → %s", bst_host_get_name (host), bst_host_get_name (other));
  else if (host != NULL)
    line = g_strdup (bst_host_get_name (host));
  add (text, line);
}

static void
add_parts (GString *text, BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);

  for (guint i = 0; parts != NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);
      const GError *error = bst_operation_get_error (part);
      g_autofree char *line = g_strdup_printf (
          "%s: %s", bst_operation_get_title (part),
          error != NULL ? error->message
                        : bst_task_text_get_state (bst_operation_get_state (part)));

      add (text, line);
    }
}

char *
bst_task_text_dup_whole (BstOperation *operation, BstInventory *inventory)
{
  const GError *error = bst_operation_get_error (operation);
  GString *text = g_string_new (bst_task_text_get_state (bst_operation_get_state (operation)));

  add_hosts (text, operation, inventory);
  add_times (text, operation);
  if (!bst_operation_is_over (operation))
    add (text, bst_operation_get_detail (operation));
  if (error != NULL)
    {
      add (text, error->message);
      add (text, bst_error_get_remedy (error));
      add (text, bst_error_get_detail (error));
    }
  add (text, bst_operation_get_outcome (operation));
  add_parts (text, operation);

  return g_string_free (text, FALSE);
}

char *
bst_task_text_dup_time_left (BstOperation *operation)
{
  const BstMigrationStatus *status = bst_operation_get_status (operation);
  double seconds = status != NULL ? bst_migration_status_get_time_left (status) : -1;
  g_autofree char *span = NULL;

  if (seconds < 0 || bst_operation_get_state (operation) != BST_OPERATION_STATE_RUNNING)
    return NULL;

  span = bst_time_text_span ((gint64)(seconds * G_USEC_PER_SEC));

  /* Translators: a span of time: "about 12 s left" */
  return g_strdup_printf (_ ("about %s left"), span);
}
