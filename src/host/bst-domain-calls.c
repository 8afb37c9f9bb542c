/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-domain-calls.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-thread.h"
#include "host/bst-host-error.h"

typedef struct
{
  BstLink *link; /* owned */
  GTask *task;   /* owned: the caller's; NULL: answered */
  char *uuid;
  char *name;
  char *text; /* (nullable) */
  BstDomainCall call;
  gulong cancelled_id;
  gulong closed_id;
  guint lost_id;
} Order;

static void
order_free (Order *order)
{
  g_assert (order->task == NULL);
  g_clear_signal_handler (&order->closed_id, order->link);
  g_object_unref (order->link);
  g_free (order->uuid);
  g_free (order->name);
  g_free (order->text);
  g_free (order);
}

static int
set_autostart (virDomainPtr domain, int on)
{
  return virDomainSetAutostart (domain, on);
}

/* The live machine and the one that starts next time, whichever there are. An empty text takes the
 * element away. */
static int
set_metadata (virDomainPtr domain, int type, const char *text)
{
  guint flags = 0;

  if (virDomainIsActive (domain) == 1)
    flags |= VIR_DOMAIN_AFFECT_LIVE;
  if (virDomainIsPersistent (domain) == 1)
    flags |= VIR_DOMAIN_AFFECT_CONFIG;

  return virDomainSetMetadata (
      domain, type, text != NULL && text[0] != '\0' ? text : NULL, NULL, NULL, flags);
}

/* libvirt counts in MiB a second, and takes no more than this. */
static int
set_bandwidth (virDomainPtr domain, const char *text)
{
  const guint64 most = G_MAXINT64 >> 20;
  guint64 bytes = g_ascii_strtoull (text, NULL, 10);

  return virDomainMigrateSetMaxSpeed (domain, bytes == 0 ? most : CLAMP (bytes >> 20, 1, most), 0);
}

static int
do_call (virDomainPtr domain, BstDomainCall call, const char *text)
{
  switch (call)
    {
    case BST_DOMAIN_START:
      return virDomainCreate (domain);
    case BST_DOMAIN_SHUTDOWN:
      return virDomainShutdown (domain);
    case BST_DOMAIN_REBOOT:
      return virDomainReboot (domain, 0);
    case BST_DOMAIN_RESET:
      return virDomainReset (domain, 0);
    case BST_DOMAIN_DESTROY:
      return virDomainDestroy (domain);
    case BST_DOMAIN_PAUSE:
      return virDomainSuspend (domain);
    case BST_DOMAIN_RESUME:
      return virDomainResume (domain);
    case BST_DOMAIN_SAVE:
      return virDomainManagedSave (domain, 0);
    case BST_DOMAIN_DISCARD_SAVE:
      return virDomainManagedSaveRemove (domain, 0);
    case BST_DOMAIN_AUTOSTART_ON:
      return set_autostart (domain, 1);
    case BST_DOMAIN_AUTOSTART_OFF:
      return set_autostart (domain, 0);
    case BST_DOMAIN_SET_TITLE:
      return set_metadata (domain, VIR_DOMAIN_METADATA_TITLE, text);
    case BST_DOMAIN_SET_DESCRIPTION:
      return set_metadata (domain, VIR_DOMAIN_METADATA_DESCRIPTION, text);
    case BST_DOMAIN_ABORT_JOB:
      return virDomainAbortJob (domain);
    case BST_DOMAIN_SET_MIGRATION_DOWNTIME:
      return virDomainMigrateSetMaxDowntime (domain, g_ascii_strtoull (text, NULL, 10), 0);
    case BST_DOMAIN_SET_MIGRATION_BANDWIDTH:
      return set_bandwidth (domain, text);
    case BST_DOMAIN_START_POST_COPY:
      return virDomainMigrateStartPostCopy (domain, 0);
    default:
      g_assert_not_reached ();
    }
}

/* Translators: %1$s is a machine, %2$s its host. */
static const char *const failures[] = {
  [BST_DOMAIN_START] = N_ ("Cannot start “%1$s” on %2$s"),
  [BST_DOMAIN_SHUTDOWN] = N_ ("Cannot shut down “%1$s” on %2$s"),
  [BST_DOMAIN_REBOOT] = N_ ("Cannot reboot “%1$s” on %2$s"),
  [BST_DOMAIN_RESET] = N_ ("Cannot reset “%1$s” on %2$s"),
  [BST_DOMAIN_DESTROY] = N_ ("Cannot force off “%1$s” on %2$s"),
  [BST_DOMAIN_PAUSE] = N_ ("Cannot pause “%1$s” on %2$s"),
  [BST_DOMAIN_RESUME] = N_ ("Cannot resume “%1$s” on %2$s"),
  [BST_DOMAIN_SAVE] = N_ ("Cannot suspend “%1$s” on %2$s to disk"),
  [BST_DOMAIN_DISCARD_SAVE] = N_ ("Cannot discard the saved state of “%1$s” on %2$s"),
  [BST_DOMAIN_AUTOSTART_ON] = N_ ("Cannot have “%1$s” start with %2$s"),
  [BST_DOMAIN_AUTOSTART_OFF] = N_ ("Cannot keep “%1$s” from starting with %2$s"),
  [BST_DOMAIN_SET_TITLE] = N_ ("Cannot change the title of “%1$s” on %2$s"),
  [BST_DOMAIN_SET_DESCRIPTION] = N_ ("Cannot change the description of “%1$s” on %2$s"),
  [BST_DOMAIN_ABORT_JOB] = N_ ("Cannot cancel what goes on with “%1$s” on %2$s"),
  [BST_DOMAIN_SET_MIGRATION_DOWNTIME] =
      N_ ("Cannot change the longest pause of “%1$s” on %2$s"),
  [BST_DOMAIN_SET_MIGRATION_BANDWIDTH] =
      N_ ("Cannot change how fast “%1$s” is moved away from %2$s"),
  [BST_DOMAIN_START_POST_COPY] = N_ ("Cannot switch “%1$s” on %2$s over to post-copy"),
};

static char *
get_failure (const Order *order)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (
      _ (failures[order->call]), order->name, bst_link_get_host (order->link));
#pragma GCC diagnostic pop
}

static gpointer
run_order (BstLink *link, gpointer data, GError **error)
{
  Order *order = data;
  g_autofree char *failure = get_failure (order);
  virDomainPtr domain = bst_link_ref_domain (link, order->uuid, NULL);
  int done = -1;

  if (domain != NULL)
    {
      bst_link_count_call (link);
      done = do_call (domain, order->call, order->text);
    }
  /* Before anything else overwrites libvirt's last error. */
  if (done < 0)
    g_propagate_error (error, bst_host_error_take_last ("%s", failure));
  if (domain != NULL)
    virDomainFree (domain);

  return GINT_TO_POINTER (done >= 0);
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

static gboolean
send_abort (gpointer data)
{
  Order *order = data;

  bst_link_call_async (order->link, BST_LANE_CONTROL, G_PRIORITY_HIGH, abort_job,
                       g_strdup (order->uuid), g_free, NULL, on_aborted, NULL);

  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  send_abort (data);
}

static GError *
new_lost_error (const Order *order)
{
  g_autofree char *failure = get_failure (order);

  return bst_error_new (BST_ERROR_LOST,
                        _ ("Look what became of it when the host is connected again."),
                        NULL,
                        _ ("%s: the link broke before the host answered"),
                        failure);
}

/* @error: (transfer full) (nullable) */
static void
answer (Order *order, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&order->task);

  g_clear_handle_id (&order->lost_id, g_source_remove);
  if (task == NULL)
    {
      g_clear_error (&error);
      return;
    }

  if (order->cancelled_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), order->cancelled_id);
  order->cancelled_id = 0;
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_lost (gpointer data)
{
  Order *order = data;

  order->lost_id = 0;
  answer (order, new_lost_error (order));

  return G_SOURCE_REMOVE;
}

/* A call that hangs with its host may come back in an hour; who asked is told now. */
static void
on_closed (BstLink *link, Order *order)
{
  if (order->lost_id == 0 && order->task != NULL)
    order->lost_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_lost, order, NULL);
}

static void
on_order_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Order *order = data;
  GError *error = NULL;

  bst_link_call_finish (order->link, result, &error);
  if (error != NULL && (!bst_link_is_open (order->link) ||
                        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_error_free (error);
      error = new_lost_error (order);
    }
  answer (order, error);
  order_free (order);
}

/* What may take minutes must leave the control thread free for aborting it. */
static BstLane
get_lane (BstDomainCall call)
{
  return call == BST_DOMAIN_SAVE || call == BST_DOMAIN_START ? BST_LANE_POOL : BST_LANE_CONTROL;
}

void
bst_domain_calls_start (BstLink *link,
                        const char *uuid,
                        const char *name,
                        BstDomainCall call,
                        const char *text,
                        GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);
  Order *order = g_new0 (Order, 1);

  BST_ASSERT_MAIN_THREAD ();

  order->link = g_object_ref (link);
  order->task = task;
  order->uuid = g_strdup (uuid);
  order->name = g_strdup (name);
  order->text = g_strdup (text);
  order->call = call;
  if (g_task_return_error_if_cancelled (task))
    {
      g_clear_object (&order->task);
      order_free (order);
      return;
    }

  /* Cancelled or not, only libvirt's answer tells what became of it. */
  g_task_set_check_cancellable (task, FALSE);
  if (cancellable != NULL && get_lane (call) == BST_LANE_POOL)
    order->cancelled_id =
        g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), order, NULL);
  order->closed_id = g_signal_connect (link, "closed", G_CALLBACK (on_closed), order);
  bst_link_call_async (link, get_lane (call), G_PRIORITY_HIGH, run_order, order, NULL, NULL,
                       on_order_done, order);
}

/* Progress. */

static gpointer
fetch_progress (BstLink *link, gpointer data, GError **error)
{
  virDomainPtr domain = bst_link_ref_domain (link, data, error);
  virTypedParameterPtr params = NULL;
  unsigned long long total = 0, remaining = 0;
  double *fraction = g_new (double, 1);
  int type = 0, n = 0;

  *fraction = -1;
  if (domain == NULL)
    return fraction;

  bst_link_count_call (link);
  if (virDomainGetJobStats (domain, &type, &params, &n, 0) == 0)
    {
      if (type != VIR_DOMAIN_JOB_NONE &&
          virTypedParamsGetULLong (params, n, VIR_DOMAIN_JOB_DATA_TOTAL, &total) == 1 &&
          virTypedParamsGetULLong (params, n, VIR_DOMAIN_JOB_DATA_REMAINING, &remaining) == 1 &&
          total > 0)
        *fraction = CLAMP (1 - (double) remaining / (double) total, 0, 1);
      virTypedParamsFree (params, n);
    }
  virDomainFree (domain);

  return fraction;
}

static void
on_progress (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  double *fraction = bst_link_call_finish (BST_LINK (source), result, NULL);

  g_task_return_pointer (task, fraction, g_free);
}

void
bst_domain_calls_get_progress (BstLink *link, const char *uuid, GTask *task)
{
  BST_ASSERT_MAIN_THREAD ();

  bst_link_call_async (link, BST_LANE_CONTROL, G_PRIORITY_DEFAULT, fetch_progress, g_strdup (uuid),
                       g_free, g_free, on_progress, task);
}
