/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-usb-rules.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"

#define N_FIELDS 5
#define LONGEST 65536

static gboolean
is_number (const char *text, gint64 most)
{
  char *end = NULL;
  gint64 value;

  if (!g_ascii_isdigit (text[0]) && !(text[0] == '-' && text[1] == '1'))
    return FALSE;
  value = g_ascii_strtoll (text, &end, 0);

  return *end == '\0' && value >= -1 && value <= most;
}

static gboolean
is_rule (const char *rule)
{
  static const gint64 most[N_FIELDS] = { 0xff, 0xffff, 0xffff, 0xffff, 1 };
  g_auto (GStrv) fields = g_strsplit (rule, ",", N_FIELDS + 1);

  if (g_strv_length (fields) != N_FIELDS)
    return FALSE;
  for (guint i = 0; i < N_FIELDS; i++)
    {
      if (!is_number (g_strstrip (fields[i]), most[i]))
        return FALSE;
    }

  return fields[N_FIELDS - 1][0] != '-';
}

gboolean
bst_usb_rules_check (const char *rules, GError **error)
{
  g_auto (GStrv) each = NULL;
  gboolean good = TRUE;

  if (rules == NULL || rules[0] == '\0')
    return TRUE;

  good = strnlen (rules, LONGEST) < LONGEST;
  if (good)
    each = g_strsplit (rules, "|", -1);
  for (guint i = 0; good && each[i] != NULL; i++)
    good = each[i][0] == '\0' || is_rule (each[i]);
  if (!good)
    g_propagate_error (error,
                       bst_error_new (BST_ERROR_INVALID,
                                      _ ("A rule is: class,vendor,product,version,allow, and "
                                         "“|” stands between two."),
                                      rules, _ ("The rules for USB devices make no sense")));

  return good;
}

GArray *
bst_usb_rules_parse (const char *rules, GError **error)
{
  g_autoptr (GArray) parsed = NULL;
  g_auto (GStrv) each = NULL;

  if (!bst_usb_rules_check (rules, error))
    return NULL;

  parsed = g_array_new (FALSE, FALSE, sizeof (BstUsbRule));
  each = g_strsplit (rules != NULL ? rules : "", "|", -1);
  for (guint i = 0; each[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (each[i], ",", N_FIELDS);
      BstUsbRule rule;
      int numbers[N_FIELDS];

      if (each[i][0] == '\0')
        continue;
      for (guint j = 0; j < N_FIELDS; j++)
        numbers[j] = (int)g_ascii_strtoll (fields[j], NULL, 0);
      rule = (BstUsbRule){ numbers[0], numbers[1], numbers[2], numbers[3], numbers[4] != 0 };
      g_array_append_val (parsed, rule);
    }

  return g_steal_pointer (&parsed);
}

static void
append_number (GString *text, int number, int digits)
{
  if (number < 0)
    g_string_append (text, "-1,");
  else
    g_string_append_printf (text, "0x%0*x,", digits, (guint)number);
}

char *
bst_usb_rules_join (GArray *rules)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rules->len; i++)
    {
      const BstUsbRule *rule = &g_array_index (rules, BstUsbRule, i);

      if (i > 0)
        g_string_append_c (text, '|');
      append_number (text, rule->device_class, 2);
      append_number (text, rule->vendor, 4);
      append_number (text, rule->product, 4);
      append_number (text, rule->version, 4);
      g_string_append (text, rule->allow ? "1" : "0");
    }

  return g_string_free (text, FALSE);
}
