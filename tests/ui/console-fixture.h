/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "app/bst-console-view.h"
#include "console-double.h"

G_BEGIN_DECLS

/* A console's view in a window of its own, whose guest is the test. */
typedef struct
{
  ConsoleDouble *console;
  GtkWidget *window; /* 600 × 400, without a title bar */
  BstConsoleView *view;
} ConsoleFixture;

/* Connected, with a first display of that size. @scaling: "fit", "one", "follow". */
void console_fixture_set_up (ConsoleFixture *fixture, int width, int height, const char *scaling);

/* All of it must go with it. */
void console_fixture_tear_down (ConsoleFixture *fixture);

BstConsoleScreen *console_fixture_get_screen (ConsoleFixture *fixture);

/* Gives it the keyboard, and forgets what the guest was told of that. */
void console_fixture_focus (ConsoleFixture *fixture);
BstConsoleKeyboard *console_fixture_get_keyboard (ConsoleFixture *fixture);
/* A UiCondition. */
gboolean console_fixture_is_taking (gpointer keyboard);
/* A key of evdev's. */
void console_fixture_let_go (ConsoleFixture *fixture, guint evdev);

/* What the guest was told since the last call must be just that. */
void console_fixture_assert_log (ConsoleFixture *fixture, const char *log);

G_END_DECLS
