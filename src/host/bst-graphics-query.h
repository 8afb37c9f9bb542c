/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-session-private.h"

G_BEGIN_DECLS

/* bst_connection_read_graphics_async () of an open session; @task (transfer full) is a GTask of its
 * connection. Main thread. */
void bst_graphics_query_start (BstSession *session, const char *uuid, GTask *task);

G_END_DECLS
