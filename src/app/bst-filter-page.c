/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-filter-page.h"

#include <string.h>

#include <adwaita.h>

#include "core/bst-text.h"

struct _BstFilterPage
{
  GtkWidget parent_instance;

  GListModel *model; /* all of it */
  GtkFilter *filter;
  GtkFilterListModel *filtered;
  BstFilterFunc func;
  gpointer data;
  char *text; /* case-folded */

  /* Of the template. */
  GtkStack *stack;
  AdwStatusPage *empty;
  GtkWidget *full;
  GtkSearchEntry *entry;
  GtkDropDown *choice;
  GtkStack *results;
  GtkScrolledWindow *scrolled;
  GtkWidget *no_match;
};

G_DEFINE_FINAL_TYPE (BstFilterPage, bst_filter_page, GTK_TYPE_WIDGET)

gboolean
bst_filter_page_has (const char *haystack, const char *text)
{
  g_autofree char *folded = NULL;

  if (text[0] == '\0')
    return TRUE;
  if (haystack == NULL)
    return FALSE;

  folded = bst_text_fold (haystack);
  return strstr (folded, text) != NULL;
}

static gboolean
filter_item (gpointer item, gpointer data)
{
  BstFilterPage *self = data;

  return self->func (item, self->text, gtk_drop_down_get_selected (self->choice), self->data);
}

static void
update_pages (BstFilterPage *self)
{
  gboolean empty = g_list_model_get_n_items (self->model) == 0;
  gboolean none = g_list_model_get_n_items (G_LIST_MODEL (self->filtered)) == 0;

  gtk_stack_set_visible_child (self->stack, empty ? GTK_WIDGET (self->empty) : self->full);
  gtk_stack_set_visible_child (self->results, none ? self->no_match : GTK_WIDGET (self->scrolled));
}

static void
on_filter_changed (BstFilterPage *self)
{
  g_free (self->text);
  self->text = bst_text_fold (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_pages (self);
}

static void
bst_filter_page_dispose (GObject *object)
{
  BstFilterPage *self = BST_FILTER_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->filtered);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (bst_filter_page_parent_class)->dispose (object);
}

static void
bst_filter_page_finalize (GObject *object)
{
  g_free (BST_FILTER_PAGE (object)->text);

  G_OBJECT_CLASS (bst_filter_page_parent_class)->finalize (object);
}

static void
bst_filter_page_class_init (BstFilterPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_filter_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_filter_page_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-filter-page.ui");
  gtk_widget_class_bind_template_child (widget_class, BstFilterPage, stack);
  gtk_widget_class_bind_template_child (widget_class, BstFilterPage, empty);
  gtk_widget_class_bind_template_child (widget_class, BstFilterPage, full);
  gtk_widget_class_bind_template_child (widget_class, BstFilterPage, entry);
  gtk_widget_class_bind_template_child (widget_class, BstFilterPage, choice);
  gtk_widget_class_bind_template_child (widget_class, BstFilterPage, results);
  gtk_widget_class_bind_template_child (widget_class, BstFilterPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, BstFilterPage, no_match);
}

static void
bst_filter_page_init (BstFilterPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->text = g_strdup ("");
}

GtkWidget *
bst_filter_page_new (GListModel *model,
                     const char *const *choices,
                     BstFilterFunc func,
                     gpointer data,
                     const char *empty_icon,
                     const char *empty_title,
                     const char *empty_text)
{
  BstFilterPage *self = g_object_new (BST_TYPE_FILTER_PAGE, NULL);
  g_autoptr (GtkStringList) strings = gtk_string_list_new (choices);

  self->model = g_object_ref (model);
  self->func = func;
  self->data = data;
  adw_status_page_set_icon_name (self->empty, empty_icon);
  adw_status_page_set_title (self->empty, empty_title);
  adw_status_page_set_description (self->empty, empty_text);
  gtk_drop_down_set_model (self->choice, G_LIST_MODEL (strings));

  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_item, self, NULL));
  self->filtered = gtk_filter_list_model_new (g_object_ref (model), self->filter);
  g_signal_connect_object (self->entry, "search-changed", G_CALLBACK (on_filter_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->choice, "notify::selected", G_CALLBACK (on_filter_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->filtered, "items-changed", G_CALLBACK (update_pages), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (update_pages), self,
                           G_CONNECT_SWAPPED);
  update_pages (self);
  return GTK_WIDGET (self);
}

GListModel *
bst_filter_page_get_model (BstFilterPage *self)
{
  g_return_val_if_fail (BST_IS_FILTER_PAGE (self), NULL);

  return G_LIST_MODEL (self->filtered);
}

void
bst_filter_page_refilter (BstFilterPage *self)
{
  g_return_if_fail (BST_IS_FILTER_PAGE (self));

  if (self->filtered != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

void
bst_filter_page_set_view (BstFilterPage *self, GtkWidget *view)
{
  g_return_if_fail (BST_IS_FILTER_PAGE (self));

  gtk_scrolled_window_set_child (self->scrolled, view);
}
