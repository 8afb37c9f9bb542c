/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-columns.h"

#define COLUMN_GAP 24
#define ROW_GAP 18
#define MOST 6

typedef struct
{
  GtkWidget *child; /* (unowned): a child of ours */
  guint column;
  gboolean shown; /* when it was dealt */
} Slot;

struct _BstColumns
{
  GtkWidget parent_instance;

  int width;
  guint most;
  gboolean even;

  GArray *slots;   /* of Slot */
  guint n_columns; /* as dealt; 0: not yet */
};

G_DEFINE_FINAL_TYPE (BstColumns, bst_columns, GTK_TYPE_WIDGET)

static Slot *
get_slot (BstColumns *self, guint i)
{
  return &g_array_index (self->slots, Slot, i);
}

static guint
count_columns (BstColumns *self, int width)
{
  guint shown = 0;
  guint n = (guint)MAX ((width + COLUMN_GAP) / (self->width + COLUMN_GAP), 1);

  for (guint i = 0; i < self->slots->len; i++)
    shown += gtk_widget_should_layout (get_slot (self, i)->child) ? 1 : 0;
  n = CLAMP (n, 1, MIN (self->most, MAX (shown, 1)));
  while (self->even && shown % n != 0)
    n--;

  return n;
}

static int
get_column_width (int width, guint n)
{
  return MAX ((width - COLUMN_GAP * ((int)n - 1)) / (int)n, 1);
}

static int
get_height (GtkWidget *child, int width)
{
  int minimum, height;

  /* A word that is wider than the column makes the child so. */
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, MAX (minimum, width), NULL, &height, NULL,
                      NULL);

  return height;
}

static gboolean
is_dealt (BstColumns *self, guint n)
{
  if (self->n_columns != n)
    return FALSE;
  for (guint i = 0; i < self->slots->len; i++)
    if (get_slot (self, i)->shown != gtk_widget_should_layout (get_slot (self, i)->child))
      return FALSE;

  return TRUE;
}

static void
deal (BstColumns *self, guint n, int column_width)
{
  int heights[MOST] = { 0 };
  guint dealt = 0;

  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = get_slot (self, i);

      slot->shown = gtk_widget_should_layout (slot->child);
      if (!slot->shown)
        continue;
      slot->column = 0;
      for (guint c = 1; c < n; c++)
        if (heights[c] < heights[slot->column])
          slot->column = c;
      if (self->even)
        slot->column = dealt++ % n;
      heights[slot->column] += get_height (slot->child, column_width) + ROW_GAP;
    }
  self->n_columns = n;
}

/* The height that each column needs, and how many are in it. */
static int
measure_columns (BstColumns *self, int width, int *heights, int *counts)
{
  guint n = count_columns (self, width);
  int column_width = get_column_width (width, n);
  int most = 0;

  if (!is_dealt (self, n))
    deal (self, n, column_width);
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = get_slot (self, i);

      if (!slot->shown)
        continue;
      if (counts[slot->column]++ > 0)
        heights[slot->column] += ROW_GAP;
      heights[slot->column] += get_height (slot->child, column_width);
      most = MAX (most, heights[slot->column]);
    }

  return most;
}

static GtkSizeRequestMode
bst_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
bst_columns_measure (GtkWidget *widget,
                     GtkOrientation orientation,
                     int for_size,
                     int *minimum,
                     int *natural,
                     int *minimum_baseline,
                     int *natural_baseline)
{
  BstColumns *self = BST_COLUMNS (widget);
  int heights[MOST] = { 0 };
  int counts[MOST] = { 0 };

  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural =
          measure_columns (self, for_size < 0 ? self->width : for_size, heights, counts);
      return;
    }

  *minimum = 0;
  for (guint i = 0; i < self->slots->len; i++)
    {
      int child_minimum;

      if (!gtk_widget_should_layout (get_slot (self, i)->child))
        continue;
      gtk_widget_measure (get_slot (self, i)->child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum,
                          NULL, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
    }
  *natural = MAX (*minimum, self->width);
}

static void
bst_columns_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  BstColumns *self = BST_COLUMNS (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int heights[MOST] = { 0 };
  int counts[MOST] = { 0 };
  int tops[MOST] = { 0 };
  int column_width;

  measure_columns (self, width, heights, counts);
  column_width = get_column_width (width, self->n_columns);
  for (guint i = 0; i < self->slots->len; i++)
    {
      Slot *slot = get_slot (self, i);
      int child_height, left;

      if (!slot->shown)
        continue;
      child_height = get_height (slot->child, column_width);
      if (self->even)
        child_height += MAX (height - heights[slot->column], 0) / counts[slot->column];
      left = (int)slot->column * (column_width + COLUMN_GAP);
      gtk_widget_size_allocate (slot->child,
                                &(GtkAllocation){ rtl ? width - left - column_width : left,
                                                  tops[slot->column], column_width, child_height },
                                -1);
      tops[slot->column] += child_height + ROW_GAP;
    }
}

static void
bst_columns_dispose (GObject *object)
{
  BstColumns *self = BST_COLUMNS (object);

  for (guint i = 0; i < self->slots->len; i++)
    gtk_widget_unparent (get_slot (self, i)->child);
  g_array_set_size (self->slots, 0);

  G_OBJECT_CLASS (bst_columns_parent_class)->dispose (object);
}

static void
bst_columns_finalize (GObject *object)
{
  g_array_unref (BST_COLUMNS (object)->slots);

  G_OBJECT_CLASS (bst_columns_parent_class)->finalize (object);
}

static void
bst_columns_class_init (BstColumnsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_columns_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_columns_finalize;
  widget_class->get_request_mode = bst_columns_get_request_mode;
  widget_class->measure = bst_columns_measure;
  widget_class->size_allocate = bst_columns_size_allocate;
}

static void
bst_columns_init (BstColumns *self)
{
  self->slots = g_array_new (FALSE, FALSE, sizeof (Slot));
}

GtkWidget *
bst_columns_new (int width, guint most)
{
  BstColumns *self = g_object_new (BST_TYPE_COLUMNS, NULL);

  self->width = width;
  self->most = MIN (most, MOST);

  return GTK_WIDGET (self);
}

void
bst_columns_append (BstColumns *self, GtkWidget *child)
{
  Slot slot = { .child = child };

  g_return_if_fail (BST_IS_COLUMNS (self) && GTK_IS_WIDGET (child));

  g_array_append_val (self->slots, slot);
  self->n_columns = 0;
  gtk_widget_set_parent (child, GTK_WIDGET (self));
}

void
bst_columns_set_even (BstColumns *self, gboolean even)
{
  g_return_if_fail (BST_IS_COLUMNS (self));

  self->even = even;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
