/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-figures.h"

#include <glib/gi18n.h>

#include "app/bst-format.h"

struct _BstConsoleFigures
{
  GtkWidget parent_instance;

  BstConsole *console;
  BstConsolePainter *painter;
  GtkWidget *label;
  guint source; /* while it is mapped */

  /* As of the last look. */
  gint64 time;
  guint64 frames;
  BstConsoleStats stats;
};

G_DEFINE_FINAL_TYPE (BstConsoleFigures, bst_console_figures, GTK_TYPE_WIDGET)

static void
look (BstConsoleFigures *self)
{
  self->time = g_get_monotonic_time ();
  self->frames = bst_console_painter_get_frames (self->painter);
  bst_console_get_stats (self->console, &self->stats);
}

static char *
dup_latency (BstConsoleFigures *self)
{
  if (self->stats.latency_us < 0)
    return g_strdup (_ ("latency: press a key"));
  /* Translators: milliseconds from a key to what it changes. */
  return g_strdup_printf (_ ("latency %.1f ms"), (double)self->stats.latency_us / 1000);
}

static gboolean
on_second (gpointer data)
{
  BstConsoleFigures *self = data;
  BstConsoleStats before = self->stats;
  guint64 frames = self->frames;
  double seconds = (double)(g_get_monotonic_time () - self->time) / G_USEC_PER_SEC;
  g_autofree char *latency = NULL;
  g_autofree char *rate = NULL;
  g_autofree char *text = NULL;

  look (self);
  latency = dup_latency (self);
  rate = bst_format_rate ((double)(self->stats.bytes_in - before.bytes_in) / seconds);
  /* Translators: frames painted a second, drawings of the machine a second, latency, throughput. */
  text = g_strdup_printf (
      _ ("%.0f frames/s · %.0f updates/s · %s · %s"), (double)(self->frames - frames) / seconds,
      (double)(self->stats.updates - before.updates) / seconds, latency, rate != NULL ? rate : "–");
  gtk_label_set_text (GTK_LABEL (self->label), text);

  return G_SOURCE_CONTINUE;
}

static void
bst_console_figures_map (GtkWidget *widget)
{
  BstConsoleFigures *self = BST_CONSOLE_FIGURES (widget);

  GTK_WIDGET_CLASS (bst_console_figures_parent_class)->map (widget);
  look (self);
  self->source = g_timeout_add_seconds (1, on_second, self);
}

static void
bst_console_figures_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&BST_CONSOLE_FIGURES (widget)->source, g_source_remove);

  GTK_WIDGET_CLASS (bst_console_figures_parent_class)->unmap (widget);
}

static void
bst_console_figures_dispose (GObject *object)
{
  BstConsoleFigures *self = BST_CONSOLE_FIGURES (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_object (&self->painter);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (bst_console_figures_parent_class)->dispose (object);
}

static void
bst_console_figures_class_init (BstConsoleFiguresClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_console_figures_dispose;
  widget_class->map = bst_console_figures_map;
  widget_class->unmap = bst_console_figures_unmap;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bst_console_figures_init (BstConsoleFigures *self)
{
  self->label = gtk_label_new ("–");
  gtk_widget_add_css_class (self->label, "console-figures");
  gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
bst_console_figures_new (BstConsole *console, BstConsolePainter *painter)
{
  BstConsoleFigures *self = g_object_new (BST_TYPE_CONSOLE_FIGURES, NULL);

  self->console = g_object_ref (console);
  self->painter = g_object_ref (painter);

  return GTK_WIDGET (self);
}
