/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-link.h"

G_BEGIN_DECLS

/* What the function of an errand is given, on one of the link's threads. */
typedef struct
{
  BstLink *link;
  virDomainPtr domain;
  const char *name; /* the machine's, for messages */
  GCancellable *cancellable; /* (nullable) */
  gpointer data;
} BstErrandCall;

/* Returns (transfer full), or sets @error. */
typedef gpointer (*BstErrandFunc) (const BstErrandCall *call, GError **error);

/* How the work of an errand that runs is stopped. */
typedef enum
{
  BST_ERRAND_GOES_ON,     /* it is not */
  BST_ERRAND_ABORTS_JOB,  /* virDomainAbortJob () */
} BstErrandCancel;

typedef struct
{
  BstLane lane;
  int priority;
  BstErrandFunc func;
  gpointer data;             /* (transfer full) */
  GDestroyNotify free_data;
  GDestroyNotify free_result;
  BstErrandCancel cancel;
} BstErrand;

/**
 * bst_errand_start:
 * @name: the machine's
 * @task: (transfer full): returns what the function returns
 *
 * A call for one machine on an open link. Whoever waits for it is told at once when the link is
 * over, however long the call itself hangs. Main thread.
 */
void bst_errand_start (
    BstLink *link, const char *uuid, const char *name, const BstErrand *errand, GTask *task);

G_END_DECLS
