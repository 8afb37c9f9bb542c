/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <adwaita.h>

#include "app/bst-theme.h"

static GdkRGBA
look_up (const char *name)
{
  g_autoptr (GtkWidget) widget = g_object_ref_sink (gtk_label_new (NULL));
  GdkRGBA color;

  g_assert_true (
      gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color));
  return color;
}

/* libadwaita's style is there all the same, and obeys its settings. */
static void
test_style (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_autofree char *theme = NULL;

  g_object_get (gtk_settings_get_default (), "gtk-theme-name", &theme, NULL);
  g_assert_cmpstr (theme, ==, "Adwaita-empty");

  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_LIGHT);
  g_assert_cmpfloat (look_up ("window_bg_color").red, >, 0.8f);
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  g_assert_cmpfloat (look_up ("window_bg_color").red, <, 0.3f);
}

/* Programs that this one starts have themes of their own. */
static void
test_environment (void)
{
  g_assert_null (g_getenv ("GTK_THEME"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_unsetenv ("GTK_THEME");
  bst_theme_spare ();
  bst_theme_init_gtk ();
  adw_init ();

  g_test_add_func ("/theme/style", test_style);
  g_test_add_func ("/theme/environment", test_environment);

  return g_test_run ();
}
