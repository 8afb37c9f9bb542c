/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-event-text.h"

#include <glib/gi18n.h>
#include <libvirt/libvirt.h>

/* Any detail that has no line of its own. */
#define ANY -1

static const struct
{
  int event;
  int detail;
  BstSeverity severity;
  const char *kind;
  const char *text;
} lines[] = {
  { VIR_DOMAIN_EVENT_DEFINED, VIR_DOMAIN_EVENT_DEFINED_ADDED, BST_SEVERITY_INFO, "defined",
    N_ ("Defined on the host") },
  { VIR_DOMAIN_EVENT_DEFINED, VIR_DOMAIN_EVENT_DEFINED_RENAMED, BST_SEVERITY_INFO, "renamed",
    N_ ("Renamed") },
  { VIR_DOMAIN_EVENT_DEFINED, ANY, BST_SEVERITY_INFO, "changed", N_ ("Configuration changed") },
  { VIR_DOMAIN_EVENT_UNDEFINED, VIR_DOMAIN_EVENT_UNDEFINED_REMOVED, BST_SEVERITY_INFO, "undefined",
    N_ ("Removed from the host") },
  { VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_MIGRATED, BST_SEVERITY_INFO, "migrated",
    N_ ("A migration to this host began") },
  { VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_RESTORED, BST_SEVERITY_INFO, "started",
    N_ ("Restored from its saved state") },
  { VIR_DOMAIN_EVENT_STARTED, VIR_DOMAIN_EVENT_STARTED_FROM_SNAPSHOT, BST_SEVERITY_INFO, "started",
    N_ ("Started from a snapshot") },
  { VIR_DOMAIN_EVENT_STARTED, ANY, BST_SEVERITY_INFO, "started", N_ ("Started") },
  { VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_IOERROR, BST_SEVERITY_ALERT, "io-error",
    N_ ("Paused, because a disk failed or is full") },
  { VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_WATCHDOG, BST_SEVERITY_ALERT, "watchdog",
    N_ ("Paused by its watchdog: the guest hangs") },
  { VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_API_ERROR, BST_SEVERITY_ALERT, "paused",
    N_ ("Left paused by an action that failed") },
  { VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_POSTCOPY_FAILED, BST_SEVERITY_ALERT,
    "paused", N_ ("Paused, because its migration failed half-way") },
  { VIR_DOMAIN_EVENT_SUSPENDED, VIR_DOMAIN_EVENT_SUSPENDED_MIGRATED, BST_SEVERITY_INFO, "paused",
    N_ ("Paused for its migration") },
  { VIR_DOMAIN_EVENT_SUSPENDED, ANY, BST_SEVERITY_INFO, "paused", N_ ("Paused") },
  { VIR_DOMAIN_EVENT_RESUMED, VIR_DOMAIN_EVENT_RESUMED_MIGRATED, BST_SEVERITY_INFO, "resumed",
    N_ ("Runs on after its migration") },
  { VIR_DOMAIN_EVENT_RESUMED, ANY, BST_SEVERITY_INFO, "resumed", N_ ("Resumed") },
  { VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SHUTDOWN, BST_SEVERITY_INFO, "stopped",
    N_ ("Shut down") },
  { VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_DESTROYED, BST_SEVERITY_INFO, "stopped",
    N_ ("Forced off") },
  { VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_CRASHED, BST_SEVERITY_ALERT, "crashed",
    N_ ("Crashed") },
  { VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_MIGRATED, BST_SEVERITY_INFO, "migrated",
    N_ ("Migrated to another host") },
  { VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_SAVED, BST_SEVERITY_INFO, "saved",
    N_ ("Stopped, its state saved on disk") },
  { VIR_DOMAIN_EVENT_STOPPED, VIR_DOMAIN_EVENT_STOPPED_FAILED, BST_SEVERITY_ALERT, "crashed",
    N_ ("Stopped, because the hypervisor failed") },
  { VIR_DOMAIN_EVENT_STOPPED, ANY, BST_SEVERITY_INFO, "stopped", N_ ("Stopped") },
  { VIR_DOMAIN_EVENT_PMSUSPENDED, ANY, BST_SEVERITY_INFO, "pmsuspended",
    N_ ("Suspended by the guest") },
  { VIR_DOMAIN_EVENT_CRASHED, ANY, BST_SEVERITY_ALERT, "crashed",
    N_ ("Crashed: the guest’s kernel panicked") },
};

gboolean
bst_event_text_of_lifecycle (int event, int detail, BstJournalFields *fields)
{
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      if (lines[i].event == event && (lines[i].detail == detail || lines[i].detail == ANY))
        {
          fields->severity = lines[i].severity;
          fields->kind = lines[i].kind;
          fields->text = _ (lines[i].text);
          return TRUE;
        }
    }

  return FALSE;
}
