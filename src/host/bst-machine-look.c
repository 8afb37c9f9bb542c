/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-machine-look.h"

#include <glib/gi18n.h>

#include "core/bst-thread.h"
#include "host/bst-host-error.h"
#include "host/bst-job-figures-private.h"
#include "host/bst-session-private.h"

typedef struct
{
  char *uuid;
  gboolean completed;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_free (question->uuid);
  g_free (question);
}

static const BstJob jobs[] = {
  [VIR_DOMAIN_JOB_OPERATION_UNKNOWN] = BST_JOB_OTHER,
  [VIR_DOMAIN_JOB_OPERATION_START] = BST_JOB_OTHER,
  [VIR_DOMAIN_JOB_OPERATION_SAVE] = BST_JOB_SAVE,
  [VIR_DOMAIN_JOB_OPERATION_RESTORE] = BST_JOB_RESTORE,
  [VIR_DOMAIN_JOB_OPERATION_MIGRATION_IN] = BST_JOB_MIGRATION_IN,
  [VIR_DOMAIN_JOB_OPERATION_MIGRATION_OUT] = BST_JOB_MIGRATION_OUT,
  [VIR_DOMAIN_JOB_OPERATION_SNAPSHOT] = BST_JOB_SNAPSHOT,
  [VIR_DOMAIN_JOB_OPERATION_SNAPSHOT_REVERT] = BST_JOB_SNAPSHOT,
  [VIR_DOMAIN_JOB_OPERATION_DUMP] = BST_JOB_DUMP,
  [VIR_DOMAIN_JOB_OPERATION_BACKUP] = BST_JOB_BACKUP,
};

static void
read_job (virDomainPtr domain, BstMachineLook *look, guint flags)
{
  virTypedParameterPtr params = NULL;
  int n = 0, type = VIR_DOMAIN_JOB_NONE, operation = VIR_DOMAIN_JOB_OPERATION_UNKNOWN;

  if (virDomainGetJobStats (domain, &type, &params, &n, flags) < 0)
    return;

  if (type != VIR_DOMAIN_JOB_NONE)
    {
      virTypedParamsGetInt (params, n, VIR_DOMAIN_JOB_OPERATION, &operation);
      bst_job_figures_read (params, n, flags != 0, &look->status);
      if (flags == 0)
        look->job = jobs[CLAMP (operation, 0, (int)G_N_ELEMENTS (jobs) - 1)];
    }
  virTypedParamsFree (params, n);
}

static BstMachineState
read_state (int state)
{
  return state >= 0 && state <= VIR_DOMAIN_PMSUSPENDED ? (BstMachineState)state
                                                       : BST_MACHINE_STATE_NOSTATE;
}

static gpointer
look_at_machine (BstLink *link, gpointer data, GError **error)
{
  Question *question = data;
  BstMachineLook *look = g_new0 (BstMachineLook, 1);
  virDomainPtr domain;
  int state, reason;

  bst_migration_status_init (&look->status);
  bst_link_count_call (link);
  domain = virDomainLookupByUUIDString (bst_link_get_connection (link), question->uuid);
  if (domain != NULL && virDomainGetState (domain, &state, &reason, 0) == 0)
    {
      look->there = TRUE;
      look->state = read_state (state);
      look->reason = reason;
      look->persistent = virDomainIsPersistent (domain) == 1;
      read_job (domain, look, 0);
      if (look->job == BST_JOB_NONE && question->completed)
        read_job (domain, look,
                  VIR_DOMAIN_JOB_STATS_COMPLETED | VIR_DOMAIN_JOB_STATS_KEEP_COMPLETED);
    }
  else if (virGetLastErrorCode () != VIR_ERR_NO_DOMAIN)
    {
      g_propagate_error (error, bst_host_error_take_last (_ ("Cannot ask %s for the machine"),
                                                          bst_link_get_host (link)));
      g_clear_pointer (&look, g_free);
    }
  if (domain != NULL)
    virDomainFree (domain);

  return look;
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  BstMachineLook *look = bst_link_call_finish (BST_LINK (source), result, &error);

  if (look != NULL)
    g_task_return_pointer (task, look, g_free);
  else
    g_task_return_error (task, error);
}

void
bst_connection_look_async (BstConnection *self,
                           const char *uuid,
                           gboolean completed,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (self, NULL, callback, data);
  BstLink *link = bst_connection_get_link (self);
  Question *question;

  BST_ASSERT_MAIN_THREAD ();

  if (link == NULL)
    {
      g_task_return_error (task, bst_error_new (BST_ERROR_NOT_CONNECTED,
                                                _ ("Wait until the host is connected again."), NULL,
                                                _ ("The host is not connected")));
      g_object_unref (task);
      return;
    }

  question = g_new0 (Question, 1);
  question->uuid = g_strdup (uuid);
  question->completed = completed;
  bst_link_call_async (link, BST_LANE_CONTROL, G_PRIORITY_HIGH, look_at_machine, question,
                       question_free, g_free, on_looked, task);
}

BstMachineLook *
bst_connection_look_finish (BstConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
