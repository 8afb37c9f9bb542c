/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-connection.h"
#include "host/bst-link.h"

G_BEGIN_DECLS

/* bst_connection_call_async () on an open link; @task (transfer full) is a GTask of the connection
 * and returns a boolean. @name: the machine's, for messages. Main thread. */
void bst_domain_calls_start (BstLink *link,
                             const char *uuid,
                             const char *name,
                             BstDomainCall call,
                             const char *text,
                             GTask *task);

/* How far its job is; @task (transfer full) returns a double, allocated. Main thread. */
void bst_domain_calls_get_progress (BstLink *link, const char *uuid, GTask *task);

G_END_DECLS
