/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>

#include "app/bst-snapshot-dialogs.h"
#include "core/bst-thread.h"
#include "lab-fixture.h"
#include "operations/bst-snapshot-operation.h"
#include "ui-fixture.h"

/* What the dialogs of snapshots show of disks, of a real machine that has two: libvirt's test driver
 * has no overlays. */

#define IMAGES "/var/lib/libvirt/images"
#define NAME "of one & only"

/* Paused: libvirt tells its chains, and nobody has to wait for it to boot. */
static BstMachine *
start_machine (Lab *lab, BstHost *host)
{
  lab_do ("guest", "two", "hosta", "--off", NULL);
  lab_do ("host", "hosta", "qemu-img", "create", "-q", "-f", "qcow2", IMAGES "/data.qcow2", "8M",
          NULL);
  lab_do ("host", "hosta", "virsh", "attach-disk", "two", IMAGES "/data.qcow2", "vdb",
          "--subdriver", "qcow2", "--config", NULL);
  lab_do ("host", "hosta", "virsh", "start", "two", "--paused", NULL);
  LAB_AWAIT (30, lab_find (lab, host, "two") != NULL);
  LAB_AWAIT (30, bst_machine_get_state (lab_find (lab, host, "two")) == BST_MACHINE_STATE_PAUSED);

  return lab_find (lab, host, "two");
}

static gboolean
is_told (BstSnapshots *snapshots)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);

  return bst_snapshots_is_settled (snapshots) && subject != NULL && subject->fresh;
}

/* How many images the disk is made of; 0: it has none. */
static guint
count_layers (BstSnapshots *snapshots, const char *target)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);

  for (guint i = 0; i < subject->chains->len; i++)
    {
      const BstBlockChain *chain = subject->chains->pdata[i];

      if (g_str_equal (chain->target, target))
        return chain->layers->len;
    }

  return 0;
}

static gpointer
await_dialog (GtkWidget *parent)
{
  UiFixture fixture = { .window = parent };

  LAB_AWAIT (10, ui_find_window (&fixture, ADW_TYPE_WINDOW) != NULL);
  ui_settle ();

  return ui_find_window (&fixture, ADW_TYPE_WINDOW);
}

static void
check (gpointer dialog, const char *row, gboolean on)
{
  GtkWidget *found = ui_find (dialog, ADW_TYPE_ACTION_ROW, row);

  g_assert_nonnull (found);
  gtk_check_button_set_active (
      GTK_CHECK_BUTTON (ui_find (found, GTK_TYPE_CHECK_BUTTON, NULL)), on);
}

/* The list of disks is there for overlays alone; what is left out of it gets none. */
static void
take (Lab *lab, BstSnapshots *snapshots, GtkWidget *parent)
{
  gpointer dialog;
  GtkWidget *button;

  bst_snapshot_create_dialog_show (GTK_WINDOW (parent), lab->fleet, snapshots);
  dialog = await_dialog (parent);
  ui_type (dialog, ADW_TYPE_ENTRY_ROW, "Name", NAME);
  check (dialog, bst_snapshot_kind_get_label (BST_SNAPSHOT_INTERNAL), TRUE);
  g_assert_null (ui_find (dialog, ADW_TYPE_ACTION_ROW, "vdb"));
  check (dialog, bst_snapshot_kind_get_label (BST_SNAPSHOT_DISKS), TRUE);

  button = ui_find (dialog, GTK_TYPE_BUTTON, "_Take Snapshot");
  check (dialog, "vda", FALSE);
  g_assert_true (gtk_widget_is_sensitive (button));
  check (dialog, "vdb", FALSE);
  g_assert_false (gtk_widget_is_sensitive (button));
  check (dialog, "vda", TRUE);
  ui_click (dialog, "_Take Snapshot");
  LAB_AWAIT (60, is_told (snapshots) && count_layers (snapshots, "vda") == 2);
  g_assert_cmpuint (count_layers (snapshots, "vdb"), ==, 1);
}

/* Each image of each disk, what it is, and all of them made one again. */
static void
consolidate (Lab *lab, BstSnapshots *snapshots, GtkWidget *parent)
{
  gpointer dialog;
  GtkWidget *row;

  bst_snapshot_disks_dialog_show (GTK_WINDOW (parent), lab->fleet, snapshots);
  dialog = await_dialog (parent);
  g_assert_nonnull (ui_find (dialog, ADW_TYPE_PREFERENCES_GROUP, "Disk vda"));
  g_assert_nonnull (ui_find (dialog, ADW_TYPE_PREFERENCES_GROUP, "Disk vdb"));
  row = ui_find (dialog, ADW_TYPE_ACTION_ROW, "two.qcow2");
  g_assert_nonnull (row);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "The image itself · qcow2");
  g_assert_nonnull (ui_find (dialog, ADW_TYPE_ACTION_ROW, "data.qcow2"));
  row = ui_find (ui_find (dialog, ADW_TYPE_PREFERENCES_GROUP, "Disk vda"), ADW_TYPE_ACTION_ROW,
                 NULL);
  g_assert_nonnull (strstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), NAME));

  ui_click (dialog, "_Consolidate");
  LAB_AWAIT (60, is_told (snapshots) && count_layers (snapshots, "vda") == 1);
  LAB_AWAIT (60, bst_scheduler_get_n_active (bst_fleet_get_scheduler (lab->fleet)) == 0);
  LAB_AWAIT (60, bst_snapshots_get_subject (snapshots)->snapshots->len == 0);
}

static void
test_disks (Lab *lab, gconstpointer data)
{
  BstHost *host = lab_bring_online (lab, "hosta");
  g_autoptr (BstSnapshots) snapshots =
      bst_snapshots_new (lab->fleet, start_machine (lab, host));
  GtkWidget *parent = gtk_window_new ();

  LAB_AWAIT (30, is_told (snapshots) && count_layers (snapshots, "vdb") == 1);
  gtk_window_present (GTK_WINDOW (parent));
  take (lab, snapshots, parent);
  consolidate (lab, snapshots, parent);
  gtk_window_destroy (GTK_WINDOW (parent));
}

int
main (int argc, char **argv)
{
  if (!ui_init (&argc, &argv))
    return 0;

  g_test_add ("/snapshot-dialogs/disks", Lab, NULL, lab_set_up, test_disks, lab_tear_down);

  return g_test_run ();
}
