/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-snapshot-rules-private.h"

#include <glib/gi18n.h>
#include <string.h>

/* libvirt writes a snapshot of QEMU to a file NAME.xml.new first, and a file's name has 255 bytes. With
 * a longer one it takes the snapshot, fails to keep it, and forgets which was the current one. */
#define MOST_NAME_QEMU 247
#define MOST_NAME 255

/* libvirt 9 hands the name to QEMU's monitor within quotes: with one of these in it nothing is kept, it
 * says that all went well, and going back to it ends the machine. Tried with QEMU 7.2. */
#define LOST_IN_QEMU "\"\\"

const char *
bst_snapshot_kind_get_label (BstSnapshotKind kind)
{
  switch (kind)
    {
    case BST_SNAPSHOT_INTERNAL:
      return _ ("Inside the disks");
    case BST_SNAPSHOT_EXTERNAL:
      return _ ("Overlays and memory");
    case BST_SNAPSHOT_DISKS:
      return _ ("Overlays");
    case BST_N_SNAPSHOT_KINDS:
    default:
      g_return_val_if_reached ("");
    }
}

gboolean
bst_snapshot_rules_answer (char *reason, char **why)
{
  gboolean yes = reason == NULL;

  if (why != NULL && reason != NULL)
    *why = g_steal_pointer (&reason);
  g_free (reason);

  return yes;
}

char *
bst_snapshot_rules_dup_version (const BstSnapshotSubject *subject)
{
  char *version = bst_version_to_string (subject->libvirt_version);

  return version != NULL ? version : g_strdup ("?");
}

char *
bst_snapshot_rules_dup_against_all (const BstSnapshotSubject *subject)
{
  if (!subject->connected)
    return g_strdup (_ ("Its host is not connected."));
  if (!subject->supported)
    return g_strdup_printf (_ ("The hypervisor of %s has no snapshots."), subject->host);
  /* libvirt would wait for it, half a minute, and refuse then. */
  if (subject->taking)
    return g_strdup (_ ("A snapshot of it is being taken: wait until that is over."));
  if (subject->busy)
    return g_strdup (_ ("Its host is busy with it already (a migration, a backup, a merge of its "
                        "disks): wait until that is over."));

  return NULL;
}

/* --- Revert --- */

/* An internal one is inside the image that the disk was then. */
static char *
dup_against_other_images (const BstSnapshotSubject *subject, const BstSnapshotFacts *snapshot)
{
  for (guint i = 0; i < snapshot->disks->len; i++)
    {
      const BstSnapshotDisk *disk = snapshot->disks->pdata[i];
      const BstBlockLayer *top = bst_snapshot_subject_get_top (subject, disk->target);

      if (disk->base != NULL && top != NULL && top->source != NULL &&
          g_strcmp0 (disk->kind, "internal") == 0 && !g_str_equal (disk->base, top->source))
        return g_strdup_printf (
            _ ("The disk %s is another image now: it would be left behind, with all that was "
               "written to it. Consolidate first."),
            disk->target);
    }

  return NULL;
}

static char *
dup_against_revert (const BstSnapshotSubject *subject, const BstSnapshotFacts *snapshot)
{
  g_autofree char *version = bst_snapshot_rules_dup_version (subject);

  if (!subject->qemu)
    return NULL;
  if (bst_snapshot_kind_is_external (snapshot->kind) &&
      subject->libvirt_version < BST_SNAPSHOT_LIBVIRT_EXTERNAL_REVERT)
    return g_strdup_printf (_ ("It is external, and libvirt %s on %s cannot go back to such a "
                               "snapshot: update libvirt there to 9.9 or later."),
                            version, subject->host);
  if (!bst_snapshot_kind_is_external (snapshot->kind))
    {
      char *reason = bst_snapshot_rules_dup_against_uefi (subject);

      if (reason == NULL && snapshot->has_memory && strpbrk (snapshot->name, LOST_IN_QEMU) != NULL)
        reason = g_strdup (_ ("Its name has a quotation mark or a backslash: QEMU has kept nothing under "
                              "it, and the machine would not start again."));
      if (reason == NULL)
        reason = dup_against_other_images (subject, snapshot);
      if (reason != NULL)
        return reason;
    }
  if (subject->managed_save && !subject->active)
    return g_strdup (_ ("It has a saved state, which would not fit the disks any more: restore or "
                        "discard it first."));

  return NULL;
}

gboolean
bst_snapshot_rules_can_revert (const BstSnapshotSubject *subject,
                               const BstSnapshotFacts *snapshot,
                               char **why)
{
  char *reason = bst_snapshot_rules_dup_against_all (subject);

  return bst_snapshot_rules_answer (reason != NULL ? reason : dup_against_revert (subject, snapshot), why);
}

gboolean
bst_snapshot_rules_can_revert_as_then (const BstSnapshotSubject *subject,
                                       const BstSnapshotFacts *snapshot,
                                       char **why)
{
  gboolean gone = subject->qemu && !subject->persistent && !snapshot->has_memory;

  return bst_snapshot_rules_answer (
      gone ? g_strdup (_ ("It was off then, and is not defined on its host: once off, it would be "
                          "gone. It must run or be paused after that."))
           : NULL,
      why);
}

static char *
dup_age (gint64 seconds)
{
  if (seconds < 3600)
    {
      guint minutes = (guint)MAX (1, seconds / 60);

      return g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);
    }
  if (seconds < 48 * 3600)
    {
      guint hours = (guint)(seconds / 3600);

      return g_strdup_printf (ngettext ("%u hour", "%u hours", hours), hours);
    }

  return g_strdup_printf (
      ngettext ("%u day", "%u days", (guint)(seconds / 86400)), (guint)(seconds / 86400));
}

char *
bst_snapshot_rules_dup_loss (const BstSnapshotSubject *subject,
                             const BstSnapshotFacts *snapshot,
                             gint64 now)
{
  gint64 since = snapshot->created_at > 0 ? MAX (0, now - snapshot->created_at) : 0;
  g_autofree char *age = dup_age (since);
  GString *text = g_string_new (NULL);

  if (snapshot->created_at > 0)
    /* Translators: "3 hours" */
    g_string_append_printf (
        text, _ ("Everything that the machine wrote since then, %s ago, is lost, unless another "
                 "snapshot has it."),
        age);
  else
    g_string_append (text, _ ("Everything that the machine wrote since is lost, unless another "
                              "snapshot has it."));
  g_string_append_c (text, ' ');
  if (subject->active && !snapshot->has_memory)
    g_string_append (text, _ ("It runs now and was saved without its memory: it is stopped, as by "
                              "pulling the plug."));
  else if (subject->active)
    g_string_append (text, _ ("What runs in it now is replaced by what ran then."));

  return g_strchomp (g_string_free (text, FALSE));
}

/* --- Delete --- */

static gboolean
is_in_front_of (const BstSnapshotSubject *subject, const BstSnapshotFacts *snapshot)
{
  for (guint i = 0; i < snapshot->disks->len; i++)
    {
      const BstSnapshotDisk *disk = snapshot->disks->pdata[i];
      const BstBlockLayer *top = bst_snapshot_subject_get_top (subject, disk->target);

      if (disk->file != NULL && top != NULL && g_strcmp0 (top->source, disk->file) == 0)
        return TRUE;
    }

  return FALSE;
}

/* libvirt merges an external one into what it stands on. */
static char *
dup_against_merge (const BstSnapshotSubject *subject,
                   const BstSnapshotFacts *snapshot,
                   gboolean alone)
{
  g_autoptr (GPtrArray) descendants = bst_snapshot_subject_get_descendants (subject, snapshot);
  g_autofree char *version = bst_snapshot_rules_dup_version (subject);

  if (!subject->qemu || !bst_snapshot_kind_is_external (snapshot->kind))
    return NULL;
  if (subject->libvirt_version < BST_SNAPSHOT_LIBVIRT_EXTERNAL_DELETE)
    return g_strdup_printf (_ ("“%s” is external, and libvirt %s on %s cannot delete such a snapshot: "
                               "update libvirt there to 9.0 or later."),
                            snapshot->name, version, subject->host);
  if (subject->managed_save && !subject->active)
    return g_strdup (_ ("It has a saved state, which would not fit the disks any more: restore or "
                        "discard it first."));
  if (alone && bst_snapshot_subject_count_children (subject, snapshot) > 1)
    return g_strdup_printf (_ ("More than one snapshot stands on “%s”: delete those of one branch "
                               "first."),
                            snapshot->name);
  if (alone && descendants->len > 0 && !subject->active)
    return g_strdup (_ ("It is off, and libvirt merges only the newest overlay then: start the machine, or "
                        "delete what comes from it first."));
  if (descendants->len == 0 && !is_in_front_of (subject, snapshot))
    return g_strdup_printf (_ ("The overlay of “%s” is not in use: libvirt has nothing to merge it "
                               "into."),
                            snapshot->name);
  for (guint i = 0; alone && i < descendants->len; i++)
    {
      const BstSnapshotFacts *descendant = descendants->pdata[i];

      if (!bst_snapshot_kind_is_external (descendant->kind))
        return g_strdup_printf (_ ("The internal snapshot “%s” is inside its overlay, and would be lost: "
                                   "delete that first."),
                                descendant->name);
    }

  return NULL;
}

/* An internal one under overlays: libvirt 9 would look for it in the image in front. */
static char *
dup_against_internal_delete (const BstSnapshotSubject *subject, const BstSnapshotFacts *snapshot)
{
  if (!subject->qemu || bst_snapshot_kind_is_external (snapshot->kind))
    return NULL;

  return dup_against_other_images (subject, snapshot);
}

gboolean
bst_snapshot_rules_can_delete (const BstSnapshotSubject *subject,
                               const BstSnapshotFacts *snapshot,
                               BstSnapshotScope scope,
                               char **why)
{
  g_autoptr (GPtrArray) descendants = bst_snapshot_subject_get_descendants (subject, snapshot);
  char *reason = bst_snapshot_rules_dup_against_all (subject);

  if (reason == NULL && scope != BST_SNAPSHOT_THIS && descendants->len == 0)
    reason = g_strdup (_ ("No other snapshot comes from it."));
  if (reason == NULL && scope != BST_SNAPSHOT_CHILDREN)
    reason = dup_against_merge (subject, snapshot, scope == BST_SNAPSHOT_THIS);
  if (reason == NULL && scope != BST_SNAPSHOT_CHILDREN)
    reason = dup_against_internal_delete (subject, snapshot);
  /* By the time that a descendant is deleted, what came from it is gone. */
  for (guint i = 0; reason == NULL && scope != BST_SNAPSHOT_THIS && i < descendants->len; i++)
    {
      reason = dup_against_merge (subject, descendants->pdata[i], FALSE);
      if (reason == NULL)
        reason = dup_against_internal_delete (subject, descendants->pdata[i]);
    }

  return bst_snapshot_rules_answer (reason, why);
}

char **
bst_snapshot_rules_get_delete_order (const BstSnapshotSubject *subject,
                                     const BstSnapshotFacts *snapshot,
                                     BstSnapshotScope scope)
{
  g_autoptr (GPtrArray) descendants = bst_snapshot_subject_get_descendants (subject, snapshot);
  g_autoptr (GStrvBuilder) order = g_strv_builder_new ();

  for (guint i = 0; scope != BST_SNAPSHOT_THIS && i < descendants->len; i++)
    g_strv_builder_add (order, ((BstSnapshotFacts *)descendants->pdata[i])->name);
  if (scope != BST_SNAPSHOT_CHILDREN)
    g_strv_builder_add (order, snapshot->name);

  return g_strv_builder_end (order);
}

/* --- Consolidate --- */

static const BstSnapshotFacts *
find_maker (const BstSnapshotSubject *subject, const char *file)
{
  for (guint i = 0; i < subject->snapshots->len; i++)
    {
      const BstSnapshotFacts *snapshot = subject->snapshots->pdata[i];

      for (guint j = 0; j < snapshot->disks->len; j++)
        {
          if (g_strcmp0 (((BstSnapshotDisk *)snapshot->disks->pdata[j])->file, file) == 0)
            return snapshot;
        }
    }

  return NULL;
}

/* The layers in front come from the newest snapshots: deleted in that order, no parent goes before
 * its children. What libvirt does not tell of a machine that is off, the snapshots know. */
char **
bst_snapshot_rules_get_merge_order (const BstSnapshotSubject *subject)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < subject->chains->len; i++)
    {
      const BstBlockChain *chain = subject->chains->pdata[i];
      const char *file = ((BstBlockLayer *)chain->layers->pdata[0])->source;
      const BstSnapshotFacts *maker;

      /* Bounded: only a broken host could tell of a loop. */
      for (guint n = 0; n < subject->snapshots->len && file != NULL &&
                        (maker = find_maker (subject, file)) != NULL;
           n++)
        {
          const char *base = NULL;

          for (guint j = 0; j < maker->disks->len; j++)
            {
              const BstSnapshotDisk *disk = maker->disks->pdata[j];

              if (g_strcmp0 (disk->target, chain->target) == 0)
                base = disk->base;
            }
          if (g_hash_table_add (seen, (gpointer)maker))
            g_strv_builder_add (builder, maker->name);
          file = base;
        }
    }

  return g_strv_builder_end (builder);
}

char **
bst_snapshot_rules_get_foreign_disks (const BstSnapshotSubject *subject)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < subject->chains->len; i++)
    {
      const BstBlockChain *chain = subject->chains->pdata[i];

      for (guint j = 0; j + 1 < chain->layers->len; j++)
        {
          if (find_maker (subject, ((BstBlockLayer *)chain->layers->pdata[j])->source) != NULL)
            continue;
          g_strv_builder_add (builder, chain->target);
          break;
        }
    }

  return g_strv_builder_end (builder);
}

static gboolean
shares_base (const BstSnapshotFacts *one, const BstSnapshotFacts *other)
{
  for (guint i = 0; i < one->disks->len; i++)
    {
      const BstSnapshotDisk *disk = one->disks->pdata[i];

      for (guint j = 0; disk->base != NULL && j < other->disks->len; j++)
        {
          const BstSnapshotDisk *others = other->disks->pdata[j];

          if (others->file != NULL && g_strcmp0 (others->base, disk->base) == 0)
            return TRUE;
        }
    }

  return FALSE;
}

/* All of @order are merged: what comes from one of them and is not among them, or has its overlay on
 * the image that one is merged into, would be lost. */
static char *
dup_against_branch (const BstSnapshotSubject *subject,
                    const BstSnapshotFacts *snapshot,
                    char **order)
{
  g_autoptr (GPtrArray) descendants = bst_snapshot_subject_get_descendants (subject, snapshot);

  for (guint i = 0; i < subject->snapshots->len; i++)
    {
      const BstSnapshotFacts *other = subject->snapshots->pdata[i];
      const gboolean comes_from = g_ptr_array_find (descendants, other, NULL);

      if (g_strv_contains ((const char *const *)order, other->name))
        continue;
      if (comes_from && !bst_snapshot_kind_is_external (other->kind))
        return g_strdup_printf (_ ("The internal snapshot “%s” is inside an overlay, and would be lost: "
                                   "delete that first."),
                                other->name);
      if (comes_from || shares_base (snapshot, other))
        return g_strdup_printf (_ ("The snapshot “%s” is of another branch, and stands on an image that "
                                   "would be changed: delete that first."),
                                other->name);
    }

  return NULL;
}

gboolean
bst_snapshot_rules_can_consolidate (const BstSnapshotSubject *subject, char **why)
{
  g_auto (GStrv) order = bst_snapshot_rules_get_merge_order (subject);
  g_auto (GStrv) foreign = bst_snapshot_rules_get_foreign_disks (subject);
  char *reason = bst_snapshot_rules_dup_against_all (subject);

  if (reason == NULL && order[0] == NULL && foreign[0] == NULL)
    reason = g_strdup (_ ("Each of its disks is one image already."));
  for (guint i = 0; reason == NULL && order[i] != NULL; i++)
    {
      const BstSnapshotFacts *snapshot = bst_snapshot_facts_find (subject->snapshots, order[i]);

      /* By the time that it is merged, those in front of it are gone. */
      reason = dup_against_merge (subject, snapshot, FALSE);
      if (reason == NULL)
        reason = dup_against_branch (subject, snapshot, order);
    }
  if (reason == NULL && order[0] == NULL && !subject->active)
    reason = g_strdup (_ ("Its overlays are of no snapshot: they can be copied together while the "
                          "machine runs."));

  return bst_snapshot_rules_answer (reason, why);
}

/* --- Rename and describe --- */

gboolean
bst_snapshot_rules_can_describe (const BstSnapshotSubject *subject, char **why)
{
  return bst_snapshot_rules_answer (bst_snapshot_rules_dup_against_all (subject), why);
}

gboolean
bst_snapshot_rules_can_rename (const BstSnapshotSubject *subject,
                               const BstSnapshotFacts *snapshot,
                               char **why)
{
  char *reason = bst_snapshot_rules_dup_against_all (subject);

  if (reason == NULL && !subject->qemu)
    reason = g_strdup (_ ("Only QEMU and KVM let a snapshot be renamed. Describe it instead."));
  if (reason == NULL && !bst_snapshot_kind_is_external (snapshot->kind))
    reason = g_strdup (_ ("Its name is also the one inside the images, by which it is found when you go "
                          "back to it. Describe it instead."));

  return bst_snapshot_rules_answer (reason, why);
}

static char *
dup_against_name (const BstSnapshotSubject *subject, const char *name, const char *old)
{
  guint most = subject->qemu ? MOST_NAME_QEMU : MOST_NAME;

  if (name[0] == '\0')
    return g_strdup (_ ("A snapshot needs a name."));
  if (!g_utf8_validate (name, -1, NULL))
    return g_strdup (_ ("The name is no UTF-8 text."));
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (p)))
        return g_strdup (_ ("The name must be one line."));
    }
  if (strlen (name) > most)
    return g_strdup_printf (_ ("The name takes %u bytes, and libvirt there keeps it in a file whose name "
                               "has room for %u."),
                            (guint)strlen (name), most);
  if (strchr (name, '/') != NULL)
    return g_strdup (_ ("The name must have no “/”: libvirt makes a file of it."));
  if (subject->qemu && strpbrk (name, LOST_IN_QEMU) != NULL)
    return g_strdup (_ ("The name must have no quotation mark (\") and no backslash: QEMU would keep "
                        "nothing under it."));
  if (name[0] == '.')
    return g_strdup (_ ("The name must not begin with a full stop."));
  if (g_ascii_isspace (name[0]) || g_ascii_isspace (name[strlen (name) - 1]))
    return g_strdup (_ ("The name must not begin or end with a space."));
  if (g_strcmp0 (name, old) != 0 && bst_snapshot_facts_find (subject->snapshots, name) != NULL)
    return g_strdup_printf (_ ("There is a snapshot “%s” already."), name);

  return NULL;
}

gboolean
bst_snapshot_rules_check_name (const BstSnapshotSubject *subject,
                               const char *name,
                               const char *old,
                               char **why)
{
  return bst_snapshot_rules_answer (dup_against_name (subject, name, old), why);
}

char *
bst_snapshot_rules_suggest_name (const BstSnapshotSubject *subject, GDateTime *now)
{
  g_autofree char *stem = g_date_time_format (now, "%Y-%m-%d %H:%M");
  g_autofree char *name = g_strdup (stem);

  for (guint i = 2; bst_snapshot_facts_find (subject->snapshots, name) != NULL; i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", stem, i);
    }

  return g_steal_pointer (&name);
}

/* --- Files --- */

char *
bst_snapshot_rules_make_path (const char *base,
                              const char *name,
                              GDateTime *now,
                              const char *ending)
{
  g_autofree char *folder = NULL;
  g_autofree char *file = NULL;
  g_autofree char *time = g_date_time_format (now, "%Y%m%d-%H%M%S");
  g_autoptr (GString) word = g_string_new (NULL);
  char *dot;

  if (base == NULL || base[0] != '/')
    return NULL;

  folder = g_path_get_dirname (base);
  file = g_path_get_basename (base);
  dot = strchr (file + 1, '.');
  if (file[0] != '\0' && dot != NULL)
    *dot = '\0';
  for (const char *p = name; *p != '\0' && word->len < 40; p++)
    g_string_append_c (word, g_ascii_isalnum (*p) || *p == '-' || *p == '_' ? *p : '-');

  return g_strdup_printf ("%s/%.100s.%s-%s.%s", g_str_equal (folder, "/") ? "" : folder, file,
                          word->str, time, ending);
}
