/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-session-private.h"

G_BEGIN_DECLS

/* Libvirt does not say since when a machine runs, but by the event of its start: asks the host's
 * process list, in one command and once, for those whose event was missed, most often since they ran
 * before the link was there. For QEMU. Tells "domains". Main thread only. */
void bst_uptime_consider (BstSession *session);

/* Reads what ps printed: lines of seconds and a command line. (transfer full): of BstDomainFacts.
 * @now: Unix time in seconds. Any thread. */
GPtrArray *bst_uptime_parse (const char *text, gint64 now);

G_END_DECLS
