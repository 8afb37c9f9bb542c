/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "operations/bst-preflight-case.h"

/* What a disk stands on, and what is named by pool and volume: seen at both hosts. */

#define NFS 0x6969
#define EXT4 0xef53
#define LAYER(path, below)                                                                         \
  "<backingStore type='file'><source file='" path "'/>" below "</backingStore>"
#define OVERLAY                                                                                    \
  "<disk type='file'><source file='/nfs/a'/><target dev='vda'/>" LAYER (                           \
      "/nfs/b", LAYER ("/local/base", "<backingStore/>")) "</disk>"
#define VOLUME "<disk type='volume'><source pool='vms' volume='a'/><target dev='vda'/></disk>"
#define CD                                                                                         \
  "<disk type='volume' device='cdrom'><source pool='vms' volume='a'%s/><target dev='sda'/></disk>"

static const char *const paths[] = { "/nfs/a", "/nfs/b", "/local/base", "/pool/a", NULL };

typedef struct
{
  BstMigrationOptions *options;
  BstMachineSurvey machine;
  BstHostLook *looks[2];
  GPtrArray *pools;
  BstPreflightPlace places[2];
  BstPreflightCase subject;
  GPtrArray *findings;
} Fixture;

static BstPathLook *
path_of (Fixture *f, guint host, const char *path)
{
  return (BstPathLook *)bst_host_look_find (f->looks[host], path);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  memset (f, 0, sizeof *f);
  f->options = bst_migration_options_new ();
  f->findings = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_finding_free);
  f->pools = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_storage_pool_free);
  for (guint i = 0; i < 2; i++)
    {
      f->looks[i] = bst_host_look_parse ("user 0\n", paths, 1, 1);
      for (guint k = 0; k < f->looks[i]->paths->len; k++)
        {
          BstPathLook *look = f->looks[i]->paths->pdata[k];

          look->state = BST_PATH_THERE;
          look->inode = k + 1;
          look->size = 4096;
          look->magic = g_str_has_prefix (look->path, "/local") ? EXT4 : NFS;
        }
      f->places[i] = (BstPreflightPlace){ .name = i == 0 ? "a" : "b",
                                          .state = BST_HOST_STATE_ONLINE,
                                          .pools = f->pools,
                                          .look = f->looks[i] };
    }
  f->subject = (BstPreflightCase){ .name = "web",
                                   .options = f->options,
                                   .source = &f->places[0],
                                   .target = &f->places[1],
                                   .machine = &f->machine };
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  bst_migration_needs_free (f->machine.needs);
  bst_host_look_free (f->looks[0]);
  bst_host_look_free (f->looks[1]);
  g_ptr_array_unref (f->pools);
  g_ptr_array_unref (f->findings);
  bst_migration_options_free (f->options);
}

static void
set_devices (Fixture *f, const char *devices)
{
  g_autofree char *xml = g_strdup_printf (
      "<domain type='kvm'><name>web</name><devices>%s</devices></domain>", devices);

  bst_migration_needs_free (f->machine.needs);
  f->machine.needs = bst_migration_needs_parse (xml, -1, NULL);
  g_assert_nonnull (f->machine.needs);
}

static void
add_pool (Fixture *f, gboolean active)
{
  BstStoragePool *pool = bst_storage_pool_parse ("<pool type='netfs'><name>vms</name><source>"
                                                 "<host name='nas'/><dir path='/e'/></source>"
                                                 "<target><path>/pool</path></target></pool>",
                                                 -1, NULL);

  pool->active = active;
  g_ptr_array_add (f->pools, pool);
}

static BstVerdict
run (Fixture *f, BstCheckId check)
{
  g_ptr_array_set_size (f->findings, 0);

  return bst_check_run (check, &f->subject, f->findings);
}

#define ENDS(check, expected) g_assert_cmpint (run (f, check), ==, expected)

/* An overlay on shared storage over a base that is each host's own. */
static void
test_in_place (Fixture *f, gconstpointer data)
{
  set_devices (f, OVERLAY);
  g_assert_cmpuint (g_strv_length (((BstNeedFile *)f->machine.needs->files->pdata[0])->chain), ==,
                    2);
  ENDS (BST_CHECK_DISKS, BST_VERDICT_WARN);
  path_of (f, 1, "/local/base")->size = 8192;
  ENDS (BST_CHECK_DISKS, BST_VERDICT_BLOCK);
  path_of (f, 1, "/local/base")->state = BST_PATH_MISSING;
  ENDS (BST_CHECK_DISKS, BST_VERDICT_BLOCK);
  path_of (f, 1, "/local/base")->state = BST_PATH_UNKNOWN;
  ENDS (BST_CHECK_DISKS, BST_VERDICT_WARN);

  /* All of it shared. */
  path_of (f, 1, "/local/base")->state = BST_PATH_THERE;
  path_of (f, 1, "/local/base")->size = 4096;
  path_of (f, 0, "/local/base")->magic = NFS;
  ENDS (BST_CHECK_DISKS, BST_VERDICT_PASS);
  path_of (f, 1, "/nfs/b")->inode = 77;
  ENDS (BST_CHECK_DISKS, BST_VERDICT_BLOCK);
}

/* Only what differs is copied: over all of the chain, not just its first file. */
static void
test_incremental (Fixture *f, gconstpointer data)
{
  set_devices (f, OVERLAY);
  f->options->copy = BST_MIGRATION_COPY_INCREMENTAL;
  path_of (f, 1, "/nfs/a")->state = BST_PATH_MISSING;
  ENDS (BST_CHECK_DISKS, BST_VERDICT_PASS);
  path_of (f, 1, "/local/base")->state = BST_PATH_MISSING;
  ENDS (BST_CHECK_DISKS, BST_VERDICT_BLOCK);
  /* A whole copy needs none of it. */
  f->options->copy = BST_MIGRATION_COPY_ALL;
  ENDS (BST_CHECK_DISKS, BST_VERDICT_PASS);
}

static void
test_volume (Fixture *f, gconstpointer data)
{
  set_devices (f, VOLUME);
  add_pool (f, TRUE);
  ENDS (BST_CHECK_DISKS, BST_VERDICT_PASS);
  path_of (f, 1, "/pool/a")->state = BST_PATH_MISSING;
  ENDS (BST_CHECK_DISKS, BST_VERDICT_BLOCK);
}

static void
test_cd (Fixture *f, gconstpointer data)
{
  g_autofree char *needed = g_strdup_printf (CD, "");
  g_autofree char *optional = g_strdup_printf (CD, " startupPolicy='optional'");

  set_devices (f, needed);
  ENDS (BST_CHECK_FILES, BST_VERDICT_BLOCK);
  add_pool (f, FALSE);
  ENDS (BST_CHECK_FILES, BST_VERDICT_BLOCK);
  ((BstStoragePool *)f->pools->pdata[0])->active = TRUE;
  ENDS (BST_CHECK_FILES, BST_VERDICT_PASS);
  path_of (f, 1, "/pool/a")->state = BST_PATH_MISSING;
  ENDS (BST_CHECK_FILES, BST_VERDICT_BLOCK);
  set_devices (f, optional);
  ENDS (BST_CHECK_FILES, BST_VERDICT_PASS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/preflight-chains/in-place", test_in_place);
  ADD ("/preflight-chains/incremental", test_incremental);
  ADD ("/preflight-chains/volume", test_volume);
  ADD ("/preflight-chains/cd", test_cd);

  return g_test_run ();
}
