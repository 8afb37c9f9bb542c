/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-way-dialog.h"

#include <glib/gi18n.h>

#include "app/bst-way-memory.h"
#include "core/bst-error.h"

/* The last gateway and proxy that led to a console: mostly it is the same again. */
#define LAST_GATEWAY "console-last-gateway"
#define LAST_PROXY "console-last-proxy"

struct _BstWayDialog
{
  AdwWindow parent_instance;

  BstInventory *inventory;
  char *host;   /* (nullable): the places to remember it for */
  char *domain; /* (nullable) */
  BstWay *way;  /* (nullable): what was chosen */

  AdwPreferencesGroup *ways;
  GtkCheckButton *gateway;
  GtkCheckButton *proxy;
  GtkCheckButton *desktop;
  GtkCheckButton *direct;
  GtkEditable *gateway_address;
  GtkEditable *proxy_address;
  AdwComboRow *remember;
  GtkWidget *fault;
  GtkWidget *connect;
};

enum
{
  SIGNAL_CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BstWayDialog, bst_way_dialog, ADW_TYPE_WINDOW)

static BstWayKind
get_kind (BstWayDialog *self)
{
  if (gtk_check_button_get_active (self->gateway))
    return BST_WAY_GATEWAY;
  if (gtk_check_button_get_active (self->proxy))
    return BST_WAY_PROXY;

  return gtk_check_button_get_active (self->direct) ? BST_WAY_DIRECT : BST_WAY_DESKTOP;
}

static GtkEditable *
get_entry (BstWayDialog *self, BstWayKind kind)
{
  if (kind == BST_WAY_GATEWAY)
    return self->gateway_address;

  return kind == BST_WAY_PROXY ? self->proxy_address : NULL;
}

static void
on_changed (BstWayDialog *self)
{
  BstWayKind kind = get_kind (self);
  GtkEditable *entry = get_entry (self, kind);

  gtk_widget_set_sensitive (GTK_WIDGET (self->gateway_address), kind == BST_WAY_GATEWAY);
  gtk_widget_set_sensitive (GTK_WIDGET (self->proxy_address), kind == BST_WAY_PROXY);
  gtk_widget_set_sensitive (self->connect, entry == NULL || *gtk_editable_get_text (entry) != '\0');
  gtk_widget_set_visible (self->fault, FALSE);
  if (entry != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
}

static void
on_toggled (BstWayDialog *self, GParamSpec *pspec, GtkCheckButton *button)
{
  GtkEditable *entry = get_entry (self, get_kind (self));

  on_changed (self);
  if (gtk_check_button_get_active (button) && entry != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (entry));
}

static void
show_fault (BstWayDialog *self, GtkEditable *entry, const GError *error)
{
  g_autofree char *text = bst_error_dup_sentences (error, " ");

  gtk_label_set_text (GTK_LABEL (self->fault), text);
  gtk_widget_set_visible (self->fault, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  gtk_widget_grab_focus (GTK_WIDGET (entry));
}

/* For the next time that it is asked: whether it leads there is not known yet. */
static void
keep (BstWayDialog *self)
{
  g_autofree char *text = bst_way_to_string (self->way);

  if (self->way->kind == BST_WAY_GATEWAY)
    bst_inventory_set_setting (self->inventory, LAST_GATEWAY, text);
  else if (self->way->kind == BST_WAY_PROXY)
    bst_inventory_set_setting (self->inventory, LAST_PROXY, text);
}

static void
on_connect (BstWayDialog *self)
{
  BstWayKind kind = get_kind (self);
  GtkEditable *entry = get_entry (self, kind);
  g_autoptr (GError) error = NULL;

  self->way = bst_way_new (kind, entry != NULL ? gtk_editable_get_text (entry) : NULL, &error);
  if (self->way == NULL)
    {
      show_fault (self, entry, error);
      return;
    }

  keep (self);
  g_signal_emit (self, signals[SIGNAL_CHOSEN], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
bst_way_dialog_finalize (GObject *object)
{
  BstWayDialog *self = BST_WAY_DIALOG (object);

  g_clear_object (&self->inventory);
  bst_way_free (self->way);
  g_free (self->host);
  g_free (self->domain);

  G_OBJECT_CLASS (bst_way_dialog_parent_class)->finalize (object);
}

static void
bst_way_dialog_class_init (BstWayDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = bst_way_dialog_finalize;

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", BST_TYPE_WAY_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL,
                                         NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-way-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, BstWayDialog, ways);
  gtk_widget_class_bind_template_child (widget_class, BstWayDialog, gateway);
  gtk_widget_class_bind_template_child (widget_class, BstWayDialog, proxy);
  gtk_widget_class_bind_template_child (widget_class, BstWayDialog, desktop);
  gtk_widget_class_bind_template_child (widget_class, BstWayDialog, direct);
  gtk_widget_class_bind_template_child (widget_class, BstWayDialog, gateway_address);
  gtk_widget_class_bind_template_child (widget_class, BstWayDialog, proxy_address);
  gtk_widget_class_bind_template_child (widget_class, BstWayDialog, remember);
  gtk_widget_class_bind_template_child (widget_class, BstWayDialog, fault);
  gtk_widget_class_bind_template_child (widget_class, BstWayDialog, connect);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bst_way_dialog_init (BstWayDialog *self)
{
  GtkCheckButton *buttons[4];

  gtk_widget_init_template (GTK_WIDGET (self));

  buttons[0] = self->gateway;
  buttons[1] = self->proxy;
  buttons[2] = self->desktop;
  buttons[3] = self->direct;
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    g_signal_connect_swapped (buttons[i], "notify::active", G_CALLBACK (on_toggled), self);
  g_signal_connect_swapped (self->gateway_address, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->proxy_address, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->connect, "clicked", G_CALLBACK (on_connect), self);
}

/* What was used last, without what the inventory keeps before it. */
static void
fill_entry (BstWayDialog *self, GtkEditable *entry, const char *key)
{
  g_autofree char *kept = bst_inventory_get_setting (self->inventory, key);
  g_autoptr (BstWay) way = kept != NULL ? bst_way_from_string (kept) : NULL;

  if (way != NULL && way->address != NULL)
    gtk_editable_set_text (entry, way->address);
}

static void
fill_remember (BstWayDialog *self)
{
  g_autoptr (GtkStringList) choices = gtk_string_list_new (NULL);
  g_autofree char *domain = NULL;

  /* Translators: of “Remember for”; the others are a host's name and “*.school.example” */
  gtk_string_list_append (choices, _ ("This time only"));
  if (self->host != NULL)
    gtk_string_list_append (choices, self->host);
  if (self->domain != NULL)
    {
      domain = self->domain[0] == '.' ? g_strconcat ("*", self->domain, NULL)
                                      : g_strconcat (self->domain, "*", NULL);
      gtk_string_list_append (choices, domain);
    }

  adw_combo_row_set_model (self->remember, G_LIST_MODEL (choices));
  adw_combo_row_set_selected (self->remember, self->domain != NULL ? BST_WAY_FOR_DOMAIN
                                              : self->host != NULL ? BST_WAY_FOR_HOST
                                                                   : BST_WAY_THIS_TIME);
}

BstWayDialog *
bst_way_dialog_new (GtkWindow *parent,
                    BstInventory *inventory,
                    const BstVvFile *file,
                    const BstWay *way)
{
  BstWayDialog *self = g_object_new (BST_TYPE_WAY_DIALOG, "transient-for", parent, NULL);
  g_autofree char *label = bst_vv_file_get_label (file);
  g_autofree char *description = NULL;

  self->inventory = g_object_ref (inventory);
  self->host = bst_way_memory_get_host (file);
  self->domain = bst_way_memory_get_domain (file);

  /* Translators: %s is the title of a console, or its host */
  description = g_strdup_printf (_ ("How to get to “%s” from here?"), label);
  adw_preferences_group_set_description (self->ways, description);
  fill_entry (self, self->gateway_address, LAST_GATEWAY);
  fill_entry (self, self->proxy_address, LAST_PROXY);
  fill_remember (self);

  if (way->kind == BST_WAY_GATEWAY)
    gtk_editable_set_text (self->gateway_address, way->address);
  if (way->kind == BST_WAY_PROXY)
    gtk_editable_set_text (self->proxy_address, way->address);
  gtk_check_button_set_active (way->kind == BST_WAY_PROXY ? self->proxy : self->gateway, TRUE);
  on_changed (self);

  return self;
}

const BstWay *
bst_way_dialog_get_way (BstWayDialog *self)
{
  g_return_val_if_fail (BST_IS_WAY_DIALOG (self), NULL);

  return self->way;
}

BstWayScope
bst_way_dialog_get_scope (BstWayDialog *self)
{
  g_return_val_if_fail (BST_IS_WAY_DIALOG (self), BST_WAY_THIS_TIME);

  /* Its list is in that order: see fill_remember (). */
  return (BstWayScope)adw_combo_row_get_selected (self->remember);
}
