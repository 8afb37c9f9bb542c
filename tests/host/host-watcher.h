/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-connection.h"

G_BEGIN_DECLS

/* Far below any wait for a daemon, and above what other tests on the same computer do to this one:
 * `build-aux/bench` measures the 50 ms that are promised. */
#define LONGEST_STALL_MS 250

/* Keeps what a connection tells, as an inventory would, for tests to look at. */
typedef struct
{
  BstConnection *connection;
  GHashTable *domains; /* UUID → BstDomainFacts: merged */
  GHashTable *stats;   /* UUID → BstDomainStats */
  GHashTable *guests;  /* UUID → BstGuestFacts */
  GPtrArray *configs;  /* UUIDs, in the order in which their XML came first */
  GPtrArray *events;   /* "kind name severity" */
  GString *states;     /* "connecting syncing online " */
  BstHostFacts *facts;
  guint n_complete;
  guint n_host_stats;
  guint n_stats;
} HostWatcher;

HostWatcher *host_watcher_new (const char *uri, const char *name);
void host_watcher_free (HostWatcher *self);

/* Runs the main loop until it is so; fails the test after four minutes: machines may be busy, and
 * sanitizers slow. */
#define host_watcher_wait(condition)                                                               \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 wait_end = g_get_monotonic_time () + 240 * G_USEC_PER_SEC;                              \
    guint wait_id = g_timeout_add (20, host_watcher_tick, NULL);                                   \
                                                                                                   \
    while (!(condition))                                                                           \
      {                                                                                            \
        if (g_get_monotonic_time () > wait_end)                                                    \
          g_error ("%s:%d: still waiting for: %s", __FILE__, __LINE__, #condition);                \
        g_main_context_iteration (NULL, TRUE);                                                     \
      }                                                                                            \
    g_source_remove (wait_id);                                                                     \
  }                                                                                                \
  G_STMT_END

gboolean host_watcher_tick (gpointer data);

gboolean host_watcher_is (HostWatcher *self, BstHostState state);
BstDomainFacts *host_watcher_find (HostWatcher *self, const char *name); /* (nullable) */
BstMachineState host_watcher_state_of (HostWatcher *self, const char *name);
gboolean host_watcher_has_event (HostWatcher *self, const char *text);

/* Does a call and waits for its answer; NULL where it was done. */
GError *host_watcher_call (HostWatcher *self, const char *uuid, BstDomainCall call, const char *text);

/* A file of the test driver with @n machines "m00000" ..., in a new folder; its path. */
char *host_watcher_write_node (guint n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HostWatcher, host_watcher_free)

G_END_DECLS
