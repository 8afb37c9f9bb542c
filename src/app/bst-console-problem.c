/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-problem.h"

#include <adwaita.h>

#include "core/bst-error.h"

struct _BstConsoleProblem
{
  GtkWidget parent_instance;

  AdwStatusPage *page;
  GtkLabel *remedy;
  GtkWidget *retry;
  GtkWidget *close;
  GtkExpander *details;
  GtkLabel *detail;
};

enum
{
  SIGNAL_RETRY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BstConsoleProblem, bst_console_problem, GTK_TYPE_WIDGET)

static void
on_retry (BstConsoleProblem *self)
{
  g_signal_emit (self, signals[SIGNAL_RETRY], 0);
}

/* The same file, or the same ticket, only fails again: whoever mends it does so elsewhere. */
static gboolean
can_help_to_retry (BstConsoleProblem *self, const GError *error)
{
  return gtk_widget_get_visible (self->retry) &&
         !g_error_matches (error, BST_ERROR, BST_ERROR_INVALID) &&
         !g_error_matches (error, BST_ERROR, BST_ERROR_UNSUPPORTED) &&
         !g_error_matches (error, BST_ERROR, BST_ERROR_TICKET);
}

static void
suggest (BstConsoleProblem *self, gboolean retry)
{
  gtk_widget_remove_css_class (retry ? self->close : self->retry, "suggested-action");
  gtk_widget_add_css_class (retry ? self->retry : self->close, "suggested-action");
}

void
bst_console_problem_show (BstConsoleProblem *self, const char *heading, const GError *error)
{
  const char *remedy = bst_error_get_remedy (error);
  const char *detail = bst_error_get_detail (error);
  g_autofree char *description = g_markup_printf_escaped ("%s.", error->message);

  g_return_if_fail (BST_IS_CONSOLE_PROBLEM (self));

  adw_status_page_set_title (self->page, heading);
  adw_status_page_set_description (self->page, description);
  gtk_label_set_text (self->remedy, remedy != NULL ? remedy : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remedy), remedy != NULL);
  gtk_label_set_text (self->detail, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->details), detail != NULL && *detail != '\0');
  gtk_expander_set_expanded (self->details, FALSE);
  suggest (self, can_help_to_retry (self, error));
}

void
bst_console_problem_set_can_retry (BstConsoleProblem *self, gboolean can_retry)
{
  g_return_if_fail (BST_IS_CONSOLE_PROBLEM (self));

  gtk_widget_set_visible (self->retry, can_retry);
  if (!can_retry)
    suggest (self, FALSE);
}

/* What helps is the first thing to press. */
static gboolean
bst_console_problem_grab_focus (GtkWidget *widget)
{
  BstConsoleProblem *self = BST_CONSOLE_PROBLEM (widget);

  return gtk_widget_grab_focus (
      gtk_widget_has_css_class (self->close, "suggested-action") ? self->close : self->retry);
}

static void
bst_console_problem_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_console_problem_parent_class)->dispose (object);
}

static void
bst_console_problem_class_init (BstConsoleProblemClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  const GType type = BST_TYPE_CONSOLE_PROBLEM;

  G_OBJECT_CLASS (klass)->dispose = bst_console_problem_dispose;
  widget_class->grab_focus = bst_console_problem_grab_focus;

  signals[SIGNAL_RETRY] =
      g_signal_new ("retry", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-console-problem.ui");
  gtk_widget_class_bind_template_child (widget_class, BstConsoleProblem, page);
  gtk_widget_class_bind_template_child (widget_class, BstConsoleProblem, remedy);
  gtk_widget_class_bind_template_child (widget_class, BstConsoleProblem, retry);
  gtk_widget_class_bind_template_child (widget_class, BstConsoleProblem, close);
  gtk_widget_class_bind_template_child (widget_class, BstConsoleProblem, details);
  gtk_widget_class_bind_template_child (widget_class, BstConsoleProblem, detail);
}

static void
bst_console_problem_init (BstConsoleProblem *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->retry, "clicked", G_CALLBACK (on_retry), self);
}

GtkWidget *
bst_console_problem_new (void)
{
  return g_object_new (BST_TYPE_CONSOLE_PROBLEM, NULL);
}
