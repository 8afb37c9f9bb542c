/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-transfers.h"

#include <glib/gi18n.h>

#include "app/bst-format.h"
#include "core/bst-error.h"

/* How long one that arrived stays to be seen, in seconds. */
#define STAY 3

/* Where longer lines end, in characters. */
#define WIDTH 40

struct _BstConsoleTransfers
{
  GtkWidget parent_instance;

  BstConsole *console;
  GtkWidget *list;
};

G_DEFINE_FINAL_TYPE (BstConsoleTransfers, bst_console_transfers, GTK_TYPE_WIDGET)

static void
update_row (BstConsoleTransfer *transfer, GParamSpec *pspec, GtkWidget *row)
{
  GtkWidget *label = g_object_get_data (G_OBJECT (row), "label");
  GtkWidget *bar = g_object_get_data (G_OBJECT (row), "bar");
  guint64 size = bst_console_transfer_get_size (transfer);
  guint64 sent = bst_console_transfer_get_sent (transfer);
  const GError *error = bst_console_transfer_get_error (transfer);
  const char *name = bst_console_transfer_get_name (transfer);
  g_autofree char *text = NULL;

  if (error != NULL)
    {
      g_autofree char *why = bst_error_dup_sentences (error, " ");

      text = g_strdup_printf ("%s: %s", name, why);
    }
  else if (bst_console_transfer_is_over (transfer))
    /* Translators: a file that was copied into a machine. */
    text = g_strdup_printf (_ ("%s: done"), name);
  else
    {
      g_autofree char *done = bst_format_bytes ((double)sent);
      g_autofree char *all = bst_format_bytes ((double)size);

      /* Translators: a file's name, how much of it was copied, how much there is. */
      text = size > 0 ? g_strdup_printf (_ ("%s: %s of %s"), name, done, all) : g_strdup (name);
    }

  /* What to do next is at the end, and must be read whole. */
  gtk_label_set_wrap (GTK_LABEL (label), error != NULL);
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           error != NULL ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_tooltip_text (label, text);
  gtk_widget_set_visible (bar, !bst_console_transfer_is_over (transfer));
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar),
                                 size > 0 ? (double)sent / (double)size : 0);
}

/* One that arrived, or was cancelled, has nothing more to say. */
static gboolean
needs_reading (BstConsoleTransfer *transfer)
{
  const GError *error = bst_console_transfer_get_error (transfer);

  return error != NULL && !g_error_matches (error, BST_ERROR, BST_ERROR_CANCELLED);
}

typedef struct
{
  BstConsole *console;
  BstConsoleTransfer *transfer;
} Past;

static gboolean
forget (gpointer data)
{
  Past *past = data;

  bst_console_forget_transfer (past->console, past->transfer);
  g_object_unref (past->console);
  g_object_unref (past->transfer);
  g_free (past);
  return G_SOURCE_REMOVE;
}

static void
on_over (BstConsoleTransfers *self, GParamSpec *pspec, BstConsoleTransfer *transfer)
{
  Past *past;

  if (needs_reading (transfer))
    return;
  past = g_new0 (Past, 1);
  past->console = g_object_ref (self->console);
  past->transfer = g_object_ref (transfer);
  g_timeout_add_seconds (STAY, forget, past);
}

static void
on_cancel (GtkWidget *button, BstConsoleTransfer *transfer)
{
  GtkWidget *self = gtk_widget_get_ancestor (button, BST_TYPE_CONSOLE_TRANSFERS);

  if (bst_console_transfer_is_over (transfer))
    bst_console_forget_transfer (BST_CONSOLE_TRANSFERS (self)->console, transfer);
  else
    bst_console_transfer_cancel (transfer);
}

static GtkWidget *
create_row (gpointer item, gpointer data)
{
  BstConsoleTransfers *self = data;
  BstConsoleTransfer *transfer = item;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *bar = gtk_progress_bar_new ();
  GtkWidget *cancel = gtk_button_new_from_icon_name ("process-stop-symbolic");
  g_autofree char *name =
      g_strdup_printf (_ ("Cancel or Dismiss %s"), bst_console_transfer_get_name (transfer));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDTH);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (texts), label);
  gtk_box_append (GTK_BOX (texts), bar);
  gtk_box_append (GTK_BOX (row), texts);
  gtk_widget_add_css_class (cancel, "flat");
  gtk_widget_set_valign (cancel, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (cancel, name);
  gtk_box_append (GTK_BOX (row), cancel);
  g_object_set_data (G_OBJECT (row), "label", label);
  g_object_set_data (G_OBJECT (row), "bar", bar);
  gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  bst_console_transfer_get_name (transfer), -1);

  g_signal_connect_object (cancel, "clicked", G_CALLBACK (on_cancel), transfer, 0);
  g_signal_connect_object (transfer, "notify", G_CALLBACK (update_row), row, 0);
  g_signal_connect_object (transfer, "notify::over", G_CALLBACK (on_over), self, G_CONNECT_SWAPPED);
  update_row (transfer, NULL, row);

  return row;
}

static void
on_items (BstConsoleTransfers *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          g_list_model_get_n_items (bst_console_get_transfers (self->console)) > 0);
}

static void
bst_console_transfers_dispose (GObject *object)
{
  BstConsoleTransfers *self = BST_CONSOLE_TRANSFERS (object);

  g_clear_pointer (&self->list, gtk_widget_unparent);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (bst_console_transfers_parent_class)->dispose (object);
}

static void
bst_console_transfers_class_init (BstConsoleTransfersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_transfers_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_console_transfers_init (BstConsoleTransfers *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "console-transfers");
  gtk_widget_set_size_request (self->list, 320, -1);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Files on their way into the machine"), -1);
}

GtkWidget *
bst_console_transfers_new (BstConsole *console)
{
  BstConsoleTransfers *self = g_object_new (BST_TYPE_CONSOLE_TRANSFERS, NULL);
  GListModel *transfers = bst_console_get_transfers (console);

  self->console = g_object_ref (console);
  gtk_list_box_bind_model (GTK_LIST_BOX (self->list), transfers, create_row, self, NULL);
  g_signal_connect_object (transfers, "items-changed", G_CALLBACK (on_items), self,
                           G_CONNECT_SWAPPED);
  on_items (self);

  return GTK_WIDGET (self);
}
