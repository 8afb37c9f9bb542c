/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* Adds what can be done to a host to the actions of @window, which outlives them: "host-connect",
 * "host-disconnect", "host-check", "host-rename" and "host-remove", each with the host's number;
 * and "connect-all". */
void bst_host_actions_add (GtkApplicationWindow *window, BstFleet *fleet);

G_END_DECLS
