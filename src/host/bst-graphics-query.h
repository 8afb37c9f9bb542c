/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-link.h"

G_BEGIN_DECLS

/* bst_connection_read_graphics_async () on an open link; @task (transfer full) is a GTask of the
 * connection. @name: the machine's, for messages. Main thread. */
void bst_graphics_query_start (BstLink *link, const char *uuid, const char *name, GTask *task);

G_END_DECLS
