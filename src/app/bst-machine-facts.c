/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-facts.h"

#include <glib/gi18n.h>

#include "app/bst-format.h"
#include "app/bst-state-text.h"
#include "operations/bst-alerts.h"

/* What the rows are made from. */
typedef struct
{
  BstMachine *machine;
  const BstDomainConfig *config; /* (nullable) */
  const BstMachineFigures *figures;
  const BstGuestFacts *guest; /* (nullable) */
  gboolean active;
} View;

typedef struct
{
  const char *title;
  char *(*get_value) (const View *view);
  double (*get_usage) (const View *view); /* (nullable) */
} Fact;

static char *
dup_known (const char *text)
{
  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

/* Adds one more of several things in one value. */
static void
add_part (GString *text, const char *separator, const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, part);
}

static char *
end_text (GString *text)
{
  gboolean any = text->len > 0;

  return g_string_free (text, !any);
}

/* --- The machine --- */

static char *
get_name (const View *view)
{
  return g_strdup (bst_machine_get_name (view->machine));
}

static char *
get_state (const View *view)
{
  return bst_state_text_describe (view->machine);
}

static char *
get_host (const View *view)
{
  return g_strdup (bst_host_get_name (bst_machine_get_host (view->machine)));
}

static char *
get_template (const View *view)
{
  return view->config != NULL ? dup_known (view->config->template_name) : NULL;
}

static char *
get_origin (const View *view)
{
  return view->config != NULL ? dup_known (view->config->origin) : NULL;
}

static char *
get_compatibility (const View *view)
{
  GString *text = g_string_new (NULL);

  if (view->config != NULL)
    {
      add_part (text, ", ", view->config->machine);
      add_part (text, ", ", view->config->arch);
      add_part (text, ", ", view->config->type);
    }

  return end_text (text);
}

static char *
get_firmware (const View *view)
{
  GString *text = g_string_new (NULL);

  if (view->config != NULL)
    {
      if (g_strcmp0 (view->config->firmware, "efi") == 0)
        add_part (text, ", ", _ ("UEFI"));
      else if (g_strcmp0 (view->config->firmware, "bios") == 0)
        add_part (text, ", ", _ ("BIOS"));
      else
        add_part (text, ", ", view->config->firmware);
      if (view->config->secure_boot)
        add_part (text, ", ", _ ("Secure Boot"));
      if (view->config->has_tpm)
        add_part (text, ", ", _ ("TPM"));
    }

  return end_text (text);
}

/* libvirt has no engine that would start a machine elsewhere: what it has is told. */
static char *
get_availability (const View *view)
{
  GString *text = g_string_new (NULL);

  if (bst_machine_get_autostart (view->machine))
    add_part (text, "\n", _ ("Starts with its host"));
  if (view->config != NULL && view->config->watchdog != NULL)
    {
      g_autofree char *watchdog = g_strdup_printf (_ ("Watchdog: %s"), view->config->watchdog);

      add_part (text, "\n", watchdog);
    }
  if (text->len == 0)
    add_part (text, "\n", _ ("No"));

  return end_text (text);
}

static char *
get_snapshots (const View *view)
{
  int n = bst_machine_get_n_snapshots (view->machine);

  return n >= 0 ? g_strdup_printf ("%d", n) : NULL;
}

static char *
get_kept (const View *view)
{
  return bst_machine_is_persistent (view->machine) ? NULL
                                                   : g_strdup (_ ("No: it is gone when it stops"));
}

static char *
get_uuid (const View *view)
{
  return g_strdup (bst_machine_get_uuid (view->machine));
}

static const Fact machine_facts[] = {
  { N_ ("Name"), get_name, NULL },           { N_ ("State"), get_state, NULL },
  { N_ ("Run on"), get_host, NULL },         { N_ ("Template"), get_template, NULL },
  { N_ ("Origin"), get_origin, NULL },       { N_ ("Compatibility"), get_compatibility, NULL },
  { N_ ("Firmware"), get_firmware, NULL },   { N_ ("Highly available"), get_availability, NULL },
  { N_ ("Snapshots"), get_snapshots, NULL }, { N_ ("Kept on host"), get_kept, NULL },
  { N_ ("VM ID"), get_uuid, NULL },
};

/* --- Processors and memory --- */

static gboolean
is_qemu (const BstDomainConfig *config)
{
  return g_strcmp0 (config->type, "qemu") == 0 || g_strcmp0 (config->type, "kvm") == 0;
}

static char *
get_cpus (const View *view)
{
  guint cpus = bst_machine_get_vcpus (view->machine);

  if (view->config != NULL && view->config->vcpus_max > 0)
    cpus = view->config->vcpus_max;
  if (cpus == 0)
    return NULL;
  if (view->config == NULL || (view->config->sockets == 0 && !is_qemu (view->config)))
    return g_strdup_printf ("%u", cpus);

  /* What libvirt gives QEMU where the definition does not say. */
  if (view->config->sockets == 0)
    return g_strdup_printf (_ ("%u (%u:%u:%u)"), cpus, cpus, 1, 1);

  /* Translators: processors in all (sockets:cores:threads). */
  return g_strdup_printf (_ ("%u (%u:%u:%u)"), cpus, view->config->sockets, view->config->cores,
                          view->config->threads);
}

static char *
get_guest_cpus (const View *view)
{
  guint cpus = bst_machine_get_vcpus (view->machine);

  return view->active && cpus > 0 ? g_strdup_printf ("%u", cpus) : NULL;
}

static char *
get_cpu_model (const View *view)
{
  if (view->config == NULL)
    return NULL;

  return dup_known (view->config->cpu_model != NULL ? view->config->cpu_model
                                                    : view->config->cpu_mode);
}

static char *
get_cpu_used (const View *view)
{
  return bst_format_percent (view->figures->cpu_percent);
}

static double
get_cpu_usage (const View *view)
{
  return view->figures->cpu_percent / 100;
}

static char *
get_defined (const View *view)
{
  guint64 memory = bst_machine_get_memory_kib (view->machine);

  return memory > 0 ? bst_format_memory (memory) : NULL;
}

static char *
get_physical (const View *view)
{
  return view->active ? bst_format_memory (view->figures->memory_kib) : NULL;
}

static char *
get_guaranteed (const View *view)
{
  if (view->config == NULL || view->config->guaranteed_kib == 0)
    return NULL;

  return bst_format_memory (view->config->guaranteed_kib);
}

/* Of what is defined, as the list has it: the guest sees less, by what its kernel and firmware
 * keep. */
static guint64
get_memory_whole (const View *view)
{
  guint64 whole = bst_machine_get_memory_kib (view->machine);

  return whole > 0 || view->figures->memory_kib == BST_UNKNOWN ? whole : view->figures->memory_kib;
}

static double
get_memory_usage (const View *view)
{
  guint64 whole = get_memory_whole (view);

  if (view->figures->memory_used_kib == BST_UNKNOWN || view->figures->memory_is_process ||
      whole == 0)
    return -1;

  return (double)view->figures->memory_used_kib / (double)whole;
}

static char *
get_memory_used (const View *view)
{
  double usage = get_memory_usage (view);
  g_autofree char *used = bst_format_memory (view->figures->memory_used_kib);
  g_autofree char *whole = bst_format_memory (get_memory_whole (view));
  g_autofree char *percent = bst_format_percent (usage * 100);

  if (used != NULL && view->figures->memory_is_process)
    /* Translators: %s is an amount of memory. */
    return g_strdup_printf (_ ("%s on the host; the guest does not say"), used);
  if (usage < 0)
    return NULL;

  /* Translators: memory used, of all of it, percent. */
  return g_strdup_printf (_ ("%s of %s, %s"), used, whole, percent);
}

static char *
get_guest_free (const View *view)
{
  return bst_format_memory (view->figures->guest_free_kib);
}

static char *
get_guest_cached (const View *view)
{
  return bst_format_memory (view->figures->guest_caches_kib);
}

static const Fact resource_facts[] = {
  { N_ ("CPUs"), get_cpus, NULL },
  { N_ ("Guest CPUs"), get_guest_cpus, NULL },
  { N_ ("CPU model"), get_cpu_model, NULL },
  { N_ ("CPU used"), get_cpu_used, get_cpu_usage },
  { N_ ("Defined memory"), get_defined, NULL },
  { N_ ("Physical memory"), get_physical, NULL },
  { N_ ("Guaranteed"), get_guaranteed, NULL },
  { N_ ("Memory used"), get_memory_used, get_memory_usage },
  { N_ ("Guest free"), get_guest_free, NULL },
  { N_ ("Guest cached and buffered"), get_guest_cached, NULL },
};

/* --- Inside --- */

static char *
get_os (const View *view)
{
  const char *os = bst_machine_get_os (view->machine);

  /* Nothing but the guest, or who made the machine, can say it. */
  return g_strdup (*os != '\0' ? os : _ ("Not known"));
}

static char *
get_fqdn (const View *view)
{
  return dup_known (bst_machine_get_fqdn (view->machine));
}

static char *
get_addresses (const View *view)
{
  if (view->guest == NULL || view->guest->addresses == NULL)
    return NULL;

  return g_strjoinv ("\n", view->guest->addresses);
}

static char *
get_kernel (const View *view)
{
  return view->guest != NULL ? dup_known (view->guest->kernel) : NULL;
}

static char *
get_users (const View *view)
{
  if (view->guest == NULL || view->guest->users == NULL || view->guest->users[0] == NULL)
    return NULL;

  return g_strjoinv (", ", view->guest->users);
}

/* Its version or, where it is missing, how to get it. */
static char *
get_agent (const View *view)
{
  if (view->guest != NULL && view->guest->agent)
    return g_strdup (view->guest->agent_version != NULL ? view->guest->agent_version
                                                        : _ ("Answers"));
  if (view->config == NULL || !is_qemu (view->config))
    return NULL;
  if (!view->config->has_agent_channel)
    return g_strdup (_ ("Missing: the machine has no channel for it. Add the channel "
                        "“org.qemu.guest_agent.0”, then install “qemu-guest-agent” in the guest."));
  /* It is not asked, and could not answer. */
  if (bst_machine_get_state (view->machine) != BST_MACHINE_STATE_RUNNING)
    return NULL;
  if (g_get_real_time () / G_USEC_PER_SEC - bst_machine_get_started_at (view->machine) <
      BST_ALERTS_AGENT_PATIENCE)
    return g_strdup (_ ("Has not answered yet: the guest may still be starting"));

  return g_strdup (_ ("Does not answer. Install “qemu-guest-agent” in the guest to see its "
                      "addresses, operating system and file systems here."));
}

static const Fact guest_facts[] = {
  { N_ ("Operating system"), get_os, NULL },    { N_ ("FQDN"), get_fqdn, NULL },
  { N_ ("IP addresses"), get_addresses, NULL }, { N_ ("Kernel"), get_kernel, NULL },
  { N_ ("Logged in"), get_users, NULL },        { N_ ("Guest agent"), get_agent, NULL },
};

/* --- The display --- */

static char *
get_graphics (const View *view)
{
  g_autofree char *protocol = NULL;

  if (view->config == NULL || view->config->graphics_type == NULL)
    return NULL;

  protocol = g_ascii_strup (view->config->graphics_type, -1);
  if (view->config->graphics_listen == NULL)
    return g_steal_pointer (&protocol);
  if (view->config->graphics_port > 0)
    return g_strdup_printf ("%s, %s:%d", protocol, view->config->graphics_listen,
                            view->config->graphics_port);

  return g_strdup_printf ("%s, %s", protocol, view->config->graphics_listen);
}

static char *
get_video (const View *view)
{
  return view->config != NULL ? dup_known (view->config->video_model) : NULL;
}

static const Fact display_facts[] = {
  { N_ ("Graphics protocol"), get_graphics, NULL },
  { N_ ("Video type"), get_video, NULL },
};

/* --- What there is several of --- */

static void
add_fact (GArray *facts, const char *title, char *value, double usage)
{
  BstMachineFact fact = { g_strdup (title), value, usage };

  g_array_append_val (facts, fact);
}

static void
add_filesystems (GArray *facts, const View *view)
{
  if (view->guest == NULL || view->guest->filesystems == NULL)
    return;

  for (guint i = 0; i < view->guest->filesystems->len; i++)
    {
      const BstGuestFilesystem *fs =
          &g_array_index (view->guest->filesystems, BstGuestFilesystem, i);
      double usage = fs->total > 0 ? (double)fs->used / (double)fs->total : -1;
      g_autofree char *used = bst_format_bytes (fs->used);
      g_autofree char *total = bst_format_bytes (fs->total);
      g_autofree char *percent = bst_format_percent (usage * 100);
      g_autofree char *figures =
          usage >= 0 ? g_strdup_printf (_ ("%s of %s, %s"), used, total, percent) : NULL;
      GString *text = g_string_new (figures);

      add_part (text, ", ", fs->type);
      add_fact (facts, fs->mountpoint, end_text (text), usage);
    }
}

static void
add_disks (GArray *facts, const View *view)
{
  if (view->config == NULL)
    return;

  for (guint i = 0; i < view->config->disks->len; i++)
    {
      const BstDisk *disk = g_ptr_array_index (view->config->disks, i);
      GString *text = g_string_new (disk->source != NULL ? disk->source : _ ("Empty"));
      g_autoptr (GString) how = g_string_new (NULL);

      if (g_strcmp0 (disk->device, "disk") != 0)
        add_part (how, ", ", disk->device);
      add_part (how, ", ", disk->bus);
      add_part (how, ", ", disk->format);
      if (disk->readonly)
        add_part (how, ", ", _ ("read-only"));
      if (disk->shareable)
        add_part (how, ", ", _ ("shareable"));
      add_part (text, "\n", how->str);
      add_fact (facts, disk->target != NULL ? disk->target : disk->device, end_text (text), -1);
    }
}

static void
add_nics (GArray *facts, const View *view)
{
  if (view->config == NULL)
    return;

  for (guint i = 0; i < view->config->nics->len; i++)
    {
      const BstNic *nic = g_ptr_array_index (view->config->nics, i);
      GString *text = g_string_new (NULL);
      g_autoptr (GString) how = g_string_new (NULL);

      add_part (text, ", ", nic->mac);
      add_part (how, " ", nic->type);
      add_part (how, " ", nic->source);
      add_part (how, ", ", nic->model);
      add_part (how, ", ", nic->target);
      add_part (text, "\n", how->str);
      /* Translators: a network interface of a machine, by its number. */
      g_autofree char *title = g_strdup_printf (_ ("Interface %u"), i + 1);
      add_fact (facts, title, end_text (text), -1);
    }
}

/* --- Together --- */

static void
add_fixed (GArray *facts, const View *view, const Fact *table, guint n)
{
  for (guint i = 0; i < n; i++)
    add_fact (facts, _ (table[i].title), table[i].get_value (view),
              table[i].get_usage != NULL ? table[i].get_usage (view) : -1);
}

const char *
bst_machine_facts_get_heading (BstMachineFactsGroup group)
{
  static const char *const headings[] = {
    [BST_MACHINE_FACTS_MACHINE] = N_ ("Machine"),
    [BST_MACHINE_FACTS_RESOURCES] = N_ ("Processors and Memory"),
    [BST_MACHINE_FACTS_GUEST] = N_ ("Guest"),
    [BST_MACHINE_FACTS_DISPLAY] = N_ ("Display"),
    [BST_MACHINE_FACTS_FILESYSTEMS] = N_ ("File Systems"),
    [BST_MACHINE_FACTS_DISKS] = N_ ("Disks"),
    [BST_MACHINE_FACTS_NICS] = N_ ("Network Interfaces"),
  };

  return _ (headings[group]);
}

static void
clear_fact (gpointer data)
{
  BstMachineFact *fact = data;

  g_free (fact->title);
  g_free (fact->value);
}

GArray *
bst_machine_facts_get (BstMachineFactsGroup group,
                       BstMachine *machine,
                       const BstDomainConfig *config)
{
  GArray *facts = g_array_new (FALSE, FALSE, sizeof (BstMachineFact));
  View view = {
    .machine = machine,
    .config = config,
    .figures = bst_machine_get_figures (machine),
    .guest = bst_machine_get_guest (machine),
    .active = bst_machine_state_is_active (bst_machine_get_state (machine)),
  };

  g_array_set_clear_func (facts, clear_fact);
  switch (group)
    {
    case BST_MACHINE_FACTS_MACHINE:
      add_fixed (facts, &view, machine_facts, G_N_ELEMENTS (machine_facts));
      break;
    case BST_MACHINE_FACTS_RESOURCES:
      add_fixed (facts, &view, resource_facts, G_N_ELEMENTS (resource_facts));
      break;
    case BST_MACHINE_FACTS_GUEST:
      add_fixed (facts, &view, guest_facts, G_N_ELEMENTS (guest_facts));
      break;
    case BST_MACHINE_FACTS_DISPLAY:
      add_fixed (facts, &view, display_facts, G_N_ELEMENTS (display_facts));
      break;
    case BST_MACHINE_FACTS_FILESYSTEMS:
      add_filesystems (facts, &view);
      break;
    case BST_MACHINE_FACTS_DISKS:
      add_disks (facts, &view);
      break;
    case BST_MACHINE_FACTS_NICS:
      add_nics (facts, &view);
      break;
    case BST_N_MACHINE_FACTS:
    default:
      g_assert_not_reached ();
    }

  return facts;
}
