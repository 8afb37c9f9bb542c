/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-sidebar.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-sidebar-row.h"

/* Ages are in minutes. */
#define UPDATE_SECONDS 20

struct _BstSidebar
{
  GtkWidget parent_instance;

  BstPlace *all;
  GListModel *machines;
  guint update_source;
  GtkWidget *popover; /* (nullable): the menu last shown */

  /* Of the template. */
  GtkListBox *list;
};

G_DEFINE_FINAL_TYPE (BstSidebar, bst_sidebar, GTK_TYPE_WIDGET)

enum
{
  PLACE_CHANGED,
  PLACE_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_row_selected (BstSidebar *self, GtkListBoxRow *row)
{
  /* What was chosen is gone: a row that is always there takes its place. */
  if (row == NULL)
    gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  else
    g_signal_emit (self, signals[PLACE_CHANGED], 0);
}

static void
on_row_activated (BstSidebar *self)
{
  g_signal_emit (self, signals[PLACE_CHOSEN], 0);
}

static const char *
get_heading (BstPlaceKind kind)
{
  switch (kind)
    {
    case BST_PLACE_HOST:
      return _ ("Hosts");
    case BST_PLACE_VIEW:
      return _ ("Saved Views");
    case BST_PLACE_GROUP:
      return _ ("Groups");
    case BST_PLACE_TAG:
      return _ ("Tags");
    case BST_PLACE_ALL:
    default:
      return NULL;
    }
}

static void
update_header (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  BstPlaceKind kind = bst_place_get_kind (bst_sidebar_row_get_place (BST_SIDEBAR_ROW (row)));
  const char *heading = get_heading (kind);
  GtkWidget *label;

  if (heading == NULL || (before != NULL && bst_place_get_kind (bst_sidebar_row_get_place (
                                                BST_SIDEBAR_ROW (before))) == kind))
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  label = gtk_label_new (heading);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (label, "sidebar-heading");
  gtk_list_box_row_set_header (row, label);
}

static GtkWidget *
create_row (gpointer place, gpointer data)
{
  return bst_sidebar_row_new (place, BST_SIDEBAR (data)->machines);
}

static gboolean
update_ages (gpointer data)
{
  BstSidebar *self = data;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    bst_sidebar_row_update (BST_SIDEBAR_ROW (row));
  return G_SOURCE_CONTINUE;
}

#define IN(state) (1u << BST_HOST_STATE_##state)
#define IN_ANY (~0u)

static GMenu *
create_menu (BstPlace *place)
{
  static const struct
  {
    const char *label;
    const char *action;
    int section;
    guint states; /* in which it makes sense */
  } items[] = {
    { N_ ("_Connect"), "win.host-connect", 0, IN (OFFLINE) | IN (LOST) | IN (FAILED) },
    { N_ ("_Disconnect"), "win.host-disconnect", 0,
      IN (CONNECTING) | IN (SYNCING) | IN (ONLINE) | IN (LOST) },
    { N_ ("Chec_k…"), "win.host-check", 1, IN_ANY },
    { N_ ("Re_name…"), "win.host-rename", 1, IN_ANY },
    { N_ ("_Drain…"), "win.host-drain", 2, IN (ONLINE) },
    { N_ ("_Remove…"), "win.host-remove", 3, IN_ANY },
  };
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = NULL;
  int last = -1;

  if (bst_place_get_kind (place) == BST_PLACE_VIEW)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ ("_Remove View"), NULL);

      g_menu_item_set_action_and_target (item, "win.remove-view", "s", bst_place_get_title (place));
      g_menu_append_item (menu, item);
      return menu;
    }
  if (bst_place_get_kind (place) != BST_PLACE_HOST)
    return menu;

  for (gsize i = 0; i < G_N_ELEMENTS (items); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (items[i].label), NULL);
      BstHost *host = bst_place_get_host (place);

      if ((items[i].states & 1u << bst_host_get_state (host)) == 0)
        continue;
      if (items[i].section != last)
        {
          g_clear_object (&section);
          section = g_menu_new ();
          g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
          last = items[i].section;
        }
      g_menu_item_set_action_and_target (item, items[i].action, "x", bst_host_get_id (host));
      g_menu_append_item (section, item);
    }

  return menu;
}

static void
show_menu (BstSidebar *self, GtkListBoxRow *row, double x, double y)
{
  g_autoptr (GMenu) menu = create_menu (bst_sidebar_row_get_place (BST_SIDEBAR_ROW (row)));
  const GdkRectangle at = { (int)x, (int)y, 1, 1 };

  if (g_menu_model_get_n_items (G_MENU_MODEL (menu)) == 0)
    return;

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  self->popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &at);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
on_pressed (GtkGestureClick *gesture, int n_press, double x, double y, BstSidebar *self)
{
  GtkListBoxRow *row;
  double list_x, list_y;

  if (!gtk_widget_translate_coordinates (GTK_WIDGET (self), GTK_WIDGET (self->list), x, y, &list_x,
                                         &list_y))
    return;
  row = gtk_list_box_get_row_at_y (self->list, (int)list_y);
  if (row == NULL)
    return;

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu (self, row, x, y);
}

/* By the menu key. */
static void
show_menu_of_focus (GtkWidget *widget, const char *name, GVariant *parameter)
{
  BstSidebar *self = BST_SIDEBAR (widget);
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  double x, y;

  if (row != NULL &&
      gtk_widget_translate_coordinates (GTK_WIDGET (row), widget, 24,
                                        gtk_widget_get_height (GTK_WIDGET (row)), &x, &y))
    show_menu (self, row, x, y);
}

static void
bst_sidebar_map (GtkWidget *widget)
{
  BstSidebar *self = BST_SIDEBAR (widget);

  GTK_WIDGET_CLASS (bst_sidebar_parent_class)->map (widget);
  update_ages (self);
  self->update_source = g_timeout_add_seconds (UPDATE_SECONDS, update_ages, self);
}

static void
bst_sidebar_unmap (GtkWidget *widget)
{
  BstSidebar *self = BST_SIDEBAR (widget);

  g_clear_handle_id (&self->update_source, g_source_remove);
  GTK_WIDGET_CLASS (bst_sidebar_parent_class)->unmap (widget);
}

static void
bst_sidebar_dispose (GObject *object)
{
  BstSidebar *self = BST_SIDEBAR (object);
  GtkWidget *child;

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->list != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->list, self);
      self->list = NULL;
    }
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->all);
  g_clear_object (&self->machines);

  G_OBJECT_CLASS (bst_sidebar_parent_class)->dispose (object);
}

static void
bst_sidebar_class_init (BstSidebarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_sidebar_dispose;
  widget_class->map = bst_sidebar_map;
  widget_class->unmap = bst_sidebar_unmap;

  signals[PLACE_CHANGED] = g_signal_new ("place-changed", G_TYPE_FROM_CLASS (klass),
                                         G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PLACE_CHOSEN] = g_signal_new ("place-chosen", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/bastida/Bastida/bst-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, BstSidebar, list);
  gtk_widget_class_install_action (widget_class, "menu.popup", NULL, show_menu_of_focus);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "menu.popup",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "menu.popup", NULL);
}

static void
bst_sidebar_init (BstSidebar *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->all = bst_place_new_all ();
  gtk_list_box_set_header_func (self->list, update_header, self, NULL);
  g_signal_connect_swapped (self->list, "row-selected", G_CALLBACK (on_row_selected), self);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated), self);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static gpointer
map_host (gpointer item, gpointer data)
{
  g_autoptr (BstHost) host = item;

  return bst_place_new_host (host);
}

static gpointer
map_view (gpointer item, gpointer data)
{
  g_autoptr (BstSavedView) view = item;

  return bst_place_new_view (view);
}

static gpointer
map_label (gpointer item, gpointer data)
{
  g_autoptr (BstLabel) label = item;

  return bst_place_new_label (GPOINTER_TO_INT (data), label);
}

static void
append_mapped (GListStore *models, GListModel *model, GtkMapListModelMapFunc func, gpointer data)
{
  g_autoptr (GtkMapListModel) mapped =
      gtk_map_list_model_new (g_object_ref (model), func, data, NULL);

  g_list_store_append (models, mapped);
}

GtkWidget *
bst_sidebar_new (BstInventory *inventory, BstSavedViews *views)
{
  BstSidebar *self = g_object_new (BST_TYPE_SIDEBAR, NULL);
  g_autoptr (GListStore) first = g_list_store_new (BST_TYPE_PLACE);
  GListStore *models = g_list_store_new (G_TYPE_LIST_MODEL);
  g_autoptr (GtkFlattenListModel) places = NULL;

  self->machines = g_object_ref (bst_inventory_get_machines (inventory));
  g_list_store_append (first, self->all);
  g_list_store_append (models, first);
  append_mapped (models, bst_inventory_get_hosts (inventory), map_host, NULL);
  append_mapped (models, bst_saved_views_get_list (views), map_view, NULL);
  append_mapped (models, bst_inventory_get_groups (inventory), map_label,
                 GINT_TO_POINTER (BST_PLACE_GROUP));
  append_mapped (models, bst_inventory_get_tags (inventory), map_label,
                 GINT_TO_POINTER (BST_PLACE_TAG));

  places = gtk_flatten_list_model_new (G_LIST_MODEL (models));
  gtk_list_box_bind_model (self->list, G_LIST_MODEL (places), create_row, self, NULL);
  gtk_list_box_select_row (self->list, gtk_list_box_get_row_at_index (self->list, 0));
  return GTK_WIDGET (self);
}

BstPlace *
bst_sidebar_get_place (BstSidebar *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (BST_IS_SIDEBAR (self), NULL);

  row = gtk_list_box_get_selected_row (self->list);
  return row != NULL ? bst_sidebar_row_get_place (BST_SIDEBAR_ROW (row)) : self->all;
}

void
bst_sidebar_choose (BstSidebar *self, const char *key)
{
  GtkListBoxRow *row;

  g_return_if_fail (BST_IS_SIDEBAR (self));

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    {
      g_autofree char *own = bst_place_to_key (bst_sidebar_row_get_place (BST_SIDEBAR_ROW (row)));

      if (g_strcmp0 (own, key) == 0)
        {
          gtk_list_box_select_row (self->list, row);
          return;
        }
    }
}
