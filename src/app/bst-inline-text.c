/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-inline-text.h"

#include <glib/gi18n.h>

struct _BstInlineText
{
  GtkWidget parent_instance;

  char *text;
  char *placeholder;
  gboolean several_lines;

  GtkWidget *stack;
  GtkWidget *label;
  GtkWidget *button;
  GtkWidget *spinner;
  GtkWidget *field;  /* an entry or, for several lines, a text view */
  GtkWidget *editor; /* the field with its buttons */
  GtkWidget *problem;
};

G_DEFINE_FINAL_TYPE (BstInlineText, bst_inline_text, GTK_TYPE_WIDGET)

enum
{
  COMMIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
is_editing (BstInlineText *self)
{
  return gtk_stack_get_visible_child (GTK_STACK (self->stack)) == self->editor;
}

static char *
dup_field_text (BstInlineText *self)
{
  GtkTextIter start, end;
  GtkTextBuffer *buffer;

  if (!self->several_lines)
    return g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->field)));

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->field));
  gtk_text_buffer_get_bounds (buffer, &start, &end);

  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
leave (BstInlineText *self)
{
  gboolean had_focus = gtk_widget_get_focus_child (self->editor) != NULL;

  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "shown");
  if (had_focus)
    gtk_widget_grab_focus (self->button);
}

void
bst_inline_text_edit (BstInlineText *self)
{
  g_return_if_fail (BST_IS_INLINE_TEXT (self));

  if (is_editing (self) || !gtk_widget_get_sensitive (self->button))
    return;

  bst_inline_text_set_problem (self, NULL);
  if (self->several_lines)
    gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->field)), self->text,
                              -1);
  else
    gtk_editable_set_text (GTK_EDITABLE (self->field), self->text);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), self->editor);
  gtk_widget_grab_focus (self->field);
}

void
bst_inline_text_finish (BstInlineText *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (BST_IS_INLINE_TEXT (self));

  if (!is_editing (self))
    return;

  text = g_strstrip (dup_field_text (self));
  leave (self);
  if (!g_str_equal (text, self->text))
    g_signal_emit (self, signals[COMMIT], 0, text);
}

static gboolean
on_key (GtkEventControllerKey *keys,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        BstInlineText *self)
{
  gboolean enter = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter;

  if (keyval == GDK_KEY_Escape)
    {
      leave (self);
      return GDK_EVENT_STOP;
    }
  if (enter && !self->several_lines)
    {
      bst_inline_text_finish (self);
      return GDK_EVENT_STOP;
    }

  return GDK_EVENT_PROPAGATE;
}

void
bst_inline_text_set_text (BstInlineText *self, const char *text)
{
  gboolean empty;

  g_return_if_fail (BST_IS_INLINE_TEXT (self) && text != NULL);

  if (g_strcmp0 (self->text, text) == 0)
    return;

  g_free (self->text);
  self->text = g_strdup (text);
  empty = *text == '\0';
  gtk_label_set_text (GTK_LABEL (self->label), empty ? self->placeholder : text);
  if (empty)
    gtk_widget_add_css_class (self->label, "dim-label");
  else
    gtk_widget_remove_css_class (self->label, "dim-label");
}

const char *
bst_inline_text_get_text (BstInlineText *self)
{
  g_return_val_if_fail (BST_IS_INLINE_TEXT (self), NULL);

  return self->text;
}

void
bst_inline_text_set_words (BstInlineText *self, const char *const *words)
{
  GtkEntryCompletion *completion;
  g_autoptr (GtkListStore) store = gtk_list_store_new (1, G_TYPE_STRING);

  g_return_if_fail (BST_IS_INLINE_TEXT (self) && !self->several_lines);

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    gtk_list_store_insert_with_values (store, NULL, -1, 0, words[i], -1);
  completion = gtk_entry_get_completion (GTK_ENTRY (self->field));
  if (completion == NULL)
    {
      g_autoptr (GtkEntryCompletion) created = gtk_entry_completion_new ();

      gtk_entry_completion_set_text_column (created, 0);
      gtk_entry_completion_set_minimum_key_length (created, 1);
      gtk_entry_set_completion (GTK_ENTRY (self->field), created);
      completion = created;
    }
  gtk_entry_completion_set_model (completion, GTK_TREE_MODEL (store));
}

void
bst_inline_text_set_busy (BstInlineText *self, gboolean busy)
{
  g_return_if_fail (BST_IS_INLINE_TEXT (self));

  gtk_widget_set_visible (self->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_widget_set_sensitive (self->button, !busy);
}

void
bst_inline_text_set_problem (BstInlineText *self, const char *problem)
{
  g_return_if_fail (BST_IS_INLINE_TEXT (self));

  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_widget_set_visible (self->problem, problem != NULL);
}

const char *
bst_inline_text_get_problem (BstInlineText *self)
{
  g_return_val_if_fail (BST_IS_INLINE_TEXT (self), NULL);

  return gtk_widget_get_visible (self->problem) ? gtk_label_get_text (GTK_LABEL (self->problem))
                                                : NULL;
}

GtkWidget *
bst_inline_text_get_field (BstInlineText *self)
{
  g_return_val_if_fail (BST_IS_INLINE_TEXT (self), NULL);

  return self->field;
}

/* --- Building --- */

static GtkWidget *
create_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);

  return label;
}

static void
build_shown (BstInlineText *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->label = create_label ();
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_box_append (GTK_BOX (box), self->label);

  self->spinner = gtk_spinner_new ();
  gtk_widget_set_visible (self->spinner, FALSE);
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), self->spinner);

  self->button = gtk_button_new_from_icon_name ("document-edit-symbolic");
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "inline-edit");
  gtk_widget_set_valign (self->button, GTK_ALIGN_START);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (bst_inline_text_edit), self);
  gtk_box_append (GTK_BOX (box), self->button);

  gtk_stack_add_named (GTK_STACK (self->stack), box, "shown");
}

static GtkWidget *
create_buttons (BstInlineText *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));
  GtkWidget *save = gtk_button_new_with_mnemonic (_ ("_Save"));

  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  gtk_widget_add_css_class (save, "suggested-action");
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (leave), self);
  g_signal_connect_swapped (save, "clicked", G_CALLBACK (bst_inline_text_finish), self);
  gtk_box_append (GTK_BOX (buttons), cancel);
  gtk_box_append (GTK_BOX (buttons), save);

  return buttons;
}

static void
build_editor (BstInlineText *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->editor = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  if (self->several_lines)
    {
      GtkWidget *scrolled = gtk_scrolled_window_new ();

      self->field = gtk_text_view_new ();
      gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->field), GTK_WRAP_WORD_CHAR);
      gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->field), FALSE);
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->field);
      gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 90);
      gtk_widget_add_css_class (scrolled, "inline-field");
      gtk_box_append (GTK_BOX (self->editor), scrolled);
    }
  else
    {
      self->field = gtk_entry_new ();
      gtk_box_append (GTK_BOX (self->editor), self->field);
    }
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->editor, keys);
  gtk_box_append (GTK_BOX (self->editor), create_buttons (self));

  gtk_stack_add_named (GTK_STACK (self->stack), self->editor, "edited");
}

static void
bst_inline_text_dispose (GObject *object)
{
  BstInlineText *self = BST_INLINE_TEXT (object);

  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_pointer (&self->problem, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_inline_text_parent_class)->dispose (object);
}

static void
bst_inline_text_finalize (GObject *object)
{
  BstInlineText *self = BST_INLINE_TEXT (object);

  g_free (self->text);
  g_free (self->placeholder);

  G_OBJECT_CLASS (bst_inline_text_parent_class)->finalize (object);
}

static void
bst_inline_text_class_init (BstInlineTextClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_inline_text_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_inline_text_finalize;

  signals[COMMIT] = g_signal_new ("commit", BST_TYPE_INLINE_TEXT, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
bst_inline_text_init (BstInlineText *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
bst_inline_text_new (const char *name, const char *placeholder, gboolean several_lines)
{
  BstInlineText *self = g_object_new (BST_TYPE_INLINE_TEXT, NULL);
  /* Translators: edit one property of a machine: “Edit Title”. */
  g_autofree char *edit = g_strdup_printf (_ ("Edit %s"), name);

  self->placeholder = g_strdup (placeholder);
  self->several_lines = several_lines;

  self->stack = gtk_stack_new ();
  gtk_stack_set_vhomogeneous (GTK_STACK (self->stack), FALSE);
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  build_shown (self);
  build_editor (self);
  self->problem = create_label ();
  gtk_widget_add_css_class (self->problem, "error");
  gtk_widget_set_visible (self->problem, FALSE);
  gtk_widget_set_parent (self->problem, GTK_WIDGET (self));

  gtk_widget_set_tooltip_text (self->button, edit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  edit, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->field), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  bst_inline_text_set_text (self, "");

  return GTK_WIDGET (self);
}
