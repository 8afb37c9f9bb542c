/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-places.h"

#include <adwaita.h>
#include <math.h>

#include "app/bst-settings.h"
#include "app/bst-surface-scale.h"

#define KEY "console-places"
#define TYPE "(siibs)"
#define PEEK "(&siib&s)"

/* The oldest are forgotten. */
#define MOST 100

typedef struct
{
  const char *name;
  int width, height;
  gboolean maximized;
  const char *monitor; /* that it filled; "": none */
} Place;

static gboolean
next (GVariantIter *iter, Place *place)
{
  return g_variant_iter_next (iter, PEEK, &place->name, &place->width, &place->height,
                              &place->maximized, &place->monitor);
}

/* (transfer full): the same monitor at the same place, as far as one can be told from another. */
static char *
describe_monitor (GdkMonitor *monitor)
{
  const char *maker = gdk_monitor_get_manufacturer (monitor);
  const char *model = gdk_monitor_get_model (monitor);
  GdkRectangle area;

  gdk_monitor_get_geometry (monitor, &area);

  return g_strdup_printf ("%s %s %d,%d", maker != NULL ? maker : "", model != NULL ? model : "",
                          area.x, area.y);
}

static char *
describe_filled (GtkWindow *window)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  GdkMonitor *monitor = NULL;

  if (gtk_window_is_fullscreen (window) && surface != NULL)
    monitor = gdk_display_get_monitor_at_surface (display, surface);

  return monitor != NULL ? describe_monitor (monitor) : g_strdup ("");
}

/* (nullable) (transfer full) */
static GdkMonitor *
find_monitor (GtkWindow *window, const char *name)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (window)));

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);
      g_autofree char *its_name = describe_monitor (monitor);

      if (g_str_equal (its_name, name))
        return g_steal_pointer (&monitor);
    }

  return NULL;
}

/* @first: (nullable): before the others; without that of @name. */
static void
write_places (const char *name, const Place *first)
{
  GSettings *settings = bst_settings_get ();
  g_autoptr (GVariant) before = g_settings_get_value (settings, KEY);
  GVariantBuilder builder;
  GVariantIter iter;
  Place place;
  guint n = 0;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a" TYPE));
  if (first != NULL)
    g_variant_builder_add (&builder, TYPE, first->name, first->width, first->height,
                           first->maximized, first->monitor);
  g_variant_iter_init (&iter, before);
  while (++n < MOST && next (&iter, &place))
    {
      if (!g_str_equal (place.name, name))
        g_variant_builder_add (&builder, TYPE, place.name, place.width, place.height,
                               place.maximized, place.monitor);
    }
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

/* (nullable): the strings are @places'. */
static gboolean
find (GVariant *places, const char *name, Place *place)
{
  GVariantIter iter;

  g_variant_iter_init (&iter, places);
  while (next (&iter, place))
    {
      if (g_str_equal (place->name, name))
        return TRUE;
    }

  return FALSE;
}

void
bst_console_places_keep (GtkWindow *window, const char *name)
{
  g_autofree char *monitor = describe_filled (window);
  Place place = { .name = name, .maximized = gtk_window_is_maximized (window), .monitor = monitor };

  gtk_window_get_default_size (window, &place.width, &place.height);
  g_settings_set_int (bst_settings_get (), "console-window-width", place.width);
  g_settings_set_int (bst_settings_get (), "console-window-height", place.height);
  write_places (name, &place);
}

void
bst_console_places_forget (const char *name)
{
  if (bst_console_places_has (name))
    write_places (name, NULL);
}

gboolean
bst_console_places_has (const char *name)
{
  g_autoptr (GVariant) places = g_settings_get_value (bst_settings_get (), KEY);
  Place place;

  return find (places, name, &place);
}

void
bst_console_places_restore (GtkWindow *window, const char *name)
{
  g_autoptr (GVariant) places = g_settings_get_value (bst_settings_get (), KEY);
  g_autoptr (GdkMonitor) monitor = NULL;
  Place place;

  if (!find (places, name, &place))
    return;

  gtk_window_set_default_size (window, MAX (place.width, 200), MAX (place.height, 150));
  if (place.maximized)
    gtk_window_maximize (window);
  monitor = find_monitor (window, place.monitor);
  if (monitor != NULL)
    gtk_window_fullscreen_on_monitor (window, monitor);
}

static int
measure (GtkWidget *widget, GtkOrientation orientation)
{
  int natural;

  gtk_widget_measure (widget, orientation, -1, NULL, &natural, NULL, NULL);
  return natural;
}

/* (nullable) (transfer full): where @window is; or will be, as far as can be said. */
static GdkMonitor *
guess_monitor (GtkWindow *window)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  GdkMonitor *monitor =
      surface != NULL ? gdk_display_get_monitor_at_surface (display, surface) : NULL;

  return monitor != NULL ? g_object_ref (monitor)
                         : g_list_model_get_item (gdk_display_get_monitors (display), 0);
}

void
bst_console_places_fit (GtkWindow *window, GtkWidget *room, int width, int height)
{
  double scale = bst_surface_scale_get (GTK_WIDGET (window));
  g_autoptr (GdkMonitor) monitor = guess_monitor (window);
  GtkWidget *content = adw_application_window_get_content (ADW_APPLICATION_WINDOW (window));
  GdkRectangle all;

  if (monitor == NULL || gtk_window_is_maximized (window) || gtk_window_is_fullscreen (window))
    return;

  gdk_monitor_get_geometry (monitor, &all);
  /* Beside the room are the window's borders, above it its bars. */
  width = (int)ceil (width / scale) + measure (GTK_WIDGET (window), GTK_ORIENTATION_HORIZONTAL) -
          measure (content, GTK_ORIENTATION_HORIZONTAL);
  height = (int)ceil (height / scale) + measure (GTK_WIDGET (window), GTK_ORIENTATION_VERTICAL) -
           measure (room, GTK_ORIENTATION_VERTICAL);
  if (width <= all.width && height <= all.height)
    gtk_window_set_default_size (window, width, height);
}
