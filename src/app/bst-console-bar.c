/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-bar.h"

#include <glib/gi18n.h>

#include "app/bst-macros.h"
#include "app/bst-settings.h"
#include "core/bst-text.h"

struct _BstConsoleBar
{
  GtkWidget parent_instance;

  BstConsoleView *view; /* (nullable) (weak) */
  GtkWidget *box;
  GtkWidget *hint;

  GtkWidget *keys_button;
  GtkWidget *view_button;
  gboolean from_screen; /* a menu was opened by who typed into the machine */

  /* Of the template. */
  GMenuModel *keys_menu;
  GMenuModel *view_menu;
  GMenu *macros;
  GMenu *function_keys;
  GMenu *consoles;
  GMenu *displays;
};

G_DEFINE_FINAL_TYPE (BstConsoleBar, bst_console_bar, GTK_TYPE_WIDGET)

static void
append_keys (GMenu *menu, const char *label, const char *keys)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (NULL, NULL);

  g_menu_item_set_attribute (item, "label", "s", label);
  g_menu_item_set_action_and_target (item, "console.send-keys", "s", keys);
  g_menu_append_item (menu, item);
}

static void
fill_function_keys (BstConsoleBar *self)
{
  for (guint i = 1; i <= 12; i++)
    {
      g_autofree char *plain = g_strdup_printf ("F%u", i);
      g_autofree char *plain_keys = g_strdup_printf ("f%u", i);
      g_autofree char *with = g_strdup_printf ("Ctrl+Alt+F%u", i);
      g_autofree char *with_keys = g_strdup_printf ("ctrl+alt+f%u", i);

      append_keys (self->function_keys, plain, plain_keys);
      append_keys (self->consoles, with, with_keys);
    }
}

static void
fill_macros (BstConsoleBar *self)
{
  g_autoptr (GPtrArray) macros = bst_macros_load ();

  g_menu_remove_all (self->macros);
  for (guint i = 0; i < macros->len; i++)
    {
      const BstMacro *macro = macros->pdata[i];
      g_autofree char *label = bst_text_escape_label (macro->name);

      append_keys (self->macros, label, macro->keys);
    }
}

static void
fill_displays (BstConsoleBar *self)
{
  GListModel *displays = self->view != NULL
                             ? bst_console_get_displays (bst_console_view_get_console (self->view))
                             : NULL;
  guint n = displays != NULL ? g_list_model_get_n_items (displays) : 0;

  g_menu_remove_all (self->displays);
  for (guint i = 0; i < n && n > 1; i++)
    {
      g_autoptr (BstConsoleDisplay) display = g_list_model_get_item (displays, i);
      guint id = bst_console_display_get_id (display);
      g_autofree char *label = g_strdup_printf (_ ("Display _%u"), id + 1);
      g_autofree char *target = g_strdup_printf ("%u", id);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "console.display", "s", target);
      g_menu_append_item (self->displays, item);
    }
}

static void
update_hint (BstConsoleBar *self)
{
  g_autofree char *hint = self->view != NULL ? bst_console_view_dup_hint (self->view) : NULL;

  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->hint)), hint != NULL ? hint : "") == 0)
    return;
  gtk_label_set_text (GTK_LABEL (self->hint), hint != NULL ? hint : "");
  gtk_widget_set_tooltip_text (self->hint, hint);
}

void
bst_console_bar_set_view (BstConsoleBar *self, BstConsoleView *view)
{
  g_return_if_fail (BST_IS_CONSOLE_BAR (self));

  if (self->view == view)
    return;
  if (self->view != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->view, self);
      g_signal_handlers_disconnect_by_data (
          bst_console_get_displays (bst_console_view_get_console (self->view)), self);
    }
  g_set_weak_pointer (&self->view, view);
  if (view != NULL)
    {
      g_signal_connect_object (view, "changed", G_CALLBACK (update_hint), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (bst_console_get_displays (bst_console_view_get_console (view)),
                               "items-changed", G_CALLBACK (fill_displays), self,
                               G_CONNECT_SWAPPED);
    }
  fill_displays (self);
  update_hint (self);
}

void
bst_console_bar_set_show_hint (BstConsoleBar *self, gboolean hint)
{
  g_return_if_fail (BST_IS_CONSOLE_BAR (self));

  gtk_widget_set_visible (self->hint, hint);
}

static void
bst_console_bar_dispose (GObject *object)
{
  BstConsoleBar *self = BST_CONSOLE_BAR (object);

  bst_console_bar_set_view (self, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->keys_menu);
  g_clear_object (&self->view_menu);
  g_clear_object (&self->macros);
  g_clear_object (&self->function_keys);
  g_clear_object (&self->consoles);
  g_clear_object (&self->displays);

  G_OBJECT_CLASS (bst_console_bar_parent_class)->dispose (object);
}

static void
bst_console_bar_class_init (BstConsoleBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_bar_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static gpointer
take_object (GtkBuilder *builder, const char *name)
{
  return g_object_ref (gtk_builder_get_object (builder, name));
}

static void
load_menus (BstConsoleBar *self)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource ("/org/bastida/Bastida/bst-console-menus.ui");

  self->keys_menu = take_object (builder, "keys_menu");
  self->view_menu = take_object (builder, "view_menu");
  self->macros = take_object (builder, "macros");
  self->function_keys = take_object (builder, "function_keys");
  self->consoles = take_object (builder, "consoles");
  self->displays = take_object (builder, "displays");
  fill_function_keys (self);
  fill_macros (self);
}

static gboolean
is_at_screen (BstConsoleBar *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && self->view != NULL &&
         gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view));
}

/* Back to where keys went before: at the button, Return would open it again, and then press what is
 * first in it. */
static void
on_closed (BstConsoleBar *self)
{
  if (self->from_screen && self->view != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
  self->from_screen = FALSE;
}

/* Before it pops up, and takes the focus. */
static void
create_menu (GtkMenuButton *button, gpointer menu)
{
  BstConsoleBar *self =
      BST_CONSOLE_BAR (gtk_widget_get_ancestor (GTK_WIDGET (button), BST_TYPE_CONSOLE_BAR));

  self->from_screen = is_at_screen (self);
  if (gtk_menu_button_get_menu_model (button) != NULL)
    return;
  gtk_menu_button_set_menu_model (button, menu);
  g_signal_connect_object (gtk_menu_button_get_popover (button), "closed", G_CALLBACK (on_closed),
                           self, G_CONNECT_SWAPPED);
}

/* What a menu pops up is built when it is first asked for: a console's first picture waits for no
 * rows of keys. */
static GtkWidget *
add_menu (BstConsoleBar *self, const char *icon, const char *tooltip, GMenuModel *menu)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), icon);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), create_menu, g_object_ref (menu),
                                         g_object_unref);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_HAS_POPUP, TRUE,
                                  -1);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_box_append (GTK_BOX (self->box), button);

  return button;
}

static void
add_button (BstConsoleBar *self, const char *icon, const char *tooltip, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_box_append (GTK_BOX (self->box), button);
}

static void
bst_console_bar_init (BstConsoleBar *self)
{
  load_menus (self);
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->keys_button = add_menu (self, "input-keyboard-symbolic", _ ("Send Keys"), self->keys_menu);
  self->view_button =
      add_menu (self, "video-display-symbolic", _ ("Screen and Devices"), self->view_menu);
  add_button (self, "view-fullscreen-symbolic", _ ("Full Screen"), "console.full-screen");
  add_button (self, "focus-windows-symbolic", _ ("In a Window of Its Own, or Back"),
              "console.detach");

  self->hint = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->hint), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->hint), 0);
  gtk_widget_set_hexpand (self->hint, TRUE);
  gtk_widget_add_css_class (self->hint, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->hint);

  g_signal_connect_object (bst_settings_get (), "changed::console-macros", G_CALLBACK (fill_macros),
                           self, G_CONNECT_SWAPPED);
}

GtkWidget *
bst_console_bar_new (void)
{
  return g_object_new (BST_TYPE_CONSOLE_BAR, NULL);
}
