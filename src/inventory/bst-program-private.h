/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What tells one run of a program from all others on this computer: a process number alone is used
 * again. */
typedef struct
{
  char boot[40];
  gint64 pid;
  gint64 start; /* of the process, in the kernel's ticks */
} BstProgram;

/* Any thread. */
const BstProgram *bst_program_get_own (void);
gboolean bst_program_is_own (const BstProgram *program);
gboolean bst_program_is_alive (const BstProgram *program);

G_END_DECLS
