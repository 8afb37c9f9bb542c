/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "formats/bst-graphics.h"

G_BEGIN_DECLS

/* The files of a host that say more of its screens than libvirt does: which connections there are,
 * and by which certificates they are encrypted. Each stands in @text after a line "==> PATH <==",
 * as head(1) prints several; any of them may be missing. Any thread. */
extern const char *const bst_graphics_look_files[]; /* NULL-terminated */

/* From where others are connected to the screen: addresses, each once, "" for a UNIX socket; empty:
 * nobody. (transfer full) (nullable): NULL where the tables of connections are not in @text. */
char **bst_graphics_look_dup_viewers (const char *text, const BstGraphics *graphics);

/* (transfer full): where libvirt's configuration has the certificates of SPICE; or libvirt's own
 * place, which is among bst_graphics_look_files. */
char *bst_graphics_look_dup_folder (const char *text);

/* Sets the CA and the subject of the server's certificate, as far as those files of @folder are in
 * @text, and are certificates. */
void
bst_graphics_look_read_certificates (const char *text, const char *folder, BstGraphics *graphics);

G_END_DECLS
