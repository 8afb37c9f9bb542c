/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "ssh/bst-ssh-runtime.h"

G_BEGIN_DECLS

/* A path in the runtime folder that nothing else has, for names with a short ending. */
char *bst_ssh_runtime_new_path (GError **error);

/* One of the helpers that are installed beside the program, or in its build folder. */
char *bst_ssh_runtime_find_helper (const char *name);

G_END_DECLS
