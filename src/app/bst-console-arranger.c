/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-arranger.h"

/* How long a size stays as it is until the guest is asked for it, in ms. */
#define PAUSE 200

/* Smaller screens no guest makes; and widths are multiples of this, as video cards have them. */
#define LEAST 64
#define MULTIPLE 8
#define MOST_DISPLAYS 16

typedef struct
{
  int width, height; /* 0: as it is */
  gboolean other;    /* it was turned on or off, and the guest has not done so yet */
  gboolean enabled;
} Wish;

struct _BstConsoleArranger
{
  GObject parent_instance;

  BstConsole *console; /* (nullable) (unowned): has this as its data */
  Wish wishes[MOST_DISPLAYS];
  gboolean taken_back; /* what the guest was asked for and may be doing */
  guint source;
};

G_DEFINE_FINAL_TYPE (BstConsoleArranger, bst_console_arranger, G_TYPE_OBJECT)

static BstConsoleDisplay *
find_display (BstConsoleArranger *self, guint id)
{
  GListModel *displays = bst_console_get_displays (self->console);

  for (guint i = 0; i < g_list_model_get_n_items (displays); i++)
    {
      g_autoptr (BstConsoleDisplay) display = g_list_model_get_item (displays, i);

      if (bst_console_display_get_id (display) == id)
        return display; /* the list keeps it */
    }

  return NULL;
}

guint
bst_console_arranger_find_free (BstConsoleArranger *self, guint from)
{
  g_return_val_if_fail (BST_IS_CONSOLE_ARRANGER (self), from);

  while (self->console != NULL && find_display (self, from) != NULL)
    from++;

  return from;
}

/* A wish ends when it is fulfilled: from then on it is the guest's own to turn the display on or
 * off, and neither is to be undone when a window changes its size. */
static void
end_fulfilled (BstConsoleArranger *self)
{
  for (guint id = 0; self->console != NULL && id < MOST_DISPLAYS; id++)
    {
      if (self->wishes[id].enabled == (find_display (self, id) != NULL))
        self->wishes[id].other = FALSE;
    }
}

/* What is asked for one of them; TRUE where that is not what it is. */
static gboolean
plan (BstConsoleArranger *self, guint id, int x, BstConsoleLayout *layout)
{
  BstConsoleDisplay *display = find_display (self, id);
  const Wish *wish = &self->wishes[id];
  BstConsoleRect now = { 0 };
  gboolean is_on = display != NULL && bst_console_display_is_active (display);

  if (display != NULL)
    bst_console_display_get_area (display, &now);
  layout->id = id;
  layout->enabled = wish->other ? wish->enabled : is_on;
  layout->area.x = x;
  layout->area.y = 0;
  layout->area.width = wish->width > 0 ? wish->width : now.width;
  layout->area.height = wish->height > 0 ? wish->height : now.height;
  if (layout->enabled && (layout->area.width == 0 || layout->area.height == 0))
    {
      layout->area.width = 1024;
      layout->area.height = 768;
    }

  return layout->enabled != is_on || (layout->enabled && (layout->area.width != now.width ||
                                                          layout->area.height != now.height));
}

static gboolean
ask (gpointer data)
{
  BstConsoleArranger *self = data;
  BstConsoleLayout layouts[MOST_DISPLAYS];
  gboolean other = self->taken_back;
  guint n = 0;
  int x = 0;

  self->source = 0;
  if (self->console == NULL ||
      (bst_console_get_abilities (self->console) & BST_CONSOLE_CAN_RESIZE) == 0)
    return G_SOURCE_REMOVE;

  for (guint id = 0; id < MOST_DISPLAYS; id++)
    {
      if (find_display (self, id) == NULL && !self->wishes[id].other)
        continue;
      other = plan (self, id, x, &layouts[n]) || other;
      x += layouts[n].enabled ? layouts[n].area.width : 0;
      n++;
    }
  if (other && n > 0)
    bst_console_request_layout (self->console, layouts, n);
  self->taken_back = FALSE;
  end_fulfilled (self);

  return G_SOURCE_REMOVE;
}

static void
ask_soon (BstConsoleArranger *self)
{
  g_clear_handle_id (&self->source, g_source_remove);
  self->source = g_timeout_add (PAUSE, ask, self);
}

void
bst_console_arranger_wish (BstConsoleArranger *self, guint display, int width, int height)
{
  g_return_if_fail (BST_IS_CONSOLE_ARRANGER (self));

  if (display >= MOST_DISPLAYS || (width != 0 && (width < LEAST || height < LEAST)))
    return;
  self->wishes[display].width = width - width % MULTIPLE;
  self->wishes[display].height = height;
  ask_soon (self);
}

void
bst_console_arranger_enable (BstConsoleArranger *self, guint display, gboolean enabled)
{
  g_return_if_fail (BST_IS_CONSOLE_ARRANGER (self));

  if (display >= MOST_DISPLAYS)
    return;
  if (self->wishes[display].other && self->wishes[display].enabled != enabled)
    self->taken_back = TRUE;
  self->wishes[display].other = TRUE;
  self->wishes[display].enabled = enabled;
  ask_soon (self);
}

static void
on_console_gone (gpointer data, GObject *console)
{
  BST_CONSOLE_ARRANGER (data)->console = NULL;
}

static void
bst_console_arranger_dispose (GObject *object)
{
  BstConsoleArranger *self = BST_CONSOLE_ARRANGER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  if (self->console != NULL)
    {
      g_object_weak_unref (G_OBJECT (self->console), on_console_gone, self);
      g_object_set_data (G_OBJECT (self->console), "bst-console-arranger", NULL);
      self->console = NULL;
    }

  G_OBJECT_CLASS (bst_console_arranger_parent_class)->dispose (object);
}

static void
bst_console_arranger_class_init (BstConsoleArrangerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_arranger_dispose;
}

static void
bst_console_arranger_init (BstConsoleArranger *self)
{
}

BstConsoleArranger *
bst_console_arranger_get (BstConsole *console)
{
  BstConsoleArranger *self = g_object_get_data (G_OBJECT (console), "bst-console-arranger");

  if (self != NULL)
    return g_object_ref (self);

  self = g_object_new (BST_TYPE_CONSOLE_ARRANGER, NULL);
  self->console = console;
  g_object_set_data (G_OBJECT (console), "bst-console-arranger", self);
  g_object_weak_ref (G_OBJECT (console), on_console_gone, self);
  /* A guest whose agent has just started is asked now. */
  g_signal_connect_object (console, "notify::abilities", G_CALLBACK (ask_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (bst_console_get_displays (console), "items-changed",
                           G_CALLBACK (end_fulfilled), self, G_CONNECT_SWAPPED);

  return self;
}
