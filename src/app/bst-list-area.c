/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-list-area.h"

#include <glib/gi18n.h>

#include "app/bst-age.h"
#include "app/bst-host-text.h"
#include "app/bst-list-page.h"

struct _BstListArea
{
  GtkWidget parent_instance;

  GListModel *hosts;
  BstMachineList *list;
  BstListPage *page;
  BstPlace *place; /* (nullable): not set yet */
  char *query;
  guint source;

  /* Of the template. */
  GtkInfoBar *bar;
  GtkLabel *bar_label;
  GtkWidget *bar_connect;
  GtkWidget *bar_check;
  GtkStack *stack;
};

G_DEFINE_FINAL_TYPE (BstListArea, bst_list_area, GTK_TYPE_WIDGET)

/* "There is no way to hosta. Shown as it was 5 minutes ago." */
static char *
dup_bar_text (BstHost *host)
{
  const GError *error = bst_host_get_error (host);
  const char *what =
      error != NULL ? error->message : bst_host_text_get_label (bst_host_get_state (host));
  gboolean ended = g_str_has_suffix (what, "…") || g_str_has_suffix (what, ".");
  g_autofree char *sentence = g_strconcat (what, ended ? "" : ".", NULL);
  g_autofree char *age = bst_age_format (bst_host_get_seen (host), g_get_real_time ());

  if (age == NULL)
    return g_steal_pointer (&sentence);

  /* Translators: why a host is away, a sentence; then as in "Shown as it was 5 minutes ago." */
  return g_strdup_printf (_ ("%s Shown as it was %s."), sentence, age);
}

/* Of a chosen host whose machines are listed as they were. */
static void
update_bar (BstListArea *self, gboolean listed)
{
  BstHost *host = self->place != NULL ? bst_place_get_host (self->place) : NULL;
  gboolean old = host != NULL && listed && !bst_host_state_is_connected (bst_host_get_state (host));
  g_autofree char *text = NULL;

  gtk_info_bar_set_revealed (self->bar, old);
  if (!old)
    return;

  text = dup_bar_text (host);
  gtk_label_set_text (self->bar_label, text);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->bar_connect), "x",
                                    bst_host_get_id (host));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->bar_connect), "win.host-connect");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->bar_check), "x", bst_host_get_id (host));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->bar_check), "win.host-check");
}

static gboolean
update (gpointer data)
{
  BstListArea *self = data;
  gboolean listed = bst_machine_list_get_n_shown (self->list) > 0;

  self->source = 0;
  if (!listed && self->place != NULL)
    bst_list_page_update (self->page, self->hosts, self->place, self->query);
  gtk_stack_set_visible_child (self->stack,
                               listed ? GTK_WIDGET (self->list) : GTK_WIDGET (self->page));
  update_bar (self, listed);
  return G_SOURCE_REMOVE;
}

/* After the lists have settled, before the frame is drawn. */
static void
queue_update (BstListArea *self)
{
  if (self->source == 0)
    self->source = g_idle_add_full (GDK_PRIORITY_REDRAW - 5, update, self, NULL);
}

static void
on_hosts_changed (BstListArea *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (self->hosts, i);

      g_signal_handlers_disconnect_by_data (host, self);
      g_signal_connect_object (host, "changed", G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
    }
  queue_update (self);
}

static void
bst_list_area_dispose (GObject *object)
{
  BstListArea *self = BST_LIST_AREA (object);
  GtkWidget *child;

  g_clear_handle_id (&self->source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->hosts);
  g_clear_object (&self->place);

  G_OBJECT_CLASS (bst_list_area_parent_class)->dispose (object);
}

static void
bst_list_area_finalize (GObject *object)
{
  g_free (BST_LIST_AREA (object)->query);

  G_OBJECT_CLASS (bst_list_area_parent_class)->finalize (object);
}

static void
bst_list_area_class_init (BstListAreaClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_list_area_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_list_area_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-list-area.ui");
  gtk_widget_class_bind_template_child (widget_class, BstListArea, bar);
  gtk_widget_class_bind_template_child (widget_class, BstListArea, bar_label);
  gtk_widget_class_bind_template_child (widget_class, BstListArea, bar_connect);
  gtk_widget_class_bind_template_child (widget_class, BstListArea, bar_check);
  gtk_widget_class_bind_template_child (widget_class, BstListArea, stack);
}

static void
bst_list_area_init (BstListArea *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->query = g_strdup ("");
}

GtkWidget *
bst_list_area_new (BstInventory *inventory, BstMachineList *list)
{
  BstListArea *self = g_object_new (BST_TYPE_LIST_AREA, NULL);

  self->list = list;
  self->page = BST_LIST_PAGE (bst_list_page_new ());
  gtk_stack_add_child (self->stack, GTK_WIDGET (list));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->page));

  self->hosts = g_object_ref (bst_inventory_get_hosts (inventory));
  g_signal_connect_object (self->hosts, "items-changed", G_CALLBACK (on_hosts_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "shown-changed", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  on_hosts_changed (self, 0, 0, g_list_model_get_n_items (self->hosts));
  return GTK_WIDGET (self);
}

void
bst_list_area_set_place (BstListArea *self, BstPlace *place)
{
  BstLabel *label;
  const char *text;

  g_return_if_fail (BST_IS_LIST_AREA (self));

  g_set_object (&self->place, place);
  label = bst_place_get_label (place);
  text = label != NULL ? bst_label_get_text (label) : NULL;
  bst_machine_list_set_scope (self->list, bst_place_get_host (place),
                              bst_place_get_kind (place) == BST_PLACE_TAG ? text : NULL,
                              bst_place_get_kind (place) == BST_PLACE_GROUP ? text : NULL);
  queue_update (self);
}

void
bst_list_area_set_query (BstListArea *self, const char *query)
{
  g_return_if_fail (BST_IS_LIST_AREA (self));

  g_free (self->query);
  self->query = g_strdup (query);
  bst_machine_list_set_query (self->list, query);
  queue_update (self);
}

const char *
bst_list_area_get_page (BstListArea *self)
{
  g_return_val_if_fail (BST_IS_LIST_AREA (self), NULL);

  return gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (self->page)
             ? bst_list_page_get_kind (self->page)
             : NULL;
}
