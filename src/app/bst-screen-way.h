/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "console/bst-dialer.h"
#include "console/bst-spice-target.h"
#include "formats/bst-graphics.h"
#include "host/bst-connection.h"
#include "inventory/bst-machine.h"

G_BEGIN_DECLS

/* From what a host says of a machine's screen to how it is reached. Main thread only. @connection:
 * the host's, online; @graphics: what bst_graphics_choose () gave. */

/* Which of the two ways to a screen that listens to others than its host. */
typedef enum
{
  BST_SCREEN_WAY_PREFERRED, /* what the setting "console-direct" says */
  BST_SCREEN_WAY_SSH,       /* through the host's SSH connection */
  BST_SCREEN_WAY_DIRECT,    /* straight to it */
} BstScreenWay;

/* Whether no port is given to it: the machine does not run. */
gboolean bst_screen_way_is_off (const BstGraphics *graphics);

/* (nullable) (transfer full): why it cannot be shown. @graphics: (nullable) */
GError *
bst_screen_way_refuse (BstConnection *connection, BstMachine *machine, const BstGraphics *graphics);

/* (transfer full) both, for what is not refused. Straight to the host where @way says so and the
 * screen listens to others; else through the host's SSH connection. */
BstSpiceTarget *
bst_screen_way_new_target (BstMachine *machine, const BstGraphics *graphics, BstScreenWay way);
BstDialer *bst_screen_way_new_dialer (BstConnection *connection,
                                      BstMachine *machine,
                                      const BstGraphics *graphics,
                                      BstScreenWay way);

/* The other one of the two than that which @way leads; %BST_SCREEN_WAY_PREFERRED: there is none. */
BstScreenWay bst_screen_way_get_other (BstConnection *connection,
                                       BstMachine *machine,
                                       const BstGraphics *graphics,
                                       BstScreenWay way);

/* To any port of the host: through its SSH connection, where it has one. (transfer full) */
BstDialer *bst_screen_way_new_host_dialer (BstConnection *connection);

G_END_DECLS
