/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "host-watcher.h"

static void
merge (BstDomainFacts *old, const BstDomainFacts *news)
{
  if (news->name != NULL)
    {
      g_free (old->name);
      old->name = g_strdup (news->name);
    }
  if (news->known & BST_DOMAIN_KNOWN_STATE)
    {
      old->state = news->state;
      old->reason = news->reason;
      old->id = news->id;
    }
  if (news->known & BST_DOMAIN_KNOWN_FLAGS)
    {
      old->persistent = news->persistent;
      old->autostart = news->autostart;
      old->managed_save = news->managed_save;
    }
  if (news->known & BST_DOMAIN_KNOWN_SNAPSHOTS)
    old->n_snapshots = news->n_snapshots;
  if (news->known & BST_DOMAIN_KNOWN_STARTED)
    old->started_at = news->started_at;
  if (news->known & BST_DOMAIN_KNOWN_CONFIG)
    {
      g_free (old->xml);
      g_free (old->title);
      g_free (old->description);
      old->xml = g_strdup (news->xml);
      old->title = g_strdup (news->title);
      old->description = g_strdup (news->description);
    }
  if (news->known & BST_DOMAIN_KNOWN_SIZE)
    {
      old->vcpus = news->vcpus;
      old->memory_kib = news->memory_kib;
    }
  old->known |= news->known;
}

static void
on_domains (BstConnection *connection, GPtrArray *all, gboolean complete, HostWatcher *self)
{
  g_autoptr (GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer uuid;

  for (guint i = 0; i < all->len; i++)
    {
      BstDomainFacts *facts = all->pdata[i];
      BstDomainFacts *old = g_hash_table_lookup (self->domains, facts->uuid);

      g_assert_cmpuint (strlen (facts->uuid), ==, BST_UUID_LEN - 1);
      g_assert_true (facts->name == NULL || g_utf8_validate (facts->name, -1, NULL));
      /* No machine twice in one portion. */
      g_assert_true (g_hash_table_add (listed, facts->uuid));
      if (facts->xml != NULL && (old == NULL || old->xml == NULL))
        g_ptr_array_add (self->configs, g_strdup (facts->uuid));
      if (old == NULL)
        {
          old = bst_domain_facts_copy (facts);
          g_hash_table_insert (self->domains, old->uuid, old);
        }
      else
        {
          merge (old, facts);
        }
    }

  if (!complete)
    return;

  self->n_complete++;
  g_hash_table_iter_init (&iter, self->domains);
  while (g_hash_table_iter_next (&iter, &uuid, NULL))
    {
      if (!g_hash_table_contains (listed, uuid))
        g_hash_table_iter_remove (&iter);
    }
}

static void
on_gone (BstConnection *connection, const char *uuid, HostWatcher *self)
{
  g_hash_table_remove (self->domains, uuid);
}

static void
on_stats (BstConnection *connection, const BstDomainStats *stats, guint n, HostWatcher *self)
{
  self->n_stats++;
  for (guint i = 0; i < n; i++)
    g_hash_table_replace (
        self->stats, g_strdup (stats[i].uuid), g_memdup2 (&stats[i], sizeof stats[i]));
}

static void
on_guest (BstConnection *connection, const char *uuid, const BstGuestFacts *facts, HostWatcher *self)
{
  g_hash_table_replace (self->guests, g_strdup (uuid), bst_guest_facts_copy (facts));
}

static void
on_facts (BstConnection *connection, const BstHostFacts *facts, HostWatcher *self)
{
  g_clear_pointer (&self->facts, bst_host_facts_free);
  self->facts = bst_host_facts_copy (facts);
}

static void
on_host_stats (BstConnection *connection, const BstHostStats *stats, HostWatcher *self)
{
  self->n_host_stats++;
}

static void
on_event (BstConnection *connection, const BstJournalFields *fields, HostWatcher *self)
{
  g_assert_nonnull (fields->text);
  g_ptr_array_add (self->events, g_strdup_printf ("%s %s %d", fields->kind, fields->machine_name,
                                                  (int) fields->severity));
}

static void
on_state (BstConnection *connection, HostWatcher *self)
{
  BstHostState state = bst_connection_get_state (connection);

  g_string_append_printf (self->states, "%s ", bst_host_state_to_nick (state));
  g_assert_true ((state == BST_HOST_STATE_LOST || state == BST_HOST_STATE_FAILED) ==
                 (bst_connection_get_error (connection) != NULL));
}

HostWatcher *
host_watcher_new (const char *uri, const char *name)
{
  HostWatcher *self = g_new0 (HostWatcher, 1);

  self->connection = bst_connection_new (uri, name);
  self->domains = g_hash_table_new_full (
      g_str_hash, g_str_equal, NULL, (GDestroyNotify) bst_domain_facts_free);
  self->stats = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->guests = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) bst_guest_facts_free);
  self->events = g_ptr_array_new_with_free_func (g_free);
  self->configs = g_ptr_array_new_with_free_func (g_free);
  self->states = g_string_new (NULL);

#define CONNECT(signal, callback)                                                                  \
  g_signal_connect (self->connection, signal, G_CALLBACK (callback), self)
  CONNECT ("domains", on_domains);
  CONNECT ("domain-gone", on_gone);
  CONNECT ("stats", on_stats);
  CONNECT ("guest", on_guest);
  CONNECT ("facts", on_facts);
  CONNECT ("host-stats", on_host_stats);
  CONNECT ("event", on_event);
  CONNECT ("state-changed", on_state);

  return self;
}

void
host_watcher_free (HostWatcher *self)
{
  g_signal_handlers_disconnect_by_data (self->connection, self);
  bst_connection_close (self->connection);
  g_object_unref (self->connection);
  g_hash_table_unref (self->domains);
  g_hash_table_unref (self->stats);
  g_hash_table_unref (self->guests);
  g_ptr_array_unref (self->events);
  g_ptr_array_unref (self->configs);
  g_string_free (self->states, TRUE);
  bst_host_facts_free (self->facts);
  g_free (self);
}

gboolean
host_watcher_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

gboolean
host_watcher_is (HostWatcher *self, BstHostState state)
{
  return bst_connection_get_state (self->connection) == state;
}

BstDomainFacts *
host_watcher_find (HostWatcher *self, const char *name)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->domains);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BstDomainFacts *facts = value;

      if (g_strcmp0 (facts->name, name) == 0)
        return facts;
    }

  return NULL;
}

BstMachineState
host_watcher_state_of (HostWatcher *self, const char *name)
{
  BstDomainFacts *facts = host_watcher_find (self, name);

  return facts != NULL ? facts->state : BST_MACHINE_STATE_NOSTATE;
}

gboolean
host_watcher_has_event (HostWatcher *self, const char *text)
{
  return g_ptr_array_find_with_equal_func (self->events, text, g_str_equal, NULL);
}

static void
on_call (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **answer = data;

  *answer = g_object_ref (result);
}

GError *
host_watcher_call (HostWatcher *self, const char *uuid, BstDomainCall call, const char *text)
{
  g_autoptr (GAsyncResult) answer = NULL;
  GError *error = NULL;

  bst_connection_call_async (self->connection, uuid, call, text, NULL, on_call, &answer);
  host_watcher_wait (answer != NULL);
  bst_connection_call_finish (self->connection, answer, &error);

  return error;
}

char *
host_watcher_write_node (guint n)
{
  g_autofree char *folder = g_dir_make_tmp ("bst-host-XXXXXX", NULL);
  g_autoptr (GString) xml = g_string_new ("<node>\n");
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "node.xml", NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (xml,
                            "<domain type='test'><name>m%05u</name>"
                            "<uuid>00000000-0000-4000-8000-%012u</uuid>"
                            "<title>Machine %u</title>"
                            "<memory>1048576</memory><vcpu>2</vcpu><os><type>hvm</type></os>"
                            "</domain>\n",
                            i, i, i);
  g_string_append (xml, "</node>\n");
  g_file_set_contents (path, xml->str, (gssize) xml->len, &error);
  g_assert_no_error (error);

  return path;
}
