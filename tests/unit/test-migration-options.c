/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-migration-options.h"
#include "core/bst-migration-status.h"

static BstMigrationOptions *
make_all (void)
{
  BstMigrationOptions *options = bst_migration_options_new ();
  BstMigrationDisk *disk;

  options->way = BST_MIGRATION_WAY_PEER_TO_PEER;
  options->uri = g_strdup ("tcp://10.0.0.1");
  options->copy = BST_MIGRATION_COPY_INCREMENTAL;
  options->copy_others = FALSE;
  disk = bst_migration_options_add_disk (options, "vda");
  disk->pool = g_strdup ("fast'\" pool");
  disk = bst_migration_options_add_disk (options, "vdb");
  disk->copy = FALSE;
  options->persistent = FALSE;
  options->undefine_source = FALSE;
  options->bandwidth = (guint64)5 << 40;
  options->max_downtime = 700;
  options->suspend_after = 60;
  options->until_paused = TRUE;
  options->auto_converge = TRUE;
  options->converge_initial = 10;
  options->converge_step = 20;
  options->connections = 4;
  options->post_copy = TRUE;
  options->post_copy_after = 9;
  options->unsafe = TRUE;

  return options;
}

/* As the inventory keeps it: text. */
static BstMigrationOptions *
pass_through_text (const BstMigrationOptions *options)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (bst_migration_options_to_variant (options));
  g_autofree char *text = g_variant_print (variant, TRUE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) back = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, &error);

  g_assert_no_error (error);

  return bst_migration_options_from_variant (back);
}

static void
test_kept (void)
{
  g_autoptr (BstMigrationOptions) all = make_all ();
  g_autoptr (BstMigrationOptions) copy = bst_migration_options_copy (all);
  g_autoptr (BstMigrationOptions) back = pass_through_text (all);
  g_autoptr (BstMigrationOptions) plain = bst_migration_options_new ();

  g_assert_true (bst_migration_options_equal (all, copy));
  g_assert_true (bst_migration_options_equal (all, back));
  g_assert_false (bst_migration_options_equal (all, plain));
  g_assert_cmpstr (bst_migration_options_find_disk (back, "vda")->pool, ==, "fast'\" pool");
  g_assert_cmpuint (back->bandwidth, ==, (guint64)5 << 40);
}

/* From another version: what is missing has its default, what makes no sense is skipped. */
static void
test_strange (void)
{
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_parsed (
      "{'live': <'yes'>, 'way': <uint32 77>, 'max-downtime': <uint32 5>, 'news': <1>}"));
  g_autoptr (BstMigrationOptions) options = bst_migration_options_from_variant (variant);

  g_assert_true (options->live);
  g_assert_true (options->persistent);
  g_assert_cmpint (options->way, ==, BST_MIGRATION_WAY_AUTO);
  g_assert_cmpuint (options->max_downtime, ==, 5);
}

static void
test_copies (void)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();

  g_assert_false (bst_migration_options_copies (options, "vda"));
  options->copy = BST_MIGRATION_COPY_ALL;
  g_assert_true (bst_migration_options_copies (options, "vda"));
  bst_migration_options_add_disk (options, "vdb")->copy = FALSE;
  g_assert_false (bst_migration_options_copies (options, "vdb"));
  options->copy_others = FALSE;
  g_assert_false (bst_migration_options_copies (options, "vda"));
  bst_migration_options_add_disk (options, "vda");
  g_assert_true (bst_migration_options_copies (options, "vda"));
}

static void
test_presets (void)
{
  for (guint i = 0; i < BST_N_MIGRATION_PRESETS; i++)
    {
      g_autoptr (BstMigrationOptions) options = make_all ();
      BstMigrationPreset found;

      bst_migration_options_apply_preset (options, (BstMigrationPreset)i);
      g_assert_null (bst_migration_options_get_conflict (options));
      g_assert_cmpuint (options->bandwidth, ==, (guint64)5 << 40);
      g_assert_true (bst_migration_preset_from_nick (
          bst_migration_preset_to_nick ((BstMigrationPreset)i), &found));
      g_assert_cmpint (found, ==, (int)i);
      g_assert_cmpint (options->auto_converge, ==, i != BST_MIGRATION_PRESET_SAFE);
    }
}

/* What QEMU does over one connection alone. */
static void
test_connections (void)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();

  options->connections = 4;
  options->auto_converge = TRUE;
  g_assert_null (bst_migration_options_get_conflict (options));
  options->compressed = TRUE;
  g_assert_cmpstr (bst_migration_options_get_conflict (options), ==,
                   "Compression does not go over several connections.");
  options->compressed = FALSE;
  options->post_copy = TRUE;
  g_assert_cmpstr (bst_migration_options_get_conflict (options), ==,
                   "Post-copy does not go over several connections.");
  options->connections = 1;
  g_assert_null (bst_migration_options_get_conflict (options));
}

static void
test_conflicts (void)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();

  g_assert_null (bst_migration_options_get_conflict (options));
  options->tunnelled = TRUE;
  g_assert_null (bst_migration_options_get_conflict (options));
  options->way = BST_MIGRATION_WAY_DIRECT;
  g_assert_nonnull (bst_migration_options_get_conflict (options));
  options->way = BST_MIGRATION_WAY_AUTO;
  options->copy = BST_MIGRATION_COPY_ALL;
  g_assert_nonnull (bst_migration_options_get_conflict (options));
  options->copy = BST_MIGRATION_COPY_NONE;
  options->auto_converge = TRUE;
  options->suspend_after = 3;
  bst_migration_options_set_offline (options);
  g_assert_null (bst_migration_options_get_conflict (options));
}

static void
test_status (void)
{
  BstMigrationStatus status;

  bst_migration_status_init (&status);
  g_assert_cmpfloat (bst_migration_status_get_fraction (&status), <, 0);
  g_assert_cmpfloat (bst_migration_status_get_time_left (&status), <, 0);

  status.memory_total = 100;
  status.memory_left = 25;
  g_assert_cmpfloat (bst_migration_status_get_fraction (&status), ==, 0.75);
  status.disk_total = 300;
  status.disk_left = 75;
  g_assert_cmpuint (bst_migration_status_get_left (&status), ==, 100);
  status.bandwidth = 50;
  g_assert_cmpfloat (bst_migration_status_get_time_left (&status), ==, 2);
  status.dirty_rate = 30;
  g_assert_cmpfloat (bst_migration_status_get_time_left (&status), ==, 5);
  status.dirty_rate = 60;
  g_assert_cmpfloat (bst_migration_status_get_time_left (&status), <, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/migration-options/kept", test_kept);
  g_test_add_func ("/migration-options/strange", test_strange);
  g_test_add_func ("/migration-options/copies", test_copies);
  g_test_add_func ("/migration-options/presets", test_presets);
  g_test_add_func ("/migration-options/conflicts", test_conflicts);
  g_test_add_func ("/migration-options/conflicts/connections", test_connections);
  g_test_add_func ("/migration-options/status", test_status);

  return g_test_run ();
}
