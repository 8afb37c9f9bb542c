/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-ssh"

#include "config.h"

#include "ssh/bst-ssh-runtime-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "ssh/bst-ssh-mux-wire-private.h"

/* A UNIX socket's path holds 107 bytes; ssh binds a temporary name that is 17 longer, and ours are
 * "/XXXXXX/" and a number with its ending. */
#define LONGEST_BASE 60
#define LOCK "lock"
#define MOST_TRIES 10

static char *folder;
static int lock_fd = -1;

static gboolean
on_master_ended (int fd, GIOCondition condition, gpointer data)
{
  close (fd);

  return G_SOURCE_REMOVE;
}

/* Asks a master whose program is gone to end. Does not wait: the socket takes both packets at once,
 * and where nobody listens the connection is refused at once. But it must stay open: a master that
 * cannot greet does not read what it is asked. */
static void
end_master (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autoptr (GByteArray) bytes = bst_ssh_mux_hello_new ();
  g_autoptr (GByteArray) request = bst_ssh_mux_request_new (BST_SSH_MUX_C_TERMINATE);
  int fd;

  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    return;
  bst_ssh_mux_request_end (request);
  g_byte_array_append (bytes, request->data, request->len);

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return;
  if (connect (fd, (struct sockaddr *)&address, sizeof address) == 0 &&
      send (fd, bytes->data, bytes->len, MSG_NOSIGNAL) == (ssize_t)bytes->len)
    g_unix_fd_add (fd, G_IO_HUP, on_master_ended, NULL);
  else
    close (fd);
}

/* Ends the masters that listen in @path and removes it. */
static void
remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (g_str_has_suffix (name, ".sock"))
        end_master (file);
      g_unlink (file);
    }
  if (g_rmdir (path) != 0 && errno != ENOENT)
    g_debug ("Could not remove %s: %s", path, g_strerror (errno));
}

static int
lock_file (const char *path, int how)
{
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (fd >= 0 && flock (fd, how) != 0)
    {
      close (fd);
      return -1;
    }

  return fd;
}

/* A folder whose lock nobody holds was left by a program that crashed. */
static void
remove_stale_folders (const char *base)
{
  g_autoptr (GDir) dir = g_dir_open (base, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (base, name, NULL);
      g_autofree char *lock = g_build_filename (path, LOCK, NULL);
      int fd;

      if (!g_file_test (path, G_FILE_TEST_IS_DIR))
        continue;
      fd = lock_file (lock, LOCK_EX | LOCK_NB);
      if (fd < 0)
        continue;
      g_debug ("Removing %s, left by a program that crashed", path);
      remove_folder (path);
      close (fd);
    }
}

/* Whether @path is a folder of ours that nobody else may look into; makes it where it is missing.
 */
static gboolean
ensure_private (const char *path)
{
  struct stat info;

  if (g_mkdir (path, 0700) != 0 && errno != EEXIST)
    return FALSE;

  return lstat (path, &info) == 0 && S_ISDIR (info.st_mode) && info.st_uid == getuid () &&
         (info.st_mode & 0077) == 0;
}

static char *
find_base (GError **error)
{
  const char *runtime = g_getenv ("XDG_RUNTIME_DIR");
  g_autofree char *base = NULL;

  if (runtime != NULL && g_path_is_absolute (runtime))
    {
      base = g_build_filename (runtime, "bastida", NULL);
      if (strlen (base) <= LONGEST_BASE && ensure_private (base))
        return g_steal_pointer (&base);
      g_free (base);
    }

  base = g_strdup_printf ("/tmp/bastida-%u", (unsigned)getuid ());
  if (ensure_private (base))
    return g_steal_pointer (&base);

  /* Somebody else sits on that name. */
  g_free (base);
  base = g_strdup ("/tmp/bastida-XXXXXX");
  if (g_mkdtemp (base) != NULL)
    return g_steal_pointer (&base);

  g_propagate_error (
      error, bst_error_new (BST_ERROR_STORAGE, _ ("Look whether /tmp is full or read-only."),
                            g_strerror (errno),
                            _ ("There is no place for the sockets of SSH connections")));

  return NULL;
}

/* Makes a folder below @base and locks it. FALSE with errno set, or with 0 where somebody who
 * cleaned up took it for a stale one before it was locked. */
static gboolean
make_folder (const char *base)
{
  g_autofree char *path = g_build_filename (base, "XXXXXX", NULL);
  g_autofree char *lock = NULL;
  struct stat info;
  int fd;

  if (g_mkdtemp (path) == NULL)
    return FALSE;

  lock = g_build_filename (path, LOCK, NULL);
  fd = lock_file (lock, LOCK_EX | LOCK_NB);
  if (fd < 0 || fstat (fd, &info) != 0 || info.st_nlink == 0)
    {
      if (fd >= 0)
        close (fd);
      errno = 0;
      return FALSE;
    }

  lock_fd = fd;
  folder = g_steal_pointer (&path);

  return TRUE;
}

const char *
bst_ssh_runtime_get_folder (GError **error)
{
  g_autofree char *base = NULL;
  g_autofree char *gate = NULL;
  int gate_fd;

  BST_ASSERT_MAIN_THREAD ();

  if (folder != NULL)
    return folder;

  base = find_base (error);
  if (base == NULL)
    return NULL;

  /* One program cleans up at a time; who comes while it does, goes on without. */
  gate = g_build_filename (base, ".gate", NULL);
  gate_fd = lock_file (gate, LOCK_EX | LOCK_NB);
  if (gate_fd >= 0)
    remove_stale_folders (base);
  for (guint i = 0; i < MOST_TRIES && !make_folder (base) && errno == 0; i++)
    g_debug ("Another program took a new folder for a stale one");
  if (gate_fd >= 0)
    close (gate_fd);

  if (folder == NULL)
    g_propagate_error (error,
                       bst_error_new (BST_ERROR_STORAGE,
                                      _ ("Look whether the disk that holds it is full or "
                                         "read-only."),
                                      g_strerror (errno),
                                      _ ("“%s” cannot hold the sockets of SSH connections"), base));

  return folder;
}

char *
bst_ssh_runtime_new_path (GError **error)
{
  static guint last;
  const char *path = bst_ssh_runtime_get_folder (error);

  return path != NULL ? g_strdup_printf ("%s/%u", path, ++last) : NULL;
}

char *
bst_ssh_runtime_find_helper (const char *name)
{
  const char *build = g_getenv ("BASTIDA_UNINSTALLED");

  return build != NULL ? g_build_filename (build, "src", "ssh", name, NULL)
                       : g_build_filename (LIBEXECDIR, name, NULL);
}

void
bst_ssh_runtime_shutdown (void)
{
  BST_ASSERT_MAIN_THREAD ();

  if (folder == NULL)
    return;

  remove_folder (folder);
  g_clear_pointer (&folder, g_free);
  close (lock_fd);
  lock_fd = -1;
}
