/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-snapshots-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/bst-snapshot-dialogs.h"
#include "app/bst-snapshot-pane.h"
#include "app/bst-snapshot-tree.h"
#include "app/bst-tooltip.h"
#include "core/bst-error.h"
#include "operations/bst-snapshot-operation.h"

struct _BstSnapshotsPage
{
  GtkWidget parent_instance;

  BstFleet *fleet;         /* (nullable) */
  BstMachine *machine;     /* (nullable) */
  BstSnapshots *snapshots; /* (nullable): of it; made when the page is first seen with it */
  gulong changed_id;
  gboolean wants_create; /* as soon as it is known what is possible */

  GActionGroup *actions;
  GtkWidget *content;
  GtkWidget *stack; /* "tree", "empty", "wait" */
  GtkWidget *empty;
  GtkWidget *next;
  GtkWidget *buttons[7];
  BstSnapshotTree *tree;
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

const BstSnapshotFacts *
bst_snapshots_page_get_chosen (BstSnapshotsPage *self)
{
  return bst_snapshot_tree_get_chosen (self->tree);
}

gboolean
bst_snapshots_page_choose (BstSnapshotsPage *self, const char *name)
{
  return bst_snapshot_tree_choose (self->tree, name);
}

guint
bst_snapshots_page_get_n_rows (BstSnapshotsPage *self)
{
  return bst_snapshot_tree_get_n_rows (self->tree);
}

/* --- What is possible --- */

static gboolean
can_delete_any (const BstSnapshotSubject *subject, const BstSnapshotFacts *facts, char **why)
{
  return bst_snapshot_rules_can_delete (subject, facts, BST_SNAPSHOT_WITH_CHILDREN, NULL) ||
         bst_snapshot_rules_can_delete (subject, facts, BST_SNAPSHOT_CHILDREN, NULL) ||
         bst_snapshot_rules_can_delete (subject, facts, BST_SNAPSHOT_THIS, why);
}

/* FALSE: the host has not said which there are. */
static gboolean
is_told (const BstSnapshotSubject *subject)
{
  return subject->fresh || !subject->connected;
}

/* Why it has not. */
static char *
dup_not_known (BstSnapshotsPage *self)
{
  const GError *error = bst_snapshots_get_error (self->snapshots);

  return error != NULL ? bst_error_dup_sentences (error, "\n")
                       : g_strdup (_ ("The host is being asked."));
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
  if (!is_told (subject))
    {
      *why = dup_not_known (self);
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
      bst_tooltip_set_text (self->buttons[i], tooltip);
    }
}

static void
update_pane (BstSnapshotsPage *self)
{
  bst_snapshot_pane_set_snapshot (self->pane, self->snapshots,
                                  bst_snapshots_page_get_chosen (self));
  update_actions (self);
}

static void
show_empty (BstSnapshotsPage *self, const BstSnapshotSubject *subject)
{
  g_autofree char *why = NULL;
  g_autofree char *markup = NULL;

  if (is_possible (self, CREATE, &why))
    why = g_strdup (_ ("A snapshot keeps the machine as it is now, so that you can go back to it."));
  markup = g_markup_escape_text (why, -1);
  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty),
                             is_told (subject) ? _ ("No Snapshots") : _ ("Snapshots Are Not Known"));
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty), markup);
}

/* What is shown of @subject. */
static const char *
get_page (BstSnapshotsPage *self, const BstSnapshotSubject *subject)
{
  if (subject->snapshots->len > 0)
    return "tree";

  return is_told (subject) || bst_snapshots_get_error (self->snapshots) != NULL ? "empty" : "wait";
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

  if (!self->wants_create || subject == NULL ||
      (!is_told (subject) && bst_snapshots_get_error (self->snapshots) == NULL))
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

  if (subject == NULL)
    {
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "wait");
      update_actions (self);
      return;
    }

  bst_snapshot_tree_fill (self->tree, subject->snapshots);
  if (subject->snapshots->len == 0)
    show_empty (self, subject);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), get_page (self, subject));
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
on_activated (BstSnapshotsPage *self)
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
  bst_snapshot_tree_clear (self->tree);
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
  if (self->snapshots == NULL)
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

/* --- Building --- */

static GtkWidget *
create_split (BstSnapshotsPage *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);

  self->pane = BST_SNAPSHOT_PANE (bst_snapshot_pane_new (bst_fleet_get_inventory (self->fleet)));
  gtk_widget_set_size_request (GTK_WIDGET (self->pane), 260, -1);
  self->tree = BST_SNAPSHOT_TREE (bst_snapshot_tree_new ());
  g_signal_connect_object (self->tree, "chosen", G_CALLBACK (update_pane), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tree, "activated", G_CALLBACK (on_activated), self,
                           G_CONNECT_SWAPPED);
  gtk_paned_set_start_child (GTK_PANED (paned), GTK_WIDGET (self->tree));
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

static GtkWidget *
create_wait (void)
{
  GtkWidget *wait = gtk_spinner_new ();

  gtk_spinner_start (GTK_SPINNER (wait));
  gtk_widget_set_halign (wait, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (wait), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The host is being asked."), -1);

  return wait;
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
    let_go (self);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->machine);
  g_clear_object (&self->fleet);
  g_clear_object (&self->actions);

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
}

GtkWidget *
bst_snapshots_page_new (BstFleet *fleet)
{
  BstSnapshotsPage *self = g_object_new (BST_TYPE_SNAPSHOTS_PAGE, NULL);

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
  gtk_stack_add_named (GTK_STACK (self->stack), create_wait (), "wait");
  gtk_box_append (GTK_BOX (self->content), self->stack);
  update (self);

  return GTK_WIDGET (self);
}
