/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-consoles.h"

#include <adwaita.h>
#include <glib/gi18n.h>

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

guint
bst_consoles_count_others (BstConsoles *self, BstMachine *machine, char **address)
{
  GListModel *journal = bst_inventory_get_journal (bst_fleet_get_inventory (self->fleet));
  gint64 host = bst_host_get_id (bst_machine_get_host (machine));
  gint64 started = bst_machine_get_started_at (machine) * G_USEC_PER_SEC;
  int open = 0;

  if (address != NULL)
    *address = NULL;
  /* Newest first, and each connection twice: when it came and when it went. */
  for (guint i = 0; i < g_list_model_get_n_items (journal); i++)
    {
      g_autoptr (BstJournalEntry) entry = g_list_model_get_item (journal, i);
      const BstJournalFields *fields = bst_journal_entry_get_fields (entry);

      if (fields->host_id != host ||
          g_strcmp0 (fields->machine_uuid, bst_machine_get_uuid (machine)) != 0)
        continue;
      if (fields->time < started || g_strcmp0 (fields->kind, "started") == 0 ||
          g_strcmp0 (fields->kind, "stopped") == 0)
        break;
      if (g_strcmp0 (fields->kind, "console-closed") == 0)
        open--;
      else if (g_strcmp0 (fields->kind, "console-opened") == 0)
        {
          open++;
          if (address != NULL && *address == NULL)
            *address = g_strdup (fields->detail);
        }
    }

  return (guint)MAX (open, 0);
}

/* --- Opening --- */

typedef struct
{
  BstConsoles *consoles;
  BstMachineConsole *console;
  GtkWindow *parent; /* (nullable) */
  BstConsolesFunc func;
  gpointer data;
} Opening;

static void
opening_free (gpointer data, GClosure *closure)
{
  Opening *opening = data;

  g_object_unref (opening->console);
  g_free (opening);
}

static void
open_now (Opening *opening)
{
  bst_machine_console_open (opening->console);
  if (opening->func != NULL)
    opening->func (opening->console, opening->data);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Opening *opening)
{
  if (g_strcmp0 (response, "open") == 0)
    open_now (opening);
}

static void
ask (Opening *opening, const char *address)
{
  const char *name = bst_machine_get_name (bst_machine_console_get_machine (opening->console));
  /* Translators: %s is a machine. */
  g_autofree char *heading = g_strdup_printf (_ ("Somebody Is at the Screen of “%s”"), name);
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (address != NULL)
    /* Translators: %s is an address. */
    body =
        g_strdup_printf (_ ("It was opened from %s. Opening it here takes it from them."), address);
  else
    body = g_strdup (_ ("Opening it here takes it from them."));
  dialog = adw_message_dialog_new (opening->parent, heading, body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "open",
                                    _ ("_Open Here"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "open",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), opening, opening_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
bst_consoles_open (BstConsoles *self,
                   BstMachine *machine,
                   GtkWindow *parent,
                   BstConsolesFunc func,
                   gpointer data)
{
  Opening *opening;
  g_autofree char *address = NULL;

  g_return_if_fail (BST_IS_CONSOLES (self));

  opening = g_new0 (Opening, 1);
  opening->consoles = self;
  opening->console = g_object_ref (bst_consoles_get_console (self, machine));
  opening->parent = parent;
  opening->func = func;
  opening->data = data;
  if (!bst_machine_console_is_open (opening->console) &&
      bst_consoles_count_others (self, machine, &address) > 0)
    {
      ask (opening, address);
      return;
    }
  open_now (opening);
  opening_free (opening, NULL);
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
