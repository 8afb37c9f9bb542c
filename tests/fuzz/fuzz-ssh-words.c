/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib.h>
#include <string.h>

#include "core/bst-error.h"
#include "fuzz.h"
#include "ssh/bst-ssh-log-private.h"
#include "ssh/bst-ssh-mux-wire-private.h"
#include "ssh/bst-ssh-prompt-private.h"

const char *const fuzz_seeds[] = {
  "root@hosta's password: ",
  "(root@hosta) Verification code: ",
  "Enter passphrase for key '/home/me/.ssh/id': ",
  "The authenticity of host '[hosta]:2209 ([192.0.2.1]:2209)' can't be established.\n"
  "ED25519 key fingerprint is SHA256:abc+/def.\n"
  "Are you sure you want to continue connecting (yes/no/[fingerprint])? ",
  "debug1: Executing proxy command: exec ssh -v -W '[hosta]:22' gate\n"
  "debug1: Authenticating to hosta:22 as 'ana'\n"
  "debug1: SSH2_MSG_NEWKEYS received\n"
  "Authenticated to hosta (via proxy) using \"publickey\".\n"
  "debug1: channel 0: new mux listener [/run/1.sock] (inactive timeout: 0)\n"
  "debug1: channel_connect_stdio_fwd: 127.0.0.1:5901\n"
  "debug1: channel 3: new stdio-forward [stdio-forward] (inactive timeout: 0)\n"
  "channel 3: open failed: connect failed: Connection refused\n"
  "debug1: channel 4: new direct-streamlocal@openssh.com [direct]\n"
  "channel 4: open failed: connect failed: open failed",
  "@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n"
  "Offending ED25519 key in /home/me/.ssh/known_hosts:1\n"
  "  remove with:\n"
  "  ssh-keygen -f \"/home/me/.ssh/known_hosts\" -R \"hosta\"\n"
  "Host key verification failed.",
  "hostname hosta\nport 2209\nuser root\nstricthostkeychecking true",
  NULL,
};
const char *const fuzz_seed_files[] = { NULL };

static void
try_prompt (const char *text)
{
  g_autoptr (BstSshPrompt) prompt = bst_ssh_prompt_new ("", text);

  g_assert_true (g_utf8_validate (prompt->text, -1, NULL));
  for (const char *c = prompt->text; *c != '\0'; c++)
    g_assert_true (*c == '\n' || !g_ascii_iscntrl (*c));
}

static void
assert_good_error (GError *error)
{
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  g_assert_cmpstr (error->message, !=, "");
  g_assert_nonnull (bst_error_get_remedy (error));
  g_error_free (error);
}

static void
try_log (const char *text)
{
  const BstSshTarget target = { .host = "hosta" };
  g_autoptr (BstSshPlace) place = bst_ssh_place_new (&target, NULL);
  g_autoptr (BstSshLog) log = bst_ssh_log_new (place);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *refusal = NULL;

  bst_ssh_place_set_config (place, valid);
  for (guint i = 0; lines[i] != NULL; i++)
    bst_ssh_log_add_line (log, lines[i]);

  assert_good_error (bst_ssh_log_make_open_error (log));
  assert_good_error (bst_ssh_log_make_lost_error (log));
  assert_good_error (bst_ssh_log_make_timeout_error (log));
  bst_ssh_log_get_refusal (log, "127.0.0.1", 5901);
  bst_ssh_log_take_unix_answer (log, &refusal);
}

/* The bytes as they are, and with a length before them that fits, for more to be read. */
static void
try_packet (const guint8 *data, gsize size)
{
  static const guint32 types[] = { BST_SSH_MUX_HELLO, BST_SSH_MUX_S_FAILURE,
                                   BST_SSH_MUX_S_EXIT_MESSAGE, BST_SSH_MUX_S_OK, 7 };
  g_auto (BstSshMuxReply) raw = { 0 };
  gssize taken = bst_ssh_mux_reply_parse (&raw, data, size);

  g_assert_cmpint (taken, <=, (gssize)size);
  g_assert_true (taken > 0 || raw.text == NULL);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autoptr (GByteArray) packet = bst_ssh_mux_request_new (types[i]);
      g_auto (BstSshMuxReply) reply = { 0 };

      g_byte_array_append (packet, data, (guint)MIN (size, 30000));
      bst_ssh_mux_request_end (packet);
      taken = bst_ssh_mux_reply_parse (&reply, packet->data, packet->len);
      g_assert_true (taken == -1 || taken == (gssize)packet->len);
      g_assert_true (reply.text == NULL || g_utf8_validate (reply.text, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autofree char *text = g_strndup ((const char *)data, size);

  try_prompt (text);
  try_log (text);
  try_packet (data, size);

  return 0;
}
