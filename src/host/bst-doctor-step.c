/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-doctor-step-private.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"

struct _BstDoctorStep
{
  GObject parent_instance;

  BstDoctorStepId id;
  BstDoctorOutcome outcome;
  char *text;
  char *remedy;
  char *detail;
};

G_DEFINE_FINAL_TYPE (BstDoctorStep, bst_doctor_step, G_TYPE_OBJECT)

static guint changed_signal;

static const struct
{
  const char *id;
  const char *title;
} steps[BST_DOCTOR_N_STEPS] = {
  [BST_DOCTOR_RESOLVE] = { "resolve", N_ ("Find the host’s address") },
  [BST_DOCTOR_CONNECT] = { "connect", N_ ("Reach its SSH server") },
  [BST_DOCTOR_HOST_KEY] = { "host-key", N_ ("Know the host by its key") },
  [BST_DOCTOR_LOG_IN] = { "log-in", N_ ("Log in") },
  [BST_DOCTOR_LIBVIRT] = { "libvirt", N_ ("Find libvirt there") },
  [BST_DOCTOR_ALLOWED] = { "permission", N_ ("Be allowed to use it") },
  [BST_DOCTOR_VERSION] = { "version", N_ ("Have a libvirt that is new enough") },
  [BST_DOCTOR_KVM] = { "kvm", N_ ("Run guests on the processor itself") },
  [BST_DOCTOR_CLOCK] = { "clock", N_ ("Agree on the time") },
};

static void
bst_doctor_step_finalize (GObject *object)
{
  BstDoctorStep *self = BST_DOCTOR_STEP (object);

  g_free (self->text);
  g_free (self->remedy);
  g_free (self->detail);

  G_OBJECT_CLASS (bst_doctor_step_parent_class)->finalize (object);
}

static void
bst_doctor_step_class_init (BstDoctorStepClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_doctor_step_finalize;

  changed_signal = g_signal_new ("changed", BST_TYPE_DOCTOR_STEP, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
bst_doctor_step_init (BstDoctorStep *self)
{
}

BstDoctorStep *
bst_doctor_step_new (BstDoctorStepId id)
{
  BstDoctorStep *self = g_object_new (BST_TYPE_DOCTOR_STEP, NULL);

  self->id = id;

  return self;
}

void
bst_doctor_step_set (BstDoctorStep *self,
                     BstDoctorOutcome outcome,
                     const char *text,
                     const char *remedy,
                     const char *detail)
{
  BST_ASSERT_MAIN_THREAD ();

  self->outcome = outcome;
  g_free (self->text);
  g_free (self->remedy);
  g_free (self->detail);
  self->text = g_strdup (text);
  self->remedy = g_strdup (remedy);
  self->detail = g_strdup (detail);
  g_signal_emit (self, changed_signal, 0);
}

void
bst_doctor_step_set_error (BstDoctorStep *self, const GError *error)
{
  bst_doctor_step_set (self, BST_DOCTOR_FAILED, error->message, bst_error_get_remedy (error),
                       bst_error_get_detail (error));
}

const char *
bst_doctor_step_get_id (BstDoctorStep *self)
{
  return steps[self->id].id;
}

const char *
bst_doctor_step_get_title (BstDoctorStep *self)
{
  return _ (steps[self->id].title);
}

BstDoctorOutcome
bst_doctor_step_get_outcome (BstDoctorStep *self)
{
  return self->outcome;
}

const char *
bst_doctor_step_get_text (BstDoctorStep *self)
{
  return self->text;
}

const char *
bst_doctor_step_get_remedy (BstDoctorStep *self)
{
  return self->remedy;
}

const char *
bst_doctor_step_get_detail (BstDoctorStep *self)
{
  return self->detail;
}
