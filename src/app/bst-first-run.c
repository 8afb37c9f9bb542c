/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-first-run.h"

#include <unistd.h>

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-local-libvirt.h"
#include "core/bst-error.h"

#define LAB_COMMAND "build-aux/run --lab"

struct _BstFirstRun
{
  GtkWidget parent_instance;

  GCancellable *cancellable;

  /* Of the template. */
  AdwActionRow *local;
  AdwActionRow *remote;
  AdwActionRow *lab;
  GtkButton *copy;
};

G_DEFINE_FINAL_TYPE (BstFirstRun, bst_first_run, GTK_TYPE_WIDGET)

/* Why it is not the system's, where it is not. */
static const char *
describe (const char *uri, gboolean system_is_there)
{
  if (!g_str_has_suffix (uri, "/session"))
    return _ ("The machines of the system: qemu:///system");
  if (system_is_there)
    return _ ("Your own machines, qemu:///session. Those of the system are for members of the "
              "group libvirt: sudo usermod -aG libvirt $USER");

  return _ ("Your own machines, qemu:///session. The system’s libvirt does not run");
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean system_is_there;
  g_autofree char *uri = bst_local_libvirt_find_finish (result, &system_is_there, &error);
  BstFirstRun *self = data;

  /* Of a page that is gone. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (uri == NULL)
    {
      g_autofree char *text =
          g_strdup_printf ("%s. %s", error->message, bst_error_get_remedy (error));

      adw_action_row_set_subtitle (self->local, text);
      return;
    }

  adw_action_row_set_subtitle (self->local, describe (uri, system_is_there));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->local), "s", uri);
  gtk_widget_set_sensitive (GTK_WIDGET (self->local), TRUE);
}

static void
copy_command (BstFirstRun *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), LAB_COMMAND);
}

/* The lab makes network namespaces and starts daemons: that is root's. */
static void
show_lab (BstFirstRun *self)
{
  gboolean root = geteuid () == 0;
  g_autofree char *text =
      root ? g_strdup_printf (_ ("In the source folder, run “%s”"), LAB_COMMAND)
           : g_strdup_printf (_ ("As root, in the source folder, run “%s”"), LAB_COMMAND);

  adw_action_row_set_subtitle (self->lab, text);
}

static void
bst_first_run_dispose (GObject *object)
{
  BstFirstRun *self = BST_FIRST_RUN (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bst_first_run_parent_class)->dispose (object);
}

static void
bst_first_run_finalize (GObject *object)
{
  g_object_unref (BST_FIRST_RUN (object)->cancellable);

  G_OBJECT_CLASS (bst_first_run_parent_class)->finalize (object);
}

static void
bst_first_run_class_init (BstFirstRunClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_first_run_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_first_run_finalize;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-first-run.ui");
  gtk_widget_class_bind_template_child (widget_class, BstFirstRun, local);
  gtk_widget_class_bind_template_child (widget_class, BstFirstRun, remote);
  gtk_widget_class_bind_template_child (widget_class, BstFirstRun, lab);
  gtk_widget_class_bind_template_child (widget_class, BstFirstRun, copy);
}

static void
bst_first_run_init (BstFirstRun *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (self->copy, "clicked", G_CALLBACK (copy_command), self);
  show_lab (self);
  bst_local_libvirt_find_async ("/run/libvirt", self->cancellable, on_found, self);
}

GtkWidget *
bst_first_run_new (void)
{
  return g_object_new (BST_TYPE_FIRST_RUN, NULL);
}
