/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-migration-query.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "core/bst-thread.h"
#include "formats/bst-disk-move.h"
#include "host/bst-connection-private.h"
#include "host/bst-host-error.h"

/* More than this and the rest is not told: it is only there to say what fits. */
#define MOST_DISKS 32
#define MOST_LAYERS 64

/* How a kind of answer is freed, where nobody takes it. */
typedef struct
{
  BstLinkFunc func;
  GDestroyNotify free_result;
} Question;

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  const Question *question = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer answer = bst_link_call_finish (BST_LINK (source), result, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, answer, question->free_result);
}

/* @question: static; @uuid: (transfer full) (nullable); @task: (transfer full) */
static void
ask (BstConnection *host, const Question *question, char *uuid, GTask *task)
{
  GError *error = NULL;
  BstLink *link = bst_connection_need_link (host, &error);

  BST_ASSERT_MAIN_THREAD ();

  g_task_set_task_data (task, (gpointer)question, NULL);
  if (link == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      g_free (uuid);
      return;
    }

  bst_link_call_async (link, BST_LANE_POOL, G_PRIORITY_HIGH, question->func, uuid, g_free,
                       question->free_result, on_answer, task);
}

/* --- A machine --- */

static void
size_free (gpointer data)
{
  BstDiskSize *size = data;

  g_free (size->target);
  g_free (size);
}

void
bst_machine_survey_free (BstMachineSurvey *self)
{
  if (self == NULL)
    return;

  bst_migration_needs_free (self->needs);
  g_ptr_array_unref (self->sizes);
  g_free (self);
}

const BstDiskSize *
bst_machine_survey_find_size (const BstMachineSurvey *self, const char *target)
{
  for (guint i = 0; target != NULL && i < self->sizes->len; i++)
    {
      const BstDiskSize *size = self->sizes->pdata[i];

      if (g_strcmp0 (size->target, target) == 0)
        return size;
    }

  return NULL;
}

static void
read_sizes (BstLink *link, virDomainPtr domain, BstMachineSurvey *survey)
{
  for (guint i = 0; i < survey->needs->files->len && survey->sizes->len < MOST_DISKS; i++)
    {
      const BstNeedFile *file = survey->needs->files->pdata[i];
      virDomainBlockInfo info;
      BstDiskSize *size;

      if (file->kind != BST_NEED_DISK || file->target == NULL)
        continue;
      bst_link_count_call (link);
      if (virDomainGetBlockInfo (domain, file->target, &info, 0) < 0)
        continue;
      size = g_new0 (BstDiskSize, 1);
      size->target = g_strdup (file->target);
      size->capacity = info.capacity;
      size->allocation = info.allocation;
      g_ptr_array_add (survey->sizes, size);
    }
}

/* (nullable) (transfer full): what @path stands on. @known: whether any pool knows that file. */
static char *
dup_backing (BstLink *link, const char *path, gboolean *known)
{
  virStorageVolPtr volume = virStorageVolLookupByPath (bst_link_get_connection (link), path);
  char *xml = volume != NULL ? virStorageVolGetXMLDesc (volume, 0) : NULL;
  BstDiskMove move = { 0 };

  bst_link_count_call (link);
  if (volume != NULL)
    bst_link_count_call (link);
  *known = xml != NULL && bst_disk_move_read_volume (&move, xml, NULL);
  free (xml);
  if (volume != NULL)
    virStorageVolFree (volume);
  g_free (move.backing_format);

  return move.backing_path;
}

/* libvirt tells the chain of a machine that runs alone; of the others, pools know their files. */
static void
read_chain (BstLink *link, BstNeedFile *file)
{
  g_autoptr (GPtrArray) chain = g_ptr_array_new_with_free_func (g_free);
  gboolean known;
  char *path = dup_backing (link, file->path, &known);

  file->chain_unseen = !known;
  while (path != NULL && g_path_is_absolute (path) && chain->len < MOST_LAYERS)
    {
      g_ptr_array_add (chain, path);
      path = dup_backing (link, path, &known);
    }
  g_free (path);
  if (chain->len == 0)
    return;

  file->backing = g_strdup (chain->pdata[0]);
  g_ptr_array_add (chain, NULL);
  file->chain = (char **)g_ptr_array_steal (chain, NULL);
}

static void
read_chains (BstLink *link, BstMachineSurvey *survey)
{
  for (guint i = 0; i < survey->needs->files->len && i < MOST_DISKS; i++)
    {
      BstNeedFile *file = survey->needs->files->pdata[i];

      if (file->kind == BST_NEED_DISK && file->path != NULL && file->backing == NULL &&
          g_strcmp0 (file->type, "file") == 0 && g_strcmp0 (file->format, "raw") != 0)
        read_chain (link, file);
    }
}

static BstMachineSurvey *
read_needs (BstLink *link, virDomainPtr domain, GError **error)
{
  g_autoptr (BstMigrationNeeds) needs = NULL;
  BstMachineSurvey *survey;
  char *xml;

  bst_link_count_call (link);
  xml = virDomainGetXMLDesc (domain, 0);
  if (xml == NULL)
    {
      g_propagate_error (error, bst_host_error_take_last (_ ("Cannot read a machine of %s"),
                                                          bst_link_get_host (link)));
      return NULL;
    }
  needs = bst_migration_needs_parse (xml, -1, error);
  free (xml);
  if (needs == NULL)
    return NULL;

  survey = g_new0 (BstMachineSurvey, 1);
  survey->needs = g_steal_pointer (&needs);
  survey->sizes = g_ptr_array_new_with_free_func (size_free);

  return survey;
}

static gpointer
query_machine (BstLink *link, gpointer uuid, GError **error)
{
  virDomainPtr domain = bst_link_ref_domain (link, uuid, error);
  BstMachineSurvey *survey = domain != NULL ? read_needs (link, domain, error) : NULL;
  virDomainJobInfo job;
  int n;

  BST_ASSERT_WORKER_THREAD ();

  if (survey != NULL)
    {
      survey->active = virDomainIsActive (domain) == 1;
      survey->persistent = virDomainIsPersistent (domain) == 1;
      survey->managed_save = virDomainHasManagedSaveImage (domain, 0) == 1;
      if (survey->active && virDomainGetJobInfo (domain, &job) == 0)
        survey->job = job.type;
      n = virDomainSnapshotNum (domain, 0);
      survey->n_snapshots = n > 0 ? (guint)n : 0;
      n = virDomainListAllCheckpoints (domain, NULL, 0);
      survey->n_checkpoints = n > 0 ? (guint)n : 0;
      for (guint i = 0; i < 6; i++)
        bst_link_count_call (link);
      read_sizes (link, domain, survey);
      if (!survey->active)
        read_chains (link, survey);
    }
  if (domain != NULL)
    virDomainFree (domain);

  return survey;
}

void
bst_migration_query_machine_async (BstConnection *host,
                                   const char *uuid,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer data)
{
  static const Question question = { query_machine, (GDestroyNotify)bst_machine_survey_free };

  ask (host, &question, g_strdup (uuid), g_task_new (NULL, cancellable, callback, data));
}

BstMachineSurvey *
bst_migration_query_machine_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- A host --- */

static void
domain_free (gpointer data)
{
  BstSurveyDomain *domain = data;

  g_free (domain->name);
  g_free (domain);
}

static void
network_free (gpointer data)
{
  BstSurveyNetwork *network = data;

  g_free (network->name);
  g_free (network);
}

void
bst_host_survey_free (BstHostSurvey *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->domains, g_ptr_array_unref);
  g_clear_pointer (&self->networks, g_ptr_array_unref);
  g_free (self);
}

static guint64
query_memory_free (BstLink *link)
{
  virNodeMemoryStats stats[16];
  int n = 0;
  guint64 free_kib = BST_UNKNOWN, back_kib = 0;

  bst_link_count_call (link);
  if (virNodeGetMemoryStats (bst_link_get_connection (link), VIR_NODE_MEMORY_STATS_ALL_CELLS, NULL,
                             &n, 0) < 0 ||
      n <= 0)
    return BST_UNKNOWN;
  n = MIN (n, (int)G_N_ELEMENTS (stats));
  bst_link_count_call (link);
  if (virNodeGetMemoryStats (bst_link_get_connection (link), VIR_NODE_MEMORY_STATS_ALL_CELLS, stats,
                             &n, 0) < 0)
    return BST_UNKNOWN;

  for (int i = 0; i < n; i++)
    {
      if (strcmp (stats[i].field, VIR_NODE_MEMORY_STATS_FREE) == 0)
        free_kib = stats[i].value;
      else if (strcmp (stats[i].field, VIR_NODE_MEMORY_STATS_BUFFERS) == 0 ||
               strcmp (stats[i].field, VIR_NODE_MEMORY_STATS_CACHED) == 0)
        back_kib += stats[i].value;
    }

  return free_kib != BST_UNKNOWN ? free_kib + back_kib : BST_UNKNOWN;
}

static GPtrArray *
query_domains (BstLink *link)
{
  virDomainPtr *domains = NULL;
  GPtrArray *all;
  int n;

  bst_link_count_call (link);
  n = virConnectListAllDomains (bst_link_get_connection (link), &domains, 0);
  if (n < 0)
    return NULL;

  all = g_ptr_array_new_full ((guint)n, domain_free);
  for (int i = 0; i < n; i++)
    {
      BstSurveyDomain *domain = g_new0 (BstSurveyDomain, 1);

      domain->name = g_utf8_make_valid (virDomainGetName (domains[i]), -1);
      virDomainGetUUIDString (domains[i], domain->uuid);
      domain->active = virDomainGetID (domains[i]) != (guint)-1;
      g_ptr_array_add (all, domain);
      virDomainFree (domains[i]);
    }
  free (domains);

  return all;
}

static gboolean
add_networks (BstLink *link, GPtrArray *all, gboolean active)
{
  virNetworkPtr *networks = NULL;
  int n;

  bst_link_count_call (link);
  n = virConnectListAllNetworks (bst_link_get_connection (link), &networks,
                                 active ? VIR_CONNECT_LIST_NETWORKS_ACTIVE
                                        : VIR_CONNECT_LIST_NETWORKS_INACTIVE);
  for (int i = 0; i < n; i++)
    {
      BstSurveyNetwork *network = g_new0 (BstSurveyNetwork, 1);

      network->name = g_utf8_make_valid (virNetworkGetName (networks[i]), -1);
      network->active = active;
      g_ptr_array_add (all, network);
      virNetworkFree (networks[i]);
    }
  free (networks);

  return n >= 0;
}

static gpointer
query_host (BstLink *link, gpointer unused, GError **error)
{
  BstHostSurvey *survey = g_new0 (BstHostSurvey, 1);

  BST_ASSERT_WORKER_THREAD ();

  survey->memory_free_kib = query_memory_free (link);
  survey->domains = query_domains (link);
  survey->networks = g_ptr_array_new_with_free_func (network_free);
  if (!add_networks (link, survey->networks, TRUE) || !add_networks (link, survey->networks, FALSE))
    g_clear_pointer (&survey->networks, g_ptr_array_unref);

  return survey;
}

void
bst_migration_query_host_async (BstConnection *host,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  static const Question question = { query_host, (GDestroyNotify)bst_host_survey_free };

  ask (host, &question, NULL, g_task_new (NULL, cancellable, callback, data));
}

BstHostSurvey *
bst_migration_query_host_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- Its pools --- */

static void
pool_free (gpointer data)
{
  bst_storage_pool_free (data);
}

static gboolean
add_pools (BstLink *link, GPtrArray *all, gboolean active)
{
  virStoragePoolPtr *pools = NULL;
  int n;

  bst_link_count_call (link);
  n = virConnectListAllStoragePools (bst_link_get_connection (link), &pools,
                                     active ? VIR_CONNECT_LIST_STORAGE_POOLS_ACTIVE
                                            : VIR_CONNECT_LIST_STORAGE_POOLS_INACTIVE);
  for (int i = 0; i < n; i++)
    {
      char *xml = virStoragePoolGetXMLDesc (pools[i], 0);
      BstStoragePool *pool = xml != NULL ? bst_storage_pool_parse (xml, -1, NULL) : NULL;

      bst_link_count_call (link);
      free (xml);
      virStoragePoolFree (pools[i]);
      if (pool == NULL)
        continue;
      pool->active = active;
      g_ptr_array_add (all, pool);
    }
  free (pools);

  return n >= 0;
}

static gpointer
query_pools (BstLink *link, gpointer unused, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (pool_free);

  BST_ASSERT_WORKER_THREAD ();

  if (!add_pools (link, all, TRUE) || !add_pools (link, all, FALSE))
    {
      g_propagate_error (error, bst_host_error_take_last (_ ("Cannot list the storage of %s"),
                                                          bst_link_get_host (link)));
      return NULL;
    }

  return g_steal_pointer (&all);
}

static void
pools_unref (gpointer data)
{
  g_ptr_array_unref (data);
}

void
bst_migration_query_pools_async (BstConnection *host,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data)
{
  static const Question question = { query_pools, pools_unref };

  ask (host, &question, NULL, g_task_new (NULL, cancellable, callback, data));
}

GPtrArray *
bst_migration_query_pools_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
