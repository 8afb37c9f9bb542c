/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-monitor-filler.h"

#define KEY "bst-monitor-filler"

/* A guest's displays come one after the other: none is to be asked for that it has by itself. */
#define DISPLAYS_WITHIN_MS 500

struct _BstMonitorFiller
{
  GObject parent_instance;

  BstConsoleWindow *window; /* (nullable) (weak) */
  BstConsoleView *view;     /* (nullable) (weak): has this as its data */
  guint source;
};

G_DEFINE_FINAL_TYPE (BstMonitorFiller, bst_monitor_filler, G_TYPE_OBJECT)

static void
end (BstMonitorFiller *self)
{
  if (self->view != NULL)
    g_object_set_data (G_OBJECT (self->view), KEY, NULL);
}

static guint
count_monitors (BstMonitorFiller *self)
{
  return g_list_model_get_n_items (
      gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self->window))));
}

static gboolean
on_time_to_fill (gpointer data)
{
  g_autoptr (BstMonitorFiller) self = g_object_ref (data);

  self->source = 0;
  if (self->window != NULL && self->view != NULL && count_monitors (self) > 1 &&
      bst_console_window_get_view (self->window) == self->view)
    bst_console_window_set_full_screen (self->window, TRUE, TRUE);
  end (self);

  return G_SOURCE_REMOVE;
}

static gboolean
can_fill (BstMonitorFiller *self)
{
  BstConsole *console = bst_console_view_get_console (self->view);

  return gtk_window_is_fullscreen (GTK_WINDOW (self->window)) &&
         g_str_equal (bst_console_view_get_page (self->view), "screen") &&
         ((bst_console_get_abilities (console) & BST_CONSOLE_CAN_RESIZE) != 0 ||
          g_list_model_get_n_items (bst_console_get_displays (console)) > 1);
}

static void
on_changed (BstMonitorFiller *self)
{
  if (self->source == 0 && self->window != NULL && can_fill (self))
    self->source = g_timeout_add (DISPLAYS_WITHIN_MS, on_time_to_fill, self);
}

static void
on_fullscreened (BstMonitorFiller *self)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (self->window)))
    on_changed (self);
  else
    end (self);
}

static void
bst_monitor_filler_dispose (GObject *object)
{
  BstMonitorFiller *self = BST_MONITOR_FILLER (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->view);

  G_OBJECT_CLASS (bst_monitor_filler_parent_class)->dispose (object);
}

static void
bst_monitor_filler_class_init (BstMonitorFillerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_monitor_filler_dispose;
}

static void
bst_monitor_filler_init (BstMonitorFiller *self)
{
}

void
bst_monitor_filler_start (BstConsoleWindow *window, BstConsoleView *view)
{
  BstMonitorFiller *self = g_object_new (BST_TYPE_MONITOR_FILLER, NULL);

  g_set_weak_pointer (&self->window, window);
  g_set_weak_pointer (&self->view, view);
  g_signal_connect_object (window, "notify::fullscreened", G_CALLBACK (on_fullscreened), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (view), KEY, self, g_object_unref);
  on_changed (self);
}
