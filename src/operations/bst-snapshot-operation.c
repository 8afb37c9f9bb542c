/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-snapshot-operation.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "formats/bst-snapshot-xml.h"
#include "operations/bst-fleet-private.h"
#include "operations/bst-snapshot-operation-private.h"

/* How often it is asked how far a merge is. */
#define POLL_MS 500

typedef struct
{
  BstFleet *fleet; /* (nullable): weak, since the inventory keeps operations that are over */
  BstMachine *machine;
  char *host_name;
  GPtrArray *steps; /* of BstSnapshotStep */
  guint next;       /* the step that runs */
  char **targets;   /* disks, for the progress of what is done to them */
  GCancellable *cancellable;
  BstConnection *connection; /* (nullable): that is asked */
  GError *error;             /* (nullable): how it will end */
  guint poll;
  gboolean asking;
} BstSnapshotOperationPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (BstSnapshotOperation, bst_snapshot_operation, BST_TYPE_OPERATION)

#define PRIVATE(self)                                                                              \
  ((BstSnapshotOperationPrivate *)bst_snapshot_operation_get_instance_private (self))

/* What can be stopped, between its steps or within them. */
typedef struct
{
  BstSnapshotOperation parent_instance;
} BstSnapshotJob;

typedef struct
{
  BstSnapshotOperationClass parent_class;
} BstSnapshotJobClass;

GType bst_snapshot_job_get_type (void);

G_DEFINE_TYPE (BstSnapshotJob, bst_snapshot_job, BST_TYPE_SNAPSHOT_OPERATION)

BstSnapshotStep *
bst_snapshot_operation_add_step (BstOperation *operation, BstSnapshotStepKind kind, const char *name)
{
  BstSnapshotStep *step = g_new0 (BstSnapshotStep, 1);

  step->kind = kind;
  step->name = g_strdup (name);
  g_ptr_array_add (PRIVATE (BST_SNAPSHOT_OPERATION (operation))->steps, step);

  return step;
}

/* Those that are not done yet: what a look-up after a crash has to see, and what trying again is. */
void
bst_snapshot_operation_keep_steps (BstOperation *operation)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (BST_SNAPSHOT_OPERATION (operation));

  bst_operation_set_parameters (operation, bst_snapshot_steps_to_variant (priv->steps, priv->next));
}

/* (nullable): the program ends, or the host is not listed any more. */
static BstConnection *
find_connection (BstSnapshotOperation *self)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (self);

  return priv->fleet != NULL && !bst_fleet_is_closed (priv->fleet)
             ? bst_fleet_get_connection (priv->fleet, bst_machine_get_host (priv->machine))
             : NULL;
}

static const char *
get_uuid (BstSnapshotOperation *self)
{
  return bst_machine_get_uuid (PRIVATE (self)->machine);
}

static gboolean
is_abandoned (BstSnapshotOperation *self)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (self);

  return priv->fleet == NULL || bst_fleet_is_closed (priv->fleet);
}

/* --- Progress --- */

static void
set_progress (BstSnapshotOperation *self, double of_step)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (self);
  const BstSnapshotStep *step = priv->steps->pdata[priv->next];
  double fraction = -1;
  g_autofree char *detail = NULL;

  if (of_step >= 0 || priv->steps->len > 1)
    fraction = (priv->next + MAX (of_step, 0)) / priv->steps->len;
  switch (step->kind)
    {
    case BST_SNAPSHOT_STEP_CREATE:
      detail = g_strdup_printf (_ ("Taking “%s”"), step->name);
      break;
    case BST_SNAPSHOT_STEP_REVERT:
      detail = g_strdup_printf (_ ("Going back to “%s”"), step->name);
      break;
    case BST_SNAPSHOT_STEP_DELETE:
      detail = g_strdup_printf (step->merges ? _ ("Merging “%s”") : _ ("Deleting “%s”"),
                                step->name);
      break;
    case BST_SNAPSHOT_STEP_PULL:
      detail = g_strdup_printf (_ ("Copying the disk %s together"), step->name);
      break;
    case BST_SNAPSHOT_STEP_REDEFINE:
    default:
      break;
    }
  bst_operation_set_progress (BST_OPERATION (self), fraction, detail);
}

static void
on_progress (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSnapshotOperation) self = data;
  double fraction =
      bst_connection_get_block_progress_finish (BST_CONNECTION (source), result, NULL);

  /* An error only means that it is not known now: the call itself tells how it ends. */
  PRIVATE (self)->asking = FALSE;
  if (fraction >= 0 && PRIVATE (self)->poll != 0)
    set_progress (self, fraction);
}

static gboolean
poll_progress (gpointer data)
{
  BstSnapshotOperation *self = data;
  BstSnapshotOperationPrivate *priv = PRIVATE (self);

  if (priv->asking)
    return G_SOURCE_CONTINUE;

  priv->asking = TRUE;
  bst_connection_get_block_progress_async (priv->connection, get_uuid (self),
                                           (const char *const *)priv->targets, on_progress,
                                           g_object_ref (self));
  return G_SOURCE_CONTINUE;
}

/* --- The end --- */

static void
finish (BstSnapshotOperation *self)
{
  g_clear_object (&PRIVATE (self)->connection);
  if (!bst_operation_is_over (BST_OPERATION (self)))
    bst_operation_finish (BST_OPERATION (self), g_steal_pointer (&PRIVATE (self)->error));
}

static void
on_listed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSnapshotOperation) self = data;
  BstSnapshotOperationPrivate *priv = PRIVATE (self);
  g_autoptr (BstSnapshotReport) report =
      bst_connection_list_snapshots_finish (BST_CONNECTION (source), result, NULL);

  if (is_abandoned (self))
    return;
  if (report != NULL)
    bst_inventory_set_snapshots (bst_fleet_get_inventory (priv->fleet), priv->machine,
                                 report->snapshots);
  finish (self);
}

/* What there is now is known before it is said that it is over: also of what failed half way. */
static void
wind_up (BstSnapshotOperation *self, GError *error)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (self);

  g_clear_handle_id (&priv->poll, g_source_remove);
  priv->error = error;
  if (is_abandoned (self))
    return; /* the next program looks at it */
  if (g_error_matches (error, BST_ERROR, BST_ERROR_LOST))
    {
      /* The host may go on with the step: what became of it is seen there when it is back. */
      g_clear_error (&priv->error);
      g_clear_object (&priv->connection);
      bst_fleet_look_up (priv->fleet, BST_OPERATION (self));
      return;
    }
  if (g_error_matches (error, BST_ERROR, BST_ERROR_NOT_CONNECTED))
    {
      finish (self);
      return;
    }

  bst_connection_list_snapshots_async (priv->connection, get_uuid (self), NULL, on_listed,
                                       g_object_ref (self));
}

/* --- Steps --- */

static void run_step (BstSnapshotOperation *self);

/* How many of several were done before one failed. */
static GError *
explain (BstSnapshotOperation *self, GError *error)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (self);
  GError *full;

  if (priv->next == 0)
    return error;

  full = bst_error_new (error->domain == BST_ERROR ? (BstErrorCode)error->code : BST_ERROR_FAILED,
                        bst_error_get_remedy (error), bst_error_get_detail (error),
                        ngettext ("%s (%u of %u steps was done before)",
                                  "%s (%u of %u steps were done before)", priv->next),
                        error->message, priv->next, priv->steps->len);
  g_error_free (error);

  return full;
}

/* @error: (transfer full) (nullable) */
static void
end_step (BstSnapshotOperation *self, GError *error)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (self);

  if (error != NULL)
    {
      wind_up (self, explain (self, error));
      return;
    }

  priv->next++;
  if (priv->next < priv->steps->len)
    bst_snapshot_operation_keep_steps (BST_OPERATION (self));
  if (priv->next < priv->steps->len && g_cancellable_is_cancelled (priv->cancellable))
    wind_up (self, bst_error_new (BST_ERROR_CANCELLED, NULL, NULL, _ ("It was cancelled")));
  else if (priv->next < priv->steps->len)
    run_step (self);
  else
    wind_up (self, NULL);
}

static void
on_created (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSnapshotOperation) self = data;
  BstSnapshotOperationPrivate *priv = PRIVATE (self);
  const BstSnapshotStep *step = priv->steps->pdata[priv->next];
  g_autoptr (GBytes) thumbnail = NULL;
  GError *error = NULL;

  if (bst_connection_create_snapshot_finish (BST_CONNECTION (source), result, &thumbnail, &error) &&
      !is_abandoned (self))
    bst_inventory_set_snapshot_mark (bst_fleet_get_inventory (priv->fleet), priv->machine,
                                     step->name, step->policy, thumbnail);
  end_step (self, error);
}

static void
on_done (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSnapshotOperation) self = data;
  BstSnapshotOperationPrivate *priv = PRIVATE (self);
  const BstSnapshotStep *step = priv->steps->pdata[priv->next];
  GError *error = NULL;

  if (bst_connection_snapshot_call_finish (BST_CONNECTION (source), result, &error) &&
      step->kind == BST_SNAPSHOT_STEP_REDEFINE && !step->describes && !is_abandoned (self))
    bst_inventory_rename_snapshot_mark (bst_fleet_get_inventory (priv->fleet), priv->machine,
                                        step->name, step->text);
  end_step (self, error);
}

static void
run_step (BstSnapshotOperation *self)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (self);
  const BstSnapshotStep *step = priv->steps->pdata[priv->next];
  BstConnection *connection = priv->connection;
  const char *uuid = get_uuid (self);

  set_progress (self, -1);
  switch (step->kind)
    {
    case BST_SNAPSHOT_STEP_CREATE:
      bst_connection_create_snapshot_async (connection, uuid, step->text, step->create,
                                            priv->cancellable, on_created, g_object_ref (self));
      break;
    case BST_SNAPSHOT_STEP_REVERT:
      bst_connection_revert_snapshot_async (connection, uuid, step->name, step->run, step->force,
                                            on_done, g_object_ref (self));
      break;
    case BST_SNAPSHOT_STEP_DELETE:
      bst_connection_delete_snapshot_async (connection, uuid, step->name, priv->cancellable, on_done,
                                            g_object_ref (self));
      break;
    case BST_SNAPSHOT_STEP_REDEFINE:
      bst_connection_redefine_snapshot_async (connection, uuid, step->name,
                                              step->describes ? NULL : step->text,
                                              step->describes ? step->text : NULL, on_done,
                                              g_object_ref (self));
      break;
    case BST_SNAPSHOT_STEP_PULL:
      bst_connection_pull_disk_async (connection, uuid, step->name, priv->cancellable, on_done,
                                      g_object_ref (self));
      break;
    default:
      g_assert_not_reached ();
    }
}

static gboolean
touches_images (BstSnapshotOperation *self)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (self);

  for (guint i = 0; i < priv->steps->len; i++)
    {
      const BstSnapshotStep *step = priv->steps->pdata[i];

      if (step->merges || step->kind == BST_SNAPSHOT_STEP_PULL)
        return TRUE;
    }

  return FALSE;
}

static GError *
new_not_connected_error (BstSnapshotOperation *self)
{
  return bst_error_new (BST_ERROR_NOT_CONNECTED, _ ("Connect the host, then try again."), NULL,
                        _ ("“%s” cannot be reached: its host “%s” is not connected"),
                        bst_operation_get_target (BST_OPERATION (self)), PRIVATE (self)->host_name);
}

static char **
dup_targets (const BstSnapshotSubject *subject)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < subject->chains->len; i++)
    g_strv_builder_add (builder, ((BstBlockChain *)subject->chains->pdata[i])->target);

  return g_strv_builder_end (builder);
}

/* What the rules say of it now; (nullable) (transfer full). */
static GError *
check (BstSnapshotOperation *self, const BstSnapshotReport *report)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (self);
  BstOperation *operation = BST_OPERATION (self);
  g_autoptr (BstSnapshotSubject) subject = bst_snapshot_subject_new (
      priv->machine, report->xml, report->chains, report->snapshots, report->free, TRUE);
  g_autofree char *why = NULL;

  /* It has just listed them, were it before the first figures of the machine. */
  subject->supported = TRUE;
  /* By others: of its own, nothing is begun. */
  subject->busy = report->busy;
  why = bst_snapshot_steps_dup_against (priv->steps, bst_operation_get_kind (operation), subject);
  if (why != NULL)
    return bst_error_new (
        bst_snapshot_subject_is_held (subject) ? BST_ERROR_BUSY : BST_ERROR_INVALID,
        _ ("Look at its snapshots, and do it again where it is still wanted."), NULL,
        /* Translators: a machine, its host, and why: a sentence. */
        _ ("It cannot be done with “%s” on “%s” now. %s"), bst_operation_get_target (operation),
        priv->host_name, why);

  g_strfreev (priv->targets);
  priv->targets = dup_targets (subject);
  bst_snapshot_steps_note (priv->steps, subject);
  bst_snapshot_operation_keep_steps (operation);

  return NULL;
}

/* Nothing is begun yet: what fails here failed. */
static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSnapshotOperation) self = data;
  BstSnapshotOperationPrivate *priv = PRIVATE (self);
  GError *error = NULL;
  g_autoptr (BstSnapshotReport) report =
      bst_connection_list_snapshots_finish (BST_CONNECTION (source), result, &error);

  if (is_abandoned (self))
    {
      g_clear_error (&error);
      return;
    }
  if (g_error_matches (error, BST_ERROR, BST_ERROR_LOST))
    {
      g_clear_error (&error);
      error = new_not_connected_error (self);
    }
  if (error == NULL)
    error = check (self, report);
  if (error == NULL && g_cancellable_is_cancelled (priv->cancellable))
    error = bst_error_new (BST_ERROR_CANCELLED, NULL, NULL, _ ("It was cancelled"));
  if (error != NULL)
    {
      priv->error = error;
      finish (self);
      return;
    }

  if (touches_images (self))
    priv->poll = g_timeout_add (POLL_MS, poll_progress, self);
  run_step (self);
}

/* Its dialog may be long ago: what it was made of is looked at again. */
static void
bst_snapshot_operation_run (BstOperation *operation)
{
  BstSnapshotOperation *self = BST_SNAPSHOT_OPERATION (operation);
  BstSnapshotOperationPrivate *priv = PRIVATE (self);
  BstConnection *connection = find_connection (self);

  if (connection == NULL)
    {
      bst_operation_finish (operation, new_not_connected_error (self));
      return;
    }

  priv->connection = g_object_ref (connection);
  bst_connection_list_snapshots_async (connection, get_uuid (self), NULL, on_checked,
                                       g_object_ref (self));
}

static void
bst_snapshot_operation_dispose (GObject *object)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (BST_SNAPSHOT_OPERATION (object));

  g_clear_handle_id (&priv->poll, g_source_remove);
  g_clear_object (&priv->connection);

  G_OBJECT_CLASS (bst_snapshot_operation_parent_class)->dispose (object);
}

static void
bst_snapshot_operation_finalize (GObject *object)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (BST_SNAPSHOT_OPERATION (object));

  g_clear_weak_pointer (&priv->fleet);
  g_clear_object (&priv->machine);
  g_free (priv->host_name);
  g_ptr_array_unref (priv->steps);
  g_strfreev (priv->targets);
  g_object_unref (priv->cancellable);
  g_clear_error (&priv->error);

  G_OBJECT_CLASS (bst_snapshot_operation_parent_class)->finalize (object);
}

/* The host ends the step that it is at by itself, but nobody begins the next. */
static BstAtQuit
bst_snapshot_operation_get_at_quit (BstOperation *operation)
{
  BstSnapshotOperationPrivate *priv = PRIVATE (BST_SNAPSHOT_OPERATION (operation));

  return priv->next + 1 < priv->steps->len ? BST_AT_QUIT_FAILS : BST_AT_QUIT_GOES_ON;
}

static void
bst_snapshot_operation_class_init (BstSnapshotOperationClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_snapshot_operation_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_snapshot_operation_finalize;
  BST_OPERATION_CLASS (klass)->run = bst_snapshot_operation_run;
  BST_OPERATION_CLASS (klass)->get_at_quit = bst_snapshot_operation_get_at_quit;
}

static void
bst_snapshot_operation_init (BstSnapshotOperation *self)
{
  PRIVATE (self)->steps = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_snapshot_step_free);
  PRIVATE (self)->cancellable = g_cancellable_new ();
}

static void
bst_snapshot_job_cancel (BstOperation *operation)
{
  g_cancellable_cancel (PRIVATE (BST_SNAPSHOT_OPERATION (operation))->cancellable);
}

static void
bst_snapshot_job_class_init (BstSnapshotJobClass *klass)
{
  BST_OPERATION_CLASS (klass)->cancel = bst_snapshot_job_cancel;
}

static void
bst_snapshot_job_init (BstSnapshotJob *self)
{
}

static BstOperation *
make (BstFleet *fleet,
      BstMachine *machine,
      const char *kind,
      const char *title,
      gboolean can_stop,
      char **targets)
{
  BstHost *host = bst_machine_get_host (machine);
  BstSnapshotOperation *self =
      g_object_new (can_stop ? bst_snapshot_job_get_type () : BST_TYPE_SNAPSHOT_OPERATION, "kind",
                    kind, "title", title, "host-id", bst_host_get_id (host), "machine-uuid",
                    bst_machine_get_uuid (machine), "target", bst_machine_get_name (machine), NULL);
  BstSnapshotOperationPrivate *priv = PRIVATE (self);

  g_set_weak_pointer (&priv->fleet, fleet);
  priv->machine = g_object_ref (machine);
  priv->host_name = g_strdup (bst_host_get_name (host));
  priv->targets = targets;

  return BST_OPERATION (self);
}

BstOperation *
bst_snapshot_operation_new (BstFleet *fleet,
                            BstSnapshots *snapshots,
                            const char *kind,
                            const char *title,
                            gboolean can_stop)
{
  return make (fleet, bst_snapshots_get_machine (snapshots), kind, title, can_stop,
               dup_targets (bst_snapshots_get_subject (snapshots)));
}

BstOperation *
bst_snapshot_operation_new_again (BstFleet *fleet, BstMachine *machine, BstOperation *operation)
{
  g_autoptr (GPtrArray) steps =
      bst_snapshot_steps_from_variant (bst_operation_get_parameters (operation));
  BstOperation *again;

  if (steps == NULL || !g_str_has_prefix (bst_operation_get_kind (operation), "snapshot-"))
    return NULL;

  again = make (fleet, machine, bst_operation_get_kind (operation),
                bst_operation_get_title (operation), steps->len > 1, g_new0 (char *, 1));
  g_ptr_array_unref (PRIVATE (BST_SNAPSHOT_OPERATION (again))->steps);
  PRIVATE (BST_SNAPSHOT_OPERATION (again))->steps = g_steal_pointer (&steps);
  bst_snapshot_operation_keep_steps (again);

  return again;
}
