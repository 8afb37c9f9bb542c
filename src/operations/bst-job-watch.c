/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "host/bst-machine-look.h"
#include "operations/bst-fleet-private.h"
#include "operations/bst-foreign-job-private.h"

#define POLL_MS 1000

/* Another program of ours writes down what it runs, and that is read within this time: until then
 * nobody can tell whose job it is. */
#define SETTLE_US (5 * G_USEC_PER_SEC / 2)

struct _BstJobWatch
{
  BstFleet *fleet;    /* (unowned): its owner */
  GPtrArray *watches; /* of Watch */
  guint source;
};

/* A machine that may be in a job. */
typedef struct
{
  gint64 host_id;
  char *uuid;
  gint64 since; /* monotonic: the job was seen; 0: not yet */
  gboolean asking;
  gboolean ended; /* by an event, and how */
  gboolean good;
  BstOperation *operation; /* (nullable): while it is shown */
} Watch;

/* A question on its way. */
typedef struct
{
  BstFleet *fleet; /* owned */
  gint64 host_id;
  char *uuid;
} Question;

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  g_clear_object (&watch->operation);
  g_free (watch->uuid);
  g_free (watch);
}

static Watch *
find (BstJobWatch *self, gint64 host_id, const char *uuid)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = self->watches->pdata[i];

      if (watch->host_id == host_id && g_str_equal (watch->uuid, uuid))
        return watch;
    }

  return NULL;
}

/* (nullable) (transfer none): @operation, or the part of it, that is at this machine now. */
static BstOperation *
get_at (BstOperation *operation, const char *uuid)
{
  GListModel *parts = bst_operation_get_parts (operation);
  BstOperation *found = NULL;

  if (BST_IS_FOREIGN_JOB (operation) || bst_operation_is_over (operation))
    return NULL;
  for (guint i = 0; parts != NULL && found == NULL && i < g_list_model_get_n_items (parts); i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      found = get_at (part, uuid);
    }
  if (found == NULL && g_strcmp0 (bst_operation_get_machine_uuid (operation), uuid) == 0)
    found = operation;

  return found;
}

/* (nullable) (transfer none): what one of our programs, this or another, does with this machine. */
static BstOperation *
find_ours (BstJobWatch *self, const char *uuid)
{
  GListModel *operations = bst_inventory_get_operations (bst_fleet_get_inventory (self->fleet));
  BstOperation *found = NULL;

  for (guint i = 0; found == NULL && i < g_list_model_get_n_items (operations); i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (operations, i);

      found = get_at (operation, uuid);
    }

  return found;
}

/* Whether that is followed where it was begun, or, if that is gone, taken up here. */
static gboolean
is_followed (BstJobWatch *self, BstOperation *operation)
{
  BstInventory *inventory = bst_fleet_get_inventory (self->fleet);

  return bst_inventory_is_own (inventory, operation) ||
         bst_inventory_is_orphaned (inventory, operation);
}

/* (nullable) */
static BstMachine *
find_machine (BstJobWatch *self, const Watch *watch)
{
  BstInventory *inventory = bst_fleet_get_inventory (self->fleet);
  BstHost *host = bst_inventory_get_host (inventory, watch->host_id);

  return host != NULL ? bst_inventory_get_machine (inventory, host, watch->uuid) : NULL;
}

static void
show (BstJobWatch *self, Watch *watch, BstJob job)
{
  BstMachine *machine = find_machine (self, watch);

  if (machine == NULL)
    return;

  watch->operation = bst_foreign_job_new (self->fleet, machine, job);
  bst_operation_run (watch->operation);
  bst_inventory_show_operation (bst_fleet_get_inventory (self->fleet), watch->operation);
}

/* @look: (nullable): the host does not know it any more, or cannot be asked. */
static void
end (BstJobWatch *self, Watch *watch, const BstMachineLook *look)
{
  if (watch->operation != NULL)
    bst_foreign_job_end (BST_FOREIGN_JOB (watch->operation), look, watch->ended && watch->good);
  g_ptr_array_remove (self->watches, watch);
}

/* What comes in is seen where it comes from; what broke off long ago begins nowhere. */
static gboolean
is_to_be_seen (const Watch *watch, const BstMachineLook *look)
{
  return look->job != BST_JOB_NONE && look->job != BST_JOB_MIGRATION_IN &&
         look->job != BST_JOB_OTHER &&
         (watch->operation != NULL || !bst_machine_look_is_torn (look));
}

static void
take (BstJobWatch *self, Watch *watch, const BstMachineLook *look)
{
  gint64 now = g_get_monotonic_time ();
  BstOperation *ours = watch->operation == NULL ? find_ours (self, watch->uuid) : NULL;

  if (look == NULL || !is_to_be_seen (watch, look) || (ours != NULL && is_followed (self, ours)))
    {
      end (self, watch, look);
      return;
    }

  if (watch->since == 0)
    watch->since = now;
  if (ours != NULL)
    bst_foreign_job_take (ours, look);
  else if (watch->operation == NULL && now - watch->since >= SETTLE_US)
    show (self, watch, look->job);
  if (watch->operation != NULL)
    bst_foreign_job_take (watch->operation, look);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  Question *question = data;
  g_autofree BstMachineLook *look =
      bst_connection_look_finish (BST_CONNECTION (source), result, NULL);
  BstJobWatch *self =
      bst_fleet_is_closed (question->fleet) ? NULL : bst_fleet_get_job_watch (question->fleet);
  Watch *watch = self != NULL ? find (self, question->host_id, question->uuid) : NULL;

  if (watch != NULL)
    {
      watch->asking = FALSE;
      take (self, watch, look);
    }
  g_object_unref (question->fleet);
  g_free (question->uuid);
  g_free (question);
}

/* FALSE: it cannot be asked. */
static gboolean
ask (BstJobWatch *self, Watch *watch)
{
  BstHost *host = bst_inventory_get_host (bst_fleet_get_inventory (self->fleet), watch->host_id);
  BstConnection *connection = host != NULL ? bst_fleet_get_connection (self->fleet, host) : NULL;
  Question *question;

  if (connection == NULL || !bst_host_state_is_connected (bst_connection_get_state (connection)))
    return FALSE;
  if (watch->asking)
    return TRUE;

  watch->asking = TRUE;
  question = g_new0 (Question, 1);
  question->fleet = g_object_ref (self->fleet);
  question->host_id = watch->host_id;
  question->uuid = g_strdup (watch->uuid);
  bst_connection_look_async (connection, watch->uuid, FALSE, on_looked, question);

  return TRUE;
}

static gboolean
poll (gpointer data)
{
  BstJobWatch *self = data;

  for (guint i = self->watches->len; i > 0; i--)
    {
      if (!ask (self, self->watches->pdata[i - 1]))
        end (self, self->watches->pdata[i - 1], NULL);
    }
  if (self->watches->len > 0)
    return G_SOURCE_CONTINUE;

  self->source = 0;
  return G_SOURCE_REMOVE;
}

void
bst_job_watch_consider (BstJobWatch *self, BstHost *host, const char *uuid)
{
  BstOperation *ours = find_ours (self, uuid);
  Watch *watch;

  if (find (self, bst_host_get_id (host), uuid) != NULL ||
      (ours != NULL && is_followed (self, ours)))
    return;

  watch = g_new0 (Watch, 1);
  watch->host_id = bst_host_get_id (host);
  watch->uuid = g_strdup (uuid);
  g_ptr_array_add (self->watches, watch);
  if (self->source == 0)
    self->source = g_timeout_add (POLL_MS, poll, self);
}

void
bst_job_watch_note_end (BstJobWatch *self, BstHost *host, const char *uuid, gboolean good)
{
  Watch *watch = find (self, bst_host_get_id (host), uuid);

  if (watch == NULL)
    return;

  watch->ended = TRUE;
  watch->good = good;
}

BstJobWatch *
bst_job_watch_new (BstFleet *fleet)
{
  BstJobWatch *self = g_new0 (BstJobWatch, 1);

  self->fleet = fleet;
  self->watches = g_ptr_array_new_with_free_func (watch_free);

  return self;
}

void
bst_job_watch_free (BstJobWatch *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  g_ptr_array_unref (self->watches);
  g_free (self);
}
