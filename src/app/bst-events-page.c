/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-events-page.h"

#include <glib/gi18n.h>

#include "app/bst-age.h"
#include "app/bst-filter-page.h"
#include "app/bst-severity-text.h"
#include "app/bst-time-text.h"
#include "app/bst-tooltip.h"

struct _BstEventsPage
{
  GtkWidget parent_instance;

  BstFilterPage *page;
  GtkSelectionModel *selection;
};

G_DEFINE_FINAL_TYPE (BstEventsPage, bst_events_page, GTK_TYPE_WIDGET)

typedef enum
{
  COLUMN_TIME,
  COLUMN_SEVERITY,
  COLUMN_TEXT,
  COLUMN_MACHINE,
  COLUMN_HOST,
} Column;

/* The drop-down's positions are severities: that one, and worse. */
static gboolean
matches (gpointer item, const char *text, guint choice, gpointer data)
{
  const BstJournalFields *fields = bst_journal_entry_get_fields (item);

  return (guint)fields->severity >= choice && (bst_filter_page_has (fields->text, text) ||
                                               bst_filter_page_has (fields->host_name, text) ||
                                               bst_filter_page_has (fields->machine_name, text) ||
                                               bst_filter_page_has (fields->kind, text));
}

static void
setup_item (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *child;

  if (GPOINTER_TO_INT (data) == COLUMN_SEVERITY)
    child = gtk_image_new ();
  else
    {
      child = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (child), 0);
      gtk_label_set_ellipsize (GTK_LABEL (child), PANGO_ELLIPSIZE_END);
    }
  if (GPOINTER_TO_INT (data) == COLUMN_TIME)
    gtk_widget_add_css_class (child, "numeric");
  gtk_list_item_set_child (item, child);
}

static void
bind_item (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  const BstJournalFields *fields = bst_journal_entry_get_fields (gtk_list_item_get_item (item));
  GtkWidget *child = gtk_list_item_get_child (item);
  g_autofree char *text = NULL;
  g_autofree char *tooltip = NULL;

  switch ((Column)GPOINTER_TO_INT (data))
    {
    case COLUMN_SEVERITY:
      bst_severity_text_show (GTK_IMAGE (child), fields->severity);
      return;
    case COLUMN_TIME:
      text = bst_time_text_clock (fields->time);
      tooltip = bst_age_format_time (fields->time);
      break;
    case COLUMN_TEXT:
      text = g_strdup (fields->text);
      tooltip = fields->detail != NULL ? g_strdup_printf ("%s\n%s", fields->text, fields->detail)
                                       : g_strdup (fields->text);
      break;
    case COLUMN_MACHINE:
      text = g_strdup (fields->machine_name);
      break;
    case COLUMN_HOST:
    default:
      text = g_strdup (fields->host_name);
      break;
    }

  gtk_label_set_text (GTK_LABEL (child), text != NULL ? text : "");
  bst_tooltip_set_text (child, tooltip);
}

static void
append_column (GtkColumnView *view, Column column, const char *title, int width, gboolean expand)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) added = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_item), GINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_item), GINT_TO_POINTER (column));
  gtk_column_view_column_set_resizable (added, column != COLUMN_SEVERITY);
  gtk_column_view_column_set_expand (added, expand);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (added, width);
  gtk_column_view_append_column (view, added);
}

static void
on_activate (BstEventsPage *self, guint position)
{
  g_autoptr (BstJournalEntry) entry =
      g_list_model_get_item (G_LIST_MODEL (self->selection), position);
  const BstJournalFields *fields = bst_journal_entry_get_fields (entry);

  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-place", "(xs)", fields->host_id,
                              fields->machine_uuid != NULL ? fields->machine_uuid : "");
}

static void
bst_events_page_dispose (GObject *object)
{
  BstEventsPage *self = BST_EVENTS_PAGE (object);

  if (self->page != NULL)
    gtk_widget_unparent (GTK_WIDGET (self->page));
  self->page = NULL;
  g_clear_object (&self->selection);

  G_OBJECT_CLASS (bst_events_page_parent_class)->dispose (object);
}

static void
bst_events_page_class_init (BstEventsPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_events_page_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_events_page_init (BstEventsPage *self)
{
}

GtkWidget *
bst_events_page_new (BstInventory *inventory)
{
  BstEventsPage *self = g_object_new (BST_TYPE_EVENTS_PAGE, NULL);
  const char *choices[] = { _ ("All Events"), _ ("Warnings and Alerts"), _ ("Alerts"), NULL };
  GtkWidget *view;

  self->page = BST_FILTER_PAGE (
      bst_filter_page_new (bst_inventory_get_journal (inventory), choices, matches, NULL,
                           "document-open-recent-symbolic", _ ("Nothing Has Happened Yet"),
                           _ ("What happens on hosts and to machines is listed here, and kept.")));
  gtk_widget_set_parent (GTK_WIDGET (self->page), GTK_WIDGET (self));

  self->selection = GTK_SELECTION_MODEL (
      gtk_single_selection_new (g_object_ref (bst_filter_page_get_model (self->page))));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (self->selection), FALSE);
  view = gtk_column_view_new (g_object_ref (self->selection));
  append_column (GTK_COLUMN_VIEW (view), COLUMN_TIME, _ ("Time"), 130, FALSE);
  append_column (GTK_COLUMN_VIEW (view), COLUMN_SEVERITY, "", 40, FALSE);
  append_column (GTK_COLUMN_VIEW (view), COLUMN_TEXT, _ ("What"), 0, TRUE);
  append_column (GTK_COLUMN_VIEW (view), COLUMN_MACHINE, _ ("Machine"), 140, FALSE);
  append_column (GTK_COLUMN_VIEW (view), COLUMN_HOST, _ ("Host"), 120, FALSE);
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Events"), -1);
  g_signal_connect_object (view, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  bst_filter_page_set_view (self->page, view);
  return GTK_WIDGET (self);
}
