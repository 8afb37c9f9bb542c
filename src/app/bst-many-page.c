/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-many-page.h"

#include <glib/gi18n.h>

#include "app/bst-columns.h"
#include "app/bst-facts.h"
#include "app/bst-format.h"

/* A tick changes each machine by itself: they are summed up once, this many ms later. */
#define GATHER_MS 250

struct _BstManyPage
{
  GtkWidget parent_instance;

  GPtrArray *machines; /* (nullable): of BstMachine, each (owned) */
  guint update_source;

  GtkWidget *scrolled;
  BstFacts *states;
  BstFacts *resources;
  BstFacts *hosts;
};

G_DEFINE_FINAL_TYPE (BstManyPage, bst_many_page, GTK_TYPE_WIDGET)

/* What the machines come to. */
typedef struct
{
  guint states[BST_MACHINE_STATE_PMSUSPENDED + 1];
  guint vcpus, active_vcpus;
  guint64 memory_kib, given_kib, used_kib;
  gboolean used_known, rates_known;
  double net_rx, net_tx, disk_read, disk_written;
} Sums;

static void
add_machine (Sums *sums, BstMachine *machine)
{
  const BstMachineFigures *figures = bst_machine_get_figures (machine);
  BstMachineState state = bst_machine_get_state (machine);

  sums->states[MIN ((guint)state, BST_MACHINE_STATE_PMSUSPENDED)]++;
  sums->vcpus += bst_machine_get_vcpus (machine);
  sums->memory_kib += bst_machine_get_memory_kib (machine);
  if (!bst_machine_state_is_active (state))
    return;

  sums->active_vcpus += bst_machine_get_vcpus (machine);
  if (figures->memory_kib != BST_UNKNOWN)
    sums->given_kib += figures->memory_kib;
  if (figures->memory_used_kib != BST_UNKNOWN)
    {
      sums->used_kib += figures->memory_used_kib;
      sums->used_known = TRUE;
    }
  /* Each is negative where it is not known. */
  if (figures->net_rx >= 0 || figures->disk_read >= 0)
    sums->rates_known = TRUE;
  sums->net_rx += MAX (figures->net_rx, 0);
  sums->net_tx += MAX (figures->net_tx, 0);
  sums->disk_read += MAX (figures->disk_read, 0);
  sums->disk_written += MAX (figures->disk_written, 0);
}

static void
set (BstFacts *facts, guint row, const char *title, char *value)
{
  bst_facts_set (facts, row, title, value);
  g_free (value);
}

static void
update_states (BstManyPage *self, const Sums *sums)
{
  guint row = 0;

  set (self->states, row++, _ ("Selected"), g_strdup_printf ("%u", self->machines->len));
  for (guint i = 0; i < G_N_ELEMENTS (sums->states); i++)
    if (sums->states[i] > 0)
      set (self->states, row++, bst_machine_state_get_label (i),
           g_strdup_printf ("%u", sums->states[i]));
  bst_facts_set_n_rows (self->states, row);
}

static char *
format_network (const Sums *sums)
{
  g_autofree char *received = bst_format_rate (sums->net_rx);
  g_autofree char *sent = bst_format_rate (sums->net_tx);

  return g_strdup_printf (_ ("%s received, %s sent"), received, sent);
}

static char *
format_disks (const Sums *sums)
{
  g_autofree char *read = bst_format_rate (sums->disk_read);
  g_autofree char *written = bst_format_rate (sums->disk_written);

  return g_strdup_printf (_ ("%s read, %s written"), read, written);
}

static void
update_resources (BstManyPage *self, const Sums *sums)
{
  gboolean active = sums->active_vcpus > 0;

  set (self->resources, 0, _ ("CPUs"), g_strdup_printf ("%u", sums->vcpus));
  set (self->resources, 1, _ ("CPUs active"),
       active ? g_strdup_printf ("%u", sums->active_vcpus) : NULL);
  set (self->resources, 2, _ ("Defined memory"), bst_format_memory (sums->memory_kib));
  set (self->resources, 3, _ ("Physical memory"),
       sums->given_kib > 0 ? bst_format_memory (sums->given_kib) : NULL);
  set (self->resources, 4, _ ("Memory used"),
       sums->used_known ? bst_format_memory (sums->used_kib) : NULL);
  set (self->resources, 5, _ ("Network"), sums->rates_known ? format_network (sums) : NULL);
  set (self->resources, 6, _ ("Disks"), sums->rates_known ? format_disks (sums) : NULL);
}

static int
compare_hosts (gconstpointer a, gconstpointer b)
{
  return g_utf8_collate (bst_host_get_name (*(BstHost *const *)a),
                         bst_host_get_name (*(BstHost *const *)b));
}

static void
update_hosts (BstManyPage *self)
{
  g_autoptr (GHashTable) counts = g_hash_table_new (NULL, NULL);
  g_autoptr (GPtrArray) hosts = g_ptr_array_new ();

  for (guint i = 0; i < self->machines->len; i++)
    {
      BstHost *host = bst_machine_get_host (self->machines->pdata[i]);
      guint count = GPOINTER_TO_UINT (g_hash_table_lookup (counts, host));

      if (count == 0)
        g_ptr_array_add (hosts, host);
      g_hash_table_insert (counts, host, GUINT_TO_POINTER (count + 1));
    }
  g_ptr_array_sort (hosts, compare_hosts);
  for (guint i = 0; i < hosts->len; i++)
    set (self->hosts, i, bst_host_get_name (hosts->pdata[i]),
         g_strdup_printf ("%u", GPOINTER_TO_UINT (g_hash_table_lookup (counts, hosts->pdata[i]))));
  bst_facts_set_n_rows (self->hosts, hosts->len);
}

static void
update (BstManyPage *self)
{
  Sums sums = { 0 };

  if (self->machines == NULL)
    return;

  for (guint i = 0; i < self->machines->len; i++)
    add_machine (&sums, self->machines->pdata[i]);
  update_states (self, &sums);
  update_resources (self, &sums);
  update_hosts (self);
}

static gboolean
on_update (gpointer data)
{
  BstManyPage *self = data;

  self->update_source = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
on_machine_changed (BstManyPage *self)
{
  if (self->update_source == 0)
    self->update_source = g_timeout_add (GATHER_MS, on_update, self);
}

void
bst_many_page_set_machines (BstManyPage *self, GPtrArray *machines)
{
  g_return_if_fail (BST_IS_MANY_PAGE (self));

  g_clear_handle_id (&self->update_source, g_source_remove);
  for (guint i = 0; self->machines != NULL && i < self->machines->len; i++)
    g_signal_handlers_disconnect_by_data (self->machines->pdata[i], self);
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  if (machines == NULL)
    return;

  self->machines = g_ptr_array_new_full (machines->len, g_object_unref);
  for (guint i = 0; i < machines->len; i++)
    {
      g_ptr_array_add (self->machines, g_object_ref (machines->pdata[i]));
      g_signal_connect_swapped (machines->pdata[i], "changed", G_CALLBACK (on_machine_changed),
                                self);
    }
  update (self);
}

const char *
bst_many_page_get_value (BstManyPage *self, const char *title)
{
  const char *value = bst_facts_get_value (self->states, title);

  if (value == NULL)
    value = bst_facts_get_value (self->resources, title);

  return value != NULL ? value : bst_facts_get_value (self->hosts, title);
}

static void
bst_many_page_dispose (GObject *object)
{
  BstManyPage *self = BST_MANY_PAGE (object);

  bst_many_page_set_machines (self, NULL);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_many_page_parent_class)->dispose (object);
}

static void
bst_many_page_class_init (BstManyPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_many_page_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static BstFacts *
add_group (GtkWidget *columns, const char *heading)
{
  GtkWidget *group = bst_facts_new (heading);

  bst_columns_append (BST_COLUMNS (columns), group);

  return BST_FACTS (group);
}

static void
bst_many_page_init (BstManyPage *self)
{
  GtkWidget *columns = bst_columns_new (300, 4);

  self->states = add_group (columns, _ ("Machines"));
  self->resources = add_group (columns, _ ("Together"));
  self->hosts = add_group (columns, _ ("Hosts"));
  gtk_widget_add_css_class (columns, "details-page");

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), columns);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
bst_many_page_new (void)
{
  return g_object_new (BST_TYPE_MANY_PAGE, NULL);
}
