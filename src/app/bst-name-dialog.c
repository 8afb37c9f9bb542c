/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-name-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

typedef struct
{
  GtkEditable *entry; /* (unowned): of the dialog */
  BstNameFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  if (question->destroy != NULL)
    question->destroy (question->data);
  g_free (question);
}

static char *
dup_name (Question *question)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (question->entry)));
}

static void
on_changed (AdwMessageDialog *dialog)
{
  Question *question = g_object_get_data (G_OBJECT (dialog), "question");
  g_autofree char *name = dup_name (question);

  adw_message_dialog_set_response_enabled (dialog, "accept", name[0] != '\0');
}

static void
on_accept (AdwMessageDialog *dialog)
{
  Question *question = g_object_get_data (G_OBJECT (dialog), "question");
  g_autofree char *name = dup_name (question);

  if (name[0] != '\0')
    question->func (name, question->data);
}

void
bst_name_dialog_show (GtkWindow *parent,
                      const char *heading,
                      const char *label,
                      const char *initial,
                      const char *accept,
                      BstNameFunc func,
                      gpointer data,
                      GDestroyNotify destroy)
{
  GtkWidget *dialog = adw_message_dialog_new (parent, heading, NULL);
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *row = adw_entry_row_new ();
  Question *question = g_new0 (Question, 1);

  question->entry = GTK_EDITABLE (row);
  question->func = func;
  question->data = data;
  question->destroy = destroy;
  g_object_set_data_full (G_OBJECT (dialog), "question", question, question_free);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), label);
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (row), TRUE);
  gtk_editable_set_text (GTK_EDITABLE (row), initial);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
  gtk_widget_add_css_class (list, "boxed-list");

  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), list);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "accept",
                                    accept, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "accept",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "accept");
  g_signal_connect (dialog, "response::accept", G_CALLBACK (on_accept), NULL);
  g_signal_connect_object (row, "changed", G_CALLBACK (on_changed), dialog, G_CONNECT_SWAPPED);
  on_changed (ADW_MESSAGE_DIALOG (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (row);
}
