/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-snapshot-cell.h"

#include <glib/gi18n.h>

#include "app/bst-snapshot-pane.h"
#include "app/bst-time-text.h"
#include "app/bst-tooltip.h"
#include "operations/bst-snapshot-rules.h"

#define HEIGHT 28
#define INDENT 20
#define PICTURE_WIDTH 32
#define PICTURE_HEIGHT 20
#define GAP 6

struct _BstSnapshotCell
{
  GtkWidget parent_instance;

  BstSnapshotColumn column;
  guint depth;
  char *text;          /* (nullable) */
  GBytes *thumbnail;   /* (nullable): not decoded yet */
  GdkTexture *texture; /* (nullable) */
  gboolean current;
};

G_DEFINE_FINAL_TYPE (BstSnapshotCell, bst_snapshot_cell, GTK_TYPE_WIDGET)

static char *
dup_text (BstSnapshotColumn column, const BstSnapshotFacts *facts)
{
  switch (column)
    {
    case BST_SNAPSHOT_COLUMN_NAME:
      return g_strdup (facts->name);
    case BST_SNAPSHOT_COLUMN_TIME:
      return bst_time_text_clock (facts->created_at * G_USEC_PER_SEC);
    case BST_SNAPSHOT_COLUMN_STATE:
      return g_strdup (bst_snapshot_pane_get_state_label (facts));
    case BST_SNAPSHOT_COLUMN_KIND:
      return g_strdup (bst_snapshot_kind_get_label (facts->kind));
    case BST_SNAPSHOT_COLUMN_SIZE:
      return bst_snapshot_pane_dup_size (facts);
    case BST_SNAPSHOT_COLUMN_DESCRIPTION:
    default:
      return g_strdup (facts->description);
    }
}

void
bst_snapshot_cell_set (BstSnapshotCell *self, const BstSnapshotFacts *facts, guint depth)
{
  gboolean is_name = self->column == BST_SNAPSHOT_COLUMN_NAME;

  g_free (self->text);
  self->text = dup_text (self->column, facts);
  self->depth = depth;
  self->current = is_name && facts->current;
  g_clear_pointer (&self->thumbnail, g_bytes_unref);
  g_clear_object (&self->texture);
  if (is_name && facts->thumbnail != NULL)
    self->thumbnail = g_bytes_ref (facts->thumbnail);
  if (self->current)
    {
      /* Translators: the name of a snapshot, for screen readers. */
      g_autofree char *label = g_strdup_printf (_ ("%s, the current one"), self->text);

      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                      -1);
    }
  else
    {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      self->text != NULL ? self->text : "", -1);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

const char *
bst_snapshot_cell_get_text (BstSnapshotCell *self)
{
  return self->text;
}

/* --- Drawing --- */

static void
draw_layout (GtkSnapshot *snapshot, PangoLayout *layout, int x, const GdkRGBA *color)
{
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT ((float)x, (float)(HEIGHT - height) / 2.0f));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* Where it comes from: a line from above, and to the right. */
static int
draw_indent (BstSnapshotCell *self, GtkSnapshot *snapshot, const GdkRGBA *color, int width)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int most = MAX (0, width / 2 - INDENT);
  int x = MIN ((int)self->depth * INDENT, most);
  GdkRGBA faint = *color;

  if (self->depth > 0)
    {
      float from = (float)(rtl ? width - x + INDENT / 2 : x - INDENT / 2);

      faint.alpha *= 0.35f;
      gtk_snapshot_append_color (snapshot, &faint, &GRAPHENE_RECT_INIT (from, 0, 1, HEIGHT / 2));
      gtk_snapshot_append_color (
          snapshot, &faint,
          &GRAPHENE_RECT_INIT (rtl ? from - INDENT / 2 + 3 : from, HEIGHT / 2, INDENT / 2 - 2, 1));
    }

  return x;
}

static int
draw_picture (BstSnapshotCell *self, GtkSnapshot *snapshot, int x, int width)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (self->thumbnail != NULL)
    self->texture = gdk_texture_new_from_bytes (self->thumbnail, NULL);
  g_clear_pointer (&self->thumbnail, g_bytes_unref);
  if (self->texture == NULL)
    return x;

  gtk_snapshot_append_texture (
      snapshot, self->texture,
      &GRAPHENE_RECT_INIT ((float)(rtl ? width - x - PICTURE_WIDTH : x),
                           (float)(HEIGHT - PICTURE_HEIGHT) / 2, PICTURE_WIDTH, PICTURE_HEIGHT));

  return x + PICTURE_WIDTH + GAP;
}

/* "current", at the end: how much room it takes. */
static int
draw_mark (BstSnapshotCell *self, GtkSnapshot *snapshot, const GdkRGBA *color, int width)
{
  g_autoptr (PangoLayout) layout =
      gtk_widget_create_pango_layout (GTK_WIDGET (self), _ ("current"));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GskRoundedRect pill;
  GdkRGBA faint = *color;
  int w, h, x;

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_get_pixel_size (layout, &w, &h);
  x = rtl ? GAP : width - w - GAP;
  faint.alpha *= 0.15f;
  gsk_rounded_rect_init_from_rect (&pill,
                                   &GRAPHENE_RECT_INIT ((float)(x - GAP),
                                                        (float)(HEIGHT - h) / 2 - 1,
                                                        (float)(w + 2 * GAP), (float)(h + 2)),
                                   (float)h / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &pill);
  gtk_snapshot_append_color (snapshot, &faint, &pill.bounds);
  gtk_snapshot_pop (snapshot);
  draw_layout (snapshot, layout, x, color);

  return w + 3 * GAP;
}

static void
bst_snapshot_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BstSnapshotCell *self = BST_SNAPSHOT_CELL (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget);
  g_autoptr (PangoLayout) layout = NULL;
  int start = 0, end = 0;
  GdkRGBA color;

  if (self->text == NULL)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  if (self->column == BST_SNAPSHOT_COLUMN_NAME)
    {
      start = draw_indent (self, snapshot, &color, width);
      start = draw_picture (self, snapshot, start, width);
    }
  if (self->current)
    end = draw_mark (self, snapshot, &color, width);

  layout = gtk_widget_create_pango_layout (widget, self->text);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_set_width (layout, MAX (0, width - start - end) * PANGO_SCALE);
  if (self->current)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

      pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
      pango_layout_set_attributes (layout, attributes);
    }
  draw_layout (snapshot, layout, rtl ? end : start, &color);
}

static void
bst_snapshot_cell_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 0;
  *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : 60;
}

static gboolean
bst_snapshot_cell_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  BstSnapshotCell *self = BST_SNAPSHOT_CELL (widget);

  if (self->text == NULL)
    return FALSE;
  bst_tooltip_show (tooltip, self->text);

  return TRUE;
}

static void
bst_snapshot_cell_finalize (GObject *object)
{
  BstSnapshotCell *self = BST_SNAPSHOT_CELL (object);

  g_free (self->text);
  g_clear_pointer (&self->thumbnail, g_bytes_unref);
  g_clear_object (&self->texture);

  G_OBJECT_CLASS (bst_snapshot_cell_parent_class)->finalize (object);
}

static void
bst_snapshot_cell_class_init (BstSnapshotCellClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bst_snapshot_cell_finalize;
  widget_class->snapshot = bst_snapshot_cell_snapshot;
  widget_class->measure = bst_snapshot_cell_measure;
  widget_class->query_tooltip = bst_snapshot_cell_query_tooltip;

  gtk_widget_class_set_css_name (widget_class, "snapshotcell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
bst_snapshot_cell_init (BstSnapshotCell *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
bst_snapshot_cell_new (BstSnapshotColumn column)
{
  BstSnapshotCell *self = g_object_new (BST_TYPE_SNAPSHOT_CELL, NULL);

  self->column = column;

  return GTK_WIDGET (self);
}
