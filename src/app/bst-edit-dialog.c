/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-edit-dialog.h"

#include <glib/gi18n.h>

#include "app/bst-tag-editor.h"
#include "operations/bst-lifecycle.h"

struct _BstEditDialog
{
  AdwWindow parent_instance;

  BstFleet *fleet;
  BstInventory *inventory;
  GPtrArray *machines; /* of BstMachine, each (owned) */
  char **common;       /* the tags that all had at first */
  char **wanted;       /* ... and are to have */
  char *first_group;

  GtkWidget *grid;
  int n_rows;
  GtkWidget *title;       /* (nullable): of one machine */
  GtkWidget *description; /* (nullable) ... */
  GtkWidget *notes;       /* (nullable) ... */
  GtkWidget *tags;
  GtkWidget *group;
};

G_DEFINE_FINAL_TYPE (BstEditDialog, bst_edit_dialog, ADW_TYPE_WINDOW)

static BstMachine *
get_machine (BstEditDialog *self, guint i)
{
  return g_ptr_array_index (self->machines, i);
}

/* --- What they have in common --- */

static char **
get_common_tags (BstEditDialog *self)
{
  const char *const *tags = bst_machine_get_tags (get_machine (self, 0));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; tags[i] != NULL; i++)
    {
      gboolean all = TRUE;

      for (guint m = 1; m < self->machines->len && all; m++)
        all = bst_machine_has_tag (get_machine (self, m), tags[i]);
      if (all)
        g_strv_builder_add (builder, tags[i]);
    }

  return g_strv_builder_end (builder);
}

static gboolean
is_same_group (BstEditDialog *self)
{
  const char *group = bst_machine_get_group (get_machine (self, 0));

  for (guint i = 1; i < self->machines->len; i++)
    if (!g_str_equal (bst_machine_get_group (get_machine (self, i)), group))
      return FALSE;

  return TRUE;
}

/* --- Saving --- */

/* The machine's own tags stay: only what was common, and what was added, is decided here. */
static void
save_tags (BstEditDialog *self, BstMachine *machine)
{
  const char *const *tags = bst_machine_get_tags (machine);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) result = NULL;

  for (guint i = 0; tags[i] != NULL; i++)
    if (!g_strv_contains ((const char *const *)self->common, tags[i]))
      g_strv_builder_add (builder, tags[i]);
  for (guint i = 0; self->wanted[i] != NULL; i++)
    if (g_strv_contains ((const char *const *)self->common, self->wanted[i]) ||
        !bst_machine_has_tag (machine, self->wanted[i]))
      g_strv_builder_add (builder, self->wanted[i]);
  result = g_strv_builder_end (builder);
  bst_inventory_set_tags (self->inventory, machine, (const char *const *)result);
}

static char *
dup_lines (GtkWidget *view)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static void
submit (BstEditDialog *self, BstOperation *operation)
{
  bst_scheduler_submit (bst_fleet_get_scheduler (self->fleet), operation);
  g_object_unref (operation);
}

static void
save_one (BstEditDialog *self, BstMachine *machine)
{
  g_autofree char *title =
      g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title))));
  g_autofree char *description = dup_lines (self->description);
  g_autofree char *notes = dup_lines (self->notes);

  if (!g_str_equal (title, bst_machine_get_title (machine)))
    submit (self, bst_edit_title_new (self->fleet, machine, title));
  if (!g_str_equal (description, bst_machine_get_description (machine)))
    submit (self, bst_edit_description_new (self->fleet, machine, description));
  if (!g_str_equal (notes, bst_machine_get_notes (machine)))
    bst_inventory_set_notes (self->inventory, machine, notes);
}

void
bst_edit_dialog_save (BstEditDialog *self)
{
  g_autofree char *group = NULL;

  g_return_if_fail (BST_IS_EDIT_DIALOG (self));

  bst_tag_editor_finish (BST_TAG_EDITOR (self->tags));
  group = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->group))));
  if (self->machines->len == 1)
    save_one (self, get_machine (self, 0));
  for (guint i = 0; i < self->machines->len; i++)
    {
      save_tags (self, get_machine (self, i));
      if (!g_str_equal (group, self->first_group))
        bst_inventory_set_group (self->inventory, get_machine (self, i), group);
    }
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_tags (BstTagEditor *editor, const char *const *tags, BstEditDialog *self)
{
  g_strfreev (self->wanted);
  self->wanted = g_strdupv ((char **)tags);
  bst_tag_editor_set_tags (editor, tags);
}

/* --- Building --- */

static void
add_field (BstEditDialog *self, const char *name, GtkWidget *field, GtkWidget *place)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (name);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), field);
  gtk_widget_set_valign (label, place == field ? GTK_ALIGN_CENTER : GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (field), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  label, NULL, -1);
  gtk_widget_set_hexpand (place, TRUE);
  gtk_grid_attach (GTK_GRID (self->grid), label, 0, self->n_rows, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), place, 1, self->n_rows, 1, 1);
  self->n_rows++;
}

static GtkWidget *
add_line (BstEditDialog *self, const char *name, const char *text)
{
  GtkWidget *entry = gtk_entry_new ();

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  add_field (self, name, entry, entry);

  return entry;
}

static GtkWidget *
add_lines (BstEditDialog *self, const char *name, const char *text)
{
  GtkWidget *view = gtk_text_view_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 80);
  gtk_widget_add_css_class (scrolled, "inline-field");
  gtk_widget_set_vexpand (scrolled, TRUE);
  add_field (self, name, view, scrolled);

  return view;
}

static void
build_header (BstEditDialog *self, GtkWidget *box)
{
  GtkWidget *bar = adw_header_bar_new ();
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save"));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  gtk_widget_add_css_class (save, "suggested-action");
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (gtk_window_close), self);
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (bst_edit_dialog_save), self);
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), save);
  gtk_window_set_default_widget (GTK_WINDOW (self), save);
  gtk_box_append (GTK_BOX (box), bar);
}

static void
build_fields (BstEditDialog *self)
{
  BstMachine *machine = get_machine (self, 0);
  gboolean one = self->machines->len == 1;
  gboolean same_group = is_same_group (self);

  if (one)
    {
      self->title = add_line (self, _ ("_Title"), bst_machine_get_title (machine));
      self->description =
          add_lines (self, _ ("_Description"), bst_machine_get_description (machine));
    }

  self->tags = bst_tag_editor_new ();
  bst_tag_editor_set_known (BST_TAG_EDITOR (self->tags), bst_inventory_get_tags (self->inventory));
  bst_tag_editor_set_tags (BST_TAG_EDITOR (self->tags), (const char *const *)self->common);
  g_signal_connect (self->tags, "commit", G_CALLBACK (on_tags), self);
  add_field (self, one ? _ ("Ta_gs") : _ ("Common ta_gs"), self->tags, self->tags);

  self->first_group = g_strdup (same_group ? bst_machine_get_group (machine) : "");
  self->group = add_line (self, _ ("G_roup"), self->first_group);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->group),
                                  same_group ? _ ("None") : _ ("Several, left as they are"));
  if (one)
    self->notes = add_lines (self, _ ("_Notes"), bst_machine_get_notes (machine));
}

GtkWidget *
bst_edit_dialog_get_field (BstEditDialog *self, const char *name)
{
  return g_str_equal (name, "title")         ? self->title
         : g_str_equal (name, "description") ? self->description
         : g_str_equal (name, "tags")        ? self->tags
         : g_str_equal (name, "group")       ? self->group
                                             : self->notes;
}

static void
bst_edit_dialog_dispose (GObject *object)
{
  BstEditDialog *self = BST_EDIT_DIALOG (object);

  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_object (&self->fleet);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_edit_dialog_parent_class)->dispose (object);
}

static void
bst_edit_dialog_finalize (GObject *object)
{
  BstEditDialog *self = BST_EDIT_DIALOG (object);

  g_strfreev (self->common);
  g_strfreev (self->wanted);
  g_free (self->first_group);

  G_OBJECT_CLASS (bst_edit_dialog_parent_class)->finalize (object);
}

static void
bst_edit_dialog_class_init (BstEditDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_edit_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_edit_dialog_finalize;

  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
bst_edit_dialog_init (BstEditDialog *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 12);
  gtk_widget_add_css_class (self->grid, "edit-fields");
  build_header (self, box);
  gtk_box_append (GTK_BOX (box), self->grid);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self), 520, -1);
}

GtkWindow *
bst_edit_dialog_new (GtkWindow *parent, BstFleet *fleet, GPtrArray *machines)
{
  BstEditDialog *self = g_object_new (BST_TYPE_EDIT_DIALOG, "transient-for", parent, NULL);
  gboolean one = machines->len == 1;
  g_autofree char *title = NULL;

  self->fleet = g_object_ref (fleet);
  self->inventory = g_object_ref (bst_fleet_get_inventory (fleet));
  self->machines = g_ptr_array_new_full (machines->len, g_object_unref);
  for (guint i = 0; i < machines->len; i++)
    g_ptr_array_add (self->machines, g_object_ref (machines->pdata[i]));
  self->common = get_common_tags (self);
  self->wanted = g_strdupv (self->common);

  title = one ? g_strdup_printf (_ ("Edit “%s”"), bst_machine_get_name (get_machine (self, 0)))
              : g_strdup_printf (ngettext ("Edit %u Machine", "Edit %u Machines", machines->len),
                                 machines->len);
  gtk_window_set_title (GTK_WINDOW (self), title);
  build_fields (self);
  gtk_window_set_focus (GTK_WINDOW (self), one ? self->title : self->group);

  return GTK_WINDOW (self);
}
