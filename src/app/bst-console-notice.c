/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-notice.h"

#include <glib/gi18n.h>

/* How long what was told once stays, in seconds. */
#define STAY 5

struct _BstConsoleNotice
{
  GtkWidget parent_instance;

  BstConsole *console;
  GtkWidget *revealer;
  GtkWidget *label;
  GtkWidget *try_now;
  char *told; /* (nullable) */
  guint told_source;
  guint count_source; /* while seconds are counted down */
};

G_DEFINE_FINAL_TYPE (BstConsoleNotice, bst_console_notice, GTK_TYPE_WIDGET)

static char *
describe_loss (BstConsoleNotice *self)
{
  const GError *error = bst_console_get_error (self->console);
  const char *why = error != NULL ? error->message : _ ("The connection was lost");
  gint64 left = bst_console_get_retry_at (self->console) - g_get_monotonic_time ();
  guint seconds = left > 0 ? (guint)((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;

  if (seconds == 0)
    /* Translators: %s says what broke. */
    return g_strdup_printf (_ ("%s. Trying again…"), why);
  return g_strdup_printf (
      ngettext ("%s. Trying again in %u second", "%s. Trying again in %u seconds", seconds), why,
      seconds);
}

static char *
dup_text (BstConsoleNotice *self)
{
  if (self->told != NULL)
    return g_strdup (self->told);

  switch (bst_console_get_state (self->console))
    {
    case BST_CONSOLE_STATE_LOST:
      return describe_loss (self);
    case BST_CONSOLE_STATE_CONNECTING:
      return g_strdup (_ ("Connecting again…"));
    case BST_CONSOLE_STATE_MIGRATING:
      return g_strdup (_ ("The machine moves to another host; its screen goes on"));
    case BST_CONSOLE_STATE_NEW:
    case BST_CONSOLE_STATE_PASSWORD:
    case BST_CONSOLE_STATE_CONNECTED:
    case BST_CONSOLE_STATE_ENDED:
    default:
      return g_strdup ("");
    }
}

static gboolean
on_count (gpointer data)
{
  bst_console_notice_update (data);
  return G_SOURCE_CONTINUE;
}

void
bst_console_notice_update (BstConsoleNotice *self)
{
  gboolean lost;
  g_autofree char *text = NULL;

  g_return_if_fail (BST_IS_CONSOLE_NOTICE (self));

  lost = bst_console_get_state (self->console) == BST_CONSOLE_STATE_LOST;
  text = dup_text (self);
  if (text[0] != '\0' && g_strcmp0 (gtk_label_get_text (GTK_LABEL (self->label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (self->try_now, lost);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), text[0] != '\0');
  gtk_widget_set_can_target (GTK_WIDGET (self), text[0] != '\0');

  if (!lost)
    g_clear_handle_id (&self->count_source, g_source_remove);
  else if (self->count_source == 0)
    self->count_source = g_timeout_add_seconds (1, on_count, self);
}

static gboolean
on_past (gpointer data)
{
  BstConsoleNotice *self = data;

  self->told_source = 0;
  g_clear_pointer (&self->told, g_free);
  bst_console_notice_update (self);
  return G_SOURCE_REMOVE;
}

void
bst_console_notice_tell (BstConsoleNotice *self, const char *text)
{
  g_return_if_fail (BST_IS_CONSOLE_NOTICE (self));

  g_clear_handle_id (&self->told_source, g_source_remove);
  g_free (self->told);
  self->told = g_strdup (text);
  self->told_source = g_timeout_add_seconds (STAY, on_past, self);
  bst_console_notice_update (self);
}

const char *
bst_console_notice_get_text (BstConsoleNotice *self)
{
  g_return_val_if_fail (BST_IS_CONSOLE_NOTICE (self), NULL);

  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer))
             ? gtk_label_get_text (GTK_LABEL (self->label))
             : "";
}

static void
bst_console_notice_dispose (GObject *object)
{
  BstConsoleNotice *self = BST_CONSOLE_NOTICE (object);

  g_clear_handle_id (&self->told_source, g_source_remove);
  g_clear_handle_id (&self->count_source, g_source_remove);
  g_clear_pointer (&self->told, g_free);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  g_clear_object (&self->console);

  G_OBJECT_CLASS (bst_console_notice_parent_class)->dispose (object);
}

static void
bst_console_notice_class_init (BstConsoleNoticeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_notice_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_console_notice_init (BstConsoleNotice *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  /* On one line, where there is room. */
  gtk_label_set_natural_wrap_mode (GTK_LABEL (self->label), GTK_NATURAL_WRAP_NONE);
  gtk_box_append (GTK_BOX (box), self->label);
  self->try_now = gtk_button_new_with_mnemonic (_ ("_Try Now"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->try_now), "console.connect");
  gtk_widget_set_valign (self->try_now, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), self->try_now);
  gtk_widget_add_css_class (box, "console-notice");

  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
}

GtkWidget *
bst_console_notice_new (BstConsole *console)
{
  BstConsoleNotice *self = g_object_new (BST_TYPE_CONSOLE_NOTICE, NULL);

  self->console = g_object_ref (console);
  bst_console_notice_update (self);

  return GTK_WIDGET (self);
}
