/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-keyboard.h"

#include "app/bst-console-hotkeys.h"
#include "app/bst-release-keys.h"
#include "app/bst-scancode.h"
#include "app/bst-settings.h"

/* How long a desktop may take to let its shortcuts go, in ms; it need not answer at all. */
#define PATIENCE 1000

struct _BstConsoleKeyboard
{
  GObject parent_instance;

  GtkWidget *widget; /* (unowned): owns this */
  BstConsole *console;
  GtkEventController *keys; /* (nullable): of the window, while the widget is in one */
  GtkWidget *window;        /* (nullable) (weak): that window */
  GdkSurface *surface;      /* (nullable): whose shortcuts were asked for */
  gulong surface_id;
  guint patience_source;
  BstConsoleHotkeys *hotkeys;

  GArray *release_keys; /* scancodes */
  GHashTable *held;     /* keycodes that this computer's keyboard holds */
  gboolean growing;     /* the last that happened is that one more key was pressed */
  gboolean alone;       /* nothing but release keys was pressed since the first of them */
  gboolean focused;
  gboolean taking;
  gboolean refused;
  gboolean lock_key; /* one that the guest got itself was the last one pressed */
  gboolean can_type; /* what is pressed goes to the guest */
};

G_DEFINE_FINAL_TYPE (BstConsoleKeyboard, bst_console_keyboard, G_TYPE_OBJECT)

enum
{
  CHANGED,
  RELEASED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
tell (BstConsoleKeyboard *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- The desktop's shortcuts --- */

static void
on_inhibited (BstConsoleKeyboard *self)
{
  if (bst_console_keyboard_is_grabbing (self))
    {
      self->refused = FALSE;
      g_clear_handle_id (&self->patience_source, g_source_remove);
    }
  tell (self);
}

static gboolean
on_refused (gpointer data)
{
  BstConsoleKeyboard *self = data;

  self->patience_source = 0;
  self->refused = TRUE;
  tell (self);
  return G_SOURCE_REMOVE;
}

static void
inhibit (BstConsoleKeyboard *self)
{
  GtkNative *native = gtk_widget_get_native (self->widget);
  GdkSurface *surface = native != NULL ? gtk_native_get_surface (native) : NULL;

  if (self->surface != NULL || !GDK_IS_TOPLEVEL (surface) ||
      !g_settings_get_boolean (bst_settings_get (), "console-grab"))
    return;

  self->surface = g_object_ref (surface);
  self->refused = FALSE;
  self->surface_id = g_signal_connect_swapped (surface, "notify::shortcuts-inhibited",
                                               G_CALLBACK (on_inhibited), self);
  gdk_toplevel_inhibit_system_shortcuts (GDK_TOPLEVEL (surface), NULL);
  if (!bst_console_keyboard_is_grabbing (self))
    self->patience_source = g_timeout_add (PATIENCE, on_refused, self);
}

static void
restore (BstConsoleKeyboard *self)
{
  g_clear_handle_id (&self->patience_source, g_source_remove);
  if (self->surface == NULL)
    return;

  g_clear_signal_handler (&self->surface_id, self->surface);
  if (!gdk_surface_is_destroyed (self->surface))
    gdk_toplevel_restore_system_shortcuts (GDK_TOPLEVEL (self->surface));
  g_clear_object (&self->surface);
  self->refused = FALSE;
}

/* --- Lock keys --- */

static GdkDevice *
get_keyboard (BstConsoleKeyboard *self)
{
  return gdk_seat_get_keyboard (
      gdk_display_get_default_seat (gtk_widget_get_display (self->widget)));
}

static void
send_locks (BstConsoleKeyboard *self)
{
  GdkDevice *device = get_keyboard (self);
  BstConsoleLocks locks = 0;

  if (device == NULL)
    return;
  if (gdk_device_get_caps_lock_state (device))
    locks |= BST_CONSOLE_LOCK_CAPS;
  if (gdk_device_get_num_lock_state (device))
    locks |= BST_CONSOLE_LOCK_NUM;
  if (gdk_device_get_scroll_lock_state (device))
    locks |= BST_CONSOLE_LOCK_SCROLL;
  bst_console_set_locks (self->console, locks);
}

/* A lock key that was pressed here the guest got as a key: told once more, it would lock twice. */
static void
on_locks (BstConsoleKeyboard *self)
{
  if (self->taking && !self->lock_key)
    send_locks (self);
}

static gboolean
can_type (BstConsole *console)
{
  const BstConsoleState state = bst_console_get_state (console);

  return (state == BST_CONSOLE_STATE_CONNECTED || state == BST_CONSOLE_STATE_MIGRATING) &&
         (bst_console_get_abilities (console) & BST_CONSOLE_CAN_TYPE) != 0 &&
         !bst_console_get_view_only (console);
}

/* The picture, which takes the focus, may be there before the way for keys is. */
static void
on_can_type (BstConsoleKeyboard *self)
{
  const gboolean can = can_type (self->console);

  if (self->can_type == can)
    return;
  self->can_type = can;
  self->lock_key = FALSE;
  if (can && self->taking)
    send_locks (self);
}

/* --- Taking and releasing --- */

void
bst_console_keyboard_take (BstConsoleKeyboard *self)
{
  g_return_if_fail (BST_IS_CONSOLE_KEYBOARD (self));

  if (self->taking || !self->focused)
    return;
  self->taking = TRUE;
  self->alone = FALSE;
  self->lock_key = FALSE;
  send_locks (self);
  inhibit (self);
  tell (self);
}

void
bst_console_keyboard_release (BstConsoleKeyboard *self)
{
  g_return_if_fail (BST_IS_CONSOLE_KEYBOARD (self));

  restore (self);
  if (!self->taking)
    return;
  self->taking = FALSE;
  g_hash_table_remove_all (self->held);
  bst_console_release_all (self->console);
  tell (self);
}

static void
on_enter (BstConsoleKeyboard *self)
{
  self->focused = TRUE;
  bst_console_keyboard_take (self);
}

static void
on_leave (BstConsoleKeyboard *self)
{
  gboolean told = self->taking;

  self->focused = FALSE;
  bst_console_keyboard_release (self);
  if (!told)
    tell (self);
}

gboolean
bst_console_keyboard_has_focus (BstConsoleKeyboard *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_KEYBOARD (self), FALSE);

  return self->focused;
}

gboolean
bst_console_keyboard_is_taking (BstConsoleKeyboard *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_KEYBOARD (self), FALSE);

  return self->taking;
}

gboolean
bst_console_keyboard_is_grabbing (BstConsoleKeyboard *self)
{
  gboolean inhibited = FALSE;

  g_return_val_if_fail (BST_IS_CONSOLE_KEYBOARD (self), FALSE);

  if (self->surface != NULL)
    g_object_get (self->surface, "shortcuts-inhibited", &inhibited, NULL);
  return inhibited;
}

gboolean
bst_console_keyboard_is_refused (BstConsoleKeyboard *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_KEYBOARD (self), FALSE);

  return self->refused;
}

/* --- The release keys --- */

static void
read_release_keys (BstConsoleKeyboard *self)
{
  g_clear_pointer (&self->release_keys, g_array_unref);
  self->release_keys = bst_release_keys_get ();
}

/* Either of two keys that are the same to people. */
static gboolean
is_same (guint wanted, guint scancode)
{
  return wanted == scancode || (wanted == BST_SCANCODE_CTRL && scancode == 0x11d) ||
         (wanted == BST_SCANCODE_SHIFT && scancode == 0x36);
}

static gboolean
is_release_key (BstConsoleKeyboard *self, guint scancode)
{
  for (guint i = 0; i < self->release_keys->len; i++)
    {
      if (is_same (g_array_index (self->release_keys, guint, i), scancode))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_held (BstConsoleKeyboard *self, guint wanted)
{
  GHashTableIter iter;
  gpointer keycode;

  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, &keycode, NULL))
    {
      if (is_same (wanted, bst_scancode_from_keycode (GPOINTER_TO_UINT (keycode))))
        return TRUE;
    }

  return FALSE;
}

static gboolean
are_release_keys_held (BstConsoleKeyboard *self)
{
  for (guint i = 0; i < self->release_keys->len; i++)
    {
      if (!is_held (self, g_array_index (self->release_keys, guint, i)))
        return FALSE;
    }

  return TRUE;
}

/* --- Keys --- */

/* @action: with its parameter, where it takes one: "console.send-keys::ctrl+alt+delete". */
static void
activate (BstConsoleKeyboard *self, const char *action)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) parameter = NULL;

  if (g_action_parse_detailed_name (action, &name, &parameter, NULL))
    gtk_widget_activate_action_variant (self->widget, name, parameter);
}

static gboolean
run_hotkey (BstConsoleKeyboard *self, const char *action)
{
  if (action == NULL)
    return FALSE;

  bst_console_release_all (self->console);
  activate (self, action);

  return TRUE;
}

/* (transfer full): of guint */
static GArray *
get_held (BstConsoleKeyboard *self)
{
  GArray *scancodes = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer keycode;

  g_hash_table_iter_init (&iter, self->held);
  while (g_hash_table_iter_next (&iter, &keycode, NULL))
    {
      guint scancode = bst_scancode_from_keycode (GPOINTER_TO_UINT (keycode));

      g_array_append_val (scancodes, scancode);
    }

  return scancodes;
}

/* While they are released, the widget that has the focus is a button that takes them again. */
static gboolean
press_released (BstConsoleKeyboard *self, guint keyval)
{
  if (!self->focused ||
      (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_space))
    return FALSE;
  bst_console_keyboard_take (self);
  return TRUE;
}

gboolean
bst_console_keyboard_press (BstConsoleKeyboard *self,
                            guint keyval,
                            guint keycode,
                            GdkModifierType state)
{
  guint scancode = bst_scancode_from_keycode (keycode);

  g_return_val_if_fail (BST_IS_CONSOLE_KEYBOARD (self), FALSE);

  if (!self->taking)
    return press_released (self, keyval);
  if (run_hotkey (self, bst_console_hotkeys_find (self->hotkeys, keyval, state)))
    {
      self->growing = FALSE;
      self->alone = FALSE;
      return TRUE;
    }
  self->growing = TRUE;

  if (!is_release_key (self, scancode))
    self->alone = FALSE;
  else if (g_hash_table_size (self->held) == 0)
    self->alone = TRUE;
  g_hash_table_add (self->held, GUINT_TO_POINTER (keycode));
  self->lock_key =
      keyval == GDK_KEY_Caps_Lock || keyval == GDK_KEY_Num_Lock || keyval == GDK_KEY_Scroll_Lock;
  if (scancode != 0)
    bst_console_key (self->console, scancode, TRUE);

  return TRUE;
}

void
bst_console_keyboard_let_go (BstConsoleKeyboard *self, guint keycode)
{
  guint scancode = bst_scancode_from_keycode (keycode);
  g_autoptr (GArray) held = NULL;
  const char *action = NULL;
  gboolean leaves;

  g_return_if_fail (BST_IS_CONSOLE_KEYBOARD (self));

  held = get_held (self);
  if (self->taking && self->growing)
    action = bst_console_hotkeys_find_chord (self->hotkeys, held);
  self->growing = FALSE;
  leaves = self->taking && self->alone && is_release_key (self, scancode) &&
           are_release_keys_held (self);
  if (!g_hash_table_remove (self->held, GUINT_TO_POINTER (keycode)))
    return;

  if (scancode != 0)
    bst_console_key (self->console, scancode, FALSE);
  if (leaves)
    {
      bst_console_keyboard_release (self);
      g_signal_emit (self, signals[RELEASED], 0);
    }
  else
    run_hotkey (self, action);
}

static gboolean
on_pressed (BstConsoleKeyboard *self, guint keyval, guint keycode, GdkModifierType state)
{
  return self->focused && bst_console_keyboard_press (self, keyval, keycode, state);
}

static void
on_let_go (BstConsoleKeyboard *self, guint keyval, guint keycode)
{
  bst_console_keyboard_let_go (self, keycode);
}

void
bst_console_keyboard_set_hotkey (BstConsoleKeyboard *self,
                                 const char *action,
                                 const char *accelerator)
{
  g_return_if_fail (BST_IS_CONSOLE_KEYBOARD (self) && action != NULL);

  bst_console_hotkeys_set (self->hotkeys, action, accelerator);
}

/* --- Its window --- */

/* A window has its focus before it is shown, when the desktop has nothing to give yet. */
static void
on_active (BstConsoleKeyboard *self)
{
  if (!self->taking || !gtk_window_is_active (GTK_WINDOW (self->window)) ||
      bst_console_keyboard_is_grabbing (self))
    return;
  restore (self);
  inhibit (self);
}

static void
leave_window (BstConsoleKeyboard *self)
{
  if (self->window != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->window, self);
      gtk_widget_remove_controller (self->window, self->keys);
    }
  g_clear_weak_pointer (&self->window);
  self->keys = NULL;
}

/* On the window itself: its own shortcuts are taken in the capture phase as well, and what was
 * added last comes first. */
static void
on_root (BstConsoleKeyboard *self)
{
  GtkRoot *root = gtk_widget_get_root (self->widget);

  if (self->window == (gpointer)root)
    return;
  leave_window (self);
  if (root == NULL)
    return;

  g_set_weak_pointer (&self->window, GTK_WIDGET (root));
  self->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (self->keys, "key-pressed", G_CALLBACK (on_pressed), self);
  g_signal_connect_swapped (self->keys, "key-released", G_CALLBACK (on_let_go), self);
  gtk_widget_add_controller (self->window, self->keys);
  if (GTK_IS_WINDOW (root))
    g_signal_connect_object (root, "notify::is-active", G_CALLBACK (on_active), self,
                             G_CONNECT_SWAPPED);
}

static void
watch_locks (BstConsoleKeyboard *self)
{
  static const char *const details[] = { "notify::caps-lock-state", "notify::num-lock-state",
                                         "notify::scroll-lock-state" };
  GdkDevice *device = get_keyboard (self);

  for (gsize i = 0; device != NULL && i < G_N_ELEMENTS (details); i++)
    g_signal_connect_object (device, details[i], G_CALLBACK (on_locks), self, G_CONNECT_SWAPPED);
}

static void
watch_console (BstConsoleKeyboard *self)
{
  static const char *const details[] = { "state-changed", "notify::abilities",
                                         "notify::view-only" };

  for (gsize i = 0; i < G_N_ELEMENTS (details); i++)
    g_signal_connect_object (self->console, details[i], G_CALLBACK (on_can_type), self,
                             G_CONNECT_SWAPPED);
  self->can_type = can_type (self->console);
}

static void
bst_console_keyboard_dispose (GObject *object)
{
  BstConsoleKeyboard *self = BST_CONSOLE_KEYBOARD (object);

  bst_console_keyboard_release (self);
  leave_window (self);

  G_OBJECT_CLASS (bst_console_keyboard_parent_class)->dispose (object);
}

static void
bst_console_keyboard_finalize (GObject *object)
{
  BstConsoleKeyboard *self = BST_CONSOLE_KEYBOARD (object);

  g_clear_pointer (&self->hotkeys, bst_console_hotkeys_free);
  g_clear_pointer (&self->held, g_hash_table_unref);
  g_clear_pointer (&self->release_keys, g_array_unref);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (bst_console_keyboard_parent_class)->finalize (object);
}

static void
bst_console_keyboard_class_init (BstConsoleKeyboardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_keyboard_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_console_keyboard_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[RELEASED] = g_signal_new ("released", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_console_keyboard_init (BstConsoleKeyboard *self)
{
  self->hotkeys = bst_console_hotkeys_new ();
  self->held = g_hash_table_new (NULL, NULL);
  read_release_keys (self);
  g_signal_connect_object (bst_settings_get (), "changed::console-release-keys",
                           G_CALLBACK (read_release_keys), self, G_CONNECT_SWAPPED);
}

BstConsoleKeyboard *
bst_console_keyboard_new (GtkWidget *widget, BstConsole *console)
{
  BstConsoleKeyboard *self = g_object_new (BST_TYPE_CONSOLE_KEYBOARD, NULL);
  GtkEventController *focus = gtk_event_controller_focus_new ();

  self->widget = widget;
  self->console = g_object_ref (console);
  g_signal_connect_object (focus, "enter", G_CALLBACK (on_enter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (on_leave), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (widget, focus);
  /* A widget that moves to another place of its window gave its keys back, but kept its focus. */
  g_signal_connect_object (widget, "map", G_CALLBACK (bst_console_keyboard_take), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (widget, "notify::root", G_CALLBACK (on_root), self, G_CONNECT_SWAPPED);
  on_root (self);
  watch_locks (self);
  watch_console (self);

  return self;
}
