/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "app/bst-console-view.h"

G_BEGIN_DECLS

/* Takes each USB device that the guest has back, and hands it over again: as if it were unplugged
 * and plugged in. What fails is left where it is then, and told in @view. Main thread only. */
void bst_usb_reset (BstConsoleView *view);

G_END_DECLS
