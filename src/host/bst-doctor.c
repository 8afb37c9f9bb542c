/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-doctor.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "formats/bst-uri.h"
#include "host/bst-doctor-findings-private.h"
#include "host/bst-doctor-step-private.h"
#include "host/bst-host-query.h"
#include "host/bst-link-farewell.h"
#include "host/bst-link.h"

#define SSH_TIMEOUT_MS 20000
#define LIBVIRT_TIMEOUT_MS 15000

struct _BstDoctor
{
  GObject parent_instance;

  char *uri_text;
  GListStore *steps; /* of BstDoctorStep, by BstDoctorStepId */
  BstHostFacts *facts;

  /* While it runs. */
  BstUri *uri;
  BstSshMaster *ssh;
  BstLink *link;
  guint timeout_id;
  gulong cancelled_id;
  GTask *task;
  guint round; /* grows with each run: answers to older ones are dropped */
};

G_DEFINE_FINAL_TYPE (BstDoctor, bst_doctor, G_TYPE_OBJECT)

static guint question_signal;

/* An answer that belongs to one run. */
typedef struct
{
  BstDoctor *self; /* owned */
  guint round;
} Answer;

static Answer *
answer_new (BstDoctor *self)
{
  Answer *answer = g_new0 (Answer, 1);

  answer->self = g_object_ref (self);
  answer->round = self->round;

  return answer;
}

/* (nullable): the doctor, where this answer is still waited for; frees it. */
static BstDoctor *
answer_take (gpointer data)
{
  Answer *answer = data;
  g_autoptr (BstDoctor) self = answer->self;
  gboolean wanted = answer->round == self->round && self->task != NULL;

  g_free (answer);

  return wanted ? g_steal_pointer (&self) : NULL;
}

static BstDoctorStep *
get_step (BstDoctor *self, guint id)
{
  g_autoptr (BstDoctorStep) step = g_list_model_get_item (G_LIST_MODEL (self->steps), id);

  return step;
}

static void
set_outcome (BstDoctor *self, BstDoctorStepId id, BstDoctorOutcome outcome, const char *text)
{
  bst_doctor_step_set (get_step (self, id), outcome, text, NULL, NULL);
}

static void
let_go (BstDoctor *self)
{
  self->round++;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->ssh != NULL)
    g_signal_handlers_disconnect_by_data (self->ssh, self);
  bst_link_farewell (g_steal_pointer (&self->link), g_steal_pointer (&self->ssh));
  g_clear_pointer (&self->uri, bst_uri_free);
}

/* @error: (transfer full) (nullable) */
static void
finish (BstDoctor *self, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&self->task);

  if (self->cancelled_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), self->cancelled_id);
  self->cancelled_id = 0;
  let_go (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* @error: (transfer full): of step @id; what would follow is skipped. */
static void
fail (BstDoctor *self, BstDoctorStepId id, GError *error)
{
  for (guint i = 0; i < BST_DOCTOR_N_STEPS; i++)
    {
      BstDoctorStep *step = get_step (self, i);

      if (i == id)
        bst_doctor_step_set_error (step, error);
      else if (i > id)
        bst_doctor_step_set (
            step, BST_DOCTOR_SKIPPED, _ ("Not looked at: an earlier step failed"), NULL, NULL);
      else if (bst_doctor_step_get_outcome (step) == BST_DOCTOR_PENDING ||
               bst_doctor_step_get_outcome (step) == BST_DOCTOR_RUNNING)
        bst_doctor_step_set (step, BST_DOCTOR_PASSED, NULL, NULL, NULL);
    }
  finish (self, error);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstDoctor) self = answer_take (data);
  BstDoctorFindings findings = bst_doctor_findings_look_finish (result);
  gboolean ssh;

  if (self == NULL)
    return;

  ssh = self->ssh != NULL;
  bst_doctor_findings_tell_libvirt (
      get_step (self, BST_DOCTOR_LIBVIRT), &findings, self->facts, ssh);
  bst_doctor_findings_tell_version (get_step (self, BST_DOCTOR_VERSION), self->facts);
  bst_doctor_findings_tell_kvm (get_step (self, BST_DOCTOR_KVM), &findings, self->facts);
  bst_doctor_findings_tell_clock (get_step (self, BST_DOCTOR_CLOCK), &findings, ssh);
  finish (self, NULL);
}

static void
on_facts (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstDoctor) self = answer_take (data);
  g_autoptr (GError) error = NULL;
  BstHostFacts *facts = bst_link_call_finish (BST_LINK (source), result, &error);

  if (self == NULL)
    {
      bst_host_facts_free (facts);
      return;
    }
  if (facts == NULL)
    {
      fail (self, BST_DOCTOR_VERSION, g_steal_pointer (&error));
      return;
    }

  g_clear_pointer (&self->facts, bst_host_facts_free);
  self->facts = facts;
  set_outcome (self, BST_DOCTOR_KVM, BST_DOCTOR_RUNNING, NULL);
  bst_doctor_findings_look_async (
      self->ssh, g_task_get_cancellable (self->task), on_looked, answer_new (self));
}

static BstDoctorStepId
find_libvirt_step (const GError *error)
{
  if (g_error_matches (error, BST_ERROR, BST_ERROR_PERMISSION))
    return BST_DOCTOR_ALLOWED;
  if (g_error_matches (error, BST_ERROR, BST_ERROR_TOO_OLD))
    return BST_DOCTOR_VERSION;

  return BST_DOCTOR_LIBVIRT;
}

static void
on_link_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstDoctor) self = answer_take (data);
  g_autoptr (GError) error = NULL;
  gboolean opened = bst_link_open_finish (BST_LINK (source), result, &error);

  if (self == NULL)
    return;
  if (!opened)
    {
      BstDoctorStepId id = find_libvirt_step (error);

      fail (self, id, g_steal_pointer (&error));
      return;
    }

  set_outcome (self, BST_DOCTOR_LIBVIRT, BST_DOCTOR_PASSED, NULL);
  set_outcome (self, BST_DOCTOR_ALLOWED, BST_DOCTOR_PASSED, _ ("Reading and changing"));
  set_outcome (self, BST_DOCTOR_VERSION, BST_DOCTOR_RUNNING, NULL);
  bst_link_call_async (self->link, BST_LANE_CONTROL, G_PRIORITY_DEFAULT, bst_host_query, NULL, NULL,
                       (GDestroyNotify) bst_host_facts_free, on_facts, answer_new (self));
}

static gboolean
on_timeout (gpointer data)
{
  BstDoctor *self = data;
  BstDoctorStepId id =
      bst_link_is_open (self->link) ? BST_DOCTOR_VERSION : BST_DOCTOR_LIBVIRT;

  self->timeout_id = 0;
  fail (self, id,
        bst_error_new (BST_ERROR_TIMED_OUT,
                       _ ("Look on the host whether libvirt’s daemon hangs (systemctl status "
                          "libvirtd); restarting it leaves the machines running."),
                       NULL,
                       _ ("libvirt did not answer for %d seconds"),
                       LIBVIRT_TIMEOUT_MS / 1000));

  return G_SOURCE_REMOVE;
}

static void
open_link (BstDoctor *self)
{
  g_autofree char *uri = bst_uri_to_libvirt (
      self->uri, self->ssh != NULL ? bst_ssh_master_get_command (self->ssh) : NULL);

  set_outcome (self, BST_DOCTOR_LIBVIRT, BST_DOCTOR_RUNNING, NULL);
  self->timeout_id = g_timeout_add (LIBVIRT_TIMEOUT_MS, on_timeout, self);
  self->link =
      bst_link_new (uri, bst_uri_get_short_name (self->uri), self->ssh != NULL);
  bst_link_open_async (self->link, on_link_open, answer_new (self));
}

/* The step that failed: what the error says, else the one after the stage that was reached. */
static BstDoctorStepId
find_ssh_step (const GError *error, BstSshStage stage)
{
  if (g_error_matches (error, BST_ERROR, BST_ERROR_UNKNOWN_HOST) ||
      g_error_matches (error, BST_ERROR, BST_ERROR_NO_RESOLVER))
    return BST_DOCTOR_RESOLVE;
  if (g_error_matches (error, BST_ERROR, BST_ERROR_REFUSED) ||
      g_error_matches (error, BST_ERROR, BST_ERROR_UNREACHABLE))
    return BST_DOCTOR_CONNECT;
  if (g_error_matches (error, BST_ERROR, BST_ERROR_HOST_KEY_CHANGED) ||
      g_error_matches (error, BST_ERROR, BST_ERROR_HOST_KEY_UNKNOWN))
    return BST_DOCTOR_HOST_KEY;
  if (g_error_matches (error, BST_ERROR, BST_ERROR_AUTH))
    return BST_DOCTOR_LOG_IN;

  switch (stage)
    {
    case BST_SSH_STAGE_START:
      return BST_DOCTOR_RESOLVE;
    case BST_SSH_STAGE_RESOLVED:
      return BST_DOCTOR_CONNECT;
    case BST_SSH_STAGE_CONNECTED:
      return BST_DOCTOR_HOST_KEY;
    case BST_SSH_STAGE_HOST_KEY:
    case BST_SSH_STAGE_LOGGED_IN:
    default:
      return BST_DOCTOR_LOG_IN;
    }
}

static void
on_stage (BstSshMaster *ssh, BstDoctor *self)
{
  guint n = (guint) bst_ssh_master_get_stage (ssh);

  for (guint i = BST_DOCTOR_RESOLVE; i <= BST_DOCTOR_LOG_IN; i++)
    {
      BstDoctorOutcome outcome = i < n    ? BST_DOCTOR_PASSED
                                 : i == n ? BST_DOCTOR_RUNNING
                                          : BST_DOCTOR_PENDING;

      if (bst_doctor_step_get_outcome (get_step (self, i)) != outcome)
        set_outcome (self, i, outcome, NULL);
    }
}

static void
on_ssh_open (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstDoctor) self = answer_take (data);
  g_autoptr (GError) error = NULL;
  gboolean opened = bst_ssh_master_open_finish (BST_SSH_MASTER (source), result, &error);

  if (self == NULL)
    return;
  if (!opened)
    {
      BstDoctorStepId id =
          find_ssh_step (error, bst_ssh_master_get_stage (BST_SSH_MASTER (source)));

      fail (self, id, g_steal_pointer (&error));
      return;
    }

  on_stage (BST_SSH_MASTER (source), self);
  open_link (self);
}

static void
on_question (BstSshMaster *ssh, BstSshQuestion *question, BstDoctor *self)
{
  g_signal_emit (self, question_signal, 0, question);
}

static void
open_ssh (BstDoctor *self)
{
  BstSshTarget target = {
    .host = self->uri->host,
    .user = self->uri->user,
    .port = self->uri->port,
    .jump = self->uri->jump,
    .keyfile = self->uri->keyfile,
  };

  set_outcome (self, BST_DOCTOR_RESOLVE, BST_DOCTOR_RUNNING, NULL);
  self->ssh = bst_ssh_master_new (&target);
  g_signal_connect (self->ssh, "question", G_CALLBACK (on_question), self);
  g_signal_connect (self->ssh, "stage-changed", G_CALLBACK (on_stage), self);
  bst_ssh_master_open_async (self->ssh, SSH_TIMEOUT_MS, g_task_get_cancellable (self->task),
                             on_ssh_open, answer_new (self));
}

/* Where it stands when it is cancelled. */
static gboolean
on_cancelled_idle (gpointer data)
{
  g_autoptr (BstDoctor) self = answer_take (data);
  guint id = 0;

  if (self == NULL)
    return G_SOURCE_REMOVE;

  while (id + 1 < BST_DOCTOR_N_STEPS &&
         bst_doctor_step_get_outcome (get_step (self, id)) != BST_DOCTOR_RUNNING)
    id++;
  fail (self, id, bst_error_new (BST_ERROR_CANCELLED, NULL, NULL, _ ("The check was cancelled")));

  return G_SOURCE_REMOVE;
}

static void
on_cancelled (GCancellable *cancellable, gpointer data)
{
  /* The handler may not disconnect itself. */
  g_idle_add_full (G_PRIORITY_DEFAULT, on_cancelled_idle, answer_new (data), NULL);
}

static void
bst_doctor_dispose (GObject *object)
{
  BstDoctor *self = BST_DOCTOR (object);

  let_go (self);

  G_OBJECT_CLASS (bst_doctor_parent_class)->dispose (object);
}

static void
bst_doctor_finalize (GObject *object)
{
  BstDoctor *self = BST_DOCTOR (object);

  g_free (self->uri_text);
  g_object_unref (self->steps);
  bst_host_facts_free (self->facts);

  G_OBJECT_CLASS (bst_doctor_parent_class)->finalize (object);
}

static void
bst_doctor_class_init (BstDoctorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bst_doctor_dispose;
  object_class->finalize = bst_doctor_finalize;

  question_signal = g_signal_new ("question", BST_TYPE_DOCTOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, BST_TYPE_SSH_QUESTION);
}

static void
bst_doctor_init (BstDoctor *self)
{
  self->steps = g_list_store_new (BST_TYPE_DOCTOR_STEP);
  for (guint i = 0; i < BST_DOCTOR_N_STEPS; i++)
    {
      g_autoptr (BstDoctorStep) step = bst_doctor_step_new (i);

      g_list_store_append (self->steps, step);
    }
}

BstDoctor *
bst_doctor_new (const char *uri)
{
  BstDoctor *self = g_object_new (BST_TYPE_DOCTOR, NULL);

  BST_ASSERT_MAIN_THREAD ();

  self->uri_text = g_strdup (uri);

  return self;
}

GListModel *
bst_doctor_get_steps (BstDoctor *self)
{
  return G_LIST_MODEL (self->steps);
}

const BstHostFacts *
bst_doctor_get_facts (BstDoctor *self)
{
  return self->facts;
}

void
bst_doctor_run_async (BstDoctor *self,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer data)
{
  GError *error = NULL;

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (self->task == NULL);

  self->task = g_task_new (self, cancellable, callback, data);
  g_task_set_check_cancellable (self->task, FALSE);
  self->round++;
  for (guint i = 0; i < BST_DOCTOR_N_STEPS; i++)
    set_outcome (self, i, BST_DOCTOR_PENDING, NULL);

  self->uri = bst_uri_parse (self->uri_text, &error);
  if (self->uri == NULL)
    {
      fail (self, BST_DOCTOR_RESOLVE, error);
      return;
    }
  if (cancellable != NULL)
    self->cancelled_id =
        g_cancellable_connect (cancellable, G_CALLBACK (on_cancelled), self, NULL);

  if (bst_uri_is_ssh (self->uri))
    {
      open_ssh (self);
      return;
    }

  for (guint i = BST_DOCTOR_RESOLVE; i <= BST_DOCTOR_LOG_IN; i++)
    set_outcome (self, i, BST_DOCTOR_SKIPPED, _ ("It is this computer: SSH is not needed"));
  open_link (self);
}

gboolean
bst_doctor_run_finish (BstDoctor *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
