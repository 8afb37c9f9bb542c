/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-connection.h"
#include "host/bst-errand-private.h"

G_BEGIN_DECLS

/* Does @errand for the machine on the present link, or has @task (transfer full), of @self, return
 * that there is none. Main thread. */
void bst_connection_send_errand (BstConnection *self,
                                 const char *uuid,
                                 const BstErrand *errand,
                                 GTask *task);

/* Looks at the machine again, all of it: for what libvirt has no event for. Main thread. */
void bst_connection_look_again (BstConnection *self, const char *uuid);

/* The present link; or NULL, with @error set to %BST_ERROR_NOT_CONNECTED. Main thread. */
BstLink *bst_connection_need_link (BstConnection *self, GError **error);

G_END_DECLS
