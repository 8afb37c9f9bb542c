/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-format.h"

#include <glib/gi18n.h>
#include <math.h>

#include "core/bst-domain-facts.h"

/* A number with one decimal where that says something: below ten, and not nought. */
static char *
short_number (double value)
{
  double tenths = round (value * 10) / 10;

  if (tenths < 10 && tenths != floor (tenths))
    return g_strdup_printf ("%.1f", tenths);

  return g_strdup_printf ("%.0f", value);
}

static char *
with_unit (double value, double base, const char *const *units, guint n_units)
{
  guint i = 0;
  g_autofree char *number = NULL;

  /* What rounds up to the next unit is shown in it: "1 GiB", not "1024 MiB". */
  while (i + 1 < n_units && round (value) >= base)
    {
      value /= base;
      i++;
    }
  number = short_number (value);

  /* Translators: a number and its unit. The space does not break. */
  return g_strdup_printf (_ ("%s\302\240%s"), number, _ (units[i]));
}

char *
bst_format_memory (guint64 kib)
{
  static const char *const units[] = { N_ ("KiB"), N_ ("MiB"), N_ ("GiB"), N_ ("TiB"), N_ ("PiB") };

  if (kib == BST_UNKNOWN)
    return NULL;

  return with_unit ((double)kib, 1024, units, G_N_ELEMENTS (units));
}

char *
bst_format_bytes (guint64 bytes)
{
  static const char *const units[] = { N_ ("B"),  N_ ("kB"), N_ ("MB"),
                                       N_ ("GB"), N_ ("TB"), N_ ("PB") };

  return with_unit ((double)bytes, 1000, units, G_N_ELEMENTS (units));
}

char *
bst_format_rate (double bytes)
{
  static const char *const units[] = { N_ ("B/s"), N_ ("kB/s"), N_ ("MB/s"), N_ ("GB/s") };

  if (bytes < 0)
    return NULL;

  return with_unit (bytes, 1000, units, G_N_ELEMENTS (units));
}

char *
bst_format_speed (double bytes)
{
  static const char *const units[] = { N_ ("B/s"), N_ ("KiB/s"), N_ ("MiB/s"), N_ ("GiB/s") };

  if (bytes < 0)
    return NULL;

  return with_unit (bytes, 1024, units, G_N_ELEMENTS (units));
}

char *
bst_format_percent (double percent)
{
  g_autofree char *number = NULL;

  if (percent < 0)
    return NULL;

  number = short_number (percent);

  return g_strdup_printf (_ ("%s\302\240%%"), number);
}

char *
bst_format_duration (gint64 seconds)
{
  gint64 minutes = seconds / 60;
  gint64 hours = minutes / 60;
  gint64 days = hours / 24;

  if (seconds < 60)
    return g_strdup_printf (_ ("%d s"), (int)MAX (seconds, 0));
  if (minutes < 60)
    return g_strdup_printf (_ ("%d min"), (int)minutes);
  if (hours < 24)
    return g_strdup_printf (_ ("%d h %d min"), (int)hours, (int)(minutes % 60));

  return g_strdup_printf (_ ("%d d %d h"), (int)days, (int)(hours % 24));
}
