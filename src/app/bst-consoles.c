/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-consoles.h"

struct _BstConsoles
{
  GObject parent_instance;

  BstFleet *fleet;     /* (unowned): has this as its data */
  GPtrArray *consoles; /* of BstMachineConsole */
  GHashTable *windows; /* BstMachineConsole → GtkWindow, neither owned */
};

G_DEFINE_FINAL_TYPE (BstConsoles, bst_consoles, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

BstFleet *
bst_consoles_get_fleet (BstConsoles *self)
{
  g_return_val_if_fail (BST_IS_CONSOLES (self), NULL);

  return self->fleet;
}

BstMachineConsole *
bst_consoles_find_console (BstConsoles *self, BstMachine *machine)
{
  BstMachineConsole *found = NULL;

  g_return_val_if_fail (BST_IS_CONSOLES (self), NULL);

  /* One that is open, and may have moved here, rather than one that was only looked at. */
  for (guint i = 0; i < self->consoles->len; i++)
    {
      BstMachineConsole *console = self->consoles->pdata[i];

      if (bst_machine_console_get_machine (console) != machine)
        continue;
      if (found == NULL || bst_machine_console_is_open (console))
        found = console;
    }

  return found;
}

static void
on_console_changed (BstConsoles *self, BstMachineConsole *console)
{
  g_signal_emit (self, signals[CHANGED], 0, console);
}

BstMachineConsole *
bst_consoles_get_console (BstConsoles *self, BstMachine *machine)
{
  BstMachineConsole *console = bst_consoles_find_console (self, machine);

  if (console != NULL)
    return console;

  console = bst_machine_console_new (self->fleet, machine);
  g_signal_connect_object (console, "changed", G_CALLBACK (on_console_changed), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->consoles, console);
  return console;
}

/* --- Windows --- */

GtkWindow *
bst_consoles_get_window (BstConsoles *self, BstMachineConsole *console)
{
  g_return_val_if_fail (BST_IS_CONSOLES (self), NULL);

  return g_hash_table_lookup (self->windows, console);
}

void
bst_consoles_set_window (BstConsoles *self, BstMachineConsole *console, GtkWindow *window)
{
  g_return_if_fail (BST_IS_CONSOLES (self));

  if (g_hash_table_lookup (self->windows, console) == window)
    return;
  if (window != NULL)
    g_hash_table_insert (self->windows, console, window);
  else
    g_hash_table_remove (self->windows, console);
  g_signal_emit (self, signals[CHANGED], 0, console);
}

static void
bst_consoles_finalize (GObject *object)
{
  BstConsoles *self = BST_CONSOLES (object);

  g_ptr_array_unref (self->consoles);
  g_hash_table_unref (self->windows);

  G_OBJECT_CLASS (bst_consoles_parent_class)->finalize (object);
}

static void
bst_consoles_class_init (BstConsolesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_consoles_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, BST_TYPE_MACHINE_CONSOLE);
}

static void
bst_consoles_init (BstConsoles *self)
{
  self->consoles = g_ptr_array_new_with_free_func (g_object_unref);
  self->windows = g_hash_table_new (NULL, NULL);
}

BstConsoles *
bst_consoles_get (BstFleet *fleet)
{
  BstConsoles *self = g_object_get_data (G_OBJECT (fleet), "bst-consoles");

  if (self != NULL)
    return self;

  self = g_object_new (BST_TYPE_CONSOLES, NULL);
  self->fleet = fleet;
  g_object_set_data_full (G_OBJECT (fleet), "bst-consoles", self, g_object_unref);
  return self;
}
