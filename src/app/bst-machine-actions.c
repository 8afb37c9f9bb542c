/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-actions.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-settings.h"

struct _BstMachineActions
{
  GObject parent_instance;

  GtkApplicationWindow *window; /* (unowned): owns this */
  BstFleet *fleet;
  GSimpleAction *actions[BST_N_LIFECYCLES];

  GPtrArray *machines;
  guint update_source;

  /* Of the selection, for each action. */
  guint n_possible[BST_N_LIFECYCLES];
  const char *why[BST_N_LIFECYCLES]; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (BstMachineActions, bst_machine_actions, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static const char *const names[] = {
  [BST_LIFECYCLE_START] = "start",
  [BST_LIFECYCLE_SHUTDOWN] = "shutdown",
  [BST_LIFECYCLE_REBOOT] = "reboot",
  [BST_LIFECYCLE_RESET] = "reset",
  [BST_LIFECYCLE_OFF] = "off",
  [BST_LIFECYCLE_PAUSE] = "pause",
  [BST_LIFECYCLE_RESUME] = "resume",
  [BST_LIFECYCLE_SAVE] = "save",
  [BST_LIFECYCLE_RESTORE] = "restore",
  [BST_LIFECYCLE_DISCARD_SAVE] = "discard-save",
  [BST_LIFECYCLE_AUTOSTART_ON] = "autostart-on",
  [BST_LIFECYCLE_AUTOSTART_OFF] = "autostart-off",
};

G_STATIC_ASSERT (G_N_ELEMENTS (names) == BST_N_LIFECYCLES);

static void
update_one (BstMachineActions *self, BstLifecycle lifecycle)
{
  guint n = 0;
  const char *why = NULL;

  for (guint i = 0; i < self->machines->len; i++)
    n += bst_lifecycle_is_possible (lifecycle, g_ptr_array_index (self->machines, i), &why) ? 1 : 0;

  self->n_possible[lifecycle] = n;
  self->why[lifecycle] = n == 0 ? why : NULL;
  g_simple_action_set_enabled (self->actions[lifecycle], n > 0);
}

static gboolean
update (gpointer data)
{
  BstMachineActions *self = data;

  self->update_source = 0;
  for (guint i = 0; i < BST_N_LIFECYCLES; i++)
    update_one (self, i);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* Many machines change in one go: looked at once, after it. */
static void
on_machine_changed (BstMachineActions *self, guint changes)
{
  if ((changes & (BST_MACHINE_CHANGED_STATE | BST_MACHINE_CHANGED_IDENTITY)) != 0 &&
      self->update_source == 0)
    self->update_source = g_idle_add (update, self);
}

static void
release_machines (BstMachineActions *self)
{
  for (guint i = 0; i < self->machines->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (self->machines, i), self);
  g_clear_pointer (&self->machines, g_ptr_array_unref);
}

static void
submit (BstMachineActions *self, BstLifecycle lifecycle, GPtrArray *machines)
{
  g_autoptr (GPtrArray) possible = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (BstOperation) operation = NULL;

  /* Asked now, not when the question was: meanwhile some may have changed. */
  for (guint i = 0; i < machines->len; i++)
    {
      if (bst_lifecycle_is_possible (lifecycle, g_ptr_array_index (machines, i), NULL))
        g_ptr_array_add (possible, g_object_ref (g_ptr_array_index (machines, i)));
    }
  if (possible->len == 0)
    return;

  operation = bst_lifecycle_operation_new (self->fleet, lifecycle, possible);
  bst_scheduler_submit (bst_fleet_get_scheduler (self->fleet), operation);
}

typedef struct
{
  BstMachineActions *actions;
  BstLifecycle lifecycle;
  GPtrArray *machines;
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->actions);
  g_ptr_array_unref (question->machines);
  g_free (question);
}

static void
on_response (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_strcmp0 (response, "do") == 0)
    submit (question->actions, question->lifecycle, question->machines);
}

/* "Force Off" of "Force Off…": the button does not ask again. */
static char *
dup_button_label (BstLifecycle lifecycle)
{
  char *label = g_strdup (bst_lifecycle_get_label (lifecycle));

  if (g_str_has_suffix (label, "…"))
    label[strlen (label) - strlen ("…")] = '\0';
  return label;
}

static void
ask (BstMachineActions *self,
     BstLifecycle lifecycle,
     GPtrArray *machines,
     const char *heading,
     const char *body)
{
  g_autofree char *label = dup_button_label (lifecycle);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self->window), heading, body);
  Question *question = g_new0 (Question, 1);

  question->actions = g_object_ref (self);
  question->lifecycle = lifecycle;
  question->machines = g_ptr_array_ref (machines);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "do",
                                    label, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "do",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_response), question, question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

void
bst_machine_actions_run (BstMachineActions *self, BstLifecycle lifecycle, GPtrArray *machines)
{
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  gboolean may_skip;

  g_return_if_fail (BST_IS_MACHINE_ACTIONS (self));

  /* A saved state is gone for good: that is always asked. */
  may_skip = lifecycle != BST_LIFECYCLE_DISCARD_SAVE &&
             !g_settings_get_boolean (bst_settings_get (), "confirm");
  heading = bst_lifecycle_get_warning (lifecycle, machines, &body);
  if (heading == NULL || may_skip)
    submit (self, lifecycle, machines);
  else
    ask (self, lifecycle, machines, heading, body);
}

static void
on_activate (GSimpleAction *action, GVariant *parameter, BstMachineActions *self)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  guint lifecycle = 0;

  while (lifecycle < BST_N_LIFECYCLES && self->actions[lifecycle] != action)
    lifecycle++;
  g_return_if_fail (lifecycle < BST_N_LIFECYCLES);

  for (guint i = 0; i < self->machines->len; i++)
    {
      if (bst_lifecycle_is_possible (lifecycle, g_ptr_array_index (self->machines, i), NULL))
        g_ptr_array_add (machines, g_object_ref (g_ptr_array_index (self->machines, i)));
    }
  if (machines->len > 0)
    bst_machine_actions_run (self, lifecycle, machines);
}

static void
bst_machine_actions_finalize (GObject *object)
{
  BstMachineActions *self = BST_MACHINE_ACTIONS (object);

  g_clear_handle_id (&self->update_source, g_source_remove);
  release_machines (self);
  for (guint i = 0; i < BST_N_LIFECYCLES; i++)
    {
      g_signal_handlers_disconnect_by_data (self->actions[i], self);
      g_object_unref (self->actions[i]);
    }
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (bst_machine_actions_parent_class)->finalize (object);
}

static void
bst_machine_actions_class_init (BstMachineActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_machine_actions_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_machine_actions_init (BstMachineActions *self)
{
  self->machines = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < BST_N_LIFECYCLES; i++)
    {
      self->actions[i] = g_simple_action_new (names[i], NULL);
      g_simple_action_set_enabled (self->actions[i], FALSE);
      g_signal_connect (self->actions[i], "activate", G_CALLBACK (on_activate), self);
    }
}

BstMachineActions *
bst_machine_actions_new (GtkApplicationWindow *window, BstFleet *fleet)
{
  BstMachineActions *self = g_object_new (BST_TYPE_MACHINE_ACTIONS, NULL);

  self->window = window;
  self->fleet = g_object_ref (fleet);
  for (guint i = 0; i < BST_N_LIFECYCLES; i++)
    g_action_map_add_action (G_ACTION_MAP (window), G_ACTION (self->actions[i]));
  return self;
}

void
bst_machine_actions_set_machines (BstMachineActions *self, GPtrArray *machines)
{
  g_return_if_fail (BST_IS_MACHINE_ACTIONS (self));

  release_machines (self);
  self->machines = g_ptr_array_new_full (machines->len, g_object_unref);
  for (guint i = 0; i < machines->len; i++)
    {
      BstMachine *machine = g_ptr_array_index (machines, i);

      g_ptr_array_add (self->machines, g_object_ref (machine));
      g_signal_connect_swapped (machine, "changed", G_CALLBACK (on_machine_changed), self);
    }

  g_clear_handle_id (&self->update_source, g_source_remove);
  update (self);
}

char *
bst_machine_actions_dup_tooltip (BstMachineActions *self, BstLifecycle lifecycle)
{
  const char *label = bst_lifecycle_get_label (lifecycle);

  g_return_val_if_fail (BST_IS_MACHINE_ACTIONS (self), NULL);

  if (self->machines->len == 0)
    return g_strdup_printf (_ ("%s\nSelect a machine first"), label);
  if (self->n_possible[lifecycle] == 0 && self->why[lifecycle] != NULL)
    return g_strdup_printf ("%s\n%s", label, self->why[lifecycle]);
  if (self->n_possible[lifecycle] > 0 && self->machines->len > 1)
    /* Translators: "Start (3 of the 5 selected)" */
    return g_strdup_printf (_ ("%s (%u of the %u selected)"), label, self->n_possible[lifecycle],
                            self->machines->len);
  return g_strdup (label);
}
