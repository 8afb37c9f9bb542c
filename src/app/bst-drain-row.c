/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-drain-row.h"

#include <glib/gi18n.h>

#include "app/bst-format.h"

struct _BstDrainRow
{
  AdwActionRow parent_instance;

  BstDrain *drain;
  BstDrainItem *item;
  GPtrArray *hosts; /* of BstHost: the choices, after the one to stay */
  gboolean showing;

  GtkWidget *spinner;
  GtkWidget *choice;
};

G_DEFINE_FINAL_TYPE (BstDrainRow, bst_drain_row, ADW_TYPE_ACTION_ROW)

static gboolean
has_same_hosts (BstDrainRow *self, GPtrArray *hosts)
{
  if (self->hosts == NULL || self->hosts->len != hosts->len)
    return FALSE;
  for (guint i = 0; i < hosts->len; i++)
    {
      if (self->hosts->pdata[i] != hosts->pdata[i])
        return FALSE;
    }

  return TRUE;
}

/* Made again only for other hosts: an open list stays. */
static void
show_choices (BstDrainRow *self)
{
  GPtrArray *hosts = bst_drain_get_hosts (self->drain, self->item);
  BstHost *chosen = bst_drain_item_get_host (self->item);
  g_autoptr (GtkStringList) model = NULL;

  if (chosen != NULL && !g_ptr_array_find (hosts, chosen, NULL))
    g_ptr_array_add (hosts, g_object_ref (chosen));
  if (has_same_hosts (self, hosts))
    {
      g_ptr_array_unref (hosts);
      return;
    }

  g_clear_pointer (&self->hosts, g_ptr_array_unref);
  self->hosts = hosts;
  model = gtk_string_list_new (NULL);
  gtk_string_list_append (model, _ ("Stays here"));
  for (guint i = 0; i < hosts->len; i++)
    gtk_string_list_append (model, bst_host_get_name (hosts->pdata[i]));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->choice), G_LIST_MODEL (model));
}

static void
show (BstDrainRow *self)
{
  BstMachine *machine = bst_drain_item_get_machine (self->item);
  BstHost *host = bst_drain_item_get_host (self->item);
  gboolean pending = bst_drain_item_is_pending (self->item);
  const char *why = bst_drain_item_get_why (self->item);
  g_autofree char *memory = bst_format_memory (bst_machine_get_memory_kib (machine));
  /* Translators: a machine's memory, and why it stays where it is. */
  g_autofree char *text =
      why != NULL ? g_strdup_printf (_ ("%s · %s"), memory, why) : g_strdup (memory);
  g_autofree char *subtitle = g_markup_escape_text (text, -1);
  g_autofree char *title = g_markup_escape_text (bst_machine_get_name (machine), -1);
  guint position = 0;

  self->showing = TRUE;
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  show_choices (self);
  if (host != NULL && g_ptr_array_find (self->hosts, host, &position))
    position++;
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->choice), position);
  gtk_widget_set_sensitive (self->choice, self->hosts->len > 0);
  gtk_widget_set_visible (self->spinner, pending);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), pending);
  self->showing = FALSE;
}

static void
on_selected (BstDrainRow *self)
{
  guint position = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->choice));

  if (self->showing || position > self->hosts->len)
    return;

  bst_drain_choose (self->drain, self->item,
                    position > 0 ? self->hosts->pdata[position - 1] : NULL);
}

static void
bst_drain_row_dispose (GObject *object)
{
  BstDrainRow *self = BST_DRAIN_ROW (object);

  g_clear_object (&self->drain);
  g_clear_object (&self->item);
  g_clear_pointer (&self->hosts, g_ptr_array_unref);

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
  self->choice = gtk_drop_down_new (NULL, NULL);
  gtk_widget_set_valign (self->choice, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->choice, "notify::selected", G_CALLBACK (on_selected), self);
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
