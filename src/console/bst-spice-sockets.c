/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include <glib/gi18n.h>
#include <sys/socket.h>
#include <unistd.h>

#include "console/bst-pump-private.h"
#include "console/bst-spice-console-private.h"
#include "console/bst-spice-farewell-private.h"
#include "console/bst-spice-guard.h"
#include "core/bst-error.h"

/* What is on its way to the library at most, in bytes; the kernel grants less. */
#define BUFFER (1024 * 1024)

/* A channel on its way to a socket. */
typedef struct
{
  BstSpiceConsole *self;         /* owned */
  SpiceChannel *channel;         /* owned */
  GSocketConnection *connection; /* (nullable): once it is dialled */
} Opening;

static void
opening_free (Opening *opening)
{
  if (opening == NULL)
    return;
  g_object_unref (opening->self);
  g_object_unref (opening->channel);
  g_clear_object (&opening->connection);
  g_free (opening);
}

static gboolean
is_current (const Opening *opening)
{
  BstSpiceConsole *self = opening->self;

  return self->session != NULL &&
         g_object_get_data (G_OBJECT (opening->channel), "bst") == self->session;
}

/* What stands between a server and the library. */
typedef struct
{
  BstSpiceGuard *guard;
  BstDialer *dialer; /* owned: it may hold the way open */
  GWeakRef self;
} Ear;

static void
ear_free (Ear *ear)
{
  bst_spice_guard_free (ear->guard);
  g_object_unref (ear->dialer);
  g_weak_ref_clear (&ear->self);
  g_free (ear);
}

static gboolean
on_bytes (gpointer data, gboolean from_server, const guint8 *bytes, gsize length)
{
  Ear *ear = data;
  g_autoptr (BstSpiceConsole) self = from_server ? g_weak_ref_get (&ear->self) : NULL;

  if (self != NULL && length > 0)
    self->heard = TRUE;
  return bst_spice_guard_pump (ear->guard, from_server, bytes, length);
}

static gboolean
on_leave (gpointer data, GSocketConnection *far, const guint8 *unsent, gsize length)
{
  Ear *ear = data;

  return bst_spice_farewell (ear->guard, far, unsent, length, G_OBJECT (ear->dialer));
}

static const BstPumpWatch watch = {
  .check = on_bytes,
  .leave = on_leave,
  .free_data = (GDestroyNotify)ear_free,
};

/* A socket whose far end is @connection, with a guard between; -1: there are no more. */
static int
guard (BstSpiceConsole *self, GSocketConnection *connection)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) near = NULL;
  Ear *ear;
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

  /* A picture of the whole screen at once, else both sides wait for one another in between. */
  g_socket_set_option (socket, SOL_SOCKET, SO_SNDBUF, BUFFER, NULL);
  near = g_socket_connection_factory_create_connection (socket);
  ear = g_new0 (Ear, 1);
  ear->guard = bst_spice_guard_new ();
  ear->dialer = g_object_ref (self->session_dialer);
  g_weak_ref_init (&ear->self, self);
  bst_pump_start (near, connection, NULL, self->dialling, &watch, ear);

  return pair[1];
}

void
bst_spice_sockets_let_library_open (BstSpiceConsole *self)
{
  if (self->by_fd && self->n_unserved == 0 && bst_console_is_live (BST_CONSOLE (self)))
    {
      self->by_fd = FALSE;
      g_object_set (self->session, "client-sockets", FALSE, NULL);
    }
}

void
bst_spice_sockets_expect (BstSpiceConsole *self, SpiceChannel *channel)
{
  g_object_set_data (G_OBJECT (channel), "bst-expected", GINT_TO_POINTER (TRUE));
  self->n_unserved++;
}

static gboolean
is_expected (SpiceChannel *channel)
{
  return g_object_get_data (G_OBJECT (channel), "bst-expected") != NULL;
}

static gboolean on_taken (gpointer data);

/* @opening has no socket: takes it. */
static void
give_up (Opening *opening, GError *error)
{
  if (bst_spice_channel_is_vital (opening->channel))
    {
      bst_spice_session_fail (opening->self, error);
    }
  else
    {
      g_debug ("A channel has no way: %s", error->message);
      g_error_free (error);
      bst_spice_sockets_served (opening->self, opening->channel);
    }
  opening_free (opening);
}

static void
hand_over (Opening *opening)
{
  const int fd = guard (opening->self, opening->connection);

  if (fd < 0 || !spice_channel_open_fd (opening->channel, fd))
    {
      if (fd >= 0)
        close (fd);
      give_up (opening, bst_error_new (BST_ERROR_FAILED, _ ("Close some consoles, and try again."),
                                       NULL, _ ("The console of “%s” cannot be opened"),
                                       bst_console_get_name (BST_CONSOLE (opening->self))));
      return;
    }
  if (SPICE_IS_DISPLAY_CHANNEL (opening->channel))
    /* It is served when it is open: the others wait for that. */
    opening_free (opening);
  else
    /* The library takes it when it is idle next, and minds by then how it was told to open. */
    g_idle_add (on_taken, opening);
}

/* A server makes a key for each channel that says hello, one after another, which takes it 20 ms
 * and more: what shows the picture says so first. */
static gboolean
waits_for_display (const Opening *opening)
{
  g_autoptr (GList) channels = spice_session_get_channels (opening->self->session);

  if (SPICE_IS_MAIN_CHANNEL (opening->channel) || SPICE_IS_DISPLAY_CHANNEL (opening->channel))
    return FALSE;
  for (GList *item = channels; item != NULL; item = item->next)
    {
      if (SPICE_IS_DISPLAY_CHANNEL (item->data) && is_expected (item->data))
        return TRUE;
    }

  return FALSE;
}

void
bst_spice_sockets_init (BstSpiceConsole *self)
{
  self->waiting = g_ptr_array_new_with_free_func ((GDestroyNotify)opening_free);
}

static void
hand_over_waiting (BstSpiceConsole *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  bst_spice_sockets_init (self);
  for (guint i = 0; i < waiting->len; i++)
    {
      Opening *opening = g_steal_pointer (&waiting->pdata[i]);

      if (!is_current (opening))
        opening_free (opening);
      else if (waits_for_display (opening))
        g_ptr_array_add (self->waiting, opening);
      else
        hand_over (opening);
    }
}

void
bst_spice_sockets_served (BstSpiceConsole *self, SpiceChannel *channel)
{
  if (!is_expected (channel))
    return;

  g_object_set_data (G_OBJECT (channel), "bst-expected", NULL);
  self->n_unserved--;
  hand_over_waiting (self);
  bst_spice_sockets_let_library_open (self);
}

void
bst_spice_sockets_drop (BstSpiceConsole *self)
{
  g_ptr_array_set_size (self->waiting, 0);
}

static gboolean
on_taken (gpointer data)
{
  Opening *opening = data;

  if (is_current (opening))
    bst_spice_sockets_served (opening->self, opening->channel);
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
      bst_console_touch (BST_CONSOLE (self));
      opening->connection = g_steal_pointer (&connection);
      if (waits_for_display (opening))
        g_ptr_array_add (self->waiting, opening);
      else
        hand_over (opening);
      return;
    }

  if (is_current (opening))
    give_up (opening, g_steal_pointer (&error));
  else
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

void
bst_spice_sockets_watch (BstSpiceConsole *self, SpiceChannel *channel)
{
  g_signal_connect (channel, "open-fd", G_CALLBACK (on_open_fd), self);
}
