/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-clipboard.h"

#include <string.h>

#include "app/bst-guest-content.h"

#define N_SELECTIONS 2

struct _BstConsoleClipboard
{
  GObject parent_instance;

  BstConsole *console; /* (unowned): has this as its data, and is kept by those who hold this */
  GdkClipboard *clipboards[N_SELECTIONS];
  GCancellable *cancellable;
  gboolean focus;
  gboolean offered[N_SELECTIONS]; /* what is there now the guest was told */
};

G_DEFINE_FINAL_TYPE (BstConsoleClipboard, bst_console_clipboard, G_TYPE_OBJECT)

enum
{
  FAILED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* The console whose guest may speak to this computer's clipboard: the one that was last used. */
static BstConsoleClipboard *last_used;

static void
fail (BstConsoleClipboard *self, const GError *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_signal_emit (self, signals[FAILED], 0, error);
}

/* --- To the guest --- */

/* Each type that a guest understands, and what of this computer's it can be made from. */
static const struct
{
  const char *guest;
  const char *mime_type;    /* as it is */
  GType (*get_type) (void); /* (nullable): or by GTK, from whatever it can make this of */
} types[] = {
  { BST_CONSOLE_MIME_TEXT, "text/plain;charset=utf-8", NULL },
  { BST_CONSOLE_MIME_PNG, "image/png", gdk_texture_get_type },
  { BST_CONSOLE_MIME_BMP, "image/bmp", NULL },
  { BST_CONSOLE_MIME_TIFF, "image/tiff", NULL },
  { BST_CONSOLE_MIME_JPEG, "image/jpeg", NULL },
  { BST_CONSOLE_MIME_FILES, "text/uri-list", gdk_file_list_get_type },
};

static gboolean
has_text (GdkContentFormats *formats)
{
  return gdk_content_formats_contain_gtype (formats, G_TYPE_STRING) ||
         gdk_content_formats_contain_mime_type (formats, "text/plain;charset=utf-8") ||
         gdk_content_formats_contain_mime_type (formats, "text/plain") ||
         gdk_content_formats_contain_mime_type (formats, "UTF8_STRING");
}

static gboolean
has_type (GdkContentFormats *formats, gsize i)
{
  if (g_str_equal (types[i].guest, BST_CONSOLE_MIME_TEXT) && has_text (formats))
    return TRUE;
  return gdk_content_formats_contain_mime_type (formats, types[i].mime_type) ||
         (types[i].get_type != NULL &&
          gdk_content_formats_contain_gtype (formats, types[i].get_type ()));
}

static gboolean
is_from_guest (BstConsoleClipboard *self, GdkClipboard *clipboard)
{
  GdkContentProvider *content = gdk_clipboard_get_content (clipboard);

  return BST_IS_GUEST_CONTENT (content) &&
         bst_guest_content_get_console (BST_GUEST_CONTENT (content)) == self->console;
}

/* Not on its way to be connected, when it would forget what it is offered. */
static gboolean
can_share (BstConsoleClipboard *self, BstConsoleSelection selection)
{
  const BstConsoleState state = bst_console_get_state (self->console);

  if (state != BST_CONSOLE_STATE_CONNECTED && state != BST_CONSOLE_STATE_MIGRATING)
    return FALSE;
  return (bst_console_get_abilities (self->console) &
          (selection == BST_CONSOLE_SELECTION_PRIMARY ? BST_CONSOLE_CAN_PRIMARY
                                                      : BST_CONSOLE_CAN_CLIPBOARD)) != 0;
}

static void
offer (BstConsoleClipboard *self, BstConsoleSelection selection)
{
  GdkClipboard *clipboard = self->clipboards[selection];
  g_autoptr (GPtrArray) offered = g_ptr_array_new ();
  GdkContentFormats *formats;

  if (!self->focus || self->offered[selection] || clipboard == NULL ||
      !can_share (self, selection) || !bst_console_get_clipboard_to_guest (self->console) ||
      bst_console_get_view_only (self->console) || is_from_guest (self, clipboard))
    return;

  formats = gdk_clipboard_get_formats (clipboard);
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (has_type (formats, i) &&
          (!g_str_equal (types[i].guest, BST_CONSOLE_MIME_FILES) ||
           (bst_console_get_abilities (self->console) & BST_CONSOLE_CAN_FILE_LISTS) != 0))
        g_ptr_array_add (offered, (gpointer)types[i].guest);
    }
  g_ptr_array_add (offered, NULL);
  self->offered[selection] = TRUE;
  bst_console_offer_clipboard (self->console, selection, (const char *const *)offered->pdata);
}

static void
offer_all (BstConsoleClipboard *self)
{
  offer (self, BST_CONSOLE_SELECTION_CLIPBOARD);
  offer (self, BST_CONSOLE_SELECTION_PRIMARY);
}

static void
on_local_changed (BstConsoleClipboard *self, GdkClipboard *clipboard)
{
  BstConsoleSelection selection = clipboard == self->clipboards[BST_CONSOLE_SELECTION_PRIMARY]
                                      ? BST_CONSOLE_SELECTION_PRIMARY
                                      : BST_CONSOLE_SELECTION_CLIPBOARD;

  self->offered[selection] = FALSE;
  offer (self, selection);
}

/* A guest that starts its agent, or a switch that is turned on: told (again) what there is. */
static void
on_abilities (BstConsoleClipboard *self)
{
  for (guint i = 0; i < N_SELECTIONS; i++)
    self->offered[i] = FALSE;
  offer_all (self);
}

/* What a guest asked for, on its way from the program that has it. */
typedef struct
{
  BstConsoleClipboard *clipboard;
  BstConsole *console;
  BstConsoleSelection selection;
  const char *type; /* of the table */
} Answer;

static void
answer_end (Answer *answer, GBytes *bytes, GError *error)
{
  g_autoptr (GError) refused = NULL;

  if (!bst_console_provide_clipboard (answer->console, answer->selection, answer->type, bytes,
                                      &refused))
    fail (answer->clipboard, refused);
  fail (answer->clipboard, error);
  g_clear_error (&error);
  g_object_unref (answer->console);
  g_object_unref (answer->clipboard);
  g_free (answer);
}

static void
on_spliced (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (source), result, &error) >= 0)
    bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (source));
  answer_end (data, bytes, error);
}

static void
on_stream (GObject *source, GAsyncResult *result, gpointer data)
{
  Answer *answer = data;
  GError *error = NULL;
  g_autoptr (GInputStream) stream =
      gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);
  g_autoptr (GOutputStream) bytes = NULL;

  if (stream == NULL)
    {
      answer_end (answer, NULL, error);
      return;
    }

  bytes = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (
      bytes, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
      G_PRIORITY_DEFAULT, answer->clipboard->cancellable, on_spliced, answer);
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, &error);
  g_autoptr (GBytes) bytes = text != NULL ? g_bytes_new_take (text, strlen (text)) : NULL;

  answer_end (data, bytes, error);
}

static void
on_texture (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  g_autoptr (GdkTexture) texture =
      gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, &error);
  g_autoptr (GBytes) bytes = texture != NULL ? gdk_texture_save_to_png_bytes (texture) : NULL;

  answer_end (data, bytes, error);
}

/* One address a line. */
static GBytes *
join_files (GdkFileList *list)
{
  g_autoptr (GSList) files = gdk_file_list_get_files (list);
  GString *text = g_string_new (NULL);

  for (GSList *l = files; l != NULL; l = l->next)
    {
      g_autofree char *uri = g_file_get_uri (l->data);

      g_string_append_printf (text, "%s\n", uri);
    }

  return g_string_free_to_bytes (text);
}

static void
on_files (GObject *source, GAsyncResult *result, gpointer data)
{
  GError *error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);
  g_autoptr (GBytes) bytes = value != NULL ? join_files (g_value_get_boxed (value)) : NULL;

  answer_end (data, bytes, error);
}

static void
on_wanted (BstConsole *console,
           BstConsoleSelection selection,
           const char *type,
           BstConsoleClipboard *self)
{
  GdkClipboard *clipboard = self->clipboards[selection];
  GCancellable *cancellable = self->cancellable;
  Answer *answer = g_new0 (Answer, 1);
  GdkContentFormats *formats;
  gsize i = 0;

  answer->clipboard = g_object_ref (self);
  answer->console = g_object_ref (console);
  answer->selection = selection;
  while (i < G_N_ELEMENTS (types) && !g_str_equal (types[i].guest, type))
    i++;
  answer->type = i < G_N_ELEMENTS (types) ? types[i].guest : BST_CONSOLE_MIME_TEXT;
  if (i == G_N_ELEMENTS (types) || clipboard == NULL)
    {
      answer_end (answer, NULL, NULL);
      return;
    }

  formats = gdk_clipboard_get_formats (clipboard);
  if (i == 0)
    gdk_clipboard_read_text_async (clipboard, cancellable, on_text, answer);
  else if (g_str_equal (type, BST_CONSOLE_MIME_FILES))
    gdk_clipboard_read_value_async (clipboard, GDK_TYPE_FILE_LIST, G_PRIORITY_DEFAULT, cancellable,
                                    on_files, answer);
  else if (gdk_content_formats_contain_mime_type (formats, types[i].mime_type))
    {
      const char *wanted[] = { types[i].mime_type, NULL };

      gdk_clipboard_read_async (clipboard, wanted, G_PRIORITY_DEFAULT, cancellable, on_stream,
                                answer);
    }
  else
    gdk_clipboard_read_texture_async (clipboard, cancellable, on_texture, answer);
}

/* --- From the guest --- */

static void
on_offered (BstConsole *console,
            BstConsoleSelection selection,
            const char *const *mime_types,
            BstConsoleClipboard *self)
{
  GdkClipboard *clipboard = self->clipboards[selection];
  g_autoptr (GdkContentProvider) content = NULL;

  if (clipboard == NULL || last_used != self ||
      !bst_console_get_clipboard_from_guest (self->console))
    return;

  if (mime_types != NULL && mime_types[0] != NULL)
    content = bst_guest_content_new (console, selection, mime_types);
  /* What another program has put there meanwhile is not the guest's to take away. */
  if (content != NULL || is_from_guest (self, clipboard))
    gdk_clipboard_set_content (clipboard, content);
}

void
bst_console_clipboard_set_focus (BstConsoleClipboard *self, gboolean focus)
{
  g_return_if_fail (BST_IS_CONSOLE_CLIPBOARD (self));

  self->focus = focus;
  if (!focus)
    return;
  last_used = self;
  offer_all (self);
}

/* --- Life --- */

static void
on_console_gone (gpointer data, GObject *console)
{
  BST_CONSOLE_CLIPBOARD (data)->console = NULL;
}

static void
bst_console_clipboard_dispose (GObject *object)
{
  BstConsoleClipboard *self = BST_CONSOLE_CLIPBOARD (object);

  if (last_used == self)
    last_used = NULL;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  for (guint i = 0; i < N_SELECTIONS; i++)
    {
      /* What the guest offered can be fetched no more. */
      if (self->console != NULL && self->clipboards[i] != NULL &&
          is_from_guest (self, self->clipboards[i]))
        gdk_clipboard_set_content (self->clipboards[i], NULL);
      g_clear_object (&self->clipboards[i]);
    }
  if (self->console != NULL)
    {
      g_object_weak_unref (G_OBJECT (self->console), on_console_gone, self);
      g_object_set_data (G_OBJECT (self->console), "bst-console-clipboard", NULL);
      self->console = NULL;
    }

  G_OBJECT_CLASS (bst_console_clipboard_parent_class)->dispose (object);
}

static void
bst_console_clipboard_class_init (BstConsoleClipboardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_console_clipboard_dispose;

  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
bst_console_clipboard_init (BstConsoleClipboard *self)
{
  self->cancellable = g_cancellable_new ();
}

BstConsoleClipboard *
bst_console_clipboard_get (BstConsole *console, GdkDisplay *display)
{
  BstConsoleClipboard *self = g_object_get_data (G_OBJECT (console), "bst-console-clipboard");

  if (self != NULL)
    return g_object_ref (self);

  self = g_object_new (BST_TYPE_CONSOLE_CLIPBOARD, NULL);
  self->console = console;
  g_object_set_data (G_OBJECT (console), "bst-console-clipboard", self);
  g_object_weak_ref (G_OBJECT (console), on_console_gone, self);
  self->clipboards[BST_CONSOLE_SELECTION_CLIPBOARD] =
      g_object_ref (gdk_display_get_clipboard (display));
  self->clipboards[BST_CONSOLE_SELECTION_PRIMARY] =
      g_object_ref (gdk_display_get_primary_clipboard (display));
  for (guint i = 0; i < N_SELECTIONS; i++)
    g_signal_connect_object (self->clipboards[i], "changed", G_CALLBACK (on_local_changed), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "clipboard-offered", G_CALLBACK (on_offered), self, 0);
  g_signal_connect_object (console, "clipboard-wanted", G_CALLBACK (on_wanted), self, 0);
  g_signal_connect_object (console, "notify::abilities", G_CALLBACK (on_abilities), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "state-changed", G_CALLBACK (offer_all), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "notify::clipboard-to-guest", G_CALLBACK (on_abilities), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (console, "notify::view-only", G_CALLBACK (on_abilities), self,
                           G_CONNECT_SWAPPED);

  return self;
}
