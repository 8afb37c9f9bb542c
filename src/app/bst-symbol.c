/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-symbol.h"

#define FADED 0.5f
#define LINE 2.f
#define SIZE ((float)BST_SYMBOL_SIZE)

/* Of a whole number of pixels: parts of one would show as seams. */
#define SPARK_BAR 2
#define SPARK_BARS (BST_SPARK_WIDTH / SPARK_BAR)

static GdkRGBA
fade (GdkRGBA color, float alpha)
{
  color.alpha *= alpha;

  return color;
}

GdkRGBA
bst_symbol_get_color (GtkWidget *widget, gboolean faded)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);

  return fade (color, faded ? FADED : 1);
}

GdkRGBA
bst_symbol_get_named_color (GtkWidget *widget, const char *name, gboolean faded)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    return bst_symbol_get_color (widget, faded);

  return fade (color, faded ? FADED : 1);
}

static void
fill (GtkSnapshot *snapshot, float x, float y, float width, float height, const GdkRGBA *color)
{
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, height));
}

static void
fill_round (GtkSnapshot *snapshot, graphene_rect_t rect, float radius, const GdkRGBA *color)
{
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &rect, radius);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, color, &rect);
  gtk_snapshot_pop (snapshot);
}

static void
fill_disc (GtkSnapshot *snapshot, float margin, const GdkRGBA *color)
{
  float size = SIZE - 2 * margin;

  fill_round (snapshot, GRAPHENE_RECT_INIT (margin, margin, size, size), size / 2, color);
}

static void
draw_frame (GtkSnapshot *snapshot, float radius, const GdkRGBA *color)
{
  const float widths[4] = { LINE, LINE, LINE, LINE };
  const GdkRGBA colors[4] = { *color, *color, *color, *color };
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &GRAPHENE_RECT_INIT (0, 0, SIZE, SIZE), radius);
  gtk_snapshot_append_border (snapshot, &round, widths, colors);
}

static void
fill_diamond (GtkSnapshot *snapshot, const GdkRGBA *color)
{
  float side = SIZE / 1.41421f;

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (SIZE / 2, SIZE / 2));
  gtk_snapshot_rotate (snapshot, 45);
  fill (snapshot, -side / 2, -side / 2, side, side, color);
  gtk_snapshot_restore (snapshot);
}

static void
fill_half_disc (GtkSnapshot *snapshot, const GdkRGBA *color)
{
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, SIZE / 2, SIZE, SIZE / 2));
  fill_disc (snapshot, 0, color);
  gtk_snapshot_pop (snapshot);
}

void
bst_symbol_snapshot_state (GtkSnapshot *snapshot,
                           GtkWidget *widget,
                           BstMachineState state,
                           gboolean faded)
{
  GdkRGBA good = bst_symbol_get_named_color (widget, "success_color", faded);
  GdkRGBA warning = bst_symbol_get_named_color (widget, "warning_color", faded);
  GdkRGBA error = bst_symbol_get_named_color (widget, "error_color", faded);
  GdkRGBA quiet = fade (bst_symbol_get_color (widget, faded), 0.55f);

  switch (state)
    {
    case BST_MACHINE_STATE_RUNNING:
      fill_disc (snapshot, 0, &good);
      break;
    case BST_MACHINE_STATE_BLOCKED:
      draw_frame (snapshot, SIZE / 2, &good);
      fill_disc (snapshot, 2 * LINE, &good);
      break;
    case BST_MACHINE_STATE_PAUSED:
      fill (snapshot, 1, 0, 4, SIZE, &warning);
      fill (snapshot, SIZE - 5, 0, 4, SIZE, &warning);
      break;
    case BST_MACHINE_STATE_SHUTDOWN:
      draw_frame (snapshot, SIZE / 2, &warning);
      fill_half_disc (snapshot, &warning);
      break;
    case BST_MACHINE_STATE_PMSUSPENDED:
      draw_frame (snapshot, SIZE / 2, &warning);
      fill (snapshot, 3, SIZE / 2 - 1, SIZE - 6, 2, &warning);
      break;
    case BST_MACHINE_STATE_CRASHED:
      fill_diamond (snapshot, &error);
      break;
    case BST_MACHINE_STATE_SHUTOFF:
      draw_frame (snapshot, SIZE / 2, &quiet);
      break;
    case BST_MACHINE_STATE_NOSTATE:
    default:
      draw_frame (snapshot, 0, &quiet);
      break;
    }
}

void
bst_symbol_snapshot_bar (GtkSnapshot *snapshot, GtkWidget *widget, double fraction, gboolean faded)
{
  GdkRGBA trough = fade (bst_symbol_get_color (widget, faded), 0.15f);
  GdkRGBA color =
      bst_symbol_get_named_color (widget, fraction < 0.9 ? "accent_color" : "warning_color", faded);
  float length = (float)(fraction * BST_BAR_WIDTH);

  fill_round (snapshot, GRAPHENE_RECT_INIT (0, 0, BST_BAR_WIDTH, BST_BAR_HEIGHT),
              BST_BAR_HEIGHT / 2.f, &trough);
  if (length >= 1)
    fill_round (snapshot, GRAPHENE_RECT_INIT (0, 0, length, BST_BAR_HEIGHT),
                MIN (length, BST_BAR_HEIGHT) / 2.f, &color);
}

void
bst_symbol_snapshot_spark (GtkSnapshot *snapshot,
                           GtkWidget *widget,
                           const float *percents,
                           guint n,
                           gboolean faded)
{
  GdkRGBA color = bst_symbol_get_named_color (widget, "accent_color", faded);
  GdkRGBA floor = fade (color, 0.35f);
  guint first = n > SPARK_BARS ? n - SPARK_BARS : 0;

  fill (snapshot, 0, BST_SPARK_HEIGHT - 1, BST_SPARK_WIDTH, 1, &floor);
  for (guint i = first; i < n; i++)
    {
      float height = CLAMP (percents[i], 0, 100) / 100 * BST_SPARK_HEIGHT;
      float x = BST_SPARK_WIDTH - (float)(n - i) * SPARK_BAR;

      if (height >= 0.5f)
        fill (snapshot, x, BST_SPARK_HEIGHT - height, SPARK_BAR, height, &color);
    }
}
