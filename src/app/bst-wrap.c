/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-wrap.h"

struct _BstWrap
{
  GtkLayoutManager parent_instance;

  int spacing;
};

G_DEFINE_FINAL_TYPE (BstWrap, bst_wrap, GTK_TYPE_LAYOUT_MANAGER)

static GtkSizeRequestMode
bst_wrap_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* Sizes and, with @allocate, places the children from @from on that share a line; gives the first
 * of the next. */
static GtkWidget *
do_line (BstWrap *self,
         GtkWidget *from,
         int width,
         int top,
         gboolean rtl,
         gboolean allocate,
         int *line_height)
{
  GtkWidget *child, *next = NULL;
  int x = 0;

  *line_height = 0;
  for (child = from; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkRequisition minimum, natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_get_preferred_size (child, &minimum, &natural);
      natural.width = MAX (minimum.width, MIN (natural.width, width));
      if (x > 0 && x + natural.width > width)
        {
          next = child;
          break;
        }
      *line_height = MAX (*line_height, natural.height);
      if (allocate)
        gtk_widget_size_allocate (child,
                                  &(GtkAllocation){ rtl ? width - x - natural.width : x, top,
                                                    natural.width, natural.height },
                                  -1);
      x += natural.width + self->spacing;
    }

  return next;
}

static int
do_lines (BstWrap *self, GtkWidget *widget, int width, gboolean allocate)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkWidget *child = gtk_widget_get_first_child (widget);
  int top = 0;

  while (child != NULL)
    {
      int height;

      if (top > 0)
        top += self->spacing;
      child = do_line (self, child, width, top, rtl, allocate, &height);
      top += height;
    }

  return top;
}

static void
bst_wrap_measure (GtkLayoutManager *manager,
                  GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  BstWrap *self = BST_WRAP (manager);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_VERTICAL)
    {
      *minimum = *natural = do_lines (self, widget, for_size < 0 ? G_MAXINT : for_size, FALSE);
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int child_minimum, child_natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &child_minimum, &child_natural,
                          NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural += child_natural + self->spacing;
    }
  *natural = MAX (*natural - self->spacing, *minimum);
}

static void
bst_wrap_allocate (GtkLayoutManager *manager,
                   GtkWidget *widget,
                   int width,
                   int height,
                   int baseline)
{
  do_lines (BST_WRAP (manager), widget, width, TRUE);
}

static void
bst_wrap_class_init (BstWrapClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = bst_wrap_get_request_mode;
  layout_class->measure = bst_wrap_measure;
  layout_class->allocate = bst_wrap_allocate;
}

static void
bst_wrap_init (BstWrap *self)
{
}

GtkLayoutManager *
bst_wrap_new (int spacing)
{
  BstWrap *self = g_object_new (BST_TYPE_WRAP, NULL);

  self->spacing = spacing;

  return GTK_LAYOUT_MANAGER (self);
}
