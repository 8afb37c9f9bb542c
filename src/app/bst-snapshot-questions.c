/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-snapshot-dialogs.h"
#include "operations/bst-snapshot-operation.h"

/* A question about one snapshot, and what is answered. */
typedef struct
{
  BstFleet *fleet;
  BstSnapshots *snapshots;
  char *name;

  /* Of the dialog. */
  GtkWidget *first; /* a switch, of going back */
  BstSnapshotKind first_kind;
  GtkWidget *force;
  GtkWidget *run; /* a combo row */
  gboolean as_then; /* that is its first choice */
  GtkWidget *scopes[3];
  GtkWidget *entry;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->fleet);
  g_object_unref (question->snapshots);
  g_free (question->name);
  g_free (question);
}

static Question *
question_new (GtkWidget *dialog, BstFleet *fleet, BstSnapshots *snapshots, const char *name)
{
  Question *question = g_new0 (Question, 1);

  question->fleet = g_object_ref (fleet);
  question->snapshots = g_object_ref (snapshots);
  question->name = g_strdup (name);
  g_object_set_data_full (G_OBJECT (dialog), "question", question, question_free);

  return question;
}

static const BstSnapshotSubject *
get_subject (Question *question)
{
  return bst_snapshots_get_subject (question->snapshots);
}

/* (nullable): it was removed since it was asked. */
static const BstSnapshotFacts *
get_facts (Question *question)
{
  return bst_snapshot_facts_find (get_subject (question)->snapshots, question->name);
}

/* @operation: (transfer full) */
static void
submit (Question *question, BstOperation *operation)
{
  bst_scheduler_submit (bst_fleet_get_scheduler (question->fleet), operation);
  g_object_unref (operation);
}

static GtkWidget *
new_dialog (GtkWindow *parent,
            const char *heading,
            const char *body,
            const char *accept,
            gboolean destructive)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "accept",
                                    accept, NULL);
  adw_message_dialog_set_response_appearance (
      ADW_MESSAGE_DIALOG (dialog), "accept",
      destructive ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog),
                                           destructive ? "cancel" : "accept");

  return dialog;
}

static GtkWidget *
new_list (GtkWidget *dialog)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), list);

  return list;
}

static GtkWidget *
add_row (GtkWidget *list, const char *title, const char *subtitle, GtkWidget *widget, gboolean first)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  if (first)
    adw_action_row_add_prefix (ADW_ACTION_ROW (row), widget);
  else
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_list_box_append (GTK_LIST_BOX (list), row);

  return row;
}

/* --- Go back --- */

static BstSnapshotRun
get_run (Question *question)
{
  guint first = question->as_then ? BST_SNAPSHOT_RUN_AS_THEN : BST_SNAPSHOT_RUN;

  return (BstSnapshotRun)(first + adw_combo_row_get_selected (ADW_COMBO_ROW (question->run)));
}

static void
on_revert (AdwMessageDialog *dialog)
{
  Question *question = g_object_get_data (G_OBJECT (dialog), "question");
  const BstSnapshotFacts *facts = get_facts (question);
  const BstSnapshotSubject *subject = get_subject (question);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *name = bst_snapshot_rules_suggest_name (subject, now);
  BstSnapshotPlan first = { .name = name, .kind = question->first_kind };
  gboolean wanted = gtk_switch_get_active (GTK_SWITCH (question->first));
  g_autofree char *description = NULL;

  if (facts == NULL)
    return;

  /* Translators: describes the snapshot that is taken before going back to another. */
  description = g_strdup_printf (_ ("Before going back to “%s”"), facts->name);
  first.description = description;
  submit (question,
          bst_snapshot_revert_new (question->fleet, question->snapshots, facts, get_run (question),
                                   gtk_switch_get_active (GTK_SWITCH (question->force)),
                                   wanted ? &first : NULL));
}

static const char *
get_as_it_was (const BstSnapshotFacts *facts)
{
  if (bst_snapshot_facts_is_paused (facts))
    return _ ("As it was: paused");

  return facts->has_memory ? _ ("As it was: running") : _ ("As it was: off");
}

/* In the order of BstSnapshotRun; where it cannot be as it was, that is not offered, and said. */
static void
add_run (Question *question, GtkWidget *list, const BstSnapshotFacts *facts)
{
  const char *const choices[] = { get_as_it_was (facts), _ ("Run"), _ ("Pause"), NULL };
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = NULL;
  g_autofree char *why = NULL;

  question->run = row;
  question->as_then = bst_snapshot_rules_can_revert_as_then (get_subject (question), facts, &why);
  model = gtk_string_list_new (choices + (question->as_then ? 0 : 1));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("After That"));
  if (why != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), why);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

/* What would be lost can be kept; where it cannot, why. What was possible when it was asked is what
 * is wanted: it is not gone back to without it. */
static void
add_first (Question *question, GtkWidget *list)
{
  const BstSnapshotSubject *subject = get_subject (question);
  g_autofree char *why = NULL;
  BstSnapshotKind kind = bst_snapshot_rules_get_default (subject, &why);
  const gboolean can = kind != BST_N_SNAPSHOT_KINDS;
  g_autofree char *costs = can ? bst_snapshot_rules_dup_estimate (subject, kind) : NULL;

  question->first_kind = kind;
  question->first = gtk_switch_new ();
  gtk_switch_set_active (GTK_SWITCH (question->first), can);
  gtk_widget_set_sensitive (question->first, can);
  add_row (list, _ ("Take a Snapshot of Now First"), can ? costs : why, question->first, FALSE);
}

void
bst_snapshot_revert_dialog_show (GtkWindow *parent,
                                 BstFleet *fleet,
                                 BstSnapshots *snapshots,
                                 const BstSnapshotFacts *facts)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  GtkWidget *dialog, *list;
  Question *question;

  if (facts == NULL || !bst_snapshot_rules_can_revert (subject, facts, NULL))
    return;

  heading = g_strdup_printf (_ ("Go Back to “%s”?"), facts->name);
  body = bst_snapshot_rules_dup_loss (subject, facts, g_get_real_time () / G_USEC_PER_SEC);
  dialog = new_dialog (parent, heading, body, _ ("_Go Back"), TRUE);
  question = question_new (dialog, fleet, snapshots, facts->name);
  list = new_list (dialog);
  add_first (question, list);
  add_run (question, list, facts);
  question->force = gtk_switch_new ();
  add_row (list, _ ("Force"),
           _ ("Where the machine was changed so much that its process cannot take it over: ends that, "
              "and starts it as it was"),
           question->force, FALSE);
  g_signal_connect (dialog, "response::accept", G_CALLBACK (on_revert), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Delete --- */

static const char *const scope_labels[] = {
  [BST_SNAPSHOT_THIS] = N_ ("This one alone"),
  [BST_SNAPSHOT_WITH_CHILDREN] = N_ ("This one and all that come from it"),
  [BST_SNAPSHOT_CHILDREN] = N_ ("Those that come from it, not this one"),
};

static void
on_delete (AdwMessageDialog *dialog)
{
  Question *question = g_object_get_data (G_OBJECT (dialog), "question");
  const BstSnapshotFacts *facts = get_facts (question);

  for (guint i = 0; facts != NULL && i < G_N_ELEMENTS (question->scopes); i++)
    {
      if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (question->scopes[i])))
        continue;
      submit (question, bst_snapshot_delete_new (question->fleet, question->snapshots, facts,
                                                 (BstSnapshotScope)i));
      return;
    }
}

static void
add_scopes (Question *question, GtkWidget *list, const BstSnapshotFacts *facts)
{
  const BstSnapshotSubject *subject = get_subject (question);
  gboolean chosen = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (question->scopes); i++)
    {
      g_auto (GStrv) order =
          bst_snapshot_rules_get_delete_order (subject, facts, (BstSnapshotScope)i);
      g_autofree char *names = g_strjoinv (", ", order);
      g_autofree char *why = NULL;
      gboolean possible =
          bst_snapshot_rules_can_delete (subject, facts, (BstSnapshotScope)i, &why);
      GtkWidget *row;

      question->scopes[i] = gtk_check_button_new ();
      if (i > 0)
        gtk_check_button_set_group (GTK_CHECK_BUTTON (question->scopes[i]),
                                    GTK_CHECK_BUTTON (question->scopes[0]));
      row = add_row (list, _ (scope_labels[i]), possible ? names : why, question->scopes[i], TRUE);
      adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
      gtk_widget_set_sensitive (row, possible);
      if (possible && !chosen)
        gtk_check_button_set_active (GTK_CHECK_BUTTON (question->scopes[i]), TRUE);
      chosen = chosen || possible;
    }
}

void
bst_snapshot_delete_dialog_show (GtkWindow *parent,
                                 BstFleet *fleet,
                                 BstSnapshots *snapshots,
                                 const BstSnapshotFacts *facts)
{
  g_autofree char *heading = NULL;
  const char *body;
  GtkWidget *dialog;
  Question *question;

  if (facts == NULL)
    return;

  heading = g_strdup_printf (_ ("Delete “%s”?"), facts->name);
  body = bst_snapshot_kind_is_external (facts->kind)
             ? _ ("The machine stays as it is now. What was written since is merged into the image "
                  "that it stands on, which takes a while; there is no way back to it then.")
             : _ ("The machine stays as it is now. There is no way back to the snapshot then.");
  dialog = new_dialog (parent, heading, body, _ ("_Delete"), TRUE);
  question = question_new (dialog, fleet, snapshots, facts->name);
  add_scopes (question, new_list (dialog), facts);
  g_signal_connect (dialog, "response::accept", G_CALLBACK (on_delete), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Rename and describe --- */

static void
on_name_changed (AdwMessageDialog *dialog)
{
  Question *question = g_object_get_data (G_OBJECT (dialog), "question");
  g_autofree char *why = NULL;
  gboolean good = bst_snapshot_rules_check_name (
      get_subject (question), gtk_editable_get_text (GTK_EDITABLE (question->entry)),
      question->name, &why);

  adw_message_dialog_set_response_enabled (dialog, "accept", good);
  adw_message_dialog_set_body (dialog, why != NULL ? why : "");
}

static void
on_rename (AdwMessageDialog *dialog)
{
  Question *question = g_object_get_data (G_OBJECT (dialog), "question");
  const BstSnapshotFacts *facts = get_facts (question);
  const char *name = gtk_editable_get_text (GTK_EDITABLE (question->entry));

  if (facts != NULL && g_strcmp0 (name, facts->name) != 0)
    submit (question,
            bst_snapshot_rename_new (question->fleet, question->snapshots, facts, name));
}

static void
on_describe (AdwMessageDialog *dialog)
{
  Question *question = g_object_get_data (G_OBJECT (dialog), "question");
  const BstSnapshotFacts *facts = get_facts (question);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (question->entry));

  if (facts != NULL)
    submit (question,
            bst_snapshot_describe_new (question->fleet, question->snapshots, facts, text));
}

static Question *
new_text_question (GtkWidget *dialog,
                   BstFleet *fleet,
                   BstSnapshots *snapshots,
                   const BstSnapshotFacts *facts,
                   const char *label,
                   const char *text)
{
  Question *question = question_new (dialog, fleet, snapshots, facts->name);

  question->entry = adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (question->entry), label);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (question->entry), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (question->entry), text != NULL ? text : "");
  gtk_list_box_append (GTK_LIST_BOX (new_list (dialog)), question->entry);

  return question;
}

void
bst_snapshot_rename_dialog_show (GtkWindow *parent,
                                 BstFleet *fleet,
                                 BstSnapshots *snapshots,
                                 const BstSnapshotFacts *facts)
{
  GtkWidget *dialog;
  Question *question;

  if (facts == NULL)
    return;

  dialog = new_dialog (parent, _ ("Rename the Snapshot"), NULL, _ ("_Rename"), FALSE);
  question = new_text_question (dialog, fleet, snapshots, facts, _ ("Name"), facts->name);
  g_signal_connect_object (question->entry, "changed", G_CALLBACK (on_name_changed), dialog,
                           G_CONNECT_SWAPPED);
  g_signal_connect (dialog, "response::accept", G_CALLBACK (on_rename), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (question->entry);
}

void
bst_snapshot_describe_dialog_show (GtkWindow *parent,
                                   BstFleet *fleet,
                                   BstSnapshots *snapshots,
                                   const BstSnapshotFacts *facts)
{
  g_autofree char *heading = NULL;
  GtkWidget *dialog;
  Question *question;

  if (facts == NULL)
    return;

  heading = g_strdup_printf (_ ("Describe “%s”"), facts->name);
  dialog = new_dialog (parent, heading, NULL, _ ("_Keep"), FALSE);
  question =
      new_text_question (dialog, fleet, snapshots, facts, _ ("Description"), facts->description);
  g_signal_connect (dialog, "response::accept", G_CALLBACK (on_describe), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (question->entry);
}
