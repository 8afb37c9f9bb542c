/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "spice-loop.h"

#include <glib-unix.h>

struct SpiceTimer
{
  SpiceTimerFunc func;
  void *opaque;
  guint id;
};

struct SpiceWatch
{
  int fd;
  SpiceWatchFunc func;
  void *opaque;
  guint id;
};

static SpiceTimer *
timer_add (SpiceTimerFunc func, void *opaque)
{
  SpiceTimer *timer = g_new0 (SpiceTimer, 1);

  timer->func = func;
  timer->opaque = opaque;

  return timer;
}

static gboolean
on_timer (gpointer data)
{
  SpiceTimer *timer = data;

  timer->id = 0;
  timer->func (timer->opaque);

  return G_SOURCE_REMOVE;
}

static void
timer_cancel (SpiceTimer *timer)
{
  g_clear_handle_id (&timer->id, g_source_remove);
}

static void
timer_start (SpiceTimer *timer, uint32_t ms)
{
  timer_cancel (timer);
  timer->id = g_timeout_add (ms, on_timer, timer);
}

static void
timer_remove (SpiceTimer *timer)
{
  timer_cancel (timer);
  g_free (timer);
}

static gboolean
on_watch (int fd, GIOCondition condition, gpointer data)
{
  SpiceWatch *watch = data;
  int event = 0;

  if ((condition & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    event |= SPICE_WATCH_EVENT_READ;
  if ((condition & G_IO_OUT) != 0)
    event |= SPICE_WATCH_EVENT_WRITE;
  watch->func (fd, event, watch->opaque);

  return G_SOURCE_CONTINUE;
}

static void
watch_update_mask (SpiceWatch *watch, int mask)
{
  GIOCondition condition = 0;

  g_clear_handle_id (&watch->id, g_source_remove);
  if ((mask & SPICE_WATCH_EVENT_READ) != 0)
    condition |= G_IO_IN;
  if ((mask & SPICE_WATCH_EVENT_WRITE) != 0)
    condition |= G_IO_OUT;
  if (condition != 0)
    watch->id = g_unix_fd_add (watch->fd, condition, on_watch, watch);
}

static SpiceWatch *
watch_add (int fd, int mask, SpiceWatchFunc func, void *opaque)
{
  SpiceWatch *watch = g_new0 (SpiceWatch, 1);

  watch->fd = fd;
  watch->func = func;
  watch->opaque = opaque;
  watch_update_mask (watch, mask);

  return watch;
}

static void
watch_remove (SpiceWatch *watch)
{
  g_clear_handle_id (&watch->id, g_source_remove);
  g_free (watch);
}

void
spice_loop_fill (SpiceCoreInterface *core)
{
  core->timer_add = timer_add;
  core->timer_start = timer_start;
  core->timer_cancel = timer_cancel;
  core->timer_remove = timer_remove;
  core->watch_add = watch_add;
  core->watch_update_mask = watch_update_mask;
  core->watch_remove = watch_remove;
}
