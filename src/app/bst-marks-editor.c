/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-marks-editor.h"

#include <glib/gi18n.h>

#include "app/bst-facts.h"
#include "app/bst-inline-text.h"
#include "app/bst-tag-editor.h"
#include "core/bst-error.h"
#include "operations/bst-lifecycle.h"

struct _BstMarksEditor
{
  GtkWidget parent_instance;

  BstInventory *inventory;
  BstFleet *fleet;     /* (nullable) */
  BstMachine *machine; /* (nullable) */

  GtkWidget *facts;
  BstInlineText *title;
  BstInlineText *description;
  BstInlineText *group;
  BstInlineText *notes;
  BstTagEditor *tags;
};

G_DEFINE_FINAL_TYPE (BstMarksEditor, bst_marks_editor, GTK_TYPE_WIDGET)

/* An edit on its way to the host. */
typedef struct
{
  BstMarksEditor *marks; /* (weak) */
  BstInlineText *editor; /* of @marks */
  BstMachine *machine;   /* (owned) */
} Edit;

static void
edit_free (gpointer data, GClosure *closure)
{
  Edit *edit = data;

  g_clear_weak_pointer (&edit->marks);
  g_clear_object (&edit->machine);
  g_free (edit);
}

static void
on_edit_state (BstOperation *operation, GParamSpec *pspec, Edit *edit)
{
  const GError *error = bst_operation_get_error (operation);
  g_autofree char *problem = NULL;

  if (!bst_operation_is_over (operation))
    return;
  /* Another machine is shown by now: how this ended is in the journal. */
  if (edit->marks == NULL || edit->marks->machine != edit->machine)
    return;

  bst_inline_text_set_busy (edit->editor, FALSE);
  if (error == NULL || bst_operation_get_state (operation) == BST_OPERATION_STATE_CANCELLED)
    return;
  problem = bst_error_dup_sentences (error, " ");
  bst_inline_text_set_problem (edit->editor, problem);
}

static void
submit (BstMarksEditor *self, BstInlineText *editor, BstOperation *operation)
{
  Edit *edit = g_new0 (Edit, 1);

  g_set_weak_pointer (&edit->marks, self);
  edit->editor = editor;
  edit->machine = g_object_ref (self->machine);
  bst_inline_text_set_busy (editor, TRUE);
  g_signal_connect_data (operation, "notify::state", G_CALLBACK (on_edit_state), edit, edit_free,
                         0);
  bst_scheduler_submit (bst_fleet_get_scheduler (self->fleet), operation);
}

static void
on_title (BstInlineText *editor, const char *text, BstMarksEditor *self)
{
  g_autoptr (BstOperation) operation = bst_edit_title_new (self->fleet, self->machine, text);

  submit (self, editor, operation);
}

static void
on_description (BstInlineText *editor, const char *text, BstMarksEditor *self)
{
  g_autoptr (BstOperation) operation = bst_edit_description_new (self->fleet, self->machine, text);

  submit (self, editor, operation);
}

static void
on_group (BstInlineText *editor, const char *text, BstMarksEditor *self)
{
  bst_inventory_set_group (self->inventory, self->machine, text);
}

static void
on_notes (BstInlineText *editor, const char *text, BstMarksEditor *self)
{
  bst_inventory_set_notes (self->inventory, self->machine, text);
}

static void
on_tags (BstTagEditor *editor, const char *const *tags, BstMarksEditor *self)
{
  bst_inventory_set_tags (self->inventory, self->machine, tags);
}

static void
offer_groups (BstMarksEditor *self)
{
  GListModel *groups = bst_inventory_get_groups (self->inventory);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) words = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (groups); i++)
    {
      g_autoptr (BstLabel) label = g_list_model_get_item (groups, i);

      g_strv_builder_add (builder, bst_label_get_text (label));
    }
  words = g_strv_builder_end (builder);
  bst_inline_text_set_words (self->group, (const char *const *)words);
}

void
bst_marks_editor_update (BstMarksEditor *self)
{
  g_return_if_fail (BST_IS_MARKS_EDITOR (self));

  if (self->machine == NULL)
    return;

  bst_inline_text_set_text (self->title, bst_machine_get_title (self->machine));
  bst_inline_text_set_text (self->description, bst_machine_get_description (self->machine));
  bst_inline_text_set_text (self->group, bst_machine_get_group (self->machine));
  bst_inline_text_set_text (self->notes, bst_machine_get_notes (self->machine));
  bst_tag_editor_set_tags (self->tags, bst_machine_get_tags (self->machine));
}

void
bst_marks_editor_set_machine (BstMarksEditor *self, BstMachine *machine)
{
  BstInlineText *editors[] = { self->title, self->description, self->group, self->notes };

  g_return_if_fail (BST_IS_MARKS_EDITOR (self));

  if (self->machine == machine)
    return;

  /* What was typed is not thrown away because another row was clicked. */
  for (guint i = 0; self->machine != NULL && i < G_N_ELEMENTS (editors); i++)
    bst_inline_text_finish (editors[i]);
  if (self->machine != NULL)
    bst_tag_editor_finish (self->tags);

  g_set_object (&self->machine, machine);
  for (guint i = 0; i < G_N_ELEMENTS (editors); i++)
    {
      gboolean fixed = self->fleet == NULL && i < 2;

      bst_inline_text_set_problem (editors[i], NULL);
      bst_inline_text_set_busy (editors[i], FALSE);
      gtk_widget_set_sensitive (GTK_WIDGET (editors[i]), !fixed);
    }
  if (machine != NULL)
    offer_groups (self);
  bst_marks_editor_update (self);
}

static BstInlineText *
add_text (BstMarksEditor *self,
          guint row,
          const char *name,
          const char *placeholder,
          gboolean several_lines,
          GCallback on_commit)
{
  GtkWidget *editor = bst_inline_text_new (name, placeholder, several_lines);

  bst_facts_set_widget (BST_FACTS (self->facts), row, name, editor);
  g_signal_connect (editor, "commit", on_commit, self);

  return BST_INLINE_TEXT (editor);
}

GtkWidget *
bst_marks_editor_get_text (BstMarksEditor *self, const char *what)
{
  BstInlineText *editor = g_str_equal (what, "title")         ? self->title
                          : g_str_equal (what, "description") ? self->description
                          : g_str_equal (what, "group")       ? self->group
                                                              : self->notes;

  return GTK_WIDGET (editor);
}

GtkWidget *
bst_marks_editor_get_tags (BstMarksEditor *self)
{
  return GTK_WIDGET (self->tags);
}

static void
bst_marks_editor_dispose (GObject *object)
{
  BstMarksEditor *self = BST_MARKS_EDITOR (object);

  if (self->facts != NULL)
    bst_marks_editor_set_machine (self, NULL);
  g_clear_pointer (&self->facts, gtk_widget_unparent);
  g_clear_object (&self->inventory);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (bst_marks_editor_parent_class)->dispose (object);
}

static void
bst_marks_editor_class_init (BstMarksEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_marks_editor_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_marks_editor_init (BstMarksEditor *self)
{
  BstFacts *facts;

  self->facts = bst_facts_new (_ ("Notes and Tags"));
  gtk_widget_set_parent (self->facts, GTK_WIDGET (self));
  facts = BST_FACTS (self->facts);

  self->title = add_text (self, 0, _ ("Title"), _ ("None"), FALSE, G_CALLBACK (on_title));
  self->description =
      add_text (self, 1, _ ("Description"), _ ("None"), TRUE, G_CALLBACK (on_description));
  self->tags = BST_TAG_EDITOR (bst_tag_editor_new ());
  g_signal_connect (self->tags, "commit", G_CALLBACK (on_tags), self);
  bst_facts_set_widget (facts, 2, _ ("Tags"), GTK_WIDGET (self->tags));
  self->group = add_text (self, 3, _ ("Group"), _ ("None"), FALSE, G_CALLBACK (on_group));
  self->notes = add_text (self, 4, _ ("Notes"), _ ("None"), TRUE, G_CALLBACK (on_notes));
}

GtkWidget *
bst_marks_editor_new (BstInventory *inventory, BstFleet *fleet)
{
  BstMarksEditor *self = g_object_new (BST_TYPE_MARKS_EDITOR, NULL);

  self->inventory = g_object_ref (inventory);
  self->fleet = fleet != NULL ? g_object_ref (fleet) : NULL;
  bst_tag_editor_set_known (self->tags, bst_inventory_get_tags (inventory));

  return GTK_WIDGET (self);
}
