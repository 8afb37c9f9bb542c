/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-time-text.h"

#include <glib/gi18n.h>

char *
bst_time_text_age (gint64 time)
{
  gint64 seconds = (g_get_real_time () - time) / G_USEC_PER_SEC;

  if (time == 0)
    return g_strdup (_ ("never"));
  if (seconds < 60)
    return g_strdup (_ ("now"));
  if (seconds < 60 * 60)
    return g_strdup_printf (_ ("%d min"), (int)(seconds / 60));
  if (seconds < 24 * 60 * 60)
    return g_strdup_printf (_ ("%d h"), (int)(seconds / (60 * 60)));
  /* Translators: days */
  return g_strdup_printf (_ ("%d d"), (int)(seconds / (24 * 60 * 60)));
}

char *
bst_time_text_clock (gint64 time)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  GTimeSpan ago = g_date_time_difference (now, then);

  if (ago < G_TIME_SPAN_DAY &&
      g_date_time_get_day_of_month (now) == g_date_time_get_day_of_month (then))
    return g_date_time_format (then, "%H:%M");
  if (ago >= 0 && ago < 6 * G_TIME_SPAN_DAY)
    return g_date_time_format (then, "%a %H:%M");
  return g_date_time_format (then, "%Y-%m-%d %H:%M");
}

char *
bst_time_text_span (gint64 span)
{
  gint64 seconds = span / G_USEC_PER_SEC;

  if (seconds < 10)
    return g_strdup_printf (_ ("%.1f s"), (double)MAX (span, 0) / G_USEC_PER_SEC);
  if (seconds < 60)
    return g_strdup_printf (_ ("%d s"), (int)seconds);
  if (seconds < 60 * 60)
    return g_strdup_printf (_ ("%d min %d s"), (int)(seconds / 60), (int)(seconds % 60));
  return g_strdup_printf (_ ("%d h %d min"), (int)(seconds / 3600), (int)(seconds / 60 % 60));
}
