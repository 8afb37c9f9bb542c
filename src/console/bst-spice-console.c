/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-spice-console-private.h"

#include <string.h>

#include "core/bst-thread.h"

G_DEFINE_FINAL_TYPE (BstSpiceConsole, bst_spice_console, BST_TYPE_CONSOLE)

enum
{
  DESTINATION_WANTED,
  TARGET_WANTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_ready (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSpiceConsole) self = data;
  GError *error = NULL;
  gboolean ok = bst_dialer_get_ready_finish (BST_DIALER (source), result, &error);

  if (self->getting_ready == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&error);
      return;
    }
  g_clear_object (&self->getting_ready);
  if (ok)
    bst_spice_session_open (self);
  else
    bst_spice_session_fail (self, error);
}

static void
go (BstSpiceConsole *self)
{
  self->target_fresh = self->target_awaited = FALSE;
  if (!bst_dialer_needs_to_get_ready (self->dialer))
    {
      bst_spice_session_open (self);
      return;
    }

  self->getting_ready = g_cancellable_new ();
  bst_dialer_get_ready_async (self->dialer, self->getting_ready, on_ready, g_object_ref (self));
}

static void
bst_spice_console_open (BstConsole *console)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);
  gboolean awaited = FALSE;

  if (!self->target_fresh)
    g_signal_emit (self, signals[TARGET_WANTED], 0, &awaited);
  /* Whoever was asked may have given up at once. */
  self->target_awaited = awaited && bst_console_get_state (console) == BST_CONSOLE_STATE_CONNECTING;
  if (!awaited)
    go (self);
}

static gboolean
bst_spice_console_is_waiting (BstConsole *console)
{
  return BST_SPICE_CONSOLE (console)->getting_ready != NULL;
}

static void
bst_spice_console_close (BstConsole *console)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);

  if (self->getting_ready != NULL)
    g_cancellable_cancel (self->getting_ready);
  g_clear_object (&self->getting_ready);
  self->target_awaited = FALSE;
  bst_spice_session_drop (self);
}

static void
bst_spice_console_set_audio (BstConsole *console, gboolean audio)
{
  bst_spice_sound_mute (BST_SPICE_CONSOLE (console));
}

static void
bst_spice_console_get_stats (BstConsole *console, BstConsoleStats *stats)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);
  g_autoptr (GList) channels = NULL;

  channels = self->session != NULL ? spice_session_get_channels (self->session) : NULL;
  stats->bytes_in = self->bytes_before;
  for (GList *item = channels; item != NULL; item = item->next)
    {
      gulong bytes = 0;

      g_object_get (item->data, "total-read-bytes", &bytes, NULL);
      stats->bytes_in += bytes;
    }
}

static void
bst_spice_console_dispose (GObject *object)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (object);

  bst_spice_session_drop (self);
  g_cancellable_cancel (self->keyring);

  G_OBJECT_CLASS (bst_spice_console_parent_class)->dispose (object);
}

static void
bst_spice_console_finalize (GObject *object)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (object);

  bst_spice_password_clear (self);
  bst_spice_target_free (self->target);
  g_clear_object (&self->dialer);
  g_clear_object (&self->destination);
  g_clear_object (&self->keyring);
  g_clear_error (&self->reason);
  g_ptr_array_unref (self->reads);
  g_ptr_array_unref (self->waiting);
  g_free (self->destination_host);
  g_free (self->destination_named);
  g_free (self->usb_filter);
  g_free (self->usb_on_connect);

  G_OBJECT_CLASS (bst_spice_console_parent_class)->finalize (object);
}

static void
bst_spice_console_class_init (BstSpiceConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  BstConsoleClass *console_class = BST_CONSOLE_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = bst_spice_console_dispose;
  object_class->finalize = bst_spice_console_finalize;
  console_class->open = bst_spice_console_open;
  console_class->is_waiting = bst_spice_console_is_waiting;
  console_class->close = bst_spice_console_close;
  console_class->set_password = bst_spice_password_set;
  console_class->set_audio = bst_spice_console_set_audio;
  console_class->get_stats = bst_spice_console_get_stats;
  bst_spice_input_init_class (console_class);
  bst_spice_clipboard_init_class (console_class);
  bst_spice_files_init_class (console_class);
  bst_spice_usb_init_class (console_class);

  signals[DESTINATION_WANTED] =
      g_signal_new ("destination-wanted", type, G_SIGNAL_RUN_LAST, 0,
                    g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 3, G_TYPE_STRING,
                    G_TYPE_UINT, G_TYPE_UINT);
  signals[TARGET_WANTED] =
      g_signal_new ("target-wanted", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled,
                    NULL, NULL, G_TYPE_BOOLEAN, 0);
}

static void
bst_spice_console_init (BstSpiceConsole *self)
{
  self->reads = g_ptr_array_new ();
  bst_spice_sockets_init (self);
  self->keyring = g_cancellable_new ();
}

BstSpiceConsole *
bst_spice_console_new (const char *name, const BstSpiceTarget *target, BstDialer *dialer)
{
  BstSpiceConsole *self;

  BST_ASSERT_MAIN_THREAD ();
  g_return_val_if_fail (target != NULL && BST_IS_DIALER (dialer), NULL);

  self = g_object_new (BST_TYPE_SPICE_CONSOLE, "name", name, NULL);
  self->target = bst_spice_target_copy (target);
  self->dialer = g_object_ref (dialer);
  self->target_fresh = TRUE;
  self->usb_automatic = target->usb_auto_share;
  self->usb_filter = g_strdup (target->usb_filter);
  self->usb_on_connect = g_strdup (target->usb_redirect_on_connect);

  return self;
}

const BstSpiceTarget *
bst_spice_console_get_target (BstSpiceConsole *self)
{
  return self->target;
}

BstDialer *
bst_spice_console_get_dialer (BstSpiceConsole *self)
{
  return self->dialer;
}

static void
take_target (BstSpiceConsole *self, const BstSpiceTarget *target, BstDialer *dialer)
{
  if (target != self->target)
    {
      BstSpiceTarget *copy = bst_spice_target_copy (target);

      bst_spice_target_free (self->target);
      self->target = copy;
    }
  g_set_object (&self->dialer, dialer);
  self->needs_tls = FALSE;
}

void
bst_spice_console_set_target (BstSpiceConsole *self,
                              const BstSpiceTarget *target,
                              BstDialer *dialer)
{
  const BstConsoleState state = bst_console_get_state (BST_CONSOLE (self));

  BST_ASSERT_MAIN_THREAD ();

  take_target (self, target, dialer);
  if (self->target_awaited)
    go (self);
  else if (state == BST_CONSOLE_STATE_LOST || state == BST_CONSOLE_STATE_ENDED)
    self->target_fresh = TRUE;
  if (state == BST_CONSOLE_STATE_LOST)
    bst_console_open (BST_CONSOLE (self));
}

void
bst_spice_console_give_up (BstSpiceConsole *self, GError *error)
{
  BST_ASSERT_MAIN_THREAD ();

  bst_spice_console_close (BST_CONSOLE (self));
  bst_console_ended (BST_CONSOLE (self), error);
}

void
bst_spice_console_set_destination (BstSpiceConsole *self, BstDialer *dialer, const char *host)
{
  BST_ASSERT_MAIN_THREAD ();

  g_set_object (&self->destination, dialer);
  g_free (self->destination_host);
  self->destination_host = g_strdup (host);
  bst_spice_move_destination_changed (self);
}

void
bst_spice_console_arrive (BstSpiceConsole *self, const BstSpiceTarget *target, BstDialer *dialer)
{
  BstConsole *console = BST_CONSOLE (self);
  const gboolean moved = self->moved && bst_console_is_live (console);
  const gboolean moves = bst_spice_move_is_under_way (self) && bst_console_is_live (console);

  BST_ASSERT_MAIN_THREAD ();

  take_target (self, target, dialer);
  g_clear_object (&self->destination);
  g_clear_pointer (&self->destination_host, g_free);
  self->machine_off = FALSE;

  /* One that follows by itself either does so, or breaks and is opened at the new place then. */
  if (moved || moves || bst_console_get_state (console) == BST_CONSOLE_STATE_NEW ||
      bst_console_is_closed_by_user (console))
    return;

  self->target_fresh = TRUE;
  bst_console_reopen (console);
}

void
bst_spice_console_set_machine_off (BstSpiceConsole *self, gboolean off)
{
  BstConsole *console = BST_CONSOLE (self);

  BST_ASSERT_MAIN_THREAD ();

  self->machine_off = off;
  if (off && bst_console_get_state (console) != BST_CONSOLE_STATE_NEW &&
      bst_console_get_state (console) != BST_CONSOLE_STATE_ENDED && !bst_console_is_live (console))
    {
      bst_spice_session_drop (self);
      bst_console_ended (console, NULL);
    }
}

gboolean
bst_spice_console_want_destination (BstSpiceConsole *self,
                                    const char *host,
                                    guint port,
                                    guint tls_port)
{
  gboolean known = FALSE;

  g_signal_emit (self, signals[DESTINATION_WANTED], 0, host, port, tls_port, &known);

  return known;
}
