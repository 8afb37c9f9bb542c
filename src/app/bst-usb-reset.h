/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-console.h"

G_BEGIN_DECLS

/* Takes each USB device that the guest has back, and hands it over again: as if it were unplugged
 * and plugged in. What fails is left here, and told by its row in the dialog of USB devices. Main
 * thread only. */
void bst_usb_reset (BstConsole *console);

G_END_DECLS
