/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-scheduler.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "operations/bst-record-wait-private.h"

struct _BstScheduler
{
  GObject parent_instance;

  BstInventory *inventory;
  GHashTable *lanes;  /* host ID → Lane */
  GHashTable *active; /* operations that are not over, parts too: BstOperation → Job */
  GHashTable *tasks;  /* set of those among them that are no parts */
  guint n_running;    /* jobs that have a place */
  gboolean advancing;
  gboolean again;
};

/* The operations of a host. */
typedef struct
{
  gint64 host_id;
  GQueue waiting;  /* of Job, owned by the table of active ones */
  guint n_running; /* jobs that have a place here */
  guint n_moves;   /* ... between two hosts */
} Lane;

/* How many parts of a sum have a place. */
typedef struct
{
  guint n_running;
  guint limit; /* 0: none */
} Share;

/* An operation that is not over. */
typedef struct
{
  BstOperation *operation; /* owned */
  Lane *lane;              /* (nullable): NULL: a sum, which runs by its parts */
  Lane *other;             /* (nullable): of the other host that it needs */
  Share *share;            /* (nullable) (rc) */
  BstRecordWait *record;   /* (nullable): NULL: a sum */
  gboolean has_place;
  BstSchedulerTurn turn; /* (nullable): it runs, and waits for a place again */
} Job;

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
  g_free (lane);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->share, g_rc_box_release);
  g_clear_pointer (&job->record, bst_record_wait_unref);
  g_object_unref (job->operation);
  g_free (job);
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
      g_hash_table_insert (self->lanes, &lane->host_id, lane);
    }

  return lane;
}

static gboolean
is_urgent (const Job *job)
{
  return g_strcmp0 (bst_operation_get_kind (job->operation), "off") == 0;
}

static gboolean
has_room (const Lane *lane, const Job *job)
{
  return lane->n_running < BST_SCHEDULER_PER_HOST + (is_urgent (job) ? 1 : 0) &&
         (job->other == NULL || lane->n_moves < BST_SCHEDULER_MOVES_PER_HOST);
}

/* Before its first call: afterwards, it is known of. Who forces a machine off waits for no disk. */
static gboolean
is_recorded (const Job *job)
{
  return job->turn != NULL || is_urgent (job) || bst_record_wait_is_over (job->record);
}

static gboolean
may_run (BstScheduler *self, const Job *job)
{
  return is_recorded (job) && (self->n_running < BST_SCHEDULER_OVERALL || is_urgent (job)) &&
         has_room (job->lane, job) && (job->other == NULL || has_room (job->other, job)) &&
         (job->share == NULL || job->share->limit == 0 ||
          job->share->n_running < job->share->limit);
}

static void
count (BstScheduler *self, Job *job, gboolean add)
{
  const guint one = add ? 1u : (guint)-1;

  self->n_running += one;
  job->lane->n_running += one;
  if (job->other != NULL)
    {
      job->lane->n_moves += one;
      job->other->n_running += one;
      job->other->n_moves += one;
    }
  if (job->share != NULL)
    job->share->n_running += one;
  job->has_place = add;
}

static void
run (Job *job)
{
  BstSchedulerTurn turn = job->turn;

  job->turn = NULL;
  if (turn != NULL)
    turn (job->operation);
  else
    bst_operation_run (job->operation);
}

/* The first one of the lane that may run: it does not stand behind one that waits for another host. */
static gboolean
run_next (BstScheduler *self, Lane *lane)
{
  for (GList *link = lane->waiting.head; link != NULL; link = link->next)
    {
      Job *job = link->data;

      if (may_run (self, job))
        {
          g_queue_delete_link (&lane->waiting, link);
          count (self, job, TRUE);
          run (job);
          return TRUE;
        }
      /* The urgent ones stand first. */
      if (!is_urgent (job) && (lane->n_running >= BST_SCHEDULER_PER_HOST ||
                               self->n_running >= BST_SCHEDULER_OVERALL))
        break;
    }

  return FALSE;
}

/* Runs what may run. What ends within it, ends in a later turn of the loop. */
static void
advance (BstScheduler *self)
{
  self->again = TRUE;
  if (self->advancing)
    return;

  self->advancing = TRUE;
  while (self->again)
    {
      g_autoptr (GList) lanes = g_hash_table_get_values (self->lanes);

      self->again = FALSE;
      for (GList *link = lanes; link != NULL; link = link->next)
        {
          while (run_next (self, link->data))
            ;
        }
    }
  self->advancing = FALSE;
}

static void
enqueue (Job *job)
{
  GList *place = job->lane->waiting.head;

  if (!is_urgent (job))
    {
      g_queue_push_tail (&job->lane->waiting, job);
      return;
    }

  while (place != NULL && is_urgent (place->data))
    place = place->next;
  g_queue_insert_before (&job->lane->waiting, place, job);
}

static void
give_up_place (BstScheduler *self, Job *job)
{
  if (job->has_place)
    count (self, job, FALSE);
}

/* (nullable): why, what to do, and where things stand now. */
static char *
dup_detail (BstOperation *operation)
{
  const GError *error = bst_operation_get_error (operation);
  const char *pieces[] = {
    error != NULL ? error->message : NULL,
    error != NULL ? bst_error_get_remedy (error) : NULL,
    bst_operation_get_outcome (operation),
    error != NULL ? bst_error_get_detail (error) : NULL,
  };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      if (pieces[i] == NULL)
        continue;
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, pieces[i]);
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

void
bst_scheduler_add_outcome (BstScheduler *self, BstOperation *operation)
{
  BstOperationState state = bst_operation_get_state (operation);
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

  detail = dup_detail (operation);

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
  Job *job;

  if (!bst_operation_is_over (operation) ||
      !g_hash_table_steal_extended (self->active, operation, NULL, (gpointer *)&job))
    return;

  g_signal_handlers_disconnect_by_data (operation, self);
  if (job->lane != NULL)
    {
      /* Each machine's outcome is a line; their sum would only say it again. */
      bst_scheduler_add_outcome (self, operation);
      g_queue_remove (&job->lane->waiting, job);
      give_up_place (self, job);
      advance (self);
    }
  if (g_hash_table_remove (self->tasks, operation))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);
  job_free (job);
}

static Job *
watch (BstScheduler *self, BstOperation *operation)
{
  Job *job = g_new0 (Job, 1);

  job->operation = g_object_ref (operation);
  g_hash_table_insert (self->active, operation, job);
  g_signal_connect_object (operation, "notify::state", G_CALLBACK (on_state), self, 0);

  return job;
}

/* @share: (nullable): of the sum that it is a part of. */
static void
add_job (BstScheduler *self, BstOperation *operation, Share *share, BstRecordWait *record)
{
  gint64 other = bst_operation_get_other_host_id (operation);
  Job *job = watch (self, operation);

  job->lane = get_lane (self, bst_operation_get_host_id (operation));
  job->other = other != 0 ? get_lane (self, other) : NULL;
  job->share = share != NULL ? g_rc_box_acquire (share) : NULL;
  job->record = bst_record_wait_ref (record);
  enqueue (job);
}

static void
on_recorded (gpointer self)
{
  advance (self);
}

void
bst_scheduler_submit (BstScheduler *self, BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);
  BstRecordWait *record;
  Share *share = NULL;

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (bst_operation_get_state (operation) == BST_OPERATION_STATE_QUEUED);

  bst_inventory_track_operation (self->inventory, operation);
  record = bst_record_wait_new (self->inventory, operation, self, on_recorded);
  g_hash_table_add (self->tasks, operation);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ACTIVE]);

  /* All are watched before the first one runs: one may end at once. */
  if (parts == NULL)
    {
      add_job (self, operation, NULL, record);
    }
  else
    {
      watch (self, operation);
      share = g_rc_box_new0 (Share);
      share->limit = bst_operation_get_limit (operation);
      for (guint i = 0; i < g_list_model_get_n_items (parts); i++)
        {
          g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

          add_job (self, part, share, record);
        }
      g_rc_box_release (share);
    }
  bst_record_wait_unref (record);
  advance (self);
}

void
bst_scheduler_release (BstScheduler *self, BstOperation *operation)
{
  Job *job = g_hash_table_lookup (self->active, operation);

  BST_ASSERT_MAIN_THREAD ();

  if (job == NULL || !job->has_place)
    return;

  give_up_place (self, job);
  advance (self);
}

void
bst_scheduler_queue_again (BstScheduler *self, BstOperation *operation, BstSchedulerTurn turn)
{
  Job *job = g_hash_table_lookup (self->active, operation);

  BST_ASSERT_MAIN_THREAD ();

  if (job == NULL || job->turn != NULL)
    return;
  g_return_if_fail (job->lane != NULL && !job->has_place);

  job->turn = turn;
  enqueue (job);
  advance (self);
}

/* They stay: it may be in the middle of going through them. */
static void
forget_lanes (BstScheduler *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->lanes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Lane *lane = value;

      g_queue_clear (&lane->waiting);
      lane->n_running = lane->n_moves = 0;
    }
  self->n_running = 0;
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
  forget_lanes (self);
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
  self->active = g_hash_table_new_full (NULL, NULL, NULL, job_free);
}

BstScheduler *
bst_scheduler_new (BstInventory *inventory)
{
  BstScheduler *self = g_object_new (BST_TYPE_SCHEDULER, NULL);

  self->inventory = g_object_ref (inventory);

  return self;
}
