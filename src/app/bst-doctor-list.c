/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-doctor-list.h"

#include <glib/gi18n.h>

#include "app/bst-doctor-row.h"

struct _BstDoctorList
{
  GtkWidget parent_instance;

  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (BstDoctorList, bst_doctor_list, GTK_TYPE_WIDGET)

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  return bst_doctor_row_new (item);
}

void
bst_doctor_list_set_steps (BstDoctorList *self, GListModel *steps)
{
  g_return_if_fail (BST_IS_DOCTOR_LIST (self));

  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), steps, create_row, NULL, NULL);
}

static void
bst_doctor_list_dispose (GObject *object)
{
  BstDoctorList *self = BST_DOCTOR_LIST (object);

  g_clear_pointer (&self->list, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_doctor_list_parent_class)->dispose (object);
}

static void
bst_doctor_list_class_init (BstDoctorListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_doctor_list_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bst_doctor_list_init (BstDoctorList *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "boxed-list");
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Steps of the check"), -1);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
}

GtkWidget *
bst_doctor_list_new (void)
{
  return g_object_new (BST_TYPE_DOCTOR_LIST, NULL);
}
