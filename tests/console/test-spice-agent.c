/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a guest's agent does: clipboards both ways, sizes, files; with an agent of ours. */

#include "console-helpers.h"
#include "screen-server.h"

#include <glib/gstdio.h>
#include <spice/vd_agent.h>
#include <string.h>

#include "console/bst-clipboard-text.h"
#include "console/bst-file-list.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

#define ALL_CAPS                                                                                   \
  (1u << VD_AGENT_CAP_MONITORS_CONFIG | 1u << VD_AGENT_CAP_REPLY |                                 \
   1u << VD_AGENT_CAP_CLIPBOARD_BY_DEMAND | 1u << VD_AGENT_CAP_CLIPBOARD_SELECTION |               \
   1u << VD_AGENT_CAP_SPARSE_MONITORS_CONFIG)
#define BIG (10 * 1024 * 1024)

typedef struct
{
  ScreenServer *server;
  BstSpiceConsole *console;
  char **offered; /* by the guest, the last time */
  char *wanted;   /* by the guest, the last time */
  gboolean later; /* who answers is the test */
  GBytes *ours;   /* what is given when it is wanted */
} Fixture;

static void
on_offered (BstConsole *console,
            BstConsoleSelection selection,
            const char *const *types,
            Fixture *fixture)
{
  g_strfreev (fixture->offered);
  fixture->offered = g_strdupv ((char **)types);
}

static void
on_wanted (BstConsole *console, BstConsoleSelection selection, const char *type, Fixture *fixture)
{
  g_free (fixture->wanted);
  fixture->wanted = g_strdup (type);
  if (!fixture->later)
    g_assert_true (bst_console_provide_clipboard (console, selection, type, fixture->ours, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer caps)
{
  BstConsole *face;

  fixture->server = screen_server_new (320, 200);
  screen_server_add_agent (fixture->server, ALL_CAPS | GPOINTER_TO_UINT (caps));
  fixture->console = console_new (screen_server_get_port (fixture->server));
  face = BST_CONSOLE (fixture->console);
  g_signal_connect (face, "clipboard-offered", G_CALLBACK (on_offered), fixture);
  g_signal_connect (face, "clipboard-wanted", G_CALLBACK (on_wanted), fixture);
  bst_console_open (face);
  console_wait_for_state (fixture->console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for (bst_console_get_abilities (face) & BST_CONSOLE_CAN_CLIPBOARD);
  screen_server_settle (fixture->server, console_wait_for_display (fixture->console, 0));
  g_assert_true (bst_console_get_abilities (face) & BST_CONSOLE_CAN_PRIMARY);
  g_assert_true (bst_console_get_abilities (face) & BST_CONSOLE_CAN_RESIZE);
  g_assert_true (bst_console_get_abilities (face) & BST_CONSOLE_CAN_FILES);
}

static void
tear_down (Fixture *fixture, gconstpointer caps)
{
  bst_console_close (BST_CONSOLE (fixture->console));
  console_release (g_steal_pointer (&fixture->console));
  console_wait_for (screen_server_get_n_clients (fixture->server) == 0);
  screen_server_free (fixture->server);
  g_strfreev (fixture->offered);
  g_free (fixture->wanted);
  g_clear_pointer (&fixture->ours, g_bytes_unref);
}

static GBytes *
make_text (gsize length)
{
  char *text = g_malloc (length);

  for (gsize i = 0; i < length; i++)
    text[i] = (char)('a' + i % 23);

  return g_bytes_new_take (text, length);
}

/* To the guest. */

/* What the guest gets when it asks for @type. (transfer full) */
static GBytes *
guest_paste (Fixture *fixture, guint32 type)
{
  const guint32 request[] = { 0, type };
  g_autoptr (GBytes) answer = NULL;
  guint32 answered;

  screen_server_agent_send (fixture->server, VD_AGENT_CLIPBOARD_REQUEST, request, sizeof request);
  answer = screen_server_agent_wait (fixture->server, VD_AGENT_CLIPBOARD);
  memcpy (&answered, (const guint8 *)g_bytes_get_data (answer, NULL) + 4, 4);
  if (answered != type)
    {
      g_assert_cmpuint (answered, ==, VD_AGENT_CLIPBOARD_NONE);
      return NULL;
    }

  return g_bytes_new_from_bytes (answer, 8, g_bytes_get_size (answer) - 8);
}

static void
offer (Fixture *fixture, const char *mime, guint32 expected)
{
  const char *const types[] = { mime, "application/x-unknown", NULL };
  g_autoptr (GBytes) grab = NULL;
  guint32 type;

  bst_console_offer_clipboard (BST_CONSOLE (fixture->console), BST_CONSOLE_SELECTION_CLIPBOARD,
                               types);
  grab = screen_server_agent_wait (fixture->server, VD_AGENT_CLIPBOARD_GRAB);
  g_assert_cmpuint (g_bytes_get_size (grab) % 4, ==, 0);
  memcpy (&type, (const guint8 *)g_bytes_get_data (grab, NULL) + g_bytes_get_size (grab) - 4, 4);
  g_assert_cmpuint (type, ==, expected);
}

static void
test_to_guest (Fixture *fixture, gconstpointer caps)
{
  static const gsize sizes[] = { 1, 2000, 70000, BIG };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) got = NULL;

      g_clear_pointer (&fixture->ours, g_bytes_unref);
      fixture->ours = make_text (sizes[i]);
      offer (fixture, BST_CONSOLE_MIME_TEXT, VD_AGENT_CLIPBOARD_UTF8_TEXT);
      got = guest_paste (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT);
      g_assert_true (g_bytes_equal (got, fixture->ours));
    }
}

static void
test_image_to_guest (Fixture *fixture, gconstpointer caps)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, '\n' };
  g_autoptr (GBytes) got = NULL;

  fixture->ours = g_bytes_new_static (png, sizeof png);
  offer (fixture, BST_CONSOLE_MIME_PNG, VD_AGENT_CLIPBOARD_IMAGE_PNG);
  got = guest_paste (fixture, VD_AGENT_CLIPBOARD_IMAGE_PNG);
  g_assert_true (g_bytes_equal (got, fixture->ours));
  g_assert_cmpstr (fixture->wanted, ==, BST_CONSOLE_MIME_PNG);
}

static void
test_nothing_to_guest (Fixture *fixture, gconstpointer caps)
{
  BstConsole *face = BST_CONSOLE (fixture->console);
  g_autoptr (GBytes) big = make_text (2000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) release = NULL;

  fixture->ours = make_text (10);
  offer (fixture, BST_CONSOLE_MIME_TEXT, VD_AGENT_CLIPBOARD_UTF8_TEXT);

  /* Too large. */
  fixture->later = TRUE;
  bst_console_set_max_clipboard (face, 1000);
  screen_server_agent_send (fixture->server, VD_AGENT_CLIPBOARD_REQUEST,
                            (const guint32[]){ 0, VD_AGENT_CLIPBOARD_UTF8_TEXT }, 8);
  console_wait_for (fixture->wanted != NULL);
  g_assert_false (bst_console_provide_clipboard (face, BST_CONSOLE_SELECTION_CLIPBOARD,
                                                 BST_CONSOLE_MIME_TEXT, big, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_bytes_unref (screen_server_agent_wait (fixture->server, VD_AGENT_CLIPBOARD));

  /* Switched off: taken back, and nothing is asked of anybody. */
  g_clear_pointer (&fixture->wanted, g_free);
  bst_console_set_clipboard_to_guest (face, FALSE);
  release = screen_server_agent_wait (fixture->server, VD_AGENT_CLIPBOARD_RELEASE);
  g_assert_null (guest_paste (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT));
  g_assert_null (fixture->wanted);

  /* Only viewed. */
  bst_console_set_clipboard_to_guest (face, TRUE);
  bst_console_set_view_only (face, TRUE);
  g_assert_null (guest_paste (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT));
  g_assert_null (fixture->wanted);
}

/* From the guest. */

static void
guest_copy (Fixture *fixture, guint32 type, const char *mime)
{
  const guint32 grab[] = { 0, type };

  g_clear_pointer (&fixture->offered, g_strfreev);
  screen_server_agent_send (fixture->server, VD_AGENT_CLIPBOARD_GRAB, grab, sizeof grab);
  console_wait_for (fixture->offered != NULL);
  g_assert_cmpstr (fixture->offered[0], ==, mime);
  g_assert_null (fixture->offered[1]);
}

static void
guest_answer (Fixture *fixture, guint32 type, GBytes *data)
{
  g_autoptr (GBytes) request =
      screen_server_agent_wait (fixture->server, VD_AGENT_CLIPBOARD_REQUEST);
  g_autoptr (GByteArray) answer = g_byte_array_new ();

  g_byte_array_append (answer, (const guint8 *)(const guint32[]){ 0, type }, 8);
  g_byte_array_append (answer, g_bytes_get_data (data, NULL), (guint)g_bytes_get_size (data));
  screen_server_agent_send (fixture->server, VD_AGENT_CLIPBOARD, answer->data, answer->len);
}

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

/* (nullable) (transfer full) */
static GBytes *
paste (Fixture *fixture, const char *mime, guint32 type, GBytes *data, GError **error)
{
  BstConsole *face = BST_CONSOLE (fixture->console);
  g_autoptr (GAsyncResult) result = NULL;

  bst_console_read_clipboard_async (face, BST_CONSOLE_SELECTION_CLIPBOARD, mime, NULL, on_result,
                                    &result);
  if (data != NULL)
    guest_answer (fixture, type, data);
  console_wait_for (result != NULL);

  return bst_console_read_clipboard_finish (face, result, error);
}

static void
test_from_guest (Fixture *fixture, gconstpointer caps)
{
  static const gsize sizes[] = { 1, 3000, 70000, BIG };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GBytes) text = make_text (sizes[i]);
      g_autoptr (GBytes) got = NULL;

      guest_copy (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT, BST_CONSOLE_MIME_TEXT);
      got = paste (fixture, BST_CONSOLE_MIME_TEXT, VD_AGENT_CLIPBOARD_UTF8_TEXT, text, NULL);
      g_assert_nonnull (got);
      g_assert_true (g_bytes_equal (got, text));
    }
}

/* Of each kind, as it is. */
static void
test_image_from_guest (Fixture *fixture, gconstpointer caps)
{
  static const struct
  {
    guint32 type;
    const char *mime;
  } kinds[] = {
    { VD_AGENT_CLIPBOARD_IMAGE_PNG, BST_CONSOLE_MIME_PNG },
    { VD_AGENT_CLIPBOARD_IMAGE_BMP, BST_CONSOLE_MIME_BMP },
    { VD_AGENT_CLIPBOARD_IMAGE_TIFF, BST_CONSOLE_MIME_TIFF },
    { VD_AGENT_CLIPBOARD_IMAGE_JPG, BST_CONSOLE_MIME_JPEG },
  };
  g_autoptr (GBytes) image = make_text (300000);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GBytes) got = NULL;

      guest_copy (fixture, kinds[i].type, kinds[i].mime);
      got = paste (fixture, kinds[i].mime, kinds[i].type, image, NULL);
      g_assert_nonnull (got);
      g_assert_true (g_bytes_equal (got, image));
    }
}

static void
test_nothing_from_guest (Fixture *fixture, gconstpointer caps)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  g_autoptr (GBytes) big = make_text (2000);

  /* Not offered. */
  g_assert_null (paste (fixture, BST_CONSOLE_MIME_TEXT, 0, NULL, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  /* It cannot give it after all. */
  guest_copy (fixture, VD_AGENT_CLIPBOARD_IMAGE_BMP, BST_CONSOLE_MIME_BMP);
  g_assert_null (paste (fixture, BST_CONSOLE_MIME_BMP, VD_AGENT_CLIPBOARD_NONE, nothing, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_FAILED);
  g_clear_error (&error);

  /* Too large. */
  bst_console_set_max_clipboard (BST_CONSOLE (fixture->console), 1000);
  g_assert_null (paste (fixture, BST_CONSOLE_MIME_BMP, VD_AGENT_CLIPBOARD_IMAGE_BMP, big, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_clear_error (&error);

  /* Switched off: nothing is told. */
  bst_console_set_clipboard_from_guest (BST_CONSOLE (fixture->console), FALSE);
  g_assert_null (fixture->offered[0]);
  g_assert_null (paste (fixture, BST_CONSOLE_MIME_BMP, 0, NULL, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_UNSUPPORTED);
}

/* The agent goes while it is asked. */
static void
test_agent_goes (Fixture *fixture, gconstpointer caps)
{
  BstConsole *face = BST_CONSOLE (fixture->console);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  guest_copy (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT, BST_CONSOLE_MIME_TEXT);
  bst_console_read_clipboard_async (face, BST_CONSOLE_SELECTION_CLIPBOARD, BST_CONSOLE_MIME_TEXT,
                                    NULL, on_result, &result);
  screen_server_remove_agent (fixture->server);
  console_wait_for (result != NULL);
  g_assert_null (bst_console_read_clipboard_finish (face, result, &error));
  g_assert_cmpint (error->domain, ==, (int)BST_ERROR);
  g_assert_null (fixture->offered[0]);
  console_wait_for (!(bst_console_get_abilities (face) & BST_CONSOLE_CAN_CLIPBOARD));
}

static void
test_crlf (Fixture *fixture, gconstpointer caps)
{
  g_autoptr (GBytes) got = NULL;
  g_autoptr (GBytes) theirs = g_bytes_new_static ("one\r\ntwo\r\n", 10);
  g_autoptr (GBytes) pasted = NULL;

  fixture->ours = g_bytes_new_static ("one\ntwo\r\n\nend", 13);
  offer (fixture, BST_CONSOLE_MIME_TEXT, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  got = guest_paste (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT);
  g_assert_cmpmem (g_bytes_get_data (got, NULL), g_bytes_get_size (got), "one\r\ntwo\r\n\r\nend",
                   15);

  guest_copy (fixture, VD_AGENT_CLIPBOARD_UTF8_TEXT, BST_CONSOLE_MIME_TEXT);
  pasted = paste (fixture, BST_CONSOLE_MIME_TEXT, VD_AGENT_CLIPBOARD_UTF8_TEXT, theirs, NULL);
  g_assert_cmpmem (g_bytes_get_data (pasted, NULL), g_bytes_get_size (pasted), "one\ntwo\n", 8);
}

/* Copied files: both sides speak of the share that the console opens. */
static void
test_file_list (Fixture *fixture, gconstpointer caps)
{
  g_autofree char *folder = g_dir_make_tmp ("bst-list-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a file.txt", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  g_autofree char *list = g_strconcat (uri, "\r\n", NULL);
  g_autoptr (GBytes) got = NULL;
  g_autoptr (GBytes) back = NULL;
  g_auto (GStrv) paths = NULL;

  g_assert_true (g_file_set_contents (path, "text", -1, NULL));
  bst_console_close (BST_CONSOLE (fixture->console));
  console_wait_for (screen_server_get_n_clients (fixture->server) == 0);
  screen_server_add_port (fixture->server, "org.spice-space.webdav.0");
  bst_console_open (BST_CONSOLE (fixture->console));
  console_wait_for_state (fixture->console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for (bst_console_get_abilities (BST_CONSOLE (fixture->console)) &
                    BST_CONSOLE_CAN_FILE_LISTS);

  fixture->ours = g_bytes_new (list, strlen (list));
  offer (fixture, BST_CONSOLE_MIME_FILES, VD_AGENT_CLIPBOARD_FILE_LIST);
  got = guest_paste (fixture, VD_AGENT_CLIPBOARD_FILE_LIST);
  g_assert_nonnull (got);
  paths = bst_file_list_split (got);
  g_assert_cmpuint (g_strv_length (paths), ==, 1);
  g_assert_true (g_str_has_prefix (paths[0], "/.spice-clipboard/"));
  g_assert_true (g_str_has_suffix (paths[0], "/a file.txt"));

  guest_copy (fixture, VD_AGENT_CLIPBOARD_FILE_LIST, BST_CONSOLE_MIME_FILES);
  back = paste (fixture, BST_CONSOLE_MIME_FILES, VD_AGENT_CLIPBOARD_FILE_LIST, got, NULL);
  g_assert_nonnull (back);
  g_assert_true (g_bytes_equal (back, fixture->ours));

  console_remove_folder (folder);
}

/* Sizes. */

/* (transfer full): the next one that has the display 0 so wide: one of the library's own at the
 * beginning may come before. */
static GBytes *
wait_for_layout (Fixture *fixture, guint width)
{
  while (TRUE)
    {
      GBytes *bytes = screen_server_agent_wait (fixture->server, VD_AGENT_MONITORS_CONFIG);
      const VDAgentMonitorsConfig *config = g_bytes_get_data (bytes, NULL);

      g_assert_cmpuint (g_bytes_get_size (bytes), >=, sizeof *config);
      if (config->num_of_monitors > 0 && config->monitors[0].width == width)
        return bytes;
      g_bytes_unref (bytes);
    }
}

static void
test_layout (Fixture *fixture, gconstpointer caps)
{
  const BstConsoleLayout layout[] = {
    { .id = 0, .enabled = TRUE, .area = { 0, 0, 1280, 720 } },
    { .id = 1, .enabled = TRUE, .area = { 1280, 0, 1000, 700 } },
  };
  const BstConsoleLayout first = { .id = 0, .enabled = TRUE, .area = { 0, 0, 1024, 720 } };
  g_autoptr (GBytes) both = NULL;
  g_autoptr (GBytes) one = NULL;
  const VDAgentMonitorsConfig *config;

  bst_console_request_layout (BST_CONSOLE (fixture->console), layout, 2);
  both = wait_for_layout (fixture, 1280);
  config = g_bytes_get_data (both, NULL);
  g_assert_cmpuint (config->num_of_monitors, >=, 2);
  g_assert_cmpuint (config->monitors[0].height, ==, 720);
  g_assert_cmpuint (config->monitors[1].width, ==, 1000);
  g_assert_cmpint (config->monitors[1].x, ==, 1280);

  /* Those that are not named are off; they are there, too. */
  bst_console_request_layout (BST_CONSOLE (fixture->console), &first, 1);
  one = wait_for_layout (fixture, 1024);
  config = g_bytes_get_data (one, NULL);
  g_assert_true (config->num_of_monitors < 2 || config->monitors[1].width == 0);
}

/* Files. */

static void
guest_status (Fixture *fixture, guint32 id, guint32 status)
{
  const guint32 message[] = { id, status };

  screen_server_agent_send (fixture->server, VD_AGENT_FILE_XFER_STATUS, message, sizeof message);
}

static guint32
get_id (GBytes *message)
{
  guint32 id;

  memcpy (&id, g_bytes_get_data (message, NULL), 4);

  return id;
}

static BstConsoleTransfer *
send_file (Fixture *fixture, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  GListModel *transfers = bst_console_get_transfers (BST_CONSOLE (fixture->console));
  g_autoptr (BstConsoleTransfer) transfer = NULL;

  bst_console_send_files (BST_CONSOLE (fixture->console), (GFile *[]){ file }, 1);
  transfer = g_list_model_get_item (transfers, g_list_model_get_n_items (transfers) - 1);

  return transfer;
}

static void
test_files (Fixture *fixture, gconstpointer caps)
{
  g_autofree char *folder = g_dir_make_tmp ("bst-files-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "notes.txt", NULL);
  g_autoptr (GBytes) content = make_text (300000);
  GListModel *transfers = bst_console_get_transfers (BST_CONSOLE (fixture->console));
  g_autoptr (GByteArray) got = g_byte_array_new ();
  g_autoptr (GBytes) start = NULL;
  g_autoptr (GBytes) second = NULL;
  BstConsoleTransfer *transfer;
  guint32 id;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (content, NULL),
                                      (gssize)g_bytes_get_size (content), NULL));
  transfer = send_file (fixture, path);
  g_assert_cmpstr (bst_console_transfer_get_name (transfer), ==, "notes.txt");
  start = screen_server_agent_wait (fixture->server, VD_AGENT_FILE_XFER_START);
  g_assert_nonnull (g_strstr_len ((const char *)g_bytes_get_data (start, NULL) + 4,
                                  (gssize)g_bytes_get_size (start) - 4, "name=notes.txt"));
  id = get_id (start);
  guest_status (fixture, id, VD_AGENT_FILE_XFER_STATUS_CAN_SEND_DATA);
  while (got->len < g_bytes_get_size (content))
    {
      g_autoptr (GBytes) part = screen_server_agent_wait (fixture->server, VD_AGENT_FILE_XFER_DATA);
      const guint8 *data = g_bytes_get_data (part, NULL);

      g_assert_cmpuint (get_id (part), ==, id);
      g_byte_array_append (got, data + 12, (guint)g_bytes_get_size (part) - 12);
    }
  g_assert_cmpmem (got->data, got->len, g_bytes_get_data (content, NULL),
                   g_bytes_get_size (content));
  g_assert_false (bst_console_transfer_is_over (transfer));
  guest_status (fixture, id, VD_AGENT_FILE_XFER_STATUS_SUCCESS);
  console_wait_for (bst_console_transfer_is_over (transfer));
  g_assert_no_error (bst_console_transfer_get_error (transfer));
  g_assert_cmpuint (bst_console_transfer_get_sent (transfer), ==, 300000);

  bst_console_forget_transfer (BST_CONSOLE (fixture->console), transfer);
  g_assert_cmpuint (g_list_model_get_n_items (transfers), ==, 0);

  /* Cancelled, and refused by the guest. */
  transfer = send_file (fixture, path);
  second = screen_server_agent_wait (fixture->server, VD_AGENT_FILE_XFER_START);
  bst_console_transfer_cancel (transfer);
  console_wait_for (bst_console_transfer_is_over (transfer));
  g_assert_error (bst_console_transfer_get_error (transfer), BST_ERROR, BST_ERROR_CANCELLED);

  transfer = send_file (fixture, path);
  g_clear_pointer (&second, g_bytes_unref);
  second = screen_server_agent_wait (fixture->server, VD_AGENT_FILE_XFER_START);
  guest_status (fixture, get_id (second), VD_AGENT_FILE_XFER_STATUS_ERROR);
  console_wait_for (bst_console_transfer_is_over (transfer));
  g_assert_error (bst_console_transfer_get_error (transfer), BST_ERROR, BST_ERROR_FAILED);

  /* A directory, and nothing at all. */
  transfer = send_file (fixture, folder);
  console_wait_for (bst_console_transfer_is_over (transfer));
  g_assert_error (bst_console_transfer_get_error (transfer), BST_ERROR, BST_ERROR_UNSUPPORTED);
  transfer = send_file (fixture, "/nonexistent");
  console_wait_for (bst_console_transfer_is_over (transfer));
  g_assert_error (bst_console_transfer_get_error (transfer), BST_ERROR, BST_ERROR_FAILED);

  console_remove_folder (folder);
}

/* Without a console. */

static void
test_text (void)
{
  static const struct
  {
    const char *from;
    const char *to;
  } ways[] = {
    { "", "" },     { "\n", "\r\n" },       { "a\nb", "a\r\nb" },         { "\r\n", "\r\n" },
    { "\r", "\r" }, { "\n\n", "\r\n\r\n" }, { "a\r\n\nb", "a\r\n\r\nb" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (GBytes) from = g_bytes_new_static (ways[i].from, strlen (ways[i].from));
      g_autoptr (GBytes) to = bst_clipboard_text_to_crlf (from);

      g_assert_cmpmem (g_bytes_get_data (to, NULL), g_bytes_get_size (to), ways[i].to,
                       strlen (ways[i].to));
    }
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  console_let_library_warn ();

#define add(name, caps, func)                                                                      \
  g_test_add (name, Fixture, GUINT_TO_POINTER (caps), set_up, func, tear_down)
  g_test_add_func ("/spice/agent/text", test_text);
  add ("/spice/agent/to-guest", 0, test_to_guest);
  add ("/spice/agent/image-to-guest", 0, test_image_to_guest);
  add ("/spice/agent/nothing-to-guest", 0, test_nothing_to_guest);
  add ("/spice/agent/from-guest", 0, test_from_guest);
  add ("/spice/agent/image-from-guest", 0, test_image_from_guest);
  add ("/spice/agent/nothing-from-guest", 0, test_nothing_from_guest);
  add ("/spice/agent/goes", 0, test_agent_goes);
  add ("/spice/agent/crlf", 1u << VD_AGENT_CAP_GUEST_LINEEND_CRLF, test_crlf);
  add ("/spice/agent/file-list", 0, test_file_list);
  add ("/spice/agent/layout", 0, test_layout);
  add ("/spice/agent/files", 0, test_files);

  return g_test_run ();
}
