/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE /* unshare () */

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sched.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "inventory-helpers.h"

static void
run_sql (const char *path, const char *sql)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static int
get_version (const char *path)
{
  sqlite3 *db;
  sqlite3_stmt *statement;
  int version;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "PRAGMA user_version", -1, &statement, NULL), ==,
                   SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  version = sqlite3_column_int (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (db);

  return version;
}

static void
overwrite (const char *path, gsize offset, const void *bytes, gsize n)
{
  int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);

  g_assert_cmpint (pwrite (fd, bytes, n, (off_t)offset), ==, n);
  g_close (fd, NULL);
}

static gsize
get_size (const char *path)
{
  GStatBuf info;

  g_assert_no_errno (g_stat (path, &info));

  return (gsize)info.st_size;
}

/* Files in the folder whose names say that they were set aside. */
static guint
count_aside (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += strstr (name, ".db.broken-") != NULL && !g_str_has_suffix (name, "-wal") &&
         !g_str_has_suffix (name, "-shm");

  return n;
}

/* Begun anew, said so, and written to again. */
static void
assert_recovered (Fixture *fixture, guint n_hosts)
{
  BstInventory *inventory = bst_inventory_open (fixture->path);
  const GError *error = bst_inventory_get_condition_error (inventory);

  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_RECOVERED);
  g_assert_error (error, BST_ERROR, BST_ERROR_STORAGE);
  g_assert_nonnull (strstr (error->message, "broken"));
  g_assert_nonnull (bst_error_get_remedy (error));
  g_assert_cmpuint (count_hosts (inventory), ==, n_hosts);
  g_assert_cmpuint (count_aside (fixture->path), ==, 1);
  g_assert_nonnull (bst_inventory_add_host (inventory, "qemu:///system", "new", NULL));
  close_inventory (inventory);

  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_GOOD);
  g_assert_cmpuint (count_hosts (inventory), ==, n_hosts + 1);
  close_inventory (inventory);
}

static void
test_garbage (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);

  g_mkdir_with_parents (folder, 0700);
  g_assert_true (g_file_set_contents (fixture->path, "This is no database at all.\n", -1, NULL));
  assert_recovered (fixture, 0);
}

/* The first bytes gone: all the rest is there. */
static void
test_header (Fixture *fixture, gconstpointer data)
{
  char garbage[100];

  memset (garbage, 0xa5, sizeof garbage);
  make_inventory (fixture->path, 3, 5);
  overwrite (fixture->path, 0, garbage, sizeof garbage);
  assert_recovered (fixture, 3);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory;

  /* So many that what is left has the schema, which takes the first two dozen pages. */
  make_inventory (fixture->path, 3, 600);
  g_assert_no_errno (truncate (fixture->path, (off_t)(get_size (fixture->path) / 4096 / 3 * 4096)));

  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_RECOVERED);
  g_assert_cmpuint (count_hosts (inventory), ==, 3);
  close_inventory (inventory);
}

/* Whichever page is broken: never a crash, and either nothing of it is noticed or it is said. */
static void
test_flipped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *good = NULL;
  char garbage[4096];
  gsize size;

  memset (garbage, 0x5a, sizeof garbage);
  make_inventory (fixture->path, 3, 100);
  g_assert_true (g_file_get_contents (fixture->path, &good, &size, NULL));

  for (gsize page = 1; page < size / 4096; page++)
    {
      g_autofree char *path = g_strdup_printf ("%s-%u", fixture->path, (guint)page);
      g_autoptr (GError) error = NULL;
      BstInventory *inventory;

      g_assert_true (g_file_set_contents (path, good, (gssize)size, NULL));
      overwrite (path, page * 4096, garbage, sizeof garbage);
      inventory = bst_inventory_open (path);
      bst_inventory_add_host (inventory, "qemu:///system", "new", NULL);
      bst_inventory_add_entry (inventory, &(BstJournalFields){ .text = "Something" });
      g_assert_true (bst_inventory_flush (inventory, &error));
      g_assert_no_error (error);
      close_inventory (inventory);

      inventory = bst_inventory_open (path);
      g_assert_nonnull (bst_inventory_find_host (inventory, "new"));
      close_inventory (inventory);
    }
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory;
  g_autofree char *back = NULL;
  g_autoptr (GError) error = NULL;

  make_inventory (fixture->path, 2, 10);
  back = g_strdup_printf ("PRAGMA user_version = %d; ALTER TABLE hosts ADD COLUMN arch TEXT",
                          get_version (fixture->path));
  run_sql (fixture->path,
           "ALTER TABLE machines ADD COLUMN colour TEXT; ALTER TABLE hosts DROP COLUMN arch;"
           " PRAGMA user_version = 99");

  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_READ_ONLY);
  g_assert_nonnull (
      strstr (bst_inventory_get_condition_error (inventory)->message, "newer version"));
  g_assert_cmpuint (count_hosts (inventory), ==, 2);
  g_assert_cmpuint (count_machines (inventory), ==, 20);
  bst_inventory_add_host (inventory, "qemu:///system", "new", NULL);
  g_assert_false (bst_inventory_flush (inventory, &error));
  g_assert_error (error, BST_ERROR, BST_ERROR_STORAGE);
  close_inventory (inventory);

  /* It is as it was. */
  run_sql (fixture->path, back);
  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_GOOD);
  g_assert_cmpuint (count_hosts (inventory), ==, 2);
  close_inventory (inventory);
}

/* Somebody's own database, named by mistake. */
static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (fixture->path);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  BstInventory *inventory;

  g_mkdir_with_parents (folder, 0700);
  run_sql (fixture->path, "CREATE TABLE hosts (mine); INSERT INTO hosts VALUES (1)");
  g_assert_true (g_file_get_contents (fixture->path, &before, NULL, NULL));

  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_READ_ONLY);
  bst_inventory_add_host (inventory, "qemu:///system", "new", NULL);
  close_inventory (inventory);
  g_assert_true (g_file_get_contents (fixture->path, &after, NULL, NULL));
  g_assert_cmpmem (before, 100, after, 100);
}

static void
test_folder_in_its_place (Fixture *fixture, gconstpointer data)
{
  BstInventory *inventory;

  g_mkdir_with_parents (fixture->path, 0700);
  inventory = bst_inventory_open (fixture->path);
  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_IN_MEMORY);
  g_assert_nonnull (bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL));
  close_inventory (inventory);
}

/* A child in a mount namespace of its own, so that the file system goes with it. Its exit status is
 * that of @func. */
static void
run_on_small_disk (Fixture *fixture, const char *options, void (*func) (const char *path))
{
  pid_t pid;
  int status;

  if (geteuid () != 0)
    {
      g_test_skip ("only root can mount a small disk");
      return;
    }

  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      g_autofree char *path = g_build_filename (fixture->folder, "inventory.db", NULL);

      if (unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
          mount ("tmpfs", fixture->folder, "tmpfs", 0, options) != 0)
        _exit (77);
      func (path);
      _exit (0);
    }

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
    g_test_skip ("no private mounts here");
  else
    g_assert_cmpint (status, ==, 0);
}

/* Fills the disk to its last byte. */
static void
fill_disk (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "filler", NULL);
  char bytes[512];
  int fd = g_open (path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

  memset (bytes, 1, sizeof bytes);
  for (gsize n = sizeof bytes; n > 0;)
    {
      if (write (fd, bytes, n) < 0)
        n /= 2;
    }
  g_close (fd, NULL);
}

static void
on_condition (BstInventory *inventory, guint *n)
{
  *n += 1;
}

/* Full while it runs: goes on, says so, and all is in the file when there is room again. */
static void
fill_up (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *filler = g_build_filename (folder, "filler", NULL);
  g_autoptr (GPtrArray) facts = make_many_facts (2000);
  BstInventory *inventory = bst_inventory_open (path);
  BstHost *host = bst_inventory_add_host (inventory, "qemu:///system", NULL, NULL);
  guint n_changes = 0;

  g_assert_true (bst_inventory_flush (inventory, NULL));
  g_signal_connect (inventory, "condition-changed", G_CALLBACK (on_condition), &n_changes);
  fill_disk (folder);

  bst_inventory_set_host_state (inventory, host, BST_HOST_STATE_ONLINE, NULL);
  bst_inventory_update_domains (inventory, host, facts, TRUE);
  WAIT_FOR (n_changes == 1);
  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_IN_MEMORY);
  g_assert_nonnull (strstr (bst_inventory_get_condition_error (inventory)->message, "full"));
  g_assert_false (bst_inventory_flush (inventory, NULL));
  g_assert_cmpuint (count_machines (inventory), ==, 2000);
  bst_inventory_set_notes (inventory, nth_machine (inventory, 7), "Written on a full disk");

  g_unlink (filler);
  WAIT_FOR (n_changes == 2);
  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_GOOD);
  close_inventory (inventory);

  inventory = bst_inventory_open (path);
  g_assert_cmpuint (count_machines (inventory), ==, 2000);
  g_assert_cmpstr (bst_machine_get_notes (nth_machine (inventory, 7)), ==,
                   "Written on a full disk");
  close_inventory (inventory);
}

static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  run_on_small_disk (fixture, "size=4m", fill_up);
}

/* Full before it starts. */
static void
open_on_full (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  BstInventory *inventory;

  make_inventory (path, 2, 10);
  fill_disk (folder);
  inventory = bst_inventory_open (path);
  g_assert_cmpuint (count_machines (inventory), ==, 20);
  g_assert_nonnull (bst_inventory_add_host (inventory, "qemu:///system", "new", NULL));
  bst_inventory_flush (inventory, NULL);
  g_assert_cmpuint (count_hosts (inventory), ==, 3);
  close_inventory (inventory);
}

static void
test_full_from_the_start (Fixture *fixture, gconstpointer data)
{
  run_on_small_disk (fixture, "size=4m", open_on_full);
}

static void
open_read_only (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  BstInventory *inventory;

  make_inventory (path, 2, 10);
  g_assert_no_errno (mount (NULL, folder, NULL, MS_REMOUNT | MS_RDONLY, NULL));
  inventory = bst_inventory_open (path);
  g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_IN_MEMORY);
  g_assert_cmpuint (count_machines (inventory), ==, 20);
  g_assert_nonnull (bst_inventory_add_host (inventory, "qemu:///system", "new", NULL));
  g_assert_false (bst_inventory_flush (inventory, NULL));
  close_inventory (inventory);
}

static void
test_read_only_disk (Fixture *fixture, gconstpointer data)
{
  run_on_small_disk (fixture, "size=4m", open_read_only);
}

/* Becomes read-only under the program, as a disk with errors does. */
static void
become_read_only (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  BstInventory *inventory;

  make_inventory (path, 2, 10);
  inventory = bst_inventory_open (path);
  /* A file that is open for writing cannot be remounted away, but its disk can go. */
  g_assert_no_errno (umount2 (folder, MNT_DETACH));
  bst_inventory_set_notes (inventory, nth_machine (inventory, 0), "Still here");
  bst_inventory_flush (inventory, NULL);
  g_assert_cmpuint (count_machines (inventory), ==, 20);
  close_inventory (inventory);
}

static void
test_disk_goes (Fixture *fixture, gconstpointer data)
{
  run_on_small_disk (fixture, "size=4m", become_read_only);
}

/* Writes hosts and entries, and says what is surely in the file, until it is killed. */
static void
write_until_killed (const char *path, int out)
{
  BstInventory *inventory = bst_inventory_open (path);

  for (guint i = 0;; i++)
    {
      g_autofree char *uri = g_strdup_printf ("qemu+ssh://h%u-%d/system", i, getpid ());
      BstHost *host = bst_inventory_add_host (inventory, uri, NULL, NULL);
      g_autoptr (GPtrArray) facts = make_many_facts (20);

      bst_inventory_update_domains (inventory, host, facts, TRUE);
      bst_inventory_flush (inventory, NULL);
      if (write (out, "+", 1) != 1)
        _exit (1);
      g_main_context_iteration (NULL, FALSE);
    }
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  guint n_told = 0;

  for (guint round = 0; round < 15; round++)
    {
      gint64 life = g_test_rand_int_range (1000, 60000);
      gint64 begun;
      BstInventory *inventory;
      int fds[2];
      char byte;
      pid_t pid;

      g_assert_no_errno (pipe (fds));
      pid = fork ();
      if (pid == 0)
        {
          close (fds[0]);
          write_until_killed (fixture->path, fds[1]);
        }
      close (fds[1]);

      /* Lives for a random while after its first commit. */
      g_assert_cmpint (read (fds[0], &byte, 1), ==, 1);
      n_told++;
      begun = g_get_monotonic_time ();
      while (g_get_monotonic_time () - begun < life && read (fds[0], &byte, 1) == 1)
        n_told++;
      kill (pid, SIGKILL);
      while (read (fds[0], &byte, 1) == 1)
        n_told++;
      waitpid (pid, NULL, 0);
      close (fds[0]);

      inventory = bst_inventory_open (fixture->path);
      g_assert_cmpint (bst_inventory_get_condition (inventory), ==, BST_INVENTORY_GOOD);
      g_assert_cmpuint (count_hosts (inventory), >=, n_told);
      g_assert_cmpuint (count_machines (inventory) % 20, ==, 0);
      n_told = count_hosts (inventory);
      close_inventory (inventory);
    }
}

int
main (int argc, char *argv[])
{
  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);

  ADD_TEST ("/faults/garbage", test_garbage);
  ADD_TEST ("/faults/header", test_header);
  ADD_TEST ("/faults/truncated", test_truncated);
  ADD_TEST ("/faults/flipped", test_flipped);
  ADD_TEST ("/faults/newer", test_newer);
  ADD_TEST ("/faults/foreign", test_foreign);
  ADD_TEST ("/faults/folder-in-its-place", test_folder_in_its_place);
  ADD_TEST ("/faults/full-disk", test_full_disk);
  ADD_TEST ("/faults/full-from-the-start", test_full_from_the_start);
  ADD_TEST ("/faults/read-only-disk", test_read_only_disk);
  ADD_TEST ("/faults/disk-goes", test_disk_goes);
  ADD_TEST ("/faults/killed", test_killed);

  return g_test_run ();
}
