/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-actions.h"

#include <glib/gi18n.h>

#include "app/bst-console-arranger.h"
#include "app/bst-console-shot.h"
#include "app/bst-keystrokes.h"
#include "app/bst-macro-dialog.h"
#include "app/bst-scancode.h"
#include "app/bst-settings.h"
#include "app/bst-usb-dialog.h"
#include "app/bst-usb-reset.h"

/* --- Its life --- */

static void
connect_console (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  bst_console_open (bst_console_view_get_console (view));
}

static void
close_console (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  bst_console_close (bst_console_view_get_console (view));
}

static void
start (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  g_signal_emit_by_name (view, "start");
}

static void
other_way (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  g_signal_emit_by_name (view, "other-way");
}

static void
full_screen (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  g_signal_emit_by_name (view, "full-screen", FALSE);
}

static void
full_screen_all (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  g_signal_emit_by_name (view, "full-screen", TRUE);
}

static void
detach (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  g_signal_emit_by_name (view, "detach");
}

/* --- Monitors of the machine --- */

/* Whether the guest has room for one more, it alone knows. */
static void
add_display (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  g_autoptr (BstConsoleArranger) arranger =
      bst_console_arranger_get (bst_console_view_get_console (view));

  bst_console_arranger_enable (arranger, bst_console_arranger_find_free (arranger, 0), TRUE);
}

static void
remove_display (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  g_autoptr (BstConsoleArranger) arranger =
      bst_console_arranger_get (bst_console_view_get_console (view));

  bst_console_arranger_enable (arranger, bst_console_view_get_display (view), FALSE);
}

static void
release (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  BstConsoleScreen *screen = bst_console_view_get_screen (view);

  if (screen != NULL)
    bst_console_screen_release (screen);
}

/* --- Keys --- */

/* Several combinations, one after the other. */
static void
send_keys (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  g_auto (GStrv) chords = g_strsplit (g_variant_get_string (parameter, NULL), " ", -1);

  for (guint i = 0; chords[i] != NULL; i++)
    {
      g_autoptr (GArray) chord = chords[i][0] != '\0' ? bst_scancode_parse_chord (chords[i]) : NULL;

      if (chord != NULL)
        bst_console_send_keys (bst_console_view_get_console (view),
                               (const guint *)(gpointer)chord->data, chord->len);
    }
}

static void
macros (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  bst_macro_dialog_show (view);
}

/* What became of a text: a person who pastes a password sees nothing of it otherwise. */
static char *
describe_strokes (BstKeystrokes *strokes)
{
  guint n = bst_keystrokes_get_n (strokes);
  guint left = bst_keystrokes_get_left (strokes);
  const char *missing = bst_keystrokes_get_missing (strokes);
  g_autofree char *typed =
      g_strdup_printf (ngettext ("%u character is typed", "%u characters are typed", n), n);
  g_autofree char *told = NULL;

  if (left > 0)
    /* Translators: the first %s says how many characters are typed; then those that come after. */
    told = g_strdup_printf (ngettext ("%s. %u more is too much for one go and is left out",
                                      "%s. %u more are too much for one go and are left out", left),
                            typed, left);
  else
    told = g_steal_pointer (&typed);
  if (missing == NULL)
    return g_steal_pointer (&told);
  /* Translators: a count of characters, then those that no key of the keyboard types. */
  return g_strdup_printf (_ ("%s. This keyboard has no keys for: %s"), told, missing);
}

static void
type_text (BstConsoleView *view, const char *text)
{
  BstKeystrokes *strokes = bst_keystrokes_new (
      bst_console_view_get_console (view), gtk_widget_get_display (GTK_WIDGET (view)), text);
  g_autofree char *told = describe_strokes (strokes);

  bst_console_view_tell (view, told);
  /* The view keeps it while it types; another text stops it. */
  g_object_set_data_full (G_OBJECT (view), "keystrokes", strokes, g_object_unref);
  bst_keystrokes_start (strokes);
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstConsoleView) view = data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text == NULL || text[0] == '\0')
    bst_console_view_tell (view, _ ("There is no text in the clipboard"));
  else
    type_text (view, text);
}

static void
type_clipboard (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (view), NULL, on_text,
                                 g_object_ref (view));
}

/* --- Pictures --- */

/* (nullable) (transfer full) */
static GdkTexture *
take_shot (BstConsoleView *view)
{
  BstConsoleScreen *screen = bst_console_view_get_screen (view);
  GdkTexture *texture =
      screen != NULL ? bst_console_shot_new (bst_console_screen_get_display (screen)) : NULL;

  if (texture == NULL)
    bst_console_view_tell (view, _ ("There is no picture yet"));
  return texture;
}

static void
screenshot (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  g_autoptr (GdkTexture) texture = take_shot (view);

  if (texture != NULL)
    bst_console_shot_save (view, texture,
                           bst_console_get_name (bst_console_view_get_console (view)));
}

static void
copy_screenshot (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  g_autoptr (GdkTexture) texture = take_shot (view);

  if (texture == NULL)
    return;
  gdk_clipboard_set_texture (gtk_widget_get_clipboard (view), texture);
  bst_console_view_tell (view, _ ("The picture is in the clipboard"));
}

#define ZOOM_STEP 1.25

/* Of this console only: how the next ones open, the choice of a scaling says. */
static void
zoom (BstConsoleView *view, double factor)
{
  GActionMap *actions = G_ACTION_MAP (bst_console_view_get_actions (view));

  bst_console_view_set_zoom (view, bst_console_view_get_zoom (view) * factor);
  bst_console_view_set_scaling (view, BST_CONSOLE_SCALING_ONE);
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "scaling")),
                             g_variant_new_string ("one"));
}

static void
zoom_in (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  zoom (view, ZOOM_STEP);
}

static void
zoom_out (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  zoom (view, 1 / ZOOM_STEP);
}

static void
zoom_reset (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  bst_console_view_set_zoom (view, 1);
}

/* --- Devices and files --- */

static void
usb (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  GtkRoot *root = gtk_widget_get_root (view);

  gtk_window_present (bst_usb_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                          bst_console_view_get_console (view)));
}

static void
on_files (GtkNativeDialog *dialog, int response, gpointer data)
{
  g_autoptr (BstConsoleView) view = data;
  g_autoptr (GListModel) files = NULL;
  g_autoptr (GPtrArray) chosen = g_ptr_array_new_with_free_func (g_object_unref);

  /* Its window may have been closed meanwhile. */
  if (response == GTK_RESPONSE_ACCEPT && gtk_widget_get_root (GTK_WIDGET (view)) != NULL)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        g_ptr_array_add (chosen, g_list_model_get_item (files, i));
      bst_console_view_send_files (view, chosen);
    }
  g_object_unref (dialog);
}

static void
send_files (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  GtkRoot *root = gtk_widget_get_root (view);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Send Files"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Send"), _ ("_Cancel"));

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (on_files), g_object_ref (view));
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- States --- */

/* The choice stays: an agent that starts later is asked then. */
static void
tell_no_agent (BstConsoleView *view)
{
  BstConsole *console = bst_console_view_get_console (view);

  if (gtk_widget_get_mapped (GTK_WIDGET (view)) &&
      bst_console_get_state (console) == BST_CONSOLE_STATE_CONNECTED &&
      (bst_console_get_abilities (console) & BST_CONSOLE_CAN_RESIZE) == 0)
    bst_console_view_tell (view, _ ("The machine’s screen keeps its size: no agent answers in the "
                                    "guest. Install and start spice-vdagent there."));
}

static void
set_scaling (GSimpleAction *action, GVariant *state, gpointer view)
{
  const char *name = g_variant_get_string (state, NULL);

  if (g_str_equal (name, "one"))
    bst_console_view_set_scaling (view, BST_CONSOLE_SCALING_ONE);
  else
    bst_console_view_set_scaling (view, g_str_equal (name, "follow") ? BST_CONSOLE_SCALING_FOLLOW
                                                                     : BST_CONSOLE_SCALING_FIT);
  g_simple_action_set_state (action, state);
  g_settings_set_string (bst_settings_get (), "console-scaling", name);
  if (bst_console_view_get_scaling (view) == BST_CONSOLE_SCALING_FOLLOW)
    tell_no_agent (view);
}

/* By the display's number, from 0. */
static void
set_display (GSimpleAction *action, GVariant *state, gpointer view)
{
  g_simple_action_set_state (action, state);
  bst_console_view_set_display (
      view, (guint)g_ascii_strtoull (g_variant_get_string (state, NULL), NULL, 10));
}

/* Those of all consoles: whoever shows them follows the setting. */
static void
set_boolean (GSimpleAction *action, GVariant *state, gpointer view)
{
  g_autofree char *key = g_strconcat ("console-", g_action_get_name (G_ACTION (action)), NULL);

  g_simple_action_set_state (action, state);
  g_settings_set_boolean (bst_settings_get (), key, g_variant_get_boolean (state));
}

static void
add_states (GActionMap *map, BstConsole *console)
{
  static const struct
  {
    const char *action;
    const char *property;
  } properties[] = {
    { "view-only", "view-only" },
    { "sound", "audio" },
    { "to-guest", "clipboard-to-guest" },
    { "from-guest", "clipboard-from-guest" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (properties); i++)
    {
      g_autoptr (GPropertyAction) action =
          g_property_action_new (properties[i].action, console, properties[i].property);

      g_action_map_add_action (map, G_ACTION (action));
    }
}

static void
reset_usb (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  bst_usb_reset (view);
}

static void
insert_card (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  bst_console_insert_card (bst_console_view_get_console (view), TRUE);
}

static void
remove_card (GSimpleAction *action, GVariant *parameter, gpointer view)
{
  bst_console_insert_card (bst_console_view_get_console (view), FALSE);
}

GActionGroup *
bst_console_actions_new (BstConsoleView *view, BstConsole *console)
{
  static const GActionEntry entries[] = {
    { .name = "connect", .activate = connect_console },
    { .name = "close", .activate = close_console },
    { .name = "start", .activate = start },
    { .name = "other-way", .activate = other_way },
    { .name = "full-screen", .activate = full_screen },
    { .name = "full-screen-all", .activate = full_screen_all },
    { .name = "detach", .activate = detach },
    { .name = "add-display", .activate = add_display },
    { .name = "remove-display", .activate = remove_display },
    { .name = "release", .activate = release },
    { .name = "send-keys", .activate = send_keys, .parameter_type = "s" },
    { .name = "macros", .activate = macros },
    { .name = "type-clipboard", .activate = type_clipboard },
    { .name = "screenshot", .activate = screenshot },
    { .name = "copy-screenshot", .activate = copy_screenshot },
    { .name = "zoom-in", .activate = zoom_in },
    { .name = "zoom-out", .activate = zoom_out },
    { .name = "zoom-reset", .activate = zoom_reset },
    { .name = "usb", .activate = usb },
    { .name = "reset-usb", .activate = reset_usb },
    { .name = "insert-card", .activate = insert_card },
    { .name = "remove-card", .activate = remove_card },
    { .name = "send-files", .activate = send_files },
    { .name = "scaling", .parameter_type = "s", .state = "'fit'", .change_state = set_scaling },
    { .name = "sharp", .state = "false", .change_state = set_boolean },
    { .name = "figures", .state = "false", .change_state = set_boolean },
    { .name = "display", .parameter_type = "s", .state = "'0'", .change_state = set_display },
  };
  GSimpleActionGroup *group = g_simple_action_group_new ();

  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, G_N_ELEMENTS (entries), view);
  add_states (G_ACTION_MAP (group), console);

  return G_ACTION_GROUP (group);
}

void
bst_console_actions_update (GActionGroup *actions,
                            BstConsole *console,
                            guint display,
                            gboolean picture,
                            gboolean can_start,
                            gboolean other_way)
{
  BstConsoleState state = bst_console_get_state (console);
  BstConsoleAbilities abilities = bst_console_get_abilities (console);
  gboolean live = state == BST_CONSOLE_STATE_CONNECTED || state == BST_CONSOLE_STATE_MIGRATING;
  gboolean gives = live && !bst_console_get_view_only (console);
  gboolean types = gives && (abilities & BST_CONSOLE_CAN_TYPE) != 0;
  const struct
  {
    const char *name;
    gboolean enabled;
  } states[] = {
    { "connect", !live && state != BST_CONSOLE_STATE_CONNECTING },
    { "close", state != BST_CONSOLE_STATE_NEW && state != BST_CONSOLE_STATE_ENDED },
    { "start", can_start },
    { "other-way", other_way },
    { "send-keys", types },
    { "type-clipboard", types },
    { "add-display", live && (abilities & BST_CONSOLE_CAN_RESIZE) != 0 },
    { "remove-display",
      live && (abilities & BST_CONSOLE_CAN_RESIZE) != 0 && display != 0 },
    { "screenshot", picture },
    { "copy-screenshot", picture },
    { "send-files", gives && (abilities & BST_CONSOLE_CAN_FILES) != 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (states); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (actions), states[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), states[i].enabled);
    }
}
