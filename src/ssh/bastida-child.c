/* SPDX-License-Identifier: GPL-3.0-or-later */

/* bastida-child PARENT PROGRAM [ARGUMENT…]: becomes PROGRAM, in a session of its own, which ends
 * when its parent does, however that ends. A session of its own keeps ssh from asking on the
 * terminal and from the terminal's signals.
 *
 * The program could do this itself between fork and exec, but a fork copies the page tables of all
 * that it holds, 5 ms for each 100 MB, on the thread that paints the window. */

#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

int
main (int argc, char *argv[])
{
  if (argc < 3)
    {
      fprintf (stderr, "bastida-child: only for use by Bastida\n");
      return EXIT_FAILURE;
    }

  setsid ();
  prctl (PR_SET_PDEATHSIG, SIGTERM);
  /* It may have ended before that. */
  if (getppid () != (pid_t)atol (argv[1]))
    return EXIT_FAILURE;

  execvp (argv[2], argv + 2);
  fprintf (stderr, "bastida-child: %s: %s\n", argv[2], strerror (errno));

  return EXIT_FAILURE;
}
