/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-age.h"

#include <glib/gi18n.h>

char *
bst_age_format (gint64 time, gint64 now)
{
  gint64 minutes = (now - time) / (60 * G_USEC_PER_SEC);
  gint64 hours = minutes / 60;
  gint64 days = hours / 24;

  if (time == 0)
    return NULL;
  if (minutes < 1)
    return g_strdup (_ ("just now"));
  if (hours < 1)
    return g_strdup_printf (ngettext ("%d minute ago", "%d minutes ago", (gulong)minutes),
                            (int)minutes);
  if (days < 1)
    return g_strdup_printf (ngettext ("%d hour ago", "%d hours ago", (gulong)hours), (int)hours);

  return g_strdup_printf (ngettext ("%d day ago", "%d days ago", (gulong)days), (int)days);
}

char *
bst_age_format_time (gint64 time)
{
  g_autoptr (GDateTime) local = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  return local != NULL ? g_date_time_format (local, "%c") : g_strdup ("");
}
