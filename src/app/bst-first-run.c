/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-first-run.h"

#include <string.h>
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
  GtkButton *copy; /* the lab's command ... */
  GtkWidget *go;   /* ... or into it */
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
      g_autofree char *text = bst_error_dup_sentences (error, " ");

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

/* (nullable) (transfer full): the command of the source folder that the program runs from. */
static char *
find_lab (void)
{
  const char *build = g_getenv ("BASTIDA_UNINSTALLED");
  g_autofree char *top = build != NULL ? g_path_get_dirname (build) : NULL;
  g_autofree char *command = top != NULL ? g_build_filename (top, "build-aux", "run", NULL) : NULL;

  return command != NULL && g_file_test (command, G_FILE_TEST_IS_EXECUTABLE)
             ? g_steal_pointer (&command)
             : NULL;
}

static const char *
get_last_line (char *text)
{
  const char *newline = strrchr (g_strchomp (text), '\n');

  return newline != NULL ? newline + 1 : text;
}

static void
on_lab_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  GSubprocess *process = G_SUBPROCESS (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *words = NULL;
  g_autofree char *text = NULL;
  g_autoptr (BstFirstRun) self = data;

  g_subprocess_communicate_utf8_finish (process, result, NULL, &words, &error);
  /* Of a page that is gone; what the lab says was read all the same, or it would break. */
  if (g_cancellable_is_cancelled (self->cancellable))
    return;

  gtk_widget_set_sensitive (GTK_WIDGET (self->lab), TRUE);
  if (error == NULL && g_subprocess_get_successful (process))
    {
      adw_action_row_set_subtitle (self->lab, _ ("It has ended, with all that was in it"));
      return;
    }

  /* Translators: %s is what the lab said last. */
  text = g_strdup_printf (_ ("It ended with an error: %s. Run “%s” in a terminal to see more"),
                          error != NULL ? error->message : get_last_line (words), LAB_COMMAND);
  adw_action_row_set_subtitle (self->lab, text);
}

static void
start_lab (BstFirstRun *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *command = find_lab ();
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                        command, "--lab", NULL);

  if (process == NULL)
    {
      adw_action_row_set_subtitle (self->lab, error->message);
      return;
    }

  gtk_widget_set_sensitive (GTK_WIDGET (self->lab), FALSE);
  adw_action_row_set_subtitle (
      self->lab, _ ("It starts, and comes in a window of its own: in a minute, or a few the first "
                    "time"));
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_lab_ended, g_object_ref (self));
}

/* The lab makes network namespaces and starts daemons: that is root's. */
static void
show_lab (BstFirstRun *self)
{
  g_autofree char *command = find_lab ();
  const gboolean root = geteuid () == 0;
  g_autofree char *text = NULL;

  if (root && command != NULL)
    {
      adw_action_row_set_subtitle (self->lab, _ ("Real machines on this computer, in a window of "
                                                 "their own; gone with that"));
      gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self->lab), TRUE);
      gtk_widget_set_visible (GTK_WIDGET (self->copy), FALSE);
      g_signal_connect_swapped (self->lab, "activated", G_CALLBACK (start_lab), self);
      return;
    }

  gtk_widget_set_visible (self->go, FALSE);
  text = root ? g_strdup_printf (_ ("In the source folder, run “%s”"), LAB_COMMAND)
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
  gtk_widget_class_bind_template_child (widget_class, BstFirstRun, go);
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
