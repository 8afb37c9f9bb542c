/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-master.h"

G_BEGIN_DECLS

/**
 * SshFixture:
 *
 * A private sshd on a port of its own, and a client that knows nothing of ~/.ssh: an "ssh" earlier
 * on PATH adds a configuration file. All in one folder, which goes with the fixture.
 */
typedef struct
{
  char *folder;
  char *key;         /* a key that sshd takes */
  char *known_hosts; /* empty at first */
  GSubprocess *sshd;
  guint port;
} SshFixture;

/* NULL, and the test is skipped, where there is no sshd. @config (nullable): lines for sshd.
 */
SshFixture *ssh_fixture_new (const char *config);
void ssh_fixture_free (SshFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (SshFixture, ssh_fixture_free)

/* Another sshd with the same keys; @port: where it listens. */
GSubprocess *ssh_fixture_start_sshd (SshFixture *self, const char *config, guint *port);

/* Kills the fixture's own, and starts it anew where it was. */
void ssh_fixture_restart_sshd (SshFixture *self);

/* Another sshd, in a file system view of its own, where the user of this test logs in with
 * SSH_FIXTURE_PASSWORD and, where PAM is asked, then with SSH_FIXTURE_CODE. NULL where this user may
 * not make one. */
#define SSH_FIXTURE_PASSWORD "open sesame"
#define SSH_FIXTURE_CODE "123456"
GSubprocess *
ssh_fixture_start_sshd_with_password (SshFixture *self, const char *config, guint *port);
GSubprocess *ssh_fixture_start_sshd_with_code (SshFixture *self, const char *config, guint *port);

/* Kills an sshd with all its connections. */
void ssh_fixture_kill (GSubprocess *sshd);

/* Adds the host key of the sshd at @port to known_hosts, or a wrong one. */
void ssh_fixture_trust (SshFixture *self, guint port);
void ssh_fixture_trust_wrong (SshFixture *self, guint port);

/* Lines for the client's configuration, before those that are there. */
void ssh_fixture_configure (SshFixture *self, const char *lines);

/* A port where nothing listens. */
guint ssh_fixture_unused_port (void);

/* Runs the main loop until the condition holds; fails after a minute. */
#define ssh_fixture_wait_for(condition)                                                            \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gint64 end_ = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;                                    \
    while (!(condition))                                                                           \
      {                                                                                            \
        g_assert_cmpint (g_get_monotonic_time (), <, end_);                                        \
        ssh_fixture_iterate ();                                                                    \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

/* Until something happens, for a while at most. */
void ssh_fixture_iterate (void);

/* Each runs the main loop until it is done. */
gboolean ssh_fixture_open (BstSshMaster *master, guint timeout_ms, GError **error);
GSocketConnection *ssh_fixture_channel (BstSshMaster *master, guint port, GError **error);
GSocketConnection *
ssh_fixture_unix_channel (BstSshMaster *master, const char *path, GError **error);
char *ssh_fixture_run (BstSshMaster *master,
                       const char *const *argv,
                       char **err,
                       int *status,
                       GError **error);

/* A master for the fixture's sshd, on 127.0.0.1. */
BstSshMaster *ssh_fixture_master (SshFixture *self);

/* How many processes there are below this one. */
guint ssh_fixture_count_children (void);

G_END_DECLS
