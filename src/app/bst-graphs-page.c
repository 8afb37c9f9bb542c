/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-graphs-page.h"

#include <glib/gi18n.h>

#include "app/bst-columns.h"

/* What a graph needs to be read. */
#define GRAPH_WIDTH 380

struct _BstGraphsPage
{
  GtkWidget parent_instance;

  BstInventory *inventory;
  BstHost *host;       /* (nullable) */
  BstMachine *machine; /* (nullable) */
  gulong changed_id;   /* of the machine, else of the host */
  BstHistory history;
  GCancellable *reading; /* (nullable) */
  gint64 read_at;        /* Unix seconds; 0: to be read when it is shown */
  gint64 shown_at;       /* when it was read or appended to: the end of what is shown */
  gint64 host_tick;      /* of the host's figures that were appended last */

  GtkWidget *content;
  GtkWidget *ranges[3]; /* toggles, by BstHistory */
  BstGraph *graphs[BST_N_GRAPHS];
};

G_DEFINE_FINAL_TYPE (BstGraphsPage, bst_graphs_page, GTK_TYPE_WIDGET)

static void
get_values (BstGraphsKind kind, const BstSample *sample, BstGraphPoint *point)
{
  point->time = sample->time;
  point->values[1] = -1;
  switch (kind)
    {
    case BST_GRAPHS_CPU:
      point->values[0] = sample->cpu_percent;
      break;
    case BST_GRAPHS_MEMORY:
      point->values[0] = sample->memory_used_kib;
      break;
    case BST_GRAPHS_NETWORK:
      point->values[0] = sample->net_rx;
      point->values[1] = sample->net_tx;
      break;
    case BST_GRAPHS_DISK:
      point->values[0] = sample->disk_read;
      point->values[1] = sample->disk_written;
      break;
    case BST_N_GRAPHS:
    default:
      g_assert_not_reached ();
    }
}

static gint64
get_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

static void
show_samples (BstGraphsPage *self, const GArray *samples)
{
  guint step = bst_history_get_step (self->history);
  gint64 now = get_now ();
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (BstGraphPoint));

  g_array_set_size (points, samples->len);
  for (guint kind = 0; kind < BST_N_GRAPHS; kind++)
    {
      for (guint i = 0; i < samples->len; i++)
        get_values (kind, &g_array_index (samples, BstSample, i),
                    &g_array_index (points, BstGraphPoint, i));
      bst_graph_set_span (self->graphs[kind],
                          now - (gint64)step * bst_history_get_length (self->history), now, step);
      bst_graph_set_points (self->graphs[kind], (const BstGraphPoint *)points->data, points->len);
    }
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstGraphsPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) samples =
      bst_inventory_read_history_finish (BST_INVENTORY (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->reading);
  if (samples == NULL)
    {
      /* The figures of now still come: only the past is missing. */
      g_warning ("No history: %s", error->message);
      samples = g_array_new (FALSE, FALSE, sizeof (BstSample));
    }
  show_samples (self, samples);
}

static void
stop_reading (BstGraphsPage *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
read_again (BstGraphsPage *self)
{
  stop_reading (self);
  self->read_at = 0;
  if (self->host == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->read_at = self->shown_at = get_now ();
  self->reading = g_cancellable_new ();
  bst_inventory_read_history_async (self->inventory, self->host, self->machine, self->history,
                                    self->reading, on_read, g_object_ref (self));
}

static void
append (BstGraphsPage *self, const BstSample *sample)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->read_at = 0;
      return;
    }
  if (self->reading != NULL)
    return;
  /* Means of a minute or more are made by the inventory. */
  if (self->history != BST_HISTORY_HOUR)
    {
      if (sample->time - self->read_at >= bst_history_get_step (self->history))
        read_again (self);
      return;
    }

  self->shown_at = sample->time;
  for (guint kind = 0; kind < BST_N_GRAPHS; kind++)
    {
      BstGraphPoint point;

      get_values (kind, sample, &point);
      bst_graph_append (self->graphs[kind], &point);
    }
}

void
bst_graphs_page_update_age (BstGraphsPage *self)
{
  g_return_if_fail (BST_IS_GRAPHS_PAGE (self));

  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && self->reading == NULL &&
      get_now () - self->shown_at >= MAX (bst_history_get_step (self->history), 10))
    read_again (self);
}

static void
on_machine_changed (BstMachine *machine, guint changes, BstGraphsPage *self)
{
  const BstMachineFigures *figures = bst_machine_get_figures (machine);
  BstSample sample = {
    .time = get_now (),
    .cpu_percent = (float)figures->cpu_percent,
    .memory_used_kib =
        figures->memory_used_kib != BST_UNKNOWN ? (float)figures->memory_used_kib : -1,
    .net_rx = (float)figures->net_rx,
    .net_tx = (float)figures->net_tx,
    .disk_read = (float)figures->disk_read,
    .disk_written = (float)figures->disk_written,
  };

  if (changes & BST_MACHINE_CHANGED_IDENTITY)
    bst_graph_set_limit (self->graphs[BST_GRAPHS_MEMORY],
                         (double)bst_machine_get_memory_kib (machine));
  if (changes & BST_MACHINE_CHANGED_FIGURES)
    append (self, &sample);
}

static void
update_host_limit (BstGraphsPage *self)
{
  guint64 memory = bst_host_get_memory_kib (self->host);

  bst_graph_set_limit (self->graphs[BST_GRAPHS_MEMORY], memory > 0 ? (double)memory : -1);
}

static void
on_host_changed (BstHost *host, BstGraphsPage *self)
{
  const BstHostStats *stats = bst_host_get_stats (host);
  BstSample sample = {
    .time = get_now (),
    .cpu_percent = (float)stats->cpu_percent,
    .memory_used_kib = -1,
    .net_rx = -1,
    .net_tx = -1,
    .disk_read = -1,
    .disk_written = -1,
  };

  update_host_limit (self);
  if (stats->time == self->host_tick)
    return;

  self->host_tick = stats->time;
  if (stats->memory_used_kib != BST_UNKNOWN)
    sample.memory_used_kib = (float)stats->memory_used_kib;
  append (self, &sample);
}

static void
leave_subject (BstGraphsPage *self)
{
  stop_reading (self);
  if (self->machine != NULL)
    g_clear_signal_handler (&self->changed_id, self->machine);
  else if (self->host != NULL)
    g_clear_signal_handler (&self->changed_id, self->host);
}

void
bst_graphs_page_set_subject (BstGraphsPage *self, BstHost *host, BstMachine *machine)
{
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (BstSample));

  g_return_if_fail (BST_IS_GRAPHS_PAGE (self));

  if (self->host == host && self->machine == machine)
    return;

  leave_subject (self);
  g_set_object (&self->host, host);
  g_set_object (&self->machine, machine);
  gtk_widget_set_visible (GTK_WIDGET (self->graphs[BST_GRAPHS_NETWORK]), machine != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->graphs[BST_GRAPHS_DISK]), machine != NULL);
  show_samples (self, none);
  if (machine != NULL)
    {
      self->changed_id =
          g_signal_connect (machine, "changed", G_CALLBACK (on_machine_changed), self);
      bst_graph_set_limit (self->graphs[BST_GRAPHS_MEMORY],
                           (double)bst_machine_get_memory_kib (machine));
    }
  else if (host != NULL)
    {
      self->changed_id = g_signal_connect (host, "changed", G_CALLBACK (on_host_changed), self);
      self->host_tick = bst_host_get_stats (host)->time;
      update_host_limit (self);
    }
  read_again (self);
}

static void
on_range_toggled (GtkToggleButton *button, BstGraphsPage *self)
{
  if (!gtk_toggle_button_get_active (button))
    return;

  for (guint i = 0; i < G_N_ELEMENTS (self->ranges); i++)
    if (self->ranges[i] == GTK_WIDGET (button))
      self->history = i;
  for (guint i = 0; i < BST_N_GRAPHS; i++)
    bst_graph_set_cursor (self->graphs[i], 0);
  read_again (self);
}

void
bst_graphs_page_set_history (BstGraphsPage *self, BstHistory history)
{
  g_return_if_fail (BST_IS_GRAPHS_PAGE (self));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->ranges[history]), TRUE);
}

BstHistory
bst_graphs_page_get_history (BstGraphsPage *self)
{
  return self->history;
}

static void
on_cursor_moved (BstGraph *graph, gint64 time, BstGraphsPage *self)
{
  for (guint i = 0; i < BST_N_GRAPHS; i++)
    bst_graph_set_cursor (self->graphs[i], time);
}

BstGraph *
bst_graphs_page_get_graph (BstGraphsPage *self, BstGraphsKind kind)
{
  return self->graphs[kind];
}

/* --- Building --- */

static GtkWidget *
create_ranges (BstGraphsPage *self)
{
  static const char *const labels[] = {
    [BST_HISTORY_HOUR] = N_ ("Hour"),
    [BST_HISTORY_DAY] = N_ ("Day"),
    [BST_HISTORY_MONTH] = N_ ("Month"),
  };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    {
      self->ranges[i] = gtk_toggle_button_new_with_label (_ (labels[i]));
      if (i > 0)
        gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (self->ranges[i]),
                                     GTK_TOGGLE_BUTTON (self->ranges[0]));
      gtk_box_append (GTK_BOX (box), self->ranges[i]);
    }
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->ranges[0]), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    g_signal_connect (self->ranges[i], "toggled", G_CALLBACK (on_range_toggled), self);

  return box;
}

static void
create_graphs (BstGraphsPage *self, GtkWidget *columns)
{
  GtkWidget *graphs[] = {
    [BST_GRAPHS_CPU] = bst_graph_new (_ ("CPU"), BST_GRAPH_PERCENT, NULL, NULL),
    [BST_GRAPHS_MEMORY] = bst_graph_new (_ ("Memory"), BST_GRAPH_MEMORY, NULL, NULL),
    [BST_GRAPHS_NETWORK] =
        bst_graph_new (_ ("Network"), BST_GRAPH_RATE, _ ("received"), _ ("sent")),
    [BST_GRAPHS_DISK] = bst_graph_new (_ ("Disk"), BST_GRAPH_RATE, _ ("read"), _ ("written")),
  };

  for (guint i = 0; i < BST_N_GRAPHS; i++)
    {
      self->graphs[i] = BST_GRAPH (graphs[i]);
      g_signal_connect (graphs[i], "cursor-moved", G_CALLBACK (on_cursor_moved), self);
      bst_columns_append (BST_COLUMNS (columns), graphs[i]);
    }
}

static void
bst_graphs_page_map (GtkWidget *widget)
{
  BstGraphsPage *self = BST_GRAPHS_PAGE (widget);

  GTK_WIDGET_CLASS (bst_graphs_page_parent_class)->map (widget);
  if (self->read_at == 0)
    read_again (self);
}

static void
bst_graphs_page_dispose (GObject *object)
{
  BstGraphsPage *self = BST_GRAPHS_PAGE (object);

  leave_subject (self);
  g_clear_object (&self->machine);
  g_clear_object (&self->host);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_graphs_page_parent_class)->dispose (object);
}

static void
bst_graphs_page_class_init (BstGraphsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_graphs_page_dispose;
  widget_class->map = bst_graphs_page_map;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bst_graphs_page_init (BstGraphsPage *self)
{
  GtkWidget *columns = bst_columns_new (GRAPH_WIDTH, 2);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->content), create_ranges (self));
  gtk_widget_add_css_class (gtk_widget_get_first_child (self->content), "graph-ranges");

  bst_columns_set_even (BST_COLUMNS (columns), TRUE);
  gtk_widget_add_css_class (columns, "details-page");
  create_graphs (self, columns);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), columns);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (self->content), scrolled);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
}

GtkWidget *
bst_graphs_page_new (BstInventory *inventory)
{
  BstGraphsPage *self = g_object_new (BST_TYPE_GRAPHS_PAGE, NULL);

  self->inventory = g_object_ref (inventory);

  return GTK_WIDGET (self);
}
