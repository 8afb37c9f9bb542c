/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-disk-rows.h"

#include <glib/gi18n.h>

#include "app/bst-format.h"
#include "operations/bst-preflight.h"

/* Of a disk's choices; the pools follow. */
enum
{
  CHOICE_STAYS,
  CHOICE_SAME_PATH,
  N_CHOICES,
};

struct _BstDiskRows
{
  GtkWidget parent_instance;

  GPtrArray *targets; /* "vda", by row */
  GPtrArray *rows;    /* of AdwComboRow */
  char **pools;
  char *shown; /* what the rows were made for */

  GtkWidget *group;
};

G_DEFINE_FINAL_TYPE (BstDiskRows, bst_disk_rows, GTK_TYPE_WIDGET)

static guint changed_signal;

static void
tell (BstDiskRows *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static guint
find_pool (BstDiskRows *self, const char *pool)
{
  for (guint i = 0; self->pools[i] != NULL; i++)
    {
      if (g_strcmp0 (self->pools[i], pool) == 0)
        return N_CHOICES + i;
    }

  return CHOICE_SAME_PATH;
}

void
bst_disk_rows_show (BstDiskRows *self, const BstMigrationOptions *options)
{
  gtk_widget_set_visible (GTK_WIDGET (self),
                          options->copy != BST_MIGRATION_COPY_NONE && self->rows->len > 0);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const char *target = self->targets->pdata[i];
      const BstMigrationDisk *disk = bst_migration_options_find_disk (options, target);
      guint choice = !bst_migration_options_copies (options, target) ? CHOICE_STAYS
                     : disk != NULL && disk->pool != NULL            ? find_pool (self, disk->pool)
                                                                     : CHOICE_SAME_PATH;

      if (options->copy != BST_MIGRATION_COPY_NONE)
        adw_combo_row_set_selected (self->rows->pdata[i], choice);
    }
}

void
bst_disk_rows_take (BstDiskRows *self, BstMigrationOptions *options)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      guint choice = adw_combo_row_get_selected (self->rows->pdata[i]);
      BstMigrationDisk *disk;

      if (choice == CHOICE_SAME_PATH &&
          bst_migration_options_find_disk (options, self->targets->pdata[i]) == NULL)
        continue;
      disk = bst_migration_options_add_disk (options, self->targets->pdata[i]);
      disk->copy = choice != CHOICE_STAYS;
      g_free (disk->pool);
      disk->pool = choice >= N_CHOICES ? g_strdup (self->pools[choice - N_CHOICES]) : NULL;
    }
}

static void
add_row (BstDiskRows *self, const BstPreflightDisk *disk)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) model = gtk_string_list_new (NULL);
  g_autofree char *size = disk->capacity > 0 ? bst_format_bytes (disk->capacity) : NULL;
  g_autofree char *title =
      size != NULL ? g_strdup_printf ("%s, %s", disk->target, size) : g_strdup (disk->target);
  g_autofree char *subtitle = g_markup_escape_text (disk->path != NULL ? disk->path : "", -1);

  gtk_string_list_append (model, _ ("Not copied"));
  gtk_string_list_append (model, _ ("To the same path"));
  for (guint i = 0; self->pools[i] != NULL; i++)
    {
      /* Translators: a storage pool's name. */
      g_autofree char *text = g_strdup_printf (_ ("To the pool “%s”"), self->pools[i]);

      gtk_string_list_append (model, text);
    }
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
  g_signal_connect_swapped (row, "notify::selected", G_CALLBACK (tell), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->group), row);
  g_ptr_array_add (self->rows, row);
  g_ptr_array_add (self->targets, g_strdup (disk->target));
}

static void
clear (BstDiskRows *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      g_signal_handlers_disconnect_by_data (self->rows->pdata[i], self);
      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (self->group), self->rows->pdata[i]);
    }
  g_ptr_array_set_size (self->rows, 0);
  g_ptr_array_set_size (self->targets, 0);
}

/* Rows are made again only for other disks or pools: an open list of choices stays. */
static char *
describe (GPtrArray *disks, const char *const *pools)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < disks->len; i++)
    {
      const BstPreflightDisk *disk = disks->pdata[i];

      g_string_append_printf (text, "%s %s %" G_GUINT64_FORMAT "\n", disk->target,
                              disk->path != NULL ? disk->path : "", disk->capacity);
    }
  for (guint i = 0; pools[i] != NULL; i++)
    g_string_append_printf (text, "%s\n", pools[i]);

  return g_strdup (text->str);
}

void
bst_disk_rows_set_disks (BstDiskRows *self, GPtrArray *disks, const char *const *pools)
{
  g_autofree char *shown = describe (disks, pools);

  if (g_strcmp0 (self->shown, shown) == 0)
    return;

  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
  clear (self);
  g_strfreev (self->pools);
  self->pools = g_strdupv ((char **)pools);
  for (guint i = 0; i < disks->len; i++)
    add_row (self, disks->pdata[i]);
}

static void
bst_disk_rows_dispose (GObject *object)
{
  BstDiskRows *self = BST_DISK_ROWS (object);

  if (self->group != NULL)
    clear (self);
  g_clear_pointer (&self->group, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_disk_rows_parent_class)->dispose (object);
}

static void
bst_disk_rows_finalize (GObject *object)
{
  BstDiskRows *self = BST_DISK_ROWS (object);

  g_ptr_array_unref (self->rows);
  g_ptr_array_unref (self->targets);
  g_strfreev (self->pools);
  g_free (self->shown);

  G_OBJECT_CLASS (bst_disk_rows_parent_class)->finalize (object);
}

static void
bst_disk_rows_class_init (BstDiskRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_disk_rows_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_disk_rows_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_disk_rows_init (BstDiskRows *self)
{
  self->rows = g_ptr_array_new ();
  self->targets = g_ptr_array_new_with_free_func (g_free);
  self->pools = g_new0 (char *, 1);
  self->group = adw_preferences_group_new ();
  gtk_widget_set_parent (self->group, GTK_WIDGET (self));
}

GtkWidget *
bst_disk_rows_new (void)
{
  return g_object_new (BST_TYPE_DISK_ROWS, NULL);
}
