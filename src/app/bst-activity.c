/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-activity.h"

#include <glib/gi18n.h>

#include "app/bst-alerts-page.h"
#include "app/bst-events-page.h"
#include "app/bst-tasks-page.h"

struct _BstActivity
{
  GtkWidget parent_instance;

  GtkStack *stack; /* of the template */
};

G_DEFINE_FINAL_TYPE (BstActivity, bst_activity, GTK_TYPE_WIDGET)

enum
{
  PAGE_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
on_visible_child (BstActivity *self)
{
  g_signal_emit (self, signals[PAGE_CHANGED], 0);
}

static void
bst_activity_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (bst_activity_parent_class)->dispose (object);
}

static void
bst_activity_class_init (BstActivityClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_activity_dispose;

  signals[PAGE_CHANGED] = g_signal_new ("page-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-activity.ui");
  gtk_widget_class_bind_template_child (widget_class, BstActivity, stack);
}

static void
bst_activity_init (BstActivity *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
bst_activity_new (BstInventory *inventory, BstAlerts *alerts)
{
  BstActivity *self = g_object_new (BST_TYPE_ACTIVITY, NULL);

  gtk_stack_add_titled (self->stack, bst_tasks_page_new (inventory), "tasks", _ ("Tasks"));
  gtk_stack_add_titled (self->stack, bst_alerts_page_new (alerts), "alerts", _ ("Alerts"));
  gtk_stack_add_titled (self->stack, bst_events_page_new (inventory), "events", _ ("Events"));
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (on_visible_child),
                           self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
bst_activity_show (BstActivity *self, const char *page)
{
  g_return_if_fail (BST_IS_ACTIVITY (self));

  gtk_stack_set_visible_child_name (self->stack, page);
}

const char *
bst_activity_get_page (BstActivity *self)
{
  g_return_val_if_fail (BST_IS_ACTIVITY (self), NULL);

  return gtk_stack_get_visible_child_name (self->stack);
}
