/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-vv-load.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"

typedef struct
{
  gboolean keep;
  guint8 *bytes;
  gsize n;
} Load;

static void
load_free (gpointer data)
{
  Load *load = data;

  if (load->bytes != NULL)
    explicit_bzero (load->bytes, load->n);
  g_free (load->bytes);
  g_free (load);
}

/* Takes @error. */
static GError *
make_error (GFile *file, GError *error)
{
  g_autoptr (GError) owned = error;
  g_autofree char *raw = g_file_get_basename (file);
  g_autofree char *name = raw != NULL ? g_filename_display_name (raw) : g_strdup ("");

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&owned);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    return bst_error_new (BST_ERROR_INVALID,
                          _ ("Such files are often deleted once they were opened: get a new one "
                             "from where it came from."),
                          error->message, _ ("The console file “%s” is not there"), name);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return bst_error_new (BST_ERROR_INVALID,
                          _ ("Save it where you may read it, and open it from there."),
                          error->message, _ ("You may not read the console file “%s”"), name);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY))
    return bst_error_new (BST_ERROR_INVALID, _ ("Open the file that is in it."), error->message,
                          _ ("“%s” is a folder, not a console file"), name);

  return bst_error_new (BST_ERROR_INVALID, _ ("Get it again from where it came from."),
                        error->message, _ ("The console file “%s” cannot be read"), name);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_delete_finish (G_FILE (source), result, &error))
    g_debug ("the console file stays: %s", error->message);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GFile *file = g_task_get_source_object (task);
  Load *load = g_task_get_task_data (task);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BstVvFile) parsed = NULL;
  GError *error = NULL;

  if (!g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &load->n, &error))
    {
      g_task_return_error (task, make_error (file, error));
      return;
    }

  bytes = g_bytes_new_static (load->bytes, load->n);
  parsed = bst_vv_file_parse (bytes, &error);
  if (parsed == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Whoever opens VNC has need of it still. */
  if (parsed->delete_this_file && parsed->kind == BST_VV_SPICE && !load->keep)
    g_file_delete_async (file, G_PRIORITY_DEFAULT, NULL, on_deleted, NULL);
  g_task_return_pointer (task, g_steal_pointer (&parsed), (GDestroyNotify)bst_vv_file_free);
}

static void
on_opened (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  Load *load = g_task_get_task_data (task);
  g_autoptr (GFileInputStream) stream = NULL;
  GError *error = NULL;

  stream = g_file_read_finish (G_FILE (source), result, &error);
  if (stream == NULL)
    {
      g_task_return_error (task, make_error (G_FILE (source), error));
      return;
    }

  /* One more than it may have: that tells one that is too long. */
  load->bytes = g_malloc (BST_VV_FILE_MOST_BYTES + 1);
  g_input_stream_read_all_async (G_INPUT_STREAM (stream), load->bytes, BST_VV_FILE_MOST_BYTES + 1,
                                 G_PRIORITY_DEFAULT, cancellable, on_read, g_steal_pointer (&task));
}

void
bst_vv_load_async (GFile *file,
                   gboolean keep,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer data)
{
  GTask *task = g_task_new (file, cancellable, callback, data);
  Load *load = g_new0 (Load, 1);

  load->keep = keep;
  g_task_set_task_data (task, load, load_free);
  g_file_read_async (file, G_PRIORITY_DEFAULT, cancellable, on_opened, task);
}

BstVvFile *
bst_vv_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
