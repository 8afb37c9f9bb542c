/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-renderer.h"

#include <string.h>

/* The kernel's nodes of processors that render: of its own drivers, and of NVIDIA's. */
static gboolean
has_graphics_processor (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/dev/dri", 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_prefix (name, "renderD"))
        return TRUE;
    }

  return g_file_test ("/dev/nvidiactl", G_FILE_TEST_EXISTS);
}

/* Adds @word to a list of words that GTK reads. */
static void
add_word (const char *variable, const char *word)
{
  const char *before = g_getenv (variable);
  g_autofree char *words = before != NULL ? g_strconcat (before, ",", word, NULL) : g_strdup (word);

  if (before == NULL || strstr (before, word) == NULL)
    g_setenv (variable, words, TRUE);
}

void
bst_renderer_choose (void)
{
  if (has_graphics_processor ())
    return;

  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") != 0)
    return;
  /* Else GDK makes itself ready for OpenGL all the same, and its software takes a tenth of a second
   * to load. GTK 4.14 and later have the other name for it. */
  add_word ("GDK_DEBUG", "gl-disable");
  add_word ("GDK_DISABLE", "gl");
}
