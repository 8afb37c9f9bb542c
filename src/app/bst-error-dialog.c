/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-error-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "core/bst-error.h"

static GtkWidget *
create_details (const char *detail)
{
  GtkWidget *expander = gtk_expander_new_with_mnemonic (_ ("_Details"));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *label = gtk_label_new (detail);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "monospace");
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 200);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), label);
  gtk_expander_set_child (GTK_EXPANDER (expander), scrolled);
  return expander;
}

static void
free_text (gpointer text, GClosure *closure)
{
  g_free (text);
}

static void
on_copy (GtkWidget *dialog, const char *response, gpointer data)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (dialog), data);
}

void
bst_error_dialog_show (GtkWidget *parent, const char *heading, const GError *error)
{
  const char *detail;
  g_autofree char *body = NULL;
  GtkWidget *dialog;
  GtkRoot *root;

  g_return_if_fail (GTK_IS_WIDGET (parent));
  g_return_if_fail (error != NULL);

  detail = bst_error_get_detail (error);
  body = bst_error_dup_sentences (error, "\n\n");
  root = gtk_widget_get_root (parent);
  dialog = adw_message_dialog_new (GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                   heading != NULL ? heading : _ ("That did not work"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "copy", _ ("C_opy Text"), "close",
                                    _ ("_Close"), NULL);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "close");
  if (detail != NULL && detail[0] != '\0')
    adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), create_details (detail));
  g_signal_connect_data (dialog, "response::copy", G_CALLBACK (on_copy),
                         bst_error_dialog_dup_text (error), free_text, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

char *
bst_error_dialog_dup_text (const GError *error)
{
  const char *remedy = bst_error_get_remedy (error);
  const char *detail = bst_error_get_detail (error);
  GString *text = g_string_new (error->message);

  if (remedy != NULL)
    g_string_append_printf (text, "\n%s", remedy);
  if (detail != NULL)
    g_string_append_printf (text, "\n%s", detail);
  return g_string_free (text, FALSE);
}
