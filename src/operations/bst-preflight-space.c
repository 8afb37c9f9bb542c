/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Checks of the room that copied disks have, of one machine and of all that go to one target. */

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "operations/bst-preflight-private.h"

/* (nullable): the pool that @path is in. */
static const BstStoragePool *
find_pool_at (const GPtrArray *pools, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  for (guint i = 0; i < pools->len; i++)
    {
      const BstStoragePool *pool = pools->pdata[i];

      if (g_strcmp0 (pool->path, folder) == 0)
        return pool;
    }

  return NULL;
}

/* What is copied to one place of the target. */
typedef struct
{
  char *place; /* as people know it */
  guint64 free;
  guint64 allocation;
  guint64 capacity;
  guint n_machines;             /* that copy to it ... */
  const BstPreflightCase *last; /* (nullable): ... of which this is the last */
} Room;

static void
room_free (gpointer data)
{
  Room *room = data;

  g_free (room->place);
  g_free (room);
}

static Room *
get_room (GPtrArray *rooms, const char *place, guint64 unused)
{
  Room *room;

  for (guint i = 0; i < rooms->len; i++)
    {
      room = rooms->pdata[i];
      if (strcmp (room->place, place) == 0)
        return room;
    }
  room = g_new0 (Room, 1);
  room->place = g_strdup (place);
  room->free = unused;
  g_ptr_array_add (rooms, room);

  return room;
}

/* (nullable): where it is not known how much room there is. */
static Room *
find_room (const BstPreflightCase *subject, const BstNeedFile *file, GPtrArray *rooms)
{
  const char *chosen = bst_case_get_chosen_pool (subject, file);
  const BstStoragePool *pool = chosen != NULL ? bst_pools_find (subject->target->pools, chosen)
                                              : find_pool_at (subject->target->pools, file->path);
  const BstPathLook *there = bst_host_look_find (subject->target->look, file->path);
  g_autofree char *folder = g_path_get_dirname (file->path);

  if (pool != NULL && pool->active)
    return get_room (rooms, pool->name, pool->available);

  return chosen == NULL && there != NULL && there->magic != 0
             ? get_room (rooms, folder, there->free)
             : NULL;
}

/* Adds to @rooms all that the machine copies; gives how many disks. @findings: (nullable). */
static guint
fill_rooms (const BstPreflightCase *subject, GPtrArray *rooms, GPtrArray *findings)
{
  const GPtrArray *files = subject->machine->needs->files;
  guint n_copied = 0;

  for (guint i = 0; i < files->len; i++)
    {
      const BstNeedFile *file = files->pdata[i];
      const BstDiskSize *size;
      Room *room;

      if (!bst_case_copies (subject, file) || file->path == NULL)
        continue;
      n_copied++;
      size = bst_machine_survey_find_size (subject->machine, file->target);
      room = find_room (subject, file, rooms);
      if (size != NULL && room != NULL)
        {
          room->n_machines += room->last != subject;
          room->last = subject;
          room->allocation += MIN (size->allocation, G_MAXUINT64 - room->allocation);
          room->capacity += MIN (size->capacity, G_MAXUINT64 - room->capacity);
        }
      else if (findings != NULL)
        bst_findings_add (findings, BST_VERDICT_WARN,
                          _ ("Choose an active pool for it, which tells its room; or look there "
                             "whether there is enough."),
                          NULL, _ ("Whether the disk %s fits on %s cannot be told"), file->target,
                          subject->target->name);
    }

  return n_copied;
}

static void
judge_room (const BstPreflightCase *subject, const Room *room, GPtrArray *findings)
{
  g_autofree char *unused = g_format_size (room->free);
  g_autofree char *now = g_format_size (room->allocation);
  g_autofree char *most = g_format_size (room->capacity);

  if (room->allocation > room->free)
    bst_findings_add (findings, BST_VERDICT_BLOCK,
                      _ ("Choose a pool with more room, or make some."), NULL,
                      _ ("The disks take %s, and “%s” on %s has %s left"), now, room->place,
                      subject->target->name, unused);
  else if (room->capacity > room->free)
    bst_findings_add (findings, BST_VERDICT_WARN, _ ("Choose a pool with more room."), NULL,
                      _ ("The disks fit, but may grow to %s: “%s” on %s has %s left"), most,
                      room->place, subject->target->name, unused);
}

void
bst_check_space (const BstPreflightCase *subject, GPtrArray *findings)
{
  g_autoptr (GPtrArray) rooms = g_ptr_array_new_with_free_func (room_free);
  guint n_copied = fill_rooms (subject, rooms, findings);

  for (guint i = 0; i < rooms->len; i++)
    judge_room (subject, rooms->pdata[i], findings);
  if (findings->len == 0 && n_copied > 0)
    bst_findings_add (findings, BST_VERDICT_PASS, NULL, NULL, _ ("There is enough"));
}

static void
judge_shared_room (const char *target, const Room *room, GPtrArray *findings)
{
  g_autofree char *unused = g_format_size (room->free);
  g_autofree char *now = g_format_size (room->allocation);
  g_autofree char *most = g_format_size (room->capacity);

  if (room->allocation > room->free)
    bst_findings_add (findings, BST_VERDICT_BLOCK,
                      _ ("Choose a pool with more room, make some, or move fewer machines there."),
                      NULL, _ ("Together their disks take %s, and “%s” on %s has %s left"), now,
                      room->place, target, unused);
  else if (room->capacity > room->free)
    bst_findings_add (findings, BST_VERDICT_WARN,
                      _ ("Choose a pool with more room, or move fewer machines there."), NULL,
                      _ ("Together their disks fit, but may grow to %s: “%s” on %s has %s left"),
                      most, room->place, target, unused);
}

void
bst_check_space_together (const BstPreflightCase *const *subjects, guint n, GPtrArray *findings)
{
  g_autoptr (GPtrArray) rooms = g_ptr_array_new_with_free_func (room_free);

  for (guint i = 0; i < n; i++)
    fill_rooms (subjects[i], rooms, NULL);
  for (guint i = 0; i < rooms->len; i++)
    {
      const Room *room = rooms->pdata[i];

      if (room->n_machines > 1)
        judge_shared_room (subjects[0]->target->name, room, findings);
    }
}
