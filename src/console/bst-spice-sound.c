/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-spice-console-private.h"

/* The library's channels of sound have a property to be muted by, which it does nothing with but to
 * show what the guest says (0.42). What shall not be heard is kept from its player here, which listens
 * to the same signals, after this. */

typedef struct
{
  gboolean runs;
  int format, n_channels, rate;
} Sound;

#define KEY "bst-sound"

static gboolean
is_playback (gpointer channel)
{
  return SPICE_IS_PLAYBACK_CHANNEL (channel);
}

static void
stop_unless_wanted (BstSpiceConsole *self, gpointer channel, const char *signal)
{
  if (!bst_console_get_audio (BST_CONSOLE (self)))
    g_signal_stop_emission_by_name (channel, signal);
}

static void
on_start (GObject *channel, int format, int n_channels, int rate, BstSpiceConsole *self)
{
  Sound *sound = g_object_get_data (channel, KEY);

  *sound = (Sound){ TRUE, format, n_channels, rate };
  stop_unless_wanted (self, channel, is_playback (channel) ? "playback-start" : "record-start");
}

static void
on_data (GObject *channel, gpointer data, int size, BstSpiceConsole *self)
{
  stop_unless_wanted (self, channel, "playback-data");
}

static void
on_stop (GObject *channel, BstSpiceConsole *self)
{
  Sound *sound = g_object_get_data (channel, KEY);

  sound->runs = FALSE;
}

void
bst_spice_sound_add (BstSpiceConsole *self, SpiceChannel *channel)
{
  const gboolean playback = is_playback (channel);

  g_object_set_data_full (G_OBJECT (channel), KEY, g_new0 (Sound, 1), g_free);
  g_signal_connect (channel, playback ? "playback-start" : "record-start", G_CALLBACK (on_start),
                    self);
  g_signal_connect (channel, playback ? "playback-stop" : "record-stop", G_CALLBACK (on_stop), self);
  if (playback)
    g_signal_connect (channel, "playback-data", G_CALLBACK (on_data), self);
}

/* The player begins, or ends, in the middle of what the guest plays or records. */
static void
update (gpointer channel, gboolean audio)
{
  const Sound was = *(Sound *)g_object_get_data (channel, KEY);
  const gboolean playback = is_playback (channel);

  if (!was.runs)
    return;
  if (audio)
    g_signal_emit_by_name (channel, playback ? "playback-start" : "record-start", was.format,
                           was.n_channels, was.rate);
  else
    g_signal_emit_by_name (channel, playback ? "playback-stop" : "record-stop");
  *(Sound *)g_object_get_data (channel, KEY) = was;
}

void
bst_spice_sound_update (BstSpiceConsole *self)
{
  g_autoptr (GList) channels = NULL;

  channels = self->session != NULL ? spice_session_get_channels (self->session) : NULL;
  for (GList *item = channels; item != NULL; item = item->next)
    {
      if (g_object_get_data (item->data, KEY) != NULL)
        update (item->data, bst_console_get_audio (BST_CONSOLE (self)));
    }
}
