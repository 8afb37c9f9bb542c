/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-console-viewers.h"

#include <gio/gio.h>
#include <glib/gi18n.h>

#include "core/bst-error.h"

/* As libvirt told; from where in @address (nullable) (transfer full). */
static gboolean
is_told_open (BstInventory *inventory, BstMachine *machine, char **address)
{
  GListModel *journal = bst_inventory_get_journal (inventory);
  gint64 host = bst_host_get_id (bst_machine_get_host (machine));
  gint64 started = bst_machine_get_started_at (machine) * G_USEC_PER_SEC;

  *address = NULL;
  /* Newest first. */
  for (guint i = 0; i < g_list_model_get_n_items (journal); i++)
    {
      g_autoptr (BstJournalEntry) entry = g_list_model_get_item (journal, i);
      const BstJournalFields *fields = bst_journal_entry_get_fields (entry);

      if (fields->host_id != host ||
          g_strcmp0 (fields->machine_uuid, bst_machine_get_uuid (machine)) != 0)
        continue;
      if (fields->time < started || g_strcmp0 (fields->kind, "started") == 0 ||
          g_strcmp0 (fields->kind, "stopped") == 0 ||
          g_strcmp0 (fields->kind, "console-closed") == 0)
        break;
      if (g_strcmp0 (fields->kind, "console-opened") == 0)
        {
          *address = g_strdup (fields->detail);
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
bst_console_viewers_are_there (BstInventory *inventory,
                               BstMachine *machine,
                               const BstGraphics *graphics)
{
  g_autofree char *address = NULL;

  if (graphics->viewers != NULL)
    return graphics->viewers[0] != NULL;

  return is_told_open (inventory, machine, &address);
}

/* One that comes through SSH, as ours does, or sits at the host. */
static gboolean
is_local (const char *address)
{
  g_autoptr (GInetAddress) inet = g_inet_address_new_from_string (address);

  return inet == NULL || g_inet_address_get_is_loopback (inet);
}

/* (nullable) (transfer full): addresses with commas between. */
static char *
dup_addresses (char *const *viewers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (char *const *viewer = viewers; viewer != NULL && *viewer != NULL; viewer++)
    {
      if (!is_local (*viewer))
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", *viewer);
    }

  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

GError *
bst_console_viewers_describe (BstInventory *inventory,
                              BstMachine *machine,
                              const BstGraphics *graphics)
{
  const char *name = bst_machine_get_name (machine);
  const char *host = bst_host_get_name (bst_machine_get_host (machine));
  const char *remedy = _ ("Opening it here takes it from them.");
  g_autofree char *told = NULL;
  g_autofree char *from = NULL;

  if (graphics->viewers != NULL)
    from = dup_addresses (graphics->viewers);
  else if (is_told_open (inventory, machine, &told) && told != NULL && !is_local (told))
    from = g_steal_pointer (&told);

  if (from != NULL)
    return bst_error_new (BST_ERROR_BUSY, remedy, NULL,
                          /* Translators: a machine, its host, addresses. */
                          _ ("The screen of “%s” on %s is open from %s"), name, host, from);
  return bst_error_new (BST_ERROR_BUSY, remedy, NULL,
                        /* Translators: a machine, its host. */
                        _ ("The screen of “%s” on %s is open already, through SSH or on the host "
                           "itself"),
                        name, host);
}
