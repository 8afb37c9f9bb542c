/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that another program drops on a console's screen, and what is seen of their way into the
 * machine, with a SPICE server of ours and its agent. */

#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <spice/vd_agent.h>
#include <string.h>

#include "app/bst-console-notice.h"
#include "app/bst-console-transfers.h"
#include "app/bst-console-view.h"
#include "console-helpers.h"
#include "file-drag.h"
#include "screen-server.h"
#include "ui-fixture.h"

#define SIZE 300000

typedef struct
{
  ScreenServer *server;
  BstSpiceConsole *console;
  GtkWidget *window;
  BstConsoleView *view;
  char *folder;
} Fixture;

static gboolean
is_shown (gpointer data)
{
  BstConsoleScreen *screen = bst_console_view_get_screen (((Fixture *)data)->view);

  return screen != NULL && gtk_widget_get_mapped (GTK_WIDGET (screen)) &&
         gtk_widget_get_height (GTK_WIDGET (screen)) > 0;
}

static void
set_up (Fixture *fixture, gconstpointer agent)
{
  fixture->folder = g_dir_make_tmp ("bst-drop-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->server = screen_server_new (320, 200);
  if (agent != NULL)
    screen_server_add_agent (fixture->server, 1u << VD_AGENT_CAP_MONITORS_CONFIG);
  fixture->console = console_new (screen_server_get_port (fixture->server));
  fixture->view = BST_CONSOLE_VIEW (bst_console_view_new (BST_CONSOLE (fixture->console), 0));
  fixture->window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (fixture->window), FALSE);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 600, 400);
  gtk_window_present (GTK_WINDOW (fixture->window));
  bst_console_open (BST_CONSOLE (fixture->console));
  ui_wait ("the screen", is_shown, fixture);
  screen_server_settle (fixture->server, console_wait_for_display (fixture->console, 0));
  if (agent != NULL)
    console_wait_for (bst_console_get_abilities (BST_CONSOLE (fixture->console)) &
                      BST_CONSOLE_CAN_FILES);
}

static void
tear_down (Fixture *fixture, gconstpointer agent)
{
  bst_console_close (BST_CONSOLE (fixture->console));
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  console_release (g_steal_pointer (&fixture->console));
  console_wait_for (screen_server_get_n_clients (fixture->server) == 0);
  screen_server_free (fixture->server);
  console_remove_folder (fixture->folder);
  g_free (fixture->folder);
}

/* (transfer full): makes the file, and gives its line. */
static char *
make_file (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *content = g_malloc (SIZE);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  for (gsize i = 0; i < SIZE; i++)
    content[i] = (char)('a' + i % 23);
  g_assert_true (g_file_set_contents (path, content, SIZE, NULL));
  return g_strconcat (uri, "\r\n", NULL);
}

/* Whether it was taken. */
static gboolean
drop (Fixture *fixture, const char *uris)
{
  FileDrag *drag = file_drag_new (GTK_WIDGET (bst_console_view_get_screen (fixture->view)), uris);
  gboolean taken;

  ui_wait ("the files to be welcome", file_drag_is_welcome, drag);
  file_drag_drop (drag);
  ui_wait ("the drop to be over", file_drag_is_over, drag);
  taken = file_drag_was_taken (drag);
  file_drag_free (drag);

  return taken;
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Row;

static gboolean
is_listed (gpointer data)
{
  Row *row = data;
  GtkWidget *transfers = ui_find (row->fixture->view, BST_TYPE_CONSOLE_TRANSFERS, NULL);

  return transfers != NULL && ui_find (transfers, GTK_TYPE_LABEL, row->text) != NULL;
}

static void
wait_row (Fixture *fixture, const char *text)
{
  Row row = { fixture, text };

  ui_wait (text, is_listed, &row);
}

static gboolean
is_empty (gpointer fixture)
{
  return ui_find (((Fixture *)fixture)->view, BST_TYPE_CONSOLE_TRANSFERS, NULL) == NULL;
}

static guint32
get_id (GBytes *message)
{
  guint32 id;

  memcpy (&id, g_bytes_get_data (message, NULL), 4);
  return id;
}

static void
say_status (Fixture *fixture, guint32 id, guint32 status)
{
  const guint32 message[] = { id, status };

  screen_server_agent_send (fixture->server, VD_AGENT_FILE_XFER_STATUS, message, sizeof message);
}

static gboolean
names (GBytes *start, const char *name)
{
  g_autofree char *line = g_strconcat ("name=", name, NULL);

  return g_strstr_len ((const char *)g_bytes_get_data (start, NULL) + 4,
                       (gssize)g_bytes_get_size (start) - 4, line) != NULL;
}

/* The agent is told of the files, in any order; gives what they are called from then on. */
static void
wait_starts (Fixture *fixture, const char *const *files, guint32 *ids)
{
  const guint n = g_strv_length ((char **)files);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GBytes) start =
          screen_server_agent_wait (fixture->server, VD_AGENT_FILE_XFER_START);
      guint which = 0;

      g_assert_nonnull (start);
      while (which < n && !names (start, files[which]))
        which++;
      g_assert_cmpuint (which, <, n);
      ids[which] = get_id (start);
    }
}

static void
take_all (Fixture *fixture, guint32 id)
{
  g_autoptr (GByteArray) got = g_byte_array_new ();

  say_status (fixture, id, VD_AGENT_FILE_XFER_STATUS_CAN_SEND_DATA);
  while (got->len < SIZE)
    {
      g_autoptr (GBytes) part = screen_server_agent_wait (fixture->server, VD_AGENT_FILE_XFER_DATA);
      const guint8 *data = g_bytes_get_data (part, NULL);

      g_assert_cmpuint (get_id (part), ==, id);
      g_byte_array_append (got, data + 12, (guint)g_bytes_get_size (part) - 12);
    }
  for (gsize i = 0; i < SIZE; i++)
    g_assert_cmpint (got->data[i], ==, 'a' + (int)(i % 23));
}

/* Two files, of which one arrives and is told, and the other is cancelled in its row. */
static void
test_drop (Fixture *fixture, gconstpointer agent)
{
  g_autofree char *first = make_file (fixture, "a first.txt");
  g_autofree char *second = make_file (fixture, "second.txt");
  g_autofree char *uris = g_strconcat (first, second, NULL);
  const char *const files[] = { "a first.txt", "second.txt", NULL };
  g_autoptr (GBytes) status = NULL;
  guint32 ids[2] = { G_MAXUINT32, G_MAXUINT32 };

  g_assert_true (is_empty (fixture));
  g_assert_true (drop (fixture, uris));
  wait_starts (fixture, files, ids);
  wait_row (fixture, "a first.txt: 0\302\240B of 300\302\240kB");
  wait_row (fixture, "second.txt: 0\302\240B of 300\302\240kB");

  take_all (fixture, ids[0]);
  wait_row (fixture, "a first.txt: 300\302\240kB of 300\302\240kB");
  say_status (fixture, ids[0], VD_AGENT_FILE_XFER_STATUS_SUCCESS);
  wait_row (fixture, "a first.txt: done");

  ui_click (ui_find (fixture->view, BST_TYPE_CONSOLE_TRANSFERS, NULL),
            "Cancel or Dismiss second.txt");
  ui_wait ("nothing to be under way", is_empty, fixture);

  /* A guest that would take it now is told, and gets nothing of it. */
  say_status (fixture, ids[1], VD_AGENT_FILE_XFER_STATUS_CAN_SEND_DATA);
  console_wait_for (screen_server_agent_has (fixture->server, VD_AGENT_FILE_XFER_STATUS));
  g_assert_false (screen_server_agent_has (fixture->server, VD_AGENT_FILE_XFER_DATA));
  status = screen_server_agent_wait (fixture->server, VD_AGENT_FILE_XFER_STATUS);
  g_assert_cmpuint (get_id (status), ==, ids[1]);
}

/* What the guest refuses stays to be read until it is dismissed. */
static void
test_refused (Fixture *fixture, gconstpointer agent)
{
  g_autofree char *line = make_file (fixture, "large.iso");
  const char *const files[] = { "large.iso", NULL };
  guint32 id = G_MAXUINT32;
  GtkWidget *transfers, *label;

  g_assert_true (drop (fixture, line));
  wait_starts (fixture, files, &id);
  say_status (fixture, id, VD_AGENT_FILE_XFER_STATUS_ERROR);
  console_wait_for (ui_find (fixture->view, GTK_TYPE_PROGRESS_BAR, NULL) == NULL);
  transfers = ui_find (fixture->view, BST_TYPE_CONSOLE_TRANSFERS, NULL);
  g_assert_nonnull (transfers);
  g_assert_null (ui_find (transfers, GTK_TYPE_LABEL, "large.iso: done"));
  /* ... and so does what to do next, whole. */
  label = ui_find (transfers, GTK_TYPE_LABEL, NULL);
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (label)), ". Check that the file"));
  g_assert_cmpint (gtk_label_get_ellipsize (GTK_LABEL (label)), ==, PANGO_ELLIPSIZE_NONE);
  ui_click (transfers, "Cancel or Dismiss large.iso");
  ui_wait ("it to be dismissed", is_empty, fixture);
}

/* A drop that is not taken, and the screen says why. */
static void
refuse_drop (Fixture *fixture, const char *why)
{
  g_autofree char *line = make_file (fixture, "notes.txt");
  GtkWidget *notice;

  g_assert_false (drop (fixture, line));
  notice = ui_find (fixture->view, BST_TYPE_CONSOLE_NOTICE, NULL);
  g_assert_nonnull (notice);
  g_assert_cmpstr (bst_console_notice_get_text (BST_CONSOLE_NOTICE (notice)), ==, why);
  g_assert_true (is_empty (fixture));
}

static void
test_no_agent (Fixture *fixture, gconstpointer agent)
{
  refuse_drop (fixture, "This machine takes no files: its guest has no SPICE agent. Install "
                        "spice-vdagent in the guest, and log in there.");
}

static void
test_view_only (Fixture *fixture, gconstpointer agent)
{
  GActionGroup *actions = bst_console_view_get_actions (BST_CONSOLE_VIEW (fixture->view));
  BstConsole *console = bst_console_view_get_console (BST_CONSOLE_VIEW (fixture->view));

  g_assert_true (g_action_group_get_action_enabled (actions, "send-files"));
  bst_console_set_view_only (console, TRUE);
  g_assert_false (g_action_group_get_action_enabled (actions, "send-files"));
  refuse_drop (fixture, "This console is only viewed, so no files go to the machine. Switch “View "
                        "Only” off first.");
}

/* What was chosen while the link broke. */
static void
test_lost (Fixture *fixture, gconstpointer agent)
{
  BstConsoleView *view = BST_CONSOLE_VIEW (fixture->view);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (files, g_file_new_for_path ("/etc/hostname"));
  bst_console_close (bst_console_view_get_console (view));
  g_assert_false (bst_console_view_send_files (view, files));
  g_assert_true (is_empty (fixture));
  bst_console_open (bst_console_view_get_console (view));
  g_assert_cmpstr (
      bst_console_notice_get_text (
          BST_CONSOLE_NOTICE (ui_find (view, BST_TYPE_CONSOLE_NOTICE, NULL))),
      ==, "The console is not connected now, so no files go to the machine. Try again when it is.");
}

int
main (int argc, char *argv[])
{
  if (!ui_init (&argc, &argv))
    return 0;
  console_let_library_warn ();

#define add(name, data, func) g_test_add (name, Fixture, data, set_up, func, tear_down)
  add ("/console-drop/drop", "agent", test_drop);
  add ("/console-drop/refused", "agent", test_refused);
  add ("/console-drop/no-agent", NULL, test_no_agent);
  add ("/console-drop/view-only", "agent", test_view_only);
  add ("/console-drop/lost", "agent", test_lost);
#undef add

  return g_test_run ();
}
