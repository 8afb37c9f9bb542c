/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is made of ssh's words: its prompts, its log, its control socket's packets. */

#include <string.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh/bst-ssh-log-private.h"
#include "ssh/bst-ssh-mux-wire-private.h"
#include "ssh/bst-ssh-prompt-private.h"

static void
test_prompts (void)
{
  static const struct
  {
    const char *mode;
    const char *words;
    BstSshQuestionKind kind;
    const char *subject;
  } prompts[] = {
    { "", "root@hosta's password: ", BST_SSH_QUESTION_PASSWORD, "root@hosta" },
    { "", "(root@hosta) Password: ", BST_SSH_QUESTION_PASSWORD, "root@hosta" },
    { "", "(root@hosta) Password for root@hosta:", BST_SSH_QUESTION_PASSWORD, "root@hosta" },
    { "", "(root@hosta) Verification code: ", BST_SSH_QUESTION_CODE, "root@hosta" },
    { "", "(root@hosta) One-time password (OTP): ", BST_SSH_QUESTION_CODE, "root@hosta" },
    { "", "(root@hosta) New password: ", BST_SSH_QUESTION_CODE, "root@hosta" },
    { "", "Enter passphrase for key '/home/me/.ssh/id': ", BST_SSH_QUESTION_PASSPHRASE,
      "/home/me/.ssh/id" },
    { "", "Enter PIN for ED25519-SK key /home/me/.ssh/id_sk: ", BST_SSH_QUESTION_CODE, NULL },
    { "", "Please type 'yes', 'no' or the fingerprint: ", BST_SSH_QUESTION_HOST_KEY, NULL },
    { "", "Accept updated hostkeys? (yes/no): ", BST_SSH_QUESTION_CONFIRM, NULL },
    { "confirm", "Allow use of key /home/me/.ssh/id?", BST_SSH_QUESTION_CONFIRM, NULL },
    { "none", "Confirm user presence for key ED25519-SK SHA256:abc", BST_SSH_QUESTION_CONFIRM,
      NULL },
    { "", "", BST_SSH_QUESTION_CODE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (prompts); i++)
    {
      g_autoptr (BstSshPrompt) prompt = bst_ssh_prompt_new (prompts[i].mode, prompts[i].words);

      g_test_message ("%s", prompts[i].words);
      g_assert_cmpint (prompt->kind, ==, prompts[i].kind);
      g_assert_cmpstr (prompt->subject, ==, prompts[i].subject);
    }
}

static void
test_host_key_prompt (void)
{
  g_autoptr (BstSshPrompt) prompt = bst_ssh_prompt_new (
      "", "The authenticity of host '[hosta]:2209 ([192.0.2.1]:2209)' can't be established.\n"
          "ECDSA key fingerprint is SHA256:abc+/def.\n"
          "This key is not known by any other names.\n"
          "Are you sure you want to continue connecting (yes/no/[fingerprint])? ");

  g_assert_cmpint (prompt->kind, ==, BST_SSH_QUESTION_HOST_KEY);
  g_assert_cmpstr (prompt->subject, ==, "[hosta]:2209");
  g_assert_cmpstr (prompt->fingerprint, ==, "SHA256:abc+/def");
  g_assert_cmpstr (prompt->key_type, ==, "ECDSA");
}

/* A server chooses its prompts: they must not play tricks on who reads them. */
static void
test_hostile_prompt (void)
{
  g_autoptr (BstSshPrompt) prompt =
      bst_ssh_prompt_new ("", "(a@b) \033[2Jpass\342\200\256word\007\377: ");
  g_autofree char *long_words = g_strnfill (100000, 'x');
  g_autoptr (BstSshPrompt) long_prompt = bst_ssh_prompt_new ("", long_words);

  g_assert_cmpstr (prompt->text, ==, "(a@b) [2Jpassword\357\277\275:");
  g_assert_cmpuint (strlen (long_prompt->text), <, 5000);
}

static BstSshPlace *
make_place (const char *jump)
{
  const BstSshTarget target = { .host = "hosta", .user = "ana", .jump = jump };
  g_autoptr (GError) error = NULL;
  BstSshPlace *place = bst_ssh_place_new (&target, &error);

  g_assert_no_error (error);

  return place;
}

static void
add_lines (BstSshLog *log, const char *lines)
{
  g_auto (GStrv) split = g_strsplit (lines, "\n", -1);

  for (guint i = 0; split[i] != NULL; i++)
    bst_ssh_log_add_line (log, split[i]);
}

static void
test_stages (void)
{
  g_autoptr (BstSshPlace) place = make_place (NULL);
  g_autoptr (BstSshLog) log = bst_ssh_log_new (place);
  static const struct
  {
    const char *line;
    BstSshStage stage;
  } lines[] = {
    { "OpenSSH_9.2p1", BST_SSH_STAGE_START },
    { "debug1: Connecting to hosta [192.0.2.1] port 22.", BST_SSH_STAGE_RESOLVED },
    { "debug1: Connection established.", BST_SSH_STAGE_CONNECTED },
    { "debug1: Authenticating to hosta:22 as 'ana'", BST_SSH_STAGE_CONNECTED },
    { "debug1: SSH2_MSG_NEWKEYS received\r", BST_SSH_STAGE_HOST_KEY },
    { "Authenticated to hosta ([192.0.2.1]:22) using \"publickey\".", BST_SSH_STAGE_LOGGED_IN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      bst_ssh_log_add_line (log, lines[i].line);
      g_assert_cmpint (bst_ssh_log_get_stage (log), ==, lines[i].stage);
    }
  g_assert_false (bst_ssh_log_is_listening (log, "/run/1.sock"));
  bst_ssh_log_add_line (log, "debug1: channel 0: new mux listener [/run/1.sock] (inactive ...)");
  g_assert_true (bst_ssh_log_is_listening (log, "/run/1.sock"));
}

/* The jump host's ssh writes between the lines. */
static void
test_stages_of_jump (void)
{
  g_autoptr (BstSshPlace) place = make_place ("gate");
  g_autoptr (BstSshLog) log = bst_ssh_log_new (place);
  g_autoptr (GError) error = NULL;

  add_lines (log, "debug1: Executing proxy command: exec ssh -v -W '[hosta]:22' gate\n"
                  "debug1: Connecting to gate [192.0.2.9] port 22.\n"
                  "debug1: Connection established.\n"
                  "debug1: Authenticating to gate:22 as 'ana'\n"
                  "debug1: SSH2_MSG_NEWKEYS received\n"
                  "Authenticated to gate ([192.0.2.9]:22) using \"publickey\".");
  g_assert_cmpint (bst_ssh_log_get_stage (log), ==, BST_SSH_STAGE_START);
  add_lines (log, "debug1: Authenticating to hosta:22 as 'ana'\n"
                  "debug1: SSH2_MSG_NEWKEYS received");
  g_assert_cmpint (bst_ssh_log_get_stage (log), ==, BST_SSH_STAGE_HOST_KEY);
  add_lines (log, "ana@hosta: Permission denied (publickey).");
  error = bst_ssh_log_make_open_error (log);
  g_assert_error (error, BST_ERROR, BST_ERROR_AUTH);
  g_assert_null (strstr (error->message, "jump"));
}

static void
test_failures (void)
{
  static const struct
  {
    const char *lines;
    int code;
  } failures[] = {
    { "ssh: Could not resolve hostname hosta: Name or service not known", BST_ERROR_UNKNOWN_HOST },
    { "ssh: Could not resolve hostname hosta: Temporary failure in name resolution",
      BST_ERROR_NO_RESOLVER },
    { "ssh: connect to host hosta port 22: Connection refused", BST_ERROR_REFUSED },
    { "ssh: connect to host hosta port 22: Connection timed out", BST_ERROR_TIMED_OUT },
    { "ssh: connect to host hosta port 22: No route to host", BST_ERROR_UNREACHABLE },
    { "ssh: connect to host hosta port 22: Network is unreachable", BST_ERROR_UNREACHABLE },
    { "debug1: connect to address ::1 port 22: Connection refused\n"
      "ssh: connect to host hosta port 22: Connection timed out",
      BST_ERROR_TIMED_OUT },
    { "kex_exchange_identification: Connection closed by remote host\n"
      "Connection closed by 192.0.2.1 port 22",
      BST_ERROR_UNREACHABLE },
    { "debug1: Executing proxy command: exec corkscrew proxy 8080 hosta 22\n"
      "kex_exchange_identification: Connection closed by remote host\n"
      "Connection closed by UNKNOWN port 65535",
      BST_ERROR_UNREACHABLE },
    { "debug1: Executing proxy command: exec ssh -v -W '[hosta]:22' gate\n"
      "debug1: Authentications that can continue: publickey,password\n"
      "ana@gate: Permission denied (publickey,password).\n"
      "Connection closed by UNKNOWN port 65535",
      BST_ERROR_AUTH },
    { "debug1: kex_exchange_identification: banner line 0: Exceeded MaxStartups\n"
      "Connection closed by 192.0.2.1 port 22",
      BST_ERROR_UNREACHABLE },
    { "debug1: kex_exchange_identification: banner line 0: HTTP/1.1 400 Bad Request\n"
      "Connection closed by 192.0.2.1 port 22",
      BST_ERROR_INVALID },
    { "Unable to negotiate with 192.0.2.1 port 22: no matching cipher found. Their offer: 3des-cbc",
      BST_ERROR_UNSUPPORTED },
    { "Received disconnect from 192.0.2.1 port 22:2: Too many authentication failures\n"
      "Disconnected from 192.0.2.1 port 22",
      BST_ERROR_AUTH },
    { "@       WARNING: REVOKED HOST KEY DETECTED!               @\n"
      "Host key verification failed.",
      BST_ERROR_HOST_KEY_CHANGED },
    { "@         WARNING: UNPROTECTED PRIVATE KEY FILE!          @\n"
      "Permissions 0644 for '/home/me/.ssh/id' are too open.\n"
      "ana@hosta: Permission denied (publickey).",
      BST_ERROR_AUTH },
    { "ssh_askpass: exec(/usr/libexec/bastida/bastida-askpass): No such file or directory\n"
      "ana@hosta: Permission denied (publickey,password).",
      BST_ERROR_FAILED },
    { "", BST_ERROR_FAILED },
    { "something new", BST_ERROR_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    {
      g_autoptr (BstSshPlace) place = make_place (NULL);
      g_autoptr (BstSshLog) log = bst_ssh_log_new (place);
      g_autoptr (GError) error = NULL;

      add_lines (log, failures[i].lines);
      error = bst_ssh_log_make_open_error (log);
      g_test_message ("%s: %s", failures[i].lines, error->message);
      g_assert_error (error, BST_ERROR, failures[i].code);
      g_assert_nonnull (bst_error_get_remedy (error));
      g_assert_true (strstr (error->message, "hosta") != NULL ||
                     strstr (failures[i].lines, "@gate") != NULL);
      g_assert_null (strstr (bst_error_get_remedy (error), "(null)"));
    }
}

static void
test_channels_in_log (void)
{
  g_autoptr (BstSshPlace) place = make_place (NULL);
  g_autoptr (BstSshLog) log = bst_ssh_log_new (place);
  g_autofree char *refusal = NULL;
  g_autoptr (GError) error = NULL;

  add_lines (log, "debug1: channel 0: new mux listener [/run/1.sock] (inactive timeout: 0)\n"
                  "debug1: channel_connect_stdio_fwd: 127.0.0.1:5900\n"
                  "debug1: channel 2: new stdio-forward [stdio-forward] (inactive timeout: 0)\n"
                  "debug1: channel_connect_stdio_fwd: 127.0.0.1:5901\n"
                  "debug1: channel 3: new stdio-forward [stdio-forward] (inactive timeout: 0)\n"
                  "channel 3: open failed: connect failed: Connection refused\n"
                  "debug1: channel 3: free: direct-tcpip, nchannels 3");
  g_assert_null (bst_ssh_log_get_refusal (log, "127.0.0.1", 5900));
  g_assert_cmpstr (bst_ssh_log_get_refusal (log, "127.0.0.1", 5901), ==,
                   "connect failed: Connection refused");

  g_assert_false (bst_ssh_log_take_unix_answer (log, &refusal));
  add_lines (log, "debug1: channel 4: new direct-streamlocal@openssh.com [direct]");
  g_assert_false (bst_ssh_log_take_unix_answer (log, &refusal));
  add_lines (log, "debug2: channels.c:channel_input_open_confirmation():3518 (pid=1): "
                  "channel 4: open confirm rwindow 2097152 rmax 32768");
  g_assert_true (bst_ssh_log_take_unix_answer (log, &refusal));
  g_assert_null (refusal);
  g_assert_false (bst_ssh_log_take_unix_answer (log, &refusal));

  add_lines (log, "debug1: channel 4: new direct-streamlocal@openssh.com [direct]\n"
                  "channel 4: open failed: connect failed: open failed");
  g_assert_true (bst_ssh_log_take_unix_answer (log, &refusal));
  g_assert_cmpstr (refusal, ==, "connect failed: open failed");

  /* A refused channel is not why the connection broke. */
  error = bst_ssh_log_make_lost_error (log);
  g_assert_error (error, BST_ERROR, BST_ERROR_LOST);
  g_assert_nonnull (strstr (error->message, "broke"));
}

static void
test_packets (void)
{
  g_autoptr (GByteArray) hello = bst_ssh_mux_hello_new ();
  g_auto (BstSshMuxReply) reply = { 0 };
  g_auto (BstSshMuxReply) failure = { 0 };
  static const guint8 failed[] = "\0\0\0\022\200\0\0\003\0\0\0\001\0\0\0\006de\377ied";
  static const guint8 endless[] = "\377\377\377\377\200\0\0\003";
  static const guint8 tiny[] = "\0\0\0\003\200\0\0";
  static const guint8 overlong[] = "\0\0\0\015\200\0\0\003\0\0\0\001\0\0\0\006x";

  /* Nothing is taken before it is whole. */
  for (gsize i = 0; i < hello->len; i++)
    g_assert_cmpint (bst_ssh_mux_reply_parse (&reply, hello->data, i), ==, 0);
  g_assert_cmpint (bst_ssh_mux_reply_parse (&reply, hello->data, hello->len), ==, hello->len);
  g_assert_cmpint (reply.type, ==, BST_SSH_MUX_HELLO);
  g_assert_cmpint (reply.value, ==, BST_SSH_MUX_VERSION);

  g_assert_cmpint (bst_ssh_mux_reply_parse (&failure, failed, sizeof failed - 1), ==, 22);
  g_assert_cmpuint (failure.type, ==, BST_SSH_MUX_S_FAILURE);
  g_assert_cmpstr (failure.text, ==, "de\357\277\275ied");

  g_assert_cmpint (bst_ssh_mux_reply_parse (&reply, endless, sizeof endless - 1), ==, -1);
  g_assert_cmpint (bst_ssh_mux_reply_parse (&reply, tiny, sizeof tiny - 1), ==, -1);
  g_assert_cmpint (bst_ssh_mux_reply_parse (&reply, overlong, sizeof overlong - 1), ==, -1);
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ssh/words/prompts", test_prompts);
  g_test_add_func ("/ssh/words/host-key-prompt", test_host_key_prompt);
  g_test_add_func ("/ssh/words/hostile-prompt", test_hostile_prompt);
  g_test_add_func ("/ssh/words/stages", test_stages);
  g_test_add_func ("/ssh/words/stages-of-jump", test_stages_of_jump);
  g_test_add_func ("/ssh/words/failures", test_failures);
  g_test_add_func ("/ssh/words/channels-in-log", test_channels_in_log);
  g_test_add_func ("/ssh/words/packets", test_packets);

  return g_test_run ();
}
