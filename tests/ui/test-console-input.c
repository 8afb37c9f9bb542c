/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys, pointer and clipboards of a console's view, with a guest that is a part of the test. */

#include "config.h"

#include <X11/XKBlib.h>
#include <X11/extensions/XTest.h>
#include <adwaita.h>
#include <gdk/x11/gdkx.h>
#include <linux/input-event-codes.h>

#include "app/bst-console-notice.h"
#include "app/bst-console-pointer.h"
#include "app/bst-keystrokes.h"
#include "app/bst-macros.h"
#include "app/bst-pointer-capture-x11.h"
#include "app/bst-release-keys.h"
#include "app/bst-scancode.h"
#include "app/bst-settings.h"
#include "console-fixture.h"
#include "console/bst-console-private.h"
#include "core/bst-error.h"
#include "ui-fixture.h"

static void
press (ConsoleFixture *fixture, guint evdev)
{
  g_assert_true (bst_console_keyboard_press (console_fixture_get_keyboard (fixture),
                                             GDK_KEY_VoidSymbol, evdev + 8, 0));
}

/* Every key arrives as its scancode, and goes. */
static void
test_all_keys (void)
{
  ConsoleFixture fixture;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  for (guint evdev = 1; evdev < 247; evdev++)
    {
      guint scancode = bst_scancode_from_evdev (evdev);
      g_autofree char *log = g_strdup_printf ("key+%x key-%x", scancode, scancode);

      press (&fixture, evdev);
      console_fixture_let_go (&fixture, evdev);
      console_fixture_assert_log (&fixture, scancode != 0 ? log : "");
    }
  console_fixture_tear_down (&fixture);
}

static gboolean
is_given_back (gpointer keyboard)
{
  return !bst_console_keyboard_is_taking (keyboard);
}

static void
assert_way_out (ConsoleFixture *fixture, const char *text)
{
  g_autofree char *way_out = bst_console_view_dup_way_out (fixture->view);
  g_autofree char *hint = bst_console_view_dup_hint (fixture->view);

  g_assert_cmpstr (way_out, ==, text);
  g_assert_true (g_str_has_prefix (hint, text));
}

/* The keys of a .vv file: also modifiers alone, which are nothing while they are part of more. */
static void
test_hotkeys (void)
{
  ConsoleFixture fixture;
  BstConsoleKeyboard *keyboard;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  keyboard = console_fixture_get_keyboard (&fixture);
  bst_console_view_set_hotkey (fixture.view, "console.send-keys::ctrl+alt+delete", "<Shift><Alt>");
  assert_way_out (&fixture, "Ctrl+Alt gives the keyboard back");
  bst_console_view_set_hotkey (fixture.view, "console.release", "<Shift>F12");
  assert_way_out (&fixture, "Shift+F12 gives the keyboard back");
  bst_console_view_set_hotkey (fixture.view, "console.release", "<Control><Shift>");
  assert_way_out (&fixture, "Ctrl+Shift gives the keyboard back");
  bst_console_view_set_hotkey (fixture.view, "console.insert-card", "<Shift>F8");
  bst_console_view_set_hotkey (fixture.view, "console.remove-card", "<Shift>F9");

  g_assert_true (bst_console_keyboard_press (keyboard, GDK_KEY_F8, KEY_F8 + 8, GDK_SHIFT_MASK));
  g_assert_true (bst_console_keyboard_press (keyboard, GDK_KEY_F9, KEY_F9 + 8, GDK_SHIFT_MASK));
  console_fixture_assert_log (&fixture, "card+ card-");
  press (&fixture, KEY_LEFTSHIFT);
  press (&fixture, KEY_LEFTALT);
  press (&fixture, KEY_TAB);
  console_fixture_let_go (&fixture, KEY_TAB);
  console_fixture_let_go (&fixture, KEY_LEFTALT);
  console_fixture_let_go (&fixture, KEY_LEFTSHIFT);
  console_fixture_assert_log (&fixture, "key+2a key+38 key+f key-f key-38 key-2a");

  press (&fixture, KEY_RIGHTSHIFT);
  press (&fixture, KEY_LEFTALT);
  console_fixture_let_go (&fixture, KEY_LEFTALT);
  console_fixture_let_go (&fixture, KEY_RIGHTSHIFT);
  console_fixture_assert_log (&fixture, "key+36 key+38 key-38 key-36 "
                                        "key+1d key+38 key+153 key-153 key-38 key-1d");

  press (&fixture, KEY_RIGHTCTRL);
  press (&fixture, KEY_LEFTSHIFT);
  g_assert_true (console_fixture_is_taking (keyboard));
  console_fixture_let_go (&fixture, KEY_RIGHTCTRL);
  ui_wait ("the keyboard given back", is_given_back, keyboard);
  console_fixture_tear_down (&fixture);
}

/* What the window of shortcuts says of the release keys. */
static void
test_release_accelerator (void)
{
  static const char *const keys[][2] = {
    { "ctrl+alt", "<ctrl>Alt_L" }, { "rctrl", "Control_R" },    { "ctrl+alt+g", "<ctrl><alt>g" },
    { "shift+f12", "<shift>F12" }, { "no key", "<ctrl>Alt_L" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autofree char *accelerator = NULL;
      GdkModifierType modifiers;
      guint keyval;

      g_settings_set_string (bst_settings_get (), "console-release-keys", keys[i][0]);
      accelerator = bst_release_keys_dup_accelerator ();
      g_assert_cmpstr (accelerator, ==, keys[i][1]);
      g_assert_true (gtk_accelerator_parse (accelerator, &keyval, &modifiers));
    }
  g_settings_reset (bst_settings_get (), "console-release-keys");
}

/* Held ones go when the focus does, and the release keys give the keyboard back only alone. */
static void
test_release (void)
{
  ConsoleFixture fixture;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  press (&fixture, KEY_LEFTCTRL);
  press (&fixture, KEY_LEFTALT);
  press (&fixture, KEY_F2);
  console_fixture_let_go (&fixture, KEY_F2);
  console_fixture_let_go (&fixture, KEY_LEFTALT);
  console_fixture_let_go (&fixture, KEY_LEFTCTRL);
  g_assert_true (console_fixture_is_taking (console_fixture_get_keyboard (&fixture)));
  console_fixture_assert_log (&fixture, "key+1d key+38 key+3c key-3c key-38 key-1d");

  press (&fixture, KEY_LEFTALT);
  press (&fixture, KEY_RIGHTCTRL);
  console_fixture_let_go (&fixture, KEY_LEFTALT);
  g_assert_false (console_fixture_is_taking (console_fixture_get_keyboard (&fixture)));
  console_fixture_assert_log (&fixture, "key+38 key+11d key-38 key-11d");

  /* Given back, keys are this computer's, and Enter takes them again. */
  g_assert_false (bst_console_keyboard_press (console_fixture_get_keyboard (&fixture), GDK_KEY_a,
                                              KEY_A + 8, 0));
  console_fixture_assert_log (&fixture, "");
  g_assert_true (bst_console_keyboard_press (console_fixture_get_keyboard (&fixture),
                                             GDK_KEY_Return, KEY_ENTER + 8, 0));
  g_assert_true (console_fixture_is_taking (console_fixture_get_keyboard (&fixture)));

  /* The setting, and a key held while the focus leaves. */
  g_settings_set_string (bst_settings_get (), "console-release-keys", "rctrl");
  g_free (console_double_take_log (fixture.console));
  press (&fixture, KEY_RIGHTCTRL);
  console_fixture_let_go (&fixture, KEY_RIGHTCTRL);
  g_assert_false (console_fixture_is_taking (console_fixture_get_keyboard (&fixture)));
  bst_console_keyboard_take (console_fixture_get_keyboard (&fixture));
  g_free (console_double_take_log (fixture.console));
  press (&fixture, KEY_A);
  g_object_ref (fixture.view);
  gtk_window_set_child (GTK_WINDOW (fixture.window), NULL);
  console_fixture_assert_log (&fixture, "key+1e key-1e");
  gtk_window_set_child (GTK_WINDOW (fixture.window), GTK_WIDGET (fixture.view));
  g_object_unref (fixture.view);
  g_settings_reset (bst_settings_get (), "console-release-keys");
  console_fixture_tear_down (&fixture);
}

typedef struct
{
  ConsoleFixture *fixture;
  GString *log;
  const char *wanted;
} Told;

static gboolean
is_told (gpointer data)
{
  Told *told = data;
  g_autofree char *more = console_double_take_log (told->fixture->console);

  if (more[0] != '\0')
    g_string_append_printf (told->log, "%s%s", told->log->len > 0 ? " " : "", more);
  return strstr (told->log->str, told->wanted) != NULL;
}

static void
wait_told (ConsoleFixture *fixture, const char *wanted)
{
  Told told = { fixture, g_string_new (NULL), wanted };

  ui_wait (wanted, is_told, &told);
  g_string_free (told.log, TRUE);
}

static void
lock_caps (Display *display, gboolean on)
{
  XkbLockModifiers (display, XkbUseCoreKbd, LockMask, on ? LockMask : 0);
  XFlush (display);
}

static gboolean
is_caps_locked (gpointer data)
{
  GdkSeat *seat = gdk_display_get_default_seat (gdk_display_get_default ());

  return gdk_device_get_caps_lock_state (gdk_seat_get_keyboard (seat));
}

/* What is locked here is locked there: when it changes, and when keys go there anew; but a lock key
 * that is pressed here the guest gets as a key, once. */
static void
test_locks (void)
{
  Display *display = gdk_x11_display_get_xdisplay (gdk_display_get_default ());
  ConsoleFixture fixture;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  lock_caps (display, TRUE);
  wait_told (&fixture, "locks4");
  lock_caps (display, FALSE);
  wait_told (&fixture, "locks0");

  g_assert_true (bst_console_keyboard_press (console_fixture_get_keyboard (&fixture),
                                             GDK_KEY_Caps_Lock, KEY_CAPSLOCK + 8, 0));
  lock_caps (display, TRUE);
  ui_wait ("the lock", is_caps_locked, NULL);
  ui_settle ();
  console_fixture_let_go (&fixture, KEY_CAPSLOCK);
  console_fixture_assert_log (&fixture, "key+3a key-3a");

  bst_console_keyboard_release (console_fixture_get_keyboard (&fixture));
  g_free (console_double_take_log (fixture.console));
  bst_console_keyboard_take (console_fixture_get_keyboard (&fixture));
  console_fixture_assert_log (&fixture, "locks4");
  lock_caps (display, FALSE);
  wait_told (&fixture, "locks0");
  console_fixture_tear_down (&fixture);
}

static void
on_action (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  *(guint *)data += 1;
}

/* Of a real keyboard, as the display knows it: before the window's own shortcuts. */
static void
test_real_keys (void)
{
  ConsoleFixture fixture;
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("steal", NULL);
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  Display *display;
  guint stolen = 0;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  g_signal_connect (action, "activate", G_CALLBACK (on_action), &stolen);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
  gtk_widget_insert_action_group (fixture.window, "test", G_ACTION_GROUP (group));
  gtk_event_controller_set_propagation_phase (shortcuts, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_shortcut_trigger_parse_string ("<Control>w"),
                        gtk_named_action_new ("test.steal")));
  console_fixture_focus (&fixture);
  /* Of the view, whose turn comes later than the window's. */
  gtk_widget_add_controller (GTK_WIDGET (fixture.view), shortcuts);
  display = gdk_x11_display_get_xdisplay (gtk_widget_get_display (fixture.window));
  XTestFakeKeyEvent (display, KEY_LEFTCTRL + 8, True, CurrentTime);
  XTestFakeKeyEvent (display, KEY_W + 8, True, CurrentTime);
  XTestFakeKeyEvent (display, KEY_W + 8, False, CurrentTime);
  XTestFakeKeyEvent (display, KEY_LEFTCTRL + 8, False, CurrentTime);
  XFlush (display);
  wait_told (&fixture, "key+1d key+11 key-11 key-1d");
  g_assert_cmpuint (stolen, ==, 0);

  /* Given back, they are the window's. */
  bst_console_keyboard_release (console_fixture_get_keyboard (&fixture));
  XTestFakeKeyEvent (display, KEY_LEFTCTRL + 8, True, CurrentTime);
  XTestFakeKeyEvent (display, KEY_W + 8, True, CurrentTime);
  XTestFakeKeyEvent (display, KEY_W + 8, False, CurrentTime);
  XTestFakeKeyEvent (display, KEY_LEFTCTRL + 8, False, CurrentTime);
  XFlush (display);
  while (stolen == 0)
    g_main_context_iteration (NULL, TRUE);
  console_fixture_assert_log (&fixture, "");
  console_fixture_tear_down (&fixture);
}

static void
test_send_keys (void)
{
  ConsoleFixture fixture;
  g_autoptr (GPtrArray) macros = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_macro_free);
  g_autoptr (GPtrArray) loaded = NULL;
  BstMacro *macro = g_new0 (BstMacro, 1);
  g_autofree char *unknown = NULL;
  GActionGroup *actions;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  actions = bst_console_view_get_actions (fixture.view);
  g_free (console_double_take_log (fixture.console));
  g_action_group_activate_action (actions, "send-keys", g_variant_new_string ("ctrl+alt+delete"));
  console_fixture_assert_log (&fixture, "key+1d key+38 key+153 key-153 key-38 key-1d");
  g_action_group_activate_action (actions, "send-keys", g_variant_new_string ("a enter"));
  console_fixture_assert_log (&fixture, "key+1e key-1e key+1c key-1c");

  macro->name = g_strdup ("Root");
  macro->keys = g_strdup ("ctrl+alt+f2 r o o t enter");
  g_ptr_array_add (macros, macro);
  g_assert_null (bst_macros_find_unknown (macro->keys));
  unknown = bst_macros_find_unknown ("ctrl+a hyper+q b");
  g_assert_cmpstr (unknown, ==, "hyper+q");
  bst_macros_save (macros);
  loaded = bst_macros_load ();
  g_assert_cmpuint (loaded->len, ==, 1);
  g_assert_cmpstr (((BstMacro *)loaded->pdata[0])->keys, ==, macro->keys);

  /* Nothing goes to a console that is only viewed. */
  bst_console_set_view_only (BST_CONSOLE (fixture.console), TRUE);
  g_assert_false (g_action_group_get_action_enabled (actions, "send-keys"));
  console_fixture_tear_down (&fixture);
}

static gboolean
is_typed (gpointer strokes)
{
  return bst_keystrokes_is_over (strokes);
}

/* Upper case and signs with their modifiers; what this keyboard cannot type is told. */
static void
test_type_text (void)
{
  ConsoleFixture fixture;
  g_autoptr (BstKeystrokes) strokes = NULL;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  strokes = bst_keystrokes_new (BST_CONSOLE (fixture.console),
                                gtk_widget_get_display (fixture.window), "aB\r\n!\t漢漢");
  g_assert_cmpuint (bst_keystrokes_get_n (strokes), ==, 5);
  g_assert_cmpstr (bst_keystrokes_get_missing (strokes), ==, "漢");
  g_free (console_double_take_log (fixture.console));
  bst_keystrokes_start (strokes);
  ui_wait ("the text", is_typed, strokes);
  console_fixture_assert_log (&fixture, "key+1e key-1e key+2a key+30 key-30 key-2a key+1c key-1c "
                                        "key+2a key+2 key-2 key-2a key+f key-f");
  g_clear_object (&strokes);
  console_fixture_tear_down (&fixture);
}

static gboolean
says_typed (gpointer view)
{
  GtkWidget *notice = ui_find (view, BST_TYPE_CONSOLE_NOTICE, NULL);

  return notice != NULL &&
         g_strcmp0 (bst_console_notice_get_text (BST_CONSOLE_NOTICE (notice)),
                    "10000 characters are typed. 2 more are too much for one go and are left out") ==
             0;
}

/* Of more than is typed in one go, it is told how much is not. */
static void
test_type_much (void)
{
  ConsoleFixture fixture;
  g_autofree char *text = g_strnfill (BST_KEYSTROKES_MOST + 2, 'a');

  console_fixture_set_up (&fixture, 320, 200, "fit");
  gdk_clipboard_set_text (gtk_widget_get_clipboard (fixture.window), text);
  g_action_group_activate_action (bst_console_view_get_actions (fixture.view), "type-clipboard",
                                  NULL);
  ui_wait ("what is typed", says_typed, fixture.view);
  console_fixture_tear_down (&fixture);
}

/* Every combination that the menus offer is one that can be sent. */
static void
check_menu (GMenuModel *menu, guint *n)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuLinkIter) links = g_menu_model_iterate_item_links (menu, i);
      g_autofree char *action = NULL;
      g_autofree char *target = NULL;

      while (g_menu_link_iter_next (links))
        {
          g_autoptr (GMenuModel) below = g_menu_link_iter_get_value (links);

          check_menu (below, n);
        }
      if (!g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s", &action) ||
          !g_str_equal (action, "console.send-keys"))
        continue;
      g_assert_true (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_TARGET, "s", &target));
      g_test_message ("%s", target);
      g_assert_null (bst_macros_find_unknown (target));
      *n += 1;
    }
}

static void
test_menu_chords (void)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/bastida/Bastida/bst-console-menus.ui");
  g_autoptr (GSList) objects = gtk_builder_get_objects (builder);
  guint n = 0;

  for (GSList *l = objects; l != NULL; l = l->next)
    {
      if (G_IS_MENU_MODEL (l->data))
        check_menu (l->data, &n);
    }
  g_assert_cmpuint (n, >, 10);
}

/* --- Pointer --- */

static void
move_to (ConsoleFixture *fixture, int x, int y)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (fixture->window));
  Display *display = gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface));

  XWarpPointer (display, None, gdk_x11_surface_get_xid (surface), 0, 0, 0, 0, x, y);
  XFlush (display);
}

static Display *
get_display (ConsoleFixture *fixture)
{
  return gdk_x11_display_get_xdisplay (gtk_widget_get_display (fixture->window));
}

/* 600 × 400 of room for 1200 × 600: at (0, 50), half its size. */
static void
test_absolute (void)
{
  ConsoleFixture fixture;
  Display *display;

  console_fixture_set_up (&fixture, 1200, 600, "fit");
  console_fixture_focus (&fixture);
  display = get_display (&fixture);
  move_to (&fixture, 300, 10);
  move_to (&fixture, 300, 200);
  wait_told (&fixture, "to600,300");
  XTestFakeButtonEvent (display, 1, True, CurrentTime);
  XTestFakeButtonEvent (display, 1, False, CurrentTime);
  XFlush (display);
  wait_told (&fixture, "button+1");
  XTestFakeButtonEvent (display, 5, True, CurrentTime);
  XTestFakeButtonEvent (display, 5, False, CurrentTime);
  XFlush (display);
  wait_told (&fixture, "wheel0,1");

  /* Parts of clicks add up to whole ones. */
  {
    g_autoptr (BstConsolePointer) pointer = bst_console_pointer_new (
        console_fixture_get_screen (&fixture), BST_CONSOLE (fixture.console));

    g_free (console_double_take_log (fixture.console));
    for (guint i = 0; i < 9; i++)
      bst_console_pointer_scrolled (pointer, 0, -0.25);
    console_fixture_assert_log (&fixture, "wheel0,-1 wheel0,-1");
  }
  console_fixture_tear_down (&fixture);
}

/* Parts of pixels add up to whole ones, none more and none less, and those that go back and forth to
 * nothing. */
static void
test_fractions (void)
{
  ConsoleFixture fixture;
  g_autoptr (BstConsolePointer) pointer = NULL;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  bst_console_tell_pointer (BST_CONSOLE (fixture.console), FALSE);
  pointer = bst_console_pointer_new (console_fixture_get_screen (&fixture),
                                     BST_CONSOLE (fixture.console));
  g_free (console_double_take_log (fixture.console));
  for (guint i = 0; i < 10; i++)
    bst_console_pointer_moved_by (pointer, 0.3, -0.3);
  console_fixture_assert_log (&fixture, "by1,-1 by1,-1 by1,-1");
  for (guint i = 0; i < 10; i++)
    bst_console_pointer_moved_by (pointer, i % 2 == 0 ? 0.7 : -0.7, 0);
  console_fixture_assert_log (&fixture, "");
  bst_console_pointer_moved_by (pointer, 10.5, 0.25);
  bst_console_pointer_moved_by (pointer, 10.5, 0.75);
  console_fixture_assert_log (&fixture, "by10,0 by11,1");
  g_clear_object (&pointer);
  console_fixture_tear_down (&fixture);
}

static gboolean
is_captured (gpointer fixture)
{
  return bst_console_screen_is_captured (console_fixture_get_screen (fixture));
}

static void
test_relative (void)
{
  ConsoleFixture fixture;
  Display *display;
  g_autofree char *hint = NULL;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  bst_console_tell_pointer (BST_CONSOLE (fixture.console), FALSE);
  console_fixture_focus (&fixture);
  display = get_display (&fixture);
  move_to (&fixture, 300, 200);
  XTestFakeButtonEvent (display, 1, True, CurrentTime);
  XTestFakeButtonEvent (display, 1, False, CurrentTime);
  XFlush (display);
  ui_wait ("the capture", is_captured, &fixture);
  hint = bst_console_view_dup_hint (fixture.view);
  g_assert_nonnull (strstr (hint, "Ctrl+Alt"));

  /* The mouse's own steps, whatever the pointer is accelerated by, and past any edge. */
  g_free (console_double_take_log (fixture.console));
  XTestFakeRelativeMotionEvent (display, 5000, -7, CurrentTime);
  XFlush (display);
  wait_told (&fixture, "by5000,-7");
  XTestFakeButtonEvent (display, 3, True, CurrentTime);
  XTestFakeButtonEvent (display, 3, False, CurrentTime);
  XFlush (display);
  wait_told (&fixture, "button+3");

  /* The release keys free it, and so does a guest that takes positions from now on. */
  press (&fixture, KEY_LEFTCTRL);
  press (&fixture, KEY_LEFTALT);
  console_fixture_let_go (&fixture, KEY_LEFTALT);
  g_assert_false (is_captured (&fixture));
  XTestFakeButtonEvent (display, 1, True, CurrentTime);
  XTestFakeButtonEvent (display, 1, False, CurrentTime);
  XFlush (display);
  ui_wait ("the capture again", is_captured, &fixture);
  bst_console_tell_pointer (BST_CONSOLE (fixture.console), TRUE);
  g_assert_false (is_captured (&fixture));
  console_fixture_tear_down (&fixture);
}

static gboolean
refuse (BstPointerCapture *capture, GtkWidget *widget)
{
  return FALSE;
}

/* A desktop that lets nobody capture the pointer: the mouse goes on, as far as the picture is. */
static void
test_relative_refused (void)
{
  g_autoptr (GTypeClass) klass = g_type_class_ref (BST_TYPE_POINTER_CAPTURE_X11);
  BstPointerCaptureClass *capture = BST_POINTER_CAPTURE_CLASS (klass);
  gboolean (*start) (BstPointerCapture *, GtkWidget *) = capture->start;
  ConsoleFixture fixture;
  Display *display;
  g_autofree char *hint = NULL;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  capture->start = refuse;
  bst_console_tell_pointer (BST_CONSOLE (fixture.console), FALSE);
  console_fixture_focus (&fixture);
  display = get_display (&fixture);
  move_to (&fixture, 300, 200);
  XTestFakeButtonEvent (display, 1, True, CurrentTime);
  XTestFakeButtonEvent (display, 1, False, CurrentTime);
  XFlush (display);
  wait_told (&fixture, "button+1 button-1");
  g_assert_false (is_captured (&fixture));
  hint = bst_console_view_dup_hint (fixture.view);
  g_assert_nonnull (strstr (hint, "does not let the pointer be caught"));

  /* 600 × 400 of room for 320 × 200: 1.875 of the window are one of the guest. */
  g_free (console_double_take_log (fixture.console));
  move_to (&fixture, 375, 170);
  wait_told (&fixture, "by40,-16");

  /* Given back, nothing goes there until the next click. */
  bst_console_screen_release (console_fixture_get_screen (&fixture));
  g_free (console_double_take_log (fixture.console));
  move_to (&fixture, 300, 200);
  ui_settle ();
  console_fixture_assert_log (&fixture, "");
  capture->start = start;
  console_fixture_tear_down (&fixture);
}

/* --- Size --- */

static void
test_follow (void)
{
  ConsoleFixture fixture;

  console_fixture_set_up (&fixture, 320, 200, "follow");
  wait_told (&fixture, "layout0:600x400");
  console_fixture_tear_down (&fixture);
}

/* --- Clipboards --- */

static gboolean
is_offered (gpointer console)
{
  return g_strcmp0 (console_double_get_offer (console), BST_CONSOLE_MIME_TEXT) == 0;
}

static gboolean
is_given (gpointer console)
{
  return console_double_get_given (console) != NULL;
}

static char *
new_text (gsize length)
{
  char *text = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    text[i] = (char)('a' + i % 26);
  text[length] = '\0';
  return text;
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  *(char **)data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_set (gpointer text)
{
  return *(char **)text != NULL;
}

static void
check_text (ConsoleFixture *fixture, gsize length)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (fixture->window);
  const char *types[] = { BST_CONSOLE_MIME_TEXT, NULL };
  g_autofree char *text = new_text (length);
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autofree char *got = NULL;

  /* To the guest. */
  gdk_clipboard_set_text (clipboard, text);
  ui_wait ("the offer", is_offered, fixture->console);
  g_assert_true (bst_console_tell_wanted (BST_CONSOLE (fixture->console),
                                          BST_CONSOLE_SELECTION_CLIPBOARD, BST_CONSOLE_MIME_TEXT));
  ui_wait ("the text", is_given, fixture->console);
  g_assert_true (g_bytes_equal (console_double_get_given (fixture->console), bytes));

  /* From the guest. */
  console_double_set_clipboard (fixture->console, bytes);
  bst_console_tell_offer (BST_CONSOLE (fixture->console), BST_CONSOLE_SELECTION_CLIPBOARD, types);
  g_assert_true (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                                        "text/plain;charset=utf-8"));
  gdk_clipboard_read_text_async (clipboard, NULL, on_text, &got);
  ui_wait ("the guest's text", is_set, &got);
  g_assert_cmpstr (got, ==, text);
}

static void
test_text (void)
{
  ConsoleFixture fixture;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  check_text (&fixture, 1);
  console_fixture_tear_down (&fixture);

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  check_text (&fixture, 10 * 1000 * 1000);
  console_fixture_tear_down (&fixture);
}

static gboolean
is_image_offered (gpointer console)
{
  const char *offer = console_double_get_offer (console);

  return offer != NULL && strstr (offer, BST_CONSOLE_MIME_PNG) != NULL;
}

static gboolean
are_files_offered (gpointer console)
{
  const char *offer = console_double_get_offer (console);

  return offer != NULL && strstr (offer, BST_CONSOLE_MIME_FILES) != NULL;
}

static void
test_image_and_files (void)
{
  ConsoleFixture fixture;
  GdkClipboard *clipboard;
  g_autoptr (GBytes) pixels = g_bytes_new_static ("\x11\x22\x33\xff", 4);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (1, 1, GDK_MEMORY_R8G8B8A8, pixels, 4);
  g_autoptr (GdkTexture) read = NULL;
  g_autoptr (GSList) files = g_slist_append (NULL, g_file_new_for_path ("/tmp/one file"));
  GdkFileList *list = gdk_file_list_new_from_list (files);
  guint8 rgba[4];
  gsize length;
  const char *uris;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  clipboard = gtk_widget_get_clipboard (fixture.window);
  gdk_clipboard_set_texture (clipboard, texture);
  ui_wait ("the image's offer", is_image_offered, fixture.console);
  g_assert_true (bst_console_tell_wanted (BST_CONSOLE (fixture.console),
                                          BST_CONSOLE_SELECTION_CLIPBOARD, BST_CONSOLE_MIME_PNG));
  ui_wait ("the image", is_given, fixture.console);
  read = gdk_texture_new_from_bytes (console_double_get_given (fixture.console), NULL);
  g_assert_nonnull (read);
  gdk_texture_download (read, rgba, 4);
  g_assert_cmphex (rgba[2], ==, 0x11); /* B, G, R, A */
  console_fixture_tear_down (&fixture);

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  gdk_clipboard_set (clipboard, GDK_TYPE_FILE_LIST, list);
  ui_wait ("the files' offer", are_files_offered, fixture.console);
  g_assert_true (bst_console_tell_wanted (BST_CONSOLE (fixture.console),
                                          BST_CONSOLE_SELECTION_CLIPBOARD, BST_CONSOLE_MIME_FILES));
  ui_wait ("the files", is_given, fixture.console);
  uris = g_bytes_get_data (console_double_get_given (fixture.console), &length);
  g_assert_cmpmem (uris, length, "file:///tmp/one%20file\n", 23);
  console_fixture_tear_down (&fixture);
  g_object_unref (files->data);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
}

static void
on_value (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  g_assert_no_error (error);
  g_value_init (data, G_VALUE_TYPE (value));
  g_value_copy (value, data);
}

static gboolean
is_read (gpointer value)
{
  return G_IS_VALUE (value);
}

/* What the guest has, as programs here read it, into @value. */
static void
read_from_guest (ConsoleFixture *fixture, const char *mime, GBytes *bytes, GType type, GValue *value)
{
  const char *types[] = { mime, NULL };

  console_double_set_clipboard (fixture->console, bytes);
  bst_console_tell_offer (BST_CONSOLE (fixture->console), BST_CONSOLE_SELECTION_CLIPBOARD, types);
  gdk_clipboard_read_value_async (gtk_widget_get_clipboard (fixture->window), type,
                                  G_PRIORITY_DEFAULT, NULL, on_value, value);
  ui_wait ("what the guest has", is_read, value);
}

static void
test_image_and_files_from_guest (void)
{
  ConsoleFixture fixture;
  g_autoptr (GBytes) pixels = g_bytes_new_static ("\x11\x22\x33\xff", 4);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (1, 1, GDK_MEMORY_R8G8B8A8, pixels, 4);
  g_autoptr (GBytes) png = gdk_texture_save_to_png_bytes (texture);
  g_autoptr (GBytes) uris = g_bytes_new_static ("file:///srv/one%20file\nfile:///srv/b\n", 37);
  g_autoptr (GSList) files = NULL;
  g_autofree char *first = NULL;
  g_auto (GValue) image = G_VALUE_INIT;
  g_auto (GValue) list = G_VALUE_INIT;
  guint8 bgra[4];

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  read_from_guest (&fixture, BST_CONSOLE_MIME_PNG, png, GDK_TYPE_TEXTURE, &image);
  gdk_texture_download (g_value_get_object (&image), bgra, 4);
  g_assert_cmphex (bgra[0], ==, 0x33);
  g_assert_cmphex (bgra[2], ==, 0x11);

  read_from_guest (&fixture, BST_CONSOLE_MIME_FILES, uris, GDK_TYPE_FILE_LIST, &list);
  files = gdk_file_list_get_files (g_value_get_boxed (&list));
  g_assert_cmpuint (g_slist_length (files), ==, 2);
  first = g_file_get_path (files->data);
  g_assert_cmpstr (first, ==, "/srv/one file");
  console_fixture_tear_down (&fixture);
}

/* (transfer none): an entry beside the view. */
static GtkWidget *
add_entry (ConsoleFixture *fixture)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *entry = gtk_entry_new ();

  g_object_ref (fixture->view);
  gtk_window_set_child (GTK_WINDOW (fixture->window), box);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture->view));
  gtk_box_append (GTK_BOX (box), entry);
  g_object_unref (fixture->view);
  ui_settle ();

  return entry;
}

/* With the focus go the keys that are held, and what is for the console that has it: also where the
 * keys were given back before. */
static void
test_focus (void)
{
  ConsoleFixture fixture;
  GtkWidget *entry;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  /* A view that is put elsewhere in its window keeps both. */
  entry = add_entry (&fixture);
  console_fixture_focus (&fixture);
  g_assert_true (console_double_is_focused (fixture.console));
  press (&fixture, KEY_A);
  press (&fixture, KEY_LEFTSHIFT);
  gtk_widget_grab_focus (entry);
  {
    g_autofree char *log = console_double_take_log (fixture.console);

    g_assert_nonnull (strstr (log, "key-1e"));
    g_assert_nonnull (strstr (log, "key-2a"));
  }
  g_assert_false (console_double_is_focused (fixture.console));

  gtk_widget_grab_focus (GTK_WIDGET (fixture.view));
  g_assert_true (console_double_is_focused (fixture.console));
  bst_console_keyboard_release (console_fixture_get_keyboard (&fixture));
  g_assert_true (console_double_is_focused (fixture.console));
  gtk_widget_grab_focus (entry);
  g_assert_false (console_double_is_focused (fixture.console));

  /* What is copied beside it is offered when its user comes to it, and not before. */
  bst_console_offer_clipboard (BST_CONSOLE (fixture.console), BST_CONSOLE_SELECTION_CLIPBOARD, NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (fixture.window), "secret");
  ui_settle ();
  g_assert_cmpstr (console_double_get_offer (fixture.console), ==, "");
  gtk_widget_grab_focus (GTK_WIDGET (fixture.view));
  g_assert_true (is_offered (fixture.console));
  console_fixture_tear_down (&fixture);
}

/* What a guest can do may be told before it is connected again. */
static void
test_offered_again (void)
{
  ConsoleFixture fixture;
  BstConsole *console;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console = BST_CONSOLE (fixture.console);
  console_fixture_focus (&fixture);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (fixture.window), "mine");
  ui_wait ("the offer", is_offered, fixture.console);
  bst_console_offer_clipboard (console, BST_CONSOLE_SELECTION_CLIPBOARD, NULL);
  bst_console_tell_abilities (console, 0);
  bst_console_broken (console, bst_error_new (BST_ERROR_LOST, NULL, NULL, "The link broke"));

  console_double_connect (fixture.console);
  ui_wait ("the offer", is_offered, fixture.console);
  console_fixture_tear_down (&fixture);
}

/* Each direction has its switch, and nothing is told beside the focus. */
static void
test_switches (void)
{
  ConsoleFixture fixture;
  const char *types[] = { BST_CONSOLE_MIME_TEXT, NULL };
  GdkClipboard *clipboard;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  clipboard = gtk_widget_get_clipboard (fixture.window);
  bst_console_set_clipboard_to_guest (BST_CONSOLE (fixture.console), FALSE);
  bst_console_set_clipboard_from_guest (BST_CONSOLE (fixture.console), FALSE);
  gdk_clipboard_set_text (clipboard, "secret");
  bst_console_tell_offer (BST_CONSOLE (fixture.console), BST_CONSOLE_SELECTION_CLIPBOARD, types);
  ui_settle ();
  g_assert_true (gdk_clipboard_is_local (clipboard));
  g_assert_true (
      gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (clipboard), G_TYPE_STRING));
  g_assert_true (console_double_get_offer (fixture.console) == NULL ||
                 !is_offered (fixture.console));

  /* Who only looks gives nothing either; and who looks no more gives what is there. */
  bst_console_set_view_only (BST_CONSOLE (fixture.console), TRUE);
  bst_console_set_clipboard_to_guest (BST_CONSOLE (fixture.console), TRUE);
  ui_settle ();
  g_assert_true (console_double_get_offer (fixture.console) == NULL ||
                 !is_offered (fixture.console));
  bst_console_set_view_only (BST_CONSOLE (fixture.console), FALSE);
  ui_wait ("the offer", is_offered, fixture.console);
  console_fixture_tear_down (&fixture);
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;

  g_test_add_func ("/console-input/all-keys", test_all_keys);
  g_test_add_func ("/console-input/release", test_release);
  g_test_add_func ("/console-input/hotkeys", test_hotkeys);
  g_test_add_func ("/console-input/release-accelerator", test_release_accelerator);
  g_test_add_func ("/console-input/real-keys", test_real_keys);
  g_test_add_func ("/console-input/locks", test_locks);
  g_test_add_func ("/console-input/send-keys", test_send_keys);
  g_test_add_func ("/console-input/type-text", test_type_text);
  g_test_add_func ("/console-input/type-much", test_type_much);
  g_test_add_func ("/console-input/menu-chords", test_menu_chords);
  g_test_add_func ("/console-input/absolute", test_absolute);
  g_test_add_func ("/console-input/fractions", test_fractions);
  g_test_add_func ("/console-input/relative", test_relative);
  g_test_add_func ("/console-input/relative-refused", test_relative_refused);
  g_test_add_func ("/console-input/follow", test_follow);
  g_test_add_func ("/console-input/text", test_text);
  g_test_add_func ("/console-input/image-and-files", test_image_and_files);
  g_test_add_func ("/console-input/image-and-files/from-guest", test_image_and_files_from_guest);
  g_test_add_func ("/console-input/focus", test_focus);
  g_test_add_func ("/console-input/offered-again", test_offered_again);
  g_test_add_func ("/console-input/switches", test_switches);

  return g_test_run ();
}
