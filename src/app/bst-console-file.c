/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-file.h"

#include <glib/gi18n.h>

#include "app/bst-open-request.h"
#include "app/bst-settings.h"
#include "app/bst-usb-dialog.h"
#include "app/bst-way-memory.h"
#include "console/bst-vv-load.h"
#include "console/bst-vv-target.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "formats/bst-console-uri.h"

struct _BstConsoleFile
{
  GObject parent_instance;

  GFile *file;
  char *via; /* (nullable) */
  gboolean keep;
  BstInventory *inventory;
  BstGateways *gateways;
  GCancellable *cancellable;

  gboolean loading;
  BstVvFile *contents; /* (nullable) */
  BstWay *way;         /* (nullable): with the contents */
  BstWayScope scope;   /* what it is to be kept for, once it leads there */
  BstConsole *console; /* (nullable) */
  GError *error;       /* (nullable) */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BstConsoleFile, bst_console_file, G_TYPE_OBJECT)

/* Takes @error (nullable). */
static void
set_error (BstConsoleFile *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* What only the file knows: how to get another one. */
static GError *
explain (BstConsoleFile *self, const GError *error)
{
  if (g_error_matches (error, BST_ERROR, BST_ERROR_TICKET))
    return bst_error_new (BST_ERROR_TICKET, bst_vv_target_get_renewal (self->contents),
                          bst_error_get_detail (error), "%s", error->message);

  return g_error_copy (error);
}

static void
on_state (BstConsoleFile *self)
{
  const GError *error = bst_console_get_error (self->console);
  gboolean ended = bst_console_get_state (self->console) == BST_CONSOLE_STATE_ENDED;

  if (bst_console_get_state (self->console) == BST_CONSOLE_STATE_CONNECTED &&
      self->scope != BST_WAY_THIS_TIME)
    {
      bst_way_memory_keep_for (self->inventory, self->contents, self->scope, self->way);
      self->scope = BST_WAY_THIS_TIME;
    }
  set_error (self, ended && error != NULL ? explain (self, error) : NULL);
}

/* It was lost: a connection that was somebody else's may be, too. */
static gboolean
on_target_wanted (BstConsoleFile *self)
{
  BstSpiceConsole *console = BST_SPICE_CONSOLE (self->console);
  g_autoptr (BstSpiceTarget) target =
      bst_spice_target_copy (bst_spice_console_get_target (console));
  g_autoptr (BstDialer) dialer = bst_way_new_dialer (self->way, self->contents, self->gateways);

  bst_spice_console_set_target (console, target, dialer);

  return FALSE;
}

/* Else the preferences have the word. */
static gboolean
names_usb_rules (const BstVvFile *contents)
{
  return contents->usb_autoshare != BST_VV_UNSET || contents->usb_filter != NULL ||
         contents->usb_redirect_on_connect != NULL;
}

static void
connect_console (BstConsoleFile *self)
{
  g_autoptr (BstDialer) dialer = bst_way_new_dialer (self->way, self->contents, self->gateways);
  g_autoptr (BstSpiceTarget) target = NULL;
  g_autofree char *name = bst_console_file_get_label (self);
  GError *error = NULL;

  target = bst_vv_target_new (self->contents, self->way, &error);
  if (target == NULL)
    {
      set_error (self, error);
      return;
    }

  if (self->console == NULL)
    {
      self->console = BST_CONSOLE (bst_spice_console_new (name, target, dialer));
      bst_settings_apply (self->console);
      if (!names_usb_rules (self->contents))
        bst_usb_dialog_apply_rules (self->console);
      g_signal_connect_object (self->console, "state-changed", G_CALLBACK (on_state), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->console, "target-wanted", G_CALLBACK (on_target_wanted), self,
                               G_CONNECT_SWAPPED);
    }
  else
    {
      bst_spice_console_set_target (BST_SPICE_CONSOLE (self->console), target, dialer);
    }
  bst_console_open (self->console);
  on_state (self);
}

/* Told by the user; remembered; written into the file by who made it; as the desktop says. */
static BstWay *
choose_way (BstConsoleFile *self)
{
  BstWay *way = NULL;

  if (self->via != NULL)
    way = bst_way_new (BST_WAY_GATEWAY, self->via, NULL);
  if (way == NULL)
    way = bst_way_memory_find (self->inventory, self->contents);
  if (way == NULL && self->contents->via != NULL)
    way = bst_way_new (BST_WAY_GATEWAY, self->contents->via, NULL);
  if (way == NULL)
    way = bst_way_new (self->contents->unix_path != NULL ? BST_WAY_DIRECT : BST_WAY_DESKTOP, NULL,
                       NULL);

  return way;
}

/* Takes @contents (nullable: there is an @error, which it takes too). */
static void
take_contents (BstConsoleFile *self, BstVvFile *contents, GError *error)
{
  self->loading = FALSE;
  if (contents == NULL)
    {
      set_error (self, error);
      return;
    }

  self->contents = contents;
  self->way = choose_way (self);
  connect_console (self);
}

static void
on_deleted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_file_delete_finish (G_FILE (source), result, NULL);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstConsoleFile) self = data;
  GError *error = NULL;
  BstVvFile *contents = bst_vv_load_finish (result, &error);

  if (bst_open_request_is_handed_over (G_FILE (source)))
    g_file_delete_async (G_FILE (source), G_PRIORITY_DEFAULT, NULL, on_deleted, NULL);

  if (!g_cancellable_is_cancelled (self->cancellable))
    {
      take_contents (self, contents, error);
      return;
    }
  bst_vv_file_free (contents);
  g_clear_error (&error);
}

void
bst_console_file_open (BstConsoleFile *self)
{
  g_autofree char *uri = g_file_get_uri (self->file);

  BST_ASSERT_MAIN_THREAD ();

  if (self->loading)
    return;
  if (self->contents != NULL)
    {
      connect_console (self);
      return;
    }

  self->loading = TRUE;
  set_error (self, NULL);
  if (bst_console_uri_is_one (uri))
    {
      GError *error = NULL;
      BstVvFile *contents = bst_console_uri_parse (uri, &error);

      take_contents (self, contents, error);
    }
  else
    {
      bst_vv_load_async (self->file, self->keep, self->cancellable, on_loaded, g_object_ref (self));
    }
}

gboolean
bst_console_file_can_open_again (BstConsoleFile *self)
{
  return self->contents != NULL || !bst_open_request_is_handed_over (self->file);
}

const BstVvFile *
bst_console_file_get_contents (BstConsoleFile *self)
{
  return self->contents;
}

BstConsole *
bst_console_file_get_console (BstConsoleFile *self)
{
  return self->console;
}

const GError *
bst_console_file_get_error (BstConsoleFile *self)
{
  return self->error;
}

const BstWay *
bst_console_file_get_way (BstConsoleFile *self)
{
  return self->way;
}

void
bst_console_file_set_way (BstConsoleFile *self, const BstWay *way, BstWayScope scope)
{
  g_return_if_fail (self->contents != NULL);

  bst_way_free (self->way);
  self->way = bst_way_copy (way);
  self->scope = scope;
  connect_console (self);
}

char *
bst_console_file_get_label (BstConsoleFile *self)
{
  g_autofree char *raw = NULL;

  if (self->contents != NULL)
    return bst_vv_file_get_label (self->contents);

  raw = g_file_has_uri_scheme (self->file, "file") ? g_file_get_basename (self->file) : NULL;
  if (raw == NULL || bst_open_request_is_handed_over (self->file))
    return g_strdup (_ ("Console"));

  return g_filename_display_name (raw);
}

static void
bst_console_file_dispose (GObject *object)
{
  BstConsoleFile *self = BST_CONSOLE_FILE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->console != NULL)
    bst_console_close (self->console);

  G_OBJECT_CLASS (bst_console_file_parent_class)->dispose (object);
}

static void
bst_console_file_finalize (GObject *object)
{
  BstConsoleFile *self = BST_CONSOLE_FILE (object);

  g_clear_object (&self->file);
  g_free (self->via);
  g_clear_object (&self->inventory);
  g_clear_object (&self->gateways);
  g_clear_object (&self->cancellable);
  bst_vv_file_free (self->contents);
  bst_way_free (self->way);
  g_clear_object (&self->console);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (bst_console_file_parent_class)->finalize (object);
}

static void
bst_console_file_class_init (BstConsoleFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = bst_console_file_dispose;
  object_class->finalize = bst_console_file_finalize;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", BST_TYPE_CONSOLE_FILE, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_console_file_init (BstConsoleFile *self)
{
  self->cancellable = g_cancellable_new ();
}

BstConsoleFile *
bst_console_file_new (GFile *file,
                      const char *via,
                      gboolean keep,
                      BstInventory *inventory,
                      BstGateways *gateways)
{
  BstConsoleFile *self = g_object_new (BST_TYPE_CONSOLE_FILE, NULL);

  self->file = g_object_ref (file);
  self->via = g_strdup (via);
  self->keep = keep;
  self->inventory = g_object_ref (inventory);
  self->gateways = g_object_ref (gateways);

  return self;
}
