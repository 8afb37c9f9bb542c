/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys of a console's view that are more than that: hotkeys, and what is locked. */

#include "config.h"

#include <X11/XKBlib.h>
#include <gdk/x11/gdkx.h>
#include <linux/input-event-codes.h>

#include "app/bst-keystrokes.h"
#include "app/bst-settings.h"
#include "console-fixture.h"
#include "console/bst-console-private.h"
#include "ui-fixture.h"

static void
press (ConsoleFixture *fixture, guint keyval, guint evdev, GdkModifierType state)
{
  g_assert_true (bst_console_keyboard_press (console_fixture_get_keyboard (fixture), keyval,
                                             evdev + 8, state));
}

/* What oVirt writes. The keys that it takes begin with those that give the keyboard back, which
 * these are not: something else was pressed with them. */
static void
test_hotkey_with_release_keys (void)
{
  ConsoleFixture fixture;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_fixture_focus (&fixture);
  bst_console_view_set_hotkey (fixture.view, "console.send-keys::ctrl+alt+delete",
                               "<Control><Alt>End");
  press (&fixture, GDK_KEY_Control_L, KEY_LEFTCTRL, 0);
  press (&fixture, GDK_KEY_Alt_L, KEY_LEFTALT, GDK_CONTROL_MASK);
  g_free (console_double_take_log (fixture.console));
  press (&fixture, GDK_KEY_End, KEY_END, GDK_CONTROL_MASK | GDK_ALT_MASK);
  g_assert_nonnull (
      strstr (console_double_peek_log (fixture.console), "key+1d key+38 key+153 key-153"));
  console_fixture_let_go (&fixture, KEY_END);
  console_fixture_let_go (&fixture, KEY_LEFTALT);
  g_assert_true (console_fixture_is_taking (console_fixture_get_keyboard (&fixture)));
  console_fixture_let_go (&fixture, KEY_LEFTCTRL);
  g_assert_true (console_fixture_is_taking (console_fixture_get_keyboard (&fixture)));

  /* Alone they still do. */
  press (&fixture, GDK_KEY_Control_L, KEY_LEFTCTRL, 0);
  press (&fixture, GDK_KEY_Alt_L, KEY_LEFTALT, GDK_CONTROL_MASK);
  console_fixture_let_go (&fixture, KEY_LEFTALT);
  g_assert_false (console_fixture_is_taking (console_fixture_get_keyboard (&fixture)));
  console_fixture_tear_down (&fixture);
}

static gboolean
is_caps_locked (gpointer data)
{
  GdkSeat *seat = gdk_display_get_default_seat (gdk_display_get_default ());

  return gdk_device_get_caps_lock_state (gdk_seat_get_keyboard (seat));
}

static gboolean
is_caps_free (gpointer data)
{
  return !is_caps_locked (data);
}

static void
lock_caps (gboolean on)
{
  Display *display = gdk_x11_display_get_xdisplay (gdk_display_get_default ());

  XkbLockModifiers (display, XkbUseCoreKbd, LockMask, on ? LockMask : 0);
  XFlush (display);
  ui_wait ("the lock", on ? is_caps_locked : is_caps_free, NULL);
}

/* The picture comes before the way for keys does: the locks are told when they can be. */
static void
test_late_locks (void)
{
  ConsoleFixture fixture;
  BstConsole *console;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console = BST_CONSOLE (fixture.console);
  bst_console_tell_abilities (console, 0);
  console_fixture_focus (&fixture);
  lock_caps (TRUE);
  console_fixture_assert_log (&fixture, "");

  bst_console_tell_abilities (console, BST_CONSOLE_CAN_TYPE);
  console_fixture_assert_log (&fixture, "locks4");
  bst_console_tell_abilities (console, BST_CONSOLE_CAN_TYPE | BST_CONSOLE_CAN_CLIPBOARD);
  console_fixture_assert_log (&fixture, "");

  /* A view that was only looked at, and a lock that was pressed meanwhile. */
  bst_console_set_view_only (console, TRUE);
  press (&fixture, GDK_KEY_Caps_Lock, KEY_CAPSLOCK, 0);
  console_fixture_let_go (&fixture, KEY_CAPSLOCK);
  lock_caps (FALSE);
  console_fixture_assert_log (&fixture, "");
  bst_console_set_view_only (console, FALSE);
  console_fixture_assert_log (&fixture, "locks0");

  /* Not for who does not type there. */
  bst_console_keyboard_release (console_fixture_get_keyboard (&fixture));
  bst_console_set_view_only (console, TRUE);
  bst_console_set_view_only (console, FALSE);
  console_fixture_assert_log (&fixture, "");
  console_fixture_tear_down (&fixture);
}

static gboolean
is_typed (gpointer strokes)
{
  return bst_keystrokes_is_over (strokes);
}

/* A text arrives as it is, whatever is locked there: Caps Lock is of letters alone. */
static void
test_type_under_caps (void)
{
  ConsoleFixture fixture;
  g_autoptr (BstKeystrokes) strokes = NULL;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  strokes = bst_keystrokes_new (BST_CONSOLE (fixture.console),
                                gtk_widget_get_display (fixture.window), "aB1!");
  bst_console_tell_locks (BST_CONSOLE (fixture.console), BST_CONSOLE_LOCK_CAPS);
  g_free (console_double_take_log (fixture.console));
  bst_keystrokes_start (strokes);
  ui_wait ("the text", is_typed, strokes);
  console_fixture_assert_log (&fixture, "key+2a key+1e key-1e key-2a key+30 key-30 "
                                        "key+2 key-2 key+2a key+2 key-2 key-2a");
  g_clear_object (&strokes);
  console_fixture_tear_down (&fixture);
}

/* What is zoomed is this console: how others open, their menu says. */
static void
test_zoom (void)
{
  ConsoleFixture fixture;
  GActionGroup *actions;
  g_autofree char *setting = NULL;
  g_autoptr (GVariant) state = NULL;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  actions = bst_console_view_get_actions (fixture.view);
  g_action_group_activate_action (actions, "zoom-in", NULL);
  g_assert_cmpint (bst_console_view_get_scaling (fixture.view), ==, BST_CONSOLE_SCALING_ONE);
  g_assert_cmpfloat (bst_console_view_get_zoom (fixture.view), ==, 1.25);
  state = g_action_group_get_action_state (actions, "scaling");
  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, "one");
  setting = g_settings_get_string (bst_settings_get (), "console-scaling");
  g_assert_cmpstr (setting, ==, "fit");

  g_clear_pointer (&setting, g_free);
  g_action_group_change_action_state (actions, "scaling", g_variant_new_string ("one"));
  setting = g_settings_get_string (bst_settings_get (), "console-scaling");
  g_assert_cmpstr (setting, ==, "one");
  console_fixture_tear_down (&fixture);
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;

  g_test_add_func ("/console-keys/hotkey-with-release-keys", test_hotkey_with_release_keys);
  g_test_add_func ("/console-keys/late-locks", test_late_locks);
  g_test_add_func ("/console-keys/type-under-caps", test_type_under_caps);
  g_test_add_func ("/console-keys/zoom", test_zoom);

  return g_test_run ();
}
