/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <gio/gio.h>

#include "core/bst-error.h"

static void
assert_sentences (GError *error, const char *expected)
{
  g_autofree char *text = bst_error_dup_sentences (error, "\n");

  g_assert_cmpstr (text, ==, expected);
  g_error_free (error);
}

/* Whatever failed, what is shown of it is whole sentences, each closed once. */
static void
test_sentences (void)
{
  assert_sentences (bst_error_new (BST_ERROR_FAILED, "Do this.", "words", "It did not go on %s", "a"),
                    "It did not go on a.\nDo this.");
  assert_sentences (bst_error_new (BST_ERROR_FAILED, NULL, "words", "It did not go"),
                    "It did not go.");
  assert_sentences (bst_error_new (BST_ERROR_FAILED, "Do this.", NULL, "Not now. It is busy."),
                    "Not now. It is busy.\nDo this.");
  assert_sentences (g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "No such file"),
                    "No such file.");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/sentences", test_sentences);

  return g_test_run ();
}
