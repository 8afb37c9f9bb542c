/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-doctor-row.h"

#include <glib/gi18n.h>

struct _BstDoctorRow
{
  GtkListBoxRow parent_instance;

  BstDoctorStep *step; /* (owned) */

  GtkWidget *mark; /* a stack: an icon, or a spinner while it runs */
  GtkWidget *icon;
  GtkWidget *spinner;
  GtkWidget *title;
  GtkWidget *text;
  GtkWidget *remedy;
  GtkWidget *more; /* an expander: the tool's own words */
  GtkWidget *detail;
};

G_DEFINE_FINAL_TYPE (BstDoctorRow, bst_doctor_row, GTK_TYPE_LIST_BOX_ROW)

/* How an outcome looks, and what a screen reader says of it. */
typedef struct
{
  const char *icon;
  const char *style;
  const char *label;
} Look;

static const Look *
get_look (BstDoctorOutcome outcome)
{
  static const Look looks[] = {
    [BST_DOCTOR_PENDING] = { "content-loading-symbolic", "dim-label", N_ ("not yet") },
    [BST_DOCTOR_RUNNING] = { "content-loading-symbolic", "dim-label", N_ ("under way") },
    [BST_DOCTOR_PASSED] = { "object-select-symbolic", "success", N_ ("passed") },
    [BST_DOCTOR_WARNED] = { "dialog-warning-symbolic", "warning", N_ ("passed with a warning") },
    [BST_DOCTOR_FAILED] = { "dialog-error-symbolic", "error", N_ ("failed") },
    [BST_DOCTOR_SKIPPED] = { "list-remove-symbolic", "dim-label", N_ ("skipped") },
  };

  return &looks[outcome];
}

static void
set_text (GtkWidget *label, const char *text)
{
  gboolean there = text != NULL && *text != '\0';

  gtk_label_set_text (GTK_LABEL (label), there ? text : "");
  gtk_widget_set_visible (label, there);
}

static void
on_changed (BstDoctorRow *self)
{
  BstDoctorOutcome outcome = bst_doctor_step_get_outcome (self->step);
  const Look *look = get_look (outcome);
  const char *detail = bst_doctor_step_get_detail (self->step);
  g_autofree char *name = NULL;

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), look->icon);
  gtk_widget_set_css_classes (self->icon, (const char *[]){ look->style, NULL });
  gtk_stack_set_visible_child (
      GTK_STACK (self->mark), outcome == BST_DOCTOR_RUNNING ? self->spinner : self->icon);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), outcome == BST_DOCTOR_RUNNING);

  set_text (self->title, bst_doctor_step_get_title (self->step));
  set_text (self->text, bst_doctor_step_get_text (self->step));
  set_text (self->remedy, bst_doctor_step_get_remedy (self->step));
  set_text (self->detail, detail);
  gtk_widget_set_visible (self->more, detail != NULL && *detail != '\0');

  /* Translators: a step of a check and how it went: "Log in: failed". */
  name = g_strdup_printf (_ ("%s: %s"), bst_doctor_step_get_title (self->step), _ (look->label));
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static GtkWidget *
create_label (gboolean selectable)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), selectable);

  return label;
}

static void
create_mark (BstDoctorRow *self, GtkWidget *box)
{
  self->mark = gtk_stack_new ();
  self->icon = gtk_image_new ();
  self->spinner = gtk_spinner_new ();
  gtk_stack_add_child (GTK_STACK (self->mark), self->icon);
  gtk_stack_add_child (GTK_STACK (self->mark), self->spinner);
  gtk_widget_set_valign (self->mark, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), self->mark);
}

static void
bst_doctor_row_dispose (GObject *object)
{
  g_clear_object (&BST_DOCTOR_ROW (object)->step);

  G_OBJECT_CLASS (bst_doctor_row_parent_class)->dispose (object);
}

static void
bst_doctor_row_class_init (BstDoctorRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_doctor_row_dispose;
}

static void
bst_doctor_row_init (BstDoctorRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_widget_set_margin_top (box, 8);
  gtk_widget_set_margin_bottom (box, 8);
  create_mark (self, box);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_box_append (GTK_BOX (box), lines);

  self->title = create_label (FALSE);
  self->text = create_label (TRUE);
  gtk_widget_add_css_class (self->text, "dim-label");
  self->remedy = create_label (TRUE);
  self->detail = create_label (TRUE);
  gtk_widget_add_css_class (self->detail, "monospace");
  self->more = gtk_expander_new (_ ("The tool’s own words"));
  gtk_expander_set_child (GTK_EXPANDER (self->more), self->detail);
  gtk_box_append (GTK_BOX (lines), self->title);
  gtk_box_append (GTK_BOX (lines), self->text);
  gtk_box_append (GTK_BOX (lines), self->remedy);
  gtk_box_append (GTK_BOX (lines), self->more);

  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

GtkWidget *
bst_doctor_row_new (BstDoctorStep *step)
{
  BstDoctorRow *self = g_object_new (BST_TYPE_DOCTOR_ROW, NULL);

  self->step = g_object_ref (step);
  g_signal_connect_object (step, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  on_changed (self);

  return GTK_WIDGET (self);
}
