/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <gtk/gtk.h>
#include <string.h>

#include "app/bst-console-shot.h"
#include "app/bst-console-thumbnail.h"
#include "app/bst-console-viewers.h"
#include "app/bst-consoles.h"
#include "app/bst-settings.h"
#include "console/bst-direct-dialer.h"
#include "console/bst-spice-console.h"
#include "console/bst-ssh-dialer.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"
#include "formats/bst-vv-graphics.h"
#include "lab-fixture.h"
#include "operations/bst-lifecycle.h"
#include "operations/bst-migrate.h"

/* The screens of real machines, through the SSH connections of their hosts: while the machine
 * migrates, restarts and goes off, and while the cable is cut. */

/* One whose opening is over, and what became of it since. */
typedef struct
{
  BstMachineConsole *follower; /* (unowned): of the fleet's */
  BstConsole *console;         /* (unowned) */
  guint n_breaks;              /* states without a picture that moves */
  gint64 drawn;                /* when something was drawn the last time, monotonic */
} Screen;

/* --- What is on the screen --- */

static void
on_state (BstConsole *console, Screen *screen)
{
  switch (bst_console_get_state (console))
    {
    case BST_CONSOLE_STATE_CONNECTING:
    case BST_CONSOLE_STATE_LOST:
    case BST_CONSOLE_STATE_ENDED:
      screen->n_breaks++;
      break;
    case BST_CONSOLE_STATE_CONNECTED:
    case BST_CONSOLE_STATE_MIGRATING:
    case BST_CONSOLE_STATE_PASSWORD:
    case BST_CONSOLE_STATE_NEW:
    default:
      break;
    }
}

static void
on_damaged (BstConsoleDisplay *display, const BstConsoleRect *rects, guint n, Screen *screen)
{
  screen->drawn = g_get_monotonic_time ();
}

/* Some text in another colour than the ground: a screen that is up. */
static gboolean
has_picture (BstConsole *console)
{
  g_autoptr (BstConsoleDisplay) display =
      g_list_model_get_item (bst_console_get_displays (console), 0);
  const guint32 *pixels;
  gsize stride = 0;

  pixels = display != NULL ? bst_console_display_get_pixels (display, &stride) : NULL;
  for (int y = 0; pixels != NULL && y < bst_console_display_get_height (display); y++)
    {
      for (int x = 0; x < bst_console_display_get_width (display); x++)
        {
          if ((pixels[(gsize)y * stride / 4 + (gsize)x] & 0xffffff) != (pixels[0] & 0xffffff))
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
is_connected (Screen *screen)
{
  return screen->console != NULL &&
         bst_console_get_state (screen->console) == BST_CONSOLE_STATE_CONNECTED;
}

/* Pictures come: also while the machine is on its way to another host. */
static gboolean
is_live (Screen *screen)
{
  return is_connected (screen) ||
         bst_console_get_state (screen->console) == BST_CONSOLE_STATE_MIGRATING;
}

static void
screen_open (Screen *screen, Lab *lab, BstMachine *machine)
{
  g_autoptr (BstConsoleDisplay) display = NULL;
  double seconds;

  screen->follower = bst_consoles_get_console (bst_consoles_get (lab->fleet), machine);
  bst_machine_console_open (screen->follower);
  seconds = LAB_AWAIT (30, (screen->console = bst_machine_console_get_console (screen->follower)) !=
                               NULL);
  g_signal_connect (screen->console, "state-changed", G_CALLBACK (on_state), screen);
  seconds += LAB_AWAIT (30, is_live (screen) && has_picture (screen->console));
  display = g_list_model_get_item (bst_console_get_displays (screen->console), 0);
  g_signal_connect (display, "damaged", G_CALLBACK (on_damaged), screen);
  g_test_message ("The first picture came after %.3f s", seconds);
}

static void
screen_close (Screen *screen)
{
  g_autoptr (BstConsoleDisplay) display =
      g_list_model_get_item (bst_console_get_displays (screen->console), 0);

  g_signal_handlers_disconnect_by_data (display, screen);
  g_signal_handlers_disconnect_by_data (screen->console, screen);
  bst_machine_console_close (screen->follower);
}

static guint
scancode (char c)
{
  static const char *const rows[] = { "qwertyuiop", "asdfghjkl", "zxcvbnm" };
  static const guint first[] = { 16, 30, 44 };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *key = strchr (rows[i], c);

      if (key != NULL)
        return first[i] + (guint)(key - rows[i]);
    }

  return c == '/' ? 53 : c == '\n' ? 28 : 57;
}

typedef struct
{
  BstConsole *console;
  const char *left;
  const char *text;
} Typing;

static gboolean
on_next_key (gpointer data)
{
  Typing *typing = data;
  const guint code = scancode (*typing->left);

  bst_console_send_keys (typing->console, &code, 1);
  typing->left++;

  return *typing->left != '\0';
}

static gboolean
on_type_again (gpointer data)
{
  Typing *typing = data;

  if (*typing->left == '\0')
    {
      typing->left = typing->text;
      g_timeout_add (20, on_next_key, typing);
    }

  return G_SOURCE_CONTINUE;
}

/* Types a command into the shell on the screen that leaves a file, and waits until the guest's
 * agent, on @host, has seen that. As fast as somebody types; but a PS/2 keyboard keeps no more than
 * 16 bytes, and a guest that a busy computer keeps waiting misses keys: it is typed again. */
static void
type_and_see (Screen *screen, const char *host, const char *machine, const char *file)
{
  g_autofree char *typed = g_strdup_printf ("\ntouch /run/%s\n", file);
  g_autofree char *look = g_strdup_printf (
      "until virsh -q qemu-agent-command %s '{\"execute\":\"guest-file-open\","
      "\"arguments\":{\"path\":\"/run/%s\"}}' > /dev/null 2>&1; do sleep 0.1; done",
      machine, file);
  Typing typing = { screen->console, typed, typed };
  guint again;

  g_timeout_add (20, on_next_key, &typing);
  again = g_timeout_add_seconds (5, on_type_again, &typing);
  lab_do ("host", host, "timeout", "60", "sh", "-c", look, NULL);
  g_source_remove (again);
  LAB_AWAIT (10, *typing.left == '\0');
}

static BstMachine *
await_machine (Lab *lab, BstHost *host, const char *name)
{
  LAB_AWAIT (30, lab_find (lab, host, name) != NULL);
  return lab_find (lab, host, name);
}

/* Whether the console's bytes go through the SSH connection of that host. */
static gboolean
leads_through (Screen *screen, Lab *lab, BstHost *host)
{
  BstDialer *dialer = bst_spice_console_get_dialer (BST_SPICE_CONSOLE (screen->console));

  return BST_IS_SSH_DIALER (dialer) &&
         bst_ssh_dialer_get_master (BST_SSH_DIALER (dialer)) ==
             bst_connection_get_ssh (bst_fleet_get_connection (lab->fleet, host));
}

/* --- Migrations --- */

static gboolean
runs_on (Lab *lab, BstHost *host, const char *name)
{
  BstMachine *machine = lab_find (lab, host, name);

  return machine != NULL && bst_machine_get_state (machine) == BST_MACHINE_STATE_RUNNING;
}

static void
migrate (Lab *lab, Screen *screen, BstHost *to, BstMigrationOptions *options)
{
  BstMachine *machine = bst_machine_console_get_machine (screen->follower);
  g_autoptr (BstOperation) operation = bst_migrate_new (lab->fleet, machine, to, options);

  bst_scheduler_submit (bst_fleet_get_scheduler (lab->fleet), operation);
  LAB_AWAIT (240, bst_operation_is_over (operation));
  g_assert_no_error (bst_operation_get_error (operation));
  LAB_AWAIT (10, bst_machine_get_host (bst_machine_console_get_machine (screen->follower)) == to);
}

/* To where nobody here knows the way, and which calls itself its loopback: that of the source, through
 * the source, is another place. The screen says so; it is back when the host is known. */
static void
lose_and_find (Lab *lab, Screen *screen, BstHost *unknown)
{
  g_autofree char *to = g_strdup (bst_host_get_uri (unknown));
  BstHost *found;

  bst_inventory_remove_host (lab->inventory, unknown);
  lab_do ("exec", "virsh", "-c", "qemu+ssh://root@hosta/system", "migrate", "--live", "--persistent",
          "--undefinesource", "moving", to, NULL);
  LAB_AWAIT (10, bst_console_get_state (screen->console) == BST_CONSOLE_STATE_ENDED);
  g_assert_error (bst_console_get_error (screen->console), BST_ERROR, BST_ERROR_NO_MACHINE);
  bst_console_open (screen->console);
  LAB_AWAIT (10, bst_console_get_state (screen->console) == BST_CONSOLE_STATE_ENDED);
  g_assert_error (bst_console_get_error (screen->console), BST_ERROR, BST_ERROR_NO_MACHINE);

  found = lab_bring_online (lab, "hostb");
  LAB_AWAIT (10, is_connected (screen) && leads_through (screen, lab, found));
  type_and_see (screen, "hostb", "moving", "found");
}

/* There and back, where the second one comes to a host that knows the machine already. */
static void
test_seamless (Lab *lab, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  BstHost *source = lab_bring_online (lab, "hosta");
  BstHost *destination = lab_bring_online (lab, "hostb");
  Screen screen = { 0 };

  lab_do ("guest", "moving", "hosta", "--shared", "--wait", NULL);
  screen_open (&screen, lab, await_machine (lab, source, "moving"));
  type_and_see (&screen, "hosta", "moving", "before");

  options->undefine_source = FALSE;
  migrate (lab, &screen, destination, options);
  LAB_AWAIT (10, is_connected (&screen) && leads_through (&screen, lab, destination));
  g_assert_cmpuint (screen.n_breaks, ==, 0);
  type_and_see (&screen, "hostb", "moving", "there");

  migrate (lab, &screen, source, options);
  LAB_AWAIT (10, is_connected (&screen) && leads_through (&screen, lab, source));
  g_assert_cmpuint (screen.n_breaks, ==, 0);
  type_and_see (&screen, "hosta", "moving", "back");

  lose_and_find (lab, &screen, destination);
  screen_close (&screen);
}

/* A console that was opened after the migration began: SPICE has nothing prepared for it. */
static void
test_reopened (Lab *lab, gconstpointer data)
{
  g_autoptr (BstMigrationOptions) options = bst_migration_options_new ();
  g_autoptr (BstOperation) operation = NULL;
  BstHost *source = lab_bring_online (lab, "hosta");
  BstHost *destination = lab_bring_online (lab, "hostb");
  Screen screen = { 0 };
  BstMachine *machine;
  gint64 arrived;

  lab_do ("guest", "late", "hosta", "--shared", "--memory", "160", "--busy", "16", "--wait", NULL);
  machine = await_machine (lab, source, "late");
  options->bandwidth = (guint64)8 << 20;
  options->max_downtime = 20;
  operation = bst_migrate_new (lab->fleet, machine, destination, options);
  bst_scheduler_submit (bst_fleet_get_scheduler (lab->fleet), operation);
  LAB_AWAIT (60, bst_operation_get_status (operation) != NULL &&
                     bst_operation_get_status (operation)->memory_total != BST_UNKNOWN);
  screen_open (&screen, lab, machine);

  bst_migrate_set_bandwidth (BST_MIGRATE (operation), 0);
  bst_migrate_set_max_downtime (BST_MIGRATE (operation), 20000);
  LAB_AWAIT (240, runs_on (lab, destination, "late"));
  arrived = g_get_monotonic_time ();
  /* A cursor blinks there, all the time. */
  LAB_AWAIT (10, is_connected (&screen) && leads_through (&screen, lab, destination) &&
                     screen.drawn > arrived);
  g_test_message ("Drawn to %.3f s after the machine arrived",
                  (double)(screen.drawn - arrived) / G_TIME_SPAN_SECOND);
  g_assert_cmpint (screen.drawn - arrived, <=, G_TIME_SPAN_SECOND);
  LAB_AWAIT (60, bst_operation_is_over (operation));
  g_assert_no_error (bst_operation_get_error (operation));
  type_and_see (&screen, "hostb", "late", "there");

  screen_close (&screen);
}

/* --- Other ways --- */

/* libvirt tells the password to who may know it; and what listens to others is reached straight,
 * where its user wants that. */
static void
test_direct (Lab *lab, gconstpointer data)
{
  BstHost *host = lab_bring_online (lab, "hosta");
  Screen screen = { 0 };
  BstDialer *dialer;

  lab_do ("guest", "open", "hosta", "--graphics",
          "<graphics type='spice' autoport='yes' listen='0.0.0.0' passwd='sesame'/>", NULL);
  screen_open (&screen, lab, await_machine (lab, host, "open"));
  g_assert_true (leads_through (&screen, lab, host));
  bst_machine_console_close (screen.follower);

  g_settings_set_boolean (bst_settings_get (), "console-direct", TRUE);
  bst_machine_console_open (screen.follower);
  LAB_AWAIT (10, is_connected (&screen));
  dialer = bst_spice_console_get_dialer (BST_SPICE_CONSOLE (screen.console));
  g_assert_true (BST_IS_DIRECT_DIALER (dialer));
  g_assert_cmpstr (bst_spice_console_get_target (BST_SPICE_CONSOLE (screen.console))->host, ==,
                   "hosta");

  g_settings_reset (bst_settings_get (), "console-direct");
  screen_close (&screen);
}

/* --- Off, on, and once more --- */

static void
do_lifecycle (Lab *lab, BstLifecycle lifecycle, BstMachine *machine)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  g_autoptr (BstOperation) operation = NULL;

  g_ptr_array_add (machines, machine);
  operation = bst_lifecycle_operation_new (lab->fleet, lifecycle, machines);
  bst_scheduler_submit (bst_fleet_get_scheduler (lab->fleet), operation);
  LAB_AWAIT (120, bst_operation_is_over (operation));
  g_assert_no_error (bst_operation_get_error (operation));
}

static void
test_off_and_on (Lab *lab, gconstpointer data)
{
  BstHost *host = lab_bring_online (lab, "hosta");
  Screen screen = { 0 };
  BstMachine *machine;

  lab_do ("guest", "onoff", "hosta", "--wait", NULL);
  machine = await_machine (lab, host, "onoff");
  screen_open (&screen, lab, machine);

  /* It goes on over a reboot, which the new system's lack of the file proves. */
  type_and_see (&screen, "hosta", "onoff", "old");
  do_lifecycle (lab, BST_LIFECYCLE_REBOOT, machine);
  lab_do (
      "host", "hosta", "timeout", "120", "sh", "-c",
      "until virsh -q qemu-agent-command onoff '{\"execute\":\"guest-file-open\","
      "\"arguments\":{\"path\":\"/run/old\"}}' 2>&1 | grep -q 'No such file'; do sleep 0.2; done",
      NULL);
  type_and_see (&screen, "hosta", "onoff", "new");
  g_assert_cmpuint (screen.n_breaks, ==, 0);

  /* Off: an end without an error, and what could be started. */
  do_lifecycle (lab, BST_LIFECYCLE_SHUTDOWN, machine);
  LAB_AWAIT (30, bst_console_get_state (screen.console) == BST_CONSOLE_STATE_ENDED);
  g_assert_no_error (bst_console_get_error (screen.console));
  LAB_AWAIT (10, bst_lifecycle_is_possible (BST_LIFECYCLE_START, machine, NULL));
  g_assert_true (bst_machine_console_is_open (screen.follower));

  /* On: there it is again, by itself. */
  do_lifecycle (lab, BST_LIFECYCLE_START, machine);
  LAB_AWAIT (30, is_connected (&screen) && has_picture (screen.console));

  screen_close (&screen);
}

/* --- The cable --- */

static void
test_cut (Lab *lab, gconstpointer data)
{
  BstHost *host = lab_bring_online (lab, "hosta");
  Screen screen = { 0 };
  double seconds;

  lab_do ("guest", "cut", "hosta", "--wait", NULL);
  screen_open (&screen, lab, await_machine (lab, host, "cut"));

  lab_do ("cut", "hosta", NULL);
  seconds = LAB_AWAIT (60, bst_console_get_state (screen.console) == BST_CONSOLE_STATE_LOST);
  g_test_message ("Lost %.1f s after the cable was cut", seconds);
  g_assert_nonnull (bst_console_get_error (screen.console));
  g_assert_true (has_picture (screen.console));

  lab_do ("heal", "hosta", NULL);
  LAB_AWAIT (60, bst_host_get_state (host) == BST_HOST_STATE_ONLINE);
  seconds = LAB_AWAIT (30, is_connected (&screen));
  g_test_message ("There again %.3f s after its host", seconds);
  g_assert_true (leads_through (&screen, lab, host));
  type_and_see (&screen, "hosta", "cut", "healed");

  screen_close (&screen);
}

/* --- Others --- */

static void
on_graphics (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(GPtrArray **)data =
      bst_connection_read_graphics_finish (BST_CONNECTION (source), result, &error);
  g_assert_no_error (error);
}

/* (transfer full): of the machine's first screen. */
static BstGraphics *
read_screen (Lab *lab, BstMachine *machine)
{
  BstConnection *connection = bst_fleet_get_connection (lab->fleet, bst_machine_get_host (machine));
  g_autoptr (GPtrArray) graphics = NULL;

  bst_connection_read_graphics_async (connection, bst_machine_get_uuid (machine), NULL, on_graphics,
                                      &graphics);
  LAB_AWAIT (10, graphics != NULL);
  g_ptr_array_set_free_func (graphics, NULL);

  return graphics->pdata[0];
}

/* Somebody at another computer, with a viewer of their own. */
static BstSpiceConsole *
open_as_another (Lab *lab, BstMachine *machine)
{
  BstConnection *connection = bst_fleet_get_connection (lab->fleet, bst_machine_get_host (machine));
  g_autoptr (BstDialer) dialer = bst_ssh_dialer_new (bst_connection_get_ssh (connection));
  g_autoptr (BstSpiceTarget) target = bst_spice_target_new ();
  g_autoptr (BstGraphics) screen = read_screen (lab, machine);
  BstSpiceConsole *console;

  target->host = g_strdup ("127.0.0.1");
  target->port = screen->port;
  console = bst_spice_console_new ("another", target, dialer);
  bst_console_open (BST_CONSOLE (console));
  LAB_AWAIT (10, bst_console_get_state (BST_CONSOLE (console)) == BST_CONSOLE_STATE_CONNECTED);

  return console;
}

static gboolean
are_there (Lab *lab, BstMachine *machine)
{
  g_autoptr (BstGraphics) screen = read_screen (lab, machine);

  return bst_console_viewers_are_there (lab->inventory, machine, screen);
}

static gboolean
is_busy (BstMachineConsole *follower)
{
  return g_error_matches (bst_machine_console_get_error (follower), BST_ERROR, BST_ERROR_BUSY);
}

/* Until the server has seen the others go, it is right to say that they are there: whoever is told
 * so asks again. */
static gboolean
opens_once_free (Screen *screen)
{
  if (is_busy (screen->follower))
    bst_machine_console_open (screen->follower);

  return is_connected (screen);
}

static gboolean
has_ended_busy (BstConsole *console)
{
  return bst_console_get_state (console) == BST_CONSOLE_STATE_ENDED &&
         g_error_matches (bst_console_get_error (console), BST_ERROR, BST_ERROR_BUSY);
}

/* How often the journal says so of @machine. */
static guint
count_told (Lab *lab, BstMachine *machine, const char *kind)
{
  GListModel *journal = bst_inventory_get_journal (lab->inventory);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (journal); i++)
    {
      g_autoptr (BstJournalEntry) entry = g_list_model_get_item (journal, i);
      const BstJournalFields *fields = bst_journal_entry_get_fields (entry);

      n += g_strcmp0 (fields->kind, kind) == 0 &&
           g_strcmp0 (fields->machine_uuid, bst_machine_get_uuid (machine)) == 0;
    }

  return n;
}

/* A program that has just begun has heard nothing of who is there: it asks the host, however little it
 * knows of that yet. */
static void
open_at_once (const char *name)
{
  Lab fresh = { 0 };
  BstMachineConsole *follower;
  BstHost *host;

  lab_set_up (&fresh, NULL);
  host = lab_add_host (&fresh, "qemu+ssh://root@hosta/system", "hosta");
  follower = bst_consoles_get_console (bst_consoles_get (fresh.fleet),
                                       await_machine (&fresh, host, name));
  bst_machine_console_open (follower);
  LAB_AWAIT (10, is_busy (follower) || bst_machine_console_get_console (follower) != NULL);
  g_assert_true (is_busy (follower));
  bst_machine_console_close (follower);
  lab_tear_down (&fresh, NULL);
}

/* Nobody loses their screen unasked. The journal tells of screens, not of their connections. */
static void
test_taken (Lab *lab, gconstpointer data)
{
  BstHost *host = lab_bring_online (lab, "hosta");
  g_autoptr (BstSpiceConsole) another = NULL;
  BstMachineConsole *follower;
  BstMachine *machine;
  Screen screen = { 0 };

  lab_do ("guest", "wanted", "hosta", NULL);
  machine = await_machine (lab, host, "wanted");
  LAB_AWAIT (30, bst_machine_get_state (machine) == BST_MACHINE_STATE_RUNNING);
  another = open_as_another (lab, machine);
  LAB_AWAIT (10, count_told (lab, machine, "console-opened") > 0);

  follower = bst_consoles_get_console (bst_consoles_get (lab->fleet), machine);
  bst_machine_console_open (follower);
  LAB_AWAIT (10, is_busy (follower));
  open_at_once ("wanted");
  g_assert_null (bst_machine_console_get_console (follower));
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (another)), ==, BST_CONSOLE_STATE_CONNECTED);

  screen.follower = follower;
  bst_machine_console_take (follower);
  LAB_AWAIT (10, (screen.console = bst_machine_console_get_console (follower)) != NULL);
  LAB_AWAIT (10, is_connected (&screen));

  LAB_AWAIT (10, has_ended_busy (BST_CONSOLE (another)));
  g_assert_cmpuint (count_told (lab, machine, "console-opened"), ==, 1);
  g_assert_cmpuint (count_told (lab, machine, "console-closed"), ==, 0);

  /* They take it back; to try again is no reason to throw them out. */
  bst_console_open (BST_CONSOLE (another));
  LAB_AWAIT (10, has_ended_busy (screen.console) &&
                     bst_console_get_state (BST_CONSOLE (another)) == BST_CONSOLE_STATE_CONNECTED);
  bst_console_open (screen.console);
  LAB_AWAIT (10, is_busy (follower));
  g_assert_cmpint (bst_console_get_state (screen.console), ==, BST_CONSOLE_STATE_ENDED);
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (another)), ==, BST_CONSOLE_STATE_CONNECTED);

  bst_console_close (BST_CONSOLE (another));
  bst_machine_console_open (follower);
  LAB_AWAIT (10, opens_once_free (&screen));
  bst_machine_console_close (follower);
  LAB_AWAIT (10, count_told (lab, machine, "console-closed") > 0 &&
                     count_told (lab, machine, "console-closed") ==
                         count_told (lab, machine, "console-opened"));

  /* A new line to the host is no reason either, where they were faster. */
  g_clear_object (&another);
  bst_fleet_disconnect_host (lab->fleet, host);
  LAB_AWAIT (10, bst_host_get_state (host) == BST_HOST_STATE_OFFLINE);
  bst_fleet_connect_host (lab->fleet, host);
  LAB_AWAIT (20, bst_host_get_state (host) == BST_HOST_STATE_ONLINE);
  another = open_as_another (lab, machine);
  LAB_AWAIT (10, are_there (lab, machine));
  bst_machine_console_open (follower);
  LAB_AWAIT (10, is_busy (follower));
  g_assert_cmpint (bst_console_get_state (BST_CONSOLE (another)), ==, BST_CONSOLE_STATE_CONNECTED);
  bst_machine_console_close (follower);
  bst_console_close (BST_CONSOLE (another));
}

/* TLS inside SSH, with certificates that this computer knows nothing of. */
static void
test_tls (Lab *lab, gconstpointer data)
{
  static const char make_keys[] =
      "mkdir -p /srv/keys && cd /srv/keys && "
      "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj '/O=Lab/CN=Lab CA' "
      "-keyout ca-key.pem -out ca-cert.pem 2> /dev/null && "
      "openssl req -newkey rsa:2048 -nodes -subj '/O=Lab, Inc/CN=hosta' -keyout server-key.pem "
      "2> /dev/null | openssl x509 -req -days 2 -CA ca-cert.pem -CAkey ca-key.pem -CAcreateserial "
      "-out server-cert.pem 2> /dev/null && chmod a+r *.pem && "
      "printf 'spice_tls = 1\nspice_tls_x509_cert_dir = \"/srv/keys\"\n' "
      ">> /etc/libvirt/qemu.conf";
  g_autoptr (BstGraphics) graphics = NULL;
  g_autoptr (BstUri) uri = NULL;
  g_autoptr (BstVvFile) file = NULL;
  g_autoptr (BstVvFile) read = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  Screen screen = { 0 };
  BstHost *host;

  lab_do ("host", "hosta", "sh", "-c", make_keys, NULL);
  lab_do ("restart", "hosta", "libvirtd", NULL);
  host = lab_bring_online (lab, "hosta");
  lab_do ("guest", "secret", "hosta", "--wait", "--graphics",
          "<graphics type='spice' autoport='yes' listen='127.0.0.1' defaultMode='secure'/>", NULL);
  screen_open (&screen, lab, await_machine (lab, host, "secret"));
  g_assert_nonnull (
      bst_spice_console_get_target (BST_SPICE_CONSOLE (screen.console))->secure_channels);
  type_and_see (&screen, "hosta", "secret", "typed");

  /* A file for others carries them, and the way. */
  graphics = read_screen (lab, lab_find (lab, host, "secret"));
  g_assert_cmpstr (graphics->subject, ==, "O=Lab\\, Inc,CN=hosta");
  uri = bst_uri_parse ("qemu+ssh://root@hosta/system?jump=gate", NULL);
  file = bst_vv_graphics_new_file (graphics, uri, "secret", &error);
  g_assert_no_error (error);
  text = bst_vv_file_to_text (file);
  bytes = g_bytes_new_static (text, strlen (text));
  read = bst_vv_file_parse (bytes, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read->ca, ==, graphics->ca);
  g_assert_cmpstr (read->host_subject, ==, graphics->subject);
  g_assert_cmpstr (read->via, ==, "gate,root@hosta");

  screen_close (&screen);
}

/* --- Its small picture --- */

/* As the details show it. */
typedef struct
{
  GtkWidget *window;
  GtkWidget *picture;
} Small;

static void
small_open (Small *small, Lab *lab, BstMachine *machine)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *thumbnail = bst_console_thumbnail_new (lab->fleet);

  small->window = gtk_window_new ();
  small->picture = gtk_button_get_child (GTK_BUTTON (gtk_widget_get_first_child (thumbnail)));
  gtk_box_append (GTK_BOX (box), thumbnail);
  gtk_window_set_child (GTK_WINDOW (small->window), box);
  bst_console_thumbnail_set_machine (BST_CONSOLE_THUMBNAIL (thumbnail), machine);
  gtk_window_present (GTK_WINDOW (small->window));
}

/* (nullable) (transfer full) */
static GBytes *
read_pixels (GdkTexture *texture)
{
  gsize stride, length;
  guchar *pixels;

  if (texture == NULL)
    return NULL;
  stride = (gsize)gdk_texture_get_width (texture) * 4;
  length = stride * (gsize)gdk_texture_get_height (texture);
  pixels = g_malloc (length);
  gdk_texture_download (texture, pixels, stride);

  return g_bytes_new_take (pixels, length);
}

/* How much of it is not black, in percent; -1: there is none. */
static double
get_light (Small *small)
{
  GdkPaintable *paintable = gtk_picture_get_paintable (GTK_PICTURE (small->picture));
  g_autoptr (GBytes) bytes = read_pixels (paintable != NULL ? GDK_TEXTURE (paintable) : NULL);
  gsize length = 0, lit = 0;
  const guint8 *pixels = bytes != NULL ? g_bytes_get_data (bytes, &length) : NULL;

  if (pixels == NULL || !gtk_widget_get_mapped (small->picture))
    return -1;
  for (gsize i = 0; i < length; i += 4)
    lit += pixels[i] > 32;

  return (double)lit * 400 / (double)length;
}

/* Whether it is just what the console shows, in small. */
static gboolean
equals (Small *small, BstConsole *console)
{
  GdkPaintable *paintable = gtk_picture_get_paintable (GTK_PICTURE (small->picture));
  g_autoptr (BstConsoleDisplay) display =
      g_list_model_get_item (bst_console_get_displays (console), 0);
  g_autoptr (GdkTexture) now = bst_console_shot_new_small (display, 280, 175);
  g_autoptr (GBytes) shown = read_pixels (GDK_TEXTURE (paintable));
  g_autoptr (GBytes) should = read_pixels (now);

  return should != NULL && g_bytes_equal (shown, should);
}

/* By libvirt, while no console is open. @keys: names of keys, with spaces between. */
static void
press (const char *machine, const char *keys)
{
  g_autofree char *command = g_strdup_printf (
      "for key in %s; do virsh -q send-key %s KEY_$key || exit 1; sleep 0.05; done", keys, machine);

  lab_do ("host", "hosta", "sh", "-c", command, NULL);
}

/* As its host pictures it, then as its console does: in both it is what the guest shows now. */
static void
test_thumbnail (Lab *lab, gconstpointer data)
{
  BstHost *host = lab_bring_online (lab, "hosta");
  Typing typing;
  Screen screen = { 0 };
  Small small = { 0 };
  BstMachine *machine;

  if (!gtk_init_check ())
    {
      g_test_skip ("there is no display");
      return;
    }
  lab_do ("guest", "small", "hosta", "--wait", NULL);
  machine = await_machine (lab, host, "small");
  press ("small", "C L E A R ENTER");
  small_open (&small, lab, machine);
  LAB_AWAIT (30, get_light (&small) >= 0 && get_light (&small) < 1);
  press ("small", "D M E S G ENTER");
  LAB_AWAIT (30, get_light (&small) > 3);

  screen_open (&screen, lab, machine);
  LAB_AWAIT (10, equals (&small, screen.console));
  typing = (Typing){ screen.console, "clear\n", "clear\n" };
  g_timeout_add (20, on_next_key, &typing);
  LAB_AWAIT (10, *typing.left == '\0' && get_light (&small) < 1);
  LAB_AWAIT (10, equals (&small, screen.console));

  gtk_window_destroy (GTK_WINDOW (small.window));
  screen_close (&screen);
}

int
main (int argc, char **argv)
{
  g_autofree char *store = g_build_filename (g_getenv ("LAB_DIR"), "store", NULL);

  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();
  /* The library warns of each channel that breaks. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_ERROR);

  g_test_add ("/console-live/off-and-on", Lab, NULL, lab_set_up, test_off_and_on, lab_tear_down);
  g_test_add ("/console-live/direct", Lab, NULL, lab_set_up, test_direct, lab_tear_down);
  g_test_add ("/console-live/cut", Lab, NULL, lab_set_up, test_cut, lab_tear_down);
  g_test_add ("/console-live/taken", Lab, NULL, lab_set_up, test_taken, lab_tear_down);
  g_test_add ("/console-live/thumbnail", Lab, NULL, lab_set_up, test_thumbnail, lab_tear_down);
  g_test_add ("/console-live/tls", Lab, NULL, lab_set_up, test_tls, lab_tear_down);
  if (!g_file_test (store, G_FILE_TEST_IS_DIR))
    {
      g_test_message ("No migrations: the lab has no store, as GlusterFS is not installed");
      return g_test_run ();
    }
  g_test_add ("/console-live/seamless", Lab, NULL, lab_set_up, test_seamless, lab_tear_down);
  g_test_add ("/console-live/reopened", Lab, NULL, lab_set_up, test_reopened, lab_tear_down);

  return g_test_run ();
}
