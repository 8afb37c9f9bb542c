/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-window.h"

G_BEGIN_DECLS

/* What can be set, kept as it is changed. */
#define BST_TYPE_PREFERENCES (bst_preferences_get_type ())
G_DECLARE_FINAL_TYPE (BstPreferences, bst_preferences, BST, PREFERENCES, AdwPreferencesWindow)

/* @main: (nullable): whose columns can be chosen; a console may be open without the main window. */
BstPreferences *bst_preferences_new (GtkWindow *parent, BstWindow *main);

G_END_DECLS
