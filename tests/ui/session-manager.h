/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* GNOME's session manager, as far as GTK asks it anything, on the session bus of this process and
 * in a thread of its own: GTK waits for its answers. Until the process ends. */
void session_manager_start (void);

/* (transfer full) (nullable): why the session must not end; NULL: it may. */
char *session_manager_dup_reason (void);

/* How many programs registered, and how often one asked that the session does not end. */
guint session_manager_count_clients (void);
guint session_manager_count_asked (void);

/* Tells the one that registered last that the session ends now. */
void session_manager_end (void);

G_END_DECLS
