/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-task-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/bst-age.h"
#include "app/bst-task-actions.h"
#include "app/bst-task-text.h"
#include "app/bst-error-dialog.h"
#include "app/bst-time-text.h"
#include "app/bst-tooltip.h"

#define PULSE_MS 120

struct _BstTaskRow
{
  GtkWidget parent_instance;

  BstInventory *inventory;
  BstOperation *operation; /* (nullable) */
  guint pulse_source;

  /* Of the template. */
  GtkStack *mark;
  GtkImage *icon;
  GtkSpinner *spinner;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkProgressBar *progress;
  GtkLabel *time;
  GtkWidget *why;
  GtkWidget *cancel;
  GtkMenuButton *menu;
};

G_DEFINE_FINAL_TYPE (BstTaskRow, bst_task_row, GTK_TYPE_WIDGET)

static const struct
{
  const char *icon;
  const char *style;
} looks[] = {
  [BST_OPERATION_STATE_QUEUED] = { "content-loading-symbolic", "dim-label" },
  [BST_OPERATION_STATE_RUNNING] = { "content-loading-symbolic", "accent" },
  [BST_OPERATION_STATE_CANCELLING] = { "content-loading-symbolic", "accent" },
  [BST_OPERATION_STATE_DONE] = { "object-select-symbolic", "success" },
  [BST_OPERATION_STATE_FAILED] = { "dialog-error-symbolic", "error" },
  [BST_OPERATION_STATE_CANCELLED] = { "process-stop-symbolic", "dim-label" },
  [BST_OPERATION_STATE_UNKNOWN] = { "dialog-question-symbolic", "warning" },
};

/* The part of the second line that says how it stands. */
static const char *
get_status (BstOperation *operation)
{
  BstOperationState state = bst_operation_get_state (operation);
  const GError *error = bst_operation_get_error (operation);
  const char *detail = bst_operation_get_detail (operation);

  if (state == BST_OPERATION_STATE_FAILED && error != NULL)
    return error->message;
  if (state == BST_OPERATION_STATE_RUNNING && detail != NULL)
    return detail;
  return bst_task_text_get_state (state);
}

static char *
dup_parts (BstOperation *operation)
{
  GListModel *parts = bst_operation_get_parts (operation);
  guint n = parts != NULL ? g_list_model_get_n_items (parts) : 0;
  guint n_done = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BstOperation) part = g_list_model_get_item (parts, i);

      n_done += bst_operation_get_state (part) == BST_OPERATION_STATE_DONE;
    }

  /* Translators: "3 of 5 done" */
  return n > 0 ? g_strdup_printf (_ ("%u of %u done"), n_done, n) : NULL;
}

static void
update_subtitle (BstTaskRow *self)
{
  BstHost *host =
      bst_inventory_get_host (self->inventory, bst_operation_get_host_id (self->operation));
  g_autofree char *parts = dup_parts (self->operation);
  BstHost *other =
      bst_inventory_get_host (self->inventory, bst_operation_get_other_host_id (self->operation));
  g_autofree char *way = NULL;
  g_autofree char *left = bst_task_text_dup_time_left (self->operation);
  const char *outcome = bst_operation_get_outcome (self->operation);
  g_autofree char *first_line = NULL;
  const char *pieces[6] = { NULL };
  guint n = 0;
  g_autofree char *text = NULL;

  if (host != NULL && other != NULL)
    pieces[n++] = way =
        g_strdup_printf ("%s → %s", bst_host_get_name (host), bst_host_get_name (other));
  else if (host != NULL)
    pieces[n++] = bst_host_get_name (host);
  if (parts != NULL)
    pieces[n++] = parts;
  pieces[n++] = get_status (self->operation);
  if (left != NULL)
    pieces[n++] = left;
  if (outcome != NULL && bst_operation_is_over (self->operation))
    {
      first_line = g_strndup (outcome, strcspn (outcome, "\n"));
      pieces[n++] = first_line;
    }
  text = g_strjoinv (" · ", (char **)pieces);
  gtk_label_set_text (self->subtitle, text);
  bst_tooltip_set_text (GTK_WIDGET (self->subtitle), text);
}

static void
update_time (BstTaskRow *self)
{
  gint64 begun = bst_operation_get_started_at (self->operation);
  gint64 ended = bst_operation_get_ended_at (self->operation);
  gint64 shown = ended != 0   ? ended
                 : begun != 0 ? begun
                              : bst_operation_get_queued_at (self->operation);
  g_autofree char *clock = bst_time_text_clock (shown);
  g_autofree char *tooltip = bst_age_format_time (shown);

  if (begun != 0 && ended != 0)
    {
      g_autofree char *span = bst_time_text_span (ended - begun);
      g_autofree char *full = g_steal_pointer (&tooltip);

      /* Translators: when it ended, and how long it took. */
      tooltip = g_strdup_printf (_ ("%s, after %s"), full, span);
    }
  gtk_label_set_text (self->time, clock);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->time), tooltip);
}

static gboolean
pulse (gpointer data)
{
  gtk_progress_bar_pulse (BST_TASK_ROW (data)->progress);
  return G_SOURCE_CONTINUE;
}

static void
update_progress (BstTaskRow *self)
{
  double fraction = bst_operation_get_fraction (self->operation);
  BstOperationState state = bst_operation_get_state (self->operation);
  gboolean runs = state == BST_OPERATION_STATE_RUNNING || state == BST_OPERATION_STATE_CANCELLING;

  gtk_widget_set_visible (GTK_WIDGET (self->progress), runs);
  if (runs && fraction < 0 && self->pulse_source == 0)
    self->pulse_source = g_timeout_add (PULSE_MS, pulse, self);
  else if (!runs || fraction >= 0)
    g_clear_handle_id (&self->pulse_source, g_source_remove);
  if (runs && fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, MIN (fraction, 1));
}

static void
update (BstTaskRow *self)
{
  BstOperationState state = bst_operation_get_state (self->operation);
  const char *classes[] = { looks[state].style, NULL };
  gboolean runs = state == BST_OPERATION_STATE_RUNNING || state == BST_OPERATION_STATE_CANCELLING;

  gtk_stack_set_visible_child (self->mark,
                               runs ? GTK_WIDGET (self->spinner) : GTK_WIDGET (self->icon));
  gtk_spinner_set_spinning (self->spinner, runs);
  gtk_image_set_from_icon_name (self->icon, looks[state].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->mark), bst_task_text_get_state (state));

  gtk_label_set_text (self->title, bst_operation_get_title (self->operation));
  update_subtitle (self);
  update_progress (self);
  update_time (self);
  gtk_widget_set_visible (self->why, bst_operation_get_error (self->operation) != NULL &&
                                         (state == BST_OPERATION_STATE_FAILED ||
                                          state == BST_OPERATION_STATE_UNKNOWN));
  gtk_widget_set_visible (self->cancel, !bst_operation_is_over (self->operation));
  gtk_widget_set_sensitive (self->cancel,
                            bst_inventory_can_cancel (self->inventory, self->operation));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->cancel),
                               bst_operation_can_give_up (self->operation)
                                   ? _ ("Do not wait: what became of it stays unknown")
                                   : _ ("Cancel"));
}

static void
on_cancel (BstTaskRow *self)
{
  bst_inventory_ask_cancel (self->inventory, self->operation);
}

static void
on_why (BstTaskRow *self)
{
  bst_error_dialog_show (GTK_WIDGET (self), bst_operation_get_title (self->operation),
                         bst_operation_get_error (self->operation));
}

/* The keys’ way through a menu leads from the window down to it, and GTK’s tree expander, which the
 * row is in, lets no Up and no Down through (GTK 4.8). */
static void
on_move_focus (GtkWidget *popover, GtkDirectionType direction)
{
  gtk_widget_child_focus (popover, direction);
  g_signal_stop_emission_by_name (popover, "move-focus");
}

/* As it is when the menu opens. */
static void
fill_menu (GtkMenuButton *button, gpointer data)
{
  BstTaskRow *self = data;
  g_autoptr (GMenuModel) menu =
      self->operation != NULL ? bst_task_actions_new_menu (self->operation) : NULL;

  gtk_menu_button_set_menu_model (button, menu);
  if (menu != NULL)
    g_signal_connect (gtk_menu_button_get_popover (button), "move-focus",
                      G_CALLBACK (on_move_focus), NULL);
}

static void
bst_task_row_dispose (GObject *object)
{
  BstTaskRow *self = BST_TASK_ROW (object);
  GtkWidget *child;

  g_clear_handle_id (&self->pulse_source, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_data (self->operation, self);
  g_clear_object (&self->operation);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_task_row_parent_class)->dispose (object);
}

static void
bst_task_row_class_init (BstTaskRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_task_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-task-row.ui");
  gtk_widget_class_bind_template_child (widget_class, BstTaskRow, mark);
  gtk_widget_class_bind_template_child (widget_class, BstTaskRow, icon);
  gtk_widget_class_bind_template_child (widget_class, BstTaskRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, BstTaskRow, title);
  gtk_widget_class_bind_template_child (widget_class, BstTaskRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, BstTaskRow, progress);
  gtk_widget_class_bind_template_child (widget_class, BstTaskRow, time);
  gtk_widget_class_bind_template_child (widget_class, BstTaskRow, why);
  gtk_widget_class_bind_template_child (widget_class, BstTaskRow, cancel);
  gtk_widget_class_bind_template_child (widget_class, BstTaskRow, menu);
}

static void
bst_task_row_init (BstTaskRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu, fill_menu, self, NULL);
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (on_cancel), self);
  g_signal_connect_swapped (self->why, "clicked", G_CALLBACK (on_why), self);
}

GtkWidget *
bst_task_row_new (BstInventory *inventory)
{
  BstTaskRow *self = g_object_new (BST_TYPE_TASK_ROW, NULL);

  self->inventory = g_object_ref (inventory);
  return GTK_WIDGET (self);
}

void
bst_task_row_set_operation (BstTaskRow *self, BstOperation *operation)
{
  g_return_if_fail (BST_IS_TASK_ROW (self));

  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_data (self->operation, self);
  g_clear_handle_id (&self->pulse_source, g_source_remove);
  g_set_object (&self->operation, operation);
  if (operation == NULL)
    return;

  g_signal_connect_swapped (operation, "notify", G_CALLBACK (update), self);
  update (self);
}
