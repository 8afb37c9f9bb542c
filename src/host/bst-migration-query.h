/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "formats/bst-domain-capabilities.h"
#include "formats/bst-migration-needs.h"
#include "formats/bst-storage-pool.h"
#include "host/bst-connection.h"

G_BEGIN_DECLS

/*
 * What libvirt on a host says that matters to a migration. Each question is bounded in calls, runs
 * on the pool of the host's link, and may be asked side by side with the others. Where the host is
 * not connected, %BST_ERROR_NOT_CONNECTED. Main thread.
 */

/* How large a disk is, bytes; 0: not known. */
typedef struct
{
  char *target;       /* "vda" */
  guint64 capacity;   /* as the guest sees it */
  guint64 allocation; /* what it takes on its host */
} BstDiskSize;

/* A machine, at the host that has it. */
typedef struct
{
  BstMigrationNeeds *needs; /* of the live XML while it runs */
  gboolean active;
  gboolean persistent;
  gboolean managed_save;
  int job; /* libvirt's virDomainJobType; 0: none */
  guint n_snapshots;
  guint n_checkpoints;
  GPtrArray *sizes; /* of BstDiskSize */
} BstMachineSurvey;

/* Seven calls, and one a disk. */
void bst_migration_query_machine_async (BstConnection *host,
                                        const char *uuid,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer data);
BstMachineSurvey *bst_migration_query_machine_finish (GAsyncResult *result, GError **error);
void bst_machine_survey_free (BstMachineSurvey *self);

/* (nullable) (transfer none) */
const BstDiskSize *bst_machine_survey_find_size (const BstMachineSurvey *self, const char *target);

typedef struct
{
  char *name;
  char uuid[BST_UUID_LEN];
  gboolean active;
} BstSurveyDomain;

typedef struct
{
  char *name;
  gboolean active;
} BstSurveyNetwork;

/* A host: five calls. */
typedef struct
{
  guint64 memory_free_kib; /* with what caches would give back; BST_UNKNOWN */
  GPtrArray *domains;      /* of BstSurveyDomain; (nullable): could not be asked */
  GPtrArray *networks;     /* of BstSurveyNetwork; (nullable) ... */
} BstHostSurvey;

void bst_migration_query_host_async (BstConnection *host,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data);
BstHostSurvey *bst_migration_query_host_finish (GAsyncResult *result, GError **error);
void bst_host_survey_free (BstHostSurvey *self);

/* Its storage pools, of BstStoragePool, those that are not active without sizes: a call, and one a
 * pool. */
void bst_migration_query_pools_async (BstConnection *host,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data);
GPtrArray *bst_migration_query_pools_finish (GAsyncResult *result, GError **error);

typedef enum
{
  BST_FIT_UNKNOWN, /* the driver cannot tell */
  BST_FIT_GOOD,
  BST_FIT_BAD,
} BstFit;

/* Whether a host can run a machine: two calls. */
typedef struct
{
  BstFit machine; /* its type and architecture */
  BstFit cpu;
  char *machine_detail; /* (nullable): libvirt's own words ... */
  char *cpu_detail;
  BstDomainCapabilities *capabilities; /* (nullable) */
} BstFitSurvey;

void bst_migration_query_fit_async (BstConnection *host,
                                    const BstMigrationNeeds *needs,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer data);
BstFitSurvey *bst_migration_query_fit_finish (GAsyncResult *result, GError **error);
void bst_fit_survey_free (BstFitSurvey *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstMachineSurvey, bst_machine_survey_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstHostSurvey, bst_host_survey_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstFitSurvey, bst_fit_survey_free)

G_END_DECLS
