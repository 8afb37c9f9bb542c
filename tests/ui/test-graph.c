/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "app/bst-format.h"
#include "app/bst-graph.h"
#include "core/bst-domain-facts.h"
#include "core/bst-thread.h"

#define START ((gint64)1700000000)

/* A machine's figures each @step seconds. */
static GArray *
new_points (guint n, guint step)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (BstGraphPoint));

  for (guint i = 0; i < n; i++)
    {
      BstGraphPoint point = { .time = START + (gint64)i * step,
                              .values = { (float)(i * 7919 % 100), (float)(i * 104729 % 50) } };

      g_array_append_val (points, point);
    }

  return points;
}

static BstGraphPoint *
at (GArray *points, guint i)
{
  return &g_array_index (points, BstGraphPoint, i);
}

/* Numbers stand by their units with spaces that do not break: plain ones are easier to read here.
 */
static char *
plain (char *text)
{
  g_auto (GStrv) parts = text != NULL ? g_strsplit (text, "\302\240", -1) : NULL;

  g_free (text);

  return parts != NULL ? g_strjoinv (" ", parts) : NULL;
}

static void
test_format (void)
{
  const struct
  {
    char *got;
    const char *want;
  } cases[] = {
    { bst_format_memory (BST_UNKNOWN), NULL },
    { bst_format_memory (0), "0 KiB" },
    { bst_format_memory (512 * 1024), "512 MiB" },
    { bst_format_memory (1536 * 1024), "1.5 GiB" },
    { bst_format_memory (1048575), "1 GiB" },
    { bst_format_memory (4 * 1024 * 1024), "4 GiB" },
    { bst_format_bytes (999), "999 B" },
    { bst_format_bytes (1500000000), "1.5 GB" },
    { bst_format_rate (-1), NULL },
    { bst_format_rate (1234567), "1.2 MB/s" },
    { bst_format_speed (-1), NULL },
    { bst_format_speed (6 * 1024 * 1024), "6 MiB/s" },
    { bst_format_percent (0), "0 %" },
    { bst_format_percent (9.96), "10 %" },
    { bst_format_percent (0.42), "0.4 %" },
    { bst_format_percent (37.2), "37 %" },
    { bst_format_duration (59), "59 s" },
    { bst_format_duration (3 * 3600 + 20 * 60), "3 h 20 min" },
    { bst_format_duration (50 * 3600), "2 d 2 h" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *got = plain (cases[i].got);

      g_assert_cmpstr (got, ==, cases[i].want);
    }
}

static void
test_scale (void)
{
  double step;

  g_assert_cmpfloat (bst_graph_scale_top (BST_GRAPH_PERCENT, 3, 4, &step), ==, 100);
  g_assert_cmpfloat (step, ==, 25);
  g_assert_cmpfloat (bst_graph_scale_top (BST_GRAPH_RATE, 2700000, 4, &step), ==, 3000000);
  g_assert_cmpfloat (step, ==, 1000000);
  g_assert_cmpfloat (bst_graph_scale_top (BST_GRAPH_MEMORY, 4 << 20, 4, &step), ==, 4 << 20);
  g_assert_cmpfloat (step, ==, 1 << 20);
  g_assert_cmpfloat (bst_graph_scale_top (BST_GRAPH_MEMORY, (4 << 20) + 1, 4, &step), ==, 6 << 20);
  g_assert_cmpfloat (bst_graph_scale_top (BST_GRAPH_SPEED, 5.9 * 1024 * 1024, 4, &step), ==,
                     6 * 1024 * 1024);
  g_assert_cmpfloat (step, ==, 2 * 1024 * 1024);
  g_assert_cmpfloat (bst_graph_scale_top (BST_GRAPH_RATE, 0, 4, &step), >, 0);
  g_assert_cmpfloat (bst_graph_scale_top (BST_GRAPH_RATE, 1e18, 1, &step), >=, 1e18);
}

static void
test_time_axis (void)
{
  gint64 step = bst_graph_scale_time_step (60 * 60, 6);
  gint64 first = bst_graph_scale_first_time (START, step);
  g_autofree char *text = bst_graph_scale_format_time (first, step);

  g_assert_cmpint (step, ==, 600);
  g_assert_cmpint (first, >=, START);
  g_assert_cmpint (first, <, START + step);
  g_assert_true (g_str_has_suffix (text, "0"));
  g_assert_cmpint (bst_graph_scale_first_time (first, step), ==, first);
  g_assert_cmpint (bst_graph_scale_time_step (30 * 24 * 3600, 6), ==, 5 * 24 * 3600);
}

static guint
count_covered (const BstGraphColumn *columns, guint n)
{
  guint covered = 0;

  for (guint i = 0; i < n; i++)
    covered += columns[i].low <= columns[i].high ? 1 : 0;

  return covered;
}

/* Two columns for each sample, so that a hole of n samples leaves 2 n columns empty, but for those
 * that the last one before it and the first one after it reach into. */
static void
test_gaps (void)
{
  g_autoptr (GArray) points = new_points (101, 3);
  BstGraphFrame frame = { START, START + 300, 3, 100, 100 };
  g_autofree BstGraphColumn *whole = NULL;
  g_autofree BstGraphColumn *broken = NULL;
  g_autofree BstGraphColumn *other = NULL;

  whole = bst_graph_trace ((gpointer)points->data, points->len, 0, &frame, 1, 200);
  g_assert_cmpuint (count_covered (whole, 200), ==, 200);

  /* One unknown, one not a number, and ten that were never taken. */
  at (points, 20)->values[0] = -1;
  at (points, 40)->values[0] = NAN;
  g_array_remove_range (points, 60, 10);
  broken = bst_graph_trace ((gpointer)points->data, points->len, 0, &frame, 1, 200);
  g_assert_cmpfloat (broken[40].low, >, broken[40].high);
  g_assert_cmpfloat (broken[80].low, >, broken[80].high);
  for (guint i = 120; i < 138; i++)
    g_assert_cmpfloat (broken[i].low, >, broken[i].high);
  g_assert_cmpuint (count_covered (broken, 200), >=, 200 - 20 - 4 - 4);
  g_assert_cmpuint (count_covered (broken, 200), <, 200 - 20);

  /* The other series is broken only where nothing was taken. */
  other = bst_graph_trace ((gpointer)points->data, points->len, 1, &frame, 1, 200);
  g_assert_cmpfloat (other[40].low, <, other[40].high);

  g_assert_cmpint (bst_graph_find ((gpointer)points->data, points->len, START + 65 * 3, 3), ==, -1);
  g_assert_cmpint (bst_graph_find ((gpointer)points->data, points->len, START + 4, 3), ==, 1);
  g_assert_cmpint (bst_graph_find ((gpointer)points->data, points->len, START - 60, 3), ==, -1);
  g_assert_cmpint (bst_graph_find (NULL, 0, START, 3), ==, -1);
}

/* Many samples a column: the highest of all is there. */
static void
test_dense (void)
{
  g_autoptr (GArray) points = new_points (10000, 1);
  BstGraphFrame frame = { START, START + 10000, 1, 1000, 100 };
  g_autofree BstGraphColumn *columns = NULL;

  at (points, 5003)->values[0] = 1000;
  columns = bst_graph_trace ((gpointer)points->data, points->len, 0, &frame, 1, 100);
  g_assert_cmpfloat (columns[50].low, <=, 0);
  g_assert_cmpfloat (columns[50].high, >, 90);
  g_assert_cmpfloat (columns[52].low, >, 80);
}

static void
test_paint (void)
{
  const BstGraphColumn columns[] = {
    { 2, 3, 2.5f }, { 2, 3, 2.5f }, { 1.5f, 2.5f, 2 }, { 9, -9, 9 }, { 9, -9, 9 }, { 9, -9, 9 },
  };
  const BstGraphColor line = { 1, 1, 1, 1 };
  const BstGraphColor area = { 0, 0, 1, 0.2f };
  guint32 pixels[3 * 5] = { 0 };

  bst_graph_paint (pixels, 3, 5, columns, &line, &area);
  g_assert_cmphex (pixels[0], ==, 0);
  g_assert_cmphex (pixels[2 * 3], ==, 0xffffffff);     /* the line */
  g_assert_cmphex (pixels[3 * 3], ==, 0x33000033);     /* the area below it */
  g_assert_cmphex (pixels[1 * 3 + 1] >> 24, ==, 0x40); /* half a row of half a column */
  for (guint y = 0; y < 5; y++)
    g_assert_cmphex (pixels[y * 3 + 2], ==, 0); /* a gap */
}

static void
on_cursor_moved (BstGraph *graph, gint64 time, gint64 *last)
{
  *last = time;
}

static GtkWidget *
show_graph (BstGraphUnit unit, const char *second, GtkWidget **window)
{
  GtkWidget *graph = bst_graph_new ("Test", unit, second != NULL ? "received" : NULL, second);

  *window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (*window), 640, 200);
  gtk_window_set_child (GTK_WINDOW (*window), graph);
  gtk_window_present (GTK_WINDOW (*window));
  while (gtk_widget_get_width (graph) == 0)
    g_main_context_iteration (NULL, TRUE);

  return graph;
}

/* All of it, in pixels. */
static void
draw (GtkWidget *graph)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (
      CAIRO_FORMAT_ARGB32, gtk_widget_get_width (graph), gtk_widget_get_height (graph));
  cairo_t *cr = cairo_create (surface);

  GTK_WIDGET_GET_CLASS (graph)->snapshot (graph, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static gboolean
press (GtkWidget *graph, guint keyval, GdkModifierType state)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (graph);
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, state, &handled);
    }

  return handled;
}

static void
test_cursor (void)
{
  g_autoptr (GArray) points = new_points (100, 3);
  GtkWidget *window;
  GtkWidget *widget = show_graph (BST_GRAPH_RATE, "sent", &window);
  BstGraph *graph = BST_GRAPH (widget);
  g_autofree char *last = NULL;
  g_autofree char *gap = NULL;
  gint64 told = -1;

  at (points, 99)->values[0] = 1200000;
  at (points, 99)->values[1] = -1;
  at (points, 50)->values[0] = 5;
  g_array_remove_range (points, 20, 10);
  bst_graph_set_span (graph, START, START + 297, 3);
  bst_graph_set_points (graph, (gpointer)points->data, points->len);
  draw (widget);
  g_signal_connect (graph, "cursor-moved", G_CALLBACK (on_cursor_moved), &told);

  /* With no cursor it tells the last figures. */
  last = plain (bst_graph_describe (graph));
  g_assert_cmpstr (last, ==, "received 1.2 MB/s, sent not known");

  g_assert_cmpint (bst_graph_get_time_at (graph, -50), ==, START);
  g_assert_cmpint (bst_graph_get_time_at (graph, 10000), ==, START + 297);

  g_assert_true (press (widget, GDK_KEY_Left, 0));
  g_assert_cmpint (bst_graph_get_cursor (graph), ==, START + 294);
  g_assert_cmpint (told, ==, START + 294);
  g_assert_true (press (widget, GDK_KEY_Left, GDK_CONTROL_MASK));
  g_assert_cmpint (bst_graph_get_cursor (graph), ==, START + 264);
  g_assert_true (press (widget, GDK_KEY_Home, 0));
  g_assert_true (press (widget, GDK_KEY_Left, 0));
  g_assert_cmpint (bst_graph_get_cursor (graph), ==, START);
  draw (widget);

  bst_graph_set_cursor (graph, START + 75);
  draw (widget);
  gap = plain (bst_graph_describe (graph));
  g_assert_true (g_str_has_suffix (gap, ": no figures"));

  g_assert_true (press (widget, GDK_KEY_Escape, 0));
  g_assert_cmpint (bst_graph_get_cursor (graph), ==, 0);
  g_assert_cmpint (told, ==, 0);
  g_assert_false (press (widget, GDK_KEY_Escape, 0));

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_append (void)
{
  g_autoptr (GArray) points = new_points (100, 3);
  GtkWidget *window;
  GtkWidget *widget = show_graph (BST_GRAPH_PERCENT, NULL, &window);
  BstGraph *graph = BST_GRAPH (widget);
  BstGraphPoint point = { START + 300, { 42, -1 } };
  g_autofree char *text = NULL;

  bst_graph_set_span (graph, START, START + 297, 3);
  bst_graph_set_points (graph, (gpointer)points->data, points->len);
  bst_graph_append (graph, &point);
  text = plain (bst_graph_describe (graph));
  g_assert_cmpstr (text, ==, "42 %");

  /* What falls out at the start is forgotten: it does not grow. */
  for (guint i = 0; i < 500; i++)
    {
      point.time += 3;
      bst_graph_append (graph, &point);
    }
  g_assert_cmpuint (bst_graph_get_n_points (graph), <=, 102);
  draw (widget);

  /* The clock was set back an hour: times stay in order. */
  point.time -= 3600;
  bst_graph_append (graph, &point);
  g_assert_cmpuint (bst_graph_get_n_points (graph), ==, 1);
  draw (widget);

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_empty (void)
{
  GtkWidget *window;
  GtkWidget *graph = show_graph (BST_GRAPH_PERCENT, NULL, &window);
  g_autofree char *text = bst_graph_describe (BST_GRAPH (graph));

  draw (graph);
  g_assert_cmpstr (text, ==, "no figures");
  gtk_test_accessible_assert_role (graph, GTK_ACCESSIBLE_ROLE_SLIDER);
  gtk_test_accessible_assert_property (graph, GTK_ACCESSIBLE_PROPERTY_LABEL, "Test");
  gtk_test_accessible_assert_property (graph, GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, "no figures");
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A day of minutes in both series, drawn anew each time; in pixels by the software renderer. */
static void
test_speed (void)
{
  g_autoptr (GArray) points = new_points (1440, 60);
  GtkWidget *window;
  GtkWidget *widget = show_graph (BST_GRAPH_RATE, "sent", &window);
  BstGraph *graph = BST_GRAPH (widget);
  gint64 begin;

  bst_graph_set_span (graph, START, START + 1440 * 60, 60);
  bst_graph_set_points (graph, (gpointer)points->data, points->len);
  draw (widget);
  begin = g_get_monotonic_time ();
  for (guint i = 0; i < 100; i++)
    {
      bst_graph_set_points (graph, (gpointer)points->data, points->len);
      draw (widget);
    }
  g_test_message ("1,440 points, drawn anew: %.2f ms",
                  (double)(g_get_monotonic_time () - begin) / 100 / 1000);

  begin = g_get_monotonic_time ();
  for (guint i = 0; i < 100; i++)
    {
      bst_graph_set_cursor (graph, START + 60 * i);
      draw (widget);
    }
  g_test_message ("cursor moved: %.2f ms", (double)(g_get_monotonic_time () - begin) / 100 / 1000);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  adw_init ();

  g_test_add_func ("/graph/format", test_format);
  g_test_add_func ("/graph/scale", test_scale);
  g_test_add_func ("/graph/time-axis", test_time_axis);
  g_test_add_func ("/graph/gaps", test_gaps);
  g_test_add_func ("/graph/dense", test_dense);
  g_test_add_func ("/graph/paint", test_paint);
  g_test_add_func ("/graph/cursor", test_cursor);
  g_test_add_func ("/graph/append", test_append);
  g_test_add_func ("/graph/empty", test_empty);
  g_test_add_func ("/graph/speed", test_speed);

  return g_test_run ();
}
