/* SPDX-License-Identifier: GPL-3.0-or-later */

/* .vv files and addresses, good and bad, in their windows. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/bst-console-file.h"
#include "app/bst-console-window.h"
#include "app/bst-open-request.h"
#include "app/bst-problem-window.h"
#include "app/bst-way-dialog.h"
#include "app/bst-way-memory.h"
#include "ui-fixture.h"

#define HEAD "[virt-viewer]\ntype=spice\n"

static char *folder;

static GFile *
write_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);

  return g_file_new_for_path (path);
}

static void
open_file (UiFixture *fixture, GFile *file, const char *via)
{
  g_autofree char *hint = bst_open_request_write_hint (via, FALSE);

  g_application_open (G_APPLICATION (fixture->application), &file, 1, hint);
}

/* Waits for a problem that says @says, closes its window. */
typedef struct
{
  UiFixture *fixture;
  const char *says;
  GtkWindow *window;
} Search;

static gboolean
problem_is_shown (gpointer data)
{
  Search *search = data;

  search->window = ui_find_window (search->fixture, BST_TYPE_PROBLEM_WINDOW);
  return search->window != NULL && ui_says (GTK_WIDGET (search->window), search->says);
}

static GtkWindow *
wait_for_problem (UiFixture *fixture, const char *text)
{
  Search search = { fixture, text, NULL };

  ui_wait (text, problem_is_shown, &search);
  return search.window;
}

static void
close_window (GtkWindow *window)
{
  gtk_window_close (window);
  ui_settle ();
}

/* A page with the reason, what to do, and a button to try again. */
static void
assert_problem (UiFixture *fixture, GFile *file, const char *text)
{
  GtkWindow *window;

  open_file (fixture, file, NULL);
  window = wait_for_problem (fixture, text);
  /* The same again would not help. */
  g_assert_nonnull (ui_find (window, GTK_TYPE_BUTTON, "_Retry"));
  g_assert_false (gtk_widget_has_css_class (ui_find (window, GTK_TYPE_BUTTON, "_Retry"),
                                            "suggested-action"));
  g_assert_true (gtk_widget_has_css_class (ui_find (window, GTK_TYPE_BUTTON, "_Close"),
                                           "suggested-action"));
  g_assert_null (ui_find (window, GTK_TYPE_BUTTON, "Choose _Another Way…"));
  g_assert_null (strstr (gtk_window_get_title (window), "sesame"));
  g_assert_false (ui_says (GTK_WIDGET (window), "sesame"));
  close_window (window);
}

static void
test_bad_files (UiFixture *fixture)
{
  static const struct
  {
    const char *text;
    const char *says;
  } bads[] = {
    { "", "The file is empty." },
    { "\x01\x02\xff", "The file is not text" },
    { "hello\n", "no “[virt-viewer]” part" },
    { "[virt-viewer]\ntype=rdp\nhost=hosta\nport=1\n", "no consoles of the type “rdp”" },
    { HEAD "host=hosta\npassword=sesame\n", "which port the console is" },
    { HEAD "host=hosta\nport=0\n", "“0” is not a port" },
    { HEAD "host=hosta\nport=70000\n", "“70000” is not a port" },
    { HEAD "host=hosta\nport=5900\ntls-port=5900\n", "both as plain and as encrypted" },
    { HEAD "host=hosta\ntls-port=5901\nca=nonsense\n", "The certificate in it" },
    { HEAD "host=hosta\ntls-port=5901\ntls-ciphers=NOPE\n", "“NOPE”" },
    { "[virt-viewer]\ntype=vnc\nhost=hosta\nport=5900\n", "in a later version" },
  };
  g_autofree char *big_path = g_build_filename (folder, "big.vv", NULL);
  g_autofree char *missing_path = g_build_filename (folder, "missing.vv", NULL);
  g_autoptr (GFile) big = write_file ("big.vv", HEAD);
  g_autoptr (GFile) missing = g_file_new_for_path (missing_path);

  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      g_autoptr (GFile) file = write_file ("bad.vv", bads[i].text);

      assert_problem (fixture, file, bads[i].says);
    }

  g_assert_cmpint (truncate (big_path, 100 * 1000 * 1000), ==, 0);
  assert_problem (fixture, big, "too big");
  assert_problem (fixture, missing, "“missing.vv” is not there");
}

static void
test_bad_addresses (UiFixture *fixture)
{
  static const struct
  {
    const char *uri;
    const char *says;
  } bads[] = {
    { "spice://ana:sesame@hosta:5900", "holds a user name or a password" },
    { "spice://hosta:5900?password=sesame", "holds a user name or a password" },
    { "spice://hosta:70000", "makes no sense" },
    { "spice://hosta", "which port the console is" },
    { "vnc://hosta:5900", "in a later version" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bads); i++)
    {
      g_autoptr (GFile) file = bst_open_request_take_argument (bads[i].uri, NULL, NULL);
      g_autofree char *uri = g_file_get_uri (file);

      g_assert_null (strstr (uri, "sesame"));
      assert_problem (fixture, file, bads[i].says);
    }
}

static gboolean
two_windows (gpointer data)
{
  UiFixture *fixture = data;
  guint n = 0;

  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (fixture->application)); l != NULL;
       l = l->next)
    n += BST_IS_PROBLEM_WINDOW (l->data);

  return n == 2;
}

static void
test_two_at_once (UiFixture *fixture)
{
  g_autoptr (GFile) one = write_file ("one.vv", "");
  g_autoptr (GFile) other = write_file ("other.vv", "");
  GFile *files[] = { one, other };

  g_application_open (G_APPLICATION (fixture->application), files, 2, "");
  ui_wait ("two windows", two_windows, fixture);
  close_window (wait_for_problem (fixture, "The file is empty."));
  close_window (wait_for_problem (fixture, "The file is empty."));
}

/* What was wrong is mended, and tried again. */
static void
test_retry (UiFixture *fixture)
{
  g_autoptr (GFile) file = write_file ("mended.vv", "");
  g_autoptr (GFile) same = NULL;
  GtkWindow *window;

  open_file (fixture, file, NULL);
  window = wait_for_problem (fixture, "The file is empty.");
  same = write_file ("mended.vv", "[virt-viewer]\ntype=vnc\nhost=hosta\nport=1\ntitle=Mended\n");
  ui_click (window, "_Retry");
  wait_for_problem (fixture, "in a later version");
  g_assert_cmpstr (gtk_window_get_title (window), ==, "Mended");
  close_window (window);
}

/* As the program does with what comes to "bastida -". */
static GFile *
hand_over (const char *text)
{
  const int before = dup (STDIN_FILENO);
  g_autoptr (GError) error = NULL;
  GFile *file;
  int ends[2];

  g_assert_cmpint (pipe (ends), ==, 0);
  g_assert_cmpint (write (ends[1], text, strlen (text)), ==, (gssize)strlen (text));
  close (ends[1]);
  dup2 (ends[0], STDIN_FILENO);
  close (ends[0]);
  file = bst_open_request_take_argument ("-", NULL, &error);
  g_assert_no_error (error);
  dup2 (before, STDIN_FILENO);
  close (before);

  return file;
}

/* What was handed over is gone once it was read: there is nothing to try again. */
static void
test_handed_over (UiFixture *fixture)
{
  g_autoptr (GFile) bad = hand_over ("hello\n");
  g_autoptr (GFile) file = hand_over ("[virt-viewer]\ntype=vnc\nhost=hosta\nport=1\n");
  GtkWindow *window;

  open_file (fixture, bad, NULL);
  window = wait_for_problem (fixture, "no “[virt-viewer]” part");
  g_assert_null (ui_find (window, GTK_TYPE_BUTTON, "_Retry"));
  g_assert_true (
      gtk_widget_has_css_class (ui_find (window, GTK_TYPE_BUTTON, "_Close"), "suggested-action"));
  close_window (window);

  /* What makes sense is kept. */
  open_file (fixture, file, NULL);
  window = wait_for_problem (fixture, "in a later version");
  g_assert_nonnull (ui_find (window, GTK_TYPE_BUTTON, "_Retry"));
  close_window (window);
}

static void
choose (AdwComboRow *row, const char *text)
{
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      if (strcmp (gtk_string_object_get_string (item), text) == 0)
        {
          adw_combo_row_set_selected (row, i);
          return;
        }
    }
  g_error ("“%s” cannot be chosen", text);
}

/* The @n-th box to tick below @root, from 0; NULL where there are not so many. */
static GtkWidget *
find_check (GtkWidget *root, guint *n)
{
  if (GTK_IS_CHECK_BUTTON (root) && (*n)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_check (child, n);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* Who does not answer, and where another way to it is asked for: in the window that the console
 * would have. */
typedef struct
{
  UiFixture *fixture;
  GtkWindow *window;
} Waiting;

static gboolean
way_is_offered (gpointer data)
{
  Waiting *waiting = data;

  waiting->window = ui_find_window (waiting->fixture, BST_TYPE_CONSOLE_WINDOW);
  return waiting->window != NULL && ui_says (GTK_WIDGET (waiting->window), "Nothing answers") &&
         ui_find (waiting->window, GTK_TYPE_BUTTON, "Choose _Another Way…") != NULL;
}

static gboolean
window_is_there (gpointer data)
{
  Waiting *waiting = data;

  waiting->window = ui_find_window (waiting->fixture, BST_TYPE_CONSOLE_WINDOW);
  return waiting->window != NULL;
}

static gboolean
proxy_is_dead (gpointer data)
{
  Waiting *waiting = data;

  return ui_says (GTK_WIDGET (waiting->window), "The proxy 127.0.0.1:1 was not reached") &&
         ui_find (waiting->window, GTK_TYPE_BUTTON, "_Retry") != NULL;
}

static gboolean
can_choose (gpointer data)
{
  Waiting *waiting = data;

  waiting->window = ui_find_window (waiting->fixture, BST_TYPE_CONSOLE_WINDOW);
  return waiting->window != NULL &&
         ui_find (waiting->window, GTK_TYPE_BUTTON, "Choose _Another Way…") != NULL;
}

/* A socket of another computer, whose gateway is not reached. */
static void
test_socket_elsewhere (UiFixture *fixture)
{
  g_autoptr (GFile) file = write_file (
      "elsewhere.vv", HEAD "unix-path=/run/web.sock\nx-bastida-via=127.0.0.1:1\ntitle=Elsewhere\n");
  Waiting waiting = { fixture, NULL };

  open_file (fixture, file, NULL);
  ui_wait ("another way is offered", can_choose, &waiting);
  close_window (waiting.window);
}

static void
test_unreached (UiFixture *fixture)
{
  g_autoptr (GFile) file =
      write_file ("unreached.vv", HEAD "host=127.0.0.1\nport=1\npassword=sesame\ntitle=Far\n");
  Waiting waiting = { fixture, NULL };
  GtkWindow *dialog;
  guint proxy = 1;

  open_file (fixture, file, NULL);
  ui_wait ("another way is offered", way_is_offered, &waiting);
  g_assert_cmpstr (gtk_window_get_title (waiting.window), ==, "Far");
  g_assert_false (ui_says (GTK_WIDGET (waiting.window), "sesame"));
  g_assert_nonnull (ui_find (waiting.window, GTK_TYPE_BUTTON, "_Retry"));

  ui_click (waiting.window, "Choose _Another Way…");
  ui_settle ();
  dialog = ui_find_window (fixture, BST_TYPE_WAY_DIALOG);
  g_assert_nonnull (dialog);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (find_check (GTK_WIDGET (dialog), &proxy)), TRUE);
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Proxy, as in http://proxy:3128 or socks5://localhost:1080",
           "127.0.0.1:1");
  choose (ADW_COMBO_ROW (ui_find (dialog, ADW_TYPE_COMBO_ROW, NULL)), "127.0.0.1");
  ui_click (dialog, "C_onnect");
  ui_wait ("the other way is tried", proxy_is_dead, &waiting);
  close_window (waiting.window);

  /* It led nowhere: the next file does not take it. */
  open_file (fixture, file, NULL);
  waiting.window = NULL;
  ui_wait ("a window", window_is_there, &waiting);
  ui_wait ("another way is offered", way_is_offered, &waiting);
  g_assert_false (ui_says (GTK_WIDGET (waiting.window), "The proxy"));
  close_window (waiting.window);
}

static GtkDropTarget *
find_drop_target (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller))
        return GTK_DROP_TARGET (controller);
    }

  return NULL;
}

static void
test_drop (UiFixture *fixture)
{
  g_autoptr (GFile) one = write_file ("one.vv", "");
  g_autoptr (GFile) other = write_file ("other.vv", "");
  GSList *files = g_slist_append (g_slist_append (NULL, one), other);
  GtkDropTarget *target = find_drop_target (fixture->window);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_assert_nonnull (target);
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (files));
  g_slist_free (files);
  g_signal_emit_by_name (target, "drop", &value, 10.0, 10.0, &taken);
  g_assert_true (taken);
  ui_wait ("two windows", two_windows, fixture);
  close_window (wait_for_problem (fixture, "The file is empty."));
  close_window (wait_for_problem (fixture, "The file is empty."));
}

static BstVvFile *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  BstVvFile *file = bst_vv_file_parse (bytes, &error);

  g_assert_no_error (error);
  return file;
}

typedef struct
{
  BstWay *way;
  BstWayScope scope;
} Choice;

static void
on_chosen (BstWayDialog *dialog, gpointer data)
{
  *(Choice *)data =
      (Choice){ bst_way_copy (bst_way_dialog_get_way (dialog)), bst_way_dialog_get_scope (dialog) };
}

static BstWay *
choose_gateway (UiFixture *fixture, const BstVvFile *file, const char *address, const char *place)
{
  g_autoptr (BstWay) before = bst_way_new (BST_WAY_DESKTOP, NULL, NULL);
  BstWayDialog *dialog =
      bst_way_dialog_new (GTK_WINDOW (fixture->window), fixture->inventory, file, before);
  Choice choice = { NULL, BST_WAY_THIS_TIME };

  g_signal_connect (dialog, "chosen", G_CALLBACK (on_chosen), &choice);
  gtk_window_present (GTK_WINDOW (dialog));
  ui_settle ();
  choose (ADW_COMBO_ROW (ui_find (dialog, ADW_TYPE_COMBO_ROW, NULL)), place);

  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Gateway, as in user@gateway:2209", "-oProxyCommand=x");
  ui_click (dialog, "C_onnect");
  g_assert_null (choice.way);
  g_assert_true (ui_says (GTK_WIDGET (dialog), "is not a gateway for SSH"));

  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Gateway, as in user@gateway:2209", address);
  ui_click (dialog, "C_onnect");
  ui_settle ();
  g_assert_nonnull (choice.way);
  bst_way_memory_keep_for (fixture->inventory, file, choice.scope, choice.way);

  return choice.way;
}

static void
assert_remembered (UiFixture *fixture, const char *host, const char *way)
{
  g_autofree char *text = g_strdup_printf (HEAD "host=%s\nport=1\n", host);
  g_autoptr (BstVvFile) file = parse (text);
  g_autoptr (BstWay) found = bst_way_memory_find (fixture->inventory, file);
  g_autofree char *words = found != NULL ? bst_way_to_string (found) : NULL;

  g_assert_cmpstr (words, ==, way);
}

static void
test_remembered (UiFixture *fixture)
{
  g_autoptr (BstVvFile) named = parse (HEAD "host=HostA.School.example\nport=5900\n");
  g_autoptr (BstVvFile) numbered = parse (HEAD "host=192.168.1.5\nport=5900\n");
  g_autoptr (BstVvFile) bare = parse (HEAD "host=hosta\nport=5900\n");
  g_autoptr (BstVvFile) ticket =
      parse (HEAD "host=pvespiceproxy:1:2::3\ntls-port=1\nproxy=http://node1.pve.example:3128\n");
  g_autoptr (BstWay) one = choose_gateway (fixture, named, "ana@gate:2209", "This time only");
  g_autoptr (BstWay) two = NULL;
  g_autoptr (BstWay) three = NULL;
  g_autoptr (BstWay) four = NULL;
  g_autoptr (BstWay) five = NULL;

  assert_remembered (fixture, "hosta.school.example", NULL);

  two = choose_gateway (fixture, named, "ana@gate:2209", "hosta.school.example");
  assert_remembered (fixture, "hosta.school.example", "ssh:ana@gate:2209");
  assert_remembered (fixture, "hostb.school.example", NULL);

  three = choose_gateway (fixture, named, "eva@gate", "*.school.example");
  assert_remembered (fixture, "HOSTA.school.example", "ssh:eva@gate");
  assert_remembered (fixture, "hostb.lab.school.example", "ssh:eva@gate");
  assert_remembered (fixture, "school.example", NULL);
  assert_remembered (fixture, "hosta.other.example", NULL);

  four = choose_gateway (fixture, numbered, "gate", "192.168.1.*");
  assert_remembered (fixture, "192.168.1.77", "ssh:gate");
  assert_remembered (fixture, "192.168.2.5", NULL);
  assert_remembered (fixture, "hosta", NULL);

  five = choose_gateway (fixture, bare, "gate", "hosta");
  assert_remembered (fixture, "hosta", "ssh:gate");

  {
    g_autofree char *host = bst_way_memory_get_host (ticket);
    g_autofree char *domain = bst_way_memory_get_domain (ticket);

    g_assert_cmpstr (host, ==, "node1.pve.example");
    g_assert_cmpstr (domain, ==, ".pve.example");
  }
}

/* What is on the loopback of one host is not on that of another: no way there is remembered for all, nor
 * taken instead of the file's own. */
static void
test_loopback (UiFixture *fixture)
{
  static const char *const hosts[] = { "127.0.0.1", "127.1.2.3", "::1", "localhost", "LocalHost" };

  for (guint i = 0; i < G_N_ELEMENTS (hosts); i++)
    {
      g_autofree char *text =
          g_strdup_printf (HEAD "host=%s\nport=1\nx-bastida-via=hostb\n", hosts[i]);
      g_autoptr (BstVvFile) file = parse (text);
      g_autoptr (BstWay) kept = bst_way_new (BST_WAY_GATEWAY, "hosta", NULL);
      g_autoptr (BstWay) found = NULL;
      g_autofree char *host = bst_way_memory_get_host (file);
      g_autofree char *domain = bst_way_memory_get_domain (file);

      g_assert_null (host);
      g_assert_null (domain);
      bst_way_memory_keep (fixture->inventory, hosts[i], kept);
      found = bst_way_memory_find (fixture->inventory, file);
      g_assert_null (found);
    }
}

/* Which way a console is opened: told, remembered, the file's own, the desktop's. */
static void
test_order (UiFixture *fixture)
{
  static const char own[] = HEAD "host=hosta.lab.example\nport=1\nx-bastida-via=own\n";
  g_autoptr (GFile) file = write_file ("own.vv", own);
  g_autoptr (GFile) socket = g_file_new_for_uri ("spice+unix:///nowhere/console.sock");
  g_autoptr (BstGateways) gateways = bst_gateways_new ();
  g_autoptr (BstWay) way = bst_way_new (BST_WAY_GATEWAY, "kept", NULL);

  for (guint i = 0; i < 4; i++)
    {
      static const char *const expected[] = { "ssh:told", "ssh:own", "ssh:kept", "direct" };
      g_autoptr (BstConsoleFile) console = NULL;
      g_autofree char *words = NULL;

      if (i == 2)
        bst_way_memory_keep (fixture->inventory, ".lab.example", way);
      console = bst_console_file_new (i == 3 ? socket : file, i == 0 ? "told" : NULL, FALSE,
                                      fixture->inventory, gateways);
      bst_console_file_open (console);
      while (bst_console_file_get_way (console) == NULL)
        g_main_context_iteration (NULL, TRUE);
      words = bst_way_to_string (bst_console_file_get_way (console));
      g_assert_cmpstr (words, ==, expected[i]);
    }
}

static void
test_hint (void)
{
  g_autofree char *both = bst_open_request_write_hint ("ana@gate:2209", TRUE);
  g_autofree char *none = bst_open_request_write_hint (NULL, FALSE);
  static const char *const nonsense[] = { "", "x", "{'via': <1>}", "[1, 2]" };
  g_autofree char *via = NULL;
  gboolean keep;

  bst_open_request_read_hint (both, &via, &keep);
  g_assert_cmpstr (via, ==, "ana@gate:2209");
  g_assert_true (keep);
  g_clear_pointer (&via, g_free);
  bst_open_request_read_hint (none, &via, &keep);
  g_assert_null (via);
  g_assert_false (keep);
  for (gsize i = 0; i < G_N_ELEMENTS (nonsense); i++)
    {
      bst_open_request_read_hint (nonsense[i], &via, &keep);
      g_assert_null (via);
      g_assert_false (keep);
    }
}

int
main (int argc, char *argv[])
{
  const char *remove[] = { "rm", "-rf", "--", NULL, NULL };
  int result;

  if (!ui_init (&argc, &argv))
    return 0;

  folder = g_strdup ("/tmp/bst-vv-XXXXXX");
  g_assert_nonnull (g_mkdtemp (folder));

  g_test_add_func ("/console-file/hint", test_hint);
  ui_add_test ("/console-file/bad-files", NULL, test_bad_files);
  ui_add_test ("/console-file/bad-addresses", NULL, test_bad_addresses);
  ui_add_test ("/console-file/two-at-once", NULL, test_two_at_once);
  ui_add_test ("/console-file/retry", NULL, test_retry);
  ui_add_test ("/console-file/handed-over", NULL, test_handed_over);
  ui_add_test ("/console-file/unreached", NULL, test_unreached);
  ui_add_test ("/console-file/drop", NULL, test_drop);
  ui_add_test ("/console-file/socket-elsewhere", NULL, test_socket_elsewhere);
  ui_add_test ("/console-file/loopback", NULL, test_loopback);
  ui_add_test ("/console-file/remembered", NULL, test_remembered);
  ui_add_test ("/console-file/order", NULL, test_order);
  result = g_test_run ();

  remove[3] = folder;
  g_spawn_sync (NULL, (char **)remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (folder);

  return result;
}
