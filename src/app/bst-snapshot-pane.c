/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-snapshot-pane.h"

#include <glib/gi18n.h>

#include "app/bst-age.h"
#include "app/bst-format.h"
#include "core/bst-domain-facts.h"
#include "operations/bst-snapshot-diff.h"
#include "operations/bst-snapshot-rules.h"

struct _BstSnapshotPane
{
  GtkWidget parent_instance;

  BstInventory *inventory;
  BstSnapshots *snapshots; /* (nullable) */
  char *name;              /* (nullable) */
  GCancellable *cancellable;

  GtkWidget *content;
  GtkWidget *picture;
  GtkWidget *title;
  GtkWidget *meta;
  GtkWidget *description;
  GtkWidget *why;
  GtkWidget *changes_title;
  GtkWidget *changes;
};

G_DEFINE_FINAL_TYPE (BstSnapshotPane, bst_snapshot_pane, GTK_TYPE_WIDGET)

char *
bst_snapshot_pane_dup_size (const BstSnapshotFacts *facts)
{
  return facts->size != BST_UNKNOWN ? bst_format_bytes (facts->size) : g_strdup ("—");
}

const char *
bst_snapshot_pane_get_state_label (const BstSnapshotFacts *facts)
{
  if (bst_snapshot_facts_is_paused (facts))
    return _ ("Paused");
  if (facts->has_memory)
    return _ ("Running");
  if (g_strcmp0 (facts->state, "disk-snapshot") == 0)
    return _ ("Running, disks alone");
  if (g_strcmp0 (facts->state, "running") == 0 || g_strcmp0 (facts->state, "paused") == 0)
    return _ ("Running");

  return _ ("Off");
}

GdkTexture *
bst_snapshot_pane_make_texture (const BstSnapshotFacts *facts)
{
  return facts->thumbnail != NULL ? gdk_texture_new_from_bytes (facts->thumbnail, NULL) : NULL;
}

static void
add_change (BstSnapshotPane *self, const BstSnapshotChange *change, int row)
{
  GtkWidget *what = gtk_label_new (change->what);
  g_autofree char *text = NULL;
  GtkWidget *value;

  if (change->then[0] == '\0')
    /* Translators: what the machine has now, and had not then. */
    text = g_strdup_printf (_ ("%s, which was not there"), change->now);
  else if (change->now[0] == '\0')
    text = g_strdup_printf (_ ("%s, which is not there now"), change->then);
  else
    /* Translators: how something is now, and as what it would be again. */
    text = g_strdup_printf (_ ("%s → %s"), change->now, change->then);

  gtk_label_set_xalign (GTK_LABEL (what), 0);
  gtk_label_set_yalign (GTK_LABEL (what), 0);
  gtk_widget_add_css_class (what, "dim-label");
  value = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (value), 0);
  gtk_label_set_wrap (GTK_LABEL (value), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (value), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (value), TRUE);
  gtk_widget_set_hexpand (value, TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (value), GTK_ACCESSIBLE_RELATION_LABELLED_BY, what,
                                  NULL, -1);
  gtk_grid_attach (GTK_GRID (self->changes), what, 0, row, 1, 1);
  gtk_grid_attach (GTK_GRID (self->changes), value, 1, row, 1, 1);
}

static void
clear_changes (BstSnapshotPane *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->changes)) != NULL)
    gtk_grid_remove (GTK_GRID (self->changes), child);
}

static void
show_changes (BstSnapshotPane *self, const BstSnapshotFacts *facts, const char *xml)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (self->snapshots);
  g_autoptr (GPtrArray) changes = bst_snapshot_diff_make (subject, facts, xml);

  clear_changes (self);
  for (guint i = 0; i < changes->len; i++)
    add_change (self, changes->pdata[i], (int)i);
  gtk_label_set_text (GTK_LABEL (self->changes_title),
                      changes->len > 0 ? _ ("Going back to it would change")
                                       : _ ("The configuration was the same as now"));
}

static void
on_xml (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSnapshotPane) self = data;
  g_autofree char *xml =
      bst_inventory_read_snapshot_xml_finish (BST_INVENTORY (source), result, NULL);
  const BstSnapshotFacts *facts;

  if (xml == NULL || self->snapshots == NULL)
    return;
  facts = bst_snapshot_facts_find (bst_snapshots_get_subject (self->snapshots)->snapshots,
                                   self->name);
  if (facts != NULL && facts->xml == NULL)
    show_changes (self, facts, xml);
}

static void
show_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && text[0] != '\0');
}

static void
show_meta (BstSnapshotPane *self, const BstSnapshotFacts *facts)
{
  g_autofree char *time = bst_age_format_time (facts->created_at * G_USEC_PER_SEC);
  g_autofree char *size = bst_snapshot_pane_dup_size (facts);
  g_autofree char *text =
      facts->size != BST_UNKNOWN
          ? g_strdup_printf ("%s · %s · %s · %s", time, bst_snapshot_pane_get_state_label (facts),
                             bst_snapshot_kind_get_label (facts->kind), size)
          : g_strdup_printf ("%s · %s · %s", time, bst_snapshot_pane_get_state_label (facts),
                             bst_snapshot_kind_get_label (facts->kind));

  show_text (self->meta, text);
}

static void
show_picture (BstSnapshotPane *self, const BstSnapshotFacts *facts)
{
  g_autoptr (GdkTexture) texture = bst_snapshot_pane_make_texture (facts);
  g_autofree char *name = g_strdup_printf (_ ("The screen at “%s”"), facts->name);

  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  gtk_picture_set_alternative_text (GTK_PICTURE (self->picture), name);
  gtk_widget_set_visible (self->picture, texture != NULL);
}

static void
cancel (BstSnapshotPane *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

void
bst_snapshot_pane_set_snapshot (BstSnapshotPane *self,
                                BstSnapshots *snapshots,
                                const BstSnapshotFacts *facts)
{
  g_autofree char *why = NULL;

  cancel (self);
  g_set_object (&self->snapshots, snapshots);
  g_free (self->name);
  self->name = facts != NULL ? g_strdup (facts->name) : NULL;
  gtk_widget_set_visible (self->content, facts != NULL);
  if (facts == NULL)
    return;

  show_text (self->title, facts->name);
  show_meta (self, facts);
  show_text (self->description, facts->description);
  show_picture (self, facts);
  bst_snapshot_rules_can_revert (bst_snapshots_get_subject (snapshots), facts, &why);
  if (why != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("It cannot be gone back to. %s"), why);

      show_text (self->why, text);
    }
  else
    {
      show_text (self->why, NULL);
    }
  show_changes (self, facts, facts->xml);
  if (facts->xml != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  bst_inventory_read_snapshot_xml_async (self->inventory, bst_snapshots_get_machine (snapshots),
                                         facts->name, self->cancellable, on_xml,
                                         g_object_ref (self));
}

static GtkWidget *
add_label (GtkWidget *box, const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static void
bst_snapshot_pane_dispose (GObject *object)
{
  BstSnapshotPane *self = BST_SNAPSHOT_PANE (object);
  GtkWidget *child;

  cancel (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->snapshots);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_snapshot_pane_parent_class)->dispose (object);
}

static void
bst_snapshot_pane_finalize (GObject *object)
{
  g_free (BST_SNAPSHOT_PANE (object)->name);

  G_OBJECT_CLASS (bst_snapshot_pane_parent_class)->finalize (object);
}

static void
bst_snapshot_pane_class_init (BstSnapshotPaneClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_snapshot_pane_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_snapshot_pane_finalize;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_snapshot_pane_init (BstSnapshotPane *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->content, "details-page");
  self->picture = gtk_picture_new ();
  gtk_widget_set_size_request (self->picture, -1, 120);
  gtk_widget_set_halign (self->picture, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->content), self->picture);
  self->title = add_label (self->content, "heading");
  self->meta = add_label (self->content, "dim-label");
  self->description = add_label (self->content, NULL);
  self->why = add_label (self->content, "warning");
  self->changes_title = add_label (self->content, "caption-heading");
  gtk_widget_set_margin_top (self->changes_title, 6);
  self->changes = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->changes), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self->changes), 3);
  gtk_box_append (GTK_BOX (self->content), self->changes);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->content);
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
}

GtkWidget *
bst_snapshot_pane_new (BstInventory *inventory)
{
  BstSnapshotPane *self = g_object_new (BST_TYPE_SNAPSHOT_PANE, NULL);

  self->inventory = g_object_ref (inventory);
  bst_snapshot_pane_set_snapshot (self, NULL, NULL);

  return GTK_WIDGET (self);
}
