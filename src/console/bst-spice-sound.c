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

static void
set_mute (BstSpiceConsole *self, SpiceChannel *channel)
{
  g_object_set (channel, "mute", !bst_console_get_audio (BST_CONSOLE (self)), NULL);
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

  set_mute (self, channel);
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
      if (is_sound (item->data))
        set_mute (self, item->data);
    }
}

void
bst_spice_sound_drop (BstSpiceConsole *self)
{
  g_clear_handle_id (&self->audio_id, g_source_remove);
  self->audio = NULL;
}
