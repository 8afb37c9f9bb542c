/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include <glib/gi18n.h>
#include <stdlib.h>

#include "core/bst-domain-facts.h"
#include "formats/bst-block-chain.h"
#include "formats/bst-snapshot-xml.h"
#include "host/bst-connection-private.h"
#include "host/bst-host-error.h"
#include "host/bst-snapshots.h"

/* How often, and how long apart, sizes are asked for of a machine that is busy. */
#define SIZE_TRIES 5
#define SIZE_PAUSE_US 100000

void
bst_snapshot_report_free (BstSnapshotReport *report)
{
  if (report == NULL)
    return;

  g_ptr_array_unref (report->snapshots);
  g_ptr_array_unref (report->chains);
  g_free (report->xml);
  g_free (report);
}

/* The first call's error is what failed; later ones only leave something out. */
static gboolean
read_xml (const BstErrandCall *call, BstSnapshotReport *report, GError **error)
{
  g_autofree char *valid = NULL;
  char *xml;

  bst_link_count_call (call->link);
  xml = virDomainGetXMLDesc (call->domain, 0);
  if (xml == NULL)
    {
      g_propagate_error (error,
                         bst_host_error_take_last (_ ("Cannot read the configuration of “%s” on %s"),
                                                   call->name, bst_link_get_host (call->link)));
      return FALSE;
    }

  report->xml = g_utf8_make_valid (xml, -1);
  free (xml);
  report->chains = bst_block_chain_parse_all (report->xml, -1, NULL);
  if (report->chains == NULL)
    report->chains = g_ptr_array_new_with_free_func ((GDestroyNotify) bst_block_chain_free);

  return TRUE;
}

static void
read_snapshot (const BstErrandCall *call, virDomainSnapshotPtr snapshot, GPtrArray *snapshots)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *valid = NULL;
  BstSnapshotFacts *facts;
  char *xml;

  bst_link_count_call (call->link);
  xml = virDomainSnapshotGetXMLDesc (snapshot, 0);
  if (xml == NULL)
    return; /* removed since it was listed */

  valid = g_utf8_make_valid (xml, -1);
  free (xml);
  facts = bst_snapshot_xml_parse (valid, -1, &error);
  if (facts == NULL)
    {
      g_debug ("A snapshot of %s: %s", call->name, error->message);
      facts = bst_snapshot_facts_new (virDomainSnapshotGetName (snapshot));
    }
  facts->xml = g_steal_pointer (&valid);
  g_ptr_array_add (snapshots, facts);
}

static gboolean
read_snapshots (const BstErrandCall *call, BstSnapshotReport *report, GError **error)
{
  virDomainSnapshotPtr *list = NULL;
  int n;

  bst_link_count_call (call->link);
  n = virDomainListAllSnapshots (call->domain, &list, 0);
  if (n < 0)
    {
      g_propagate_error (error, bst_host_error_take_last (_ ("Cannot list the snapshots of “%s” on "
                                                             "%s"),
                                                          call->name,
                                                          bst_link_get_host (call->link)));
      return FALSE;
    }

  for (int i = 0; i < n; i++)
    {
      if (bst_link_is_open (call->link))
        read_snapshot (call, list[i], report->snapshots);
      virDomainSnapshotFree (list[i]);
    }
  free (list);

  return TRUE;
}

static void
mark_current (const BstErrandCall *call, BstSnapshotReport *report)
{
  virDomainSnapshotPtr current;
  BstSnapshotFacts *facts;

  if (report->snapshots->len == 0)
    return;

  bst_link_count_call (call->link);
  current = virDomainSnapshotCurrent (call->domain, 0);
  if (current == NULL)
    return;

  facts = bst_snapshot_facts_find (report->snapshots, virDomainSnapshotGetName (current));
  if (facts != NULL)
    facts->current = TRUE;
  virDomainSnapshotFree (current);
}

/* Path → bytes, of all images in use. */
static void
take_sizes (virDomainStatsRecordPtr record, GHashTable *sizes)
{
  unsigned int n = 0;

  if (virTypedParamsGetUInt (record->params, record->nparams, "block.count", &n) != 1)
    return;

  for (unsigned int i = 0; i < n; i++)
    {
      g_autofree char *path_key = g_strdup_printf ("block.%u.path", i);
      g_autofree char *size_key = g_strdup_printf ("block.%u.allocation", i);
      g_autofree char *physical_key = g_strdup_printf ("block.%u.physical", i);
      const char *path = NULL;
      unsigned long long size = 0;

      if (virTypedParamsGetString (record->params, record->nparams, path_key, &path) != 1)
        continue;
      /* What is allocated of a sparse file is not known for images behind: their length is. */
      if ((virTypedParamsGetULLong (record->params, record->nparams, size_key, &size) == 1 &&
           size > 0) ||
          virTypedParamsGetULLong (record->params, record->nparams, physical_key, &size) == 1)
        {
          guint64 *kept = g_new (guint64, 1);

          *kept = size;
          g_hash_table_replace (sizes, g_strdup (path), kept);
        }
    }
}

static GHashTable *
read_sizes (const BstErrandCall *call)
{
  GHashTable *sizes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  virDomainPtr domains[] = { call->domain, NULL };

  /* Without waiting: something long may hold the machine; but what holds it is mostly a question to
   * its guest agent, and over in a moment. */
  for (guint i = 0; i < SIZE_TRIES && g_hash_table_size (sizes) == 0; i++)
    {
      virDomainStatsRecordPtr *records = NULL;

      if (i > 0)
        g_usleep (SIZE_PAUSE_US);
      bst_link_count_call (call->link);
      if (virDomainListGetStats (domains, VIR_DOMAIN_STATS_BLOCK, &records,
                                 VIR_CONNECT_GET_ALL_DOMAINS_STATS_BACKING |
                                     VIR_CONNECT_GET_ALL_DOMAINS_STATS_NOWAIT) > 0)
        take_sizes (records[0], sizes);
      if (records != NULL)
        virDomainStatsRecordListFree (records);
    }

  return sizes;
}

static guint64
get_size (GHashTable *sizes, const char *path)
{
  const guint64 *size = path != NULL ? g_hash_table_lookup (sizes, path) : NULL;

  return size != NULL ? *size : BST_UNKNOWN;
}

static void
apply_sizes (BstSnapshotReport *report, GHashTable *sizes)
{
  for (guint i = 0; i < report->chains->len; i++)
    {
      BstBlockChain *chain = report->chains->pdata[i];

      for (guint j = 0; j < chain->layers->len; j++)
        {
          BstBlockLayer *layer = chain->layers->pdata[j];

          layer->allocation = get_size (sizes, layer->source);
        }
    }

  for (guint i = 0; i < report->snapshots->len; i++)
    {
      BstSnapshotFacts *facts = report->snapshots->pdata[i];

      for (guint j = 0; j < facts->disks->len; j++)
        {
          const BstSnapshotDisk *disk = facts->disks->pdata[j];
          guint64 size = get_size (sizes, disk->file);

          if (size != BST_UNKNOWN)
            facts->size = (facts->size != BST_UNKNOWN ? facts->size : 0) + size;
        }
    }
}

/* Of the storage pool that holds the folder; most hosts have one for it. */
static void
read_free (const BstErrandCall *call, BstSnapshotReport *report)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < report->chains->len; i++)
    {
      const BstBlockChain *chain = report->chains->pdata[i];
      const BstBlockLayer *layer = chain->layers->pdata[0];
      virStoragePoolPtr pool;
      virStoragePoolInfo info;
      g_autofree char *folder = NULL;

      if (g_strcmp0 (layer->type, "file") != 0 || layer->source == NULL)
        continue;
      folder = g_path_get_dirname (layer->source);
      if (g_hash_table_contains (seen, folder))
        continue;

      bst_link_count_call (call->link);
      pool = virStoragePoolLookupByTargetPath (bst_link_get_connection (call->link), folder);
      if (pool != NULL && virStoragePoolGetInfo (pool, &info) == 0 &&
          (report->free == BST_UNKNOWN || info.available < report->free))
        report->free = info.available;
      if (pool != NULL)
        virStoragePoolFree (pool);
      g_hash_table_add (seen, g_steal_pointer (&folder));
    }
}

/* Why it is not told at what its host is: something may hold it too long, or it may be coming in;
 * of a machine that is off, and by a driver that has no jobs, it is never told. */
static gboolean
is_busy_by_error (const BstErrandCall *call)
{
  int code = virGetLastErrorCode ();

  if (code != VIR_ERR_OPERATION_INVALID)
    return code == VIR_ERR_OPERATION_TIMEOUT;

  bst_link_count_call (call->link);
  return virDomainIsActive (call->domain) == 1;
}

static gboolean
is_busy (const BstErrandCall *call, GPtrArray *chains)
{
  virDomainJobInfo job;

  bst_link_count_call (call->link);
  if (virDomainGetJobInfo (call->domain, &job) < 0)
    return is_busy_by_error (call);
  if (job.type == VIR_DOMAIN_JOB_BOUNDED || job.type == VIR_DOMAIN_JOB_UNBOUNDED)
    return TRUE;

  for (guint i = 0; i < chains->len; i++)
    {
      const BstBlockChain *chain = chains->pdata[i];
      virDomainBlockJobInfo info;

      bst_link_count_call (call->link);
      if (virDomainGetBlockJobInfo (call->domain, chain->target, &info, 0) == 1)
        return TRUE;
    }

  return FALSE;
}

static gpointer
list_snapshots (const BstErrandCall *call, GError **error)
{
  g_autoptr (BstSnapshotReport) report = g_new0 (BstSnapshotReport, 1);
  g_autoptr (GHashTable) sizes = NULL;

  report->free = BST_UNKNOWN;
  report->snapshots = bst_snapshot_facts_array_new ();
  report->chains = NULL;
  if (!read_xml (call, report, error))
    {
      report->chains = g_ptr_array_new ();
      return NULL;
    }
  report->busy = is_busy (call, report->chains);
  if (!read_snapshots (call, report, error))
    return NULL;
  mark_current (call, report);
  if (report->chains->len > 0)
    {
      sizes = read_sizes (call);
      apply_sizes (report, sizes);
    }
  read_free (call, report);

  return g_steal_pointer (&report);
}

void
bst_connection_list_snapshots_async (BstConnection *self,
                                     const char *uuid,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer data)
{
  bst_connection_send_errand (self, uuid,
                              &(BstErrand){
                                  .lane = BST_LANE_POOL,
                                  .priority = G_PRIORITY_DEFAULT,
                                  .func = list_snapshots,
                                  .free_result = (GDestroyNotify) bst_snapshot_report_free,
                              },
                              g_task_new (self, cancellable, callback, data));
}

BstSnapshotReport *
bst_connection_list_snapshots_finish (BstConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
