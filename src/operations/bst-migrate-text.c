/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n.h>

#include "host/bst-machine-look.h"
#include "operations/bst-lifecycle-private.h"
#include "operations/bst-migrate-private.h"

char *
bst_migrate_dup_title (const char *name, const char *destination)
{
  g_autofree char *plain = bst_lifecycle_dup_plain (name);

  /* Translators: a machine and a host. */
  return g_strdup_printf (_ ("Move %s to %s"), plain, destination);
}

char *
bst_migrate_dup_sum_title (guint n, const char *destination)
{
  /* Translators: machines and a host. */
  return g_strdup_printf (ngettext ("Move %u machine to %s", "Move %u machines to %s", n), n,
                          destination);
}

static char *
dup_size (guint64 bytes)
{
  return g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
}

char *
bst_migrate_dup_detail (const BstMigrationStatus *status)
{
  guint64 left = bst_migration_status_get_left (status);
  guint64 total = bst_migration_status_get_total (status);
  g_autofree char *left_text = NULL;
  g_autofree char *total_text = NULL;
  g_autofree char *rate = NULL;

  if (left == BST_UNKNOWN || total == BST_UNKNOWN || total == 0)
    return g_strdup (_ ("Preparing it on both hosts"));

  left_text = dup_size (left);
  total_text = dup_size (total);
  if (status->bandwidth == BST_UNKNOWN || status->bandwidth == 0)
    /* Translators: amounts: "45 MiB of 192 MiB left" */
    return g_strdup_printf (_ ("%s of %s left"), left_text, total_text);

  rate = dup_size (status->bandwidth);
  if (status->iteration == BST_UNKNOWN || status->iteration < 2)
    /* Translators: amounts and a rate: "45 MiB of 192 MiB left, 30 MiB/s" */
    return g_strdup_printf (_ ("%s of %s left, %s/s"), left_text, total_text, rate);

  /* Translators: ... and how often it went over the memory. */
  return g_strdup_printf (_ ("%s of %s left, %s/s, round %u"), left_text, total_text, rate,
                          (guint)status->iteration);
}

char *
bst_migrate_dup_sight (const BstMigrationSight *sight)
{
  if (bst_machine_look_is_torn (&sight->source))
    return g_strdup (_ ("The hosts lost one another while its memory was in two places. They go on "
                        "once they meet again."));

  return bst_migrate_dup_detail (&sight->source.status);
}

static void
add_piece (GString *text, const char *piece)
{
  if (text->len > 0)
    g_string_append (text, ", ");
  g_string_append (text, piece);
}

char *
bst_migrate_dup_figures (const BstMigrationStatus *status)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 done = bst_migration_status_get_done (status);

  if (status->downtime != BST_UNKNOWN)
    {
      g_autofree char *piece = g_strdup_printf (_ ("it stood still for %u ms"),
                                                (guint)MIN (status->downtime, G_MAXUINT));

      add_piece (text, piece);
    }
  if (status->elapsed != BST_UNKNOWN)
    {
      g_autofree char *piece =
          g_strdup_printf (_ ("%.1f s in all"), (double)status->elapsed / 1000);

      add_piece (text, piece);
    }
  if (done != BST_UNKNOWN)
    {
      g_autofree char *size = dup_size (done);
      g_autofree char *piece = g_strdup_printf (_ ("%s sent"), size);

      add_piece (text, piece);
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
bst_migrate_dup_left_behind (const char *const *disks, const char *source)
{
  g_autofree char *names = disks != NULL ? g_strjoinv (", ", (char **)disks) : NULL;

  if (names == NULL || *names == '\0')
    return NULL;

  /* Translators: disks, "vda, vdb", and a host. */
  return g_strdup_printf (_ ("Its old disks (%s) are still on %s."), names, source);
}

/* The hosts ended it by themselves, and nobody removed what it was there. */
char *
bst_migrate_dup_still_defined (const BstMachineLook *look,
                               gboolean live,
                               const BstMigrationOptions *options,
                               const char *source)
{
  if (!live || !options->undefine_source || !look->there || bst_machine_look_is_active (look))
    return NULL;

  return g_strdup_printf (
      _ ("It is still defined on %s, where it is off: delete it there, and keep "
         "the disks that it runs from."),
      source);
}

char *
bst_migrate_dup_kept_before (gboolean kept_before,
                             const BstMachineLook *look,
                             const char *destination)
{
  if (!kept_before || !look->there)
    return NULL;

  return g_strdup_printf (_ ("%s had a definition of it before and has one still, which may be the "
                             "old or the new one."),
                          destination);
}

GVariant *
bst_migrate_new_parameters (const BstMigrateRecord *record)
{
  const BstMigrationStorage *storage = record->storage;
  g_autoptr (GVariant) variant =
      g_variant_ref_sink (bst_migration_options_to_variant (record->options));
  GVariantDict dict;

  g_variant_dict_init (&dict, variant);
  g_variant_dict_insert (&dict, "source", "s", record->source);
  g_variant_dict_insert (&dict, "destination", "s", record->destination);
  g_variant_dict_insert (&dict, "ran", "b", record->live);
  g_variant_dict_insert (&dict, "led-by", "u", (guint)record->way);
  g_variant_dict_insert (&dict, "kept-before", "b", record->kept_before);
  if (storage != NULL)
    {
      bst_migration_places_write (storage->places, &dict);
      g_variant_dict_insert (&dict, "sources", "^as", storage->sources);
    }
  if (storage != NULL && g_variant_dict_contains (&dict, "created"))
    g_variant_dict_insert (&dict, "copied", "^as", storage->targets);

  return g_variant_dict_end (&dict);
}
