/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-snapshot-diff.h"

#include <glib/gi18n.h>

#include "formats/bst-snapshot-xml.h"

static void
change_free (gpointer data)
{
  BstSnapshotChange *change = data;

  g_free (change->what);
  g_free (change->then);
  g_free (change->now);
  g_free (change);
}

/* @then, @now: (nullable): none. */
static void
compare (GPtrArray *changes, const char *what, const char *then, const char *now)
{
  BstSnapshotChange *change;

  if (g_strcmp0 (then, now) == 0)
    return;

  change = g_new0 (BstSnapshotChange, 1);
  change->what = g_strdup (what);
  change->then = g_strdup (then != NULL ? then : "");
  change->now = g_strdup (now != NULL ? now : "");
  g_ptr_array_add (changes, change);
}

static void
compare_number (GPtrArray *changes, const char *what, guint then, guint now)
{
  g_autofree char *then_text = g_strdup_printf ("%u", then);
  g_autofree char *now_text = g_strdup_printf ("%u", now);

  compare (changes, what, then_text, now_text);
}

static void
compare_size (GPtrArray *changes, const char *what, guint64 then, guint64 now)
{
  g_autofree char *then_text = g_format_size_full (then * 1024, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *now_text = g_format_size_full (now * 1024, G_FORMAT_SIZE_IEC_UNITS);

  if (then != now)
    compare (changes, what, then_text, now_text);
}

static const BstDisk *
find_disk (const BstDomainConfig *config, const char *target)
{
  for (guint i = 0; i < config->disks->len; i++)
    {
      const BstDisk *disk = config->disks->pdata[i];

      if (g_strcmp0 (disk->target, target) == 0)
        return disk;
    }

  return NULL;
}

static const char *
get_source (const BstDisk *disk)
{
  if (disk == NULL)
    return NULL;

  return disk->source != NULL ? disk->source : _ ("empty");
}

static void
compare_disks (GPtrArray *changes, const BstDomainConfig *then, const BstDomainConfig *now)
{
  for (guint i = 0; i < then->disks->len; i++)
    {
      const BstDisk *disk = then->disks->pdata[i];
      g_autofree char *what = g_strdup_printf (_ ("Disk %s"), disk->target);

      compare (changes, what, get_source (disk), get_source (find_disk (now, disk->target)));
    }
  for (guint i = 0; i < now->disks->len; i++)
    {
      const BstDisk *disk = now->disks->pdata[i];
      g_autofree char *what = g_strdup_printf (_ ("Disk %s"), disk->target);

      if (find_disk (then, disk->target) == NULL)
        compare (changes, what, NULL, get_source (disk));
    }
}

static const BstNic *
find_nic (const BstDomainConfig *config, const char *mac)
{
  for (guint i = 0; i < config->nics->len; i++)
    {
      const BstNic *nic = config->nics->pdata[i];

      if (g_strcmp0 (nic->mac, mac) == 0)
        return nic;
    }

  return NULL;
}

static const char *
get_network (const BstNic *nic)
{
  if (nic == NULL)
    return NULL;

  return nic->source != NULL ? nic->source : nic->type;
}

static void
compare_nics (GPtrArray *changes, const BstDomainConfig *then, const BstDomainConfig *now)
{
  for (guint i = 0; i < then->nics->len; i++)
    {
      const BstNic *nic = then->nics->pdata[i];
      g_autofree char *what = g_strdup_printf (_ ("Network card %s"), nic->mac);

      compare (changes, what, get_network (nic), get_network (find_nic (now, nic->mac)));
    }
  for (guint i = 0; i < now->nics->len; i++)
    {
      const BstNic *nic = now->nics->pdata[i];
      g_autofree char *what = g_strdup_printf (_ ("Network card %s"), nic->mac);

      if (find_nic (then, nic->mac) == NULL)
        compare (changes, what, NULL, get_network (nic));
    }
}

static void
compare_configs (GPtrArray *changes, const BstDomainConfig *then, const BstDomainConfig *now)
{
  compare (changes, _ ("Name"), then->name, now->name);
  compare (changes, _ ("Title"), then->title, now->title);
  compare (changes, _ ("Description"), then->description, now->description);
  compare_size (changes, _ ("Memory"), then->memory_kib, now->memory_kib);
  compare_number (changes, _ ("Virtual CPUs"), then->vcpus, now->vcpus);
  compare (changes, _ ("CPU"), then->cpu_mode, now->cpu_mode);
  compare (changes, _ ("CPU model"), then->cpu_model, now->cpu_model);
  compare (changes, _ ("Machine type"), then->machine, now->machine);
  compare (changes, _ ("Firmware"), then->firmware, now->firmware);
  compare (changes, _ ("Graphics"), then->graphics_type, now->graphics_type);
  compare (changes, _ ("Video"), then->video_model, now->video_model);
  compare (changes, _ ("Watchdog"), then->watchdog, now->watchdog);
  compare_number (changes, _ ("Devices of the host"), then->n_hostdevs, now->n_hostdevs);
  compare_disks (changes, then, now);
  compare_nics (changes, then, now);
}

/* What it does now, and what it would do. */
static const char *
get_activity (gboolean active, gboolean paused)
{
  if (!active)
    return _ ("off");

  return paused ? _ ("paused") : _ ("running");
}

GPtrArray *
bst_snapshot_diff_make (const BstSnapshotSubject *subject,
                        const BstSnapshotFacts *snapshot,
                        const char *xml)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (change_free);
  g_autofree char *domain = xml != NULL ? bst_snapshot_xml_dup_domain (xml) : NULL;
  g_autoptr (BstDomainConfig) then =
      domain != NULL ? bst_domain_config_parse (domain, -1, NULL) : NULL;

  compare (changes, _ ("State"),
           get_activity (snapshot->has_memory, bst_snapshot_facts_is_paused (snapshot)),
           get_activity (subject->active, subject->paused));
  if (then != NULL && subject->config != NULL)
    compare_configs (changes, then, subject->config);

  return changes;
}
