/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-errand-private.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"

typedef struct
{
  BstLink *link; /* owned */
  GTask *task;   /* owned: the caller's; NULL: answered */
  char *uuid;
  char *name;
  GCancellable *cancellable; /* (nullable) owned */
  BstErrand errand;
  gulong cancelled_id;
  gulong closed_id;
  guint lost_id;
} Walk;

static void
walk_free (Walk *walk)
{
  g_assert (walk->task == NULL);
  g_clear_signal_handler (&walk->closed_id, walk->link);
  if (walk->errand.free_data != NULL)
    walk->errand.free_data (walk->errand.data);
  g_clear_object (&walk->cancellable);
  g_object_unref (walk->link);
  g_free (walk->uuid);
  g_free (walk->name);
  g_free (walk);
}

static gpointer
run_walk (BstLink *link, gpointer data, GError **error)
{
  Walk *walk = data;
  virDomainPtr domain = bst_link_ref_domain (link, walk->uuid, error);
  BstErrandCall call = {
    .link = link,
    .domain = domain,
    .name = walk->name,
    .cancellable = walk->cancellable,
    .data = walk->errand.data,
  };
  gpointer result;

  if (domain == NULL)
    return NULL;

  result = walk->errand.func (&call, error);
  virDomainFree (domain);

  return result;
}

static gpointer
abort_job (BstLink *link, gpointer data, GError **error)
{
  virDomainPtr domain = bst_link_ref_domain (link, data, NULL);

  if (domain != NULL)
    {
      bst_link_count_call (link);
      virDomainAbortJob (domain);
      virDomainFree (domain);
    }

  return NULL;
}

static void
on_aborted (GObject *source, GAsyncResult *result, gpointer data)
{
  /* What became of the job is its own answer. */
  bst_link_call_finish (BST_LINK (source), result, NULL);
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  Walk *walk = data;

  if (walk->errand.cancel == BST_ERRAND_ABORTS_JOB)
    bst_link_call_async (walk->link, BST_LANE_CONTROL, G_PRIORITY_HIGH, abort_job,
                         g_strdup (walk->uuid), g_free, NULL, on_aborted, NULL);
}

static GError *
new_lost_error (const Walk *walk)
{
  return bst_error_new (BST_ERROR_LOST,
                        _ ("Look what became of it when the host is connected again."),
                        NULL,
                        _ ("The link to %s broke before it answered about “%s”"),
                        bst_link_get_host (walk->link),
                        walk->name);
}

/* @error: (transfer full) (nullable) */
static void
answer (Walk *walk, gpointer result, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&walk->task);

  g_clear_handle_id (&walk->lost_id, g_source_remove);
  if (task == NULL)
    {
      g_clear_error (&error);
      if (result != NULL && walk->errand.free_result != NULL)
        walk->errand.free_result (result);
      return;
    }

  if (walk->cancelled_id != 0)
    g_cancellable_disconnect (walk->cancellable, walk->cancelled_id);
  walk->cancelled_id = 0;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, walk->errand.free_result);
}

static gboolean
on_lost (gpointer data)
{
  Walk *walk = data;

  walk->lost_id = 0;
  answer (walk, NULL, new_lost_error (walk));

  return G_SOURCE_REMOVE;
}

/* A call that hangs with its host may come back in an hour; who asked is told now. */
static void
on_closed (BstLink *link, Walk *walk)
{
  if (walk->lost_id == 0 && walk->task != NULL)
    walk->lost_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_lost, walk, NULL);
}

static void
on_walked (GObject *source, GAsyncResult *result, gpointer data)
{
  Walk *walk = data;
  GError *error = NULL;
  gpointer found = bst_link_call_finish (walk->link, result, &error);

  if (error != NULL && (!bst_link_is_open (walk->link) ||
                        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_error_free (error);
      error = new_lost_error (walk);
    }
  answer (walk, found, error);
  walk_free (walk);
}

void
bst_errand_start (
    BstLink *link, const char *uuid, const char *name, const BstErrand *errand, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Walk *walk = g_new0 (Walk, 1);

  BST_ASSERT_MAIN_THREAD ();

  walk->link = g_object_ref (link);
  walk->task = task;
  walk->uuid = g_strdup (uuid);
  walk->name = g_strdup (name);
  walk->errand = *errand;
  g_set_object (&walk->cancellable, cancellable);
  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_object (&walk->task);
      walk_free (walk);
      return;
    }

  /* Cancelled or not, only libvirt's answer tells what became of it. */
  g_task_set_check_cancellable (task, FALSE);
  if (cancellable != NULL)
    walk->cancelled_id =
        g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), walk, NULL);
  walk->closed_id = g_signal_connect (link, "closed", G_CALLBACK (on_closed), walk);
  bst_link_call_async (link, errand->lane, errand->priority, run_walk, walk, NULL,
                       errand->free_result, on_walked, walk);
}
