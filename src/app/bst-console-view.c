/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-view.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-console-actions.h"
#include "app/bst-console-arranger.h"
#include "app/bst-console-clipboard.h"
#include "app/bst-console-figures.h"
#include "app/bst-console-hotkeys.h"
#include "app/bst-console-notice.h"
#include "app/bst-console-transfers.h"
#include "app/bst-release-keys.h"
#include "app/bst-settings.h"
#include "core/bst-error.h"

#define LEAST_ZOOM 0.25
#define MOST_ZOOM 8.0

struct _BstConsoleView
{
  GtkWidget parent_instance;

  BstConsole *console;
  guint display_id;
  GActionGroup *actions;
  BstConsoleClipboard *clipboard;
  BstConsoleArranger *arranger;
  GHashTable *hotkeys; /* action → accelerator: for screens that come later */
  gboolean can_start;
  BstConsoleOtherWay other_way;
  BstConsoleScaling scaling;
  double zoom;

  GtkWidget *stack;
  GtkWidget *message;
  GtkWidget *overlay;
  GtkWidget *scrolled;
  GtkWidget *screen;  /* (nullable): once there is a picture */
  GtkWidget *figures; /* (nullable): of the screen */
  GtkWidget *notice;
  GtkWidget *problem; /* (nullable) */
  gboolean focused;   /* as the console was told */
};

G_DEFINE_FINAL_TYPE (BstConsoleView, bst_console_view, GTK_TYPE_WIDGET)

enum
{
  START,
  OTHER_WAY,
  FULL_SCREEN,
  DETACH,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- What is shown --- */

static gboolean
is_live (BstConsoleView *self)
{
  BstConsoleState state = bst_console_get_state (self->console);

  return state == BST_CONSOLE_STATE_CONNECTED || state == BST_CONSOLE_STATE_MIGRATING;
}

static gboolean
has_picture (BstConsoleView *self)
{
  return self->screen != NULL && bst_console_display_get_width (bst_console_screen_get_display (
                                     BST_CONSOLE_SCREEN (self->screen))) > 0;
}

/* The last picture stays while a link is made again; an end, or a question, takes its place. */
static gboolean
shows_screen (BstConsoleView *self)
{
  BstConsoleState state = bst_console_get_state (self->console);

  return has_picture (self) && state != BST_CONSOLE_STATE_ENDED &&
         state != BST_CONSOLE_STATE_PASSWORD && state != BST_CONSOLE_STATE_NEW;
}

static void
show_page (BstConsoleView *self, GtkWidget *page)
{
  GtkWidget *shown = gtk_stack_get_visible_child (GTK_STACK (self->stack));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  gboolean had_focus = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self));

  if (shown == page)
    return;
  gtk_stack_set_visible_child (GTK_STACK (self->stack), page);
  if (had_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
update (BstConsoleView *self)
{
  gboolean screen = shows_screen (self);

  bst_console_actions_update (self->actions, self->console, self->display_id, has_picture (self),
                              self->can_start, self->other_way != BST_CONSOLE_OTHER_WAY_NONE);
  bst_console_message_update (BST_CONSOLE_MESSAGE (self->message), self->can_start,
                              self->other_way);
  bst_console_notice_update (BST_CONSOLE_NOTICE (self->notice));
  if (self->screen != NULL && is_live (self))
    gtk_widget_remove_css_class (self->screen, "lost");
  else if (self->screen != NULL)
    gtk_widget_add_css_class (self->screen, "lost");
  if (self->problem != NULL)
    show_page (self, self->problem);
  else
    show_page (self, screen ? self->overlay : self->message);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- The screen --- */

static void
on_room (BstConsoleView *self)
{
  int width = 0, height = 0;

  if (self->scaling == BST_CONSOLE_SCALING_FOLLOW)
    bst_console_screen_get_room (BST_CONSOLE_SCREEN (self->screen), &width, &height);
  bst_console_arranger_wish (self->arranger, self->display_id, width, height);
}

/* Only a change is told: the console may have another screen, with the focus. */
static void
set_focused (BstConsoleView *self, gboolean focused)
{
  if (self->focused == focused)
    return;
  self->focused = focused;
  bst_console_set_focused (self->console, focused);
  bst_console_clipboard_set_focus (self->clipboard, focused);
}

static void
on_screen_changed (BstConsoleView *self)
{
  BstConsoleScreen *screen = BST_CONSOLE_SCREEN (self->screen);

  set_focused (self, bst_console_keyboard_has_focus (bst_console_screen_get_keyboard (screen)));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* (nullable) */
static const char *
get_refusal_of_files (BstConsoleView *self)
{
  if (!is_live (self))
    return _ ("The console is not connected now, so no files go to the machine. Try again when it "
              "is.");
  if ((bst_console_get_abilities (self->console) & BST_CONSOLE_CAN_FILES) == 0)
    return _ ("This machine takes no files: its guest has no SPICE agent. Install spice-vdagent in "
              "the guest, and log in there.");
  if (bst_console_get_view_only (self->console))
    return _ ("This console is only viewed, so no files go to the machine. Switch “View Only” off "
              "first.");
  return NULL;
}

gboolean
bst_console_view_send_files (BstConsoleView *self, GPtrArray *files)
{
  const char *refusal;

  g_return_val_if_fail (BST_IS_CONSOLE_VIEW (self), FALSE);

  refusal = get_refusal_of_files (self);
  if (refusal != NULL)
    {
      bst_console_view_tell (self, refusal);
      return FALSE;
    }

  bst_console_send_files (self->console, (GFile **)files->pdata, files->len);
  return TRUE;
}

static gboolean
on_drop (BstConsoleView *self, const GValue *value)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (g_value_get_boxed (value));
  g_autoptr (GPtrArray) list = g_ptr_array_new ();

  for (GSList *l = files; l != NULL; l = l->next)
    g_ptr_array_add (list, l->data);

  return bst_console_view_send_files (self, list);
}

static void
add_drop_target (BstConsoleView *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->screen, GTK_EVENT_CONTROLLER (target));
}

static void
update_scroll (BstConsoleView *self)
{
  GtkPolicyType policy =
      self->scaling == BST_CONSOLE_SCALING_ONE ? GTK_POLICY_AUTOMATIC : GTK_POLICY_EXTERNAL;

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), policy, policy);
}

static void
update_look (BstConsoleView *self)
{
  GSettings *settings = bst_settings_get ();
  gboolean sharp = g_settings_get_boolean (settings, "console-sharp");
  gboolean figures = g_settings_get_boolean (settings, "console-figures");
  GActionMap *actions = G_ACTION_MAP (self->actions);

  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "sharp")),
                             g_variant_new_boolean (sharp));
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (actions, "figures")),
                             g_variant_new_boolean (figures));
  if (self->screen == NULL)
    return;
  bst_console_screen_set_sharp (BST_CONSOLE_SCREEN (self->screen), sharp);
  gtk_widget_set_visible (self->figures, figures);
}

static void
drop_screen (BstConsoleView *self)
{
  if (self->screen == NULL)
    return;
  bst_console_arranger_wish (self->arranger, self->display_id, 0, 0);
  set_focused (self, FALSE);
  g_signal_handlers_disconnect_by_data (self->screen, self);
  gtk_overlay_remove_overlay (GTK_OVERLAY (self->overlay), self->figures);
  self->figures = NULL;
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), NULL);
  self->screen = NULL;
}

static void
create_screen (BstConsoleView *self, BstConsoleDisplay *display)
{
  BstConsoleScreen *screen;
  GHashTableIter iter;
  gpointer action, accelerator;

  self->screen = bst_console_screen_new (self->console, display);
  screen = BST_CONSOLE_SCREEN (self->screen);
  g_signal_connect_swapped (screen, "changed", G_CALLBACK (on_screen_changed), self);
  g_signal_connect_swapped (screen, "room-changed", G_CALLBACK (on_room), self);
  g_hash_table_iter_init (&iter, self->hotkeys);
  while (g_hash_table_iter_next (&iter, &action, &accelerator))
    bst_console_keyboard_set_hotkey (bst_console_screen_get_keyboard (screen), action, accelerator);
  add_drop_target (self);

  self->figures = bst_console_figures_new (self->console, bst_console_screen_get_painter (screen));
  gtk_widget_set_halign (self->figures, GTK_ALIGN_START);
  gtk_widget_set_valign (self->figures, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->figures);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->screen);
  bst_console_screen_set_zoom (screen, self->zoom);
  bst_console_screen_set_scaling (screen, self->scaling);
  update_look (self);
}

static void
on_displays (BstConsoleView *self)
{
  GListModel *displays = bst_console_get_displays (self->console);
  BstConsoleScreen *screen = bst_console_view_get_screen (self);
  gboolean there = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (displays); i++)
    {
      g_autoptr (BstConsoleDisplay) display = g_list_model_get_item (displays, i);

      if (bst_console_display_get_id (display) != self->display_id)
        continue;
      there = TRUE;
      if (screen == NULL || bst_console_screen_get_display (screen) != display)
        {
          drop_screen (self);
          create_screen (self, display);
          g_signal_connect_object (display, "resized", G_CALLBACK (update), self,
                                   G_CONNECT_SWAPPED);
        }
      break;
    }
  /* The guest switched this monitor off: its last picture is not what is there. */
  if (!there && screen != NULL)
    drop_screen (self);
  update (self);
}

void
bst_console_view_set_display (BstConsoleView *self, guint display)
{
  g_return_if_fail (BST_IS_CONSOLE_VIEW (self));

  if (self->display_id == display)
    return;
  drop_screen (self);
  self->display_id = display;
  on_displays (self);
}

guint
bst_console_view_get_display (BstConsoleView *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_VIEW (self), 0);

  return self->display_id;
}

BstConsoleScreen *
bst_console_view_get_screen (BstConsoleView *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_VIEW (self), NULL);

  return self->screen != NULL ? BST_CONSOLE_SCREEN (self->screen) : NULL;
}

/* --- The rest of its face --- */

BstConsole *
bst_console_view_get_console (BstConsoleView *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_VIEW (self), NULL);

  return self->console;
}

GActionGroup *
bst_console_view_get_actions (BstConsoleView *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_VIEW (self), NULL);

  return self->actions;
}

void
bst_console_view_set_can_start (BstConsoleView *self, gboolean can_start)
{
  g_return_if_fail (BST_IS_CONSOLE_VIEW (self));

  if (self->can_start == can_start)
    return;
  self->can_start = can_start;
  update (self);
}

void
bst_console_view_set_other_way (BstConsoleView *self, BstConsoleOtherWay way)
{
  g_return_if_fail (BST_IS_CONSOLE_VIEW (self));

  if (self->other_way == way)
    return;
  self->other_way = way;
  update (self);
}

void
bst_console_view_set_problem (BstConsoleView *self, GtkWidget *problem)
{
  g_return_if_fail (BST_IS_CONSOLE_VIEW (self));

  if (self->problem == problem)
    return;
  if (problem != NULL)
    gtk_stack_add_named (GTK_STACK (self->stack), problem, "problem");
  if (self->problem != NULL)
    {
      GtkWidget *before = g_steal_pointer (&self->problem);

      self->problem = problem;
      update (self);
      gtk_stack_remove (GTK_STACK (self->stack), before);
    }
  self->problem = problem;
  update (self);
}

void
bst_console_view_set_hotkey (BstConsoleView *self, const char *action, const char *accelerator)
{
  g_return_if_fail (BST_IS_CONSOLE_VIEW (self));

  if (accelerator != NULL)
    g_hash_table_insert (self->hotkeys, g_strdup (action), g_strdup (accelerator));
  else
    g_hash_table_remove (self->hotkeys, action);
  if (self->screen != NULL)
    bst_console_keyboard_set_hotkey (
        bst_console_screen_get_keyboard (BST_CONSOLE_SCREEN (self->screen)), action, accelerator);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* A .vv file's own combination goes before the user's: who wrote it tells people of that one. */
static char *
dup_release_keys (BstConsoleView *self)
{
  char *own = bst_console_hotkeys_describe (g_hash_table_lookup (self->hotkeys, "console.release"));

  return own != NULL ? own : bst_release_keys_dup_label ();
}

char *
bst_console_view_dup_way_out (BstConsoleView *self)
{
  BstConsoleScreen *screen = bst_console_view_get_screen (self);
  g_autofree char *keys = NULL;

  g_return_val_if_fail (BST_IS_CONSOLE_VIEW (self), NULL);

  if (screen == NULL || !is_live (self) || !shows_screen (self) ||
      !bst_console_keyboard_is_taking (bst_console_screen_get_keyboard (screen)))
    return NULL;

  keys = dup_release_keys (self);
  if (bst_console_screen_is_captured (screen))
    /* Translators: %s is a combination of keys, "Ctrl+Alt". */
    return g_strdup_printf (_ ("%s gives pointer and keyboard back"), keys);
  return g_strdup_printf (_ ("%s gives the keyboard back"), keys);
}

char *
bst_console_view_dup_hint (BstConsoleView *self)
{
  BstConsoleScreen *screen = bst_console_view_get_screen (self);
  BstConsoleKeyboard *keyboard;
  g_autofree char *keys = dup_release_keys (self);

  if (screen == NULL || !is_live (self) || !shows_screen (self))
    return g_strdup ("");
  if (bst_console_get_view_only (self->console))
    return g_strdup (_ ("View only: keys and pointer stay here"));
  keyboard = bst_console_screen_get_keyboard (screen);
  if (bst_console_screen_is_captured (screen))
    /* Translators: %s is a combination of keys, "Ctrl+Alt". */
    return g_strdup_printf (_ ("%s gives pointer and keyboard back. A machine with a USB tablet in "
                               "its definition would not catch the pointer"),
                            keys);
  if (bst_console_screen_is_refused (screen))
    return g_strdup_printf (_ ("%s gives the keyboard back. The desktop does not let the pointer be "
                               "caught: it stops at the edges of the picture. A machine with a USB "
                               "tablet in its definition does not need that"),
                            keys);
  if (bst_console_keyboard_is_taking (keyboard) && bst_console_keyboard_is_refused (keyboard))
    return g_strdup_printf (_ ("%s gives the keyboard back. The desktop keeps its own shortcuts"),
                            keys);
  if (bst_console_keyboard_is_taking (keyboard))
    return g_strdup_printf (_ ("%s gives the keyboard back"), keys);
  return g_strdup_printf (_ ("Click to type into the machine; %s gives the keyboard back"), keys);
}

void
bst_console_view_tell (BstConsoleView *self, const char *text)
{
  g_return_if_fail (BST_IS_CONSOLE_VIEW (self));

  bst_console_notice_tell (BST_CONSOLE_NOTICE (self->notice), text);
}

void
bst_console_view_tell_error (BstConsoleView *self, const GError *error)
{
  g_autofree char *text = bst_error_dup_sentences (error, " ");

  bst_console_view_tell (self, text);
}

void
bst_console_view_set_scaling (BstConsoleView *self, BstConsoleScaling scaling)
{
  g_return_if_fail (BST_IS_CONSOLE_VIEW (self));

  self->scaling = scaling;
  update_scroll (self);
  if (self->screen != NULL)
    bst_console_screen_set_scaling (BST_CONSOLE_SCREEN (self->screen), scaling);
}

BstConsoleScaling
bst_console_view_get_scaling (BstConsoleView *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_VIEW (self), BST_CONSOLE_SCALING_FIT);

  return self->scaling;
}

void
bst_console_view_set_zoom (BstConsoleView *self, double zoom)
{
  g_return_if_fail (BST_IS_CONSOLE_VIEW (self));

  self->zoom = CLAMP (zoom, LEAST_ZOOM, MOST_ZOOM);
  if (self->screen != NULL)
    bst_console_screen_set_zoom (BST_CONSOLE_SCREEN (self->screen), self->zoom);
}

double
bst_console_view_get_zoom (BstConsoleView *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_VIEW (self), 1);

  return self->zoom;
}

const char *
bst_console_view_get_page (BstConsoleView *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_VIEW (self), NULL);

  return gtk_stack_get_visible_child_name (GTK_STACK (self->stack));
}

/* --- Life --- */

static gboolean
bst_console_view_grab_focus (GtkWidget *widget)
{
  BstConsoleView *self = BST_CONSOLE_VIEW (widget);
  GtkWidget *shown = gtk_stack_get_visible_child (GTK_STACK (self->stack));

  if (shown == self->overlay && self->screen != NULL)
    return gtk_widget_grab_focus (self->screen);
  return shown != NULL && gtk_widget_grab_focus (shown);
}

static void
bst_console_view_dispose (GObject *object)
{
  BstConsoleView *self = BST_CONSOLE_VIEW (object);

  if (self->stack != NULL)
    {
      drop_screen (self);
      g_clear_pointer (&self->stack, gtk_widget_unparent);
    }
  g_clear_object (&self->clipboard);
  g_clear_object (&self->arranger);
  g_clear_object (&self->actions);
  g_clear_pointer (&self->hotkeys, g_hash_table_unref);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (bst_console_view_parent_class)->dispose (object);
}

static void
bst_console_view_class_init (BstConsoleViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const struct
  {
    guint id;
    const char *name;
  } plain[] = {
    { START, "start" }, { OTHER_WAY, "other-way" }, { DETACH, "detach" }, { CHANGED, "changed" }
  };

  G_OBJECT_CLASS (klass)->dispose = bst_console_view_dispose;
  widget_class->grab_focus = bst_console_view_grab_focus;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "consoleview");

  for (gsize i = 0; i < G_N_ELEMENTS (plain); i++)
    signals[plain[i].id] = g_signal_new (plain[i].name, G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FULL_SCREEN] = g_signal_new ("full-screen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
}

static void
bst_console_view_init (BstConsoleView *self)
{
  self->hotkeys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->zoom = 1;
}

static void
build (BstConsoleView *self)
{
  GtkWidget *transfers = bst_console_transfers_new (self->console);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_widget_add_css_class (self->scrolled, "console-screen");
  update_scroll (self);
  self->overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), self->scrolled);
  self->notice = bst_console_notice_new (self->console);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), self->notice);
  gtk_widget_set_halign (transfers, GTK_ALIGN_END);
  gtk_widget_set_valign (transfers, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), transfers);

  self->message = bst_console_message_new (self->console);
  self->stack = gtk_stack_new ();
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_add_named (GTK_STACK (self->stack), self->message, "message");
  gtk_stack_add_named (GTK_STACK (self->stack), self->overlay, "screen");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

static void
join (BstConsoleView *self)
{
  GSettings *settings = bst_settings_get ();
  const struct
  {
    gpointer object;
    const char *signal;
    GCallback callback;
  } joints[] = {
    { self->console, "state-changed", G_CALLBACK (update) },
    { self->console, "notify::abilities", G_CALLBACK (update) },
    { self->console, "notify::view-only", G_CALLBACK (update) },
    { self->console, "notify::name", G_CALLBACK (update) },
    { bst_console_get_displays (self->console), "items-changed", G_CALLBACK (on_displays) },
    { self->clipboard, "failed", G_CALLBACK (bst_console_view_tell_error) },
    { self->console, "usb-failed", G_CALLBACK (bst_console_view_tell_error) },
    { settings, "changed::console-sharp", G_CALLBACK (update_look) },
    { settings, "changed::console-figures", G_CALLBACK (update_look) },
    { settings, "changed::console-release-keys", G_CALLBACK (update) },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (joints); i++)
    g_signal_connect_object (joints[i].object, joints[i].signal, joints[i].callback, self,
                             G_CONNECT_SWAPPED);
}

GtkWidget *
bst_console_view_new (BstConsole *console, guint display)
{
  BstConsoleView *self = g_object_new (BST_TYPE_CONSOLE_VIEW, NULL);
  g_autofree char *scaling = g_settings_get_string (bst_settings_get (), "console-scaling");
  g_autofree char *number = g_strdup_printf ("%u", display);

  self->console = g_object_ref (console);
  self->display_id = display;
  self->clipboard = bst_console_clipboard_get (console, gtk_widget_get_display (GTK_WIDGET (self)));
  self->arranger = bst_console_arranger_get (console);
  self->actions = bst_console_actions_new (self, console);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "console", self->actions);
  build (self);
  join (self);
  g_action_group_change_action_state (self->actions, "scaling", g_variant_new_string (scaling));
  g_action_group_change_action_state (self->actions, "display", g_variant_new_string (number));
  update_look (self);
  on_displays (self);

  return GTK_WIDGET (self);
}
