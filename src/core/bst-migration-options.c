/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-migration-options.h"

#include <glib/gi18n.h>
#include <string.h>

static void
disk_free (gpointer data)
{
  BstMigrationDisk *disk = data;

  g_free (disk->target);
  g_free (disk->pool);
  g_free (disk);
}

BstMigrationOptions *
bst_migration_options_new (void)
{
  BstMigrationOptions *self = g_new0 (BstMigrationOptions, 1);

  self->disks = g_ptr_array_new_with_free_func (disk_free);
  self->live = TRUE;
  self->copy_others = TRUE;
  self->persistent = TRUE;
  self->undefine_source = TRUE;

  return self;
}

BstMigrationOptions *
bst_migration_options_copy (const BstMigrationOptions *self)
{
  BstMigrationOptions *copy = g_new (BstMigrationOptions, 1);

  *copy = *self;
  copy->uri = g_strdup (self->uri);
  copy->disks = g_ptr_array_new_with_free_func (disk_free);
  for (guint i = 0; i < self->disks->len; i++)
    {
      const BstMigrationDisk *disk = self->disks->pdata[i];
      BstMigrationDisk *line = bst_migration_options_add_disk (copy, disk->target);

      line->copy = disk->copy;
      line->pool = g_strdup (disk->pool);
    }

  return copy;
}

void
bst_migration_options_free (BstMigrationOptions *self)
{
  g_free (self->uri);
  g_ptr_array_unref (self->disks);
  g_free (self);
}

gboolean
bst_migration_options_equal (const BstMigrationOptions *self, const BstMigrationOptions *other)
{
  g_autoptr (GVariant) mine = g_variant_ref_sink (bst_migration_options_to_variant (self));
  g_autoptr (GVariant) others = g_variant_ref_sink (bst_migration_options_to_variant (other));

  return g_variant_equal (mine, others);
}

static const char *const preset_nicks[] = {
  [BST_MIGRATION_PRESET_SAFE] = "safe",
  [BST_MIGRATION_PRESET_BUSY] = "busy",
  [BST_MIGRATION_PRESET_SLOW_LINK] = "slow-link",
};

const char *
bst_migration_preset_to_nick (BstMigrationPreset preset)
{
  g_return_val_if_fail (preset < BST_N_MIGRATION_PRESETS, NULL);

  return preset_nicks[preset];
}

gboolean
bst_migration_preset_from_nick (const char *nick, BstMigrationPreset *preset)
{
  for (guint i = 0; i < G_N_ELEMENTS (preset_nicks); i++)
    {
      if (g_strcmp0 (preset_nicks[i], nick) == 0)
        {
          *preset = (BstMigrationPreset)i;
          return TRUE;
        }
    }

  return FALSE;
}

void
bst_migration_options_apply_preset (BstMigrationOptions *self, BstMigrationPreset preset)
{
  gboolean busy = preset == BST_MIGRATION_PRESET_BUSY;
  gboolean slow = preset == BST_MIGRATION_PRESET_SLOW_LINK;

  self->auto_converge = busy || slow;
  self->converge_initial = busy ? 20 : 0;
  self->converge_step = busy ? 20 : 0;
  self->compressed = slow;
  self->connections = 0;
  /* QEMU's own is 300 ms. */
  self->max_downtime = busy ? 1000 : slow ? 2000 : 0;
  self->post_copy = FALSE;
  self->post_copy_after = 0;
}

void
bst_migration_options_set_offline (BstMigrationOptions *self)
{
  bst_migration_options_apply_preset (self, BST_MIGRATION_PRESET_SAFE);
  self->live = FALSE;
  self->suspend_after = 0;
  self->tunnelled = FALSE;
  self->persistent = TRUE;
}

BstMigrationDisk *
bst_migration_options_add_disk (BstMigrationOptions *self, const char *target)
{
  BstMigrationDisk *disk = (BstMigrationDisk *)bst_migration_options_find_disk (self, target);

  if (disk == NULL)
    {
      disk = g_new0 (BstMigrationDisk, 1);
      disk->target = g_strdup (target);
      disk->copy = TRUE;
      g_ptr_array_add (self->disks, disk);
    }

  return disk;
}

const BstMigrationDisk *
bst_migration_options_find_disk (const BstMigrationOptions *self, const char *target)
{
  for (guint i = 0; i < self->disks->len; i++)
    {
      const BstMigrationDisk *disk = self->disks->pdata[i];

      if (strcmp (disk->target, target) == 0)
        return disk;
    }

  return NULL;
}

gboolean
bst_migration_options_copies (const BstMigrationOptions *self, const char *target)
{
  const BstMigrationDisk *disk = bst_migration_options_find_disk (self, target);

  return self->copy != BST_MIGRATION_COPY_NONE && (disk != NULL ? disk->copy : self->copy_others);
}

const char *
bst_migration_options_get_conflict (const BstMigrationOptions *self)
{
  gboolean copies = self->copy != BST_MIGRATION_COPY_NONE;

  if (self->tunnelled && self->way == BST_MIGRATION_WAY_DIRECT)
    return _ ("Only a migration that the source leads can be tunnelled.");
  if (self->tunnelled && copies)
    return _ ("Disks cannot be copied through a tunnel.");
  if (self->tunnelled && self->connections > 1)
    return _ ("A tunnel is one connection.");
  if (self->tunnelled && self->post_copy)
    return _ ("Post-copy does not go through a tunnel.");
  /* libvirt and QEMU newer than 9.0 and 7.2 refuse it; those take it, and compress nothing. */
  if (self->connections > 1 && self->compressed)
    return _ ("Compression does not go over several connections.");
  /* QEMU refuses it from 8.1 to 10.0; before, it took what nobody had tried. */
  if (self->connections > 1 && self->post_copy)
    return _ ("Post-copy does not go over several connections.");
  if (self->compressed && self->post_copy)
    return _ ("Post-copy does not go with compression.");
  if (!self->live && (self->post_copy || self->auto_converge || self->suspend_after > 0))
    return _ ("A machine that is off has no memory to move.");
  if (!self->live && !self->persistent)
    return _ ("A machine that is off would be nowhere if the destination did not keep it.");

  return NULL;
}

/* How each member is called, and where it is. */
typedef struct
{
  const char *key;
  gsize offset;
  char type; /* of GVariant: b, u, t */
} Member;

#define MEMBER(key, member, type)                                                                  \
  {                                                                                                \
    key, G_STRUCT_OFFSET (BstMigrationOptions, member), type                                       \
  }

static const Member members[] = {
  MEMBER ("live", live, 'b'),
  MEMBER ("copy-others", copy_others, 'b'),
  MEMBER ("tunnelled", tunnelled, 'b'),
  MEMBER ("persistent", persistent, 'b'),
  MEMBER ("undefine-source", undefine_source, 'b'),
  MEMBER ("bandwidth", bandwidth, 't'),
  MEMBER ("max-downtime", max_downtime, 'u'),
  MEMBER ("suspend-after", suspend_after, 'u'),
  MEMBER ("until-paused", until_paused, 'b'),
  MEMBER ("auto-converge", auto_converge, 'b'),
  MEMBER ("converge-initial", converge_initial, 'u'),
  MEMBER ("converge-step", converge_step, 'u'),
  MEMBER ("compressed", compressed, 'b'),
  MEMBER ("connections", connections, 'u'),
  MEMBER ("post-copy", post_copy, 'b'),
  MEMBER ("post-copy-after", post_copy_after, 'u'),
  MEMBER ("unsafe", unsafe, 'b'),
  MEMBER ("forced", forced, 'b'),
};

static GVariant *
disks_to_variant (const BstMigrationOptions *self)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sbs)"));
  for (guint i = 0; i < self->disks->len; i++)
    {
      const BstMigrationDisk *disk = self->disks->pdata[i];

      g_variant_builder_add (&builder, "(sbs)", disk->target, disk->copy,
                             disk->pool != NULL ? disk->pool : "");
    }

  return g_variant_builder_end (&builder);
}

GVariant *
bst_migration_options_to_variant (const BstMigrationOptions *self)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      gconstpointer member = G_STRUCT_MEMBER_P (self, members[i].offset);

      if (members[i].type == 'b')
        g_variant_dict_insert (&dict, members[i].key, "b", *(const gboolean *)member);
      else if (members[i].type == 'u')
        g_variant_dict_insert (&dict, members[i].key, "u", *(const guint *)member);
      else
        g_variant_dict_insert (&dict, members[i].key, "t", *(const guint64 *)member);
    }
  g_variant_dict_insert (&dict, "way", "u", (guint)self->way);
  g_variant_dict_insert (&dict, "copy", "u", (guint)self->copy);
  if (self->uri != NULL)
    g_variant_dict_insert (&dict, "uri", "s", self->uri);
  if (self->disks->len > 0)
    g_variant_dict_insert_value (&dict, "disks", disks_to_variant (self));

  return g_variant_dict_end (&dict);
}

static void
take_disks (BstMigrationOptions *self, GVariant *disks)
{
  GVariantIter iter;
  const char *target, *pool;
  gboolean copy;

  g_variant_iter_init (&iter, disks);
  while (g_variant_iter_next (&iter, "(&sb&s)", &target, &copy, &pool))
    {
      BstMigrationDisk *disk = bst_migration_options_add_disk (self, target);

      disk->copy = copy;
      g_free (disk->pool);
      disk->pool = pool[0] != '\0' ? g_strdup (pool) : NULL;
    }
}

BstMigrationOptions *
bst_migration_options_from_variant (GVariant *variant)
{
  g_autoptr (BstMigrationOptions) self = bst_migration_options_new ();
  g_auto (GVariantDict) dict;
  g_autoptr (GVariant) disks = NULL;
  guint way, copy;

  g_variant_dict_init (&dict, variant);
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char type[] = { members[i].type, '\0' };
      g_autoptr (GVariant) value =
          g_variant_dict_lookup_value (&dict, members[i].key, G_VARIANT_TYPE (type));
      gpointer member = G_STRUCT_MEMBER_P (self, members[i].offset);

      if (value == NULL)
        continue;
      if (type[0] == 'b')
        *(gboolean *)member = g_variant_get_boolean (value);
      else if (type[0] == 'u')
        *(guint *)member = g_variant_get_uint32 (value);
      else
        *(guint64 *)member = g_variant_get_uint64 (value);
    }
  if (g_variant_dict_lookup (&dict, "way", "u", &way) && way <= BST_MIGRATION_WAY_DIRECT)
    self->way = (BstMigrationWay)way;
  if (g_variant_dict_lookup (&dict, "copy", "u", &copy) && copy <= BST_MIGRATION_COPY_INCREMENTAL)
    self->copy = (BstMigrationCopy)copy;
  g_variant_dict_lookup (&dict, "uri", "s", &self->uri);
  disks = g_variant_dict_lookup_value (&dict, "disks", G_VARIANT_TYPE ("a(sbs)"));
  if (disks != NULL)
    take_disks (self, disks);

  return g_steal_pointer (&self);
}
