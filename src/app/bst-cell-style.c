/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-cell-style.h"

/* Above and below the text. */
#define PADDING 7

struct _BstCellStyle
{
  GObject parent_instance;

  GtkWidget *view; /* (unowned) */
  PangoAttrList *figures;
  BstCellValue value;

  guint serial; /* of the context that the height is of */
  int height;
};

G_DEFINE_FINAL_TYPE (BstCellStyle, bst_cell_style, G_TYPE_OBJECT)

static void
bst_cell_style_finalize (GObject *object)
{
  BstCellStyle *self = BST_CELL_STYLE (object);

  pango_attr_list_unref (self->figures);
  bst_cell_value_clear (&self->value);

  G_OBJECT_CLASS (bst_cell_style_parent_class)->finalize (object);
}

static void
bst_cell_style_class_init (BstCellStyleClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_cell_style_finalize;
}

static void
bst_cell_style_init (BstCellStyle *self)
{
  /* Digits of one width: figures that change do not dance. */
  self->figures = pango_attr_list_new ();
  pango_attr_list_insert (self->figures, pango_attr_font_features_new ("tnum=1"));
  bst_cell_value_init (&self->value);
}

BstCellStyle *
bst_cell_style_new (GtkWidget *view)
{
  BstCellStyle *self = g_object_new (BST_TYPE_CELL_STYLE, NULL);

  self->view = view;

  return self;
}

guint
bst_cell_style_get_serial (BstCellStyle *self)
{
  return pango_context_get_serial (gtk_widget_get_pango_context (self->view));
}

int
bst_cell_style_get_height (BstCellStyle *self)
{
  guint serial = bst_cell_style_get_serial (self);

  if (self->height == 0 || self->serial != serial)
    {
      PangoContext *context = gtk_widget_get_pango_context (self->view);
      PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
      int text = pango_font_metrics_get_ascent (metrics) + pango_font_metrics_get_descent (metrics);

      self->height = PANGO_PIXELS_CEIL (text) + 2 * PADDING;
      self->serial = serial;
      pango_font_metrics_unref (metrics);
    }

  return self->height;
}

PangoLayout *
bst_cell_style_make_layout (BstCellStyle *self, const char *text, gboolean figures, int width)
{
  PangoLayout *layout = pango_layout_new (gtk_widget_get_pango_context (self->view));

  /* As text: names are other people's, and no markup; a newline in one is a sign, not a line. */
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  if (figures)
    pango_layout_set_attributes (layout, self->figures);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, width * PANGO_SCALE);
  pango_layout_set_text (layout, text, -1);

  return layout;
}

BstCellValue *
bst_cell_style_get_value (BstCellStyle *self)
{
  return &self->value;
}
