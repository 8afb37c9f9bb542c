/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-migration-form.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/bst-disk-rows.h"
#include "app/bst-option-row.h"
#include "app/bst-tooltip.h"

struct _BstMigrationForm
{
  GtkWidget parent_instance;

  BstMigrationOptions *options;
  GPtrArray *rows; /* of BstOptionRow, in the order of the table; empty until they are seen */
  char *problems[BST_N_FEATURES];
  gboolean showing; /* what changes is not by its user */

  GtkWidget *content;
  GtkWidget *presets[BST_N_MIGRATION_PRESETS];
  GtkWidget *preset_words;
  GtkWidget *copy;
  GtkWidget *disks; /* a BstDiskRows */
  GtkWidget *advanced;
  GtkWidget *conflict; /* (nullable): as long as what is behind “Advanced” was never seen */
};

G_DEFINE_FINAL_TYPE (BstMigrationForm, bst_migration_form, GTK_TYPE_WIDGET)

static guint changed_signal;

#define NO_FEATURE BST_N_FEATURES
#define OPTION(member) G_STRUCT_OFFSET (BstMigrationOptions, member)
#define MEBIBYTE (1024 * 1024)

static const char *const ways[] = { N_ ("The source where it can, else Bastida"),
                                    N_ ("The source: it goes on when Bastida ends"),
                                    N_ ("Bastida: it must stay open"), NULL };

/* A heading begins a group. */
static const struct
{
  const char *heading;
  BstOptionRowInfo info;
  BstMigrationFeature feature;
} table[] = {
  { N_ ("How It Goes"),
    { BST_OPTION_SWITCH, OPTION (live), N_ ("While it runs"),
      N_ ("Machines that are off go as they are") },
    BST_FEATURE_LIVE },
  { NULL,
    { BST_OPTION_CHOICE, OPTION (way), N_ ("Who leads it"), NULL, .choices = ways },
    BST_FEATURE_PEER_TO_PEER },
  { NULL,
    { BST_OPTION_SWITCH, OPTION (tunnelled), N_ ("Through a tunnel"),
      N_ ("Over libvirt’s own connection: slower, needs no other port") },
    BST_FEATURE_TUNNELLED },
  { NULL,
    { BST_OPTION_NUMBER, OPTION (connections), N_ ("Parallel connections"),
      N_ ("For links faster than one processor can fill; 0: one"), .most = 32, .step = 1 },
    BST_FEATURE_CONNECTIONS },
  { NULL,
    { BST_OPTION_TEXT, OPTION (uri), N_ ("Address for the memory (empty: libvirt chooses)"), NULL },
    NO_FEATURE },
  { NULL,
    { BST_OPTION_SWITCH, OPTION (until_paused), N_ ("Wait until it is suspended"),
      N_ ("Begins when the machine is paused or off") },
    NO_FEATURE },
  { N_ ("Speed and Pause"),
    { BST_OPTION_BIG_NUMBER, OPTION (bandwidth), N_ ("Bandwidth, MiB/s"), N_ ("0: no limit"),
      .most = 100000, .step = 10, .unit = MEBIBYTE },
    NO_FEATURE },
  { NULL,
    { BST_OPTION_NUMBER, OPTION (max_downtime), N_ ("Longest pause at the end, ms"),
      N_ ("0: as QEMU has it (300 ms)"), .most = 60000, .step = 100 },
    NO_FEATURE },
  { NULL,
    { BST_OPTION_SWITCH, OPTION (auto_converge), N_ ("Auto-converge"),
      N_ ("Slows a guest whose memory changes faster than it can be sent") },
    BST_FEATURE_AUTO_CONVERGE },
  { NULL,
    { BST_OPTION_NUMBER, OPTION (converge_initial), N_ ("Slow it at first by, %"),
      N_ ("0: as QEMU has it"), .most = 99, .step = 5, .needs = OPTION (auto_converge) },
    BST_FEATURE_AUTO_CONVERGE },
  { NULL,
    { BST_OPTION_NUMBER, OPTION (converge_step), N_ ("Then by more each time, %"),
      N_ ("0: as QEMU has it"), .most = 99, .step = 5, .needs = OPTION (auto_converge) },
    BST_FEATURE_AUTO_CONVERGE },
  { NULL,
    { BST_OPTION_SWITCH, OPTION (compressed), N_ ("Compression"),
      N_ ("Sends only what changed in a page: for slow links and idle processors") },
    BST_FEATURE_COMPRESSED },
  { NULL,
    { BST_OPTION_NUMBER, OPTION (suspend_after), N_ ("Pause the guest after, seconds"),
      N_ ("Of sending its memory, so that it ends for sure; 0: never"), .most = 86400, .step = 30 },
    NO_FEATURE },
  { N_ ("Post-Copy"),
    { BST_OPTION_SWITCH, OPTION (post_copy), N_ ("Allow post-copy"),
      N_ ("It can run there before its memory has followed. If the link or a host fails in "
          "between, "
          "the machine crashes.") },
    BST_FEATURE_POST_COPY },
  { NULL,
    { BST_OPTION_NUMBER, OPTION (post_copy_after), N_ ("Switch by itself after, seconds"),
      N_ ("0: by hand, while it runs"), .most = 86400, .step = 10, .needs = OPTION (post_copy) },
    BST_FEATURE_POST_COPY },
  { N_ ("Afterwards"),
    { BST_OPTION_SWITCH, OPTION (persistent), N_ ("Keep it at the destination"),
      N_ ("Else it is gone there once it is shut down") },
    NO_FEATURE },
  { NULL,
    { BST_OPTION_SWITCH, OPTION (undefine_source), N_ ("Remove its definition here"),
      N_ ("Its disks stay") },
    NO_FEATURE },
  { NULL,
    { BST_OPTION_SWITCH, OPTION (unsafe), N_ ("Even where libvirt fears for the disks"),
      N_ ("For storage that is shared, and that libvirt does not know of") },
    NO_FEATURE },
};

static const struct
{
  const char *label;
  const char *words;
} preset_texts[BST_N_MIGRATION_PRESETS] = {
  [BST_MIGRATION_PRESET_SAFE] = { N_ ("_Safe"), N_ ("Costs the guest nothing, and gives up rather "
                                                    "than harm it.") },
  [BST_MIGRATION_PRESET_BUSY] = { N_ ("_Busy Guest"),
                                  N_ ("For a guest whose memory changes fast: it is slowed down "
                                      "until "
                                      "it fits, and pauses for up to a second.") },
  [BST_MIGRATION_PRESET_SLOW_LINK] = { N_ ("Slow _Link"), N_ ("Compresses, slows the guest down "
                                                              "where it must, and pauses "
                                                              "it for up to two seconds.") },
};

static gboolean
has_preset (BstMigrationForm *self, BstMigrationPreset preset)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_copy (self->options);

  bst_migration_options_apply_preset (options, preset);

  return bst_migration_options_equal (options, self->options);
}

static void
show_presets (BstMigrationForm *self)
{
  const char *words = _ ("As chosen under “Advanced”.");

  for (guint i = 0; i < BST_N_MIGRATION_PRESETS; i++)
    {
      gboolean on = has_preset (self, i);

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->presets[i]), on);
      if (on)
        words = _ (preset_texts[i].words);
    }
  gtk_label_set_text (GTK_LABEL (self->preset_words), words);
}

/* What would be asked for if the row were on. */
static void
switch_on (const BstOptionRowInfo *info, BstMigrationOptions *options)
{
  gpointer member = G_STRUCT_MEMBER_P (options, info->offset);

  if (info->kind == BST_OPTION_SWITCH)
    *(gboolean *)member = TRUE;
  else if (info->kind == BST_OPTION_NUMBER)
    *(guint *)member = MAX (*(guint *)member, 2); /* 0 and 1 connections are one */
}

/* (nullable), static: why the row does not go with what else is chosen; where that is at odds with
 * itself, no row is to blame. */
static const char *
get_row_conflict (BstMigrationForm *self, const BstOptionRowInfo *info)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_copy (self->options);

  if (bst_migration_options_get_conflict (options) != NULL)
    return NULL;
  switch_on (info, options);

  return bst_migration_options_get_conflict (options);
}

/* (nullable): why disks cannot be copied, by the hosts or by what else is chosen. */
static const char *
get_copy_problem (BstMigrationForm *self)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_copy (self->options);

  if (self->problems[BST_FEATURE_COPY] != NULL)
    return self->problems[BST_FEATURE_COPY];
  if (bst_migration_options_get_conflict (options) != NULL)
    return NULL;
  options->copy = BST_MIGRATION_COPY_ALL;

  return bst_migration_options_get_conflict (options);
}

/* As the rows behind “Advanced” do; what is chosen can be taken back. */
static void
show_copy (BstMigrationForm *self)
{
  const char *problem = get_copy_problem (self);
  const char *words = _ ("Not needed where both hosts see the same storage. What differs: where the "
                         "backing file is there already");
  g_autofree char *subtitle = g_markup_escape_text (problem != NULL ? problem : words, -1);

  adw_combo_row_set_selected (ADW_COMBO_ROW (self->copy), self->options->copy);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->copy), subtitle);
  gtk_widget_set_sensitive (self->copy,
                            problem == NULL || self->options->copy != BST_MIGRATION_COPY_NONE);
  bst_tooltip_set_text (self->copy, problem);
}

/* What depends on what is chosen. */
static void
show (BstMigrationForm *self)
{
  const char *conflict = bst_migration_options_get_conflict (self->options);

  self->showing = TRUE;
  show_presets (self);
  for (guint i = 0; i < self->rows->len; i++)
    {
      const char *problem =
          table[i].feature != NO_FEATURE ? self->problems[table[i].feature] : NULL;

      if (problem == NULL)
        problem = get_row_conflict (self, &table[i].info);
      bst_option_row_show (self->rows->pdata[i], self->options, problem);
    }
  show_copy (self);
  bst_disk_rows_show (BST_DISK_ROWS (self->disks), self->options);
  if (self->conflict != NULL)
    {
      gtk_label_set_text (GTK_LABEL (self->conflict), conflict != NULL ? conflict : "");
      gtk_widget_set_visible (self->conflict, conflict != NULL);
    }
  self->showing = FALSE;
}

static void
tell (BstMigrationForm *self)
{
  show (self);
  g_signal_emit (self, changed_signal, 0);
}

static void
on_row_changed (BstOptionRow *row, BstMigrationForm *self)
{
  if (self->showing)
    return;

  bst_option_row_take (row, self->options);
  tell (self);
}

static void
on_disks_changed (BstDiskRows *rows, BstMigrationForm *self)
{
  if (self->showing)
    return;

  bst_disk_rows_take (rows, self->options);
  tell (self);
}

static void
on_copy (AdwComboRow *row, GParamSpec *pspec, BstMigrationForm *self)
{
  if (self->showing)
    return;

  self->options->copy = adw_combo_row_get_selected (row);
  tell (self);
}

void
bst_migration_form_apply_preset (BstMigrationForm *self, BstMigrationPreset preset)
{
  g_return_if_fail (BST_IS_MIGRATION_FORM (self));

  bst_migration_options_apply_preset (self->options, preset);
  tell (self);
}

static void
on_preset (GtkButton *button, BstMigrationForm *self)
{
  for (guint i = 0; i < BST_N_MIGRATION_PRESETS; i++)
    {
      if (GTK_WIDGET (button) == self->presets[i])
        bst_migration_form_apply_preset (self, i);
    }
}

const BstMigrationOptions *
bst_migration_form_get_options (BstMigrationForm *self)
{
  return self->options;
}

void
bst_migration_form_set_problem (BstMigrationForm *self,
                                BstMigrationFeature feature,
                                const char *problem)
{
  if (g_strcmp0 (self->problems[feature], problem) == 0)
    return;

  g_free (self->problems[feature]);
  self->problems[feature] = g_strdup (problem);
  show (self);
}

void
bst_migration_form_set_disks (BstMigrationForm *self, GPtrArray *disks, const char *const *pools)
{
  self->showing = TRUE;
  bst_disk_rows_set_disks (BST_DISK_ROWS (self->disks), disks, pools);
  bst_disk_rows_show (BST_DISK_ROWS (self->disks), self->options);
  /* A pool that this destination does not have is not chosen any more. */
  if (self->options->copy != BST_MIGRATION_COPY_NONE)
    bst_disk_rows_take (BST_DISK_ROWS (self->disks), self->options);
  self->showing = FALSE;
}

void
bst_migration_form_show_advanced (BstMigrationForm *self)
{
  gtk_expander_set_expanded (GTK_EXPANDER (self->advanced), TRUE);
}

GtkWidget *
bst_migration_form_get_row (BstMigrationForm *self, const char *title)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      if (strcmp (table[i].info.title, title) == 0)
        return self->rows->pdata[i];
    }

  return strcmp (title, "Copy disks") == 0 ? self->copy : NULL;
}

/* --- Building --- */

static void
build_presets (BstMigrationForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (box), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Preset"),
                                  -1);
  for (guint i = 0; i < BST_N_MIGRATION_PRESETS; i++)
    {
      self->presets[i] = gtk_toggle_button_new_with_mnemonic (_ (preset_texts[i].label));
      gtk_widget_set_tooltip_text (self->presets[i], _ (preset_texts[i].words));
      g_signal_connect (self->presets[i], "clicked", G_CALLBACK (on_preset), self);
      gtk_box_append (GTK_BOX (box), self->presets[i]);
    }
  gtk_box_append (GTK_BOX (self->content), box);
  self->preset_words = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->preset_words), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->preset_words), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (self->preset_words, "dim-label");
  gtk_box_append (GTK_BOX (self->content), self->preset_words);
}

static void
build_disks (BstMigrationForm *self)
{
  const char *choices[] = { _ ("No"), _ ("Yes, whole"), _ ("Yes, what differs"), NULL };
  GtkWidget *group = adw_preferences_group_new ();
  GtkStringList *model = gtk_string_list_new (choices);

  self->copy = adw_combo_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->copy), _ ("Copy disks"));
  adw_combo_row_set_model (ADW_COMBO_ROW (self->copy), G_LIST_MODEL (model));
  g_object_unref (model);
  g_signal_connect (self->copy, "notify::selected", G_CALLBACK (on_copy), self);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), self->copy);
  gtk_box_append (GTK_BOX (self->content), group);

  self->disks = bst_disk_rows_new ();
  g_signal_connect (self->disks, "changed", G_CALLBACK (on_disks_changed), self);
  gtk_box_append (GTK_BOX (self->content), self->disks);
}

/* Once, when it is unfolded first: its rows take longer to make than all else of a dialog. */
static void
fill_advanced (BstMigrationForm *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *group = NULL;

  g_signal_handlers_disconnect_by_data (self->advanced, self);
  gtk_widget_set_margin_top (box, 12);
  self->conflict = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->conflict), TRUE);
  gtk_widget_add_css_class (self->conflict, "error");
  gtk_box_append (GTK_BOX (box), self->conflict);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      GtkWidget *row = bst_option_row_new (&table[i].info);

      if (table[i].heading != NULL)
        {
          group = adw_preferences_group_new ();
          adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _ (table[i].heading));
          gtk_box_append (GTK_BOX (box), group);
        }
      g_signal_connect (row, "changed", G_CALLBACK (on_row_changed), self);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_expander_set_child (GTK_EXPANDER (self->advanced), box);
  show (self);
}

static void
build_advanced (BstMigrationForm *self)
{
  self->advanced = gtk_expander_new_with_mnemonic (_ ("_Advanced"));
  g_signal_connect_swapped (self->advanced, "notify::expanded", G_CALLBACK (fill_advanced), self);
  gtk_box_append (GTK_BOX (self->content), self->advanced);
}

static void
bst_migration_form_dispose (GObject *object)
{
  BstMigrationForm *self = BST_MIGRATION_FORM (object);

  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_migration_form_parent_class)->dispose (object);
}

static void
bst_migration_form_finalize (GObject *object)
{
  BstMigrationForm *self = BST_MIGRATION_FORM (object);

  g_ptr_array_unref (self->rows);
  for (guint i = 0; i < BST_N_FEATURES; i++)
    g_free (self->problems[i]);
  bst_migration_options_free (self->options);

  G_OBJECT_CLASS (bst_migration_form_parent_class)->finalize (object);
}

static void
bst_migration_form_class_init (BstMigrationFormClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_migration_form_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_migration_form_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_migration_form_init (BstMigrationForm *self)
{
  self->rows = g_ptr_array_new ();
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  build_presets (self);
  build_disks (self);
  build_advanced (self);
}

GtkWidget *
bst_migration_form_new (const BstMigrationOptions *options)
{
  BstMigrationForm *self = g_object_new (BST_TYPE_MIGRATION_FORM, NULL);

  self->options = bst_migration_options_copy (options);
  show (self);

  return GTK_WIDGET (self);
}
