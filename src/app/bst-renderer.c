/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-renderer.h"

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

void
bst_renderer_choose (void)
{
  if (!has_graphics_processor ())
    g_setenv ("GSK_RENDERER", "cairo", FALSE);

  /* GDK loads OpenGL when it opens the display, which is a tenth of our start, whether it is used
   * or not. */
  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") == 0)
    g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
}
