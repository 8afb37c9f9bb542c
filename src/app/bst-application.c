/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-application.h"

#include <glib/gi18n.h>

#include "app/bst-add-host-dialog.h"
#include "app/bst-console-opener.h"
#include "app/bst-console-window.h"
#include "app/bst-logout-guard.h"
#include "app/bst-open-request.h"
#include "app/bst-preferences.h"
#include "app/bst-question-dialog.h"
#include "app/bst-quit-dialog.h"
#include "app/bst-renderer.h"
#include "app/bst-settings.h"
#include "app/bst-shortcuts.h"
#include "app/bst-theme.h"
#include "app/bst-window.h"
#include "console/bst-media.h"
#include "core/bst-error.h"
#include "formats/bst-gateway.h"
#include "operations/bst-snapshot-keeper.h"
#include "ssh/bst-ssh-runtime.h"

/* Of the first frame: by then the hosts have answered. */
#define MEDIA_AFTER_S 2

struct _BstApplication
{
  AdwApplication parent_instance;

  char *inventory_path; /* (nullable): as told on the command line */
  gboolean offline;
  char *via;     /* (nullable): … for the consoles named there */
  gboolean keep; /* … */
  gboolean opens_consoles;
  BstInventory *inventory;
  BstFleet *fleet;
  BstSnapshotKeeper *keeper;
  BstConsoleOpener *opener;
  BstLogoutGuard *guard;
  guint open_source;
};

G_DEFINE_FINAL_TYPE (BstApplication, bst_application, ADW_TYPE_APPLICATION)

static GtkWindow *
get_window (BstApplication *self)
{
  return gtk_application_get_active_window (GTK_APPLICATION (self));
}

/* (nullable): consoles have windows of their own. */
static GtkWindow *
get_main_window (BstApplication *self)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (self)); l != NULL; l = l->next)
    {
      if (BST_IS_WINDOW (l->data))
        return l->data;
    }

  return NULL;
}

static void
add_host (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BstApplication *self = data;

  gtk_window_present (GTK_WINDOW (bst_add_host_dialog_new (get_window (self), self->fleet, NULL)));
}

static void
add_uri (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BstApplication *self = data;
  const char *uri = g_variant_get_string (parameter, NULL);

  gtk_window_present (GTK_WINDOW (bst_add_host_dialog_new (get_window (self), self->fleet, uri)));
}

static void
console (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BstApplication *self = data;
  const char *name = g_variant_get_string (parameter, NULL);
  g_autoptr (GPtrArray) found = bst_inventory_find_machines (self->inventory, name);
  BstMachineConsole *machine_console;
  BstHost *host;

  if (found->len != 1)
    {
      bst_console_opener_show_unknown (self->opener, name, found->len);
      return;
    }

  host = bst_machine_get_host (found->pdata[0]);
  if (!bst_host_state_is_connected (bst_host_get_state (host)))
    bst_fleet_connect_host (self->fleet, host);
  /* In a window of its own, with the main window or without. */
  machine_console = bst_consoles_get_console (bst_consoles_get (self->fleet), found->pdata[0]);
  bst_machine_console_open (machine_console);
  bst_console_window_show (self->fleet, machine_console, GTK_APPLICATION (self));
}

static void
preferences (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (
      GTK_WINDOW (bst_preferences_new (get_window (data), (BstWindow *)get_main_window (data))));
}

static void
shortcuts (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = get_window (data);

  /* A dialog has those of its window. */
  if (window != NULL && !GTK_IS_APPLICATION_WINDOW (window))
    window = gtk_window_get_transient_for (window);
  if (GTK_IS_APPLICATION_WINDOW (window))
    bst_shortcuts_show (GTK_APPLICATION_WINDOW (window));
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  adw_show_about_window (get_window (data), "application-name", _ ("Bastida"), "application-icon",
                         APPLICATION_ID, "version", PACKAGE_VERSION, "license-type",
                         GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Virtual machines on your own hosts, over SSH"), "developer-name",
                         _ ("The people who make Bastida"), NULL);
}

/* By a notification: the window may be behind others. */
static void
show_tasks (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = get_main_window (data);

  if (window == NULL)
    return;
  gtk_window_present (window);
  g_action_group_change_action_state (G_ACTION_GROUP (window), "show-activity",
                                      g_variant_new_string ("tasks"));
}

/* The windows keep their state when they close; the program ends with the last. Dialogs go with the
 * window that they belong to. */
static void
close_all (GtkWindow *window)
{
  GtkApplication *application = gtk_window_get_application (window);
  g_autoptr (GList) copy = g_list_copy (gtk_application_get_windows (application));

  for (GList *l = copy; l != NULL; l = l->next)
    {
      if (g_list_find (gtk_application_get_windows (application), l->data) == NULL ||
          gtk_window_get_transient_for (l->data) != NULL)
        continue;
      if (BST_IS_WINDOW (l->data))
        bst_window_close_now (BST_WINDOW (l->data));
      else
        gtk_window_close (l->data);
    }
}

/* All of them stay until it is said that they may go. */
static void
quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  BstApplication *self = data;
  GtkWindow *window = get_main_window (self) != NULL ? get_main_window (self) : get_window (self);

  if (window != NULL && !bst_quit_dialog_ask (window, self->fleet, close_all))
    close_all (window);
}

static void
add_actions (BstApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "add-host", .activate = add_host },
    { .name = "add-uri", .activate = add_uri, .parameter_type = "s" },
    { .name = "console", .activate = console, .parameter_type = "s" },
    { .name = "preferences", .activate = preferences },
    { .name = "shortcuts", .activate = shortcuts },
    { .name = "about", .activate = about },
    { .name = "show-tasks", .activate = show_tasks },
    { .name = "quit", .activate = quit },
  };
  static const struct
  {
    const char *action;
    const char *accels[3];
  } accels[] = {
    { "app.quit", { "<Primary>q" } },
    { "app.preferences", { "<Primary>comma" } },
    { "app.add-host", { "<Primary>n" } },
    { "app.shortcuts", { "<Primary>question", "<Primary>F1" } },
    { "window.close", { "<Primary>w" } },
    { "win.search", { "<Primary>f" } },
    { "win.save-view", { "<Primary>d" } },
    { "win.edit", { "F2" } },
    { "win.refresh", { "F5", "<Primary>r" } },
    { "win.show-sidebar", { "F9" } },
    { "win.show-activity::tasks", { "<Alt>1" } },
    { "win.show-activity::alerts", { "<Alt>2" } },
    { "win.show-activity::events", { "<Alt>3" } },
    /* Not Ctrl+Enter, which ends the writing of notes. */
    { "win.start", { "<Primary><Shift>Return" } },
    { "win.shutdown", { "<Primary><Shift>s" } },
    { "win.reboot", { "<Primary><Shift>r" } },
    { "win.pause", { "<Primary><Shift>p" } },
    { "win.resume", { "<Primary><Shift>u" } },
    { "win.take-snapshot", { "<Primary><Shift>t" } },
    { "win.off", { "<Primary><Shift>Delete" } },
    { "win.migrate", { "<Primary><Shift>m" } },
    { "win.console", { "<Primary><Shift>o" } },
    /* Of a console, while its keys are given back. */
    { "console.full-screen", { "F11" } },
    { "console.full-screen-all", { "<Shift>F11" } },
    { "console.send-keys::ctrl+alt+delete", { "<Primary><Alt>End" } },
    { "console.type-clipboard", { "<Primary><Shift>v" } },
    { "console.screenshot", { "<Primary><Shift>g" } },
    { "console.copy-screenshot", { "<Primary><Shift>y" } },
    /* Not Ctrl+Shift+D, which is GTK's own inspector. */
    { "console.detach", { "<Primary><Shift>w" } },
    { "win.gather", { "<Primary><Shift>b" } },
    { "console.usb", { "<Primary><Shift>e" } },
    { "console.view-only", { "<Primary><Shift>l" } },
    { "console.scaling::fit", { "<Primary><Shift>1" } },
    { "console.scaling::one", { "<Primary><Shift>2" } },
    { "console.scaling::follow", { "<Primary><Shift>3" } },
    { "console.zoom-in", { "<Primary>plus", "<Primary>equal" } },
    { "console.zoom-out", { "<Primary>minus" } },
    { "console.zoom-reset", { "<Primary>0" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), accels[i].action,
                                           accels[i].accels);
}

/* The main window, where there is one, asks by itself. */
static void
on_question (BstApplication *self, BstSshQuestion *question)
{
  if (get_main_window (self) == NULL && get_window (self) != NULL)
    bst_question_dialog_show (get_window (self), question);
}

static void
bst_application_startup (GApplication *application)
{
  BstApplication *self = BST_APPLICATION (application);
  g_autofree char *path = self->inventory_path != NULL ? g_strdup (self->inventory_path)
                                                       : bst_inventory_get_default_path ();
  BstInventoryOpening *opening = bst_inventory_open_begin (path);

  bst_theme_init_gtk ();
  if (self->opens_consoles)
    bst_media_prepare ();
  G_APPLICATION_CLASS (bst_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (APPLICATION_ID);
  /* Focus passes over labels, as when a page takes the place of another: that marks no text. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);

  self->inventory = bst_inventory_open_end (opening);
  self->fleet = bst_fleet_new (self->inventory);
  g_signal_connect_object (self->fleet, "question", G_CALLBACK (on_question), self,
                           G_CONNECT_SWAPPED);
  self->opener = bst_console_opener_new (GTK_APPLICATION (self), self->fleet);
  self->guard = bst_logout_guard_new (GTK_APPLICATION (self), self->fleet);
  add_actions (self);
}

static gboolean
on_time_for_media (gpointer data)
{
  bst_media_prepare ();
  return G_SOURCE_REMOVE;
}

/* Connecting starts processes and threads: that comes after the first frame. Nobody opens a console
 * before they have seen a machine. */
static gboolean
open_fleet (gpointer data)
{
  BstApplication *self = data;

  self->open_source = 0;
  bst_fleet_open (self->fleet);
  g_timeout_add_seconds (MEDIA_AFTER_S, on_time_for_media, NULL);
  self->keeper = bst_snapshot_keeper_new (self->fleet);
  return G_SOURCE_REMOVE;
}

static gboolean
on_first_frame (GtkWidget *window, GdkFrameClock *clock, gpointer data)
{
  BstApplication *self = data;

  if (!self->offline && g_settings_get_boolean (bst_settings_get (), "connect-at-start"))
    self->open_source = g_idle_add (open_fleet, self);
  return G_SOURCE_REMOVE;
}

static void
bst_application_activate (GApplication *application)
{
  BstApplication *self = BST_APPLICATION (application);
  GtkWindow *window = get_main_window (self);

  if (window == NULL)
    {
      window = GTK_WINDOW (bst_window_new (GTK_APPLICATION (self), self->fleet));
      gtk_widget_add_tick_callback (GTK_WIDGET (window), on_first_frame, self, NULL);
    }
  gtk_window_present (window);
}

static void
bst_application_open (GApplication *application, GFile **files, int n, const char *hint)
{
  BstApplication *self = BST_APPLICATION (application);
  g_autofree char *via = NULL;
  gboolean keep;

  bst_open_request_read_hint (hint, &via, &keep);
  for (int i = 0; i < n; i++)
    bst_console_opener_open (self->opener, files[i], via, keep);
}

/* What the disk and the hosts still need may be waited for, when the windows are gone. They are there
 * yet where the desktop ends the session. */
static void
bst_application_shutdown (GApplication *application)
{
  BstApplication *self = BST_APPLICATION (application);

  if (get_window (self) != NULL)
    close_all (get_window (self));
  /* While there is still a desktop to tell that it may end. */
  g_clear_object (&self->guard);
  G_APPLICATION_CLASS (bst_application_parent_class)->shutdown (application);

  g_clear_handle_id (&self->open_source, g_source_remove);
  g_clear_object (&self->keeper);
  g_clear_object (&self->opener);
  if (self->fleet != NULL)
    bst_fleet_close (self->fleet);
  g_clear_object (&self->fleet);
  if (self->inventory != NULL)
    bst_inventory_close (self->inventory);
  g_clear_object (&self->inventory);
  bst_ssh_runtime_shutdown ();
}

static int
fail (const GError *error)
{
  g_printerr ("bastida: %s\n", error->message);
  if (bst_error_get_remedy (error) != NULL)
    g_printerr ("  %s\n", bst_error_get_remedy (error));

  return 2;
}

/* Opens the consoles that the command line names, here or in the instance that runs already. */
static int
open_named (BstApplication *self, char **names)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *hint = bst_open_request_write_hint (self->via, self->keep);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; names[i] != NULL; i++)
    {
      GFile *file = bst_open_request_take_argument (names[i], NULL, &error);

      if (file == NULL)
        return fail (error);
      g_ptr_array_add (files, file);
    }

  self->opens_consoles = TRUE;
  if (!g_application_register (G_APPLICATION (self), NULL, &error))
    return fail (error);
  g_application_open (G_APPLICATION (self), (GFile **)files->pdata, (int)files->len, hint);

  return 0;
}

static int
open_machine (BstApplication *self, const char *name)
{
  g_autoptr (GError) error = NULL;

  self->opens_consoles = TRUE;
  if (!g_application_register (G_APPLICATION (self), NULL, &error))
    return fail (error);
  g_action_group_activate_action (G_ACTION_GROUP (self), "console", g_variant_new_string (name));

  return 0;
}

static int
bst_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  BstApplication *self = BST_APPLICATION (application);
  g_auto (GStrv) names = NULL;
  const char *machine;
  g_autoptr (BstUri) gateway = NULL;
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("bastida %s\n", PACKAGE_VERSION);
      return 0;
    }

  g_variant_dict_lookup (options, "inventory", "^ay", &self->inventory_path);
  self->offline = g_variant_dict_contains (options, "offline");
  self->keep = g_variant_dict_contains (options, "keep-file");
  g_variant_dict_lookup (options, "via", "s", &self->via);
  if (self->via != NULL && (gateway = bst_gateway_parse (self->via, &error)) == NULL)
    return fail (error);

  /* An inventory of its own is a program of its own. */
  if (self->inventory_path != NULL || g_getenv ("BASTIDA_INVENTORY") != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);

  if (g_variant_dict_lookup (options, "console", "&s", &machine))
    return open_machine (self, machine);
  g_variant_dict_lookup (options, G_OPTION_REMAINING, "^aay", &names);
  return names != NULL ? open_named (self, names) : -1;
}

static void
bst_application_finalize (GObject *object)
{
  BstApplication *self = BST_APPLICATION (object);

  g_free (self->inventory_path);
  g_free (self->via);

  G_OBJECT_CLASS (bst_application_parent_class)->finalize (object);
}

static void
bst_application_class_init (BstApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bst_application_finalize;
  application_class->startup = bst_application_startup;
  application_class->activate = bst_application_activate;
  application_class->open = bst_application_open;
  application_class->shutdown = bst_application_shutdown;
  application_class->handle_local_options = bst_application_handle_local_options;
}

static void
bst_application_init (BstApplication *self)
{
  static const GOptionEntry options[] = {
    { "inventory", 'i', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep what is known in FILE"),
      N_ ("FILE") },
    { "offline", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Connect to no host at the start"), NULL },
    { "via", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Reach the consoles through an SSH gateway"),
      N_ ("[USER@]GATEWAY[:PORT]") },
    { "console", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open the console of a machine in the list"),
      N_ ("MACHINE") },
    { "keep-file", 0, 0, G_OPTION_ARG_NONE, NULL,
      N_ ("Leave console files where they are, also those that want to be deleted"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[FILE.vv|URI|-…]") },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

BstApplication *
bst_application_new (void)
{
  /* Now, while there is one thread to see the environment. */
  bst_renderer_choose ();
  bst_theme_spare ();

  return g_object_new (BST_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path", "/org/bastida/Bastida",
                       "register-session", TRUE, NULL);
}

BstFleet *
bst_application_get_fleet (BstApplication *self)
{
  g_return_val_if_fail (BST_IS_APPLICATION (self), NULL);

  return self->fleet;
}
