/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-host.h"

G_BEGIN_DECLS

/* How a host's state looks: a symbolic icon's name and a style class; static. */
const char *bst_host_text_get_icon (BstHostState state);
const char *bst_host_text_get_style (BstHostState state);

/* "Online", "Connecting…": translated; static. */
const char *bst_host_text_get_label (BstHostState state);

/* For a tooltip: the state, since when it is not fresh, why, and what to do. */
char *bst_host_text_dup_status (BstHost *host);

G_END_DECLS
