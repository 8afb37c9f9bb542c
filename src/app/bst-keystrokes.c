/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-keystrokes.h"

#include "app/bst-scancode.h"

/* Guests that poll their keyboard lose keys that come faster, in ms for a character. */
#define PACE 10

/* One character: a key with its modifiers. */
typedef struct
{
  guint scancode;
  gboolean shift;
  gboolean altgr;
  gboolean is_letter; /* Caps Lock makes it the one of the other case */
} Stroke;

struct _BstKeystrokes
{
  GObject parent_instance;

  BstConsole *console;
  GArray *strokes;
  GString *missing;
  guint left; /* characters of the text, past the most */
  guint next;
  guint source;
};

G_DEFINE_FINAL_TYPE (BstKeystrokes, bst_keystrokes, G_TYPE_OBJECT)

enum
{
  OVER,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* Layouts number the levels of a key: plain, Shift, AltGr, Shift and AltGr. Those above belong to
 * keys that few have. */
#define N_LEVELS 4

/* Whether @key has both cases of @character, one with Shift and one without: to others, as to the é
 * over a 2, Caps Lock does what the guest's layout says. */
static gboolean
is_letter (GdkDisplay *display, gunichar character, const GdkKeymapKey *key)
{
  const gunichar lower = g_unichar_tolower (character);
  const gunichar other = lower != character ? lower : g_unichar_toupper (character);
  g_autofree GdkKeymapKey *keys = NULL;
  int n = 0;

  if (other == character ||
      !gdk_display_map_keyval (display, gdk_unicode_to_keyval (other), &keys, &n))
    return FALSE;

  for (int i = 0; i < n; i++)
    {
      if (keys[i].keycode == key->keycode && keys[i].group == key->group &&
          keys[i].level == (key->level ^ 1))
        return TRUE;
    }

  return FALSE;
}

static gboolean
find_stroke (GdkDisplay *display, gunichar character, Stroke *stroke)
{
  guint keyval = gdk_unicode_to_keyval (character);
  g_autofree GdkKeymapKey *keys = NULL;
  int n = 0;
  const GdkKeymapKey *best = NULL;

  if (character == '\n' || character == '\t')
    keyval = character == '\n' ? GDK_KEY_Return : GDK_KEY_Tab;
  if (!gdk_display_map_keyval (display, keyval, &keys, &n))
    return FALSE;

  /* The layout that is first, and the fewest modifiers. */
  for (int i = 0; i < n; i++)
    {
      if (keys[i].level >= N_LEVELS || bst_scancode_from_keycode (keys[i].keycode) == 0)
        continue;
      if (best == NULL || keys[i].group < best->group ||
          (keys[i].group == best->group && keys[i].level < best->level))
        best = &keys[i];
    }
  if (best == NULL)
    return FALSE;

  stroke->scancode = bst_scancode_from_keycode (best->keycode);
  stroke->shift = (best->level & 1) != 0;
  stroke->altgr = (best->level & 2) != 0;
  stroke->is_letter = is_letter (display, character, best);
  return TRUE;
}

static void
miss (BstKeystrokes *self, gunichar character)
{
  if (g_utf8_strchr (self->missing->str, -1, character) == NULL)
    g_string_append_unichar (self->missing, character);
}

static void
read_text (BstKeystrokes *self, GdkDisplay *display, const char *text)
{
  const char *at = text;

  for (; *at != '\0' && self->strokes->len < BST_KEYSTROKES_MOST; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);
      Stroke stroke;

      if (character == '\r' && at[1] == '\n')
        continue;
      if (character == '\r')
        character = '\n';
      if (find_stroke (display, character, &stroke))
        g_array_append_val (self->strokes, stroke);
      else
        miss (self, character);
    }
  self->left = (guint)g_utf8_strlen (at, -1);
}

/* What is locked there is not the text's matter: it may be a password, whose case nobody sees. */
static gboolean
needs_shift (BstKeystrokes *self, const Stroke *stroke)
{
  const gboolean caps = (bst_console_get_locks (self->console) & BST_CONSOLE_LOCK_CAPS) != 0;

  return caps && stroke->is_letter ? !stroke->shift : stroke->shift;
}

static gboolean
type_next (gpointer data)
{
  g_autoptr (BstKeystrokes) self = g_object_ref (data);
  const Stroke *stroke;
  guint keys[3];
  guint n = 0;

  if (self->next == self->strokes->len)
    {
      self->source = 0;
      g_signal_emit (self, signals[OVER], 0);
      return G_SOURCE_REMOVE;
    }

  stroke = &g_array_index (self->strokes, Stroke, self->next);
  self->next++;
  if (needs_shift (self, stroke))
    keys[n++] = BST_SCANCODE_SHIFT;
  if (stroke->altgr)
    keys[n++] = BST_SCANCODE_ALTGR;
  keys[n++] = stroke->scancode;
  bst_console_send_keys (self->console, keys, n);

  return G_SOURCE_CONTINUE;
}

void
bst_keystrokes_start (BstKeystrokes *self)
{
  g_return_if_fail (BST_IS_KEYSTROKES (self));

  if (self->source == 0)
    self->source = g_timeout_add (PACE, type_next, self);
}

gboolean
bst_keystrokes_is_over (BstKeystrokes *self)
{
  g_return_val_if_fail (BST_IS_KEYSTROKES (self), TRUE);

  return self->next == self->strokes->len && self->source == 0;
}

guint
bst_keystrokes_get_n (BstKeystrokes *self)
{
  g_return_val_if_fail (BST_IS_KEYSTROKES (self), 0);

  return self->strokes->len;
}

guint
bst_keystrokes_get_left (BstKeystrokes *self)
{
  g_return_val_if_fail (BST_IS_KEYSTROKES (self), 0);

  return self->left;
}

const char *
bst_keystrokes_get_missing (BstKeystrokes *self)
{
  g_return_val_if_fail (BST_IS_KEYSTROKES (self), NULL);

  return self->missing->len > 0 ? self->missing->str : NULL;
}

static void
bst_keystrokes_finalize (GObject *object)
{
  BstKeystrokes *self = BST_KEYSTROKES (object);

  g_clear_handle_id (&self->source, g_source_remove);
  g_array_unref (self->strokes);
  g_string_free (self->missing, TRUE);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (bst_keystrokes_parent_class)->finalize (object);
}

static void
bst_keystrokes_class_init (BstKeystrokesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_keystrokes_finalize;

  signals[OVER] = g_signal_new ("over", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
bst_keystrokes_init (BstKeystrokes *self)
{
  self->strokes = g_array_new (FALSE, FALSE, sizeof (Stroke));
  self->missing = g_string_new (NULL);
}

BstKeystrokes *
bst_keystrokes_new (BstConsole *console, GdkDisplay *display, const char *text)
{
  BstKeystrokes *self = g_object_new (BST_TYPE_KEYSTROKES, NULL);

  self->console = g_object_ref (console);
  read_text (self, display, text);

  return self;
}
