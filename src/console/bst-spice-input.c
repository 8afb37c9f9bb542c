/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-spice-console-private.h"

#define PAUSE 0x21d
#define NUM_LOCK 0x45

static int
get_button_mask (BstConsole *console)
{
  static const struct
  {
    BstConsoleButton button;
    int mask;
  } map[] = {
    { BST_CONSOLE_BUTTON_LEFT, SPICE_MOUSE_BUTTON_MASK_LEFT },
    { BST_CONSOLE_BUTTON_MIDDLE, SPICE_MOUSE_BUTTON_MASK_MIDDLE },
    { BST_CONSOLE_BUTTON_RIGHT, SPICE_MOUSE_BUTTON_MASK_RIGHT },
    { BST_CONSOLE_BUTTON_SIDE, SPICE_MOUSE_BUTTON_MASK_SIDE },
    { BST_CONSOLE_BUTTON_EXTRA, SPICE_MOUSE_BUTTON_MASK_EXTRA },
  };
  const guint held = bst_console_get_buttons (console);
  int mask = 0;

  for (guint i = 0; i < G_N_ELEMENTS (map); i++)
    {
      if ((held & 1u << (map[i].button - 1)) != 0)
        mask |= map[i].mask;
    }

  return mask;
}

static int
get_spice_button (guint button)
{
  switch (button)
    {
    case BST_CONSOLE_BUTTON_LEFT:
      return SPICE_MOUSE_BUTTON_LEFT;
    case BST_CONSOLE_BUTTON_MIDDLE:
      return SPICE_MOUSE_BUTTON_MIDDLE;
    case BST_CONSOLE_BUTTON_RIGHT:
      return SPICE_MOUSE_BUTTON_RIGHT;
    case BST_CONSOLE_BUTTON_SIDE:
      return SPICE_MOUSE_BUTTON_SIDE;
    case BST_CONSOLE_BUTTON_EXTRA:
      return SPICE_MOUSE_BUTTON_EXTRA;
    default:
      return SPICE_MOUSE_BUTTON_INVALID;
    }
}

static void
send_key (SpiceInputsChannel *inputs, guint scancode, gboolean pressed)
{
  if (pressed)
    spice_inputs_channel_key_press (inputs, scancode);
  else
    spice_inputs_channel_key_release (inputs, scancode);
}

static void
spice_key (BstConsole *console, guint scancode, gboolean pressed)
{
  SpiceInputsChannel *inputs = BST_SPICE_CONSOLE (console)->inputs;

  send_key (inputs, scancode, pressed);
  /* On a real keyboard, Pause is 0xe1 0x1d 0x45. */
  if (scancode == PAUSE)
    send_key (inputs, NUM_LOCK, pressed);
}

static void
spice_set_locks (BstConsole *console, BstConsoleLocks locks)
{
  spice_inputs_channel_set_key_locks (BST_SPICE_CONSOLE (console)->inputs, locks);
}

static void
spice_move_to (BstConsole *console, BstConsoleDisplay *display, int x, int y)
{
  const guint channel = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (display), "bst-channel"));
  BstConsoleRect area;

  bst_console_display_get_area (display, &area);
  spice_inputs_channel_position (BST_SPICE_CONSOLE (console)->inputs, area.x + x, area.y + y,
                                 (int)channel, get_button_mask (console));
}

static void
spice_move_by (BstConsole *console, int dx, int dy)
{
  spice_inputs_channel_motion (BST_SPICE_CONSOLE (console)->inputs, dx, dy,
                               get_button_mask (console));
}

static void
spice_button (BstConsole *console, guint button, gboolean pressed)
{
  SpiceInputsChannel *inputs = BST_SPICE_CONSOLE (console)->inputs;
  const int spice = get_spice_button (button);

  if (spice == SPICE_MOUSE_BUTTON_INVALID)
    return;
  if (pressed)
    spice_inputs_channel_button_press (inputs, spice, get_button_mask (console));
  else
    spice_inputs_channel_button_release (inputs, spice, get_button_mask (console));
}

/* SPICE has a wheel for up and down alone. */
static void
spice_wheel (BstConsole *console, int dx, int dy)
{
  SpiceInputsChannel *inputs = BST_SPICE_CONSOLE (console)->inputs;
  const int button = dy < 0 ? SPICE_MOUSE_BUTTON_UP : SPICE_MOUSE_BUTTON_DOWN;
  const int bit = dy < 0 ? SPICE_MOUSE_BUTTON_MASK_UP : SPICE_MOUSE_BUTTON_MASK_DOWN;
  const int mask = get_button_mask (console);

  for (int i = 0; i < ABS (dy); i++)
    {
      spice_inputs_channel_button_press (inputs, button, mask | bit);
      spice_inputs_channel_button_release (inputs, button, mask);
    }
}

static void
spice_request_pointer (BstConsole *console, gboolean absolute)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);

  if (self->main != NULL)
    spice_main_channel_request_mouse_mode (self->main, absolute ? SPICE_MOUSE_MODE_CLIENT
                                                                : SPICE_MOUSE_MODE_SERVER);
}

void
bst_spice_input_init_class (BstConsoleClass *klass)
{
  klass->key = spice_key;
  klass->set_locks = spice_set_locks;
  klass->move_to = spice_move_to;
  klass->move_by = spice_move_by;
  klass->button = spice_button;
  klass->wheel = spice_wheel;
  klass->request_pointer = spice_request_pointer;
}

static void
on_modifiers (SpiceInputsChannel *channel, BstSpiceConsole *self)
{
  int modifiers = 0;

  g_object_get (channel, "key-modifiers", &modifiers, NULL);
  bst_console_tell_locks (BST_CONSOLE (self), (BstConsoleLocks)(modifiers & 7));
}

void
bst_spice_input_add (BstSpiceConsole *self, SpiceInputsChannel *channel)
{
  g_signal_connect (channel, "inputs-modifiers", G_CALLBACK (on_modifiers), self);
}

void
bst_spice_input_update_pointer (BstSpiceConsole *self)
{
  int mode = SPICE_MOUSE_MODE_SERVER;

  if (self->main != NULL)
    g_object_get (self->main, "mouse-mode", &mode, NULL);
  bst_console_tell_pointer (BST_CONSOLE (self), mode == SPICE_MOUSE_MODE_CLIENT);
}
