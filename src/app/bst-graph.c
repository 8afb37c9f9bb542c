/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-graph.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#define GAP 6       /* between text and plot, pixels */
#define DOT 8       /* a series' mark in the legend */
#define LINE_W 1.5f /* pixels */

struct _BstGraph
{
  GtkWidget parent_instance;

  char *title;
  BstGraphUnit unit;
  char *names[2]; /* (nullable) */

  GArray *points; /* of BstGraphPoint */
  gint64 start, end;
  guint step;
  double limit;
  gint64 cursor; /* 0: none */

  GskRenderNode *drawn; /* (nullable): all but the cursor and the values */
  double top;           /* of the axis in @drawn */
  graphene_rect_t plot;
};

G_DEFINE_FINAL_TYPE (BstGraph, bst_graph, GTK_TYPE_WIDGET)

enum
{
  CURSOR_MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
forget_drawn (BstGraph *self)
{
  g_clear_pointer (&self->drawn, gsk_render_node_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static const BstGraphPoint *
get_point (BstGraph *self, gsize i)
{
  return &g_array_index (self->points, BstGraphPoint, i);
}

static gssize
find_point (BstGraph *self)
{
  if (self->cursor == 0)
    return (gssize)self->points->len - 1;

  return bst_graph_find ((const BstGraphPoint *)self->points->data, self->points->len, self->cursor,
                         self->step);
}

/* --- Words --- */

static char *
format_value (BstGraph *self, const BstGraphPoint *point, guint series)
{
  char *text = point != NULL ? bst_graph_scale_format (self->unit, point->values[series]) : NULL;

  /* Translators: stands for a figure that is not known. */
  return text != NULL ? text : g_strdup (_ ("–"));
}

static const BstGraphPoint *
get_told_point (BstGraph *self)
{
  gssize i = find_point (self);

  return i >= 0 ? get_point (self, (gsize)i) : NULL;
}

static char *
format_cursor_time (BstGraph *self, gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time);

  if (date == NULL)
    return g_strdup ("");
  if (self->end - self->start <= 2 * 60 * 60)
    return g_date_time_format (date, "%H:%M:%S");
  if (self->end - self->start <= 2 * 24 * 60 * 60)
    return g_date_time_format (date, "%H:%M");

  /* Translators: a day, month and time. */
  return g_date_time_format (date, _ ("%-d %b %H:%M"));
}

char *
bst_graph_describe (BstGraph *self)
{
  const BstGraphPoint *point = get_told_point (self);
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->cursor != 0)
    {
      g_autofree char *time = format_cursor_time (self, point != NULL ? point->time : self->cursor);

      g_string_append_printf (text, "%s: ", time);
    }
  if (point == NULL)
    {
      g_string_append (text, _ ("no figures"));
      return g_string_free (g_steal_pointer (&text), FALSE);
    }

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *value = NULL;

      if (i == 1 && self->names[1] == NULL)
        break;
      value = point->values[i] >= 0 ? format_value (self, point, i) : g_strdup (_ ("not known"));
      if (i > 0)
        g_string_append (text, ", ");
      if (self->names[i] != NULL)
        g_string_append_printf (text, "%s ", self->names[i]);
      g_string_append (text, value);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update_accessible (BstGraph *self)
{
  g_autofree char *text = bst_graph_describe (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN,
                                  (double)self->start, GTK_ACCESSIBLE_PROPERTY_VALUE_MAX,
                                  (double)self->end, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double)(self->cursor != 0 ? self->cursor : self->end),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text, -1);
}

/* --- Drawing --- */

static void
get_color (BstGraph *self, guint series, GdkRGBA *color)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  /* Adwaita's blue and orange: told apart also by those who see no red or green. */
  static const char *const light[] = { "#1c71d8", "#e66100" };
  static const char *const on_dark[] = { "#78aeed", "#ffbe6f" };

  gdk_rgba_parse (color, dark ? on_dark[series] : light[series]);
}

static void
get_text_color (BstGraph *self, double alpha, GdkRGBA *color)
{
  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), color);
  color->alpha *= (float)alpha;
}

static PangoLayout *
create_layout (BstGraph *self, const char *text, gboolean small)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  if (small)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_scale_new (0.82));
      pango_layout_set_attributes (layout, attributes);
    }

  return layout;
}

static void
append_layout (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)round (x), (float)round (y)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static int
get_line_height (BstGraph *self, gboolean small)
{
  g_autoptr (PangoLayout) layout = create_layout (self, "0g", small);
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);

  return height;
}

static double
get_most (BstGraph *self)
{
  double most = MAX (self->limit, 0);

  for (gsize i = 0; i < self->points->len; i++)
    {
      const BstGraphPoint *point = get_point (self, i);

      if (point->time >= self->start)
        most = MAX (most, MAX (point->values[0], point->values[1]));
    }

  return most;
}

/* The values' axis: lines with their values at the start side. Sets the plot's place. */
static void
draw_values_axis (BstGraph *self, GtkSnapshot *snapshot, int width, int height)
{
  int small = get_line_height (self, TRUE);
  double y = get_line_height (self, FALSE) + GAP;
  double plot_height = MAX (height - y - small - GAP / 2, 1);
  guint lines = (guint)CLAMP (plot_height / (small * 1.8), 1, 5);
  double step;
  int gutter = 0;
  GdkRGBA text_color, line_color;
  g_autoptr (GPtrArray) layouts = g_ptr_array_new_with_free_func (g_object_unref);

  self->top = bst_graph_scale_top (self->unit, get_most (self), lines, &step);
  for (double value = 0; value <= self->top + step / 2; value += step)
    {
      g_autofree char *text = bst_graph_scale_format (self->unit, value);
      PangoLayout *layout = create_layout (self, value > 0 ? text : "0", TRUE);
      int w;

      pango_layout_get_pixel_size (layout, &w, NULL);
      gutter = MAX (gutter, w);
      g_ptr_array_add (layouts, layout);
    }

  plot_height = floor (plot_height);
  graphene_rect_init (&self->plot, (float)(gutter + GAP), (float)y,
                      (float)MAX (width - gutter - GAP, 1), (float)plot_height);

  get_text_color (self, 0.65, &text_color);
  get_text_color (self, 0.14, &line_color);
  for (guint i = 0; i < layouts->len; i++)
    {
      double at = y + plot_height - plot_height * i * step / self->top;
      int w;

      pango_layout_get_pixel_size (layouts->pdata[i], &w, NULL);
      append_layout (snapshot, layouts->pdata[i], gutter - w, at - small / 2.0, &text_color);
      gtk_snapshot_append_color (
          snapshot, &line_color,
          &GRAPHENE_RECT_INIT (self->plot.origin.x, (float)floor (at), self->plot.size.width, 1));
    }
}

static void
draw_time_axis (BstGraph *self, GtkSnapshot *snapshot)
{
  double span = (double)MAX (self->end - self->start, 1);
  double below = self->plot.origin.y + self->plot.size.height;
  gint64 step = bst_graph_scale_time_step (self->end - self->start,
                                           (guint)MAX (self->plot.size.width / 70, 1));
  gint64 time = bst_graph_scale_first_time (self->start, step);
  GdkRGBA text_color, line_color;

  get_text_color (self, 0.65, &text_color);
  get_text_color (self, 0.08, &line_color);
  while (time <= self->end)
    {
      double x = self->plot.origin.x + (double)(time - self->start) / span * self->plot.size.width;
      g_autofree char *text = bst_graph_scale_format_time (time, step);
      g_autoptr (PangoLayout) layout = create_layout (self, text, TRUE);
      int w;

      pango_layout_get_pixel_size (layout, &w, NULL);
      if (x - w / 2.0 >= self->plot.origin.x &&
          x + w / 2.0 <= self->plot.origin.x + self->plot.size.width)
        append_layout (snapshot, layout, x - w / 2.0, below + GAP / 2.0, &text_color);
      gtk_snapshot_append_color (
          snapshot, &line_color,
          &GRAPHENE_RECT_INIT ((float)floor (x), self->plot.origin.y, 1, self->plot.size.height));
      /* From one label to the next by the local clock. */
      time = bst_graph_scale_first_time (time + step / 2 + 1, step);
    }
}

static BstGraphColor
to_graph_color (const GdkRGBA *color, float alpha)
{
  return (BstGraphColor){ color->red, color->green, color->blue, color->alpha * alpha };
}

static void
paint_series (BstGraph *self, guint series, guint32 *pixels, guint width, guint height, int scale)
{
  BstGraphFrame frame = {
    .start = self->start,
    .end = self->end,
    .step = self->step,
    .top = self->top,
    .height = height,
  };
  g_autofree BstGraphColumn *columns =
      bst_graph_trace ((const BstGraphPoint *)self->points->data, self->points->len, series, &frame,
                       LINE_W * (float)scale, 2 * width);
  GdkRGBA rgba;
  BstGraphColor line, area;

  get_color (self, series, &rgba);
  line = to_graph_color (&rgba, 1);
  area = to_graph_color (&rgba, 0.18f);
  bst_graph_paint (pixels, width, height, columns, &line, series == 0 ? &area : NULL);
}

static void
draw_limit (BstGraph *self, GtkSnapshot *snapshot)
{
  double y = self->plot.origin.y + self->plot.size.height * (1 - self->limit / self->top);
  double right = self->plot.origin.x + self->plot.size.width;
  GdkRGBA color;

  get_text_color (self, 0.5, &color);
  for (double x = self->plot.origin.x; x < right; x += 8)
    gtk_snapshot_append_color (
        snapshot, &color,
        &GRAPHENE_RECT_INIT ((float)x, (float)floor (y), (float)MIN (4, right - x), 1));
}

/* The series in a texture of device pixels: a renderer keeps it while only the cursor moves. */
static void
draw_plot (BstGraph *self, GtkSnapshot *snapshot)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  guint width = (guint)ceil (self->plot.size.width) * (guint)scale;
  guint height = (guint)ceil (self->plot.size.height) * (guint)scale;
  guint32 *pixels = g_new0 (guint32, (gsize)width * height);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  if (self->limit > 0 && self->limit < self->top)
    draw_limit (self, snapshot);

  paint_series (self, 0, pixels, width, height, scale);
  if (self->names[1] != NULL)
    paint_series (self, 1, pixels, width, height, scale);
  bytes = g_bytes_new_take (pixels, (gsize)width * height * sizeof (guint32));
  texture = gdk_memory_texture_new ((int)width, (int)height, GDK_MEMORY_DEFAULT, bytes,
                                    width * sizeof (guint32));
  gtk_snapshot_append_texture (snapshot, texture,
                               &GRAPHENE_RECT_INIT (self->plot.origin.x, self->plot.origin.y,
                                                    (float)width / (float)scale,
                                                    (float)height / (float)scale));
}

static void
draw_empty (BstGraph *self, GtkSnapshot *snapshot)
{
  g_autoptr (PangoLayout) layout = create_layout (self, _ ("No figures yet"), FALSE);
  GdkRGBA color;
  int w, h;

  get_text_color (self, 0.55, &color);
  pango_layout_get_pixel_size (layout, &w, &h);
  append_layout (snapshot, layout, self->plot.origin.x + (self->plot.size.width - w) / 2,
                 self->plot.origin.y + (self->plot.size.height - h) / 2, &color);
}

static gboolean
has_figures (BstGraph *self)
{
  for (gsize i = 0; i < self->points->len; i++)
    {
      const BstGraphPoint *point = get_point (self, i);

      if (point->time >= self->start && (point->values[0] >= 0 || point->values[1] >= 0))
        return TRUE;
    }

  return FALSE;
}

static void
draw_all (BstGraph *self, int width, int height)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();

  draw_values_axis (self, snapshot, width, height);
  draw_time_axis (self, snapshot);
  if (has_figures (self))
    draw_plot (self, snapshot);
  else
    draw_empty (self, snapshot);

  self->drawn = gtk_snapshot_free_to_node (snapshot);
}

static void
draw_dot (BstGraph *self, GtkSnapshot *snapshot, guint series, double x, double y)
{
  GskRoundedRect dot;
  GdkRGBA color;

  get_color (self, series, &color);
  gsk_rounded_rect_init_from_rect (&dot, &GRAPHENE_RECT_INIT ((float)x, (float)y, DOT, DOT),
                                   DOT / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, &color, &dot.bounds);
  gtk_snapshot_pop (snapshot);
}

/* Words of the header, from its end towards the title. */
typedef struct
{
  int width, height;
  int end;   /* how far from the end of the line the next word ends */
  int title; /* the width of the title */
  gboolean rtl;
} Header;

/* @series: whose mark stands by it; negative: none. Nothing where there is no room. */
static void
append_word (BstGraph *self,
             GtkSnapshot *snapshot,
             Header *header,
             const char *text,
             int series,
             const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = create_layout (self, text, FALSE);
  int mark = series >= 0 ? DOT + GAP : 0;
  int x, w;

  pango_layout_get_pixel_size (layout, &w, NULL);
  if (header->end + w + mark + 2 * GAP + header->title > header->width)
    {
      header->end = header->width;
      return;
    }

  x = header->rtl ? header->end : header->width - header->end - w;
  append_layout (snapshot, layout, x, 0, color);
  if (series >= 0)
    draw_dot (self, snapshot, (guint)series, header->rtl ? x + w + GAP / 2 : x - GAP / 2 - DOT,
              (header->height - DOT) / 2.0);
  header->end += w + mark + 2 * GAP;
}

/* The title at the start; time and values, with the series' marks, at the end. */
static void
draw_header (BstGraph *self, GtkSnapshot *snapshot, int width)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  Header header = { .width = width, .rtl = rtl };
  const BstGraphPoint *point = get_told_point (self);
  g_autoptr (PangoLayout) title = create_layout (self, self->title, FALSE);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  GdkRGBA color, dim;

  get_text_color (self, 1, &color);
  get_text_color (self, 0.65, &dim);
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (title, attributes);
  pango_layout_get_pixel_size (title, &header.title, &header.height);
  append_layout (snapshot, title, rtl ? width - header.title : 0, 0, &color);

  for (int i = self->names[1] != NULL ? 1 : 0; i >= 0; i--)
    {
      gboolean marked = self->names[1] != NULL;
      g_autofree char *value = format_value (self, point, (guint)i);
      g_autofree char *text = marked ? g_strdup_printf ("%s %s", self->names[i], value) : NULL;

      append_word (self, snapshot, &header, marked ? text : value, marked ? i : -1, &color);
    }
  if (self->cursor != 0)
    {
      g_autofree char *time = format_cursor_time (self, point != NULL ? point->time : self->cursor);

      append_word (self, snapshot, &header, time, -1, &dim);
    }
}

static void
draw_cursor (BstGraph *self, GtkSnapshot *snapshot)
{
  double span = (double)MAX (self->end - self->start, 1);
  const BstGraphPoint *point = get_told_point (self);
  gint64 time = point != NULL ? point->time : self->cursor;
  double x = self->plot.origin.x + (double)(time - self->start) / span * self->plot.size.width;
  GdkRGBA color;

  if (time < self->start || time > self->end)
    return;

  get_text_color (self, 0.5, &color);
  gtk_snapshot_append_color (
      snapshot, &color,
      &GRAPHENE_RECT_INIT ((float)floor (x), self->plot.origin.y, 1, self->plot.size.height));

  for (guint i = 0; point != NULL && i < (self->names[1] != NULL ? 2 : 1); i++)
    {
      double part = 1 - MIN (point->values[i] / self->top, 1);
      double y = self->plot.origin.y + self->plot.size.height * part;

      if (point->values[i] >= 0)
        draw_dot (self, snapshot, i, x + 0.5 - DOT / 2.0, y - DOT / 2.0);
    }
}

static void
draw_focus (BstGraph *self, GtkSnapshot *snapshot, int width, int height)
{
  GskRoundedRect ring;
  GdkRGBA color;
  const float widths[] = { 2, 2, 2, 2 };

  get_color (self, 0, &color);
  gsk_rounded_rect_init_from_rect (
      &ring, &GRAPHENE_RECT_INIT (-4, -4, (float)width + 8, (float)height + 8), 6);
  gtk_snapshot_append_border (snapshot, &ring, widths,
                              (const GdkRGBA[]){ color, color, color, color });
}

static void
bst_graph_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BstGraph *self = BST_GRAPH (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  if (self->drawn == NULL)
    draw_all (self, width, height);
  if (self->drawn != NULL)
    gtk_snapshot_append_node (snapshot, self->drawn);
  draw_header (self, snapshot, width);
  if (self->cursor != 0)
    draw_cursor (self, snapshot);
  if (gtk_widget_has_visible_focus (widget))
    draw_focus (self, snapshot, width, height);
}

static void
bst_graph_measure (GtkWidget *widget,
                   GtkOrientation orientation,
                   int for_size,
                   int *minimum,
                   int *natural,
                   int *minimum_baseline,
                   int *natural_baseline)
{
  BstGraph *self = BST_GRAPH (widget);
  int line = get_line_height (self, FALSE);

  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 12 * line : 5 * line;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 24 * line : 6 * line;
}

static void
bst_graph_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  forget_drawn (BST_GRAPH (widget));
}

static void
bst_graph_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (bst_graph_parent_class)->css_changed (widget, change);
  forget_drawn (BST_GRAPH (widget));
}

static void
bst_graph_state_flags_changed (GtkWidget *widget, GtkStateFlags before)
{
  GTK_WIDGET_CLASS (bst_graph_parent_class)->state_flags_changed (widget, before);
  gtk_widget_queue_draw (widget);
}

/* --- The cursor --- */

gint64
bst_graph_get_time_at (BstGraph *self, double x)
{
  double part = (x - self->plot.origin.x) / MAX (self->plot.size.width, 1);

  return self->start + (gint64)round (CLAMP (part, 0, 1) * (double)(self->end - self->start));
}

void
bst_graph_set_cursor (BstGraph *self, gint64 time)
{
  g_return_if_fail (BST_IS_GRAPH (self));

  if (self->cursor == time)
    return;

  self->cursor = time;
  update_accessible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gint64
bst_graph_get_cursor (BstGraph *self)
{
  return self->cursor;
}

static void
move_cursor (BstGraph *self, gint64 time)
{
  bst_graph_set_cursor (self, time);
  g_signal_emit (self, signals[CURSOR_MOVED], 0, time);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, BstGraph *self)
{
  move_cursor (self, bst_graph_get_time_at (self, x));
}

static void
on_leave (GtkEventControllerMotion *motion, BstGraph *self)
{
  move_cursor (self, 0);
}

static gboolean
on_key (GtkEventControllerKey *keys,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        BstGraph *self)
{
  gint64 from = self->cursor != 0 ? self->cursor : self->end;
  gint64 step = (gint64)self->step * (state & GDK_CONTROL_MASK ? 10 : 1);
  gint64 time;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      time = from - step;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      time = from + step;
      break;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      time = from - (self->end - self->start) / 10;
      break;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      time = from + (self->end - self->start) / 10;
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      time = self->start;
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      time = self->end;
      break;
    case GDK_KEY_Escape:
      if (self->cursor == 0)
        return GDK_EVENT_PROPAGATE;
      move_cursor (self, 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }

  move_cursor (self, CLAMP (time, self->start, self->end));
  return GDK_EVENT_STOP;
}

/* --- Contents --- */

static void
contents_changed (BstGraph *self)
{
  update_accessible (self);
  forget_drawn (self);
}

void
bst_graph_set_span (BstGraph *self, gint64 start, gint64 end, guint step)
{
  g_return_if_fail (BST_IS_GRAPH (self) && start < end && step > 0);

  self->start = start;
  self->end = end;
  self->step = step;
  contents_changed (self);
}

void
bst_graph_set_points (BstGraph *self, const BstGraphPoint *points, gsize n)
{
  g_return_if_fail (BST_IS_GRAPH (self));

  g_array_set_size (self->points, 0);
  if (n > 0)
    g_array_append_vals (self->points, points, (guint)n);
  contents_changed (self);
}

void
bst_graph_append (BstGraph *self, const BstGraphPoint *point)
{
  guint old = 0;
  gboolean set_back = FALSE;

  g_return_if_fail (BST_IS_GRAPH (self));

  /* The clock was set back: what comes now would not be in order. */
  while (self->points->len > 0 && get_point (self, self->points->len - 1)->time >= point->time)
    {
      g_array_set_size (self->points, self->points->len - 1);
      set_back = TRUE;
    }

  g_array_append_vals (self->points, point, 1);
  if (point->time > self->end || set_back)
    {
      self->start += point->time - self->end;
      self->end = point->time;
    }
  while (old < self->points->len && get_point (self, old)->time < self->start - self->step)
    old++;
  if (old > 0)
    g_array_remove_range (self->points, 0, old);
  contents_changed (self);
}

void
bst_graph_set_limit (BstGraph *self, double limit)
{
  g_return_if_fail (BST_IS_GRAPH (self));

  if (self->limit == limit)
    return;

  self->limit = limit;
  forget_drawn (self);
}

gsize
bst_graph_get_n_points (BstGraph *self)
{
  return self->points->len;
}

static void
bst_graph_dispose (GObject *object)
{
  BstGraph *self = BST_GRAPH (object);

  g_clear_pointer (&self->drawn, gsk_render_node_unref);

  G_OBJECT_CLASS (bst_graph_parent_class)->dispose (object);
}

static void
bst_graph_finalize (GObject *object)
{
  BstGraph *self = BST_GRAPH (object);

  g_free (self->title);
  g_free (self->names[0]);
  g_free (self->names[1]);
  g_array_unref (self->points);

  G_OBJECT_CLASS (bst_graph_parent_class)->finalize (object);
}

static void
bst_graph_class_init (BstGraphClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bst_graph_dispose;
  object_class->finalize = bst_graph_finalize;
  widget_class->snapshot = bst_graph_snapshot;
  widget_class->measure = bst_graph_measure;
  widget_class->size_allocate = bst_graph_size_allocate;
  widget_class->css_changed = bst_graph_css_changed;
  widget_class->state_flags_changed = bst_graph_state_flags_changed;

  signals[CURSOR_MOVED] = g_signal_new ("cursor-moved", BST_TYPE_GRAPH, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT64);

  gtk_widget_class_set_css_name (widget_class, "graph");
  /* A value (the figures) at a place that the arrows move: what a screen reader calls a slider. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
bst_graph_init (BstGraph *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->points = g_array_new (FALSE, FALSE, sizeof (BstGraphPoint));
  self->limit = -1;
  self->end = g_get_real_time () / G_USEC_PER_SEC;
  self->start = self->end - 60 * 60;
  self->step = 3;

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (forget_drawn), self, G_CONNECT_SWAPPED);
}

GtkWidget *
bst_graph_new (const char *title, BstGraphUnit unit, const char *first, const char *second)
{
  BstGraph *self = g_object_new (BST_TYPE_GRAPH, NULL);

  self->title = g_strdup (title);
  self->unit = unit;
  self->names[0] = g_strdup (first);
  self->names[1] = g_strdup (second);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  update_accessible (self);

  return GTK_WIDGET (self);
}
