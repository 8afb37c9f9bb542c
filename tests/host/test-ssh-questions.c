/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh-fixture.h"

#define TIMEOUT_MS 20000
#define PASSPHRASE "ora et labora"

/* What a person is asked, and answers. */
typedef struct
{
  GPtrArray *asked;           /* of owned BstSshQuestion */
  const char *const *answers; /* NULL ends them: from there on, refused */
  gboolean keep;
  gboolean wait; /* for the test to answer */
} Person;

static void
on_question (BstSshMaster *master, BstSshQuestion *question, Person *person)
{
  const char *answer = *person->answers;

  g_test_message ("asked: kind %d, host %s, subject %s, attempt %u: %s",
                  bst_ssh_question_get_kind (question), bst_ssh_question_get_host (question),
                  bst_ssh_question_get_subject (question), bst_ssh_question_get_attempt (question),
                  bst_ssh_question_get_prompt (question));
  g_ptr_array_add (person->asked, g_object_ref (question));
  if (person->wait)
    return;

  if (answer == NULL)
    {
      bst_ssh_question_refuse (question);
      return;
    }
  person->answers++;
  bst_ssh_question_answer (question, answer, person->keep);
}

static BstSshMaster *
ask (BstSshMaster *master, Person *person, const char *const *answers)
{
  person->asked = g_ptr_array_new_with_free_func (g_object_unref);
  person->answers = answers;
  g_signal_connect (master, "question", G_CALLBACK (on_question), person);

  return master;
}

static void
person_clear (Person *person)
{
  g_clear_pointer (&person->asked, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Person, person_clear)

static char *
fingerprint_of (SshFixture *fixture)
{
  g_autofree char *path = g_strconcat (fixture->folder, "/host.pub", NULL);
  const char *argv[] = { "ssh-keygen", "-l", "-f", path, NULL };
  g_autofree char *out = NULL;
  g_auto (GStrv) words = NULL;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, NULL, NULL, NULL);
  words = g_strsplit (out, " ", -1);

  return g_strdup (words[1]);
}

static void
test_host_key_yes (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (BstSshMaster) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *fingerprint = NULL;
  g_autofree char *name = NULL;
  const char *const yes[] = { "yes", NULL };
  const char *const nothing[] = { NULL };
  g_auto (Person) person = { 0 };
  g_auto (Person) later = { 0 };
  BstSshQuestion *question;

  if (fixture == NULL)
    return;

  master = ask (ssh_fixture_master (fixture), &person, yes);
  ssh_fixture_open (master, TIMEOUT_MS, &error);
  g_assert_no_error (error);
  g_assert_cmpint (person.asked->len, ==, 1);

  question = person.asked->pdata[0];
  fingerprint = fingerprint_of (fixture);
  name = g_strdup_printf ("[127.0.0.1]:%u", fixture->port);
  g_assert_cmpint (bst_ssh_question_get_kind (question), ==, BST_SSH_QUESTION_HOST_KEY);
  g_assert_cmpstr (bst_ssh_question_get_fingerprint (question), ==, fingerprint);
  g_assert_nonnull (strstr (bst_ssh_question_get_host (question), "@127.0.0.1:"));
  g_assert_cmpstr (bst_ssh_question_get_key_type (question), ==, "ED25519");
  g_assert_nonnull (strstr (bst_ssh_question_get_subject (question), name));
  g_assert_false (bst_ssh_question_is_secret (question));
  g_assert_false (bst_ssh_question_can_keep (question));

  /* It is known from now on. */
  again = ask (ssh_fixture_master (fixture), &later, nothing);
  ssh_fixture_open (again, TIMEOUT_MS, &error);
  g_assert_no_error (error);
  g_assert_cmpint (later.asked->len, ==, 0);
}

static void
test_host_key_no (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *known = NULL;
  const char *const nothing[] = { NULL };
  g_auto (Person) person = { 0 };

  if (fixture == NULL)
    return;

  /* Not even who would take any host is spared the question. */
  ssh_fixture_configure (fixture, "StrictHostKeyChecking no\nBatchMode yes");
  master = ask (ssh_fixture_master (fixture), &person, nothing);
  g_assert_false (ssh_fixture_open (master, TIMEOUT_MS, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_HOST_KEY_UNKNOWN);
  g_assert_cmpint (person.asked->len, ==, 1);
  g_file_get_contents (fixture->known_hosts, &known, NULL, NULL);
  g_assert_cmpstr (known, ==, "");
}

static void
test_nobody (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GError) error = NULL;

  if (fixture == NULL)
    return;

  master = ssh_fixture_master (fixture);
  g_assert_false (ssh_fixture_open (master, TIMEOUT_MS, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_HOST_KEY_UNKNOWN);
}

static void
on_withdrawn (BstSshQuestion *question, gboolean *withdrawn)
{
  *withdrawn = TRUE;
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

/* The time for an answer does not count; a question whose ssh is gone is withdrawn. */
static void
test_patience (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (BstSshMaster) closed = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) closed_result = NULL;
  g_autoptr (GError) error = NULL;
  const char *const nothing[] = { NULL };
  g_auto (Person) person = { .wait = TRUE };
  g_auto (Person) other = { .wait = TRUE };
  gboolean withdrawn = FALSE;
  const guint timeout_ms = 1500;
  gint64 start;

  if (fixture == NULL)
    return;

  master = ask (ssh_fixture_master (fixture), &person, nothing);
  start = g_get_monotonic_time ();
  bst_ssh_master_open_async (master, timeout_ms, NULL, on_opened, &result);
  ssh_fixture_wait_for (person.asked->len == 1);
  ssh_fixture_wait_for (g_get_monotonic_time () - start > (timeout_ms + 500) * 1000);
  g_assert_null (result);
  bst_ssh_question_answer (person.asked->pdata[0], "yes", FALSE);
  ssh_fixture_wait_for (result != NULL);
  bst_ssh_master_open_finish (master, result, &error);
  g_assert_no_error (error);

  g_assert_cmpint (g_unlink (fixture->known_hosts), ==, 0);
  closed = ask (ssh_fixture_master (fixture), &other, nothing);
  bst_ssh_master_open_async (closed, TIMEOUT_MS, NULL, on_opened, &closed_result);
  ssh_fixture_wait_for (other.asked->len == 1);
  g_signal_connect (other.asked->pdata[0], "withdrawn", G_CALLBACK (on_withdrawn), &withdrawn);
  bst_ssh_master_close (closed);
  g_assert_true (withdrawn);
  ssh_fixture_wait_for (closed_result != NULL);
  g_assert_false (bst_ssh_master_open_finish (closed, closed_result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  /* Too late, and harmless. */
  bst_ssh_question_answer (other.asked->pdata[0], "yes", FALSE);
}

static void
set_passphrase (SshFixture *fixture)
{
  const char *argv[] = { "ssh-keygen", "-p",       "-q", "-P",         "",
                         "-N",         PASSPHRASE, "-f", fixture->key, NULL };
  int status;

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                NULL, NULL, NULL, &status, NULL);
  g_assert_cmpint (status, ==, 0);
}

static void
test_passphrase (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (BstSshMaster) right = NULL;
  g_autoptr (BstSshMaster) refused = NULL;
  g_autoptr (GError) error = NULL;
  const char *const answers[] = { "wrong", PASSPHRASE, NULL };
  const char *const nothing[] = { NULL };
  g_auto (Person) person = { 0 };
  g_auto (Person) refuser = { 0 };
  BstSshQuestion *question;

  if (fixture == NULL)
    return;

  ssh_fixture_trust (fixture, fixture->port);
  set_passphrase (fixture);

  right = ask (ssh_fixture_master (fixture), &person, answers);
  ssh_fixture_open (right, TIMEOUT_MS, &error);
  g_assert_no_error (error);
  g_assert_cmpint (person.asked->len, ==, 2);
  question = person.asked->pdata[1];
  g_assert_cmpint (bst_ssh_question_get_kind (question), ==, BST_SSH_QUESTION_PASSPHRASE);
  g_assert_cmpstr (bst_ssh_question_get_subject (question), ==, fixture->key);
  g_assert_cmpint (bst_ssh_question_get_attempt (question), ==, 2);
  g_assert_true (bst_ssh_question_is_secret (question));
  g_assert_true (bst_ssh_question_can_keep (question));

  refused = ask (ssh_fixture_master (fixture), &refuser, nothing);
  g_assert_false (ssh_fixture_open (refused, TIMEOUT_MS, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_AUTH);
  g_assert_cmpint (refuser.asked->len, ==, 1);
}

/* Asked by the method "password", or by PAM, which chooses its own words. */
static void
test_password (gconstpointer config)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (GSubprocess) sshd = NULL;
  g_autoptr (BstSshMaster) right = NULL;
  g_autoptr (BstSshMaster) wrong = NULL;
  g_autoptr (GError) error = NULL;
  const char *const answers[] = { "wrong", SSH_FIXTURE_PASSWORD, NULL };
  const char *const wrongs[] = { "one", "two", "three", "four", NULL };
  g_auto (Person) person = { 0 };
  g_auto (Person) guesser = { 0 };
  g_autofree char *name = NULL;
  g_autofree char *command = NULL;
  BstSshTarget target = { .host = "127.0.0.1" };

  if (fixture == NULL)
    return;
  sshd = ssh_fixture_start_sshd_with_password (fixture, config, &target.port);
  if (sshd == NULL)
    {
      g_test_skip ("This user may not make a file system view of its own (root may)");
      return;
    }
  ssh_fixture_trust (fixture, target.port);
  name = g_strdup_printf ("%s@127.0.0.1:%u", g_get_user_name (), target.port);

  right = ask (bst_ssh_master_new (&target), &person, answers);
  ssh_fixture_open (right, TIMEOUT_MS, &error);
  g_assert_no_error (error);
  g_assert_cmpint (person.asked->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      BstSshQuestion *question = person.asked->pdata[i];

      g_assert_cmpint (bst_ssh_question_get_kind (question), ==, BST_SSH_QUESTION_PASSWORD);
      g_assert_cmpstr (bst_ssh_question_get_host (question), ==, name);
      g_assert_cmpint (bst_ssh_question_get_attempt (question), ==, i + 1);
      g_assert_true (bst_ssh_question_is_secret (question));
    }

  wrong = ask (bst_ssh_master_new (&target), &guesser, wrongs);
  g_assert_false (ssh_fixture_open (wrong, TIMEOUT_MS, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_AUTH);
  g_assert_cmpint (guesser.asked->len, ==, 3);
  /* PAM's words are no promise of a password that ssh-copy-id could use. */
  command = g_strdup_printf ("ssh-copy-id -p %u %s@127.0.0.1", target.port, g_get_user_name ());
  if (strstr (config, "UsePAM") == NULL)
    g_assert_nonnull (strstr (bst_error_get_remedy (error), command));

  ssh_fixture_kill (sshd);
}

/* A password and a second factor: each is asked as what it is, and the code is never kept. */
static void
test_code (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (GSubprocess) sshd = NULL;
  g_autoptr (BstSshMaster) master = NULL;
  g_autoptr (GError) error = NULL;
  const char *const answers[] = { SSH_FIXTURE_PASSWORD, SSH_FIXTURE_CODE, NULL };
  g_auto (Person) person = { 0 };
  BstSshTarget target = { .host = "127.0.0.1" };
  BstSshQuestion *question;

  if (fixture == NULL)
    return;
  sshd = ssh_fixture_start_sshd_with_code (fixture,
                                           "UsePAM yes\nKbdInteractiveAuthentication yes\n"
                                           "AuthenticationMethods keyboard-interactive:pam",
                                           &target.port);
  if (sshd == NULL)
    {
      g_test_skip ("This user may not make a file system view of its own (root may)");
      return;
    }
  ssh_fixture_trust (fixture, target.port);

  master = ask (bst_ssh_master_new (&target), &person, answers);
  ssh_fixture_open (master, TIMEOUT_MS, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (person.asked->len, ==, 2);
  question = person.asked->pdata[0];
  g_assert_cmpint (bst_ssh_question_get_kind (question), ==, BST_SSH_QUESTION_PASSWORD);
  question = person.asked->pdata[1];
  g_assert_cmpint (bst_ssh_question_get_kind (question), ==, BST_SSH_QUESTION_CODE);
  g_assert_nonnull (strstr (bst_ssh_question_get_prompt (question), "Verification code"));
  g_assert_true (bst_ssh_question_is_secret (question));
  g_assert_false (bst_ssh_question_can_keep (question));

  ssh_fixture_kill (sshd);
}

/* The keyring, as a file of this test: kept when it proved right, used without a question, asked
 * anew and forgotten when it is wrong. */
static void
test_keyring (void)
{
  g_autoptr (SshFixture) fixture = ssh_fixture_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *keyring = NULL;
  const char *const wrong_first[] = { "wrong", PASSPHRASE, NULL };
  const char *const nothing[] = { NULL };
  const char *const other_argv[] = { "ssh-keygen", "-p",      "-q", "-P", PASSPHRASE,
                                     "-N",         "new one", "-f", NULL, NULL };

  if (fixture == NULL)
    return;
  if (g_getenv ("SECRET_FILE_TEST_PATH") == NULL)
    {
      /* libsecret chooses its keyring once in a process. */
      keyring = g_build_filename (fixture->folder, "keyring", NULL);
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "test", TRUE);
      /* libsecret 0.20 leaks its file's entity tag. */
      g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
      g_test_trap_subprocess ("/ssh/questions/keyring", 0, G_TEST_SUBPROCESS_INHERIT_STDERR);
      g_unsetenv ("SECRET_BACKEND");
      g_unsetenv ("SECRET_FILE_TEST_PATH");
      g_test_trap_assert_passed ();
      return;
    }

  ssh_fixture_trust (fixture, fixture->port);
  set_passphrase (fixture);

  {
    g_auto (Person) person = { .keep = TRUE };
    g_autoptr (BstSshMaster) master = ask (ssh_fixture_master (fixture), &person, wrong_first);

    ssh_fixture_open (master, TIMEOUT_MS, &error);
    g_assert_no_error (error);
    g_assert_cmpint (person.asked->len, ==, 2);
    ssh_fixture_wait_for (g_file_test (g_getenv ("SECRET_FILE_TEST_PATH"), G_FILE_TEST_EXISTS));
  }
  {
    g_auto (Person) person = { 0 };
    g_autoptr (BstSshMaster) master = ask (ssh_fixture_master (fixture), &person, nothing);

    ssh_fixture_open (master, TIMEOUT_MS, &error);
    g_assert_no_error (error);
    g_assert_cmpint (person.asked->len, ==, 0);
  }
  {
    g_auto (Person) person = { 0 };
    g_autoptr (BstSshMaster) master = ask (ssh_fixture_master (fixture), &person, nothing);
    const char *argv[G_N_ELEMENTS (other_argv)];

    memcpy (argv, other_argv, sizeof argv);
    argv[8] = fixture->key;
    g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                  NULL, NULL, NULL, NULL, NULL);
    g_assert_false (ssh_fixture_open (master, TIMEOUT_MS, &error));
    g_assert_error (error, BST_ERROR, BST_ERROR_AUTH);
    g_assert_cmpint (person.asked->len, ==, 1);
    g_assert_cmpint (bst_ssh_question_get_attempt (person.asked->pdata[0]), ==, 2);
  }
  {
    g_auto (Person) person = { 0 };
    g_autoptr (BstSshMaster) master = ask (ssh_fixture_master (fixture), &person, nothing);

    g_clear_error (&error);
    g_assert_false (ssh_fixture_open (master, TIMEOUT_MS, &error));
    g_assert_cmpint (person.asked->len, ==, 1);
    g_assert_cmpint (bst_ssh_question_get_attempt (person.asked->pdata[0]), ==, 1);
  }
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ssh/questions/host-key-yes", test_host_key_yes);
  g_test_add_func ("/ssh/questions/host-key-no", test_host_key_no);
  g_test_add_func ("/ssh/questions/nobody", test_nobody);
  g_test_add_func ("/ssh/questions/patience", test_patience);
  g_test_add_func ("/ssh/questions/passphrase", test_passphrase);
  g_test_add_data_func ("/ssh/questions/password",
                        "PubkeyAuthentication no\nKbdInteractiveAuthentication no", test_password);
  g_test_add_data_func ("/ssh/questions/password-by-pam",
                        "UsePAM yes\nPubkeyAuthentication no\nPasswordAuthentication no\n"
                        "KbdInteractiveAuthentication yes",
                        test_password);
  g_test_add_func ("/ssh/questions/code", test_code);
  g_test_add_func ("/ssh/questions/keyring", test_keyring);

  return g_test_run ();
}
