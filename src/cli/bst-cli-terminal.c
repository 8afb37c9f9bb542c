/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli-terminal.h"

#include <fcntl.h>
#include <gio/gio.h>
#include <gio/gunixinputstream.h>
#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cli/bst-cli-text.h"
#include "ssh/bst-ssh-question.h"

typedef struct
{
  BstSshQuestion *question;
  GDataInputStream *lines;
  GCancellable *cancellable;
} Asking;

static int terminal = -1;
static struct termios with_echo;

void
bst_cli_terminal_restore (void)
{
  if (terminal < 0)
    return;

  tcsetattr (terminal, TCSAFLUSH, &with_echo);
  terminal = -1;
}

static void
asking_free (Asking *asking)
{
  g_signal_handlers_disconnect_by_data (asking->question, asking->cancellable);
  g_object_unref (asking->question);
  g_object_unref (asking->lines);
  g_object_unref (asking->cancellable);
  g_free (asking);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  Asking *asking = data;
  gsize length = 0;
  char *line = g_data_input_stream_read_line_finish (asking->lines, result, &length, NULL);

  bst_cli_terminal_restore ();
  if (bst_ssh_question_is_secret (asking->question))
    g_printerr ("\n");

  if (line == NULL)
    bst_ssh_question_refuse (asking->question);
  else
    bst_ssh_question_answer (asking->question, line, FALSE);

  if (line != NULL)
    explicit_bzero (line, length);
  g_free (line);
  asking_free (asking);
}

static void
hide_typing (int fd)
{
  struct termios quiet;

  if (tcgetattr (fd, &with_echo) != 0)
    return;

  terminal = fd;
  quiet = with_echo;
  quiet.c_lflag &= ~(tcflag_t) ECHO;
  tcsetattr (fd, TCSAFLUSH, &quiet);
}

static void
ask (gpointer source, BstSshQuestion *question, gpointer data)
{
  g_autofree char *prompt = bst_cli_escape (bst_ssh_question_get_prompt (question));
  g_autoptr (GInputStream) input = NULL;
  Asking *asking;
  int fd = open ("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

  if (fd < 0)
    {
      g_printerr (_ ("bastidactl: %s asks “%s”, and there is no terminal to answer at. Use a key "
                     "that ssh-agent holds, or connect once by hand with ssh.\n"),
                  bst_ssh_question_get_host (question),
                  prompt);
      bst_ssh_question_refuse (question);
      return;
    }

  g_printerr ("%s", bst_ssh_question_get_prompt (question));
  if (!g_str_has_suffix (bst_ssh_question_get_prompt (question), " "))
    g_printerr (" ");
  if (bst_ssh_question_is_secret (question))
    hide_typing (fd);

  input = g_unix_input_stream_new (fd, TRUE);
  asking = g_new0 (Asking, 1);
  asking->question = g_object_ref (question);
  asking->lines = g_data_input_stream_new (input);
  asking->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (
      question, "withdrawn", G_CALLBACK (g_cancellable_cancel), asking->cancellable);
  g_data_input_stream_read_line_async (
      asking->lines, G_PRIORITY_DEFAULT, asking->cancellable, on_line, asking);
}

void
bst_cli_terminal_attend (gpointer source)
{
  g_signal_connect (source, "question", G_CALLBACK (ask), NULL);
}
