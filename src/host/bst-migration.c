/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-migration.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-thread.h"
#include "host/bst-host-error.h"
#include "host/bst-migration-error.h"
#include "host/bst-session-private.h"

/* Bytes to libvirt's MiB a second. */
#define MIB_SHIFT 20

/* Libvirt's own (QEMU_DOMAIN_MIG_BANDWIDTH_MAX), which stands for no limit. */
#define MOST_BANDWIDTH (G_MAXINT64 >> MIB_SHIFT)

/* QEMU's own. */
#define USUAL_DOWNTIME_MS 300

/* With less bytes free, no disk can grow: images grow by clusters, with their tables. */
#define LEAST_ROOM (1 << 20)

typedef struct
{
  BstLink *source;      /* owned */
  BstLink *destination; /* owned */
  GTask *task;          /* owned: the caller's; NULL: answered */
  char *uuid;
  char *name;
  BstMigrationOptions *options;
  char **targets;   /* (nullable) */
  char **created;   /* (nullable): paths at the destination */
  char *live_xml;   /* (nullable) */
  char *config_xml; /* (nullable) */
  char *peer_uri;   /* (nullable) */
  char *memory_uri; /* (nullable) */
  gulong closed_ids[2];
  guint lost_id;
} Order;

static void
order_free (Order *order)
{
  g_assert (order->task == NULL);
  g_clear_signal_handler (&order->closed_ids[0], order->source);
  g_clear_signal_handler (&order->closed_ids[1], order->destination);
  g_object_unref (order->source);
  g_object_unref (order->destination);
  g_free (order->uuid);
  g_free (order->name);
  bst_migration_options_free (order->options);
  g_strfreev (order->targets);
  g_strfreev (order->created);
  g_free (order->live_xml);
  g_free (order->config_xml);
  g_free (order->peer_uri);
  g_free (order->memory_uri);
  g_free (order);
}

static guint
get_flags (const Order *order)
{
  const BstMigrationOptions *options = order->options;
  const struct
  {
    gboolean wanted;
    guint flag;
  } flags[] = {
    { options->live, VIR_MIGRATE_LIVE },
    { !options->live, VIR_MIGRATE_OFFLINE },
    { order->peer_uri != NULL, VIR_MIGRATE_PEER2PEER },
    { options->tunnelled, VIR_MIGRATE_TUNNELLED },
    { options->persistent || !options->live, VIR_MIGRATE_PERSIST_DEST },
    { options->undefine_source, VIR_MIGRATE_UNDEFINE_SOURCE },
    { options->live && options->copy == BST_MIGRATION_COPY_ALL, VIR_MIGRATE_NON_SHARED_DISK },
    { options->live && options->copy == BST_MIGRATION_COPY_INCREMENTAL,
      VIR_MIGRATE_NON_SHARED_INC },
    { options->unsafe, VIR_MIGRATE_UNSAFE },
    { options->compressed, VIR_MIGRATE_COMPRESSED },
    { options->auto_converge, VIR_MIGRATE_AUTO_CONVERGE },
    { options->post_copy, VIR_MIGRATE_POSTCOPY },
    { options->connections > 1, VIR_MIGRATE_PARALLEL },
    /* Nobody changes it under the migration; and a disk that fails ends it. */
    { options->live, VIR_MIGRATE_CHANGE_PROTECTION },
    { options->live, VIR_MIGRATE_ABORT_ON_ERROR },
  };
  guint result = 0;

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      if (flags[i].wanted)
        result |= flags[i].flag;
    }

  return result;
}

typedef struct
{
  virTypedParameterPtr params;
  int n;
  int most;
} Params;

static void
params_clear (Params *params)
{
  virTypedParamsFree (params->params, params->n);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Params, params_clear)

static void
add_string (Params *params, const char *key, const char *value)
{
  if (value != NULL)
    virTypedParamsAddString (&params->params, &params->n, &params->most, key, value);
}

static void
add_int (Params *params, const char *key, guint value)
{
  if (value > 0)
    virTypedParamsAddInt (&params->params, &params->n, &params->most, key,
                          (int)MIN (value, G_MAXINT));
}

static void
fill_params (Params *params, const Order *order)
{
  const BstMigrationOptions *options = order->options;

  add_string (params, VIR_MIGRATE_PARAM_URI, order->memory_uri);
  add_string (params, VIR_MIGRATE_PARAM_DEST_XML, order->live_xml);
  if (options->persistent)
    add_string (params, VIR_MIGRATE_PARAM_PERSIST_XML, order->config_xml);
  for (guint i = 0; options->live && order->targets != NULL && order->targets[i] != NULL; i++)
    add_string (params, VIR_MIGRATE_PARAM_MIGRATE_DISKS, order->targets[i]);
  if (options->bandwidth > 0)
    virTypedParamsAddULLong (&params->params, &params->n, &params->most,
                             VIR_MIGRATE_PARAM_BANDWIDTH, MAX (options->bandwidth >> MIB_SHIFT, 1));
  if (options->compressed)
    add_string (params, VIR_MIGRATE_PARAM_COMPRESSION, "xbzrle");
  if (options->auto_converge)
    {
      add_int (params, VIR_MIGRATE_PARAM_AUTO_CONVERGE_INITIAL, options->converge_initial);
      add_int (params, VIR_MIGRATE_PARAM_AUTO_CONVERGE_INCREMENT, options->converge_step);
    }
  if (options->connections > 1)
    add_int (params, VIR_MIGRATE_PARAM_PARALLEL_CONNECTIONS, options->connections);
}

/* Libvirt keeps both from one migration of a process to the next: what was set for one that failed,
 * or while it ran, would slow this one, too. */
static void
set_limits (virDomainPtr domain, const Order *order)
{
  const BstMigrationOptions *options = order->options;

  if (!options->live)
    return;

  bst_link_count_call (order->source);
  if (virDomainMigrateSetMaxDowntime (
          domain, options->max_downtime > 0 ? options->max_downtime : USUAL_DOWNTIME_MS, 0) < 0)
    g_debug ("%s: the longest pause was not taken", order->name);
  if (options->bandwidth > 0)
    return;

  bst_link_count_call (order->source);
  if (virDomainMigrateSetMaxSpeed (domain, MOST_BANDWIDTH, 0) < 0)
    g_debug ("%s: a bandwidth without limit was not taken", order->name);
}

static gboolean
migrate_by_source (virDomainPtr domain, Order *order, Params *params, guint flags)
{
  return virDomainMigrateToURI3 (domain, order->peer_uri, params->params, (guint)params->n,
                                 flags) == 0;
}

static gboolean
migrate_by_us (virDomainPtr domain, Order *order, virConnectPtr there, Params *params, guint flags)
{
  virDomainPtr moved;

  bst_link_count_call (order->destination);
  moved = virDomainMigrate3 (domain, there, params->params, (guint)params->n, flags);
  if (moved != NULL)
    virDomainFree (moved);

  return moved != NULL;
}

static gboolean
is_name_taken (virConnectPtr there, const Order *order)
{
  virDomainPtr other = virDomainLookupByName (there, order->name);
  char uuid[VIR_UUID_STRING_BUFLEN] = "";
  gboolean taken;

  bst_link_count_call (order->destination);
  taken = other != NULL && virDomainGetUUIDString (other, uuid) == 0 &&
          !g_str_equal (uuid, order->uuid);
  if (other != NULL)
    virDomainFree (other);

  return taken;
}

static gboolean
is_pool_full (Order *order, virConnectPtr there, const char *path)
{
  virStorageVolPtr volume = virStorageVolLookupByPath (there, path);
  virStoragePoolPtr pool = volume != NULL ? virStoragePoolLookupByVolume (volume) : NULL;
  virStoragePoolInfo info;
  gboolean full;

  bst_link_count_call (order->destination);
  full = pool != NULL && virStoragePoolRefresh (pool, 0) == 0 &&
         virStoragePoolGetInfo (pool, &info) == 0 && info.available < LEAST_ROOM;
  if (pool != NULL)
    virStoragePoolFree (pool);
  if (volume != NULL)
    virStorageVolFree (volume);

  return full;
}

/* Of those that disks were being copied to. */
static gboolean
is_any_pool_full (Order *order, virConnectPtr there)
{
  for (guint i = 0; order->created != NULL && order->created[i] != NULL; i++)
    {
      if (is_pool_full (order, there, order->created[i]))
        return TRUE;
    }

  return FALSE;
}

/* Before anything else overwrites libvirt's last error. A source that closes its own link to a
 * destination that refused, or filled up (libvirt 9.0) may say no more than that the link broke,
 * but our own link is there to ask. */
static GError *
find_reason (Order *order, virConnectPtr there)
{
  const char *source = bst_link_get_host (order->source);
  const char *destination = bst_link_get_host (order->destination);
  g_autoptr (GError) error = bst_migration_error_take_last (order->name, source, destination);

  if (order->peer_uri == NULL || !g_error_matches (error, BST_ERROR, BST_ERROR_LOST))
    return g_steal_pointer (&error);
  if (is_name_taken (there, order))
    return bst_migration_error_new_taken (order->name, source, destination,
                                          bst_error_get_detail (error));
  if (is_any_pool_full (order, there))
    return bst_migration_error_new_full (order->name, source, destination,
                                         bst_error_get_detail (error));

  return g_steal_pointer (&error);
}

static gboolean
migrate (virDomainPtr domain, Order *order, virConnectPtr there, GError **error)
{
  g_auto (Params) params = { 0 };
  guint flags = get_flags (order);
  gboolean done;

  fill_params (&params, order);
  set_limits (domain, order);
  bst_link_count_call (order->source);
  done = order->peer_uri != NULL ? migrate_by_source (domain, order, &params, flags)
                                 : migrate_by_us (domain, order, there, &params, flags);
  if (!done)
    g_propagate_error (error, find_reason (order, there));

  return done;
}

static gpointer
run_order (BstLink *link, gpointer data, GError **error)
{
  Order *order = data;
  virDomainPtr domain = bst_link_ref_domain (link, order->uuid, error);
  virConnectPtr there = bst_link_ref_connection (order->destination);
  gboolean done = FALSE;

  if (domain != NULL && there == NULL)
    g_propagate_error (error,
                       bst_host_error_new_lost (bst_link_get_host (order->destination), NULL));
  else if (domain != NULL)
    done = migrate (domain, order, there, error);
  if (domain != NULL)
    virDomainFree (domain);
  if (there != NULL)
    virConnectClose (there);

  return GINT_TO_POINTER (done);
}

static GError *
new_lost_error (const Order *order)
{
  BstLink *lost = bst_link_is_open (order->source) ? order->destination : order->source;

  return bst_error_new (
      BST_ERROR_LOST, _ ("Both hosts are asked for the machine once they are connected again."),
      NULL, _ ("The link to %s broke while “%s” was moved"), bst_link_get_host (lost), order->name);
}

/* @error: (transfer full) (nullable) */
static void
answer (Order *order, GError *error)
{
  g_autoptr (GTask) task = g_steal_pointer (&order->task);

  g_clear_handle_id (&order->lost_id, g_source_remove);
  if (task == NULL)
    g_clear_error (&error);
  else if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static gboolean
on_lost (gpointer data)
{
  Order *order = data;

  order->lost_id = 0;
  answer (order, new_lost_error (order));

  return G_SOURCE_REMOVE;
}

/* Either link: a call that hangs with a host may come back in an hour; who asked is told now. */
static void
on_closed (BstLink *link, Order *order)
{
  if (order->lost_id == 0 && order->task != NULL)
    order->lost_id = g_idle_add_full (G_PRIORITY_DEFAULT, on_lost, order, NULL);
}

static void
on_order_done (GObject *source, GAsyncResult *result, gpointer data)
{
  Order *order = data;
  GError *error = NULL;

  bst_link_call_finish (order->source, result, &error);
  if (error != NULL &&
      (!bst_link_is_open (order->source) || !bst_link_is_open (order->destination) ||
       g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    {
      g_error_free (error);
      error = new_lost_error (order);
    }
  answer (order, error);
  order_free (order);
}

static char *
dup_memory_uri (const BstMigrationOrder *order)
{
  if (order->options->uri != NULL)
    return g_strdup (order->options->uri);
  /* The tunnel has no other end than libvirt's own. */
  if (order->memory_host == NULL || order->options->tunnelled || !order->options->live)
    return NULL;

  return strchr (order->memory_host, ':') != NULL
             ? g_strdup_printf ("tcp://[%s]", order->memory_host)
             : g_strdup_printf ("tcp://%s", order->memory_host);
}

void
bst_migration_start_async (BstConnection *source,
                           BstConnection *destination,
                           const BstMigrationOrder *what,
                           GAsyncReadyCallback callback,
                           gpointer data)
{
  GTask *task = g_task_new (source, NULL, callback, data);
  BstLink *link = bst_connection_get_link (source);
  BstLink *other = bst_connection_get_link (destination);
  Order *order;

  BST_ASSERT_MAIN_THREAD ();

  if (link == NULL || other == NULL)
    {
      g_task_return_error (task, bst_error_new (BST_ERROR_NOT_CONNECTED,
                                                _ ("Wait until both hosts are connected again."),
                                                NULL, _ ("A host is not connected")));
      g_object_unref (task);
      return;
    }

  order = g_new0 (Order, 1);
  order->source = g_object_ref (link);
  order->destination = g_object_ref (other);
  order->task = task;
  order->uuid = g_strdup (what->uuid);
  order->name = g_strdup (what->name);
  order->options = bst_migration_options_copy (what->options);
  if (what->storage != NULL)
    {
      order->targets = g_strdupv (what->storage->targets);
      order->created = bst_migration_places_dup_paths (what->storage->places, BST_PLACE_MADE);
      order->live_xml = g_strdup (what->storage->live_xml);
      order->config_xml = g_strdup (what->storage->config_xml);
    }
  order->peer_uri = g_strdup (what->peer_uri);
  order->memory_uri = dup_memory_uri (what);
  order->closed_ids[0] = g_signal_connect (link, "closed", G_CALLBACK (on_closed), order);
  order->closed_ids[1] = g_signal_connect (other, "closed", G_CALLBACK (on_closed), order);
  bst_link_call_async (link, BST_LANE_POOL, G_PRIORITY_HIGH, run_order, order, NULL, NULL,
                       on_order_done, order);
}

gboolean
bst_migration_start_finish (BstConnection *source, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
