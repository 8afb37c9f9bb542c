/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-state-text.h"

#include <glib/gi18n.h>

#include "app/bst-age.h"
#include "app/bst-format.h"

typedef struct
{
  BstMachineState state;
  int reason; /* of virDomainPausedReason, virDomainShutoffReason ... */
  const char *text;
} Reason;

static const Reason reasons[] = {
  { BST_MACHINE_STATE_PAUSED, 2, N_ ("it migrates") },
  { BST_MACHINE_STATE_PAUSED, 3, N_ ("it is being saved") },
  { BST_MACHINE_STATE_PAUSED, 4, N_ ("its memory is being dumped") },
  { BST_MACHINE_STATE_PAUSED, 5, N_ ("a disk could not be read or written") },
  { BST_MACHINE_STATE_PAUSED, 6, N_ ("its watchdog fired") },
  { BST_MACHINE_STATE_PAUSED, 7, N_ ("restored from a snapshot") },
  { BST_MACHINE_STATE_PAUSED, 8, N_ ("it shuts down") },
  { BST_MACHINE_STATE_PAUSED, 9, N_ ("a snapshot is being taken") },
  { BST_MACHINE_STATE_PAUSED, 10, N_ ("the guest crashed") },
  { BST_MACHINE_STATE_PAUSED, 11, N_ ("it is being started") },
  { BST_MACHINE_STATE_PAUSED, 12, N_ ("the last part of its migration") },
  { BST_MACHINE_STATE_PAUSED, 13, N_ ("its migration failed after it had moved") },
  { BST_MACHINE_STATE_SHUTOFF, 2, N_ ("forced off") },
  { BST_MACHINE_STATE_SHUTOFF, 3, N_ ("it crashed") },
  { BST_MACHINE_STATE_SHUTOFF, 4, N_ ("it migrated to another host") },
  { BST_MACHINE_STATE_SHUTOFF, 5, N_ ("saved") },
  { BST_MACHINE_STATE_SHUTOFF, 6, N_ ("it could not start") },
};

const char *
bst_state_text_get_reason (BstMachineState state, int reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].state == state && reasons[i].reason == reason)
      return _ (reasons[i].text);

  return NULL;
}

char *
bst_state_text_describe (BstMachine *machine)
{
  BstMachineState state = bst_machine_get_state (machine);
  const char *reason = bst_state_text_get_reason (state, bst_machine_get_state_reason (machine));
  gint64 started = bst_machine_get_started_at (machine);
  gboolean fresh = bst_machine_is_fresh (machine);
  g_autoptr (GString) text = g_string_new (bst_machine_state_get_label (state));

  if (state == BST_MACHINE_STATE_SHUTOFF && bst_machine_has_managed_save (machine))
    /* Translators: follows "Off", whatever stopped it: the next start goes on from there. */
    g_string_append (text, _ (": its state is saved on disk"));
  else if (reason != NULL)
    g_string_append_printf (text, ": %s", reason);
  if (started > 0 && fresh)
    {
      g_autofree char *span = bst_format_duration (g_get_real_time () / G_USEC_PER_SEC - started);

      /* What is known is when it started, not since when it is paused. */
      if (state == BST_MACHINE_STATE_RUNNING || state == BST_MACHINE_STATE_BLOCKED)
        /* Translators: follows a state: "Running for 3 h 20 min". */
        g_string_append_printf (text, _ (" for %s"), span);
      else
        /* Translators: follows a state: "Paused, started 3 h 20 min ago". */
        g_string_append_printf (text, _ (", started %s ago"), span);
    }
  if (!fresh && bst_machine_get_seen (machine) > 0)
    {
      g_autofree char *age = bst_age_format (bst_machine_get_seen (machine), g_get_real_time ());

      /* Translators: follows a state that may have changed since: “last seen 5 minutes ago”. */
      g_string_append_printf (text, _ (" (last seen %s)"), age);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}
