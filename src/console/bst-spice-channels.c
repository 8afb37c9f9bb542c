/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include <glib/gi18n.h>

#include "console/bst-spice-console-private.h"
#include "core/bst-error.h"

#define MAIN_ENDS_WITHIN_MS 200

/* Longer than any look for readers of cards takes. */
#define CARDS_KEPT_S 30

gboolean
bst_spice_channel_is (SpiceChannel *channel, int type)
{
  int own = -1;

  g_object_get (channel, "channel-type", &own, NULL);

  return own == type;
}

gboolean
bst_spice_channel_is_vital (SpiceChannel *channel)
{
  return bst_spice_channel_is (channel, SPICE_CHANNEL_MAIN) ||
         bst_spice_channel_is (channel, SPICE_CHANNEL_DISPLAY) ||
         bst_spice_channel_is (channel, SPICE_CHANNEL_INPUTS);
}

void
bst_spice_channels_update_abilities (BstSpiceConsole *self)
{
  BstConsoleAbilities abilities = 0;
  gboolean agent = FALSE;

  if (self->main != NULL && self->main_open)
    g_object_get (self->main, "agent-connected", &agent, NULL);
  if (self->inputs != NULL)
    abilities |= BST_CONSOLE_CAN_TYPE;
  if (agent)
    {
      SpiceMainChannel *main = self->main;

      if (spice_main_channel_agent_test_capability (main, VD_AGENT_CAP_CLIPBOARD_BY_DEMAND))
        abilities |= BST_CONSOLE_CAN_CLIPBOARD;
      if (spice_main_channel_agent_test_capability (main, VD_AGENT_CAP_CLIPBOARD_SELECTION))
        abilities |= BST_CONSOLE_CAN_PRIMARY;
      if (spice_main_channel_agent_test_capability (main, VD_AGENT_CAP_MONITORS_CONFIG))
        abilities |= BST_CONSOLE_CAN_RESIZE;
      if (!spice_main_channel_agent_test_capability (main, VD_AGENT_CAP_FILE_XFER_DISABLED))
        abilities |= BST_CONSOLE_CAN_FILES;
      if (bst_spice_files_can_share (self))
        abilities |= BST_CONSOLE_CAN_FILE_LISTS;
    }
  if (self->session != NULL)
    {
      if (spice_session_has_channel_type (self->session, SPICE_CHANNEL_PLAYBACK))
        abilities |= BST_CONSOLE_CAN_AUDIO;
      if (self->usb != NULL &&
          spice_session_has_channel_type (self->session, SPICE_CHANNEL_USBREDIR))
        abilities |= BST_CONSOLE_CAN_USB;
    }

  bst_console_tell_abilities (BST_CONSOLE (self), abilities);
}

static gboolean
is_open (SpiceChannel *channel)
{
  return g_object_get_data (G_OBJECT (channel), "bst-open") != NULL;
}

/* Once each display is; where the machine has none, once anything is. */
static void
consider_connected (BstSpiceConsole *self)
{
  g_autoptr (GList) channels = NULL;
  gboolean any = FALSE;

  if (!self->main_open ||
      bst_console_get_state (BST_CONSOLE (self)) != BST_CONSOLE_STATE_CONNECTING)
    return;

  channels = spice_session_get_channels (self->session);
  for (GList *item = channels; item != NULL; item = item->next)
    {
      if (bst_spice_channel_is (item->data, SPICE_CHANNEL_DISPLAY) && !is_open (item->data))
        return;
      if (!bst_spice_channel_is (item->data, SPICE_CHANNEL_MAIN) && is_open (item->data))
        any = TRUE;
    }
  if (any)
    bst_console_connected (BST_CONSOLE (self));
}

static gboolean
on_cards_found (gpointer channel)
{
  return G_SOURCE_REMOVE;
}

/* Once its channel is open, the library looks for readers on another thread, and then tells the channel
 * without having held it: closed meanwhile, it would be memory of something else (spice-gtk 0.42). */
static void
keep_cards (SpiceChannel *channel)
{
  g_timeout_add_seconds_full (G_PRIORITY_DEFAULT, CARDS_KEPT_S, on_cards_found,
                              g_object_ref (channel), g_object_unref);
}

static void
on_opened (BstSpiceConsole *self, SpiceChannel *channel)
{
  g_object_set_data (G_OBJECT (channel), "bst-open", GINT_TO_POINTER (TRUE));
  bst_console_touch (BST_CONSOLE (self));

  if (bst_spice_channel_is (channel, SPICE_CHANNEL_MAIN))
    {
      self->main_open = TRUE;
      bst_spice_password_accepted (self);
    }
  if (bst_spice_channel_is (channel, SPICE_CHANNEL_INPUTS))
    self->inputs = SPICE_INPUTS_CHANNEL (channel);
  if (SPICE_IS_SMARTCARD_CHANNEL (channel))
    keep_cards (channel);

  bst_spice_channels_update_abilities (self);
  consider_connected (self);
  bst_spice_sockets_served (self, channel);
  bst_spice_sockets_let_library_open (self);
}

static GError *
make_error (BstSpiceConsole *self, SpiceChannel *channel, SpiceChannelEvent event)
{
  const char *name = bst_console_get_name (BST_CONSOLE (self));
  const GError *why = spice_channel_get_error (channel);
  const char *detail = why != NULL ? why->message : NULL;

  switch (event)
    {
    case SPICE_CHANNEL_ERROR_TLS:
      return bst_error_new (BST_ERROR_CERTIFICATE,
                            _ ("Its certificate is not signed by the expected CA, is out of date, "
                               "or is somebody else’s. A console file may be out of date; else ask "
                               "who runs the server."),
                            detail, _ ("The console of “%s” is not at a server that it trusts"),
                            name);
    case SPICE_CHANNEL_ERROR_LINK:
      if (self->by_fd && !self->heard)
        return bst_error_new (
            BST_ERROR_LOST,
            _ ("The machine may just be stopping or moving: try again. If it stays so, a firewall "
               "may be in between: choose another way. Or the port is that of something else, as "
               "one of a console file that is out of date."),
            detail, _ ("The server of “%s” closed the connection before it said anything"), name);
      return bst_error_new (
          BST_ERROR_FAILED, _ ("Check that the port is that of a SPICE console."), detail,
          _ ("What answers does not speak SPICE as the console of “%s” should"), name);
    case SPICE_CHANNEL_ERROR_CONNECT:
      return bst_error_new (BST_ERROR_UNREACHABLE, _ ("Try again, or choose another way there."),
                            detail, _ ("Cannot reach the console of “%s”"), name);
    case SPICE_CHANNEL_NONE:
    case SPICE_CHANNEL_OPENED:
    case SPICE_CHANNEL_SWITCHING:
    case SPICE_CHANNEL_CLOSED:
    case SPICE_CHANNEL_ERROR_AUTH:
    case SPICE_CHANNEL_ERROR_IO:
    default:
      return bst_error_new (BST_ERROR_LOST, NULL, detail,
                            _ ("The connection to the console of “%s” broke"), name);
    }
}

/* The other side hung up in good order: it went down, or serves somebody else now. Whether it still
 * answers tells which; to ask disturbs nobody, as nothing is said. */
static void
on_probed (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSpiceConsole) self = data;
  BstConsole *console = BST_CONSOLE (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      bst_dialer_dial_finish (BST_DIALER (source), result, &error);

  /* Somebody opened, closed or moved it meanwhile. */
  if (!self->probing || self->session == NULL || self->main_open)
    return;

  self->probing = FALSE;
  if (connection != NULL)
    error = bst_error_new (BST_ERROR_BUSY, _ ("Open it again to take it back."), NULL,
                           _ ("The server of “%s” closed its console. Somebody else has opened it"),
                           bst_console_get_name (console));
  bst_spice_session_drop (self);
  if (self->machine_off || g_error_matches (error, BST_ERROR, BST_ERROR_REFUSED))
    bst_console_ended (console, NULL);
  else if (connection != NULL)
    bst_console_ended (console, g_steal_pointer (&error));
  else
    bst_console_broken (console, g_steal_pointer (&error));
}

static void
on_hung_up (BstSpiceConsole *self, SpiceChannel *channel)
{
  const BstSpiceTarget *target = self->session_target;

  if (!self->main_open || self->machine_off || bst_spice_move_is_under_way (self))
    {
      const gboolean link = !self->main_open;

      bst_spice_session_fail (
          self, make_error (self, channel, link ? SPICE_CHANNEL_ERROR_LINK : SPICE_CHANNEL_CLOSED));
      return;
    }

  self->main_open = FALSE;
  self->probing = TRUE;
  if (target->unix_path != NULL)
    bst_dialer_dial_unix_async (self->session_dialer, target->unix_path, self->dialling, on_probed,
                                g_object_ref (self));
  else
    bst_dialer_dial_async (self->session_dialer, target->host,
                           target->port != 0 ? target->port : target->tls_port, self->dialling,
                           on_probed, g_object_ref (self));
}

static void
fail (BstSpiceConsole *self, SpiceChannel *channel, SpiceChannelEvent event)
{
  if (event == SPICE_CHANNEL_ERROR_AUTH)
    bst_spice_password_refused (self, channel);
  else
    bst_spice_session_fail (self, make_error (self, channel, event));
}

static gboolean
on_time_to_fail (gpointer data)
{
  BstSpiceConsole *self = data;
  g_autoptr (GObject) channel = (GObject *)g_steal_pointer (&self->failed);

  self->failed_id = 0;
  if (self->main_open)
    fail (self, SPICE_CHANNEL (channel), self->failed_event);

  return G_SOURCE_REMOVE;
}

/* A server that lets go of us while channels still open refuses those: the main channel's end,
 * which comes at about the same time, is what tells why. */
static void
consider_failed (BstSpiceConsole *self, SpiceChannel *channel, SpiceChannelEvent event)
{
  if (!self->main_open || bst_spice_channel_is (channel, SPICE_CHANNEL_MAIN))
    {
      fail (self, channel, event);
      return;
    }
  if (self->failed_id != 0)
    return;

  self->failed = g_object_ref (channel);
  self->failed_event = event;
  self->failed_id = g_timeout_add (MAIN_ENDS_WITHIN_MS, on_time_to_fail, self);
}

/* A server may let go of one channel alone, of a client that is slow for instance: what it showed
 * would stand still for ever. While a machine moves, channels end in good order. */
static gboolean
has_lost (BstSpiceConsole *self, SpiceChannel *channel)
{
  return self->main_open && bst_spice_channel_is_vital (channel) &&
         !bst_spice_move_is_under_way (self);
}

static void
on_channel_event (SpiceChannel *channel, SpiceChannelEvent event, BstSpiceConsole *self)
{
  g_debug ("%s: event %d", G_OBJECT_TYPE_NAME (channel), (int)event);
  switch (event)
    {
    case SPICE_CHANNEL_OPENED:
      on_opened (self, channel);
      break;
    case SPICE_CHANNEL_NONE:
      break;
    case SPICE_CHANNEL_SWITCHING:
      bst_console_set_migrating (BST_CONSOLE (self), TRUE);
      break;
    case SPICE_CHANNEL_CLOSED:
      if (bst_spice_channel_is (channel, SPICE_CHANNEL_MAIN))
        on_hung_up (self, channel);
      else if (has_lost (self, channel))
        consider_failed (self, channel, event);
      break;
    case SPICE_CHANNEL_ERROR_AUTH:
    case SPICE_CHANNEL_ERROR_CONNECT:
    case SPICE_CHANNEL_ERROR_TLS:
    case SPICE_CHANNEL_ERROR_LINK:
    case SPICE_CHANNEL_ERROR_IO:
    default:
      if (!self->probing &&
          (event == SPICE_CHANNEL_ERROR_AUTH || bst_spice_channel_is_vital (channel)))
        consider_failed (self, channel, event);
      else
        bst_spice_sockets_served (self, channel);
      break;
    }
}

static void
on_channel_new (SpiceSession *session, SpiceChannel *channel, BstSpiceConsole *self)
{
  g_object_set_data (G_OBJECT (channel), "bst", session);
  g_signal_connect (channel, "channel-event", G_CALLBACK (on_channel_event), self);
  bst_spice_sockets_watch (self, channel);

  if (SPICE_IS_MAIN_CHANNEL (channel))
    {
      /* The session connects this one. */
      bst_spice_sockets_expect (self, channel);
      self->main = SPICE_MAIN_CHANNEL (channel);
      bst_spice_clipboard_add (self);
      bst_spice_move_watch_main (self);
      return;
    }

  if (SPICE_IS_DISPLAY_CHANNEL (channel))
    bst_spice_display_add (self, SPICE_DISPLAY_CHANNEL (channel));
  else if (SPICE_IS_CURSOR_CHANNEL (channel))
    bst_spice_cursor_add (self, SPICE_CURSOR_CHANNEL (channel));
  else if (SPICE_IS_INPUTS_CHANNEL (channel))
    bst_spice_input_add (self, SPICE_INPUTS_CHANNEL (channel));
  else if (bst_spice_sound_add (self, channel))
    {
      /* The library's own sound connects it. */
      bst_spice_channels_update_abilities (self);
      return;
    }
  else if (SPICE_IS_USBREDIR_CHANNEL (channel))
    {
      /* The library's USB manager connects it. */
      if (self->usb != NULL)
        bst_spice_sockets_expect (self, channel);
      bst_spice_channels_update_abilities (self);
      return;
    }
  else if (SPICE_IS_WEBDAV_CHANNEL (channel))
    g_signal_connect_swapped (channel, "notify::port-opened",
                              G_CALLBACK (bst_spice_channels_update_abilities), self);
  else if (!SPICE_IS_SMARTCARD_CHANNEL (channel))
    /* A channel of cards is there only where the session was told to have them. */
    return;

  bst_spice_sockets_expect (self, channel);
  spice_channel_connect (channel);
}

static void
on_channel_destroy (SpiceSession *session, SpiceChannel *channel, BstSpiceConsole *self)
{
  g_signal_handlers_disconnect_by_data (channel, self);
  bst_spice_sockets_served (self, channel);
  if (SPICE_IS_DISPLAY_CHANNEL (channel))
    bst_spice_display_remove (self, SPICE_DISPLAY_CHANNEL (channel));
  if ((gpointer)channel == self->inputs)
    self->inputs = NULL;
  if ((gpointer)channel == self->main)
    self->main = NULL;
}

void
bst_spice_channels_watch (BstSpiceConsole *self)
{
  g_signal_connect (self->session, "channel-new", G_CALLBACK (on_channel_new), self);
  g_signal_connect (self->session, "channel-destroy", G_CALLBACK (on_channel_destroy), self);
}

void
bst_spice_channels_forget (BstSpiceConsole *self)
{
  g_autoptr (GList) channels = spice_session_get_channels (self->session);

  for (GList *item = channels; item != NULL; item = item->next)
    {
      gulong bytes = 0;

      g_object_get (item->data, "total-read-bytes", &bytes, NULL);
      self->bytes_before += bytes;
      on_channel_destroy (self->session, item->data, self);
    }
  bst_spice_sound_drop (self);
  self->probing = FALSE;
}
