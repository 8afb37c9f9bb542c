/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-fleet.h"
#include "operations/bst-preflight-case.h"

G_BEGIN_DECLS

/**
 * BstPreflightSurvey:
 *
 * Gathers what the checks need to know of some machines and of hosts: all hosts side by side, each
 * thing once. A host that is lost is forgotten, and asked again when it is back. Main thread
 * only.
 *
 * Emits "changed" when it knows more, at most some thirty times a second.
 */
#define BST_TYPE_PREFLIGHT_SURVEY (bst_preflight_survey_get_type ())
G_DECLARE_FINAL_TYPE (BstPreflightSurvey, bst_preflight_survey, BST, PREFLIGHT_SURVEY, GObject)

/* @machines: of BstMachine; @only: (nullable): of all hosts, just this and those that they are on.
 * Begins at once. */
BstPreflightSurvey *bst_preflight_survey_new (BstFleet *fleet, GPtrArray *machines, BstHost *only);

/* Drops what is under way: nothing changes any more. */
void bst_preflight_survey_stop (BstPreflightSurvey *self);

/* (transfer none): of BstHost, those that there were at the beginning. */
GPtrArray *bst_preflight_survey_get_hosts (BstPreflightSurvey *self);

/* A case, and the places that it names: valid until the main loop turns. */
typedef struct
{
  BstPreflightCase subject;
  BstPreflightPlace source;
  BstPreflightPlace target;
} BstPreflightView;

/* FALSE where @machine is none of the survey's, or @host is none. */
gboolean bst_preflight_survey_look (BstPreflightSurvey *self,
                                    BstMachine *machine,
                                    BstHost *host,
                                    const BstMigrationOptions *options,
                                    BstPreflightView *view);

/* (nullable) (transfer none): what is known of a machine; of a host's pools. */
const BstMachineSurvey *bst_preflight_survey_get_machine (BstPreflightSurvey *self,
                                                          BstMachine *machine);

G_END_DECLS
