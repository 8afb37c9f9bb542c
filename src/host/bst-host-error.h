/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <libvirt/virterror.h>

#include "core/bst-error.h"

G_BEGIN_DECLS

/* The oldest libvirt that is of use, and its name: virDomainGetGuestInfo, bulk statistics that do
 * not wait, and the guest agent's response timeout are all there. */
#define BST_LIBVIRT_FLOOR 6000000
#define BST_LIBVIRT_FLOOR_NAME "6.0.0"

/* What libvirt said last on this thread, as an error for people. @format: what failed and where,
 * translated: "Cannot start “web” on hosta"; the reason is added to it. Any thread. */
GError *bst_host_error_take_last (const char *format, ...) G_GNUC_PRINTF (1, 2);

/* The same of a virConnectOpen () to @host; @ssh: through SSH. Any thread. */
GError *bst_host_error_take_open (const char *host, const char *uri, gboolean ssh);

GError *bst_host_error_new_too_old (const char *host, gulong version);

/* For an answer that will not come: the link is over. @why (nullable): translated. */
GError *bst_host_error_new_lost (const char *host, const char *why);

/* Whether libvirt's last error on this thread says that the driver does not have the function, or
 * not with these flags. */
gboolean bst_host_error_is_unsupported (void);

/* Whether nothing but a person's hand changes what a virConnectOpen () answered. */
gboolean bst_host_error_needs_person (const GError *error);

G_END_DECLS
