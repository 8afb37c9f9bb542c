/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bastida"

#include "config.h"

#include "core/bst-stall-meter.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/bst-thread.h"

#define FRAME_MS 16

static struct
{
  GPollFunc poll;
  gint64 woke_at; /* monotonic, µs; 0 before the first wait */
  gint64 longest; /* µs */
  gint64 own;     /* µs: of the longest but for the waits for a processor */
  gint64 say;     /* µs; 0: never */
  int schedstat;  /* of the main thread; negative where the kernel has none */
  gint64 delay;   /* µs that it had waited for a processor by then */
} meter;

/* How long the main thread has been ready to run while other programs had the processors, in µs since
 * it began: the second number of its schedstat, in ns (Documentation/scheduler/sched-stats). */
static gint64
read_delay (void)
{
  char text[128];
  gssize n = meter.schedstat >= 0 ? pread (meter.schedstat, text, sizeof text - 1, 0) : -1;
  const char *space;

  if (n <= 0)
    return 0;

  text[n] = '\0';
  space = strchr (text, ' ');

  return space != NULL ? g_ascii_strtoll (space, NULL, 10) / 1000 : 0;
}

/* Everything that the main loop does happens between two polls. */
static int
poll_and_measure (GPollFD *fds, guint n_fds, int timeout)
{
  gint64 now = g_get_monotonic_time ();
  int n_ready;

  if (meter.woke_at != 0)
    {
      gint64 turn = now - meter.woke_at;

      meter.longest = MAX (meter.longest, turn);
      if (turn > meter.own)
        meter.own = MAX (meter.own, turn - (read_delay () - meter.delay));
      if (meter.say != 0 && turn >= meter.say)
        g_message ("The main loop stood still for %.1f ms", (double)turn / 1000);
    }

  n_ready = meter.poll (fds, n_fds, timeout);
  meter.delay = read_delay ();
  meter.woke_at = g_get_monotonic_time ();
  return n_ready;
}

void
bst_stall_meter_start (guint say_ms)
{
  BST_ASSERT_MAIN_THREAD ();
  g_assert (meter.poll == NULL);

  meter.say = (gint64)say_ms * 1000;
  meter.schedstat = open ("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
  meter.poll = g_main_context_get_poll_func (NULL);
  g_main_context_set_poll_func (NULL, poll_and_measure);
}

void
bst_stall_meter_start_from_environment (void)
{
  static const GDebugKey keys[] = { { "stalls", 1 } };

  if (g_parse_debug_string (g_getenv ("BASTIDA_DEBUG"), keys, G_N_ELEMENTS (keys)) != 0)
    bst_stall_meter_start (FRAME_MS);
}

double
bst_stall_meter_get_longest (void)
{
  BST_ASSERT_MAIN_THREAD ();

  return (double)meter.longest / 1000;
}

double
bst_stall_meter_get_longest_own (void)
{
  BST_ASSERT_MAIN_THREAD ();

  return (double)meter.own / 1000;
}

/* The turn that calls this does not count. */
void
bst_stall_meter_reset (void)
{
  BST_ASSERT_MAIN_THREAD ();

  meter.longest = 0;
  meter.own = 0;
  meter.woke_at = 0;
}
