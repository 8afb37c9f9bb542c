/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-places.h"

#include <math.h>

#include "app/bst-settings.h"
#include "app/bst-surface-scale.h"

#define KEY "console-places"

/* The oldest are forgotten. */
#define MOST 100

void
bst_console_places_keep (GtkWindow *window, const char *name)
{
  GSettings *settings = bst_settings_get ();
  g_autoptr (GVariant) before = g_settings_get_value (settings, KEY);
  gboolean maximized = gtk_window_is_maximized (window);
  int width, height, other_width, other_height;
  gboolean other_maximized;
  const char *other;
  GVariantBuilder builder;
  GVariantIter iter;
  guint n = 1;

  gtk_window_get_default_size (window, &width, &height);
  g_settings_set_int (settings, "console-window-width", width);
  g_settings_set_int (settings, "console-window-height", height);

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(siib)"));
  g_variant_builder_add (&builder, "(siib)", name, width, height, maximized);
  g_variant_iter_init (&iter, before);
  while (n < MOST && g_variant_iter_next (&iter, "(&siib)", &other, &other_width, &other_height,
                                          &other_maximized))
    {
      if (g_str_equal (other, name))
        continue;
      g_variant_builder_add (&builder, "(siib)", other, other_width, other_height, other_maximized);
      n++;
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

void
bst_console_places_restore (GtkWindow *window, const char *name)
{
  g_autoptr (GVariant) places = g_settings_get_value (bst_settings_get (), KEY);
  GVariantIter iter;
  const char *other;
  int width, height;
  gboolean maximized;

  g_variant_iter_init (&iter, places);
  while (g_variant_iter_next (&iter, "(&siib)", &other, &width, &height, &maximized))
    {
      if (!g_str_equal (other, name))
        continue;
      gtk_window_set_default_size (window, MAX (width, 200), MAX (height, 150));
      if (maximized)
        gtk_window_maximize (window);
      break;
    }
}

void
bst_console_places_fit (GtkWindow *window, GtkWidget *room, int width, int height)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  double scale = bst_surface_scale_get (GTK_WIDGET (window));
  GdkMonitor *monitor;
  GdkRectangle all;
  int more_x, more_y;

  if (surface == NULL || gtk_window_is_maximized (window) || gtk_window_is_fullscreen (window))
    return;
  monitor = gdk_display_get_monitor_at_surface (gdk_surface_get_display (surface), surface);
  if (monitor == NULL)
    return;

  gdk_monitor_get_geometry (monitor, &all);
  /* It follows the window's own, borders included. */
  gtk_window_get_default_size (window, &more_x, &more_y);
  more_x -= gtk_widget_get_width (room);
  more_y -= gtk_widget_get_height (room);
  width = (int)ceil (width / scale) + more_x;
  height = (int)ceil (height / scale) + more_y;
  if (width <= all.width && height <= all.height)
    gtk_window_set_default_size (window, width, height);
}
