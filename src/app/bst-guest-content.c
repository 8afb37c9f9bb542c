/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-guest-content.h"

#include <string.h>

struct _BstGuestContent
{
  GdkContentProvider parent_instance;

  BstConsole *console;
  BstConsoleSelection selection;
  GdkContentFormats *formats;
};

G_DEFINE_FINAL_TYPE (BstGuestContent, bst_guest_content, GDK_TYPE_CONTENT_PROVIDER)

static GdkContentFormats *
bst_guest_content_ref_formats (GdkContentProvider *provider)
{
  return gdk_content_formats_ref (BST_GUEST_CONTENT (provider)->formats);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;

  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer data)
{
  GTask *task = data;
  GOutputStream *stream = g_task_get_task_data (task);
  GError *error = NULL;
  GBytes *bytes = bst_console_read_clipboard_finish (BST_CONSOLE (source), result, &error);

  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      g_object_unref (task);
      return;
    }

  /* Held until it is written. */
  g_object_set_data_full (G_OBJECT (task), "bytes", bytes, (GDestroyNotify)g_bytes_unref);
  g_output_stream_write_all_async (stream, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                                   g_task_get_priority (task), g_task_get_cancellable (task),
                                   on_written, task);
}

static void
bst_guest_content_write (GdkContentProvider *provider,
                         const char *mime_type,
                         GOutputStream *stream,
                         int io_priority,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer data)
{
  BstGuestContent *self = BST_GUEST_CONTENT (provider);
  GTask *task = g_task_new (self, cancellable, callback, data);

  g_task_set_priority (task, io_priority);
  g_task_set_task_data (task, g_object_ref (stream), g_object_unref);
  bst_console_read_clipboard_async (self->console, self->selection, mime_type, cancellable, on_read,
                                    task);
}

static gboolean
bst_guest_content_write_finish (GdkContentProvider *provider, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

BstConsole *
bst_guest_content_get_console (BstGuestContent *self)
{
  g_return_val_if_fail (BST_IS_GUEST_CONTENT (self), NULL);

  return self->console;
}

static void
bst_guest_content_finalize (GObject *object)
{
  BstGuestContent *self = BST_GUEST_CONTENT (object);

  g_clear_object (&self->console);
  g_clear_pointer (&self->formats, gdk_content_formats_unref);

  G_OBJECT_CLASS (bst_guest_content_parent_class)->finalize (object);
}

static void
bst_guest_content_class_init (BstGuestContentClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bst_guest_content_finalize;
  provider_class->ref_formats = bst_guest_content_ref_formats;
  provider_class->write_mime_type_async = bst_guest_content_write;
  provider_class->write_mime_type_finish = bst_guest_content_write_finish;
}

static void
bst_guest_content_init (BstGuestContent *self)
{
}

GdkContentProvider *
bst_guest_content_new (BstConsole *console,
                       BstConsoleSelection selection,
                       const char *const *mime_types)
{
  BstGuestContent *self = g_object_new (BST_TYPE_GUEST_CONTENT, NULL);
  guint n = g_strv_length ((char **)mime_types);

  self->console = g_object_ref (console);
  self->selection = selection;
  self->formats = gdk_content_formats_new ((const char **)mime_types, n);

  return GDK_CONTENT_PROVIDER (self);
}
