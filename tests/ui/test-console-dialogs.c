/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialogs of consoles: keys of one's own, USB devices and their rules. */

#include "config.h"

#include <adwaita.h>

#include "app/bst-macro-dialog.h"
#include "app/bst-macros.h"
#include "app/bst-settings.h"
#include "app/bst-usb-dialog.h"
#include "app/bst-usb-rule-list.h"
#include "console-fixture.h"
#include "console/bst-console-private.h"
#include "console/bst-console-usb-device-private.h"
#include "console/bst-usb-rules.h"
#include "core/bst-error.h"
#include "ui-fixture.h"

static ConsoleDouble *
new_console (void)
{
  ConsoleDouble *console = console_double_new ();

  console_double_connect (console);
  return console;
}

/* --- USB --- */

/* Where none can be handed over, it says why, in characters and not in their escapes. */
static void
test_usb_dialog (void)
{
  ConsoleDouble *console = new_console ();
  GtkWindow *dialog = bst_usb_dialog_new (NULL, BST_CONSOLE (console));
  const char *why = "The machine takes none: its definition has no USB redirection (a <redirdev>).";
  GtkWidget *label;

  gtk_window_present (dialog);
  ui_settle ();
  g_assert_nonnull (ui_find (dialog, GTK_TYPE_LABEL, "Not Possible"));
  label = ui_find (dialog, GTK_TYPE_LABEL, why);
  g_assert_nonnull (label);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, why);

  /* The guest takes devices from now on. */
  bst_console_tell_abilities (BST_CONSOLE (console), BST_CONSOLE_CAN_USB);
  ui_settle ();
  g_assert_null (ui_find (dialog, GTK_TYPE_LABEL, "Not Possible"));
  g_assert_nonnull (ui_find (dialog, GTK_TYPE_LABEL, "No Device"));

  gtk_window_destroy (dialog);
  ui_settle ();
  g_assert_finalize_object (console);
}

/* (nullable) */
static GtkWindow *
find_message_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (ADW_IS_MESSAGE_DIALOG (window))
        return window;
    }

  return NULL;
}

static gboolean
is_handed_over (gpointer device)
{
  return bst_console_usb_device_is_attached (device) && !bst_console_usb_device_is_busy (device);
}

static gboolean
is_here (gpointer device)
{
  return !bst_console_usb_device_is_attached (device) && !bst_console_usb_device_is_busy (device);
}

/* Handed over, and back; one that cannot be stays, with the reason. */
static void
test_usb_attach (void)
{
  ConsoleDouble *console = new_console ();
  g_autoptr (BstConsoleUsbDevice) device =
      bst_console_usb_device_new ("<Stick>", "0951:1666 at 3-2", g_strdup (""), g_free);
  g_autoptr (BstConsoleUsbDevice) stubborn =
      bst_console_usb_device_new ("Stubborn disk", "0bc2:ab24 at 3-3", g_strdup (""), g_free);
  GListStore *store = bst_console_get_usb_store (BST_CONSOLE (console));
  GtkWindow *dialog = bst_usb_dialog_new (NULL, BST_CONSOLE (console));
  GtkWindow *error;
  GtkSwitch *on;

  bst_console_tell_abilities (BST_CONSOLE (console), BST_CONSOLE_CAN_USB);
  g_list_store_append (store, device);
  gtk_window_present (dialog);
  ui_settle ();
  g_assert_nonnull (ui_find (dialog, ADW_TYPE_ACTION_ROW, "<Stick>"));
  g_free (console_double_take_log (console));
  on = g_object_get_data (G_OBJECT (ui_find (dialog, ADW_TYPE_ACTION_ROW, "<Stick>")), "switch");
  gtk_switch_set_active (on, TRUE);
  g_assert_true (bst_console_usb_device_is_busy (device));
  g_assert_nonnull (ui_find (dialog, GTK_TYPE_LABEL, "On its way to the machine…"));
  ui_wait ("the device to go", is_handed_over, device);
  ui_settle ();
  g_assert_true (gtk_switch_get_state (on));
  gtk_switch_set_active (on, FALSE);
  ui_wait ("the device to come back", is_here, device);
  ui_settle ();
  g_assert_false (gtk_switch_get_state (on));
  {
    g_autofree char *log = console_double_take_log (console);

    g_assert_cmpstr (log, ==, "usb+0951:1666 at 3-2 usb-0951:1666 at 3-2");
  }

  g_list_store_remove_all (store);
  g_list_store_append (store, stubborn);
  ui_settle ();
  on = g_object_get_data (G_OBJECT (ui_find (dialog, ADW_TYPE_ACTION_ROW, "Stubborn disk")),
                          "switch");
  gtk_switch_set_active (on, TRUE);
  ui_wait ("the device to stay", is_here, stubborn);
  ui_settle ();
  error = find_message_dialog ();
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (error)), "in use"));
  g_assert_false (gtk_switch_get_active (on));
  gtk_window_destroy (error);

  gtk_window_destroy (dialog);
  g_list_store_remove_all (store);
  ui_settle ();
  g_assert_finalize_object (console);
}

/* (transfer none): the first of @type below @root. */
static GtkWidget *
find (gpointer root, GType type)
{
  GtkWidget *found = ui_find (root, type, NULL);

  g_assert_nonnull (found);
  return found;
}

static void
assert_setting (const char *key, const char *value)
{
  g_autofree char *got = g_settings_get_string (bst_settings_get (), key);

  g_assert_cmpstr (got, ==, value);
}

/* A rule is made by choosing, and what was written as text is shown as rules: nothing of it is
 * lost, also where it is of a kind that nobody has a name for. */
static void
test_usb_rules (void)
{
  ConsoleDouble *console = new_console ();
  GtkWindow *dialog;
  GtkWidget *list, *entry, *drop;

  g_settings_set_string (bst_settings_get (), "console-usb-filter", "0x58,0x0951,-1,0x0200,0");
  dialog = bst_usb_dialog_new (NULL, BST_CONSOLE (console));
  gtk_window_present (dialog);
  ui_settle ();
  list = find (dialog, BST_TYPE_USB_RULE_LIST);
  entry = find (list, GTK_TYPE_ENTRY);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "0951");
  g_assert_nonnull (ui_find (list, GTK_TYPE_LABEL, "Class 0x58"));

  /* One number more; then what is none, which is not taken. */
  gtk_editable_set_text (GTK_EDITABLE (entry), "0951:1666");
  assert_setting ("console-usb-filter", "0x58,0x0951,0x1666,0x0200,0");
  gtk_editable_delete_text (GTK_EDITABLE (entry), 7, -1);
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  assert_setting ("console-usb-filter", "0x58,0x0951,0x1666,0x0200,0");
  gtk_editable_set_text (GTK_EDITABLE (entry), "0951:1666");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));

  /* Disks. */
  drop = find (list, GTK_TYPE_DROP_DOWN);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), 1);
  assert_setting ("console-usb-filter", "0x08,0x0951,0x1666,0x0200,0");
  ui_click (list, "_Add Rule");
  assert_setting ("console-usb-filter", "0x08,0x0951,0x1666,0x0200,0|-1,-1,-1,-1,1");
  ui_click (list, "Remove the Rule");
  assert_setting ("console-usb-filter", "-1,-1,-1,-1,1");
  ui_click (list, "Remove the Rule");
  assert_setting ("console-usb-filter", "");

  gtk_window_destroy (dialog);
  ui_settle ();
  g_assert_finalize_object (console);
  g_settings_reset (bst_settings_get (), "console-usb-filter");
}

static void
test_usb_rules_text (void)
{
  static const char *const same[] = { "", "-1,-1,-1,-1,1", "0x03,-1,-1,-1,0|-1,-1,-1,-1,1",
                                      "0xff,0xffff,0x0000,0x0100,1" };
  static const char *const wrong[] = { "0x08", "0x108,-1,-1,-1,1", "-1,-1,-1,-1,2",
                                       "x,-1,-1,-1,1" };
  g_autoptr (GArray) decimal = bst_usb_rules_parse ("|8,2385,-1,-1,1|", NULL);
  g_autofree char *text = bst_usb_rules_join (decimal);

  g_assert_cmpstr (text, ==, "0x08,0x0951,-1,-1,1");
  for (gsize i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (GArray) rules = bst_usb_rules_parse (same[i], NULL);
      g_autofree char *joined = bst_usb_rules_join (rules);

      g_assert_cmpstr (joined, ==, same[i]);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (bst_usb_rules_parse (wrong[i], &error));
      g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
    }
}

/* --- Keys of one's own --- */

static GtkWindow *
find_dialog (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (BST_IS_MACRO_DIALOG (window))
        return window;
    }

  return NULL;
}

static gboolean
can_add (GtkWindow *dialog)
{
  return gtk_widget_get_sensitive (ui_find (dialog, GTK_TYPE_BUTTON, "_Add"));
}

static gboolean
shows_problem (GtkWindow *dialog)
{
  return ui_find (dialog, GTK_TYPE_LABEL,
                  "“ctrl+alt+nokey” is no key. There are letters, digits, f1 to f12, ctrl, alt, "
                  "shift, super, enter, esc, tab, space, delete, home, up and the like.") != NULL;
}

/* Named, kept, sent by its action, and removed. */
static void
test_macros (void)
{
  ConsoleFixture fixture;
  g_autoptr (GPtrArray) macros = NULL;
  GtkWindow *dialog;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  gtk_widget_activate_action (GTK_WIDGET (fixture.view), "console.macros", NULL);
  ui_settle ();
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  g_assert_false (can_add (dialog));

  /* Keys that are none are not taken, nor keys without a name. */
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Keys", "ctrl+alt+nokey");
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Name", "Second <console>");
  g_assert_false (can_add (dialog));
  g_assert_true (shows_problem (dialog));
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Keys", "ctrl+alt+f2 a");
  g_assert_false (shows_problem (dialog));
  g_assert_true (can_add (dialog));
  ui_click (dialog, "_Add");
  g_assert_false (can_add (dialog));
  g_assert_nonnull (ui_find (dialog, ADW_TYPE_ACTION_ROW, "Second <console>"));

  macros = bst_macros_load ();
  g_assert_cmpuint (macros->len, ==, 1);
  g_assert_cmpstr (((BstMacro *)macros->pdata[0])->keys, ==, "ctrl+alt+f2 a");
  g_free (console_double_take_log (fixture.console));
  gtk_widget_activate_action (GTK_WIDGET (fixture.view), "console.send-keys", "s",
                              ((BstMacro *)macros->pdata[0])->keys);
  console_fixture_assert_log (&fixture, "key+1d key+38 key+3c key-3c key-38 key-1d key+1e key-1e");

  ui_click (dialog, "Remove “Second <console>”");
  g_assert_null (ui_find (dialog, ADW_TYPE_ACTION_ROW, "Second <console>"));
  g_clear_pointer (&macros, g_ptr_array_unref);
  macros = bst_macros_load ();
  g_assert_cmpuint (macros->len, ==, 0);

  gtk_window_destroy (dialog);
  ui_settle ();
  console_fixture_tear_down (&fixture);
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;

  g_test_add_func ("/console-dialogs/usb", test_usb_dialog);
  g_test_add_func ("/console-dialogs/usb-attach", test_usb_attach);
  g_test_add_func ("/console-dialogs/usb/rules", test_usb_rules);
  g_test_add_func ("/console-dialogs/usb/text", test_usb_rules_text);
  g_test_add_func ("/console-dialogs/macros", test_macros);

  return g_test_run ();
}
