/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-guest-facts.h"

static void
clear_filesystem (gpointer data)
{
  BstGuestFilesystem *filesystem = data;

  g_free (filesystem->mountpoint);
  g_free (filesystem->type);
}

BstGuestFacts *
bst_guest_facts_new (void)
{
  return g_new0 (BstGuestFacts, 1);
}

void
bst_guest_facts_add_filesystem (
    BstGuestFacts *facts, const char *mountpoint, const char *type, guint64 total, guint64 used)
{
  BstGuestFilesystem filesystem = { g_strdup (mountpoint), g_strdup (type), total, used };

  if (facts->filesystems == NULL)
    {
      facts->filesystems = g_array_new (FALSE, FALSE, sizeof (BstGuestFilesystem));
      g_array_set_clear_func (facts->filesystems, clear_filesystem);
    }
  g_array_append_val (facts->filesystems, filesystem);
}

BstGuestFacts *
bst_guest_facts_copy (const BstGuestFacts *facts)
{
  BstGuestFacts *copy = bst_guest_facts_new ();

  copy->agent = facts->agent;
  copy->agent_version = g_strdup (facts->agent_version);
  copy->hostname = g_strdup (facts->hostname);
  copy->addresses = g_strdupv (facts->addresses);
  copy->os_id = g_strdup (facts->os_id);
  copy->os_name = g_strdup (facts->os_name);
  copy->kernel = g_strdup (facts->kernel);
  copy->users = g_strdupv (facts->users);
  for (guint i = 0; facts->filesystems != NULL && i < facts->filesystems->len; i++)
    {
      const BstGuestFilesystem *fs = &g_array_index (facts->filesystems, BstGuestFilesystem, i);

      bst_guest_facts_add_filesystem (copy, fs->mountpoint, fs->type, fs->total, fs->used);
    }

  return copy;
}

void
bst_guest_facts_free (BstGuestFacts *facts)
{
  if (facts == NULL)
    return;

  g_free (facts->agent_version);
  g_free (facts->hostname);
  g_strfreev (facts->addresses);
  g_free (facts->os_id);
  g_free (facts->os_name);
  g_free (facts->kernel);
  g_strfreev (facts->users);
  g_clear_pointer (&facts->filesystems, g_array_unref);
  g_free (facts);
}

static void
keep (char **place, const char *old)
{
  if (*place == NULL)
    *place = g_strdup (old);
}

void
bst_guest_facts_keep_last (BstGuestFacts *facts, const BstGuestFacts *old)
{
  if (facts->agent || old == NULL)
    return;

  keep (&facts->hostname, old->hostname);
  keep (&facts->os_id, old->os_id);
  keep (&facts->os_name, old->os_name);
  keep (&facts->kernel, old->kernel);
}
