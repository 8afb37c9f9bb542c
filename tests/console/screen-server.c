/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "screen-server.h"

#include <spice.h>
#include <spice/protocol.h>
#include <spice/vd_agent.h>
#include <string.h>

#include "console-helpers.h"
#include "spice-loop.h"

#define MOST_PIXELS (4096 * 4096)

/* Anything that the server is told to draw or show, with what it needs until it is released. */
typedef struct
{
  QXLCommandExt ext;
  union
  {
    QXLDrawable drawable;
    QXLCursorCmd cursor;
  } command;
  QXLImage image;
  gpointer data;
} Command;

struct _ScreenServer
{
  SpiceServer *server;
  guint port;
  gint n_clients;

  QXLInstance qxl;
  GMutex lock; /* of the queues, which the server's thread empties */
  GQueue commands;
  GQueue cursors;

  int width, height;
  ScreenServerFormat format;
  guint32 *picture; /* what it should look like, 0xRRGGBB */
  guint8 *surface;  /* the server's own */
  QXLMonitorsConfig *monitors;

  QXLInstance second; /* shows nothing but black */
  gboolean has_second;
  guint8 *second_surface; /* NULL: it is off */

  SpiceKbdInstance keyboard;
  GByteArray *keys;
  void (*on_key) (gpointer data); /* (nullable) */
  gpointer on_key_data;
  guint8 leds;
  SpiceMouseInstance mouse;
  SpiceTabletInstance tablet;
  gboolean has_tablet;
  ScreenServerPointer pointer;

  SpiceCharDeviceInstance agent;
  gboolean has_agent;
  guint32 agent_caps;
  guint announce_id;
  guint n_read;            /* of to_client */
  GByteArray *to_client;   /* chunks, for the server to read */
  GByteArray *from_client; /* chunks, as they come */
  GByteArray *message;     /* without chunks */
  GQueue messages;         /* of GBytes, with their headers */

  SpiceCharDeviceInstance webdav;
  gboolean has_webdav;
};

/* The server's callbacks know no context of theirs everywhere. */
static ScreenServer *the_server;

static void
channel_event (int event, SpiceChannelEventInfo *info)
{
  if (info->type != SPICE_CHANNEL_MAIN || the_server == NULL)
    return;

  if (event == SPICE_CHANNEL_EVENT_INITIALIZED)
    g_atomic_int_inc (&the_server->n_clients);
  else if (event == SPICE_CHANNEL_EVENT_DISCONNECTED)
    g_atomic_int_add (&the_server->n_clients, -1);
}

static SpiceCoreInterface core = {
  .base = { SPICE_INTERFACE_CORE, "test", SPICE_INTERFACE_CORE_MAJOR, SPICE_INTERFACE_CORE_MINOR },
  .channel_event = channel_event,
};

/* The screen. */

static void
command_free (Command *command)
{
  g_free (command->data);
  g_free (command);
}

static Command *
command_new (guint type, gpointer data)
{
  Command *command = g_new0 (Command, 1);

  command->data = data;
  command->ext.cmd.type = type;
  command->ext.cmd.data = (QXLPHYSICAL)(guintptr)&command->command;
  /* The first of each command's fields. */
  command->command.drawable.release_info.id = (guint64)(guintptr)command;

  return command;
}

static void
push (ScreenServer *self, GQueue *queue, Command *command)
{
  g_mutex_lock (&self->lock);
  g_queue_push_tail (queue, command);
  g_mutex_unlock (&self->lock);
  spice_qxl_wakeup (&self->qxl);
}

static int
take (GQueue *queue, QXLCommandExt *ext)
{
  Command *command;

  g_mutex_lock (&the_server->lock);
  command = g_queue_pop_head (queue);
  g_mutex_unlock (&the_server->lock);
  if (command == NULL)
    return FALSE;

  *ext = command->ext;

  return TRUE;
}

static gboolean
is_empty (GQueue *queue)
{
  gboolean empty;

  g_mutex_lock (&the_server->lock);
  empty = g_queue_is_empty (queue);
  g_mutex_unlock (&the_server->lock);

  return empty;
}

static int
get_command (QXLInstance *qxl, QXLCommandExt *ext)
{
  return qxl == &the_server->qxl && take (&the_server->commands, ext);
}

static int
req_cmd_notification (QXLInstance *qxl)
{
  return qxl != &the_server->qxl || is_empty (&the_server->commands);
}

static int
get_cursor_command (QXLInstance *qxl, QXLCommandExt *ext)
{
  return qxl == &the_server->qxl && take (&the_server->cursors, ext);
}

static int
req_cursor_notification (QXLInstance *qxl)
{
  return qxl != &the_server->qxl || is_empty (&the_server->cursors);
}

static void
release_resource (QXLInstance *qxl, QXLReleaseInfoExt info)
{
  command_free ((gpointer)(guintptr)info.info->id);
}

static void
attached_worker (QXLInstance *qxl)
{
}

static void
set_compression_level (QXLInstance *qxl, int level)
{
}

static void
get_init_info (QXLInstance *qxl, QXLDevInitInfo *info)
{
  memset (info, 0, sizeof *info);
  info->num_memslots = 1;
  info->num_memslots_groups = 1;
  info->memslot_id_bits = 1;
  info->memslot_gen_bits = 1;
  info->n_surfaces = 1;
}

static void
notify_update (QXLInstance *qxl, uint32_t id)
{
}

static int
flush_resources (QXLInstance *qxl)
{
  return TRUE;
}

static void
async_complete (QXLInstance *qxl, uint64_t cookie)
{
}

static void
set_client_capabilities (QXLInstance *qxl, uint8_t present, uint8_t caps[58])
{
}

/* Monitors go to the agent. */
static int
client_monitors_config (QXLInstance *qxl, VDAgentMonitorsConfig *config)
{
  return FALSE;
}

static QXLInterface qxl_interface = {
  .base = { SPICE_INTERFACE_QXL, "test", SPICE_INTERFACE_QXL_MAJOR, SPICE_INTERFACE_QXL_MINOR },
  .attached_worker = attached_worker,
  .set_compression_level = set_compression_level,
  .get_init_info = get_init_info,
  .get_command = get_command,
  .req_cmd_notification = req_cmd_notification,
  .release_resource = release_resource,
  .get_cursor_command = get_cursor_command,
  .req_cursor_notification = req_cursor_notification,
  .notify_update = notify_update,
  .flush_resources = flush_resources,
  .async_complete = async_complete,
  .set_client_capabilities = set_client_capabilities,
  .client_monitors_config = client_monitors_config,
};

static void
create_surface (ScreenServer *self, int width, int height, ScreenServerFormat format)
{
  static const guint formats[] = {
    [SCREEN_SERVER_32] = SPICE_SURFACE_FMT_32_xRGB,
    [SCREEN_SERVER_555] = SPICE_SURFACE_FMT_16_555,
    [SCREEN_SERVER_565] = SPICE_SURFACE_FMT_16_565,
  };
  QXLDevSurfaceCreate surface = { 0 };

  g_assert_cmpint (width * height, <=, MOST_PIXELS);
  self->width = width;
  self->height = height;
  self->format = format;
  g_free (self->picture);
  self->picture = g_new0 (guint32, (gsize)width * (gsize)height);
  g_free (self->surface);
  self->surface = g_malloc0 ((gsize)width * (gsize)height * 4);

  surface.format = formats[format];
  surface.width = (guint32)width;
  surface.height = (guint32)height;
  surface.stride = format == SCREEN_SERVER_32 ? width * 4 : (width * 2 + 3) / 4 * 4;
  surface.mouse_mode = TRUE;
  surface.mem = (guint64)(guintptr)self->surface;
  spice_qxl_create_primary_surface (&self->qxl, 0, &surface);
}

void
screen_server_resize (ScreenServer *self, int width, int height, ScreenServerFormat format)
{
  spice_qxl_destroy_primary_surface (&self->qxl, 0);
  create_surface (self, width, height, format);
}

static void
add_screen (ScreenServer *self, QXLInstance *qxl)
{
  QXLDevMemSlot slot = { .virt_end = ~(guintptr)0, .qxl_ram_size = ~0u };

  qxl->base.sif = &qxl_interface.base;
  screen_server_add_interface (self, &qxl->base);
  spice_qxl_add_memslot (qxl, &slot);
}

void
screen_server_add_second (ScreenServer *self)
{
  self->second.id = 1;
  add_screen (self, &self->second);
  self->has_second = TRUE;
}

void
screen_server_switch_second (ScreenServer *self, int width, int height)
{
  QXLDevSurfaceCreate surface = { .format = SPICE_SURFACE_FMT_32_xRGB,
                                  .width = (guint32)width,
                                  .height = (guint32)height,
                                  .stride = width * 4,
                                  .mouse_mode = TRUE };

  if (self->second_surface != NULL)
    spice_qxl_destroy_primary_surface (&self->second, 0);
  g_clear_pointer (&self->second_surface, g_free);
  if (width == 0)
    return;

  self->second_surface = g_malloc0 ((gsize)width * (gsize)height * 4);
  surface.mem = (guint64)(guintptr)self->second_surface;
  spice_qxl_create_primary_surface (&self->second, 0, &surface);
}

static guint16
to_555 (guint32 color)
{
  const guint red = color >> 16 & 0xff, green = color >> 8 & 0xff, blue = color & 0xff;

  return (guint16)((red >> 3) << 10 | (green >> 3) << 5 | blue >> 3);
}

void
screen_server_draw (ScreenServer *self, int x, int y, int width, int height, const guint32 *pixels)
{
  static guint32 unique;
  /* Images of 16 bits are 555 alone; others are converted. */
  const gboolean deep = self->format != SCREEN_SERVER_555;
  const gsize stride = deep ? (gsize)width * 4 : ((gsize)width * 2 + 3) / 4 * 4;
  guint8 *data = g_malloc0 (stride * (gsize)height);
  Command *command = command_new (QXL_CMD_DRAW, data);
  QXLDrawable *drawable = &command->command.drawable;
  QXLImage *image = &command->image;

  for (gsize row = 0; row < (gsize)height; row++)
    {
      const guint32 *from = pixels + row * (gsize)width;
      guint32 *kept = self->picture + ((gsize)y + row) * (gsize)self->width + x;
      guint8 *to = data + row * stride;

      for (gsize column = 0; column < (gsize)width; column++)
        {
          kept[column] = from[column] & 0xffffff;
          if (!deep)
            ((guint16 *)(gpointer)to)[column] = to_555 (from[column]);
        }
      if (deep)
        memcpy (to, from, stride);
    }

  drawable->bbox = (QXLRect){ .left = x, .top = y, .right = x + width, .bottom = y + height };
  drawable->clip.type = SPICE_CLIP_TYPE_NONE;
  drawable->effect = QXL_EFFECT_OPAQUE;
  drawable->type = QXL_DRAW_COPY;
  for (guint i = 0; i < G_N_ELEMENTS (drawable->surfaces_dest); i++)
    drawable->surfaces_dest[i] = -1;
  drawable->u.copy.rop_descriptor = SPICE_ROPD_OP_PUT;
  drawable->u.copy.src_bitmap = (QXLPHYSICAL)(guintptr)image;
  drawable->u.copy.src_area.right = width;
  drawable->u.copy.src_area.bottom = height;
  QXL_SET_IMAGE_ID (image, QXL_IMAGE_GROUP_DEVICE, ++unique);
  image->descriptor.type = SPICE_IMAGE_TYPE_BITMAP;
  image->descriptor.width = image->bitmap.x = (guint32)width;
  image->descriptor.height = image->bitmap.y = (guint32)height;
  image->bitmap.flags = QXL_BITMAP_DIRECT | QXL_BITMAP_TOP_DOWN;
  image->bitmap.stride = (guint32)stride;
  image->bitmap.data = (QXLPHYSICAL)(guintptr)data;
  image->bitmap.format = deep ? SPICE_BITMAP_FMT_32BIT : SPICE_BITMAP_FMT_16BIT;

  push (self, &self->commands, command);
}

void
screen_server_fill (ScreenServer *self, int x, int y, int width, int height, guint32 color)
{
  const gsize n = (gsize)width * (gsize)height;
  g_autofree guint32 *pixels = g_new (guint32, n);

  for (gsize i = 0; i < n; i++)
    pixels[i] = color;
  screen_server_draw (self, x, y, width, height, pixels);
}

guint32
screen_server_get_pixel (ScreenServer *self, int x, int y)
{
  return self->picture[(gsize)y * (gsize)self->width + (gsize)x];
}

void
screen_server_set_packing (ScreenServer *self, gboolean packing)
{
  spice_server_set_image_compression (self->server, packing ? SPICE_IMAGE_COMPRESSION_AUTO_GLZ
                                                            : SPICE_IMAGE_COMPRESSION_OFF);
}

void
screen_server_set_monitors (ScreenServer *self, const int (*areas)[4], guint n)
{
  g_free (self->monitors);
  self->monitors = g_malloc0 (sizeof (QXLMonitorsConfig) + n * sizeof (QXLHead));
  self->monitors->count = (guint16)n;
  self->monitors->max_allowed = 16;
  for (guint i = 0; i < n; i++)
    {
      QXLHead *head = &self->monitors->heads[i];

      head->id = i;
      head->x = (guint32)areas[i][0];
      head->y = (guint32)areas[i][1];
      head->width = (guint32)areas[i][2];
      head->height = (guint32)areas[i][3];
    }
  spice_qxl_monitors_config_async (&self->qxl, (QXLPHYSICAL)(guintptr)self->monitors, 0, 0);
}

/* Cursors. */

static void
set_cursor (ScreenServer *self,
            guint type,
            int width,
            int height,
            int hot_x,
            int hot_y,
            gconstpointer data,
            gsize size)
{
  static guint64 unique = 1;
  QXLCursor *shape = g_malloc0 (sizeof (QXLCursor) + size);
  Command *command = command_new (QXL_CMD_CURSOR, shape);
  QXLCursorCmd *cursor = &command->command.cursor;

  shape->header.unique = unique++;
  shape->header.type = (guint16)type;
  shape->header.width = (guint16)width;
  shape->header.height = (guint16)height;
  shape->header.hot_spot_x = (guint16)hot_x;
  shape->header.hot_spot_y = (guint16)hot_y;
  shape->data_size = shape->chunk.data_size = (guint32)size;
  memcpy (shape->chunk.data, data, size);
  cursor->type = QXL_CURSOR_SET;
  cursor->u.set.visible = TRUE;
  cursor->u.set.shape = (QXLPHYSICAL)(guintptr)shape;

  push (self, &self->cursors, command);
}

void
screen_server_set_cursor (ScreenServer *self,
                          int width,
                          int height,
                          int hot_x,
                          int hot_y,
                          const guint8 *rgba)
{
  const gsize n = (gsize)width * (gsize)height;
  g_autofree guint8 *bgra = g_malloc (n * 4);

  for (gsize i = 0; i < n; i++)
    {
      bgra[i * 4] = rgba[i * 4 + 2];
      bgra[i * 4 + 1] = rgba[i * 4 + 1];
      bgra[i * 4 + 2] = rgba[i * 4];
      bgra[i * 4 + 3] = rgba[i * 4 + 3];
    }
  set_cursor (self, SPICE_CURSOR_TYPE_ALPHA, width, height, hot_x, hot_y, bgra, n * 4);
}

void
screen_server_set_mono_cursor (ScreenServer *self,
                               int width,
                               int height,
                               int hot_x,
                               int hot_y,
                               const guint8 *masks)
{
  set_cursor (self, SPICE_CURSOR_TYPE_MONO, width, height, hot_x, hot_y, masks,
              (gsize)((width + 7) / 8 * height * 2));
}

void
screen_server_move_cursor (ScreenServer *self, int x, int y)
{
  Command *command = command_new (QXL_CMD_CURSOR, NULL);

  command->command.cursor.type = QXL_CURSOR_MOVE;
  command->command.cursor.u.position.x = (gint16)x;
  command->command.cursor.u.position.y = (gint16)y;
  push (self, &self->cursors, command);
}

void
screen_server_hide_cursor (ScreenServer *self)
{
  Command *command = command_new (QXL_CMD_CURSOR, NULL);

  command->command.cursor.type = QXL_CURSOR_HIDE;
  push (self, &self->cursors, command);
}

/* Input. */

static void
push_scan (SpiceKbdInstance *keyboard, uint8_t byte)
{
  g_byte_array_append (the_server->keys, &byte, 1);
  /* Not for those that are let go, nor for what is before a key's own byte. */
  if (the_server->on_key != NULL && byte < 0x80)
    the_server->on_key (the_server->on_key_data);
}

void
screen_server_on_key (ScreenServer *self, void (*func) (gpointer data), gpointer data)
{
  self->on_key = func;
  self->on_key_data = data;
}

static uint8_t
get_leds (SpiceKbdInstance *keyboard)
{
  return the_server->leds;
}

static SpiceKbdInterface keyboard_interface = {
  .base = { SPICE_INTERFACE_KEYBOARD, "test", SPICE_INTERFACE_KEYBOARD_MAJOR,
            SPICE_INTERFACE_KEYBOARD_MINOR },
  .push_scan_freg = push_scan,
  .get_leds = get_leds,
};

GByteArray *
screen_server_take_keys (ScreenServer *self)
{
  GByteArray *keys = self->keys;

  self->keys = g_byte_array_new ();

  return keys;
}

void
screen_server_set_leds (ScreenServer *self, guint leds)
{
  self->leds = (guint8)leds;
  spice_server_kbd_leds (&self->keyboard, (int)leds);
}

static void
mouse_motion (SpiceMouseInstance *mouse, int dx, int dy, int dz, uint32_t buttons)
{
  the_server->pointer.dx += dx;
  the_server->pointer.dy += dy;
  the_server->pointer.wheel += dz;
  the_server->pointer.buttons = buttons;
}

static void
mouse_buttons (SpiceMouseInstance *mouse, uint32_t buttons)
{
  the_server->pointer.buttons = buttons;
}

static SpiceMouseInterface mouse_interface = {
  .base = { SPICE_INTERFACE_MOUSE, "test", SPICE_INTERFACE_MOUSE_MAJOR,
            SPICE_INTERFACE_MOUSE_MINOR },
  .motion = mouse_motion,
  .buttons = mouse_buttons,
};

static void
tablet_size (SpiceTabletInstance *tablet, int width, int height)
{
}

static void
tablet_position (SpiceTabletInstance *tablet, int x, int y, uint32_t buttons)
{
  the_server->pointer.x = x;
  the_server->pointer.y = y;
  the_server->pointer.buttons = buttons;
}

static void
tablet_wheel (SpiceTabletInstance *tablet, int wheel, uint32_t buttons)
{
  the_server->pointer.wheel += wheel;
  the_server->pointer.buttons = buttons;
}

static void
tablet_buttons (SpiceTabletInstance *tablet, uint32_t buttons)
{
  the_server->pointer.buttons = buttons;
}

static SpiceTabletInterface tablet_interface = {
  .base = { SPICE_INTERFACE_TABLET, "test", SPICE_INTERFACE_TABLET_MAJOR,
            SPICE_INTERFACE_TABLET_MINOR },
  .set_logical_size = tablet_size,
  .position = tablet_position,
  .wheel = tablet_wheel,
  .buttons = tablet_buttons,
};

void
screen_server_add_tablet (ScreenServer *self)
{
  self->tablet.base.sif = &tablet_interface.base;
  g_assert_cmpint (spice_server_add_interface (self->server, &self->tablet.base), ==, 0);
  self->has_tablet = TRUE;
}

void
screen_server_get_pointer (ScreenServer *self, ScreenServerPointer *pointer)
{
  *pointer = self->pointer;
}

/* The agent: chunks of messages on a character device. */

/* What it can do, once a client is there and asks. */
static gboolean
on_asked (gpointer data)
{
  ScreenServer *self = data;
  struct
  {
    guint32 request;
    guint32 caps[VD_AGENT_CAPS_SIZE];
  } announce = { .caps = { self->agent_caps } };

  self->announce_id = 0;
  screen_server_agent_send (self, VD_AGENT_ANNOUNCE_CAPABILITIES, &announce, sizeof announce);

  return G_SOURCE_REMOVE;
}

static void
take_messages (ScreenServer *self)
{
  while (self->from_client->len >= sizeof (VDIChunkHeader))
    {
      VDIChunkHeader chunk;

      memcpy (&chunk, self->from_client->data, sizeof chunk);
      if (self->from_client->len < sizeof chunk + chunk.size)
        break;
      g_byte_array_append (self->message, self->from_client->data + sizeof chunk, chunk.size);
      g_byte_array_remove_range (self->from_client, 0, sizeof chunk + chunk.size);
    }

  while (self->message->len >= sizeof (VDAgentMessage))
    {
      VDAgentMessage message;

      memcpy (&message, self->message->data, sizeof message);
      if (self->message->len < sizeof message + message.size)
        break;
      if (message.type == VD_AGENT_ANNOUNCE_CAPABILITIES && self->announce_id == 0)
        self->announce_id = g_idle_add (on_asked, self);
      g_queue_push_tail (&self->messages,
                         g_bytes_new (self->message->data, sizeof message + message.size));
      g_byte_array_remove_range (self->message, 0, sizeof message + message.size);
    }
}

static int
agent_write (SpiceCharDeviceInstance *agent, const uint8_t *data, int length)
{
  g_byte_array_append (the_server->from_client, data, (guint)length);
  take_messages (the_server);

  return length;
}

static int
agent_read (SpiceCharDeviceInstance *agent, uint8_t *data, int length)
{
  GByteArray *from = the_server->to_client;
  const guint n = MIN ((guint)length, from->len - the_server->n_read);

  if (n == 0)
    return 0;

  memcpy (data, from->data + the_server->n_read, n);
  the_server->n_read += n;
  if (the_server->n_read == from->len)
    {
      g_byte_array_set_size (from, 0);
      the_server->n_read = 0;
    }

  return (int)n;
}

static void
agent_state (SpiceCharDeviceInstance *agent, int connected)
{
}

static SpiceCharDeviceInterface agent_interface = {
  .base = { SPICE_INTERFACE_CHAR_DEVICE, "test", SPICE_INTERFACE_CHAR_DEVICE_MAJOR,
            SPICE_INTERFACE_CHAR_DEVICE_MINOR },
  .state = agent_state,
  .write = agent_write,
  .read = agent_read,
};

static guint
get_type_of (GBytes *bytes)
{
  VDAgentMessage message;

  memcpy (&message, g_bytes_get_data (bytes, NULL), sizeof message);

  return message.type;
}

void
screen_server_agent_send (ScreenServer *self, guint type, gconstpointer data, gsize size)
{
  const VDAgentMessage message = { .protocol = VD_AGENT_PROTOCOL,
                                   .type = type,
                                   .size = (guint32)size };
  g_autoptr (GByteArray) all = g_byte_array_new ();

  g_byte_array_append (all, (const guint8 *)&message, sizeof message);
  if (size > 0)
    g_byte_array_append (all, data, (guint)size);
  for (guint i = 0; i < all->len; i += VD_AGENT_MAX_DATA_SIZE)
    {
      const VDIChunkHeader chunk = { .port = VDP_CLIENT_PORT,
                                     .size = MIN (all->len - i, VD_AGENT_MAX_DATA_SIZE) };

      g_byte_array_append (self->to_client, (const guint8 *)&chunk, sizeof chunk);
      g_byte_array_append (self->to_client, all->data + i, chunk.size);
    }
  spice_server_char_device_wakeup (&self->agent);
}

void
screen_server_add_agent (ScreenServer *self, guint32 caps)
{
  self->agent.base.sif = &agent_interface.base;
  self->agent.subtype = "vdagent";
  self->agent_caps = caps;
  self->has_agent = TRUE;
  g_assert_cmpint (spice_server_add_interface (self->server, &self->agent.base), ==, 0);
}

void
screen_server_remove_agent (ScreenServer *self)
{
  g_clear_handle_id (&self->announce_id, g_source_remove);
  spice_server_remove_interface (&self->agent.base);
  self->has_agent = FALSE;
}

gboolean
screen_server_agent_has (ScreenServer *self, guint type)
{
  for (GList *item = self->messages.head; item != NULL; item = item->next)
    {
      if (get_type_of (item->data) == type)
        return TRUE;
    }

  return FALSE;
}

GBytes *
screen_server_agent_wait (ScreenServer *self, guint type)
{
  console_wait_for (screen_server_agent_has (self, type));
  while (TRUE)
    {
      g_autoptr (GBytes) bytes = g_queue_pop_head (&self->messages);

      if (get_type_of (bytes) == type)
        return g_bytes_new_from_bytes (bytes, sizeof (VDAgentMessage),
                                       g_bytes_get_size (bytes) - sizeof (VDAgentMessage));
    }
}

static int
port_write (SpiceCharDeviceInstance *port, const uint8_t *data, int length)
{
  return length;
}

static int
port_read (SpiceCharDeviceInstance *port, uint8_t *data, int length)
{
  return 0;
}

static SpiceCharDeviceInterface port_interface = {
  .base = { SPICE_INTERFACE_CHAR_DEVICE, "test", SPICE_INTERFACE_CHAR_DEVICE_MAJOR,
            SPICE_INTERFACE_CHAR_DEVICE_MINOR },
  .state = agent_state,
  .write = port_write,
  .read = port_read,
};

void
screen_server_add_port (ScreenServer *self, const char *name)
{
  self->webdav.base.sif = &port_interface.base;
  self->webdav.subtype = "port";
  self->webdav.portname = g_strdup (name);
  g_assert_cmpint (spice_server_add_interface (self->server, &self->webdav.base), ==, 0);
  spice_server_port_event (&self->webdav, SPICE_PORT_EVENT_OPENED);
  self->has_webdav = TRUE;
}

void
screen_server_add_interface (ScreenServer *self, SpiceBaseInstance *instance)
{
  g_assert_cmpint (spice_server_add_interface (self->server, instance), ==, 0);
}

guint
screen_server_get_port (ScreenServer *self)
{
  return self->port;
}

guint
screen_server_get_n_clients (ScreenServer *self)
{
  return (guint)g_atomic_int_get (&self->n_clients);
}

void
screen_server_settle (ScreenServer *self, BstConsoleDisplay *display)
{
  static const guint8 dot[4] = { 1, 2, 3, 255 };

  screen_server_set_cursor (self, 1, 1, 0, 0, dot);
  console_wait_for (bst_console_display_get_cursor (display) != NULL &&
                    bst_console_cursor_get_width (bst_console_display_get_cursor (display)) == 1);
}

void
screen_server_set_password (ScreenServer *self, const char *password)
{
  if (password != NULL)
    spice_server_set_ticket (self->server, password, 0, FALSE, FALSE);
  else
    spice_server_set_noauth (self->server);
}

ScreenServer *
screen_server_new (int width, int height)
{
  ScreenServer *self = g_new0 (ScreenServer, 1);

  g_assert_null (the_server);
  the_server = self;
  g_mutex_init (&self->lock);
  self->keys = g_byte_array_new ();
  self->to_client = g_byte_array_new ();
  self->from_client = g_byte_array_new ();
  self->message = g_byte_array_new ();
  self->server = spice_server_new ();
  self->port = console_unused_port ();
  spice_server_set_addr (self->server, "127.0.0.1", SPICE_ADDR_FLAG_IPV4_ONLY);
  spice_server_set_port (self->server, (int)self->port);
  spice_server_set_noauth (self->server);
  /* As QEMU has it: what changes often would be a film, with losses, and half a second late. */
  spice_server_set_streaming_video (self->server, SPICE_STREAM_VIDEO_OFF);
  spice_loop_fill (&core);
  g_assert_cmpint (spice_server_init (self->server, &core), ==, 0);

  add_screen (self, &self->qxl);
  create_surface (self, width, height, SCREEN_SERVER_32);
  self->keyboard.base.sif = &keyboard_interface.base;
  screen_server_add_interface (self, &self->keyboard.base);
  self->mouse.base.sif = &mouse_interface.base;
  g_assert_cmpint (spice_server_add_interface (self->server, &self->mouse.base), ==, 0);
  spice_server_vm_start (self->server);

  return self;
}

void
screen_server_free (ScreenServer *self)
{
  if (self == NULL)
    return;

  spice_server_vm_stop (self->server);
  if (self->has_agent)
    screen_server_remove_agent (self);
  if (self->has_webdav)
    spice_server_remove_interface (&self->webdav.base);
  if (self->has_tablet)
    spice_server_remove_interface (&self->tablet.base);
  if (self->has_second)
    spice_server_remove_interface (&self->second.base);
  spice_server_remove_interface (&self->qxl.base);
  spice_server_destroy (self->server);
  the_server = NULL;
  while (!g_queue_is_empty (&self->commands))
    command_free (g_queue_pop_head (&self->commands));
  while (!g_queue_is_empty (&self->cursors))
    command_free (g_queue_pop_head (&self->cursors));
  g_queue_clear_full (&self->messages, (GDestroyNotify)g_bytes_unref);
  g_byte_array_unref (self->keys);
  g_byte_array_unref (self->to_client);
  g_byte_array_unref (self->from_client);
  g_byte_array_unref (self->message);
  g_free ((char *)self->webdav.portname);
  g_free (self->monitors);
  g_free (self->picture);
  g_free (self->surface);
  g_free (self->second_surface);
  g_mutex_clear (&self->lock);
  g_free (self);
}
