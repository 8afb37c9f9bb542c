/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-host-look.h"

#include <string.h>

#define MAGIC_FUSE 0x65735546

/* A file system of another host, that is mounted there. */
typedef struct
{
  char *type;
  char *source;
  char *path;
} Mount;

typedef struct
{
  BstHostLook *look;
  const char *const *paths;
  guint n_paths;
  GPtrArray *devices;
  GPtrArray *bridges;
  GPtrArray *machines;
  GPtrArray *mounts; /* of Mount */
  gint64 began, ended;
} Reader;

static void
path_free (gpointer data)
{
  BstPathLook *path = data;

  g_free (path->path);
  g_free (path->wwn);
  g_free (path->fs_type);
  g_free (path->fs_source);
  g_free (path);
}

static void
mount_free (gpointer data)
{
  Mount *mount = data;

  g_free (mount->type);
  g_free (mount->source);
  g_free (mount->path);
  g_free (mount);
}

void
bst_host_look_free (BstHostLook *self)
{
  if (self == NULL)
    return;

  g_strfreev (self->devices);
  g_strfreev (self->bridges);
  g_free (self->firewall);
  g_free (self->migration_host);
  g_strfreev (self->cluster_machines);
  g_ptr_array_unref (self->paths);
  g_free (self);
}

static BstHostLook *
look_new (void)
{
  BstHostLook *self = g_new0 (BstHostLook, 1);

  self->userfaultfd = -1;
  self->paths = g_ptr_array_new_with_free_func (path_free);

  return self;
}

BstHostLook *
bst_host_look_new_unknown (void)
{
  BstHostLook *self = look_new ();

  self->devices = g_new0 (char *, 1);
  self->bridges = g_new0 (char *, 1);
  self->cluster_machines = g_new0 (char *, 1);

  return self;
}

static gboolean
read_number (const char *text, guint base, guint64 *value)
{
  return text != NULL && g_ascii_string_to_unsigned (text, base, 0, G_MAXUINT64, value, NULL);
}

/* "1700000000.123456789" */
static void
read_time (Reader *reader, char **words, guint n)
{
  g_auto (GStrv) parts = n > 1 ? g_strsplit (words[1], ".", 2) : NULL;
  char fraction[7] = "000000";
  guint64 seconds, micros = 0;
  gint64 time, middle;

  if (parts == NULL || !read_number (parts[0], 10, &seconds) || seconds > G_MAXINT32 * 2ULL)
    return;
  if (parts[1] != NULL)
    memcpy (fraction, parts[1], MIN (strlen (parts[1]), 6));
  read_number (fraction, 10, &micros);

  time = (gint64)(seconds * G_USEC_PER_SEC + micros);
  middle = reader->began + (reader->ended - reader->began) / 2;
  reader->look->clock = time - middle;
  reader->look->clock_error = MAX (reader->ended - reader->began, 0) / 2 + 1;
  /* Without a fraction, as of a small date, the second may be nearly over. */
  if (parts[1] == NULL || !g_ascii_isdigit (*parts[1]))
    reader->look->clock_error += G_USEC_PER_SEC;
  reader->look->known = TRUE;
}

static void
read_user (Reader *reader, char **words, guint n)
{
  reader->look->is_root = n > 1 && strcmp (words[1], "0") == 0;
}

static void
read_device (Reader *reader, char **words, guint n)
{
  if (n < 2)
    return;
  g_ptr_array_add (reader->devices, g_strdup (words[1]));
  if (strcmp (words[0], "bridge") == 0)
    g_ptr_array_add (reader->bridges, g_strdup (words[1]));
}

static void
read_firewall (Reader *reader, char **words, guint n)
{
  if (n > 1 && reader->look->firewall == NULL)
    reader->look->firewall = g_strdup (words[1]);
}

/* 'migration_host = "host.example"', with or without its spaces. */
static void
read_setting (Reader *reader, char **words, guint n)
{
  g_autofree char *line = g_strjoinv ("", words + 1);
  char *value = strchr (line, '=');
  guint64 port;

  if (value == NULL)
    return;
  *value++ = '\0';
  if (strcmp (line, "migration_host") == 0 && *value == '"' && strlen (value) > 2)
    {
      g_free (reader->look->migration_host);
      reader->look->migration_host = g_strndup (value + 1, strcspn (value + 1, "\""));
    }
  else if (strcmp (line, "migration_port_min") == 0 && read_number (value, 10, &port) &&
           port <= 65535)
    reader->look->port_min = (guint)port;
  else if (strcmp (line, "migration_port_max") == 0 && read_number (value, 10, &port) &&
           port <= 65535)
    reader->look->port_max = (guint)port;
}

static void
read_userfaultfd (Reader *reader, char **words, guint n)
{
  if (n > 1)
    reader->look->userfaultfd = strcmp (words[1], "1") == 0;
}

static void
read_cluster (Reader *reader, char **words, guint n)
{
  reader->look->pacemaker = TRUE;
  reader->look->cluster_unseen |= n > 1 && strcmp (words[1], "unseen") == 0;
}

/* Pacemaker's agent is told a machine's file, which libvirt names after the machine. */
static void
read_resource (Reader *reader, char **words, guint n)
{
  g_autofree char *config = g_strjoinv (" ", words + 1);
  g_autofree char *name = g_path_get_basename (config);

  if (g_str_has_suffix (name, ".xml"))
    name[strlen (name) - strlen (".xml")] = '\0';
  if (*name != '\0')
    g_ptr_array_add (reader->machines, g_steal_pointer (&name));
}

/* As the kernel writes a mount's path: "\040" for a space. */
static void
read_mount (Reader *reader, char **words, guint n)
{
  Mount *mount;

  if (n < 4)
    return;
  mount = g_new0 (Mount, 1);
  mount->type = g_strdup (words[1]);
  mount->source = g_strcompress (words[2]);
  mount->path = g_strcompress (words[3]);
  g_ptr_array_add (reader->mounts, mount);
}

static BstPathLook *
get_path (Reader *reader, char **words, guint n)
{
  guint64 index;

  return n > 1 && read_number (words[1], 10, &index) && index < reader->n_paths
             ? reader->look->paths->pdata[index]
             : NULL;
}

static void
read_path (Reader *reader, char **words, guint n)
{
  BstPathLook *path = get_path (reader, words, n);

  if (path == NULL || n < 4)
    return;
  path->state = BST_PATH_THERE;
  read_number (words[2], 10, &path->inode);
  if (path->wwn == NULL)
    read_number (words[3], 10, &path->size);
}

static void
read_none (Reader *reader, char **words, guint n)
{
  BstPathLook *path = get_path (reader, words, n);

  if (path != NULL)
    path->state = BST_PATH_MISSING;
}

static void
read_block (Reader *reader, char **words, guint n)
{
  BstPathLook *path = get_path (reader, words, n);

  if (path == NULL || n < 3)
    return;
  read_number (words[2], 10, &path->size);
  g_free (path->wwn);
  path->wwn = n > 3 && *words[3] != '\0' ? g_strdup (words[3]) : g_strdup ("");
}

static void
read_fs (Reader *reader, char **words, guint n)
{
  BstPathLook *path = get_path (reader, words, n);
  guint64 block, blocks;

  if (path == NULL || n < 5)
    return;
  read_number (words[2], 16, &path->magic);
  if (read_number (words[3], 10, &block) && read_number (words[4], 10, &blocks) &&
      !g_uint64_checked_mul (&path->free, block, blocks))
    path->free = 0;
}

static const struct
{
  const char *word;
  void (*read) (Reader *reader, char **words, guint n);
} lines[] = {
  { "time", read_time },         { "user", read_user },
  { "device", read_device },     { "bridge", read_device },
  { "firewall", read_firewall }, { "set", read_setting },
  { "uffd", read_userfaultfd },  { "cluster", read_cluster },
  { "resource", read_resource }, { "mount", read_mount },
  { "path", read_path },         { "none", read_none },
  { "block", read_block },       { "fs", read_fs },
};

static void
read_line (Reader *reader, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", -1);

  for (guint i = 0; words[0] != NULL && i < G_N_ELEMENTS (lines); i++)
    {
      if (strcmp (words[0], lines[i].word) == 0)
        lines[i].read (reader, words, g_strv_length (words));
    }
}

/* The mount that holds the path: the one whose own path is the longest that begins it. */
static void
set_mount (Reader *reader, BstPathLook *path)
{
  const Mount *best = NULL;

  for (guint i = 0; i < reader->mounts->len; i++)
    {
      const Mount *mount = reader->mounts->pdata[i];
      gsize length = strlen (mount->path);

      if (g_str_has_prefix (path->path, mount->path) &&
          (path->path[length] == '/' || path->path[length] == '\0') &&
          (best == NULL || length > strlen (best->path)))
        best = mount;
    }
  if (best == NULL)
    return;

  path->fs_type = g_strdup (best->type);
  path->fs_source = g_strdup (best->source);
}

static char **
end_strv (GPtrArray *strings)
{
  g_ptr_array_add (strings, NULL);

  return (char **)g_ptr_array_free (strings, FALSE);
}

BstHostLook *
bst_host_look_parse (const char *text, const char *const *paths, gint64 began, gint64 ended)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_auto (GStrv) all = g_strsplit (valid, "\n", -1);
  Reader reader = { .look = look_new (), .paths = paths, .began = began, .ended = ended };

  reader.devices = g_ptr_array_new ();
  reader.bridges = g_ptr_array_new ();
  reader.machines = g_ptr_array_new ();
  reader.mounts = g_ptr_array_new_with_free_func (mount_free);
  for (; paths[reader.n_paths] != NULL; reader.n_paths++)
    {
      BstPathLook *path = g_new0 (BstPathLook, 1);

      path->path = g_strdup (paths[reader.n_paths]);
      g_ptr_array_add (reader.look->paths, path);
    }

  for (guint i = 0; all[i] != NULL; i++)
    read_line (&reader, all[i]);
  for (guint i = 0; i < reader.n_paths; i++)
    set_mount (&reader, reader.look->paths->pdata[i]);

  reader.look->devices = end_strv (reader.devices);
  reader.look->bridges = end_strv (reader.bridges);
  reader.look->cluster_machines = end_strv (reader.machines);
  g_ptr_array_unref (reader.mounts);

  return reader.look;
}

const BstPathLook *
bst_host_look_find (const BstHostLook *self, const char *path)
{
  for (guint i = 0; i < self->paths->len; i++)
    {
      const BstPathLook *look = self->paths->pdata[i];

      if (strcmp (look->path, path) == 0)
        return look;
    }

  return NULL;
}

gboolean
bst_path_look_is_cluster (const BstPathLook *self)
{
  return self->magic == 0x01161970 /* GFS2 */ || self->magic == 0x7461636f /* OCFS2 */ ||
         self->magic == 0x00c36400 /* CephFS */ ||
         (self->magic == MAGIC_FUSE && g_strcmp0 (self->fs_type, "fuse.glusterfs") == 0);
}

BstPathState
bst_path_look_is_shared (const BstPathLook *self)
{
  static const guint64 magics[] = {
    0x6969,     /* NFS */
    0x01161970, /* GFS2 */
    0x7461636f, /* OCFS2 */
    0x5346414f, /* AFS */
    0x517b,     /* SMB */
    0xff534d42, /* CIFS */
    0x00c36400, /* CephFS */
    0x47504653, /* GPFS */
    0x61636673, /* ACFS */
  };

  if (self == NULL || self->magic == 0)
    return BST_PATH_UNKNOWN;
  for (guint i = 0; i < G_N_ELEMENTS (magics); i++)
    {
      if (self->magic == magics[i])
        return BST_PATH_THERE;
    }
  if (self->magic != MAGIC_FUSE)
    return BST_PATH_MISSING;

  return g_strcmp0 (self->fs_type, "fuse.glusterfs") == 0 ||
                 g_strcmp0 (self->fs_type, "fuse.quobyte") == 0
             ? BST_PATH_THERE
             : BST_PATH_MISSING;
}
