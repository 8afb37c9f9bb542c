/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-format.h"
#include "app/bst-snapshot-dialogs.h"
#include "operations/bst-snapshot-operation.h"

#define BST_TYPE_SNAPSHOT_DISKS_DIALOG (bst_snapshot_disks_dialog_get_type ())
G_DECLARE_FINAL_TYPE (BstSnapshotDisksDialog,
                      bst_snapshot_disks_dialog,
                      BST,
                      SNAPSHOT_DISKS_DIALOG,
                      AdwWindow)

struct _BstSnapshotDisksDialog
{
  AdwWindow parent_instance;

  BstFleet *fleet;
  BstSnapshots *snapshots;
  GtkWidget *groups; /* a box with a group for each disk */
  GtkWidget *note;
  GtkWidget *consolidate;
};

G_DEFINE_FINAL_TYPE (BstSnapshotDisksDialog, bst_snapshot_disks_dialog, ADW_TYPE_WINDOW)

/* (nullable): the snapshot that @source was made by. */
static const BstSnapshotFacts *
find_maker (const BstSnapshotSubject *subject, const char *source)
{
  for (guint i = 0; source != NULL && i < subject->snapshots->len; i++)
    {
      const BstSnapshotFacts *facts = subject->snapshots->pdata[i];

      for (guint j = 0; j < facts->disks->len; j++)
        {
          if (g_strcmp0 (((BstSnapshotDisk *)facts->disks->pdata[j])->file, source) == 0)
            return facts;
        }
    }

  return NULL;
}

static void
add_layer (GtkWidget *group,
           const BstSnapshotSubject *subject,
           const BstBlockChain *chain,
           guint position)
{
  const BstBlockLayer *layer = chain->layers->pdata[position];
  const BstSnapshotFacts *maker = find_maker (subject, layer->source);
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *size = gtk_label_new (NULL);
  g_autofree char *name =
      layer->source != NULL ? g_path_get_basename (layer->source) : g_strdup ("—");
  g_autofree char *role = NULL;
  g_autofree char *subtitle = NULL;

  if (maker != NULL)
    /* Translators: an overlay, and the snapshot since which it holds what is written. */
    role = g_strdup_printf (_ ("What was written since “%s”"), maker->name);
  else if (position + 1 == chain->layers->len)
    role = g_strdup (_ ("The image itself"));
  else
    role = g_strdup (_ ("An overlay of no snapshot"));
  subtitle = g_strdup_printf ("%s · %s", role, layer->format != NULL ? layer->format : layer->type);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_tooltip_text (row, layer->source);
  if (layer->allocation != BST_UNKNOWN)
    {
      g_autofree char *text = bst_format_bytes (layer->allocation);

      gtk_label_set_text (GTK_LABEL (size), text);
    }
  gtk_widget_add_css_class (size, "dim-label");
  gtk_widget_add_css_class (size, "numeric");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), size);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static void
add_disk (BstSnapshotDisksDialog *self, const BstSnapshotSubject *subject, BstBlockChain *chain)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *title = g_strdup_printf (_ ("Disk %s"), chain->target);

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (!chain->complete && chain->layers->len == 1 && !subject->active)
    adw_preferences_group_set_description (
        ADW_PREFERENCES_GROUP (group),
        _ ("What is behind its image, libvirt tells while the machine runs."));
  for (guint i = 0; i < chain->layers->len; i++)
    add_layer (group, subject, chain, i);
  gtk_box_append (GTK_BOX (self->groups), group);
}

static void
update (BstSnapshotDisksDialog *self)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (self->snapshots);
  g_auto (GStrv) foreign = bst_snapshot_rules_get_foreign_disks (subject);
  g_auto (GStrv) merged = bst_snapshot_rules_get_merge_order (subject);
  g_autofree char *why = NULL;
  gboolean possible = bst_snapshot_rules_can_consolidate (subject, &why);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->groups)) != NULL)
    gtk_box_remove (GTK_BOX (self->groups), child);
  for (guint i = 0; i < subject->chains->len; i++)
    add_disk (self, subject, subject->chains->pdata[i]);

  if (possible && merged[0] != NULL)
    {
      g_autofree char *names = g_strjoinv (", ", merged);

      g_free (why);
      why = g_strdup_printf (_ ("Consolidating merges the overlays into the image, and deletes these "
                                "snapshots: %s."),
                             names);
    }
  else if (possible && foreign[0] != NULL)
    {
      g_free (why);
      why = g_strdup (_ ("Consolidating copies what is behind the first image into it, so that nothing "
                         "else is needed. The images behind stay where they are: other machines may "
                         "stand on them."));
    }
  gtk_label_set_text (GTK_LABEL (self->note), why);
  gtk_widget_set_sensitive (self->consolidate, possible);
}

static void
on_consolidate (BstSnapshotDisksDialog *self)
{
  g_autoptr (BstOperation) operation = bst_snapshot_consolidate_new (self->fleet, self->snapshots);

  bst_scheduler_submit (bst_fleet_get_scheduler (self->fleet), operation);
  gtk_window_close (GTK_WINDOW (self));
}

static void
build (BstSnapshotDisksDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->groups = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_box_append (GTK_BOX (page), self->groups);
  self->note = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_box_append (GTK_BOX (page), self->note);
  self->consolidate = gtk_button_new_with_mnemonic (_ ("_Consolidate"));
  gtk_widget_set_halign (self->consolidate, GTK_ALIGN_END);
  g_signal_connect_swapped (self->consolidate, "clicked", G_CALLBACK (on_consolidate), self);
  gtk_box_append (GTK_BOX (page), self->consolidate);
  gtk_widget_set_margin_top (page, 12);
  gtk_widget_set_margin_bottom (page, 18);
  gtk_widget_set_margin_start (page, 18);
  gtk_widget_set_margin_end (page, 18);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), page);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), scrolled);
  adw_window_set_content (ADW_WINDOW (self), box);
}

static void
bst_snapshot_disks_dialog_dispose (GObject *object)
{
  BstSnapshotDisksDialog *self = BST_SNAPSHOT_DISKS_DIALOG (object);

  if (self->snapshots != NULL)
    g_signal_handlers_disconnect_by_data (self->snapshots, self);
  g_clear_object (&self->snapshots);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (bst_snapshot_disks_dialog_parent_class)->dispose (object);
}

static void
bst_snapshot_disks_dialog_class_init (BstSnapshotDisksDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_snapshot_disks_dialog_dispose;

  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
bst_snapshot_disks_dialog_init (BstSnapshotDisksDialog *self)
{
}

void
bst_snapshot_disks_dialog_show (GtkWindow *parent, BstFleet *fleet, BstSnapshots *snapshots)
{
  BstSnapshotDisksDialog *self =
      g_object_new (BST_TYPE_SNAPSHOT_DISKS_DIALOG, "transient-for", parent, "modal", TRUE,
                    "destroy-with-parent", TRUE, "default-width", 520, "default-height", 480, NULL);
  g_autofree char *title = g_strdup_printf (
      _ ("Disks of %s"), bst_machine_get_name (bst_snapshots_get_machine (snapshots)));

  gtk_window_set_title (GTK_WINDOW (self), title);
  self->fleet = g_object_ref (fleet);
  self->snapshots = g_object_ref (snapshots);
  build (self);
  update (self);
  g_signal_connect_swapped (snapshots, "changed", G_CALLBACK (update), self);
  gtk_window_present (GTK_WINDOW (self));
}
