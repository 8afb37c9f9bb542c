/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-host-page.h"

#include <glib/gi18n.h>

#include "app/bst-age.h"
#include "app/bst-columns.h"
#include "app/bst-facts.h"
#include "app/bst-format.h"
#include "app/bst-host-text.h"
#include "core/bst-error.h"
#include "formats/bst-capabilities.h"

typedef enum
{
  GROUP_HOST,
  GROUP_HARDWARE,
  GROUP_VIRTUALIZATION,
  GROUP_MACHINES,
  N_GROUPS,
} Group;

struct _BstHostPage
{
  GtkWidget parent_instance;

  BstFleet *fleet; /* (nullable) */
  BstHost *host;   /* (nullable) */
  gulong changed_id;
  gboolean stale;
  BstCapabilities *capabilities; /* (nullable): of @parsed */
  char *parsed;                  /* (nullable): their XML */

  GtkWidget *scrolled;
  GtkWidget *trouble; /* the box of what is wrong */
  GtkWidget *problem;
  GtkWidget *remedy;
  GtkWidget *more;
  GtkWidget *detail;
  GtkWidget *retry;
  GtkWidget *check;
  GtkWidget *drain;
  BstFacts *groups[N_GROUPS];
};

G_DEFINE_FINAL_TYPE (BstHostPage, bst_host_page, GTK_TYPE_WIDGET)

static void
set (BstHostPage *self, Group group, guint row, const char *title, char *value)
{
  bst_facts_set (self->groups[group], row, title, value);
  g_free (value);
}

static void
update_host (BstHostPage *self)
{
  const BstHostFacts *facts = bst_host_get_facts (self->host);
  gboolean connected = bst_host_state_is_connected (bst_host_get_state (self->host));

  set (self, GROUP_HOST, 0, _ ("Name"), g_strdup (bst_host_get_name (self->host)));
  set (self, GROUP_HOST, 1, _ ("State"),
       g_strdup (bst_host_text_get_label (bst_host_get_state (self->host))));
  set (self, GROUP_HOST, 2, _ ("Last seen"),
       connected ? NULL : bst_age_format (bst_host_get_seen (self->host), g_get_real_time ()));
  set (self, GROUP_HOST, 3, _ ("Address"), g_strdup (bst_host_get_uri (self->host)));
  set (self, GROUP_HOST, 4, _ ("Host name"), g_strdup (facts != NULL ? facts->hostname : NULL));
  set (self, GROUP_HOST, 5, _ ("Host ID"), g_strdup (facts != NULL ? facts->uuid : NULL));
}

static void
update_memory (BstHostPage *self)
{
  const BstHostStats *stats = bst_host_get_stats (self->host);
  gboolean known = stats->memory_used_kib != BST_UNKNOWN;
  guint64 whole = bst_host_get_memory_kib (self->host);
  g_autofree char *used = bst_format_memory (stats->memory_used_kib);
  g_autofree char *of = bst_format_memory (whole);

  set (self, GROUP_HARDWARE, 5, _ ("Memory"), whole > 0 ? g_strdup (of) : NULL);
  set (self, GROUP_HARDWARE, 6, _ ("Memory used"),
       known ? g_strdup_printf (_ ("%s of %s"), used, of) : NULL);
  bst_facts_set_usage (self->groups[GROUP_HARDWARE], 6,
                       known ? (double)stats->memory_used_kib / (double)whole : -1);
  set (self, GROUP_HARDWARE, 7, _ ("Memory free"), bst_format_memory (stats->memory_free_kib));
}

static void
update_hardware (BstHostPage *self, const BstHostFacts *facts)
{
  double cpu = bst_host_get_stats (self->host)->cpu_percent;
  char *topology = NULL;

  if (facts->cpus > 0 && facts->cpu_sockets > 0)
    /* Translators: processors in all (sockets:cores:threads). */
    topology = g_strdup_printf (_ ("%u (%u:%u:%u)"), facts->cpus, facts->cpu_sockets,
                                facts->cpu_cores, facts->cpu_threads);
  else if (facts->cpus > 0)
    topology = g_strdup_printf ("%u", facts->cpus);

  set (self, GROUP_HARDWARE, 0, _ ("CPU model"), g_strdup (facts->cpu_model));
  set (self, GROUP_HARDWARE, 1, _ ("CPUs"), topology);
  set (self, GROUP_HARDWARE, 2, _ ("CPU clock"),
       facts->cpu_mhz > 0 ? g_strdup_printf (_ ("%u MHz"), facts->cpu_mhz) : NULL);
  set (self, GROUP_HARDWARE, 3, _ ("Architecture"), g_strdup (facts->arch));
  set (self, GROUP_HARDWARE, 4, _ ("CPU used"), bst_format_percent (cpu));
  bst_facts_set_usage (self->groups[GROUP_HARDWARE], 4, cpu >= 0 ? cpu / 100 : -1);
  update_memory (self);
}

static const char *
get_acceleration (BstAcceleration acceleration)
{
  switch (acceleration)
    {
    case BST_ACCELERATION_KVM:
      return _ ("KVM");
    case BST_ACCELERATION_NONE:
      return _ ("None: guests run slowly, on an emulated processor");
    case BST_ACCELERATION_UNKNOWN:
    default:
      return NULL;
    }
}

static char *
get_guests (const BstCapabilities *capabilities)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < capabilities->guests->len; i++)
    {
      const BstGuestCapability *guest = g_ptr_array_index (capabilities->guests, i);

      if (guest->arch == NULL || !g_hash_table_add (seen, guest->arch))
        continue;
      if (text->len > 0)
        g_string_append (text, ", ");
      g_string_append (text, guest->arch);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update_virtualization (BstHostPage *self, const BstHostFacts *facts)
{
  g_autofree char *version = bst_version_to_string (facts->driver_version);
  const BstCapabilities *capabilities = self->capabilities;
  char *migration = NULL;

  if (capabilities != NULL && capabilities->migration_transports != NULL &&
      capabilities->migration_transports[0] != NULL)
    migration = g_strjoinv (", ", capabilities->migration_transports);

  set (self, GROUP_VIRTUALIZATION, 0, _ ("Hypervisor"),
       facts->driver != NULL && version != NULL ? g_strdup_printf ("%s %s", facts->driver, version)
                                                : g_strdup (facts->driver));
  set (self, GROUP_VIRTUALIZATION, 1, _ ("libvirt"),
       bst_version_to_string (facts->libvirt_version));
  set (self, GROUP_VIRTUALIZATION, 2, _ ("Acceleration"),
       g_strdup (get_acceleration (facts->acceleration)));
  set (self, GROUP_VIRTUALIZATION, 3, _ ("Live migration"),
       capabilities == NULL            ? NULL
       : !capabilities->live_migration ? g_strdup (_ ("No"))
       : migration != NULL             ? g_strdup_printf (_ ("Yes, over %s"), migration)
                                       : g_strdup (_ ("Yes")));
  set (self, GROUP_VIRTUALIZATION, 4, _ ("Guests"),
       capabilities != NULL && capabilities->guests != NULL ? get_guests (capabilities) : NULL);
  g_free (migration);
}

static void
update_machines (BstHostPage *self)
{
  set (self, GROUP_MACHINES, 0, _ ("Machines"),
       g_strdup_printf ("%u", bst_host_get_n_machines (self->host)));
  set (self, GROUP_MACHINES, 1, _ ("Active"),
       g_strdup_printf ("%u", bst_host_get_n_active (self->host)));
}

static void
set_label (GtkWidget *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL && *text != '\0');
}

static void
update_trouble (BstHostPage *self)
{
  const GError *error = bst_host_get_error (self->host);
  BstHostState state = bst_host_get_state (self->host);
  const char *detail = bst_error_get_detail (error);
  gboolean apart = state == BST_HOST_STATE_OFFLINE || state == BST_HOST_STATE_LOST ||
                   state == BST_HOST_STATE_FAILED;

  set_label (self->problem, error != NULL ? error->message : bst_host_text_get_label (state));
  set_label (self->remedy, bst_error_get_remedy (error));
  set_label (self->detail, detail);
  gtk_widget_set_visible (self->more, detail != NULL);
  gtk_button_set_label (GTK_BUTTON (self->retry),
                        state == BST_HOST_STATE_OFFLINE ? _ ("C_onnect") : _ ("_Try Again"));
  gtk_widget_set_sensitive (self->retry, self->fleet != NULL);
  gtk_widget_set_visible (self->trouble, apart);
  gtk_widget_set_visible (self->drain, state == BST_HOST_STATE_ONLINE);
}

/* Only when they are others: figures come with each tick. */
static void
parse_capabilities (BstHostPage *self, const BstHostFacts *facts)
{
  const char *xml = facts != NULL ? facts->capabilities_xml : NULL;
  g_autoptr (GError) error = NULL;

  if (g_strcmp0 (self->parsed, xml) == 0)
    return;

  g_clear_pointer (&self->capabilities, bst_capabilities_free);
  g_free (self->parsed);
  self->parsed = g_strdup (xml);
  if (xml == NULL)
    return;

  self->capabilities = bst_capabilities_parse (xml, -1, &error);
  if (self->capabilities == NULL)
    g_debug ("%s: %s", bst_host_get_name (self->host), error->message);
}

static void
update (BstHostPage *self)
{
  const BstHostFacts *facts;

  if (self->host == NULL)
    return;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->stale = TRUE;
      return;
    }

  self->stale = FALSE;
  facts = bst_host_get_facts (self->host);
  parse_capabilities (self, facts);
  update_trouble (self);
  update_host (self);
  update_machines (self);
  if (facts != NULL)
    {
      update_hardware (self, facts);
      update_virtualization (self, facts);
    }
  else
    {
      bst_facts_set_n_rows (self->groups[GROUP_HARDWARE], 0);
      bst_facts_set_n_rows (self->groups[GROUP_VIRTUALIZATION], 0);
    }
}

static void
set_action (GtkWidget *button, const char *action, BstHost *host)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "x", bst_host_get_id (host));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

void
bst_host_page_set_host (BstHostPage *self, BstHost *host)
{
  g_return_if_fail (BST_IS_HOST_PAGE (self));

  if (self->host == host)
    return;

  if (self->host != NULL)
    g_clear_signal_handler (&self->changed_id, self->host);
  g_set_object (&self->host, host);
  g_clear_pointer (&self->parsed, g_free);
  g_clear_pointer (&self->capabilities, bst_capabilities_free);
  if (host == NULL)
    return;

  self->changed_id = g_signal_connect_swapped (host, "changed", G_CALLBACK (update), self);
  set_action (self->check, "win.host-check", host);
  set_action (self->drain, "win.host-drain", host);
  update (self);
}

void
bst_host_page_update_age (BstHostPage *self)
{
  g_return_if_fail (BST_IS_HOST_PAGE (self));

  update (self);
}

static void
on_retry_clicked (BstHostPage *self)
{
  bst_fleet_connect_host (self->fleet, self->host);
}

const char *
bst_host_page_get_value (BstHostPage *self, const char *title)
{
  for (guint i = 0; i < N_GROUPS; i++)
    {
      const char *value = bst_facts_get_value (self->groups[i], title);

      if (value != NULL)
        return value;
    }

  return NULL;
}

const char *
bst_host_page_get_problem (BstHostPage *self)
{
  return gtk_widget_get_visible (self->trouble) ? gtk_label_get_text (GTK_LABEL (self->problem))
                                                : NULL;
}

/* --- Building --- */

static GtkWidget *
create_text (const char *style)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);

  return label;
}

static void
build_trouble (BstHostPage *self, GtkWidget *box)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->trouble = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_add_css_class (self->trouble, "card");
  gtk_widget_add_css_class (self->trouble, "trouble");
  self->problem = create_text ("heading");
  self->remedy = create_text (NULL);
  self->detail = create_text ("monospace");
  self->more = gtk_expander_new (_ ("Details"));
  gtk_expander_set_child (GTK_EXPANDER (self->more), self->detail);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), self->problem);
  gtk_box_append (GTK_BOX (texts), self->remedy);
  gtk_box_append (GTK_BOX (texts), self->more);
  gtk_box_append (GTK_BOX (self->trouble), texts);

  self->retry = gtk_button_new_with_mnemonic (_ ("_Try Again"));
  gtk_widget_add_css_class (self->retry, "suggested-action");
  g_signal_connect_swapped (self->retry, "clicked", G_CALLBACK (on_retry_clicked), self);
  gtk_widget_set_valign (buttons, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (buttons), self->retry);
  gtk_box_append (GTK_BOX (self->trouble), buttons);
  gtk_box_append (GTK_BOX (box), self->trouble);
}

/* Each opens the window's own dialog, which also asks what ssh asks. */
static GtkWidget *
create_buttons (BstHostPage *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->check = gtk_button_new_with_mnemonic (_ ("Chec_k Host…"));
  self->drain = gtk_button_new_with_mnemonic (_ ("Drai_n Host…"));
  gtk_widget_set_tooltip_text (self->drain, _ ("Move its machines to other hosts"));
  gtk_box_append (GTK_BOX (buttons), self->check);
  gtk_box_append (GTK_BOX (buttons), self->drain);

  return buttons;
}

static void
build_groups (BstHostPage *self, GtkWidget *box)
{
  static const char *const headings[] = {
    [GROUP_HOST] = N_ ("Host"),
    [GROUP_HARDWARE] = N_ ("Hardware"),
    [GROUP_VIRTUALIZATION] = N_ ("Virtualization"),
    [GROUP_MACHINES] = N_ ("Machines"),
  };
  GtkWidget *columns = bst_columns_new (300, 4);

  for (guint i = 0; i < N_GROUPS; i++)
    {
      self->groups[i] = BST_FACTS (bst_facts_new (_ (headings[i])));
      bst_columns_append (BST_COLUMNS (columns), GTK_WIDGET (self->groups[i]));
    }

  bst_columns_append (BST_COLUMNS (columns), create_buttons (self));
  gtk_box_append (GTK_BOX (box), columns);
}

static void
bst_host_page_map (GtkWidget *widget)
{
  BstHostPage *self = BST_HOST_PAGE (widget);

  GTK_WIDGET_CLASS (bst_host_page_parent_class)->map (widget);
  if (self->stale)
    update (self);
}

static void
bst_host_page_dispose (GObject *object)
{
  BstHostPage *self = BST_HOST_PAGE (object);

  bst_host_page_set_host (self, NULL);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (bst_host_page_parent_class)->dispose (object);
}

static void
bst_host_page_class_init (BstHostPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_host_page_dispose;
  widget_class->map = bst_host_page_map;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bst_host_page_init (BstHostPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_add_css_class (box, "details-page");
  build_trouble (self, box);
  build_groups (self, box);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), box);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
bst_host_page_new (BstFleet *fleet)
{
  BstHostPage *self = g_object_new (BST_TYPE_HOST_PAGE, NULL);

  self->fleet = fleet != NULL ? g_object_ref (fleet) : NULL;

  return GTK_WIDGET (self);
}
