/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-facts.h"

/* From here on a bar warns. */
#define NEARLY_FULL 0.9

typedef struct
{
  GtkWidget *title;
  GtkWidget *place; /* a box: the value and, below it, the bar; or another widget */
  GtkWidget *value; /* (nullable): a label */
  GtkWidget *bar;   /* (nullable) */
} Row;

struct _BstFacts
{
  GtkWidget parent_instance;

  GtkWidget *heading;
  GtkWidget *grid;
  GArray *rows; /* of Row */
};

G_DEFINE_FINAL_TYPE (BstFacts, bst_facts, GTK_TYPE_WIDGET)

static Row *
get_row (BstFacts *self, guint i)
{
  return &g_array_index (self->rows, Row, i);
}

/* Setting the same again would drop what is selected in a label. */
static void
set_label (GtkWidget *label, const char *text)
{
  if (g_strcmp0 (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
}

static void
show_row (BstFacts *self, Row *row, gboolean show)
{
  gboolean any = FALSE;

  gtk_widget_set_visible (row->title, show);
  gtk_widget_set_visible (row->place, show);
  for (guint i = 0; i < self->rows->len && !any; i++)
    any = gtk_widget_get_visible (get_row (self, i)->place);
  gtk_widget_set_visible (GTK_WIDGET (self), any);
}

static GtkWidget *
create_value (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "numeric");

  return label;
}

static Row *
ensure_row (BstFacts *self, guint i, const char *title, GtkWidget *widget)
{
  Row row = { 0 };

  g_assert (i <= self->rows->len);
  if (i < self->rows->len)
    {
      set_label (get_row (self, i)->title, title);
      return get_row (self, i);
    }

  row.title = gtk_label_new (title);
  gtk_label_set_xalign (GTK_LABEL (row.title), 0);
  gtk_label_set_wrap (GTK_LABEL (row.title), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (row.title), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (row.title), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (row.title), 16);
  gtk_widget_set_valign (row.title, GTK_ALIGN_START);
  gtk_widget_add_css_class (row.title, "dim-label");

  if (widget == NULL)
    {
      row.value = create_value ();
      widget = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
      gtk_box_append (GTK_BOX (widget), row.value);
      gtk_accessible_update_relation (GTK_ACCESSIBLE (row.value),
                                      GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, row.title, NULL, -1);
    }
  gtk_widget_set_hexpand (widget, TRUE);
  row.place = widget;

  gtk_grid_attach (GTK_GRID (self->grid), row.title, 0, (int)i, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), row.place, 1, (int)i, 1, 1);
  g_array_append_val (self->rows, row);

  return get_row (self, i);
}

void
bst_facts_set (BstFacts *self, guint i, const char *title, const char *value)
{
  Row *row;

  g_return_if_fail (BST_IS_FACTS (self));

  row = ensure_row (self, i, title, NULL);
  set_label (row->value, value != NULL ? value : "");
  show_row (self, row, value != NULL && *value != '\0');
}

void
bst_facts_set_usage (BstFacts *self, guint i, double fraction)
{
  Row *row;

  g_return_if_fail (BST_IS_FACTS (self) && i < self->rows->len);

  row = get_row (self, i);
  if (row->bar == NULL && fraction >= 0)
    {
      row->bar = gtk_progress_bar_new ();
      gtk_accessible_update_relation (GTK_ACCESSIBLE (row->bar),
                                      GTK_ACCESSIBLE_RELATION_LABELLED_BY, row->title, NULL, -1);
      gtk_box_append (GTK_BOX (row->place), row->bar);
    }
  if (row->bar == NULL)
    return;

  gtk_widget_set_visible (row->bar, fraction >= 0);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (row->bar), CLAMP (fraction, 0, 1));
  if (fraction >= NEARLY_FULL)
    gtk_widget_add_css_class (row->bar, "nearly-full");
  else
    gtk_widget_remove_css_class (row->bar, "nearly-full");
}

void
bst_facts_set_widget (BstFacts *self, guint i, const char *title, GtkWidget *widget)
{
  g_return_if_fail (BST_IS_FACTS (self) && i == self->rows->len);

  show_row (self, ensure_row (self, i, title, widget), TRUE);
}

void
bst_facts_set_n_rows (BstFacts *self, guint n)
{
  g_return_if_fail (BST_IS_FACTS (self));

  for (guint i = n; i < self->rows->len; i++)
    show_row (self, get_row (self, i), FALSE);
}

const char *
bst_facts_get_value (BstFacts *self, const char *title)
{
  g_return_val_if_fail (BST_IS_FACTS (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = get_row (self, i);

      if (row->value != NULL && gtk_widget_get_visible (row->place) &&
          g_str_equal (gtk_label_get_text (GTK_LABEL (row->title)), title))
        return gtk_label_get_text (GTK_LABEL (row->value));
    }

  return NULL;
}

/* --- The keyboard --- */

static gboolean
is_stop (Row *row)
{
  return row->value != NULL && gtk_widget_get_visible (row->place);
}

static int
find_focus (BstFacts *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (is_stop (get_row (self, i)) && gtk_widget_has_focus (get_row (self, i)->value))
      return (int)i;

  return -1;
}

/* To the value after (or before) the row @from; -1 to the first. FALSE: there is none. */
static gboolean
focus_next (BstFacts *self, int from, gboolean forward)
{
  for (int i = from + (forward ? 1 : -1); i >= 0 && i < (int)self->rows->len; i += forward ? 1 : -1)
    if (is_stop (get_row (self, (guint)i)))
      return gtk_widget_grab_focus (get_row (self, (guint)i)->value);

  return FALSE;
}

static gboolean
bst_facts_focus (GtkWidget *widget, GtkDirectionType direction)
{
  BstFacts *self = BST_FACTS (widget);

  /* Other widgets than values are a stop each. */
  for (guint i = 0; i < self->rows->len; i++)
    if (get_row (self, i)->value == NULL)
      return GTK_WIDGET_CLASS (bst_facts_parent_class)->focus (widget, direction);

  return find_focus (self) < 0 && focus_next (self, -1, TRUE);
}

static gboolean
on_key (GtkEventControllerKey *keys,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        BstFacts *self)
{
  gboolean down = keyval == GDK_KEY_Down || keyval == GDK_KEY_KP_Down;
  gboolean up = keyval == GDK_KEY_Up || keyval == GDK_KEY_KP_Up;
  int at = find_focus (self);

  if (at < 0 || !(up || down) || (state & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;

  focus_next (self, at, down);

  return GDK_EVENT_STOP;
}

static void
bst_facts_dispose (GObject *object)
{
  BstFacts *self = BST_FACTS (object);

  g_array_set_size (self->rows, 0);
  g_clear_pointer (&self->heading, gtk_widget_unparent);
  g_clear_pointer (&self->grid, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_facts_parent_class)->dispose (object);
}

static void
bst_facts_finalize (GObject *object)
{
  g_array_unref (BST_FACTS (object)->rows);

  G_OBJECT_CLASS (bst_facts_parent_class)->finalize (object);
}

static void
bst_facts_class_init (BstFactsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_facts_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_facts_finalize;
  widget_class->focus = bst_facts_focus;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
bst_facts_init (BstFacts *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  GtkEventController *keys = gtk_event_controller_key_new ();

  /* Before the label, which would move its cursor. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);

  self->heading = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->heading), 0);
  gtk_widget_add_css_class (self->heading, "heading");
  gtk_widget_set_parent (self->heading, GTK_WIDGET (self));

  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 4);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

GtkWidget *
bst_facts_new (const char *heading)
{
  BstFacts *self = g_object_new (BST_TYPE_FACTS, NULL);

  gtk_label_set_text (GTK_LABEL (self->heading), heading);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  self->heading, NULL, -1);

  return GTK_WIDGET (self);
}
