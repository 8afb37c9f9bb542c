/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "console/bst-vv-load.h"
#include "core/bst-error.h"

#define GOOD "[virt-viewer]\ntype=spice\nhost=hosta\nport=5900\npassword=sesame\n"

static char *folder;

static void
on_result (GObject *source, GAsyncResult *result, gpointer data)
{
  *(GAsyncResult **)data = g_object_ref (result);
}

static BstVvFile *
load (GFile *file, gboolean keep, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  bst_vv_load_async (file, keep, NULL, on_result, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return bst_vv_load_finish (result, error);
}

static GFile *
write_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);

  return g_file_new_for_path (path);
}

static void
wait_until_gone (GFile *file)
{
  while (g_file_query_exists (file, NULL))
    g_main_context_iteration (NULL, FALSE);
}

static void
test_stays (void)
{
  g_autoptr (GFile) file = write_file ("stays.vv", GOOD);
  g_autoptr (GError) error = NULL;
  g_autoptr (BstVvFile) vv = load (file, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (vv->password, ==, "sesame");
  g_assert_true (g_file_query_exists (file, NULL));
}

static void
test_deleted (void)
{
  g_autoptr (GFile) file = write_file ("deleted.vv", GOOD "delete-this-file=1\n");
  g_autoptr (GFile) kept = write_file ("kept.vv", GOOD "delete-this-file=1\n");
  g_autoptr (GFile) vnc = write_file (
      "vnc.vv", "[virt-viewer]\ntype=vnc\nhost=hosta\nport=5900\ndelete-this-file=1\n");
  g_autoptr (GFile) bad = write_file ("bad.vv", "[virt-viewer]\ndelete-this-file=1\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (BstVvFile) vv = load (file, FALSE, &error);
  g_autoptr (BstVvFile) kept_vv = NULL;

  g_assert_no_error (error);
  g_assert_true (vv->delete_this_file);
  wait_until_gone (file);

  kept_vv = load (kept, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (g_file_query_exists (kept, NULL));

  /* Nor what another program has to open. */
  g_clear_pointer (&kept_vv, bst_vv_file_free);
  kept_vv = load (vnc, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (kept_vv->delete_this_file);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_true (g_file_query_exists (vnc, NULL));

  /* What is not understood is not thrown away. */
  g_assert_null (load (bad, FALSE, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_assert_true (g_file_query_exists (bad, NULL));
}

static void
assert_refused (GFile *file, const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (load (file, FALSE, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
  g_assert_nonnull (bst_error_get_remedy (error));
  if (strstr (error->message, says) == NULL)
    g_error ("“%s” does not say “%s”", error->message, says);
}

static void
test_bad (void)
{
  g_autofree char *missing_path = g_build_filename (folder, "missing.vv", NULL);
  g_autofree char *big_path = g_build_filename (folder, "big.vv", NULL);
  g_autoptr (GFile) missing = g_file_new_for_path (missing_path);
  g_autoptr (GFile) itself = g_file_new_for_path (folder);
  g_autoptr (GFile) empty = write_file ("empty.vv", "");
  g_autoptr (GFile) big = write_file ("big.vv", GOOD);
  g_autoptr (GFile) endless = g_file_new_for_path ("/dev/zero");
  gint64 began;

  assert_refused (missing, "“missing.vv” is not there");
  assert_refused (itself, "is a folder");
  assert_refused (empty, "empty");

  /* 100 MB, of which no more is read than it takes to refuse it. */
  g_assert_cmpint (truncate (big_path, 100 * 1000 * 1000), ==, 0);
  began = g_get_monotonic_time ();
  assert_refused (big, "too big");
  assert_refused (endless, "too big");
  g_assert_cmpint (g_get_monotonic_time () - began, <, 10 * G_TIME_SPAN_SECOND);
}

/* A file that is deleted between its opening and its reading is read; one that is deleted before is
 * not there. Whichever it is, there is an answer. */
static void
test_vanishes (void)
{
  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GFile) file = write_file ("vanishes.vv", GOOD);
      g_autoptr (GAsyncResult) result = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (BstVvFile) vv = NULL;

      bst_vv_load_async (file, FALSE, NULL, on_result, &result);
      for (guint n = i; n > 0 && result == NULL; n--)
        g_main_context_iteration (NULL, FALSE);
      g_file_delete (file, NULL, NULL);
      while (result == NULL)
        g_main_context_iteration (NULL, TRUE);

      vv = bst_vv_load_finish (result, &error);
      g_assert_true ((vv == NULL) == (error != NULL));
      if (vv == NULL)
        {
          g_assert_error (error, BST_ERROR, BST_ERROR_INVALID);
          g_assert_nonnull (strstr (error->message, "is not there"));
        }
    }
}

int
main (int argc, char *argv[])
{
  const char *remove[] = { "rm", "-rf", "--", NULL, NULL };
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_strdup ("/tmp/bst-vv-XXXXXX");
  g_assert_nonnull (g_mkdtemp (folder));

  g_test_add_func ("/vv-load/stays", test_stays);
  g_test_add_func ("/vv-load/deleted", test_deleted);
  g_test_add_func ("/vv-load/bad", test_bad);
  g_test_add_func ("/vv-load/vanishes", test_vanishes);
  result = g_test_run ();

  remove[3] = folder;
  g_spawn_sync (NULL, (char **)remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
  g_free (folder);

  return result;
}
