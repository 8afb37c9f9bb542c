/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "operations/bst-fleet.h"

G_BEGIN_DECLS

/* What can be done to machines: the kinds of lifecycle operations. */
typedef enum
{
  BST_LIFECYCLE_START,
  BST_LIFECYCLE_SHUTDOWN, /* done when the machine is off */
  BST_LIFECYCLE_REBOOT,
  BST_LIFECYCLE_RESET,
  BST_LIFECYCLE_OFF,
  BST_LIFECYCLE_PAUSE,
  BST_LIFECYCLE_RESUME,
  BST_LIFECYCLE_SAVE,
  BST_LIFECYCLE_RESTORE,
  BST_LIFECYCLE_DISCARD_SAVE,
  BST_LIFECYCLE_AUTOSTART_ON,
  BST_LIFECYCLE_AUTOSTART_OFF,
  BST_N_LIFECYCLES,
} BstLifecycle;

/* After this many seconds a guest that was asked to shut down may be one that does not listen: the
 * operation goes on, its detail says so, and forcing it off may be offered. */
#define BST_SHUTDOWN_PATIENCE 60

const char *bst_lifecycle_to_kind (BstLifecycle lifecycle); /* "start": for scripts, journal */
BstLifecycle bst_lifecycle_from_kind (const char *kind);    /* BST_N_LIFECYCLES: no such */
const char *
bst_lifecycle_get_label (BstLifecycle lifecycle); /* "Start", "Force Off…": translated */

/* Whether it makes sense for the machine as it is now: what is offered. @why (nullable): set, where
 * it does not, to a translated sentence, static. */
gboolean bst_lifecycle_is_possible (BstLifecycle lifecycle, BstMachine *machine, const char **why);

/* (nullable) (transfer full): what one or many machines would lose by it, for the question before:
 * heading and body, translated; NULL where nothing is lost. @machines: of BstMachine. */
char *bst_lifecycle_get_warning (BstLifecycle lifecycle, GPtrArray *machines, char **body);

/* An operation for one machine, or a sum for many; not submitted yet. */
BstOperation *
bst_lifecycle_operation_new (BstFleet *fleet, BstLifecycle lifecycle, GPtrArray *machines);

/* A shutdown whose guest has not followed for BST_SHUTDOWN_PATIENCE, and still runs; told by
 * "notify::detail". For a sum: of one of its parts. */
gboolean bst_lifecycle_is_overdue (BstOperation *operation);

/* Whether the machine, as its host says now, is as the operation wanted it. */
typedef enum
{
  BST_LIFECYCLE_EFFECT_THERE,
  BST_LIFECYCLE_EFFECT_MISSING,
  BST_LIFECYCLE_EFFECT_PENDING, /* the host is still at it */
  BST_LIFECYCLE_EFFECT_UNSEEN,  /* it leaves nothing to be seen */
} BstLifecycleEffect;

BstLifecycleEffect bst_lifecycle_get_effect (BstLifecycle lifecycle, BstMachine *machine);

/* Title and description, which libvirt keeps. Their parameters: "text". */
#define BST_EDIT_TITLE_KIND "set-title"
#define BST_EDIT_DESCRIPTION_KIND "set-description"

BstOperation *bst_edit_title_new (BstFleet *fleet, BstMachine *machine, const char *title);
BstOperation *
bst_edit_description_new (BstFleet *fleet, BstMachine *machine, const char *description);

G_END_DECLS
