/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inventory/bst-program-private.h"

#include <string.h>
#include <unistd.h>

/* 0 where there is none. See proc(5): the 22nd field, counted after the name in brackets, which may
 * hold anything. */
static gint64
read_start (gint64 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%" G_GINT64_FORMAT "/stat", pid);
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;
  const char *end;

  if (!g_file_get_contents (path, &text, NULL, NULL) || (end = strrchr (text, ')')) == NULL)
    return 0;

  fields = g_strsplit (end + 1, " ", -1);
  /* "Z": it ended, and nobody asked how. */
  if (g_strv_length (fields) <= 20 || g_str_equal (fields[1], "Z"))
    return 0;

  return g_ascii_strtoll (fields[20], NULL, 10);
}

const BstProgram *
bst_program_get_own (void)
{
  static BstProgram own;
  static gsize once;

  if (g_once_init_enter (&once))
    {
      g_autofree char *boot = NULL;

      if (g_file_get_contents ("/proc/sys/kernel/random/boot_id", &boot, NULL, NULL))
        g_strlcpy (own.boot, g_strstrip (boot), sizeof own.boot);
      own.pid = getpid ();
      own.start = read_start (own.pid);
      g_once_init_leave (&once, 1);
    }

  return &own;
}

gboolean
bst_program_is_own (const BstProgram *program)
{
  const BstProgram *own = bst_program_get_own ();

  return program->pid == own->pid && program->start == own->start &&
         g_str_equal (program->boot, own->boot);
}

gboolean
bst_program_is_alive (const BstProgram *program)
{
  return program->pid > 0 && program->start > 0 &&
         g_str_equal (program->boot, bst_program_get_own ()->boot) &&
         read_start (program->pid) == program->start;
}
