/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-thread.h"
#include "host/bst-machine-look.h"
#include "operations/bst-migration-verdict.h"

/* How often both are asked while it is under way. */
#define POLL_MS 500

/* What stands half moved in, and no migration brings it: QEMU there is ended by its libvirt within
 * this time, or it is one that stays. */
#define PATIENCE_US (30 * G_USEC_PER_SEC)

/* A source that leads a migration undefines the machine last of all: what is still defined after
 * this time stays so. */
#define LEAVING_US (3 * G_USEC_PER_SEC)

/* How long one whose post-copy broke off is watched: what is said of it then stands until somebody
 * mends the hosts' way. */
#define TORN_PATIENCE_US (180 * G_USEC_PER_SEC)

struct _BstInquiry
{
  BstInquiryOrder order;
  char *uuid;
  BstHost *hosts[2]; /* (nullable): source and destination; watched */
  gboolean waiting;  /* for one of them */

  /* A round. */
  guint round;
  guint n_asked;
  gboolean answered[2];
  BstMigrationSight sight;
  guint source;
  BstMigrationVerdict lasting; /* what it was the last time ... */
  gint64 since; /* monotonic: when nobody seemed to go on with it any more; 0: somebody does */
  gboolean freed;
  guint n_refs;
};

/* An answer that belongs to one round. */
typedef struct
{
  BstInquiry *inquiry;
  guint round;
  guint which;
} Answer;

static void ask (BstInquiry *self);

static void
unref (BstInquiry *self)
{
  if (--self->n_refs > 0)
    return;

  g_object_unref (self->order.inventory);
  g_free (self->uuid);
  g_free (self);
}

static void
stop_watching (BstInquiry *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->hosts); i++)
    {
      if (self->hosts[i] != NULL)
        g_signal_handlers_disconnect_by_data (self->hosts[i], self);
      g_clear_object (&self->hosts[i]);
    }
}

static void
settle (BstInquiry *self, BstMigrationVerdict verdict)
{
  stop_watching (self);
  g_clear_handle_id (&self->source, g_source_remove);
  self->round++;
  self->order.settled (verdict, &self->sight, self->order.data);
}

static gboolean
on_turn (gpointer data)
{
  BstInquiry *self = data;

  self->source = 0;
  ask (self);

  return G_SOURCE_REMOVE;
}

static void
ask_later (BstInquiry *self, guint milliseconds)
{
  if (self->source == 0)
    self->source = g_timeout_add (milliseconds, on_turn, self);
}

/* It arrived, but its source, which is not to keep it, has it still. Where this program led it,
 * nobody changes that. */
static gboolean
is_leaving (BstInquiry *self, BstMigrationVerdict verdict)
{
  return verdict == BST_MIGRATION_AT_DESTINATION && self->order.aim.live && self->order.by_source &&
         !self->order.aim.keep_source && self->sight.source.there;
}

/* Whatever lasts longer than @patience will not change any more. */
static gboolean
has_lasted (BstInquiry *self, gint64 patience)
{
  gint64 now = g_get_monotonic_time ();

  if (self->since == 0)
    self->since = now;

  return now - self->since >= patience;
}

/* It stands at the destination half moved in, but nobody brings it any more; or torn between both,
 * which the hosts may mend. */
static BstMigrationVerdict
lose_patience (BstInquiry *self, BstMigrationVerdict verdict)
{
  gboolean torn = verdict == BST_MIGRATION_TORN && bst_migration_sight_may_go_on (&self->sight);

  if (verdict != self->lasting)
    self->since = 0;
  self->lasting = verdict;
  if (is_leaving (self, verdict))
    return has_lasted (self, LEAVING_US) ? verdict : BST_MIGRATION_UNDER_WAY;
  if (!torn &&
      (verdict != BST_MIGRATION_UNDER_WAY || self->sight.source.job == BST_JOB_MIGRATION_OUT ||
       self->sight.destination.job == BST_JOB_MIGRATION_IN))
    {
      self->since = 0;
      return verdict;
    }
  if (!has_lasted (self, torn ? TORN_PATIENCE_US : PATIENCE_US))
    return BST_MIGRATION_UNDER_WAY;
  if (torn)
    return verdict;

  return bst_machine_look_is_active (&self->sight.source) ? BST_MIGRATION_AT_BOTH
                                                          : BST_MIGRATION_AT_NEITHER;
}

static void
look (BstInquiry *self)
{
  BstMigrationVerdict verdict = bst_migration_verdict_judge (&self->sight, &self->order.aim);

  verdict = lose_patience (self, verdict);
  if (verdict != BST_MIGRATION_UNDER_WAY)
    {
      settle (self, verdict);
      return;
    }

  if (self->order.progress != NULL)
    self->order.progress (&self->sight, NULL, self->order.data);
  if (!self->freed)
    ask_later (self, POLL_MS);
}

static void
take (BstInquiry *self, guint which, const BstMachineLook *found)
{
  if (found != NULL)
    *(which == 0 ? &self->sight.source : &self->sight.destination) = *found;
  self->answered[which] = found != NULL;
  if (--self->n_asked > 0)
    return;

  if (self->answered[0] && self->answered[1])
    look (self);
  else
    /* A link that broke is told of by its host; what else fails is tried again. */
    ask_later (self, POLL_MS);
}

static void
on_looked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Answer *answer = data;
  BstInquiry *self = answer->inquiry;
  g_autofree BstMachineLook *found =
      bst_connection_look_finish (BST_CONNECTION (source), result, NULL);

  if (!self->freed && answer->round == self->round)
    take (self, answer->which, found);
  unref (self);
}

static BstConnection *
get_connection (BstInquiry *self, BstHost *host)
{
  BstConnection *connection = self->order.get_connection (host, self->order.data);

  return connection != NULL && bst_host_state_is_connected (bst_connection_get_state (connection))
             ? connection
             : NULL;
}

/* It is back; or it went while it was asked, and its answer may never come. */
static void
on_host_changed (BstHost *host, BstInquiry *self)
{
  if (self->waiting != (get_connection (self, host) == NULL))
    ask_later (self, 0);
}

static gboolean
watch (BstInquiry *self)
{
  gint64 ids[2] = { self->order.source_id, self->order.destination_id };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      BstHost *host = bst_inventory_get_host (self->order.inventory, ids[i]);

      if (host == NULL)
        return FALSE;
      if (self->hosts[i] != NULL)
        continue;
      self->hosts[i] = g_object_ref (host);
      g_signal_connect (host, "changed", G_CALLBACK (on_host_changed), self);
    }

  return TRUE;
}

static void
ask (BstInquiry *self)
{
  BstConnection *connections[2];

  self->round++;
  if (!watch (self))
    {
      settle (self, BST_MIGRATION_UNKNOWN);
      return;
    }

  self->waiting = FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    {
      connections[i] = get_connection (self, self->hosts[i]);
      if (connections[i] != NULL)
        continue;
      self->waiting = TRUE;
      if (self->order.progress != NULL)
        self->order.progress (NULL, self->hosts[i], self->order.data);
      return;
    }

  self->n_asked = G_N_ELEMENTS (connections);
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++)
    {
      Answer *answer = g_new0 (Answer, 1);

      *answer = (Answer){ self, self->round, i };
      self->n_refs++;
      bst_connection_look_async (connections[i], self->uuid, FALSE, on_looked, answer);
    }
}

BstInquiry *
bst_inquiry_new (const BstInquiryOrder *order)
{
  BstInquiry *self = g_new0 (BstInquiry, 1);

  BST_ASSERT_MAIN_THREAD ();

  self->order = *order;
  g_object_ref (self->order.inventory);
  self->uuid = g_strdup (order->uuid);
  self->n_refs = 1;
  ask_later (self, 0);

  return self;
}

void
bst_inquiry_free (BstInquiry *self)
{
  stop_watching (self);
  g_clear_handle_id (&self->source, g_source_remove);
  self->freed = TRUE;
  unref (self);
}
