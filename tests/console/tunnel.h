/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * Tunnel:
 *
 * A way to a server of the loopback, on a port of its own, that can end single channels in good
 * order, as proxies do with what was quiet for long.
 */
typedef struct
{
  GSocketService *service;
  guint port;
  guint server_port;
  GPtrArray *lines; /* that are open */
  guint n_silent;   /* connections that ended without a word */
} Tunnel;

void tunnel_set_up (Tunnel *tunnel, guint server_port);

/* Waits until all that goes through it has ended. */
void tunnel_tear_down (Tunnel *tunnel);

/* Ends the channels of @type, SPICE_CHANNEL_...; -1: all. Gives how many there were. */
guint tunnel_cut (Tunnel *tunnel, int type);

G_END_DECLS
