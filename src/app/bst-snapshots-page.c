/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-snapshots-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-snapshot-cell.h"
#include "app/bst-snapshot-dialogs.h"
#include "app/bst-snapshot-item.h"
#include "app/bst-snapshot-pane.h"
#include "operations/bst-snapshot-operation.h"

struct _BstSnapshotsPage
{
  GtkWidget parent_instance;

  BstFleet *fleet;         /* (nullable) */
  BstMachine *machine;     /* (nullable) */
  BstSnapshots *snapshots; /* (nullable): of it; made when the page is first seen with it */
  gulong changed_id;
  GPtrArray *shown; /* (nullable): of BstSnapshotFacts */
  gboolean filling;
  gboolean wants_create; /* as soon as it is known what is possible */

  GActionGroup *actions;
  GListStore *roots;
  GtkSingleSelection *selection;
  GtkWidget *content;
  GtkWidget *stack; /* "tree", "empty", "wait" */
  GtkWidget *empty;
  GtkWidget *next;
  GtkWidget *buttons[7];
  BstSnapshotPane *pane;
};

G_DEFINE_FINAL_TYPE (BstSnapshotsPage, bst_snapshots_page, GTK_TYPE_WIDGET)

/* What can be done, in the order of its buttons. */
enum
{
  CREATE,
  REVERT,
  DELETE,
  RENAME,
  DESCRIBE,
  DISKS,
  POLICY,
  N_ACTIONS
};

static const struct
{
  const char *name;
  const char *label;
  const char *icon;
} actions[N_ACTIONS] = {
  [CREATE] = { "create", N_ ("Take Snapshot…"), "list-add-symbolic" },
  [REVERT] = { "revert", N_ ("Go Back…"), "edit-undo-symbolic" },
  [DELETE] = { "delete", N_ ("Delete…"), "user-trash-symbolic" },
  [RENAME] = { "rename", N_ ("Rename…"), "document-edit-symbolic" },
  [DESCRIBE] = { "describe", N_ ("Describe…"), "accessories-text-editor-symbolic" },
  [DISKS] = { "disks", N_ ("Disks and Overlays…"), "drive-harddisk-symbolic" },
  [POLICY] = { "policy", N_ ("Automatic Snapshots…"), "alarm-symbolic" },
};

static const BstSnapshotSubject *
get_subject (BstSnapshotsPage *self)
{
  return self->snapshots != NULL ? bst_snapshots_get_subject (self->snapshots) : NULL;
}

static BstSnapshotItem *
get_chosen_item (BstSnapshotsPage *self)
{
  GtkTreeListRow *row = gtk_single_selection_get_selected_item (self->selection);
  g_autoptr (GObject) item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  /* The tree owns it. */
  return item != NULL ? BST_SNAPSHOT_ITEM (item) : NULL;
}

const BstSnapshotFacts *
bst_snapshots_page_get_chosen (BstSnapshotsPage *self)
{
  BstSnapshotItem *item = get_chosen_item (self);

  return item != NULL ? bst_snapshot_item_get_facts (item) : NULL;
}

guint
bst_snapshots_page_get_n_rows (BstSnapshotsPage *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

gboolean
bst_snapshots_page_choose (BstSnapshotsPage *self, const char *name)
{
  GListModel *rows = G_LIST_MODEL (self->selection);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, i);
      g_autoptr (BstSnapshotItem) item = gtk_tree_list_row_get_item (row);

      if (g_strcmp0 (bst_snapshot_item_get_facts (item)->name, name) != 0)
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      return TRUE;
    }

  return FALSE;
}

/* --- What is possible --- */

static gboolean
can_delete_any (const BstSnapshotSubject *subject, const BstSnapshotFacts *facts, char **why)
{
  return bst_snapshot_rules_can_delete (subject, facts, BST_SNAPSHOT_WITH_CHILDREN, NULL) ||
         bst_snapshot_rules_can_delete (subject, facts, BST_SNAPSHOT_CHILDREN, NULL) ||
         bst_snapshot_rules_can_delete (subject, facts, BST_SNAPSHOT_THIS, why);
}

static gboolean
is_possible (BstSnapshotsPage *self, guint action, char **why)
{
  const BstSnapshotSubject *subject = get_subject (self);
  const BstSnapshotFacts *facts = bst_snapshots_page_get_chosen (self);

  if (subject == NULL)
    return FALSE;
  if (action == POLICY || action == DISKS)
    return TRUE;
  if (!subject->fresh && subject->connected)
    {
      *why = g_strdup (_ ("The host is being asked."));
      return FALSE;
    }
  if (action == CREATE)
    return bst_snapshot_rules_can_create (subject, BST_SNAPSHOT_INTERNAL, TRUE, NULL) ||
           bst_snapshot_rules_can_create (subject, BST_SNAPSHOT_EXTERNAL, TRUE, NULL) ||
           bst_snapshot_rules_can_create (subject, BST_SNAPSHOT_DISKS, TRUE, why);
  if (facts == NULL)
    {
      *why = g_strdup (_ ("Select a snapshot first."));
      return FALSE;
    }
  if (action == REVERT)
    return bst_snapshot_rules_can_revert (subject, facts, why);
  if (action == DELETE)
    return can_delete_any (subject, facts, why);
  if (action == RENAME)
    return bst_snapshot_rules_can_rename (subject, facts, why);

  return bst_snapshot_rules_can_describe (subject, why);
}

static void
update_actions (BstSnapshotsPage *self)
{
  for (guint i = 0; i < N_ACTIONS; i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), actions[i].name);
      g_autofree char *why = NULL;
      g_autofree char *tooltip = NULL;
      gboolean possible = is_possible (self, i, &why);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action), possible);
      tooltip = !possible && why != NULL ? g_strdup_printf ("%s\n%s", _ (actions[i].label), why)
                                         : g_strdup (_ (actions[i].label));
      gtk_widget_set_tooltip_text (self->buttons[i], tooltip);
    }
}

static void
update_pane (BstSnapshotsPage *self)
{
  if (self->filling)
    return;

  bst_snapshot_pane_set_snapshot (self->pane, self->snapshots,
                                  bst_snapshots_page_get_chosen (self));
  update_actions (self);
}

/* --- The tree --- */

static gboolean
is_same (const BstSnapshotFacts *a, const BstSnapshotFacts *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->parent, b->parent) == 0 &&
         g_strcmp0 (a->description, b->description) == 0 && a->created_at == b->created_at &&
         a->current == b->current && a->size == b->size && a->kind == b->kind &&
         (a->thumbnail == NULL) == (b->thumbnail == NULL) && g_strcmp0 (a->policy, b->policy) == 0;
}

static gboolean
is_shown (BstSnapshotsPage *self, GPtrArray *snapshots)
{
  if (self->shown == NULL || self->shown->len != snapshots->len)
    return FALSE;

  for (guint i = 0; i < snapshots->len; i++)
    {
      const BstSnapshotFacts *facts = snapshots->pdata[i];
      const BstSnapshotFacts *shown = bst_snapshot_facts_find (self->shown, facts->name);

      if (shown == NULL || !is_same (shown, facts))
        return FALSE;
    }

  return TRUE;
}

static void
fill (BstSnapshotsPage *self, GPtrArray *snapshots)
{
  const BstSnapshotFacts *chosen = bst_snapshots_page_get_chosen (self);
  const BstSnapshotFacts *current = bst_snapshot_facts_find_current (snapshots);
  g_autofree char *name = chosen != NULL ? g_strdup (chosen->name) : NULL;

  self->filling = TRUE;
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = g_ptr_array_ref (snapshots);
  bst_snapshot_item_fill (self->roots, snapshots);
  if ((name == NULL || !bst_snapshots_page_choose (self, name)) && current != NULL)
    bst_snapshots_page_choose (self, current->name);
  self->filling = FALSE;
}

static void
show_empty (BstSnapshotsPage *self, const BstSnapshotSubject *subject)
{
  g_autofree char *why = NULL;

  bst_snapshot_rules_get_default (subject, &why);
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), _ ("No Snapshots"));
  adw_status_page_set_description (
      ADW_STATUS_PAGE (self->empty),
      is_possible (self, CREATE, &(char *){ NULL })
          ? _ ("A snapshot keeps the machine as it is now, so that you can go back to it.")
          : why);
}

static void
show_next (BstSnapshotsPage *self)
{
  g_autofree char *text = bst_snapshot_policy_dup_next (self->fleet, self->machine);

  gtk_label_set_text (GTK_LABEL (self->next), text != NULL ? text : "");
}

static void
create_if_wanted (BstSnapshotsPage *self)
{
  const BstSnapshotSubject *subject = get_subject (self);

  if (!self->wants_create || subject == NULL || (subject->connected && !subject->fresh))
    return;

  self->wants_create = FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), "snapshots.create", NULL);
}

void
bst_snapshots_page_create (BstSnapshotsPage *self)
{
  g_return_if_fail (BST_IS_SNAPSHOTS_PAGE (self));

  self->wants_create = TRUE;
  create_if_wanted (self);
}

static void
update (BstSnapshotsPage *self)
{
  const BstSnapshotSubject *subject = get_subject (self);
  const char *page = "tree";

  if (subject == NULL)
    {
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "wait");
      update_actions (self);
      return;
    }

  if (!is_shown (self, subject->snapshots))
    fill (self, subject->snapshots);
  if (subject->snapshots->len == 0)
    {
      show_empty (self, subject);
      page = "empty";
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), page);
  show_next (self);
  update_pane (self);
  create_if_wanted (self);
}

/* --- Actions --- */

static GtkWindow *
get_window (BstSnapshotsPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? GTK_WINDOW (root) : NULL;
}

static void
activate (BstSnapshotsPage *self, guint action)
{
  GtkWindow *window = get_window (self);
  const BstSnapshotFacts *facts = bst_snapshots_page_get_chosen (self);

  switch (action)
    {
    case CREATE:
      bst_snapshot_create_dialog_show (window, self->fleet, self->snapshots);
      break;
    case REVERT:
      bst_snapshot_revert_dialog_show (window, self->fleet, self->snapshots, facts);
      break;
    case DELETE:
      bst_snapshot_delete_dialog_show (window, self->fleet, self->snapshots, facts);
      break;
    case RENAME:
      bst_snapshot_rename_dialog_show (window, self->fleet, self->snapshots, facts);
      break;
    case DESCRIBE:
      bst_snapshot_describe_dialog_show (window, self->fleet, self->snapshots, facts);
      break;
    case DISKS:
      bst_snapshot_disks_dialog_show (window, self->fleet, self->snapshots);
      break;
    case POLICY:
    default:
      bst_snapshot_policy_dialog_show (window, self->fleet, self->machine);
      break;
    }
}

static void
on_activate (GSimpleAction *action, GVariant *parameter, BstSnapshotsPage *self)
{
  for (guint i = 0; i < N_ACTIONS; i++)
    {
      if (g_str_equal (g_action_get_name (G_ACTION (action)), actions[i].name))
        activate (self, i);
    }
}

static void
on_row_activated (BstSnapshotsPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "snapshots.revert", NULL);
}

/* --- The machine --- */

static void
let_go (BstSnapshotsPage *self)
{
  if (self->snapshots != NULL)
    g_clear_signal_handler (&self->changed_id, self->snapshots);
  g_clear_object (&self->snapshots);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_list_store_remove_all (self->roots);
}

/* Only while it is seen: each asks the host. */
static void
take_up (BstSnapshotsPage *self)
{
  if (self->snapshots != NULL || self->machine == NULL || self->fleet == NULL ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  self->snapshots = bst_snapshots_new (self->fleet, self->machine);
  self->changed_id =
      g_signal_connect_swapped (self->snapshots, "changed", G_CALLBACK (update), self);
  update (self);
}

void
bst_snapshots_page_set_machine (BstSnapshotsPage *self, BstMachine *machine)
{
  g_return_if_fail (BST_IS_SNAPSHOTS_PAGE (self));

  if (self->machine == machine || self->fleet == NULL)
    return;

  let_go (self);
  self->wants_create = FALSE;
  g_set_object (&self->machine, machine);
  take_up (self);
  update (self);
}

static void
bst_snapshots_page_map (GtkWidget *widget)
{
  BstSnapshotsPage *self = BST_SNAPSHOTS_PAGE (widget);

  GTK_WIDGET_CLASS (bst_snapshots_page_parent_class)->map (widget);
  if (self->snapshots != NULL)
    bst_snapshots_refresh (self->snapshots);
  take_up (self);
}

/* --- Cells --- */

static void
setup_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item,
                           bst_snapshot_cell_new ((BstSnapshotColumn)GPOINTER_TO_INT (data)));
}

static void
bind_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (BstSnapshotItem) snapshot = gtk_tree_list_row_get_item (row);

  bst_snapshot_cell_set (BST_SNAPSHOT_CELL (gtk_list_item_get_child (item)),
                         bst_snapshot_item_get_facts (snapshot), gtk_tree_list_row_get_depth (row));
}

static void
append_column (GtkColumnView *view, BstSnapshotColumn column, const char *title, int width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) added = gtk_column_view_column_new (title, factory);

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cell), GINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cell), NULL);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_column_set_expand (added, column == BST_SNAPSHOT_COLUMN_DESCRIPTION);
  if (width > 0)
    gtk_column_view_column_set_fixed_width (added, width);
  gtk_column_view_append_column (view, added);
}

/* --- Building --- */

static GListModel *
create_children (gpointer item, gpointer data)
{
  GListModel *children = bst_snapshot_item_get_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

static GtkWidget *
create_tree (BstSnapshotsPage *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkTreeListModel *tree = gtk_tree_list_model_new (G_LIST_MODEL (g_object_ref (self->roots)), FALSE,
                                                    TRUE, create_children, NULL, NULL);
  GtkWidget *view;

  self->selection = gtk_single_selection_new (G_LIST_MODEL (tree));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (update_pane),
                            self);
  view = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)));
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_NAME, _ ("Snapshot"), 300);
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_TIME, _ ("Time"), 120);
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_STATE, _ ("State"), 110);
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_KIND, _ ("Kind"), 140);
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_SIZE, _ ("Size"), 80);
  append_column (GTK_COLUMN_VIEW (view), BST_SNAPSHOT_COLUMN_DESCRIPTION, _ ("Description"), 0);
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Snapshots"), -1);
  g_signal_connect_object (view, "activate", G_CALLBACK (on_row_activated), self,
                           G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);

  return scrolled;
}

static GtkWidget *
create_split (BstSnapshotsPage *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);

  self->pane = BST_SNAPSHOT_PANE (bst_snapshot_pane_new (bst_fleet_get_inventory (self->fleet)));
  gtk_widget_set_size_request (GTK_WIDGET (self->pane), 260, -1);
  gtk_paned_set_start_child (GTK_PANED (paned), create_tree (self));
  gtk_paned_set_resize_start_child (GTK_PANED (paned), TRUE);
  gtk_paned_set_end_child (GTK_PANED (paned), GTK_WIDGET (self->pane));
  gtk_paned_set_resize_end_child (GTK_PANED (paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (paned), FALSE);

  return paned;
}

static GtkWidget *
create_bar (BstSnapshotsPage *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  for (guint i = 0; i < N_ACTIONS; i++)
    {
      g_autofree char *name = g_strconcat ("snapshots.", actions[i].name, NULL);
      GtkWidget *button = gtk_button_new_from_icon_name (actions[i].icon);

      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), name);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (actions[i].label), -1);
      gtk_widget_add_css_class (button, "flat");
      gtk_box_append (GTK_BOX (bar), button);
      self->buttons[i] = button;
    }
  self->next = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->next), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->next), 1);
  gtk_widget_set_hexpand (self->next, TRUE);
  gtk_widget_add_css_class (self->next, "dim-label");
  gtk_box_append (GTK_BOX (bar), self->next);
  gtk_widget_add_css_class (bar, "page-bar");

  return bar;
}

static GtkWidget *
create_empty (BstSnapshotsPage *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (_ ("_Take Snapshot…"));

  self->empty = adw_status_page_new ();
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "snapshots.create");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  adw_status_page_set_child (ADW_STATUS_PAGE (self->empty), button);
  gtk_widget_add_css_class (self->empty, "compact");

  return self->empty;
}

static void
build_actions (BstSnapshotsPage *self)
{
  GSimpleActionGroup *group = g_simple_action_group_new ();

  for (guint i = 0; i < N_ACTIONS; i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i].name, NULL);

      g_signal_connect_object (action, "activate", G_CALLBACK (on_activate), self, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  self->actions = G_ACTION_GROUP (group);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "snapshots", self->actions);
}

static void
bst_snapshots_page_dispose (GObject *object)
{
  BstSnapshotsPage *self = BST_SNAPSHOTS_PAGE (object);

  if (self->content != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->selection, self);
      let_go (self);
    }
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->machine);
  g_clear_object (&self->fleet);
  g_clear_object (&self->actions);
  g_clear_object (&self->roots);

  G_OBJECT_CLASS (bst_snapshots_page_parent_class)->dispose (object);
}

static void
bst_snapshots_page_class_init (BstSnapshotsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_snapshots_page_dispose;
  widget_class->map = bst_snapshots_page_map;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, 0, "snapshots.create", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "snapshots.delete", NULL);
}

static void
bst_snapshots_page_init (BstSnapshotsPage *self)
{
  self->roots = g_list_store_new (BST_TYPE_SNAPSHOT_ITEM);
}

GtkWidget *
bst_snapshots_page_new (BstFleet *fleet)
{
  BstSnapshotsPage *self = g_object_new (BST_TYPE_SNAPSHOTS_PAGE, NULL);
  GtkWidget *wait = gtk_spinner_new ();

  if (fleet == NULL)
    return GTK_WIDGET (self);

  self->fleet = g_object_ref (fleet);
  build_actions (self);
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  gtk_box_append (GTK_BOX (self->content), create_bar (self));
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_add_named (GTK_STACK (self->stack), create_split (self), "tree");
  gtk_stack_add_named (GTK_STACK (self->stack), create_empty (self), "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), wait, "wait");
  gtk_box_append (GTK_BOX (self->content), self->stack);
  update (self);

  return GTK_WIDGET (self);
}
