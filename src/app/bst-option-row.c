/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-option-row.h"

#include <glib/gi18n.h>

#include "app/bst-spin.h"

struct _BstOptionRow
{
  AdwActionRow parent_instance;

  const BstOptionRowInfo *info;
  GtkWidget *control;
};

G_DEFINE_FINAL_TYPE (BstOptionRow, bst_option_row, ADW_TYPE_ACTION_ROW)

static guint changed_signal;

static void
tell (BstOptionRow *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static void
show_value (BstOptionRow *self, const BstMigrationOptions *options)
{
  gconstpointer member = G_STRUCT_MEMBER_P (options, self->info->offset);

  switch (self->info->kind)
    {
    case BST_OPTION_SWITCH:
      gtk_switch_set_active (GTK_SWITCH (self->control), *(const gboolean *)member);
      break;
    case BST_OPTION_NUMBER:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control), *(const guint *)member);
      break;
    case BST_OPTION_BIG_NUMBER:
      gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->control),
                                 (double)(*(const guint64 *)member / self->info->unit));
      break;
    case BST_OPTION_CHOICE:
      gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), *(const guint *)member);
      break;
    case BST_OPTION_TEXT:
    default:
      /* Setting the same again would move the cursor of who types. */
      if (g_strcmp0 (*(char *const *)member,
                     gtk_editable_get_text (GTK_EDITABLE (self->control))) != 0)
        gtk_editable_set_text (GTK_EDITABLE (self->control),
                               *(char *const *)member != NULL ? *(char *const *)member : "");
    }
}

/* Whether it asks for anything: then it can be taken back, whatever speaks against it. */
static gboolean
is_on (BstOptionRow *self, const BstMigrationOptions *options)
{
  gconstpointer member = G_STRUCT_MEMBER_P (options, self->info->offset);

  switch (self->info->kind)
    {
    case BST_OPTION_SWITCH:
      return *(const gboolean *)member;
    case BST_OPTION_NUMBER:
    case BST_OPTION_CHOICE:
      return *(const guint *)member != 0;
    case BST_OPTION_BIG_NUMBER:
      return *(const guint64 *)member != 0;
    case BST_OPTION_TEXT:
    default:
      return *(char *const *)member != NULL;
    }
}

void
bst_option_row_show (BstOptionRow *self, const BstMigrationOptions *options, const char *problem)
{
  gboolean needed =
      self->info->needs == 0 || *(const gboolean *)G_STRUCT_MEMBER_P (options, self->info->needs);
  const char *subtitle = problem != NULL                ? problem
                         : self->info->subtitle != NULL ? _ (self->info->subtitle)
                                                        : "";
  g_autofree char *escaped = g_markup_escape_text (subtitle, -1);

  show_value (self, options);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), escaped);
  gtk_widget_set_sensitive (GTK_WIDGET (self),
                            needed && (problem == NULL || is_on (self, options)));
}

void
bst_option_row_take (BstOptionRow *self, BstMigrationOptions *options)
{
  gpointer member = G_STRUCT_MEMBER_P (options, self->info->offset);
  const char *text;

  switch (self->info->kind)
    {
    case BST_OPTION_SWITCH:
      *(gboolean *)member = gtk_switch_get_active (GTK_SWITCH (self->control));
      break;
    case BST_OPTION_NUMBER:
      *(guint *)member = (guint)gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->control));
      break;
    case BST_OPTION_BIG_NUMBER:
      *(guint64 *)member =
          (guint64)gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->control)) * self->info->unit;
      break;
    case BST_OPTION_CHOICE:
      *(guint *)member = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->control));
      break;
    case BST_OPTION_TEXT:
    default:
      text = gtk_editable_get_text (GTK_EDITABLE (self->control));
      g_free (*(char **)member);
      *(char **)member = *text != '\0' ? g_strdup (text) : NULL;
    }
}

GtkWidget *
bst_option_row_get_control (BstOptionRow *self)
{
  return self->control;
}

static GtkWidget *
create_choice (const char *const *choices)
{
  GtkStringList *model = gtk_string_list_new (NULL);

  for (guint i = 0; choices[i] != NULL; i++)
    gtk_string_list_append (model, _ (choices[i]));

  return gtk_drop_down_new (G_LIST_MODEL (model), NULL);
}

static void
create_control (BstOptionRow *self)
{
  const char *signal = "notify::selected";

  switch (self->info->kind)
    {
    case BST_OPTION_SWITCH:
      self->control = gtk_switch_new ();
      signal = "notify::active";
      break;
    case BST_OPTION_NUMBER:
    case BST_OPTION_BIG_NUMBER:
      self->control = bst_spin_ignore_wheel (
          gtk_spin_button_new_with_range (0, self->info->most, self->info->step));
      signal = "value-changed";
      break;
    case BST_OPTION_CHOICE:
      self->control = create_choice (self->info->choices);
      break;
    case BST_OPTION_TEXT:
    default:
      self->control = gtk_entry_new ();
      signal = "changed";
    }
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->control, signal, G_CALLBACK (tell), self);
}

static void
bst_option_row_class_init (BstOptionRowClass *klass)
{
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_option_row_init (BstOptionRow *self)
{
}

GtkWidget *
bst_option_row_new (const BstOptionRowInfo *info)
{
  BstOptionRow *self = g_object_new (BST_TYPE_OPTION_ROW, NULL);

  self->info = info;
  create_control (self);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _ (info->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->control);
  if (info->kind == BST_OPTION_SWITCH)
    adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->control);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->control), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ (info->title), -1);

  return GTK_WIDGET (self);
}
