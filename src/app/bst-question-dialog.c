/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-question-dialog.h"

#include <glib/gi18n.h>

struct _BstQuestionDialog
{
  AdwWindow parent_instance;

  BstSshQuestion *question; /* (nullable): not answered yet */

  /* Of the template. */
  GtkImage *icon;
  GtkLabel *heading;
  GtkLabel *body;
  GtkWidget *wrong;
  GtkLabel *wrong_label;
  GtkLabel *fingerprint;
  GtkPasswordEntry *secret;
  GtkEntry *plain;
  GtkCheckButton *keep;
  GtkButton *refuse;
  GtkButton *accept;
};

G_DEFINE_FINAL_TYPE (BstQuestionDialog, bst_question_dialog, ADW_TYPE_WINDOW)

/* How each kind is put. */
static const struct
{
  const char *icon;
  const char *heading;
  const char *accept;
  const char *refuse;
  gboolean has_entry;
} kinds[] = {
  [BST_SSH_QUESTION_HOST_KEY] = { "auth-fingerprint-symbolic", N_ ("Is This the Right Host?"),
                                  N_ ("_Trust It"), N_ ("_Do Not Connect"), FALSE },
  [BST_SSH_QUESTION_PASSPHRASE] = { "dialog-password-symbolic", N_ ("Passphrase of the Key"),
                                    N_ ("_Unlock"), N_ ("_Cancel"), TRUE },
  [BST_SSH_QUESTION_PASSWORD] = { "dialog-password-symbolic", N_ ("Password"), N_ ("_Log In"),
                                  N_ ("_Cancel"), TRUE },
  [BST_SSH_QUESTION_CODE] = { "auth-sim-symbolic", N_ ("Verification Code"), N_ ("_Log In"),
                              N_ ("_Cancel"), TRUE },
  [BST_SSH_QUESTION_CONFIRM] = { "dialog-question-symbolic", N_ ("Allow It?"), N_ ("_Allow"),
                                 N_ ("_Refuse"), FALSE },
};

static GtkEditable *
get_entry (BstQuestionDialog *self)
{
  return bst_ssh_question_is_secret (self->question) ? GTK_EDITABLE (self->secret)
                                                     : GTK_EDITABLE (self->plain);
}

static char *
dup_body (BstSshQuestion *question)
{
  const char *host = bst_ssh_question_get_host (question);
  const char *subject = bst_ssh_question_get_subject (question);
  const char *key_type = bst_ssh_question_get_key_type (question);

  switch (bst_ssh_question_get_kind (question))
    {
    case BST_SSH_QUESTION_HOST_KEY:
      return g_strdup_printf (
          _ ("“%s” is not known to this computer yet. Trust it only if its administrator, or "
             "“ssh-keygen -lf” run on the host itself, gives this same fingerprint of its %s "
             "key. From then on only this key is accepted."),
          host, key_type != NULL ? key_type : "SSH");
    case BST_SSH_QUESTION_PASSPHRASE:
      return subject != NULL
                 ? g_strdup_printf (_ ("The key “%s” is needed for “%s”."), subject, host)
                 : g_strdup_printf (_ ("A key is needed for “%s”."), host);
    case BST_SSH_QUESTION_PASSWORD:
      return g_strdup_printf (_ ("To log in to “%s”."), host);
    case BST_SSH_QUESTION_CODE:
    case BST_SSH_QUESTION_CONFIRM:
    default:
      return g_strdup_printf (_ ("“%s” asks:\n%s"), host, bst_ssh_question_get_prompt (question));
    }
}

static void
update_accept (BstQuestionDialog *self)
{
  if (self->question == NULL)
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self->accept),
                            !kinds[bst_ssh_question_get_kind (self->question)].has_entry ||
                                gtk_editable_get_text (get_entry (self))[0] != '\0');
}

static void
on_accept (BstQuestionDialog *self)
{
  g_autoptr (BstSshQuestion) question = g_steal_pointer (&self->question);
  const char *answer = "yes";

  if (question == NULL)
    return;

  g_signal_handlers_disconnect_by_data (question, self);
  if (kinds[bst_ssh_question_get_kind (question)].has_entry)
    answer =
        gtk_editable_get_text (bst_ssh_question_is_secret (question) ? GTK_EDITABLE (self->secret)
                                                                     : GTK_EDITABLE (self->plain));
  bst_ssh_question_answer (question, answer, gtk_check_button_get_active (self->keep));
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
refuse (BstQuestionDialog *self)
{
  g_autoptr (BstSshQuestion) question = g_steal_pointer (&self->question);

  if (question == NULL)
    return;

  g_signal_handlers_disconnect_by_data (question, self);
  bst_ssh_question_refuse (question);
}

static void
on_refuse (BstQuestionDialog *self)
{
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_withdrawn (BstQuestionDialog *self)
{
  g_signal_handlers_disconnect_by_data (self->question, self);
  g_clear_object (&self->question);
  gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
bst_question_dialog_close_request (GtkWindow *window)
{
  refuse (BST_QUESTION_DIALOG (window));

  return GTK_WINDOW_CLASS (bst_question_dialog_parent_class)->close_request (window);
}

static void
bst_question_dialog_dispose (GObject *object)
{
  refuse (BST_QUESTION_DIALOG (object));

  G_OBJECT_CLASS (bst_question_dialog_parent_class)->dispose (object);
}

static void
bst_question_dialog_class_init (BstQuestionDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_question_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = bst_question_dialog_close_request;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-question-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, icon);
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, heading);
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, body);
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, wrong);
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, wrong_label);
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, fingerprint);
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, secret);
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, plain);
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, keep);
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, refuse);
  gtk_widget_class_bind_template_child (widget_class, BstQuestionDialog, accept);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bst_question_dialog_init (BstQuestionDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->accept, "clicked", G_CALLBACK (on_accept), self);
  g_signal_connect_swapped (self->refuse, "clicked", G_CALLBACK (on_refuse), self);
  g_signal_connect_swapped (self->secret, "changed", G_CALLBACK (update_accept), self);
  g_signal_connect_swapped (self->plain, "changed", G_CALLBACK (update_accept), self);
}

static void
show_attempt (BstQuestionDialog *self)
{
  BstSshQuestionKind kind = bst_ssh_question_get_kind (self->question);
  const char *text = _ ("That was not right. Try again.");

  if (kind == BST_SSH_QUESTION_PASSPHRASE)
    text = _ ("That passphrase was not right.");
  else if (kind == BST_SSH_QUESTION_PASSWORD)
    text = _ ("That password was not right.");
  gtk_label_set_text (self->wrong_label, text);
  gtk_widget_set_visible (self->wrong, kinds[kind].has_entry &&
                                           bst_ssh_question_get_attempt (self->question) > 1);
}

static void
show_question (BstQuestionDialog *self)
{
  BstSshQuestionKind kind = bst_ssh_question_get_kind (self->question);
  const char *fingerprint = bst_ssh_question_get_fingerprint (self->question);
  gboolean secret = bst_ssh_question_is_secret (self->question);
  g_autofree char *body = dup_body (self->question);

  gtk_window_set_title (GTK_WINDOW (self), _ (kinds[kind].heading));
  gtk_image_set_from_icon_name (self->icon, kinds[kind].icon);
  gtk_label_set_text (self->heading, _ (kinds[kind].heading));
  gtk_label_set_text (self->body, body);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, body,
                                  -1);
  gtk_label_set_text (self->fingerprint, fingerprint != NULL ? fingerprint : "");
  gtk_widget_set_visible (GTK_WIDGET (self->fingerprint), fingerprint != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->secret), kinds[kind].has_entry && secret);
  gtk_widget_set_visible (GTK_WIDGET (self->plain), kinds[kind].has_entry && !secret);
  gtk_accessible_update_property (GTK_ACCESSIBLE (get_entry (self)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (kinds[kind].heading), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->keep), bst_ssh_question_can_keep (self->question));
  gtk_button_set_label (self->accept, _ (kinds[kind].accept));
  gtk_button_set_label (self->refuse, _ (kinds[kind].refuse));
  show_attempt (self);

  /* A key must not be trusted by a habit of pressing Enter. */
  if (kinds[kind].has_entry)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->accept), "suggested-action");
      gtk_window_set_default_widget (GTK_WINDOW (self), GTK_WIDGET (self->accept));
      gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (get_entry (self)));
    }
  else
    {
      gtk_window_set_default_widget (GTK_WINDOW (self), GTK_WIDGET (self->refuse));
      gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->refuse));
    }
  update_accept (self);
}

BstQuestionDialog *
bst_question_dialog_show (GtkWindow *parent, BstSshQuestion *question)
{
  BstQuestionDialog *self = g_object_new (BST_TYPE_QUESTION_DIALOG, "transient-for", parent, NULL);

  self->question = g_object_ref (question);
  g_signal_connect_swapped (question, "withdrawn", G_CALLBACK (on_withdrawn), self);
  show_question (self);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}
