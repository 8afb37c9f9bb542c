/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-migrate-dialog.h"

#include <glib/gi18n.h>

#include "operations/bst-migrate.h"

struct _BstMigrateDialog
{
  AdwWindow parent_instance;

  BstFleet *fleet;
  GPtrArray *machines;
  BstPreflight *preflight;

  GtkWidget *migrate;
  GtkWidget *verdict;
  BstTargetList *targets;
  BstMigrationForm *form;
  GtkWidget *content;
};

G_DEFINE_FINAL_TYPE (BstMigrateDialog, bst_migrate_dialog, ADW_TYPE_WINDOW)

static BstHost *
get_chosen_host (BstMigrateDialog *self)
{
  BstPreflightTarget *chosen = bst_target_list_get_chosen (self->targets);

  return chosen != NULL ? bst_preflight_target_get_host (chosen) : NULL;
}

static void
show_problems (BstMigrateDialog *self)
{
  BstHost *host = get_chosen_host (self);

  for (guint i = 0; i < BST_N_FEATURES; i++)
    {
      g_autofree char *problem = bst_preflight_dup_problem (self->preflight, i, host);

      bst_migration_form_set_problem (self->form, i, problem);
    }
}

static void
show_disks (BstMigrateDialog *self)
{
  BstHost *host = get_chosen_host (self);
  g_autoptr (GPtrArray) disks = bst_preflight_get_disks (self->preflight);
  g_auto (GStrv) pools =
      host != NULL ? bst_preflight_dup_pools (self->preflight, host) : g_new0 (char *, 1);

  bst_migration_form_set_disks (self->form, disks, (const char *const *)pools);
}

static void
show_verdict (BstMigrateDialog *self)
{
  BstPreflightTarget *chosen = bst_target_list_get_chosen (self->targets);
  BstVerdict verdict =
      chosen != NULL ? bst_preflight_target_get_verdict (chosen) : BST_VERDICT_BLOCK;
  g_autofree char *line = chosen != NULL ? bst_preflight_target_dup_line (chosen) : NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_sensitive (self->migrate,
                            verdict == BST_VERDICT_PASS || verdict == BST_VERDICT_WARN);
  /* Translators: a host, and whether machines can go there. */
  text = chosen != NULL
             ? g_strdup_printf (_ ("%s: %s"), bst_host_get_name (get_chosen_host (self)), line)
         : bst_preflight_is_settled (self->preflight)
             ? g_strdup (_ ("No host can take it as it is: unfold one to see why."))
             : g_strdup (_ ("The hosts are being asked…"));
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->verdict)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->verdict), text);
}

static void
on_chosen (BstMigrateDialog *self)
{
  show_problems (self);
  show_disks (self);
  show_verdict (self);
  bst_preflight_set_options (self->preflight, bst_migration_form_get_options (self->form));
}

static void
on_form_changed (BstMigrateDialog *self)
{
  bst_preflight_set_options (self->preflight, bst_migration_form_get_options (self->form));
  show_verdict (self);
}

static void
on_copy (BstMigrateDialog *self)
{
  g_autofree char *text = bst_preflight_dup_text (self->preflight, NULL);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
on_migrate (BstMigrateDialog *self)
{
  BstHost *host = get_chosen_host (self);
  g_autoptr (GPtrArray) going = g_ptr_array_new ();
  g_autoptr (BstOperation) operation = NULL;

  /* Enter comes here, too. */
  if (host == NULL || !gtk_widget_is_sensitive (self->migrate))
    return;
  for (guint i = 0; i < self->machines->len; i++)
    {
      if (bst_machine_get_host (self->machines->pdata[i]) != host)
        g_ptr_array_add (going, self->machines->pdata[i]);
    }

  operation = bst_migrate_new_many (self->fleet, going, host,
                                    bst_migration_form_get_options (self->form), 0);
  bst_scheduler_submit (bst_fleet_get_scheduler (self->fleet), operation);
  gtk_window_close (GTK_WINDOW (self));
}

BstTargetList *
bst_migrate_dialog_get_targets (BstMigrateDialog *self)
{
  return self->targets;
}

BstMigrationForm *
bst_migrate_dialog_get_form (BstMigrateDialog *self)
{
  return self->form;
}

BstPreflight *
bst_migrate_dialog_get_preflight (BstMigrateDialog *self)
{
  return self->preflight;
}

/* --- Building --- */

static void
build_header (BstMigrateDialog *self, GtkWidget *box)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  self->migrate = gtk_button_new_with_mnemonic (_ ("_Migrate"));
  gtk_widget_add_css_class (self->migrate, "suggested-action");
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), self);
  g_signal_connect_swapped (self->migrate, "clicked", G_CALLBACK (on_migrate), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->migrate);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->migrate);
  gtk_box_append (GTK_BOX (box), bar);
}

/* What the chosen host says stays in view, however far one scrolls. */
static void
build_verdict (BstMigrateDialog *self, GtkWidget *box)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("C_opy Report"));

  gtk_widget_add_css_class (bar, "verdict");
  self->verdict = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->verdict), 0);
  gtk_label_set_wrap (GTK_LABEL (self->verdict), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->verdict), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (self->verdict, TRUE);
  gtk_box_append (GTK_BOX (bar), self->verdict);
  gtk_widget_set_valign (copy, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (copy, _ ("All that was found of all hosts, as text"));
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (on_copy), self);
  gtk_box_append (GTK_BOX (bar), copy);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), bar);
}

static GtkWidget *
create_heading (const char *text)
{
  GtkWidget *heading = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "heading");

  return heading;
}

static void
build_content (BstMigrateDialog *self, GtkWidget *box)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_new ();

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->content, "edit-fields");
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 960);
  adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), 960);
  adw_clamp_set_child (ADW_CLAMP (clamp), self->content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), scrolled);

  self->targets = BST_TARGET_LIST (bst_target_list_new ());
  gtk_box_append (GTK_BOX (self->content), create_heading (_ ("Where To")));
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (self->targets));
}

static void
bst_migrate_dialog_dispose (GObject *object)
{
  BstMigrateDialog *self = BST_MIGRATE_DIALOG (object);

  if (self->preflight != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->targets, self);
      bst_preflight_stop (self->preflight);
    }
  g_clear_object (&self->preflight);
  g_clear_object (&self->fleet);
  g_clear_pointer (&self->machines, g_ptr_array_unref);

  G_OBJECT_CLASS (bst_migrate_dialog_parent_class)->dispose (object);
}

static void
bst_migrate_dialog_class_init (BstMigrateDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_migrate_dialog_dispose;

  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
bst_migrate_dialog_init (BstMigrateDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  build_header (self, box);
  build_content (self, box);
  build_verdict (self, box);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 900, 680);
}

static char *
dup_title (GPtrArray *machines)
{
  if (machines->len == 1)
    return g_strdup_printf (_ ("Migrate “%s”"), bst_machine_get_name (machines->pdata[0]));

  return g_strdup_printf (ngettext ("Migrate %u Machine", "Migrate %u Machines", machines->len),
                          machines->len);
}

GtkWindow *
bst_migrate_dialog_new (GtkWindow *parent, BstFleet *fleet, GPtrArray *machines)
{
  BstMigrateDialog *self = g_object_new (BST_TYPE_MIGRATE_DIALOG, "transient-for", parent, NULL);
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autofree char *title = dup_title (machines);

  self->fleet = g_object_ref (fleet);
  self->machines = g_ptr_array_new_full (machines->len, g_object_unref);
  for (guint i = 0; i < machines->len; i++)
    g_ptr_array_add (self->machines, g_object_ref (machines->pdata[i]));
  gtk_window_set_title (GTK_WINDOW (self), title);

  self->preflight = bst_preflight_new (fleet, machines, options);
  self->form = BST_MIGRATION_FORM (bst_migration_form_new (options));
  gtk_box_append (GTK_BOX (self->content), create_heading (_ ("How")));
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (self->form));
  g_signal_connect_swapped (self->form, "changed", G_CALLBACK (on_form_changed), self);
  g_signal_connect_swapped (self->targets, "chosen", G_CALLBACK (on_chosen), self);
  bst_target_list_set_preflight (self->targets, self->preflight);

  return GTK_WINDOW (self);
}
