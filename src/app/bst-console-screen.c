/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-screen.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/bst-bare-region.h"
#include "app/bst-console-pointer.h"
#include "app/bst-cursor-texture.h"
#include "app/bst-release-keys.h"
#include "app/bst-settings.h"
#include "app/bst-surface-scale.h"

/* Between two pictures that go past GTK, where its frame clock does not know the monitor's; and
 * until the X server is looked at again that has not taken the one before. Microseconds. */
#define FRAME_US (G_USEC_PER_SEC / 60)
#define BUSY_US 2000

struct _BstConsoleScreen
{
  GtkWidget parent_instance;

  BstConsole *console;
  BstConsoleDisplay *display;
  BstConsolePainter *painter;
  BstConsoleKeyboard *keyboard;
  BstConsolePointer *pointer;
  BstConsoleScaling scaling;
  double zoom;

  GdkTexture *cursor; /* (nullable): drawn here, where the guest moves it */
  int hot_x, hot_y;
  int room_width, room_height;
  guint put_id;    /* of what is to be put past GTK */
  gint64 last_put; /* monotonic, in microseconds */
};

G_DEFINE_FINAL_TYPE (BstConsoleScreen, bst_console_screen, GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  ROOM_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- Geometry --- */

void
bst_console_screen_get_bounds (BstConsoleScreen *self, graphene_rect_t *bounds)
{
  GtkWidget *widget = GTK_WIDGET (self);
  double misfit_x, misfit_y;

  bst_surface_scale_get_misfit (widget, &misfit_x, &misfit_y);
  bst_console_geometry_place (
      self->scaling, self->zoom, bst_console_display_get_width (self->display),
      bst_console_display_get_height (self->display), gtk_widget_get_width (widget),
      gtk_widget_get_height (widget), bst_surface_scale_get (widget), misfit_x, misfit_y, bounds);
}

gboolean
bst_console_screen_find (BstConsoleScreen *self, double x, double y, int *px, int *py)
{
  graphene_rect_t bounds;

  bst_console_screen_get_bounds (self, &bounds);
  return bst_console_geometry_find (&bounds, bst_console_display_get_width (self->display),
                                    bst_console_display_get_height (self->display), x, y, px, py);
}

void
bst_console_screen_get_room (BstConsoleScreen *self, int *width, int *height)
{
  double scale = bst_surface_scale_get (GTK_WIDGET (self));

  *width = (int)floor (gtk_widget_get_width (GTK_WIDGET (self)) * scale + 1e-6);
  *height = (int)floor (gtk_widget_get_height (GTK_WIDGET (self)) * scale + 1e-6);
}

static void
update_room (BstConsoleScreen *self)
{
  int width, height;

  bst_console_screen_get_room (self, &width, &height);
  if (width == self->room_width && height == self->room_height)
    return;
  self->room_width = width;
  self->room_height = height;
  g_signal_emit (self, signals[ROOM_CHANGED], 0);
}

static void
bst_console_screen_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  update_room (BST_CONSOLE_SCREEN (widget));
}

static void
on_scale (BstConsoleScreen *self)
{
  update_room (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
bst_console_screen_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  BstConsoleScreen *self = BST_CONSOLE_SCREEN (widget);
  int pixels = orientation == GTK_ORIENTATION_HORIZONTAL
                   ? bst_console_display_get_width (self->display)
                   : bst_console_display_get_height (self->display);

  double zoom = self->scaling == BST_CONSOLE_SCALING_ONE ? self->zoom : 1;

  *natural = (int)ceil (round (pixels * zoom) / bst_surface_scale_get (widget));
  *minimum = self->scaling == BST_CONSOLE_SCALING_ONE ? *natural : 0;
}

/* --- Painting --- */

static void
append_bar (GtkSnapshot *snapshot, float x, float y, float width, float height)
{
  const GdkRGBA black = { 0, 0, 0, 1 };

  if (width > 0 && height > 0)
    gtk_snapshot_append_color (snapshot, &black, &GRAPHENE_RECT_INIT (x, y, width, height));
}

/* What the picture leaves free: only that, or each of its pixels would be painted twice. */
static void
append_bars (GtkSnapshot *snapshot, const graphene_rect_t *bounds, float width, float height)
{
  float left = bounds->origin.x, right = left + bounds->size.width;
  float top = bounds->origin.y, bottom = top + bounds->size.height;

  append_bar (snapshot, 0, 0, width, top);
  append_bar (snapshot, 0, bottom, width, height - bottom);
  append_bar (snapshot, 0, top, left, bottom - top);
  append_bar (snapshot, right, top, width - right, bottom - top);
}

static gboolean
draws_cursor (BstConsoleScreen *self)
{
  return self->cursor != NULL && !bst_console_is_pointer_absolute (self->console);
}

static void
append_cursor (BstConsoleScreen *self, GtkSnapshot *snapshot, const graphene_rect_t *bounds)
{
  float across = bounds->size.width / bst_console_display_get_width (self->display);
  float down = bounds->size.height / bst_console_display_get_height (self->display);
  int x, y;

  if (!bst_console_display_get_cursor_position (self->display, &x, &y))
    return;
  gtk_snapshot_append_texture (snapshot, self->cursor,
                               &GRAPHENE_RECT_INIT (bounds->origin.x + across * (x - self->hot_x),
                                                    bounds->origin.y + down * (y - self->hot_y),
                                                    across * gdk_texture_get_width (self->cursor),
                                                    down * gdk_texture_get_height (self->cursor)));
}

static void
bst_console_screen_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BstConsoleScreen *self = BST_CONSOLE_SCREEN (widget);
  float width = (float)gtk_widget_get_width (widget),
        height = (float)gtk_widget_get_height (widget);
  graphene_rect_t bounds;

  bst_console_screen_get_bounds (self, &bounds);
  append_bars (snapshot, &bounds, width, height);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  if (bounds.size.width > 0)
    bst_console_painter_snapshot (self->painter, snapshot, gtk_widget_get_native (widget), &bounds,
                                  bst_surface_scale_get (widget));
  if (draws_cursor (self))
    append_cursor (self, snapshot, &bounds);
  gtk_snapshot_pop (snapshot);
}

/* @region: (transfer full): of the widget; becomes one of the display's pixels, which are shown one
 * for one: those that are wholly in it. */
static cairo_region_t *
to_pixels (BstConsoleScreen *self, cairo_region_t *region, const graphene_rect_t *bounds)
{
  cairo_region_t *pixels = cairo_region_create ();
  double scale = bst_surface_scale_get (GTK_WIDGET (self));
  int n = cairo_region_num_rectangles (region);

  for (int i = 0; i < n; i++)
    {
      cairo_rectangle_int_t rect;
      double x, y;

      cairo_region_get_rectangle (region, i, &rect);
      x = ceil ((rect.x - bounds->origin.x) * scale);
      y = ceil ((rect.y - bounds->origin.y) * scale);
      rect.width = MAX ((int)floor ((rect.x + rect.width - bounds->origin.x) * scale - x), 0);
      rect.height = MAX ((int)floor ((rect.y + rect.height - bounds->origin.y) * scale - y), 0);
      rect.x = (int)x;
      rect.y = (int)y;
      cairo_region_union_rectangle (pixels, &rect);
    }
  cairo_region_destroy (region);

  return pixels;
}

/* Past GTK: FALSE where something of it must be painted. */
static gboolean
put (BstConsoleScreen *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkNative *native = gtk_widget_get_native (widget);
  double scale = bst_surface_scale_get (widget);
  graphene_point_t corner;
  graphene_rect_t bounds;
  cairo_region_t *bare, *hidden;
  double left, top;
  gboolean whole;

  bst_console_screen_get_bounds (self, &bounds);
  if (draws_cursor (self) || gtk_widget_has_css_class (widget, "lost") ||
      !gtk_widget_compute_point (widget, GTK_WIDGET (native),
                                 &GRAPHENE_POINT_INIT (bounds.origin.x, bounds.origin.y), &corner))
    return FALSE;

  gtk_native_get_surface_transform (native, &left, &top);
  bare = to_pixels (self, bst_bare_region_new (widget, &hidden), &bounds);
  hidden = to_pixels (self, hidden, &bounds);
  whole = bst_console_painter_put (self->painter, bare, hidden, &bounds,
                                   (int)round ((corner.x + left) * scale),
                                   (int)round ((corner.y + top) * scale));
  cairo_region_destroy (bare);
  cairo_region_destroy (hidden);

  return whole;
}

static void plan_put (BstConsoleScreen *self, gint64 wait);

static gboolean
on_time_to_put (gpointer data)
{
  BstConsoleScreen *self = data;

  self->put_id = 0;
  if (bst_console_painter_is_busy (self->painter))
    {
      plan_put (self, BUSY_US);
      return G_SOURCE_REMOVE;
    }
  self->last_put = g_get_monotonic_time ();
  if (!put (self))
    gtk_widget_queue_draw (GTK_WIDGET (self));

  return G_SOURCE_REMOVE;
}

/* @wait: in microseconds, rounded up. */
static void
plan_put (BstConsoleScreen *self, gint64 wait)
{
  self->put_id = wait <= 0 ? g_idle_add_full (GDK_PRIORITY_REDRAW, on_time_to_put, self, NULL)
                           : g_timeout_add_full (GDK_PRIORITY_REDRAW, (guint)((wait + 999) / 1000),
                                                 on_time_to_put, self, NULL);
}

/* How long a frame of the monitor lasts. */
static gint64
get_frame (BstConsoleScreen *self)
{
  gint64 interval = 0;

  gdk_frame_clock_get_refresh_info (gtk_widget_get_frame_clock (GTK_WIDGET (self)), 0, &interval,
                                    NULL);
  return interval > 0 ? interval : FRAME_US;
}

static void
on_picture (BstConsoleScreen *self, gboolean size)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (size)
    gtk_widget_queue_resize (widget);
  if (size || !gtk_widget_get_mapped (widget) || !bst_console_painter_can_put (self->painter))
    {
      gtk_widget_queue_draw (widget);
      return;
    }
  /* Once a frame, without its clock: a turn of that makes GDK get ready to paint the window, which
   * costs more than the picture. */
  if (self->put_id == 0)
    plan_put (self, self->last_put + get_frame (self) - g_get_monotonic_time ());
}

/* --- The cursor --- */

static void
on_cursor_moved (BstConsoleScreen *self)
{
  if (draws_cursor (self))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
update_cursor (BstConsoleScreen *self)
{
  BstConsoleCursor *shape = bst_console_display_get_cursor (self->display);
  gboolean absolute = bst_console_is_pointer_absolute (self->console);
  g_autoptr (GdkCursor) cursor = NULL;

  g_clear_object (&self->cursor);
  if (shape != NULL && !bst_console_cursor_is_hidden (shape))
    {
      self->cursor = bst_cursor_texture_new (shape);
      bst_console_cursor_get_hot_spot (shape, &self->hot_x, &self->hot_y);
    }

  if (bst_console_pointer_is_captured (self->pointer))
    cursor = gdk_cursor_new_from_name ("none", NULL);
  else if (absolute && self->cursor != NULL)
    cursor = gdk_cursor_new_from_texture (self->cursor, self->hot_x, self->hot_y, NULL);
  else if (absolute && shape != NULL)
    cursor = gdk_cursor_new_from_name ("none", NULL);
  gtk_widget_set_cursor (GTK_WIDGET (self), cursor);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- Keyboard and pointer --- */

gboolean
bst_console_screen_is_captured (BstConsoleScreen *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_SCREEN (self), FALSE);

  return bst_console_pointer_is_captured (self->pointer);
}

gboolean
bst_console_screen_is_refused (BstConsoleScreen *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_SCREEN (self), FALSE);

  return bst_console_pointer_is_refused (self->pointer);
}

void
bst_console_screen_release (BstConsoleScreen *self)
{
  g_return_if_fail (BST_IS_CONSOLE_SCREEN (self));

  bst_console_pointer_release (self->pointer);
  bst_console_keyboard_release (self->keyboard);
}

static void
on_pointer_changed (BstConsoleScreen *self)
{
  update_cursor (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_keyboard_changed (BstConsoleScreen *self)
{
  if (!bst_console_keyboard_is_taking (self->keyboard))
    bst_console_pointer_release (self->pointer);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
describe (BstConsoleScreen *self)
{
  g_autofree char *keys = bst_release_keys_dup_label ();
  /* Translators: of a machine, by its name. */
  g_autofree char *label =
      g_strdup_printf (_ ("Screen of %s"), bst_console_get_name (self->console));
  /* Translators: %s is a combination of keys. */
  g_autofree char *description = g_strdup_printf (
      _ ("Keys go to the machine while this has the focus. %s gives them back."), keys);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

/* --- Life --- */

BstConsoleDisplay *
bst_console_screen_get_display (BstConsoleScreen *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_SCREEN (self), NULL);

  return self->display;
}

BstConsoleKeyboard *
bst_console_screen_get_keyboard (BstConsoleScreen *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_SCREEN (self), NULL);

  return self->keyboard;
}

BstConsolePainter *
bst_console_screen_get_painter (BstConsoleScreen *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_SCREEN (self), NULL);

  return self->painter;
}

void
bst_console_screen_set_scaling (BstConsoleScreen *self, BstConsoleScaling scaling)
{
  g_return_if_fail (BST_IS_CONSOLE_SCREEN (self));

  if (self->scaling == scaling)
    return;
  self->scaling = scaling;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_signal_emit (self, signals[ROOM_CHANGED], 0);
}

void
bst_console_screen_set_zoom (BstConsoleScreen *self, double zoom)
{
  g_return_if_fail (BST_IS_CONSOLE_SCREEN (self) && zoom > 0);

  if (self->zoom == zoom)
    return;
  self->zoom = zoom;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
bst_console_screen_set_sharp (BstConsoleScreen *self, gboolean sharp)
{
  g_return_if_fail (BST_IS_CONSOLE_SCREEN (self));

  bst_console_painter_set_sharp (self->painter, sharp);
}

static void
bst_console_screen_unrealize (GtkWidget *widget)
{
  BstConsoleScreen *self = BST_CONSOLE_SCREEN (widget);

  g_clear_handle_id (&self->put_id, g_source_remove);

  bst_console_screen_release (self);
  bst_console_painter_release (self->painter);

  GTK_WIDGET_CLASS (bst_console_screen_parent_class)->unrealize (widget);
}

static void
bst_console_screen_dispose (GObject *object)
{
  BstConsoleScreen *self = BST_CONSOLE_SCREEN (object);

  g_clear_object (&self->pointer);
  if (self->keyboard != NULL)
    g_signal_handlers_disconnect_by_data (self->keyboard, self);
  g_clear_object (&self->keyboard);
  g_clear_object (&self->painter);
  g_clear_object (&self->cursor);
  g_clear_object (&self->display);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (bst_console_screen_parent_class)->dispose (object);
}

static void
bst_console_screen_class_init (BstConsoleScreenClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_console_screen_dispose;
  widget_class->measure = bst_console_screen_measure;
  widget_class->size_allocate = bst_console_screen_size_allocate;
  widget_class->snapshot = bst_console_screen_snapshot;
  widget_class->unrealize = bst_console_screen_unrealize;

  gtk_widget_class_set_css_name (widget_class, "consolescreen");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[ROOM_CHANGED] = g_signal_new ("room-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_console_screen_init (BstConsoleScreen *self)
{
  self->zoom = 1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
}

static void
join (BstConsoleScreen *self)
{
  const struct
  {
    gpointer object;
    const char *signal;
    GCallback callback;
  } joints[] = {
    { self->painter, "changed", G_CALLBACK (on_picture) },
    { self->keyboard, "changed", G_CALLBACK (on_keyboard_changed) },
    { self->pointer, "changed", G_CALLBACK (on_pointer_changed) },
    { self->display, "notify::cursor", G_CALLBACK (update_cursor) },
    { self->display, "cursor-moved", G_CALLBACK (on_cursor_moved) },
    { self->console, "notify::pointer-absolute", G_CALLBACK (on_pointer_changed) },
    { self->console, "notify::name", G_CALLBACK (describe) },
    { bst_settings_get (), "changed::console-release-keys", G_CALLBACK (describe) },
    { self, "notify::scale-factor", G_CALLBACK (on_scale) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (joints); i++)
    g_signal_connect_object (joints[i].object, joints[i].signal, joints[i].callback, self,
                             G_CONNECT_SWAPPED);
}

GtkWidget *
bst_console_screen_new (BstConsole *console, BstConsoleDisplay *display)
{
  BstConsoleScreen *self = g_object_new (BST_TYPE_CONSOLE_SCREEN, NULL);

  self->console = g_object_ref (console);
  self->display = g_object_ref (display);
  self->painter = bst_console_painter_new (display);
  self->keyboard = bst_console_keyboard_new (GTK_WIDGET (self), console);
  self->pointer = bst_console_pointer_new (self, console);
  join (self);
  update_cursor (self);
  describe (self);

  return GTK_WIDGET (self);
}
