/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "formats/bst-graphics.h"
#include "formats/bst-uri.h"
#include "formats/bst-vv-file.h"

G_BEGIN_DECLS

/**
 * bst_vv_graphics_new_file:
 * @graphics: of a machine that runs
 * @host: where: the URI of its host
 * @title: the machine's name
 *
 * The .vv file for a machine's console. Where the host is reached by SSH, the same SSH is the
 * gateway that it names (x-bastida-via): so a console that listens on its host's loopback alone can
 * be opened elsewhere; other programs than ours ignore it. Holds the password where @graphics does.
 * %BST_ERROR_UNSUPPORTED for a console that no file can name, %BST_ERROR_NOT_CONNECTED where it has
 * no port: the machine does not run.
 */
BstVvFile *bst_vv_graphics_new_file (const BstGraphics *graphics,
                                     const BstUri *host,
                                     const char *title,
                                     GError **error);

G_END_DECLS
