/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-fleet.h"

#include "core/bst-thread.h"
#include "operations/bst-fleet-private.h"

#define DEFAULT_TICK 3 /* s */

struct _BstFleet
{
  GObject parent_instance;

  BstInventory *inventory;
  BstScheduler *scheduler;
  BstAftermath *aftermath;
  BstJobWatch *job_watch;
  GHashTable *members; /* BstHost → BstFleetMember */
  gboolean open;
  gboolean closed;
  gboolean journal;

  guint tick; /* s */
  gboolean in_view;

  GQueue questions;         /* of BstSshQuestion, not shown yet */
  BstSshQuestion *question; /* (nullable): the one that is shown */
};

G_DEFINE_FINAL_TYPE (BstFleet, bst_fleet, G_TYPE_OBJECT)

enum
{
  QUESTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void on_question_over (BstSshQuestion *question, BstFleet *self);

/* Without anybody to ask, the answer is no: a host must not wait for ever. */
static void
show_next_question (BstFleet *self)
{
  while (self->question == NULL && !g_queue_is_empty (&self->questions))
    {
      g_autoptr (BstSshQuestion) question = g_object_ref (g_queue_pop_head (&self->questions));

      self->question = question;
      if (g_signal_has_handler_pending (self, signals[QUESTION], 0, TRUE))
        g_signal_emit (self, signals[QUESTION], 0, question);
      else
        bst_ssh_question_refuse (question);
    }
}

static void
drop_question (BstFleet *self, BstSshQuestion *question)
{
  g_signal_handlers_disconnect_by_data (question, self);
  g_object_unref (question);
}

/* Answered, refused, or withdrawn; shown or not. */
static void
on_question_over (BstSshQuestion *question, BstFleet *self)
{
  g_autoptr (BstFleet) alive = g_object_ref (self);

  if (question == self->question)
    self->question = NULL;
  else if (!g_queue_remove (&self->questions, question))
    return;

  drop_question (self, question);
  show_next_question (self);
}

void
bst_fleet_add_question (BstFleet *self, BstSshQuestion *question)
{
  g_queue_push_tail (&self->questions, g_object_ref (question));
  g_signal_connect (question, "answered", G_CALLBACK (on_question_over), self);
  g_signal_connect (question, "withdrawn", G_CALLBACK (on_question_over), self);
  show_next_question (self);
}

static void
on_host_changed (BstHost *host, BstFleet *self)
{
  bst_connection_set_name (bst_fleet_get_connection (self, host), bst_host_get_name (host));
  if (bst_host_get_state (host) == BST_HOST_STATE_ONLINE)
    bst_aftermath_look (self->aftermath, host);
}

/* The journal's last word of each host that it calls lost, by ID. */
static GHashTable *
find_down (BstFleet *self)
{
  GHashTable *down = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_int64_hash, g_int64_equal);
  GListModel *journal = bst_inventory_get_journal (self->inventory);

  for (guint i = 0; i < g_list_model_get_n_items (journal); i++)
    {
      g_autoptr (BstJournalEntry) entry = g_list_model_get_item (journal, i);
      const BstJournalFields *fields = bst_journal_entry_get_fields (entry);
      gboolean lost = g_strcmp0 (fields->kind, "host-lost") == 0;

      /* The journal keeps its entries for as long as these tables live. */
      if ((lost || g_strcmp0 (fields->kind, "host-back") == 0) &&
          g_hash_table_add (seen, (gpointer)&fields->host_id) && lost)
        g_hash_table_insert (down, (gpointer)&fields->host_id, (gpointer)fields->text);
    }

  return down;
}

static void
add_member (BstFleet *self, BstHost *host, const char *told)
{
  BstFleetMember *member;

  if (g_hash_table_contains (self->members, host))
    return;

  member = bst_fleet_member_new (self, host, told);
  g_hash_table_insert (self->members, host, member);
  bst_connection_set_tick (bst_fleet_member_get_connection (member), self->tick, self->in_view);
  g_signal_connect (host, "changed", G_CALLBACK (on_host_changed), self);
  if (self->open)
    bst_fleet_member_open (member);
}

static gboolean
is_listed (GListModel *hosts, BstHost *host)
{
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) item = g_list_model_get_item (hosts, i);

      if (item == host)
        return TRUE;
    }

  return FALSE;
}

static void
remove_unlisted (BstFleet *self, GListModel *hosts)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer host, member;

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &host, NULL))
    {
      if (!is_listed (hosts, host))
        g_ptr_array_add (gone, g_object_ref (host));
    }

  for (guint i = 0; i < gone->len; i++)
    {
      g_signal_handlers_disconnect_by_data (gone->pdata[i], self);
      g_hash_table_remove (self->members, gone->pdata[i]);
      bst_aftermath_look (self->aftermath, gone->pdata[i]);

      g_hash_table_iter_init (&iter, self->members);
      while (g_hash_table_iter_next (&iter, NULL, &member))
        bst_fleet_member_forget_twin (member, bst_host_get_id (gone->pdata[i]));
    }
}

static void
on_hosts_changed (GListModel *hosts, guint position, guint removed, guint added, BstFleet *self)
{
  if (removed > 0)
    remove_unlisted (self, hosts);
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

      add_member (self, host, NULL);
    }
}

static void
bst_fleet_dispose (GObject *object)
{
  BstFleet *self = BST_FLEET (object);
  GHashTableIter iter;
  gpointer host;

  bst_fleet_close (self);
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &host, NULL))
    g_signal_handlers_disconnect_by_data (host, self);
  g_hash_table_remove_all (self->members);

  G_OBJECT_CLASS (bst_fleet_parent_class)->dispose (object);
}

static void
bst_fleet_finalize (GObject *object)
{
  BstFleet *self = BST_FLEET (object);

  g_hash_table_unref (self->members);
  bst_job_watch_free (self->job_watch);
  bst_aftermath_free (self->aftermath);
  g_clear_object (&self->scheduler);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_fleet_parent_class)->finalize (object);
}

static void
bst_fleet_class_init (BstFleetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_fleet_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_fleet_finalize;

  signals[QUESTION] = g_signal_new ("question", BST_TYPE_FLEET, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                    NULL, G_TYPE_NONE, 1, BST_TYPE_SSH_QUESTION);
}

static void
bst_fleet_init (BstFleet *self)
{
  self->members = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)bst_fleet_member_free);
  self->tick = DEFAULT_TICK;
  self->in_view = TRUE;
  self->journal = TRUE;
  g_queue_init (&self->questions);
}

BstFleet *
bst_fleet_new (BstInventory *inventory)
{
  BstFleet *self = g_object_new (BST_TYPE_FLEET, NULL);
  GListModel *hosts = bst_inventory_get_hosts (inventory);
  g_autoptr (GHashTable) down = NULL;

  BST_ASSERT_MAIN_THREAD ();

  self->inventory = g_object_ref (inventory);
  self->scheduler = bst_scheduler_new (inventory);
  self->aftermath = bst_aftermath_new (self);
  self->job_watch = bst_job_watch_new (self);
  g_signal_connect_object (hosts, "items-changed", G_CALLBACK (on_hosts_changed), self, 0);
  down = find_down (self);
  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);
      gint64 id = bst_host_get_id (host);

      add_member (self, host, g_hash_table_lookup (down, &id));
    }

  return self;
}

BstInventory *
bst_fleet_get_inventory (BstFleet *self)
{
  return self->inventory;
}

BstScheduler *
bst_fleet_get_scheduler (BstFleet *self)
{
  return self->scheduler;
}

BstJobWatch *
bst_fleet_get_job_watch (BstFleet *self)
{
  return self->job_watch;
}

void
bst_fleet_set_journal (BstFleet *self, gboolean journal)
{
  self->journal = journal;
}

gboolean
bst_fleet_has_journal (BstFleet *self)
{
  return self->journal;
}

gboolean
bst_fleet_is_closed (BstFleet *self)
{
  return self->closed;
}

static void
for_each_member (BstFleet *self, void (*func) (BstFleetMember *member))
{
  g_autoptr (GList) members = g_hash_table_get_values (self->members);

  for (GList *link = members; link != NULL; link = link->next)
    func (link->data);
}

void
bst_fleet_open (BstFleet *self)
{
  BST_ASSERT_MAIN_THREAD ();

  self->open = TRUE;
  self->closed = FALSE;
  for_each_member (self, bst_fleet_member_open);
}

void
bst_fleet_close (BstFleet *self)
{
  BST_ASSERT_MAIN_THREAD ();

  if (self->closed)
    return;

  self->open = FALSE;
  self->closed = TRUE;
  bst_scheduler_abandon (self->scheduler);
  bst_aftermath_stop (self->aftermath);
  while (!g_queue_is_empty (&self->questions))
    drop_question (self, g_queue_pop_head (&self->questions));
  if (self->question != NULL)
    drop_question (self, g_steal_pointer (&self->question));
  for_each_member (self, bst_fleet_member_close);
}

void
bst_fleet_look_up (BstFleet *self, BstOperation *operation)
{
  BST_ASSERT_MAIN_THREAD ();

  bst_aftermath_add (self->aftermath, operation);
}

void
bst_fleet_connect_host (BstFleet *self, BstHost *host)
{
  BstFleetMember *member = g_hash_table_lookup (self->members, host);

  BST_ASSERT_MAIN_THREAD ();

  if (member != NULL)
    bst_fleet_member_open (member);
}

void
bst_fleet_disconnect_host (BstFleet *self, BstHost *host)
{
  BstFleetMember *member = g_hash_table_lookup (self->members, host);

  BST_ASSERT_MAIN_THREAD ();

  if (member != NULL)
    bst_fleet_member_close (member);
}

BstConnection *
bst_fleet_get_connection (BstFleet *self, BstHost *host)
{
  BstFleetMember *member = g_hash_table_lookup (self->members, host);

  return member != NULL ? bst_fleet_member_get_connection (member) : NULL;
}

void
bst_fleet_set_tick (BstFleet *self, guint seconds, gboolean in_view)
{
  GHashTableIter iter;
  gpointer member;

  BST_ASSERT_MAIN_THREAD ();

  self->tick = seconds;
  self->in_view = in_view;
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &member))
    bst_connection_set_tick (bst_fleet_member_get_connection (member), seconds, in_view);
}

static void
refresh_member (BstFleetMember *member)
{
  bst_connection_refresh (bst_fleet_member_get_connection (member));
}

void
bst_fleet_refresh (BstFleet *self)
{
  BST_ASSERT_MAIN_THREAD ();

  for_each_member (self, refresh_member);
}

void
bst_fleet_set_on_screen (BstFleet *self, GPtrArray *machines)
{
  GHashTableIter iter;
  gpointer host, member;

  BST_ASSERT_MAIN_THREAD ();

  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, &host, &member))
    {
      g_autoptr (GPtrArray) uuids = g_ptr_array_new ();

      for (guint i = 0; i < machines->len; i++)
        {
          if (bst_machine_get_host (machines->pdata[i]) == host)
            g_ptr_array_add (uuids, (gpointer)bst_machine_get_uuid (machines->pdata[i]));
        }
      g_ptr_array_add (uuids, NULL);
      bst_fleet_member_set_on_screen (member, (const char *const *)uuids->pdata);
    }
}
