/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "core/bst-thread.h"
#include "formats/bst-block-chain.h"
#include "formats/bst-snapshot-xml.h"
#include "host/bst-connection-private.h"
#include "host/bst-host-error.h"
#include "host/bst-screen-private.h"
#include "host/bst-snapshots.h"

#define THUMBNAIL_WIDTH 320
#define THUMBNAIL_HEIGHT 240

/* How often a copy is asked how far it is, by the thread that waits for it. */
#define COPY_POLL_US 200000

/* How often the images are looked at once it is over: libvirt tells them a moment later. */
#define CHAIN_TRIES 25

/* What a call is about. */
typedef struct
{
  char *name;
  char *new_name;        /* (nullable) */
  char *new_description; /* (nullable) */
  char *xml;             /* (nullable) */
  guint flags;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_free (request->name);
  g_free (request->new_name);
  g_free (request->new_description);
  g_free (request->xml);
  g_free (request);
}

static virDomainSnapshotPtr
find (const BstErrandCall *call, const char *name, GError **error)
{
  virDomainSnapshotPtr snapshot;

  bst_link_count_call (call->link);
  snapshot = virDomainSnapshotLookupByName (call->domain, name, 0);
  if (snapshot == NULL)
    g_propagate_error (
        error, bst_host_error_take_last (_ ("Cannot find the snapshot “%s” of “%s” on %s"), name,
                                         call->name, bst_link_get_host (call->link)));

  return snapshot;
}

/* --- Create --- */

static gpointer
create_snapshot (const BstErrandCall *call, GError **error)
{
  const Request *request = call->data;
  g_autoptr (GBytes) thumbnail = bst_screen_take (call, THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT);
  virDomainSnapshotPtr snapshot;
  guint flags = 0;

  if (request->flags & BST_SNAPSHOT_CREATE_DISK_ONLY)
    flags |= VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY | VIR_DOMAIN_SNAPSHOT_CREATE_ATOMIC;
  if (request->flags & BST_SNAPSHOT_CREATE_QUIESCE)
    flags |= VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE;

  bst_link_count_call (call->link);
  snapshot = virDomainSnapshotCreateXML (call->domain, request->xml, flags);
  if (snapshot == NULL)
    {
      g_propagate_error (error,
                         bst_host_error_take_last (_ ("Cannot take a snapshot of “%s” on %s"),
                                                   call->name, bst_link_get_host (call->link)));
      return NULL;
    }
  virDomainSnapshotFree (snapshot);

  return thumbnail != NULL ? g_steal_pointer (&thumbnail) : g_bytes_new_static ("", 0);
}

static void
send (BstConnection *self,
      const char *uuid,
      BstErrandFunc func,
      Request *request,
      GDestroyNotify free_result,
      BstErrandCancel cancel,
      GTask *task)
{
  bst_connection_send_errand (self, uuid,
                              &(BstErrand){
                                  .lane = BST_LANE_POOL,
                                  .priority = G_PRIORITY_HIGH,
                                  .func = func,
                                  .data = request,
                                  .free_data = request_free,
                                  .free_result = free_result,
                                  .cancel = cancel,
                              },
                              task);
}

/* libvirt has no event for it: the number of snapshots, and the disks, are looked at again. Also
 * after a failure, which may have changed something. */
static void
on_completed (GTask *task, GParamSpec *pspec, const char *uuid)
{
  bst_connection_look_again (g_task_get_source_object (task), uuid);
}

static void
free_uuid (gpointer uuid, GClosure *closure)
{
  g_free (uuid);
}

static GTask *
new_task (BstConnection *self,
          const char *uuid,
          GCancellable *cancellable,
          GAsyncReadyCallback callback,
          gpointer data)
{
  GTask *task = g_task_new (self, cancellable, callback, data);

  BST_ASSERT_MAIN_THREAD ();

  g_signal_connect_data (task, "notify::completed", G_CALLBACK (on_completed), g_strdup (uuid),
                         free_uuid, 0);

  return task;
}

void
bst_connection_create_snapshot_async (BstConnection *self,
                                      const char *uuid,
                                      const char *xml,
                                      BstSnapshotCreateFlags flags,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  Request *request = g_new0 (Request, 1);

  request->xml = g_strdup (xml);
  request->flags = flags;
  send (self, uuid, create_snapshot, request, (GDestroyNotify) g_bytes_unref, BST_ERRAND_ABORTS_JOB,
        new_task (self, uuid, cancellable, callback, data));
}

gboolean
bst_connection_create_snapshot_finish (BstConnection *self,
                                       GAsyncResult *result,
                                       GBytes **thumbnail,
                                       GError **error)
{
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), error);

  if (bytes == NULL)
    return FALSE;
  if (thumbnail != NULL)
    *thumbnail = g_bytes_get_size (bytes) > 0 ? g_steal_pointer (&bytes) : NULL;

  return TRUE;
}

/* --- Revert --- */

static GError *
take_revert_error (const BstErrandCall *call, const char *name)
{
  const virError *verr = virGetLastError ();
  GError *error;

  if (verr == NULL || verr->code != VIR_ERR_SNAPSHOT_REVERT_RISKY)
    return bst_host_error_take_last (_ ("Cannot go back to the snapshot “%s” of “%s” on %s"), name,
                                     call->name, bst_link_get_host (call->link));

  error = bst_error_new (
      BST_ERROR_INVALID,
      _ ("Force it: the machine’s process is ended, and started as it was then."),
      verr->message,
      _ ("Cannot go back to the snapshot “%s” of “%s” on %s: the machine was changed so much since "
         "that its process cannot take it over"),
      name, call->name, bst_link_get_host (call->link));

  return error;
}

static gpointer
revert_snapshot (const BstErrandCall *call, GError **error)
{
  const Request *request = call->data;
  virDomainSnapshotPtr snapshot = find (call, request->name, error);
  int done;

  if (snapshot == NULL)
    return NULL;

  bst_link_count_call (call->link);
  done = virDomainRevertToSnapshot (snapshot, request->flags);
  if (done < 0)
    g_propagate_error (error, take_revert_error (call, request->name));
  virDomainSnapshotFree (snapshot);

  return GINT_TO_POINTER (done >= 0);
}

void
bst_connection_revert_snapshot_async (BstConnection *self,
                                      const char *uuid,
                                      const char *name,
                                      BstSnapshotRun run,
                                      gboolean force,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  Request *request = g_new0 (Request, 1);

  request->name = g_strdup (name);
  if (run == BST_SNAPSHOT_RUN)
    request->flags = VIR_DOMAIN_SNAPSHOT_REVERT_RUNNING;
  else if (run == BST_SNAPSHOT_PAUSE)
    request->flags = VIR_DOMAIN_SNAPSHOT_REVERT_PAUSED;
  if (force)
    request->flags |= VIR_DOMAIN_SNAPSHOT_REVERT_FORCE;
  send (self, uuid, revert_snapshot, request, NULL, BST_ERRAND_GOES_ON,
        new_task (self, uuid, NULL, callback, data));
}

/* --- Delete --- */

/* (nullable) */
static char *
get_memory_file (const BstErrandCall *call, virDomainSnapshotPtr snapshot)
{
  g_autofree char *valid = NULL;
  g_autoptr (BstSnapshotFacts) facts = NULL;
  char *xml;

  bst_link_count_call (call->link);
  xml = virDomainSnapshotGetXMLDesc (snapshot, 0);
  if (xml == NULL)
    return NULL;
  valid = g_utf8_make_valid (xml, -1);
  free (xml);
  facts = bst_snapshot_xml_parse (valid, -1, NULL);

  return facts != NULL ? g_strdup (facts->memory_file) : NULL;
}

/* (nullable): the pool of the folder; one made for it, for the time being, where there is none. */
static virStoragePoolPtr
open_pool (const BstErrandCall *call, const char *folder, gboolean *made)
{
  virConnectPtr connection = bst_link_get_connection (call->link);
  virStoragePoolPtr pool;
  g_autofree char *name = g_uuid_string_random ();
  g_autofree char *xml = NULL;

  bst_link_count_call (call->link);
  pool = virStoragePoolLookupByTargetPath (connection, folder);
  *made = pool == NULL;
  if (pool != NULL)
    {
      bst_link_count_call (call->link);
      virStoragePoolRefresh (pool, 0);
      return pool;
    }

  xml = g_markup_printf_escaped ("<pool type='dir'><name>bastida-%s</name><target><path>%s</path>"
                                 "</target></pool>",
                                 name, folder);
  bst_link_count_call (call->link);
  return virStoragePoolCreateXML (connection, xml, 0);
}

/* libvirt 9 leaves the memory of a snapshot behind that it deletes. */
static void
remove_memory_file (const BstErrandCall *call, const char *file)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *name = g_path_get_basename (file);
  gboolean made;
  virStoragePoolPtr pool = open_pool (call, folder, &made);
  virStorageVolPtr volume;

  if (pool == NULL)
    {
      g_warning ("%s on %s was left behind", file, bst_link_get_host (call->link));
      return;
    }

  bst_link_count_call (call->link);
  volume = virStorageVolLookupByName (pool, name);
  if (volume != NULL)
    {
      bst_link_count_call (call->link);
      if (virStorageVolDelete (volume, 0) < 0)
        g_warning ("%s on %s was left behind", file, bst_link_get_host (call->link));
      virStorageVolFree (volume);
    }
  if (made)
    {
      bst_link_count_call (call->link);
      virStoragePoolDestroy (pool);
    }
  virStoragePoolFree (pool);
}

static gpointer
delete_snapshot (const BstErrandCall *call, GError **error)
{
  const Request *request = call->data;
  virDomainSnapshotPtr snapshot = find (call, request->name, error);
  g_autofree char *memory_file = NULL;
  int done;

  if (snapshot == NULL)
    return NULL;

  memory_file = get_memory_file (call, snapshot);
  bst_link_count_call (call->link);
  done = virDomainSnapshotDelete (snapshot, 0);
  if (done < 0)
    g_propagate_error (
        error, bst_host_error_take_last (_ ("Cannot delete the snapshot “%s” of “%s” on %s"),
                                         request->name, call->name,
                                         bst_link_get_host (call->link)));
  virDomainSnapshotFree (snapshot);
  if (done >= 0 && memory_file != NULL)
    remove_memory_file (call, memory_file);

  return GINT_TO_POINTER (done >= 0);
}

void
bst_connection_delete_snapshot_async (BstConnection *self,
                                      const char *uuid,
                                      const char *name,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer data)
{
  Request *request = g_new0 (Request, 1);

  request->name = g_strdup (name);
  send (self, uuid, delete_snapshot, request, NULL, BST_ERRAND_ABORTS_JOB,
        new_task (self, uuid, cancellable, callback, data));
}

/* --- Rename and describe --- */

static char *
get_xml (const BstErrandCall *call, virDomainSnapshotPtr snapshot)
{
  char *xml;
  char *valid;

  /* With what is secret, which a redefinition without it would lose. */
  bst_link_count_call (call->link);
  xml = virDomainSnapshotGetXMLDesc (snapshot, VIR_DOMAIN_SNAPSHOT_XML_SECURE);
  if (xml == NULL)
    return NULL;
  valid = g_utf8_make_valid (xml, -1);
  free (xml);

  return valid;
}

static gboolean
redefine_one (const BstErrandCall *call, virDomainSnapshotPtr snapshot, const Request *request)
{
  g_autofree char *xml = get_xml (call, snapshot);
  g_autofree char *changed = NULL;
  virDomainSnapshotPtr redefined;
  guint flags = VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE;

  if (xml == NULL)
    return FALSE;
  changed = bst_snapshot_xml_edit (xml, request->new_name, NULL, request->new_description, NULL);
  if (changed == NULL)
    return FALSE;

  bst_link_count_call (call->link);
  if (virDomainSnapshotIsCurrent (snapshot, 0) == 1)
    flags |= VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT;
  bst_link_count_call (call->link);
  redefined = virDomainSnapshotCreateXML (call->domain, changed, flags);
  if (redefined == NULL)
    return FALSE;
  virDomainSnapshotFree (redefined);

  return TRUE;
}

/* Its children get the new one as their parent. */
static gboolean
move_children (const BstErrandCall *call, virDomainSnapshotPtr snapshot, const char *parent)
{
  virDomainSnapshotPtr *children = NULL;
  gboolean good = TRUE;
  int n;

  bst_link_count_call (call->link);
  n = virDomainSnapshotListAllChildren (snapshot, &children, 0);
  for (int i = 0; i < n; i++)
    {
      g_autofree char *xml = good ? get_xml (call, children[i]) : NULL;
      g_autofree char *changed =
          xml != NULL ? bst_snapshot_xml_edit (xml, NULL, parent, NULL, NULL) : NULL;
      virDomainSnapshotPtr redefined = NULL;
      guint flags = VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE;

      if (changed != NULL)
        {
          bst_link_count_call (call->link);
          if (virDomainSnapshotIsCurrent (children[i], 0) == 1)
            flags |= VIR_DOMAIN_SNAPSHOT_CREATE_CURRENT;
          bst_link_count_call (call->link);
          redefined = virDomainSnapshotCreateXML (call->domain, changed, flags);
        }
      good = redefined != NULL;
      if (redefined != NULL)
        virDomainSnapshotFree (redefined);
      virDomainSnapshotFree (children[i]);
    }
  free (children);

  return n >= 0 && good;
}

static gpointer
redefine_snapshot (const BstErrandCall *call, GError **error)
{
  const Request *request = call->data;
  virDomainSnapshotPtr snapshot = find (call, request->name, error);
  gboolean renamed = request->new_name != NULL && strcmp (request->new_name, request->name) != 0;
  gboolean good;

  if (snapshot == NULL)
    return NULL;

  good = redefine_one (call, snapshot, request);
  if (good && renamed)
    {
      good = move_children (call, snapshot, request->new_name);
      if (good)
        {
          bst_link_count_call (call->link);
          good = virDomainSnapshotDelete (snapshot, VIR_DOMAIN_SNAPSHOT_DELETE_METADATA_ONLY) == 0;
        }
    }
  if (!good)
    g_propagate_error (
        error, bst_host_error_take_last (_ ("Cannot change the snapshot “%s” of “%s” on %s"),
                                         request->name, call->name,
                                         bst_link_get_host (call->link)));
  virDomainSnapshotFree (snapshot);

  return GINT_TO_POINTER (good);
}

void
bst_connection_redefine_snapshot_async (BstConnection *self,
                                        const char *uuid,
                                        const char *name,
                                        const char *new_name,
                                        const char *new_description,
                                        GAsyncReadyCallback callback,
                                        gpointer data)
{
  Request *request = g_new0 (Request, 1);

  request->name = g_strdup (name);
  request->new_name = g_strdup (new_name);
  request->new_description = g_strdup (new_description);
  send (self, uuid, redefine_snapshot, request, NULL, BST_ERRAND_GOES_ON,
        new_task (self, uuid, NULL, callback, data));
}

/* --- Pull --- */

static GError *
new_cancelled_error (const BstErrandCall *call, const char *target)
{
  return bst_error_new (BST_ERROR_CANCELLED, NULL, NULL,
                        _ ("The copy of the disk %s of “%s” was cancelled"), target, call->name);
}

static GError *
new_copy_error (const BstErrandCall *call, const char *target)
{
  return bst_error_new (
      BST_ERROR_FAILED,
      _ ("Look whether the storage is full or broken, or whether somebody ended it, then consolidate "
         "again: what was copied does no harm."),
      NULL,
      _ ("The copy of the disk %s of “%s” on %s ended early: it still stands on other images"), target,
      call->name, bst_link_get_host (call->link));
}

static gboolean
is_one_image (const BstErrandCall *call, const char *target)
{
  g_autoptr (GPtrArray) chains = NULL;
  char *xml;

  bst_link_count_call (call->link);
  xml = virDomainGetXMLDesc (call->domain, 0);
  if (xml != NULL)
    chains = bst_block_chain_parse_all (xml, -1, NULL);
  free (xml);
  for (guint i = 0; chains != NULL && i < chains->len; i++)
    {
      const BstBlockChain *chain = chains->pdata[i];

      if (g_strcmp0 (chain->target, target) == 0)
        return chain->layers->len == 1 && chain->complete;
    }

  return FALSE;
}

/* libvirt tells a job that failed, or that somebody else ended, no other way than by an event: the
 * images behind are still there. */
static gboolean
check_copied (const BstErrandCall *call, const char *target, GError **error)
{
  for (guint i = 0; i < CHAIN_TRIES && bst_link_is_open (call->link); i++)
    {
      if (is_one_image (call, target))
        return TRUE;
      g_usleep (COPY_POLL_US);
    }
  g_propagate_error (error, new_copy_error (call, target));

  return FALSE;
}

/* Until no job is left on the disk: TRUE where it did its work. FALSE without an error where the link
 * closed: the errand itself tells that. libvirt has no call that waits for a block job; this is a
 * thread of the link's pool. */
static gboolean
await_copy (const BstErrandCall *call, const char *target, GError **error)
{
  virDomainBlockJobInfo info;
  gboolean aborted = FALSE;
  int there;

  while (bst_link_is_open (call->link))
    {
      bst_link_count_call (call->link);
      there = virDomainGetBlockJobInfo (call->domain, target, &info, 0);
      if (there < 0)
        {
          g_propagate_error (
              error, bst_host_error_take_last (_ ("Cannot copy the disk %s of “%s” on %s together"),
                                               target, call->name,
                                               bst_link_get_host (call->link)));
          return FALSE;
        }
      if (there == 0)
        {
          if (!aborted)
            return check_copied (call, target, error);
          g_propagate_error (error, new_cancelled_error (call, target));
          return FALSE;
        }
      if (!aborted && g_cancellable_is_cancelled (call->cancellable))
        {
          bst_link_count_call (call->link);
          aborted = virDomainBlockJobAbort (call->domain, target, 0) == 0;
        }
      g_usleep (COPY_POLL_US);
    }

  return FALSE;
}

static gpointer
pull_disk (const BstErrandCall *call, GError **error)
{
  const Request *request = call->data;

  bst_link_count_call (call->link);
  if (virDomainBlockPull (call->domain, request->name, 0, 0) < 0)
    {
      g_propagate_error (
          error, bst_host_error_take_last (_ ("Cannot copy the disk %s of “%s” on %s together"),
                                           request->name, call->name,
                                           bst_link_get_host (call->link)));
      return NULL;
    }

  return GINT_TO_POINTER (await_copy (call, request->name, error));
}

void
bst_connection_pull_disk_async (BstConnection *self,
                                const char *uuid,
                                const char *target,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  Request *request = g_new0 (Request, 1);

  request->name = g_strdup (target);
  send (self, uuid, pull_disk, request, NULL, BST_ERRAND_GOES_ON,
        new_task (self, uuid, cancellable, callback, data));
}

gboolean
bst_connection_snapshot_call_finish (BstConnection *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/* --- Progress --- */

static gpointer
fetch_progress (const BstErrandCall *call, GError **error)
{
  char **targets = call->data;
  double *fraction = g_new (double, 1);
  double sum = 0;
  guint n = 0;

  for (guint i = 0; targets[i] != NULL; i++)
    {
      virDomainBlockJobInfo info;

      bst_link_count_call (call->link);
      if (virDomainGetBlockJobInfo (call->domain, targets[i], &info, 0) == 1 && info.end > 0)
        {
          sum += (double) info.cur / (double) info.end;
          n++;
        }
    }
  *fraction = n > 0 ? CLAMP (sum / n, 0, 1) : -1;

  return fraction;
}

void
bst_connection_get_block_progress_async (BstConnection *self,
                                         const char *uuid,
                                         const char *const *targets,
                                         GAsyncReadyCallback callback,
                                         gpointer data)
{
  bst_connection_send_errand (self, uuid,
                              &(BstErrand){
                                  .lane = BST_LANE_CONTROL,
                                  .priority = G_PRIORITY_DEFAULT,
                                  .func = fetch_progress,
                                  .data = g_strdupv ((char **) targets),
                                  .free_data = (GDestroyNotify) g_strfreev,
                                  .free_result = g_free,
                              },
                              g_task_new (self, NULL, callback, data));
}

double
bst_connection_get_block_progress_finish (BstConnection *self, GAsyncResult *result, GError **error)
{
  g_autofree double *fraction = g_task_propagate_pointer (G_TASK (result), error);

  return fraction != NULL ? *fraction : -1;
}
