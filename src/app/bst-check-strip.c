/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-check-strip.h"

#include "app/bst-check-columns.h"
#include "app/bst-check-symbol.h"
#include "app/bst-check-text.h"
#include "app/bst-symbol.h"
#include "app/bst-tooltip.h"

#define HEIGHT 24
#define RADIUS 5

struct _BstCheckStrip
{
  GtkWidget parent_instance;

  BstPreflightTarget *target;
  BstVerdict shown[BST_N_CHECKS];
  BstCheckId cursor;
  int hovered; /* the check below the pointer; negative: none */
};

G_DEFINE_FINAL_TYPE (BstCheckStrip, bst_check_strip, GTK_TYPE_WIDGET)

static guint activated_signal;

static gboolean
is_rtl (BstCheckStrip *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

/* --- Words --- */

static char *
dup_text (BstCheckStrip *self, BstCheckId check)
{
  return bst_check_text_dup (bst_preflight_target_get_cell (self->target, check));
}

char *
bst_check_strip_dup_tooltip (BstCheckStrip *self, double x)
{
  int check = bst_check_columns_find (x, is_rtl (self));

  return check >= 0 ? dup_text (self, (BstCheckId)check) : NULL;
}

static void
tell_cursor (BstCheckStrip *self)
{
  g_autofree char *text = dup_text (self, self->cursor);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double)(BST_N_CHECKS - 1),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double)self->cursor,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

static void
update (BstCheckStrip *self)
{
  g_autofree char *summary = bst_check_text_dup_summary (self->target);

  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      BstPreflightCell *cell = bst_preflight_target_get_cell (self->target, i);
      BstVerdict verdict = bst_preflight_cell_get_verdict (cell);

      if (verdict != self->shown[i])
        gtk_widget_queue_draw (GTK_WIDGET (self));
      self->shown[i] = verdict;
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, summary,
                                  -1);
  tell_cursor (self);
  if (self->hovered >= 0)
    gtk_widget_trigger_tooltip_query (GTK_WIDGET (self));
}

static gboolean
bst_check_strip_query_tooltip (GtkWidget *widget,
                               int x,
                               int y,
                               gboolean keyboard,
                               GtkTooltip *tooltip)
{
  BstCheckStrip *self = BST_CHECK_STRIP (widget);
  gboolean rtl = is_rtl (self);
  int at = keyboard ? bst_check_columns_get_x (self->cursor, rtl) : x;
  g_autofree char *text = bst_check_strip_dup_tooltip (self, at);
  int left;

  if (text == NULL)
    return FALSE;

  left = bst_check_columns_get_x ((BstCheckId)bst_check_columns_find (at, rtl), rtl);
  bst_tooltip_show (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ left, 0, BST_CHECK_COLUMN_WIDTH, HEIGHT });

  return TRUE;
}

/* --- Drawing --- */

/* A symbol is made once, and stands wherever its verdict does. */
static void
draw_symbols (BstCheckStrip *self, GtkSnapshot *snapshot, BstVerdict verdict)
{
  g_autoptr (GskRenderNode) symbol = NULL;

  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      int x = bst_check_columns_get_x (i, is_rtl (self)) +
              (BST_CHECK_COLUMN_WIDTH - BST_CHECK_SYMBOL_SIZE) / 2;

      if (self->shown[i] != verdict)
        continue;
      if (symbol == NULL)
        symbol = bst_check_symbol_create (GTK_WIDGET (self), verdict);
      if (symbol == NULL)
        return;
      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (
          snapshot, &GRAPHENE_POINT_INIT ((float)x, (HEIGHT - BST_CHECK_SYMBOL_SIZE) / 2));
      gtk_snapshot_append_node (snapshot, symbol);
      gtk_snapshot_restore (snapshot);
    }
}

static GskRoundedRect
get_frame (BstCheckStrip *self, BstCheckId check)
{
  int x = bst_check_columns_get_x (check, is_rtl (self));
  GskRoundedRect frame;

  gsk_rounded_rect_init_from_rect (
      &frame, &GRAPHENE_RECT_INIT ((float)x, 0, BST_CHECK_COLUMN_WIDTH, HEIGHT), RADIUS);

  return frame;
}

static void
draw_hovered (BstCheckStrip *self, GtkSnapshot *snapshot)
{
  GskRoundedRect frame = get_frame (self, (BstCheckId)self->hovered);
  GdkRGBA color = bst_symbol_get_color (GTK_WIDGET (self), FALSE);

  color.alpha *= 0.1f;
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  gtk_snapshot_append_color (snapshot, &color, &frame.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
draw_cursor (BstCheckStrip *self, GtkSnapshot *snapshot)
{
  static const float widths[] = { 2, 2, 2, 2 };
  GskRoundedRect frame = get_frame (self, self->cursor);
  GdkRGBA color = bst_symbol_get_named_color (GTK_WIDGET (self), "accent_color", FALSE);

  gtk_snapshot_append_border (snapshot, &frame, widths,
                              (const GdkRGBA[]){ color, color, color, color });
}

static void
bst_check_strip_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BstCheckStrip *self = BST_CHECK_STRIP (widget);

  if (self->hovered >= 0)
    draw_hovered (self, snapshot);
  for (BstVerdict verdict = BST_VERDICT_PASS; verdict <= BST_VERDICT_BLOCK; verdict++)
    draw_symbols (self, snapshot, verdict);
  if (gtk_widget_has_visible_focus (widget))
    draw_cursor (self, snapshot);
}

static void
bst_check_strip_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  *minimum = *natural =
      orientation == GTK_ORIENTATION_HORIZONTAL ? bst_check_columns_get_width () : HEIGHT;
}

/* The theme's colours change without any property of this widget doing so. */
static void
bst_check_strip_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (bst_check_strip_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
bst_check_strip_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  GTK_WIDGET_CLASS (bst_check_strip_parent_class)->state_flags_changed (widget, before);
  gtk_widget_queue_draw (widget);
}

/* --- Pointer and keyboard --- */

BstCheckId
bst_check_strip_get_cursor (BstCheckStrip *self)
{
  return self->cursor;
}

void
bst_check_strip_set_cursor (BstCheckStrip *self, BstCheckId check)
{
  g_return_if_fail (check < BST_N_CHECKS);

  if (self->cursor == check)
    return;

  self->cursor = check;
  tell_cursor (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* FALSE: nothing was found of it that could be read. */
static gboolean
activate (BstCheckStrip *self, BstCheckId check)
{
  BstPreflightCell *cell = bst_preflight_target_get_cell (self->target, check);

  if (bst_preflight_cell_get_findings (cell)->len == 0)
    return FALSE;

  g_signal_emit (self, activated_signal, 0, (guint)check);

  return TRUE;
}

static void
set_hovered (BstCheckStrip *self, int check)
{
  if (self->hovered == check)
    return;

  self->hovered = check;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, BstCheckStrip *self)
{
  set_hovered (self, bst_check_columns_find (x, is_rtl (self)));
}

static void
on_leave (GtkEventControllerMotion *motion, BstCheckStrip *self)
{
  set_hovered (self, -1);
}

/* Where it is not claimed, the row unfolds or folds, as for a click anywhere else in it. */
static void
on_released (GtkGestureClick *click, int n, double x, double y, BstCheckStrip *self)
{
  int check = bst_check_columns_find (x, is_rtl (self));

  if (check < 0)
    return;

  bst_check_strip_set_cursor (self, (BstCheckId)check);
  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (activate (self, (BstCheckId)check))
    gtk_gesture_set_state (GTK_GESTURE (click), GTK_EVENT_SEQUENCE_CLAIMED);
}

static gboolean
move (BstCheckStrip *self, int by)
{
  int check = (int)self->cursor + (is_rtl (self) ? -by : by);

  bst_check_strip_set_cursor (self, (BstCheckId)CLAMP (check, 0, BST_N_CHECKS - 1));

  return GDK_EVENT_STOP;
}

static gboolean
on_key (GtkEventControllerKey *keys,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        BstCheckStrip *self)
{
  if ((state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return move (self, -1);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return move (self, 1);
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      bst_check_strip_set_cursor (self, 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      bst_check_strip_set_cursor (self, BST_N_CHECKS - 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      return gtk_widget_keynav_failed (GTK_WIDGET (self), GTK_DIR_UP);
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      return gtk_widget_keynav_failed (GTK_WIDGET (self), GTK_DIR_DOWN);
    case GDK_KEY_Return:
    case GDK_KEY_ISO_Enter:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      /* Never what Enter does elsewhere in the dialog: to migrate. */
      activate (self, self->cursor);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
bst_check_strip_dispose (GObject *object)
{
  g_clear_object (&BST_CHECK_STRIP (object)->target);

  G_OBJECT_CLASS (bst_check_strip_parent_class)->dispose (object);
}

static void
bst_check_strip_class_init (BstCheckStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_check_strip_dispose;
  widget_class->snapshot = bst_check_strip_snapshot;
  widget_class->measure = bst_check_strip_measure;
  widget_class->css_changed = bst_check_strip_css_changed;
  widget_class->state_flags_changed = bst_check_strip_state_flags_changed;
  widget_class->query_tooltip = bst_check_strip_query_tooltip;
  activated_signal = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_css_name (widget_class, "checkstrip");
  /* It tells one value of many, and cursor keys go through them. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
bst_check_strip_init (BstCheckStrip *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->hovered = -1;
  g_signal_connect (motion, "enter", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
bst_check_strip_new (BstPreflightTarget *target)
{
  BstCheckStrip *self = g_object_new (BST_TYPE_CHECK_STRIP, NULL);

  self->target = g_object_ref (target);
  g_signal_connect_object (target, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
