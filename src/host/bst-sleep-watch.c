/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-sleep-watch.h"

#include <gio/gio.h>
#include <time.h>

#include "core/bst-thread.h"

#define LOOK_S 2

/* The monotonic clock stands still while the computer sleeps, this one does not. */
#define LEAST_SLEEP_S 3

#define BST_TYPE_SLEEP_WATCH (bst_sleep_watch_get_type ())
G_DECLARE_FINAL_TYPE (BstSleepWatch, bst_sleep_watch, BST, SLEEP_WATCH, GObject)

struct _BstSleepWatch
{
  GObject parent_instance;

  gint64 asleep_s; /* how much of the time since the boot */
};

G_DEFINE_FINAL_TYPE (BstSleepWatch, bst_sleep_watch, G_TYPE_OBJECT)

static guint woke_signal;

static gint64
get_seconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);

  return now.tv_sec;
}

static gint64
get_asleep (void)
{
  return get_seconds (CLOCK_BOOTTIME) - get_seconds (CLOCK_MONOTONIC);
}

static gboolean
on_look (gpointer data)
{
  BstSleepWatch *self = data;
  gint64 asleep = get_asleep ();

  if (asleep - self->asleep_s >= LEAST_SLEEP_S)
    {
      g_debug ("slept for %" G_GINT64_FORMAT " s", asleep - self->asleep_s);
      g_signal_emit (self, woke_signal, 0);
    }
  self->asleep_s = asleep;

  return G_SOURCE_CONTINUE;
}

static void
on_network_changed (GNetworkMonitor *monitor, gboolean available, BstSleepWatch *self)
{
  if (available)
    g_signal_emit (self, woke_signal, 0);
}

static void
bst_sleep_watch_class_init (BstSleepWatchClass *klass)
{
  woke_signal = g_signal_new ("woke", BST_TYPE_SLEEP_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                              G_TYPE_NONE, 0);
}

static void
bst_sleep_watch_init (BstSleepWatch *self)
{
  self->asleep_s = get_asleep ();
  g_timeout_add_seconds (LOOK_S, on_look, self);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (on_network_changed), self, 0);
}

void
bst_sleep_watch_connect (GCallback callback, gpointer object)
{
  static BstSleepWatch *watch; /* one for the whole process, until its end */

  BST_ASSERT_MAIN_THREAD ();

  if (watch == NULL)
    watch = g_object_new (BST_TYPE_SLEEP_WATCH, NULL);
  g_signal_connect_object (watch, "woke", callback, object, G_CONNECT_SWAPPED);
}
