/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-list-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "core/bst-error.h"
#include "inventory/bst-query.h"

struct _BstListPage
{
  GtkWidget parent_instance;

  const char *kind;
  AdwStatusPage *page;
  GtkBox *buttons;
  char *shown; /* (nullable): kind and text, so that what stays is not made again */
};

G_DEFINE_FINAL_TYPE (BstListPage, bst_list_page, GTK_TYPE_WIDGET)

/* A button of a page; a list of them ends with one that has no label. */
typedef struct
{
  const char *label;
  const char *action;
  gint64 host; /* its number; 0: the action takes none */
} Button;

static void
add_button (BstListPage *self, const Button *button, gboolean first)
{
  GtkWidget *widget = gtk_button_new_with_mnemonic (button->label);

  if (button->host != 0)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (widget), "x", button->host);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (widget), button->action);
  gtk_widget_add_css_class (widget, "pill");
  if (first)
    gtk_widget_add_css_class (widget, "suggested-action");
  gtk_box_append (self->buttons, widget);
}

static void
show (BstListPage *self,
      const char *kind,
      const char *icon,
      const char *title,
      const char *text,
      const Button *buttons)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_autofree char *shown = g_strjoin ("\n", kind, title, text, NULL);
  GtkWidget *child;

  if (g_strcmp0 (self->shown, shown) == 0)
    return;

  g_free (self->shown);
  self->shown = g_steal_pointer (&shown);
  self->kind = kind;
  adw_status_page_set_icon_name (self->page, icon);
  adw_status_page_set_title (self->page, title);
  adw_status_page_set_description (self->page, escaped);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->buttons))) != NULL)
    gtk_box_remove (self->buttons, child);
  for (const Button *button = buttons; button != NULL && button->label != NULL; button++)
    add_button (self, button, button == buttons);
}

static char *
dup_error (BstHost *host, const char *fallback)
{
  const GError *error = bst_host_get_error (host);

  return error != NULL ? bst_error_dup_sentences (error, "\n") : g_strdup (fallback);
}

static void
update_host (BstListPage *self, BstHost *host)
{
  const char *name = bst_host_get_name (host);
  gint64 id = bst_host_get_id (host);
  g_autofree char *title = NULL;
  g_autofree char *text = NULL;

  switch (bst_host_get_state (host))
    {
    case BST_HOST_STATE_CONNECTING:
    case BST_HOST_STATE_SYNCING:
      title = g_strdup_printf (_ ("Connecting to “%s”…"), name);
      show (self, "connecting", "content-loading-symbolic", title,
            _ ("Its machines appear here as soon as it answers."),
            (Button[]){ { _ ("_Stop"), "win.host-disconnect", id }, { 0 } });
      return;
    case BST_HOST_STATE_LOST:
      title = g_strdup_printf (_ ("“%s” Is Away"), name);
      text = dup_error (host, _ ("The connection broke. It is tried again by itself."));
      show (self, "lost", "network-offline-symbolic", title, text,
            (Button[]){ { _ ("_Try Now"), "win.host-connect", id },
                        { _ ("Chec_k…"), "win.host-check", id },
                        { 0 } });
      return;
    case BST_HOST_STATE_FAILED:
      title = g_strdup_printf (_ ("Cannot Connect to “%s”"), name);
      text = dup_error (host, "");
      show (self, "failed", "network-error-symbolic", title, text,
            (Button[]){ { _ ("Chec_k…"), "win.host-check", id },
                        { _ ("_Try Again"), "win.host-connect", id },
                        { 0 } });
      return;
    case BST_HOST_STATE_OFFLINE:
      title = g_strdup_printf (_ ("“%s” Is Not Connected"), name);
      show (self, "offline", "network-offline-symbolic", title,
            _ ("Its machines are known once it was connected."),
            (Button[]){ { _ ("_Connect"), "win.host-connect", id }, { 0 } });
      return;
    case BST_HOST_STATE_ONLINE:
    default:
      title = g_strdup_printf (_ ("“%s” Has No Machines"), name);
      show (self, "empty", "computer-symbolic", title,
            _ ("Machines made on the host by any program appear here by themselves."), NULL);
      return;
    }
}

/* Of all hosts: how far the one is that is furthest. */
static void
update_all (BstListPage *self, GListModel *hosts)
{
  guint n_busy = 0, n_online = 0, n_offline = 0, n = g_list_model_get_n_items (hosts);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);
      BstHostState state = bst_host_get_state (host);

      n_busy += state == BST_HOST_STATE_CONNECTING || state == BST_HOST_STATE_SYNCING;
      n_online += state == BST_HOST_STATE_ONLINE;
      n_offline += state == BST_HOST_STATE_OFFLINE;
    }

  if (n == 1)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, 0);

      update_host (self, host);
    }
  else if (n_busy > 0)
    show (self, "connecting", "content-loading-symbolic", _ ("Connecting…"),
          _ ("Machines appear here as soon as their hosts answer."), NULL);
  else if (n_online > 0)
    show (self, "empty", "computer-symbolic", _ ("No Machines"),
          _ ("Machines made on the hosts by any program appear here by themselves."), NULL);
  else if (n_offline == n)
    show (self, "offline", "network-offline-symbolic", _ ("No Host Is Connected"),
          _ ("Their machines are known once they were connected."),
          (Button[]){ { _ ("_Connect All"), "win.connect-all", 0 }, { 0 } });
  else
    show (self, "lost", "network-offline-symbolic", _ ("No Host Can Be Reached"),
          _ ("Choose one on the left to see why."),
          (Button[]){ { _ ("_Try Now"), "win.connect-all", 0 }, { 0 } });
}

static void
bst_list_page_dispose (GObject *object)
{
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (object));

  g_clear_pointer (&child, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_list_page_parent_class)->dispose (object);
}

static void
bst_list_page_finalize (GObject *object)
{
  g_free (BST_LIST_PAGE (object)->shown);

  G_OBJECT_CLASS (bst_list_page_parent_class)->finalize (object);
}

static void
bst_list_page_class_init (BstListPageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_list_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_list_page_finalize;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
bst_list_page_init (BstListPage *self)
{
  self->kind = "empty";
  self->page = ADW_STATUS_PAGE (adw_status_page_new ());
  self->buttons = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12));
  gtk_widget_set_halign (GTK_WIDGET (self->buttons), GTK_ALIGN_CENTER);
  adw_status_page_set_child (self->page, GTK_WIDGET (self->buttons));
  gtk_widget_add_css_class (GTK_WIDGET (self->page), "compact");
  gtk_widget_set_parent (GTK_WIDGET (self->page), GTK_WIDGET (self));
}

GtkWidget *
bst_list_page_new (void)
{
  return g_object_new (BST_TYPE_LIST_PAGE, NULL);
}

static void
update_no_match (BstListPage *self, const char *text)
{
  g_autoptr (BstQuery) query = bst_query_new (text);
  g_autofree char *doubt = bst_query_dup_doubt (query);

  show (self, "no-match", "edit-find-symbolic", _ ("No Machine Fits"),
        doubt != NULL
            ? doubt
            : _ ("Fewer words find more. Terms such as host:hosta, state:running, tag:web "
                 "or os:debian look in one field."),
        (Button[]){ { _ ("_Clear the Search"), "win.clear-search", 0 }, { 0 } });
}

void
bst_list_page_update (BstListPage *self, GListModel *hosts, BstPlace *place, const char *query)
{
  BstHost *host = bst_place_get_host (place);

  g_return_if_fail (BST_IS_LIST_PAGE (self));

  if (query[0] != '\0')
    update_no_match (self, query);
  else if (host != NULL)
    update_host (self, host);
  else
    update_all (self, hosts);
}

const char *
bst_list_page_get_kind (BstListPage *self)
{
  g_return_val_if_fail (BST_IS_LIST_PAGE (self), NULL);

  return self->kind;
}
