/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-xml-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <gtksourceview/gtksource.h>

#include "app/bst-age.h"

struct _BstXmlPage
{
  GtkWidget parent_instance;

  BstMachineXml *xml;
  BstMachine *machine; /* (nullable) */
  gulong changed_id;
  gboolean stale; /* the XML changed while it was not shown */

  GtkWidget *content;
  GtkWidget *note; /* how old it is */
  GtkWidget *search_bar;
  GtkWidget *search_entry;
  GtkWidget *matches;
  GtkWidget *copy;
  GtkWidget *stack;
  GtkWidget *status; /* in place of the text where there is none */
  GtkWidget *scrolled;

  /* Once it was shown: */
  GtkWidget *view;
  GtkSourceBuffer *buffer;
  GtkSourceSearchContext *search;
};

G_DEFINE_FINAL_TYPE (BstXmlPage, bst_xml_page, GTK_TYPE_WIDGET)

static void
update_note (BstXmlPage *self)
{
  g_autofree char *age = NULL;
  g_autofree char *text = NULL;

  if (self->machine == NULL || bst_machine_xml_get_text (self->xml) == NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->note), "");
      return;
    }
  if (bst_machine_is_fresh (self->machine))
    {
      gtk_label_set_text (GTK_LABEL (self->note),
                          bst_machine_state_is_active (bst_machine_get_state (self->machine))
                              ? _ ("As it runs now, read-only")
                              : _ ("As it will start, read-only"));
      return;
    }

  age = bst_age_format (bst_machine_get_seen (self->machine), g_get_real_time ());
  text = g_strdup_printf (_ ("Last seen %s; its host is not connected"), age);
  gtk_label_set_text (GTK_LABEL (self->note), text);
}

/* Keeps the place that is read where the new text is of the same machine. */
static void
update_text (BstXmlPage *self)
{
  const char *text = bst_machine_xml_get_text (self->xml);
  const GError *error = bst_machine_xml_get_error (self->xml);
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkAdjustment *adjustment;
  double place;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->stale = TRUE;
      return;
    }

  self->stale = FALSE;
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  place = gtk_adjustment_get_value (adjustment);
  update_note (self);
  gtk_widget_set_sensitive (self->copy, text != NULL);
  if (text == NULL)
    {
      gtk_text_buffer_set_text (buffer, "", 0);
      adw_status_page_set_description (
          ADW_STATUS_PAGE (self->status),
          error != NULL ? error->message : _ ("It is read when the machine’s host is connected."));
      gtk_stack_set_visible_child (GTK_STACK (self->stack), self->status);
      return;
    }

  gtk_text_buffer_set_text (buffer, text, -1);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "text");
  gtk_adjustment_set_value (adjustment, place);
}

static void
on_machine_changed (BstMachine *machine, guint changes, BstXmlPage *self)
{
  if (changes & BST_MACHINE_CHANGED_STATE)
    update_note (self);
}

void
bst_xml_page_set_machine (BstXmlPage *self, BstMachine *machine)
{
  g_return_if_fail (BST_IS_XML_PAGE (self));

  if (self->machine == machine)
    return;

  if (self->machine != NULL)
    g_clear_signal_handler (&self->changed_id, self->machine);
  g_set_object (&self->machine, machine);
  if (machine != NULL)
    self->changed_id = g_signal_connect (machine, "changed", G_CALLBACK (on_machine_changed), self);
  gtk_adjustment_set_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), 0);
  update_text (self);
}

char *
bst_xml_page_dup_text (BstXmlPage *self)
{
  GtkTextIter start, end;

  if (self->buffer == NULL)
    return g_strdup ("");

  gtk_text_buffer_get_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);

  return gtk_text_buffer_get_text (GTK_TEXT_BUFFER (self->buffer), &start, &end, TRUE);
}

const char *
bst_xml_page_get_note (BstXmlPage *self)
{
  return gtk_label_get_text (GTK_LABEL (self->note));
}

void
bst_xml_page_update_age (BstXmlPage *self)
{
  g_return_if_fail (BST_IS_XML_PAGE (self));

  update_note (self);
}

static void
copy_all (BstXmlPage *self)
{
  g_autofree char *text = bst_xml_page_dup_text (self);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

/* --- Search --- */

void
bst_xml_page_search (BstXmlPage *self)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter start, end;

  g_return_if_fail (BST_IS_XML_PAGE (self));

  gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->search_bar), TRUE);
  if (gtk_text_buffer_get_selection_bounds (buffer, &start, &end))
    {
      g_autofree char *selected = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);

      gtk_editable_set_text (GTK_EDITABLE (self->search_entry), selected);
    }
  gtk_widget_grab_focus (self->search_entry);
  gtk_editable_select_region (GTK_EDITABLE (self->search_entry), 0, -1);
}

static void
update_matches (BstXmlPage *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->search_entry));
  int count = gtk_source_search_context_get_occurrences_count (self->search);
  GtkTextIter start, end;
  int at;
  g_autofree char *label = NULL;

  gtk_text_buffer_get_selection_bounds (GTK_TEXT_BUFFER (self->buffer), &start, &end);
  at = gtk_source_search_context_get_occurrence_position (self->search, &start, &end);
  if (*text != '\0' && count >= 0)
    label = count == 0 ? g_strdup (_ ("None found"))
            : at > 0   ? g_strdup_printf (_ ("%d of %d"), at, count)
                       : g_strdup_printf (ngettext ("%d found", "%d found", (gulong)count), count);
  gtk_label_set_text (GTK_LABEL (self->matches), label != NULL ? label : "");
}

static void
select_match (BstXmlPage *self, const GtkTextIter *start, const GtkTextIter *end)
{
  gtk_text_buffer_select_range (GTK_TEXT_BUFFER (self->buffer), start, end);
  gtk_text_view_scroll_to_mark (GTK_TEXT_VIEW (self->view),
                                gtk_text_buffer_get_insert (GTK_TEXT_BUFFER (self->buffer)), 0.15,
                                FALSE, 0, 0);
  update_matches (self);
}

static void
find (BstXmlPage *self, gboolean forward, gboolean from_start)
{
  GtkTextBuffer *buffer = GTK_TEXT_BUFFER (self->buffer);
  GtkTextIter from, to, start, end;
  gboolean wrapped, found;

  gtk_text_buffer_get_selection_bounds (buffer, &from, &to);
  found = forward
              ? gtk_source_search_context_forward (self->search, from_start ? &from : &to, &start,
                                                   &end, &wrapped)
              : gtk_source_search_context_backward (self->search, &from, &start, &end, &wrapped);
  if (found)
    select_match (self, &start, &end);
  else
    update_matches (self);
}

static void
on_search_changed (BstXmlPage *self)
{
  gtk_source_search_settings_set_search_text (
      gtk_source_search_context_get_settings (self->search),
      gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  find (self, TRUE, TRUE);
}

static void
find_next (BstXmlPage *self)
{
  find (self, TRUE, FALSE);
}

static void
find_previous (BstXmlPage *self)
{
  find (self, FALSE, FALSE);
}

static void
on_search_mode (BstXmlPage *self)
{
  gboolean on = gtk_search_bar_get_search_mode (GTK_SEARCH_BAR (self->search_bar));

  gtk_source_search_context_set_highlight (self->search, on);
  if (!on)
    gtk_widget_grab_focus (self->view);
}

static gboolean
on_find_shortcut (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  bst_xml_page_search (BST_XML_PAGE (widget));

  return GDK_EVENT_STOP;
}

/* --- Building --- */

static void
update_scheme (BstXmlPage *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  GtkSourceStyleScheme *scheme = gtk_source_style_scheme_manager_get_scheme (
      gtk_source_style_scheme_manager_get_default (), dark ? "Adwaita-dark" : "Adwaita");

  gtk_source_buffer_set_style_scheme (self->buffer, scheme);
}

static GtkWidget *
create_button (const char *icon, const char *label, GCallback callback, gpointer data)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  g_signal_connect_swapped (button, "clicked", callback, data);

  return button;
}

static void
build_bar (BstXmlPage *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->note = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->note), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->note, TRUE);
  gtk_widget_add_css_class (self->note, "dim-label");
  gtk_box_append (GTK_BOX (bar), self->note);
  gtk_box_append (GTK_BOX (bar), create_button ("edit-find-symbolic", _ ("Search in the XML"),
                                                G_CALLBACK (bst_xml_page_search), self));
  self->copy =
      create_button ("edit-copy-symbolic", _ ("Copy the XML"), G_CALLBACK (copy_all), self);
  gtk_box_append (GTK_BOX (bar), self->copy);
  gtk_widget_add_css_class (bar, "page-bar");
  gtk_box_append (GTK_BOX (self->content), bar);
}

static void
build_search (BstXmlPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->search_bar = gtk_search_bar_new ();
  self->search_entry = gtk_search_entry_new ();
  gtk_widget_set_size_request (self->search_entry, 260, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search_entry),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Search in the XML"), -1);
  self->matches = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->matches, "dim-label");
  gtk_label_set_width_chars (GTK_LABEL (self->matches), 12);
  gtk_box_append (GTK_BOX (box), self->search_entry);
  gtk_box_append (GTK_BOX (box), self->matches);
  gtk_box_append (GTK_BOX (box), create_button ("go-up-symbolic", _ ("Previous Match"),
                                                G_CALLBACK (find_previous), self));
  gtk_box_append (GTK_BOX (box), create_button ("go-down-symbolic", _ ("Next Match"),
                                                G_CALLBACK (find_next), self));
  gtk_search_bar_set_child (GTK_SEARCH_BAR (self->search_bar), box);
  gtk_search_bar_connect_entry (GTK_SEARCH_BAR (self->search_bar),
                                GTK_EDITABLE (self->search_entry));
  gtk_search_bar_set_show_close_button (GTK_SEARCH_BAR (self->search_bar), TRUE);
  gtk_box_append (GTK_BOX (self->content), self->search_bar);

  g_signal_connect_swapped (self->search_entry, "search-changed", G_CALLBACK (on_search_changed),
                            self);
  g_signal_connect_swapped (self->search_entry, "activate", G_CALLBACK (find_next), self);
  g_signal_connect_swapped (self->search_entry, "next-match", G_CALLBACK (find_next), self);
  g_signal_connect_swapped (self->search_entry, "previous-match", G_CALLBACK (find_previous), self);
  g_signal_connect_swapped (self->search_bar, "notify::search-mode-enabled",
                            G_CALLBACK (on_search_mode), self);
}

/* With its language and colours, which take 20 ms to read: not at the start of a program that may
 * never show any XML. */
static void
build_view (BstXmlPage *self)
{
  GtkSourceLanguageManager *languages = gtk_source_language_manager_get_default ();
  g_autoptr (GtkSourceSearchSettings) settings = gtk_source_search_settings_new ();

  self->buffer = gtk_source_buffer_new_with_language (
      gtk_source_language_manager_get_language (languages, "xml"));
  gtk_source_buffer_set_highlight_matching_brackets (self->buffer, FALSE);
  gtk_source_search_settings_set_wrap_around (settings, TRUE);
  self->search = gtk_source_search_context_new (self->buffer, settings);
  gtk_source_search_context_set_highlight (self->search, FALSE);
  g_signal_connect_object (self->search, "notify::occurrences-count", G_CALLBACK (update_matches),
                           self, G_CONNECT_SWAPPED);

  self->view = gtk_source_view_new_with_buffer (self->buffer);
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->view), TRUE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->view), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->view), 6);
  gtk_source_view_set_show_line_numbers (GTK_SOURCE_VIEW (self->view), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("XML of the machine"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->view);

  update_scheme (self);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (update_scheme), self, G_CONNECT_SWAPPED);
}

static void
build_stack (BstXmlPage *self)
{
  self->scrolled = gtk_scrolled_window_new ();
  self->status = adw_status_page_new ();
  adw_status_page_set_title (ADW_STATUS_PAGE (self->status), _ ("No XML Yet"));
  gtk_widget_add_css_class (self->status, "compact");
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_add_named (GTK_STACK (self->stack), self->scrolled, "text");
  gtk_stack_add_named (GTK_STACK (self->stack), self->status, "none");
  gtk_box_append (GTK_BOX (self->content), self->stack);
}

static void
bst_xml_page_map (GtkWidget *widget)
{
  BstXmlPage *self = BST_XML_PAGE (widget);

  if (self->view == NULL)
    build_view (self);
  GTK_WIDGET_CLASS (bst_xml_page_parent_class)->map (widget);
  if (self->stale)
    update_text (self);
  update_note (self);
}

static void
bst_xml_page_dispose (GObject *object)
{
  BstXmlPage *self = BST_XML_PAGE (object);

  if (self->machine != NULL)
    g_clear_signal_handler (&self->changed_id, self->machine);
  g_clear_object (&self->machine);
  g_clear_object (&self->search);
  g_clear_object (&self->buffer);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->xml);

  G_OBJECT_CLASS (bst_xml_page_parent_class)->dispose (object);
}

static void
bst_xml_page_class_init (BstXmlPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_xml_page_dispose;
  widget_class->map = bst_xml_page_map;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, on_find_shortcut, NULL);
}

static void
bst_xml_page_init (BstXmlPage *self)
{
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  build_bar (self);
  build_stack (self);
  build_search (self);
  gtk_box_reorder_child_after (GTK_BOX (self->content), self->search_bar,
                               gtk_widget_get_first_child (self->content));
}

GtkWidget *
bst_xml_page_new (BstMachineXml *xml)
{
  BstXmlPage *self = g_object_new (BST_TYPE_XML_PAGE, NULL);

  self->xml = g_object_ref (xml);
  g_signal_connect_object (xml, "changed", G_CALLBACK (update_text), self, G_CONNECT_SWAPPED);
  update_text (self);

  return GTK_WIDGET (self);
}
