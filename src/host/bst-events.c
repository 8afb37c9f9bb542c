/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-events.h"

#include <glib/gi18n.h>

#include "core/bst-thread.h"
#include "host/bst-config-reader.h"
#include "host/bst-event-text.h"
#include "host/bst-guest-query.h"
#include "host/bst-job-figures-private.h"
#include "host/bst-pool-lease-private.h"
#include "host/bst-screens.h"
#include "host/bst-sync.h"

/* An event's domain, copied out of libvirt. */
typedef struct
{
  BstSession *session; /* owned; NULL: nobody listens any more */
  char uuid[VIR_UUID_STRING_BUFLEN];
  char *name;
} Subject;

static void
subject_clear (Subject *subject)
{
  g_clear_object (&subject->session);
  g_free (subject->name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Subject, subject_clear)

static BstSession *
get_session (gpointer opaque)
{
  g_autoptr (BstSession) session = g_weak_ref_get (opaque);

  BST_ASSERT_MAIN_THREAD ();

  return session != NULL && bst_link_is_open (session->link) ? g_steal_pointer (&session) : NULL;
}

static Subject
get_subject (virDomainPtr domain, gpointer opaque)
{
  Subject subject = { .session = get_session (opaque) };

  if (subject.session != NULL)
    {
      virDomainGetUUIDString (domain, subject.uuid);
      subject.name = g_utf8_make_valid (virDomainGetName (domain), -1);
    }

  return subject;
}

static void
tell (const Subject *subject, BstSeverity severity, const char *kind, const char *text,
      const char *detail)
{
  BstJournalFields fields = {
    .severity = severity,
    .kind = kind,
    .machine_uuid = subject->uuid,
    .machine_name = subject->name,
    .text = text,
    .detail = detail,
  };

  bst_session_tell_event (subject->session, &fields);
}

static char *
make_valid (const char *text)
{
  return g_utf8_make_valid (text != NULL ? text : "", -1);
}

static void
note_started (const Subject *subject)
{
  BstDomainFacts *facts = bst_domain_facts_new (subject->uuid, subject->name);
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) bst_domain_facts_free);

  facts->known = BST_DOMAIN_KNOWN_STARTED;
  facts->started_at = g_get_real_time () / G_USEC_PER_SEC;
  bst_roster_update (subject->session->roster, facts);
  g_ptr_array_add (all, facts);
  bst_session_tell_domains (subject->session, all, FALSE);
}

/* QEMU's driver tells of a machine that it resumed it just before it tells that it started it. */
static gboolean
is_part_of_start (const Subject *subject, int event)
{
  const BstRosterEntry *entry = bst_roster_get (subject->session->roster, subject->uuid);

  return event == VIR_DOMAIN_EVENT_RESUMED && entry != NULL &&
         !bst_machine_state_is_active (entry->state);
}

static void
on_lifecycle (virConnectPtr connection, virDomainPtr domain, int event, int detail, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);
  BstJournalFields fields = { 0 };
  /* A pause leaves the configuration as it was. */
  const gboolean config = event != VIR_DOMAIN_EVENT_SUSPENDED && event != VIR_DOMAIN_EVENT_RESUMED &&
                          event != VIR_DOMAIN_EVENT_SHUTDOWN;

  if (subject.session == NULL)
    return;

  bst_sync_ask (subject.session->sync, subject.uuid, config);
  if (event == VIR_DOMAIN_EVENT_STARTED)
    note_started (&subject);
  else if (event == VIR_DOMAIN_EVENT_STOPPED)
    bst_screens_forget (subject.session->screens, subject.uuid);
  if (!is_part_of_start (&subject, event) && bst_event_text_of_lifecycle (event, detail, &fields))
    tell (&subject, fields.severity, fields.kind, fields.text, NULL);
}

static void
on_reboot (virConnectPtr connection, virDomainPtr domain, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);

  if (subject.session == NULL)
    return;

  note_started (&subject);
  tell (&subject, BST_SEVERITY_INFO, "rebooted", _ ("Rebooted"), NULL);
}

static void
on_agent (virConnectPtr connection, virDomainPtr domain, int state, int reason, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);
  BstRosterEntry *entry;

  if (subject.session == NULL)
    return;

  entry = bst_roster_get (subject.session->roster, subject.uuid);
  if (entry == NULL)
    return;

  entry->agent = state == VIR_CONNECT_DOMAIN_EVENT_AGENT_LIFECYCLE_STATE_CONNECTED;
  entry->guest_asked = entry->guest_rest = 0;
  bst_guest_query_consider (subject.session->guests, entry->uuid);
}

static void
on_watchdog (virConnectPtr connection, virDomainPtr domain, int action, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);

  if (subject.session != NULL)
    tell (&subject, BST_SEVERITY_ALERT, "watchdog", _ ("Its watchdog fired: the guest hung"), NULL);
}

static void
on_io_error (virConnectPtr connection, virDomainPtr domain, const char *path, const char *alias,
             int action, const char *reason, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);
  g_autofree char *valid_path = make_valid (path);
  g_autofree char *valid_reason = make_valid (reason);
  g_autofree char *detail = NULL;

  if (subject.session == NULL)
    return;

  detail = valid_reason[0] != '\0' ? g_strdup_printf ("%s: %s", valid_path, valid_reason)
                                   : g_strdup (valid_path);
  if (g_str_equal (valid_reason, "enospc"))
    tell (&subject, BST_SEVERITY_ALERT, "io-error",
          _ ("The host’s disk under one of its disks is full"), detail);
  else
    tell (&subject, BST_SEVERITY_ALERT, "io-error", _ ("One of its disks has errors"), detail);
}

static void
on_memory_failure (virConnectPtr connection, virDomainPtr domain, int recipient, int action,
                   unsigned int flags, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);

  if (subject.session != NULL)
    tell (&subject, BST_SEVERITY_ALERT, "memory-failure",
          _ ("The host’s memory has a fault in this machine’s part of it"), NULL);
}

static void
on_device (const Subject *subject)
{
  if (bst_roster_get (subject->session->roster, subject->uuid) != NULL)
    bst_config_reader_add (subject->session->reader, subject->uuid, BST_READ_CONFIG);
}

static void
on_device_added (virConnectPtr connection, virDomainPtr domain, const char *alias, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);
  g_autofree char *detail = make_valid (alias);

  if (subject.session == NULL)
    return;

  on_device (&subject);
  tell (&subject, BST_SEVERITY_INFO, "device-added", _ ("A device was added"), detail);
}

static void
on_device_removed (virConnectPtr connection, virDomainPtr domain, const char *alias, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);
  g_autofree char *detail = make_valid (alias);

  if (subject.session == NULL)
    return;

  on_device (&subject);
  tell (&subject, BST_SEVERITY_INFO, "device-removed", _ ("A device was removed"), detail);
}

static void
on_tray (virConnectPtr connection, virDomainPtr domain, const char *alias, int reason, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);

  if (subject.session != NULL)
    on_device (&subject);
}

static void
on_metadata (virConnectPtr connection, virDomainPtr domain, int type, const char *ns, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);

  if (subject.session != NULL)
    on_device (&subject);
}

static void
on_balloon (virConnectPtr connection, virDomainPtr domain, unsigned long long kib, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);

  if (subject.session != NULL)
    on_device (&subject);
}

static void
on_block_job (virConnectPtr connection, virDomainPtr domain, const char *disk, int type, int status,
              void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);
  g_autofree char *detail = make_valid (disk);

  if (subject.session == NULL)
    return;

  if (status == VIR_DOMAIN_BLOCK_JOB_COMPLETED || status == VIR_DOMAIN_BLOCK_JOB_FAILED)
    on_device (&subject);
  if (status == VIR_DOMAIN_BLOCK_JOB_COMPLETED)
    tell (&subject, BST_SEVERITY_INFO, "block-job", _ ("A job on one of its disks is done"), detail);
  else if (status == VIR_DOMAIN_BLOCK_JOB_FAILED)
    tell (&subject, BST_SEVERITY_WARNING, "block-job", _ ("A job on one of its disks failed"),
          detail);
}

static void
on_iteration (virConnectPtr connection, virDomainPtr domain, int iteration, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);

  if (subject.session != NULL)
    bst_session_tell_job (subject.session, subject.uuid, FALSE, FALSE, NULL);
}

static void
on_job_completed (virConnectPtr connection, virDomainPtr domain, virTypedParameterPtr params, int n,
                  void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);
  BstMigrationStatus status;
  int good = 0;

  if (subject.session == NULL)
    return;

  bst_migration_status_init (&status);
  bst_job_figures_read (params, n, TRUE, &status);
  /* Hosts before 6.1 tell of jobs that went well alone, and say nothing more. */
  if (virTypedParamsGetBoolean (params, n, VIR_DOMAIN_JOB_SUCCESS, &good) != 1)
    good = 1;
  bst_session_tell_job (subject.session, subject.uuid, TRUE, good != 0,
                        good != 0 ? &status : NULL);
}

static void
on_graphics (virConnectPtr connection, virDomainPtr domain, int phase,
             const virDomainEventGraphicsAddress *local, const virDomainEventGraphicsAddress *remote,
             const char *scheme, const virDomainEventGraphicsSubject *who, void *opaque)
{
  g_auto (Subject) subject = get_subject (domain, opaque);
  g_autofree char *from = make_valid (remote != NULL ? remote->node : NULL);

  if (subject.session != NULL)
    bst_screens_take (subject.session->screens, subject.uuid, subject.name, phase, from);
}

static void
tell_of_host (gpointer opaque, const char *kind, const char *format, const char *name)
{
  g_autoptr (BstSession) session = get_session (opaque);
  g_autofree char *valid = make_valid (name);
  g_autofree char *text = NULL;
  BstJournalFields fields = { .severity = BST_SEVERITY_INFO, .kind = kind };

  if (session == NULL)
    return;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_printf (format, valid);
#pragma GCC diagnostic pop
  fields.text = text;
  bst_session_tell_event (session, &fields);
}

static void
on_network (virConnectPtr connection, virNetworkPtr network, int event, int detail, void *opaque)
{
  if (event == VIR_NETWORK_EVENT_STARTED)
    tell_of_host (opaque, "network-started", _ ("Network “%s” started"),
                  virNetworkGetName (network));
  else if (event == VIR_NETWORK_EVENT_STOPPED)
    tell_of_host (opaque, "network-stopped", _ ("Network “%s” stopped"),
                  virNetworkGetName (network));
}

static void
on_pool (virConnectPtr connection, virStoragePoolPtr pool, int event, int detail, void *opaque)
{
  if (bst_pool_lease_is_name (virStoragePoolGetName (pool)))
    return;

  if (event == VIR_STORAGE_POOL_EVENT_STARTED)
    tell_of_host (opaque, "pool-started", _ ("Storage pool “%s” started"),
                  virStoragePoolGetName (pool));
  else if (event == VIR_STORAGE_POOL_EVENT_STOPPED)
    tell_of_host (opaque, "pool-stopped", _ ("Storage pool “%s” stopped"),
                  virStoragePoolGetName (pool));
}

static void
free_weak_ref (void *data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

static gpointer
new_weak_ref (BstSession *session)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, session);

  return ref;
}

static gboolean
listen_to (BstSession *session, BstLink *link, int id, virConnectDomainEventGenericCallback callback)
{
  gpointer ref = new_weak_ref (session);
  int registration;

  bst_link_count_call (link);
  registration = virConnectDomainEventRegisterAny (
      bst_link_get_connection (link), NULL, id, callback, ref, free_weak_ref);
  if (registration < 0)
    {
      free_weak_ref (ref);
      return FALSE;
    }

  bst_link_keep_registration (link, virConnectDomainEventDeregisterAny, registration);

  return TRUE;
}

static void
listen_to_host (BstSession *session, BstLink *link)
{
  virConnectPtr connection = bst_link_get_connection (link);
  gpointer ref = new_weak_ref (session);
  int registration;

  bst_link_count_call (link);
  registration = virConnectNetworkEventRegisterAny (
      connection, NULL, VIR_NETWORK_EVENT_ID_LIFECYCLE, VIR_NETWORK_EVENT_CALLBACK (on_network),
      ref, free_weak_ref);
  if (registration >= 0)
    bst_link_keep_registration (link, virConnectNetworkEventDeregisterAny, registration);
  else
    free_weak_ref (ref);

  ref = new_weak_ref (session);
  bst_link_count_call (link);
  registration = virConnectStoragePoolEventRegisterAny (
      connection, NULL, VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE,
      VIR_STORAGE_POOL_EVENT_CALLBACK (on_pool), ref, free_weak_ref);
  if (registration >= 0)
    bst_link_keep_registration (link, virConnectStoragePoolEventDeregisterAny, registration);
  else
    free_weak_ref (ref);
}

gpointer
bst_events_register (BstSession *session, BstLink *link, gboolean first)
{
  static const struct
  {
    int id;
    virConnectDomainEventGenericCallback callback;
  } others[] = {
    { VIR_DOMAIN_EVENT_ID_REBOOT, VIR_DOMAIN_EVENT_CALLBACK (on_reboot) },
    { VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE, VIR_DOMAIN_EVENT_CALLBACK (on_agent) },
    { VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON, VIR_DOMAIN_EVENT_CALLBACK (on_io_error) },
    { VIR_DOMAIN_EVENT_ID_WATCHDOG, VIR_DOMAIN_EVENT_CALLBACK (on_watchdog) },
    { VIR_DOMAIN_EVENT_ID_METADATA_CHANGE, VIR_DOMAIN_EVENT_CALLBACK (on_metadata) },
    { VIR_DOMAIN_EVENT_ID_DEVICE_ADDED, VIR_DOMAIN_EVENT_CALLBACK (on_device_added) },
    { VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED, VIR_DOMAIN_EVENT_CALLBACK (on_device_removed) },
    { VIR_DOMAIN_EVENT_ID_TRAY_CHANGE, VIR_DOMAIN_EVENT_CALLBACK (on_tray) },
    { VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE, VIR_DOMAIN_EVENT_CALLBACK (on_balloon) },
    { VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2, VIR_DOMAIN_EVENT_CALLBACK (on_block_job) },
    { VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE, VIR_DOMAIN_EVENT_CALLBACK (on_memory_failure) },
    { VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION, VIR_DOMAIN_EVENT_CALLBACK (on_iteration) },
    { VIR_DOMAIN_EVENT_ID_JOB_COMPLETED, VIR_DOMAIN_EVENT_CALLBACK (on_job_completed) },
    { VIR_DOMAIN_EVENT_ID_GRAPHICS, VIR_DOMAIN_EVENT_CALLBACK (on_graphics) },
  };

  BST_ASSERT_WORKER_THREAD ();

  if (first)
    return GINT_TO_POINTER (listen_to (session, link, VIR_DOMAIN_EVENT_ID_LIFECYCLE,
                                       VIR_DOMAIN_EVENT_CALLBACK (on_lifecycle)));

  for (guint i = 0; i < G_N_ELEMENTS (others) && bst_link_is_open (link); i++)
    listen_to (session, link, others[i].id, others[i].callback);
  if (bst_link_is_open (link))
    listen_to_host (session, link);

  return GINT_TO_POINTER (TRUE);
}
