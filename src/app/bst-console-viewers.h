/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "formats/bst-graphics.h"
#include "inventory/bst-inventory.h"

G_BEGIN_DECLS

/* Others who are connected to a machine's screen, and whom SPICE throws out when one more comes: as
 * its host says; where it cannot, as libvirt told since the host is connected. Of no use while we
 * are connected ourselves. Main thread only. */
gboolean bst_console_viewers_are_there (BstInventory *inventory,
                                        BstMachine *machine,
                                        const BstGraphics *graphics);

/* %BST_ERROR_BUSY: who they are, as far as that is known, and what opening it would do. */
GError *bst_console_viewers_describe (BstInventory *inventory,
                                      BstMachine *machine,
                                      const BstGraphics *graphics);

G_END_DECLS
