/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-console-face-private.h"

#include <glib/gi18n.h>

#include "console/bst-console-display-private.h"
#include "console/bst-console-enums.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

/* A server that accepts and says nothing. */
#define PATIENCE_MS 10000
#define LOOK_MS 500
#define FIRST_PAUSE_MS 250
#define LONGEST_PAUSE_MS 15000
/* A connection that has lasted so long was a good one. */
#define GOOD_AFTER_US (5 * G_USEC_PER_SEC)
#define MAX_CLIPBOARD (100 * 1024 * 1024)

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (BstConsole, bst_console, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
guint bst_console_signals[N_SIGNALS];

BstConsolePrivate *
bst_console_get_priv (BstConsole *self)
{
  return bst_console_get_instance_private (self);
}

void
bst_console_notify (BstConsole *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
bst_console_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  BstConsolePrivate *priv = bst_console_get_priv (BST_CONSOLE (object));

  switch (id)
    {
    case PROP_NAME:
      g_value_set_string (value, priv->name);
      break;
    case PROP_ABILITIES:
      g_value_set_flags (value, priv->abilities);
      break;
    case PROP_LOCKS:
      g_value_set_flags (value, priv->locks);
      break;
    case PROP_POINTER_ABSOLUTE:
      g_value_set_boolean (value, priv->pointer_absolute);
      break;
    case PROP_VIEW_ONLY:
      g_value_set_boolean (value, priv->view_only);
      break;
    case PROP_AUDIO:
      g_value_set_boolean (value, priv->audio);
      break;
    case PROP_CLIPBOARD_TO_GUEST:
      g_value_set_boolean (value, priv->to_guest);
      break;
    case PROP_CLIPBOARD_FROM_GUEST:
      g_value_set_boolean (value, priv->from_guest);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bst_console_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  BstConsole *self = BST_CONSOLE (object);

  switch (id)
    {
    case PROP_NAME:
      bst_console_set_name (self, g_value_get_string (value));
      break;
    case PROP_VIEW_ONLY:
      bst_console_set_view_only (self, g_value_get_boolean (value));
      break;
    case PROP_AUDIO:
      bst_console_set_audio (self, g_value_get_boolean (value));
      break;
    case PROP_CLIPBOARD_TO_GUEST:
      bst_console_set_clipboard_to_guest (self, g_value_get_boolean (value));
      break;
    case PROP_CLIPBOARD_FROM_GUEST:
      bst_console_set_clipboard_from_guest (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
bst_console_dispose (GObject *object)
{
  BstConsolePrivate *priv = bst_console_get_priv (BST_CONSOLE (object));

  g_clear_handle_id (&priv->retry_id, g_source_remove);
  g_clear_handle_id (&priv->patience_id, g_source_remove);

  G_OBJECT_CLASS (bst_console_parent_class)->dispose (object);
}

static void
bst_console_finalize (GObject *object)
{
  BstConsolePrivate *priv = bst_console_get_priv (BST_CONSOLE (object));

  g_clear_object (&priv->displays);
  g_clear_object (&priv->transfers);
  g_clear_object (&priv->usb);
  g_hash_table_unref (priv->keys);
  g_clear_error (&priv->error);
  g_free (priv->usb_obstacle);
  g_free (priv->name);

  G_OBJECT_CLASS (bst_console_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  const GParamFlags write = read | G_PARAM_WRITABLE;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, write);
  properties[PROP_ABILITIES] =
      g_param_spec_flags ("abilities", NULL, NULL, BST_TYPE_CONSOLE_ABILITIES, 0, read);
  properties[PROP_LOCKS] =
      g_param_spec_flags ("locks", NULL, NULL, BST_TYPE_CONSOLE_LOCKS, 0, read);
  properties[PROP_POINTER_ABSOLUTE] =
      g_param_spec_boolean ("pointer-absolute", NULL, NULL, FALSE, read);
  properties[PROP_VIEW_ONLY] = g_param_spec_boolean ("view-only", NULL, NULL, FALSE, write);
  properties[PROP_AUDIO] = g_param_spec_boolean ("audio", NULL, NULL, TRUE, write);
  properties[PROP_CLIPBOARD_TO_GUEST] =
      g_param_spec_boolean ("clipboard-to-guest", NULL, NULL, TRUE, write);
  properties[PROP_CLIPBOARD_FROM_GUEST] =
      g_param_spec_boolean ("clipboard-from-guest", NULL, NULL, TRUE, write);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
bst_console_class_init (BstConsoleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GType type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = bst_console_get_property;
  object_class->set_property = bst_console_set_property;
  object_class->dispose = bst_console_dispose;
  object_class->finalize = bst_console_finalize;
  install_properties (object_class);

  bst_console_signals[STATE_CHANGED] =
      g_signal_new ("state-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bst_console_signals[STIRRED] =
      g_signal_new ("stirred", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  bst_console_signals[CLIPBOARD_OFFERED] =
      g_signal_new ("clipboard-offered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    2, BST_TYPE_CONSOLE_SELECTION, G_TYPE_STRV);
  bst_console_signals[CLIPBOARD_WANTED] =
      g_signal_new ("clipboard-wanted", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                    2, BST_TYPE_CONSOLE_SELECTION, G_TYPE_STRING);
  bst_console_signals[USB_FAILED] = g_signal_new ("usb-failed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
bst_console_init (BstConsole *self)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  priv->latency_us = -1;
  priv->audio = priv->to_guest = priv->from_guest = TRUE;
  priv->max_clipboard = MAX_CLIPBOARD;
  priv->backoff = (BstBackoff)BST_BACKOFF_INIT (FIRST_PAUSE_MS, LONGEST_PAUSE_MS);
  priv->keys = g_hash_table_new (NULL, NULL);
  priv->displays = g_list_store_new (BST_TYPE_CONSOLE_DISPLAY);
  priv->transfers = g_list_store_new (BST_TYPE_CONSOLE_TRANSFER);
  priv->usb = g_list_store_new (BST_TYPE_CONSOLE_USB_DEVICE);
}

/* Its life. */

static void try (BstConsole *self);

/* @error: (transfer full) (nullable) */
static void
set_state (BstConsole *self, BstConsoleState state, GError *error)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (state != BST_CONSOLE_STATE_CONNECTING)
    g_clear_handle_id (&priv->patience_id, g_source_remove);
  if (state != BST_CONSOLE_STATE_LOST)
    {
      g_clear_handle_id (&priv->retry_id, g_source_remove);
      priv->retry_at = 0;
    }
  if (state != BST_CONSOLE_STATE_CONNECTED && state != BST_CONSOLE_STATE_MIGRATING)
    {
      /* What is held here is not held there any more. */
      g_hash_table_remove_all (priv->keys);
      priv->buttons = 0;
    }

  if (priv->state == state && priv->error == NULL && error == NULL)
    return;

  g_clear_error (&priv->error);
  priv->error = error;
  priv->state = state;
  g_signal_emit (self, bst_console_signals[STATE_CHANGED], 0);
}

static gboolean
is_waiting (BstConsole *self)
{
  BstConsoleClass *klass = BST_CONSOLE_GET_CLASS (self);

  return klass->is_waiting != NULL && klass->is_waiting (self);
}

static gboolean
on_patience_over (gpointer data)
{
  BstConsole *self = data;
  BstConsolePrivate *priv = bst_console_get_priv (self);

  priv->patience_id = 0;
  /* While its user answers a question on the way, nobody can lose patience; then it begins anew. */
  if (priv->was_waiting || is_waiting (self))
    {
      priv->was_waiting = is_waiting (self);
      priv->patience_id =
          g_timeout_add (priv->was_waiting ? LOOK_MS : PATIENCE_MS, on_patience_over, self);
      return G_SOURCE_REMOVE;
    }

  BST_CONSOLE_GET_CLASS (self)->close (self);
  bst_console_broken (self, bst_error_new (BST_ERROR_TIMED_OUT,
                                           _ ("Try again, or choose another way there."), NULL,
                                           _ ("The console of “%s” does not answer"), priv->name));

  return G_SOURCE_REMOVE;
}

static void
renew_patience (BstConsole *self)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  g_clear_handle_id (&priv->patience_id, g_source_remove);
  priv->was_waiting = FALSE;
  priv->patience_id = g_timeout_add (PATIENCE_MS, on_patience_over, self);
}

void
bst_console_touch (BstConsole *self)
{
  if (bst_console_get_priv (self)->state != BST_CONSOLE_STATE_CONNECTING)
    return;

  renew_patience (self);
  g_signal_emit (self, bst_console_signals[STIRRED], 0);
}

static void
try (BstConsole *self)
{
  bst_console_get_priv (self)->closed_by_user = FALSE;
  set_state (self, BST_CONSOLE_STATE_CONNECTING, NULL);
  renew_patience (self);
  BST_CONSOLE_GET_CLASS (self)->open (self);
}

void
bst_console_open (BstConsole *self)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (BST_IS_CONSOLE (self));

  if (priv->state != BST_CONSOLE_STATE_NEW && priv->state != BST_CONSOLE_STATE_ENDED &&
      priv->state != BST_CONSOLE_STATE_LOST)
    return;
  if (priv->state != BST_CONSOLE_STATE_LOST)
    priv->was_connected = FALSE;
  bst_backoff_reset (&priv->backoff);
  try (self);
}

void
bst_console_close (BstConsole *self)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (BST_IS_CONSOLE (self));

  if (priv->state == BST_CONSOLE_STATE_ENDED)
    return;

  bst_console_release_all (self);
  bst_console_get_priv (self)->closed_by_user = TRUE;
  BST_CONSOLE_GET_CLASS (self)->close (self);
  set_state (self, BST_CONSOLE_STATE_ENDED, NULL);
}

void
bst_console_reopen (BstConsole *self)
{
  BST_CONSOLE_GET_CLASS (self)->close (self);
  bst_backoff_reset (&bst_console_get_priv (self)->backoff);
  try (self);
}

void
bst_console_connected (BstConsole *self)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  priv->was_connected = TRUE;
  priv->connected_at = g_get_monotonic_time ();
  set_state (self, BST_CONSOLE_STATE_CONNECTED, NULL);
}

/* A server that lets go of whoever connects is not to be hammered: only what has lasted for a while
 * makes the next pause a short one again. */
static guint
get_pause (BstConsolePrivate *priv)
{
  if (priv->connected_at != 0 && g_get_monotonic_time () - priv->connected_at >= GOOD_AFTER_US)
    bst_backoff_reset (&priv->backoff);
  priv->connected_at = 0;

  return bst_backoff_next (&priv->backoff);
}

static gboolean
on_retry (gpointer data)
{
  BstConsole *self = data;

  bst_console_get_priv (self)->retry_id = 0;
  try (self);

  return G_SOURCE_REMOVE;
}

void
bst_console_broken (BstConsole *self, GError *error)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);
  guint pause;

  if (!priv->was_connected || bst_error_is_fatal (error) ||
      g_error_matches (error, BST_ERROR, BST_ERROR_INVALID) ||
      g_error_matches (error, BST_ERROR, BST_ERROR_UNSUPPORTED))
    {
      bst_console_ended (self, error);
      return;
    }

  pause = get_pause (priv);
  g_clear_handle_id (&priv->retry_id, g_source_remove);
  priv->retry_id = g_timeout_add (pause, on_retry, self);
  priv->retry_at = g_get_monotonic_time () + (gint64)pause * 1000;
  set_state (self, BST_CONSOLE_STATE_LOST, error);
}

void
bst_console_ended (BstConsole *self, GError *error)
{
  set_state (self, BST_CONSOLE_STATE_ENDED, error);
}

void
bst_console_want_password (BstConsole *self, gboolean username, gboolean keep, GError *error)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  priv->needs_username = username;
  priv->can_keep_password = keep;
  set_state (self, BST_CONSOLE_STATE_PASSWORD, error);
}

void
bst_console_set_migrating (BstConsole *self, gboolean migrating)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (migrating && priv->state == BST_CONSOLE_STATE_CONNECTED)
    set_state (self, BST_CONSOLE_STATE_MIGRATING, NULL);
  else if (!migrating && priv->state == BST_CONSOLE_STATE_MIGRATING)
    set_state (self, BST_CONSOLE_STATE_CONNECTED, NULL);
}

gboolean
bst_console_was_connected (BstConsole *self)
{
  return bst_console_get_priv (self)->was_connected;
}

gboolean
bst_console_is_closed_by_user (BstConsole *self)
{
  return bst_console_get_priv (self)->closed_by_user;
}

gboolean
bst_console_is_live (BstConsole *self)
{
  const BstConsoleState state = bst_console_get_priv (self)->state;

  return state == BST_CONSOLE_STATE_CONNECTED || state == BST_CONSOLE_STATE_MIGRATING;
}

BstConsoleState
bst_console_get_state (BstConsole *self)
{
  return bst_console_get_priv (self)->state;
}

const GError *
bst_console_get_error (BstConsole *self)
{
  return bst_console_get_priv (self)->error;
}

gint64
bst_console_get_retry_at (BstConsole *self)
{
  return bst_console_get_priv (self)->retry_at;
}

const char *
bst_console_get_name (BstConsole *self)
{
  const char *name = bst_console_get_priv (self)->name;

  return name != NULL ? name : "";
}

void
bst_console_set_name (BstConsole *self, const char *name)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (g_strcmp0 (priv->name, name) == 0)
    return;

  g_free (priv->name);
  priv->name = g_strdup (name);
  bst_console_notify (self, PROP_NAME);
}

void
bst_console_set_password (BstConsole *self,
                          const char *username,
                          const char *password,
                          gboolean keep)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  BST_ASSERT_MAIN_THREAD ();
  g_return_if_fail (password != NULL);

  if (priv->state != BST_CONSOLE_STATE_PASSWORD)
    return;

  set_state (self, BST_CONSOLE_STATE_CONNECTING, NULL);
  renew_patience (self);
  BST_CONSOLE_GET_CLASS (self)->set_password (self, username, password,
                                              keep && priv->can_keep_password);
}

gboolean
bst_console_needs_username (BstConsole *self)
{
  return bst_console_get_priv (self)->needs_username;
}

gboolean
bst_console_can_keep_password (BstConsole *self)
{
  return bst_console_get_priv (self)->can_keep_password;
}

BstConsoleAbilities
bst_console_get_abilities (BstConsole *self)
{
  return bst_console_get_priv (self)->abilities;
}

void
bst_console_tell_abilities (BstConsole *self, BstConsoleAbilities abilities)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (priv->abilities == abilities)
    return;

  priv->abilities = abilities;
  bst_console_notify (self, PROP_ABILITIES);
}

void
bst_console_count_update (BstConsole *self)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  gint64 waited;

  priv->updates++;
  if (priv->asked_at == 0)
    return;

  /* No protocol lets a client measure the way alone; this is what its user waits for. */
  waited = g_get_monotonic_time () - priv->asked_at;
  priv->asked_at = 0;
  if (waited <= BST_CONSOLE_LONGEST_ANSWER_US)
    priv->latency_us = waited;
}

void
bst_console_get_stats (BstConsole *self, BstConsoleStats *stats)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  *stats = (BstConsoleStats){ .latency_us = priv->latency_us, .updates = priv->updates };

  if (BST_CONSOLE_GET_CLASS (self)->get_stats != NULL)
    BST_CONSOLE_GET_CLASS (self)->get_stats (self, stats);
}

/* Displays. */

GListModel *
bst_console_get_displays (BstConsole *self)
{
  return G_LIST_MODEL (bst_console_get_priv (self)->displays);
}

/* The position of the display @id, or where it belongs. */
static guint
find_position (BstConsole *self, guint id, BstConsoleDisplay **display)
{
  GListModel *displays = bst_console_get_displays (self);
  guint i = 0;

  *display = NULL;
  for (; i < g_list_model_get_n_items (displays); i++)
    {
      g_autoptr (BstConsoleDisplay) other = g_list_model_get_item (displays, i);
      const guint other_id = bst_console_display_get_id (other);

      if (other_id == id)
        *display = other;
      if (other_id >= id)
        break;
    }

  return i;
}

BstConsoleDisplay *
bst_console_find_display (BstConsole *self, guint id)
{
  BstConsoleDisplay *display;

  find_position (self, id, &display);

  return display;
}

BstConsoleDisplay *
bst_console_ensure_display (BstConsole *self, guint id)
{
  g_autoptr (BstConsoleDisplay) made = NULL;
  BstConsoleDisplay *display;
  const guint position = find_position (self, id, &display);

  if (display != NULL)
    return display;

  made = bst_console_display_new (id);
  g_list_store_insert (bst_console_get_priv (self)->displays, position, made);

  return made;
}

void
bst_console_remove_display (BstConsole *self, guint id)
{
  BstConsoleDisplay *display;
  const guint position = find_position (self, id, &display);

  if (display == NULL)
    return;

  bst_console_display_set_surface (display, BST_PIXELS_XRGB, NULL, 0, NULL);
  g_list_store_remove (bst_console_get_priv (self)->displays, position);
}

/* Switches. */

gboolean
bst_console_get_view_only (BstConsole *self)
{
  return bst_console_get_priv (self)->view_only;
}

void
bst_console_set_view_only (BstConsole *self, gboolean view_only)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (priv->view_only == view_only)
    return;

  bst_console_release_all (self);
  priv->view_only = view_only;
  bst_console_notify (self, PROP_VIEW_ONLY);
}

gboolean
bst_console_get_audio (BstConsole *self)
{
  return bst_console_get_priv (self)->audio;
}

void
bst_console_set_audio (BstConsole *self, gboolean audio)
{
  BstConsolePrivate *priv = bst_console_get_priv (self);

  if (priv->audio == audio)
    return;

  priv->audio = audio;
  if (BST_CONSOLE_GET_CLASS (self)->set_audio != NULL)
    BST_CONSOLE_GET_CLASS (self)->set_audio (self, audio);
  bst_console_notify (self, PROP_AUDIO);
}

/* The guest's screens. */

void
bst_console_request_layout (BstConsole *self, const BstConsoleLayout *layout, guint n)
{
  BST_ASSERT_MAIN_THREAD ();

  if (n > 0 && bst_console_is_live (self) && BST_CONSOLE_GET_CLASS (self)->request_layout != NULL)
    BST_CONSOLE_GET_CLASS (self)->request_layout (self, layout, n);
}
