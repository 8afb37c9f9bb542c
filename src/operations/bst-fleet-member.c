/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"
#include "operations/bst-fleet-private.h"
#include "operations/bst-twin.h"

struct _BstFleetMember
{
  BstFleet *fleet; /* (unowned): its owner */
  BstInventory *inventory;
  BstHost *host;
  BstConnection *connection;

  gint64 twin_id;  /* of the host that this one is, too; 0: none, as it should be */
  char *told;      /* (nullable): the journal's last word, which is that it is lost */
  GStrv on_screen; /* (nullable) */
};

BstHost *
bst_fleet_member_get_host (BstFleetMember *self)
{
  return self->host;
}

BstConnection *
bst_fleet_member_get_connection (BstFleetMember *self)
{
  return self->connection;
}

static void
add_entry (BstFleetMember *self, BstJournalFields fields)
{
  if (!bst_fleet_has_journal (self->fleet))
    return;

  fields.host_id = bst_host_get_id (self->host);
  fields.host_name = bst_host_get_name (self->host);
  bst_inventory_add_entry (self->inventory, &fields);
}

/* In the words of what is wrong: a host that answers, and lets nobody in, is not “out of reach”. */
static char *
dup_lost_text (BstFleetMember *self, gboolean was_connected, const GError *error)
{
  if (was_connected)
    return g_strdup_printf (_ ("The connection to “%s” broke"), bst_host_get_name (self->host));
  if (error != NULL)
    return g_strdup (error->message);

  return g_strdup_printf (_ ("“%s” cannot be reached"), bst_host_get_name (self->host));
}

static char *
dup_lost_detail (gboolean was_connected, const GError *error)
{
  const char *remedy = error != NULL ? bst_error_get_remedy (error) : NULL;

  if (error == NULL || !was_connected)
    return g_strdup (remedy);

  return remedy != NULL ? g_strconcat (error->message, "\n", remedy, NULL)
                        : g_strdup (error->message);
}

/* Another try that fails is no news, except for what a person must mend and was not told of. */
static void
tell_lost (BstFleetMember *self, gboolean was_connected, const GError *error)
{
  gboolean failed = bst_host_get_state (self->host) == BST_HOST_STATE_FAILED;
  g_autofree char *text = dup_lost_text (self, was_connected, error);
  g_autofree char *detail = dup_lost_detail (was_connected, error);

  if (self->told != NULL && (!failed || strcmp (self->told, text) == 0))
    return;

  add_entry (self, (BstJournalFields){
                       .severity = BST_SEVERITY_ALERT,
                       .kind = "host-lost",
                       .text = text,
                       .detail = detail,
                   });
  g_free (self->told);
  self->told = g_steal_pointer (&text);
}

static void
tell_back (BstFleetMember *self)
{
  g_autofree char *text = NULL;

  if (self->told == NULL)
    return;

  g_clear_pointer (&self->told, g_free);
  text = g_strdup_printf (_ ("“%s” is back"), bst_host_get_name (self->host));
  add_entry (self, (BstJournalFields){
                       .severity = BST_SEVERITY_INFO,
                       .kind = "host-back",
                       .text = text,
                   });
}

static void
on_state_changed (BstFleetMember *self)
{
  BstHostState before = bst_host_get_state (self->host);
  BstHostState state = bst_connection_get_state (self->connection);
  const GError *error = bst_connection_get_error (self->connection);

  /* What it is now was said when its twin was found. */
  if (self->twin_id != 0)
    return;

  bst_inventory_set_host_state (self->inventory, self->host, state,
                                error != NULL ? g_error_copy (error) : NULL);

  if (state == BST_HOST_STATE_LOST || state == BST_HOST_STATE_FAILED)
    tell_lost (self, bst_host_state_is_connected (before), error);
  else if (state == BST_HOST_STATE_ONLINE)
    tell_back (self);
}

static void
refuse_twin (BstFleetMember *self, BstHost *owner)
{
  g_autoptr (GError) error = bst_error_new (
      BST_ERROR_EXISTS, _ ("Remove one of the two: its machines would be listed twice."), NULL,
      _ ("“%s” is the same host as “%s”, which is listed already"), bst_host_get_name (self->host),
      bst_host_get_name (owner));
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  self->twin_id = bst_host_get_id (owner);
  bst_connection_close (self->connection);
  /* Its machines may have been told before its facts were. */
  bst_inventory_update_domains (self->inventory, self->host, none, TRUE);
  bst_inventory_set_host_state (self->inventory, self->host, BST_HOST_STATE_FAILED,
                                g_error_copy (error));
  add_entry (self, (BstJournalFields){
                       .severity = BST_SEVERITY_ALERT,
                       .kind = "host-twin",
                       .text = error->message,
                       .detail = bst_error_get_remedy (error),
                   });
}

static void
on_facts (BstFleetMember *self, const BstHostFacts *facts)
{
  BstHost *owner =
      bst_twin_find (self->inventory, bst_host_get_uri (self->host), facts, self->host);

  if (owner != NULL)
    refuse_twin (self, owner);
  else
    bst_inventory_set_host_facts (self->inventory, self->host, facts);
}

static void
on_host_stats (BstFleetMember *self, const BstHostStats *stats)
{
  bst_inventory_set_host_stats (self->inventory, self->host, stats);
}

/* libvirt's reasons of a pause: VIR_DOMAIN_PAUSED_MIGRATION, _SAVE, _DUMP, _SNAPSHOT, _STARTING_UP,
 * _POSTCOPY. */
static gboolean
stands_for_job (const BstDomainFacts *facts)
{
  static const int reasons[] = { 2, 3, 4, 9, 11, 12 };

  if (!(facts->known & BST_DOMAIN_KNOWN_STATE) || facts->state != BST_MACHINE_STATE_PAUSED)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      if (facts->reason == reasons[i])
        return TRUE;
    }

  return FALSE;
}

/* It may come in: then the job is of where it comes from. */
static void
consider_job (BstFleetMember *self, const BstDomainFacts *facts)
{
  GListModel *hosts = bst_inventory_get_hosts (self->inventory);

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

      if (bst_inventory_get_machine (self->inventory, host, facts->uuid) != NULL)
        bst_job_watch_consider (bst_fleet_get_job_watch (self->fleet), host, facts->uuid);
    }
}

static void
on_job (BstFleetMember *self,
        const char *uuid,
        gboolean ended,
        gboolean good,
        const BstMigrationStatus *status)
{
  BstJobWatch *watch = bst_fleet_get_job_watch (self->fleet);

  if (ended)
    bst_job_watch_note_end (watch, self->host, uuid, good);
  else
    bst_job_watch_consider (watch, self->host, uuid);
}

static void
on_domains (BstFleetMember *self, GPtrArray *facts, gboolean complete)
{
  if (self->twin_id != 0)
    return;

  bst_inventory_update_domains (self->inventory, self->host, facts, complete);
  for (guint i = 0; i < facts->len; i++)
    {
      if (stands_for_job (facts->pdata[i]))
        consider_job (self, facts->pdata[i]);
    }
}

static void
on_domain_gone (BstFleetMember *self, const char *uuid)
{
  bst_inventory_remove_domain (self->inventory, self->host, uuid);
}

static void
on_stats (BstFleetMember *self, const BstDomainStats *stats, guint n_stats)
{
  if (self->twin_id == 0)
    bst_inventory_update_stats (self->inventory, self->host, stats, n_stats);
}

static void
on_guest (BstFleetMember *self, const char *uuid, const BstGuestFacts *facts)
{
  bst_inventory_update_guest (self->inventory, self->host, uuid, facts);
}

static void
on_event (BstFleetMember *self, const BstJournalFields *fields)
{
  add_entry (self, *fields);
}

static void
on_question (BstFleetMember *self, BstSshQuestion *question)
{
  bst_fleet_add_question (self->fleet, question);
}

BstFleetMember *
bst_fleet_member_new (BstFleet *fleet, BstHost *host, const char *told)
{
  static const struct
  {
    const char *signal;
    GCallback callback;
  } signals[] = {
    { "state-changed", G_CALLBACK (on_state_changed) },
    { "question", G_CALLBACK (on_question) },
    { "facts", G_CALLBACK (on_facts) },
    { "host-stats", G_CALLBACK (on_host_stats) },
    { "domains", G_CALLBACK (on_domains) },
    { "domain-gone", G_CALLBACK (on_domain_gone) },
    { "stats", G_CALLBACK (on_stats) },
    { "guest", G_CALLBACK (on_guest) },
    { "job", G_CALLBACK (on_job) },
    { "event", G_CALLBACK (on_event) },
  };
  BstFleetMember *self = g_new0 (BstFleetMember, 1);

  self->fleet = fleet;
  self->inventory = g_object_ref (bst_fleet_get_inventory (fleet));
  self->host = g_object_ref (host);
  self->told = g_strdup (told);
  self->connection = bst_connection_new (bst_host_get_uri (host), bst_host_get_name (host));
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_swapped (self->connection, signals[i].signal, signals[i].callback, self);

  return self;
}

void
bst_fleet_member_free (BstFleetMember *self)
{
  g_signal_handlers_disconnect_by_data (self->connection, self);
  bst_connection_close (self->connection);
  g_object_unref (self->connection);
  g_object_unref (self->host);
  g_object_unref (self->inventory);
  g_strfreev (self->on_screen);
  g_free (self->told);
  g_free (self);
}

void
bst_fleet_member_open (BstFleetMember *self)
{
  self->twin_id = 0;
  bst_connection_open (self->connection);
}

void
bst_fleet_member_close (BstFleetMember *self)
{
  self->twin_id = 0;
  g_clear_pointer (&self->told, g_free);
  bst_connection_close (self->connection);
  on_state_changed (self);
}

void
bst_fleet_member_set_on_screen (BstFleetMember *self, const char *const *uuids)
{
  if (self->on_screen == NULL ? uuids[0] == NULL
                              : g_strv_equal ((const char *const *)self->on_screen, uuids))
    return;

  g_strfreev (self->on_screen);
  self->on_screen = g_strdupv ((char **)uuids);
  bst_connection_set_on_screen (self->connection, uuids);
}

void
bst_fleet_member_forget_twin (BstFleetMember *self, gint64 host_id)
{
  if (self->twin_id == host_id && host_id != 0)
    bst_fleet_member_open (self);
}
