/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-message.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"

/* Seconds that a machine has for its first picture once its console is connected. */
#define PICTURE_WITHIN 3

struct _BstConsoleMessage
{
  GtkWidget parent_instance;

  BstConsole *console;

  GtkWidget *status;
  GtkWidget *form; /* of the password */
  GtkWidget *username;
  GtkWidget *password;
  GtkWidget *keep_row;
  GtkWidget *keep;
  GtkWidget *log_in;
  GtkWidget *connect;
  GtkWidget *start;
  GtkWidget *other_way;
  GtkWidget *cancel;
  GtkWidget *details; /* an expander with the library's own words */
  GtkWidget *detail;

  gboolean can_start;
  BstConsoleOtherWay way;
  gboolean dark; /* connected for long enough to have a picture */
  guint dark_id;
};

G_DEFINE_FINAL_TYPE (BstConsoleMessage, bst_console_message, GTK_TYPE_WIDGET)

/* What is said in a state, and which buttons stand below it. */
typedef struct
{
  const char *icon;
  const char *title;
  char *text;
  gboolean asks;       /* for a password */
  const char *connect; /* (nullable): what the button says */
  gboolean start;
  BstConsoleOtherWay other_way;
  gboolean cancel;
} Said;

static char *
describe_error (const GError *error)
{
  return error != NULL ? bst_error_dup_sentences (error, "\n") : NULL;
}

/* No way leads to a machine that is gone, or past whoever is at its screen. */
static gboolean
is_of_the_way (const GError *error)
{
  return !g_error_matches (error, BST_ERROR, BST_ERROR_NO_MACHINE) &&
         !g_error_matches (error, BST_ERROR, BST_ERROR_BUSY) &&
         !g_error_matches (error, BST_ERROR, BST_ERROR_UNSUPPORTED);
}

static void
say_ended (BstConsoleMessage *self, gboolean can_start, BstConsoleOtherWay other_way, Said *said)
{
  const GError *error = bst_console_get_error (self->console);
  const char *name = bst_console_get_name (self->console);

  said->connect = _ ("_Connect");
  said->start = can_start;
  if (error != NULL)
    {
      said->icon = "dialog-warning-symbolic";
      said->title = g_error_matches (error, BST_ERROR, BST_ERROR_UNSUPPORTED)
                        ? _ ("No Screen to Show")
                        : _ ("Cannot Show the Screen");
      said->text = describe_error (error);
      said->connect = _ ("_Retry");
      said->other_way = is_of_the_way (error) ? other_way : BST_CONSOLE_OTHER_WAY_NONE;
    }
  else if (can_start)
    {
      said->icon = "system-shutdown-symbolic";
      said->title = _ ("The Machine Is Off");
      /* Translators: %s is a machine's name. */
      said->text = g_strdup_printf (_ ("%s has no screen while it does not run."), name);
      said->connect = NULL;
    }
  else
    {
      said->icon = "video-display-symbolic";
      said->title = _ ("The Console Has Ended");
      said->text = g_strdup_printf (_ ("%s was shut down, or its console was closed."), name);
    }
}

static void
say_password (BstConsoleMessage *self, Said *said)
{
  const GError *error = bst_console_get_error (self->console);

  said->icon = "dialog-password-symbolic";
  said->title = _ ("Password Needed");
  said->text = error != NULL ? describe_error (error)
                             : g_strdup_printf (_ ("The console of %s asks for a password."),
                                                bst_console_get_name (self->console));
  said->asks = TRUE;
  said->cancel = TRUE;
}

static void
say_dark (BstConsoleMessage *self, Said *said)
{
  said->icon = "video-display-symbolic";
  said->title = _ ("No Picture");
  /* Translators: %s is a machine's name. */
  said->text = g_strdup_printf (_ ("The console of %s is connected, but the machine shows nothing: "
                                   "its guest has switched the display off, or it has no video "
                                   "device."),
                                bst_console_get_name (self->console));
  said->cancel = TRUE;
}

static void
say (BstConsoleMessage *self, gboolean can_start, BstConsoleOtherWay other_way, Said *said)
{
  const char *name = bst_console_get_name (self->console);

  switch (bst_console_get_state (self->console))
    {
    case BST_CONSOLE_STATE_NEW:
      if (can_start)
        {
          say_ended (self, can_start, other_way, said);
          break;
        }
      said->icon = "video-display-symbolic";
      said->title = _ ("Not Connected");
      said->text = g_strdup_printf (_ ("The screen of %s is shown when you connect to it."), name);
      said->connect = _ ("_Connect");
      break;
    case BST_CONSOLE_STATE_PASSWORD:
      say_password (self, said);
      break;
    case BST_CONSOLE_STATE_LOST:
      said->icon = "network-offline-symbolic";
      said->title = _ ("Connection Lost");
      said->text = describe_error (bst_console_get_error (self->console));
      said->connect = _ ("_Try Now");
      said->other_way = other_way;
      said->cancel = TRUE;
      break;
    case BST_CONSOLE_STATE_ENDED:
      say_ended (self, can_start, other_way, said);
      break;
    case BST_CONSOLE_STATE_CONNECTING:
    case BST_CONSOLE_STATE_CONNECTED:
    case BST_CONSOLE_STATE_MIGRATING:
    default:
      if (self->dark)
        {
          say_dark (self, said);
          break;
        }
      /* Nothing that moves: where OpenGL is slow, its frames would keep the console from being
       * heard at all. */
      said->icon = "content-loading-symbolic";
      said->title = _ ("Connecting…");
      said->text = g_strdup_printf (_ ("To the screen of %s"), name);
      said->cancel = TRUE;
      break;
    }
}

static void
set_other_way (BstConsoleMessage *self, BstConsoleOtherWay way)
{
  const char *label = _ ("Choose _Another Way…");
  const char *tip = NULL;

  if (way == BST_CONSOLE_OTHER_WAY_SSH)
    {
      label = _ ("Connect through SS_H");
    }
  else if (way == BST_CONSOLE_OTHER_WAY_DIRECT)
    {
      label = _ ("Connect Straight to the _Host");
      tip = _ ("Not through SSH; unencrypted, unless the machine wants TLS");
    }
  gtk_widget_set_visible (self->other_way, way != BST_CONSOLE_OTHER_WAY_NONE);
  gtk_button_set_label (GTK_BUTTON (self->other_way), label);
  gtk_widget_set_tooltip_text (self->other_way, tip);
}

static void
set_detail (BstConsoleMessage *self)
{
  const GError *error = bst_console_get_error (self->console);
  const char *detail = error != NULL ? bst_error_get_detail (error) : NULL;

  gtk_widget_set_visible (self->details, detail != NULL && detail[0] != '\0');
  gtk_label_set_text (GTK_LABEL (self->detail), detail != NULL ? detail : "");
}

static gboolean
on_time_for_picture (gpointer data)
{
  BstConsoleMessage *self = data;

  self->dark_id = 0;
  self->dark = TRUE;
  bst_console_message_update (self, self->can_start, self->way);

  return G_SOURCE_REMOVE;
}

static void
update_dark (BstConsoleMessage *self)
{
  const BstConsoleState state = bst_console_get_state (self->console);

  if (state != BST_CONSOLE_STATE_CONNECTED && state != BST_CONSOLE_STATE_MIGRATING)
    {
      g_clear_handle_id (&self->dark_id, g_source_remove);
      self->dark = FALSE;
    }
  else if (!self->dark && self->dark_id == 0)
    self->dark_id = g_timeout_add_seconds (PICTURE_WITHIN, on_time_for_picture, self);
}

/* Here, or nowhere: else somebody is at something else. */
static gboolean
may_take_focus (BstConsoleMessage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkRoot *root = gtk_widget_get_root (widget);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL)
    return gtk_widget_get_mapped (widget);

  return focus == widget || gtk_widget_is_ancestor (focus, widget);
}

void
bst_console_message_update (BstConsoleMessage *self,
                            gboolean can_start,
                            BstConsoleOtherWay other_way)
{
  const gboolean asked = gtk_widget_get_visible (self->form);
  const gboolean may_focus = may_take_focus (self);
  gboolean other;
  Said said = { 0 };
  g_autofree char *markup = NULL;

  g_return_if_fail (BST_IS_CONSOLE_MESSAGE (self));

  self->can_start = can_start;
  self->way = other_way;
  update_dark (self);
  say (self, can_start, other_way, &said);
  markup = said.text != NULL ? g_markup_escape_text (said.text, -1) : NULL;
  other = said.asks != asked ||
          g_strcmp0 (said.title, adw_status_page_get_title (ADW_STATUS_PAGE (self->status))) != 0;
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->status), said.icon);
  adw_status_page_set_title (ADW_STATUS_PAGE (self->status), said.title);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->status), markup);
  gtk_widget_set_visible (self->form, said.asks);
  gtk_widget_set_visible (self->log_in, said.asks);
  gtk_widget_set_visible (self->username, bst_console_needs_username (self->console));
  gtk_widget_set_visible (self->keep_row, bst_console_can_keep_password (self->console));
  gtk_widget_set_visible (self->connect, said.connect != NULL);
  if (said.connect != NULL)
    gtk_button_set_label (GTK_BUTTON (self->connect), said.connect);
  gtk_widget_set_visible (self->start, said.start);
  set_other_way (self, said.other_way);
  gtk_widget_set_visible (self->cancel, said.cancel);
  set_detail (self);
  g_free (said.text);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, said.title,
                                  -1);
  /* Else it stays at a button of before, or goes to the next one: “Cancel”. */
  if (other && may_focus)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
on_log_in (BstConsoleMessage *self)
{
  g_autofree char *username = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->username)));
  g_autofree char *password = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->password)));
  gboolean asks_name = bst_console_needs_username (self->console);

  if (bst_console_get_state (self->console) != BST_CONSOLE_STATE_PASSWORD)
    return;
  /* It is not to be read here any more, neither by a person nor in this program's memory. */
  gtk_editable_set_text (GTK_EDITABLE (self->password), "");
  bst_console_set_password (self->console, asks_name ? username : NULL, password,
                            gtk_switch_get_active (GTK_SWITCH (self->keep)));
  memset (password, 0, strlen (password));
}

static void
build_form (BstConsoleMessage *self, GtkWidget *box)
{
  self->form = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->form), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->form, "boxed-list");

  self->username = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->username), _ ("User Name"));
  g_signal_connect_object (self->username, "entry-activated", G_CALLBACK (on_log_in), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (self->form), self->username);

  self->password = adw_password_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password), _ ("Password"));
  g_signal_connect_object (self->password, "entry-activated", G_CALLBACK (on_log_in), self,
                           G_CONNECT_SWAPPED);
  gtk_list_box_append (GTK_LIST_BOX (self->form), self->password);

  self->keep_row = adw_action_row_new ();
  self->keep = gtk_switch_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->keep_row), _ ("Keep in the Keyring"));
  gtk_widget_set_valign (self->keep, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self->keep_row), self->keep);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->keep_row), self->keep);
  gtk_list_box_append (GTK_LIST_BOX (self->form), self->keep_row);

  gtk_box_append (GTK_BOX (box), self->form);
}

static GtkWidget *
add_button (GtkWidget *box, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_widget_add_css_class (button, "pill");
  if (action != NULL)
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
build_buttons (BstConsoleMessage *self, GtkWidget *box)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_set_halign (buttons, GTK_ALIGN_CENTER);
  self->log_in = add_button (buttons, _ ("_Log In"), NULL);
  g_signal_connect_object (self->log_in, "clicked", G_CALLBACK (on_log_in), self,
                           G_CONNECT_SWAPPED);
  self->start = add_button (buttons, _ ("_Start"), "console.start");
  self->connect = add_button (buttons, _ ("_Connect"), "console.connect");
  self->other_way = add_button (buttons, "", "console.other-way");
  self->cancel = add_button (buttons, _ ("_Cancel"), "console.close");
  gtk_widget_add_css_class (self->log_in, "suggested-action");
  gtk_widget_add_css_class (self->start, "suggested-action");
  gtk_box_append (GTK_BOX (box), buttons);
}

static void
build_detail (BstConsoleMessage *self, GtkWidget *box)
{
  self->details = gtk_expander_new_with_mnemonic (_ ("_Details"));
  gtk_widget_set_halign (self->details, GTK_ALIGN_CENTER);
  self->detail = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->detail), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->detail), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (self->detail), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->detail), 0);
  gtk_widget_add_css_class (self->detail, "monospace");
  gtk_expander_set_child (GTK_EXPANDER (self->details), self->detail);
  gtk_box_append (GTK_BOX (box), self->details);
}

/* It comes in the place of a screen that somebody types into, and the keys that are on their way must
 * not press what it offers: “Cancel”, or “Start” after a shutdown. Tab goes there. */
static gboolean
bst_console_message_grab_focus (GtkWidget *widget)
{
  BstConsoleMessage *self = BST_CONSOLE_MESSAGE (widget);

  if (gtk_widget_get_visible (self->form))
    return gtk_widget_grab_focus (
        gtk_widget_get_visible (self->username) &&
                *gtk_editable_get_text (GTK_EDITABLE (self->username)) == '\0'
            ? self->username
            : self->password);

  return GTK_WIDGET_CLASS (bst_console_message_parent_class)->grab_focus (widget);
}

static void
bst_console_message_dispose (GObject *object)
{
  BstConsoleMessage *self = BST_CONSOLE_MESSAGE (object);

  g_clear_handle_id (&self->dark_id, g_source_remove);
  g_clear_pointer (&self->status, gtk_widget_unparent);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (bst_console_message_parent_class)->dispose (object);
}

static void
bst_console_message_class_init (BstConsoleMessageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_message_dispose;
  GTK_WIDGET_CLASS (klass)->grab_focus = bst_console_message_grab_focus;
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_console_message_init (BstConsoleMessage *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  self->status = adw_status_page_new ();
  gtk_widget_add_css_class (self->status, "compact");
  gtk_widget_add_css_class (self->status, "console-status");
  build_form (self, box);
  build_buttons (self, box);
  build_detail (self, box);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 420);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  adw_status_page_set_child (ADW_STATUS_PAGE (self->status), clamp);
  gtk_widget_set_parent (self->status, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
}

GtkWidget *
bst_console_message_new (BstConsole *console)
{
  BstConsoleMessage *self = g_object_new (BST_TYPE_CONSOLE_MESSAGE, NULL);

  self->console = g_object_ref (console);
  bst_console_message_update (self, FALSE, BST_CONSOLE_OTHER_WAY_NONE);

  return GTK_WIDGET (self);
}
