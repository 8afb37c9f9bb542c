/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checks of all that the machine has in files: by what libvirt 9.0 takes as shared and as safe, and
 * by whether both hosts really see the same. */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "operations/bst-preflight-private.h"

/* Since this one QEMU drops the destination's caches by itself, so that any cache mode is safe. */
#define QEMU_DROPS_CACHES 4000000

gboolean
bst_case_copies (const BstPreflightCase *subject, const BstNeedFile *file)
{
  return file->kind == BST_NEED_DISK && !file->readonly && !file->shareable &&
         file->target != NULL && bst_migration_options_copies (subject->options, file->target);
}

/* Where libvirt fears for a disk, which can be overruled. */
static BstVerdict
unless_unsafe (const BstPreflightCase *subject)
{
  return subject->options->unsafe ? BST_VERDICT_WARN : bst_case_block (subject);
}

const BstStoragePool *
bst_pools_find (const GPtrArray *pools, const char *name)
{
  for (guint i = 0; pools != NULL && i < pools->len; i++)
    {
      const BstStoragePool *pool = pools->pdata[i];

      if (g_strcmp0 (pool->name, name) == 0)
        return pool;
    }

  return NULL;
}

static const char *
get_name (const BstNeedFile *file)
{
  return file->target != NULL ? file->target : file->path;
}

/* --- Disks that stay where they are --- */

/* Devices have names of their own, by which two hosts can tell that they mean the same. */
static void
check_block (const BstPreflightCase *subject, const BstNeedFile *file, GPtrArray *findings)
{
  const BstPathLook *here = bst_host_look_find (subject->source->look, file->path);
  const BstPathLook *there = bst_host_look_find (subject->target->look, file->path);
  const char *target = subject->target->name;
  gboolean seen_there = there != NULL && there->state != BST_PATH_UNKNOWN;
  g_autofree char *unseen =
      bst_place_dup_unseen_remedy (seen_there ? subject->source : subject->target);

  if (here == NULL || !seen_there)
    bst_findings_add (findings, BST_VERDICT_WARN, unseen, file->path,
                      _ ("Whether %s has the device of the disk %s could not be seen"), target,
                      get_name (file));
  else if (there->state == BST_PATH_MISSING)
    bst_findings_add (
        findings, bst_case_block (subject),
        _ ("Connect the storage to that host, under the same name; or copy the disk."), file->path,
        _ ("%s does not have the device of the disk %s"), target, get_name (file));
  else if (here->wwn != NULL && there->wwn != NULL && *here->wwn != '\0' && *there->wwn != '\0')
    {
      if (strcmp (here->wwn, there->wwn) != 0)
        bst_findings_add (findings, bst_case_block (subject),
                          _ ("Name devices by what they are (/dev/disk/by-id/…) in the XML."),
                          file->path, _ ("On %s the name of the disk %s is another device"), target,
                          get_name (file));
    }
  else if (here->size > 0 && there->size > 0 && here->size != there->size)
    bst_findings_add (findings, bst_case_block (subject),
                      _ ("Name devices by what they are (/dev/disk/by-id/…) in the XML."),
                      file->path, _ ("On %s the device of the disk %s has another size"), target,
                      get_name (file));
  else
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("Make sure that both hosts reach the same storage by this name."),
                      file->path,
                      _ ("Whether the device of the disk %s is the same on %s cannot be told"),
                      get_name (file), target);
}

/* Servers keep the number of a file the same for all; over SMB a client may make it up. */
static gboolean
has_true_inodes (const BstPathLook *look)
{
  return g_strcmp0 (look->fs_type, "cifs") != 0 && g_strcmp0 (look->fs_type, "smb3") != 0;
}

static void
check_shared (const BstPreflightCase *subject,
              const BstNeedFile *file,
              const BstPathLook *here,
              const BstPathLook *there,
              GPtrArray *findings)
{
  const char *target = subject->target->name;
  g_autofree char *remedy =
      here->fs_source != NULL
          ? g_strdup_printf (_ ("Mount “%s” there at the same place."), here->fs_source)
          : g_strdup (_ ("Mount the storage there at the same place."));
  g_autofree char *unseen = bst_place_dup_unseen_remedy (subject->target);

  if (there == NULL || there->state == BST_PATH_UNKNOWN)
    bst_findings_add (findings, BST_VERDICT_WARN, unseen, file->path,
                      _ ("Whether %s sees the disk %s could not be looked at"), target,
                      get_name (file));
  else if (there->state == BST_PATH_MISSING)
    bst_findings_add (findings, bst_case_block (subject), remedy, file->path,
                      _ ("%s does not see the disk %s, which is on shared storage"), target,
                      get_name (file));
  else if (bst_path_look_is_shared (there) != BST_PATH_THERE ||
           (has_true_inodes (here) && here->inode != there->inode))
    bst_findings_add (findings, bst_case_block (subject), remedy, file->path,
                      _ ("On %s there is another file in the place of the disk %s"), target,
                      get_name (file));
}

static void
check_file (const BstPreflightCase *subject, const BstNeedFile *file, GPtrArray *findings)
{
  const BstPathLook *here = bst_host_look_find (subject->source->look, file->path);
  const BstPathLook *there = bst_host_look_find (subject->target->look, file->path);

  switch (bst_path_look_is_shared (here))
    {
    case BST_PATH_THERE:
      check_shared (subject, file, here, there, findings);
      return;
    case BST_PATH_MISSING:
      bst_findings_add (findings, unless_unsafe (subject),
                        _ ("Have the disks copied; or move the disk to storage that both hosts "
                           "share."),
                        file->path, _ ("The disk %s is on %s’s own storage"), get_name (file),
                        subject->source->name);
      return;
    case BST_PATH_UNKNOWN:
    default:
      bst_findings_add (
          findings, BST_VERDICT_WARN, _ ("libvirt refuses by itself where it is not."), file->path,
          _ ("Whether the disk %s is on shared storage could not be looked at"), get_name (file));
    }
}

/* Whether both hosts mean the same by the path: a file of each host's own may be a copy, which only
 * its owner knows. */
static void
check_same_layer (const BstPreflightCase *subject,
                  const BstNeedFile *file,
                  const char *path,
                  GPtrArray *findings)
{
  const BstPathLook *here = bst_host_look_find (subject->source->look, path);
  const BstPathLook *there = bst_host_look_find (subject->target->look, path);
  gboolean shared;

  if (here == NULL || here->state != BST_PATH_THERE)
    return;

  shared = bst_path_look_is_shared (here) == BST_PATH_THERE;
  if ((here->size > 0 && there->size > 0 && here->size != there->size) ||
      (shared && has_true_inodes (here) && here->inode != there->inode))
    bst_findings_add (findings, bst_case_block (subject),
                      _ ("Copy that file there first, or copy the whole disk."), path,
                      _ ("On %s there is another file in the place of what the disk %s stands on"),
                      subject->target->name, get_name (file));
  else if (!shared && !bst_case_copies (subject, file))
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("Make sure that it is the same, and that nobody writes to it."), path,
                      _ ("The disk %s stands on a file that each host has for itself"),
                      get_name (file));
}

/* All that an image stands on has to be there, too: libvirt does not look, and QEMU ends there. */
static void
check_chain (const BstPreflightCase *subject, const BstNeedFile *file, GPtrArray *findings)
{
  gboolean copied = bst_case_copies (subject, file);
  g_autofree char *unseen = bst_place_dup_unseen_remedy (subject->target);

  for (guint i = 0; file->chain != NULL && file->chain[i] != NULL; i++)
    {
      const char *path = file->chain[i];
      const BstPathLook *there = bst_host_look_find (subject->target->look, path);

      if (there == NULL || there->state == BST_PATH_UNKNOWN)
        bst_findings_add (findings, BST_VERDICT_WARN, unseen, path,
                          _ ("Whether %s has what the disk %s stands on could not be looked at"),
                          subject->target->name, get_name (file));
      else if (there->state == BST_PATH_MISSING)
        bst_findings_add (findings, copied ? BST_VERDICT_BLOCK : bst_case_block (subject),
                          _ ("Copy that file there first, or copy the whole disk."), path,
                          _ ("%s does not have the file that the disk %s stands on"),
                          subject->target->name, get_name (file));
      else
        check_same_layer (subject, file, path, findings);
    }
}

/* Whether an active pool has the volume there, where that can be seen. */
static BstPathState
find_volume (const BstPreflightCase *subject, const BstStoragePool *pool, const char *volume)
{
  g_autofree char *path = bst_storage_pool_dup_path (pool, volume);
  const BstPathLook *there = path != NULL ? bst_host_look_find (subject->target->look, path) : NULL;

  return there != NULL ? there->state : BST_PATH_UNKNOWN;
}

static void
check_volume (const BstPreflightCase *subject, const BstNeedFile *file, GPtrArray *findings)
{
  const BstStoragePool *here = bst_pools_find (subject->source->pools, file->pool);
  const BstStoragePool *there = bst_pools_find (subject->target->pools, file->pool);
  g_autofree char *remedy = g_strdup_printf (_ ("Start it there: virsh pool-start %s"), file->pool);

  if (there == NULL)
    bst_findings_add (findings, bst_case_block (subject), _ ("Define the same pool there."), NULL,
                      _ ("%s has no pool “%s”, where the disk %s is"), subject->target->name,
                      file->pool, get_name (file));
  else if (!there->active)
    bst_findings_add (findings, bst_case_block (subject), remedy, NULL,
                      _ ("The pool “%s” of %s is not active"), file->pool, subject->target->name);
  else if (here != NULL && !bst_storage_pool_is_same (here, there))
    bst_findings_add (
        findings, unless_unsafe (subject),
        _ ("Have the disks copied; or move the disk to storage that both hosts share."), NULL,
        _ ("The pool “%s”, where the disk %s is, is not the same on both hosts"), file->pool,
        get_name (file));
  else if (find_volume (subject, there, file->volume) == BST_PATH_MISSING)
    bst_findings_add (
        findings, bst_case_block (subject),
        _ ("Have the disks copied; or move the disk to storage that both hosts share."), NULL,
        _ ("The pool “%s” of %s does not have “%s”, the disk %s"), file->pool,
        subject->target->name, file->volume, get_name (file));
}

/* --- Disks that are copied --- */

const char *
bst_case_get_chosen_pool (const BstPreflightCase *subject, const BstNeedFile *file)
{
  const BstMigrationDisk *disk =
      file->target != NULL ? bst_migration_options_find_disk (subject->options, file->target)
                           : NULL;

  return disk != NULL ? disk->pool : NULL;
}

static void
check_backing (const BstPreflightCase *subject, const BstNeedFile *file, GPtrArray *findings)
{
  if (file->chain_unseen)
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("That is looked at before anything is copied."), NULL,
                      _ ("Whether the disk %s stands on another file could not be seen: the machine "
                         "is off, and no pool of %s has it"),
                      get_name (file), subject->source->name);
  else if (file->backing == NULL)
    bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Copy the whole disk instead."), NULL,
                      _ ("The disk %s stands on no other file that it could differ from"),
                      get_name (file));
  else
    check_chain (subject, file, findings);
}

static void
check_copy (const BstPreflightCase *subject, const BstNeedFile *file, GPtrArray *findings)
{
  const char *chosen = bst_case_get_chosen_pool (subject, file);
  const BstPathLook *there =
      file->path != NULL ? bst_host_look_find (subject->target->look, file->path) : NULL;

  if (file->path == NULL)
    {
      bst_findings_add (findings, BST_VERDICT_BLOCK,
                        _ ("Leave it where it is: both hosts can reach it."), NULL,
                        _ ("The disk %s is no file, and cannot be copied"), get_name (file));
      return;
    }
  if (subject->options->copy == BST_MIGRATION_COPY_INCREMENTAL)
    check_backing (subject, file, findings);
  else if (file->backing != NULL && !bst_case_is_live (subject))
    bst_findings_add (
        findings, BST_VERDICT_BLOCK,
        _ ("Copy only what differs, where its backing file is at the destination too; "
           "or start the machine and move it live."),
        file->backing, _ ("The disk “%s” lies over a backing file, and the machine is off"),
        get_name (file));
  if (chosen != NULL && bst_pools_find (subject->target->pools, chosen) == NULL)
    bst_findings_add (findings, BST_VERDICT_BLOCK, _ ("Choose another pool."), NULL,
                      _ ("%s has no pool “%s” for the disk %s"), subject->target->name, chosen,
                      get_name (file));
  else if (chosen == NULL && there != NULL && there->state == BST_PATH_THERE)
    bst_findings_add (
        findings, BST_VERDICT_BLOCK,
        _ ("Choose another pool for it; or, where both hosts see the same storage, do "
           "not copy it."),
        file->path, _ ("%s has a file in the place of the disk %s already"), subject->target->name,
        get_name (file));
}

void
bst_check_disks (const BstPreflightCase *subject, GPtrArray *findings)
{
  const GPtrArray *files = subject->machine->needs->files;
  guint n_copied = 0;

  for (guint i = 0; i < files->len; i++)
    {
      const BstNeedFile *file = files->pdata[i];

      if (file->kind != BST_NEED_DISK || file->readonly)
        continue;
      if (bst_case_copies (subject, file))
        {
          check_copy (subject, file, findings);
          n_copied++;
        }
      else if (strcmp (file->type, "volume") == 0 && file->pool != NULL)
        check_volume (subject, file, findings);
      else if (strcmp (file->type, "block") == 0 && file->path != NULL)
        check_block (subject, file, findings);
      else if (file->path != NULL)
        check_file (subject, file, findings);
      if (!bst_case_copies (subject, file))
        check_chain (subject, file, findings);
    }
  if (findings->len > 0)
    return;
  if (n_copied > 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                      ngettext ("%u disk is copied", "%u disks are copied", n_copied), n_copied);
  else
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("Both hosts see the same"));
}

/* --- Caches --- */

static gboolean
needs_safe_cache (const BstPreflightCase *subject, const BstNeedFile *file)
{
  const BstPathLook *here =
      file->path != NULL ? bst_host_look_find (subject->source->look, file->path) : NULL;

  if (here != NULL && bst_path_look_is_cluster (here))
    return FALSE;

  return file->kind == BST_NEED_DISK && !file->readonly && !file->shareable &&
         strcmp (file->type, "network") != 0 && !bst_case_copies (subject, file);
}

void
bst_check_cache (const BstPreflightCase *subject, GPtrArray *findings)
{
  const GPtrArray *files = subject->machine->needs->files;
  const BstHostFacts *facts = subject->source->facts;
  gulong qemu = facts != NULL ? facts->driver_version : 0;

  if (!bst_case_is_live (subject) || facts == NULL || g_strcmp0 (facts->driver, "QEMU") != 0)
    return;
  for (guint i = 0; i < files->len && qemu < QEMU_DROPS_CACHES; i++)
    {
      const BstNeedFile *file = files->pdata[i];

      if (!needs_safe_cache (subject, file) || g_strcmp0 (file->cache, "none") == 0 ||
          g_strcmp0 (file->cache, "directsync") == 0)
        continue;
      bst_findings_add (findings, unless_unsafe (subject),
                        _ ("Set the cache of the disk to “none”, while the machine is off."), NULL,
                        _ ("The disk %s is cached by its host (“%s”), and QEMU there is too old to "
                           "hand that over"),
                        get_name (file), file->cache != NULL ? file->cache : "default");
    }
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("All of them are safe"));
}

/* --- What is only read --- */

static gboolean
is_read_only (const BstNeedFile *file)
{
  switch (file->kind)
    {
    case BST_NEED_DISK:
      return file->readonly;
    case BST_NEED_CDROM:
    case BST_NEED_FLOPPY:
    case BST_NEED_KERNEL:
    case BST_NEED_INITRD:
    case BST_NEED_DTB:
      return TRUE;
    case BST_NEED_LOADER:
    case BST_NEED_NVRAM:
    case BST_NEED_TPM:
    default:
      return FALSE;
    }
}

static const char *
get_file_remedy (const BstNeedFile *file)
{
  return file->kind == BST_NEED_CDROM || file->kind == BST_NEED_FLOPPY
             ? _ ("Eject it, or copy the image there.")
             : _ ("Copy the file there.");
}

/* @missing: what it means that it is not there. */
static void
check_read_only (const BstPreflightCase *subject,
                 const char *path,
                 BstVerdict missing,
                 const char *remedy,
                 GPtrArray *findings)
{
  const BstPathLook *here = bst_host_look_find (subject->source->look, path);
  const BstPathLook *there = bst_host_look_find (subject->target->look, path);
  g_autofree char *unseen = bst_place_dup_unseen_remedy (subject->target);

  if (there == NULL || there->state == BST_PATH_UNKNOWN)
    bst_findings_add (findings, BST_VERDICT_WARN, unseen, NULL,
                      _ ("Whether %s has “%s” could not be looked at"), subject->target->name,
                      path);
  else if (there->state == BST_PATH_MISSING)
    bst_findings_add (findings, missing, remedy, NULL, _ ("%s does not have “%s”"),
                      subject->target->name, path);
  else if (here != NULL && here->state == BST_PATH_THERE && here->size != there->size)
    bst_findings_add (findings, BST_VERDICT_WARN, remedy, NULL,
                      _ ("On %s “%s” is another file, by its size"), subject->target->name, path);
}

static void
check_read_only_volume (const BstPreflightCase *subject,
                        const BstNeedFile *file,
                        GPtrArray *findings)
{
  const BstStoragePool *pool = bst_pools_find (subject->target->pools, file->pool);
  const char *volume = file->volume != NULL ? file->volume : "?";
  BstVerdict missing = file->optional ? BST_VERDICT_PASS : bst_case_block (subject);

  if (pool != NULL && !pool->active)
    {
      g_autofree char *remedy =
          g_strdup_printf (_ ("Start it there: virsh pool-start %s"), file->pool);

      bst_findings_add (findings, missing, remedy, NULL, _ ("The pool “%s” of %s is not active"),
                        file->pool, subject->target->name);
    }
  else if (pool == NULL || find_volume (subject, pool, file->volume) == BST_PATH_MISSING)
    bst_findings_add (findings, missing, get_file_remedy (file), NULL,
                      _ ("%s has no pool “%s” with “%s”"), subject->target->name, file->pool,
                      volume);
}

void
bst_check_files (const BstPreflightCase *subject, GPtrArray *findings)
{
  const GPtrArray *files = subject->machine->needs->files;

  for (guint i = 0; i < files->len; i++)
    {
      const BstNeedFile *file = files->pdata[i];

      if (!is_read_only (file))
        continue;
      if (file->path != NULL)
        check_read_only (subject, file->path,
                         file->optional ? BST_VERDICT_PASS : bst_case_block (subject),
                         get_file_remedy (file), findings);
      else if (file->pool != NULL)
        check_read_only_volume (subject, file, findings);
    }
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("Nothing is missing there"));
}

/* --- Firmware --- */

static gboolean
is_same_file (const BstPreflightCase *subject, const char *path)
{
  const BstPathLook *here = bst_host_look_find (subject->source->look, path);
  const BstPathLook *there = bst_host_look_find (subject->target->look, path);

  return here != NULL && there != NULL && bst_path_look_is_shared (here) == BST_PATH_THERE &&
         there->state == BST_PATH_THERE && here->inode == there->inode;
}

static void
check_tpm (const BstPreflightCase *subject, GPtrArray *findings)
{
  const BstDomainCapabilities *capabilities = subject->fit->capabilities;

  if (capabilities != NULL && capabilities->knows_tpm && !capabilities->tpm)
    bst_findings_add (findings, bst_case_block (subject), _ ("Install swtpm there."), NULL,
                      _ ("%s cannot emulate the machine’s TPM"), subject->target->name);
  else if (!bst_case_is_live (subject))
    bst_findings_add (
        findings, BST_VERDICT_WARN,
        _ ("Migrate it while it runs; or have the recovery keys of encrypted disks at "
           "hand, and copy its folder in /var/lib/libvirt/swtpm."),
        NULL, _ ("What its TPM holds stays behind when it is off"));
}

/* libvirt does not carry the firmware along. */
static void
check_firmware_file (const BstPreflightCase *subject, const char *path, GPtrArray *findings)
{
  if (path != NULL)
    check_read_only (subject, path, bst_case_block (subject),
                     _ ("Install the same firmware there (the package “ovmf” or “edk2-ovmf”)."),
                     findings);
}

static void
check_nvram (const BstPreflightCase *subject, const BstNeedFile *file, GPtrArray *findings)
{
  const BstPathLook *there =
      file->path != NULL ? bst_host_look_find (subject->target->look, file->path) : NULL;

  /* Where it is missing, libvirt makes it before the guest fills it. */
  if (there == NULL || there->state != BST_PATH_THERE)
    check_firmware_file (subject, file->backing, findings);
  if (!bst_case_is_live (subject) && file->path != NULL && !is_same_file (subject, file->path))
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("Migrate it while it runs, or copy the file there."), file->path,
                      _ ("What its firmware remembers (boot entries) stays behind when it is "
                         "off"));
}

void
bst_check_firmware (const BstPreflightCase *subject, GPtrArray *findings)
{
  const GPtrArray *files = subject->machine->needs->files;

  for (guint i = 0; i < files->len; i++)
    {
      const BstNeedFile *file = files->pdata[i];

      if (file->kind == BST_NEED_TPM)
        check_tpm (subject, findings);
      else if (file->kind == BST_NEED_LOADER)
        check_firmware_file (subject, file->path, findings);
      else if (file->kind == BST_NEED_NVRAM)
        check_nvram (subject, file, findings);
    }
  if (findings->len == 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL,
                      bst_case_is_live (subject) ? _ ("What they hold goes along")
                                                 : _ ("Nothing is lost"));
}
