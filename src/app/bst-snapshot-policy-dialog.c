/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-snapshot-dialogs.h"
#include "app/bst-spin.h"

#define BST_TYPE_SNAPSHOT_POLICY_DIALOG (bst_snapshot_policy_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshotPolicyDialog,
                      bst_snapshot_policy_dialog,
                      BST,
                      SNAPSHOT_POLICY_DIALOG,
                      AdwWindow)

struct _BstSnapshotPolicyDialog
{
  AdwWindow parent_instance;

  BstInventory *inventory;
  BstMachine *machine;
  GtkWidget *keep[BST_N_SNAPSHOT_RHYTHMS];
  GtkWidget *hour;
  GtkWidget *minute;
  GtkWidget *weekday;
  GtkWidget *next;
};

G_DEFINE_FINAL_TYPE (BstSnapshotPolicyDialog, bst_snapshot_policy_dialog, ADW_TYPE_WINDOW)

/* What a machine without a policy is offered: one of each is a choice of its user. */
#define DEFAULT_MINUTE (3 * 60)
#define DEFAULT_WEEKDAY 7

static gint64
get_next (const BstSnapshotPolicy *policy)
{
  gint64 next = 0;

  for (guint i = 0; i < BST_N_SNAPSHOT_RHYTHMS; i++)
    {
      gint64 at = bst_snapshot_policy_get_next (policy, (BstSnapshotRhythm)i);

      if (at != 0 && (next == 0 || at < next))
        next = at;
    }

  return next;
}

static char *
dup_next (const BstSnapshotPolicy *policy)
{
  gint64 next = get_next (policy);
  g_autoptr (GDateTime) time = next != 0 ? g_date_time_new_from_unix_local (next) : NULL;
  g_autofree char *text = NULL;

  if (time == NULL)
    return NULL;
  if (next <= g_get_real_time () / G_USEC_PER_SEC)
    return g_strdup (_ ("The next automatic snapshot is due now"));

  /* Translators: a weekday, a date and a time, as strftime has them. */
  text = g_date_time_format (time, _ ("%A %x, %H:%M"));
  return g_strdup_printf (_ ("Next automatic snapshot: %s"), text);
}

char *
bst_snapshot_policy_dup_next (BstFleet *fleet, BstMachine *machine)
{
  const BstSnapshotPolicy *policy =
      machine != NULL
          ? bst_inventory_get_snapshot_policy (bst_fleet_get_inventory (fleet), machine)
          : NULL;

  return policy != NULL ? dup_next (policy) : NULL;
}

static BstSnapshotPolicy
read_policy (BstSnapshotPolicyDialog *self)
{
  const BstSnapshotPolicy *old = bst_inventory_get_snapshot_policy (self->inventory, self->machine);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  BstSnapshotPolicy policy = {
    .minute = (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->hour)) * 60 +
              (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->minute)),
    .weekday = adw_combo_row_get_selected (ADW_COMBO_ROW (self->weekday)) + 1,
  };

  for (guint i = 0; i < BST_N_SNAPSHOT_RHYTHMS; i++)
    {
      policy.keep[i] =
          (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->keep[i]));
      /* What is new begins at its next time, not at once. */
      policy.taken[i] = old != NULL && old->keep[i] > 0 && old->minute == policy.minute &&
                                old->weekday == policy.weekday
                            ? old->taken[i]
                            : now;
    }

  return policy;
}

static void
update (BstSnapshotPolicyDialog *self)
{
  BstSnapshotPolicy policy = read_policy (self);
  g_autofree char *text = dup_next (&policy);

  gtk_label_set_text (GTK_LABEL (self->next),
                      text != NULL ? text : _ ("No automatic snapshots"));
  gtk_widget_set_sensitive (self->weekday, policy.keep[BST_SNAPSHOT_WEEKLY] > 0);
}

static void
on_keep (BstSnapshotPolicyDialog *self)
{
  BstSnapshotPolicy policy = read_policy (self);
  gboolean any = policy.keep[BST_SNAPSHOT_DAILY] > 0 || policy.keep[BST_SNAPSHOT_WEEKLY] > 0;

  bst_inventory_set_snapshot_policy (self->inventory, self->machine, any ? &policy : NULL);
  gtk_window_close (GTK_WINDOW (self));
}

static GtkWidget *
add_spin (GtkWidget *group, const char *title, const char *subtitle, double most)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *spin = bst_spin_ignore_wheel (gtk_spin_button_new_with_range (0, most, 1));

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (spin, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), spin);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), spin);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return spin;
}

static GtkWidget *
add_weekday (GtkWidget *group)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) days = gtk_string_list_new (NULL);

  for (int day = 1; day <= 7; day++)
    {
      /* The 1st of January 2024 was a Monday. */
      g_autoptr (GDateTime) date = g_date_time_new_local (2024, 1, day, 12, 0, 0);
      g_autofree char *name = g_date_time_format (date, "%A");

      gtk_string_list_append (days, name);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Day of the Weekly One"));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (days));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return row;
}

static void
show_policy (BstSnapshotPolicyDialog *self)
{
  const BstSnapshotPolicy *policy =
      bst_inventory_get_snapshot_policy (self->inventory, self->machine);
  guint minute = policy != NULL ? policy->minute : DEFAULT_MINUTE;

  for (guint i = 0; policy != NULL && i < BST_N_SNAPSHOT_RHYTHMS; i++)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->keep[i]), policy->keep[i]);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->hour), minute / 60);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->minute), minute % 60);
  adw_combo_row_set_selected (ADW_COMBO_ROW (self->weekday),
                              (policy != NULL ? policy->weekday : DEFAULT_WEEKDAY) - 1);
}

static GtkWidget *
build_bar (BstSnapshotPolicyDialog *self)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkWidget *keep = gtk_button_new_with_mnemonic (_ ("_Keep"));

  gtk_widget_add_css_class (keep, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  g_signal_connect_swapped (keep, "clicked", G_CALLBACK (on_keep), self);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), keep);
  gtk_window_set_default_widget (GTK_WINDOW (self), keep);

  return bar;
}

static void
watch (BstSnapshotPolicyDialog *self)
{
  GtkWidget *spins[] = { self->keep[0], self->keep[1], self->hour, self->minute };

  for (guint i = 0; i < G_N_ELEMENTS (spins); i++)
    g_signal_connect_swapped (spins[i], "value-changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->weekday, "notify::selected", G_CALLBACK (update), self);
}

static void
build (BstSnapshotPolicyDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *note = gtk_label_new (
      _ ("They are taken while Bastida runs, and what was due meanwhile when it starts again; only those "
         "that it took itself are deleted. For protection that does not need anybody at a desk, make "
         "backups."));

  self->keep[BST_SNAPSHOT_DAILY] =
      add_spin (group, _ ("Daily Ones to Keep"), _ ("0: none are taken"), BST_SNAPSHOT_POLICY_MOST);
  self->keep[BST_SNAPSHOT_WEEKLY] =
      add_spin (group, _ ("Weekly Ones to Keep"), _ ("0: none are taken"), BST_SNAPSHOT_POLICY_MOST);
  self->hour = add_spin (group, _ ("Hour"), "", 23);
  self->minute = add_spin (group, _ ("Minute"), "", 59);
  self->weekday = add_weekday (group);
  gtk_box_append (GTK_BOX (page), group);
  self->next = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->next), 0);
  gtk_widget_add_css_class (self->next, "heading");
  gtk_box_append (GTK_BOX (page), self->next);
  gtk_label_set_wrap (GTK_LABEL (note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (note), 0);
  gtk_widget_add_css_class (note, "dim-label");
  gtk_box_append (GTK_BOX (page), note);
  gtk_widget_set_margin_top (page, 12);
  gtk_widget_set_margin_bottom (page, 18);
  gtk_widget_set_margin_start (page, 18);
  gtk_widget_set_margin_end (page, 18);
  gtk_box_append (GTK_BOX (box), build_bar (self));
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (self), box);
}

static void
bst_snapshot_policy_dialog_dispose (GObject *object)
{
  BstSnapshotPolicyDialog *self = BST_SNAPSHOT_POLICY_DIALOG (object);

  g_clear_object (&self->machine);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_snapshot_policy_dialog_parent_class)->dispose (object);
}

static void
bst_snapshot_policy_dialog_class_init (BstSnapshotPolicyDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_snapshot_policy_dialog_dispose;

  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
bst_snapshot_policy_dialog_init (BstSnapshotPolicyDialog *self)
{
}

void
bst_snapshot_policy_dialog_show (GtkWindow *parent, BstFleet *fleet, BstMachine *machine)
{
  BstSnapshotPolicyDialog *self =
      g_object_new (BST_TYPE_SNAPSHOT_POLICY_DIALOG, "transient-for", parent, "modal", TRUE,
                    "destroy-with-parent", TRUE, "default-width", 480, NULL);
  g_autofree char *title =
      g_strdup_printf (_ ("Automatic Snapshots of %s"), bst_machine_get_name (machine));

  gtk_window_set_title (GTK_WINDOW (self), title);
  self->inventory = g_object_ref (bst_fleet_get_inventory (fleet));
  self->machine = g_object_ref (machine);
  build (self);
  show_policy (self);
  watch (self);
  update (self);
  gtk_window_present (GTK_WINDOW (self));
}
