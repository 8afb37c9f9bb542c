/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-alerts-page.h"

#include <glib/gi18n.h>

#include "operations/bst-alert.h"
#include "app/bst-filter-page.h"
#include "app/bst-severity-text.h"

struct _BstAlertsPage
{
  GtkWidget parent_instance;

  BstFilterPage *page;
};

G_DEFINE_FINAL_TYPE (BstAlertsPage, bst_alerts_page, GTK_TYPE_WIDGET)

/* The drop-down's positions are severities: that one, and worse. */
static gboolean
matches (gpointer item, const char *text, guint choice, gpointer data)
{
  return (guint)bst_alert_get_severity (item) >= choice &&
         (bst_filter_page_has (bst_alert_get_text (item), text) ||
          bst_filter_page_has (bst_host_get_name (bst_alert_get_host (item)), text));
}

static GtkWidget *
create_label (gboolean dim)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (dim)
    gtk_widget_add_css_class (label, "dim-label");
  return label;
}

/* An icon, then the text over what to do. */
static void
setup_item (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_widget_set_margin_top (row, 6);
  gtk_widget_set_margin_bottom (row, 6);
  gtk_box_append (GTK_BOX (row), gtk_image_new ());
  gtk_box_append (GTK_BOX (row), lines);
  gtk_box_append (GTK_BOX (lines), create_label (FALSE));
  gtk_box_append (GTK_BOX (lines), create_label (TRUE));
  gtk_list_item_set_child (item, row);
}

static void
bind_item (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  BstAlert *alert = gtk_list_item_get_item (item);
  GtkWidget *image = gtk_widget_get_first_child (gtk_list_item_get_child (item));
  GtkWidget *text = gtk_widget_get_first_child (gtk_widget_get_next_sibling (image));
  GtkWidget *detail = gtk_widget_get_next_sibling (text);
  const char *words = bst_alert_get_detail (alert);

  bst_severity_text_show (GTK_IMAGE (image), bst_alert_get_severity (alert));
  gtk_label_set_text (GTK_LABEL (text), bst_alert_get_text (alert));
  gtk_label_set_text (GTK_LABEL (detail), words != NULL ? words : "");
  gtk_widget_set_visible (detail, words != NULL);
}

static void
on_activate (GtkListView *view, guint position, BstAlertsPage *self)
{
  g_autoptr (BstAlert) alert =
      g_list_model_get_item (G_LIST_MODEL (gtk_list_view_get_model (view)), position);
  BstMachine *machine = bst_alert_get_machine (alert);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-place", "(xs)",
                              bst_host_get_id (bst_alert_get_host (alert)),
                              machine != NULL ? bst_machine_get_uuid (machine) : "");
}

static void
bst_alerts_page_dispose (GObject *object)
{
  BstAlertsPage *self = BST_ALERTS_PAGE (object);

  if (self->page != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->page));
  self->page = NULL;

  G_OBJECT_CLASS (bst_alerts_page_parent_class)->dispose (object);
}

static void
bst_alerts_page_class_init (BstAlertsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_alerts_page_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_alerts_page_init (BstAlertsPage *self)
{
}

GtkWidget *
bst_alerts_page_new (BstAlerts *alerts)
{
  BstAlertsPage *self = g_object_new (BST_TYPE_ALERTS_PAGE, NULL);
  const char *choices[] = { _ ("All Alerts"), _ ("Warnings and Worse"), _ ("The Worst"), NULL };
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkSingleSelection *selection;
  GtkWidget *view;

  self->page = BST_FILTER_PAGE (bst_filter_page_new (
      bst_alerts_get_model (alerts), choices, matches, NULL, "object-select-symbolic",
      _ ("All Is Well"), _ ("Nothing needs you now.")));
  gtk_widget_set_parent (GTK_WIDGET (self->page), GTK_WIDGET (self));

  selection = gtk_single_selection_new (g_object_ref (bst_filter_page_get_model (self->page)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_item), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item), NULL);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Alerts"), -1);
  g_signal_connect_object (view, "activate", G_CALLBACK (on_activate), self, 0);
  bst_filter_page_set_view (self->page, view);
  return GTK_WIDGET (self);
}
