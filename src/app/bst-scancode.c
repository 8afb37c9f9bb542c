/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-scancode.h"

#include <linux/input-event-codes.h>

/* More at once than fingers are no chord. */
#define MAX_CHORD 10

/* Those whose scancode is not simply the kernel's number of the key. */
static const guint16 others[] = {
  [KEY_ZENKAKUHANKAKU] = 0x76,
  [KEY_RO] = 0x73,
  [KEY_KATAKANA] = 0x78,
  [KEY_HIRAGANA] = 0x77,
  [KEY_HENKAN] = 0x79,
  [KEY_KATAKANAHIRAGANA] = 0x70,
  [KEY_MUHENKAN] = 0x7b,
  [KEY_KPJPCOMMA] = 0x5c,
  [KEY_KPENTER] = 0x11c,
  [KEY_RIGHTCTRL] = 0x11d,
  [KEY_KPSLASH] = 0x135,
  [KEY_SYSRQ] = BST_SCANCODE_PRINT,
  [KEY_RIGHTALT] = BST_SCANCODE_ALTGR,
  [KEY_LINEFEED] = 0x5b,
  [KEY_HOME] = 0x147,
  [KEY_UP] = 0x148,
  [KEY_PAGEUP] = 0x149,
  [KEY_LEFT] = 0x14b,
  [KEY_RIGHT] = 0x14d,
  [KEY_END] = 0x14f,
  [KEY_DOWN] = 0x150,
  [KEY_PAGEDOWN] = 0x151,
  [KEY_INSERT] = 0x152,
  [KEY_DELETE] = BST_SCANCODE_DELETE,
  [KEY_MACRO] = 0x16f,
  [KEY_MUTE] = 0x120,
  [KEY_VOLUMEDOWN] = 0x12e,
  [KEY_VOLUMEUP] = 0x130,
  [KEY_POWER] = 0x15e,
  [KEY_KPEQUAL] = 0x59,
  [KEY_KPPLUSMINUS] = 0x14e,
  [KEY_PAUSE] = BST_SCANCODE_PAUSE,
  [KEY_SCALE] = 0x10b,
  [KEY_KPCOMMA] = 0x7e,
  [KEY_HANGEUL] = 0x72,
  [KEY_HANJA] = 0x71,
  [KEY_YEN] = 0x7d,
  [KEY_LEFTMETA] = BST_SCANCODE_META,
  [KEY_RIGHTMETA] = 0x15c,
  [KEY_COMPOSE] = 0x15d,
  [KEY_STOP] = 0x168,
  [KEY_AGAIN] = 0x105,
  [KEY_PROPS] = 0x106,
  [KEY_UNDO] = 0x107,
  [KEY_FRONT] = 0x10c,
  [KEY_COPY] = 0x178,
  [KEY_OPEN] = 0x64,
  [KEY_PASTE] = 0x65,
  [KEY_FIND] = 0x141,
  [KEY_CUT] = 0x13c,
  [KEY_HELP] = 0x175,
  [KEY_MENU] = 0x11e,
  [KEY_CALC] = 0x121,
  [KEY_SETUP] = 0x66,
  [KEY_SLEEP] = 0x15f,
  [KEY_WAKEUP] = 0x163,
  [KEY_FILE] = 0x67,
  [KEY_SENDFILE] = 0x68,
  [KEY_DELETEFILE] = 0x69,
  [KEY_XFER] = 0x113,
  [KEY_PROG1] = 0x11f,
  [KEY_PROG2] = 0x117,
  [KEY_WWW] = 0x102,
  [KEY_MSDOS] = 0x6a,
  [KEY_COFFEE] = 0x112,
  [KEY_ROTATE_DISPLAY] = 0x6b,
  [KEY_CYCLEWINDOWS] = 0x126,
  [KEY_MAIL] = 0x16c,
  [KEY_BOOKMARKS] = 0x166,
  [KEY_COMPUTER] = 0x16b,
  [KEY_BACK] = 0x16a,
  [KEY_FORWARD] = 0x169,
  [KEY_CLOSECD] = 0x123,
  [KEY_EJECTCD] = 0x6c,
  [KEY_EJECTCLOSECD] = 0x17d,
  [KEY_NEXTSONG] = 0x119,
  [KEY_PLAYPAUSE] = 0x122,
  [KEY_PREVIOUSSONG] = 0x110,
  [KEY_STOPCD] = 0x124,
  [KEY_RECORD] = 0x131,
  [KEY_REWIND] = 0x118,
  [KEY_PHONE] = 0x63,
  [KEY_CONFIG] = 0x101,
  [KEY_HOMEPAGE] = 0x132,
  [KEY_REFRESH] = 0x167,
  [KEY_SCROLLUP] = 0x75,
  [KEY_SCROLLDOWN] = 0x10f,
  [KEY_KPLEFTPAREN] = 0x176,
  [KEY_KPRIGHTPAREN] = 0x17b,
  [KEY_NEW] = 0x109,
  [KEY_REDO] = 0x10a,
  [KEY_F13] = 0x5d,
  [KEY_F14] = 0x5e,
  [KEY_F15] = 0x5f,
  [KEY_F16] = 0x55,
  [KEY_F17] = 0x103,
  [KEY_F18] = 0x177,
  [KEY_F19] = 0x104,
  [KEY_F20] = 0x5a,
  [KEY_F21] = 0x74,
  [KEY_F22] = 0x179,
  [KEY_F23] = 0x6d,
  [KEY_F24] = 0x6f,
  [KEY_PLAYCD] = 0x128,
  [KEY_PAUSECD] = 0x129,
  [KEY_SUSPEND] = 0x125,
  [KEY_FASTFORWARD] = 0x134,
  [KEY_PRINT] = BST_SCANCODE_PRINT,
  [KEY_SEARCH] = 0x165,
  [KEY_BRIGHTNESSDOWN] = 0x14c,
  [KEY_BRIGHTNESSUP] = 0x154,
  [KEY_MEDIA] = 0x16d,
};

guint
bst_scancode_from_evdev (guint evdev)
{
  if ((evdev >= KEY_ESC && evdev <= KEY_KPDOT) || (evdev >= KEY_102ND && evdev <= KEY_F12))
    return evdev;
  /* Between the two lies what no keyboard of now sends; the old one calls it SysRq. */
  if (evdev == KEY_KPDOT + 1)
    return evdev;
  return evdev < G_N_ELEMENTS (others) ? others[evdev] : 0;
}

guint
bst_scancode_from_keycode (guint keycode)
{
  return keycode > 8 ? bst_scancode_from_evdev (keycode - 8) : 0;
}

guint
bst_scancode_from_function_key (guint number)
{
  g_return_val_if_fail (number >= 1 && number <= 12, 0);

  return number <= 10 ? KEY_F1 + number - 1 : KEY_F11 + number - 11;
}

static const struct
{
  const char *name;
  guint evdev;
} names[] = {
  { "ctrl", KEY_LEFTCTRL },
  { "control", KEY_LEFTCTRL },
  { "alt", KEY_LEFTALT },
  { "shift", KEY_LEFTSHIFT },
  { "super", KEY_LEFTMETA },
  { "meta", KEY_LEFTMETA },
  { "altgr", KEY_RIGHTALT },
  { "rctrl", KEY_RIGHTCTRL },
  { "rshift", KEY_RIGHTSHIFT },
  { "esc", KEY_ESC },
  { "escape", KEY_ESC },
  { "enter", KEY_ENTER },
  { "return", KEY_ENTER },
  { "space", KEY_SPACE },
  { "tab", KEY_TAB },
  { "backspace", KEY_BACKSPACE },
  { "del", KEY_DELETE },
  { "delete", KEY_DELETE },
  { "ins", KEY_INSERT },
  { "insert", KEY_INSERT },
  { "home", KEY_HOME },
  { "end", KEY_END },
  { "pageup", KEY_PAGEUP },
  { "pagedown", KEY_PAGEDOWN },
  { "up", KEY_UP },
  { "down", KEY_DOWN },
  { "left", KEY_LEFT },
  { "right", KEY_RIGHT },
  { "print", KEY_SYSRQ },
  { "sysrq", KEY_SYSRQ },
  { "pause", KEY_PAUSE },
  { "menu", KEY_COMPOSE },
  { "capslock", KEY_CAPSLOCK },
  { "numlock", KEY_NUMLOCK },
  { "scrolllock", KEY_SCROLLLOCK },
  { "minus", KEY_MINUS },
  { "plus", KEY_EQUAL },
};

/* The rows of letters and digits, by what is printed on a keyboard of the United States. */
static const struct
{
  const char *keys;
  guint first;
} rows[] = {
  { "1234567890-=", KEY_1 },
  { "qwertyuiop[]", KEY_Q },
  { "asdfghjkl;'`", KEY_A },
  { "\\zxcvbnm,./", KEY_BACKSLASH },
};

static guint
find_printed (char key)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *at = strchr (rows[i].keys, key);

      if (at != NULL)
        return rows[i].first + (guint)(at - rows[i].keys);
    }

  return 0;
}

guint
bst_scancode_from_name (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);
  guint64 number;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_equal (names[i].name, lower))
        return bst_scancode_from_evdev (names[i].evdev);
    }
  if (lower[0] != '\0' && lower[1] == '\0')
    return bst_scancode_from_evdev (find_printed (lower[0]));
  if (lower[0] == 'f' && g_ascii_string_to_unsigned (lower + 1, 10, 1, 12, &number, NULL))
    return bst_scancode_from_function_key ((guint)number);
  return 0;
}

GArray *
bst_scancode_parse_chord (const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, "+", MAX_CHORD + 1);
  g_autoptr (GArray) chord = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint scancode = bst_scancode_from_name (g_strstrip (words[i]));

      if (scancode == 0 || i == MAX_CHORD)
        return NULL;
      g_array_append_val (chord, scancode);
    }

  return chord->len > 0 ? g_steal_pointer (&chord) : NULL;
}
