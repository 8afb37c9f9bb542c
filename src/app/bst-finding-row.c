/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-finding-row.h"

#include <glib/gi18n.h>

struct _BstFindingRow
{
  GtkListBoxRow parent_instance;

  BstPreflightCell *cell;

  GtkWidget *icon;
  GtkWidget *title;
  GtkWidget *lines; /* a label for each reason, remedy and detail */
};

G_DEFINE_FINAL_TYPE (BstFindingRow, bst_finding_row, GTK_TYPE_LIST_BOX_ROW)

static const struct
{
  const char *icon;
  const char *style;
  const char *word;
} looks[] = {
  [BST_VERDICT_NONE] = { "list-remove-symbolic", "dim-label", N_ ("of no importance") },
  [BST_VERDICT_PASS] = { "object-select-symbolic", "success", N_ ("passed") },
  [BST_VERDICT_PENDING] = { "content-loading-symbolic", "dim-label", N_ ("being checked") },
  [BST_VERDICT_WARN] = { "dialog-warning-symbolic", "warning", N_ ("passed with a warning") },
  [BST_VERDICT_BLOCK] = { "dialog-error-symbolic", "error", N_ ("not possible") },
};

void
bst_finding_row_show_verdict (GtkImage *image, BstVerdict verdict)
{
  gtk_image_set_from_icon_name (image, looks[verdict].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (image), (const char *[]){ looks[verdict].style, NULL });
  gtk_widget_set_tooltip_text (GTK_WIDGET (image), _ (looks[verdict].word));
}

const char *
bst_finding_row_get_icon (BstVerdict verdict)
{
  return looks[verdict].icon;
}

const char *
bst_finding_row_get_word (BstVerdict verdict)
{
  return _ (looks[verdict].word);
}

static GtkWidget *
create_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

static void
add_line (BstFindingRow *self, const char *text, const char *style)
{
  if (text != NULL)
    gtk_box_append (GTK_BOX (self->lines), create_label (text, style));
}

static void
update (BstFindingRow *self)
{
  BstVerdict verdict = bst_preflight_cell_get_verdict (self->cell);
  GPtrArray *findings = bst_preflight_cell_get_findings (self->cell);
  const char *title = bst_preflight_cell_get_title (self->cell);
  /* Translators: a check and how it went: "Memory: passed". */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), title, bst_finding_row_get_word (verdict));
  GtkWidget *child;

  gtk_widget_set_visible (GTK_WIDGET (self), verdict != BST_VERDICT_NONE);
  bst_finding_row_show_verdict (GTK_IMAGE (self->icon), verdict);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  while ((child = gtk_widget_get_first_child (self->lines)) != NULL)
    gtk_box_remove (GTK_BOX (self->lines), child);
  for (guint i = 0; i < findings->len; i++)
    {
      const BstFinding *finding = findings->pdata[i];
      gboolean matters = finding->verdict > BST_VERDICT_PENDING;

      add_line (self, finding->reason, matters ? NULL : "dim-label");
      if (matters)
        {
          add_line (self, finding->remedy, "dim-label");
          add_line (self, finding->detail, "monospace");
        }
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
bst_finding_row_dispose (GObject *object)
{
  g_clear_object (&BST_FINDING_ROW (object)->cell);

  G_OBJECT_CLASS (bst_finding_row_parent_class)->dispose (object);
}

static void
bst_finding_row_class_init (BstFindingRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_finding_row_dispose;
}

static void
bst_finding_row_init (BstFindingRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_add_css_class (box, "finding");
  self->icon = gtk_image_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), self->icon);
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_width_chars (GTK_LABEL (self->title), 20);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_set_valign (self->title, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), self->title);
  self->lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_hexpand (self->lines, TRUE);
  gtk_box_append (GTK_BOX (box), self->lines);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

GtkWidget *
bst_finding_row_new (BstPreflightCell *cell)
{
  BstFindingRow *self = g_object_new (BST_TYPE_FINDING_ROW, NULL);

  self->cell = g_object_ref (cell);
  g_signal_connect_object (cell, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
