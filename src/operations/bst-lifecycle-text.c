/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-lifecycle-private.h"

#include <glib/gi18n.h>

/* Names that a warning lists. */
#define MOST_NAMES 5

char *
bst_lifecycle_dup_plain (const char *name)
{
  GString *result = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      g_string_append_unichar (
          result, g_unichar_isprint (c) && g_unichar_type (c) != G_UNICODE_FORMAT ? c : ' ');
    }

  return g_string_free (result, FALSE);
}

char *
bst_lifecycle_dup_title (BstLifecycle lifecycle, const char *machine_name)
{
  g_autofree char *name = bst_lifecycle_dup_plain (machine_name);

  switch (lifecycle)
    {
    case BST_LIFECYCLE_START:
      return g_strdup_printf (_ ("Start %s"), name);
    case BST_LIFECYCLE_SHUTDOWN:
      return g_strdup_printf (_ ("Shut down %s"), name);
    case BST_LIFECYCLE_REBOOT:
      return g_strdup_printf (_ ("Reboot %s"), name);
    case BST_LIFECYCLE_RESET:
      return g_strdup_printf (_ ("Reset %s"), name);
    case BST_LIFECYCLE_OFF:
      return g_strdup_printf (_ ("Force off %s"), name);
    case BST_LIFECYCLE_PAUSE:
      return g_strdup_printf (_ ("Pause %s"), name);
    case BST_LIFECYCLE_RESUME:
      return g_strdup_printf (_ ("Resume %s"), name);
    case BST_LIFECYCLE_SAVE:
      return g_strdup_printf (_ ("Suspend %s to disk"), name);
    case BST_LIFECYCLE_RESTORE:
      return g_strdup_printf (_ ("Restore %s"), name);
    case BST_LIFECYCLE_DISCARD_SAVE:
      return g_strdup_printf (_ ("Discard the saved state of %s"), name);
    case BST_LIFECYCLE_AUTOSTART_ON:
      return g_strdup_printf (_ ("Start %s with its host"), name);
    case BST_LIFECYCLE_AUTOSTART_OFF:
      return g_strdup_printf (_ ("Do not start %s with its host"), name);
    case BST_N_LIFECYCLES:
    default:
      g_return_val_if_reached (NULL);
    }
}

#define COUNTED(one, many) g_strdup_printf (ngettext (one, many, n), n)

char *
bst_lifecycle_dup_sum_title (BstLifecycle lifecycle, guint n)
{
  switch (lifecycle)
    {
    case BST_LIFECYCLE_START:
      return COUNTED ("Start %u machine", "Start %u machines");
    case BST_LIFECYCLE_SHUTDOWN:
      return COUNTED ("Shut down %u machine", "Shut down %u machines");
    case BST_LIFECYCLE_REBOOT:
      return COUNTED ("Reboot %u machine", "Reboot %u machines");
    case BST_LIFECYCLE_RESET:
      return COUNTED ("Reset %u machine", "Reset %u machines");
    case BST_LIFECYCLE_OFF:
      return COUNTED ("Force off %u machine", "Force off %u machines");
    case BST_LIFECYCLE_PAUSE:
      return COUNTED ("Pause %u machine", "Pause %u machines");
    case BST_LIFECYCLE_RESUME:
      return COUNTED ("Resume %u machine", "Resume %u machines");
    case BST_LIFECYCLE_SAVE:
      return COUNTED ("Suspend %u machine to disk", "Suspend %u machines to disk");
    case BST_LIFECYCLE_RESTORE:
      return COUNTED ("Restore %u machine", "Restore %u machines");
    case BST_LIFECYCLE_DISCARD_SAVE:
      return COUNTED ("Discard the saved state of %u machine",
                      "Discard the saved state of %u machines");
    case BST_LIFECYCLE_AUTOSTART_ON:
      return COUNTED ("Start %u machine with its host", "Start %u machines with their hosts");
    case BST_LIFECYCLE_AUTOSTART_OFF:
      return COUNTED ("Do not start %u machine with its host",
                      "Do not start %u machines with their hosts");
    case BST_N_LIFECYCLES:
    default:
      g_return_val_if_reached (NULL);
    }
}

/* "web", "web on hosta" where they are of several hosts; each on a line, and how many more. */
static char *
dup_names (GPtrArray *machines)
{
  GString *names = g_string_new (NULL);
  BstHost *host = bst_machine_get_host (machines->pdata[0]);
  gboolean several = FALSE;

  for (guint i = 1; i < machines->len && !several; i++)
    several = bst_machine_get_host (machines->pdata[i]) != host;

  for (guint i = 0; i < machines->len && i < MOST_NAMES; i++)
    {
      g_autofree char *name = bst_lifecycle_dup_plain (bst_machine_get_name (machines->pdata[i]));

      if (i > 0)
        g_string_append_c (names, '\n');
      if (several)
        g_string_append_printf (names, _ ("%s on %s"), name,
                                bst_host_get_name (bst_machine_get_host (machines->pdata[i])));
      else
        g_string_append (names, name);
    }
  if (machines->len > MOST_NAMES)
    {
      guint n = machines->len - MOST_NAMES;

      g_string_append_c (names, '\n');
      g_string_append_printf (names, ngettext ("and %u more", "and %u more", n), n);
    }

  return g_string_free (names, FALSE);
}

static GPtrArray *
find_transient (GPtrArray *machines)
{
  GPtrArray *result = g_ptr_array_new ();

  for (guint i = 0; i < machines->len; i++)
    {
      if (!bst_machine_is_persistent (machines->pdata[i]))
        g_ptr_array_add (result, machines->pdata[i]);
    }

  return result;
}

/* (nullable): what is lost, whatever else is. */
static const char *
get_loss (BstLifecycle lifecycle)
{
  if (lifecycle == BST_LIFECYCLE_OFF)
    return _ ("It is as if the power was cut: what is not saved inside is lost.");
  if (lifecycle == BST_LIFECYCLE_RESET)
    return _ ("It is as if the reset button was pressed: what is not saved inside is lost.");
  if (lifecycle == BST_LIFECYCLE_DISCARD_SAVE)
    return _ ("The saved memory is deleted, with what was not saved inside; at the next start it "
              "boots anew.");

  return NULL;
}

char *
bst_lifecycle_get_warning (BstLifecycle lifecycle, GPtrArray *machines, char **body)
{
  g_autoptr (GPtrArray) transient = NULL;
  g_autoptr (GString) text = NULL;
  const char *loss = get_loss (lifecycle);
  g_autofree char *title = NULL;

  g_return_val_if_fail (machines->len > 0, NULL);

  transient = lifecycle == BST_LIFECYCLE_OFF || lifecycle == BST_LIFECYCLE_SHUTDOWN
                  ? find_transient (machines)
                  : g_ptr_array_new ();
  if (loss == NULL && transient->len == 0)
    return NULL;

  text = g_string_new (loss);
  if (machines->len > 1 && loss != NULL)
    {
      g_autofree char *names = dup_names (machines);

      g_string_append_printf (text, "\n\n%s", names);
    }
  if (transient->len > 0)
    {
      g_autofree char *names = dup_names (transient);

      g_string_append_printf (text, "%s%s\n\n%s", text->len > 0 ? "\n\n" : "",
                              _ ("Not kept by their host, and gone for good when they are off:"),
                              names);
    }
  if (body != NULL)
    *body = g_strdup (text->str);

  title = machines->len == 1
              ? bst_lifecycle_dup_title (lifecycle, bst_machine_get_name (machines->pdata[0]))
              : bst_lifecycle_dup_sum_title (lifecycle, machines->len);
  return g_strdup_printf (_ ("%s?"), title);
}
