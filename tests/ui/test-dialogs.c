/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-add-host-dialog.h"
#include "app/bst-question-dialog.h"
#include "app/bst-tooltip.h"
#include "ssh/bst-ssh-question-private.h"
#include "ui-fixture.h"

static GtkWindow *
open_add_host (UiFixture *fixture)
{
  GtkWindow *dialog;

  ui_activate (fixture, "app.add-host", NULL);
  ui_settle ();
  dialog = ui_find_window (fixture, BST_TYPE_ADD_HOST_DIALOG);
  g_assert_nonnull (dialog);
  return dialog;
}

static gboolean
may_add (gpointer dialog)
{
  GtkWidget *button = ui_find (dialog, GTK_TYPE_BUTTON, "_Add Host");

  return button != NULL && gtk_widget_is_sensitive (button);
}

static gboolean
may_add_anyway (gpointer dialog)
{
  return ui_find (dialog, GTK_TYPE_BUTTON, "Add _Anyway") != NULL;
}

static gboolean
has_machines (gpointer inventory)
{
  return g_list_model_get_n_items (bst_inventory_get_machines (inventory)) > 0;
}

static void
test_add_host (UiFixture *fixture)
{
  GtkWindow *dialog = open_add_host (fixture);

  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Name or address", "test:///default");
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Shown as (empty: its name)", "Try");
  ui_click (dialog, "_Check");
  ui_wait ("the check passes", may_add, dialog);
  ui_click (dialog, "_Add Host");
  ui_settle ();
  g_assert_null (ui_find_window (fixture, BST_TYPE_ADD_HOST_DIALOG));
  g_assert_nonnull (bst_inventory_find_host (fixture->inventory, "Try"));
  ui_wait ("its machines are listed", has_machines, fixture->inventory);

  /* The same once more: refused, with its name. */
  dialog = open_add_host (fixture);
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Name or address", "test:///default");
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, GTK_TYPE_BUTTON, "_Check")));
  g_assert_nonnull (
      ui_find (dialog, GTK_TYPE_LABEL, "This host is in the list already, as “Try”."));
  gtk_window_close (dialog);
}

static void
test_add_anyway (UiFixture *fixture)
{
  GtkWindow *dialog = open_add_host (fixture);

  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Name or address", "no-such-host.invalid");
  ui_click (dialog, "_Check");
  ui_wait ("the check fails", may_add_anyway, dialog);
  ui_click (dialog, "Add _Anyway");
  ui_settle ();
  g_assert_nonnull (bst_inventory_find_host (fixture->inventory, "no-such-host.invalid"));
}

static void
test_bad_address (UiFixture *fixture)
{
  GtkWindow *dialog = open_add_host (fixture);

  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Name or address", "-oProxyCommand=true");
  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, GTK_TYPE_BUTTON, "_Check")));
  gtk_window_close (dialog);
}

/* What a question was answered with. */
typedef struct
{
  guint n;
  char *answer;
  gboolean keep;
} Answer;

static void
on_answer (const char *answer, gboolean keep, gpointer data)
{
  Answer *taken = data;

  taken->n++;
  taken->keep = keep;
  g_free (taken->answer);
  taken->answer = g_strdup (answer);
}

static gboolean
is_answered (gpointer answer)
{
  return ((Answer *)answer)->n > 0;
}

static BstSshQuestion *
ask (UiFixture *fixture, const char *mode, const char *words, guint attempt, Answer *answer)
{
  BstSshQuestion *question = bst_ssh_question_new (bst_ssh_prompt_new (mode, words), "root@hosta",
                                                   attempt, on_answer, answer);

  bst_question_dialog_show (GTK_WINDOW (fixture->window), question);
  ui_settle ();
  g_assert_nonnull (ui_find_window (fixture, BST_TYPE_QUESTION_DIALOG));
  return question;
}

#define HOST_KEY                                                                                   \
  "The authenticity of host 'hosta (192.168.1.10)' can't be established.\n"                        \
  "ED25519 key fingerprint is SHA256:x7VFsxWHkVhxrDZyZWZfJOCKLyXZZVqPUVqQjWYRnZY.\n"               \
  "This key is not known by any other names.\n"                                                    \
  "Are you sure you want to continue connecting (yes/no/[fingerprint])? "

/* Enter alone must not trust it. The fingerprint, which is compared by eye, stands in one line. */
static void
test_host_key (UiFixture *fixture)
{
  Answer answer = { 0 };
  g_autoptr (BstSshQuestion) question = ask (fixture, "", HOST_KEY, 1, &answer);
  GtkWindow *dialog = ui_find_window (fixture, BST_TYPE_QUESTION_DIALOG);
  GtkWidget *fingerprint =
      ui_find (dialog, GTK_TYPE_LABEL, "SHA256:x7VFsxWHkVhxrDZyZWZfJOCKLyXZZVqPUVqQjWYRnZY");

  g_assert_nonnull (fingerprint);
  g_assert_cmpint (
      pango_layout_get_line_count (gtk_label_get_layout (GTK_LABEL (fingerprint))), ==, 1);
  gtk_widget_activate_default (GTK_WIDGET (dialog));
  ui_wait ("the answer", is_answered, &answer);
  g_assert_null (answer.answer);

  g_clear_object (&question);
  question = ask (fixture, "", HOST_KEY, 1, &answer);
  ui_click (ui_find_window (fixture, BST_TYPE_QUESTION_DIALOG), "_Trust It");
  g_assert_cmpuint (answer.n, ==, 2);
  g_assert_cmpstr (answer.answer, ==, "yes");
  g_free (answer.answer);
}

static void
test_passphrase (UiFixture *fixture)
{
  Answer answer = { 0 };
  g_autoptr (BstSshQuestion) question =
      ask (fixture, "", "Enter passphrase for key '/root/.ssh/id_ed25519': ", 2, &answer);
  GtkWindow *dialog = ui_find_window (fixture, BST_TYPE_QUESTION_DIALOG);

  g_assert_false (gtk_widget_is_sensitive (ui_find (dialog, GTK_TYPE_BUTTON, "_Unlock")));
  g_assert_nonnull (ui_find (dialog, GTK_TYPE_LABEL, "That passphrase was not right."));
  ui_type (dialog, GTK_TYPE_PASSWORD_ENTRY, NULL, "secret words");
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (ui_find (dialog, GTK_TYPE_CHECK_BUTTON, "_Keep in the keyring")), TRUE);
  ui_click (dialog, "_Unlock");
  g_assert_cmpuint (answer.n, ==, 1);
  g_assert_cmpstr (answer.answer, ==, "secret words");
  g_assert_true (answer.keep);
  g_free (answer.answer);
}

/* A second factor is good for once: the keyring is not offered. */
static void
test_code (UiFixture *fixture)
{
  Answer answer = { 0 };
  g_autoptr (BstSshQuestion) question =
      ask (fixture, "", "(root@hosta) Verification code: ", 1, &answer);
  GtkWindow *dialog = ui_find_window (fixture, BST_TYPE_QUESTION_DIALOG);

  g_assert_nonnull (ui_find (dialog, GTK_TYPE_LABEL, "Verification Code"));
  g_assert_null (ui_find (dialog, GTK_TYPE_CHECK_BUTTON, "_Keep in the keyring"));
  ui_type (dialog, GTK_TYPE_PASSWORD_ENTRY, NULL, "123456");
  ui_click (dialog, "_Log In");
  g_assert_cmpstr (answer.answer, ==, "123456");
  g_assert_false (answer.keep);
  g_free (answer.answer);
}

static void
test_withdrawn (UiFixture *fixture)
{
  Answer answer = { 0 };
  g_autoptr (BstSshQuestion) question = ask (fixture, "", "root@hosta's password: ", 1, &answer);

  bst_ssh_question_withdraw (question);
  ui_settle ();
  g_assert_null (ui_find_window (fixture, BST_TYPE_QUESTION_DIALOG));
  g_assert_cmpuint (answer.n, ==, 0);
}

static void
test_closed (UiFixture *fixture)
{
  Answer answer = { 0 };
  g_autoptr (BstSshQuestion) question = ask (fixture, "", "root@hosta's password: ", 1, &answer);

  gtk_window_close (ui_find_window (fixture, BST_TYPE_QUESTION_DIALOG));
  ui_settle ();
  g_assert_cmpuint (answer.n, ==, 1);
  g_assert_null (answer.answer);
}

static void
activate_for_host (UiFixture *fixture, const char *action)
{
  g_autoptr (BstHost) host =
      g_list_model_get_item (bst_inventory_get_hosts (fixture->inventory), 0);

  ui_activate (fixture, action, g_variant_new_int64 (bst_host_get_id (host)));
  ui_settle ();
}

static void
test_rename (UiFixture *fixture)
{
  GtkWindow *dialog;

  activate_for_host (fixture, "win.host-rename");
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Shown as", " Rack 2 ");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "accept");
  ui_settle ();
  g_assert_nonnull (bst_inventory_find_host (fixture->inventory, "Rack 2"));
  g_assert_nonnull (ui_find (fixture->window, GTK_TYPE_LABEL, "Rack 2"));
}

static void
test_remove (UiFixture *fixture)
{
  GListModel *hosts = bst_inventory_get_hosts (fixture->inventory);
  GtkWindow *dialog;

  activate_for_host (fixture, "win.host-remove");
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (dialog);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  ui_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (hosts), ==, 1);

  activate_for_host (fixture, "win.host-remove");
  dialog = ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "remove");
  ui_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (hosts), ==, 0);
}

/* Markup, newlines and other directions in a host's name break no dialog. */
static void
test_strange_names (UiFixture *fixture)
{
  g_autoptr (BstHost) host =
      g_list_model_get_item (bst_inventory_get_hosts (fixture->inventory), 0);

  bst_inventory_rename_host (fixture->inventory, host, "<b>&a\u202eb</i>", NULL);
  activate_for_host (fixture, "win.host-remove");
  g_assert_nonnull (ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG));
  gtk_window_destroy (ui_find_window (fixture, ADW_TYPE_MESSAGE_DIALOG));
}

/* A remedy is longer than the screen is wide. */
static void
test_long_tooltip (UiFixture *fixture)
{
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GtkWidget) label = NULL;
  int width, height, line_height;

  label = g_object_ref_sink (bst_tooltip_new_label ("words"));
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, -1, NULL, &line_height, NULL, NULL);
  for (guint i = 0; i < 100; i++)
    g_string_append (words, "words ");
  gtk_label_set_text (GTK_LABEL (label), words->str);
  gtk_widget_measure (label, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  gtk_widget_measure (label, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  g_assert_cmpint (width, <=, 800);
  g_assert_cmpint (height, >=, 4 * line_height);
}

int
main (int argc, char **argv)
{
  if (!ui_init (&argc, &argv))
    return 0;

  ui_add_test ("/app/dialogs/add-host", NULL, test_add_host);
  ui_add_test ("/app/dialogs/add-anyway", NULL, test_add_anyway);
  ui_add_test ("/app/dialogs/bad-address", NULL, test_bad_address);
  ui_add_test ("/app/dialogs/host-key", NULL, test_host_key);
  ui_add_test ("/app/dialogs/passphrase", NULL, test_passphrase);
  ui_add_test ("/app/dialogs/code", NULL, test_code);
  ui_add_test ("/app/dialogs/withdrawn", NULL, test_withdrawn);
  ui_add_test ("/app/dialogs/closed", NULL, test_closed);
  ui_add_test ("/app/dialogs/rename", "test:///default", test_rename);
  ui_add_test ("/app/dialogs/remove", "test:///default", test_remove);
  ui_add_test ("/app/dialogs/strange-names", "test:///default", test_strange_names);
  ui_add_test ("/app/dialogs/long-tooltip", NULL, test_long_tooltip);
  return g_test_run ();
}
