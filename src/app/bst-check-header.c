/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-check-header.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/bst-check-columns.h"
#include "app/bst-symbol.h"
#include "app/bst-tooltip.h"

#define BELOW 6 /* pixels, with the line */
#define MARGIN 3

struct _BstCheckHeader
{
  GtkWidget parent_instance;

  BstCheckStrip *strip; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BstCheckHeader, bst_check_header, GTK_TYPE_WIDGET)

static gboolean
is_rtl (BstCheckHeader *self)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
}

/* Asked of the strip itself: what stands beside it in its row is the theme's. */
static gboolean
find_left (BstCheckHeader *self, float *left)
{
  graphene_rect_t bounds;

  if (self->strip == NULL ||
      !gtk_widget_compute_bounds (GTK_WIDGET (self->strip), GTK_WIDGET (self), &bounds))
    return FALSE;

  *left = roundf (bounds.origin.x);

  return TRUE;
}

static void
find_group (BstCheckHeader *self, const BstCheckGroup *group, int *x, int *width)
{
  int first = bst_check_columns_get_x (group->first, is_rtl (self));
  int last = bst_check_columns_get_x (group->last, is_rtl (self));

  *x = MIN (first, last);
  *width = ABS (last - first) + BST_CHECK_COLUMN_WIDTH;
}

static PangoLayout *
create_layout (BstCheckHeader *self, const char *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);

  return layout;
}

/* --- Drawing --- */

static void
draw_group (BstCheckHeader *self, GtkSnapshot *snapshot, const BstCheckGroup *group, float left)
{
  g_autoptr (PangoLayout) layout = create_layout (self, _ (group->name));
  GdkRGBA color = bst_symbol_get_color (GTK_WIDGET (self), FALSE);
  GdkRGBA quiet = color;
  int bottom = gtk_widget_get_height (GTK_WIDGET (self)) - MARGIN;
  int x, width;

  find_group (self, group, &x, &width);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (left + (float)x, 0));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  quiet.alpha *= 0.3f;
  gtk_snapshot_append_color (
      snapshot, &quiet,
      &GRAPHENE_RECT_INIT (MARGIN, (float)bottom, (float)(width - 2 * MARGIN), 1));
  gtk_snapshot_restore (snapshot);
}

static void
bst_check_header_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BstCheckHeader *self = BST_CHECK_HEADER (widget);
  const BstCheckGroup *group;
  float left;

  if (!find_left (self, &left))
    return;
  for (guint i = 0; (group = bst_check_columns_get_group (i)) != NULL; i++)
    draw_group (self, snapshot, group, left);
}

static void
bst_check_header_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  g_autoptr (PangoLayout) layout = create_layout (BST_CHECK_HEADER (widget), "Ag");
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  *minimum = *natural =
      orientation == GTK_ORIENTATION_HORIZONTAL ? bst_check_columns_get_width () : height + BELOW;
}

static void
bst_check_header_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (bst_check_header_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

/* --- Words --- */

static char *
dup_group_text (const BstCheckGroup *group)
{
  g_autoptr (GString) text = g_string_new (_ (group->name));

  for (BstCheckId check = group->first; check <= group->last; check++)
    g_string_append_printf (text, "\n• %s", bst_check_get_title (check));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
bst_check_header_dup_tooltip (BstCheckHeader *self, double x)
{
  const BstCheckGroup *group;
  float left;
  int start, width;

  if (!find_left (self, &left))
    return NULL;
  for (guint i = 0; (group = bst_check_columns_get_group (i)) != NULL; i++)
    {
      find_group (self, group, &start, &width);
      if (x >= left + (float)start && x < left + (float)(start + width))
        return dup_group_text (group);
    }

  return NULL;
}

static gboolean
bst_check_header_query_tooltip (GtkWidget *widget,
                                int x,
                                int y,
                                gboolean keyboard,
                                GtkTooltip *tooltip)
{
  g_autofree char *text = bst_check_header_dup_tooltip (BST_CHECK_HEADER (widget), x);

  if (text == NULL)
    return FALSE;

  bst_tooltip_show (tooltip, text);

  return TRUE;
}

void
bst_check_header_set_strip (BstCheckHeader *self, BstCheckStrip *strip)
{
  g_set_object (&self->strip, strip);
  gtk_widget_set_visible (GTK_WIDGET (self), strip != NULL);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
bst_check_header_dispose (GObject *object)
{
  g_clear_object (&BST_CHECK_HEADER (object)->strip);

  G_OBJECT_CLASS (bst_check_header_parent_class)->dispose (object);
}

static void
bst_check_header_class_init (BstCheckHeaderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_check_header_dispose;
  widget_class->snapshot = bst_check_header_snapshot;
  widget_class->measure = bst_check_header_measure;
  widget_class->css_changed = bst_check_header_css_changed;
  widget_class->query_tooltip = bst_check_header_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "checkheader");
  /* The cells say their checks' titles themselves. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
bst_check_header_init (BstCheckHeader *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "caption");
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
bst_check_header_new (void)
{
  return g_object_new (BST_TYPE_CHECK_HEADER, NULL);
}
