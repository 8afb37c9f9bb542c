/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-check-text.h"

#include <glib/gi18n.h>

#include "app/bst-finding-row.h"

char *
bst_check_text_dup (BstPreflightCell *cell)
{
  BstVerdict verdict = bst_preflight_cell_get_verdict (cell);
  g_autofree char *text = bst_preflight_cell_dup_text (cell);
  /* Translators: a check and how it went: "Memory: passed". */
  g_autofree char *name = g_strdup_printf (_ ("%s: %s"), bst_preflight_cell_get_title (cell),
                                           bst_finding_row_get_word (verdict));

  return text != NULL ? g_strdup_printf ("%s\n%s", name, text) : g_steal_pointer (&name);
}

static char *
dup_count (BstVerdict verdict, guint n)
{
  switch (verdict)
    {
    case BST_VERDICT_BLOCK:
      /* Translators: of checks, as are the next ones: "2 not possible, 1 warning, 18 passed". */
      return g_strdup_printf (ngettext ("%u not possible", "%u not possible", n), n);
    case BST_VERDICT_WARN:
      return g_strdup_printf (ngettext ("%u warning", "%u warnings", n), n);
    case BST_VERDICT_PENDING:
      return g_strdup_printf (ngettext ("%u being checked", "%u being checked", n), n);
    case BST_VERDICT_NONE:
    case BST_VERDICT_PASS:
    default:
      return g_strdup_printf (ngettext ("%u passed", "%u passed", n), n);
    }
}

char *
bst_check_text_dup_summary (BstPreflightTarget *target)
{
  static const BstVerdict order[] = { BST_VERDICT_BLOCK, BST_VERDICT_WARN, BST_VERDICT_PENDING,
                                      BST_VERDICT_PASS };
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      guint n = bst_preflight_target_count (target, order[i]);

      if (n > 0)
        g_ptr_array_add (parts, dup_count (order[i], n));
    }
  g_ptr_array_add (parts, NULL);

  return g_strjoinv (", ", (char **)parts->pdata);
}
