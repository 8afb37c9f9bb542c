/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a console's file says, as it reaches the library: each key has its effect, or none is told. */

#include "console-helpers.h"

#include "console/bst-direct-dialer.h"
#include "console/bst-spice-console-private.h"
#include "console/bst-vv-target.h"
#include "core/bst-error.h"
#include "core/bst-thread.h"

#define HEAD "[virt-viewer]\ntype=spice\nhost=127.0.0.1\n"

/* Takes connections, and says nothing. */
static GSocketListener *listener;
static guint port;

static BstVvFile *
parse (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  BstVvFile *file = bst_vv_file_parse (bytes, &error);

  g_assert_no_error (error);

  return file;
}

static BstSpiceConsole *
open_at (guint at, const char *more)
{
  g_autofree char *text = g_strdup_printf (HEAD "port=%u\n%s", at, more);
  g_autoptr (BstVvFile) file = parse (text);
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();
  g_autoptr (BstSpiceTarget) target = NULL;
  g_autoptr (GError) error = NULL;
  BstSpiceConsole *console;

  target = bst_vv_target_new (file, NULL, &error);
  g_assert_no_error (error);
  console = bst_spice_console_new ("web", target, dialer);
  bst_console_open (BST_CONSOLE (console));
  console_wait_for (console->session != NULL);

  return console;
}

static BstSpiceConsole *
open_text (const char *more)
{
  return open_at (port, more);
}

static void
close_console (BstSpiceConsole *console)
{
  bst_console_close (BST_CONSOLE (console));
  console_release (console);
}

static void
test_plain (void)
{
  BstSpiceConsole *console = open_text ("");
  g_auto (GStrv) effects = NULL;
  gboolean audio, usb, card;

  g_object_get (console->session, "enable-audio", &audio, "enable-usbredir", &usb,
                "enable-smartcard", &card, "disable-effects", &effects, NULL);
  g_assert_true (audio);
  g_assert_true (usb);
  g_assert_false (card);
  g_assert_true (effects == NULL || effects[0] == NULL);
  close_console (console);
}

static void
test_features (void)
{
  BstSpiceConsole *console =
      open_text ("enable-usbredir=0\nenable-smartcard=1\ndisable-effects=wallpaper;animation\n");
  g_auto (GStrv) effects = NULL;
  gboolean usb, card;

  g_object_get (console->session, "enable-usbredir", &usb, "enable-smartcard", &card,
                "disable-effects", &effects, NULL);
  g_assert_false (usb);
  g_assert_nonnull (bst_console_get_usb_obstacle (BST_CONSOLE (console)));
  g_assert_true (card);
  g_assert_cmpuint (g_strv_length (effects), ==, 2);
  g_assert_cmpstr (effects[0], ==, "wallpaper");
  g_assert_cmpstr (effects[1], ==, "animation");
  close_console (console);
}

/* What its password is kept as: not as that of another console, nor where it is for once. */
static void
test_secrets (void)
{
  static const struct
  {
    const char *text;
    const char *gateway; /* (nullable) */
    const char *name;    /* (nullable) */
  } cases[] = {
    { "host=hosta\nport=5900\n", NULL, "spice hosta:5900" },
    { "host=hosta\nport=5900\ntls-port=5901\npassword=x\n", NULL, "spice hosta:5900" },
    { "host=hosta\ntls-port=5901\n", NULL, "spice hosta:5901" },
    { "host=2001:db8::5\nport=5900\n", NULL, "spice [2001:db8::5]:5900" },
    { "unix-path=/run/a.sock\n", NULL, "spice unix:/run/a.sock" },
    { "host=localhost\nport=5900\n", "ana@gate:2209", "spice localhost:5900 ssh:ana@gate:2209" },
    { "host=hosta\nport=5900\nproxy=http://ana:b@n:3128\n", NULL,
      "spice hosta:5900 proxy:http://ana@n:3128" },
    { "host=pvespiceproxy:1:2::3\ntls-port=61000\nproxy=http://n:3128\n", NULL, NULL },
    { "host=hosta\nport=5900\ndelete-this-file=1\n", NULL, NULL },
    { "host=hosta\nport=5900\n[ovirt]\nhost=e\n", NULL, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat ("[virt-viewer]\ntype=spice\n", cases[i].text, NULL);
      g_autoptr (BstVvFile) file = parse (text);
      g_autoptr (BstWay) way = cases[i].gateway != NULL
                                   ? bst_way_new (BST_WAY_GATEWAY, cases[i].gateway, NULL)
                                   : bst_way_new (BST_WAY_DIRECT, NULL, NULL);
      g_autoptr (BstSpiceTarget) target = bst_vv_target_new (file, way, NULL);

      g_assert_cmpstr (target->secret_name, ==, cases[i].name);
    }
}

static const char *const card_reader[] = { "-device",
                                           "qemu-xhci",
                                           "-device",
                                           "usb-ccid",
                                           "-chardev",
                                           "spicevmc,id=card,name=smartcard",
                                           "-device",
                                           "ccid-card-passthru,chardev=card",
                                           NULL };

static gboolean
has_card_readers (void)
{
  const char *const argv[] = { "qemu-system-x86_64", "-device", "ccid-card-passthru,help", NULL };
  int status = -1;

  return g_spawn_sync (NULL, (char **)argv, NULL,
                       G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL |
                           G_SPAWN_STDERR_TO_DEV_NULL,
                       NULL, NULL, NULL, NULL, &status, NULL) &&
         status == 0;
}

static gboolean
has_open (BstSpiceConsole *console, int type)
{
  g_autoptr (GList) channels = spice_session_get_channels (console->session);

  for (GList *item = channels; item != NULL; item = item->next)
    {
      if (bst_spice_channel_is (item->data, type) &&
          g_object_get_data (G_OBJECT (item->data), "bst-open") != NULL)
        return TRUE;
    }

  return FALSE;
}

/* A machine with a reader gets this computer's cards where its file says so, and not else. */
static void
test_card (void)
{
  g_autoptr (QemuFixture) qemu = NULL;
  BstSpiceConsole *console;

  if (!has_card_readers ())
    {
      g_test_skip ("This QEMU has no ccid-card-passthru");
      return;
    }
  qemu = qemu_fixture_new (TRUE, FALSE, "disable-ticketing=on", card_reader);
  if (qemu == NULL)
    return;

  console = open_at (qemu->port, "enable-smartcard=1\n");
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  console_wait_for (has_open (console, SPICE_CHANNEL_SMARTCARD));
  /* There is no reader that is not a real one: nothing happens, and nothing is complained of. */
  bst_console_insert_card (BST_CONSOLE (console), TRUE);
  bst_console_insert_card (BST_CONSOLE (console), FALSE);
  close_console (console);

  console = open_at (qemu->port, "");
  console_wait_for_display (console, 0);
  console_wait_for (has_open (console, SPICE_CHANNEL_CURSOR) &&
                    has_open (console, SPICE_CHANNEL_INPUTS));
  g_assert_false (spice_session_has_channel_type (console->session, SPICE_CHANNEL_SMARTCARD));
  close_console (console);
}

static void
assert_usb (BstSpiceConsole *console, gboolean automatic, const char *filter, const char *on_connect)
{
  g_autofree char *got_filter = NULL;
  g_autofree char *got_on_connect = NULL;
  gboolean got_automatic;

  g_assert_nonnull (console->usb);
  g_object_get (console->usb, "auto-connect", &got_automatic, "auto-connect-filter", &got_filter,
                "redirect-on-connect", &got_on_connect, NULL);
  g_assert_cmpint (got_automatic, ==, automatic);
  g_assert_cmpstr (got_filter, ==, filter);
  g_assert_cmpstr (got_on_connect, ==, on_connect);
}

/* The file's rules, then others, then none: the library's own. */
static void
test_usb_rules (void)
{
  static const char standard[] = "0x03,-1,-1,-1,0|-1,-1,-1,-1,1";
  BstSpiceConsole *console =
      open_text ("enable-usb-autoshare=1\nusb-filter=-1,0x1234,-1,-1,1\n"
                 "usb-redirect-on-connect=8,-1,-1,-1,1\n");
  g_autoptr (GError) error = NULL;

  if (console->usb == NULL)
    {
      g_test_skip (bst_console_get_usb_obstacle (BST_CONSOLE (console)));
      close_console (console);
      return;
    }

  /* By itself only while the console has the focus. */
  assert_usb (console, FALSE, "-1,0x1234,-1,-1,1", "8,-1,-1,-1,1");
  bst_console_set_focused (BST_CONSOLE (console), TRUE);
  assert_usb (console, TRUE, "-1,0x1234,-1,-1,1", "8,-1,-1,-1,1");
  g_assert_true (bst_console_set_usb_rules (BST_CONSOLE (console), FALSE, "9,-1,-1,-1,0",
                                            "-1,-1,-1,-1,0", &error));
  g_assert_no_error (error);
  assert_usb (console, FALSE, "9,-1,-1,-1,0", "-1,-1,-1,-1,0");
  g_assert_true (bst_console_set_usb_rules (BST_CONSOLE (console), TRUE, NULL, "", &error));
  g_assert_no_error (error);
  assert_usb (console, TRUE, standard, NULL);
  bst_console_set_focused (BST_CONSOLE (console), FALSE);
  assert_usb (console, FALSE, standard, NULL);
  close_console (console);
}

static void
on_usb_failed (BstConsole *console, const GError *error, char **told)
{
  g_free (*told);
  *told = bst_error_dup_sentences (error, " ");
}

/* What the library says of a device it handed over by itself is told on, with what to do next. */
static void
test_usb_failures (void)
{
  BstSpiceConsole *console = open_text ("enable-usb-autoshare=1\n");
  g_autoptr (GError) error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "LIBUSB_ERROR_IO");
  g_autofree char *told = NULL;

  if (console->usb == NULL)
    {
      g_test_skip (bst_console_get_usb_obstacle (BST_CONSOLE (console)));
      close_console (console);
      return;
    }

  g_signal_connect (console, "usb-failed", G_CALLBACK (on_usb_failed), &told);
  g_signal_emit_by_name (console->usb, "auto-connect-failed", NULL, error);
  g_assert_cmpstr (told, ==,
                   "“USB device” cannot be attached. Close what uses the device on this computer, "
                   "and try again.");
  g_signal_emit_by_name (console->usb, "device-error", NULL, error);
  g_assert_cmpstr (told, ==,
                   "“USB device” stopped working in the machine. Attach it again, or unplug it and "
                   "plug it in again.");
  close_console (console);
}

int
main (int argc, char *argv[])
{
  int result;

  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  /* The library warns where this computer has nothing that reads cards; but objects that are gone are
   * no matter of taste. */
  console_let_library_warn ();
  g_log_set_fatal_mask ("GSpice", G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  g_log_set_fatal_mask ("GLib-GObject",
                        G_LOG_LEVEL_WARNING | G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  listener = g_socket_listener_new ();
  port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_test_add_func ("/vv-session/usb-failures", test_usb_failures);
  g_test_add_func ("/vv-session/plain", test_plain);
  g_test_add_func ("/vv-session/features", test_features);
  g_test_add_func ("/vv-session/secrets", test_secrets);
  g_test_add_func ("/vv-session/card", test_card);
  g_test_add_func ("/vv-session/usb-rules", test_usb_rules);
  result = g_test_run ();
  g_object_unref (listener);

  return result;
}
