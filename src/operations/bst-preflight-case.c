/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-preflight-case.h"

#include <glib/gi18n.h>

#include "operations/bst-preflight-private.h"

/* What a check cannot do without: until it is there, the check is pending. */
typedef enum
{
  NEEDS_MACHINE = 1 << 0,
  NEEDS_HOST = 1 << 1,   /* the target's survey */
  NEEDS_POOLS = 1 << 2,  /* the target's */
  NEEDS_LOOK = 1 << 3,   /* the target's */
  NEEDS_SOURCE = 1 << 4, /* the source's look */
  NEEDS_FIT = 1 << 5,
  NEEDS_ROAD = 1 << 6,
  NEEDS_LOGIN = 1 << 7,
} Needs;

static void check_connected (const BstPreflightCase *subject, GPtrArray *findings);

static const struct
{
  const char *nick;
  const char *title;
  Needs needs;
  BstCheckFunc func;
} checks[BST_N_CHECKS] = {
  [BST_CHECK_CONNECTED] = { "connected", N_ ("Connection"), 0, check_connected },
  [BST_CHECK_STATE] = { "state", N_ ("Machine’s state"), NEEDS_MACHINE, bst_check_state },
  [BST_CHECK_JOB] = { "job", N_ ("Other jobs"), NEEDS_MACHINE, bst_check_job },
  [BST_CHECK_DRIVER] = { "driver", N_ ("Kind of host"), NEEDS_MACHINE, bst_check_driver },
  [BST_CHECK_VERSIONS] = { "versions", N_ ("Versions"), 0, bst_check_versions },
  [BST_CHECK_MACHINE_TYPE] = { "machine-type", N_ ("Machine type"), NEEDS_MACHINE | NEEDS_FIT,
                               bst_check_machine_type },
  [BST_CHECK_CPU] = { "cpu", N_ ("Processor"), NEEDS_MACHINE | NEEDS_FIT, bst_check_cpu },
  [BST_CHECK_MEMORY] = { "memory", N_ ("Memory"), NEEDS_MACHINE | NEEDS_HOST, bst_check_memory },
  [BST_CHECK_NAME] = { "name", N_ ("Name and UUID"), NEEDS_MACHINE | NEEDS_HOST, bst_check_name },
  [BST_CHECK_DISKS] = { "disks", N_ ("Disks"),
                        NEEDS_MACHINE | NEEDS_POOLS | NEEDS_LOOK | NEEDS_SOURCE, bst_check_disks },
  [BST_CHECK_SPACE] = { "space", N_ ("Room for disks"), NEEDS_MACHINE | NEEDS_POOLS | NEEDS_LOOK,
                        bst_check_space },
  [BST_CHECK_CACHE] = { "cache", N_ ("Disk caches"), NEEDS_MACHINE | NEEDS_SOURCE,
                        bst_check_cache },
  [BST_CHECK_FILES] = { "files", N_ ("CD images and kernel"),
                        NEEDS_MACHINE | NEEDS_POOLS | NEEDS_LOOK | NEEDS_SOURCE, bst_check_files },
  [BST_CHECK_FIRMWARE] = { "firmware", N_ ("Firmware and TPM"),
                           NEEDS_MACHINE | NEEDS_LOOK | NEEDS_SOURCE | NEEDS_FIT,
                           bst_check_firmware },
  [BST_CHECK_NETWORKS] = { "networks", N_ ("Networks"), NEEDS_MACHINE | NEEDS_HOST | NEEDS_LOOK,
                           bst_check_networks },
  [BST_CHECK_DEVICES] = { "devices", N_ ("Host devices"), NEEDS_MACHINE, bst_check_devices },
  [BST_CHECK_SNAPSHOTS] = { "snapshots", N_ ("Snapshots"), NEEDS_MACHINE, bst_check_snapshots },
  [BST_CHECK_ADDRESS] = { "address", N_ ("Address"), NEEDS_ROAD, bst_check_address },
  [BST_CHECK_PORTS] = { "ports", N_ ("Migration ports"), NEEDS_ROAD | NEEDS_LOOK, bst_check_ports },
  [BST_CHECK_FIREWALL] = { "firewall", N_ ("Firewall"), NEEDS_ROAD | NEEDS_LOOK,
                           bst_check_firewall },
  [BST_CHECK_LOGIN] = { "login", N_ ("Log-in of the source"), NEEDS_LOGIN, bst_check_login },
  [BST_CHECK_CLOCK] = { "clock", N_ ("Clocks"), NEEDS_LOOK | NEEDS_SOURCE, bst_check_clock },
  [BST_CHECK_CLUSTER] = { "cluster", N_ ("Cluster"), NEEDS_MACHINE | NEEDS_LOOK | NEEDS_SOURCE,
                          bst_check_cluster },
  [BST_CHECK_OPTIONS] = { "options", N_ ("Options"), NEEDS_LOOK, bst_check_options },
};

static const char *const verdicts[] = {
  [BST_VERDICT_NONE] = "none", [BST_VERDICT_PASS] = "pass",   [BST_VERDICT_PENDING] = "pending",
  [BST_VERDICT_WARN] = "warn", [BST_VERDICT_BLOCK] = "block",
};

const char *
bst_verdict_to_nick (BstVerdict verdict)
{
  return verdicts[verdict];
}

void
bst_finding_free (BstFinding *finding)
{
  if (finding == NULL)
    return;

  g_free (finding->reason);
  g_free (finding->remedy);
  g_free (finding->detail);
  g_free (finding);
}

void
bst_findings_add (GPtrArray *findings,
                  BstVerdict verdict,
                  const char *remedy,
                  const char *detail,
                  const char *format,
                  ...)
{
  BstFinding *finding = g_new0 (BstFinding, 1);
  va_list args;

  finding->verdict = verdict;
  finding->remedy = g_strdup (remedy);
  finding->detail = g_strdup (detail);
  va_start (args, format);
  finding->reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (findings, finding);
}

const char *
bst_check_to_nick (BstCheckId check)
{
  return checks[check].nick;
}

const char *
bst_check_get_title (BstCheckId check)
{
  return _ (checks[check].title);
}

gboolean
bst_case_is_live (const BstPreflightCase *subject)
{
  return subject->options->live;
}

BstVerdict
bst_case_block (const BstPreflightCase *subject)
{
  return bst_case_is_live (subject) ? BST_VERDICT_BLOCK : BST_VERDICT_WARN;
}

char *
bst_place_dup_unseen_remedy (const BstPreflightPlace *place)
{
  if (!place->look->known)
    return g_strdup_printf (
        _ ("Bastida must be able to run commands on %s by SSH: see whether “ssh” "
           "works there, and the host is not too busy."),
        place->name);
  if (!place->look->is_root)
    return g_strdup_printf (
        _ ("Let Bastida connect to %s as root, or as a user who may look there."), place->name);

  return g_strdup_printf (_ ("Look on %s, and make sure of it."), place->name);
}

static void
add_not_connected (const BstPreflightPlace *place, GPtrArray *findings)
{
  if (place->why != NULL)
    bst_findings_add (
        findings, BST_VERDICT_BLOCK,
        _ ("Let Bastida connect to it: “Check” in the host’s menu says what is wrong."), place->why,
        _ ("%s is not connected"), place->name);
  else
    bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Connect to it first."), NULL,
                      _ ("%s is not connected"), place->name);
}

static void
check_connected (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstPreflightPlace *places[] = { subject->source, subject->target };
  guint before = findings->len; /* of other machines */

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      if (places[i]->state == BST_HOST_STATE_CONNECTING)
        bst_findings_add (findings, BST_VERDICT_PENDING, NULL, NULL, _ ("%s is being connected"),
                          places[i]->name);
      else if (!bst_host_state_is_connected (places[i]->state))
        add_not_connected (places[i], findings);
    }
  if (findings->len == before && subject->unreadable != NULL)
    bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Refresh the list, and look again."), NULL,
                      "%s", subject->unreadable);
  if (findings->len == before)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("Both hosts are connected"));
}

static Needs
get_missing (const BstPreflightCase *subject)
{
  Needs missing = 0;

  missing |= subject->machine == NULL ? NEEDS_MACHINE : 0;
  missing |= subject->target->survey == NULL ? NEEDS_HOST : 0;
  missing |= subject->target->pools == NULL ? NEEDS_POOLS : 0;
  missing |= subject->target->look == NULL ? NEEDS_LOOK : 0;
  missing |= subject->source->look == NULL ? NEEDS_SOURCE : 0;
  missing |= subject->fit == NULL ? NEEDS_FIT : 0;
  missing |= subject->road == NULL ? NEEDS_ROAD : 0;
  missing |= subject->login == NULL ? NEEDS_LOGIN : 0;

  return missing;
}

/* Of a host that is not there nothing else can be said. */
static gboolean
is_askable (const BstPreflightCase *subject)
{
  return bst_host_state_is_connected (subject->source->state) &&
         bst_host_state_is_connected (subject->target->state) && subject->unreadable == NULL;
}

/* Of those from @first on. */
static BstVerdict
get_gravest (const GPtrArray *findings, guint first)
{
  BstVerdict verdict = BST_VERDICT_NONE;

  for (guint i = first; i < findings->len; i++)
    verdict = MAX (verdict, ((BstFinding *)findings->pdata[i])->verdict);

  return verdict;
}

/* What this program leads needs no log-in of the source, and does not wait to hear of one. */
static Needs
get_needs (BstCheckId check, const BstPreflightCase *subject)
{
  return check == BST_CHECK_LOGIN && subject->options->way == BST_MIGRATION_WAY_DIRECT
             ? 0
             : checks[check].needs;
}

BstVerdict
bst_check_run (BstCheckId check, const BstPreflightCase *subject, GPtrArray *findings)
{
  guint first = findings->len;

  if (check != BST_CHECK_CONNECTED)
    {
      if (!is_askable (subject))
        return BST_VERDICT_NONE;
      if ((get_needs (check, subject) & get_missing (subject)) != 0)
        return BST_VERDICT_PENDING;
    }

  checks[check].func (subject, findings);

  return get_gravest (findings, first);
}

BstVerdict
bst_check_run_together (BstCheckId check,
                        const BstPreflightCase *const *subjects,
                        guint n,
                        GPtrArray *findings)
{
  guint first = findings->len, n_known = 0;
  g_autofree const BstPreflightCase **known = NULL;

  if (n < 2 || (check != BST_CHECK_MEMORY && check != BST_CHECK_SPACE))
    return BST_VERDICT_NONE;

  known = g_new (const BstPreflightCase *, n);
  for (guint i = 0; i < n; i++)
    {
      if (is_askable (subjects[i]) && (checks[check].needs & get_missing (subjects[i])) == 0)
        known[n_known++] = subjects[i];
    }
  if (n_known > 1 && check == BST_CHECK_MEMORY)
    bst_check_memory_together (known, n_known, findings);
  else if (n_known > 1)
    bst_check_space_together (known, n_known, findings);

  return get_gravest (findings, first);
}
