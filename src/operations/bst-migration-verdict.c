/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-migration-verdict.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"

/* libvirt's VIR_DOMAIN_SHUTOFF_SHUTDOWN and _DESTROYED. */
#define SHUTOFF_SHUTDOWN 1
#define SHUTOFF_DESTROYED 2

/* By its guest or by somebody: not by a migration that went wrong. */
static gboolean
was_ended (const BstMachineLook *look)
{
  return look->there && look->state == BST_MACHINE_STATE_SHUTOFF &&
         (look->reason == SHUTOFF_SHUTDOWN || look->reason == SHUTOFF_DESTROYED);
}

static BstMigrationVerdict
judge_live (const BstMigrationSight *sight)
{
  gboolean source = bst_machine_look_is_active (&sight->source);
  gboolean destination = bst_machine_look_is_active (&sight->destination);

  /* libvirt 9.0 keeps the job, and the call, for as long as the source stands so. */
  if (bst_machine_look_is_torn (&sight->source))
    return BST_MIGRATION_TORN;
  if (sight->source.job == BST_JOB_MIGRATION_OUT ||
      bst_machine_look_is_arriving (&sight->destination))
    return BST_MIGRATION_UNDER_WAY;
  if (source && destination)
    return BST_MIGRATION_AT_BOTH;
  if (source)
    return BST_MIGRATION_AT_SOURCE;
  if (destination)
    return BST_MIGRATION_AT_DESTINATION;
  if (was_ended (&sight->source) || was_ended (&sight->destination))
    return BST_MIGRATION_ENDED;

  return BST_MIGRATION_AT_NEITHER;
}

static BstMigrationVerdict
judge_offline (const BstMigrationSight *sight, const BstMigrationAim *aim)
{
  if (sight->source.job == BST_JOB_MIGRATION_OUT)
    return BST_MIGRATION_UNDER_WAY;
  if (sight->source.there && aim->kept_before)
    return BST_MIGRATION_AT_SOURCE;
  if (sight->destination.there)
    return sight->source.there && !aim->keep_source ? BST_MIGRATION_AT_BOTH
                                                    : BST_MIGRATION_AT_DESTINATION;

  return sight->source.there ? BST_MIGRATION_AT_SOURCE : BST_MIGRATION_AT_NEITHER;
}

BstMigrationVerdict
bst_migration_verdict_judge (const BstMigrationSight *sight, const BstMigrationAim *aim)
{
  return aim->live ? judge_live (sight) : judge_offline (sight, aim);
}

gboolean
bst_migration_verdict_leaves_copies (BstMigrationVerdict verdict, const BstMigrationSight *sight)
{
  return verdict == BST_MIGRATION_ENDED && !sight->destination.there;
}

gboolean
bst_migration_sight_may_go_on (const BstMigrationSight *sight)
{
  return bst_machine_look_is_torn (&sight->source) && sight->destination.there &&
         bst_machine_state_is_active (sight->destination.state);
}

static const char *
get_label (const BstMachineLook *look)
{
  if (bst_machine_look_is_torn (look))
    /* Translators: of a machine whose post-copy migration broke off. */
    return _ ("stopped half-way");

  return look->there ? bst_machine_state_get_label (look->state) : _ ("not there");
}

char *
bst_migration_verdict_dup_states (const BstMigrationSight *sight,
                                  const char *source,
                                  const char *destination)
{
  /* Translators: two hosts, each with the state of the machine there. */
  return g_strdup_printf (_ ("%s: %s; %s: %s"), source, get_label (&sight->source), destination,
                          get_label (&sight->destination));
}

static char *
dup_place (const BstMigrationEnd *end, const char *host, const BstMachineLook *look)
{
  if (!end->live)
    /* Translators: a machine that is off, and the host that keeps it. */
    return g_strdup_printf (_ ("“%s” is on %s."), end->name, host);
  if (look->state == BST_MACHINE_STATE_PAUSED)
    return g_strdup_printf (_ ("“%s” is paused on %s."), end->name, host);

  return g_strdup_printf (_ ("“%s” runs on %s."), end->name, host);
}

static GError *
copy_or_new (const BstMigrationEnd *end, const char *reason)
{
  if (end->cancelled)
    return bst_error_new (BST_ERROR_CANCELLED, NULL, NULL, _ ("It was cancelled"));
  if (end->error != NULL && !g_error_matches (end->error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (end->error);

  return bst_error_new (BST_ERROR_FAILED, _ ("Try it again where it is still wanted."), NULL,
                        _ ("“%s” was not moved from %s to %s: %s"), end->name, end->source,
                        end->destination, reason);
}

static GError *
new_split_error (const BstMigrationEnd *end, gboolean both)
{
  g_autofree char *states =
      bst_migration_verdict_dup_states (end->sight, end->source, end->destination);
  const char *detail = end->error != NULL ? end->error->message : NULL;

  if (!end->live)
    return bst_error_new (BST_ERROR_SPLIT, _ ("Remove its definition on one of the two."), detail,
                          _ ("“%s” is kept by both hosts (%s)"), end->name, states);
  if (both)
    return bst_error_new (BST_ERROR_SPLIT,
                          _ ("Force off the one that is paused, or that you do not need, before "
                             "both write to the same "
                             "disk."),
                          detail, _ ("“%s” is on both hosts (%s)"), end->name, states);

  return bst_error_new (BST_ERROR_SPLIT,
                        _ ("Look at its logs on both hosts, then start it where its disks are."),
                        detail, _ ("“%s” runs on neither host (%s)"), end->name, states);
}

static GError *
new_torn_error (const BstMigrationEnd *end)
{
  g_autofree char *states =
      bst_migration_verdict_dup_states (end->sight, end->source, end->destination);

  return bst_error_new (
      BST_ERROR_SPLIT,
      bst_migration_sight_may_go_on (end->sight)
          ? _ ("Both parts of its memory are still there. Make the hosts reach one another: they go "
               "on with it then, by themselves or after “virsh migrate --postcopy --postcopy-resume” "
               "at the source. Else force it off on both and start it from its disks.")
          : _ ("What its memory held is lost. Force it off at the source and start it from its "
               "disks, as after a power cut."),
      end->error != NULL ? end->error->message : NULL,
      /* Translators: a machine, then its state at two hosts. */
      _ ("“%s” stands still: its post-copy broke off while its memory was in two places (%s)"),
      end->name, states);
}

static GError *
new_unseen_error (const BstMigrationEnd *end)
{
  const char *detail = end->error != NULL ? end->error->message : NULL;

  if (end->unasked != NULL)
    return bst_error_new (BST_ERROR_LOST, _ ("Look at the machine on both hosts."), detail,
                          /* Translators: a machine, then a host. */
                          _ ("Nobody saw what became of “%s”: %s could not be asked"), end->name,
                          end->unasked);

  return bst_error_new (BST_ERROR_LOST, _ ("Look at the machine on both hosts."), detail,
                        _ ("Nobody saw what became of “%s”: a host is not listed any more"),
                        end->name);
}

GError *
bst_migration_end_judge (const BstMigrationEnd *end, char **outcome)
{
  *outcome = NULL;
  switch (end->verdict)
    {
    case BST_MIGRATION_AT_DESTINATION:
      *outcome = dup_place (end, end->destination, &end->sight->destination);
      return NULL;
    case BST_MIGRATION_AT_SOURCE:
      *outcome = dup_place (end, end->source, &end->sight->source);
      return copy_or_new (end, _ ("it is where it was"));
    case BST_MIGRATION_ENDED:
      *outcome = bst_migration_verdict_dup_states (end->sight, end->source, end->destination);
      return copy_or_new (end, _ ("it was shut down meanwhile"));
    case BST_MIGRATION_AT_BOTH:
    case BST_MIGRATION_AT_NEITHER:
      *outcome = bst_migration_verdict_dup_states (end->sight, end->source, end->destination);
      return new_split_error (end, end->verdict == BST_MIGRATION_AT_BOTH);
    case BST_MIGRATION_TORN:
      *outcome = bst_migration_verdict_dup_states (end->sight, end->source, end->destination);
      return new_torn_error (end);
    case BST_MIGRATION_UNKNOWN:
    case BST_MIGRATION_UNDER_WAY:
    default:
      return new_unseen_error (end);
    }
}
