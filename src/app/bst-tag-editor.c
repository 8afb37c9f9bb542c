/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-tag-editor.h"

#include <glib/gi18n.h>

#include "app/bst-wrap.h"
#include "inventory/bst-label.h"

struct _BstTagEditor
{
  GtkWidget parent_instance;

  char **tags;
  GListModel *known; /* (nullable) (owned) */
  GPtrArray *chips;  /* of GtkWidget (unowned), in the order of tags */
  GtkWidget *entry;
};

G_DEFINE_FINAL_TYPE (BstTagEditor, bst_tag_editor, GTK_TYPE_WIDGET)

enum
{
  COMMIT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
commit (BstTagEditor *self, GStrvBuilder *builder)
{
  g_auto (GStrv) tags = g_strv_builder_end (builder);

  g_signal_emit (self, signals[COMMIT], 0, tags);
}

static void
remove_tag (BstTagEditor *self, const char *tag)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; self->tags[i] != NULL; i++)
    if (!g_str_equal (self->tags[i], tag))
      g_strv_builder_add (builder, self->tags[i]);
  gtk_widget_grab_focus (self->entry);
  commit (self, builder);
}

static void
on_remove_clicked (GtkButton *button, BstTagEditor *self)
{
  g_autofree char *tag = g_strdup (g_object_get_data (G_OBJECT (button), "tag"));

  remove_tag (self, tag);
}

void
bst_tag_editor_add (BstTagEditor *self, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean any = FALSE;

  g_return_if_fail (BST_IS_TAG_EDITOR (self));

  for (guint i = 0; self->tags[i] != NULL; i++)
    {
      g_hash_table_add (seen, self->tags[i]);
      g_strv_builder_add (builder, self->tags[i]);
    }
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (*parts[i] == '\0' || !g_hash_table_add (seen, parts[i]))
        continue;
      g_strv_builder_add (builder, parts[i]);
      any = TRUE;
    }
  if (any)
    commit (self, builder);
}

void
bst_tag_editor_finish (BstTagEditor *self)
{
  g_autofree char *text = NULL;

  g_return_if_fail (BST_IS_TAG_EDITOR (self));

  text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry)));
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  bst_tag_editor_add (self, text);
}

/* Backspace in the empty entry takes off the last tag, as in other chips. */
static gboolean
on_key (GtkEventControllerKey *keys,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        BstTagEditor *self)
{
  guint n = g_strv_length (self->tags);
  g_autofree char *last = NULL;

  if (keyval != GDK_KEY_BackSpace || n == 0 ||
      *gtk_editable_get_text (GTK_EDITABLE (self->entry)) != '\0')
    return GDK_EVENT_PROPAGATE;

  last = g_strdup (self->tags[n - 1]);
  remove_tag (self, last);

  return GDK_EVENT_STOP;
}

static gboolean
on_match_selected (GtkEntryCompletion *completion,
                   GtkTreeModel *model,
                   GtkTreeIter *iter,
                   BstTagEditor *self)
{
  g_autofree char *tag = NULL;

  gtk_tree_model_get (model, iter, 0, &tag, -1);
  gtk_editable_set_text (GTK_EDITABLE (self->entry), "");
  bst_tag_editor_add (self, tag);

  return GDK_EVENT_STOP;
}

/* When it gets the focus: what others use may have changed. */
static void
offer_known (BstTagEditor *self)
{
  g_autoptr (GtkListStore) store = gtk_list_store_new (1, G_TYPE_STRING);

  for (guint i = 0; self->known != NULL && i < g_list_model_get_n_items (self->known); i++)
    {
      g_autoptr (BstLabel) label = g_list_model_get_item (self->known, i);
      const char *text = bst_label_get_text (label);

      if (!g_strv_contains ((const char *const *)self->tags, text))
        gtk_list_store_insert_with_values (store, NULL, -1, 0, text, -1);
    }
  gtk_entry_completion_set_model (gtk_entry_get_completion (GTK_ENTRY (self->entry)),
                                  GTK_TREE_MODEL (store));
}

static GtkWidget *
create_chip (BstTagEditor *self, const char *tag)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (tag);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  g_autofree char *remove = g_strdup_printf (_ ("Remove Tag “%s”"), tag);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 24);
  gtk_box_append (GTK_BOX (chip), label);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_set_tooltip_text (button, remove);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, remove,
                                  -1);
  g_object_set_data_full (G_OBJECT (button), "tag", g_strdup (tag), g_free);
  g_signal_connect (button, "clicked", G_CALLBACK (on_remove_clicked), self);
  gtk_box_append (GTK_BOX (chip), button);
  gtk_widget_add_css_class (chip, "tag");

  return chip;
}

void
bst_tag_editor_set_tags (BstTagEditor *self, const char *const *tags)
{
  g_return_if_fail (BST_IS_TAG_EDITOR (self) && tags != NULL);

  if (g_strv_equal ((const char *const *)self->tags, tags))
    return;

  g_strfreev (self->tags);
  self->tags = g_strdupv ((char **)tags);
  for (guint i = 0; i < self->chips->len; i++)
    gtk_widget_unparent (self->chips->pdata[i]);
  g_ptr_array_set_size (self->chips, 0);
  for (guint i = 0; tags[i] != NULL; i++)
    {
      GtkWidget *chip = create_chip (self, tags[i]);

      g_ptr_array_add (self->chips, chip);
      gtk_widget_insert_before (chip, GTK_WIDGET (self), self->entry);
    }
}

void
bst_tag_editor_set_known (BstTagEditor *self, GListModel *tags)
{
  g_return_if_fail (BST_IS_TAG_EDITOR (self));

  g_set_object (&self->known, tags);
}

static void
bst_tag_editor_dispose (GObject *object)
{
  BstTagEditor *self = BST_TAG_EDITOR (object);
  GtkWidget *child;

  g_ptr_array_set_size (self->chips, 0);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->known);

  G_OBJECT_CLASS (bst_tag_editor_parent_class)->dispose (object);
}

static void
bst_tag_editor_finalize (GObject *object)
{
  BstTagEditor *self = BST_TAG_EDITOR (object);

  g_strfreev (self->tags);
  g_ptr_array_unref (self->chips);

  G_OBJECT_CLASS (bst_tag_editor_parent_class)->finalize (object);
}

static void
bst_tag_editor_class_init (BstTagEditorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_tag_editor_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_tag_editor_finalize;

  signals[COMMIT] = g_signal_new ("commit", BST_TYPE_TAG_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 1, G_TYPE_STRV);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bst_tag_editor_init (BstTagEditor *self)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autoptr (GtkEntryCompletion) completion = gtk_entry_completion_new ();

  self->tags = g_new0 (char *, 1);
  self->chips = g_ptr_array_new ();
  gtk_widget_set_layout_manager (GTK_WIDGET (self), bst_wrap_new (6));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Tags"),
                                  -1);

  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _ ("Add tag"));
  gtk_editable_set_width_chars (GTK_EDITABLE (self->entry), 10);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->entry), 12);
  gtk_widget_add_css_class (self->entry, "tag-entry");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Add Tag"), -1);
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (bst_tag_editor_finish), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (offer_known), self);
  gtk_widget_add_controller (self->entry, focus);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (self->entry, keys);

  gtk_entry_completion_set_text_column (completion, 0);
  g_signal_connect (completion, "match-selected", G_CALLBACK (on_match_selected), self);
  gtk_entry_set_completion (GTK_ENTRY (self->entry), completion);
  gtk_widget_set_parent (self->entry, GTK_WIDGET (self));
}

GtkWidget *
bst_tag_editor_new (void)
{
  return g_object_new (BST_TYPE_TAG_EDITOR, NULL);
}
