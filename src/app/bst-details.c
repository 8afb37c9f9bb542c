/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-details.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _BstDetails
{
  GtkWidget parent_instance;

  GtkWidget *page;
};

G_DEFINE_FINAL_TYPE (BstDetails, bst_details, GTK_TYPE_WIDGET)

static void
bst_details_dispose (GObject *object)
{
  BstDetails *self = BST_DETAILS (object);

  g_clear_pointer (&self->page, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_details_parent_class)->dispose (object);
}

static void
bst_details_class_init (BstDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_details_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_details_init (BstDetails *self)
{
  self->page = adw_status_page_new ();
  gtk_widget_add_css_class (self->page, "compact");
  gtk_widget_set_parent (self->page, GTK_WIDGET (self));
}

GtkWidget *
bst_details_new (BstInventory *inventory, BstFleet *fleet)
{
  return g_object_new (BST_TYPE_DETAILS, NULL);
}

static void
show (BstDetails *self, const char *title, const char *description)
{
  adw_status_page_set_title (ADW_STATUS_PAGE (self->page), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->page), description);
}

void
bst_details_set_machines (BstDetails *self, GPtrArray *machines)
{
  g_autofree char *text = NULL;

  g_return_if_fail (BST_IS_DETAILS (self));

  if (machines->len == 1)
    {
      BstMachine *machine = g_ptr_array_index (machines, 0);

      show (self, bst_machine_get_name (machine),
            bst_machine_state_get_label (bst_machine_get_state (machine)));
      return;
    }

  text = g_strdup_printf (ngettext ("%u machine selected", "%u machines selected", machines->len),
                          machines->len);
  show (self, text, NULL);
}

void
bst_details_set_host (BstDetails *self, BstHost *host)
{
  g_return_if_fail (BST_IS_DETAILS (self));

  show (self, bst_host_get_name (host), bst_host_get_uri (host));
}
