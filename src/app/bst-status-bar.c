/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-status-bar.h"

#include <glib/gi18n.h>

#include "operations/bst-alert.h"
#include "app/bst-time-text.h"
#include "app/bst-tooltip.h"

struct _BstStatusBar
{
  GtkWidget parent_instance;

  GListModel *journal;
  GListModel *operations;
  GListModel *alerts_model;
  guint n_under_way;

  /* Of the template. */
  GtkImage *icon;
  GtkLabel *last;
  GtkSpinner *spinner;
  GtkButton *tasks;
  GtkButton *alerts;
};

G_DEFINE_FINAL_TYPE (BstStatusBar, bst_status_bar, GTK_TYPE_WIDGET)

static gboolean
was_cancelled (BstStatusBar *self, const char *id)
{
  g_autoptr (BstOperation) operation =
      id != NULL ? bst_operation_find (self->operations, id) : NULL;

  return operation != NULL && bst_operation_get_state (operation) == BST_OPERATION_STATE_CANCELLED;
}

/* The outcome of an operation has a mark of its own: ✓ or ✗, and none where it was cancelled. */
static void
show_mark (BstStatusBar *self, const BstJournalFields *fields)
{
  gboolean good = fields->severity == BST_SEVERITY_INFO;
  const char *name = good ? "object-select-symbolic" : "dialog-error-symbolic";
  const char *classes[] = { good ? "success" : "error", NULL };

  if (fields->severity == BST_SEVERITY_WARNING)
    {
      name = "dialog-warning-symbolic";
      classes[0] = "warning";
    }
  gtk_image_set_from_icon_name (self->icon, name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->icon), classes);
  gtk_widget_set_visible (
      GTK_WIDGET (self->icon),
      !good || (fields->operation_id != NULL && !was_cancelled (self, fields->operation_id)));
}

static void
update_last (BstStatusBar *self)
{
  g_autoptr (BstJournalEntry) entry = g_list_model_get_item (self->journal, 0);
  const BstJournalFields *fields = entry != NULL ? bst_journal_entry_get_fields (entry) : NULL;
  g_autofree char *clock = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->icon), FALSE);
  if (fields == NULL)
    return;

  clock = bst_time_text_clock (fields->time);
  /* The outcome of an operation names its machine by itself. */
  text = fields->operation_id == NULL && fields->machine_name != NULL
             ? g_strdup_printf ("%s  %s: %s", clock, fields->machine_name, fields->text)
             : g_strdup_printf ("%s  %s", clock, fields->text);
  gtk_label_set_text (self->last, text);
  bst_tooltip_set_text (GTK_WIDGET (self->last),
                        fields->detail != NULL ? fields->detail : fields->text);
  show_mark (self, fields);
}

static void
show_tasks (BstStatusBar *self)
{
  /* Translators: how many are under way. */
  g_autofree char *label = g_strdup_printf (_ ("Tasks %u"), self->n_under_way);

  gtk_button_set_label (self->tasks, label);
  gtk_spinner_set_spinning (self->spinner, self->n_under_way > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->n_under_way > 0);
}

static void
on_operation_state (BstStatusBar *self, GParamSpec *pspec, BstOperation *operation)
{
  if (!bst_operation_is_over (operation))
    return;

  g_signal_handlers_disconnect_by_data (operation, self);
  self->n_under_way--;
  show_tasks (self);
  /* Of another program, its outcome may be in the journal before it is known to be over. */
  update_last (self);
}

static void
on_operations_changed (BstStatusBar *self, guint position, guint removed, guint added)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr (BstOperation) operation = g_list_model_get_item (self->operations, i);

      if (bst_operation_is_over (operation) ||
          g_signal_handler_find (operation, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self) != 0)
        continue;
      self->n_under_way++;
      g_signal_connect_object (operation, "notify::state", G_CALLBACK (on_operation_state), self,
                               G_CONNECT_SWAPPED);
    }
  show_tasks (self);
}

static void
update_alerts (BstStatusBar *self)
{
  guint n = g_list_model_get_n_items (self->alerts_model);
  g_autoptr (BstAlert) worst = g_list_model_get_item (self->alerts_model, 0);
  BstSeverity severity = worst != NULL ? bst_alert_get_severity (worst) : BST_SEVERITY_INFO;
  g_autofree char *label = g_strdup_printf (_ ("Alerts %u"), n);

  gtk_button_set_label (self->alerts, label);
  gtk_widget_remove_css_class (GTK_WIDGET (self->alerts), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->alerts), "warning");
  if (severity == BST_SEVERITY_ALERT)
    gtk_widget_add_css_class (GTK_WIDGET (self->alerts), "error");
  else if (severity == BST_SEVERITY_WARNING)
    gtk_widget_add_css_class (GTK_WIDGET (self->alerts), "warning");
}

static void
bst_status_bar_dispose (GObject *object)
{
  BstStatusBar *self = BST_STATUS_BAR (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->journal);
  g_clear_object (&self->operations);
  g_clear_object (&self->alerts_model);

  G_OBJECT_CLASS (bst_status_bar_parent_class)->dispose (object);
}

static void
bst_status_bar_class_init (BstStatusBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_status_bar_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-status-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, BstStatusBar, icon);
  gtk_widget_class_bind_template_child (widget_class, BstStatusBar, last);
  gtk_widget_class_bind_template_child (widget_class, BstStatusBar, spinner);
  gtk_widget_class_bind_template_child (widget_class, BstStatusBar, tasks);
  gtk_widget_class_bind_template_child (widget_class, BstStatusBar, alerts);
}

static void
bst_status_bar_init (BstStatusBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bst_status_bar_new (BstInventory *inventory, BstAlerts *alerts)
{
  BstStatusBar *self = g_object_new (BST_TYPE_STATUS_BAR, NULL);

  self->operations = g_object_ref (bst_inventory_get_operations (inventory));
  self->journal = g_object_ref (bst_inventory_get_journal (inventory));
  g_signal_connect_object (self->journal, "items-changed", G_CALLBACK (update_last), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->operations, "items-changed", G_CALLBACK (on_operations_changed),
                           self, G_CONNECT_SWAPPED);
  self->alerts_model = g_object_ref (bst_alerts_get_model (alerts));
  g_signal_connect_object (self->alerts_model, "items-changed", G_CALLBACK (update_alerts), self,
                           G_CONNECT_SWAPPED);
  update_last (self);
  on_operations_changed (self, 0, 0, g_list_model_get_n_items (self->operations));
  update_alerts (self);
  return GTK_WIDGET (self);
}
