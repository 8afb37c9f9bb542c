/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-thumbnail.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#define MOST_PIXELS 16384

typedef struct
{
  int width, height; /* at most */
  gboolean refused;
} Bounds;

static void
on_size (GdkPixbufLoader *loader, int width, int height, Bounds *bounds)
{
  double scale;

  bounds->refused = width < 1 || height < 1 || width > MOST_PIXELS || height > MOST_PIXELS;
  if (bounds->refused)
    {
      /* The least that can be asked for. */
      gdk_pixbuf_loader_set_size (loader, 1, 1);
      return;
    }

  scale = MIN (1, MIN (bounds->width / (double)width, bounds->height / (double)height));
  gdk_pixbuf_loader_set_size (loader, MAX (1, (int)(width * scale)),
                              MAX (1, (int)(height * scale)));
}

/* The loader of this format takes what is cut short for whole. */
static gboolean
is_whole_ppm (const unsigned char *data, gsize size)
{
  guint64 numbers[3] = { 0, 0, 0 };
  gsize at = 2;

  if (size < 3 || data[0] != 'P' || data[1] != '6')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      while (at < size && g_ascii_isspace (data[at]))
        at++;
      for (; at < size && g_ascii_isdigit (data[at]) && numbers[i] <= MOST_PIXELS; at++)
        numbers[i] = numbers[i] * 10 + (guint64)(data[at] - '0');
    }

  return numbers[0] > 0 && numbers[1] > 0 && numbers[0] <= MOST_PIXELS &&
         numbers[1] <= MOST_PIXELS && numbers[2] == 255 &&
         size - at > numbers[0] * numbers[1] * 3;
}

/* Only what a hypervisor gives: other loaders need not meet a host's bytes. */
static const char *
get_type_name (const unsigned char *data, gsize size)
{
  if (size > 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "png";
  if (is_whole_ppm (data, size))
    return "pnm";

  return NULL;
}

GBytes *
bst_thumbnail_make (const void *data, gsize size, int width, int height)
{
  const char *type = get_type_name (data, size);
  g_autoptr (GdkPixbufLoader) loader = NULL;
  Bounds bounds = { .width = width, .height = height };
  GdkPixbuf *picture;
  gboolean read;
  char *png = NULL;
  gsize png_size = 0;

  if (type == NULL || size > BST_THUMBNAIL_MOST)
    return NULL;
  loader = gdk_pixbuf_loader_new_with_type (type, NULL);
  if (loader == NULL)
    return NULL;

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size), &bounds);
  read = gdk_pixbuf_loader_write (loader, data, size, NULL);
  read = gdk_pixbuf_loader_close (loader, NULL) && read;
  picture = read && !bounds.refused ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  if (picture == NULL ||
      !gdk_pixbuf_save_to_buffer (picture, &png, &png_size, "png", NULL, "compression", "9", NULL))
    return NULL;

  return g_bytes_new_take (png, png_size);
}
