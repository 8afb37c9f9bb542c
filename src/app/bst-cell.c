/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-cell.h"

#include <glib/gi18n.h>

#include "app/bst-age.h"
#include "app/bst-symbol.h"
#include "app/bst-tooltip.h"

#define MARGIN 8 /* left and right of everything */
#define GAP 8    /* between a drawing and its text */

#define MIN_WIDTH 140
#define NATURAL_WIDTH 180

struct _BstCell
{
  GtkWidget parent_instance;

  const BstColumn *column;
  BstCellStyle *style;
  BstMachineRow *row; /* (nullable) */
  gulong handler;

  /* As last drawn: */
  char *label;         /* (nullable): for screen readers */
  PangoLayout *layout; /* (nullable) */
  guint serial;        /* of the style, for the layout */
  int width;           /* ... */
};

G_DEFINE_FINAL_TYPE (BstCell, bst_cell, GTK_TYPE_WIDGET)

/* The widget of the whole row: row > cell > this. (nullable) while the list is building it. */
static GtkWidget *
get_row_widget (BstCell *self)
{
  GtkWidget *cell = gtk_widget_get_parent (GTK_WIDGET (self));

  return cell != NULL ? gtk_widget_get_parent (cell) : NULL;
}

/* A row past the last machine takes no place and no focus. */
static void
update_row_visible (BstCell *self)
{
  GtkWidget *row = get_row_widget (self);
  gboolean visible = bst_cell_get_machine (self) != NULL;

  if (row != NULL && gtk_widget_get_visible (row) != visible)
    gtk_widget_set_visible (row, visible);
}

/* What a screen reader says; the name's cell speaks for its row, which is what has the focus. */
static void
update_accessible (BstCell *self, const BstCellValue *value)
{
  const char *text = value->more->len > 0 ? value->more->str : value->text->str;
  g_autofree char *label = NULL;

  if (g_strcmp0 (self->label, text) == 0)
    return;
  g_free (self->label);
  self->label = g_strdup (text);

  /* Translators: a column's title and what it says of a machine: "Host: hosta" */
  label = g_strdup_printf (_ ("%s: %s"), bst_column_get_title (self->column), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);

  if (self->column->get_string == bst_machine_get_name && get_row_widget (self) != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (get_row_widget (self)),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static int
get_drawing_width (BstCell *self)
{
  switch (self->column->paint)
    {
    case BST_CELL_STATE:
      return BST_SYMBOL_SIZE + GAP;
    case BST_CELL_BAR:
      return BST_BAR_WIDTH + GAP;
    case BST_CELL_SPARK:
      return BST_SPARK_WIDTH + GAP;
    case BST_CELL_TEXT:
    default:
      return 0;
    }
}

static void
ensure_layout (BstCell *self, const BstCellValue *value, int width)
{
  guint serial = bst_cell_style_get_serial (self->style);

  if (self->layout != NULL && self->serial == serial && self->width == width &&
      g_str_equal (pango_layout_get_text (self->layout), value->text->str))
    return;

  g_clear_object (&self->layout);
  self->layout =
      bst_cell_style_make_layout (self->style, value->text->str, self->column->figures, width);
  self->serial = serial;
  self->width = width;
}

static void
snapshot_layout (BstCell *self, GtkSnapshot *snapshot, int x, int width, gboolean faded)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  GdkRGBA color = bst_symbol_get_color (GTK_WIDGET (self), faded);
  PangoRectangle extents;
  int y;

  /* Placed by what it covers: a right-to-left name in a left-to-right list stands where the others
   * do. */
  pango_layout_get_pixel_extents (self->layout, NULL, &extents);
  if (self->column->figures != rtl)
    x += width - extents.width;
  y = (gtk_widget_get_height (GTK_WIDGET (self)) - extents.height) / 2;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)(x - extents.x), (float)y));
  gtk_snapshot_append_layout (snapshot, self->layout, &color);
  gtk_snapshot_restore (snapshot);
}

static void
snapshot_drawing (BstCell *self,
                  GtkSnapshot *snapshot,
                  BstMachine *machine,
                  double fraction,
                  gboolean faded)
{
  const float *spark;
  guint n_spark;

  switch (self->column->paint)
    {
    case BST_CELL_STATE:
      bst_symbol_snapshot_state (snapshot, GTK_WIDGET (self), bst_machine_get_state (machine),
                                 faded);
      break;
    case BST_CELL_BAR:
      if (fraction >= 0)
        bst_symbol_snapshot_bar (snapshot, GTK_WIDGET (self), fraction, faded);
      break;
    case BST_CELL_SPARK:
      spark = bst_machine_get_spark (machine, &n_spark);
      if (n_spark > 0)
        bst_symbol_snapshot_spark (snapshot, GTK_WIDGET (self), spark, n_spark, faded);
      break;
    case BST_CELL_TEXT:
    default:
      break;
    }
}

static int
get_drawing_height (BstCell *self)
{
  switch (self->column->paint)
    {
    case BST_CELL_STATE:
      return BST_SYMBOL_SIZE;
    case BST_CELL_BAR:
      return BST_BAR_HEIGHT;
    case BST_CELL_SPARK:
      return BST_SPARK_HEIGHT;
    case BST_CELL_TEXT:
    default:
      return 0;
    }
}

static void
bst_cell_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  BstCell *self = BST_CELL (widget);
  BstMachine *machine = bst_cell_get_machine (self);
  BstCellValue *value = bst_cell_style_get_value (self->style);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int width = gtk_widget_get_width (widget) - 2 * MARGIN;
  int drawing = get_drawing_width (self);
  gboolean faded;

  if (machine == NULL || width <= 0)
    return;

  faded = !bst_machine_is_fresh (machine);
  bst_column_print (self->column, machine, value);
  update_accessible (self, value);
  if (drawing > 0 && drawing <= width)
    {
      int x = rtl ? MARGIN + width - drawing + GAP : MARGIN;
      int y = (gtk_widget_get_height (widget) - get_drawing_height (self)) / 2;

      gtk_snapshot_save (snapshot);
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)x, (float)y));
      snapshot_drawing (self, snapshot, machine, value->fraction, faded);
      gtk_snapshot_restore (snapshot);
    }
  else
    drawing = 0;

  if (value->text->len == 0 || width <= drawing)
    {
      g_clear_object (&self->layout);
      return;
    }
  ensure_layout (self, value, width - drawing);
  snapshot_layout (self, snapshot, rtl ? MARGIN : MARGIN + drawing, width - drawing, faded);
}

static void
bst_cell_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  BstCell *self = BST_CELL (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = bst_cell_style_get_height (self->style);
      return;
    }

  /* Other columns have their own width, which may be less. */
  *minimum = self->column->width == BST_COLUMN_REST ? MIN_WIDTH : 0;
  *natural = self->column->width == BST_COLUMN_REST ? NATURAL_WIDTH : 0;
}

static gboolean
bst_cell_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  BstCell *self = BST_CELL (widget);
  BstMachine *machine = bst_cell_get_machine (self);
  BstCellValue *value = bst_cell_style_get_value (self->style);
  gboolean cut = self->layout != NULL && pango_layout_is_ellipsized (self->layout);
  g_autoptr (GString) text = NULL;

  if (machine == NULL)
    return FALSE;

  bst_column_print (self->column, machine, value);
  text = g_string_new (value->more->len > 0 ? value->more->str : cut ? value->text->str : "");
  if (!bst_machine_is_fresh (machine))
    {
      g_autofree char *age = bst_age_format (bst_machine_get_seen (machine), g_get_real_time ());

      if (age != NULL)
        {
          g_string_append (text, text->len > 0 ? "\n" : "");
          /* Translators: "as it was 3 minutes ago" */
          g_string_append_printf (text, _ ("As it was %s"), age);
        }
    }
  if (text->len == 0)
    return FALSE;

  bst_tooltip_show (tooltip, text->str);
  return TRUE;
}

static void
on_row_changed (BstMachineRow *row, guint changes, BstCell *self)
{
  /* All of a row fades with its host, which is a change of state. */
  if (changes & (self->column->changes | BST_MACHINE_CHANGED_STATE))
    gtk_widget_queue_draw (GTK_WIDGET (self));
  if (changes == G_MAXUINT)
    update_row_visible (self);
}

static void
bst_cell_root (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (bst_cell_parent_class)->root (widget);

  update_row_visible (BST_CELL (widget));
}

static void
bst_cell_dispose (GObject *object)
{
  BstCell *self = BST_CELL (object);

  bst_cell_set_row (self, NULL);
  g_clear_object (&self->layout);
  g_clear_object (&self->style);
  g_clear_pointer (&self->label, g_free);

  G_OBJECT_CLASS (bst_cell_parent_class)->dispose (object);
}

static void
bst_cell_class_init (BstCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = bst_cell_dispose;
  widget_class->snapshot = bst_cell_snapshot;
  widget_class->measure = bst_cell_measure;
  widget_class->query_tooltip = bst_cell_query_tooltip;
  widget_class->root = bst_cell_root;

  gtk_widget_class_set_css_name (widget_class, "machinecell");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
bst_cell_init (BstCell *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

GtkWidget *
bst_cell_new (const BstColumn *column, BstCellStyle *style)
{
  BstCell *self = g_object_new (BST_TYPE_CELL, NULL);

  self->column = column;
  self->style = g_object_ref (style);

  return GTK_WIDGET (self);
}

void
bst_cell_set_row (BstCell *self, BstMachineRow *row)
{
  if (self->row == row)
    return;

  if (self->row != NULL)
    g_signal_handler_disconnect (self->row, self->handler);
  g_set_object (&self->row, row);
  if (row == NULL)
    return;

  self->handler = g_signal_connect (row, "changed", G_CALLBACK (on_row_changed), self);
  update_row_visible (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

BstMachine *
bst_cell_get_machine (BstCell *self)
{
  return self->row != NULL ? bst_machine_row_get_machine (self->row) : NULL;
}

const BstColumn *
bst_cell_get_column (BstCell *self)
{
  return self->column;
}
