/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A machine whose console cannot be reached the way that is gone, and the button for the other one:
 * through a real sshd, with a real libvirtd's test driver and a SPICE server of ours. */

#include "config.h"

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "../host/host-daemon.h"
#include "../host/ssh-fixture.h"
#include "app/bst-console-view.h"
#include "app/bst-consoles.h"
#include "app/bst-machine-list.h"
#include "app/bst-settings.h"
#include "console/bst-direct-dialer.h"
#include "console/bst-spice-console.h"
#include "console/bst-ssh-dialer.h"
#include "console-helpers.h"
#include "core/bst-error.h"
#include "screen-server.h"
#include "ui-fixture.h"

#define MACHINE "seen"
#define STRAIGHT "Connect Straight to the _Host"
#define THROUGH_SSH "Connect through SS_H"

/* What all tests share while one runs. */
static struct
{
  SshFixture *ssh;
  HostDaemon *daemon;
  ScreenServer *server;
  virConnectPtr libvirt; /* the machine is gone with the last one to the test driver */
} host;

/* --- This program as the host's netcat --- */

static gboolean
pass_on (int from, int to)
{
  char bytes[8192];
  ssize_t n = read (from, bytes, sizeof bytes);

  for (ssize_t done = 0; done < n;)
    {
      const ssize_t written = write (to, bytes + done, (size_t)(n - done));

      if (written <= 0)
        return FALSE;
      done += written;
    }

  return n > 0;
}

/* Debian's netcat need not be there: libvirt asks for "NETCAT -U PATH". */
static int
be_netcat (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  const int fd = socket (AF_UNIX, SOCK_STREAM, 0);
  struct pollfd ends[] = { { .fd = STDIN_FILENO, .events = POLLIN },
                           { .fd = fd, .events = POLLIN } };

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  if (connect (fd, (const struct sockaddr *)&address, sizeof address) != 0)
    return 1;
  while (poll (ends, G_N_ELEMENTS (ends), -1) > 0)
    {
      if ((ends[0].revents != 0 && !pass_on (STDIN_FILENO, fd)) ||
          (ends[1].revents != 0 && !pass_on (fd, STDOUT_FILENO)))
        break;
    }

  return 0;
}

/* --- The host --- */

/* @listen: what libvirt says of the machine's screen; it does on the loopback. NULL: on a socket,
 * and the host's graphics card draws it. */
static void
define_machine (const char *listen)
{
  g_autofree char *screen =
      listen != NULL ? g_strdup_printf ("<graphics type='spice' autoport='no' port='%u' "
                                        "listen='%s'/>",
                                        screen_server_get_port (host.server), listen)
                     : g_strdup ("<graphics type='spice'><listen type='socket' socket='/run/seen'/>"
                                 "<gl enable='yes'/></graphics>");
  g_autofree char *xml =
      g_strdup_printf ("<domain type='test'><name>" MACHINE "</name><memory>1024</memory>"
                       "<os><type>hvm</type></os><devices>%s</devices></domain>",
                       screen);
  virDomainPtr domain = virDomainCreateXML (host.libvirt, xml, 0);

  g_assert_cmpstr (domain != NULL ? NULL : virGetLastErrorMessage (), ==, NULL);
  virDomainFree (domain);
}

/* Runs @test on a host that is called @name, and whose sshd has the line @config. */
static void
run (const char *config, const char *name, const char *listen, UiTest test)
{
  g_autofree char *netcat = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *alias = NULL;
  g_autofree char *uri = NULL;

  host.ssh = ssh_fixture_new (config);
  host.daemon = host.ssh != NULL ? host_daemon_new () : NULL;
  if (host.daemon != NULL)
    {
      host.server = screen_server_new (320, 200);
      host.libvirt = virConnectOpen (host.daemon->uri);
      g_assert_nonnull (host.libvirt);
      define_machine (listen);
      ssh_fixture_trust (host.ssh, host.ssh->port);
      alias = g_strdup_printf ("Host %s\nHostName 127.0.0.1", name);
      ssh_fixture_configure (host.ssh, alias);
      uri = g_strdup_printf ("test+ssh://%s:%u/default?proxy=netcat&netcat=%s&socket=%s", name,
                             host.ssh->port, netcat, host.daemon->socket);
      ui_run (":memory:", uri, test);

      virConnectClose (host.libvirt);
      console_wait_for (screen_server_get_n_clients (host.server) == 0);
      g_clear_pointer (&host.server, screen_server_free);
    }
  g_clear_pointer (&host.daemon, host_daemon_free);
  g_clear_pointer (&host.ssh, ssh_fixture_free);
}

/* --- What is seen --- */

typedef struct
{
  UiFixture *fixture;
  BstMachineConsole *follower; /* (unowned): of the fleet's */
  const char *button;
} Screen;

static BstMachine *
find_machine (UiFixture *fixture)
{
  g_autoptr (GPtrArray) machines = bst_inventory_find_machines (fixture->inventory, MACHINE);

  return machines->len == 1 ? machines->pdata[0] : NULL;
}

static gboolean
is_listed (gpointer fixture)
{
  return find_machine (fixture) != NULL &&
         ui_find (((UiFixture *)fixture)->window, BST_TYPE_MACHINE_LIST, NULL) != NULL;
}

static void
open_screen (Screen *screen)
{
  BstMachine *machine;

  ui_wait ("the machine is listed", is_listed, screen->fixture);
  machine = find_machine (screen->fixture);
  bst_machine_list_select (
      BST_MACHINE_LIST (ui_find (screen->fixture->window, BST_TYPE_MACHINE_LIST, NULL)), machine);
  ui_settle ();
  ui_activate (screen->fixture, "win.console", NULL);
  screen->follower = bst_consoles_find_console (bst_consoles_get (screen->fixture->fleet), machine);
  g_assert_nonnull (screen->follower);
}

static BstDialer *
get_dialer (Screen *screen)
{
  return bst_spice_console_get_dialer (
      BST_SPICE_CONSOLE (bst_machine_console_get_console (screen->follower)));
}

static gboolean
has_failed (gpointer data)
{
  BstConsole *console = bst_machine_console_get_console (((Screen *)data)->follower);

  return console != NULL && bst_console_get_state (console) == BST_CONSOLE_STATE_ENDED;
}

static gboolean
is_offered (gpointer data)
{
  Screen *screen = data;

  return ui_find (screen->fixture->window, GTK_TYPE_BUTTON, screen->button) != NULL;
}

static gboolean
has_picture (gpointer data)
{
  Screen *screen = data;
  BstConsoleView *view =
      BST_CONSOLE_VIEW (ui_find (screen->fixture->window, BST_TYPE_CONSOLE_VIEW, NULL));
  BstConsole *console = bst_machine_console_get_console (screen->follower);

  return view != NULL && g_str_equal (bst_console_view_get_page (view), "screen") &&
         bst_console_get_state (console) == BST_CONSOLE_STATE_CONNECTED;
}

static void
close_screen (Screen *screen)
{
  g_autoptr (BstConsoleDisplay) display = g_list_model_get_item (
      bst_console_get_displays (bst_machine_console_get_console (screen->follower)), 0);

  screen_server_settle (host.server, display);
  bst_machine_console_close (screen->follower);
}

/* --- The tests --- */

/* Its sshd lets nobody through. The setting stays what it is, also for the next time. */
static void
go_straight (UiFixture *fixture)
{
  Screen screen = { .fixture = fixture, .button = STRAIGHT };

  open_screen (&screen);
  ui_wait ("the straight way is offered", is_offered, &screen);
  g_assert_null (ui_find (fixture->window, GTK_TYPE_BUTTON, THROUGH_SSH));
  g_assert_nonnull (ui_find (fixture->window, GTK_TYPE_BUTTON, "_Retry"));
  g_assert_error (bst_console_get_error (bst_machine_console_get_console (screen.follower)),
                  BST_ERROR, BST_ERROR_PERMISSION);

  ui_click (fixture->window, STRAIGHT);
  ui_wait ("there is the screen", has_picture, &screen);
  g_assert_true (BST_IS_DIRECT_DIALER (get_dialer (&screen)));
  g_assert_false (g_settings_get_boolean (bst_settings_get (), "console-direct"));
  close_screen (&screen);

  bst_machine_console_open (screen.follower);
  ui_wait ("the straight way is offered again", is_offered, &screen);
  g_assert_true (BST_IS_SSH_DIALER (get_dialer (&screen)));
  bst_machine_console_close (screen.follower);
}

static void
test_straight (void)
{
  run ("AllowTcpForwarding no", "127.0.0.1", "0.0.0.0", go_straight);
}

/* Only ssh knows where it is. */
static void
go_through_ssh (UiFixture *fixture)
{
  Screen screen = { .fixture = fixture, .button = THROUGH_SSH };

  open_screen (&screen);
  ui_wait ("the way through SSH is offered", is_offered, &screen);
  g_assert_true (BST_IS_DIRECT_DIALER (get_dialer (&screen)));
  g_assert_null (ui_find (fixture->window, GTK_TYPE_BUTTON, STRAIGHT));

  ui_click (fixture->window, THROUGH_SSH);
  ui_wait ("there is the screen", has_picture, &screen);
  g_assert_true (BST_IS_SSH_DIALER (get_dialer (&screen)));
  close_screen (&screen);
}

static void
test_through_ssh (void)
{
  g_settings_set_boolean (bst_settings_get (), "console-direct", TRUE);
  run (NULL, "known-to-ssh.invalid", "0.0.0.0", go_through_ssh);
  g_settings_reset (bst_settings_get (), "console-direct");
}

/* Nobody but the host itself can connect there. */
static void
find_no_way (UiFixture *fixture)
{
  Screen screen = { .fixture = fixture, .button = "_Retry" };

  open_screen (&screen);
  ui_wait ("it cannot be shown", has_failed, &screen);
  ui_wait ("it can be tried again", is_offered, &screen);
  g_assert_null (ui_find (fixture->window, GTK_TYPE_BUTTON, STRAIGHT));
  g_assert_null (ui_find (fixture->window, GTK_TYPE_BUTTON, THROUGH_SSH));
  bst_machine_console_close (screen.follower);
}

static void
test_loopback (void)
{
  run ("AllowTcpForwarding no", "127.0.0.1", "127.0.0.1", find_no_way);
}

/* Its server would let go of whoever does not share its graphics card, again and again. */
static void
find_drawn_by_card (UiFixture *fixture)
{
  Screen screen = { .fixture = fixture, .button = "_Retry" };
  const GError *error;

  open_screen (&screen);
  ui_wait ("it can be tried again", is_offered, &screen);
  error = bst_machine_console_get_error (screen.follower);
  g_assert_error (error, BST_ERROR, BST_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "graphics card"));
  g_assert_nonnull (strstr (bst_error_get_remedy (error), "<gl enable='no'/>"));
  g_assert_null (bst_machine_console_get_console (screen.follower));
  bst_machine_console_close (screen.follower);
}

static void
test_drawn_by_card (void)
{
  run (NULL, "127.0.0.1", NULL, find_drawn_by_card);
}

int
main (int argc, char **argv)
{
  if (argc == 2 && g_str_equal (argv[1], "-q"))
    return 1;
  if (argc == 3 && g_str_equal (argv[1], "-U"))
    return be_netcat (argv[2]);
  if (!ui_init (&argc, &argv))
    return 0;
  console_let_library_warn ();

  g_test_add_func ("/console-other-way/straight", test_straight);
  g_test_add_func ("/console-other-way/through-ssh", test_through_ssh);
  g_test_add_func ("/console-other-way/loopback", test_loopback);
  g_test_add_func ("/console-other-way/drawn-by-card", test_drawn_by_card);

  return g_test_run ();
}
