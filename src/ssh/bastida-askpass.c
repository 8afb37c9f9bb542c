/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What ssh runs to ask its user something. It hands the question to the program that started ssh,
 * over the socket in BASTIDA_ASKPASS, and prints the answer. It lives until there is one: where ssh
 * ends it, the program sees that and withdraws the question. */

#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* ssh reads no more than 1 KiB of an answer. */
#define LONGEST_ANSWER 1024

static int
connect_to_program (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd;

  if (path == NULL || strlen (path) >= sizeof address.sun_path)
    return -1;
  strcpy (address.sun_path, path);

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0 && connect (fd, (struct sockaddr *)&address, sizeof address) != 0)
    {
      close (fd);
      return -1;
    }

  return fd;
}

static int
send_all (int fd, const char *text, size_t length)
{
  while (length > 0)
    {
      ssize_t n = send (fd, text, length, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return -1;
      text += n;
      length -= (size_t)n;
    }

  return 0;
}

/* "y" and the answer, or nothing. */
static int
print_answer (int fd)
{
  char answer[LONGEST_ANSWER + 1];
  size_t length = 0;
  ssize_t n;
  int result = EXIT_FAILURE;

  while (length < sizeof answer && ((n = read (fd, answer + length, sizeof answer - length)) > 0 ||
                                    (n < 0 && errno == EINTR)))
    length += n > 0 ? (size_t)n : 0;

  if (length > 0 && answer[0] == 'y' && length < sizeof answer)
    {
      memmove (answer, answer + 1, length - 1);
      answer[length - 1] = '\n';
      if (write (STDOUT_FILENO, answer, length) == (ssize_t)length)
        result = EXIT_SUCCESS;
    }
  explicit_bzero (answer, sizeof answer);

  return result;
}

int
main (int argc, char *argv[])
{
  const char *kind = getenv ("SSH_ASKPASS_PROMPT"); /* "confirm", "none", or not there */
  int fd = connect_to_program (getenv ("BASTIDA_ASKPASS"));

  if (fd < 0 || argc < 2)
    return EXIT_FAILURE;

  if (kind == NULL)
    kind = "";
  if (send_all (fd, kind, strlen (kind)) != 0 || send_all (fd, "\n", 1) != 0 ||
      send_all (fd, argv[1], strlen (argv[1])) != 0 || shutdown (fd, SHUT_WR) != 0)
    return EXIT_FAILURE;

  return print_answer (fd);
}
