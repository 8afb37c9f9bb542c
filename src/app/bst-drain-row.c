/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-drain-row.h"

#include <glib/gi18n.h>

#include "app/bst-format.h"
#include "core/bst-text.h"

/* In the place of a host's id: those begin with 1. */
#define STAYS 0

struct _BstDrainRow
{
  AdwActionRow parent_instance;

  BstDrain *drain;
  BstDrainItem *item;

  GtkWidget *spinner;
  GtkWidget *choice; /* a button: a GtkDropDown would make its list for each of many rows */
};

G_DEFINE_FINAL_TYPE (BstDrainRow, bst_drain_row, ADW_TYPE_ACTION_ROW)

/* (transfer full): of BstHost: the choices, after the one to stay. */
static GPtrArray *
get_hosts (BstDrainRow *self)
{
  GPtrArray *hosts = bst_drain_get_hosts (self->drain, self->item);
  BstHost *chosen = bst_drain_item_is_chosen (self->item) ? bst_drain_item_get_wish (self->item)
                                                          : bst_drain_item_get_host (self->item);

  if (chosen != NULL && !g_ptr_array_find (hosts, chosen, NULL))
    g_ptr_array_add (hosts, g_object_ref (chosen));

  return hosts;
}

static void
show (BstDrainRow *self)
{
  BstMachine *machine = bst_drain_item_get_machine (self->item);
  BstHost *host = bst_drain_item_get_host (self->item);
  gboolean pending = bst_drain_item_is_pending (self->item);
  const char *where = host != NULL ? bst_host_get_name (host) : _ ("Stays here");
  const char *why = bst_drain_item_get_why (self->item);
  guint64 kib = bst_machine_get_memory_kib (machine);
  g_autofree char *memory = kib > 0 ? bst_format_memory (kib) : g_strdup ("—");
  /* Translators: a machine's memory, and why it stays where it is. */
  g_autofree char *text =
      why != NULL ? g_strdup_printf (_ ("%s · %s"), memory, why) : g_strdup (memory);
  g_autofree char *subtitle = g_markup_escape_text (text, -1);
  g_autofree char *title = g_markup_escape_text (bst_machine_get_name (machine), -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->choice), where);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choice),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, where, -1);
  gtk_widget_set_visible (self->spinner, pending);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), pending);
}

static void
on_choose (GSimpleAction *action, GVariant *id, gpointer data)
{
  BstDrainRow *self = data;
  g_autoptr (GPtrArray) hosts = get_hosts (self);
  BstHost *host = NULL;

  for (guint i = 0; i < hosts->len; i++)
    {
      if (bst_host_get_id (hosts->pdata[i]) == g_variant_get_int64 (id))
        host = hosts->pdata[i];
    }

  bst_drain_choose (self->drain, self->item, host);
}

static void
append (GMenu *menu, const char *label, gint64 id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "drain.choose", "x", id);
  g_menu_append_item (menu, item);
}

/* As it is when the menu opens. */
static void
fill_menu (GtkMenuButton *button, gpointer data)
{
  BstDrainRow *self = data;
  BstHost *chosen = bst_drain_item_get_host (self->item);
  g_autoptr (GPtrArray) hosts = get_hosts (self);
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) choose = g_simple_action_new_stateful (
      "choose", G_VARIANT_TYPE_INT64,
      g_variant_new_int64 (chosen != NULL ? bst_host_get_id (chosen) : STAYS));
  g_autoptr (GMenu) menu = g_menu_new ();

  append (menu, _ ("Stays here"), STAYS);
  for (guint i = 0; i < hosts->len; i++)
    {
      g_autofree char *label = bst_text_escape_label (bst_host_get_name (hosts->pdata[i]));

      append (menu, label, bst_host_get_id (hosts->pdata[i]));
    }
  g_signal_connect (choose, "activate", G_CALLBACK (on_choose), self);
  g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (choose));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "drain", G_ACTION_GROUP (group));
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (menu));
}

static void
bst_drain_row_dispose (GObject *object)
{
  BstDrainRow *self = BST_DRAIN_ROW (object);

  g_clear_object (&self->drain);
  g_clear_object (&self->item);

  G_OBJECT_CLASS (bst_drain_row_parent_class)->dispose (object);
}

static void
bst_drain_row_class_init (BstDrainRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_drain_row_dispose;
}

static void
bst_drain_row_init (BstDrainRow *self)
{
  self->spinner = gtk_spinner_new ();
  self->choice = gtk_menu_button_new ();
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->choice), fill_menu, self, NULL);
  gtk_widget_set_valign (self->choice, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->spinner);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->choice);
}

GtkWidget *
bst_drain_row_new (BstDrain *drain, BstDrainItem *item)
{
  BstDrainRow *self = g_object_new (BST_TYPE_DRAIN_ROW, NULL);
  /* Translators: of a machine: which host it goes to. */
  g_autofree char *label = g_strdup_printf (
      _ ("Where “%s” goes"), bst_machine_get_name (bst_drain_item_get_machine (item)));

  self->drain = g_object_ref (drain);
  self->item = g_object_ref (item);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
  g_signal_connect_object (item, "notify", G_CALLBACK (show), self, G_CONNECT_SWAPPED);
  show (self);

  return GTK_WIDGET (self);
}
