/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-pointer.h"

#include <math.h>

#include "app/bst-pointer-capture.h"

/* Pixels of a touchpad that are one click of a wheel. */
#define CLICK_PIXELS 15.0

struct _BstConsolePointer
{
  GObject parent_instance;

  BstConsoleScreen *screen; /* (unowned): owns this */
  BstConsole *console;
  BstPointerCapture *capture; /* (nullable): not needed yet, or not to be had */
  guint buttons;              /* that went to the guest: a bit for each */
  gboolean refused;           /* the desktop does not let it be captured; until it is let go */

  /* While it is refused: the guest's pixel that it was over last. */
  gboolean has_last;
  int last_x, last_y;

  /* What is left of motions and clicks that were not whole. */
  double rest_x, rest_y;
  double wheel_x, wheel_y;
};

G_DEFINE_FINAL_TYPE (BstConsolePointer, bst_console_pointer, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static int
take_whole (double *rest, double more)
{
  double whole;

  *rest += more;
  /* Ten times 0.3 is a little less than 3, as numbers are stored. */
  whole = trunc (*rest + copysign (1e-6, *rest));
  *rest -= whole;

  return (int)CLAMP (whole, -10000, 10000);
}

void
bst_console_pointer_moved_by (BstConsolePointer *self, double dx, double dy)
{
  int x = take_whole (&self->rest_x, dx);
  int y = take_whole (&self->rest_y, dy);

  if (x != 0 || y != 0)
    bst_console_move_by (self->console, x, y);
}

void
bst_console_pointer_scrolled (BstConsolePointer *self, double dx, double dy)
{
  int x = take_whole (&self->wheel_x, dx);
  int y = take_whole (&self->wheel_y, dy);

  if (x != 0 || y != 0)
    bst_console_wheel (self->console, x, y);
}

/* --- Capture --- */

static void
on_capture_ended (BstConsolePointer *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static BstPointerCapture *
need_capture (BstConsolePointer *self)
{
  if (self->capture != NULL)
    return self->capture;

  self->capture = bst_pointer_capture_new (gtk_widget_get_display (GTK_WIDGET (self->screen)));
  if (self->capture == NULL)
    return NULL;
  g_signal_connect_object (self->capture, "moved", G_CALLBACK (bst_console_pointer_moved_by), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->capture, "ended", G_CALLBACK (on_capture_ended), self,
                           G_CONNECT_SWAPPED);
  return self->capture;
}

gboolean
bst_console_pointer_is_captured (BstConsolePointer *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_POINTER (self), FALSE);

  return self->capture != NULL && bst_pointer_capture_is_active (self->capture);
}

gboolean
bst_console_pointer_is_refused (BstConsolePointer *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_POINTER (self), FALSE);

  return self->refused;
}

static void
set_refused (BstConsolePointer *self, gboolean refused)
{
  if (self->refused == refused)
    return;
  self->refused = refused;
  self->has_last = FALSE;
  g_signal_emit (self, signals[CHANGED], 0);
}

void
bst_console_pointer_release (BstConsolePointer *self)
{
  g_return_if_fail (BST_IS_CONSOLE_POINTER (self));

  for (guint button = 1; self->buttons != 0; button++)
    {
      if ((self->buttons & (1u << button)) != 0)
        bst_console_button (self->console, button, FALSE);
      self->buttons &= ~(1u << button);
    }
  set_refused (self, FALSE);
  if (!bst_console_pointer_is_captured (self))
    return;
  bst_pointer_capture_stop (self->capture);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
needs_capture (BstConsolePointer *self)
{
  return !bst_console_is_pointer_absolute (self->console) &&
         !bst_console_pointer_is_captured (self);
}

/* Where it cannot be captured its motions go on all the same, up to the edge of the screen. */
static gboolean
capture (BstConsolePointer *self)
{
  BstPointerCapture *pointer = need_capture (self);
  gboolean captured =
      pointer != NULL && bst_pointer_capture_start (pointer, GTK_WIDGET (self->screen));

  self->rest_x = self->rest_y = 0;
  set_refused (self, !captured);
  if (captured)
    g_signal_emit (self, signals[CHANGED], 0);
  return captured;
}

/* The guest's mouse mode changes as its drivers start: what was captured needs to be no more. */
static void
on_mode_changed (BstConsolePointer *self)
{
  if (bst_console_is_pointer_absolute (self->console))
    bst_console_pointer_release (self);
}

/* --- Events --- */

static gboolean
get_position (BstConsolePointer *self, GdkEvent *event, double *x, double *y)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self->screen));
  double left, top;

  if (native == NULL || !gdk_event_get_position (event, x, y))
    return FALSE;
  gtk_native_get_surface_transform (native, &left, &top);
  return gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (self->screen),
                                           *x - left, *y - top, x, y);
}

/* Of one that is not captured: how far it went over the picture since it was there last. */
static gboolean
move_along (BstConsolePointer *self, int x, int y, gboolean inside)
{
  gboolean goes = inside || self->buttons != 0;

  if (goes && self->has_last && (x != self->last_x || y != self->last_y))
    bst_console_move_by (self->console, x - self->last_x, y - self->last_y);
  self->has_last = goes;
  self->last_x = x;
  self->last_y = y;

  return inside;
}

static gboolean
move (BstConsolePointer *self, GdkEvent *event)
{
  gboolean absolute = bst_console_is_pointer_absolute (self->console);
  double x, y;
  int pixel_x, pixel_y;
  gboolean inside;

  if ((!absolute && !self->refused) || !get_position (self, event, &x, &y))
    return FALSE;

  inside = bst_console_screen_find (self->screen, x, y, &pixel_x, &pixel_y);
  if (!absolute)
    return move_along (self, pixel_x, pixel_y, inside);
  /* A drag goes on beyond the edge; a pointer that only passes by does not. */
  if (inside || self->buttons != 0)
    bst_console_move_to (self->console, bst_console_screen_get_display (self->screen), pixel_x,
                         pixel_y);

  return inside;
}

static gboolean
press (BstConsolePointer *self, GdkEvent *event)
{
  BstConsoleKeyboard *keyboard = bst_console_screen_get_keyboard (self->screen);
  guint button = gdk_button_event_get_button (event);

  gtk_widget_grab_focus (GTK_WIDGET (self->screen));
  bst_console_keyboard_take (keyboard);
  /* A click that captures it is for that alone; where the desktop refuses, it is the guest's. */
  if (needs_capture (self) && !bst_console_get_view_only (self->console) && capture (self))
    return TRUE;

  move (self, event);
  if (button < 32)
    {
      self->buttons |= 1u << button;
      bst_console_button (self->console, button, TRUE);
    }
  return TRUE;
}

static gboolean
let_go (BstConsolePointer *self, GdkEvent *event)
{
  guint button = gdk_button_event_get_button (event);

  if (button >= 32 || (self->buttons & (1u << button)) == 0)
    return FALSE;
  move (self, event);
  self->buttons &= ~(1u << button);
  bst_console_button (self->console, button, FALSE);
  return TRUE;
}

static gboolean
scroll (BstConsolePointer *self, GdkEvent *event)
{
  double dx = 0, dy = 0;

  switch (gdk_scroll_event_get_direction (event))
    {
    case GDK_SCROLL_UP:
      dy = -1;
      break;
    case GDK_SCROLL_DOWN:
      dy = 1;
      break;
    case GDK_SCROLL_LEFT:
      dx = -1;
      break;
    case GDK_SCROLL_RIGHT:
      dx = 1;
      break;
    case GDK_SCROLL_SMOOTH:
    default:
      gdk_scroll_event_get_deltas (event, &dx, &dy);
      if (gdk_scroll_event_get_unit (event) == GDK_SCROLL_UNIT_SURFACE)
        {
          dx /= CLICK_PIXELS;
          dy /= CLICK_PIXELS;
        }
      if (gdk_scroll_event_is_stop (event))
        self->wheel_x = self->wheel_y = 0;
      break;
    }
  bst_console_pointer_scrolled (self, dx, dy);

  return TRUE;
}

static gboolean
on_event (BstConsolePointer *self, GdkEvent *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_MOTION_NOTIFY)
    return move (self, event);
  if (type == GDK_BUTTON_PRESS)
    return press (self, event);
  if (type == GDK_BUTTON_RELEASE)
    return let_go (self, event);
  if (type == GDK_SCROLL)
    return scroll (self, event);
  return FALSE;
}

static void
bst_console_pointer_dispose (GObject *object)
{
  BstConsolePointer *self = BST_CONSOLE_POINTER (object);

  if (self->console != NULL)
    bst_console_pointer_release (self);
  g_clear_object (&self->capture);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (bst_console_pointer_parent_class)->dispose (object);
}

static void
bst_console_pointer_class_init (BstConsolePointerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_pointer_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_console_pointer_init (BstConsolePointer *self)
{
}

BstConsolePointer *
bst_console_pointer_new (BstConsoleScreen *screen, BstConsole *console)
{
  BstConsolePointer *self = g_object_new (BST_TYPE_CONSOLE_POINTER, NULL);
  GtkEventController *events = gtk_event_controller_legacy_new ();

  self->screen = screen;
  self->console = g_object_ref (console);
  g_signal_connect_object (events, "event", G_CALLBACK (on_event), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (screen), events);
  g_signal_connect_object (console, "notify::pointer-absolute", G_CALLBACK (on_mode_changed), self,
                           G_CONNECT_SWAPPED);

  return self;
}
