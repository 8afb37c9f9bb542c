/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-target-row.h"

#include <glib/gi18n.h>

#include "app/bst-check-columns.h"
#include "app/bst-finding-row.h"
#include "app/bst-format.h"
#include "app/bst-tooltip.h"

struct _BstTargetRow
{
  AdwExpanderRow parent_instance;

  BstPreflightTarget *target;
  gboolean filled; /* the findings have rows: made when first unfolded */

  GtkWidget *button;
  GtkWidget *icon;
  GtkWidget *spinner;
  GtkWidget *mark; /* a stack of both */
  GtkWidget *side; /* the strip above the line */
  GtkWidget *strip;
  GtkWidget *line;
};

G_DEFINE_FINAL_TYPE (BstTargetRow, bst_target_row, ADW_TYPE_EXPANDER_ROW)

/* Below the host's name; whether it will do, and why not, stands below the checks. */
static void
update_memory (BstTargetRow *self)
{
  g_autofree char *size = bst_format_memory (bst_preflight_target_get_memory_free (self->target));
  /* Translators: of a host's memory: "3.2 GiB free". */
  g_autofree char *text = size != NULL ? g_strdup_printf (_ ("%s free"), size) : g_strdup ("");
  g_autofree char *subtitle = g_markup_escape_text (text, -1);

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
}

static void
update (BstTargetRow *self)
{
  BstVerdict verdict = bst_preflight_target_get_verdict (self->target);
  const char *host = bst_host_get_name (bst_preflight_target_get_host (self->target));
  g_autofree char *line = bst_preflight_target_dup_line (self->target);
  g_autofree char *title = g_markup_escape_text (host, -1);
  gboolean pending = verdict == BST_VERDICT_PENDING;

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  gtk_label_set_text (GTK_LABEL (self->line), line);
  bst_finding_row_show_verdict (GTK_IMAGE (self->icon), verdict);
  gtk_stack_set_visible_child (GTK_STACK (self->mark), pending ? self->spinner : self->icon);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), pending);
  gtk_widget_set_sensitive (self->button, verdict != BST_VERDICT_BLOCK);
  bst_tooltip_set_text (self->button, verdict == BST_VERDICT_BLOCK ? line : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  host, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, line, -1);
  update_memory (self);
}

/* What is wrong comes first: passing many checks is no news. */
static void
fill (BstTargetRow *self)
{
  static const BstVerdict order[] = { BST_VERDICT_BLOCK, BST_VERDICT_WARN, BST_VERDICT_PENDING,
                                      BST_VERDICT_PASS, BST_VERDICT_NONE };

  if (self->filled || !adw_expander_row_get_expanded (ADW_EXPANDER_ROW (self)))
    return;

  self->filled = TRUE;
  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    {
      for (guint i = 0; i < BST_N_CHECKS; i++)
        {
          BstPreflightCell *cell = bst_preflight_target_get_cell (self->target, i);

          if (bst_preflight_cell_get_verdict (cell) == order[k])
            adw_expander_row_add_row (ADW_EXPANDER_ROW (self), bst_finding_row_new (cell));
        }
    }
}

static void
on_activated (BstTargetRow *self)
{
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), TRUE);
}

static void
bst_target_row_dispose (GObject *object)
{
  g_clear_object (&BST_TARGET_ROW (object)->target);

  G_OBJECT_CLASS (bst_target_row_parent_class)->dispose (object);
}

static void
bst_target_row_class_init (BstTargetRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_target_row_dispose;
}

/* A line is no wider than the strip, however long: the columns stand where all rows have them. */
static void
build_side (BstTargetRow *self)
{
  GtkWidget *clamp = adw_clamp_new ();

  self->line = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->line), 0);
  gtk_label_set_wrap (GTK_LABEL (self->line), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->line), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (self->line, "caption");
  self->side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_add_css_class (self->side, "checks");
  gtk_box_append (GTK_BOX (self->side), self->line);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), bst_check_columns_get_width ());
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), bst_check_columns_get_width ());
  adw_clamp_set_child (ADW_CLAMP (clamp), self->side);
  gtk_widget_set_valign (clamp, GTK_ALIGN_CENTER);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (self), clamp);
}

static void
bst_target_row_init (BstTargetRow *self)
{
  self->button = gtk_check_button_new ();
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  self->mark = gtk_stack_new ();
  self->icon = gtk_image_new ();
  self->spinner = gtk_spinner_new ();
  gtk_stack_add_child (GTK_STACK (self->mark), self->icon);
  gtk_stack_add_child (GTK_STACK (self->mark), self->spinner);
  gtk_widget_set_valign (self->mark, GTK_ALIGN_CENTER);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), self->button);
  adw_expander_row_add_prefix (ADW_EXPANDER_ROW (self), self->mark);
  build_side (self);
  g_signal_connect (self, "notify::expanded", G_CALLBACK (fill), NULL);
}

GtkWidget *
bst_target_row_new (BstPreflightTarget *target)
{
  BstTargetRow *self = g_object_new (BST_TYPE_TARGET_ROW, NULL);

  self->target = g_object_ref (target);
  self->strip = bst_check_strip_new (target);
  gtk_box_prepend (GTK_BOX (self->side), self->strip);
  g_signal_connect_swapped (self->strip, "activated", G_CALLBACK (on_activated), self);
  g_signal_connect_object (target, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}

BstPreflightTarget *
bst_target_row_get_target (BstTargetRow *self)
{
  return self->target;
}

GtkCheckButton *
bst_target_row_get_button (BstTargetRow *self)
{
  return GTK_CHECK_BUTTON (self->button);
}

BstCheckStrip *
bst_target_row_get_strip (BstTargetRow *self)
{
  return BST_CHECK_STRIP (self->strip);
}
