/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-local-libvirt.h"

#include <unistd.h>

#include <glib/gi18n.h>

#include "core/bst-error.h"

/* Of the one daemon, and of the modular one. */
static gboolean
has_socket (const char *run_folder, int mode)
{
  static const char *const sockets[] = { "libvirt-sock", "virtqemud-sock" };

  for (gsize i = 0; i < G_N_ELEMENTS (sockets); i++)
    {
      g_autofree char *path = g_build_filename (run_folder, sockets[i], NULL);

      if (access (path, mode) == 0)
        return TRUE;
    }

  return FALSE;
}

/* libvirt starts the user's own daemon itself; it is not in the PATH of all users. */
static gboolean
has_daemon (void)
{
  static const char *const daemons[] = { "/usr/sbin/libvirtd", "/usr/sbin/virtqemud",
                                         "/usr/local/sbin/libvirtd", "/usr/local/sbin/virtqemud" };

  for (gsize i = 0; i < G_N_ELEMENTS (daemons); i++)
    {
      if (access (daemons[i], X_OK) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
find (GTask *task, gpointer source, gpointer run_folder, GCancellable *cancellable)
{
  g_object_set_data (G_OBJECT (task), "is-there", GINT_TO_POINTER (has_socket (run_folder, F_OK)));
  if (has_socket (run_folder, R_OK | W_OK))
    g_task_return_pointer (task, g_strdup ("qemu:///system"), g_free);
  else if (has_daemon ())
    g_task_return_pointer (task, g_strdup ("qemu:///session"), g_free);
  else
    g_task_return_error (
        task, bst_error_new (BST_ERROR_NO_LIBVIRT,
                             _ ("To run machines here, install libvirt, on Debian: apt install "
                                "libvirt-daemon-system"),
                             NULL, _ ("There is no libvirt on this computer")));
}

void
bst_local_libvirt_find_async (const char *run_folder,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, data);

  g_task_set_task_data (task, g_strdup (run_folder), g_free);
  g_task_run_in_thread (task, find);
}

char *
bst_local_libvirt_find_finish (GAsyncResult *result, gboolean *system_is_there, GError **error)
{
  if (system_is_there != NULL)
    *system_is_there = g_object_get_data (G_OBJECT (result), "is-there") != NULL;

  return g_task_propagate_pointer (G_TASK (result), error);
}
