/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-thumbnail.h"

#include <glib/gi18n.h>

#include "app/bst-console-shot.h"
#include "app/bst-consoles.h"
#include "host/bst-screen.h"

/* In pixels; it keeps the screen's proportions within them. */
#define WIDTH 280
#define HEIGHT 175

/* How often it is looked at again, in ms: where something was drawn since. */
#define PACE 1000

/* Without a console the host is asked for a picture, in ms: once the machine is looked at and not
 * passed by; then from time to time, and less often where that takes long. */
#define FIRST_PEEK 400
#define PEEK_PACE 10000
#define PEEK_SHARE 20

struct _BstConsoleThumbnail
{
  GtkWidget parent_instance;

  BstConsoles *consoles;      /* (nullable) (unowned): of the fleet */
  BstMachine *machine;        /* (nullable) */
  BstConsoleDisplay *display; /* (nullable): the one that is shown */
  GtkWidget *button;
  GtkWidget *picture;
  guint source; /* while it is mapped and the display is there */
  gboolean old; /* something was drawn since */

  guint peek_id;         /* while it waits to ask the host */
  gint64 peeked_at;      /* when it asked, monotonic */
  GCancellable *peeking; /* (nullable): it asks */
};

G_DEFINE_FINAL_TYPE (BstConsoleThumbnail, bst_console_thumbnail, GTK_TYPE_WIDGET)

static void
show_picture (BstConsoleThumbnail *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  g_autoptr (GdkTexture) texture =
      bst_console_shot_new_small (self->display, WIDTH * scale, HEIGHT * scale);

  self->old = FALSE;
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  gtk_widget_set_visible (GTK_WIDGET (self), texture != NULL);
}

static void
on_damaged (BstConsoleThumbnail *self)
{
  self->old = TRUE;
  /* The first picture comes after the display; what is hidden has no pace. */
  if (!gtk_widget_get_visible (GTK_WIDGET (self)))
    show_picture (self);
}

static gboolean
on_pace (gpointer data)
{
  BstConsoleThumbnail *self = data;

  if (self->old && self->display != NULL)
    show_picture (self);
  return G_SOURCE_CONTINUE;
}

/* --- Where no console is open --- */

static void await_peek (BstConsoleThumbnail *self, guint pause);

static void
stop_peeking (BstConsoleThumbnail *self)
{
  g_clear_handle_id (&self->peek_id, g_source_remove);
  if (self->peeking != NULL)
    g_cancellable_cancel (self->peeking);
  g_clear_object (&self->peeking);
}

static void
on_peeked (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstConsoleThumbnail) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png =
      bst_connection_picture_screen_finish (BST_CONNECTION (source), result, &error);
  g_autoptr (GdkTexture) texture = NULL;
  gint64 took = (g_get_monotonic_time () - self->peeked_at) / 1000;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;

  g_clear_object (&self->peeking);
  if (png != NULL)
    texture = gdk_texture_new_from_bytes (png, NULL);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
  gtk_widget_set_visible (GTK_WIDGET (self), texture != NULL);
  await_peek (self, (guint)CLAMP (took * PEEK_SHARE, PEEK_PACE, 60 * PEEK_PACE));
}

static gboolean
on_peek (gpointer data)
{
  BstConsoleThumbnail *self = data;
  BstFleet *fleet = bst_consoles_get_fleet (self->consoles);
  BstConnection *connection =
      bst_fleet_get_connection (fleet, bst_machine_get_host (self->machine));
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  self->peek_id = 0;
  if (connection == NULL)
    return G_SOURCE_REMOVE;
  self->peeked_at = g_get_monotonic_time ();
  self->peeking = g_cancellable_new ();
  bst_connection_picture_screen_async (connection, bst_machine_get_uuid (self->machine),
                                       WIDTH * scale, HEIGHT * scale, self->peeking, on_peeked,
                                       g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static void
await_peek (BstConsoleThumbnail *self, guint pause)
{
  if (self->peek_id == 0 && self->peeking == NULL)
    self->peek_id = g_timeout_add (pause, on_peek, self);
}

/* It has no place of its own until there is a picture. */
static gboolean
is_page_shown (BstConsoleThumbnail *self)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  return parent != NULL && gtk_widget_get_mapped (parent);
}

static void
consider_peeking (BstConsoleThumbnail *self)
{
  if (self->consoles != NULL && self->machine != NULL && self->display == NULL &&
      is_page_shown (self) && bst_machine_is_fresh (self->machine) &&
      bst_machine_state_is_active (bst_machine_get_state (self->machine)))
    {
      await_peek (self, FIRST_PEEK);
      return;
    }

  stop_peeking (self);
  if (self->display == NULL)
    gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/* --- Of a console --- */

static void
set_display (BstConsoleThumbnail *self, BstConsoleDisplay *display)
{
  if (self->display == display)
    return;

  if (self->display != NULL)
    g_signal_handlers_disconnect_by_data (self->display, self);
  g_set_object (&self->display, display);
  if (display != NULL)
    {
      g_signal_connect_object (display, "damaged", G_CALLBACK (on_damaged), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (display, "resized", G_CALLBACK (on_damaged), self,
                               G_CONNECT_SWAPPED);
      stop_peeking (self);
      show_picture (self);
    }
}

static void
update (BstConsoleThumbnail *self)
{
  BstMachineConsole *machine_console =
      self->machine != NULL && self->consoles != NULL
          ? bst_consoles_find_console (self->consoles, self->machine)
          : NULL;
  BstConsole *console = machine_console != NULL && bst_machine_console_is_open (machine_console)
                            ? bst_machine_console_get_console (machine_console)
                            : NULL;
  GListModel *displays = console != NULL ? bst_console_get_displays (console) : NULL;
  g_autoptr (BstConsoleDisplay) display =
      displays != NULL ? g_list_model_get_item (displays, 0) : NULL;

  set_display (self, display);
  /* Displays come later than consoles, and than those are connected. */
  if (displays != NULL &&
      g_signal_handler_find (displays, G_SIGNAL_MATCH_DATA, 0, 0, NULL, NULL, self) == 0)
    g_signal_connect_object (displays, "items-changed", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  consider_peeking (self);
}

static void
on_machine_changed (BstConsoleThumbnail *self, guint changes)
{
  if ((changes & BST_MACHINE_CHANGED_STATE) != 0)
    consider_peeking (self);
}

void
bst_console_thumbnail_set_machine (BstConsoleThumbnail *self, BstMachine *machine)
{
  g_return_if_fail (BST_IS_CONSOLE_THUMBNAIL (self));

  if (self->machine == machine)
    return;
  if (self->machine != NULL)
    g_signal_handlers_disconnect_by_data (self->machine, self);
  g_set_object (&self->machine, machine);
  if (machine != NULL)
    g_signal_connect_object (machine, "changed", G_CALLBACK (on_machine_changed), self,
                             G_CONNECT_SWAPPED);
  /* The picture is of another one. */
  stop_peeking (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  update (self);
}

static void
bst_console_thumbnail_map (GtkWidget *widget)
{
  BstConsoleThumbnail *self = BST_CONSOLE_THUMBNAIL (widget);

  GTK_WIDGET_CLASS (bst_console_thumbnail_parent_class)->map (widget);
  on_pace (self);
  self->source = g_timeout_add (PACE, on_pace, self);
}

static void
bst_console_thumbnail_unmap (GtkWidget *widget)
{
  BstConsoleThumbnail *self = BST_CONSOLE_THUMBNAIL (widget);

  g_clear_handle_id (&self->source, g_source_remove);

  GTK_WIDGET_CLASS (bst_console_thumbnail_parent_class)->unmap (widget);
}

static void
bst_console_thumbnail_root (GtkWidget *widget)
{
  GtkWidget *parent = gtk_widget_get_parent (widget);

  GTK_WIDGET_CLASS (bst_console_thumbnail_parent_class)->root (widget);
  g_signal_connect_object (parent, "map", G_CALLBACK (consider_peeking), widget,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect_object (parent, "unmap", G_CALLBACK (stop_peeking), widget, G_CONNECT_SWAPPED);
}

static void
bst_console_thumbnail_unroot (GtkWidget *widget)
{
  g_signal_handlers_disconnect_by_data (gtk_widget_get_parent (widget), widget);
  GTK_WIDGET_CLASS (bst_console_thumbnail_parent_class)->unroot (widget);
}

static void
bst_console_thumbnail_dispose (GObject *object)
{
  BstConsoleThumbnail *self = BST_CONSOLE_THUMBNAIL (object);

  g_clear_handle_id (&self->source, g_source_remove);
  stop_peeking (self);
  if (self->display != NULL)
    g_signal_handlers_disconnect_by_data (self->display, self);
  g_clear_object (&self->display);
  g_clear_object (&self->machine);
  g_clear_pointer (&self->button, gtk_widget_unparent);

  G_OBJECT_CLASS (bst_console_thumbnail_parent_class)->dispose (object);
}

static void
bst_console_thumbnail_class_init (BstConsoleThumbnailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = bst_console_thumbnail_dispose;
  widget_class->map = bst_console_thumbnail_map;
  widget_class->unmap = bst_console_thumbnail_unmap;
  widget_class->root = bst_console_thumbnail_root;
  widget_class->unroot = bst_console_thumbnail_unroot;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
bst_console_thumbnail_init (BstConsoleThumbnail *self)
{
  self->picture = gtk_picture_new ();
  gtk_picture_set_can_shrink (GTK_PICTURE (self->picture), TRUE);
  gtk_widget_set_size_request (self->picture, -1, HEIGHT);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("The machine’s screen"), -1);

  self->button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->button), self->picture);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->button), "win.console");
  gtk_widget_set_tooltip_text (self->button, _ ("Show the Console"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Show the Console"), -1);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_add_css_class (self->button, "thumbnail");
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
bst_console_thumbnail_new (BstFleet *fleet)
{
  BstConsoleThumbnail *self = g_object_new (BST_TYPE_CONSOLE_THUMBNAIL, NULL);

  if (fleet == NULL)
    return GTK_WIDGET (self);
  self->consoles = bst_consoles_get (fleet);
  g_signal_connect_object (self->consoles, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
