/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-general-page.h"

#include "app/bst-columns.h"
#include "app/bst-console-thumbnail.h"
#include "app/bst-facts.h"
#include "app/bst-marks-editor.h"

/* What a column needs to be read well, and how many of them the eye can follow. */
#define COLUMN_WIDTH 300
#define COLUMNS 4

struct _BstGeneralPage
{
  GtkWidget parent_instance;

  BstMachineXml *xml;
  BstMachine *machine; /* (nullable) */
  gulong changed_id;
  guint stale; /* BstMachineChanges that came while it was not shown */

  GtkWidget *scrolled;
  BstFacts *groups[BST_N_MACHINE_FACTS];
  BstMarksEditor *marks;
  BstConsoleThumbnail *thumbnail;
};

G_DEFINE_FINAL_TYPE (BstGeneralPage, bst_general_page, GTK_TYPE_WIDGET)

#define ALL_CHANGES G_MAXUINT

static gboolean
is_fixed (guint group)
{
  return group < BST_MACHINE_FACTS_FILESYSTEMS;
}

static void
update_group (BstGeneralPage *self, guint group)
{
  g_autoptr (GArray) facts =
      bst_machine_facts_get (group, self->machine, bst_machine_xml_get_config (self->xml));

  for (guint i = 0; i < facts->len; i++)
    {
      const BstMachineFact *fact = &g_array_index (facts, BstMachineFact, i);

      bst_facts_set (self->groups[group], i, fact->title, fact->value);
      bst_facts_set_usage (self->groups[group], i, fact->value != NULL ? fact->usage : -1);
    }
  if (!is_fixed (group))
    bst_facts_set_n_rows (self->groups[group], facts->len);
}

/* What may not be so any more is greyed, as in the list. */
static void
update_fading (BstGeneralPage *self)
{
  gboolean fresh = bst_machine_is_fresh (self->machine);

  for (guint i = 0; i < BST_N_MACHINE_FACTS; i++)
    gtk_widget_set_opacity (GTK_WIDGET (self->groups[i]), fresh ? 1 : 0.65);
}

static void
update (BstGeneralPage *self, guint changes)
{
  if (self->machine == NULL)
    return;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->stale |= changes;
      return;
    }

  update_fading (self);

  /* The uptime in it, and the age of what is old, go on with each tick. */
  update_group (self, BST_MACHINE_FACTS_MACHINE);
  update_group (self, BST_MACHINE_FACTS_RESOURCES);
  if (changes & ~(guint)BST_MACHINE_CHANGED_FIGURES)
    {
      update_group (self, BST_MACHINE_FACTS_GUEST);
      update_group (self, BST_MACHINE_FACTS_FILESYSTEMS);
      update_group (self, BST_MACHINE_FACTS_DISPLAY);
      update_group (self, BST_MACHINE_FACTS_DISKS);
      update_group (self, BST_MACHINE_FACTS_NICS);
      bst_marks_editor_update (self->marks);
    }
}

static void
on_machine_changed (BstMachine *machine, guint changes, BstGeneralPage *self)
{
  update (self, changes);
}

static void
on_xml_changed (BstGeneralPage *self)
{
  update (self, ALL_CHANGES);
}

void
bst_general_page_set_machine (BstGeneralPage *self, BstMachine *machine)
{
  GtkAdjustment *adjustment;

  g_return_if_fail (BST_IS_GENERAL_PAGE (self));

  if (self->machine == machine)
    return;

  if (self->machine != NULL)
    g_clear_signal_handler (&self->changed_id, self->machine);
  g_set_object (&self->machine, machine);
  bst_marks_editor_set_machine (self->marks, machine);
  bst_console_thumbnail_set_machine (self->thumbnail, machine);
  if (machine == NULL)
    return;

  self->changed_id = g_signal_connect (machine, "changed", G_CALLBACK (on_machine_changed), self);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  gtk_adjustment_set_value (adjustment, 0);
  update (self, ALL_CHANGES);
}

void
bst_general_page_update_age (BstGeneralPage *self)
{
  g_return_if_fail (BST_IS_GENERAL_PAGE (self));

  update (self, BST_MACHINE_CHANGED_FIGURES);
}

GtkWidget *
bst_general_page_get_facts (BstGeneralPage *self, BstMachineFactsGroup group)
{
  return GTK_WIDGET (self->groups[group]);
}

GtkWidget *
bst_general_page_get_marks (BstGeneralPage *self)
{
  return GTK_WIDGET (self->marks);
}

static void
bst_general_page_map (GtkWidget *widget)
{
  BstGeneralPage *self = BST_GENERAL_PAGE (widget);

  GTK_WIDGET_CLASS (bst_general_page_parent_class)->map (widget);
  if (self->stale != 0)
    {
      self->stale = 0;
      update (self, ALL_CHANGES);
    }
}

static void
bst_general_page_dispose (GObject *object)
{
  BstGeneralPage *self = BST_GENERAL_PAGE (object);

  if (self->machine != NULL)
    g_clear_signal_handler (&self->changed_id, self->machine);
  g_clear_object (&self->machine);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->xml);

  G_OBJECT_CLASS (bst_general_page_parent_class)->dispose (object);
}

static void
bst_general_page_class_init (BstGeneralPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_general_page_dispose;
  widget_class->map = bst_general_page_map;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bst_general_page_init (BstGeneralPage *self)
{
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
bst_general_page_new (BstInventory *inventory, BstFleet *fleet, BstMachineXml *xml)
{
  BstGeneralPage *self = g_object_new (BST_TYPE_GENERAL_PAGE, NULL);
  GtkWidget *columns = bst_columns_new (COLUMN_WIDTH, COLUMNS);

  self->xml = g_object_ref (xml);
  g_signal_connect_object (xml, "changed", G_CALLBACK (on_xml_changed), self, G_CONNECT_SWAPPED);

  self->thumbnail = BST_CONSOLE_THUMBNAIL (bst_console_thumbnail_new (fleet));
  bst_columns_append (BST_COLUMNS (columns), GTK_WIDGET (self->thumbnail));
  for (guint i = 0; i < BST_N_MACHINE_FACTS; i++)
    {
      GtkWidget *group = bst_facts_new (bst_machine_facts_get_heading (i));

      self->groups[i] = BST_FACTS (group);
      bst_columns_append (BST_COLUMNS (columns), group);
      if (i == BST_MACHINE_FACTS_GUEST)
        {
          self->marks = BST_MARKS_EDITOR (bst_marks_editor_new (inventory, fleet));
          bst_columns_append (BST_COLUMNS (columns), GTK_WIDGET (self->marks));
        }
    }
  gtk_widget_add_css_class (columns, "details-page");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), columns);

  return GTK_WIDGET (self);
}
