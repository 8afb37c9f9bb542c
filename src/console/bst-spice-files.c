/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include <glib/gi18n.h>
#include <libphodav/phodav.h>
#include <string.h>

#include "console/bst-console-transfer-private.h"
#include "console/bst-file-list.h"
#include "console/bst-spice-console-private.h"
#include "core/bst-error.h"

#define MOST_SHARED 4096

/* Into the guest, by its agent. */

typedef struct
{
  BstSpiceConsole *self; /* owned */
  BstConsoleTransfer *transfer;
  GFile *file;
  GCancellable *cancellable;
} Sending;

static void
sending_free (Sending *sending)
{
  g_object_unref (sending->self);
  g_object_unref (sending->transfer);
  g_object_unref (sending->file);
  g_signal_handlers_disconnect_by_data (sending->cancellable, sending);
  g_object_unref (sending->cancellable);
  g_free (sending);
}

static void
end (Sending *sending, const GError *error)
{
  const char *name = bst_console_transfer_get_name (sending->transfer);
  const char *machine = bst_console_get_name (BST_CONSOLE (sending->self));
  GError *told = NULL;

  if (bst_console_transfer_is_over (sending->transfer))
    {
      sending_free (sending);
      return;
    }

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    told = bst_error_new (BST_ERROR_CANCELLED, NULL, NULL, _ ("“%s” was not sent"), name);
  else if (error != NULL && error->domain == BST_ERROR)
    told = g_error_copy (error);
  else if (error != NULL)
    told = bst_error_new (BST_ERROR_FAILED,
                          _ ("Check that the file can be read, and that somebody is logged in on "
                             "the guest and its disk has room."),
                          error->message, _ ("Cannot send “%s” to “%s”"), name, machine);
  bst_console_transfer_end (sending->transfer, told);
  sending_free (sending);
}

/* The library notices only when the guest says something; nothing of the file is sent from now on.
 */
static void
on_cancelled (GCancellable *cancellable, Sending *sending)
{
  bst_console_transfer_end (sending->transfer,
                            bst_error_new (BST_ERROR_CANCELLED, NULL, NULL, _ ("“%s” was not sent"),
                                           bst_console_transfer_get_name (sending->transfer)));
}

static void
on_progress (goffset sent, goffset size, gpointer data)
{
  Sending *sending = data;

  if (!bst_console_transfer_is_over (sending->transfer))
    bst_console_transfer_set_progress (sending->transfer, (guint64)MAX (sent, 0),
                                       (guint64)MAX (size, 0));
}

static void
on_sent (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  Sending *sending = data;

  if (spice_main_channel_file_copy_finish (SPICE_MAIN_CHANNEL (source), result, &error) &&
      !bst_console_transfer_is_over (sending->transfer))
    {
      const guint64 size = bst_console_transfer_get_size (sending->transfer);

      bst_console_transfer_set_progress (sending->transfer, size, size);
    }
  end (sending, error);
}

static void
on_info (GObject *source, GAsyncResult *result, gpointer data)
{
  Sending *sending = data;
  BstSpiceConsole *self = sending->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, &error);
  GFile *files[] = { sending->file, NULL };

  if (info != NULL && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    error = bst_error_new (BST_ERROR_UNSUPPORTED, _ ("Pack it into one file first."), NULL,
                           _ ("“%s” is no single file"),
                           bst_console_transfer_get_name (sending->transfer));
  else if (info != NULL && (self->main == NULL || (bst_console_get_abilities (BST_CONSOLE (self)) &
                                                   BST_CONSOLE_CAN_FILES) == 0))
    error = bst_error_new (
        BST_ERROR_UNSUPPORTED, _ ("Install spice-vdagent in the guest, and log in there."), NULL,
        _ ("“%s” takes no files now"), bst_console_get_name (BST_CONSOLE (self)));
  if (error != NULL)
    {
      end (sending, error);
      return;
    }

  bst_console_transfer_set_progress (sending->transfer, 0,
                                     (guint64)MAX (g_file_info_get_size (info), 0));
  spice_main_channel_file_copy_async (self->main, files, G_FILE_COPY_NONE, sending->cancellable,
                                      on_progress, sending, on_sent, sending);
}

static void
spice_send_files (BstConsole *console, GFile *const *files, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      Sending *sending = g_new0 (Sending, 1);
      g_autofree char *name = g_file_get_basename (files[i]);

      sending->self = g_object_ref (BST_SPICE_CONSOLE (console));
      sending->file = g_object_ref (files[i]);
      sending->cancellable = g_cancellable_new ();
      g_signal_connect (sending->cancellable, "cancelled", G_CALLBACK (on_cancelled), sending);
      sending->transfer =
          bst_console_transfer_new (name != NULL ? name : "?", sending->cancellable);
      g_list_store_append (bst_console_get_transfer_store (console), sending->transfer);
      g_file_query_info_async (
          files[i], G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
          G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, sending->cancellable, on_info, sending);
    }
}

static void
spice_request_layout (BstConsole *console, const BstConsoleLayout *layout, guint n)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);

  if (self->main == NULL)
    return;

  /* The library sends all that was ever turned on. */
  spice_main_channel_update_display_enabled (self->main, -1, FALSE, FALSE);
  for (guint i = 0; i < n; i++)
    {
      const int id = (int)layout[i].id;
      const BstConsoleRect *area = &layout[i].area;

      spice_main_channel_update_display_enabled (self->main, id, layout[i].enabled, FALSE);
      if (layout[i].enabled)
        spice_main_channel_update_display (self->main, id, area->x, area->y, area->width,
                                           area->height, FALSE);
    }
  spice_main_channel_send_monitor_config (self->main);
}

void
bst_spice_files_init_class (BstConsoleClass *klass)
{
  klass->send_files = spice_send_files;
  klass->request_layout = spice_request_layout;
}

/* Copied files: the clipboard names them, a share of the session's gives them. */

gboolean
bst_spice_files_can_share (BstSpiceConsole *self)
{
  g_autoptr (GList) channels = NULL;

  channels = self->session != NULL ? spice_session_get_channels (self->session) : NULL;
  for (GList *item = channels; item != NULL; item = item->next)
    {
      gboolean opened = FALSE;

      if (!SPICE_IS_WEBDAV_CHANNEL (item->data))
        continue;
      g_object_get (item->data, "port-opened", &opened, NULL);
      if (opened)
        return TRUE;
    }

  return FALSE;
}

/* (nullable) (transfer full): the file's path in the share, in a directory of its own: names may be
 * the same. */
static char *
share_file (BstSpiceConsole *self, PhodavVirtualDir *root, GFile *file)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *place = g_strconcat (SPICE_WEBDAV_CLIPBOARD_FOLDER_PATH "/", uuid, NULL);
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GObject) directory = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer path, other;

  g_hash_table_iter_init (&iter, self->shared);
  while (g_hash_table_iter_next (&iter, &path, &other))
    {
      if (g_file_equal (other, file))
        return g_strdup (path);
    }
  if (g_hash_table_size (self->shared) >= MOST_SHARED || name == NULL)
    return NULL;

  directory = (GObject *)phodav_virtual_dir_new_dir (root, place, &error);
  if (directory == NULL)
    {
      g_warning ("A file cannot be shared: %s", error->message);
      return NULL;
    }

  phodav_virtual_dir_attach_real_child ((PhodavVirtualDir *)directory, file);
  path = g_strconcat (place, "/", name, NULL);
  g_hash_table_insert (self->shared, g_strdup (path), g_object_ref (file));

  return path;
}

GBytes *
bst_spice_files_share (BstSpiceConsole *self, GBytes *uris)
{
  gsize length;
  const char *data = g_bytes_get_data (uris, &length);
  g_autofree char *text = g_strndup (data, length);
  g_auto (GStrv) each = g_uri_list_extract_uris (text);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  g_auto (GStrv) shared = NULL;
  g_autoptr (GObject) server = NULL;
  g_autoptr (GObject) root = NULL;

  if (!bst_spice_files_can_share (self))
    return NULL;
  g_object_get (self->session, "webdav-server", &server, NULL);
  if (server == NULL)
    return NULL;
  g_object_get (server, "root-file", &root, NULL);
  if (self->shared == NULL)
    self->shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  for (guint i = 0; each[i] != NULL; i++)
    {
      g_autoptr (GFile) file = g_file_new_for_uri (each[i]);
      g_autofree char *path = share_file (self, (PhodavVirtualDir *)root, file);

      if (path != NULL)
        g_strv_builder_add (paths, path);
    }
  shared = g_strv_builder_end (paths);

  return shared[0] != NULL ? bst_file_list_join ((const char *const *)shared) : NULL;
}

GBytes *
bst_spice_files_find (BstSpiceConsole *self, GBytes *list)
{
  g_auto (GStrv) paths = bst_file_list_split (list);
  GString *uris = g_string_new (NULL);

  for (guint i = 0; paths != NULL && self->shared != NULL && paths[i] != NULL; i++)
    {
      GFile *file = g_hash_table_lookup (self->shared, paths[i]);
      g_autofree char *uri = file != NULL ? g_file_get_uri (file) : NULL;

      if (uri != NULL)
        g_string_append_printf (uris, "%s\r\n", uri);
    }
  if (uris->len == 0)
    {
      g_string_free (uris, TRUE);
      return NULL;
    }

  return g_string_free_to_bytes (uris);
}

void
bst_spice_files_drop (BstSpiceConsole *self)
{
  g_clear_pointer (&self->shared, g_hash_table_unref);
}
