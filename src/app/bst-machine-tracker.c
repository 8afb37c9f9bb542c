/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-tracker.h"

/* libvirt's reasons for BST_MACHINE_STATE_PAUSED. */
#define PAUSED_FOR_MIGRATION 2
#define PAUSED_FOR_POST_COPY 12

struct _BstMachineTracker
{
  GObject parent_instance;

  BstInventory *inventory;
  BstMachine *machine;
  GPtrArray *others;    /* of BstMachine: of the same UUID, elsewhere */
  BstHost *destination; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BstMachineTracker, bst_machine_tracker, G_TYPE_OBJECT)

enum
{
  DESTINATION_CHANGED,
  MOVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void on_changed (BstMachineTracker *self, guint changes);

static gboolean
is_active (BstMachine *machine)
{
  return bst_machine_state_is_active (bst_machine_get_state (machine));
}

/* Held still because it comes, or has just left. */
static gboolean
is_between (BstMachine *machine)
{
  const int reason = bst_machine_get_state_reason (machine);

  return bst_machine_get_state (machine) == BST_MACHINE_STATE_PAUSED &&
         (reason == PAUSED_FOR_MIGRATION || reason == PAUSED_FOR_POST_COPY);
}

static gboolean
is_listed (BstMachineTracker *self, BstMachine *machine)
{
  return bst_inventory_get_machine (self->inventory, bst_machine_get_host (machine),
                                    bst_machine_get_uuid (machine)) == machine;
}

static gboolean
has_left (BstMachineTracker *self)
{
  return !is_listed (self, self->machine) || !bst_machine_is_fresh (self->machine) ||
         !is_active (self->machine) || is_between (self->machine);
}

static void
watch (BstMachineTracker *self, BstMachine *machine)
{
  g_signal_connect_object (machine, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
}

static void
settle (BstMachineTracker *self, BstMachine *there)
{
  BstMachine *here = self->machine;

  /* Where it was, it may come back to. */
  self->machine = g_object_ref (there);
  g_ptr_array_add (self->others, here);
  g_ptr_array_remove_fast (self->others, there);
  g_clear_object (&self->destination);
  g_signal_emit (self, signals[MOVED], 0);
}

static void
look (BstMachineTracker *self)
{
  const gboolean left = has_left (self);
  BstHost *destination = NULL;

  for (guint i = 0; i < self->others->len; i++)
    {
      BstMachine *other = self->others->pdata[i];

      if (!is_active (other) || !bst_machine_is_fresh (other) || !is_listed (self, other))
        continue;
      if (is_between (other))
        destination = bst_machine_get_host (other);
      else if (left)
        {
          settle (self, other);
          return;
        }
    }

  if (g_set_object (&self->destination, destination))
    g_signal_emit (self, signals[DESTINATION_CHANGED], 0);
}

static void
on_changed (BstMachineTracker *self, guint changes)
{
  if ((changes & BST_MACHINE_CHANGED_STATE) != 0)
    look (self);
}

static void
forget_gone (BstMachineTracker *self)
{
  for (guint i = self->others->len; i > 0; i--)
    {
      BstMachine *other = self->others->pdata[i - 1];

      if (is_listed (self, other))
        continue;
      g_signal_handlers_disconnect_by_data (other, self);
      g_ptr_array_remove_index_fast (self->others, i - 1);
    }
}

static void
on_machines (BstMachineTracker *self, guint position, guint removed, guint added)
{
  GListModel *machines = bst_inventory_get_machines (self->inventory);

  if (removed > 0)
    forget_gone (self);
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BstMachine) machine = g_list_model_get_item (machines, i);

      if (machine == self->machine || g_ptr_array_find (self->others, machine, NULL) ||
          g_strcmp0 (bst_machine_get_uuid (machine), bst_machine_get_uuid (self->machine)) != 0)
        continue;
      watch (self, machine);
      g_ptr_array_add (self->others, g_steal_pointer (&machine));
    }

  look (self);
}

BstMachine *
bst_machine_tracker_get_machine (BstMachineTracker *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_TRACKER (self), NULL);

  return self->machine;
}

BstHost *
bst_machine_tracker_get_destination (BstMachineTracker *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_TRACKER (self), NULL);

  return self->destination;
}

static void
bst_machine_tracker_finalize (GObject *object)
{
  BstMachineTracker *self = BST_MACHINE_TRACKER (object);

  g_clear_object (&self->inventory);
  g_clear_object (&self->machine);
  g_clear_object (&self->destination);
  g_ptr_array_unref (self->others);

  G_OBJECT_CLASS (bst_machine_tracker_parent_class)->finalize (object);
}

static void
bst_machine_tracker_class_init (BstMachineTrackerClass *klass)
{
  const GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bst_machine_tracker_finalize;

  signals[DESTINATION_CHANGED] = g_signal_new ("destination-changed", type, G_SIGNAL_RUN_LAST, 0,
                                               NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MOVED] =
      g_signal_new ("moved", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_machine_tracker_init (BstMachineTracker *self)
{
  self->others = g_ptr_array_new_with_free_func (g_object_unref);
}

BstMachineTracker *
bst_machine_tracker_new (BstInventory *inventory, BstMachine *machine)
{
  BstMachineTracker *self = g_object_new (BST_TYPE_MACHINE_TRACKER, NULL);
  GListModel *machines = bst_inventory_get_machines (inventory);

  self->inventory = g_object_ref (inventory);
  self->machine = g_object_ref (machine);
  watch (self, machine);
  g_signal_connect_object (machines, "items-changed", G_CALLBACK (on_machines), self,
                           G_CONNECT_SWAPPED);
  on_machines (self, 0, 0, g_list_model_get_n_items (machines));

  return self;
}
