/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/bst-check-columns.h"
#include "app/bst-check-header.h"
#include "app/bst-check-text.h"
#include "app/bst-machine-list.h"
#include "app/bst-migrate-dialog.h"
#include "app/bst-option-row.h"
#include "app/bst-target-row.h"
#include "ui-fixture.h"

#define URI "test:///default"
#define HEIGHT 24

static gboolean
is_online (gpointer host)
{
  return bst_host_get_state (host) == BST_HOST_STATE_ONLINE;
}

static BstHost *
get_first_host (UiFixture *fixture)
{
  g_autoptr (BstHost) host =
      g_list_model_get_item (bst_inventory_get_hosts (fixture->inventory), 0);

  return host; /* the inventory keeps it */
}

/* (transfer none): one more, for machines to go to. */
static BstHost *
add_host (UiFixture *fixture, const char *name)
{
  g_autofree char *file = g_strdup_printf ("bst-test-strip-%s.xml", name);
  g_autofree char *xml = g_build_filename (g_get_tmp_dir (), file, NULL);
  g_autofree char *uri = g_strconcat ("test://", xml, NULL);
  g_autoptr (GError) error = NULL;
  BstHost *host;

  g_file_set_contents (xml, "<node/>", -1, &error);
  g_assert_no_error (error);
  host = bst_inventory_add_host (fixture->inventory, uri, name, &error);
  g_assert_no_error (error);
  ui_wait ("the host", is_online, host);

  return host;
}

static gboolean
has_machine (gpointer inventory)
{
  return g_list_model_get_n_items (bst_inventory_get_machines (inventory)) > 0;
}

static gboolean
is_settled (gpointer preflight)
{
  return bst_preflight_is_settled (preflight);
}

static BstMigrateDialog *
open_dialog (UiFixture *fixture)
{
  g_autoptr (BstMachine) machine = NULL;
  BstMigrateDialog *dialog;
  GtkWidget *list;

  ui_wait ("a machine", has_machine, fixture->inventory);
  machine = g_list_model_get_item (bst_inventory_get_machines (fixture->inventory), 0);
  ui_settle ();
  list = ui_find (fixture->window, BST_TYPE_MACHINE_LIST, NULL);
  bst_machine_list_select (BST_MACHINE_LIST (list), machine);
  ui_settle ();
  ui_activate (fixture, "win.migrate", NULL);
  ui_settle ();
  dialog = BST_MIGRATE_DIALOG (ui_find_window (fixture, BST_TYPE_MIGRATE_DIALOG));
  g_assert_nonnull (dialog);
  ui_wait ("the pre-flight", is_settled, bst_migrate_dialog_get_preflight (dialog));
  ui_settle ();

  return dialog;
}

static BstTargetRow *
get_row (BstMigrateDialog *dialog, BstHost *host)
{
  GtkWidget *row = bst_target_list_get_row (bst_migrate_dialog_get_targets (dialog), host);

  g_assert_nonnull (row);

  return BST_TARGET_ROW (row);
}

/* --- What is to be seen --- */

/* The whole strip as it draws itself; of four bytes a pixel. */
static cairo_surface_t *
draw (BstCheckStrip *strip)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, bst_check_columns_get_width (), HEIGHT);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GskRenderNode) node = NULL;

  GTK_WIDGET_GET_CLASS (strip)->snapshot (GTK_WIDGET (strip), snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);

  return surface;
}

/* (transfer full): the pixels of each check's cell. */
static GPtrArray *
draw_cells (BstCheckStrip *strip)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (strip)) == GTK_TEXT_DIR_RTL;
  GPtrArray *cells = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  cairo_surface_t *surface = draw (strip);
  gsize stride = (gsize)cairo_image_surface_get_stride (surface);

  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      GByteArray *pixels = g_byte_array_new ();
      gsize left = 4 * (gsize)bst_check_columns_get_x (i, rtl);

      for (gsize y = 0; y < HEIGHT; y++)
        g_byte_array_append (pixels, cairo_image_surface_get_data (surface) + y * stride + left,
                             4 * BST_CHECK_COLUMN_WIDTH);
      g_ptr_array_add (cells, g_byte_array_free_to_bytes (pixels));
    }
  cairo_surface_destroy (surface);

  return cells;
}

static gboolean
is_blank (GBytes *cell)
{
  gsize size;
  const guint8 *pixels = g_bytes_get_data (cell, &size);

  for (gsize i = 0; i < size; i++)
    {
      if (pixels[i] != 0)
        return FALSE;
    }

  return TRUE;
}

/* Each cell shows what its check came to: cells look alike where their verdicts are the same, and
 * only there. */
static void
check_cells (BstCheckStrip *strip, BstPreflightTarget *target)
{
  g_autoptr (GPtrArray) cells = draw_cells (strip);

  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      BstVerdict one = bst_preflight_cell_get_verdict (bst_preflight_target_get_cell (target, i));

      g_assert_cmpint (is_blank (cells->pdata[i]), ==, one == BST_VERDICT_NONE);
      for (guint k = 0; k < i; k++)
        {
          BstVerdict other =
              bst_preflight_cell_get_verdict (bst_preflight_target_get_cell (target, k));

          g_assert_cmpint (g_bytes_equal (cells->pdata[i], cells->pdata[k]), ==, one == other);
        }
    }
}

/* --- What a person does --- */

static GtkEventController *
find_controller (BstCheckStrip *strip, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (GTK_WIDGET (strip));

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller; /* the widget keeps it */
    }
  g_assert_not_reached ();
}

static gboolean
press (BstCheckStrip *strip, guint keyval)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (find_controller (strip, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed",
                         keyval, 0, 0, &handled);

  return handled;
}

/* In the middle of a check's cell. */
static double
get_place (BstCheckId check)
{
  return bst_check_columns_get_x (check, FALSE) + BST_CHECK_COLUMN_WIDTH / 2.0;
}

static void
click (BstCheckStrip *strip, BstCheckId check)
{
  g_signal_emit_by_name (find_controller (strip, GTK_TYPE_GESTURE_CLICK), "released", 1,
                         get_place (check), 5.0);
}

/* --- Tests --- */

static void
set_reason (BstPreflightTarget *target, BstCheckId check, BstVerdict verdict, const char *reason)
{
  g_autoptr (GPtrArray) findings =
      g_ptr_array_new_with_free_func ((GDestroyNotify)bst_finding_free);
  BstFinding *finding = g_new0 (BstFinding, 1);

  finding->verdict = verdict;
  finding->reason = g_strdup (reason);
  finding->remedy = g_strdup_printf ("Remedy of %s.", bst_check_to_nick (check));
  g_ptr_array_add (findings, finding);
  if (verdict == BST_VERDICT_PENDING || verdict == BST_VERDICT_NONE)
    g_ptr_array_set_size (findings, 0);
  bst_preflight_cell_set (bst_preflight_target_get_cell (target, check), verdict,
                          verdict == BST_VERDICT_PENDING, g_steal_pointer (&findings));
}

static void
set_cell (BstPreflightTarget *target, BstCheckId check, BstVerdict verdict)
{
  g_autofree char *reason = g_strdup_printf ("Reason of %s.", bst_check_to_nick (check));

  set_reason (target, check, verdict, reason);
}

/* (transfer full): of every verdict. */
static BstPreflightTarget *
create_target (BstHost *host)
{
  BstPreflightTarget *target = bst_preflight_target_new (host);

  for (guint i = 0; i < BST_N_CHECKS; i++)
    set_cell (target, i, i % (BST_VERDICT_BLOCK + 1));

  return target;
}

/* By itself, in a window that is shown. */
static BstCheckStrip *
open_strip (BstPreflightTarget *target)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *strip = bst_check_strip_new (target);

  gtk_window_set_child (GTK_WINDOW (window), strip);
  gtk_window_present (GTK_WINDOW (window));
  ui_settle ();

  return BST_CHECK_STRIP (strip);
}

static void
close_strip (BstCheckStrip *strip)
{
  gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (strip))));
  ui_settle ();
}

static void
test_symbols (UiFixture *fixture)
{
  g_autoptr (BstPreflightTarget) target = create_target (get_first_host (fixture));
  BstCheckStrip *strip = open_strip (target);

  check_cells (strip, target);
  for (guint i = 0; i < BST_N_CHECKS; i++)
    set_cell (target, i, (i + 3) % (BST_VERDICT_BLOCK + 1));
  bst_preflight_target_emit (target);
  check_cells (strip, target);

  gtk_widget_set_direction (GTK_WIDGET (strip), GTK_TEXT_DIR_RTL);
  check_cells (strip, target);
  g_assert_cmpint (bst_check_columns_get_x (0, TRUE), >, bst_check_columns_get_x (1, TRUE));
  close_strip (strip);
}

/* Every check has a column, and one only; every one is of a group. */
static void
test_columns (UiFixture *fixture)
{
  const BstCheckGroup *group;
  guint n = 0;

  for (guint i = 0; (group = bst_check_columns_get_group (i)) != NULL; i++)
    {
      g_assert_cmpuint (group->first, ==, n);
      n = group->last + 1;
    }
  g_assert_cmpuint (n, ==, BST_N_CHECKS);

  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      g_assert_cmpint (bst_check_columns_find (bst_check_columns_get_x (i, FALSE), FALSE), ==, i);
      g_assert_cmpint (bst_check_columns_find (bst_check_columns_get_x (i, TRUE), TRUE), ==, i);
    }
  g_assert_cmpint (bst_check_columns_get_x (BST_N_CHECKS - 1, TRUE), ==, 0);
  g_assert_cmpint (bst_check_columns_find (-1, FALSE), <, 0);
  g_assert_cmpint (bst_check_columns_find (bst_check_columns_get_width (), FALSE), <, 0);
}

static void
test_words (UiFixture *fixture)
{
  g_autoptr (BstPreflightTarget) target = create_target (get_first_host (fixture));
  BstCheckStrip *strip = open_strip (target);
  g_autofree char *text = NULL;
  g_autofree char *problem = NULL;

  for (guint i = 0; i < BST_N_CHECKS; i++)
    set_cell (target, i, BST_VERDICT_PASS);
  set_cell (target, BST_CHECK_CPU, BST_VERDICT_BLOCK);
  set_cell (target, BST_CHECK_SPACE, BST_VERDICT_WARN);
  set_cell (target, BST_CHECK_CACHE, BST_VERDICT_WARN);
  set_cell (target, BST_CHECK_CLOCK, BST_VERDICT_PENDING);
  set_cell (target, BST_CHECK_CLUSTER, BST_VERDICT_NONE);
  bst_preflight_target_emit (target);

  text = bst_check_strip_dup_tooltip (strip, get_place (BST_CHECK_SPACE));
  g_assert_cmpstr (text, ==,
                   "Room for disks: passed with a warning\nReason of space.\nRemedy of space.");
  problem = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (strip), GTK_ACCESSIBLE_PROPERTY_LABEL,
      "1 not possible, 2 warnings, 1 being checked, 19 passed");
  g_assert_null (problem);
  g_assert_null (bst_check_strip_dup_tooltip (strip, bst_check_columns_get_width () + 1));

  /* What the keyboard is at is told to who cannot see it. */
  bst_check_strip_set_cursor (strip, BST_CHECK_CPU);
  problem = gtk_test_accessible_check_property (
      GTK_ACCESSIBLE (strip), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
      "Processor: not possible\nReason of cpu.\nRemedy of cpu.");
  g_assert_null (problem);
  close_strip (strip);
}

/* One stop for Tab; from there the cursor keys go over the table. */
static void
test_keys (UiFixture *fixture)
{
  BstHost *hosts[] = { add_host (fixture, "second"), add_host (fixture, "third") };
  BstMigrateDialog *dialog = open_dialog (fixture);
  BstTargetRow *rows[] = { get_row (dialog, hosts[0]), get_row (dialog, hosts[1]) };
  guint first = gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (rows[0])) == 0 ? 0 : 1;
  BstCheckStrip *upper = bst_target_row_get_strip (rows[first]);
  BstCheckStrip *lower = bst_target_row_get_strip (rows[1 - first]);

  g_assert_true (gtk_widget_grab_focus (GTK_WIDGET (upper)));
  g_assert_cmpint (bst_check_strip_get_cursor (upper), ==, 0);
  g_assert_true (press (upper, GDK_KEY_Left));
  g_assert_cmpint (bst_check_strip_get_cursor (upper), ==, 0);
  press (upper, GDK_KEY_End);
  press (upper, GDK_KEY_Right);
  g_assert_cmpint (bst_check_strip_get_cursor (upper), ==, BST_N_CHECKS - 1);
  press (upper, GDK_KEY_Home);
  for (guint i = 0; i < BST_CHECK_DRIVER; i++)
    press (upper, GDK_KEY_Right);
  g_assert_cmpint (bst_check_strip_get_cursor (upper), ==, BST_CHECK_DRIVER);

  press (upper, GDK_KEY_Down);
  g_assert_true (gtk_widget_is_focus (GTK_WIDGET (lower)));
  g_assert_cmpint (bst_check_strip_get_cursor (lower), ==, BST_CHECK_DRIVER);
  press (lower, GDK_KEY_Down);
  g_assert_true (gtk_widget_is_focus (GTK_WIDGET (lower)));

  /* What Enter does unfolds the row, and migrates nothing. */
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (rows[1 - first])));
  g_assert_true (press (lower, GDK_KEY_Return));
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (rows[1 - first])));
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (rows[first])));
  press (lower, GDK_KEY_Up);
  g_assert_true (gtk_widget_is_focus (GTK_WIDGET (upper)));

  /* Nothing was found of what does not matter: there is nothing to unfold for. */
  g_assert_cmpint (bst_preflight_cell_get_verdict (bst_preflight_target_get_cell (
                       bst_target_row_get_target (rows[first]), BST_CHECK_OPTIONS)),
                   ==, BST_VERDICT_NONE);
  click (upper, BST_CHECK_OPTIONS);
  g_assert_false (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (rows[first])));
  click (upper, BST_CHECK_DRIVER);
  g_assert_true (adw_expander_row_get_expanded (ADW_EXPANDER_ROW (rows[first])));
  gtk_window_close (GTK_WINDOW (dialog));
}

/* What is asked for is to be seen in the table at once; no widget of it is another one. */
static void
test_live (UiFixture *fixture)
{
  BstHost *host = add_host (fixture, "second");
  BstMigrateDialog *dialog = open_dialog (fixture);
  BstTargetRow *row = get_row (dialog, host);
  BstCheckStrip *strip = bst_target_row_get_strip (row);
  BstMigrationForm *form = bst_migrate_dialog_get_form (dialog);
  g_autoptr (GPtrArray) before = draw_cells (strip);
  g_autoptr (GPtrArray) after = NULL;
  g_autofree char *text = NULL;
  GtkWidget *option;

  check_cells (strip, bst_target_row_get_target (row));
  bst_migration_form_show_advanced (form);
  ui_settle ();
  option = bst_migration_form_get_row (form, "Address for the memory (empty: libvirt chooses)");
  gtk_editable_set_text (GTK_EDITABLE (bst_option_row_get_control (BST_OPTION_ROW (option))),
                         "tcp://192.0.2.7");
  after = draw_cells (strip);
  g_assert_false (
      g_bytes_equal (before->pdata[BST_CHECK_ADDRESS], after->pdata[BST_CHECK_ADDRESS]));
  check_cells (strip, bst_target_row_get_target (row));
  text = bst_check_strip_dup_tooltip (strip, get_place (BST_CHECK_ADDRESS));
  g_assert_nonnull (strstr (text, "passed with a warning"));
  g_assert_nonnull (strstr (text, "tcp://192.0.2.7"));

  option = bst_migration_form_get_row (form, "While it runs");
  gtk_switch_set_active (GTK_SWITCH (bst_option_row_get_control (BST_OPTION_ROW (option))), FALSE);
  check_cells (strip, bst_target_row_get_target (row));
  g_assert_true (strip == bst_target_row_get_strip (get_row (dialog, host)));
  gtk_window_close (GTK_WINDOW (dialog));
}

static gboolean
is_taller (gpointer data)
{
  GtkWidget **rows = data;

  return gtk_widget_get_height (rows[1]) > gtk_widget_get_height (rows[0]);
}

/* The headings stand over the columns that they are of, in whatever row. */
static void
test_header (UiFixture *fixture)
{
  BstHost *hosts[] = { add_host (fixture, "second"), add_host (fixture, "third-of-a-longer-name") };
  BstMigrateDialog *dialog = open_dialog (fixture);
  BstTargetRow *rows[] = { get_row (dialog, hosts[0]), get_row (dialog, hosts[1]) };
  BstPreflightTarget *target = bst_target_row_get_target (rows[1]);
  GtkWidget *header = ui_find (dialog, BST_TYPE_CHECK_HEADER, NULL);
  double left = -1;

  /* However much there is to say of one of them. */
  g_assert_nonnull (header);
  set_reason (target, BST_CHECK_CONNECTED, BST_VERDICT_BLOCK,
              "a reason of so many words, with names of hosts and files, as libvirt has them, "
              "that it goes on and on, and takes more than one line of any row that it is in");
  bst_preflight_target_emit (target);
  ui_wait ("a row of more lines", is_taller, rows);
  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      GtkWidget *strip = GTK_WIDGET (bst_target_row_get_strip (rows[i]));
      g_autofree char *first = NULL;
      g_autofree char *last = NULL;
      double x, y;

      g_assert_true (gtk_widget_translate_coordinates (strip, header, 0, 0, &x, &y));
      g_assert_true (left < 0 || x == left);
      left = x;
      g_assert_true (gtk_widget_translate_coordinates (
          strip, header, get_place (BST_CHECK_DISKS), 0, &x, &y));
      first = bst_check_header_dup_tooltip (BST_CHECK_HEADER (header), x);
      g_assert_true (gtk_widget_translate_coordinates (
          strip, header, get_place (BST_CHECK_FIRMWARE), 0, &x, &y));
      last = bst_check_header_dup_tooltip (BST_CHECK_HEADER (header), x);
      g_assert_cmpstr (first, ==,
                       "Storage\n• Disks\n• Room for disks\n• Disk caches\n"
                       "• CD images and kernel\n• Firmware and TPM");
      g_assert_cmpstr (first, ==, last);
      g_assert_cmpint (gtk_widget_get_width (strip), ==, bst_check_columns_get_width ());
    }
  gtk_window_close (GTK_WINDOW (dialog));
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;

  ui_add_test ("/check-strip/columns", URI, test_columns);
  ui_add_test ("/check-strip/symbols", URI, test_symbols);
  ui_add_test ("/check-strip/words", URI, test_words);
  ui_add_test ("/check-strip/keys", URI, test_keys);
  ui_add_test ("/check-strip/live", URI, test_live);
  ui_add_test ("/check-strip/header", URI, test_header);

  return g_test_run ();
}
