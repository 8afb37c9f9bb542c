/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-clipboard-text.h"
#include "console/bst-spice-console-private.h"
#include "core/bst-error.h"

#define PATIENCE_MS 10000
#define MOST_TYPES 32

/* The library has its own limit, strictly below which data must be; ours is asked before. */
#define MAX_WIRE (G_MAXINT - 1)

static const struct
{
  guint32 type;
  const char *mime;
} types[] = {
  { VD_AGENT_CLIPBOARD_UTF8_TEXT, BST_CONSOLE_MIME_TEXT },
  { VD_AGENT_CLIPBOARD_IMAGE_PNG, BST_CONSOLE_MIME_PNG },
  { VD_AGENT_CLIPBOARD_IMAGE_BMP, BST_CONSOLE_MIME_BMP },
  { VD_AGENT_CLIPBOARD_IMAGE_TIFF, BST_CONSOLE_MIME_TIFF },
  { VD_AGENT_CLIPBOARD_IMAGE_JPG, BST_CONSOLE_MIME_JPEG },
  { VD_AGENT_CLIPBOARD_FILE_LIST, BST_CONSOLE_MIME_FILES },
};

static guint32
type_from_mime (const char *mime)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (strcmp (types[i].mime, mime) == 0)
        return types[i].type;
    }

  return VD_AGENT_CLIPBOARD_NONE;
}

static const char *
mime_from_type (guint32 type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (types[i].type == type)
        return types[i].mime;
    }

  return NULL;
}

static gboolean
get_selection (guint spice, BstConsoleSelection *selection)
{
  if (spice != VD_AGENT_CLIPBOARD_SELECTION_CLIPBOARD &&
      spice != VD_AGENT_CLIPBOARD_SELECTION_PRIMARY)
    return FALSE;

  *selection = spice == VD_AGENT_CLIPBOARD_SELECTION_PRIMARY ? BST_CONSOLE_SELECTION_PRIMARY
                                                             : BST_CONSOLE_SELECTION_CLIPBOARD;

  return TRUE;
}

static guint
get_spice_selection (BstConsoleSelection selection)
{
  return selection == BST_CONSOLE_SELECTION_PRIMARY ? VD_AGENT_CLIPBOARD_SELECTION_PRIMARY
                                                    : VD_AGENT_CLIPBOARD_SELECTION_CLIPBOARD;
}

static gboolean
guest_has_crlf (BstSpiceConsole *self)
{
  return spice_main_channel_agent_test_capability (self->main, VD_AGENT_CAP_GUEST_LINEEND_CRLF);
}

static gboolean
can_share (BstSpiceConsole *self, BstConsoleSelection selection)
{
  const BstConsoleAbilities abilities = bst_console_get_abilities (BST_CONSOLE (self));

  return self->main != NULL && (abilities & (selection == BST_CONSOLE_SELECTION_PRIMARY
                                                 ? BST_CONSOLE_CAN_PRIMARY
                                                 : BST_CONSOLE_CAN_CLIPBOARD)) != 0;
}

/* Ours, for the guest. */

static void
spice_offer (BstConsole *console, BstConsoleSelection selection, const char *const *mime_types)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);
  guint32 offered[MOST_TYPES];
  int n = 0;

  if (!can_share (self, selection))
    return;

  for (guint i = 0; mime_types[i] != NULL && n < MOST_TYPES; i++)
    {
      const guint32 type = type_from_mime (mime_types[i]);

      if (type == VD_AGENT_CLIPBOARD_NONE ||
          (type == VD_AGENT_CLIPBOARD_FILE_LIST && !bst_spice_files_can_share (self)))
        continue;
      offered[n++] = type;
    }

  if (n > 0)
    spice_main_channel_clipboard_selection_grab (self->main, get_spice_selection (selection),
                                                 offered, n);
  else if (self->grabbed[selection])
    spice_main_channel_clipboard_selection_release (self->main, get_spice_selection (selection));
  self->grabbed[selection] = n > 0;
}

static void
spice_provide (BstConsole *console,
               BstConsoleSelection selection,
               const char *mime_type,
               GBytes *data)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);
  const guint32 type = type_from_mime (mime_type);
  g_autoptr (GBytes) converted = NULL;
  gsize length = 0;
  const guchar *bytes = NULL;

  if (!can_share (self, selection))
    return;

  if (data != NULL && type == VD_AGENT_CLIPBOARD_UTF8_TEXT && guest_has_crlf (self))
    data = converted = bst_clipboard_text_to_crlf (data);
  else if (data != NULL && type == VD_AGENT_CLIPBOARD_FILE_LIST)
    data = converted = bst_spice_files_share (self, data);
  /* "\r\n" may have made it longer than allowed. */
  if (data != NULL && g_bytes_get_size (data) > MAX_WIRE)
    data = NULL;
  if (data != NULL)
    bytes = g_bytes_get_data (data, &length);

  spice_main_channel_clipboard_selection_notify (
      self->main, get_spice_selection (selection), data != NULL ? type : VD_AGENT_CLIPBOARD_NONE,
      bytes != NULL ? bytes : (const guchar *)"", length);
}

static gboolean
on_wanted (SpiceMainChannel *main, guint spice_selection, guint type, BstSpiceConsole *self)
{
  BstConsoleSelection selection;
  const char *mime = mime_from_type (type);

  if (!get_selection (spice_selection, &selection))
    return FALSE;

  if (mime == NULL || !bst_console_tell_wanted (BST_CONSOLE (self), selection, mime))
    spice_main_channel_clipboard_selection_notify (main, spice_selection, VD_AGENT_CLIPBOARD_NONE,
                                                   (const guchar *)"", 0);

  return TRUE;
}

/* The guest's, for us. */

typedef struct
{
  BstConsoleSelection selection;
  guint32 type;
  guint patience_id;
  gulong bytes; /* of the main channel, when it was looked at last */
} Read;

/* Takes @task from those that wait; (transfer full). */
static GTask *
take_read (BstSpiceConsole *self, guint index)
{
  GTask *task = g_ptr_array_remove_index (self->reads, index);
  Read *read = g_task_get_task_data (task);

  g_clear_handle_id (&read->patience_id, g_source_remove);

  return task;
}

static void
fail_read (BstSpiceConsole *self, guint index, BstErrorCode code)
{
  g_autoptr (GTask) task = take_read (self, index);

  g_task_return_error (task,
                       bst_error_new (code, NULL, NULL, _ ("“%s” does not give what it copied"),
                                      bst_console_get_name (BST_CONSOLE (self))));
}

/* Pings alone are no answer on its way. */
#define PINGS 2048

/* A large answer takes its time, and the library tells only when all is there. */
static gboolean
comes_nearer (BstSpiceConsole *self, Read *read)
{
  const gulong before = read->bytes;

  if (self->main == NULL)
    return FALSE;

  g_object_get (self->main, "total-read-bytes", &read->bytes, NULL);

  return read->bytes > before + PINGS;
}

static gboolean
on_no_answer (gpointer data)
{
  GTask *task = data;
  BstSpiceConsole *self = g_task_get_source_object (task);
  Read *read = g_task_get_task_data (task);
  guint index;

  if (comes_nearer (self, read))
    return G_SOURCE_CONTINUE;

  read->patience_id = 0;
  if (g_ptr_array_find (self->reads, task, &index))
    fail_read (self, index, BST_ERROR_TIMED_OUT);

  return G_SOURCE_REMOVE;
}

static gboolean
is_offered (BstSpiceConsole *self, BstConsoleSelection selection, guint32 type)
{
  return type < 32 && (self->offered[selection] & 1u << type) != 0;
}

static void
spice_read (BstConsole *console, BstConsoleSelection selection, const char *mime_type, GTask *task)
{
  BstSpiceConsole *self = BST_SPICE_CONSOLE (console);
  const guint32 type = type_from_mime (mime_type);
  Read *read;

  if (!can_share (self, selection) || type == VD_AGENT_CLIPBOARD_NONE ||
      !is_offered (self, selection, type))
    {
      g_task_return_error (task, bst_error_new (BST_ERROR_UNSUPPORTED, NULL, mime_type,
                                                _ ("“%s” has nothing of this kind copied"),
                                                bst_console_get_name (console)));
      g_object_unref (task);
      return;
    }

  read = g_new0 (Read, 1);
  read->selection = selection;
  read->type = type;
  comes_nearer (self, read);
  read->patience_id = g_timeout_add (PATIENCE_MS, on_no_answer, task);
  g_task_set_task_data (task, read, g_free);
  g_ptr_array_add (self->reads, task);
  spice_main_channel_clipboard_selection_request (self->main, get_spice_selection (selection),
                                                  type);
}

static void
on_data (SpiceMainChannel *main,
         guint spice_selection,
         guint type,
         gpointer data,
         guint size,
         BstSpiceConsole *self)
{
  const gsize most = bst_console_get_max_clipboard (BST_CONSOLE (self));
  BstConsoleSelection selection;
  g_autoptr (GBytes) bytes = NULL;

  if (!get_selection (spice_selection, &selection))
    return;

  if (size <= most && type != VD_AGENT_CLIPBOARD_NONE)
    bytes = g_bytes_new (data, size);
  if (bytes != NULL && type == VD_AGENT_CLIPBOARD_UTF8_TEXT)
    {
      GBytes *text = bst_clipboard_text_from_guest (bytes, guest_has_crlf (self));

      g_bytes_unref (bytes);
      bytes = text;
    }
  else if (bytes != NULL && type == VD_AGENT_CLIPBOARD_FILE_LIST)
    {
      GBytes *uris = bst_spice_files_find (self, bytes);

      g_bytes_unref (bytes);
      bytes = uris;
    }

  for (guint i = self->reads->len; i-- > 0;)
    {
      Read *read = g_task_get_task_data (g_ptr_array_index (self->reads, i));

      if (read->selection != selection || (type != VD_AGENT_CLIPBOARD_NONE && read->type != type))
        continue;
      if (bytes == NULL)
        {
          fail_read (self, i, size > most ? BST_ERROR_INVALID : BST_ERROR_FAILED);
        }
      else
        {
          g_autoptr (GTask) task = take_read (self, i);

          g_task_return_pointer (task, g_bytes_ref (bytes), (GDestroyNotify)g_bytes_unref);
        }
    }
}

static void
forget_offer (BstSpiceConsole *self, BstConsoleSelection selection)
{
  static const char *const nothing[] = { NULL };

  self->offered[selection] = 0;
  for (guint i = self->reads->len; i-- > 0;)
    {
      Read *read = g_task_get_task_data (g_ptr_array_index (self->reads, i));

      if (read->selection == selection)
        fail_read (self, i, BST_ERROR_FAILED);
    }
  bst_console_tell_offer (BST_CONSOLE (self), selection, nothing);
}

static gboolean
on_offered (SpiceMainChannel *main,
            guint spice_selection,
            gpointer types_data,
            guint n_types,
            BstSpiceConsole *self)
{
  const guint32 *offered = types_data;
  const char *mimes[G_N_ELEMENTS (types) + 1] = { NULL };
  BstConsoleSelection selection;
  guint n = 0;

  if (!get_selection (spice_selection, &selection))
    return FALSE;

  self->offered[selection] = 0;
  self->grabbed[selection] = FALSE;
  for (guint i = 0; i < n_types; i++)
    {
      const char *mime = mime_from_type (offered[i]);

      if (mime == NULL || is_offered (self, selection, offered[i]))
        continue;
      self->offered[selection] |= 1u << offered[i];
      mimes[n++] = mime;
    }
  bst_console_tell_offer (BST_CONSOLE (self), selection, mimes);

  return TRUE;
}

static void
on_released (SpiceMainChannel *main, guint spice_selection, BstSpiceConsole *self)
{
  BstConsoleSelection selection;

  if (get_selection (spice_selection, &selection))
    forget_offer (self, selection);
}

static void
on_agent (BstSpiceConsole *self)
{
  gboolean connected = FALSE;

  if (self->main != NULL)
    g_object_get (self->main, "agent-connected", &connected, NULL);
  /* A new agent knows nothing of what the last one was offered. */
  if (!connected)
    bst_spice_clipboard_drop (self);
  bst_spice_channels_update_abilities (self);
}

void
bst_spice_clipboard_drop (BstSpiceConsole *self)
{
  for (guint i = 0; i < BST_SPICE_N_SELECTIONS; i++)
    {
      self->grabbed[i] = FALSE;
      if (self->offered[i] != 0)
        forget_offer (self, i);
    }
  while (self->reads->len > 0)
    fail_read (self, 0, BST_ERROR_LOST);
}

void
bst_spice_clipboard_add (BstSpiceConsole *self)
{
  SpiceMainChannel *main = self->main;

  g_object_set (main, "max-clipboard", G_MAXINT, NULL);
  g_signal_connect (main, "main-clipboard-selection", G_CALLBACK (on_data), self);
  g_signal_connect (main, "main-clipboard-selection-grab", G_CALLBACK (on_offered), self);
  g_signal_connect (main, "main-clipboard-selection-request", G_CALLBACK (on_wanted), self);
  g_signal_connect (main, "main-clipboard-selection-release", G_CALLBACK (on_released), self);
  g_signal_connect_swapped (main, "main-agent-update", G_CALLBACK (on_agent), self);
  g_signal_connect_swapped (main, "notify::agent-connected", G_CALLBACK (on_agent), self);
  g_signal_connect_swapped (main, "main-mouse-update", G_CALLBACK (bst_spice_input_update_pointer),
                            self);
}

void
bst_spice_clipboard_init_class (BstConsoleClass *klass)
{
  klass->offer_clipboard = spice_offer;
  klass->provide_clipboard = spice_provide;
  klass->read_clipboard = spice_read;
}
