/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-check-dialog.h"

#include <glib/gi18n.h>

#include "app/bst-doctor-list.h"
#include "app/bst-question-dialog.h"

struct _BstCheckDialog
{
  AdwWindow parent_instance;

  BstHost *host;
  BstDoctor *doctor;
  GCancellable *cancellable;

  /* Of the template. */
  GtkButton *again;
  GtkLabel *uri;
  BstDoctorList *list;
};

G_DEFINE_FINAL_TYPE (BstCheckDialog, bst_check_dialog, ADW_TYPE_WINDOW)

static void
stop (BstCheckDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->doctor);
}

static void
on_question (BstCheckDialog *self, BstSshQuestion *question)
{
  bst_question_dialog_show (GTK_WINDOW (self), question);
}

/* The rows have said it all. */
static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstCheckDialog) self = data;

  bst_doctor_run_finish (BST_DOCTOR (source), result, NULL);
  if (BST_DOCTOR (source) == self->doctor)
    gtk_widget_set_sensitive (GTK_WIDGET (self->again), TRUE);
}

static void
check (BstCheckDialog *self)
{
  stop (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->again), FALSE);
  self->doctor = bst_doctor_new (bst_host_get_uri (self->host));
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (self->doctor, "question", G_CALLBACK (on_question), self,
                           G_CONNECT_SWAPPED);
  bst_doctor_list_set_steps (self->list, bst_doctor_get_steps (self->doctor));
  bst_doctor_run_async (self->doctor, self->cancellable, on_checked, g_object_ref (self));
}

static void
bst_check_dialog_dispose (GObject *object)
{
  BstCheckDialog *self = BST_CHECK_DIALOG (object);

  stop (self);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (bst_check_dialog_parent_class)->dispose (object);
}

static void
bst_check_dialog_class_init (BstCheckDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_check_dialog_dispose;

  g_type_ensure (BST_TYPE_DOCTOR_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-check-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BstCheckDialog, again);
  gtk_widget_class_bind_template_child (widget_class, BstCheckDialog, uri);
  gtk_widget_class_bind_template_child (widget_class, BstCheckDialog, list);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bst_check_dialog_init (BstCheckDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->again, "clicked", G_CALLBACK (check), self);
}

BstCheckDialog *
bst_check_dialog_new (GtkWindow *parent, BstHost *host)
{
  BstCheckDialog *self = g_object_new (BST_TYPE_CHECK_DIALOG, "transient-for", parent, NULL);
  /* Translators: the title of a host's check: its name. */
  g_autofree char *title = g_strdup_printf (_ ("Check “%s”"), bst_host_get_name (host));

  self->host = g_object_ref (host);
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_text (self->uri, bst_host_get_uri (host));
  check (self);
  return self;
}
