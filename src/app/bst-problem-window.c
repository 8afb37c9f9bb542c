/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-problem-window.h"

struct _BstProblemWindow
{
  AdwApplicationWindow parent_instance;

  BstConsoleProblem *problem;
};

G_DEFINE_FINAL_TYPE (BstProblemWindow, bst_problem_window, ADW_TYPE_APPLICATION_WINDOW)

static void
bst_problem_window_class_init (BstProblemWindowClass *klass)
{
}

static void
bst_problem_window_init (BstProblemWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *problem = bst_console_problem_new ();

  self->problem = BST_CONSOLE_PROBLEM (problem);
  gtk_widget_set_vexpand (problem, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), problem);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self), box);
  gtk_window_set_default_size (GTK_WINDOW (self), 640, 560);
}

BstProblemWindow *
bst_problem_window_new (GtkApplication *application)
{
  return g_object_new (BST_TYPE_PROBLEM_WINDOW, "application", application, NULL);
}

BstConsoleProblem *
bst_problem_window_get_problem (BstProblemWindow *self)
{
  g_return_val_if_fail (BST_IS_PROBLEM_WINDOW (self), NULL);

  return self->problem;
}
