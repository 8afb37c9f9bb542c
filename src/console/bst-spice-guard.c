/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-spice-guard.h"

#include <spice/enums.h>
#include <spice/protocol.h>
#include <string.h>

#define MAGIC 0x51444552u /* "REDQ" */
#define LINK_HEADER 16
#define LARGEST_LINK 4096
#define MINI_HEADER 6
#define FULL_HEADER 18

/* A picture of 8,192 × 8,192 pixels as it is. */
#define LARGEST_MESSAGE (256u * 1024 * 1024)

/* A cursor with all that is before its pixels. */
#define LONGEST_HEAD 32
#define LARGEST_CURSOR 1024u

#define PACKED_LENGTH 5

#define SURFACE_LENGTH 20
#define LARGEST_SIDE 32767
#define LARGEST_SURFACE (1024ull * 1024 * 1024)

/* In what the client says first, and what follows that. */
#define LENGTH_AT 12
#define TYPE_AT 20
#define AUTH_CHOICE 4
#define TICKET 128

/* The client's first message on a display channel. Of a size that servers give room for: both are
 * of caches that are gone again at once. */
#define INIT_LENGTH 14
#define CACHE_PIXELS (1024 * 1024)

/* What comes next. */
typedef enum
{
  PART_LINK_HEADER,
  PART_LINK_REPLY,
  PART_RESULT,
  PART_HEADER,
  PART_HEAD,     /* of a message's body, to be looked at */
  PART_REST,     /* of a message's body */
  PART_ANYTHING, /* with SASL, which may code all that follows */
} Part;

struct _BstSpiceGuard
{
  int type;            /* of the channel; -1: not said yet */
  gsize n_said;        /* by the client */
  guint32 link_length; /* of the client's, after its header */
  gboolean chooses;    /* the client: how it shows who it is */
  gboolean served;     /* or refused: the server said more than how it links */
  Part part;
  guint8 kept[LARGEST_LINK]; /* of the part, until it is whole */
  gsize n_kept;
  gsize wanted; /* length of the part */
  gboolean mini;
  guint message;
  gsize message_length;
};

BstSpiceGuard *
bst_spice_guard_new (void)
{
  BstSpiceGuard *self = g_new0 (BstSpiceGuard, 1);

  self->type = -1;
  self->part = PART_LINK_HEADER;
  self->wanted = LINK_HEADER;

  return self;
}

BstSpiceGuard *
bst_spice_guard_copy (const BstSpiceGuard *self)
{
  return g_memdup2 (self, sizeof *self);
}

void
bst_spice_guard_free (BstSpiceGuard *self)
{
  g_free (self);
}

static guint32
get_16 (const guint8 *data)
{
  return (guint32)data[0] | (guint32)data[1] << 8;
}

static guint32
get_32 (const guint8 *data)
{
  return get_16 (data) | get_16 (data + 2) << 16;
}

static void
expect (BstSpiceGuard *self, Part part, gsize length)
{
  self->part = part;
  self->wanted = length;
  self->n_kept = 0;
}

static void
expect_header (BstSpiceGuard *self)
{
  expect (self, PART_HEADER, self->mini ? MINI_HEADER : FULL_HEADER);
}

static gboolean
take_link_header (BstSpiceGuard *self)
{
  const guint32 size = get_32 (self->kept + 12);

  if (get_32 (self->kept) != MAGIC)
    {
      expect (self, PART_ANYTHING, 0);
      return TRUE;
    }
  if (size < sizeof (SpiceLinkReply) || size > LARGEST_LINK)
    return FALSE;

  expect (self, PART_LINK_REPLY, size);

  return TRUE;
}

static gboolean
take_link_reply (BstSpiceGuard *self)
{
  const guint8 *counts = self->kept + sizeof (SpiceLinkReply) - 12;
  const guint64 n = (guint64)get_32 (counts) + get_32 (counts + 4);
  const guint64 offset = get_32 (counts + 8);
  guint32 caps = 0;

  if (offset + n * 4 > self->wanted)
    return FALSE;
  if (get_32 (counts) > 0)
    caps = get_32 (self->kept + offset);

  self->chooses = (caps & 1u << SPICE_COMMON_CAP_PROTOCOL_AUTH_SELECTION) != 0;
  self->mini = (caps & 1u << SPICE_COMMON_CAP_MINI_HEADER) != 0;
  if ((caps & 1u << SPICE_COMMON_CAP_AUTH_SASL) != 0)
    expect (self, PART_ANYTHING, 0);
  else
    expect (self, PART_RESULT, 4);

  return TRUE;
}

static gboolean
has_cursor (BstSpiceGuard *self)
{
  return self->type == SPICE_CHANNEL_CURSOR &&
         (self->message == SPICE_MSG_CURSOR_INIT || self->message == SPICE_MSG_CURSOR_SET);
}

static gboolean
has_surface (BstSpiceGuard *self)
{
  return self->type == SPICE_CHANNEL_DISPLAY && self->message == SPICE_MSG_DISPLAY_SURFACE_CREATE;
}

static gboolean
has_packed (BstSpiceGuard *self)
{
  return (self->type == SPICE_CHANNEL_USBREDIR || self->type == SPICE_CHANNEL_PORT ||
          self->type == SPICE_CHANNEL_WEBDAV) &&
         self->message == SPICE_MSG_SPICEVMC_COMPRESSED_DATA;
}

static gboolean
take_header (BstSpiceGuard *self)
{
  const guint8 *fields = self->mini ? self->kept : self->kept + 8;

  self->served = TRUE;
  self->message = get_16 (fields);
  self->message_length = get_32 (fields + 2);
  if (self->message_length > LARGEST_MESSAGE ||
      (!self->mini && get_32 (self->kept + FULL_HEADER - 4) != 0))
    return FALSE;

  if (has_cursor (self) || has_surface (self) || has_packed (self))
    expect (self, PART_HEAD, MIN (self->message_length, LONGEST_HEAD));
  else
    expect (self, PART_REST, self->message_length);

  return TRUE;
}

/* Bytes that the library reads of a cursor of this type. */
static guint64
get_cursor_length (guint type, guint64 width, guint64 height)
{
  const guint64 n = width * height, mask = (n + 7) / 8;

  switch (type)
    {
    case SPICE_CURSOR_TYPE_ALPHA:
      return n * 4;
    case SPICE_CURSOR_TYPE_MONO:
      return (width + 7) / 8 * height * 2;
    case SPICE_CURSOR_TYPE_COLOR4:
      return (width + 1) / 2 * height + 16 * 4 + mask;
    case SPICE_CURSOR_TYPE_COLOR16:
      return n * 2 + mask;
    case SPICE_CURSOR_TYPE_COLOR32:
      return n * 4 + mask;
    default:
      return 0;
    }
}

/* Id, width, height, format, flags. The library ends the program for a format that it does not
 * know, and asks for as much memory as it is told. */
static gboolean
take_surface (BstSpiceGuard *self)
{
  const guint64 width = get_32 (self->kept + 4), height = get_32 (self->kept + 8);

  if (self->wanted < SURFACE_LENGTH || width == 0 || height == 0 || width > LARGEST_SIDE ||
      height > LARGEST_SIDE || width * height * 4 > LARGEST_SURFACE)
    return FALSE;

  switch (get_32 (self->kept + 12))
    {
    case SPICE_SURFACE_FMT_1_A:
    case SPICE_SURFACE_FMT_8_A:
    case SPICE_SURFACE_FMT_16_555:
    case SPICE_SURFACE_FMT_16_565:
    case SPICE_SURFACE_FMT_32_xRGB:
    case SPICE_SURFACE_FMT_32_ARGB:
      expect (self, PART_REST, self->message_length - self->wanted);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Position, for INIT a trail, visible; flags; then unique, type, size, hot spot, data. */
static gboolean
take_cursor (BstSpiceGuard *self)
{
  const gsize flags_at = self->message == SPICE_MSG_CURSOR_INIT ? 9 : 5;
  const gsize header_at = flags_at + 2;
  const gsize data_at = header_at + 17;
  const guint8 *header = self->kept + header_at;
  guint flags, width, height;

  if (self->wanted < header_at)
    return FALSE;
  flags = get_16 (self->kept + flags_at);
  if ((flags & SPICE_CURSOR_FLAGS_NONE) == 0)
    {
      if (self->wanted < data_at)
        return FALSE;
      width = get_16 (header + 9);
      height = get_16 (header + 11);
      if (width > LARGEST_CURSOR || height > LARGEST_CURSOR)
        return FALSE;
      if ((flags & SPICE_CURSOR_FLAGS_FROM_CACHE) == 0 &&
          self->message_length - data_at < get_cursor_length (header[8], width, height))
        return FALSE;
    }

  expect (self, PART_REST, self->message_length - self->wanted);

  return TRUE;
}

/* How it is packed, and its length before. The library takes one that is beyond its numbers for the
 * error that unpacking then gives, and what it has not unpacked for as long as that. */
static gboolean
take_packed (BstSpiceGuard *self)
{
  if (self->wanted < PACKED_LENGTH || get_32 (self->kept + 1) > LARGEST_MESSAGE)
    return FALSE;

  expect (self, PART_REST, self->message_length - self->wanted);

  return TRUE;
}

static gboolean
take_head (BstSpiceGuard *self)
{
  if (has_packed (self))
    return take_packed (self);

  return has_surface (self) ? take_surface (self) : take_cursor (self);
}

static gboolean
take_part (BstSpiceGuard *self)
{
  switch (self->part)
    {
    case PART_LINK_HEADER:
      return take_link_header (self);
    case PART_LINK_REPLY:
      return take_link_reply (self);
    case PART_HEADER:
      return take_header (self);
    case PART_HEAD:
      return take_head (self);
    case PART_RESULT:
      self->served = get_32 (self->kept) != SPICE_LINK_ERR_OK;
      expect_header (self);
      return TRUE;
    case PART_REST:
    case PART_ANYTHING:
    default:
      expect_header (self);
      return TRUE;
    }
}

gboolean
bst_spice_guard_check (BstSpiceGuard *self, const guint8 *data, gsize length)
{
  while (length > 0 && self->part != PART_ANYTHING)
    {
      const gsize n = MIN (length, self->wanted - self->n_kept);

      /* A body is not kept: it may be long. */
      if (self->part != PART_REST)
        memcpy (self->kept + self->n_kept, data, n);
      self->n_kept += n;
      data += n;
      length -= n;
      while (self->n_kept == self->wanted && self->part != PART_ANYTHING)
        {
          if (!take_part (self))
            return FALSE;
        }
    }

  return TRUE;
}

void
bst_spice_guard_learn (BstSpiceGuard *self, const guint8 *data, gsize length)
{
  for (gsize at = self->n_said; at <= TYPE_AT && at - self->n_said < length; at++)
    {
      const guint8 byte = data[at - self->n_said];

      if (at >= LENGTH_AT && at < LENGTH_AT + 4)
        self->link_length |= (guint32)byte << (at - LENGTH_AT) * 8;
      else if (at == TYPE_AT)
        self->type = byte;
    }
  self->n_said += length;
}

/* Where the client has said who it is, and messages begin. */
static gsize
get_messages_at (const BstSpiceGuard *self)
{
  return LINK_HEADER + (gsize)self->link_length + (self->chooses ? AUTH_CHOICE : 0) + TICKET;
}

gboolean
bst_spice_guard_must_stay (const BstSpiceGuard *self)
{
  return self->type == SPICE_CHANNEL_DISPLAY && !self->served &&
         (self->part == PART_RESULT || self->part == PART_HEADER) &&
         self->n_said >= get_messages_at (self);
}

static void
add_number (GByteArray *bytes, guint64 number, guint n_bytes)
{
  const guint64 little_endian = GUINT64_TO_LE (number);

  g_byte_array_append (bytes, (const guint8 *)&little_endian, n_bytes);
}

GBytes *
bst_spice_guard_make_first (const BstSpiceGuard *self)
{
  GByteArray *bytes;

  if (!bst_spice_guard_must_stay (self) || self->n_said > get_messages_at (self))
    return NULL;

  bytes = g_byte_array_new ();
  if (!self->mini)
    add_number (bytes, 1, 8); /* its serial number */
  add_number (bytes, SPICE_MSGC_DISPLAY_INIT, 2);
  add_number (bytes, INIT_LENGTH, 4);
  if (!self->mini)
    add_number (bytes, 0, 4); /* there is no list of parts */
  /* Of each cache the number and the size. */
  add_number (bytes, 1, 1);
  add_number (bytes, CACHE_PIXELS, 8);
  add_number (bytes, 1, 1);
  add_number (bytes, CACHE_PIXELS, 4);

  return g_byte_array_free_to_bytes (bytes);
}

gboolean
bst_spice_guard_pump (gpointer guard, gboolean from_server, const guint8 *data, gsize length)
{
  if (!from_server)
    bst_spice_guard_learn (guard, data, length);
  else if (!bst_spice_guard_check (guard, data, length))
    {
      g_message ("A console's server sends nonsense; its channel is closed");
      return FALSE;
    }

  return TRUE;
}
