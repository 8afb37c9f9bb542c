/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What libvirt runs in the place of ssh. It is named by a link in the program's runtime folder,
 * next to the socket of a host's SSH master: LINK rides on LINK.sock. It asks that master for a
 * session, hands over its own input and output, and waits for the end. It never connects to
 * anything else, and whatever names a host, a port, a user or a key is of no meaning here: the
 * master has them. */

#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "ssh/bst-ssh-mux-wire-private.h"

#define EXIT_NO_SESSION 255 /* as ssh does */

static int
fail (const char *what)
{
  fprintf (stderr, "bastida-ssh: %s\n", what);

  return EXIT_NO_SESSION;
}

static int
connect_to_master (const char *link)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int n = snprintf (address.sun_path, sizeof address.sun_path, "%s.sock", link);
  int fd;

  if (n < 0 || (size_t)n >= sizeof address.sun_path)
    return -1;

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect (fd, (struct sockaddr *)&address, sizeof address) != 0)
    {
      close (fd);
      return -1;
    }

  return fd;
}

static gboolean
send_all (int fd, const GByteArray *bytes)
{
  for (gsize sent = 0; sent < bytes->len;)
    {
      ssize_t n = send (fd, bytes->data + sent, bytes->len - sent, MSG_NOSIGNAL);

      if (n < 0 && errno != EINTR)
        return FALSE;
      sent += n > 0 ? (gsize)n : 0;
    }

  return TRUE;
}

static gboolean
send_fd (int fd, int passed)
{
  union
  {
    struct cmsghdr header;
    char space[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  char byte = 0;
  struct iovec data = { .iov_base = &byte, .iov_len = 1 };
  struct msghdr message = {
    .msg_iov = &data,
    .msg_iovlen = 1,
    .msg_control = &control,
    .msg_controllen = sizeof control.space,
  };
  struct cmsghdr *header = CMSG_FIRSTHDR (&message);

  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN (sizeof (int));
  memcpy (CMSG_DATA (header), &passed, sizeof passed);

  return sendmsg (fd, &message, MSG_NOSIGNAL) == 1;
}

/* ssh joins the words of a command with spaces, and so does libvirt expect. */
static char *
find_command (int argc, char *argv[])
{
  int option;

  opterr = 0;
  while ((option = getopt (argc, argv, "+p:l:i:e:o:F:TNnqvx")) != -1)
    {
      if (option == '?')
        return NULL;
    }
  if (argc - optind < 2)
    return NULL;

  return g_strjoinv (" ", argv + optind + 1);
}

/* The exit status of the session. */
static int
wait_for_end (int fd)
{
  guint8 bytes[32 * 1024];
  gsize length = 0;

  for (;;)
    {
      g_auto (BstSshMuxReply) reply = { 0 };
      gssize taken = bst_ssh_mux_reply_parse (&reply, bytes, length);
      ssize_t n;

      if (taken < 0)
        return fail ("the SSH connection's answer makes no sense");

      if (taken > 0)
        {
          length -= (gsize)taken;
          memmove (bytes, bytes + taken, length);

          if (reply.type == BST_SSH_MUX_S_EXIT_MESSAGE)
            return (int)(reply.value & 0xff);
          if (reply.text != NULL)
            return fail (reply.text);
          continue;
        }

      n = read (fd, bytes + length, sizeof bytes - length);
      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return fail ("the SSH connection is closed");
      length += (gsize)n;
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *command = find_command (argc, argv);
  g_autoptr (GByteArray) hello = bst_ssh_mux_hello_new ();
  g_autoptr (GByteArray) request = NULL;
  int fd;

  if (command == NULL)
    return fail ("only for use by libvirt, with a host and a command");

  fd = connect_to_master (argv[0]);
  if (fd < 0)
    return fail ("the SSH connection is closed");

  request = bst_ssh_mux_session_new (command);
  if (!send_all (fd, hello) || !send_all (fd, request) || !send_fd (fd, STDIN_FILENO) ||
      !send_fd (fd, STDOUT_FILENO) || !send_fd (fd, STDERR_FILENO))
    return fail ("the SSH connection is closed");

  /* The other side holds them now; libvirt must see the end of its pipe when that closes it. */
  close (STDIN_FILENO);
  close (STDOUT_FILENO);

  return wait_for_end (fd);
}
