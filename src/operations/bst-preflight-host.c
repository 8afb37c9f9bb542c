/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checks of what a host is: its driver, versions, processor, memory and clock. */

#include "config.h"

#include <glib/gi18n.h>

#include "operations/bst-preflight-private.h"

/* Clocks that are further apart than this give a guest a jump in time that its programs notice. */
#define MOST_CLOCK_DIFFERENCE (5 * G_USEC_PER_SEC)

/* What a guest's process takes beside the guest's memory, as a rule. */
#define OVERHEAD_KIB (128 * 1024)

static gboolean
is_driver (const BstPreflightPlace *place, const char *driver)
{
  return place->facts != NULL && g_strcmp0 (place->facts->driver, driver) == 0;
}

static gboolean
can_migrate (const BstPreflightPlace *place)
{
  static const char *const drivers[] = { "QEMU", "Xen", "CH", "VZ", NULL };

  return place->facts == NULL || place->facts->driver == NULL ||
         g_strv_contains (drivers, place->facts->driver);
}

void
bst_check_driver (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstHostFacts *from = subject->source->facts;
  const BstHostFacts *to = subject->target->facts;
  const char *type = subject->machine->needs->type;

  if (from == NULL || to == NULL)
    {
      bst_findings_add (findings, BST_VERDICT_WARN,
                        _ ("“Check” in the host’s menu says what keeps it from answering."), NULL,
                        _ ("A host does not say what it is"));
      return;
    }
  if (g_strcmp0 (from->driver, to->driver) != 0)
    bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Choose a host of the same kind."), NULL,
                      _ ("The machine runs on %s, and %s has %s"), from->driver,
                      subject->target->name, to->driver);
  else if (!can_migrate (subject->source))
    bst_findings_add (findings, BST_VERDICT_BLOCK,
                      _ ("Shut the machine down, copy what it needs to the other host, and define "
                         "it anew there."),
                      NULL, _ ("libvirt’s driver “%s” does not migrate machines"), from->driver);
  if (g_strcmp0 (type, "kvm") == 0 && to->acceleration == BST_ACCELERATION_NONE)
    bst_findings_add (findings, BST_VERDICT_BLOCK,
                      _ ("“Check” in the host’s menu says why it has none."), NULL,
                      _ ("The machine needs KVM, which %s does not have"), subject->target->name);
  else if (g_strcmp0 (type, "kvm") == 0 && g_strcmp0 (from->arch, to->arch) != 0)
    bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Choose a host of the same architecture."),
                      NULL, _ ("The machine runs on %s, and %s is %s"), from->arch,
                      subject->target->name, to->arch);
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, "%s, %s", to->driver, to->arch);
}

void
bst_check_versions (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstHostFacts *from = subject->source->facts;
  const BstHostFacts *to = subject->target->facts;
  g_autofree char *libvirt = to != NULL ? bst_version_to_string (to->libvirt_version) : NULL;
  g_autofree char *driver = to != NULL ? bst_version_to_string (to->driver_version) : NULL;

  if (from == NULL || to == NULL || libvirt == NULL)
    {
      bst_findings_add (findings, BST_VERDICT_WARN,
                        _ ("“Check” in the host’s menu says what keeps it from answering."), NULL,
                        _ ("A host does not tell its versions"));
      return;
    }
  /* Only the way up is what libvirt and QEMU promise to work. */
  if (to->libvirt_version / 1000 < from->libvirt_version / 1000)
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("It often works all the same. Upgrade the older host to be sure."), NULL,
                      _ ("libvirt on %s is older (%s)"), subject->target->name, libvirt);
  if (driver != NULL && to->driver_version / 1000 < from->driver_version / 1000)
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("It often works all the same. Upgrade the older host to be sure."), NULL,
                      _ ("%s on %s is older (%s)"), to->driver, subject->target->name, driver);
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("libvirt %s, %s %s"), libvirt,
                      to->driver, driver != NULL ? driver : "?");
}

void
bst_check_machine_type (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstMigrationNeeds *needs = subject->machine->needs;
  const BstFitSurvey *fit = subject->fit;

  if (fit->machine == BST_FIT_BAD)
    bst_findings_add (findings, BST_VERDICT_BLOCK,
                      _ ("Choose a host whose QEMU knows it; or give the machine a machine type "
                         "that both know, while it is off."),
                      fit->machine_detail, _ ("%s does not know the machine type “%s” (%s)"),
                      subject->target->name, needs->machine != NULL ? needs->machine : "?",
                      needs->arch != NULL ? needs->arch : "?");
  else if (fit->capabilities != NULL && fit->capabilities->vcpus_max > 0 &&
           needs->vcpus > fit->capabilities->vcpus_max)
    bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Take processors away from the machine."),
                      NULL, _ ("%s gives a machine %u processors at most; it has %u"),
                      subject->target->name, fit->capabilities->vcpus_max, needs->vcpus);
  else if (fit->machine == BST_FIT_GOOD)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, "%s",
                      needs->machine != NULL ? needs->machine : needs->type);
  else
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("Of no importance there"));
}

/* The guest sees the host's own processor, whatever that is. */
static void
check_passthrough (const BstPreflightCase *subject, GPtrArray *findings)
{
  const char *from = subject->source->facts != NULL ? subject->source->facts->cpu_model : NULL;
  const char *to = subject->target->facts != NULL ? subject->target->facts->cpu_model : NULL;

  if (from != NULL && g_strcmp0 (from, to) == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                      _ ("Both hosts have the same processor (%s)"), to);
  else
    bst_findings_add (findings, bst_case_is_live (subject) ? BST_VERDICT_WARN : BST_VERDICT_PASS,
                      _ ("Give the machine a processor model that both have, while it is off; "
                         "“host-model” of the older host is a good start."),
                      NULL,
                      _ ("The machine uses its host’s processor as it is, and %s has another: the "
                         "guest may crash"),
                      subject->target->name);
}

void
bst_check_cpu (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstMigrationNeeds *needs = subject->machine->needs;
  const BstFitSurvey *fit = subject->fit;

  if (g_strcmp0 (needs->cpu_mode, "host-passthrough") == 0)
    check_passthrough (subject, findings);
  else if (g_strcmp0 (needs->cpu_mode, "host-model") == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                      _ ("Chosen when the machine starts there"));
  else if (needs->cpu_xml == NULL || fit->cpu == BST_FIT_GOOD)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                      _ ("It can do all that the guest uses"));
  else if (fit->cpu == BST_FIT_UNKNOWN)
    bst_findings_add (
        findings, g_strcmp0 (needs->type, "kvm") == 0 ? BST_VERDICT_WARN : BST_VERDICT_PASS,
        _ ("Make sure that its processor is of the same kind as that of the source, or newer."),
        NULL, _ ("libvirt on %s cannot compare processors"), subject->target->name);
  else
    bst_findings_add (
        findings,
        g_strcmp0 (needs->cpu_check, "none") == 0 ? BST_VERDICT_WARN : bst_case_block (subject),
        _ ("Give the machine a processor model that both hosts have, while it is off."),
        fit->cpu_detail, _ ("The processor of %s lacks what the guest uses"),
        subject->target->name);
}

/* In KiB; 0: unknown. Where some of it belongs to no NUMA node (plugged in later), libvirt counts
 * only that of the nodes, and yet all that is free. */
static guint64
get_all_memory (const BstPreflightPlace *place)
{
  guint64 all = place->facts != NULL ? place->facts->memory_kib : 0;
  guint64 unused = place->survey->memory_free_kib;

  return all > 0 && unused != BST_UNKNOWN ? MAX (all, unused) : all;
}

void
bst_check_memory (const BstPreflightCase *subject, GPtrArray *findings)
{
  guint64 needed = subject->machine->needs->memory_kib + OVERHEAD_KIB;
  guint64 unused = subject->target->survey->memory_free_kib;
  guint64 all = get_all_memory (subject->target);
  g_autofree char *needed_text = g_format_size_full (needed * 1024, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *unused_text = NULL;

  if (all > 0 && subject->machine->needs->memory_kib > all)
    {
      g_autofree char *all_text = g_format_size_full (all * 1024, G_FORMAT_SIZE_IEC_UNITS);

      bst_findings_add (findings, bst_case_block (subject),
                        _ ("Choose a host with more memory, or give the machine less."), NULL,
                        _ ("The machine needs %s, and %s has %s in all"), needed_text,
                        subject->target->name, all_text);
      return;
    }
  if (unused == BST_UNKNOWN)
    {
      bst_findings_add (findings, bst_case_is_live (subject) ? BST_VERDICT_WARN : BST_VERDICT_PASS,
                        _ ("“Check” in the host’s menu says what keeps it from answering."), NULL,
                        _ ("%s does not tell"), subject->target->name);
      return;
    }

  unused_text = g_format_size_full (unused * 1024, G_FORMAT_SIZE_IEC_UNITS);
  if (needed > unused && bst_case_is_live (subject))
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("Move or shut down another machine there first: a host without memory "
                         "swaps, or ends a machine to get some."),
                      NULL, _ ("The machine needs %s, and %s has %s left"), needed_text,
                      subject->target->name, unused_text);
  else
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("%s are free"), unused_text);
}

void
bst_check_memory_together (const BstPreflightCase *const *subjects, guint n, GPtrArray *findings)
{
  const BstPreflightPlace *target = subjects[0]->target;
  guint64 unused = target->survey->memory_free_kib;
  g_autofree char *needed_text = NULL;
  g_autofree char *unused_text = NULL;
  guint64 needed = 0;
  guint n_live = 0;

  for (guint i = 0; i < n; i++)
    {
      if (!bst_case_is_live (subjects[i]))
        continue;
      needed += subjects[i]->machine->needs->memory_kib + OVERHEAD_KIB;
      n_live++;
    }
  if (n_live < 2 || unused == BST_UNKNOWN || needed <= unused)
    return;

  needed_text = g_format_size_full (needed * 1024, G_FORMAT_SIZE_IEC_UNITS);
  unused_text = g_format_size_full (unused * 1024, G_FORMAT_SIZE_IEC_UNITS);
  bst_findings_add (findings, BST_VERDICT_WARN,
                    _ ("Move some of them to another host: a host without memory swaps, or ends a "
                       "machine to get some."),
                    NULL, _ ("Together the machines need %s, and %s has %s left"), needed_text,
                    target->name, unused_text);
}

void
bst_check_clock (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstHostLook *from = subject->source->look;
  const BstHostLook *to = subject->target->look;
  gint64 apart = to->clock - from->clock;
  gint64 error = to->clock_error + from->clock_error;
  g_autofree char *unseen =
      from->known && to->known
          ? NULL
          : bst_place_dup_unseen_remedy (to->known ? subject->source : subject->target);

  if (unseen != NULL)
    bst_findings_add (findings, BST_VERDICT_WARN, unseen, NULL,
                      _ ("A host does not tell its time"));
  else if (ABS (apart) - error <= MOST_CLOCK_DIFFERENCE)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("Both agree on the time"));
  else
    bst_findings_add (
        findings, BST_VERDICT_WARN,
        _ ("Let both hosts take the time from the network (timedatectl set-ntp true)."), NULL,
        _ ("The clock of %s is about %d seconds away from that of %s"), subject->target->name,
        (int)MIN (ABS (apart) / G_USEC_PER_SEC, G_MAXINT), subject->source->name);
}

/* --- What can be asked for --- */

static gulong
get_version (const BstPreflightPlace *place, gboolean driver)
{
  if (place == NULL || place->facts == NULL)
    return 0;

  return driver ? place->facts->driver_version : place->facts->libvirt_version;
}

static char *
dup_too_old (const BstPreflightPlace *place, gulong libvirt, gulong qemu)
{
  gulong has_libvirt = get_version (place, FALSE);
  gulong has_qemu = get_version (place, TRUE);
  g_autofree char *needed = NULL;

  if (place == NULL)
    return NULL;
  if (has_libvirt > 0 && has_libvirt < libvirt)
    {
      needed = bst_version_to_string (libvirt);
      return g_strdup_printf (_ ("It needs libvirt %s on %s."), needed, place->name);
    }
  if (has_qemu > 0 && has_qemu < qemu && is_driver (place, "QEMU"))
    {
      needed = bst_version_to_string (qemu);
      return g_strdup_printf (_ ("It needs QEMU %s on %s."), needed, place->name);
    }

  return NULL;
}

/* Since when libvirt's and QEMU's documentation have them. */
static const struct
{
  gulong libvirt;
  gulong qemu;
  gboolean qemu_only;
} features[BST_N_FEATURES] = {
  [BST_FEATURE_LIVE] = { 0, 0, FALSE },
  [BST_FEATURE_PEER_TO_PEER] = { 0, 0, FALSE },
  [BST_FEATURE_TUNNELLED] = { 0, 0, TRUE },
  [BST_FEATURE_COPY] = { 1003003, 0, TRUE },
  [BST_FEATURE_AUTO_CONVERGE] = { 2000000, 2005000, TRUE },
  [BST_FEATURE_COMPRESSED] = { 1003004, 0, TRUE },
  [BST_FEATURE_CONNECTIONS] = { 5002000, 4000000, TRUE },
  [BST_FEATURE_POST_COPY] = { 1003003, 2005000, TRUE },
};

char *
bst_feature_dup_problem (BstMigrationFeature feature,
                         const BstPreflightPlace *source,
                         const BstPreflightPlace *target)
{
  const BstPreflightPlace *places[] = { source, target };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      char *problem;

      if (places[i] == NULL || places[i]->facts == NULL)
        continue;
      if (!can_migrate (places[i]))
        return g_strdup_printf (_ ("libvirt’s driver “%s” on %s does not migrate machines."),
                                places[i]->facts->driver, places[i]->name);
      if (features[feature].qemu_only && !is_driver (places[i], "QEMU"))
        return g_strdup_printf (_ ("Only QEMU can do it, and %s has %s."), places[i]->name,
                                places[i]->facts->driver);
      problem = dup_too_old (places[i], features[feature].libvirt, features[feature].qemu);
      if (problem != NULL)
        return problem;
    }

  return NULL;
}

/* Which of them the options ask for. */
static gboolean
asks_for (const BstMigrationOptions *options, BstMigrationFeature feature)
{
  switch (feature)
    {
    case BST_FEATURE_LIVE:
      return options->live;
    case BST_FEATURE_PEER_TO_PEER:
      return options->way == BST_MIGRATION_WAY_PEER_TO_PEER;
    case BST_FEATURE_TUNNELLED:
      return options->tunnelled;
    case BST_FEATURE_COPY:
      return options->copy != BST_MIGRATION_COPY_NONE;
    case BST_FEATURE_AUTO_CONVERGE:
      return options->auto_converge;
    case BST_FEATURE_COMPRESSED:
      return options->compressed;
    case BST_FEATURE_CONNECTIONS:
      return options->connections > 1;
    case BST_FEATURE_POST_COPY:
      return options->post_copy;
    case BST_N_FEATURES:
    default:
      g_assert_not_reached ();
    }
}

void
bst_check_options (const BstPreflightCase *subject, GPtrArray *findings)
{
  const char *conflict = bst_migration_options_get_conflict (subject->options);

  if (conflict != NULL)
    bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Change one of the two options."), NULL, "%s",
                      conflict);
  for (guint i = 0; i < BST_N_FEATURES; i++)
    {
      g_autofree char *problem = asks_for (subject->options, i)
                                     ? bst_feature_dup_problem (i, subject->source, subject->target)
                                     : NULL;

      /* The kind of host is a check of its own. */
      if (problem != NULL && can_migrate (subject->source) && can_migrate (subject->target))
        bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Do without this option."), NULL, "%s",
                          problem);
    }
  if (subject->options->post_copy && subject->target->look->userfaultfd == 0)
    bst_findings_add (
        findings, BST_VERDICT_WARN, _ ("Allow it there: sysctl vm.unprivileged_userfaultfd=1."),
        NULL,
        _ ("On %s only root may have what post-copy needs; QEMU runs as another user, "
           "as a rule"),
        subject->target->name);
}
