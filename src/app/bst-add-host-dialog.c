/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-add-host-dialog.h"

#include <glib/gi18n.h>

#include "app/bst-doctor-list.h"
#include "app/bst-error-dialog.h"
#include "app/bst-host-form.h"
#include "app/bst-question-dialog.h"
#include "core/bst-error.h"
#include "operations/bst-twin.h"

/* Where the dialog is in its work. */
typedef enum
{
  STATE_FORM,
  STATE_CHECKING,
  STATE_GOOD,
  STATE_BAD,  /* may be added all the same */
  STATE_TWIN, /* the same computer is there already */
} State;

struct _BstAddHostDialog
{
  AdwWindow parent_instance;

  BstFleet *fleet;
  State state;
  gboolean given; /* the URI was; there is no form to go back to */
  char *uri;      /* (nullable): what the form says, where it is good */
  BstDoctor *doctor;
  GCancellable *cancellable;
  GtkFileChooserNative *chooser;

  /* Of the template. */
  GtkButton *back;
  GtkButton *forward;
  GtkButton *again;
  GtkStack *pages;
  AdwEntryRow *address;
  AdwEntryRow *user;
  AdwEntryRow *name;
  AdwExpanderRow *more;
  AdwEntryRow *port;
  AdwEntryRow *jump;
  AdwEntryRow *keyfile;
  GtkButton *choose;
  AdwComboRow *driver;
  GtkLabel *preview;
  GtkLabel *uri_label;
  BstDoctorList *doctor_list;
  GtkLabel *verdict;
};

G_DEFINE_FINAL_TYPE (BstAddHostDialog, bst_add_host_dialog, ADW_TYPE_WINDOW)

static void
set_style (gpointer widget, const char *style, gboolean on)
{
  if (on)
    gtk_widget_add_css_class (widget, style);
  else
    gtk_widget_remove_css_class (widget, style);
}

static void
show_state (BstAddHostDialog *self)
{
  gboolean form = self->state == STATE_FORM;
  gboolean over = self->state == STATE_GOOD || self->state == STATE_BAD;
  const char *forward = form                       ? _ ("_Check")
                        : self->state == STATE_BAD ? _ ("Add _Anyway")
                                                   : _ ("_Add Host");

  gtk_stack_set_visible_child_name (self->pages, form ? "form" : "check");
  gtk_button_set_label (self->back, form || self->given ? _ ("_Cancel") : _ ("_Back"));
  gtk_button_set_label (self->forward, forward);
  set_style (self->forward, "suggested-action", self->state != STATE_BAD);
  gtk_widget_set_sensitive (GTK_WIDGET (self->forward), over || (form && self->uri != NULL));
  gtk_widget_set_visible (GTK_WIDGET (self->again), self->state == STATE_BAD);
  /* Enter, pressed by habit, adds no host that failed. */
  gtk_window_set_default_widget (GTK_WINDOW (self), self->state == STATE_BAD
                                                        ? GTK_WIDGET (self->again)
                                                        : GTK_WIDGET (self->forward));
}

static void
set_state (BstAddHostDialog *self, State state, const char *verdict)
{
  self->state = state;
  gtk_label_set_text (self->verdict, verdict);
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), verdict[0] != '\0');
  show_state (self);
}

static const char *
get_text (gpointer row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static void
show_preview (BstAddHostDialog *self, const char *text, gboolean error)
{
  gtk_label_set_text (self->preview, text);
  set_style (self->preview, "error", error);
  set_style (self->preview, "dim-label", !error);
  set_style (self->address, "error", error);
}

static void
on_form_changed (BstAddHostDialog *self)
{
  const BstHostForm form = {
    .address = get_text (self->address),
    .user = get_text (self->user),
    .port = get_text (self->port),
    .jump = get_text (self->jump),
    .keyfile = get_text (self->keyfile),
    .driver = adw_combo_row_get_selected (self->driver),
  };
  gboolean is_uri = bst_host_form_is_uri (&form);
  BstInventory *inventory = bst_fleet_get_inventory (self->fleet);
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = bst_host_form_dup_uri (&form, &error);
  BstHost *twin = uri != NULL ? bst_inventory_find_host (inventory, uri) : NULL;

  /* A URI says these itself. */
  gtk_widget_set_sensitive (GTK_WIDGET (self->user), !is_uri);
  gtk_widget_set_sensitive (GTK_WIDGET (self->port), !is_uri);
  gtk_widget_set_sensitive (GTK_WIDGET (self->driver), !is_uri);

  g_clear_pointer (&self->uri, g_free);
  if (twin != NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("This host is in the list already, as “%s”."),
                                               bst_host_get_name (twin));

      show_preview (self, text, TRUE);
    }
  else if (uri != NULL)
    {
      show_preview (self, uri, FALSE);
      self->uri = g_steal_pointer (&uri);
    }
  else if (form.address[0] == '\0')
    show_preview (self,
                  _ ("For example “hosta”, “root@192.168.1.10”, “hosta:2209”, or a libvirt "
                     "URI"),
                  FALSE);
  else
    {
      const char *remedy = bst_error_get_remedy (error);
      g_autofree char *text = g_strdup_printf ("%s.%s%s", error->message, remedy != NULL ? " " : "",
                                               remedy != NULL ? remedy : "");

      show_preview (self, text, TRUE);
    }
  show_state (self);
}

static void
show_result (BstAddHostDialog *self, gboolean passed)
{
  const BstHostFacts *facts = bst_doctor_get_facts (self->doctor);
  BstHost *twin =
      facts != NULL ? bst_twin_find (bst_fleet_get_inventory (self->fleet), self->uri, facts, NULL)
                    : NULL;

  if (twin != NULL)
    {
      g_autofree char *text =
          g_strdup_printf (_ ("This is the same computer as “%s”, which is in the list already."),
                           bst_host_get_name (twin));

      set_state (self, STATE_TWIN, text);
    }
  else if (passed)
    {
      set_state (self, STATE_GOOD, _ ("All is well: this host can be used."));
      gtk_widget_grab_focus (GTK_WIDGET (self->forward));
    }
  else
    set_state (self, STATE_BAD,
               _ ("Mend what failed and check again. Added anyway, it stays in the list, and is "
                  "connected once it can be."));
}

static void
on_checked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstAddHostDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean passed = bst_doctor_run_finish (BST_DOCTOR (source), result, &error);

  /* An answer to a check that was left. */
  if (BST_DOCTOR (source) != self->doctor || self->state != STATE_CHECKING)
    return;

  show_result (self, passed);
}

static void
stop_check (BstAddHostDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->doctor);
}

static void
on_question (BstAddHostDialog *self, BstSshQuestion *question)
{
  bst_question_dialog_show (GTK_WINDOW (self), question);
}

static void
check (BstAddHostDialog *self)
{
  stop_check (self);
  gtk_label_set_text (self->uri_label, self->uri);
  self->doctor = bst_doctor_new (self->uri);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (self->doctor, "question", G_CALLBACK (on_question), self,
                           G_CONNECT_SWAPPED);
  bst_doctor_list_set_steps (self->doctor_list, bst_doctor_get_steps (self->doctor));
  set_state (self, STATE_CHECKING, "");
  bst_doctor_run_async (self->doctor, self->cancellable, on_checked, g_object_ref (self));
}

static void
add_host (BstAddHostDialog *self)
{
  g_autofree char *name = g_strstrip (g_strdup (get_text (self->name)));
  g_autoptr (GError) error = NULL;
  BstHost *host = bst_inventory_add_host (bst_fleet_get_inventory (self->fleet), self->uri,
                                          name[0] != '\0' ? name : NULL, &error);

  if (host == NULL)
    {
      bst_error_dialog_show (GTK_WIDGET (self), _ ("The Host Was Not Added"), error);
      return;
    }

  bst_fleet_connect_host (self->fleet, host);
  if (gtk_window_get_transient_for (GTK_WINDOW (self)) != NULL)
    gtk_widget_activate_action (GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (self))),
                                "win.show-place", "(xs)", bst_host_get_id (host), "");
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_forward (BstAddHostDialog *self)
{
  if (self->state == STATE_FORM)
    check (self);
  else
    add_host (self);
}

static void
on_back (BstAddHostDialog *self)
{
  if (self->state == STATE_FORM || self->given)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }

  stop_check (self);
  set_state (self, STATE_FORM, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->address));
}

static void
on_key_chosen (GtkNativeDialog *native, int response, BstAddHostDialog *self)
{
  g_autoptr (GFile) file = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (native));
  if (file != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->keyfile), g_file_peek_path (file));
  g_clear_object (&self->chooser);
}

static void
choose_key (BstAddHostDialog *self)
{
  g_autofree char *path = g_build_filename (g_get_home_dir (), ".ssh", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);

  self->chooser = gtk_file_chooser_native_new (_ ("Private Key"), GTK_WINDOW (self),
                                               GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (self->chooser), folder, NULL);
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (on_key_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
bst_add_host_dialog_dispose (GObject *object)
{
  BstAddHostDialog *self = BST_ADD_HOST_DIALOG (object);

  stop_check (self);
  g_clear_object (&self->chooser);
  g_clear_object (&self->fleet);

  G_OBJECT_CLASS (bst_add_host_dialog_parent_class)->dispose (object);
}

static void
bst_add_host_dialog_finalize (GObject *object)
{
  g_free (BST_ADD_HOST_DIALOG (object)->uri);

  G_OBJECT_CLASS (bst_add_host_dialog_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, back);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, forward);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, again);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, pages);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, address);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, user);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, name);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, more);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, port);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, jump);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, keyfile);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, choose);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, driver);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, uri_label);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, doctor_list);
  gtk_widget_class_bind_template_child (widget_class, BstAddHostDialog, verdict);
}

static void
bst_add_host_dialog_class_init (BstAddHostDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_add_host_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = bst_add_host_dialog_finalize;

  g_type_ensure (BST_TYPE_DOCTOR_LIST);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/org/bastida/Bastida/bst-add-host-dialog.ui");
  bind_children (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
bst_add_host_dialog_init (BstAddHostDialog *self)
{
  g_autofree const char **labels = bst_host_form_get_drivers ();
  g_autoptr (GtkStringList) drivers = gtk_string_list_new (labels);
  gpointer fields[] = { NULL, NULL, NULL, NULL, NULL };

  gtk_widget_init_template (GTK_WIDGET (self));
  adw_combo_row_set_model (self->driver, G_LIST_MODEL (drivers));

  fields[0] = self->address;
  fields[1] = self->user;
  fields[2] = self->port;
  fields[3] = self->jump;
  fields[4] = self->keyfile;
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_signal_connect_swapped (fields[i], "changed", G_CALLBACK (on_form_changed), self);
  g_signal_connect_swapped (self->driver, "notify::selected", G_CALLBACK (on_form_changed), self);
  g_signal_connect_swapped (self->forward, "clicked", G_CALLBACK (on_forward), self);
  g_signal_connect_swapped (self->back, "clicked", G_CALLBACK (on_back), self);
  g_signal_connect_swapped (self->again, "clicked", G_CALLBACK (check), self);
  g_signal_connect_swapped (self->choose, "clicked", G_CALLBACK (choose_key), self);
}

BstAddHostDialog *
bst_add_host_dialog_new (GtkWindow *parent, BstFleet *fleet, const char *uri)
{
  BstAddHostDialog *self = g_object_new (BST_TYPE_ADD_HOST_DIALOG, "transient-for", parent, NULL);

  self->fleet = g_object_ref (fleet);
  if (uri != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->address), uri);
  on_form_changed (self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->address));
  if (uri != NULL && self->uri != NULL)
    {
      self->given = TRUE;
      check (self);
    }
  return self;
}
