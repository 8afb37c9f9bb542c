/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-drain-dialog.h"

#include <glib/gi18n.h>

#include "app/bst-drain-row.h"
#include "app/bst-migration-form.h"
#include "app/bst-spin.h"

/* The rows that it begins with, and how many come with each frame after. */
#define FIRST_ROWS 1
#define MORE_ROWS 2

struct _BstDrainDialog
{
  AdwWindow parent_instance;

  BstFleet *fleet;
  BstDrain *drain;

  GtkSliceListModel *rows; /* those items of the plan that there are rows for yet */

  GtkWidget *go;
  GtkWidget *summary;
  GtkWidget *content;
  GtkWidget *list;
  GtkWidget *offline;   /* (nullable): made after the rows, as is ... */
  GtkWidget *at_a_time; /* (nullable) */
  BstMigrationForm *form; /* (nullable): made last */
  gboolean painted;
};

G_DEFINE_FINAL_TYPE (BstDrainDialog, bst_drain_dialog, ADW_TYPE_WINDOW)

static gboolean
is_pending (BstDrainDialog *self)
{
  GListModel *items = bst_drain_get_items (self->drain);

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (BstDrainItem) item = g_list_model_get_item (items, i);

      if (bst_drain_item_is_pending (item))
        return TRUE;
    }

  return FALSE;
}

static void
show_summary (BstDrainDialog *self)
{
  guint n = bst_drain_get_n_moves (self->drain);
  guint n_stay = g_list_model_get_n_items (bst_drain_get_items (self->drain)) - n;
  g_autofree char *moves = g_strdup_printf (ngettext ("%u machine goes", "%u machines go", n), n);
  g_autofree char *stays = g_strdup_printf (ngettext ("%u stays", "%u stay", n_stay), n_stay);
  /* Translators: "3 machines go, 1 stays" */
  g_autofree char *text = g_strdup_printf (_ ("%s, %s"), moves, stays);

  gtk_label_set_text (GTK_LABEL (self->summary), text);
  gtk_widget_set_sensitive (self->go, n > 0 && !is_pending (self));
}

static void
show_problems (BstDrainDialog *self)
{
  for (guint i = 0; self->form != NULL && i < BST_N_FEATURES; i++)
    {
      g_autofree char *problem = bst_drain_dup_problem (self->drain, i);

      bst_migration_form_set_problem (self->form, i, problem);
    }
}

static void
on_planned (BstDrainDialog *self)
{
  show_summary (self);
  show_problems (self);
}

static void
on_options (BstDrainDialog *self)
{
  bst_drain_set_options (self->drain, bst_migration_form_get_options (self->form));
}

static void
on_offline (BstDrainDialog *self)
{
  bst_drain_set_offline (self->drain, gtk_switch_get_active (GTK_SWITCH (self->offline)));
}

static void
on_go (BstDrainDialog *self)
{
  guint n = self->at_a_time != NULL
                ? (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->at_a_time))
                : BST_DRAIN_AT_A_TIME;
  g_autoptr (BstOperation) operation = bst_drain_operation_new (self->drain, n);

  if (operation == NULL)
    return;

  bst_scheduler_submit (bst_fleet_get_scheduler (self->fleet), operation);
  gtk_window_close (GTK_WINDOW (self));
}

BstDrain *
bst_drain_dialog_get_drain (BstDrainDialog *self)
{
  return self->drain;
}

/* @subtitle: (nullable) */
static GtkWidget *
add_control (GtkWidget *group, const char *title, const char *subtitle, GtkWidget *control)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  if (GTK_IS_SWITCH (control))
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  if (subtitle != NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
      gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                      subtitle, -1);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return control;
}

static void
add_choices (BstDrainDialog *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *spin = gtk_spin_button_new_with_range (1, BST_DRAIN_AT_A_TIME, 1);
  g_autofree char *most = g_strdup_printf (
      _ ("At most %u: with more on their way, the host could be asked for nothing else."),
      BST_DRAIN_AT_A_TIME);

  self->at_a_time = add_control (group, _ ("At a time"), most, bst_spin_ignore_wheel (spin));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->at_a_time), BST_DRAIN_AT_A_TIME);
  self->offline = add_control (group, _ ("Also those that are off"), NULL, gtk_switch_new ());
  g_signal_connect_swapped (self->offline, "notify::active", G_CALLBACK (on_offline), self);
  gtk_box_append (GTK_BOX (self->content), group);
}

static void
add_form (BstDrainDialog *self)
{
  self->form = BST_MIGRATION_FORM (bst_migration_form_new (bst_drain_get_options (self->drain)));
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (on_options), self);
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (self->form));
  show_problems (self);
}

/* Rows of many machines take a while to make: some at each frame, once the first is painted, and
 * what is below them at last, in two frames. */
static gboolean
grow (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  BstDrainDialog *self = BST_DRAIN_DIALOG (widget);
  guint n = gtk_slice_list_model_get_size (self->rows);

  /* The first tick comes before the first frame. */
  if (!self->painted)
    {
      self->painted = TRUE;
      return G_SOURCE_CONTINUE;
    }
  if (n < g_list_model_get_n_items (bst_drain_get_items (self->drain)))
    {
      gtk_slice_list_model_set_size (self->rows, n + MORE_ROWS);
      return G_SOURCE_CONTINUE;
    }
  if (self->offline == NULL)
    {
      add_choices (self);
      return G_SOURCE_CONTINUE;
    }
  add_form (self);

  return G_SOURCE_REMOVE;
}

/* --- Building --- */

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  return bst_drain_row_new (BST_DRAIN_DIALOG (data)->drain, item);
}

static void
build_header (BstDrainDialog *self, GtkWidget *box)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  self->go = gtk_button_new_with_mnemonic (_ ("_Drain"));
  gtk_widget_add_css_class (self->go, "suggested-action");
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), self);
  g_signal_connect_swapped (self->go, "clicked", G_CALLBACK (on_go), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->go);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->go);
  gtk_box_append (GTK_BOX (box), bar);
}

static void
build_content (BstDrainDialog *self, GtkWidget *box)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *empty = gtk_label_new (_ ("There is no machine on it."));

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_add_css_class (self->content, "edit-fields");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 760);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), scrolled);

  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (self->list), empty);
  gtk_widget_add_css_class (empty, "dim-label");
  gtk_widget_add_css_class (empty, "trouble");
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Machines, and where they go"), -1);
  gtk_box_append (GTK_BOX (self->content), self->list);

}

static void
build_summary (BstDrainDialog *self, GtkWidget *box)
{
  self->summary = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->summary), 0);
  gtk_widget_add_css_class (self->summary, "verdict");
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), self->summary);
}

static void
bst_drain_dialog_dispose (GObject *object)
{
  BstDrainDialog *self = BST_DRAIN_DIALOG (object);

  g_clear_object (&self->rows);
  g_clear_object (&self->drain);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (bst_drain_dialog_parent_class)->dispose (object);
}

static void
bst_drain_dialog_class_init (BstDrainDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_drain_dialog_dispose;

  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
bst_drain_dialog_init (BstDrainDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  build_header (self, box);
  build_content (self, box);
  build_summary (self, box);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 680, 640);
}

GtkWindow *
bst_drain_dialog_new (GtkWindow *parent, BstFleet *fleet, BstHost *host)
{
  BstDrainDialog *self = g_object_new (BST_TYPE_DRAIN_DIALOG, "transient-for", parent, NULL);
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autofree char *title = g_strdup_printf (_ ("Drain “%s”"), bst_host_get_name (host));

  gtk_window_set_title (GTK_WINDOW (self), title);
  self->fleet = g_object_ref (fleet);
  self->drain = bst_drain_new (fleet, host, options);
  g_signal_connect_object (self->drain, "changed", G_CALLBACK (on_planned), self,
                           G_CONNECT_SWAPPED);
  self->rows =
      gtk_slice_list_model_new (g_object_ref (bst_drain_get_items (self->drain)), 0, FIRST_ROWS);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), G_LIST_MODEL (self->rows), create_row, self,
                           NULL);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), grow, NULL, NULL);
  show_summary (self);

  return GTK_WINDOW (self);
}
