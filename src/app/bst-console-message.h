/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <gtk/gtk.h>

#include "console/bst-console.h"

G_BEGIN_DECLS

/**
 * BstConsoleMessage:
 *
 * What a console says in place of a picture: that it connects, what password it wants, why it
 * ended and what can be done. Main thread only. Its buttons are the actions "console.connect",
 * "console.close", "console.start" and "console.other-way", shown where they are enabled.
 */
#define BST_TYPE_CONSOLE_MESSAGE (bst_console_message_get_type ())
G_DECLARE_FINAL_TYPE (BstConsoleMessage, bst_console_message, BST, CONSOLE_MESSAGE, GtkWidget)

GtkWidget *bst_console_message_new (BstConsole *console);

/* What its button of that action does. */
typedef enum
{
  BST_CONSOLE_OTHER_WAY_NONE,
  BST_CONSOLE_OTHER_WAY_CHOOSE, /* asks for one */
  BST_CONSOLE_OTHER_WAY_SSH,
  BST_CONSOLE_OTHER_WAY_DIRECT,
} BstConsoleOtherWay;

/* The state is another. @can_start: the machine is off, and may be started; @other_way: the one
 * that can be gone to it, where this one does not lead there. */
void bst_console_message_update (BstConsoleMessage *self,
                                 gboolean can_start,
                                 BstConsoleOtherWay other_way);

G_END_DECLS
