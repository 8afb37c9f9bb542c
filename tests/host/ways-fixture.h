/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-dialer.h"
#include "ssh-fixture.h"

G_BEGIN_DECLS

/* What the tests of the ways to a console share: a console that echoes, servers and proxies that do
 * as they are told, real programs. */

void ways_on_result (GObject *source, GAsyncResult *result, gpointer data);

/* Each runs the main loop until it is done. */
GSocketConnection *ways_dial (BstDialer *dialer, const char *host, guint port, GError **error);
GSocketConnection *ways_dial_unix (BstDialer *dialer, const char *path, GError **error);
void
ways_assert_fails (BstDialer *dialer, const char *host, guint port, int code, const char *says);

/* The console: gives back what it gets. @port: (out) (nullable); @path: (nullable): a socket. */
GSocketService *ways_start_service (guint *port, const char *path);
GSocketService *ways_start_echo (guint *port, const char *path);

/* By the bare socket, as SPICE's library takes it. */
void ways_assert_echoes (GSocketConnection *connection);
void ways_assert_reaches (BstDialer *dialer, const char *host, guint port);

/* Ends with the test. */
GSubprocess *ways_start_program (const char *const *argv);
void ways_end_program (GSubprocess *process);
gboolean ways_listens (guint port);

/* NULL, and the test is skipped, where there is none. @config (nullable): lines more. */
GSubprocess *ways_start_tinyproxy (const char *folder, const char *config, guint *port);

char *ways_make_folder (void);
void ways_remove_folder (const char *folder);

/* A server that answers each connection with @words once it was spoken to; NULL: never says a word;
 * "": hangs up. What it was told is in @heard. */
typedef struct
{
  GSocketService *service;
  guint port;
  const char *words;
  char heard[1024];
  GPtrArray *connections;
} WaysScripted;

WaysScripted *ways_scripted_new (const char *words);
void ways_scripted_free (WaysScripted *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (WaysScripted, ways_scripted_free)

G_END_DECLS
