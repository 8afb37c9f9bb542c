/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-sidebar-row.h"

#include <glib/gi18n.h>

#include "app/bst-host-text.h"
#include "app/bst-time-text.h"
#include "app/bst-tooltip.h"

struct _BstSidebarRow
{
  GtkListBoxRow parent_instance;

  BstPlace *place;
  GListModel *machines;

  /* Of the template. */
  GtkStack *mark;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *title;
  GtkLabel *count;
};

G_DEFINE_FINAL_TYPE (BstSidebarRow, bst_sidebar_row, GTK_TYPE_LIST_BOX_ROW)

static const char *const icons[] = {
  [BST_PLACE_ALL] = "view-list-symbolic",
  [BST_PLACE_HOST] = "network-server-symbolic",
  [BST_PLACE_VIEW] = "folder-saved-search-symbolic",
  [BST_PLACE_GROUP] = "folder-symbolic",
  [BST_PLACE_TAG] = "user-bookmarks-symbolic",
};

static void
show_mark (BstSidebarRow *self, gboolean busy)
{
  gtk_stack_set_visible_child (self->mark,
                               busy ? GTK_WIDGET (self->spinner) : GTK_WIDGET (self->icon));
  gtk_spinner_set_spinning (self->spinner, busy);
}

/* How many machines it has; of a host that is away, how long ago that was so. */
static char *
dup_host_count (BstHost *host)
{
  BstHostState state = bst_host_get_state (host);

  if (bst_host_state_is_connected (state))
    return g_strdup_printf ("%u", bst_host_get_n_machines (host));
  if (bst_host_get_seen (host) == 0)
    return g_strdup ("");
  return bst_time_text_age (bst_host_get_seen (host));
}

static void
update_host (BstSidebarRow *self)
{
  BstHost *host = bst_place_get_host (self->place);
  BstHostState state = bst_host_get_state (host);
  const char *classes[] = { bst_host_text_get_style (state), NULL };
  g_autofree char *count = dup_host_count (host);
  g_autofree char *tooltip = bst_host_text_dup_status (host);

  show_mark (self, state == BST_HOST_STATE_CONNECTING || state == BST_HOST_STATE_SYNCING);
  gtk_image_set_from_icon_name (self->icon, bst_host_text_get_icon (state));
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_label_set_text (self->count, count);
  bst_tooltip_set_text (GTK_WIDGET (self), tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  tooltip, -1);
}

void
bst_sidebar_row_update (BstSidebarRow *self)
{
  BstLabel *label;
  BstSavedView *view;
  g_autofree char *count = NULL;

  g_return_if_fail (BST_IS_SIDEBAR_ROW (self));

  gtk_label_set_text (self->title, bst_place_get_title (self->place));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  bst_place_get_title (self->place), -1);

  if (bst_place_get_kind (self->place) == BST_PLACE_HOST)
    {
      update_host (self);
      return;
    }

  label = bst_place_get_label (self->place);
  view = bst_place_get_view (self->place);
  if (label != NULL)
    count = g_strdup_printf ("%u", bst_label_get_count (label));
  else if (bst_place_get_kind (self->place) == BST_PLACE_ALL)
    count = g_strdup_printf ("%u", g_list_model_get_n_items (self->machines));
  gtk_label_set_text (self->count, count != NULL ? count : "");
  if (view != NULL)
    gtk_widget_set_tooltip_text (GTK_WIDGET (self), bst_saved_view_get_query (view));
}

static void
bst_sidebar_row_dispose (GObject *object)
{
  BstSidebarRow *self = BST_SIDEBAR_ROW (object);

  g_clear_object (&self->place);
  g_clear_object (&self->machines);

  G_OBJECT_CLASS (bst_sidebar_row_parent_class)->dispose (object);
}

static void
bst_sidebar_row_class_init (BstSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_sidebar_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-sidebar-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BstSidebarRow, mark);
  gtk_widget_class_bind_template_child (widget_class, BstSidebarRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BstSidebarRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BstSidebarRow, title);
  gtk_widget_class_bind_template_child (widget_class, BstSidebarRow, count);
}

static void
bst_sidebar_row_init (BstSidebarRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bst_sidebar_row_new (BstPlace *place, GListModel *machines)
{
  BstSidebarRow *self = g_object_new (BST_TYPE_SIDEBAR_ROW, NULL);

  self->place = g_object_ref (place);
  self->machines = g_object_ref (machines);
  gtk_image_set_from_icon_name (self->icon, icons[bst_place_get_kind (place)]);

  if (bst_place_get_host (place) != NULL)
    g_signal_connect_object (bst_place_get_host (place), "changed",
                             G_CALLBACK (bst_sidebar_row_update), self, G_CONNECT_SWAPPED);
  if (bst_place_get_label (place) != NULL)
    g_signal_connect_object (bst_place_get_label (place), "changed",
                             G_CALLBACK (bst_sidebar_row_update), self, G_CONNECT_SWAPPED);
  if (bst_place_get_kind (place) == BST_PLACE_ALL)
    g_signal_connect_object (machines, "items-changed", G_CALLBACK (bst_sidebar_row_update), self,
                             G_CONNECT_SWAPPED);
  bst_sidebar_row_update (self);
  return GTK_WIDGET (self);
}

BstPlace *
bst_sidebar_row_get_place (BstSidebarRow *self)
{
  g_return_val_if_fail (BST_IS_SIDEBAR_ROW (self), NULL);

  return self->place;
}
