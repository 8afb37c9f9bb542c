/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-foreign-job-private.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "operations/bst-fleet-private.h"
#include "operations/bst-lifecycle-private.h"
#include "operations/bst-migrate-private.h"

struct _BstForeignJob
{
  BstOperation parent_instance;

  BstFleet *fleet; /* (nullable): weak */
  BstJob job;
};

G_DEFINE_FINAL_TYPE (BstForeignJob, bst_foreign_job, BST_TYPE_OPERATION)

/* It runs already. */
static void
bst_foreign_job_run (BstOperation *operation)
{
}

static void
on_aborted (GObject *source, GAsyncResult *result, gpointer data)
{
  bst_connection_call_finish (BST_CONNECTION (source), result, NULL);
}

static void
bst_foreign_job_cancel (BstOperation *operation)
{
  BstForeignJob *self = BST_FOREIGN_JOB (operation);
  BstHost *host = self->fleet != NULL
                      ? bst_inventory_get_host (bst_fleet_get_inventory (self->fleet),
                                                bst_operation_get_host_id (operation))
                      : NULL;
  BstConnection *connection = host != NULL ? bst_fleet_get_connection (self->fleet, host) : NULL;

  if (connection != NULL)
    bst_connection_call_async (connection, bst_operation_get_machine_uuid (operation),
                               BST_DOMAIN_ABORT_JOB, NULL, NULL, on_aborted, NULL);
}

static void
bst_foreign_job_finalize (GObject *object)
{
  g_clear_weak_pointer (&BST_FOREIGN_JOB (object)->fleet);

  G_OBJECT_CLASS (bst_foreign_job_parent_class)->finalize (object);
}

static void
bst_foreign_job_class_init (BstForeignJobClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_foreign_job_finalize;
  BST_OPERATION_CLASS (klass)->run = bst_foreign_job_run;
  BST_OPERATION_CLASS (klass)->cancel = bst_foreign_job_cancel;
}

static void
bst_foreign_job_init (BstForeignJob *self)
{
}

/* Translators: what somebody else does with a machine, by virsh or another program. */
static char *
dup_title (BstJob job, const char *machine)
{
  g_autofree char *name = bst_lifecycle_dup_plain (machine);

  switch (job)
    {
    case BST_JOB_MIGRATION_OUT:
      return g_strdup_printf (_ ("%s is moved away (begun elsewhere)"), name);
    case BST_JOB_SAVE:
      return g_strdup_printf (_ ("%s is suspended to disk (begun elsewhere)"), name);
    case BST_JOB_RESTORE:
      return g_strdup_printf (_ ("%s is restored (begun elsewhere)"), name);
    case BST_JOB_SNAPSHOT:
      return g_strdup_printf (_ ("A snapshot of %s (begun elsewhere)"), name);
    case BST_JOB_BACKUP:
      return g_strdup_printf (_ ("A backup of %s (begun elsewhere)"), name);
    case BST_JOB_DUMP:
      return g_strdup_printf (_ ("The memory of %s is written to a file (begun elsewhere)"), name);
    case BST_JOB_NONE:
    case BST_JOB_MIGRATION_IN:
    case BST_JOB_OTHER:
    default:
      return g_strdup_printf (_ ("A job of %s (begun elsewhere)"), name);
    }
}

BstOperation *
bst_foreign_job_new (BstFleet *fleet, BstMachine *machine, BstJob job)
{
  g_autofree char *title = dup_title (job, bst_machine_get_name (machine));
  g_autofree char *kind = g_strconcat ("job-", bst_job_to_nick (job), NULL);
  BstForeignJob *self =
      g_object_new (BST_TYPE_FOREIGN_JOB, "kind", kind, "title", title, "host-id",
                    bst_host_get_id (bst_machine_get_host (machine)), "machine-uuid",
                    bst_machine_get_uuid (machine), "target", bst_machine_get_name (machine), NULL);

  g_set_weak_pointer (&self->fleet, fleet);
  self->job = job;

  return BST_OPERATION (self);
}

void
bst_foreign_job_take (BstOperation *operation, const BstMachineLook *look)
{
  /* Its host keeps the job of one whose post-copy broke off. */
  g_autofree char *detail = bst_machine_look_is_torn (look)
                                ? g_strdup (_ ("Paused, because its migration failed half-way"))
                                : bst_migrate_dup_detail (&look->status);

  bst_operation_set_status (operation, &look->status);
  bst_operation_set_progress (operation, bst_migration_status_get_fraction (&look->status), detail);
}

/* A migration shows by where the machine is; of what else there may be, only the host's word tells.
 */
static gboolean
is_done (BstForeignJob *self, const BstMachineLook *look, gboolean good)
{
  if (good)
    return TRUE;

  return self->job == BST_JOB_MIGRATION_OUT && look != NULL && !bst_machine_look_is_active (look);
}

void
bst_foreign_job_end (BstForeignJob *self, const BstMachineLook *look, gboolean good)
{
  BstOperation *operation = BST_OPERATION (self);
  gboolean cancelled = bst_operation_get_state (operation) == BST_OPERATION_STATE_CANCELLING;

  if (is_done (self, look, good))
    bst_operation_finish (operation, NULL);
  else if (cancelled)
    bst_operation_finish (operation,
                          g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled"));
  else if (look != NULL && self->job == BST_JOB_MIGRATION_OUT)
    bst_operation_finish (
        operation,
        bst_error_new (BST_ERROR_FAILED,
                       _ ("Who began it was told why, and the logs of both hosts may say it. Where it "
                          "is still wanted, move it from here: what forbids it is looked for first."),
                       NULL, _ ("“%s” was not moved: it is where it was"),
                       bst_operation_get_target (operation)));
  else
    bst_operation_finish_unknown (
        operation,
        bst_error_new (BST_ERROR_FAILED, _ ("Look at the machine: what it shows now is how it is."),
                       NULL, _ ("Its host did not say how it ended")));
}
