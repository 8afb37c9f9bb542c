/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Servers that mean harm, or break, on the channels that a console can do without: sound, USB and
 * shared folders. Whatever comes there, it goes on with its picture.
 */

#include "console-helpers.h"
#include "parrot.h"

#include <glib/gstdio.h>
#include <spice/enums.h>
#include <string.h>
#include <unistd.h>

#include "console/bst-spice-console-private.h"
#include "core/bst-thread.h"

/* Turns of the main loop in which what came is looked at. */
#define QUIET 12

/* Of the last picture that the server shows. */
#define LAST_WIDTH 80

#define WEBDAV "org.spice-space.webdav.0"
#define CD_LENGTH 65536

/* --- The guest's devices --- */

static SpicePlaybackInterface playback_interface = {
  .base = {
    .type = SPICE_INTERFACE_PLAYBACK,
    .description = "sound",
    .major_version = SPICE_INTERFACE_PLAYBACK_MAJOR,
    .minor_version = SPICE_INTERFACE_PLAYBACK_MINOR,
  },
};

static SpiceRecordInterface record_interface = {
  .base = {
    .type = SPICE_INTERFACE_RECORD,
    .description = "microphone",
    .major_version = SPICE_INTERFACE_RECORD_MAJOR,
    .minor_version = SPICE_INTERFACE_RECORD_MINOR,
  },
};

static int
take_from_client (SpiceCharDeviceInstance *instance, const guint8 *data, int length)
{
  return length;
}

static int
give_to_client (SpiceCharDeviceInstance *instance, guint8 *data, int length)
{
  return 0;
}

static SpiceCharDeviceInterface usb_interface = {
  .base = {
    .type = SPICE_INTERFACE_CHAR_DEVICE,
    .description = "USB",
    .major_version = SPICE_INTERFACE_CHAR_DEVICE_MAJOR,
    .minor_version = SPICE_INTERFACE_CHAR_DEVICE_MINOR,
  },
  .write = take_from_client,
  .read = give_to_client,
};

typedef struct
{
  Parrot parrot;
  char *cd; /* a file */
  SpicePlaybackInstance playback;
  SpiceRecordInstance record;
  SpiceCharDeviceInstance usb;
} Fixture;

/* --- The console's --- */

static void
on_attached (GObject *manager, GAsyncResult *result, gpointer data)
{
  /* The server may have hung up meanwhile. */
  spice_usb_device_manager_connect_device_finish (SPICE_USB_DEVICE_MANAGER (manager), result, NULL);
}

static void
on_device (SpiceUsbDeviceManager *manager, SpiceUsbDevice *device)
{
  if (spice_usb_device_manager_is_device_shared_cd (manager, device))
    spice_usb_device_manager_connect_device_async (manager, device, NULL, on_attached, NULL);
}

/* A device that any computer has: what is attached opens the USB channel. FALSE: there is no USB. */
static gboolean
attach_cd (Fixture *fixture, BstSpiceConsole *console)
{
  g_autoptr (GError) error = NULL;

  if (console->usb == NULL)
    return FALSE;

  g_signal_connect (console->usb, "device-added", G_CALLBACK (on_device), NULL);
  spice_usb_device_manager_create_shared_cd_device (console->usb, fixture->cd, &error);
  g_assert_no_error (error);

  return TRUE;
}

static void
assert_lives (Fixture *fixture, const Harm *harm)
{
  Parrot *parrot = &fixture->parrot;
  BstSpiceConsole *console = console_new (parrot->port);
  BstConsole *face = BST_CONSOLE (console);

  parrot->harm = *harm;
  parrot->n_said[harm->type] = 0;
  bst_console_open (face);
  console_wait_for (console_shows_width (console, LAST_WIDTH));
  if (harm->type == SPICE_CHANNEL_USBREDIR)
    attach_cd (fixture, console);
  console_wait_for (parrot->n_said[harm->type] > 0);
  for (guint i = 0; i < QUIET; i++)
    console_iterate ();
  g_assert_no_error (bst_console_get_error (face));
  g_assert_true (console_shows_width (console, LAST_WIDTH));
  bst_console_close (face);
  console_release (console);
}

/* --- What is recorded --- */

static gboolean
has_heard (Parrot *parrot, guint type)
{
  return parrot->heard[type]->len > 16 &&
         parrot->heard[type]->len >= parrot_find_messages (parrot, type);
}

static void
add_devices (Fixture *fixture)
{
  fixture->playback.base.sif = &playback_interface.base;
  fixture->record.base.sif = &record_interface.base;
  fixture->usb.base.sif = &usb_interface.base;
  fixture->usb.subtype = "usbredir";
  screen_server_add_interface (fixture->parrot.server, &fixture->playback.base);
  screen_server_add_interface (fixture->parrot.server, &fixture->record.base);
  screen_server_add_interface (fixture->parrot.server, &fixture->usb.base);
  screen_server_add_port (fixture->parrot.server, WEBDAV);
}

static void
remove_devices (Fixture *fixture)
{
  spice_server_remove_interface (&fixture->playback.base);
  spice_server_remove_interface (&fixture->record.base);
  spice_server_remove_interface (&fixture->usb.base);
}

/* Whether the server has a place for sound: once its client is there. */
static gboolean
get_frame (Fixture *fixture, guint32 **frame, guint32 *n)
{
  spice_server_playback_get_buffer (&fixture->playback, frame, n);

  return *frame != NULL;
}

/* Beginnings, and some sound. */
static void
make_sound (Fixture *fixture)
{
  const GByteArray *played = fixture->parrot.heard[SPICE_CHANNEL_PLAYBACK];
  const GByteArray *recorded = fixture->parrot.heard[SPICE_CHANNEL_RECORD];
  guint32 *frame = NULL;
  guint32 n = 0;
  guint before = played->len;

  spice_server_playback_start (&fixture->playback);
  console_wait_for (played->len > before && get_frame (fixture, &frame, &n));
  before = played->len;
  memset (frame, 0, n * sizeof *frame);
  spice_server_playback_put_samples (&fixture->playback, frame);
  console_wait_for (played->len > before);

  before = recorded->len;
  spice_server_record_start (&fixture->record);
  console_wait_for (recorded->len > before);
}

/* What a guest with all of them says. */
static void
record (Fixture *fixture)
{
  Parrot *parrot = &fixture->parrot;
  BstSpiceConsole *console = console_new (parrot->port);

  parrot->server = screen_server_new (LAST_WIDTH, 60);
  add_devices (fixture);
  bst_console_open (BST_CONSOLE (console));
  console_wait_for_state (console, BST_CONSOLE_STATE_CONNECTED);
  screen_server_settle (parrot->server, console_wait_for_display (console, 0));
  console_wait_for (has_heard (parrot, SPICE_CHANNEL_PLAYBACK) &&
                    has_heard (parrot, SPICE_CHANNEL_RECORD) &&
                    has_heard (parrot, SPICE_CHANNEL_WEBDAV));
  make_sound (fixture);
  if (attach_cd (fixture, console))
    console_wait_for (has_heard (parrot, SPICE_CHANNEL_USBREDIR));
  bst_console_close (BST_CONSOLE (console));
  console_release (console);
  console_wait_for (screen_server_get_n_clients (parrot->server) == 0);
  remove_devices (fixture);
  g_clear_pointer (&parrot->server, screen_server_free);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nothing = g_malloc0 (CD_LENGTH);
  g_autoptr (GError) error = NULL;
  const int fd = g_file_open_tmp ("bst-cd-XXXXXX.iso", &fixture->cd, &error);

  g_assert_no_error (error);
  close (fd);
  g_assert_true (g_file_set_contents (fixture->cd, nothing, CD_LENGTH, NULL));
  parrot_set_up (&fixture->parrot);
  record (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  parrot_tear_down (&fixture->parrot);
  g_unlink (fixture->cd);
  g_free (fixture->cd);
}

/* --- The tests --- */

/* FALSE: nothing can be attached here. */
static gboolean
is_possible (Fixture *fixture, guint type)
{
  if (has_heard (&fixture->parrot, type))
    return TRUE;

  g_test_skip ("There is no USB");
  return FALSE;
}

static void
test_cuts (Fixture *fixture, gconstpointer data)
{
  const guint type = GPOINTER_TO_UINT (data);
  g_autoptr (GArray) cuts = NULL;

  if (!is_possible (fixture, type))
    return;

  cuts = parrot_find_cuts (&fixture->parrot, type);
  for (guint i = 0; i < cuts->len; i++)
    {
      const gsize at = g_array_index (cuts, gsize, i);

      g_test_message ("after byte %" G_GSIZE_FORMAT, at);
      assert_lives (fixture, &(Harm){ .type = (int)type, .cut_at = at });
    }
}

static void
test_noise (Fixture *fixture, gconstpointer data)
{
  const guint type = GPOINTER_TO_UINT (data);
  const gsize length = fixture->parrot.heard[type]->len;

  for (gsize at = 1; is_possible (fixture, type) && at < length;
       at += MAX (length / (g_test_thorough () ? 100 : 6), 1))
    assert_lives (fixture, &(Harm){ .type = (int)type, .noise_at = at });
}

/* A message: its type, and its bytes or, where those are none, as many of 0xff as it has. */
typedef struct
{
  guint type; /* 0: none more */
  gsize length;
  guint8 bytes[32];
  gboolean ones;
  guint32 claims; /* 0: its length */
} Message;

typedef struct
{
  const char *name;
  guint channel;
  Message messages[4];
} Lie;

static const Lie lies[] = {
  { "sound of no channels", SPICE_CHANNEL_PLAYBACK,
    { { SPICE_MSG_PLAYBACK_START, 14, { 0, 0, 0, 0, 1, 0, 0x44, 0xac } },
      { SPICE_MSG_PLAYBACK_DATA, 4100, { 1 } } } },
  { "sound without a rate", SPICE_CHANNEL_PLAYBACK,
    { { SPICE_MSG_PLAYBACK_START, 14, { 2, 0, 0, 0, 1, 0 } },
      { SPICE_MSG_PLAYBACK_DATA, 4100, { 1 } } } },
  { "sound of all numbers", SPICE_CHANNEL_PLAYBACK,
    { { SPICE_MSG_PLAYBACK_START, 14, { 0 }, TRUE }, { SPICE_MSG_PLAYBACK_DATA, 4100, { 0 }, TRUE } } },
  { "sound before its start", SPICE_CHANNEL_PLAYBACK,
    { { SPICE_MSG_PLAYBACK_DATA, 4100, { 1 } }, { SPICE_MSG_PLAYBACK_STOP, 0 } } },
  { "sound that is no Opus", SPICE_CHANNEL_PLAYBACK,
    { { SPICE_MSG_PLAYBACK_MODE, 6, { 0, 0, 0, 0, SPICE_AUDIO_DATA_MODE_OPUS } },
      { SPICE_MSG_PLAYBACK_START, 14, { 2, 0, 0, 0, 1, 0, 0x80, 0xbb } },
      { SPICE_MSG_PLAYBACK_DATA, 4100, { 0 }, TRUE } } },
  { "sound of a mode that is none", SPICE_CHANNEL_PLAYBACK,
    { { SPICE_MSG_PLAYBACK_MODE, 6, { 0, 0, 0, 0, 0x77 } },
      { SPICE_MSG_PLAYBACK_START, 14, { 2, 0, 0, 0, 1, 0, 0x80, 0xbb } },
      { SPICE_MSG_PLAYBACK_DATA, 100, { 1 } } } },
  { "more loudnesses than there are", SPICE_CHANNEL_PLAYBACK,
    { { SPICE_MSG_PLAYBACK_VOLUME, 3, { 255, 1, 1 } } } },
  { "sound without a time", SPICE_CHANNEL_PLAYBACK, { { SPICE_MSG_PLAYBACK_DATA, 2 } } },
  { "an endless sound", SPICE_CHANNEL_PLAYBACK,
    { { SPICE_MSG_PLAYBACK_DATA, 16, { 1 }, FALSE, 0xffffffff } } },

  { "a recording of no channels", SPICE_CHANNEL_RECORD,
    { { SPICE_MSG_RECORD_START, 10, { 0, 0, 0, 0, 1, 0, 0x44, 0xac } } } },
  { "a recording of all numbers", SPICE_CHANNEL_RECORD,
    { { SPICE_MSG_RECORD_START, 10, { 0 }, TRUE } } },
  { "a recording that ends first", SPICE_CHANNEL_RECORD,
    { { SPICE_MSG_RECORD_STOP, 0 }, { SPICE_MSG_RECORD_STOP, 0 } } },
  { "a recording that begins twice", SPICE_CHANNEL_RECORD,
    { { SPICE_MSG_RECORD_START, 10, { 2, 0, 0, 0, 1, 0, 0x80, 0xbb } },
      { SPICE_MSG_RECORD_START, 10, { 1, 0, 0, 0, 1, 0, 0x44, 0xac } } } },
  { "more loudnesses of a microphone", SPICE_CHANNEL_RECORD,
    { { SPICE_MSG_RECORD_VOLUME, 3, { 255, 1, 1 } } } },
  { "a short recording", SPICE_CHANNEL_RECORD, { { SPICE_MSG_RECORD_START, 3, { 2 } } } },

  { "USB of nothing", SPICE_CHANNEL_USBREDIR, { { SPICE_MSG_SPICEVMC_DATA, 0 } } },
  { "USB without a greeting", SPICE_CHANNEL_USBREDIR,
    { { SPICE_MSG_SPICEVMC_DATA, 16, { 100, 0, 0, 0, 8, 0, 0, 0 } } } },
  { "an endless greeting", SPICE_CHANNEL_USBREDIR,
    { { SPICE_MSG_SPICEVMC_DATA, 12, { 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff } } } },
  { "USB of all numbers", SPICE_CHANNEL_USBREDIR,
    { { SPICE_MSG_SPICEVMC_DATA, 4100, { 0 }, TRUE } } },
  { "what is packed as 4 GiB", SPICE_CHANNEL_USBREDIR,
    { { SPICE_MSG_SPICEVMC_COMPRESSED_DATA,
        16,
        { SPICE_DATA_COMPRESSION_TYPE_LZ4, 0xff, 0xff, 0xff, 0xff } } } },
  { "what is packed as nothing", SPICE_CHANNEL_USBREDIR,
    { { SPICE_MSG_SPICEVMC_COMPRESSED_DATA, 16, { SPICE_DATA_COMPRESSION_TYPE_LZ4 } } } },
  { "what is packed somehow", SPICE_CHANNEL_USBREDIR,
    { { SPICE_MSG_SPICEVMC_COMPRESSED_DATA, 16, { 0x77, 16 } } } },

  { "a port without a name", SPICE_CHANNEL_WEBDAV,
    { { SPICE_MSG_PORT_INIT, 9, { 0, 0, 0, 0, 0, 0, 0, 0, 1 } } } },
  { "a name that is elsewhere", SPICE_CHANNEL_WEBDAV,
    { { SPICE_MSG_PORT_INIT, 9, { 8, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 1 } } } },
  { "a name that does not end", SPICE_CHANNEL_WEBDAV,
    { { SPICE_MSG_PORT_INIT, 17, { 8, 0, 0, 0, 9, 0, 0, 0, 1, 'a', 'a', 'a', 'a', 'a', 'a', 'a', 'a' } },
      { SPICE_MSG_SPICEVMC_DATA, 4100, { 0 }, TRUE } } },
  { "a name longer than its message", SPICE_CHANNEL_WEBDAV,
    { { SPICE_MSG_PORT_INIT, 17, { 0xff, 0xff, 0, 0, 9, 0, 0, 0, 1, 'a', 'a', 'a' } } } },
  { "an event that is none", SPICE_CHANNEL_WEBDAV, { { SPICE_MSG_PORT_EVENT, 1, { 0x77 } } } },
  { "a folder before its port", SPICE_CHANNEL_WEBDAV,
    { { SPICE_MSG_SPICEVMC_DATA, 4100, { 0 }, TRUE } } },
};

static GBytes *
make_messages (const Lie *lie)
{
  GByteArray *bytes = g_byte_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (lie->messages) && lie->messages[i].type != 0; i++)
    {
      const Message *message = &lie->messages[i];
      const guint16 type = GUINT16_TO_LE ((guint16)message->type);
      const guint32 length =
          GUINT32_TO_LE (message->claims != 0 ? message->claims : (guint32)message->length);
      const guint at = bytes->len + sizeof type + sizeof length;

      g_byte_array_append (bytes, (const guint8 *)&type, sizeof type);
      g_byte_array_append (bytes, (const guint8 *)&length, sizeof length);
      g_byte_array_set_size (bytes, at + (guint)message->length);
      memset (bytes->data + at, message->ones ? 0xff : 0, message->length);
      if (!message->ones)
        memcpy (bytes->data + at, message->bytes, MIN (message->length, sizeof message->bytes));
    }

  return g_byte_array_free_to_bytes (bytes);
}

/* What no server says, in messages that are whole. */
static void
test_lies (Fixture *fixture, gconstpointer data)
{
  const guint type = GPOINTER_TO_UINT (data);

  for (gsize i = 0; is_possible (fixture, type) && i < G_N_ELEMENTS (lies); i++)
    {
      g_autoptr (GBytes) messages = make_messages (&lies[i]);

      if (lies[i].channel != type)
        continue;
      g_test_message ("%s", lies[i].name);
      assert_lives (fixture, &(Harm){ .type = (int)type, .instead = messages });
    }
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    guint type;
  } channels[] = { { "playback", SPICE_CHANNEL_PLAYBACK },
                   { "record", SPICE_CHANNEL_RECORD },
                   { "usb", SPICE_CHANNEL_USBREDIR },
                   { "webdav", SPICE_CHANNEL_WEBDAV } };
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = { { "cuts", test_cuts }, { "noise", test_noise }, { "lies", test_lies } };

  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  /* The library complains of such servers in every way that it has. */
  g_log_set_always_fatal (G_LOG_LEVEL_ERROR);

  for (guint i = 0; i < G_N_ELEMENTS (channels); i++)
    for (guint j = 0; j < G_N_ELEMENTS (tests); j++)
      {
        g_autofree char *path =
            g_strdup_printf ("/spice/hostile/%s/%s", channels[i].name, tests[j].name);

        g_test_add (path, Fixture, GUINT_TO_POINTER (channels[i].type), set_up, tests[j].test,
                    tear_down);
      }

  return g_test_run ();
}
