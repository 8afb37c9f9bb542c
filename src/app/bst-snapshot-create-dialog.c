/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-snapshot-dialogs.h"
#include "operations/bst-snapshot-operation.h"

#define BST_TYPE_SNAPSHOT_CREATE_DIALOG (bst_snapshot_create_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshotCreateDialog,
                      bst_snapshot_create_dialog,
                      BST,
                      SNAPSHOT_CREATE_DIALOG,
                      AdwWindow)

struct _BstSnapshotCreateDialog
{
  AdwWindow parent_instance;

  BstFleet *fleet;
  BstSnapshots *snapshots;
  GtkWidget *name;
  GtkWidget *description;
  GtkWidget *wrong; /* what is wrong with the name */
  GtkWidget *rows[BST_N_SNAPSHOT_KINDS];
  GtkWidget *checks[BST_N_SNAPSHOT_KINDS];
  GtkWidget *quiesce_row;
  GtkWidget *quiesce;
  GtkWidget *mix_row;
  GtkWidget *mix;
  GtkWidget *disks;       /* a group, for overlays alone */
  GPtrArray *disk_checks; /* of GtkCheckButton, unowned: as the chains of the subject */
  GPtrArray *targets;
  GtkWidget *estimate;
  GtkWidget *take;
  gboolean chosen; /* the kind, by its user */
};

G_DEFINE_FINAL_TYPE (BstSnapshotCreateDialog, bst_snapshot_create_dialog, ADW_TYPE_WINDOW)

static const BstSnapshotSubject *
get_subject (BstSnapshotCreateDialog *self)
{
  return bst_snapshots_get_subject (self->snapshots);
}

static BstSnapshotKind
get_kind (BstSnapshotCreateDialog *self)
{
  for (guint i = 0; i < BST_N_SNAPSHOT_KINDS; i++)
    {
      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (self->checks[i])))
        return (BstSnapshotKind)i;
    }

  return BST_N_SNAPSHOT_KINDS;
}

static gboolean
is_mixing (BstSnapshotCreateDialog *self)
{
  return gtk_switch_get_active (GTK_SWITCH (self->mix));
}

static void
update_kinds (BstSnapshotCreateDialog *self)
{
  static const char *const describe[] = {
    [BST_SNAPSHOT_INTERNAL] = N_ ("Disks and, where it runs, memory, in the disks’ own images"),
    [BST_SNAPSHOT_EXTERNAL] = N_ ("New overlays in front of the disks, and a file of the memory"),
    [BST_SNAPSHOT_DISKS] = N_ ("New overlays in front of the disks, without memory"),
  };
  const BstSnapshotSubject *subject = get_subject (self);
  gboolean mixing = FALSE;

  for (guint i = 0; i < BST_N_SNAPSHOT_KINDS; i++)
    {
      g_autofree char *why = NULL;
      gboolean possible = bst_snapshot_rules_can_create (subject, (BstSnapshotKind)i,
                                                         is_mixing (self), &why);

      mixing = mixing || bst_snapshot_rules_is_mixing (subject, (BstSnapshotKind)i);
      gtk_widget_set_sensitive (self->rows[i], possible);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (self->rows[i]),
                                   possible ? _ (describe[i]) : why);
      if (!possible && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->checks[i])))
        gtk_check_button_set_active (GTK_CHECK_BUTTON (self->checks[i]), FALSE);
    }
  gtk_widget_set_visible (self->mix_row, mixing);
}

static void
choose_default (BstSnapshotCreateDialog *self)
{
  BstSnapshotKind kind = bst_snapshot_rules_get_default (get_subject (self), NULL);

  if (kind != BST_N_SNAPSHOT_KINDS && (!self->chosen || get_kind (self) == BST_N_SNAPSHOT_KINDS))
    {
      gtk_check_button_set_active (GTK_CHECK_BUTTON (self->checks[kind]), TRUE);
      self->chosen = FALSE;
    }
}

static void
update_estimate (BstSnapshotCreateDialog *self)
{
  BstSnapshotKind kind = get_kind (self);
  g_autofree char *why = NULL;
  g_autofree char *costs = NULL;
  g_autofree char *text = NULL;
  BstSnapshotKind best = bst_snapshot_rules_get_default (get_subject (self), &why);

  if (kind == BST_N_SNAPSHOT_KINDS)
    {
      gtk_label_set_text (GTK_LABEL (self->estimate), why);
      return;
    }
  costs = bst_snapshot_rules_dup_estimate (get_subject (self), kind);
  text = kind == best ? g_strdup_printf ("%s %s", why, costs) : g_strdup (costs);
  gtk_label_set_text (GTK_LABEL (self->estimate), text);
}

static gboolean
has_disk (BstSnapshotCreateDialog *self)
{
  gboolean any = self->disk_checks->len == 0;

  for (guint i = 0; i < self->disk_checks->len; i++)
    any = any || gtk_check_button_get_active (self->disk_checks->pdata[i]);

  return any;
}

static void
update (BstSnapshotCreateDialog *self)
{
  const BstSnapshotSubject *subject = get_subject (self);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  BstSnapshotKind kind = get_kind (self);
  g_autofree char *wrong = NULL;
  g_autofree char *why = NULL;
  gboolean named = bst_snapshot_rules_check_name (subject, name, NULL, &wrong);
  gboolean disks = kind == BST_SNAPSHOT_DISKS;

  gtk_label_set_text (GTK_LABEL (self->wrong), wrong != NULL ? wrong : "");
  gtk_widget_set_visible (self->wrong, wrong != NULL && name[0] != '\0');
  gtk_widget_set_visible (self->quiesce_row, disks && subject->running);
  gtk_widget_set_sensitive (self->quiesce_row,
                            bst_snapshot_rules_can_quiesce (subject, kind, &why));
  adw_action_row_set_subtitle (
      ADW_ACTION_ROW (self->quiesce_row),
      why != NULL ? why : _ ("The guest agent writes everything out, and holds writes back meanwhile"));
  gtk_widget_set_visible (self->disks, disks && self->disk_checks->len > 1);
  update_estimate (self);
  gtk_widget_set_sensitive (self->take, named && kind != BST_N_SNAPSHOT_KINDS &&
                                            (!disks || has_disk (self)));
}

/* What the machine does meanwhile may change what is possible. */
static void
on_subject (BstSnapshotCreateDialog *self)
{
  update_kinds (self);
  choose_default (self);
  update (self);
}

static void
on_kind (BstSnapshotCreateDialog *self)
{
  self->chosen = TRUE;
  update (self);
}

static void
on_take (BstSnapshotCreateDialog *self)
{
  g_autoptr (GPtrArray) excluded = g_ptr_array_new ();
  g_autoptr (BstOperation) operation = NULL;
  BstSnapshotPlan plan = {
    .name = gtk_editable_get_text (GTK_EDITABLE (self->name)),
    .description = gtk_editable_get_text (GTK_EDITABLE (self->description)),
    .kind = get_kind (self),
  };

  for (guint i = 0; i < self->disk_checks->len; i++)
    {
      if (!gtk_check_button_get_active (self->disk_checks->pdata[i]))
        g_ptr_array_add (excluded, self->targets->pdata[i]);
    }
  g_ptr_array_add (excluded, NULL);
  plan.excluded = (const char *const *)excluded->pdata;
  plan.quiesce = plan.kind == BST_SNAPSHOT_DISKS &&
                 gtk_switch_get_active (GTK_SWITCH (self->quiesce));
  operation = bst_snapshot_create_new (self->fleet, self->snapshots, &plan);
  bst_scheduler_submit (bst_fleet_get_scheduler (self->fleet), operation);
  gtk_window_close (GTK_WINDOW (self));
}

/* --- Building --- */

static GtkWidget *
add_switch (GtkWidget *group, const char *title, const char *subtitle, GtkWidget **row)
{
  GtkWidget *button = gtk_switch_new ();

  *row = adw_action_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (*row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (*row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (*row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (*row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), *row);

  return button;
}

static GtkWidget *
build_names (BstSnapshotCreateDialog *self)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = bst_snapshot_rules_suggest_name (get_subject (self), now);

  self->name = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name), _ ("Name"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->name), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  self->description = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->description), _ ("Description"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (self->description), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->name);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->description);
  g_signal_connect_swapped (self->name, "changed", G_CALLBACK (update), self);

  return group;
}

static GtkWidget *
build_kinds (BstSnapshotCreateDialog *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ ("What Is Kept, and Where"));
  for (guint i = 0; i < BST_N_SNAPSHOT_KINDS; i++)
    {
      self->checks[i] = gtk_check_button_new ();
      if (i > 0)
        gtk_check_button_set_group (GTK_CHECK_BUTTON (self->checks[i]),
                                    GTK_CHECK_BUTTON (self->checks[0]));
      gtk_widget_set_valign (self->checks[i], GTK_ALIGN_CENTER);
      self->rows[i] = adw_action_row_new ();
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->rows[i]),
                                     bst_snapshot_kind_get_label ((BstSnapshotKind)i));
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (self->rows[i]), 0);
      adw_action_row_add_prefix (ADW_ACTION_ROW (self->rows[i]), self->checks[i]);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self->rows[i]), self->checks[i]);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->checks[i]),
                                      GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      bst_snapshot_kind_get_label ((BstSnapshotKind)i), -1);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->rows[i]);
      g_signal_connect_swapped (self->checks[i], "toggled", G_CALLBACK (on_kind), self);
    }
  self->mix = add_switch (group, _ ("Mix Kinds All the Same"),
                          _ ("Internal and external snapshots of one machine can cost you what was "
                             "written between them."),
                          &self->mix_row);
  self->quiesce = add_switch (group, _ ("Bring File Systems to Rest"), "", &self->quiesce_row);
  gtk_switch_set_active (GTK_SWITCH (self->quiesce), get_subject (self)->agent);
  g_signal_connect_swapped (self->mix, "notify::active", G_CALLBACK (on_subject), self);

  return group;
}

static GtkWidget *
build_disks (BstSnapshotCreateDialog *self)
{
  const BstSnapshotSubject *subject = get_subject (self);

  self->disks = adw_preferences_group_new ();
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->disks), _ ("Disks"));
  for (guint i = 0; i < subject->chains->len; i++)
    {
      const BstBlockChain *chain = subject->chains->pdata[i];
      const char *source = ((BstBlockLayer *)chain->layers->pdata[0])->source;
      GtkWidget *check = gtk_check_button_new ();
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *why = NULL;
      gboolean possible = bst_snapshot_rules_can_overlay (chain, &why);

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check), possible);
      gtk_widget_set_sensitive (row, possible);
      gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), chain->target);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                                   why != NULL ? why : source != NULL ? source : "");
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      chain->target, -1);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->disks), row);
      g_ptr_array_add (self->disk_checks, check);
      g_ptr_array_add (self->targets, g_strdup (chain->target));
      g_signal_connect_swapped (check, "toggled", G_CALLBACK (update), self);
    }

  return self->disks;
}

static GtkWidget *
build_bar (BstSnapshotCreateDialog *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  self->take = gtk_button_new_with_mnemonic (_ ("_Take Snapshot"));
  gtk_widget_add_css_class (self->take, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  g_signal_connect_swapped (self->take, "clicked", G_CALLBACK (on_take), self);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), self->take);

  return bar;
}

static void
build (BstSnapshotCreateDialog *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_box_append (GTK_BOX (page), build_names (self));
  self->wrong = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->wrong), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->wrong), 0);
  gtk_widget_add_css_class (self->wrong, "error");
  gtk_box_append (GTK_BOX (page), self->wrong);
  gtk_box_append (GTK_BOX (page), build_kinds (self));
  gtk_box_append (GTK_BOX (page), build_disks (self));
  self->estimate = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->estimate), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->estimate), 0);
  gtk_box_append (GTK_BOX (page), self->estimate);
  gtk_widget_set_margin_top (page, 12);
  gtk_widget_set_margin_bottom (page, 18);
  gtk_widget_set_margin_start (page, 18);
  gtk_widget_set_margin_end (page, 18);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), page);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), build_bar (self));
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_default_widget (GTK_WINDOW (self), self->take);
}

static void
bst_snapshot_create_dialog_dispose (GObject *object)
{
  BstSnapshotCreateDialog *self = BST_SNAPSHOT_CREATE_DIALOG (object);

  if (self->snapshots != NULL)
    g_signal_handlers_disconnect_by_data (self->snapshots, self);
  g_clear_object (&self->snapshots);
  g_clear_object (&self->fleet);
  g_clear_pointer (&self->disk_checks, g_ptr_array_unref);
  g_clear_pointer (&self->targets, g_ptr_array_unref);

  G_OBJECT_CLASS (bst_snapshot_create_dialog_parent_class)->dispose (object);
}

static void
bst_snapshot_create_dialog_class_init (BstSnapshotCreateDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_snapshot_create_dialog_dispose;

  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
bst_snapshot_create_dialog_init (BstSnapshotCreateDialog *self)
{
  self->disk_checks = g_ptr_array_new ();
  self->targets = g_ptr_array_new_with_free_func (g_free);
}

void
bst_snapshot_create_dialog_show (GtkWindow *parent, BstFleet *fleet, BstSnapshots *snapshots)
{
  BstSnapshotCreateDialog *self =
      g_object_new (BST_TYPE_SNAPSHOT_CREATE_DIALOG, "transient-for", parent, "modal", TRUE,
                    "destroy-with-parent", TRUE, "default-width", 520, "default-height", 640, NULL);
  g_autofree char *title = g_strdup_printf (
      _ ("Snapshot of %s"), bst_machine_get_name (bst_snapshots_get_machine (snapshots)));

  gtk_window_set_title (GTK_WINDOW (self), title);
  self->fleet = g_object_ref (fleet);
  self->snapshots = g_object_ref (snapshots);
  build (self);
  on_subject (self);
  g_signal_connect_swapped (snapshots, "changed", G_CALLBACK (on_subject), self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (self->name);
}
