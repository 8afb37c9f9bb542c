/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-lifecycle.h"

#include <glib/gi18n.h>

#include "operations/bst-lifecycle-private.h"
#include "operations/bst-machine-operation-private.h"

/* libvirt's VIR_DOMAIN_PAUSED_SAVE. */
#define PAUSED_FOR_SAVE 3

static const struct
{
  const char *kind;
  const char *label;
  BstDomainCall call;
} lifecycles[BST_N_LIFECYCLES] = {
  [BST_LIFECYCLE_START] = { "start", N_ ("Start"), BST_DOMAIN_START },
  [BST_LIFECYCLE_SHUTDOWN] = { "shutdown", N_ ("Shut Down"), BST_DOMAIN_SHUTDOWN },
  [BST_LIFECYCLE_REBOOT] = { "reboot", N_ ("Reboot"), BST_DOMAIN_REBOOT },
  [BST_LIFECYCLE_RESET] = { "reset", N_ ("Reset…"), BST_DOMAIN_RESET },
  [BST_LIFECYCLE_OFF] = { "off", N_ ("Force Off…"), BST_DOMAIN_DESTROY },
  [BST_LIFECYCLE_PAUSE] = { "pause", N_ ("Pause"), BST_DOMAIN_PAUSE },
  [BST_LIFECYCLE_RESUME] = { "resume", N_ ("Resume"), BST_DOMAIN_RESUME },
  [BST_LIFECYCLE_SAVE] = { "save", N_ ("Suspend to Disk"), BST_DOMAIN_SAVE },
  [BST_LIFECYCLE_RESTORE] = { "restore", N_ ("Restore"), BST_DOMAIN_START },
  [BST_LIFECYCLE_DISCARD_SAVE] = { "discard-save", N_ ("Discard Saved State…"),
                                   BST_DOMAIN_DISCARD_SAVE },
  [BST_LIFECYCLE_AUTOSTART_ON] = { "autostart-on", N_ ("Start With Its Host"),
                                   BST_DOMAIN_AUTOSTART_ON },
  [BST_LIFECYCLE_AUTOSTART_OFF] = { "autostart-off", N_ ("Do Not Start With Its Host"),
                                    BST_DOMAIN_AUTOSTART_OFF },
};

const char *
bst_lifecycle_to_kind (BstLifecycle lifecycle)
{
  g_return_val_if_fail (lifecycle < BST_N_LIFECYCLES, NULL);

  return lifecycles[lifecycle].kind;
}

BstLifecycle
bst_lifecycle_from_kind (const char *kind)
{
  for (guint i = 0; i < BST_N_LIFECYCLES; i++)
    {
      if (g_strcmp0 (lifecycles[i].kind, kind) == 0)
        return (BstLifecycle)i;
    }

  return BST_N_LIFECYCLES;
}

const char *
bst_lifecycle_get_label (BstLifecycle lifecycle)
{
  g_return_val_if_fail (lifecycle < BST_N_LIFECYCLES, NULL);

  return _ (lifecycles[lifecycle].label);
}

static gboolean
is_running (BstMachine *machine)
{
  BstMachineState state = bst_machine_get_state (machine);

  return state == BST_MACHINE_STATE_RUNNING || state == BST_MACHINE_STATE_BLOCKED;
}

static gboolean
is_active (BstMachine *machine)
{
  return bst_machine_state_is_active (bst_machine_get_state (machine));
}

static gboolean
is_in_state (BstMachine *machine, BstMachineState state)
{
  return bst_machine_get_state (machine) == state;
}

/* Why the guest cannot be asked for something; NULL: it can. */
static const char *
why_not_running (BstMachine *machine)
{
  if (is_running (machine))
    return NULL;
  if (is_in_state (machine, BST_MACHINE_STATE_PAUSED))
    return _ ("It is paused: resume it first.");
  if (is_in_state (machine, BST_MACHINE_STATE_PMSUSPENDED))
    return _ ("It sleeps: wake it first.");
  if (is_in_state (machine, BST_MACHINE_STATE_SHUTDOWN))
    return _ ("It is shutting down.");

  return _ ("It is off.");
}

static const char *
why_not (BstLifecycle lifecycle, BstMachine *machine)
{
  gboolean crashed = is_in_state (machine, BST_MACHINE_STATE_CRASHED);

  switch (lifecycle)
    {
    case BST_LIFECYCLE_START:
      return is_active (machine) ? _ ("It is on already.") : NULL;
    case BST_LIFECYCLE_SHUTDOWN:
    case BST_LIFECYCLE_REBOOT:
    case BST_LIFECYCLE_PAUSE:
      return why_not_running (machine);
    case BST_LIFECYCLE_RESET:
    case BST_LIFECYCLE_OFF:
      /* A crashed one may have kept its process. */
      return is_active (machine) || crashed ? NULL : _ ("It is off.");
    case BST_LIFECYCLE_RESUME:
      return is_in_state (machine, BST_MACHINE_STATE_PAUSED) ? NULL : _ ("It is not paused.");
    case BST_LIFECYCLE_SAVE:
      if (!is_active (machine))
        return _ ("It is off.");
      return bst_machine_is_persistent (machine)
                 ? NULL
                 : _ ("Its host does not keep it: it would be gone when it is off.");
    case BST_LIFECYCLE_RESTORE:
    case BST_LIFECYCLE_DISCARD_SAVE:
      if (is_active (machine))
        return _ ("It is on already.");
      return bst_machine_has_managed_save (machine) ? NULL : _ ("It has no saved state.");
    case BST_LIFECYCLE_AUTOSTART_ON:
      if (!bst_machine_is_persistent (machine))
        return _ ("Its host does not keep it: it would be gone when it is off.");
      return bst_machine_get_autostart (machine) ? _ ("It starts with its host already.") : NULL;
    case BST_LIFECYCLE_AUTOSTART_OFF:
      return bst_machine_get_autostart (machine) ? NULL : _ ("It does not start with its host.");
    case BST_N_LIFECYCLES:
    default:
      g_return_val_if_reached (NULL);
    }
}

gboolean
bst_lifecycle_is_possible (BstLifecycle lifecycle, BstMachine *machine, const char **why)
{
  const char *reason =
      bst_host_state_is_connected (bst_host_get_state (bst_machine_get_host (machine)))
          ? why_not (lifecycle, machine)
          : _ ("Its host is not connected.");

  if (reason != NULL && why != NULL)
    *why = reason;

  return reason == NULL;
}

static BstLifecycleEffect
effect_if (gboolean there)
{
  return there ? BST_LIFECYCLE_EFFECT_THERE : BST_LIFECYCLE_EFFECT_MISSING;
}

BstLifecycleEffect
bst_lifecycle_get_effect (BstLifecycle lifecycle, BstMachine *machine)
{
  switch (lifecycle)
    {
    case BST_LIFECYCLE_START:
    case BST_LIFECYCLE_RESTORE:
      return effect_if (is_active (machine));
    case BST_LIFECYCLE_SHUTDOWN:
      return is_in_state (machine, BST_MACHINE_STATE_SHUTDOWN) ? BST_LIFECYCLE_EFFECT_PENDING
                                                               : effect_if (!is_active (machine));
    case BST_LIFECYCLE_OFF:
      return effect_if (!is_active (machine));
    case BST_LIFECYCLE_PAUSE:
      return effect_if (is_in_state (machine, BST_MACHINE_STATE_PAUSED));
    case BST_LIFECYCLE_RESUME:
      return effect_if (is_running (machine));
    case BST_LIFECYCLE_SAVE:
      if (is_in_state (machine, BST_MACHINE_STATE_PAUSED) &&
          bst_machine_get_state_reason (machine) == PAUSED_FOR_SAVE)
        return BST_LIFECYCLE_EFFECT_PENDING;
      return effect_if (!is_active (machine) && bst_machine_has_managed_save (machine));
    case BST_LIFECYCLE_DISCARD_SAVE:
      return effect_if (!bst_machine_has_managed_save (machine));
    case BST_LIFECYCLE_AUTOSTART_ON:
      return effect_if (bst_machine_get_autostart (machine));
    case BST_LIFECYCLE_AUTOSTART_OFF:
      return effect_if (!bst_machine_get_autostart (machine));
    case BST_LIFECYCLE_REBOOT:
    case BST_LIFECYCLE_RESET:
      return BST_LIFECYCLE_EFFECT_UNSEEN;
    case BST_N_LIFECYCLES:
    default:
      g_return_val_if_reached (BST_LIFECYCLE_EFFECT_UNSEEN);
    }
}

static GType
get_operation_type (BstLifecycle lifecycle)
{
  if (lifecycle == BST_LIFECYCLE_SHUTDOWN)
    return bst_shutdown_get_type ();
  if (lifecycle == BST_LIFECYCLE_SAVE)
    return bst_save_get_type ();

  return BST_TYPE_MACHINE_OPERATION;
}

static BstOperation *
new_for_one (BstFleet *fleet, BstLifecycle lifecycle, BstMachine *machine)
{
  g_autofree char *title = bst_lifecycle_dup_title (lifecycle, bst_machine_get_name (machine));

  return bst_machine_operation_new (get_operation_type (lifecycle), fleet, machine,
                                    &(BstMachineCall){
                                        .kind = lifecycles[lifecycle].kind,
                                        .title = title,
                                        .call = lifecycles[lifecycle].call,
                                    });
}

BstOperation *
bst_lifecycle_operation_new (BstFleet *fleet, BstLifecycle lifecycle, GPtrArray *machines)
{
  g_autoptr (GPtrArray) parts = NULL;
  g_autofree char *title = NULL;

  g_return_val_if_fail (lifecycle < BST_N_LIFECYCLES && machines->len > 0, NULL);

  if (machines->len == 1)
    return new_for_one (fleet, lifecycle, machines->pdata[0]);

  parts = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < machines->len; i++)
    g_ptr_array_add (parts, new_for_one (fleet, lifecycle, machines->pdata[i]));
  title = bst_lifecycle_dup_sum_title (lifecycle, machines->len);

  return bst_operation_new_sum (lifecycles[lifecycle].kind, title, g_steal_pointer (&parts));
}
