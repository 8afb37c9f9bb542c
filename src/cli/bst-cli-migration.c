/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli-migration.h"

#include <glib/gi18n.h>

#include "operations/bst-drain.h"

GArray *
bst_cli_migration_new_entries (BstCliMigration *self, const GOptionEntry *own, guint n_own)
{
  const GOptionEntry entries[] = {
    { "preset", 0, 0, G_OPTION_ARG_STRING, &self->preset,
      N_ ("How: “safe” (the default), “busy” or “slow-link”; what follows changes it"),
      N_ ("PRESET") },
    { "p2p", 0, 0, G_OPTION_ARG_NONE, &self->peer_to_peer,
      N_ ("The source leads it: it goes on when this command ends"), NULL },
    { "direct", 0, 0, G_OPTION_ARG_NONE, &self->direct, N_ ("This command leads it"), NULL },
    { "tunnelled", 0, 0, G_OPTION_ARG_NONE, &self->tunnelled,
      N_ ("Through libvirt’s own connection between the hosts"), NULL },
    { "copy", 0, 0, G_OPTION_ARG_STRING, &self->copy,
      N_ ("Copy disks: “all”, or “incremental” over backing files that are there"), N_ ("WHAT") },
    { "copy-disk", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->copy_disks,
      N_ ("Copy this disk only, into this pool; may be given again"), N_ ("DISK[=POOL]") },
    { "keep-source", 0, 0, G_OPTION_ARG_NONE, &self->keep_source,
      N_ ("Leave its definition at the source"), NULL },
    { "not-persistent", 0, 0, G_OPTION_ARG_NONE, &self->not_persistent,
      N_ ("The destination does not keep it when it is off"), NULL },
    { "bandwidth", 0, 0, G_OPTION_ARG_INT, &self->bandwidth, N_ ("At most N MiB a second"), "N" },
    { "max-downtime", 0, 0, G_OPTION_ARG_INT, &self->max_downtime,
      N_ ("It may stand still for MS milliseconds at the end"), "MS" },
    { "auto-converge", 0, 0, G_OPTION_ARG_NONE, &self->auto_converge,
      N_ ("Slow the guest down where its memory changes too fast"), NULL },
    { "converge-initial", 0, 0, G_OPTION_ARG_INT, &self->converge_initial,
      N_ ("... at first by N percent"), "N" },
    { "converge-step", 0, 0, G_OPTION_ARG_INT, &self->converge_step,
      N_ ("... then by N percent more each time"), "N" },
    { "compress", 0, 0, G_OPTION_ARG_NONE, &self->compressed, N_ ("Compress memory"), NULL },
    { "connections", 0, 0, G_OPTION_ARG_INT, &self->connections, N_ ("N at a time, in parallel"),
      "N" },
    { "post-copy", 0, 0, G_OPTION_ARG_NONE, &self->post_copy,
      N_ ("Allow it to be switched over before its memory is there"), NULL },
    { "post-copy-after", 0, 0, G_OPTION_ARG_INT, &self->post_copy_after,
      N_ ("... and do so after N seconds"), "N" },
    { "suspend-after", 0, 0, G_OPTION_ARG_INT, &self->suspend_after,
      N_ ("Pause the guest after N seconds of sending memory, so that it ends"), "N" },
    { "until-paused", 0, 0, G_OPTION_ARG_NONE, &self->until_paused,
      N_ ("Begin when somebody pauses it or shuts it down"), NULL },
    { "unsafe", 0, 0, G_OPTION_ARG_NONE, &self->unsafe,
      N_ ("Also where libvirt fears for the disks"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &self->forced,
      N_ ("Do not check first: try it, and let the hosts say what forbids it"), NULL },
    { "uri", 0, 0, G_OPTION_ARG_STRING, &self->uri, N_ ("Send the memory there: tcp://ADDRESS"),
      N_ ("URI") },
    { "at-a-time", 0, 0, G_OPTION_ARG_INT, &self->at_a_time,
      N_ ("At most N machines at a time: 1, or 2 as without it"), "N" },
  };
  GArray *all = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));

  self->at_a_time = BST_DRAIN_AT_A_TIME;
  g_array_append_vals (all, own, n_own);
  g_array_append_vals (all, entries, G_N_ELEMENTS (entries));

  return all;
}

static gboolean
take_copies (BstCliMigration *self, BstMigrationOptions *options, const char *command)
{
  if (g_strcmp0 (self->copy, "incremental") == 0)
    options->copy = BST_MIGRATION_COPY_INCREMENTAL;
  else if (g_strcmp0 (self->copy, "all") == 0 || (self->copy == NULL && self->copy_disks != NULL))
    options->copy = BST_MIGRATION_COPY_ALL;
  else if (self->copy != NULL)
    {
      bst_cli_usage (command, _ ("“%s” is neither “all” nor “incremental”"), self->copy);
      return FALSE;
    }

  for (guint i = 0; self->copy_disks != NULL && self->copy_disks[i] != NULL; i++)
    {
      g_auto (GStrv) pieces = g_strsplit (self->copy_disks[i], "=", 2);
      BstMigrationDisk *disk = bst_migration_options_add_disk (options, pieces[0]);

      g_free (disk->pool);
      disk->pool = g_strdup (pieces[1]);
    }
  options->copy_others = self->copy_disks == NULL;

  return TRUE;
}

static gboolean
has_negative (const BstCliMigration *self)
{
  return self->bandwidth < 0 || self->max_downtime < 0 || self->connections < 0 ||
         self->post_copy_after < 0 || self->suspend_after < 0;
}

/* QEMU slows a guest down by so much at most. */
static gboolean
is_percentage (int n)
{
  return n >= 0 && n <= 99;
}

BstMigrationOptions *
bst_cli_migration_to_options (BstCliMigration *self, const char *command)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  BstMigrationPreset preset = BST_MIGRATION_PRESET_SAFE;
  const char *conflict;

  if (self->preset != NULL && !bst_migration_preset_from_nick (self->preset, &preset))
    {
      bst_cli_usage (command, _ ("there is no preset “%s”"), self->preset);
      return NULL;
    }
  if (!is_percentage (self->converge_initial) || !is_percentage (self->converge_step))
    {
      bst_cli_usage (command, "%s", _ ("a guest is slowed down by 1 to 99 percent"));
      return NULL;
    }
  if (self->at_a_time < 1 || self->at_a_time > BST_DRAIN_AT_A_TIME)
    {
      bst_cli_usage (command,
                     _ ("“--at-a-time” takes 1 to %u: with more machines on their way, a host could "
                        "be asked for nothing else; leave it out for %u"),
                     BST_DRAIN_AT_A_TIME, BST_DRAIN_AT_A_TIME);
      return NULL;
    }
  if (has_negative (self) || (self->peer_to_peer && self->direct))
    {
      bst_cli_usage (command, "%s", _ ("these options make no sense together"));
      return NULL;
    }

  bst_migration_options_apply_preset (options, preset);
  if (!take_copies (self, options, command))
    return NULL;
  options->way = self->peer_to_peer ? BST_MIGRATION_WAY_PEER_TO_PEER
                 : self->direct     ? BST_MIGRATION_WAY_DIRECT
                                    : BST_MIGRATION_WAY_AUTO;
  options->tunnelled = self->tunnelled;
  options->undefine_source = !self->keep_source;
  options->persistent = !self->not_persistent;
  options->bandwidth = (guint64)self->bandwidth << 20;
  if (self->max_downtime > 0)
    options->max_downtime = (guint)self->max_downtime;
  options->auto_converge = options->auto_converge || self->auto_converge ||
                           self->converge_initial > 0 || self->converge_step > 0;
  if (self->converge_initial > 0)
    options->converge_initial = (guint)self->converge_initial;
  if (self->converge_step > 0)
    options->converge_step = (guint)self->converge_step;
  options->compressed = options->compressed || self->compressed;
  options->connections = (guint)self->connections;
  options->post_copy = self->post_copy || self->post_copy_after > 0;
  options->post_copy_after = (guint)self->post_copy_after;
  options->suspend_after = (guint)self->suspend_after;
  options->until_paused = self->until_paused;
  options->unsafe = self->unsafe;
  options->forced = self->forced;
  options->uri = g_strdup (self->uri);

  conflict = bst_migration_options_get_conflict (options);
  if (conflict != NULL)
    {
      bst_cli_usage (command, "%s", conflict);
      return NULL;
    }

  return g_steal_pointer (&options);
}

void
bst_cli_migration_clear (BstCliMigration *self)
{
  g_free (self->preset);
  g_free (self->copy);
  g_strfreev (self->copy_disks);
  g_free (self->uri);
}
