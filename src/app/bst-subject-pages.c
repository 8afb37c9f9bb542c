/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-subject-pages.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-console-page.h"
#include "app/bst-general-page.h"
#include "app/bst-graphs-page.h"
#include "app/bst-host-page.h"
#include "app/bst-journal-page.h"
#include "app/bst-machine-xml.h"
#include "app/bst-snapshots-page.h"
#include "app/bst-xml-page.h"

typedef struct
{
  const char *name;
  const char *title;
  GtkWidget *(*build) (BstSubjectPages *self);
  void (*show) (GtkWidget *page, BstHost *host, BstMachine *machine);
  void (*update_age) (GtkWidget *page); /* (nullable): nothing on it has an age */
} Kind;

struct _BstSubjectPages
{
  GtkWidget parent_instance;

  BstInventory *inventory;
  BstFleet *fleet;    /* (nullable) */
  BstMachineXml *xml; /* (nullable): of @machine */
  BstHost *host;      /* (nullable) */
  BstMachine *machine;
  const Kind *kinds;
  guint n_kinds;
  const char *setting; /* of the inventory: the page that is open */
  GtkWidget *stack;    /* of a bin for each page */
};

G_DEFINE_FINAL_TYPE (BstSubjectPages, bst_subject_pages, GTK_TYPE_WIDGET)

/* --- The pages of a machine --- */

static GtkWidget *
build_general (BstSubjectPages *self)
{
  return bst_general_page_new (self->inventory, self->fleet, self->xml);
}

static void
show_general (GtkWidget *page, BstHost *host, BstMachine *machine)
{
  bst_general_page_set_machine (BST_GENERAL_PAGE (page), machine);
}

static void
update_general_age (GtkWidget *page)
{
  bst_general_page_update_age (BST_GENERAL_PAGE (page));
}

static GtkWidget *
build_console (BstSubjectPages *self)
{
  return bst_console_page_new (self->fleet);
}

static void
show_console (GtkWidget *page, BstHost *host, BstMachine *machine)
{
  bst_console_page_set_machine (BST_CONSOLE_PAGE (page), machine);
}

static GtkWidget *
build_snapshots (BstSubjectPages *self)
{
  return bst_snapshots_page_new (self->fleet);
}

static void
show_snapshots (GtkWidget *page, BstHost *host, BstMachine *machine)
{
  bst_snapshots_page_set_machine (BST_SNAPSHOTS_PAGE (page), machine);
}

static GtkWidget *
build_xml (BstSubjectPages *self)
{
  return bst_xml_page_new (self->xml);
}

static void
show_xml (GtkWidget *page, BstHost *host, BstMachine *machine)
{
  bst_xml_page_set_machine (BST_XML_PAGE (page), machine);
}

static void
update_xml_age (GtkWidget *page)
{
  bst_xml_page_update_age (BST_XML_PAGE (page));
}

/* --- Of a host, and of both --- */

static GtkWidget *
build_host (BstSubjectPages *self)
{
  return bst_host_page_new (self->fleet);
}

static void
show_host (GtkWidget *page, BstHost *host, BstMachine *machine)
{
  bst_host_page_set_host (BST_HOST_PAGE (page), host);
}

static void
update_host_age (GtkWidget *page)
{
  bst_host_page_update_age (BST_HOST_PAGE (page));
}

static GtkWidget *
build_graphs (BstSubjectPages *self)
{
  return bst_graphs_page_new (self->inventory);
}

static void
show_graphs (GtkWidget *page, BstHost *host, BstMachine *machine)
{
  bst_graphs_page_set_subject (BST_GRAPHS_PAGE (page), host, machine);
}

static void
update_graphs_age (GtkWidget *page)
{
  bst_graphs_page_update_age (BST_GRAPHS_PAGE (page));
}

static GtkWidget *
build_events (BstSubjectPages *self)
{
  return bst_journal_page_new (self->inventory);
}

static void
show_events (GtkWidget *page, BstHost *host, BstMachine *machine)
{
  bst_journal_page_set_subject (BST_JOURNAL_PAGE (page), host, machine);
}

static const Kind machine_kinds[] = {
  { "general", N_ ("General"), build_general, show_general, update_general_age },
  { "console", N_ ("Console"), build_console, show_console, NULL },
  { "graphs", N_ ("Graphs"), build_graphs, show_graphs, update_graphs_age },
  { "snapshots", N_ ("Snapshots"), build_snapshots, show_snapshots, NULL },
  { "events", N_ ("Events"), build_events, show_events, NULL },
  { "xml", N_ ("XML"), build_xml, show_xml, update_xml_age },
};

static const Kind host_kinds[] = {
  { "host", N_ ("General"), build_host, show_host, update_host_age },
  { "host-graphs", N_ ("Graphs"), build_graphs, show_graphs, update_graphs_age },
  { "host-events", N_ ("Events"), build_events, show_events, NULL },
};

/* --- Each in its bin --- */

static AdwBin *
get_bin (BstSubjectPages *self, const char *name)
{
  return ADW_BIN (gtk_stack_get_child_by_name (GTK_STACK (self->stack), name));
}

/* (nullable): it was not shown yet. */
static GtkWidget *
get_built (BstSubjectPages *self, const Kind *kind)
{
  return adw_bin_get_child (get_bin (self, kind->name));
}

static GtkWidget *
ensure_built (BstSubjectPages *self, const Kind *kind)
{
  GtkWidget *page = get_built (self, kind);

  if (page == NULL)
    {
      page = kind->build (self);
      adw_bin_set_child (get_bin (self, kind->name), page);
      kind->show (page, self->host, self->machine);
    }

  return page;
}

static const Kind *
find_kind (BstSubjectPages *self, const char *name)
{
  for (guint i = 0; i < self->n_kinds; i++)
    {
      if (g_str_equal (self->kinds[i].name, name))
        return &self->kinds[i];
    }

  return NULL;
}

static void
on_bin_map (GtkWidget *bin, BstSubjectPages *self)
{
  for (guint i = 0; i < self->n_kinds; i++)
    {
      if (get_bin (self, self->kinds[i].name) == ADW_BIN (bin))
        ensure_built (self, &self->kinds[i]);
    }
}

static void
on_page_changed (BstSubjectPages *self)
{
  const char *name = gtk_stack_get_visible_child_name (GTK_STACK (self->stack));

  if (name != NULL)
    bst_inventory_set_setting (self->inventory, self->setting, name);
}

static void
set_subject (BstSubjectPages *self, BstHost *host, BstMachine *machine)
{
  g_set_object (&self->host, host);
  g_set_object (&self->machine, machine);
  if (self->xml != NULL)
    bst_machine_xml_set_machine (self->xml, machine);
  for (guint i = 0; i < self->n_kinds; i++)
    {
      GtkWidget *page = get_built (self, &self->kinds[i]);

      if (page != NULL)
        self->kinds[i].show (page, host, machine);
    }
}

void
bst_subject_pages_set_subject (BstSubjectPages *self, BstHost *host, BstMachine *machine)
{
  g_return_if_fail (BST_IS_SUBJECT_PAGES (self));

  if (self->host != host || self->machine != machine)
    set_subject (self, host, machine);
}

GtkStack *
bst_subject_pages_get_stack (BstSubjectPages *self)
{
  return GTK_STACK (self->stack);
}

gboolean
bst_subject_pages_show (BstSubjectPages *self, const char *name)
{
  if (find_kind (self, name) == NULL)
    return FALSE;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), name);

  return TRUE;
}

GtkWidget *
bst_subject_pages_get (BstSubjectPages *self, const char *name)
{
  const Kind *kind = find_kind (self, name);

  return kind != NULL ? ensure_built (self, kind) : NULL;
}

void
bst_subject_pages_update_ages (BstSubjectPages *self)
{
  for (guint i = 0; i < self->n_kinds; i++)
    {
      GtkWidget *page = get_built (self, &self->kinds[i]);

      if (page != NULL && self->kinds[i].update_age != NULL)
        self->kinds[i].update_age (page);
    }
}

static void
bst_subject_pages_dispose (GObject *object)
{
  BstSubjectPages *self = BST_SUBJECT_PAGES (object);

  if (self->stack != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->stack, self);
      set_subject (self, NULL, NULL);
    }
  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_object (&self->xml);
  g_clear_object (&self->inventory);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (bst_subject_pages_parent_class)->dispose (object);
}

static void
bst_subject_pages_class_init (BstSubjectPagesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_subject_pages_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_subject_pages_init (BstSubjectPages *self)
{
  self->stack = gtk_stack_new ();
  /* A page that is not shown asks for no room. */
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
}

static BstSubjectPages *
create (BstInventory *inventory, BstFleet *fleet, const char *setting)
{
  BstSubjectPages *self = g_object_new (BST_TYPE_SUBJECT_PAGES, NULL);

  self->inventory = g_object_ref (inventory);
  g_set_object (&self->fleet, fleet);
  self->setting = setting;

  return self;
}

static void
add_kinds (BstSubjectPages *self, const Kind *kinds, guint n_kinds)
{
  g_autofree char *open = bst_inventory_get_setting (self->inventory, self->setting);

  self->kinds = kinds;
  self->n_kinds = n_kinds;
  for (guint i = 0; i < n_kinds; i++)
    {
      GtkWidget *bin = adw_bin_new ();

      gtk_stack_add_titled (GTK_STACK (self->stack), bin, kinds[i].name, gettext (kinds[i].title));
      g_signal_connect (bin, "map", G_CALLBACK (on_bin_map), self);
    }
  if (open != NULL)
    bst_subject_pages_show (self, open);
  g_signal_connect_swapped (self->stack, "notify::visible-child", G_CALLBACK (on_page_changed),
                            self);
}

GtkWidget *
bst_subject_pages_new_for_machines (BstInventory *inventory, BstFleet *fleet)
{
  BstSubjectPages *self = create (inventory, fleet, "details-page");

  self->xml = bst_machine_xml_new (inventory);
  add_kinds (self, machine_kinds, G_N_ELEMENTS (machine_kinds));

  return GTK_WIDGET (self);
}

GtkWidget *
bst_subject_pages_new_for_hosts (BstInventory *inventory, BstFleet *fleet)
{
  BstSubjectPages *self = create (inventory, fleet, "details-host-page");

  add_kinds (self, host_kinds, G_N_ELEMENTS (host_kinds));

  return GTK_WIDGET (self);
}
