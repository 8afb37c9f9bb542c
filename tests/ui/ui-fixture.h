/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "app/bst-application.h"
#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* The whole program with its window, on an inventory of its own, in this process. */
typedef struct
{
  BstApplication *application;
  BstFleet *fleet;
  BstInventory *inventory;
  GtkWidget *window;
} UiFixture;

/* Before g_test_run (): FALSE, and the reason told, where there is no display. */
gboolean ui_init (int *argc, char ***argv);

/* A test that runs while the program does. @uri: (nullable): a host that is in the inventory from
 * the start. */
typedef void (*UiTest) (UiFixture *fixture);
void ui_add_test (const char *path, const char *uri, UiTest test);

/* The same at once, with the inventory of that file. */
void ui_run (const char *inventory, const char *uri, UiTest test);

/* Turns the main loop until @condition; fails the test, saying @what, where it never comes. */
typedef gboolean (*UiCondition) (gpointer data);
void ui_wait (const char *what, UiCondition condition, gpointer data);

/* Turns the main loop until nothing is to be done. */
void ui_settle (void);

/* (nullable): the first widget below @root of @type that is shown and whose label, title, tooltip
 * or placeholder is @text; any text where that is NULL. */
GtkWidget *ui_find (gpointer root, GType type, const char *text);

/* (nullable): the topmost window that is not @fixture's own, where it is of @type. */
GtkWindow *ui_find_window (UiFixture *fixture, GType type);

/* Whether a label that is shown at or below @root says @text, among more. */
gboolean ui_says (GtkWidget *root, const char *text);

/* (transfer full): all windows of @type. */
GPtrArray *ui_get_windows (GType type);

/* What a person does. Each fails the test where there is nothing to do it to. */
void ui_click (gpointer root, const char *label);
void ui_type (gpointer root, GType type, const char *label, const char *text);

/* @name: of an action for machines: "start". */
gboolean ui_action_is_enabled (UiFixture *fixture, const char *name);

/* @name: with its prefix: "win.start"; @parameter: (nullable) (transfer floating). Fails the test
 * where it cannot be. */
void ui_activate (UiFixture *fixture, const char *name, GVariant *parameter);

G_END_DECLS
