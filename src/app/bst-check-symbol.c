/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-check-symbol.h"

#include "app/bst-finding-row.h"
#include "app/bst-symbol.h"

static GdkRGBA
get_color (GtkWidget *widget, BstVerdict verdict)
{
  static const char *const names[] = {
    [BST_VERDICT_PASS] = "success_color",
    [BST_VERDICT_WARN] = "warning_color",
    [BST_VERDICT_BLOCK] = "error_color",
  };
  const char *name = verdict < G_N_ELEMENTS (names) ? names[verdict] : NULL;

  return name != NULL ? bst_symbol_get_named_color (widget, name, FALSE)
                      : bst_symbol_get_color (widget, TRUE);
}

GskRenderNode *
bst_check_symbol_create (GtkWidget *widget, BstVerdict verdict)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  /* GTK keeps what was looked up before. */
  g_autoptr (GtkIconPaintable) icon = gtk_icon_theme_lookup_icon (
      theme, bst_finding_row_get_icon (verdict), NULL, BST_CHECK_SYMBOL_SIZE,
      gtk_widget_get_scale_factor (widget), gtk_widget_get_direction (widget),
      GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GdkRGBA color = get_color (widget, verdict);
  const GdkRGBA colors[] = { color, color, color, color };

  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon), snapshot,
                                            BST_CHECK_SYMBOL_SIZE, BST_CHECK_SYMBOL_SIZE, colors,
                                            G_N_ELEMENTS (colors));

  return gtk_snapshot_free_to_node (snapshot);
}
