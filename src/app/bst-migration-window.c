/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-migration-window.h"

#include <glib/gi18n.h>

#include "app/bst-error-dialog.h"
#include "app/bst-graph.h"
#include "app/bst-task-text.h"
#include "app/bst-time-text.h"
#include "core/bst-error.h"
#include "operations/bst-migrate.h"

#define UNKNOWN "–"
#define SLOW_SAMPLE_S 2

/* Seconds that the graph shows. */
#define SPAN 120

/* Of the grid. */
typedef enum
{
  FIGURE_MEMORY,
  FIGURE_DISKS,
  FIGURE_RATE,
  FIGURE_DIRTY,
  FIGURE_ROUND,
  FIGURE_DOWNTIME,
  FIGURE_LEFT,
  N_FIGURES,
} Figure;

struct _BstMigrationWindow
{
  AdwWindow parent_instance;

  BstInventory *inventory;
  BstOperation *operation; /* owned */
  BstMigrate *migration;   /* (nullable): the same, where this program runs it */
  GtkLabel *values[N_FIGURES];
  BstGraph *graph;
  gint64 last_point; /* Unix time in seconds */

  /* Of the template. */
  AdwToastOverlay *toasts;
  GtkWidget *cancel;
  GtkBox *box;
  GtkLabel *state;
  GtkProgressBar *progress;
  GtkGrid *figures;
  GtkWidget *controls;
  GtkAdjustment *downtime;
  GtkAdjustment *bandwidth;
  GtkWidget *set_downtime;
  GtkWidget *set_bandwidth;
  AdwActionRow *bandwidth_row;
  GtkWidget *post_copy_row;
  GtkWidget *post_copy;
};

G_DEFINE_FINAL_TYPE (BstMigrationWindow, bst_migration_window, ADW_TYPE_WINDOW)

static const char *const names[N_FIGURES] = {
  [FIGURE_MEMORY] = N_ ("Memory"), [FIGURE_DISKS] = N_ ("Disks"),
  [FIGURE_RATE] = N_ ("Sent"),     [FIGURE_DIRTY] = N_ ("Changed by the guest"),
  [FIGURE_ROUND] = N_ ("Round"),   [FIGURE_DOWNTIME] = N_ ("Expected pause"),
  [FIGURE_LEFT] = N_ ("Time left"),
};

static char *
dup_size (guint64 bytes)
{
  return g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
}

/* (nullable) */
static char *
dup_share (guint64 left, guint64 total)
{
  g_autofree char *done_text = NULL;
  g_autofree char *left_text = NULL;

  if (left == BST_UNKNOWN || total == BST_UNKNOWN || total == 0)
    return NULL;

  done_text = dup_size (total - MIN (left, total));
  left_text = dup_size (left);

  /* Translators: amounts: "147 MiB done, 45 MiB left" */
  return g_strdup_printf (_ ("%s done, %s left"), done_text, left_text);
}

/* (nullable) */
static char *
dup_rate (guint64 rate)
{
  g_autofree char *size = rate != BST_UNKNOWN ? dup_size (rate) : NULL;

  /* Translators: an amount a second. */
  return size != NULL ? g_strdup_printf (_ ("%s/s"), size) : NULL;
}

/* (nullable) */
static char *
dup_round (const BstMigrationStatus *status)
{
  if (status->iteration == BST_UNKNOWN)
    return NULL;
  if (status->throttle != BST_UNKNOWN && status->throttle > 0)
    /* Translators: how often it went over the memory, and how much the guest is slowed down. */
    return g_strdup_printf (_ ("%u, the guest slowed down by %u %%"), (guint)status->iteration,
                            (guint)status->throttle);

  return g_strdup_printf ("%u", (guint)status->iteration);
}

static void
set_figure (BstMigrationWindow *self, Figure figure, char *text)
{
  gtk_label_set_text (self->values[figure], text != NULL ? text : UNKNOWN);
  g_free (text);
}

/* Of one that is over, what was left then says nothing. */
static void
hide_unknown (BstMigrationWindow *self)
{
  for (int i = 0; i < N_FIGURES; i++)
    {
      const gboolean known = !g_str_equal (gtk_label_get_text (self->values[i]), UNKNOWN);

      gtk_widget_set_visible (GTK_WIDGET (self->values[i]), known);
      gtk_widget_set_visible (gtk_grid_get_child_at (self->figures, 0, i), known);
    }
}

static void
add_point (BstMigrationWindow *self, const BstMigrationStatus *status)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  BstGraphPoint point = { .time = now, .values = { -1, -1 } };

  if (now == self->last_point)
    return;

  self->last_point = now;
  if (status->bandwidth != BST_UNKNOWN)
    point.values[0] = (float)status->bandwidth;
  if (status->dirty_rate != BST_UNKNOWN)
    point.values[1] = (float)status->dirty_rate;
  bst_graph_append (self->graph, &point);
}

static void
on_status (BstMigrationWindow *self)
{
  BstOperation *operation = self->operation;
  const BstMigrationStatus *status = bst_operation_get_status (operation);

  if (status == NULL)
    return;

  set_figure (self, FIGURE_MEMORY, dup_share (status->memory_left, status->memory_total));
  set_figure (self, FIGURE_DISKS, dup_share (status->disk_left, status->disk_total));
  set_figure (self, FIGURE_RATE, dup_rate (status->bandwidth));
  set_figure (self, FIGURE_DIRTY, dup_rate (status->dirty_rate));
  set_figure (self, FIGURE_ROUND, dup_round (status));
  set_figure (self, FIGURE_DOWNTIME,
              status->expected_downtime != BST_UNKNOWN
                  ? g_strdup_printf (_ ("%u ms"), (guint)status->expected_downtime)
                  : NULL);
  set_figure (self, FIGURE_LEFT, bst_task_text_dup_time_left (operation));
  if (!bst_operation_is_over (operation))
    add_point (self, status);
  adw_action_row_set_subtitle (self->bandwidth_row,
                               self->migration != NULL && bst_migrate_copies_disks (self->migration)
                                   ? _ ("0 for no limit. The disks keep the one that they began "
                                        "with: this is for the memory, which follows")
                                   : _ ("0 for no limit"));
}

static char *
dup_running (BstMigrationWindow *self)
{
  const char *detail = bst_operation_get_detail (self->operation);
  const char *state = bst_task_text_get_state (bst_operation_get_state (self->operation));

  if (self->migration != NULL)
    return g_strdup (detail != NULL ? detail : state);

  return g_strdup_printf ("%s\n%s", detail != NULL ? detail : state,
                          _ ("What it may take can be changed only where it was begun."));
}

static char *
dup_state (BstMigrationWindow *self)
{
  BstOperation *operation = self->operation;
  const GError *error = bst_operation_get_error (operation);
  const char *outcome = bst_operation_get_outcome (operation);
  GString *text;

  if (!bst_operation_is_over (operation))
    return dup_running (self);

  text = g_string_new (NULL);
  g_string_append (text, error != NULL
                             ? error->message
                             : bst_task_text_get_state (bst_operation_get_state (operation)));
  if (error != NULL && bst_error_get_remedy (error) != NULL)
    g_string_append_printf (text, "\n%s", bst_error_get_remedy (error));
  if (outcome != NULL)
    g_string_append_printf (text, "\n%s", outcome);

  return g_string_free (text, FALSE);
}

static void
update_post_copy (BstMigrationWindow *self)
{
  gtk_widget_set_visible (self->post_copy_row,
                          bst_migrate_get_options (self->migration)->post_copy);
  gtk_widget_set_sensitive (self->post_copy, bst_migrate_can_start_post_copy (self->migration));
}

static void
update (BstMigrationWindow *self)
{
  BstOperation *operation = self->operation;
  double fraction = bst_operation_get_fraction (operation);
  gboolean over = bst_operation_is_over (operation);
  g_autofree char *state = dup_state (self);

  gtk_label_set_text (self->state, state);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), !over);
  if (fraction >= 0)
    gtk_progress_bar_set_fraction (self->progress, fraction);
  gtk_widget_set_sensitive (self->cancel, bst_inventory_can_cancel (self->inventory, operation));
  gtk_widget_set_visible (self->cancel, !over);
  gtk_widget_set_visible (self->controls, !over && self->migration != NULL);
  if (over)
    {
      set_figure (self, FIGURE_LEFT, NULL);
      hide_unknown (self);
    }
  if (self->migration != NULL)
    update_post_copy (self);
}

static void
on_why (AdwToast *toast, BstMigrationWindow *self)
{
  bst_error_dialog_show (GTK_WIDGET (self), _ ("That Was Not Changed"),
                         g_object_get_data (G_OBJECT (toast), "bst-error"));
}

static void
free_error (gpointer error)
{
  g_error_free (error);
}

static void
on_refused (BstMigrationWindow *self, const GError *error)
{
  g_autofree char *escaped = g_markup_escape_text (error->message, -1);
  AdwToast *toast = adw_toast_new (escaped);

  g_object_set_data_full (G_OBJECT (toast), "bst-error", g_error_copy (error), free_error);
  adw_toast_set_button_label (toast, _ ("_Why"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_why), self, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_cancel (BstMigrationWindow *self)
{
  bst_inventory_ask_cancel (self->inventory, self->operation);
}

static void
on_set_downtime (BstMigrationWindow *self)
{
  bst_migrate_set_max_downtime (self->migration, (guint)gtk_adjustment_get_value (self->downtime));
}

static void
on_set_bandwidth (BstMigrationWindow *self)
{
  bst_migrate_set_bandwidth (self->migration, (guint64)gtk_adjustment_get_value (self->bandwidth)
                                                  << 20);
}

static void
on_post_copy (BstMigrationWindow *self)
{
  bst_migrate_start_post_copy (self->migration);
  update (self);
}

static void
bst_migration_window_dispose (GObject *object)
{
  BstMigrationWindow *self = BST_MIGRATION_WINDOW (object);

  if (self->operation != NULL)
    g_signal_handlers_disconnect_by_data (self->operation, self);
  g_clear_object (&self->operation);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_migration_window_parent_class)->dispose (object);
}

static void
bst_migration_window_class_init (BstMigrationWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_migration_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-migration-window.ui");
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, cancel);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, box);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, state);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, figures);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, controls);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, downtime);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, bandwidth);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, set_downtime);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, set_bandwidth);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, bandwidth_row);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, post_copy_row);
  gtk_widget_class_bind_template_child (widget_class, BstMigrationWindow, post_copy);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
add_figures (BstMigrationWindow *self)
{
  for (int i = 0; i < N_FIGURES; i++)
    {
      GtkWidget *name = gtk_label_new (_ (names[i]));
      GtkWidget *value = gtk_label_new (UNKNOWN);

      gtk_label_set_xalign (GTK_LABEL (name), 0);
      gtk_widget_add_css_class (name, "dim-label");
      gtk_label_set_xalign (GTK_LABEL (value), 0);
      gtk_widget_add_css_class (value, "numeric");
      gtk_grid_attach (self->figures, name, 0, i, 1, 1);
      gtk_grid_attach (self->figures, value, 1, i, 1, 1);
      self->values[i] = GTK_LABEL (value);
    }
}

static void
bst_migration_window_init (BstMigrationWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_figures (self);
  self->graph = BST_GRAPH (bst_graph_new (_ ("Memory and disks"), BST_GRAPH_SPEED, _ ("sent"),
                                          _ ("changed by the guest")));
  gtk_widget_set_size_request (GTK_WIDGET (self->graph), -1, 150);
  gtk_box_insert_child_after (self->box, GTK_WIDGET (self->graph), GTK_WIDGET (self->figures));
  g_signal_connect_swapped (self->cancel, "clicked", G_CALLBACK (on_cancel), self);
  g_signal_connect_swapped (self->set_downtime, "clicked", G_CALLBACK (on_set_downtime), self);
  g_signal_connect_swapped (self->set_bandwidth, "clicked", G_CALLBACK (on_set_bandwidth), self);
  g_signal_connect_swapped (self->post_copy, "clicked", G_CALLBACK (on_post_copy), self);
}

/* What went before the window was opened. */
static void
fill_graph (BstMigrationWindow *self)
{
  GArray *samples = self->migration != NULL ? bst_migrate_get_samples (self->migration) : NULL;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (BstGraphPoint));
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  gint64 monotonic = g_get_monotonic_time ();

  /* A host that is busy moving it may be slow to say how far it is. */
  bst_graph_set_span (self->graph, now - SPAN, now, SLOW_SAMPLE_S);
  for (guint i = 0; samples != NULL && i < samples->len; i++)
    {
      const BstMigrationStatus *status = &g_array_index (samples, BstMigrationStatus, i);
      BstGraphPoint point = {
        .time = now - (monotonic - status->time) / G_USEC_PER_SEC,
        .values = { status->bandwidth != BST_UNKNOWN ? (float)status->bandwidth : -1,
                    status->dirty_rate != BST_UNKNOWN ? (float)status->dirty_rate : -1 },
      };

      if (point.time <= self->last_point || point.time < now - SPAN)
        continue;
      self->last_point = point.time;
      g_array_append_val (points, point);
    }
  bst_graph_set_points (self->graph, (const BstGraphPoint *)(gpointer)points->data, points->len);
}

/* What this program runs, it can also change. */
static void
take_migration (BstMigrationWindow *self, BstMigrate *migration)
{
  const BstMigrationOptions *options = bst_migrate_get_options (migration);

  self->migration = migration;
  if (options->max_downtime > 0)
    gtk_adjustment_set_value (self->downtime, options->max_downtime);
  gtk_adjustment_set_value (self->bandwidth, (double)(options->bandwidth >> 20));
  g_signal_connect_swapped (migration, "refused", G_CALLBACK (on_refused), self);
}

GtkWindow *
bst_migration_window_new (GtkWindow *parent, BstInventory *inventory, BstOperation *operation)
{
  BstMigrationWindow *self =
      g_object_new (BST_TYPE_MIGRATION_WINDOW, "transient-for", parent, NULL);

  self->inventory = g_object_ref (inventory);
  self->operation = g_object_ref (operation);
  gtk_window_set_title (GTK_WINDOW (self), bst_operation_get_title (operation));
  if (BST_IS_MIGRATE (operation))
    take_migration (self, BST_MIGRATE (operation));
  fill_graph (self);
  g_signal_connect_swapped (operation, "notify::status", G_CALLBACK (on_status), self);
  g_signal_connect_swapped (operation, "notify", G_CALLBACK (update), self);
  on_status (self);
  update (self);

  return GTK_WINDOW (self);
}

gboolean
bst_migration_window_is_for (BstOperation *operation)
{
  const char *kind = bst_operation_get_kind (operation);

  return !bst_operation_is_over (operation) && bst_operation_get_parts (operation) == NULL &&
         (BST_IS_MIGRATE (operation) || g_strcmp0 (kind, "migrate") == 0 ||
          g_strcmp0 (kind, "job-migration-out") == 0);
}
