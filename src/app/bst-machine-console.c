/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-machine-console.h"

#include <glib/gi18n.h>

#include "app/bst-console-viewers.h"
#include "app/bst-machine-tracker.h"
#include "console/bst-direct-dialer.h"
#include "console/bst-spice-console.h"
#include "console/bst-ssh-dialer.h"
#include "core/bst-error.h"
#include "formats/bst-graphics.h"
#include "formats/bst-uri.h"

/* libvirt's reason for BST_MACHINE_STATE_SHUTOFF. */
#define OFF_AFTER_MIGRATION 4

struct _BstMachineConsole
{
  GObject parent_instance;

  BstFleet *fleet; /* (weak): has this among its consoles */
  BstMachine *machine;
  BstMachineTracker *tracker; /* (nullable): while it is wanted */
  gulong changed_id;
  gulong host_id;         /* of its host's "changed" */
  char *destination_name; /* (nullable): as the server last called where the machine goes */
  BstConsole *console;    /* (nullable) */
  GError *error;          /* (nullable) */
  GCancellable *asking;   /* (nullable): the host is asked for what serves the screen */
  BstScreenWay way, other_way; /* the one that it goes, and one that it could */
  gboolean online;        /* its host, as it was last looked at */
  gboolean up;            /* the machine ... */
  gboolean wanted;
  gboolean take;    /* ... also from others who look at it */
  gboolean arrives; /* the answer is about where the machine moved to */
};

G_DEFINE_FINAL_TYPE (BstMachineConsole, bst_machine_console, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void ask (BstMachineConsole *self);
static void on_machine_changed (BstMachineConsole *self, guint changes);

static gboolean
is_active (BstMachine *machine)
{
  return bst_machine_state_is_active (bst_machine_get_state (machine));
}

/* Its screen can be connected to. */
static gboolean
is_up (BstMachine *machine)
{
  return is_active (machine) &&
         !bst_machine_state_is_starting (bst_machine_get_state (machine),
                                         bst_machine_get_state_reason (machine));
}

static gboolean
is_shown (BstMachineConsole *self)
{
  const BstConsoleState state =
      self->console != NULL ? bst_console_get_state (self->console) : BST_CONSOLE_STATE_NEW;

  return state == BST_CONSOLE_STATE_CONNECTED || state == BST_CONSOLE_STATE_MIGRATING;
}

/* @error: (transfer full) */
static void
fail (BstMachineConsole *self, GError *error)
{
  g_clear_error (&self->error);
  self->error = error;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- Where to --- */

static BstConnection *
get_connection (BstMachineConsole *self)
{
  BstConnection *connection =
      self->fleet != NULL
          ? bst_fleet_get_connection (self->fleet, bst_machine_get_host (self->machine))
          : NULL;

  return connection != NULL && bst_connection_get_state (connection) == BST_HOST_STATE_ONLINE
             ? connection
             : NULL;
}

static GError *
error_gone (BstMachineConsole *self)
{
  return bst_error_new (BST_ERROR_NO_MACHINE,
                        _ ("If it moved, add the host where it is: the screen is shown again."),
                        NULL, _ ("“%s” is not on %s any more"),
                        bst_machine_get_name (self->machine),
                        bst_host_get_name (bst_machine_get_host (self->machine)));
}

/* (nullable) (transfer full): why its screen is no longer where it was, as far as that is known. */
static GError *
find_gone (BstMachineConsole *self)
{
  BstInventory *inventory = bst_fleet_get_inventory (self->fleet);
  BstHost *host = bst_machine_get_host (self->machine);
  const char *uuid = bst_machine_get_uuid (self->machine);

  if (bst_inventory_get_host (inventory, bst_host_get_id (host)) != host)
    return bst_error_new (BST_ERROR_NO_MACHINE, _ ("Add it again to see its machines."), NULL,
                          _ ("%s is not in the list any more, and “%s” with it"),
                          bst_host_get_name (host), bst_machine_get_name (self->machine));
  if (get_connection (self) != NULL &&
      (bst_inventory_get_machine (inventory, host, uuid) != self->machine ||
       (!is_active (self->machine) &&
        bst_machine_get_state_reason (self->machine) == OFF_AFTER_MIGRATION)))
    return error_gone (self);

  return NULL;
}

static gboolean
on_target_wanted (BstMachineConsole *self)
{
  GError *gone = self->wanted && self->fleet != NULL ? find_gone (self) : NULL;

  if (gone != NULL)
    {
      bst_spice_console_give_up (BST_SPICE_CONSOLE (self->console), gone);
      return TRUE;
    }
  if (!self->wanted || !is_active (self->machine) || get_connection (self) == NULL)
    return FALSE;

  ask (self);
  return TRUE;
}

/* (nullable) (transfer none): the host of the inventory that goes by that name or address. */
static BstHost *
find_host (BstMachineConsole *self, const char *name)
{
  GListModel *hosts = bst_inventory_get_hosts (bst_fleet_get_inventory (self->fleet));

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);
      const BstHostFacts *facts = bst_host_get_facts (host);
      g_autoptr (BstUri) uri = bst_uri_parse (bst_host_get_uri (host), NULL);

      if (g_strcmp0 (bst_host_get_name (host), name) == 0 ||
          (uri != NULL && g_strcmp0 (uri->host, name) == 0) ||
          (facts != NULL && g_strcmp0 (facts->hostname, name) == 0))
        return host; /* the inventory keeps it */
    }

  return NULL;
}

/* Through the destination's own connection, where that is one of ours. @name (nullable): what the
 * server calls it; a host that listens on its loopback alone calls itself that. */
static void
set_destination (BstMachineConsole *self, BstHost *host, const char *name)
{
  BstConnection *connection = host != NULL ? bst_fleet_get_connection (self->fleet, host) : NULL;
  g_autoptr (BstDialer) dialer = NULL;
  gboolean as_named;

  if (connection == NULL || bst_connection_get_state (connection) != BST_HOST_STATE_ONLINE)
    return;
  dialer = bst_screen_way_new_host_dialer (connection);
  as_named = !BST_IS_SSH_DIALER (dialer) || (name != NULL && g_hostname_is_ip_address (name));
  bst_spice_console_set_destination (BST_SPICE_CONSOLE (self->console), dialer,
                                     as_named ? NULL : "127.0.0.1");
}

/* One of them may tell that it receives the machine. */
static gboolean
others_are_connected (BstMachineConsole *self)
{
  GListModel *hosts = bst_inventory_get_hosts (bst_fleet_get_inventory (self->fleet));

  for (guint i = 0; i < g_list_model_get_n_items (hosts); i++)
    {
      g_autoptr (BstHost) host = g_list_model_get_item (hosts, i);

      if (host != bst_machine_get_host (self->machine) &&
          bst_host_get_state (host) == BST_HOST_STATE_ONLINE)
        return TRUE;
    }

  return FALSE;
}

static gboolean
on_destination_wanted (BstMachineConsole *self, const char *name, guint port, guint tls_port)
{
  BstHost *host;

  if (self->fleet == NULL || self->tracker == NULL)
    return FALSE;
  host = bst_machine_tracker_get_destination (self->tracker);
  g_free (self->destination_name);
  self->destination_name = g_strdup (name);
  set_destination (self, host != NULL ? host : find_host (self, name), name);

  return others_are_connected (self);
}

static void
create_console (BstMachineConsole *self, const BstSpiceTarget *target, BstDialer *dialer)
{
  self->console =
      BST_CONSOLE (bst_spice_console_new (bst_machine_get_name (self->machine), target, dialer));
  g_signal_connect_object (self->console, "target-wanted", G_CALLBACK (on_target_wanted), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->console, "destination-wanted", G_CALLBACK (on_destination_wanted),
                           self, G_CONNECT_SWAPPED);
}

static void
go_to (BstMachineConsole *self, const BstGraphics *graphics, BstConnection *connection)
{
  g_autoptr (BstSpiceTarget) target = bst_screen_way_new_target (self->machine, graphics, self->way);
  g_autoptr (BstDialer) dialer =
      bst_screen_way_new_dialer (connection, self->machine, graphics, self->way);
  BstConsoleState state;

  self->other_way = bst_screen_way_get_other (connection, self->machine, graphics, self->way);
  if (self->console == NULL)
    create_console (self, target, dialer);
  else if (self->arrives)
    bst_spice_console_arrive (BST_SPICE_CONSOLE (self->console), target, dialer);
  else
    bst_spice_console_set_target (BST_SPICE_CONSOLE (self->console), target, dialer);
  self->arrives = self->take = FALSE;
  bst_spice_console_set_machine_off (BST_SPICE_CONSOLE (self->console), FALSE);

  g_signal_emit (self, signals[CHANGED], 0);
  state = bst_console_get_state (self->console);
  if (self->wanted && (state == BST_CONSOLE_STATE_NEW || state == BST_CONSOLE_STATE_ENDED))
    bst_console_open (self->console);
}

/* Whether its own line broke, and not the server: what is connected there still may be what is left
 * of it. */
static gboolean
lost_its_line (BstMachineConsole *self, BstConnection *connection)
{
  BstDialer *dialer;
  BstConsoleState state;

  if (self->console == NULL)
    return FALSE;
  state = bst_console_get_state (self->console);
  /* It was closed, or somebody else took it: what is connected there now is not its own. */
  if (state == BST_CONSOLE_STATE_NEW || state == BST_CONSOLE_STATE_ENDED)
    return FALSE;

  dialer = bst_spice_console_get_dialer (BST_SPICE_CONSOLE (self->console));
  /* One that goes straight there breaks with its own line; a server that hung up, the console has
   * told of. */
  if (BST_IS_DIRECT_DIALER (dialer))
    return TRUE;

  return BST_IS_SSH_DIALER (dialer) &&
         bst_ssh_dialer_get_master (BST_SSH_DIALER (dialer)) != bst_connection_get_ssh (connection);
}

/* Opening it would take it from them. */
static gboolean
is_taken (BstMachineConsole *self, const BstGraphics *graphics, BstConnection *connection)
{
  return !self->take && !self->arrives && !is_shown (self) && !lost_its_line (self, connection) &&
         bst_console_viewers_are_there (bst_fleet_get_inventory (self->fleet), self->machine,
                                        graphics);
}

/* @error: (transfer full) */
static void
cannot_go (BstMachineConsole *self, GError *error, gboolean link_broke)
{
  BstSpiceConsole *console = self->console != NULL ? BST_SPICE_CONSOLE (self->console) : NULL;

  fail (self, error);
  if (console == NULL || is_shown (self))
    return;
  /* It tries with what there is, and goes on trying. */
  if (link_broke)
    bst_spice_console_set_target (console, bst_spice_console_get_target (console),
                                  bst_spice_console_get_dialer (console));
  else
    bst_spice_console_give_up (console, NULL);
}

static void
on_graphics (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstMachineConsole) self = data;
  BstConnection *connection = BST_CONNECTION (source);
  GError *error = NULL;
  g_autoptr (GPtrArray) all = bst_connection_read_graphics_finish (connection, result, &error);
  const BstGraphics *graphics = all != NULL ? bst_graphics_choose (all) : NULL;

  /* Asked anew meanwhile, perhaps, which has its own answer. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->fleet == NULL)
    {
      g_clear_error (&error);
      return;
    }
  g_clear_object (&self->asking);
  /* The answer is faster than the news, here, too. */
  if (self->console != NULL && g_error_matches (error, BST_ERROR, BST_ERROR_NO_MACHINE))
    {
      g_clear_error (&error);
      bst_spice_console_give_up (BST_SPICE_CONSOLE (self->console), error_gone (self));
      return;
    }
  if (error != NULL)
    {
      cannot_go (self, error, TRUE);
      return;
    }
  if (self->console != NULL && graphics != NULL && bst_screen_way_is_off (graphics))
    {
      /* The answer is faster than the news: those come, too. */
      bst_spice_console_set_machine_off (BST_SPICE_CONSOLE (self->console), TRUE);
      g_signal_emit (self, signals[CHANGED], 0);
      return;
    }

  error = bst_screen_way_refuse (connection, self->machine, graphics);
  if (error == NULL && is_taken (self, graphics, connection))
    error = bst_console_viewers_describe (bst_fleet_get_inventory (self->fleet), self->machine,
                                          graphics);
  if (error != NULL)
    cannot_go (self, error, FALSE);
  else
    go_to (self, graphics, connection);
}

static void
ask (BstMachineConsole *self)
{
  BstConnection *connection = get_connection (self);

  if (self->asking != NULL)
    return;
  if (connection == NULL)
    {
      fail (self, bst_error_new (BST_ERROR_NOT_CONNECTED,
                                 _ ("Connect the host, or wait until it is connected again."), NULL,
                                 _ ("%s is not connected"),
                                 bst_host_get_name (bst_machine_get_host (self->machine))));
      return;
    }

  g_clear_error (&self->error);
  self->asking = g_cancellable_new ();
  bst_connection_read_graphics_async (connection, bst_machine_get_uuid (self->machine),
                                      self->asking, on_graphics, g_object_ref (self));
  g_signal_emit (self, signals[CHANGED], 0);
}

/* --- The machine --- */

/* It was asked for while its host was not connected, or lost with it. */
static void
on_host_changed (BstMachineConsole *self)
{
  const gboolean was_online = self->online;

  self->online = bst_host_get_state (bst_machine_get_host (self->machine)) == BST_HOST_STATE_ONLINE;
  if (!self->online || was_online || !self->wanted || !is_active (self->machine))
    return;

  if (g_error_matches (self->error, BST_ERROR, BST_ERROR_NOT_CONNECTED) ||
      (self->console != NULL && bst_console_get_state (self->console) == BST_CONSOLE_STATE_LOST))
    ask (self);
}

static void
set_machine (BstMachineConsole *self, BstMachine *machine)
{
  if (self->machine != NULL)
    {
      g_clear_signal_handler (&self->changed_id, self->machine);
      g_clear_signal_handler (&self->host_id, bst_machine_get_host (self->machine));
    }
  g_set_object (&self->machine, machine);
  if (machine == NULL)
    return;
  self->online = bst_host_get_state (bst_machine_get_host (machine)) == BST_HOST_STATE_ONLINE;
  self->up = is_up (machine);
  self->changed_id =
      g_signal_connect_swapped (machine, "changed", G_CALLBACK (on_machine_changed), self);
  self->host_id = g_signal_connect_swapped (bst_machine_get_host (machine), "changed",
                                            G_CALLBACK (on_host_changed), self);
}

/* What its user disconnected stays so. */
static gboolean
has_ended_by_itself (BstMachineConsole *self)
{
  return self->console == NULL ||
         (bst_console_get_state (self->console) == BST_CONSOLE_STATE_ENDED &&
          !bst_console_is_closed_by_user (self->console));
}

static void
on_machine_changed (BstMachineConsole *self, guint changes)
{
  const gboolean active = is_active (self->machine);
  const gboolean up = is_up (self->machine);
  const gboolean started = up && !self->up;

  self->up = up;
  if ((changes & BST_MACHINE_CHANGED_IDENTITY) != 0 && self->console != NULL)
    bst_console_set_name (self->console, bst_machine_get_name (self->machine));
  if ((changes & BST_MACHINE_CHANGED_STATE) == 0)
    return;

  /* One that left is not off: see on_moved (). */
  if (self->console != NULL && bst_machine_is_fresh (self->machine) &&
      (active || bst_machine_get_state_reason (self->machine) != OFF_AFTER_MIGRATION))
    bst_spice_console_set_machine_off (BST_SPICE_CONSOLE (self->console), !active);
  /* It was started while its page was looked at. */
  if (started && self->wanted && bst_machine_is_fresh (self->machine) && has_ended_by_itself (self))
    ask (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_moved (BstMachineConsole *self)
{
  set_machine (self, bst_machine_tracker_get_machine (self->tracker));
  self->arrives = TRUE;
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  ask (self);
}

static void
on_destination_changed (BstMachineConsole *self)
{
  BstHost *host = bst_machine_tracker_get_destination (self->tracker);

  if (self->console == NULL || self->fleet == NULL)
    return;
  if (host == NULL)
    bst_spice_console_set_destination (BST_SPICE_CONSOLE (self->console), NULL, NULL);
  else
    set_destination (self, host, self->destination_name);
}

static void
track (BstMachineConsole *self)
{
  if (self->tracker != NULL || self->fleet == NULL)
    return;
  self->tracker = bst_machine_tracker_new (bst_fleet_get_inventory (self->fleet), self->machine);
  g_signal_connect_object (self->tracker, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tracker, "destination-changed",
                           G_CALLBACK (on_destination_changed), self, G_CONNECT_SWAPPED);
}

static void
untrack (BstMachineConsole *self)
{
  if (self->tracker != NULL)
    g_signal_handlers_disconnect_by_data (self->tracker, self);
  g_clear_object (&self->tracker);
}

/* --- Its face --- */

BstMachine *
bst_machine_console_get_machine (BstMachineConsole *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_CONSOLE (self), NULL);

  return self->machine;
}

void
bst_machine_console_open (BstMachineConsole *self)
{
  g_return_if_fail (BST_IS_MACHINE_CONSOLE (self));

  self->wanted = TRUE;
  track (self);
  if (is_active (self->machine))
    ask (self);
  else
    g_signal_emit (self, signals[CHANGED], 0);
}

void
bst_machine_console_take (BstMachineConsole *self)
{
  g_return_if_fail (BST_IS_MACHINE_CONSOLE (self));

  self->take = TRUE;
  bst_machine_console_open (self);
}

BstScreenWay
bst_machine_console_get_other_way (BstMachineConsole *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_CONSOLE (self), BST_SCREEN_WAY_PREFERRED);

  return self->other_way;
}

void
bst_machine_console_go_other_way (BstMachineConsole *self)
{
  g_return_if_fail (BST_IS_MACHINE_CONSOLE (self));

  self->way = self->other_way;
  bst_machine_console_open (self);
}

void
bst_machine_console_close (BstMachineConsole *self)
{
  g_return_if_fail (BST_IS_MACHINE_CONSOLE (self));

  self->wanted = self->take = FALSE;
  self->way = BST_SCREEN_WAY_PREFERRED;
  untrack (self);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_error (&self->error);
  if (self->console != NULL)
    bst_console_close (self->console);
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
bst_machine_console_is_open (BstMachineConsole *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_CONSOLE (self), FALSE);

  return self->wanted;
}

BstConsole *
bst_machine_console_get_console (BstMachineConsole *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_CONSOLE (self), NULL);

  return self->console;
}

const GError *
bst_machine_console_get_error (BstMachineConsole *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_CONSOLE (self), NULL);

  return self->error;
}

gboolean
bst_machine_console_is_asking (BstMachineConsole *self)
{
  g_return_val_if_fail (BST_IS_MACHINE_CONSOLE (self), FALSE);

  return self->asking != NULL;
}

static void
bst_machine_console_dispose (GObject *object)
{
  BstMachineConsole *self = BST_MACHINE_CONSOLE (object);

  if (self->console != NULL)
    bst_console_close (self->console);
  g_clear_object (&self->console);
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  untrack (self);
  set_machine (self, NULL);
  g_clear_pointer (&self->destination_name, g_free);
  g_clear_weak_pointer (&self->fleet);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (bst_machine_console_parent_class)->dispose (object);
}

static void
bst_machine_console_class_init (BstMachineConsoleClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = bst_machine_console_dispose;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_machine_console_init (BstMachineConsole *self)
{
}

BstMachineConsole *
bst_machine_console_new (BstFleet *fleet, BstMachine *machine)
{
  BstMachineConsole *self = g_object_new (BST_TYPE_MACHINE_CONSOLE, NULL);

  g_set_weak_pointer (&self->fleet, fleet);
  set_machine (self, machine);

  return self;
}
