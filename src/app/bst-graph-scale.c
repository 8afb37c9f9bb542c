/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-graph-scale.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/bst-format.h"

static double
round_step_decimal (double rough)
{
  double power = pow (10, floor (log10 (rough)));
  double rest = rough / power;

  return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
}

double
bst_graph_scale_top (BstGraphUnit unit, double most, guint lines, double *step)
{
  double rough;

  lines = MAX (lines, 1);
  if (unit == BST_GRAPH_PERCENT)
    {
      *step = lines >= 4 ? 25 : lines >= 2 ? 50 : 100;
      return 100;
    }

  /* An idle machine's few bytes are not blown up to the full height. */
  rough = MAX (most, unit == BST_GRAPH_RATE ? 1000 : 1024) / lines;
  *step = unit == BST_GRAPH_RATE ? round_step_decimal (rough) : exp2 (ceil (log2 (rough)));

  return *step * ceil (MAX (most, *step) / *step);
}

char *
bst_graph_scale_format (BstGraphUnit unit, double value)
{
  if (value < 0)
    return NULL;

  switch (unit)
    {
    case BST_GRAPH_PERCENT:
      return bst_format_percent (value);
    case BST_GRAPH_MEMORY:
      return bst_format_memory ((guint64)value);
    case BST_GRAPH_RATE:
      return bst_format_rate (value);
    case BST_GRAPH_SPEED:
      return bst_format_speed (value);
    default:
      g_return_val_if_reached (NULL);
    }
}

#define MINUTE ((gint64)60)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

gint64
bst_graph_scale_time_step (gint64 span, guint labels)
{
  static const gint64 steps[] = {
    MINUTE,  2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 20 * MINUTE, 30 * MINUTE,
    HOUR,    2 * HOUR,   3 * HOUR,   4 * HOUR,    6 * HOUR,    12 * HOUR,   DAY,
    2 * DAY, 5 * DAY,    7 * DAY,    10 * DAY,    15 * DAY,
  };
  gint64 rough = span / MAX (labels, 1);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] >= rough)
      return steps[i];

  return 30 * DAY;
}

static gint64
utc_offset (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time);

  return date != NULL ? g_date_time_get_utc_offset (date) / G_USEC_PER_SEC : 0;
}

gint64
bst_graph_scale_first_time (gint64 time, gint64 step)
{
  gint64 offset = utc_offset (time);
  gint64 local = time + offset;
  gint64 first = local - local % step;

  if (first < local)
    first += step;

  /* The clock may have been changed between here and there. */
  return first - utc_offset (first - offset);
}

char *
bst_graph_scale_format_time (gint64 time, gint64 step)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_local (time);

  if (date == NULL)
    return g_strdup ("");
  if (step < DAY)
    /* Translators: a time of day on a graph's axis. */
    return g_date_time_format (date, _ ("%H:%M"));

  /* Translators: a day and month on a graph's axis, short. */
  return g_date_time_format (date, _ ("%-d %b"));
}
