/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gio/gio.h>

#include "console/bst-spice-console.h"

G_BEGIN_DECLS

/* Runs the main loop until the condition holds; fails after a minute. */
#define console_wait_for(condition)                                                                \
  G_STMT_START                                                                                     \
  {                                                                                                \
    const gint64 end_ = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;                              \
    while (!(condition))                                                                           \
      {                                                                                            \
        g_assert_cmpint (g_get_monotonic_time (), <, end_);                                        \
        console_iterate ();                                                                        \
      }                                                                                            \
  }                                                                                                \
  G_STMT_END

/* Until something happens, for a while at most. */
void console_iterate (void);

/* After g_test_init (): the library warns of links that break, which is what some tests do. */
void console_let_library_warn (void);

/* A port of the loopback where nothing listens. */
guint console_unused_port (void);

/* A console of 127.0.0.1:@port, not open yet. */
BstSpiceConsole *console_new (guint port);

/* Drops the last reference, and waits until what is under way lets go of it, too. */
void console_release (BstSpiceConsole *console);

/* Waits for the state; says which error came instead where it ends. */
void console_wait_for_state (BstSpiceConsole *console, BstConsoleState state);

/* (transfer none): waits for the display @id to have a picture. */
BstConsoleDisplay *console_wait_for_display (BstSpiceConsole *console, guint id);

/* Whether it is connected, and its first display has a picture so wide. */
gboolean console_shows_width (BstSpiceConsole *console, int width);

guint32 console_get_pixel (BstConsoleDisplay *display, int x, int y); /* 0xRRGGBB */

/**
 * QemuFixture:
 *
 * A QEMU without a guest that serves its screen by SPICE; in a folder of its own that goes with it.
 */
typedef struct
{
  char *folder;
  GSubprocess *process;
  GSocketConnection *qmp;
  GDataInputStream *qmp_input;
  guint port;
  guint tls_port;
} QemuFixture;

/* NULL, and the test is skipped, where there is no QEMU with SPICE. @spice: options of -spice
 * besides ports; @more: (nullable): further arguments. */
QemuFixture *
qemu_fixture_new (gboolean plain, gboolean tls, const char *spice, const char *const *more);
void qemu_fixture_free (QemuFixture *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (QemuFixture, qemu_fixture_free)

/* (transfer full): QMP's answer, without events. */
char *qemu_fixture_command (QemuFixture *self, const char *json);

/* The same in two steps: the main loop runs until the answer is there. */
void qemu_fixture_send (QemuFixture *self, const char *json);
char *qemu_fixture_wait (QemuFixture *self);
void qemu_fixture_kill (QemuFixture *self);

/* Makes a CA and a server's certificate of "CN=@name" in @folder as QEMU wants them; gives the CA.
 */
char *console_make_certificates (const char *folder, const char *name);

void console_remove_folder (const char *folder); /* with its files */

G_END_DECLS
