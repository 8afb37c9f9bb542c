/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What stands between a SPICE server and the library, and what is made of a guest's clipboards and
 * cursors. The first byte says which; for a server's words the second says on what channel. */

#include <glib.h>
#include <spice/enums.h>
#include <spice/protocol.h>
#include <string.h>

#include "console/bst-clipboard-text.h"
#include "console/bst-console-cursor.h"
#include "console/bst-file-list.h"
#include "console/bst-spice-guard.h"
#include "fuzz.h"

enum
{
  TEXT,
  CURSOR,
  LIST,
  GUARD,
  N_KINDS,
};

/* Where the channel's type stands in a client's hello; there are fewer types than N_CHANNELS. */
#define TYPE_AT 20
#define N_CHANNELS 12

/* All that a server says on a channel: how it links, that this is good, and a message. */
typedef struct
{
  guint8 kind;
  guint8 channel;
  SpiceLinkHeader header;
  SpiceLinkReply reply;
  guint32 caps;
  guint32 result;
  guint8 message[128];
} __attribute__ ((packed)) Speech;

#define SPEECH(channel_, caps_, ...)                                                               \
  {                                                                                                \
    .kind = GUARD, .channel = (channel_),                                                          \
    .header = { .magic = SPICE_MAGIC,                                                              \
                .size = GUINT32_TO_LE (sizeof (SpiceLinkReply) + sizeof (guint32)) },              \
    .reply = { .num_common_caps = GUINT32_TO_LE (1),                                               \
               .caps_offset = GUINT32_TO_LE (sizeof (SpiceLinkReply)) },                           \
    .caps = GUINT32_TO_LE (caps_), .message = { __VA_ARGS__ },                                     \
  }

#define MINI_CAP (1u << SPICE_COMMON_CAP_MINI_HEADER)
#define MINI_HEADER(type, length) (type) & 0xff, (type) >> 8, (length), 0, 0, 0
#define FULL_HEADER(type, length) 1, 0, 0, 0, 0, 0, 0, 0, MINI_HEADER (type, length), 0, 0, 0, 0

/* Where it is, that it is seen, no flags; its number, type, 2 × 2, the hot spot; pixels. */
#define CURSOR_BODY(type)                                                                          \
  1, 0, 1, 0, 1, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, (type), 2, 0, 2, 0, 1, 0, 1, 0, 0xff
#define CURSOR_LENGTH 96
#define CURSOR_HEADER(kind) kind##_HEADER (SPICE_MSG_CURSOR_SET, CURSOR_LENGTH)

/* Its number, 64 × 48, 32 bits, flags. */
#define SURFACE_BODY 0, 0, 0, 0, 64, 0, 0, 0, 48, 0, 0, 0, SPICE_SURFACE_FMT_32_xRGB, 0, 0, 0, 1
#define SURFACE_LENGTH 20

#define PACKED_BODY SPICE_DATA_COMPRESSION_TYPE_LZ4, 16, 0, 0, 0, 0xf0, 1, 2, 3
#define PACKED_LENGTH 9

static const Speech speeches[] = {
  SPEECH (SPICE_CHANNEL_CURSOR,
          MINI_CAP,
          CURSOR_HEADER (MINI),
          CURSOR_BODY (SPICE_CURSOR_TYPE_ALPHA)),
  SPEECH (SPICE_CHANNEL_CURSOR,
          MINI_CAP,
          CURSOR_HEADER (MINI),
          CURSOR_BODY (SPICE_CURSOR_TYPE_MONO)),
  SPEECH (SPICE_CHANNEL_CURSOR,
          MINI_CAP,
          CURSOR_HEADER (MINI),
          CURSOR_BODY (SPICE_CURSOR_TYPE_COLOR4)),
  SPEECH (SPICE_CHANNEL_CURSOR,
          MINI_CAP,
          CURSOR_HEADER (MINI),
          CURSOR_BODY (SPICE_CURSOR_TYPE_COLOR16)),
  SPEECH (SPICE_CHANNEL_CURSOR, 0, CURSOR_HEADER (FULL), CURSOR_BODY (SPICE_CURSOR_TYPE_COLOR32)),
  SPEECH (SPICE_CHANNEL_DISPLAY,
          MINI_CAP,
          MINI_HEADER (SPICE_MSG_DISPLAY_SURFACE_CREATE, SURFACE_LENGTH),
          SURFACE_BODY),
  SPEECH (SPICE_CHANNEL_USBREDIR,
          MINI_CAP,
          MINI_HEADER (SPICE_MSG_SPICEVMC_COMPRESSED_DATA, PACKED_LENGTH),
          PACKED_BODY),
  SPEECH (SPICE_CHANNEL_WEBDAV,
          MINI_CAP,
          MINI_HEADER (SPICE_MSG_SPICEVMC_COMPRESSED_DATA, PACKED_LENGTH),
          PACKED_BODY),
};

/* 2 × 2 and the hot spot, beside it; its pixels. */
static const guint8 cursor[] = { CURSOR, 2, 2, 0xff, 1,  0,  1,  2,  3,  4, 5,
                                 6,      7, 8, 9,    10, 11, 12, 13, 14, 15 };

static const char list[] = { LIST, 'c', 'o', 'p', 'y', 0, '/', 'a', 0, '/', 'b', 0 };
static const char lines[] = { TEXT, 'o', 'n',  'e',  '\r', '\n', 't',
                              'w',  'o', '\n', '\n', '3',  '\r', '\n' };
static const char latin[] = { TEXT, 'c', 'a', 'f', '\xc3', '\xa9', ' ', '\xff', '\xfe', '\n', 0 };

const char *const fuzz_seeds[] = { NULL };
const char *const fuzz_seed_files[] = { NULL };
const FuzzSeed fuzz_binary_seeds[] = {
  { &speeches[0], sizeof (Speech) },
  { &speeches[1], sizeof (Speech) },
  { &speeches[2], sizeof (Speech) },
  { &speeches[3], sizeof (Speech) },
  { &speeches[4], sizeof (Speech) },
  { &speeches[5], sizeof (Speech) },
  { &speeches[6], sizeof (Speech) },
  { &speeches[7], sizeof (Speech) },
  { cursor, sizeof cursor },
  { list, sizeof list },
  { lines, sizeof lines },
  { latin, sizeof latin },
  { NULL, 0 },
};

/* A seed that the guard refuses, or that makes no cursor, leads a fuzzer nowhere: as they are, all
 * are good. */
static gboolean
is_seed (const uint8_t *data, size_t size)
{
  for (gsize i = 0; fuzz_binary_seeds[i].length > 0; i++)
    {
      if (fuzz_binary_seeds[i].length == size &&
          memcmp (fuzz_binary_seeds[i].bytes, data, size) == 0)
        return TRUE;
    }

  return FALSE;
}

/* However the bytes are cut, the answer is the same. */
static gboolean
fuzz_guard (guint8 channel, const guint8 *data, gsize size)
{
  g_autoptr (BstSpiceGuard) whole = bst_spice_guard_new ();
  g_autoptr (BstSpiceGuard) parts = bst_spice_guard_new ();
  guint8 hello[TYPE_AT + 1] = { 0 };
  gboolean good = TRUE;

  hello[TYPE_AT] = channel % N_CHANNELS;
  bst_spice_guard_learn (whole, hello, sizeof hello);
  for (gsize i = 0; i < sizeof hello; i++)
    bst_spice_guard_learn (parts, hello + i, 1);
  for (gsize i = 0; i < size && good; i++)
    good = bst_spice_guard_check (parts, data + i, 1);
  g_assert_true (bst_spice_guard_check (whole, data, size) == good);

  return good;
}

static void
fuzz_text (GBytes *bytes)
{
  g_autoptr (GBytes) plain = bst_clipboard_text_from_guest (bytes, TRUE);
  g_autoptr (GBytes) crlf = bst_clipboard_text_to_crlf (plain);
  g_autoptr (GBytes) again = bst_clipboard_text_from_guest (crlf, TRUE);
  gsize length;
  const char *text = g_bytes_get_data (plain, &length);

  g_assert_true (length == 0 || g_utf8_validate_len (text, length, NULL) ||
                 memchr (text, '\0', length) != NULL);
  g_assert_true (g_bytes_get_size (crlf) >= length);
  g_assert_true (g_bytes_get_size (again) <= g_bytes_get_size (crlf));
}

static gboolean
fuzz_list (GBytes *bytes)
{
  g_auto (GStrv) paths = bst_file_list_split (bytes);

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    g_assert_cmpint (paths[i][0], ==, '/');
  if (paths != NULL)
    {
      g_autoptr (GBytes) joined = bst_file_list_join ((const char *const *)paths);
      g_auto (GStrv) again = bst_file_list_split (joined);

      g_assert_cmpuint (g_strv_length (paths), ==, g_strv_length (again));
    }

  return paths != NULL;
}

static gboolean
fuzz_cursor (const guint8 *data, gsize size)
{
  g_autoptr (BstConsoleCursor) made = NULL;
  int x, y;

  if (size < 4)
    return FALSE;

  made = bst_console_cursor_new (data[0], data[1], (gint8)data[2] * 100, (gint8)data[3], data + 4,
                                 size - 4);
  if (made == NULL)
    return FALSE;
  bst_console_cursor_get_hot_spot (made, &x, &y);
  g_assert_cmpint (x, >=, 0);
  g_assert_cmpint (y, >=, 0);
  g_assert_cmpint (x, <, (int)bst_console_cursor_get_width (made));
  g_assert_cmpint (y, <, (int)bst_console_cursor_get_height (made));
  g_assert_cmpuint (g_bytes_get_size (bst_console_cursor_get_rgba (made)), <=, size - 4);

  return TRUE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = NULL;
  gboolean good = TRUE;

  if (size < 2)
    return 0;

  bytes = g_bytes_new (data + 1, size - 1);
  switch (data[0] % N_KINDS)
    {
    case TEXT:
      fuzz_text (bytes);
      break;
    case CURSOR:
      good = fuzz_cursor (data + 1, size - 1);
      break;
    case LIST:
      good = fuzz_list (bytes);
      break;
    case GUARD:
    default:
      good = fuzz_guard (data[1], data + 2, size - 2);
      break;
    }
  g_assert_true (good || !is_seed (data, size));

  return 0;
}
