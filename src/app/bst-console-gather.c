/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-gather.h"

#include "app/bst-console-pane.h"

/* Of BstConsoleWindow, but for @but (nullable). */
static GPtrArray *
list_windows (BstConsoleWindow *but)
{
  GListModel *all = gtk_window_get_toplevels ();
  GPtrArray *windows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);

      if (BST_IS_CONSOLE_WINDOW (window) && BST_CONSOLE_WINDOW (window) != but)
        g_ptr_array_add (windows, g_steal_pointer (&window));
    }

  return windows;
}

gboolean
bst_console_gather_is_possible (BstConsoleWindow *window)
{
  g_autoptr (GPtrArray) others = list_windows (window);

  return others->len > 0;
}

void
bst_console_gather (BstConsoleWindow *window)
{
  g_autoptr (GPtrArray) others = list_windows (window);
  AdwTabView *here = bst_console_window_get_tabs (window);
  AdwTabPage *selected = adw_tab_view_get_selected_page (here);

  for (guint i = 0; i < others->len; i++)
    {
      AdwTabView *there = bst_console_window_get_tabs (others->pdata[i]);

      /* It closes with its last one. */
      for (int n = adw_tab_view_get_n_pages (there); n > 0; n--)
        adw_tab_view_transfer_page (there, adw_tab_view_get_nth_page (there, 0), here,
                                    adw_tab_view_get_n_pages (here));
    }
  if (selected != NULL)
    adw_tab_view_set_selected_page (here, selected);
}

static guint
count_machines (BstConsoleWindow *window)
{
  AdwTabView *tabs = bst_console_window_get_tabs (window);
  guint n = 0;

  for (int i = 0; i < adw_tab_view_get_n_pages (tabs); i++)
    n += BST_IS_CONSOLE_PANE (adw_tab_page_get_child (adw_tab_view_get_nth_page (tabs, i)));

  return n;
}

BstConsoleWindow *
bst_console_gather_find (void)
{
  g_autoptr (GPtrArray) windows = list_windows (NULL);

  for (guint i = 0; i < windows->len; i++)
    {
      if (count_machines (windows->pdata[i]) > 1)
        return windows->pdata[i]; /* GTK keeps it */
    }

  return NULL;
}
