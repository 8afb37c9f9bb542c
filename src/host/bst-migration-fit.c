/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-migration-query.h"

#include <stdlib.h>

#include "core/bst-thread.h"
#include "host/bst-connection-private.h"
#include "host/bst-host-error.h"

/* What is asked about, copied: the answer may come when whoever asked is gone. */
typedef struct
{
  char *type;
  char *arch;
  char *machine;
  char *cpu_xml; /* (nullable) */
} Guest;

static void
guest_free (gpointer data)
{
  Guest *guest = data;

  g_free (guest->type);
  g_free (guest->arch);
  g_free (guest->machine);
  g_free (guest->cpu_xml);
  g_free (guest);
}

void
bst_fit_survey_free (BstFitSurvey *self)
{
  if (self == NULL)
    return;

  g_free (self->machine_detail);
  g_free (self->cpu_detail);
  bst_domain_capabilities_free (self->capabilities);
  g_free (self);
}

static char *
dup_last_words (void)
{
  const char *message = virGetLastErrorMessage ();

  return message != NULL ? g_utf8_make_valid (message, -1) : NULL;
}

/* The emulator is the host's own: distributions keep it at different places. */
static void
query_machine_type (BstLink *link, const Guest *guest, BstFitSurvey *fit)
{
  char *xml;

  bst_link_count_call (link);
  xml = virConnectGetDomainCapabilities (bst_link_get_connection (link), NULL, guest->arch,
                                         guest->machine, guest->type, 0);
  if (xml == NULL && bst_host_error_is_unsupported ())
    return;
  if (xml == NULL)
    {
      fit->machine = BST_FIT_BAD;
      fit->machine_detail = dup_last_words ();
      return;
    }

  fit->machine = BST_FIT_GOOD;
  fit->capabilities = bst_domain_capabilities_parse (xml, -1, NULL);
  free (xml);
}

static void
query_cpu (BstLink *link, const Guest *guest, BstFitSurvey *fit)
{
  int answer;

  bst_link_count_call (link);
  answer = virConnectCompareHypervisorCPU (bst_link_get_connection (link), NULL, guest->arch,
                                           guest->machine, guest->type, guest->cpu_xml,
                                           VIR_CONNECT_COMPARE_CPU_FAIL_INCOMPATIBLE);
  if (answer == VIR_CPU_COMPARE_IDENTICAL || answer == VIR_CPU_COMPARE_SUPERSET)
    {
      fit->cpu = BST_FIT_GOOD;
      return;
    }
  if (answer < 0 && bst_host_error_is_unsupported ())
    return;

  fit->cpu = BST_FIT_BAD;
  fit->cpu_detail = answer < 0 ? dup_last_words () : NULL;
}

static gpointer
query_fit (BstLink *link, gpointer data, GError **error)
{
  const Guest *guest = data;
  BstFitSurvey *fit = g_new0 (BstFitSurvey, 1);

  BST_ASSERT_WORKER_THREAD ();

  query_machine_type (link, guest, fit);
  if (fit->machine != BST_FIT_BAD && guest->cpu_xml != NULL)
    query_cpu (link, guest, fit);

  return fit;
}

static void
on_fit (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  BstFitSurvey *fit = bst_link_call_finish (BST_LINK (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, fit, (GDestroyNotify)bst_fit_survey_free);
}

void
bst_migration_query_fit_async (BstConnection *host,
                               const BstMigrationNeeds *needs,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);
  GError *error = NULL;
  BstLink *link = bst_connection_need_link (host, &error);
  Guest *guest;

  if (link == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  guest = g_new0 (Guest, 1);
  guest->type = g_strdup (needs->type);
  guest->arch = g_strdup (needs->arch);
  guest->machine = g_strdup (needs->machine);
  guest->cpu_xml = g_strdup (needs->cpu_xml);
  bst_link_call_async (link, BST_LANE_POOL, G_PRIORITY_HIGH, query_fit, guest, guest_free,
                       (GDestroyNotify)bst_fit_survey_free, on_fit, g_steal_pointer (&task));
}

BstFitSurvey *
bst_migration_query_fit_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
