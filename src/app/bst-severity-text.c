/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-severity-text.h"

#include <glib/gi18n.h>

void
bst_severity_text_show (GtkImage *image, BstSeverity severity)
{
  static const struct
  {
    const char *icon;
    const char *style;
    const char *label;
  } looks[] = {
    [BST_SEVERITY_INFO] = { NULL, NULL, N_ ("Information") },
    [BST_SEVERITY_WARNING] = { "dialog-warning-symbolic", "warning", N_ ("Warning") },
    [BST_SEVERITY_ALERT] = { "dialog-error-symbolic", "error", N_ ("Alert") },
  };
  const char *classes[] = { NULL, NULL };

  g_return_if_fail (severity < G_N_ELEMENTS (looks));

  classes[0] = looks[severity].style;
  gtk_image_set_from_icon_name (image, looks[severity].icon);
  gtk_widget_set_css_classes (GTK_WIDGET (image), classes);
  gtk_widget_set_tooltip_text (GTK_WIDGET (image), _ (looks[severity].label));
}
