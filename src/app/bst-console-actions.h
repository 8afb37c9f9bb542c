/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-console-view.h"

G_BEGIN_DECLS

/* What can be done with a console that @view shows, as actions: see bst-console-bar.c for what they
 * are called by people. Those that concern all consoles keep their state in the settings.
 * (transfer full): lives no longer than @view. */
GActionGroup *bst_console_actions_new (BstConsoleView *view, BstConsole *console);

/* Which of them make sense now; @display: the one that the view shows; @picture:
 * there is one of it. */
void bst_console_actions_update (GActionGroup *actions,
                                 BstConsole *console,
                                 guint display,
                                 gboolean picture,
                                 gboolean can_start,
                                 gboolean other_way);

G_END_DECLS
