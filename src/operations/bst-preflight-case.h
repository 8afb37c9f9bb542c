/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "core/bst-host-state.h"
#include "core/bst-migration-options.h"
#include "formats/bst-host-look.h"
#include "formats/bst-road-look.h"
#include "host/bst-migration-query.h"

G_BEGIN_DECLS

/* What is known of one of the two hosts. What is NULL is being asked still; what could not be asked
 * is there, and says so. */
typedef struct
{
  const char *name;
  BstHostState state;
  const char *why;             /* (nullable): it is not connected */
  const BstHostFacts *facts;   /* (nullable) */
  const BstHostSurvey *survey; /* (nullable) */
  const GPtrArray *pools;      /* (nullable): of BstStoragePool */
  const BstHostLook *look;     /* (nullable) */
} BstPreflightPlace;

/**
 * BstPreflightCase:
 *
 * One machine, and where it may go: all that a check looks at. Plain data, not owned.
 */
typedef struct
{
  const char *name; /* of the machine */
  const BstMigrationOptions *options;
  const BstPreflightPlace *source;
  const BstPreflightPlace *target;
  const BstMachineSurvey *machine; /* (nullable) */
  const BstFitSurvey *fit;         /* (nullable): of the target */
  const BstRoadLook *road;         /* (nullable): from source to target */
  const BstRoadLook *login;        /* (nullable): ... what it says of "login" */
  const char *unreadable;          /* (nullable): why the machine could not be asked about */
} BstPreflightCase;

/* How a check ended; the later ones weigh more. */
typedef enum
{
  BST_VERDICT_NONE, /* does not matter to what is wanted */
  BST_VERDICT_PASS,
  BST_VERDICT_PENDING, /* is being asked */
  BST_VERDICT_WARN,    /* it will go, at a price or a risk */
  BST_VERDICT_BLOCK,   /* it will not go, or must not */
} BstVerdict;

const char *bst_verdict_to_nick (BstVerdict verdict); /* "pass": for scripts */

/* One reason for it. */
typedef struct
{
  BstVerdict verdict;
  char *reason; /* a translated sentence */
  char *remedy; /* (nullable): what to do; there for all that warns or blocks */
  char *detail; /* (nullable): libvirt's own words */
} BstFinding;

void bst_finding_free (BstFinding *finding);

/* All of them, in the order of their importance to a reader. */
typedef enum
{
  BST_CHECK_CONNECTED,
  BST_CHECK_STATE,
  BST_CHECK_JOB,
  BST_CHECK_DRIVER,
  BST_CHECK_VERSIONS,
  BST_CHECK_MACHINE_TYPE,
  BST_CHECK_CPU,
  BST_CHECK_MEMORY,
  BST_CHECK_NAME,
  BST_CHECK_DISKS,
  BST_CHECK_SPACE,
  BST_CHECK_CACHE,
  BST_CHECK_FILES,
  BST_CHECK_FIRMWARE,
  BST_CHECK_NETWORKS,
  BST_CHECK_DEVICES,
  BST_CHECK_SNAPSHOTS,
  BST_CHECK_ADDRESS,
  BST_CHECK_PORTS,
  BST_CHECK_FIREWALL,
  BST_CHECK_LOGIN,
  BST_CHECK_CLOCK,
  BST_CHECK_CLUSTER,
  BST_CHECK_OPTIONS,
  BST_N_CHECKS,
} BstCheckId;

const char *bst_check_to_nick (BstCheckId check);   /* "machine-type": for scripts */
const char *bst_check_get_title (BstCheckId check); /* translated, static */

/* Adds what @check finds to @findings (of BstFinding), and gives the gravest of it. Pure: asks for
 * nothing; any thread. */
BstVerdict bst_check_run (BstCheckId check, const BstPreflightCase *subject, GPtrArray *findings);

/* ... what it finds of @subjects together, all to one target, beside what it finds of each; those
 * of which too little is known are left out. */
BstVerdict bst_check_run_together (BstCheckId check,
                                   const BstPreflightCase *const *subjects,
                                   guint n,
                                   GPtrArray *findings);

/* What a migration may be asked to do, and not every host can. */
typedef enum
{
  BST_FEATURE_LIVE,
  BST_FEATURE_PEER_TO_PEER,
  BST_FEATURE_TUNNELLED,
  BST_FEATURE_COPY,
  BST_FEATURE_AUTO_CONVERGE,
  BST_FEATURE_COMPRESSED,
  BST_FEATURE_CONNECTIONS,
  BST_FEATURE_POST_COPY,
  BST_N_FEATURES,
} BstMigrationFeature;

/* (nullable) (transfer full): why the pair cannot do it; a translated sentence. */
char *bst_feature_dup_problem (BstMigrationFeature feature,
                               const BstPreflightPlace *source,
                               const BstPreflightPlace *target);

/* ... the case: of where the source may not log in at the target, too. */
char *bst_case_dup_problem (const BstPreflightCase *subject, BstMigrationFeature feature);

G_END_DECLS
