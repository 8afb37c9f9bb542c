/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-shot.h"

#include <glib/gi18n.h>

#include "app/bst-console-picture.h"
#include "app/bst-error-dialog.h"
#include "core/bst-error.h"

static gboolean
get_picture (BstConsoleDisplay *display, BstConsolePicture *picture)
{
  picture->width = bst_console_display_get_width (display);
  picture->height = bst_console_display_get_height (display);
  picture->pixels = bst_console_display_get_pixels (display, &picture->stride);

  return picture->pixels != NULL && picture->width > 0 && picture->height > 0;
}

static GdkTexture *
take_pixels (guint32 *pixels, int width, int height)
{
  gsize stride = (gsize)width * sizeof *pixels;
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, stride * height);

  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

GdkTexture *
bst_console_shot_new (BstConsoleDisplay *display)
{
  BstConsolePicture picture;
  guint32 *pixels;

  if (!get_picture (display, &picture))
    return NULL;

  pixels = g_new (guint32, (gsize)picture.width * picture.height);
  for (int y = 0; y < picture.height; y++)
    {
      const guint32 *row = bst_console_picture_get_row (&picture, y);

      for (int x = 0; x < picture.width; x++)
        pixels[(gsize)y * picture.width + x] = row[x] | 0xff000000;
    }

  return take_pixels (pixels, picture.width, picture.height);
}

/* The mean of the pixels of one rectangle. */
static guint32
mix (const BstConsolePicture *picture, int left, int top, int right, int bottom)
{
  guint64 red = 0, green = 0, blue = 0;
  guint64 n = (guint64)(right - left) * (bottom - top);

  for (int y = top; y < bottom; y++)
    {
      const guint32 *row = bst_console_picture_get_row (picture, y);

      for (int x = left; x < right; x++)
        {
          red += (row[x] >> 16) & 0xff;
          green += (row[x] >> 8) & 0xff;
          blue += row[x] & 0xff;
        }
    }

  return 0xff000000 | (guint32)(red / n) << 16 | (guint32)(green / n) << 8 | (guint32)(blue / n);
}

GdkTexture *
bst_console_shot_new_small (BstConsoleDisplay *display, int width, int height)
{
  BstConsolePicture picture;
  double ratio;
  guint32 *pixels;

  if (!get_picture (display, &picture))
    return NULL;
  ratio = MIN ((double)width / picture.width, (double)height / picture.height);
  if (ratio >= 1)
    return bst_console_shot_new (display);

  width = MAX ((int)(picture.width * ratio), 1);
  height = MAX ((int)(picture.height * ratio), 1);
  pixels = g_new (guint32, (gsize)width * height);
  for (int y = 0; y < height; y++)
    {
      int top = (int)((gint64)y * picture.height / height);
      int bottom = MAX ((int)((gint64)(y + 1) * picture.height / height), top + 1);

      for (int x = 0; x < width; x++)
        {
          int left = (int)((gint64)x * picture.width / width);
          int right = MAX ((int)((gint64)(x + 1) * picture.width / width), left + 1);

          pixels[(gsize)y * width + x] = mix (&picture, left, top, right, bottom);
        }
    }

  return take_pixels (pixels, width, height);
}

/* --- Saving --- */

typedef struct
{
  BstConsoleView *view; /* owned */
  GdkTexture *texture;
} Saving;

static void
saving_free (gpointer data)
{
  Saving *saving = data;

  g_object_unref (saving->view);
  g_object_unref (saving->texture);
  g_free (saving);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer data)
{
  Saving *saving = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_file_get_parse_name (G_FILE (source));
  g_autofree char *text = g_strdup_printf (_ ("Saved as “%s”"), name);

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    bst_console_view_tell (saving->view, text);
  else
    {
      g_autoptr (GError) told =
          bst_error_new (BST_ERROR_FAILED, _ ("Choose another folder."), error->message,
                         _ ("The picture could not be saved as “%s”"), name);

      bst_error_dialog_show (GTK_WIDGET (saving->view), NULL, told);
    }
  saving_free (saving);
}

/* A picture of many pixels takes its time to be packed: beside the main thread. */
static void
pack (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (data), (GDestroyNotify)g_bytes_unref);
}

static void
on_packed (GObject *source, GAsyncResult *result, gpointer data)
{
  Saving *saving = data;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), NULL);

  g_file_replace_contents_bytes_async (G_FILE (source), bytes, NULL, FALSE,
                                       G_FILE_CREATE_REPLACE_DESTINATION, NULL, on_saved, saving);
}

static void
on_chosen (GtkNativeDialog *dialog, int response, gpointer data)
{
  Saving *saving = data;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GTask) task = NULL;

  if (response != GTK_RESPONSE_ACCEPT)
    saving_free (saving);
  else
    {
      file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
      task = g_task_new (file, NULL, on_packed, saving);
      g_task_set_task_data (task, g_object_ref (saving->texture), g_object_unref);
      g_task_run_in_thread (task, pack);
    }
  g_object_unref (dialog);
}

/* (transfer full) */
static GFile *
get_folder (void)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);

  return g_file_new_for_path (pictures != NULL ? pictures : g_get_home_dir ());
}

void
bst_console_shot_save (BstConsoleView *view, GdkTexture *texture, const char *name)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (view));
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *time = g_date_time_format (now, "%Y-%m-%d %H-%M-%S");
  g_autofree char *file_name = g_strdup_printf ("%s %s.png", name, time);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save Screenshot"), GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  g_autoptr (GFile) folder = get_folder ();
  Saving *saving = g_new0 (Saving, 1);

  saving->view = g_object_ref (view);
  saving->texture = g_object_ref (texture);
  g_strdelimit (file_name, "/", '-');
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file_name);
  g_signal_connect (dialog, "response", G_CALLBACK (on_chosen), saving);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
