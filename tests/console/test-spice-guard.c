/* SPDX-License-Identifier: GPL-3.0-or-later */

/* When a server must not be hung up on, and how leave is taken of it then. */

#include "console-helpers.h"

#include <spice/enums.h>
#include <spice/protocol.h>
#include <string.h>
#include <sys/socket.h>

#include "console/bst-spice-farewell-private.h"
#include "console/bst-spice-guard.h"

#define TICKET 128
#define CHOICE 4
#define MINI_HEADER 6

/* Both sides' hellos; the server's says that it can do both, or nothing. */
typedef struct
{
  SpiceLinkHeader header;
  SpiceLinkMess mess;
} __attribute__ ((packed)) ClientHello;

typedef struct
{
  SpiceLinkHeader header;
  SpiceLinkReply reply;
  guint32 caps;
} __attribute__ ((packed)) ServerHello;

static ClientHello
make_client_hello (int type)
{
  ClientHello hello = { 0 };

  hello.header.magic = SPICE_MAGIC;
  hello.header.size = GUINT32_TO_LE (sizeof hello.mess);
  hello.mess.channel_type = (guint8)type;

  return hello;
}

static ServerHello
make_server_hello (gboolean able)
{
  ServerHello hello = { 0 };

  hello.header.magic = SPICE_MAGIC;
  hello.header.size = GUINT32_TO_LE (sizeof hello.reply + sizeof hello.caps);
  hello.reply.num_common_caps = GUINT32_TO_LE (1);
  hello.reply.caps_offset = GUINT32_TO_LE (sizeof hello.reply);
  if (able)
    hello.caps = GUINT32_TO_LE (1u << SPICE_COMMON_CAP_PROTOCOL_AUTH_SELECTION |
                                1u << SPICE_COMMON_CAP_MINI_HEADER);

  return hello;
}

static void
answer (BstSpiceGuard *guard, gconstpointer bytes, gsize length)
{
  g_assert_true (bst_spice_guard_check (guard, bytes, length));
}

/* A channel whose client has said who it is, but for the last byte. */
static BstSpiceGuard *
link_channel (int type, gboolean able)
{
  BstSpiceGuard *guard = bst_spice_guard_new ();
  const ClientHello client = make_client_hello (type);
  const ServerHello server = make_server_hello (able);
  const guint8 ticket[CHOICE + TICKET] = { 0 };
  const gsize length = TICKET - 1 + (able ? CHOICE : 0);

  for (gsize i = 0; i < sizeof client; i++)
    bst_spice_guard_learn (guard, (const guint8 *)&client + i, 1);
  g_assert_false (bst_spice_guard_must_stay (guard));
  answer (guard, &server, sizeof server);
  bst_spice_guard_learn (guard, ticket, length);
  g_assert_false (bst_spice_guard_must_stay (guard));

  return guard;
}

static void
finish_ticket (BstSpiceGuard *guard)
{
  bst_spice_guard_learn (guard, (const guint8 *)"", 1);
}

static void
test_stay (void)
{
  static const guint32 good = 0;
  static const guint8 set_ack[MINI_HEADER] = { SPICE_MSG_SET_ACK, 0, 8, 0, 0, 0 };
  g_autoptr (BstSpiceGuard) guard = link_channel (SPICE_CHANNEL_DISPLAY, TRUE);
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) again = NULL;

  finish_ticket (guard);
  g_assert_true (bst_spice_guard_must_stay (guard));
  first = bst_spice_guard_make_first (guard);
  g_assert_cmpuint (g_bytes_get_size (first), ==, MINI_HEADER + 14);

  answer (guard, &good, sizeof good);
  g_assert_true (bst_spice_guard_must_stay (guard));

  /* Once is enough. */
  bst_spice_guard_learn (guard, g_bytes_get_data (first, NULL), g_bytes_get_size (first));
  g_assert_true (bst_spice_guard_must_stay (guard));
  again = bst_spice_guard_make_first (guard);
  g_assert_null (again);

  answer (guard, set_ack, sizeof set_ack);
  g_assert_false (bst_spice_guard_must_stay (guard));
}

static void
test_old_server (void)
{
  g_autoptr (BstSpiceGuard) guard = link_channel (SPICE_CHANNEL_DISPLAY, FALSE);
  g_autoptr (GBytes) first = NULL;

  finish_ticket (guard);
  g_assert_true (bst_spice_guard_must_stay (guard));
  first = bst_spice_guard_make_first (guard);
  g_assert_cmpuint (g_bytes_get_size (first), ==, 18 + 14);
}

static void
test_refused (void)
{
  static const guint8 refused[4] = { SPICE_LINK_ERR_PERMISSION_DENIED, 0, 0, 0 };
  g_autoptr (BstSpiceGuard) guard = link_channel (SPICE_CHANNEL_DISPLAY, TRUE);

  finish_ticket (guard);
  answer (guard, refused, sizeof refused);
  g_assert_false (bst_spice_guard_must_stay (guard));
}

static void
test_other_channel (void)
{
  g_autoptr (BstSpiceGuard) guard = link_channel (SPICE_CHANNEL_CURSOR, TRUE);

  finish_ticket (guard);
  g_assert_false (bst_spice_guard_must_stay (guard));
}

static GSocketConnection *
new_connection (int fd)
{
  g_autoptr (GSocket) socket = g_socket_new_from_fd (fd, NULL);

  return g_socket_connection_factory_create_connection (socket);
}

/* All that the server gets until @length bytes are there, or the end. */
static gsize
hear (GSocketConnection *server, guint8 *bytes, gsize length)
{
  GSocket *socket = g_socket_connection_get_socket (server);
  gsize n = 0;
  gssize got = 1;

  g_socket_set_blocking (socket, FALSE);
  while (n < length && got != 0)
    {
      got = -1;
      console_wait_for (g_socket_condition_check (socket, G_IO_IN | G_IO_HUP) != 0);
      got = g_socket_receive (socket, (char *)bytes + n, length - n, NULL, NULL);
      g_assert_cmpint (got, >=, 0);
      n += (gsize)got;
    }

  return n;
}

/* What was under way goes out, then the message; and the line is held until it was answered. */
static void
test_farewell (void)
{
  static const guint8 answers[] = { 0, 0, 0, 0, SPICE_MSG_SET_ACK, 0, 8, 0, 0, 0 };
  g_autoptr (BstSpiceGuard) guard = link_channel (SPICE_CHANNEL_DISPLAY, TRUE);
  g_autoptr (GSocketConnection) server = NULL;
  g_autoptr (GObject) way = g_object_new (G_TYPE_OBJECT, NULL);
  GSocketConnection *client;
  GOutputStream *stream;
  guint8 heard[64];
  int pair[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair), ==, 0);
  client = new_connection (pair[0]);
  server = new_connection (pair[1]);
  g_assert_false (bst_spice_farewell (guard, client, (const guint8 *)"x", 1, way));

  finish_ticket (guard);
  g_assert_true (bst_spice_farewell (guard, client, (const guint8 *)"x", 1, way));
  g_object_unref (client);
  g_assert_cmpuint (hear (server, heard, 1 + MINI_HEADER + 14), ==, 1 + MINI_HEADER + 14);
  g_assert_cmpint (heard[0], ==, 'x');
  g_assert_cmpint (heard[1], ==, SPICE_MSGC_DISPLAY_INIT);

  stream = g_io_stream_get_output_stream (G_IO_STREAM (server));
  for (gsize i = 0; i < sizeof answers; i++)
    {
      g_assert_cmpint (
          g_socket_condition_check (g_socket_connection_get_socket (server), G_IO_IN | G_IO_HUP),
          ==, 0);
      g_assert_true (g_output_stream_write_all (stream, answers + i, 1, NULL, NULL, NULL));
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_assert_cmpuint (hear (server, heard, 1), ==, 0);
  console_wait_for (way->ref_count == 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/spice-guard/stay", test_stay);
  g_test_add_func ("/spice-guard/old-server", test_old_server);
  g_test_add_func ("/spice-guard/refused", test_refused);
  g_test_add_func ("/spice-guard/other-channel", test_other_channel);
  g_test_add_func ("/spice-guard/farewell", test_farewell);

  return g_test_run ();
}
