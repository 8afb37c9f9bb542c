/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-spice-console-private.h"

/* The library's sound takes 15 ms and more to get ready, of the main thread: a console shows its
 * first picture before, and nobody misses a sound so early. */
#define AFTER_MS 300

static gboolean
is_sound (SpiceChannel *channel)
{
  return SPICE_IS_PLAYBACK_CHANNEL (channel) || SPICE_IS_RECORD_CHANNEL (channel);
}

/* The library's channels of sound have a property to be muted by, which it does nothing with but to
 * show what the guest says (0.42). What shall not be heard is kept from its player here, which
 * listens to the same signals, after this. */

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

static void
watch (BstSpiceConsole *self, SpiceChannel *channel)
{
  const gboolean playback = is_playback (channel);

  g_object_set_data_full (G_OBJECT (channel), KEY, g_new0 (Sound, 1), g_free);
  g_signal_connect (channel, playback ? "playback-start" : "record-start", G_CALLBACK (on_start),
                    self);
  g_signal_connect (channel, playback ? "playback-stop" : "record-stop", G_CALLBACK (on_stop),
                    self);
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

/* The library connects the channels that are there, and those that come later. */
static gboolean
on_time_for_sound (gpointer data)
{
  BstSpiceConsole *self = data;

  self->audio_id = 0;
  self->audio = spice_audio_get (self->session, NULL);
  if (self->audio == NULL)
    {
      g_autoptr (GList) channels = spice_session_get_channels (self->session);

      g_debug ("There is nothing here to play sound with");
      for (GList *item = channels; item != NULL; item = item->next)
        {
          if (is_sound (item->data))
            bst_spice_sockets_served (self, item->data);
        }
    }

  return G_SOURCE_REMOVE;
}

gboolean
bst_spice_sound_add (BstSpiceConsole *self, SpiceChannel *channel)
{
  if (!is_sound (channel))
    return FALSE;

  watch (self, channel);
  if (self->session_target->no_audio)
    return TRUE;

  if (self->audio == NULL && self->audio_id == 0)
    self->audio_id = g_timeout_add (AFTER_MS, on_time_for_sound, self);
  bst_spice_sockets_expect (self, channel);

  return TRUE;
}

void
bst_spice_sound_mute (BstSpiceConsole *self)
{
  g_autoptr (GList) channels = NULL;

  channels = self->session != NULL ? spice_session_get_channels (self->session) : NULL;
  for (GList *item = channels; item != NULL; item = item->next)
    {
      if (g_object_get_data (item->data, KEY) != NULL)
        update (item->data, bst_console_get_audio (BST_CONSOLE (self)));
    }
}

void
bst_spice_sound_drop (BstSpiceConsole *self)
{
  g_clear_handle_id (&self->audio_id, g_source_remove);
  self->audio = NULL;
}
