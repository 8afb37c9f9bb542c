/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <spice.h>

#include "console/bst-console-display.h"

G_BEGIN_DECLS

/**
 * ScreenServer:
 *
 * A SPICE server in this process, on libspice-server: a screen whose every pixel the test sets,
 * cursors, a keyboard, pointers, and an agent whose messages the test writes and reads. On the
 * loopback, on a port of its own, without a password. One at a time; its callbacks come from the
 * main loop and from the server's own thread.
 */
typedef struct _ScreenServer ScreenServer;

/* A screen of @width × @height black pixels. */
ScreenServer *screen_server_new (int width, int height);
void screen_server_free (ScreenServer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ScreenServer, screen_server_free)

guint screen_server_get_port (ScreenServer *self);
void screen_server_set_password (ScreenServer *self, const char *password);

/* Clients that are there; goes up and down. */
guint screen_server_get_n_clients (ScreenServer *self);

/* Waits until all channels of @display's console are ready, by what comes through them. To leave
 * while some are not is a race in the server's threads. */
void screen_server_settle (ScreenServer *self, BstConsoleDisplay *display);

typedef enum
{
  SCREEN_SERVER_32,
  SCREEN_SERVER_555,
  SCREEN_SERVER_565,
} ScreenServerFormat;

/* Another screen, black. */
void screen_server_resize (ScreenServer *self, int width, int height, ScreenServerFormat format);

/* 0xRRGGBB; of the server's own copy. */
void screen_server_fill (ScreenServer *self, int x, int y, int width, int height, guint32 color);
void
screen_server_draw (ScreenServer *self, int x, int y, int width, int height, const guint32 *pixels);
guint32 screen_server_get_pixel (ScreenServer *self, int x, int y);

/* Whether pictures go out packed, as they do at first. */
void screen_server_set_packing (ScreenServer *self, gboolean packing);

/* A device more, whose screen has a channel of its own; off at first. Before there are clients. */
void screen_server_add_second (ScreenServer *self);

/* On, black, of this size, or of another one than before; @width 0: off. */
void screen_server_switch_second (ScreenServer *self, int width, int height);

/* Monitors of the one surface: @areas is n × (x, y, width, height). */
void screen_server_set_monitors (ScreenServer *self, const int (*areas)[4], guint n);

/* @rgba: width × height × 4. */
void screen_server_set_cursor (ScreenServer *self,
                               int width,
                               int height,
                               int hot_x,
                               int hot_y,
                               const guint8 *rgba);

/* 1 bit: AND mask, then XOR mask, rows of whole bytes. */
void screen_server_set_mono_cursor (ScreenServer *self,
                                    int width,
                                    int height,
                                    int hot_x,
                                    int hot_y,
                                    const guint8 *masks);
void screen_server_move_cursor (ScreenServer *self, int x, int y);
void screen_server_hide_cursor (ScreenServer *self);

/* What came of the keyboard since it was asked last: XT bytes. (transfer full) */
GByteArray *screen_server_take_keys (ScreenServer *self);

/* Called for each key that is pressed, as soon as the server knows. */
void screen_server_on_key (ScreenServer *self, void (*func) (gpointer data), gpointer data);
void screen_server_set_leds (ScreenServer *self, guint leds); /* as BstConsoleLocks */

/* Pointers: a tablet makes it absolute. */
void screen_server_add_tablet (ScreenServer *self);

typedef struct
{
  int x, y;      /* of the tablet */
  int dx, dy;    /* of the mouse, summed up */
  int wheel;     /* clicks, summed up; down is positive */
  guint buttons; /* SPICE's mask */
} ScreenServerPointer;

void screen_server_get_pointer (ScreenServer *self, ScreenServerPointer *pointer);

/* The agent. @caps: a set of 1 << VD_AGENT_CAP_...; it announces them when a client asks. */
void screen_server_add_agent (ScreenServer *self, guint32 caps);
void screen_server_remove_agent (ScreenServer *self);

/* Sends a VDAgentMessage of @type. */
void screen_server_agent_send (ScreenServer *self, guint type, gconstpointer data, gsize size);

/* (nullable) (transfer full): the next message of @type that the client sent, without its header;
 * those of other types before it are dropped. Runs the main loop until it is there, for a minute at
 * most. */
GBytes *screen_server_agent_wait (ScreenServer *self, guint type);

/* Whether a message of @type is there; drops nothing. */
gboolean screen_server_agent_has (ScreenServer *self, guint type);

/* A device that is the test's. */
void screen_server_add_interface (ScreenServer *self, SpiceBaseInstance *instance);

/* Opens a port of the name, "org.spice-space.webdav.0"; a client sees a channel for it. */
void screen_server_add_port (ScreenServer *self, const char *name);

G_END_DECLS
