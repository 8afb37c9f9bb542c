/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-tooltip.h"

#define CHARS_IN_LINE 70

GtkWidget *
bst_tooltip_new_label (const char *text)
{
  return g_object_new (GTK_TYPE_LABEL, "label", text, "wrap", TRUE, "wrap-mode",
                       PANGO_WRAP_WORD_CHAR, "max-width-chars", CHARS_IN_LINE, "xalign", 0.0f,
                       NULL);
}

void
bst_tooltip_show (GtkTooltip *tooltip, const char *text)
{
  gtk_tooltip_set_custom (tooltip, bst_tooltip_new_label (text));
}

static gboolean
on_query (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const char *text = gtk_widget_get_tooltip_text (widget);

  if (text == NULL)
    return FALSE;

  bst_tooltip_show (tooltip, text);
  return TRUE;
}

void
bst_tooltip_set_text (GtkWidget *widget, const char *text)
{
  static const char key[] = "bst-tooltip";

  gtk_widget_set_tooltip_text (widget, text);
  if (g_object_get_data (G_OBJECT (widget), key) != NULL)
    return;

  g_object_set_data (G_OBJECT (widget), key, widget);
  g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_query), NULL);
}
