/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-journal-row.h"

#include <glib/gi18n.h>

#include "app/bst-age.h"
#include "app/bst-severity-text.h"
#include "app/bst-time-text.h"

struct _BstJournalRow
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *icon;
  GtkWidget *time;
  GtkWidget *text;
  GtkWidget *more; /* a button that shows the detail */
  GtkWidget *detail;
};

G_DEFINE_FINAL_TYPE (BstJournalRow, bst_journal_row, GTK_TYPE_WIDGET)

void
bst_journal_row_set_entry (BstJournalRow *self, BstJournalEntry *entry)
{
  const BstJournalFields *fields = bst_journal_entry_get_fields (entry);
  gboolean detailed = fields->detail != NULL && *fields->detail != '\0';
  g_autofree char *time = bst_time_text_clock (fields->time);
  g_autofree char *full = bst_age_format_time (fields->time);

  bst_severity_text_show (GTK_IMAGE (self->icon), fields->severity);
  gtk_label_set_text (GTK_LABEL (self->time), time);
  gtk_widget_set_tooltip_text (self->time, full);
  gtk_label_set_text (GTK_LABEL (self->text), fields->text);
  gtk_label_set_text (GTK_LABEL (self->detail), detailed ? fields->detail : "");
  gtk_widget_set_visible (self->more, detailed);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->more), FALSE);
}

static GtkWidget *
create_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);

  return label;
}

static void
bst_journal_row_dispose (GObject *object)
{
  BstJournalRow *self = BST_JOURNAL_ROW (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_journal_row_parent_class)->dispose (object);
}

static void
bst_journal_row_class_init (BstJournalRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_journal_row_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_journal_row_init (BstJournalRow *self)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));

  self->icon = gtk_image_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->box), self->icon);

  self->time = gtk_label_new (NULL);
  gtk_label_set_width_chars (GTK_LABEL (self->time), 10);
  gtk_label_set_xalign (GTK_LABEL (self->time), 0);
  gtk_widget_set_valign (self->time, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->time, "numeric");
  gtk_widget_add_css_class (self->time, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->time);

  self->text = create_label ();
  self->detail = create_label ();
  gtk_widget_add_css_class (self->detail, "dim-label");
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (lines), self->text);
  gtk_box_append (GTK_BOX (lines), self->detail);
  gtk_box_append (GTK_BOX (self->box), lines);

  self->more = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->more), "pan-down-symbolic");
  gtk_widget_set_valign (self->more, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->more, "flat");
  gtk_widget_add_css_class (self->more, "inline-edit");
  gtk_widget_set_tooltip_text (self->more, _ ("Show Why"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->more), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Show Why"), -1);
  gtk_box_append (GTK_BOX (self->box), self->more);
  g_object_bind_property (self->more, "active", self->detail, "visible", G_BINDING_SYNC_CREATE);
}

GtkWidget *
bst_journal_row_new (void)
{
  return g_object_new (BST_TYPE_JOURNAL_ROW, NULL);
}
