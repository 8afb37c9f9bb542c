/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "host/bst-migration-place.h"

/* What an operation's parameters keep of the places that its disks are copied to. */

static BstMigrationPlace *
add (GPtrArray *places, const char *target, const char *pool, const char *backing)
{
  BstMigrationPlace *place = g_new0 (BstMigrationPlace, 1);

  place->target = g_strdup (target);
  place->source = g_strdup ("/a/web.qcow2");
  place->pool = g_strdup (pool);
  place->name = g_strdup_printf ("%s & ’co’.qcow2", target);
  place->path = g_strdup_printf ("/b/%s & ’co’.qcow2", target);
  place->format = g_strdup ("qcow2");
  place->backing = g_strdup (backing);
  place->capacity = G_GUINT64_CONSTANT (5) << 40;
  g_ptr_array_add (places, place);

  return place;
}

/* As they are when the text that the journal has of them is read again. */
static GPtrArray *
keep (GPtrArray *places)
{
  GVariantDict dict;
  g_autoptr (GVariant) variant = NULL;
  g_autoptr (GVariant) again = NULL;
  g_autofree char *text = NULL;
  GPtrArray *read;

  g_variant_dict_init (&dict, NULL);
  bst_migration_places_write (places, &dict);
  variant = g_variant_ref_sink (g_variant_dict_end (&dict));
  text = g_variant_print (variant, TRUE);
  again = g_variant_parse (G_VARIANT_TYPE_VARDICT, text, NULL, NULL, NULL);
  g_assert_nonnull (again);
  g_variant_dict_init (&dict, again);
  read = bst_migration_places_read (&dict);
  g_variant_dict_clear (&dict);

  return read;
}

/* The program that planned them may have asked for them since. */
static void
test_planned (void)
{
  g_autoptr (GPtrArray) places = bst_migration_places_new ();
  g_autoptr (GPtrArray) read = NULL;
  const BstMigrationPlace *place;

  add (places, "vda", "copies", NULL);
  add (places, "vdb", NULL, "/a/base.qcow2");
  g_assert_false (bst_migration_places_may_be_left (places));
  read = keep (places);
  g_assert_cmpuint (read->len, ==, 2);
  g_assert_true (bst_migration_places_may_be_left (read));
  place = read->pdata[0];
  g_assert_cmpint (place->state, ==, BST_PLACE_ASKED);
  g_assert_cmpstr (place->target, ==, "vda");
  g_assert_cmpstr (place->source, ==, "/a/web.qcow2");
  g_assert_cmpstr (place->pool, ==, "copies");
  g_assert_cmpstr (place->name, ==, "vda & ’co’.qcow2");
  g_assert_cmpstr (place->path, ==, "/b/vda & ’co’.qcow2");
  g_assert_cmpstr (place->format, ==, "qcow2");
  g_assert_cmpuint (place->capacity, ==, G_GUINT64_CONSTANT (5) << 40);
  g_assert_null (place->backing);
  place = read->pdata[1];
  g_assert_null (place->pool);
  g_assert_cmpstr (place->backing, ==, "/a/base.qcow2");
}

/* What was refused is somebody else's, and is not looked for; what was made is known by its path.
 */
static void
test_made (void)
{
  g_autoptr (GPtrArray) places = bst_migration_places_new ();
  BstMigrationPlace *made = add (places, "vda", "copies", NULL);
  BstMigrationPlace *refused = add (places, "vdb", "copies", NULL);
  g_autoptr (GPtrArray) read = NULL;
  g_autofree char *said = NULL;

  made->made_path = g_strdup ("/pool/vda.qcow2");
  bst_migration_place_set_state (made, BST_PLACE_MADE);
  bst_migration_place_set_state (refused, BST_PLACE_GONE);
  read = keep (places);
  g_assert_cmpuint (read->len, ==, 1);
  made = read->pdata[0];
  g_assert_cmpint (made->state, ==, BST_PLACE_MADE);
  g_assert_cmpstr (made->name, ==, "vda.qcow2");
  said = bst_migration_places_dup_left (read, "hostb");
  g_assert_cmpstr (said, ==,
                   "Unfinished copies of its disks may be left on hostb: /pool/vda.qcow2");

  bst_migration_place_set_state (made, BST_PLACE_GONE);
  g_assert_false (bst_migration_places_may_be_left (read));
  g_assert_null (bst_migration_places_dup_left (read, "hostb"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/migration-places/planned", test_planned);
  g_test_add_func ("/migration-places/made", test_made);

  return g_test_run ();
}
