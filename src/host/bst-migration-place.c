/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "host/bst-migration-place.h"

#include <glib/gi18n.h>

/* Target, source, pool, name, path, format, backing file, capacity. */
#define PLACE_TYPE "(ssmssssmst)"

void
bst_migration_place_free (BstMigrationPlace *self)
{
  g_free (self->target);
  g_free (self->source);
  g_free (self->pool);
  g_free (self->name);
  g_free (self->path);
  g_free (self->format);
  g_free (self->backing);
  g_free (self->made_path);
  g_free (self);
}

BstPlaceState
bst_migration_place_get_state (BstMigrationPlace *self)
{
  return (BstPlaceState)g_atomic_int_get (&self->state);
}

void
bst_migration_place_set_state (BstMigrationPlace *self, BstPlaceState state)
{
  g_atomic_int_set (&self->state, (gint)state);
}

const char *
bst_migration_place_get_path (BstMigrationPlace *self)
{
  return bst_migration_place_get_state (self) == BST_PLACE_MADE && self->made_path != NULL
             ? self->made_path
             : self->path;
}

GPtrArray *
bst_migration_places_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)bst_migration_place_free);
}

char **
bst_migration_places_dup_paths (GPtrArray *places, BstPlaceState state)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; i < places->len; i++)
    {
      BstMigrationPlace *place = places->pdata[i];

      if (bst_migration_place_get_state (place) == state)
        g_strv_builder_add (paths, bst_migration_place_get_path (place));
    }

  return g_strv_builder_end (paths);
}

static gboolean
may_be_left (BstMigrationPlace *place)
{
  BstPlaceState state = bst_migration_place_get_state (place);

  return state == BST_PLACE_ASKED || state == BST_PLACE_MADE;
}

gboolean
bst_migration_places_may_be_left (GPtrArray *places)
{
  for (guint i = 0; i < places->len; i++)
    {
      if (may_be_left (places->pdata[i]))
        return TRUE;
    }

  return FALSE;
}

char *
bst_migration_places_dup_left (GPtrArray *places, const char *host)
{
  g_autoptr (GString) paths = g_string_new (NULL);

  for (guint i = 0; i < places->len; i++)
    {
      if (may_be_left (places->pdata[i]))
        g_string_append_printf (paths, "%s%s", paths->len > 0 ? ", " : "",
                                bst_migration_place_get_path (places->pdata[i]));
    }
  if (paths->len == 0)
    return NULL;

  return g_strdup_printf (_ ("Unfinished copies of its disks may be left on %s: %s"), host,
                          paths->str);
}

void
bst_migration_places_write (GPtrArray *places, GVariantDict *dict)
{
  g_auto (GStrv) made = bst_migration_places_dup_paths (places, BST_PLACE_MADE);
  GVariantBuilder planned;
  gboolean any = FALSE;

  g_variant_builder_init (&planned, G_VARIANT_TYPE ("a" PLACE_TYPE));
  for (guint i = 0; i < places->len; i++)
    {
      BstMigrationPlace *place = places->pdata[i];
      BstPlaceState state = bst_migration_place_get_state (place);

      if (state != BST_PLACE_PLANNED && state != BST_PLACE_ASKED)
        continue;
      any = TRUE;
      g_variant_builder_add (&planned, PLACE_TYPE, place->target, place->source, place->pool,
                             place->name, place->path, place->format, place->backing,
                             place->capacity);
    }
  if (any)
    g_variant_dict_insert_value (dict, "planned", g_variant_builder_end (&planned));
  else
    g_variant_builder_clear (&planned);
  if (made[0] != NULL)
    g_variant_dict_insert (dict, "created", "^as", made);
}

static void
read_planned (GPtrArray *places, GVariantDict *dict)
{
  g_autoptr (GVariant) planned =
      g_variant_dict_lookup_value (dict, "planned", G_VARIANT_TYPE ("a" PLACE_TYPE));

  for (gsize i = 0; planned != NULL && i < g_variant_n_children (planned); i++)
    {
      BstMigrationPlace *place = g_new0 (BstMigrationPlace, 1);

      g_variant_get_child (planned, i, PLACE_TYPE, &place->target, &place->source, &place->pool,
                           &place->name, &place->path, &place->format, &place->backing,
                           &place->capacity);
      place->state = BST_PLACE_ASKED;
      g_ptr_array_add (places, place);
    }
}

GPtrArray *
bst_migration_places_read (GVariantDict *dict)
{
  GPtrArray *places = bst_migration_places_new ();
  g_auto (GStrv) made = NULL;

  read_planned (places, dict);
  g_variant_dict_lookup (dict, "created", "^as", &made);
  for (guint i = 0; made != NULL && made[i] != NULL; i++)
    {
      BstMigrationPlace *place = g_new0 (BstMigrationPlace, 1);

      place->path = g_strdup (made[i]);
      place->name = g_path_get_basename (made[i]);
      place->state = BST_PLACE_MADE;
      g_ptr_array_add (places, place);
    }

  return places;
}
