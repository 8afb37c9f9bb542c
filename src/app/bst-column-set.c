/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-column-set.h"

#include <glib/gi18n.h>

/* Columns by id, with width and whether shown; the id sorted by, and whether descending. */
#define LAYOUT_TYPE "(a(sib)sb)"
#define MIN_WIDTH 40
#define MAX_WIDTH 4000

struct _BstColumnSet
{
  GObject parent_instance;

  GtkColumnView *view;
  GSimpleActionGroup *actions;
  GMenu *menu;

  const BstColumn *sort;
  gboolean descending;
  gboolean restoring;
  gboolean settling; /* what the view is sorted by is being put right */
};

G_DEFINE_FINAL_TYPE (BstColumnSet, bst_column_set, G_TYPE_OBJECT)

enum
{
  SORT_CHANGED,
  LAYOUT_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];
static GQuark column_quark;
static GQuark width_quark;

const BstColumn *
bst_column_of_view (GtkColumnViewColumn *column)
{
  return g_object_get_qdata (G_OBJECT (column), column_quark);
}

/* (transfer none) (nullable) */
static GtkColumnViewColumn *
find_view_column (BstColumnSet *self, const char *id)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (g_str_equal (bst_column_of_view (column)->id, id))
        return column;
    }

  return NULL;
}

/* Which column's sorter was asked first: see update_sort (). */
static gpointer asked;

static int
note_asked (gconstpointer first, gconstpointer second, gpointer column)
{
  asked = column;

  return GTK_ORDERING_SMALLER;
}

static void
sort_view (BstColumnSet *self, const BstColumn *column, gboolean descending)
{
  gtk_column_view_sort_by_column (self->view, find_view_column (self, column->id),
                                  descending ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
}

/* One arrow, over the column chosen last: the view would keep that of @before. It takes away only
 * that of the first column when it is told to sort by none, so each has to be the first once. */
static void
show_sort (BstColumnSet *self, const BstColumn *before)
{
  self->settling = TRUE;
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  sort_view (self, before, FALSE);
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  sort_view (self, self->sort, self->descending);
  self->settling = FALSE;
}

/* GTK 4.8 does not say which column a view is sorted by. But its sorter asks the column's own
 * first, and turns its answer round for descending. */
static void
update_sort (BstColumnSet *self)
{
  const BstColumn *sort = bst_columns_find ("name");
  const BstColumn *before;
  gboolean descending;
  g_autoptr (GVariant) id = NULL;
  g_autoptr (GVariant) state = NULL;

  /* The view is going, its columns one by one. */
  if (self->view == NULL || self->settling)
    return;

  asked = NULL;
  descending = gtk_sorter_compare (gtk_column_view_get_sorter (self->view), self, self->view) ==
               GTK_ORDERING_LARGER;
  if (asked != NULL)
    sort = asked;
  if (self->sort == sort && self->descending == descending)
    return;

  before = self->sort;
  self->sort = sort;
  self->descending = descending;
  show_sort (self, before);
  g_simple_action_set_state (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "sort")),
      g_variant_new_string (sort->id));
  g_simple_action_set_state (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->actions), "descending")),
      g_variant_new_boolean (descending));
  g_signal_emit (self, signals[SORT_CHANGED], 0);
  if (!self->restoring)
    g_signal_emit (self, signals[LAYOUT_CHANGED], 0);
}

static void
on_layout_changed (BstColumnSet *self)
{
  if (!self->restoring && self->view != NULL)
    g_signal_emit (self, signals[LAYOUT_CHANGED], 0);
}

static int
get_width (GtkColumnViewColumn *column)
{
  return GPOINTER_TO_INT (g_object_get_qdata (G_OBJECT (column), width_quark));
}

/* GTK 4.8 counts the fixed widths of hidden columns too, and leaves nothing for the one that takes
 * the rest: so a hidden column has none, and gets it back. */
static void
set_width (GtkColumnViewColumn *column, int width)
{
  g_object_set_qdata (G_OBJECT (column), width_quark, GINT_TO_POINTER (width));
  gtk_column_view_column_set_fixed_width (column,
                                          gtk_column_view_column_get_visible (column) ? width : -1);
}

static void
on_visible_changed (BstColumnSet *self, GParamSpec *pspec, GtkColumnViewColumn *column)
{
  set_width (column, get_width (column));
  on_layout_changed (self);
}

static void
on_width_changed (BstColumnSet *self, GParamSpec *pspec, GtkColumnViewColumn *column)
{
  if (gtk_column_view_column_get_visible (column))
    g_object_set_qdata (G_OBJECT (column), width_quark,
                        GINT_TO_POINTER (gtk_column_view_column_get_fixed_width (column)));
  on_layout_changed (self);
}

static void
add_column (BstColumnSet *self, const BstColumn *column, BstCellFactory factory, gpointer data)
{
  g_autoptr (GtkColumnViewColumn) view_column =
      gtk_column_view_column_new (bst_column_get_title (column), factory (column, data));
  g_autoptr (GtkSorter) sorter =
      GTK_SORTER (gtk_custom_sorter_new (note_asked, (gpointer)column, NULL));

  g_object_set_qdata (G_OBJECT (view_column), column_quark, (gpointer)column);
  gtk_column_view_column_set_sorter (view_column, sorter);
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_expand (view_column, column->width == BST_COLUMN_REST);
  gtk_column_view_column_set_visible (view_column, column->visible);
  set_width (view_column, column->width);
  gtk_column_view_column_set_header_menu (view_column, G_MENU_MODEL (self->menu));
  gtk_column_view_append_column (self->view, view_column);

  g_signal_connect_object (view_column, "notify::visible", G_CALLBACK (on_visible_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view_column, "notify::fixed-width", G_CALLBACK (on_width_changed), self,
                           G_CONNECT_SWAPPED);

  /* Without a name a row says nothing. */
  if (!g_str_equal (column->id, "name"))
    {
      g_autoptr (GPropertyAction) action =
          g_property_action_new (column->id, view_column, "visible");

      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
}

static void
activate_sort (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const BstColumn *column = bst_columns_find (g_variant_get_string (parameter, NULL));

  if (column != NULL)
    bst_column_set_set_sort (data, column, FALSE);
}

static void
change_descending (GSimpleAction *action, GVariant *value, gpointer data)
{
  BstColumnSet *self = data;

  bst_column_set_set_sort (self, self->sort, g_variant_get_boolean (value));
}

static void
add_actions (BstColumnSet *self)
{
  static const GActionEntry entries[] = {
    { "sort", activate_sort, "s", "'name'", NULL },
    { "descending", NULL, NULL, "false", change_descending },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
}

static void
fill_menu (BstColumnSet *self)
{
  g_autoptr (GMenu) show = g_menu_new ();
  g_autoptr (GMenu) sort = g_menu_new ();
  g_autoptr (GMenu) direction = g_menu_new ();
  g_autoptr (GMenu) sorting = g_menu_new ();
  guint n;
  const BstColumn *columns = bst_columns_get (&n);

  for (guint i = 0; i < n; i++)
    {
      const char *title = bst_column_get_title (&columns[i]);
      g_autofree char *shown = g_strconcat ("columns.", columns[i].id, NULL);
      g_autofree char *sorted = g_strconcat ("columns.sort::", columns[i].id, NULL);

      if (!g_str_equal (columns[i].id, "name"))
        g_menu_append (show, title, shown);
      g_menu_append (sort, title, sorted);
    }
  g_menu_append (direction, _ ("_Descending"), "columns.descending");
  g_menu_append_section (sort, NULL, G_MENU_MODEL (direction));
  g_menu_append_submenu (sorting, _ ("_Sort By"), G_MENU_MODEL (sort));
  g_menu_append_section (self->menu, NULL, G_MENU_MODEL (sorting));
  g_menu_append_section (self->menu, _ ("Columns"), G_MENU_MODEL (show));
}

/* (nullable) */
static GtkWidget *
find_label (GtkWidget *widget)
{
  GtkWidget *found = GTK_IS_LABEL (widget) ? widget : NULL;
  GtkWidget *child = gtk_widget_get_first_child (widget);

  for (; child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_label (child);

  return found;
}

/* Titles stand over their figures, which GTK 4.8 has no property for. */
static void
align_titles (BstColumnSet *self)
{
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->view));
  GtkWidget *title = gtk_widget_get_first_child (header);
  guint n;
  const BstColumn *columns = bst_columns_get (&n);

  for (; title != NULL; title = gtk_widget_get_next_sibling (title))
    {
      GtkWidget *label = find_label (title);
      const char *text = label != NULL ? gtk_label_get_text (GTK_LABEL (label)) : "";

      for (guint i = 0; i < n; i++)
        {
          GtkWidget *box = label != NULL ? gtk_widget_get_parent (label) : NULL;

          if (!columns[i].figures || !g_str_equal (bst_column_get_title (&columns[i]), text) ||
              !GTK_IS_BOX (box))
            continue;
          gtk_widget_set_halign (box, GTK_ALIGN_END);
          /* The arrow goes before it. */
          gtk_box_reorder_child_after (GTK_BOX (box), label, gtk_widget_get_last_child (box));
        }
    }
}

static void
bst_column_set_dispose (GObject *object)
{
  BstColumnSet *self = BST_COLUMN_SET (object);

  g_clear_object (&self->view);
  g_clear_object (&self->actions);
  g_clear_object (&self->menu);

  G_OBJECT_CLASS (bst_column_set_parent_class)->dispose (object);
}

static void
bst_column_set_class_init (BstColumnSetClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_column_set_dispose;
  column_quark = g_quark_from_static_string ("bst-column");
  width_quark = g_quark_from_static_string ("bst-column-width");

  signals[SORT_CHANGED] = g_signal_new ("sort-changed", G_TYPE_FROM_CLASS (klass),
                                        G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LAYOUT_CHANGED] = g_signal_new ("layout-changed", G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_column_set_init (BstColumnSet *self)
{
  self->actions = g_simple_action_group_new ();
  self->menu = g_menu_new ();
  self->sort = bst_columns_find ("name");
}

BstColumnSet *
bst_column_set_new (GtkColumnView *view, BstCellFactory factory, gpointer data)
{
  BstColumnSet *self = g_object_new (BST_TYPE_COLUMN_SET, NULL);
  guint n;
  const BstColumn *columns = bst_columns_get (&n);

  self->view = g_object_ref (view);
  add_actions (self);
  fill_menu (self);
  for (guint i = 0; i < n; i++)
    add_column (self, &columns[i], factory, data);

  g_signal_connect_object (gtk_column_view_get_columns (view), "items-changed",
                           G_CALLBACK (on_layout_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (view), "changed", G_CALLBACK (update_sort),
                           self, G_CONNECT_SWAPPED);
  /* There are no titles before that. */
  g_signal_connect_object (view, "map", G_CALLBACK (align_titles), self, G_CONNECT_SWAPPED);
  bst_column_set_set_sort (self, self->sort, FALSE);

  return self;
}

static void
restore_column (BstColumnSet *self, guint *position, const char *id, int width, gboolean visible)
{
  GtkColumnViewColumn *column = find_view_column (self, id);

  if (column == NULL)
    return;

  if (width != BST_COLUMN_REST || bst_column_of_view (column)->width != BST_COLUMN_REST)
    width = CLAMP (width, MIN_WIDTH, MAX_WIDTH);
  set_width (column, width);
  gtk_column_view_column_set_visible (column, visible || g_str_equal (id, "name"));
  gtk_column_view_insert_column (self->view, (*position)++, column);
}

void
bst_column_set_restore (BstColumnSet *self, const char *text)
{
  g_autoptr (GVariant) layout = NULL;
  g_autoptr (GVariantIter) columns = NULL;
  const char *id, *sort;
  int width;
  gboolean visible, descending;
  guint position = 0;

  if (text == NULL)
    return;
  layout = g_variant_parse (G_VARIANT_TYPE (LAYOUT_TYPE), text, NULL, NULL, NULL);
  if (layout == NULL)
    return;

  self->restoring = TRUE;
  g_variant_get (layout, "(a(sib)&sb)", &columns, &sort, &descending);
  while (g_variant_iter_next (columns, "(&sib)", &id, &width, &visible))
    restore_column (self, &position, id, width, visible);
  if (bst_columns_find (sort) != NULL)
    bst_column_set_set_sort (self, bst_columns_find (sort), descending);
  self->restoring = FALSE;
}

char *
bst_column_set_save (BstColumnSet *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  GVariantBuilder builder;
  g_autoptr (GVariant) layout = NULL;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a(sib)"));
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      g_variant_builder_add (&builder, "(sib)", bst_column_of_view (column)->id, get_width (column),
                             gtk_column_view_column_get_visible (column));
    }
  layout =
      g_variant_ref_sink (g_variant_new ("(a(sib)sb)", &builder, self->sort->id, self->descending));

  return g_variant_print (layout, FALSE);
}

const BstColumn *
bst_column_set_get_sort (BstColumnSet *self, gboolean *descending)
{
  *descending = self->descending;

  return self->sort;
}

void
bst_column_set_set_sort (BstColumnSet *self, const BstColumn *column, gboolean descending)
{
  sort_view (self, column, descending);
}

GActionGroup *
bst_column_set_get_actions (BstColumnSet *self)
{
  return G_ACTION_GROUP (self->actions);
}

GMenuModel *
bst_column_set_get_menu (BstColumnSet *self)
{
  return G_MENU_MODEL (self->menu);
}

GListModel *
bst_column_set_get_columns (BstColumnSet *self)
{
  return gtk_column_view_get_columns (self->view);
}

void
bst_column_set_move (BstColumnSet *self, GtkColumnViewColumn *column, int by)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  int n = (int)g_list_model_get_n_items (columns);

  for (int i = 0; i < n; i++)
    {
      g_autoptr (GtkColumnViewColumn) other = g_list_model_get_item (columns, (guint)i);

      if (other == column && i + by >= 0 && i + by < n)
        {
          gtk_column_view_insert_column (self->view, (guint)(i + by), column);
          return;
        }
    }
}
