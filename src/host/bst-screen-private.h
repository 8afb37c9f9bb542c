/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "host/bst-errand-private.h"

G_BEGIN_DECLS

/* (nullable) (transfer full): see bst_connection_picture_screen_async (). On a link's thread. */
GBytes *bst_screen_take (const BstErrandCall *call, int width, int height);

G_END_DECLS
