/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A libvirtd of our own, unprivileged, in a folder that goes with it; its test driver is served on a
 * socket there. Real RPC, events and keepalive, and it can be killed. */
typedef struct
{
  char *folder;
  char *config;
  char *socket;
  char *uri; /* test+unix:///default?socket=… */
  GPid pid;  /* 0: does not run */
} HostDaemon;

/* NULL, and the test is skipped, where there is no libvirtd. */
HostDaemon *host_daemon_new (void);
void host_daemon_free (HostDaemon *self);

/* Until it answers. */
void host_daemon_start (HostDaemon *self);

/* SIGSTOP, SIGCONT. */
void host_daemon_signal (HostDaemon *self, int number);

/* SIGKILL or SIGTERM, and waits for its end. */
void host_daemon_stop (HostDaemon *self, int number);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HostDaemon, host_daemon_free)

G_END_DECLS
