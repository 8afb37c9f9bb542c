/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-console-window.h"

G_BEGIN_DECLS

/**
 * BstMonitorFiller:
 *
 * Spreads a console that opens in full screen over all monitors, once: when there is its picture,
 * and its guest can be asked for more displays or has some. Who leaves full screen before that is
 * left alone. It lives with the view. Main thread only.
 */
#define BST_TYPE_MONITOR_FILLER (bst_monitor_filler_get_type ())
G_DECLARE_FINAL_TYPE (BstMonitorFiller, bst_monitor_filler, BST, MONITOR_FILLER, GObject)

/* @view: of @window, which is, or is to be, in full screen. */
void bst_monitor_filler_start (BstConsoleWindow *window, BstConsoleView *view);

G_END_DECLS
