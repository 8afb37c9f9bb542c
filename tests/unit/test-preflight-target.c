/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "operations/bst-preflight-target.h"

/* What a target host's row sums up of its cells, and the order of the rows. */

static void
free_finding (gpointer data)
{
  bst_finding_free (data);
}

static void
set_cell_of_many (BstPreflightTarget *target,
                  BstCheckId check,
                  BstVerdict verdict,
                  gboolean pending,
                  const char *reason)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (free_finding);
  BstFinding *finding = g_new0 (BstFinding, 1);

  finding->verdict = verdict;
  finding->reason = g_strdup (reason);
  finding->remedy = g_strdup ("Mend it.");
  g_ptr_array_add (findings, finding);
  bst_preflight_cell_set (bst_preflight_target_get_cell (target, check), verdict, pending,
                          findings);
}

static void
set_cell (BstPreflightTarget *target, BstCheckId check, BstVerdict verdict, const char *reason)
{
  set_cell_of_many (target, check, verdict, verdict == BST_VERDICT_PENDING, reason);
}

static BstPreflightTarget *
new_target (const char *name, BstVerdict verdict)
{
  g_autoptr (BstHost) host = bst_host_new (1, name, "test:///default");
  BstPreflightTarget *target = bst_preflight_target_new (host);

  for (guint i = 0; i < BST_N_CHECKS; i++)
    set_cell (target, i, i == BST_CHECK_MEMORY ? verdict : BST_VERDICT_PASS, "so");

  return target;
}

static void
test_target (void)
{
  g_autoptr (BstPreflightTarget) target = new_target ("b", BST_VERDICT_PASS);
  g_autofree char *ready = bst_preflight_target_dup_line (target);
  g_autofree char *blocked = NULL;
  g_autofree char *text = NULL;

  g_assert_cmpint (bst_preflight_target_get_verdict (target), ==, BST_VERDICT_PASS);
  g_assert_cmpstr (ready, ==, "Ready");
  /* A machine's warning does not hide that another is being asked about. */
  set_cell_of_many (target, BST_CHECK_CLOCK, BST_VERDICT_WARN, TRUE, "one: so");
  g_assert_true (bst_preflight_target_is_pending (target));
  g_assert_cmpint (bst_preflight_target_get_verdict (target), ==, BST_VERDICT_PENDING);
  set_cell (target, BST_CHECK_CLOCK, BST_VERDICT_PENDING, "wait");
  g_assert_cmpint (bst_preflight_target_get_verdict (target), ==, BST_VERDICT_PENDING);
  /* What blocks is told at once. */
  set_cell (target, BST_CHECK_CPU, BST_VERDICT_BLOCK, "The processor is too old");
  g_assert_cmpint (bst_preflight_target_get_verdict (target), ==, BST_VERDICT_BLOCK);
  g_assert_true (bst_preflight_target_is_pending (target));
  blocked = bst_preflight_target_dup_line (target);
  g_assert_cmpstr (blocked, ==, "Not possible: The processor is too old");
  text = bst_preflight_target_dup_text (target);
  g_assert_nonnull (strstr (text, "✗ Processor: The processor is too old\n      → Mend it."));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (target)), ==, BST_N_CHECKS);
}

static void
test_order (void)
{
  g_autoptr (GPtrArray) targets = g_ptr_array_new_with_free_func (g_object_unref);
  static const char *const expected[] = { "roomy", "small", "a", "warned", "pending", "blocked" };

  g_ptr_array_add (targets, new_target ("blocked", BST_VERDICT_BLOCK));
  g_ptr_array_add (targets, new_target ("pending", BST_VERDICT_PENDING));
  g_ptr_array_add (targets, new_target ("warned", BST_VERDICT_WARN));
  g_ptr_array_add (targets, new_target ("small", BST_VERDICT_PASS));
  g_ptr_array_add (targets, new_target ("roomy", BST_VERDICT_PASS));
  g_ptr_array_add (targets, new_target ("a", BST_VERDICT_PASS));
  bst_preflight_target_set_memory_free (targets->pdata[3], 2 << 20);
  bst_preflight_target_set_memory_free (targets->pdata[4], 9 << 20);
  g_ptr_array_sort (targets, bst_preflight_target_compare);
  for (guint i = 0; i < targets->len; i++)
    g_assert_cmpstr (bst_host_get_name (bst_preflight_target_get_host (targets->pdata[i])), ==,
                     expected[i]);
}

/* A cell tells of a change, and of nothing else. */
static void
count (guint *n)
{
  (*n)++;
}

static void
test_cell (void)
{
  g_autoptr (BstPreflightTarget) target = new_target ("b", BST_VERDICT_PASS);
  BstPreflightCell *cell = bst_preflight_target_get_cell (target, BST_CHECK_CPU);
  guint n = 0;

  g_signal_connect_swapped (cell, "changed", G_CALLBACK (count), &n);
  set_cell (target, BST_CHECK_CPU, BST_VERDICT_PASS, "so");
  g_assert_cmpuint (n, ==, 0);
  set_cell (target, BST_CHECK_CPU, BST_VERDICT_PASS, "otherwise");
  g_assert_cmpuint (n, ==, 1);
  set_cell (target, BST_CHECK_CPU, BST_VERDICT_WARN, "otherwise");
  g_assert_cmpuint (n, ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preflight-target/verdict", test_target);
  g_test_add_func ("/preflight-target/order", test_order);
  g_test_add_func ("/preflight-target/cell", test_cell);

  return g_test_run ();
}
