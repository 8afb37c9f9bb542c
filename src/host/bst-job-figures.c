/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-job-figures-private.h"

typedef struct
{
  virTypedParameterPtr params;
  int n;
} Figures;

static guint64
get_figure (const Figures *figures, const char *name)
{
  unsigned long long value;

  return virTypedParamsGetULLong (figures->params, figures->n, name, &value) == 1 ? value
                                                                                  : BST_UNKNOWN;
}

static guint64
times (guint64 a, guint64 b)
{
  guint64 product;

  return a != BST_UNKNOWN && b != BST_UNKNOWN && g_uint64_checked_mul (&product, a, b)
             ? product
             : BST_UNKNOWN;
}

static guint64
plus (guint64 a, guint64 b)
{
  return a == BST_UNKNOWN ? b : b == BST_UNKNOWN ? a : a + b;
}

void
bst_job_figures_read (virTypedParameterPtr params,
                      int n,
                      gboolean ended,
                      BstMigrationStatus *status)
{
  const Figures *figures = &(Figures){ params, n };
  guint64 page = get_figure (figures, VIR_DOMAIN_JOB_MEMORY_PAGE_SIZE);
  guint64 downtime = get_figure (figures, VIR_DOMAIN_JOB_DOWNTIME);
  int throttle;

  status->time = g_get_monotonic_time ();
  status->memory_total = get_figure (figures, VIR_DOMAIN_JOB_MEMORY_TOTAL);
  status->memory_done = get_figure (figures, VIR_DOMAIN_JOB_MEMORY_PROCESSED);
  status->memory_left = get_figure (figures, VIR_DOMAIN_JOB_MEMORY_REMAINING);
  status->disk_total = get_figure (figures, VIR_DOMAIN_JOB_DISK_TOTAL);
  status->disk_done = get_figure (figures, VIR_DOMAIN_JOB_DISK_PROCESSED);
  status->disk_left = get_figure (figures, VIR_DOMAIN_JOB_DISK_REMAINING);
  status->dirty_rate = times (get_figure (figures, VIR_DOMAIN_JOB_MEMORY_DIRTY_RATE),
                              page != BST_UNKNOWN ? page : 4096);
  status->iteration = get_figure (figures, VIR_DOMAIN_JOB_MEMORY_ITERATION);
  status->bandwidth = plus (get_figure (figures, VIR_DOMAIN_JOB_MEMORY_BPS),
                            get_figure (figures, VIR_DOMAIN_JOB_DISK_BPS));
  status->elapsed = get_figure (figures, VIR_DOMAIN_JOB_TIME_ELAPSED);
  if (ended)
    status->downtime = downtime;
  else
    status->expected_downtime = downtime;
  if (virTypedParamsGetInt (figures->params, figures->n, VIR_DOMAIN_JOB_AUTO_CONVERGE_THROTTLE,
                            &throttle) == 1 &&
      throttle >= 0)
    status->throttle = (guint64)throttle;
}
