/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-scheduler.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"

struct _BstScheduler
{
  GObject parent_instance;

  BstInventory *inventory;
  GHashTable *lanes;  /* host ID → Lane */
  GHashTable *active; /* operations that are not over, parts too: BstOperation → Lane (nullable) */
  GHashTable *tasks;  /* set of those among them that are no parts */
};

/* The operations of a host. */
typedef struct
{
  gint64 host_id;
  GQueue waiting;      /* of BstOperation, owned by the set of active ones */
  GHashTable *running; /* set of BstOperation: those that have a place */
} Lane;

G_DEFINE_FINAL_TYPE (BstScheduler, bst_scheduler, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_N_ACTIVE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static void
lane_free (gpointer data)
{
  Lane *lane = data;

  g_queue_clear (&lane->waiting);
  g_hash_table_unref (lane->running);
  g_free (lane);
}

static Lane *
get_lane (BstScheduler *self, gint64 host_id)
{
  Lane *lane = g_hash_table_lookup (self->lanes, &host_id);

  if (lane == NULL)
    {
      lane = g_new0 (Lane, 1);
      lane->host_id = host_id;
      g_queue_init (&lane->waiting);
      lane->running = g_hash_table_new (NULL, NULL);
      g_hash_table_insert (self->lanes, &lane->host_id, lane);
    }

  return lane;
}

static gboolean
is_urgent (BstOperation *operation)
{
  return g_strcmp0 (bst_operation_get_kind (operation), "off") == 0;
}

/* Runs what may run. */
static void
advance (Lane *lane)
{
  BstOperation *next;

  while ((next = g_queue_peek_head (&lane->waiting)) != NULL &&
         g_hash_table_size (lane->running) < BST_SCHEDULER_PER_HOST + (is_urgent (next) ? 1 : 0))
    {
      g_queue_pop_head (&lane->waiting);
      g_hash_table_add (lane->running, next);
      bst_operation_run (next);
    }
}

static void
enqueue (Lane *lane, BstOperation *operation)
{
  GList *place = lane->waiting.head;

  if (!is_urgent (operation))
    {
      g_queue_push_tail (&lane->waiting, operation);
      return;
    }

  while (place != NULL && is_urgent (place->data))
    place = place->next;
  g_queue_insert_before (&lane->waiting, place, operation);
}

void
bst_scheduler_add_outcome (BstScheduler *self, BstOperation *operation)
{
  BstOperationState state = bst_operation_get_state (operation);
  const GError *error = bst_operation_get_error (operation);
  const char *remedy = bst_error_get_remedy (error);
  const char *title = bst_operation_get_title (operation);
  BstHost *host = bst_inventory_get_host (self->inventory, bst_operation_get_host_id (operation));
  g_autofree char *text = NULL;
  g_autofree char *detail = NULL;
  BstSeverity severity = BST_SEVERITY_INFO;

  if (state == BST_OPERATION_STATE_FAILED)
    {
      severity = BST_SEVERITY_WARNING;
      text = g_strdup_printf (_ ("%s: failed"), title);
    }
  else if (state == BST_OPERATION_STATE_CANCELLED)
    {
      text = g_strdup_printf (_ ("%s: cancelled"), title);
    }
  else if (state == BST_OPERATION_STATE_UNKNOWN)
    {
      severity = BST_SEVERITY_WARNING;
      text = g_strdup_printf (_ ("%s: the outcome is not known"), title);
    }
  else
    {
      text = g_strdup_printf (_ ("%s: done"), title);
    }

  if (error != NULL)
    detail = g_strjoin ("\n", error->message, remedy, bst_error_get_detail (error), NULL);

  bst_inventory_add_entry (self->inventory,
                           &(BstJournalFields){
                               .severity = severity,
                               .kind = bst_operation_get_kind (operation),
                               .host_id = bst_operation_get_host_id (operation),
                               .host_name = host != NULL ? bst_host_get_name (host) : NULL,
                               .machine_uuid = bst_operation_get_machine_uuid (operation),
                               .machine_name = bst_operation_get_target (operation),
                               .operation_id = bst_operation_get_id (operation),
                               .text = text,
                               .detail = detail,
                           });
}

static void
on_state (BstOperation *operation, GParamSpec *pspec, BstScheduler *self)
{
  g_autoptr (BstScheduler) alive = g_object_ref (self);
  g_autoptr (BstOperation) owned = NULL;
  Lane *lane;

  if (!bst_operation_is_over (operation) ||
      !g_hash_table_steal_extended (self->active, operation, (gpointer *)&owned, (gpointer *)&lane))
    return;

  g_signal_handlers_disconnect_by_data (operation, self);
  if (lane != NULL)
    {
      /* Each machine's outcome is a line; their sum would only say it again. */
      bst_scheduler_add_outcome (self, operation);
      g_queue_remove (&lane->waiting, operation);
      g_hash_table_remove (lane->running, operation);
      advance (lane);
    }
  if (g_hash_table_remove (self->tasks, operation))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);
}

static void
watch (BstScheduler *self, BstOperation *operation, Lane *lane)
{
  g_hash_table_insert (self->active, g_object_ref (operation), lane);
  g_signal_connect_object (operation, "notify::state", G_CALLBACK (on_state), self, 0);
}

void
bst_scheduler_submit (BstScheduler *self, BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);
  g_autoptr (GPtrArray) lanes = g_ptr_array_new ();
  guint n_parts = parts != NULL ? g_list_model_get_n_items (parts) : 0;

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (bst_operation_get_state (operation) == BST_OPERATION_STATE_QUEUED);

  bst_inventory_track_operation (self->inventory, operation);
  g_hash_table_add (self->tasks, operation);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);

  /* All are watched before the first one runs: one may end at once. */
  watch (self, operation,
         parts == NULL ? get_lane (self, bst_operation_get_host_id (operation)) : NULL);
  for (guint i = 0; i < n_parts; i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);
      Lane *lane = get_lane (self, bst_operation_get_host_id (part));

      watch (self, part, lane);
      enqueue (lane, part);
      if (!g_ptr_array_find (lanes, lane, NULL))
        g_ptr_array_add (lanes, lane);
    }
  if (parts == NULL)
    {
      Lane *lane = get_lane (self, bst_operation_get_host_id (operation));

      enqueue (lane, operation);
      g_ptr_array_add (lanes, lane);
    }

  for (guint i = 0; i < lanes->len; i++)
    advance (lanes->pdata[i]);
}

void
bst_scheduler_release (BstScheduler *self, BstOperation *operation)
{
  Lane *lane = g_hash_table_lookup (self->active, operation);

  BST_ASSERT_MAIN_THREAD ();

  if (lane != NULL && g_hash_table_remove (lane->running, operation))
    advance (lane);
}

void
bst_scheduler_abandon (BstScheduler *self)
{
  g_autoptr (GList) operations = g_hash_table_get_keys (self->active);

  BST_ASSERT_MAIN_THREAD ();

  for (GList *link = operations; link != NULL; link = link->next)
    g_object_ref (link->data);
  for (GList *link = operations; link != NULL; link = link->next)
    {
      if (bst_operation_get_state (link->data) == BST_OPERATION_STATE_QUEUED)
        bst_operation_cancel (link->data);
    }
  for (GList *link = operations; link != NULL; link = link->next)
    {
      g_signal_handlers_disconnect_by_data (link->data, self);
      g_object_unref (link->data);
    }
  g_hash_table_remove_all (self->lanes);
  g_hash_table_remove_all (self->active);
  g_hash_table_remove_all (self->tasks);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);
}

guint
bst_scheduler_get_n_active (BstScheduler *self)
{
  return g_hash_table_size (self->tasks);
}

static void
bst_scheduler_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_N_ACTIVE:
      g_value_set_uint (value, g_hash_table_size (BST_SCHEDULER (object)->tasks));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
bst_scheduler_finalize (GObject *object)
{
  BstScheduler *self = BST_SCHEDULER (object);

  g_hash_table_unref (self->tasks);
  g_hash_table_unref (self->active);
  g_hash_table_unref (self->lanes);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_scheduler_parent_class)->finalize (object);
}

static void
bst_scheduler_class_init (BstSchedulerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = bst_scheduler_finalize;
  object_class->get_property = bst_scheduler_get_property;

  properties[PROP_N_ACTIVE] =
      g_param_spec_uint ("n-active", NULL, NULL, 0, G_MAXUINT, 0,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bst_scheduler_init (BstScheduler *self)
{
  self->lanes = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, lane_free);
  self->tasks = g_hash_table_new (NULL, NULL);
  self->active = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

BstScheduler *
bst_scheduler_new (BstInventory *inventory)
{
  BstScheduler *self = g_object_new (BST_TYPE_SCHEDULER, NULL);

  self->inventory = g_object_ref (inventory);

  return self;
}
