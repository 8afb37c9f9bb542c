/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-list.h"

#include <glib/gi18n.h>

#include "app/bst-cell-factory.h"
#include "app/bst-cell.h"
#include "app/bst-column-list.h"
#include "app/bst-machine-order.h"
#include "app/bst-machine-rows.h"
#include "core/bst-thread.h"

#define LAYOUT_KEY "machine-list.columns"

/* Somebody who moves the pointer over the list is about to click: rows stay put so long. */
#define POINTER_HOLD_MS 1500

/* The rows that a list begins with, more than 1080 pixels show, and how many come with each frame
 * after. */
#define FIRST_ROWS 32
#define MORE_ROWS 40
#define ENOUGH_ROWS 210 /* of which GTK has widgets: any more cost nothing */

/* Dragging a column's edge, or scrolling, is done. */
#define SETTLE_MS 300

struct _BstMachineList
{
  GtkWidget parent_instance;

  BstInventory *inventory;
  BstMachineOrder *order;
  BstMachineRows *rows;

  GtkWidget *scrolled;
  GtkColumnView *view;
  GtkWidget *menu;               /* (nullable) */
  GtkEventController *menu_keys; /* (unowned) (nullable): of the window */
  BstCellStyle *style;
  BstColumnSet *columns;

  guint save_id;
  guint screen_id;
  guint pointer_id; /* while the pointer holds the order */
  guint clock_id;
  double pointer_x, pointer_y;
  gboolean menu_holds;
  guint limit; /* of rows, until the first frames are painted */
  gboolean painted;
  BstMachine *focused; /* (nullable): while rows are put in another order */
};

G_DEFINE_FINAL_TYPE (BstMachineList, bst_machine_list, GTK_TYPE_WIDGET)

enum
{
  SELECTION_CHANGED,
  SHOWN_CHANGED,
  ACTIVATED,
  ON_SCREEN_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GtkListItemFactory *
make_cell_factory (const BstColumn *column, gpointer data)
{
  return bst_cell_factory_new (column, BST_MACHINE_LIST (data)->style);
}

/* --- what is on screen --- */

/* FALSE where there is none. */
static gboolean
get_screen_range (BstMachineList *self, guint *first, guint *last)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  guint n = bst_machine_rows_get_n_filled (self->rows);
  double height = gtk_adjustment_get_upper (adjustment) / MAX (n, 1);
  double top = gtk_adjustment_get_value (adjustment);

  if (n == 0 || height <= 0 || !gtk_widget_get_mapped (GTK_WIDGET (self->view)))
    return FALSE;

  /* All rows are of one height. */
  *first = MIN ((guint)(top / height), n - 1);
  *last = MIN ((guint)((top + gtk_adjustment_get_page_size (adjustment)) / height), n - 1);
  return TRUE;
}

/* --- the keyboard's place --- */

/* (nullable): of a row widget, what it shows. */
static BstMachine *
get_row_machine (GtkWidget *row)
{
  GtkWidget *cell = gtk_widget_get_first_child (row);
  GtkWidget *child = cell != NULL ? gtk_widget_get_first_child (cell) : NULL;

  return BST_IS_CELL (child) ? bst_cell_get_machine (BST_CELL (child)) : NULL;
}

static gboolean
focus_machine (BstMachineList *self, BstMachine *machine)
{
  GtkWidget *row = gtk_widget_get_first_child (bst_column_list_find (self->view));

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      if (get_row_machine (row) == machine)
        return gtk_widget_grab_focus (row);
    }

  return FALSE;
}

/* (nullable) (transfer none): of the row that has the focus. */
static BstMachine *
get_focused (BstMachineList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && gtk_widget_get_parent (focus) == bst_column_list_find (self->view)
             ? get_row_machine (focus)
             : NULL;
}

/* Before rows take another order. */
static void
note_focus (BstMachineList *self)
{
  g_set_object (&self->focused, get_focused (self));
}

/* Of one that went to another host, the row there that is selected in its stead. */
static void
follow_moved (BstMachineList *self, BstMachine **machine)
{
  g_autoptr (GPtrArray) selected = bst_machine_rows_get_selected (self->rows);

  if (*machine == NULL || bst_machine_order_knows (self->order, *machine))
    return;
  for (guint i = 0; i < selected->len; i++)
    {
      if (g_str_equal (bst_machine_get_uuid (selected->pdata[i]), bst_machine_get_uuid (*machine)))
        {
          g_set_object (machine, selected->pdata[i]);
          return;
        }
    }
}

/* After that: the focus stays on its machine, unless that would scroll. */
static void
follow_focus (BstMachineList *self)
{
  g_autoptr (BstMachine) machine = g_steal_pointer (&self->focused);
  guint position, first, last;

  follow_moved (self, &machine);
  if (machine != NULL && bst_machine_order_find (self->order, machine, &position) &&
      get_screen_range (self, &first, &last) && position >= first && position <= last)
    focus_machine (self, machine);
}

/* How far a key goes down. */
enum
{
  STEP_ROW,
  STEP_PAGE,
  STEP_END,
};

/* GTK would go past the last machine, to rows that are hidden and never get the focus. */
static gboolean
on_down_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  BstMachineList *self = BST_MACHINE_LIST (widget);
  guint n = bst_machine_order_get_n (self->order);
  BstMachine *focused = get_focused (self);
  guint step, position, first, last;
  gboolean extend;

  g_variant_get (arguments, "(ub)", &step, &extend);
  if (n == 0 || n >= g_list_model_get_n_items (G_LIST_MODEL (self->rows)) || focused == NULL ||
      !bst_machine_order_find (self->order, focused, &position) ||
      !get_screen_range (self, &first, &last))
    return FALSE;
  if ((step == STEP_ROW && position + 1 < n) ||
      (step == STEP_PAGE && position + (last - first) < n))
    return FALSE;

  gtk_widget_activate_action (bst_column_list_find (self->view), "list.select-item", "(ubb)", n - 1, FALSE,
                              extend);
  bst_column_list_scroll_to (self->view, n - 1);
  return focus_machine (self, bst_machine_order_get (self->order, n - 1));
}

/* --- what time changes --- */

static gboolean
tell_screen (gpointer data)
{
  BstMachineList *self = data;

  self->screen_id = 0;
  g_signal_emit (self, signals[ON_SCREEN_CHANGED], 0);

  return G_SOURCE_REMOVE;
}

static void
queue_screen (BstMachineList *self)
{
  if (self->screen_id == 0)
    self->screen_id = g_timeout_add (SETTLE_MS, tell_screen, self);
}

/* Uptimes and ages grow though nothing changes. */
static gboolean
redraw_times (gpointer data)
{
  BstMachineList *self = data;
  GtkWidget *row = gtk_widget_get_first_child (bst_column_list_find (self->view));

  for (; row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *cell =
          gtk_widget_get_child_visible (row) ? gtk_widget_get_first_child (row) : NULL;

      for (; cell != NULL; cell = gtk_widget_get_next_sibling (cell))
        gtk_widget_queue_draw (gtk_widget_get_first_child (cell));
    }

  return G_SOURCE_CONTINUE;
}

/* --- rows that stay put under the pointer --- */

static gboolean
end_pointer_hold (gpointer data)
{
  BstMachineList *self = data;

  self->pointer_id = 0;
  bst_machine_order_release (self->order);

  return G_SOURCE_REMOVE;
}

static void
on_pointer_moved (BstMachineList *self, double x, double y)
{
  /* GTK also tells of a pointer that rests while what is under it changes. */
  if (x == self->pointer_x && y == self->pointer_y)
    return;
  self->pointer_x = x;
  self->pointer_y = y;

  if (self->pointer_id == 0)
    bst_machine_order_hold (self->order);
  else
    g_source_remove (self->pointer_id);
  self->pointer_id = g_timeout_add (POINTER_HOLD_MS, end_pointer_hold, self);
}

static void
on_pointer_left (BstMachineList *self)
{
  if (self->pointer_id == 0)
    return;

  g_source_remove (self->pointer_id);
  end_pointer_hold (self);
}

/* --- the context menu --- */

static void
on_menu_closed (BstMachineList *self)
{
  if (self->menu_holds)
    bst_machine_order_release (self->order);
  self->menu_holds = FALSE;
}

static void
show_menu (BstMachineList *self, const GdkRectangle *at)
{
  if (self->menu == NULL || bst_machine_rows_get_n_selected (self->rows) == 0)
    return;

  if (!self->menu_holds)
    bst_machine_order_hold (self->order);
  self->menu_holds = TRUE;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), at);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* (nullable): the cell at a point of the list. */
static BstCell *
pick_cell (BstMachineList *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);

  if (widget == NULL)
    return NULL;
  if (!BST_IS_CELL (widget))
    widget = gtk_widget_get_first_child (widget);

  return BST_IS_CELL (widget) ? BST_CELL (widget) : NULL;
}

static void
on_secondary_click (BstMachineList *self, int n_press, double x, double y, GtkGesture *gesture)
{
  BstCell *cell = pick_cell (self, x, y);
  guint position;

  if (cell == NULL || bst_cell_get_machine (cell) == NULL ||
      !bst_machine_order_find (self->order, bst_cell_get_machine (cell), &position))
    return;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->rows), position))
    gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->rows), position, TRUE);
  focus_machine (self, bst_cell_get_machine (cell));
  show_menu (self, &(GdkRectangle){ (int)x, (int)y, 1, 1 });
}

/* The cells and the row of GTK 4.8 answer a click both: a row that Ctrl takes into the selection is at
 * once out of it again. */
static void
on_primary_click (BstMachineList *self, int n_press, double x, double y, GtkGesture *gesture)
{
  GdkModifierType keys =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)) &
      (GDK_CONTROL_MASK | GDK_SHIFT_MASK);
  BstCell *cell = keys == GDK_CONTROL_MASK ? pick_cell (self, x, y) : NULL;
  guint position;

  if (cell == NULL || bst_cell_get_machine (cell) == NULL ||
      !bst_machine_order_find (self->order, bst_cell_get_machine (cell), &position))
    return;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_widget_activate_action (bst_column_list_find (self->view), "list.select-item", "(ubb)", position, TRUE,
                              FALSE);
  focus_machine (self, bst_cell_get_machine (cell));
}

static gboolean
on_menu_key (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  BstMachineList *self = data;
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (widget));
  graphene_rect_t bounds;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)) ||
      !gtk_widget_compute_bounds (focus, GTK_WIDGET (self), &bounds))
    return FALSE;

  show_menu (self, &(GdkRectangle){ (int)bounds.origin.x + 24,
                                    (int)(bounds.origin.y + bounds.size.height / 2), 1, 1 });
  return TRUE;
}

/* On the window: its search field takes keys before the list sees them, and Shift+F10 for its own.
 */
static void
bst_machine_list_root (GtkWidget *widget)
{
  BstMachineList *self = BST_MACHINE_LIST (widget);
  const struct
  {
    guint key;
    GdkModifierType modifiers;
  } keys[] = { { GDK_KEY_F10, GDK_SHIFT_MASK }, { GDK_KEY_Menu, 0 } };

  GTK_WIDGET_CLASS (bst_machine_list_parent_class)->root (widget);

  self->menu_keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (self->menu_keys, GTK_PHASE_CAPTURE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (self->menu_keys),
        gtk_shortcut_new (gtk_keyval_trigger_new (keys[i].key, keys[i].modifiers),
                          gtk_callback_action_new (on_menu_key, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (gtk_widget_get_root (widget)), self->menu_keys);
}

static void
bst_machine_list_unroot (GtkWidget *widget)
{
  BstMachineList *self = BST_MACHINE_LIST (widget);

  gtk_widget_remove_controller (GTK_WIDGET (gtk_widget_get_root (widget)), self->menu_keys);
  self->menu_keys = NULL;

  GTK_WIDGET_CLASS (bst_machine_list_parent_class)->unroot (widget);
}

/* --- the first frames --- */

static void
set_limit (BstMachineList *self, guint limit)
{
  self->limit = limit < ENOUGH_ROWS ? limit : G_MAXUINT;
  bst_machine_rows_set_limit (self->rows, self->limit);
}

static gboolean
grow (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  BstMachineList *self = BST_MACHINE_LIST (widget);

  /* The first tick comes before the first frame. */
  if (self->painted && self->limit != G_MAXUINT)
    set_limit (self, self->limit + MORE_ROWS);
  self->painted = TRUE;

  return self->limit == G_MAXUINT ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

/* --- what is remembered --- */

static void
save_layout (BstMachineList *self)
{
  g_autofree char *layout = bst_column_set_save (self->columns);

  bst_inventory_set_setting (self->inventory, LAYOUT_KEY, layout);
}

static gboolean
save_idle (gpointer data)
{
  BstMachineList *self = data;

  self->save_id = 0;
  save_layout (self);

  return G_SOURCE_REMOVE;
}

static void
on_layout_changed (BstMachineList *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);
  self->save_id = g_timeout_add (SETTLE_MS, save_idle, self);
}

static void
on_sort_changed (BstMachineList *self)
{
  gboolean descending;
  const BstColumn *sort = bst_column_set_get_sort (self->columns, &descending);

  bst_machine_order_set_sort (self->order, sort, descending);
}

/* --- the rest of the signals --- */

static void
on_order_changed (BstMachineList *self)
{
  follow_focus (self);
  queue_screen (self);
  g_signal_emit (self, signals[SHOWN_CHANGED], 0);
}

static void
on_selected_changed (BstMachineList *self)
{
  g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

static void
on_activate (BstMachineList *self, guint position)
{
  if (position < bst_machine_order_get_n (self->order))
    g_signal_emit (self, signals[ACTIVATED], 0, bst_machine_order_get (self->order, position));
}

static void
bst_machine_list_dispose (GObject *object)
{
  BstMachineList *self = BST_MACHINE_LIST (object);

  if (self->save_id != 0)
    save_layout (self);
  g_clear_handle_id (&self->save_id, g_source_remove);
  g_clear_handle_id (&self->screen_id, g_source_remove);
  g_clear_handle_id (&self->pointer_id, g_source_remove);
  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->focused);
  g_clear_object (&self->columns);
  g_clear_object (&self->rows);
  g_clear_object (&self->order);
  g_clear_object (&self->style);
  g_clear_object (&self->inventory);

  G_OBJECT_CLASS (bst_machine_list_parent_class)->dispose (object);
}

/* The rows, not the headers. */
static gboolean
bst_machine_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (bst_column_list_find (BST_MACHINE_LIST (widget)->view));
}

static void
bst_machine_list_class_init (BstMachineListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_machine_list_dispose;
  widget_class->grab_focus = bst_machine_list_grab_focus;

  signals[SELECTION_CHANGED] = g_signal_new ("selection-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 0);
  signals[SHOWN_CHANGED] =
      g_signal_new ("shown-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, BST_TYPE_MACHINE);
  signals[ON_SCREEN_CHANGED] = g_signal_new ("on-screen-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "machinelist");
  widget_class->root = bst_machine_list_root;
  widget_class->unroot = bst_machine_list_unroot;
}

static void
add_down_key (GtkEventController *keys, guint key, guint step)
{
  for (guint extend = 0; extend < 2; extend++)
    {
      GtkShortcut *shortcut =
          gtk_shortcut_new (gtk_keyval_trigger_new (key, extend ? GDK_SHIFT_MASK : 0),
                            gtk_callback_action_new (on_down_key, NULL, NULL));

      gtk_shortcut_set_arguments (shortcut, g_variant_new ("(ub)", step, extend == 1));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys), shortcut);
    }
}

/* Before the rows have it. */
static void
add_click (BstMachineList *self, guint button, GCallback on_pressed)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), button);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (click, "pressed", on_pressed, self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
bst_machine_list_init (BstMachineList *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (on_pointer_moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_pointer_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);

  add_click (self, GDK_BUTTON_PRIMARY, G_CALLBACK (on_primary_click));
  add_click (self, GDK_BUTTON_SECONDARY, G_CALLBACK (on_secondary_click));

  /* Before the list has its own say. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  add_down_key (keys, GDK_KEY_Down, STEP_ROW);
  add_down_key (keys, GDK_KEY_KP_Down, STEP_ROW);
  add_down_key (keys, GDK_KEY_Page_Down, STEP_PAGE);
  add_down_key (keys, GDK_KEY_KP_Page_Down, STEP_PAGE);
  add_down_key (keys, GDK_KEY_End, STEP_END);
  add_down_key (keys, GDK_KEY_KP_End, STEP_END);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  self->clock_id = g_timeout_add_seconds (60, redraw_times, self);
}

static void
build (BstMachineList *self)
{
  GtkAdjustment *adjustment;

  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Machines"), -1);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (on_activate), self,
                           G_CONNECT_SWAPPED);

  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->view));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (queue_screen), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (adjustment, "changed", G_CALLBACK (queue_screen), self,
                           G_CONNECT_SWAPPED);

  self->style = bst_cell_style_new (GTK_WIDGET (self->view));
  self->columns = bst_column_set_new (self->view, make_cell_factory, self);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "columns",
                                  bst_column_set_get_actions (self->columns));
}

GtkWidget *
bst_machine_list_new (BstInventory *inventory)
{
  BstMachineList *self = g_object_new (BST_TYPE_MACHINE_LIST, NULL);
  g_autofree char *layout = bst_inventory_get_setting (inventory, LAYOUT_KEY);

  BST_ASSERT_MAIN_THREAD ();

  self->inventory = g_object_ref (inventory);
  build (self);
  bst_column_set_restore (self->columns, layout);
  g_signal_connect_object (self->columns, "sort-changed", G_CALLBACK (on_sort_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->columns, "layout-changed", G_CALLBACK (on_layout_changed), self,
                           G_CONNECT_SWAPPED);

  /* Rows last: each column added or moved would touch all of them. */
  self->order = bst_machine_order_new (bst_inventory_get_machines (inventory));
  on_sort_changed (self);
  g_signal_connect_object (self->order, "changed", G_CALLBACK (note_focus), self,
                           G_CONNECT_SWAPPED);
  self->limit = FIRST_ROWS;
  self->rows = bst_machine_rows_new (self->order, self->limit);
  g_signal_connect_object (self->rows, "selected-changed", G_CALLBACK (on_selected_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->order, "changed", G_CALLBACK (on_order_changed), self,
                           G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (self->rows));
  gtk_widget_add_tick_callback (GTK_WIDGET (self), grow, NULL, NULL);

  return GTK_WIDGET (self);
}

/* Another set of machines begins at its top, or where one is that was selected before. */
static void
scroll_home (BstMachineList *self)
{
  g_autoptr (GPtrArray) selected = bst_machine_rows_get_selected (self->rows);
  guint position = 0;

  if (selected->len > 0)
    bst_machine_order_find (self->order, g_ptr_array_index (selected, 0), &position);
  if (position < bst_machine_order_get_n (self->order))
    bst_column_list_scroll_to (self->view, position);
}

void
bst_machine_list_set_scope (BstMachineList *self, BstHost *host, const char *tag, const char *group)
{
  g_return_if_fail (BST_IS_MACHINE_LIST (self));

  bst_machine_order_set_scope (self->order, host, tag, group);
  scroll_home (self);
}

void
bst_machine_list_set_query (BstMachineList *self, const char *text)
{
  g_return_if_fail (BST_IS_MACHINE_LIST (self));

  bst_machine_order_set_query (self->order, text);
  scroll_home (self);
}

void
bst_machine_list_set_sort (BstMachineList *self, const char *column, gboolean descending)
{
  const BstColumn *sort = bst_columns_find (column);

  g_return_if_fail (BST_IS_MACHINE_LIST (self));

  bst_column_set_set_sort (self->columns, sort != NULL ? sort : bst_columns_find ("name"),
                           descending);
}

const char *
bst_machine_list_get_sort (BstMachineList *self, gboolean *descending)
{
  g_return_val_if_fail (BST_IS_MACHINE_LIST (self), NULL);

  return bst_column_set_get_sort (self->columns, descending)->id;
}

void
bst_machine_list_set_menu (BstMachineList *self, GMenuModel *menu)
{
  g_return_if_fail (BST_IS_MACHINE_LIST (self));

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  g_signal_connect_object (self->menu, "closed", G_CALLBACK (on_menu_closed), self,
                           G_CONNECT_SWAPPED);
}

BstColumnSet *
bst_machine_list_get_columns (BstMachineList *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_LIST (self), NULL);

  return self->columns;
}

GMenuModel *
bst_machine_list_get_columns_menu (BstMachineList *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_LIST (self), NULL);

  return bst_column_set_get_menu (self->columns);
}

GActionGroup *
bst_machine_list_get_columns_actions (BstMachineList *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_LIST (self), NULL);

  return bst_column_set_get_actions (self->columns);
}

GPtrArray *
bst_machine_list_get_selected (BstMachineList *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_LIST (self), NULL);

  return bst_machine_rows_get_selected (self->rows);
}

void
bst_machine_list_select (BstMachineList *self, BstMachine *machine)
{
  guint position;

  g_return_if_fail (BST_IS_MACHINE_LIST (self));

  bst_machine_order_flush (self->order);
  if (!bst_machine_order_find (self->order, machine, &position))
    return;

  set_limit (self, G_MAXUINT);
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (self->rows), position, TRUE);
  bst_column_list_scroll_to (self->view, position);
}

void
bst_machine_list_unselect_all (BstMachineList *self)
{
  g_return_if_fail (BST_IS_MACHINE_LIST (self));

  gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (self->rows));
}

GPtrArray *
bst_machine_list_get_on_screen (BstMachineList *self)
{
  GPtrArray *machines = g_ptr_array_new_with_free_func (g_object_unref);
  guint first, last;

  g_return_val_if_fail (BST_IS_MACHINE_LIST (self), machines);

  if (get_screen_range (self, &first, &last))
    {
      for (guint i = first; i <= last; i++)
        g_ptr_array_add (machines, g_object_ref (bst_machine_order_get (self->order, i)));
    }

  return machines;
}

guint
bst_machine_list_get_n_shown (BstMachineList *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_LIST (self), 0);

  return bst_machine_order_get_n (self->order);
}
