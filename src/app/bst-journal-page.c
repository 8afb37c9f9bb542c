/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-journal-page.h"

#include <string.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-journal-row.h"
#include "core/bst-text.h"

/* Entries read at a time. */
#define PAGE 200

struct _BstJournalPage
{
  GtkWidget parent_instance;

  BstInventory *inventory;
  BstHost *host;         /* (nullable) */
  BstMachine *machine;   /* (nullable) */
  GCancellable *reading; /* (nullable) */
  gboolean pending;      /* to be read when it is shown */

  GListStore *entries; /* of BstJournalEntry, newest first */
  GtkFilterListModel *shown;
  GtkCustomFilter *filter;
  char *words; /* (nullable): case-folded */

  GtkWidget *content;
  GtkWidget *search;
  GtkWidget *severity;
  GtkWidget *older;
  GtkWidget *stack;
  GtkWidget *status;
};

G_DEFINE_FINAL_TYPE (BstJournalPage, bst_journal_page, GTK_TYPE_WIDGET)

static gboolean
has_words (const char *text, const char *words)
{
  g_autofree char *folded = text != NULL ? bst_text_fold (text) : NULL;

  return folded != NULL && strstr (folded, words) != NULL;
}

static gboolean
is_wanted (gpointer item, gpointer data)
{
  BstJournalPage *self = data;
  const BstJournalFields *fields = bst_journal_entry_get_fields (item);

  if ((guint)fields->severity < gtk_drop_down_get_selected (GTK_DROP_DOWN (self->severity)))
    return FALSE;

  return self->words == NULL || has_words (fields->text, self->words) ||
         has_words (fields->detail, self->words) || has_words (fields->machine_name, self->words);
}

static gboolean
is_of_subject (BstJournalPage *self, BstJournalEntry *entry)
{
  const BstJournalFields *fields = bst_journal_entry_get_fields (entry);

  if (self->host == NULL || fields->host_id != bst_host_get_id (self->host))
    return FALSE;

  return self->machine == NULL ||
         g_strcmp0 (fields->machine_uuid, bst_machine_get_uuid (self->machine)) == 0;
}

static void
update_stack (BstJournalPage *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->shown)) > 0;
  gboolean none = g_list_model_get_n_items (G_LIST_MODEL (self->entries)) == 0;

  if (any)
    {
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "list");
      return;
    }

  adw_status_page_set_title (ADW_STATUS_PAGE (self->status), self->reading != NULL || self->pending
                                                                 ? _ ("Reading…")
                                                             : none ? _ ("Nothing Happened Yet")
                                                                    : _ ("No Event Fits"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->status),
                                   none ? NULL
                                        : _ ("Change the words or the severity to see others."));
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->status);
}

/* An entry may come twice: told, and read. */
static gboolean
is_known (BstJournalPage *self, BstJournalEntry *entry)
{
  const BstJournalFields *fields = bst_journal_entry_get_fields (entry);
  guint n = MIN (g_list_model_get_n_items (G_LIST_MODEL (self->entries)), PAGE);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BstJournalEntry) other = g_list_model_get_item (G_LIST_MODEL (self->entries), i);
      const BstJournalFields *others = bst_journal_entry_get_fields (other);

      if (other == entry || (fields->id != 0 && fields->id == others->id) ||
          (fields->time == others->time && g_strcmp0 (fields->text, others->text) == 0))
        return TRUE;
    }

  return FALSE;
}

/* --- The past --- */

static void
take_page (BstJournalPage *self, GPtrArray *page)
{
  g_autoptr (GPtrArray) added = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < page->len; i++)
    if (!is_known (self, page->pdata[i]))
      g_ptr_array_add (added, g_object_ref (page->pdata[i]));
  g_list_store_splice (self->entries, g_list_model_get_n_items (G_LIST_MODEL (self->entries)), 0,
                       added->pdata, added->len);
  gtk_widget_set_visible (self->older, page->len == PAGE);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstJournalPage) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) page =
      bst_inventory_read_journal_finish (BST_INVENTORY (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->content == NULL)
    return;

  g_clear_object (&self->reading);
  if (page != NULL)
    take_page (self, page);
  else
    g_warning ("No journal: %s", error->message);
  update_stack (self);
}

static void
read_page (BstJournalPage *self, gint64 before)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  self->pending = FALSE;
  self->reading = g_cancellable_new ();
  bst_inventory_read_journal_async (self->inventory, bst_host_get_id (self->host),
                                    self->machine != NULL ? bst_machine_get_uuid (self->machine)
                                                          : NULL,
                                    before, PAGE, self->reading, on_read, g_object_ref (self));
}

static void
on_older_clicked (BstJournalPage *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->entries));
  g_autoptr (BstJournalEntry) last =
      n > 0 ? g_list_model_get_item (G_LIST_MODEL (self->entries), n - 1) : NULL;

  read_page (self, last != NULL ? bst_journal_entry_get_fields (last)->id : 0);
}

void
bst_journal_page_set_subject (BstJournalPage *self, BstHost *host, BstMachine *machine)
{
  g_return_if_fail (BST_IS_JOURNAL_PAGE (self));

  if (self->host == host && self->machine == machine)
    return;

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_set_object (&self->host, host);
  g_set_object (&self->machine, machine);
  g_list_store_remove_all (self->entries);
  gtk_widget_set_visible (self->older, FALSE);
  self->pending = host != NULL;
  if (self->pending && gtk_widget_get_mapped (GTK_WIDGET (self)))
    read_page (self, 0);
  update_stack (self);
}

/* --- What goes on --- */

static void
on_journal_changed (BstJournalPage *self, guint position, guint removed, guint added)
{
  GListModel *journal = bst_inventory_get_journal (self->inventory);

  /* What is told before the page is read will be in it. */
  if (self->host == NULL || self->pending)
    return;

  for (guint i = added; i > 0; i--)
    {
      g_autoptr (BstJournalEntry) entry = g_list_model_get_item (journal, position + i - 1);

      if (is_of_subject (self, entry) && !is_known (self, entry))
        g_list_store_insert (self->entries, 0, entry);
    }
}

/* --- The filter --- */

static void
on_filter_changed (BstJournalPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search));

  g_clear_pointer (&self->words, g_free);
  if (*text != '\0')
    self->words = bst_text_fold (text);
  gtk_filter_changed (GTK_FILTER (self->filter), GTK_FILTER_CHANGE_DIFFERENT);
}

void
bst_journal_page_set_filter (BstJournalPage *self, const char *text, BstSeverity least)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search), text);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->severity), least);
  on_filter_changed (self);
}

GListModel *
bst_journal_page_get_shown (BstJournalPage *self)
{
  return G_LIST_MODEL (self->shown);
}

/* --- Building --- */

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, bst_journal_row_new ());
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  bst_journal_row_set_entry (BST_JOURNAL_ROW (gtk_list_item_get_child (item)),
                             gtk_list_item_get_item (item));
}

static void
build_bar (BstJournalPage *self)
{
  const char *const choices[] = { _ ("All"), _ ("Warnings and Alerts"), _ ("Alerts"), NULL };
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Filter events"), NULL);
  gtk_widget_set_hexpand (self->search, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Filter Events"), -1);
  gtk_box_append (GTK_BOX (bar), self->search);
  self->severity = gtk_drop_down_new_from_strings (choices);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->severity), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Severity"), -1);
  gtk_box_append (GTK_BOX (bar), self->severity);
  gtk_widget_add_css_class (bar, "page-bar");
  gtk_box_append (GTK_BOX (self->content), bar);

  g_signal_connect_swapped (self->search, "search-changed", G_CALLBACK (on_filter_changed), self);
  g_signal_connect_swapped (self->severity, "notify::selected", G_CALLBACK (on_filter_changed),
                            self);
}

static GtkWidget *
create_list (BstJournalPage *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view;

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind), NULL);
  view = gtk_list_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (G_LIST_MODEL (self->shown)))),
      factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Events"), -1);
  gtk_widget_add_css_class (view, "journal");
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

static void
bst_journal_page_map (GtkWidget *widget)
{
  BstJournalPage *self = BST_JOURNAL_PAGE (widget);

  GTK_WIDGET_CLASS (bst_journal_page_parent_class)->map (widget);
  if (self->pending)
    read_page (self, 0);
}

static void
bst_journal_page_dispose (GObject *object)
{
  BstJournalPage *self = BST_JOURNAL_PAGE (object);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->shown);
  g_clear_object (&self->entries);
  g_clear_object (&self->machine);
  g_clear_object (&self->host);
  g_clear_object (&self->inventory);
  g_clear_pointer (&self->words, g_free);

  G_OBJECT_CLASS (bst_journal_page_parent_class)->dispose (object);
}

static void
bst_journal_page_class_init (BstJournalPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_journal_page_dispose;
  widget_class->map = bst_journal_page_map;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bst_journal_page_init (BstJournalPage *self)
{
  self->entries = g_list_store_new (BST_TYPE_JOURNAL_ENTRY);
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  build_bar (self);

  self->filter = gtk_custom_filter_new (is_wanted, self, NULL);
  self->shown = gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (self->entries)),
                                           GTK_FILTER (self->filter));
  g_signal_connect_object (self->shown, "items-changed", G_CALLBACK (update_stack), self,
                           G_CONNECT_SWAPPED);

  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), create_list (self), "list");
  self->status = adw_status_page_new ();
  gtk_widget_add_css_class (self->status, "compact");
  gtk_stack_add_named (GTK_STACK (self->stack), self->status, "status");
  gtk_box_append (GTK_BOX (self->content), self->stack);

  self->older = gtk_button_new_with_mnemonic (_ ("Show _Older"));
  gtk_widget_set_visible (self->older, FALSE);
  gtk_widget_set_halign (self->older, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->older, "flat");
  g_signal_connect_swapped (self->older, "clicked", G_CALLBACK (on_older_clicked), self);
  gtk_box_append (GTK_BOX (self->content), self->older);
}

GtkWidget *
bst_journal_page_new (BstInventory *inventory)
{
  BstJournalPage *self = g_object_new (BST_TYPE_JOURNAL_PAGE, NULL);

  self->inventory = g_object_ref (inventory);
  g_signal_connect_object (bst_inventory_get_journal (inventory), "items-changed",
                           G_CALLBACK (on_journal_changed), self, G_CONNECT_SWAPPED);
  update_stack (self);

  return GTK_WIDGET (self);
}
