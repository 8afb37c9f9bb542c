/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-link.h"
#include "ssh/bst-ssh-master.h"

G_BEGIN_DECLS

/**
 * bst_link_farewell:
 * @link: (transfer full) (nullable): closed at once
 * @ssh: (transfer full) (nullable): what @link goes through; closed once nothing of @link waits for
 *   libvirt any more, and after 2 s where something does not come back: a host that hangs
 *
 * Ends both in the order in which they may end. libvirt's client up to 10.3 may crash the program when
 * its transport goes in the moment in which a second thread begins a call: the first leaves, for the
 * second to trip over, a source of its event loop that points into its own stack (CVE-2024-4418).
 * Main thread. At the program's end nobody waits: SSH ends with its parent.
 */
void bst_link_farewell (BstLink *link, BstSshMaster *ssh);

G_END_DECLS
