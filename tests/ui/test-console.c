/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The widget of consoles, with a guest that is a part of the test: what is seen on the display is
 * read back from it, pixel by pixel. */

#include "config.h"

#include <X11/Xlib.h>
#include <X11/Xutil.h>
#include <adwaita.h>
#include <gdk/x11/gdkx.h>
#include <glib/gstdio.h>
#include <linux/input-event-codes.h>

#include "app/bst-console-figures.h"
#include "app/bst-console-message.h"
#include "app/bst-console-notice.h"
#include "app/bst-scancode.h"
#include "app/bst-settings.h"
#include "console-fixture.h"
#include "console/bst-console-display-private.h"
#include "console/bst-console-private.h"
#include "console/bst-console-usb-device-private.h"
#include "core/bst-error.h"
#include "ui-fixture.h"

/* --- Pixels --- */

/* Whether two of the guest's @n pixels meet under the middle of the @i-th of @across that are shown; either
 * may be drawn there. @drawn: the second one, or the one. */
static gboolean
is_between (int i, int across, int n, int *drawn)
{
  const int twice = (2 * i + 1) * n;

  *drawn = twice / (2 * across);
  return twice % (2 * across) == 0;
}

/* The first one of @across where one of the guest's is alone. */
static int
find_alone (int across, int n, int *drawn)
{
  int i = 0;

  while (is_between (i, across, n, drawn))
    i++;

  return i;
}

/* Which columns, or rows, of the guest's are drawn: where two meet, the one that is seen in the row, or
 * column, @along. All that are in one are to be drawn alike, else what is straight were ragged. */
static int *
find_drawn (XImage *image, const guint32 *pixels, gboolean columns, int across, int n, int down, int m)
{
  int *drawn = g_new (int, across);
  int other;
  const int along = find_alone (down, m, &other);

  for (int i = 0; i < across; i++)
    {
      gboolean between = is_between (i, across, n, &drawn[i]);
      unsigned long shown = columns ? XGetPixel (image, i, along) : XGetPixel (image, along, i);
      guint32 second = columns ? pixels[other * n + drawn[i]] : pixels[drawn[i] * m + other];

      if (between && ((shown ^ second) & 0xffffff) != 0)
        drawn[i]--;
    }

  return drawn;
}

/* What the display shows at the screen's picture, and what the guest drew: where that is scaled,
 * each pixel of it with edges. */
static guint
count_wrong (ConsoleFixture *fixture, int width, int height)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (fixture->window));
  Display *display = gdk_x11_display_get_xdisplay (gdk_surface_get_display (surface));
  const guint32 *pixels = console_double_get_pixels (fixture->console, 0);
  const int scale = gdk_surface_get_scale_factor (surface);
  graphene_rect_t bounds;
  graphene_point_t corner;
  double left, top;
  int across, down;
  g_autofree int *columns = NULL;
  g_autofree int *rows = NULL;
  guint wrong = 0;
  XImage *image;

  bst_console_screen_get_bounds (console_fixture_get_screen (fixture), &bounds);
  across = (int)(bounds.size.width * scale);
  down = (int)(bounds.size.height * scale);
  g_assert_true (gtk_widget_compute_point (GTK_WIDGET (console_fixture_get_screen (fixture)),
                                           fixture->window, &bounds.origin, &corner));
  gtk_native_get_surface_transform (GTK_NATIVE (fixture->window), &left, &top);
  gdk_x11_display_error_trap_push (gdk_surface_get_display (surface));
  image = XGetImage (display, gdk_x11_surface_get_xid (surface), (int)((corner.x + left) * scale),
                     (int)((corner.y + top) * scale), (guint)across, (guint)down, AllPlanes, ZPixmap);
  if (gdk_x11_display_error_trap_pop (gdk_surface_get_display (surface)) != 0 || image == NULL)
    return G_MAXUINT;
  columns = find_drawn (image, pixels, TRUE, across, width, down, height);
  rows = find_drawn (image, pixels, FALSE, down, height, across, width);
  for (int y = 0; y < down; y++)
    {
      for (int x = 0; x < across; x++)
        wrong += ((XGetPixel (image, x, y) ^ pixels[rows[y] * width + columns[x]]) & 0xffffff) != 0;
    }
  XDestroyImage (image);

  return wrong;
}

typedef struct
{
  ConsoleFixture *fixture;
  int width, height;
} Picture;

static gboolean
is_right (gpointer data)
{
  Picture *picture = data;

  return count_wrong (picture->fixture, picture->width, picture->height) == 0;
}

static gboolean
on_look (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_right (ConsoleFixture *fixture, const char *what, int width, int height)
{
  Picture picture = { fixture, width, height };
  /* The last look is after the last frame. */
  guint source = g_timeout_add (10, on_look, NULL);

  ui_wait (what, is_right, &picture);
  g_source_remove (source);
}

static void
test_pixels (void)
{
  ConsoleFixture fixture;
  guint32 *pixels;

  console_fixture_set_up (&fixture, 320, 200, "one");
  wait_right (&fixture, "the first picture", 320, 200);

  /* Only what is told to be new: at the edges of tiles and of the picture. */
  pixels = console_double_get_pixels (fixture.console, 0);
  for (int i = 0; i < 4; i++)
    pixels[(127 + i % 2) * 320 + 127 + i / 2] = 0x00123456;
  console_double_damage (fixture.console, 0, 127, 127, 2, 2);
  pixels[199 * 320 + 319] = 0xff654321;
  console_double_damage (fixture.console, 0, 319, 199, 1, 1);
  pixels[0] = 0;
  console_double_damage (fixture.console, 0, 0, 0, 1, 1);
  wait_right (&fixture, "the damage", 320, 200);

  /* Another size, larger and smaller; an odd one. */
  console_double_set_size (fixture.console, 0, 517, 333);
  wait_right (&fixture, "a larger picture", 517, 333);
  console_double_set_size (fixture.console, 0, 63, 41);
  wait_right (&fixture, "a smaller picture", 63, 41);
  console_fixture_tear_down (&fixture);
}

/* --- The guest's own cursor --- */

#define RED 0xff0000
#define CURSOR 4

typedef struct
{
  ConsoleFixture *fixture;
  int left, top;
} CursorPlace;

/* Red there and nowhere else: the screen is not told of what is written into its pixels here. */
static gboolean
shows_cursor (gpointer data)
{
  CursorPlace *place = data;
  guint32 *pixels = console_double_get_pixels (place->fixture->console, 0);
  guint32 before[CURSOR * CURSOR];
  guint wrong;

  pixels += place->top * 320 + place->left;
  for (int i = 0; i < CURSOR * CURSOR; i++)
    {
      before[i] = pixels[i / CURSOR * 320 + i % CURSOR];
      pixels[i / CURSOR * 320 + i % CURSOR] = RED;
    }
  wrong = count_wrong (place->fixture, 320, 200);
  for (int i = 0; i < CURSOR * CURSOR; i++)
    pixels[i / CURSOR * 320 + i % CURSOR] = before[i];

  return wrong == 0 && count_wrong (place->fixture, 320, 200) == CURSOR * CURSOR;
}

/* Drawn with its hot spot where the guest says that its pointer is, while that is moved by what a
 * mouse moves; a pointer that is where this computer's is, that one is. */
static void
test_guest_cursor (void)
{
  ConsoleFixture fixture;
  g_autoptr (BstConsoleCursor) cursor = NULL;
  BstConsoleDisplay *display;
  guint8 rgba[CURSOR * CURSOR * 4];
  guint source = g_timeout_add (10, on_look, NULL);

  for (int i = 0; i < CURSOR * CURSOR; i++)
    memcpy (rgba + 4 * i, (guint8[]){ 0xff, 0, 0, 0xff }, 4);
  cursor = bst_console_cursor_new (CURSOR, CURSOR, 1, 2, rgba, sizeof rgba);
  console_fixture_set_up (&fixture, 320, 200, "one");
  wait_right (&fixture, "the picture", 320, 200);
  display = bst_console_screen_get_display (console_fixture_get_screen (&fixture));

  bst_console_tell_pointer (BST_CONSOLE (fixture.console), FALSE);
  bst_console_display_set_cursor (display, cursor);
  bst_console_display_set_cursor_position (display, 100, 50);
  ui_wait ("the cursor", shows_cursor, &(CursorPlace){ &fixture, 99, 48 });
  bst_console_display_set_cursor_position (display, 200, 150);
  ui_wait ("the cursor elsewhere", shows_cursor, &(CursorPlace){ &fixture, 199, 148 });

  bst_console_tell_pointer (BST_CONSOLE (fixture.console), TRUE);
  wait_right (&fixture, "the picture alone", 320, 200);
  g_source_remove (source);
  console_fixture_tear_down (&fixture);
}

/* Where there is just as much room as pixels, fitting is pixel for pixel. */
static void
test_fit (void)
{
  ConsoleFixture fixture;
  graphene_rect_t bounds;
  int px, py;

  console_fixture_set_up (&fixture, 600, 400, "fit");
  wait_right (&fixture, "a picture that fits", 600, 400);

  /* Half of it, in the middle of the height. */
  console_double_set_size (fixture.console, 0, 1200, 600);
  ui_settle ();
  bst_console_screen_get_bounds (console_fixture_get_screen (&fixture), &bounds);
  g_assert_cmpfloat (bounds.size.width, ==, 600);
  g_assert_cmpfloat (bounds.size.height, ==, 300);
  g_assert_cmpfloat (bounds.origin.y, ==, 50);
  g_assert_true (
      bst_console_screen_find (console_fixture_get_screen (&fixture), 300, 200, &px, &py));
  g_assert_cmpint (px, ==, 600);
  g_assert_cmpint (py, ==, 300);
  g_assert_false (
      bst_console_screen_find (console_fixture_get_screen (&fixture), 300, 10, &px, &py));
  g_assert_cmpint (py, ==, 0);
  console_fixture_tear_down (&fixture);
}

static gboolean
is_smooth (gpointer data)
{
  Picture *picture = data;
  guint wrong = count_wrong (picture->fixture, picture->width, picture->height);

  /* No two neighbours of the pattern are alike: all but some of those that lie in the middle of
   * others are mixed. */
  return wrong != G_MAXUINT && wrong > 600 * 400 / 2;
}

/* A picture that is scaled is smoothed, unless pixels shall keep their edges: then each that is
 * seen is one of the guest's, also where the scale is no whole number, and also in damage. */
static void
test_sharp (void)
{
  const int sizes[][2] = { { 300, 200 }, { 200, 100 }, { 450, 300 }, { 400, 260 }, { 480, 320 } };
  ConsoleFixture fixture;

  console_fixture_set_up (&fixture, 300, 200, "fit");
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const int width = sizes[i][0], height = sizes[i][1];
      Picture picture = { &fixture, width, height };
      graphene_rect_t bounds;
      guint source;

      g_settings_set_boolean (bst_settings_get (), "console-sharp", FALSE);
      console_double_set_size (fixture.console, 0, width, height);
      source = g_timeout_add (10, on_look, NULL);
      ui_wait ("a smooth picture", is_smooth, &picture);
      g_source_remove (source);
      bst_console_screen_get_bounds (console_fixture_get_screen (&fixture), &bounds);
      g_assert_cmpfloat (bounds.size.width, ==, 600);

      g_action_group_change_action_state (bst_console_view_get_actions (fixture.view), "sharp",
                                          g_variant_new_boolean (TRUE));
      wait_right (&fixture, "a sharp picture", width, height);
      console_double_get_pixels (fixture.console, 0)[(height / 2) * width + width / 2] = 0x123456;
      console_double_damage (fixture.console, 0, width / 2, height / 2, 1, 1);
      wait_right (&fixture, "sharp damage", width, height);
    }
  g_settings_reset (bst_settings_get (), "console-sharp");
  console_fixture_tear_down (&fixture);
}

/* Many drawings between two frames are one painting of what they touched. */
static void
test_one_frame (void)
{
  ConsoleFixture fixture;
  BstConsolePainter *painter;
  guint64 frames, pixels;

  console_fixture_set_up (&fixture, 320, 200, "one");
  wait_right (&fixture, "the first picture", 320, 200);
  painter = bst_console_screen_get_painter (console_fixture_get_screen (&fixture));
  frames = bst_console_painter_get_frames (painter);
  pixels = bst_console_painter_get_pixels (painter);
  for (int i = 0; i < 100; i++)
    {
      console_double_get_pixels (fixture.console, 0)[i] = 0xabcdef;
      console_double_damage (fixture.console, 0, i, 0, 1, 1);
    }
  wait_right (&fixture, "a hundred drawings", 320, 200);
  g_assert_cmpuint (bst_console_painter_get_frames (painter) - frames, ==, 1);
  g_assert_cmpuint (bst_console_painter_get_pixels (painter) - pixels, ==, 100);
  console_fixture_tear_down (&fixture);
}

/* All of the picture but what the figures take; they change, too. */
static gboolean
is_covered (gpointer data)
{
  Picture *picture = data;
  GtkWidget *figures = ui_find (picture->fixture->view, BST_TYPE_CONSOLE_FIGURES, NULL);
  guint area = (guint)(gtk_widget_get_width (figures) * gtk_widget_get_height (figures));

  return count_wrong (picture->fixture, picture->width, picture->height) <= area;
}

/* What lies over the picture stays there, whatever way new pixels come. */
static void
test_covered (void)
{
  ConsoleFixture fixture;
  Picture picture = { &fixture, 600, 400 };
  guint source;

  g_settings_set_boolean (bst_settings_get (), "console-figures", TRUE);
  console_fixture_set_up (&fixture, 600, 400, "fit");
  source = g_timeout_add (10, on_look, NULL);
  for (guint i = 0; i < 20; i++)
    {
      for (guint j = 0; j < 600 * 400; j++)
        console_double_get_pixels (fixture.console, 0)[j] = 0xffffff - i;
      console_double_damage (fixture.console, 0, 0, 0, 600, 400);
      ui_wait ("a picture with figures on it", is_covered, &picture);
      g_assert_cmpuint (count_wrong (&fixture, 600, 400), >, 0);
    }

  g_source_remove (source);
  console_fixture_tear_down (&fixture);
  g_settings_reset (bst_settings_get (), "console-figures");
}

static gboolean
is_counted (gpointer figures)
{
  GtkWidget *label = gtk_widget_get_first_child (figures);

  return g_regex_match_simple ("^[0-9]+ frames/s · [1-9][0-9]* updates/s · latency [0-9]+\\.[0-9] "
                               "ms · [0-9.]+.*B/s$",
                               gtk_label_get_text (GTK_LABEL (label)), 0, 0);
}

/* What is drawn, from the last look to this; and how long it took after a key. */
static void
test_figures (void)
{
  ConsoleFixture fixture;
  GtkWidget *figures;

  g_settings_set_boolean (bst_settings_get (), "console-figures", TRUE);
  console_fixture_set_up (&fixture, 320, 200, "fit");
  figures = ui_find (fixture.view, BST_TYPE_CONSOLE_FIGURES, NULL);
  g_assert_false (is_counted (figures));
  bst_console_key (BST_CONSOLE (fixture.console), KEY_A, TRUE);
  for (guint i = 0; i < 20; i++)
    console_double_damage (fixture.console, 0, 0, 0, 10, 10);
  ui_wait ("the figures", is_counted, figures);
  console_fixture_tear_down (&fixture);
  g_settings_reset (bst_settings_get (), "console-figures");
}

/* --- States --- */

static const char *
get_title (ConsoleFixture *fixture)
{
  GtkWidget *page = ui_find (fixture->view, ADW_TYPE_STATUS_PAGE, NULL);

  return page != NULL ? adw_status_page_get_title (ADW_STATUS_PAGE (page)) : NULL;
}

static void
on_signal (guint *count)
{
  *count += 1;
}

/* Each says what it is, and offers what can be done. */
static void
test_states (void)
{
  ConsoleFixture fixture;
  BstConsole *console;
  guint starts = 0, ways = 0;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console = BST_CONSOLE (fixture.console);
  g_signal_connect_swapped (fixture.view, "start", G_CALLBACK (on_signal), &starts);
  g_signal_connect_swapped (fixture.view, "other-way", G_CALLBACK (on_signal), &ways);
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "screen");

  /* Lost: the last picture stays, greyed, and why and when is over it. */
  bst_console_broken (console, bst_error_new (BST_ERROR_LOST, NULL, NULL, "The link broke"));
  g_assert_cmpint (bst_console_get_state (console), ==, BST_CONSOLE_STATE_LOST);
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "screen");
  g_assert_true (
      gtk_widget_has_css_class (GTK_WIDGET (console_fixture_get_screen (&fixture)), "lost"));
  g_assert_nonnull (ui_find (fixture.view, GTK_TYPE_BUTTON, "_Try Now"));

  /* A password, wrong once. */
  bst_console_open (console);
  bst_console_want_password (console, FALSE, TRUE, NULL);
  g_assert_cmpstr (get_title (&fixture), ==, "Password Needed");
  g_free (console_double_take_log (fixture.console));
  ui_type (fixture.view, ADW_TYPE_PASSWORD_ENTRY_ROW, "Password", "mumble");
  ui_click (fixture.view, "_Log In");
  console_fixture_assert_log (&fixture, "password:mumble");
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "screen");
  /* An error, with its remedy and another way. */
  bst_console_ended (
      console, bst_error_new (BST_ERROR_REFUSED, "Look there.", "ECONNREFUSED", "Nothing listens"));
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "message");
  g_assert_cmpstr (get_title (&fixture), ==, "Cannot Show the Screen");
  g_assert_nonnull (ui_find (fixture.view, GTK_TYPE_BUTTON, "_Retry"));
  g_assert_null (ui_find (fixture.view, GTK_TYPE_BUTTON, "Choose _Another Way…"));
  bst_console_view_set_other_way (fixture.view, BST_CONSOLE_OTHER_WAY_CHOOSE);
  ui_click (fixture.view, "Choose _Another Way…");
  g_assert_cmpuint (ways, ==, 1);
  /* No way leads to what is not there, and past somebody else. */
  bst_console_ended (console, bst_error_new (BST_ERROR_BUSY, NULL, NULL, "Somebody is there"));
  g_assert_nonnull (ui_find (fixture.view, GTK_TYPE_BUTTON, "_Retry"));
  g_assert_null (ui_find (fixture.view, GTK_TYPE_BUTTON, "Choose _Another Way…"));

  /* Again, and off: it may be started. */
  console_double_connect (fixture.console);
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "screen");
  gtk_widget_grab_focus (GTK_WIDGET (fixture.view));
  bst_console_ended (console, NULL);
  bst_console_view_set_can_start (fixture.view, TRUE);
  g_assert_true (BST_IS_CONSOLE_MESSAGE (gtk_window_get_focus (GTK_WINDOW (fixture.window))));
  g_assert_cmpstr (get_title (&fixture), ==, "The Machine Is Off");
  ui_click (fixture.view, "_Start");
  g_assert_cmpuint (starts, ==, 1);

  /* Whoever knows better what is wrong says so in its place. */
  bst_console_view_set_problem (fixture.view, gtk_label_new ("problem"));
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "problem");
  bst_console_view_set_problem (fixture.view, NULL);
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "message");
  console_fixture_tear_down (&fixture);
}

static gboolean
says_no_picture (gpointer data)
{
  return g_strcmp0 (get_title (data), "No Picture") == 0;
}

/* A machine without a video device, or with a display that is off, is not one to wait for. */
static void
test_no_picture (void)
{
  ConsoleFixture fixture = { .console = console_double_new () };

  fixture.view = BST_CONSOLE_VIEW (bst_console_view_new (BST_CONSOLE (fixture.console), 0));
  fixture.window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture.window), GTK_WIDGET (fixture.view));
  gtk_window_present (GTK_WINDOW (fixture.window));

  console_double_connect (fixture.console);
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "message");
  g_assert_cmpstr (get_title (&fixture), ==, "Connecting…");
  ui_wait ("a word about the picture", says_no_picture, &fixture);
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "message");

  console_double_set_size (fixture.console, 0, 320, 200);
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "screen");
  console_fixture_tear_down (&fixture);
}

static char *
take_layout (ConsoleFixture *fixture, const char *action)
{
  gint64 end = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;
  g_autofree char *log = NULL;

  g_free (console_double_take_log (fixture->console));
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), action, NULL);
  while (g_get_monotonic_time () < end && (log == NULL || strstr (log, "layout") == NULL))
    {
      g_main_context_iteration (NULL, FALSE);
      g_free (log);
      log = console_double_take_log (fixture->console);
    }

  return g_steal_pointer (&log);
}

/* The guest is asked for one more monitor, and for one less. */
static void
test_more_displays (void)
{
  ConsoleFixture fixture;
  g_autofree char *more = NULL;
  g_autofree char *less = NULL;
  BstConsoleNotice *notice;
  GActionGroup *actions;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  actions = bst_console_view_get_actions (fixture.view);
  bst_console_tell_abilities (BST_CONSOLE (fixture.console), BST_CONSOLE_CAN_TYPE);
  g_assert_false (g_action_group_get_action_enabled (actions, "add-display"));
  /* The size that is chosen all the same has its effect when the agent starts, and is told so. */
  g_action_group_change_action_state (actions, "scaling", g_variant_new_string ("follow"));
  notice = BST_CONSOLE_NOTICE (ui_find (fixture.view, BST_TYPE_CONSOLE_NOTICE, NULL));
  g_assert_nonnull (strstr (bst_console_notice_get_text (notice), "start spice-vdagent"));
  g_action_group_change_action_state (actions, "scaling", g_variant_new_string ("fit"));
  bst_console_tell_abilities (BST_CONSOLE (fixture.console),
                              BST_CONSOLE_CAN_TYPE | BST_CONSOLE_CAN_RESIZE);
  g_assert_true (g_action_group_get_action_enabled (actions, "add-display"));
  g_assert_false (g_action_group_get_action_enabled (actions, "remove-display"));
  more = take_layout (&fixture, "console.add-display");
  g_assert_cmpstr (more, ==, "layout0:320x200 layout1:1024x768");

  console_double_set_size (fixture.console, 1, 1024, 768);
  bst_console_view_set_display (fixture.view, 1);
  g_assert_true (g_action_group_get_action_enabled (actions, "remove-display"));
  less = take_layout (&fixture, "console.remove-display");
  g_assert_cmpstr (less, ==, "layout0:320x200 layout1:off");
  console_fixture_tear_down (&fixture);
}

/* A monitor that the guest switched off shows nothing, least of all its last picture. */
static void
test_monitor_gone (void)
{
  ConsoleFixture fixture;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  console_double_set_size (fixture.console, 1, 100, 50);
  bst_console_view_set_display (fixture.view, 1);
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "screen");
  bst_console_remove_display (BST_CONSOLE (fixture.console), 1);
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "message");
  console_double_set_size (fixture.console, 1, 100, 50);
  g_assert_cmpstr (bst_console_view_get_page (fixture.view), ==, "screen");
  console_fixture_tear_down (&fixture);
}

static gboolean
is_typed_into (GtkWindow *window, GType type)
{
  GtkWidget *focus = gtk_window_get_focus (window);

  return focus != NULL && gtk_widget_get_ancestor (focus, type) != NULL;
}

/* Where a password is asked, that is what keys write: not where somebody is at something else. */
static void
test_password_focus (void)
{
  ConsoleFixture fixture = { .console = console_double_new () };
  BstConsole *console = BST_CONSOLE (fixture.console);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *elsewhere = gtk_entry_new ();
  GtkWindow *window;

  fixture.view = BST_CONSOLE_VIEW (bst_console_view_new (console, 0));
  fixture.window = gtk_window_new ();
  window = GTK_WINDOW (fixture.window);
  gtk_box_append (GTK_BOX (box), elsewhere);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (fixture.view));
  gtk_window_set_child (window, box);
  gtk_window_present (window);
  bst_console_open (console);
  gtk_widget_grab_focus (GTK_WIDGET (fixture.view));
  /* At no button: a key on its way to the guest would press it. */
  g_assert_true (BST_IS_CONSOLE_MESSAGE (gtk_window_get_focus (window)));

  bst_console_want_password (console, FALSE, TRUE, NULL);
  g_assert_true (is_typed_into (window, ADW_TYPE_PASSWORD_ENTRY_ROW));
  bst_console_set_password (console, NULL, "mumble", FALSE);
  bst_console_open (console);
  g_assert_true (BST_IS_CONSOLE_MESSAGE (gtk_window_get_focus (window)));
  bst_console_want_password (console, FALSE, TRUE, NULL);
  g_assert_true (is_typed_into (window, ADW_TYPE_PASSWORD_ENTRY_ROW));

  bst_console_open (console);
  gtk_widget_grab_focus (elsewhere);
  bst_console_want_password (console, FALSE, TRUE, NULL);
  g_assert_true (is_typed_into (window, GTK_TYPE_ENTRY));
  console_fixture_tear_down (&fixture);
}

/* The way out is always told, by the name that people know the screen by. */
static void
test_accessible (void)
{
  ConsoleFixture fixture;
  g_autofree char *hint = NULL;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  gtk_test_accessible_assert_role (GTK_ACCESSIBLE (console_fixture_get_screen (&fixture)),
                                   GTK_ACCESSIBLE_ROLE_IMG);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (console_fixture_get_screen (&fixture)),
                                       GTK_ACCESSIBLE_PROPERTY_LABEL, "Screen of double");
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (console_fixture_get_screen (&fixture)), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "Keys go to the machine while this has the focus. Ctrl+Alt gives them back.");
  hint = bst_console_view_dup_hint (fixture.view);
  g_assert_nonnull (strstr (hint, "Ctrl+Alt"));
  g_settings_set_string (bst_settings_get (), "console-release-keys", "rctrl");
  gtk_test_accessible_assert_property (
      GTK_ACCESSIBLE (console_fixture_get_screen (&fixture)), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      "Keys go to the machine while this has the focus. Right Ctrl gives them back.");
  g_settings_reset (bst_settings_get (), "console-release-keys");
  console_fixture_tear_down (&fixture);
}

/* --- Geometry --- */

/* Whole pixels of the surface at every scale. */
static void
test_scales (void)
{
  const double scales[] = { 1, 1.25, 1.5, 1.75, 2, 3 };

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      graphene_rect_t bounds;
      double pixels;

      bst_console_geometry_place (BST_CONSOLE_SCALING_ONE, 1, 801, 601, 1000, 900, scales[i], 0, 0,
                                  &bounds);
      pixels = bounds.size.width * scales[i];
      g_assert_cmpfloat_with_epsilon (pixels, 801, 0.01);
      pixels = bounds.origin.x * scales[i];
      g_assert_cmpfloat_with_epsilon (pixels, (int)(pixels + 0.5), 0.01);

      bst_console_geometry_place (BST_CONSOLE_SCALING_FIT, 1, 801, 601, 333, 333, scales[i], 0.1,
                                  0.1, &bounds);
      pixels = bounds.size.width * scales[i];
      g_assert_cmpfloat_with_epsilon (pixels, (int)(pixels + 0.5), 0.01);
      g_assert_cmpfloat (bounds.size.width, <=, 333);
      pixels = (bounds.origin.y + 0.1) * scales[i];
      g_assert_cmpfloat_with_epsilon (pixels, (int)(pixels + 0.5), 0.01);
    }
}

/* What is pointed at is what is seen there: a pixel of the surface is one of the guest's, at every scale
 * of the surface and of the picture, to the last one. */
static void
test_find (void)
{
  const double scales[] = { 1, 1.25, 1.5, 1.75, 2, 3 };
  const double zooms[] = { 1, 1.25, 1.5, 2 };

  for (guint i = 0; i < G_N_ELEMENTS (scales) * G_N_ELEMENTS (zooms); i++)
    {
      const double scale = scales[i % G_N_ELEMENTS (scales)];
      const double zoom = zooms[i / G_N_ELEMENTS (scales)];
      graphene_rect_t bounds;
      int across, down, x, y;

      bst_console_geometry_place (BST_CONSOLE_SCALING_ONE, zoom, 801, 601, 2500, 2000, scale, 0.1,
                                  0.3, &bounds);
      across = (int)(bounds.size.width * scale + 0.5);
      down = (int)(bounds.size.height * scale + 0.5);
      g_assert_cmpint (across, ==, (int)(801 * zoom + 0.5));
      g_assert_cmpint (down, ==, (int)(601 * zoom + 0.5));
      /* By the middle of each pixel of the surface, as count_wrong () has it of what is painted. */
      for (int at = 0; at < across; at++)
        {
          const int row = at * down / across;

          g_assert_true (bst_console_geometry_find (&bounds, 801, 601,
                                                    bounds.origin.x + (at + 0.5) / scale,
                                                    bounds.origin.y + (row + 0.5) / scale, &x, &y));
          g_assert_cmpint (x, ==, (2 * at + 1) * 801 / (2 * across));
          g_assert_cmpint (y, ==, (2 * row + 1) * 601 / (2 * down));
        }
      g_assert_false (bst_console_geometry_find (&bounds, 801, 601, bounds.origin.x - 0.5 / scale,
                                                 bounds.origin.y, &x, &y));
      g_assert_cmpint (x, ==, 0);
      g_assert_false (bst_console_geometry_find (&bounds, 801, 601,
                                                 bounds.origin.x + (across + 0.5) / scale,
                                                 bounds.origin.y, &x, &y));
      g_assert_cmpint (x, ==, 800);
    }
}

/* --- Keys --- */

static void
test_scancodes (void)
{
  /* What an AT keyboard sends for the keys that are not like the kernel's numbers. */
  const struct
  {
    guint evdev, scancode;
  } keys[] = {
    { KEY_ESC, 0x01 },       { KEY_A, 0x1e },          { KEY_KPDOT, 0x53 },
    { KEY_102ND, 0x56 },     { KEY_F11, 0x57 },        { KEY_F12, 0x58 },
    { KEY_KPENTER, 0x11c },  { KEY_RIGHTCTRL, 0x11d }, { KEY_KPSLASH, 0x135 },
    { KEY_SYSRQ, 0x137 },    { KEY_RIGHTALT, 0x138 },  { KEY_HOME, 0x147 },
    { KEY_UP, 0x148 },       { KEY_PAGEUP, 0x149 },    { KEY_LEFT, 0x14b },
    { KEY_RIGHT, 0x14d },    { KEY_END, 0x14f },       { KEY_DOWN, 0x150 },
    { KEY_PAGEDOWN, 0x151 }, { KEY_INSERT, 0x152 },    { KEY_DELETE, 0x153 },
    { KEY_LEFTMETA, 0x15b }, { KEY_RIGHTMETA, 0x15c }, { KEY_COMPOSE, 0x15d },
    { KEY_PAUSE, 0x21d },    { KEY_YEN, 0x7d },        { KEY_RO, 0x73 },
    { KEY_MUTE, 0x120 },     { KEY_NUMLOCK, 0x45 },    { KEY_SCROLLLOCK, 0x46 },
  };
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_assert_cmphex (bst_scancode_from_evdev (keys[i].evdev), ==, keys[i].scancode);
  for (guint i = 1; i <= 83; i++)
    g_assert_cmphex (bst_scancode_from_evdev (i), ==, i);
  g_assert_cmphex (bst_scancode_from_evdev (KEY_RESERVED), ==, 0);
  g_assert_cmphex (bst_scancode_from_evdev (KEY_MAX), ==, 0);
  g_assert_cmphex (bst_scancode_from_keycode (0), ==, 0);

  /* No two keys are one, but for those that are printed alike. */
  for (guint i = 1; i < 256; i++)
    {
      guint scancode = bst_scancode_from_evdev (i);

      if (scancode == 0 || i == KEY_PRINT)
        continue;
      if (!g_hash_table_add (seen, GUINT_TO_POINTER (scancode)))
        g_error ("key %u has the scancode 0x%x of another", i, scancode);
    }
}

static void
test_chords (void)
{
  const struct
  {
    const char *text;
    guint n, first, last;
  } chords[] = {
    { "ctrl+alt+delete", 3, 0x1d, 0x153 }, { "Ctrl + Alt + F12", 3, 0x1d, 0x58 },
    { "print", 1, 0x137, 0x137 },          { "a", 1, 0x1e, 0x1e },
    { "super+l", 2, 0x15b, 0x26 },         { "f10", 1, 0x44, 0x44 },
  };
  const char *wrong[] = { "", "+", "ctrl+", "f13", "f0", "hyper+x", "aa", "a+b+c+d+e+f+g+h+i+j+k" };

  for (guint i = 0; i < G_N_ELEMENTS (chords); i++)
    {
      g_autoptr (GArray) chord = bst_scancode_parse_chord (chords[i].text);

      g_assert_nonnull (chord);
      g_assert_cmpuint (chord->len, ==, chords[i].n);
      g_assert_cmphex (g_array_index (chord, guint, 0), ==, chords[i].first);
      g_assert_cmphex (g_array_index (chord, guint, chord->len - 1), ==, chords[i].last);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_null (bst_scancode_parse_chord (wrong[i]));
}

/* --- Screenshots --- */

/* It is the guest's picture, whatever the window makes of it. */
static void
assert_is_shot (GdkTexture *texture, ConsoleFixture *fixture)
{
  g_autofree guint32 *got = g_new0 (guint32, 320 * 200);
  const guint32 *drawn = console_double_get_pixels (fixture->console, 0);

  g_assert_cmpint (gdk_texture_get_width (texture), ==, 320);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 200);
  gdk_texture_download (texture, (guchar *)got, 320 * sizeof (guint32));
  for (gsize i = 0; i < (gsize)320 * 200; i++)
    g_assert_cmphex (got[i], ==, drawn[i] | 0xff000000);
}

static void
act (ConsoleFixture *fixture, const char *action)
{
  g_action_group_activate_action (bst_console_view_get_actions (fixture->view), action, NULL);
}

static void
test_screenshot (void)
{
  ConsoleFixture fixture;
  g_auto (GValue) value = G_VALUE_INIT;
  GdkClipboard *clipboard;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture.view));
  act (&fixture, "copy-screenshot");

  g_value_init (&value, GDK_TYPE_TEXTURE);
  g_assert_true (
      gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &value, NULL));
  assert_is_shot (g_value_get_object (&value), &fixture);

  gdk_clipboard_set_content (clipboard, NULL);
  console_fixture_tear_down (&fixture);
}

/* (nullable) (transfer none) */
static GtkFileChooser *
find_chooser (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (GTK_IS_FILE_CHOOSER (window))
        return GTK_FILE_CHOOSER (window);
    }

  return NULL;
}

/* Not before it has come to the folder that it begins with: it would go back there. */
static gboolean
chooser_is_ready (gpointer data)
{
  g_autoptr (GFile) file = NULL;

  if (find_chooser () == NULL)
    return FALSE;
  file = gtk_file_chooser_get_file (find_chooser ());
  return file != NULL;
}

static gboolean
says_in_use (gpointer view)
{
  GtkWidget *notice = ui_find (view, BST_TYPE_CONSOLE_NOTICE, NULL);

  return notice != NULL &&
         g_strcmp0 (bst_console_notice_get_text (BST_CONSOLE_NOTICE (notice)),
                    "It is in use here. Unmount it first.") == 0;
}

/* What fails while no dialog of USB devices is there, with what to do next. */
static void
test_usb_failures (void)
{
  ConsoleFixture fixture;
  g_autoptr (BstConsoleUsbDevice) stubborn =
      bst_console_usb_device_new ("Stubborn disk", "0bc2:ab24 at 3-3", g_strdup (""), g_free);
  g_autoptr (GError) error =
      bst_error_new (BST_ERROR_FAILED, "Unplug it.", NULL, "The stick is broken");
  GListStore *store;
  GtkWidget *notice;

  console_fixture_set_up (&fixture, 320, 200, "fit");
  bst_console_tell_usb_failure (BST_CONSOLE (fixture.console), error);
  notice = ui_find (fixture.view, BST_TYPE_CONSOLE_NOTICE, NULL);
  g_assert_nonnull (notice);
  g_assert_cmpstr (bst_console_notice_get_text (BST_CONSOLE_NOTICE (notice)), ==,
                   "The stick is broken. Unplug it.");

  store = bst_console_get_usb_store (BST_CONSOLE (fixture.console));
  bst_console_usb_device_update (stubborn, TRUE, FALSE, NULL);
  g_list_store_append (store, stubborn);
  g_action_group_activate_action (bst_console_view_get_actions (fixture.view), "reset-usb", NULL);
  ui_wait ("the failure", says_in_use, fixture.view);
  g_list_store_remove_all (store);
  console_fixture_tear_down (&fixture);
}

/* Where there is no picture, none can be kept. */
static void
test_no_screenshot (void)
{
  ConsoleDouble *console = console_double_new ();
  GtkWidget *view = g_object_ref_sink (bst_console_view_new (BST_CONSOLE (console), 0));
  GActionGroup *actions = bst_console_view_get_actions (BST_CONSOLE_VIEW (view));

  g_assert_false (g_action_group_get_action_enabled (actions, "screenshot"));
  g_assert_false (g_action_group_get_action_enabled (actions, "copy-screenshot"));
  console_double_connect (console);
  console_double_set_size (console, 0, 32, 20);
  ui_settle ();
  g_assert_true (g_action_group_get_action_enabled (actions, "screenshot"));
  g_assert_true (g_action_group_get_action_enabled (actions, "copy-screenshot"));
  g_object_unref (view);
  ui_settle ();
  g_assert_finalize_object (console);
}

static gboolean
chooser_has_file (gpointer file)
{
  g_autoptr (GFile) chosen = gtk_file_chooser_get_file (find_chooser ());

  return chosen != NULL && g_file_equal (chosen, file);
}

static gboolean
says_saved (gpointer view)
{
  GtkWidget *notice = ui_find (view, BST_TYPE_CONSOLE_NOTICE, NULL);
  const char *text =
      notice != NULL ? bst_console_notice_get_text (BST_CONSOLE_NOTICE (notice)) : NULL;

  return text != NULL && g_str_has_prefix (text, "Saved as “");
}

static void
test_saved_screenshot (void)
{
  ConsoleFixture fixture;
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("bst-shot-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "shot.png", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFile) parent = g_file_new_for_path (folder);
  g_autoptr (GdkTexture) texture = NULL;

  g_assert_no_error (error);
  console_fixture_set_up (&fixture, 320, 200, "fit");
  act (&fixture, "screenshot");
  ui_wait ("somebody asks where to", chooser_is_ready, NULL);
  gtk_file_chooser_set_current_folder (find_chooser (), parent, &error);
  g_assert_no_error (error);
  gtk_file_chooser_set_current_name (find_chooser (), "shot.png");
  ui_wait ("the file to be chosen", chooser_has_file, file);
  g_signal_emit_by_name (ui_find (find_chooser (), GTK_TYPE_BUTTON, "_Save"), "clicked");
  ui_wait ("the picture to be saved", says_saved, fixture.view);

  texture = gdk_texture_new_from_file (file, &error);
  g_assert_no_error (error);
  assert_is_shot (texture, &fixture);

  g_unlink (path);
  g_rmdir (folder);
  console_fixture_tear_down (&fixture);
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;

  g_test_add_func ("/console/scancodes", test_scancodes);
  g_test_add_func ("/console/chords", test_chords);
  g_test_add_func ("/console/scales", test_scales);
  g_test_add_func ("/console/find", test_find);
  g_test_add_func ("/console/exact/pixels", test_pixels);
  g_test_add_func ("/console/covered", test_covered);
  g_test_add_func ("/console/figures", test_figures);
  g_test_add_func ("/console/exact/guest-cursor", test_guest_cursor);
  g_test_add_func ("/console/fit", test_fit);
  g_test_add_func ("/console/sharp", test_sharp);
  g_test_add_func ("/console/one-frame", test_one_frame);
  g_test_add_func ("/console/states", test_states);
  g_test_add_func ("/console/no-picture", test_no_picture);
  g_test_add_func ("/console/more-displays", test_more_displays);
  g_test_add_func ("/console/monitor-gone", test_monitor_gone);
  g_test_add_func ("/console/password-focus", test_password_focus);
  g_test_add_func ("/console/accessible", test_accessible);
  g_test_add_func ("/console/screenshot", test_screenshot);
  g_test_add_func ("/console/usb-failures", test_usb_failures);
  g_test_add_func ("/console/no-screenshot", test_no_screenshot);
  g_test_add_func ("/console/saved-screenshot", test_saved_screenshot);

  return g_test_run ();
}
