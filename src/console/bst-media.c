/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-media.h"

#include <gst/gst.h>

/* Whoever else starts it meanwhile waits for this one: GStreamer sees to that. */
static gpointer
start (gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!gst_init_check (NULL, NULL, &error))
    g_debug ("GStreamer: %s", error->message);

  return NULL;
}

void
bst_media_prepare (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    {
      g_thread_unref (g_thread_new ("media", start, NULL));
      g_once_init_leave (&once, 1);
    }
}
