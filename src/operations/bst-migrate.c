/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-migrate.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"

struct _BstMigrate
{
  BstOperation parent_instance;

  BstMigrationOptions *options;
  char *destination;
  GArray *samples;
};

G_DEFINE_FINAL_TYPE (BstMigrate, bst_migrate, BST_TYPE_OPERATION)

static void
bst_migrate_run (BstOperation *operation)
{
  bst_operation_finish (operation, bst_error_new (BST_ERROR_UNSUPPORTED, NULL, NULL, "Not yet"));
}

static void
bst_migrate_class_init (BstMigrateClass *klass)
{
  BST_OPERATION_CLASS (klass)->run = bst_migrate_run;
}

static void
bst_migrate_init (BstMigrate *self)
{
  self->samples = g_array_new (FALSE, FALSE, sizeof (BstMigrationStatus));
}

BstOperation *
bst_migrate_new (BstFleet *fleet,
                 BstMachine *machine,
                 BstHost *destination,
                 const BstMigrationOptions *options)
{
  BstMigrate *self = g_object_new (BST_TYPE_MIGRATE, "kind", BST_MIGRATE_KIND, NULL);

  self->options = bst_migration_options_copy (options);
  self->destination = g_strdup (bst_host_get_name (destination));

  return BST_OPERATION (self);
}

BstOperation *
bst_migrate_new_many (BstFleet *fleet,
                      GPtrArray *machines,
                      BstHost *destination,
                      const BstMigrationOptions *options,
                      guint at_a_time)
{
  return bst_migrate_new (fleet, machines->pdata[0], destination, options);
}

const BstMigrationOptions *
bst_migrate_get_options (BstMigrate *self)
{
  return self->options;
}

gint64
bst_migrate_get_destination_id (BstMigrate *self)
{
  return bst_operation_get_other_host_id (BST_OPERATION (self));
}

const char *
bst_migrate_get_destination_name (BstMigrate *self)
{
  return self->destination;
}

BstMigrationWay
bst_migrate_get_way (BstMigrate *self)
{
  return self->options->way;
}

GArray *
bst_migrate_get_samples (BstMigrate *self)
{
  return self->samples;
}

void
bst_migrate_set_max_downtime (BstMigrate *self, guint milliseconds)
{
}

void
bst_migrate_set_bandwidth (BstMigrate *self, guint64 bandwidth)
{
}

gboolean
bst_migrate_can_start_post_copy (BstMigrate *self)
{
  return FALSE;
}

void
bst_migrate_start_post_copy (BstMigrate *self)
{
}
