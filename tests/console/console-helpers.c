/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "console-helpers.h"

#include <gio/gunixsocketaddress.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#include "console/bst-direct-dialer.h"

static gboolean
on_tick (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

void
console_iterate (void)
{
  const guint id = g_timeout_add (20, on_tick, NULL);

  g_main_context_iteration (NULL, TRUE);
  g_source_remove (id);
}

void
console_let_library_warn (void)
{
  static const char *const domains[] = { NULL,       "GLib",        "GLib-GObject",
                                         "GLib-GIO", "bst-console", "bst-ssh" };

  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  for (gsize i = 0; i < G_N_ELEMENTS (domains); i++)
    g_log_set_fatal_mask (domains[i], G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
}

guint
console_unused_port (void)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  const guint port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);

  g_socket_listener_close (listener);

  return port;
}

BstSpiceConsole *
console_new (guint port)
{
  g_autoptr (BstSpiceTarget) target = bst_spice_target_new ();
  g_autoptr (BstDialer) dialer = bst_direct_dialer_new ();

  target->host = g_strdup ("127.0.0.1");
  target->port = port;

  return bst_spice_console_new ("web", target, dialer);
}

void
console_release (BstSpiceConsole *console)
{
  g_object_add_weak_pointer (G_OBJECT (console), (gpointer *)&console);
  g_object_unref (console);
  console_wait_for (console == NULL);
}

void
console_wait_for_state (BstSpiceConsole *console, BstConsoleState state)
{
  BstConsole *face = BST_CONSOLE (console);
  const gint64 end = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  while (bst_console_get_state (face) != state)
    {
      const GError *error = bst_console_get_error (face);

      if (bst_console_get_state (face) == BST_CONSOLE_STATE_ENDED)
        g_error ("The console ended: %s", error != NULL ? error->message : "without an error");
      if (g_get_monotonic_time () > end)
        g_error ("The console is in state %d", bst_console_get_state (face));
      console_iterate ();
    }
}

BstConsoleDisplay *
console_wait_for_display (BstSpiceConsole *console, guint id)
{
  GListModel *displays = bst_console_get_displays (BST_CONSOLE (console));
  const gint64 end = g_get_monotonic_time () + G_TIME_SPAN_MINUTE;

  while (TRUE)
    {
      for (guint i = 0; i < g_list_model_get_n_items (displays); i++)
        {
          g_autoptr (BstConsoleDisplay) display = g_list_model_get_item (displays, i);
          gsize stride;

          if (bst_console_display_get_id (display) == id &&
              bst_console_display_get_pixels (display, &stride) != NULL)
            return display;
        }
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      console_iterate ();
    }
}

gboolean
console_shows_width (BstSpiceConsole *console, int width)
{
  BstConsole *face = BST_CONSOLE (console);
  g_autoptr (BstConsoleDisplay) display =
      g_list_model_get_item (bst_console_get_displays (face), 0);

  return bst_console_get_state (face) == BST_CONSOLE_STATE_CONNECTED && display != NULL &&
         bst_console_display_get_width (display) == width;
}

guint32
console_get_pixel (BstConsoleDisplay *display, int x, int y)
{
  gsize stride;
  const guint32 *pixels = bst_console_display_get_pixels (display, &stride);

  g_assert_nonnull (pixels);
  g_assert_cmpint (x, <, bst_console_display_get_width (display));
  g_assert_cmpint (y, <, bst_console_display_get_height (display));

  return pixels[(gsize)y * stride / 4 + (gsize)x] & 0xffffff;
}

/* QEMU. */

static void
run (const char *folder, const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *err = NULL;
  int status = -1;

  g_spawn_sync (folder, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &err, &status,
                &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("%s: %s", argv[0], err);
}

char *
console_make_certificates (const char *folder, const char *name)
{
  g_autofree char *subject = g_strdup_printf ("/O=Bastida/CN=%s", name);
  g_autofree char *ca_path = g_build_filename (folder, "ca-cert.pem", NULL);
  char *ca = NULL;

  run (folder, (const char *const[]){ "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes",
                                      "-days", "2", "-subj", "/O=Bastida/CN=Test CA", "-keyout",
                                      "ca-key.pem", "-out", "ca-cert.pem", NULL });
  run (folder,
       (const char *const[]){ "openssl", "req", "-newkey", "rsa:2048", "-nodes", "-subj", subject,
                              "-keyout", "server-key.pem", "-out", "server.csr", NULL });
  run (folder, (const char *const[]){ "openssl", "x509", "-req", "-in", "server.csr", "-days", "2",
                                      "-CA", "ca-cert.pem", "-CAkey", "ca-key.pem",
                                      "-CAcreateserial", "-out", "server-cert.pem", NULL });
  g_assert_true (g_file_get_contents (ca_path, &ca, NULL, NULL));

  return ca;
}

static void
connect_qmp (QemuFixture *self)
{
  g_autofree char *path = g_build_filename (self->folder, "qmp", NULL);
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new (path);
  g_autoptr (GSocketClient) client = g_socket_client_new ();

  console_wait_for ((self->qmp = g_socket_client_connect (client, G_SOCKET_CONNECTABLE (address),
                                                          NULL, NULL)) != NULL);
  self->qmp_input =
      g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (self->qmp)));
  g_free (g_data_input_stream_read_line (self->qmp_input, NULL, NULL, NULL));
  g_free (qemu_fixture_command (self, "{\"execute\":\"qmp_capabilities\"}"));
}

void
qemu_fixture_send (QemuFixture *self, const char *json)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (self->qmp));
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (output, json, strlen (json), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  char **line = data;

  *line = g_data_input_stream_read_line_finish (G_DATA_INPUT_STREAM (source), result, NULL, NULL);
  g_assert_nonnull (*line);
}

char *
qemu_fixture_wait (QemuFixture *self)
{
  while (TRUE)
    {
      char *line = NULL;

      g_data_input_stream_read_line_async (self->qmp_input, G_PRIORITY_DEFAULT, NULL, on_line,
                                           &line);
      console_wait_for (line != NULL);
      if (strstr (line, "\"event\"") == NULL)
        return line;
      g_free (line);
    }
}

char *
qemu_fixture_command (QemuFixture *self, const char *json)
{
  qemu_fixture_send (self, json);

  return qemu_fixture_wait (self);
}

void
console_remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

/* However that ends: it would hold the pipe by which the test tells how it went. */
static void
end_with_test (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

QemuFixture *
qemu_fixture_new (gboolean plain, gboolean tls, const char *spice, const char *const *more)
{
  QemuFixture *self;
  g_autofree char *qemu = g_find_program_in_path ("qemu-system-x86_64");
  g_autoptr (GPtrArray) argv = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  GString *options;
  g_autoptr (GError) error = NULL;

  if (qemu == NULL)
    {
      g_test_skip ("There is no qemu-system-x86_64");
      return NULL;
    }

  self = g_new0 (QemuFixture, 1);
  self->folder = g_dir_make_tmp ("bst-qemu-XXXXXX", NULL);
  options = g_string_new (plain || tls ? "addr=127.0.0.1" : "");
  if (plain)
    {
      self->port = console_unused_port ();
      g_string_append_printf (options, ",port=%u", self->port);
    }
  if (tls)
    {
      self->tls_port = console_unused_port ();
      g_string_append_printf (options, ",tls-port=%u", self->tls_port);
    }
  if (spice[0] != '\0')
    g_string_append_printf (options, "%s%s", options->len > 0 ? "," : "", spice);

  for (const char *const *word =
           (const char *const[]){ qemu, "-machine", "q35,accel=tcg", "-nodefaults",
                                  "-no-user-config", "-display", "none", "-m", "64", "-qmp", NULL };
       *word != NULL; word++)
    g_ptr_array_add (argv, g_strdup (*word));
  g_ptr_array_add (argv, g_strdup_printf ("unix:%s/qmp,server=on,wait=off", self->folder));
  g_ptr_array_add (argv, g_strdup ("-vga"));
  g_ptr_array_add (argv, g_strdup ("qxl"));
  g_ptr_array_add (argv, g_strdup ("-spice"));
  g_ptr_array_add (argv, g_string_free (options, FALSE));
  for (guint i = 0; more != NULL && more[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (more[i]));
  g_ptr_array_add (argv, NULL);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_set_child_setup (launcher, end_with_test, NULL, NULL);
  self->process =
      g_subprocess_launcher_spawnv (launcher, (const char *const *)argv->pdata, &error);
  g_assert_no_error (error);
  connect_qmp (self);

  return self;
}

void
qemu_fixture_kill (QemuFixture *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
}

void
qemu_fixture_free (QemuFixture *self)
{
  if (self == NULL)
    return;

  qemu_fixture_kill (self);
  console_remove_folder (self->folder);
  g_clear_object (&self->qmp_input);
  g_clear_object (&self->qmp);
  g_object_unref (self->process);
  g_free (self->folder);
  g_free (self);
}
