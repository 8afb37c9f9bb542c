/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-application.h"

#include <glib/gi18n.h>

#include "app/bst-window.h"

struct _BstApplication
{
  AdwApplication parent_instance;

  char *inventory_path; /* (nullable): as told on the command line */
  BstInventory *inventory;
};

G_DEFINE_FINAL_TYPE (BstApplication, bst_application, ADW_TYPE_APPLICATION)

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows = gtk_application_get_windows (data);

  while (windows != NULL)
    {
      GList *next = windows->next;

      gtk_window_close (windows->data);
      windows = next;
    }
}

static const GActionEntry app_actions[] = {
  { .name = "quit", .activate = quit },
};

static const struct
{
  const char *action;
  const char *accels[3];
} app_accels[] = {
  { "app.quit", { "<Primary>q" } },
  { "window.close", { "<Primary>w" } },
  { "win.search", { "<Primary>f" } },
  { "win.show-sidebar", { "F9" } },
};

static void
bst_application_startup (GApplication *application)
{
  BstApplication *self = BST_APPLICATION (application);
  g_autofree char *path = NULL;

  G_APPLICATION_CLASS (bst_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), app_actions, G_N_ELEMENTS (app_actions),
                                   self);
  for (gsize i = 0; i < G_N_ELEMENTS (app_accels); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), app_accels[i].action,
                                           app_accels[i].accels);

  path = self->inventory_path != NULL ? g_strdup (self->inventory_path)
                                      : bst_inventory_get_default_path ();
  self->inventory = bst_inventory_open (path);
}

static void
bst_application_activate (GApplication *application)
{
  BstApplication *self = BST_APPLICATION (application);
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (window == NULL)
    window = GTK_WINDOW (bst_window_new (self));
  gtk_window_present (window);
}

/* The window is gone: what the disk still needs may be waited for. */
static void
bst_application_shutdown (GApplication *application)
{
  BstApplication *self = BST_APPLICATION (application);

  G_APPLICATION_CLASS (bst_application_parent_class)->shutdown (application);

  if (self->inventory != NULL)
    bst_inventory_close (self->inventory);
  g_clear_object (&self->inventory);
}

static int
bst_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  BstApplication *self = BST_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("bastida %s\n", PACKAGE_VERSION);
      return 0;
    }

  g_variant_dict_lookup (options, "inventory", "^ay", &self->inventory_path);

  /* An inventory of its own is a program of its own. */
  if (self->inventory_path != NULL || g_getenv ("BASTIDA_INVENTORY") != NULL)
    g_application_set_flags (application,
                             g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
bst_application_finalize (GObject *object)
{
  BstApplication *self = BST_APPLICATION (object);

  g_free (self->inventory_path);

  G_OBJECT_CLASS (bst_application_parent_class)->finalize (object);
}

static void
bst_application_class_init (BstApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bst_application_finalize;
  application_class->startup = bst_application_startup;
  application_class->activate = bst_application_activate;
  application_class->shutdown = bst_application_shutdown;
  application_class->handle_local_options = bst_application_handle_local_options;
}

static void
bst_application_init (BstApplication *self)
{
  static const GOptionEntry options[] = {
    { "inventory", 'i', 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Keep what is known in FILE"),
      N_ ("FILE") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
    { NULL },
  };

  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

BstApplication *
bst_application_new (void)
{
  return g_object_new (BST_TYPE_APPLICATION, "application-id", APPLICATION_ID, "resource-base-path",
                       "/org/bastida/Bastida", NULL);
}

BstInventory *
bst_application_get_inventory (BstApplication *self)
{
  g_return_val_if_fail (BST_IS_APPLICATION (self), NULL);

  return self->inventory;
}
