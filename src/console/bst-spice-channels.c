/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include <glib/gi18n.h>
#include <sys/socket.h>
#include <unistd.h>

#include "console/bst-pump-private.h"
#include "console/bst-spice-console-private.h"
#include "console/bst-spice-guard.h"
#include "core/bst-error.h"

/* A channel on its way to a socket. */
typedef struct
{
  BstSpiceConsole *self; /* owned */
  SpiceChannel *channel; /* owned */
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->self);
  g_object_unref (opening->channel);
  g_free (opening);
}

static gboolean
is_type (SpiceChannel *channel, int type)
{
  int own = -1;

  g_object_get (channel, "channel-type", &own, NULL);

  return own == type;
}

/* A console without one of these is none. */
static gboolean
is_vital (SpiceChannel *channel)
{
  return is_type (channel, SPICE_CHANNEL_MAIN) || is_type (channel, SPICE_CHANNEL_DISPLAY) ||
         is_type (channel, SPICE_CHANNEL_INPUTS);
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

/* Sockets for channels. */

/* A socket whose far end is @connection, with a guard between; -1: there are no more. */
static int
guard (BstSpiceConsole *self, GSocketConnection *connection)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) near = NULL;
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return -1;
  socket = g_socket_new_from_fd (pair[0], NULL);
  if (socket == NULL)
    {
      close (pair[0]);
      close (pair[1]);
      return -1;
    }

  near = g_socket_connection_factory_create_connection (socket);
  bst_pump_start (near, connection, NULL, self->dialling, bst_spice_guard_pump,
                  bst_spice_guard_new (), (GDestroyNotify)bst_spice_guard_free);

  return pair[1];
}

/* From now on the library opens by itself, through the relay, what comes late or on a migration: it
 * cannot migrate with sockets that are handed over. */
static void
let_library_open (BstSpiceConsole *self)
{
  if (self->by_fd && self->n_unserved == 0 && bst_console_is_live (BST_CONSOLE (self)))
    {
      self->by_fd = FALSE;
      g_object_set (self->session, "client-sockets", FALSE, NULL);
    }
}

/* @channel is going to ask for a socket. */
static void
expect (BstSpiceConsole *self, SpiceChannel *channel)
{
  g_object_set_data (G_OBJECT (channel), "bst-expected", GINT_TO_POINTER (TRUE));
  self->n_unserved++;
}

/* @channel has its socket, or will have none. */
static void
served (BstSpiceConsole *self, SpiceChannel *channel)
{
  if (g_object_get_data (G_OBJECT (channel), "bst-expected") == NULL)
    return;

  g_object_set_data (G_OBJECT (channel), "bst-expected", NULL);
  self->n_unserved--;
  let_library_open (self);
}

static gboolean
is_current (const Opening *opening)
{
  BstSpiceConsole *self = opening->self;

  return self->session != NULL &&
         g_object_get_data (G_OBJECT (opening->channel), "bst") == self->session;
}

static gboolean
on_taken (gpointer data)
{
  Opening *opening = data;

  if (is_current (opening))
    served (opening->self, opening->channel);
  opening_free (opening);

  return G_SOURCE_REMOVE;
}

static void
on_dialled (GObject *source, GAsyncResult *result, gpointer data)
{
  Opening *opening = data;
  BstSpiceConsole *self = opening->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketConnection) connection =
      bst_dialer_dial_finish (BST_DIALER (source), result, &error);

  if (connection != NULL && is_current (opening))
    {
      const int fd = guard (self, connection);

      bst_console_touch (BST_CONSOLE (self));
      if (fd < 0 || !spice_channel_open_fd (opening->channel, fd))
        g_warning ("A channel's socket is not taken");
      /* The library takes it when it is idle next, and minds by then how it was told to open. */
      g_idle_add (on_taken, opening);
      return;
    }

  if (is_current (opening) && is_vital (opening->channel))
    {
      bst_spice_session_fail (self, g_steal_pointer (&error));
    }
  else if (is_current (opening))
    {
      g_debug ("A channel has no way: %s", error->message);
      served (self, opening->channel);
    }
  opening_free (opening);
}

/* A socket that is handed over never speaks TLS: begin anew the other way. */
static gboolean
on_tls_wanted (gpointer data)
{
  BstSpiceConsole *self = data;

  self->tls_id = 0;
  if (self->session_target->tls_port != 0 && !self->needs_tls)
    {
      self->needs_tls = TRUE;
      bst_spice_session_begin (self);
      return G_SOURCE_REMOVE;
    }

  bst_spice_session_fail (
      self,
      bst_error_new (BST_ERROR_UNSUPPORTED,
                     _ ("Give its TLS port, too, or let its server take connections without TLS."),
                     NULL, _ ("The console of “%s” wants TLS, and its TLS port is not known"),
                     bst_console_get_name (BST_CONSOLE (self))));

  return G_SOURCE_REMOVE;
}

static void
on_open_fd (SpiceChannel *channel, int with_tls, BstSpiceConsole *self)
{
  const BstSpiceTarget *target = self->session_target;
  Opening *opening;

  if (with_tls)
    {
      /* The library is in the middle of something, and must not be closed here. */
      if (self->tls_id == 0)
        self->tls_id = g_idle_add (on_tls_wanted, self);
      return;
    }

  opening = g_new0 (Opening, 1);
  opening->self = g_object_ref (self);
  opening->channel = g_object_ref (channel);
  if (target->unix_path != NULL)
    bst_dialer_dial_unix_async (self->session_dialer, target->unix_path, self->dialling, on_dialled,
                                opening);
  else
    bst_dialer_dial_async (self->session_dialer, target->host, target->port, self->dialling,
                           on_dialled, opening);
}

/* How channels are. */

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
      if (is_type (item->data, SPICE_CHANNEL_DISPLAY) && !is_open (item->data))
        return;
      if (!is_type (item->data, SPICE_CHANNEL_MAIN) && is_open (item->data))
        any = TRUE;
    }
  if (any)
    bst_console_connected (BST_CONSOLE (self));
}

static void
on_opened (BstSpiceConsole *self, SpiceChannel *channel)
{
  g_object_set_data (G_OBJECT (channel), "bst-open", GINT_TO_POINTER (TRUE));
  bst_console_touch (BST_CONSOLE (self));

  if (is_type (channel, SPICE_CHANNEL_MAIN))
    {
      self->main_open = TRUE;
      bst_spice_password_accepted (self);
    }
  if (is_type (channel, SPICE_CHANNEL_INPUTS))
    self->inputs = SPICE_INPUTS_CHANNEL (channel);

  bst_spice_channels_update_abilities (self);
  consider_connected (self);
  served (self, channel);
  let_library_open (self);
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
                               "or is somebody else’s. Get a new console file, or ask who runs "
                               "the server."),
                            detail, _ ("The console of “%s” is not at a server that it trusts"),
                            name);
    case SPICE_CHANNEL_ERROR_LINK:
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
on_channel_event (SpiceChannel *channel, SpiceChannelEvent event, BstSpiceConsole *self)
{
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
    case SPICE_CHANNEL_ERROR_AUTH:
      bst_spice_password_refused (self, channel);
      break;
    case SPICE_CHANNEL_CLOSED:
      if (is_type (channel, SPICE_CHANNEL_MAIN))
        on_hung_up (self, channel);
      break;
    case SPICE_CHANNEL_ERROR_CONNECT:
    case SPICE_CHANNEL_ERROR_TLS:
    case SPICE_CHANNEL_ERROR_LINK:
    case SPICE_CHANNEL_ERROR_IO:
    default:
      if (is_vital (channel) && !self->probing)
        bst_spice_session_fail (self, make_error (self, channel, event));
      else
        served (self, channel);
      break;
    }
}

/* Which there are. */

static void
on_channel_new (SpiceSession *session, SpiceChannel *channel, BstSpiceConsole *self)
{
  g_object_set_data (G_OBJECT (channel), "bst", session);
  g_signal_connect (channel, "channel-event", G_CALLBACK (on_channel_event), self);
  g_signal_connect (channel, "open-fd", G_CALLBACK (on_open_fd), self);

  if (SPICE_IS_MAIN_CHANNEL (channel))
    {
      /* The session connects this one. */
      expect (self, channel);
      self->main = SPICE_MAIN_CHANNEL (channel);
      bst_spice_clipboard_add (self);
      bst_spice_move_watch_main (self);
      return;
    }

  if (SPICE_IS_DISPLAY_CHANNEL (channel))
    bst_spice_display_add (self, SPICE_DISPLAY_CHANNEL (channel));
  else if (SPICE_IS_CURSOR_CHANNEL (channel))
    bst_spice_display_add_cursor (self, SPICE_CURSOR_CHANNEL (channel));
  else if (SPICE_IS_INPUTS_CHANNEL (channel))
    bst_spice_input_add (self, SPICE_INPUTS_CHANNEL (channel));
  else if (SPICE_IS_PLAYBACK_CHANNEL (channel) || SPICE_IS_RECORD_CHANNEL (channel))
    {
      /* The library's own sound connects it. */
      g_object_set (channel, "mute", !bst_console_get_audio (BST_CONSOLE (self)), NULL);
      if (self->audio != NULL)
        expect (self, channel);
      bst_spice_channels_update_abilities (self);
      return;
    }
  else if (SPICE_IS_USBREDIR_CHANNEL (channel))
    {
      /* The library's USB manager connects it. */
      if (self->usb != NULL)
        expect (self, channel);
      bst_spice_channels_update_abilities (self);
      return;
    }
  else if (SPICE_IS_WEBDAV_CHANNEL (channel))
    g_signal_connect_swapped (channel, "notify::port-opened",
                              G_CALLBACK (bst_spice_channels_update_abilities), self);
  else
    return;

  expect (self, channel);
  spice_channel_connect (channel);
}

static void
on_channel_destroy (SpiceSession *session, SpiceChannel *channel, BstSpiceConsole *self)
{
  g_signal_handlers_disconnect_by_data (channel, self);
  served (self, channel);
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
  if (!self->session_target->no_audio)
    self->audio = spice_audio_get (self->session, NULL);
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
  self->audio = NULL;
  self->probing = FALSE;
}
