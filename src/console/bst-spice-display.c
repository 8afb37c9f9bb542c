/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-console-display-private.h"
#include "console/bst-spice-console-private.h"

/* Larger is no screen but an attack, or a fault: 1 GiB. */
#define MOST_BYTES (1024u * 1024 * 1024)
#define LARGEST_SIDE 32767

/* Without a surface, a monitor of a channel of its own is off: a guest that only changes its size
 * has another one at once. */
#define OFF_AFTER_MS 500

/* One channel: one surface, with one monitor or several of them. */
typedef struct
{
  BstSpiceConsole *self; /* unowned */
  SpiceDisplayChannel *channel;
  guint channel_id;
  SpiceDisplayPrimary primary; /* its data NULL: none */
  guint32 monitors;            /* ids that this channel showed last, a bit each */
  guint off_id;                /* of the time at which it is off */
} Screen;

#define MOST_MONITORS 32

static void
screen_free (Screen *screen)
{
  g_clear_handle_id (&screen->off_id, g_source_remove);
  g_free (screen);
}

static Screen *
get_screen (SpiceDisplayChannel *channel)
{
  return g_object_get_data (G_OBJECT (channel), "bst-screen");
}

guint
bst_spice_display_get_channel_id (gpointer channel)
{
  int id = 0;

  g_object_get (channel, "channel-id", &id, NULL);

  return (guint)MAX (id, 0);
}

/* As agents count: one channel has several monitors, or each has its own channel. */
static guint
get_display_id (const Screen *screen, guint monitor)
{
  return screen->channel_id == 0 ? monitor : screen->channel_id;
}

static gboolean
is_sane (const SpiceDisplayPrimary *primary)
{
  const gint64 bytes =
      primary->format == SPICE_SURFACE_FMT_32_xRGB || primary->format == SPICE_SURFACE_FMT_32_ARGB
          ? 4
          : 2;

  return primary->data != NULL && primary->width > 0 && primary->height > 0 &&
         primary->width <= LARGEST_SIDE && primary->height <= LARGEST_SIDE &&
         primary->stride >= primary->width * bytes &&
         (gint64)primary->stride * primary->height <= MOST_BYTES;
}

static BstPixels
get_format (const SpiceDisplayPrimary *primary)
{
  switch (primary->format)
    {
    case SPICE_SURFACE_FMT_16_555:
      return BST_PIXELS_555;
    case SPICE_SURFACE_FMT_16_565:
      return BST_PIXELS_565;
    case SPICE_SURFACE_FMT_INVALID:
    case SPICE_SURFACE_FMT_1_A:
    case SPICE_SURFACE_FMT_8_A:
    case SPICE_SURFACE_FMT_32_xRGB:
    case SPICE_SURFACE_FMT_32_ARGB:
    case SPICE_SURFACE_FMT_ENUM_END:
    default:
      return BST_PIXELS_XRGB;
    }
}

static void
show (Screen *screen, guint id, const BstConsoleRect *area)
{
  BstConsole *console = BST_CONSOLE (screen->self);
  BstConsoleDisplay *display = bst_console_find_display (console, id);

  if (display == NULL)
    {
      display = bst_console_ensure_display (console, id);
      bst_spice_cursor_take (screen->self, screen->channel_id, display);
    }
  g_object_set_data (G_OBJECT (display), "bst-channel", GUINT_TO_POINTER (screen->channel_id));
  bst_console_display_set_surface (display, get_format (&screen->primary), screen->primary.data,
                                   (gsize)screen->primary.stride, area);
  bst_console_display_set_active (display, TRUE);
}

/* Takes the pictures from under displays before the surface goes; they keep their last. */
static void
let_go (Screen *screen)
{
  for (guint monitor = 0; monitor < MOST_MONITORS; monitor++)
    {
      BstConsoleDisplay *display;

      if ((screen->monitors & 1u << monitor) == 0)
        continue;
      display =
          bst_console_find_display (BST_CONSOLE (screen->self), get_display_id (screen, monitor));
      if (display != NULL)
        bst_console_display_set_surface (display, BST_PIXELS_XRGB, NULL, 0, NULL);
    }
}

static gboolean
is_of (const Screen *screen, BstConsoleDisplay *display)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (display), "bst-channel")) ==
         screen->channel_id;
}

/* The channel's displays that are not in @kept; also those of the session before this one: the
 * guest may have switched them off meanwhile. */
static void
remove_displays (Screen *screen, guint32 kept)
{
  BstConsole *console = BST_CONSOLE (screen->self);
  GListModel *displays = bst_console_get_displays (console);

  for (guint i = g_list_model_get_n_items (displays); i-- > 0;)
    {
      g_autoptr (BstConsoleDisplay) display = g_list_model_get_item (displays, i);
      const guint id = bst_console_display_get_id (display);
      const guint monitor = screen->channel_id == 0 ? id : 0;

      if (is_of (screen, display) && (monitor >= MOST_MONITORS || (kept & 1u << monitor) == 0))
        bst_console_remove_display (console, id);
    }
  screen->monitors = kept;
}

/* Which displays the surface's monitors are; those that went are removed. */
static void
lay_out (Screen *screen)
{
  g_autoptr (GArray) monitors = NULL;
  const BstConsoleRect whole = { 0, 0, screen->primary.width, screen->primary.height };
  guint32 shown = 0;

  if (screen->primary.data == NULL)
    return;

  g_clear_handle_id (&screen->off_id, g_source_remove);
  g_object_get (screen->channel, "monitors", &monitors, NULL);
  for (guint i = 0; monitors != NULL && i < monitors->len; i++)
    {
      const SpiceDisplayMonitorConfig *monitor =
          &g_array_index (monitors, SpiceDisplayMonitorConfig, i);
      const BstConsoleRect wish = {
        (int)MIN (monitor->x, G_MAXINT),
        (int)MIN (monitor->y, G_MAXINT),
        (int)MIN (monitor->width, G_MAXINT),
        (int)MIN (monitor->height, G_MAXINT),
      };
      BstConsoleRect area;

      if (monitor->id >= MOST_MONITORS || (screen->channel_id != 0 && monitor->id != 0) ||
          !bst_console_rect_intersect (&wish, &whole, &area))
        continue;
      shown |= 1u << monitor->id;
      show (screen, get_display_id (screen, monitor->id), &area);
    }
  /* It names none, or those of the surface before this one. */
  if (shown == 0)
    {
      shown = 1;
      show (screen, get_display_id (screen, 0), &whole);
    }

  remove_displays (screen, shown);
}

static void
take_primary (Screen *screen)
{
  SpiceDisplayPrimary primary;

  if (!spice_display_channel_get_primary (SPICE_CHANNEL (screen->channel), 0, &primary) ||
      !is_sane (&primary))
    return;

  screen->primary = primary;
  lay_out (screen);
}

static void
on_primary_create (SpiceDisplayChannel *channel,
                   int format,
                   int width,
                   int height,
                   int stride,
                   int shmid,
                   gpointer data,
                   Screen *screen)
{
  const SpiceDisplayPrimary primary = { .format = (enum SpiceSurfaceFmt)format,
                                        .width = width,
                                        .height = height,
                                        .stride = stride,
                                        .data = data };

  if (!is_sane (&primary))
    {
      g_warning ("A surface of %d×%d pixels makes no sense", width, height);
      return;
    }

  screen->primary = primary;
  lay_out (screen);
}

/* While the machine moves, or the console is lost, the last picture stays. */
static gboolean
on_off (gpointer data)
{
  Screen *screen = data;

  if (bst_console_get_state (BST_CONSOLE (screen->self)) != BST_CONSOLE_STATE_CONNECTED ||
      bst_spice_move_is_under_way (screen->self))
    return G_SOURCE_CONTINUE;

  screen->off_id = 0;
  remove_displays (screen, 0);

  return G_SOURCE_REMOVE;
}

/* The first one's displays are what a console is: there is always one. */
static void
be_off_soon (Screen *screen)
{
  if (screen->channel_id != 0 && screen->off_id == 0)
    screen->off_id = g_timeout_add (OFF_AFTER_MS, on_off, screen);
}

static void
on_primary_destroy (SpiceDisplayChannel *channel, Screen *screen)
{
  let_go (screen);
  screen->primary.data = NULL;
  be_off_soon (screen);
}

static void
on_monitors (SpiceDisplayChannel *channel, GParamSpec *pspec, Screen *screen)
{
  if (screen->primary.data == NULL)
    take_primary (screen);
  else
    lay_out (screen);
}

static void
on_invalidate (SpiceDisplayChannel *channel, int x, int y, int width, int height, Screen *screen)
{
  const BstConsoleRect rect = { x, y, width, height };

  if (screen->primary.data == NULL)
    take_primary (screen);

  bst_console_count_update (BST_CONSOLE (screen->self));
  for (guint monitor = 0; monitor < MOST_MONITORS; monitor++)
    {
      BstConsoleDisplay *display;

      if ((screen->monitors & 1u << monitor) == 0)
        continue;
      display =
          bst_console_find_display (BST_CONSOLE (screen->self), get_display_id (screen, monitor));
      if (display != NULL)
        bst_console_display_damage (display, &rect);
    }
}

/* Pictures in the GPU's memory, which were not asked for: the server waits for an answer. */
static void
on_gl_draw (SpiceDisplayChannel *channel,
            guint x,
            guint y,
            guint width,
            guint height,
            Screen *screen)
{
  spice_display_channel_gl_draw_done (channel);
}

void
bst_spice_display_add (BstSpiceConsole *self, SpiceDisplayChannel *channel)
{
  Screen *screen = g_new0 (Screen, 1);

  screen->self = self;
  screen->channel = channel;
  screen->channel_id = bst_spice_display_get_channel_id (channel);
  g_object_set_data_full (G_OBJECT (channel), "bst-screen", screen, (GDestroyNotify)screen_free);
  g_signal_connect (channel, "display-primary-create", G_CALLBACK (on_primary_create), screen);
  g_signal_connect (channel, "display-primary-destroy", G_CALLBACK (on_primary_destroy), screen);
  g_signal_connect (channel, "display-invalidate", G_CALLBACK (on_invalidate), screen);
  g_signal_connect (channel, "notify::monitors", G_CALLBACK (on_monitors), screen);
  g_signal_connect (channel, "gl-draw", G_CALLBACK (on_gl_draw), screen);
  take_primary (screen);
  if (screen->primary.data == NULL)
    be_off_soon (screen);
}

void
bst_spice_display_remove (BstSpiceConsole *self, SpiceDisplayChannel *channel)
{
  Screen *screen = get_screen (channel);

  if (screen == NULL)
    return;

  let_go (screen);
  g_signal_handlers_disconnect_by_data (channel, screen);
  g_object_set_data (G_OBJECT (channel), "bst-screen", NULL);
}
