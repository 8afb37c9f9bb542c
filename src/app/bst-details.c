/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-details.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-many-page.h"
#include "app/bst-migration-bar.h"
#include "app/bst-snapshots-page.h"
#include "app/bst-state-text.h"
#include "app/bst-subject-pages.h"
#include "app/bst-xml-page.h"

struct _BstDetails
{
  GtkWidget parent_instance;

  BstMachine *machine; /* (nullable): the one that is shown */
  gulong changed_id;
  BstHost *host; /* (nullable): the one that is shown */
  gulong host_changed_id;
  guint age_source; /* while it is shown */

  GtkWidget *content;
  GtkWidget *header;
  GtkWidget *title;
  GtkWidget *subtitle;
  GtkWidget *switcher;
  GtkWidget *migration; /* a bar, while the machine is on its way */
  GtkWidget *stack;     /* the following, and "none" */
  BstSubjectPages *machine_pages;
  BstSubjectPages *host_pages;
  BstManyPage *many;
};

G_DEFINE_FINAL_TYPE (BstDetails, bst_details, GTK_TYPE_WIDGET)

/* Setting the same again would have it laid out again at each tick. */
static void
set_label (GtkWidget *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
}

static void
set_header (BstDetails *self, const char *title, const char *subtitle, BstSubjectPages *pages)
{
  set_label (self->title, title);
  set_label (self->subtitle, subtitle);
  gtk_widget_set_visible (gtk_widget_get_ancestor (self->switcher, GTK_TYPE_SCROLLED_WINDOW),
                          pages != NULL);
  if (pages != NULL)
    gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (self->switcher),
                                  bst_subject_pages_get_stack (pages));
}

static void
update_machine_header (BstDetails *self)
{
  g_autofree char *state = bst_state_text_describe (self->machine);
  /* Translators: a machine's state, and the host that it is on. */
  g_autofree char *subtitle = g_strdup_printf (
      _ ("%s, on %s"), state, bst_host_get_name (bst_machine_get_host (self->machine)));

  set_header (self, bst_machine_get_name (self->machine), subtitle, self->machine_pages);
}

static void
update_host_header (BstDetails *self)
{
  guint n = bst_host_get_n_machines (self->host);
  g_autofree char *subtitle =
      g_strdup_printf (ngettext ("%u machine, %u active", "%u machines, %u active", n), n,
                       bst_host_get_n_active (self->host));

  set_header (self, bst_host_get_name (self->host), subtitle, self->host_pages);
}

static void
show_machine (BstDetails *self, BstMachine *machine)
{
  BstHost *host = machine != NULL ? bst_machine_get_host (machine) : NULL;

  if (self->machine == machine)
    return;

  if (self->machine != NULL)
    g_clear_signal_handler (&self->changed_id, self->machine);
  g_set_object (&self->machine, machine);
  bst_migration_bar_set_machine (BST_MIGRATION_BAR (self->migration), machine);
  bst_subject_pages_set_subject (self->machine_pages, host, machine);
  if (machine != NULL)
    self->changed_id =
        g_signal_connect_swapped (machine, "changed", G_CALLBACK (update_machine_header), self);
}

static void
show_host (BstDetails *self, BstHost *host)
{
  if (self->host == host)
    return;

  if (self->host != NULL)
    g_clear_signal_handler (&self->host_changed_id, self->host);
  g_set_object (&self->host, host);
  bst_subject_pages_set_subject (self->host_pages, host, NULL);
  if (host != NULL)
    self->host_changed_id =
        g_signal_connect_swapped (host, "changed", G_CALLBACK (update_host_header), self);
}

void
bst_details_set_machines (BstDetails *self, GPtrArray *machines)
{
  g_return_if_fail (BST_IS_DETAILS (self) && machines != NULL);

  show_host (self, NULL);
  show_machine (self, machines->len == 1 ? machines->pdata[0] : NULL);
  bst_many_page_set_machines (self->many, machines->len > 1 ? machines : NULL);

  gtk_widget_set_visible (self->header, machines->len > 0);
  if (machines->len == 0)
    gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "none");
  else if (machines->len == 1)
    {
      update_machine_header (self);
      gtk_stack_set_visible_child (GTK_STACK (self->stack), GTK_WIDGET (self->machine_pages));
    }
  else
    {
      g_autofree char *title = g_strdup_printf (
          ngettext ("%u machine selected", "%u machines selected", machines->len), machines->len);

      set_header (self, title, "", NULL);
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "many");
    }
}

void
bst_details_set_host (BstDetails *self, BstHost *host)
{
  g_return_if_fail (BST_IS_DETAILS (self) && BST_IS_HOST (host));

  show_machine (self, NULL);
  bst_many_page_set_machines (self->many, NULL);
  show_host (self, host);
  update_host_header (self);
  gtk_widget_set_visible (self->header, TRUE);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), GTK_WIDGET (self->host_pages));
}

gboolean
bst_details_search (BstDetails *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *page = focus != NULL ? gtk_widget_get_ancestor (focus, BST_TYPE_XML_PAGE) : NULL;

  if (page == NULL || !gtk_widget_is_ancestor (page, GTK_WIDGET (self)))
    return FALSE;

  bst_xml_page_search (BST_XML_PAGE (page));

  return TRUE;
}

/* --- Pages --- */

/* (nullable): no one subject is shown. */
static BstSubjectPages *
get_shown_pages (BstDetails *self)
{
  GtkWidget *shown = gtk_stack_get_visible_child (GTK_STACK (self->stack));

  return BST_IS_SUBJECT_PAGES (shown) ? BST_SUBJECT_PAGES (shown) : NULL;
}

const char *
bst_details_get_page_name (BstDetails *self)
{
  BstSubjectPages *pages = get_shown_pages (self);

  return gtk_stack_get_visible_child_name (pages != NULL ? bst_subject_pages_get_stack (pages)
                                                         : GTK_STACK (self->stack));
}

GtkWidget *
bst_details_get_page (BstDetails *self, const char *name)
{
  GtkWidget *page = bst_subject_pages_get (self->machine_pages, name);

  if (page == NULL)
    page = bst_subject_pages_get (self->host_pages, name);

  return page != NULL ? page : gtk_stack_get_child_by_name (GTK_STACK (self->stack), name);
}

void
bst_details_show_page (BstDetails *self, const char *name)
{
  BstSubjectPages *pages = get_shown_pages (self);

  if (pages != NULL)
    bst_subject_pages_show (pages, name);
}

void
bst_details_take_snapshot (BstDetails *self)
{
  g_return_if_fail (BST_IS_DETAILS (self));

  if (self->machine == NULL)
    return;

  bst_details_show_page (self, "snapshots");
  bst_snapshots_page_create (
      BST_SNAPSHOTS_PAGE (bst_subject_pages_get (self->machine_pages, "snapshots")));
}

/* --- Ages --- */

/* Hosts that are lost tell nothing, and get older all the same. */
#define AGE_SECONDS 20

static gboolean
on_age (gpointer data)
{
  BstDetails *self = data;

  if (self->machine != NULL)
    update_machine_header (self);
  bst_subject_pages_update_ages (self->machine_pages);
  bst_subject_pages_update_ages (self->host_pages);

  return G_SOURCE_CONTINUE;
}

static void
bst_details_map (GtkWidget *widget)
{
  BstDetails *self = BST_DETAILS (widget);

  GTK_WIDGET_CLASS (bst_details_parent_class)->map (widget);
  on_age (self);
  self->age_source = g_timeout_add_seconds (AGE_SECONDS, on_age, self);
}

static void
bst_details_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&BST_DETAILS (widget)->age_source, g_source_remove);

  GTK_WIDGET_CLASS (bst_details_parent_class)->unmap (widget);
}

/* --- Building --- */

/* In a narrow window, and with the long words of some languages, not all pages' names have room:
 * they scroll, with the focus too. */
static GtkWidget *
wrap_switcher (GtkWidget *switcher)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_min_content_width (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), switcher);

  return scroller;
}

static void
build_header (BstDetails *self)
{
  GtkWidget *names = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->header, "details-header");

  self->title = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (self->title), TRUE);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_box_append (GTK_BOX (names), self->title);
  self->subtitle = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->subtitle), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->subtitle), 0);
  gtk_label_set_single_line_mode (GTK_LABEL (self->subtitle), TRUE);
  gtk_widget_set_hexpand (self->subtitle, TRUE);
  gtk_widget_add_css_class (self->subtitle, "dim-label");
  gtk_box_append (GTK_BOX (names), self->subtitle);
  gtk_widget_set_hexpand (names, TRUE);
  gtk_box_append (GTK_BOX (self->header), names);

  self->switcher = gtk_stack_switcher_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->switcher), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Pages of the details"), -1);
  gtk_box_append (GTK_BOX (self->header), wrap_switcher (self->switcher));
  gtk_box_append (GTK_BOX (self->content), self->header);
}

static void
build_stack (BstDetails *self, BstInventory *inventory, BstFleet *fleet)
{
  GtkWidget *none = adw_status_page_new ();

  adw_status_page_set_title (ADW_STATUS_PAGE (none), _ ("Nothing Selected"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (none),
      _ ("Select a machine in the list to see it here, several to sum them up, or a host."));
  gtk_widget_add_css_class (none, "compact");

  self->machine_pages = BST_SUBJECT_PAGES (bst_subject_pages_new_for_machines (inventory, fleet));
  self->host_pages = BST_SUBJECT_PAGES (bst_subject_pages_new_for_hosts (inventory, fleet));
  self->many = BST_MANY_PAGE (bst_many_page_new ());
  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_add_named (GTK_STACK (self->stack), none, "none");
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->machine_pages), "machine");
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->many), "many");
  gtk_stack_add_named (GTK_STACK (self->stack), GTK_WIDGET (self->host_pages), "hosts");
  gtk_box_append (GTK_BOX (self->content), self->stack);
}

static void
bst_details_dispose (GObject *object)
{
  BstDetails *self = BST_DETAILS (object);

  if (self->content != NULL)
    {
      show_machine (self, NULL);
      show_host (self, NULL);
    }
  g_clear_handle_id (&self->age_source, g_source_remove);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_details_parent_class)->dispose (object);
}

static void
bst_details_class_init (BstDetailsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_details_dispose;
  GTK_WIDGET_CLASS (klass)->map = bst_details_map;
  GTK_WIDGET_CLASS (klass)->unmap = bst_details_unmap;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_details_init (BstDetails *self)
{
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  build_header (self);
}

GtkWidget *
bst_details_new (BstInventory *inventory, BstFleet *fleet)
{
  BstDetails *self = g_object_new (BST_TYPE_DETAILS, NULL);
  g_autoptr (GPtrArray) none = g_ptr_array_new ();

  self->migration = bst_migration_bar_new (inventory);
  gtk_box_append (GTK_BOX (self->content), self->migration);
  build_stack (self, inventory, fleet);
  bst_details_set_machines (self, none);

  return GTK_WIDGET (self);
}
