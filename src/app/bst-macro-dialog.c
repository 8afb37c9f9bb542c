/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-macro-dialog.h"

#include <glib/gi18n.h>

#include "app/bst-macros.h"
#include "app/bst-settings.h"

struct _BstMacroDialog
{
  AdwWindow parent_instance;

  GPtrArray *macros;
  GtkWidget *list;
  GtkWidget *name;
  GtkWidget *keys;
  GtkWidget *problem; /* with the keys */
  GtkWidget *add;
};

G_DEFINE_FINAL_TYPE (BstMacroDialog, bst_macro_dialog, ADW_TYPE_WINDOW)

static void fill (BstMacroDialog *self);

static void
on_remove (GtkWidget *button, BstMacroDialog *self)
{
  guint i = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "index"));

  g_ptr_array_remove_index (self->macros, i);
  bst_macros_save (self->macros);
  fill (self);
}

static GtkWidget *
create_row (BstMacroDialog *self, guint i)
{
  const BstMacro *macro = self->macros->pdata[i];
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  g_autofree char *tooltip = g_strdup_printf (_ ("Remove “%s”"), macro->name);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), macro->name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), macro->keys);
  gtk_widget_set_valign (remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (remove, "flat");
  gtk_widget_set_tooltip_text (remove, tooltip);
  g_object_set_data (G_OBJECT (remove), "index", GUINT_TO_POINTER (i));
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove), self);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), remove);

  return row;
}

static void
fill (BstMacroDialog *self)
{
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), row);
  for (guint i = 0; i < self->macros->len; i++)
    gtk_list_box_append (GTK_LIST_BOX (self->list), create_row (self, i));
  gtk_widget_set_visible (self->list, self->macros->len > 0);
}

/* @unknown: (nullable); "" where there are no keys as yet */
static void
tell_unknown (BstMacroDialog *self, const char *unknown)
{
  const gboolean wrong = unknown != NULL && unknown[0] != '\0';
  g_autofree char *text = NULL;

  if (wrong)
    {
      /* Translators: the names of keys stay as they are. */
      text = g_strdup_printf (_ ("“%s” is no key. There are letters, digits, f1 to f12, ctrl, alt, "
                                 "shift, super, enter, esc, tab, space, delete, home, up and the like."),
                              unknown);
      gtk_label_set_text (GTK_LABEL (self->problem), text);
      gtk_widget_add_css_class (self->keys, "error");
    }
  else
    gtk_widget_remove_css_class (self->keys, "error");
  gtk_widget_set_visible (self->problem, wrong);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->keys), GTK_ACCESSIBLE_STATE_INVALID,
                               wrong ? GTK_ACCESSIBLE_INVALID_TRUE : GTK_ACCESSIBLE_INVALID_FALSE,
                               -1);
}

static void
on_changed (BstMacroDialog *self)
{
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  const char *keys = gtk_editable_get_text (GTK_EDITABLE (self->keys));
  g_autofree char *unknown = bst_macros_find_unknown (keys);

  tell_unknown (self, unknown);
  gtk_widget_set_sensitive (self->add, name[0] != '\0' && unknown == NULL);
}

static void
on_add (BstMacroDialog *self)
{
  BstMacro *macro;

  if (!gtk_widget_get_sensitive (self->add))
    return;
  macro = g_new0 (BstMacro, 1);
  macro->name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name)));
  macro->keys = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->keys)));
  g_ptr_array_add (self->macros, macro);
  bst_macros_save (self->macros);
  gtk_editable_set_text (GTK_EDITABLE (self->name), "");
  gtk_editable_set_text (GTK_EDITABLE (self->keys), "");
  fill (self);
  gtk_widget_grab_focus (self->name);
}

static GtkWidget *
create_entry (BstMacroDialog *self, GtkWidget *group, const char *title)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  g_signal_connect_object (row, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "entry-activated", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return row;
}

static void
build_new (BstMacroDialog *self, GtkWidget *page)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("New"));
  adw_preferences_group_set_description (
      ADW_PREFERENCES_GROUP (group),
      /* Translators: the names of keys stay as they are. */
      _ ("Keys that are pressed together are joined by “+”, one after the other by a space: "
         "ctrl+alt+f2 r o o t enter"));
  self->name = create_entry (self, group, _ ("Name"));
  self->keys = create_entry (self, group, _ ("Keys"));
  self->problem = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->problem), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->problem), 0);
  gtk_widget_set_margin_top (self->problem, 6);
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_add_css_class (self->problem, "caption");
  gtk_widget_set_visible (self->problem, FALSE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->problem);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->keys), GTK_ACCESSIBLE_RELATION_DESCRIBED_BY,
                                  self->problem, NULL, -1);
  self->add = gtk_button_new_with_mnemonic (_ ("_Add"));
  gtk_widget_set_halign (self->add, GTK_ALIGN_END);
  gtk_widget_set_margin_top (self->add, 12);
  gtk_widget_set_sensitive (self->add, FALSE);
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (on_add), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->add);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
}

static void
bst_macro_dialog_finalize (GObject *object)
{
  g_ptr_array_unref (BST_MACRO_DIALOG (object)->macros);

  G_OBJECT_CLASS (bst_macro_dialog_parent_class)->finalize (object);
}

static void
bst_macro_dialog_class_init (BstMacroDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_macro_dialog_finalize;

  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
bst_macro_dialog_init (BstMacroDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = adw_preferences_page_new ();
  GtkWidget *group = adw_preferences_group_new ();

  self->macros = bst_macros_load ();
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->list);
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  build_new (self, page);
  fill (self);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _ ("Keys of Your Own"));
  gtk_window_set_default_size (GTK_WINDOW (self), 480, 480);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
}

void
bst_macro_dialog_show (GtkWidget *parent)
{
  GtkRoot *root = gtk_widget_get_root (parent);

  gtk_window_present (g_object_new (BST_TYPE_MACRO_DIALOG, "transient-for", root, NULL));
}
