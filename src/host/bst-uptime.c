/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-uptime.h"

#include <string.h>

#include "core/bst-thread.h"

/* QEMU's -uuid stands in the first kilobytes of a command line that may have twenty. */
static const char *const command[] = { "ps",  "-ww", "--cols", "3000",  "-e", "-o",
                                       "etimes=", "-o",  "args=",  NULL };

static gboolean
is_uuid (const char *text)
{
  return strlen (text) >= BST_UUID_LEN - 1 && text[8] == '-' && text[13] == '-' && text[18] == '-' &&
         text[23] == '-' && strspn (text, "0123456789abcdefABCDEF-") >= BST_UUID_LEN - 1;
}

GPtrArray *
bst_uptime_parse (const char *text, gint64 now)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) bst_domain_facts_free);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      char *rest;
      gint64 seconds = g_ascii_strtoll (lines[i], &rest, 10);
      const char *option = strstr (rest, " -uuid ");
      g_autofree char *uuid = NULL;
      BstDomainFacts *facts;

      if (rest == lines[i] || seconds < 0 || option == NULL || strstr (rest, "qemu") == NULL ||
          !is_uuid (option + strlen (" -uuid ")))
        continue;

      uuid = g_ascii_strdown (option + strlen (" -uuid "), BST_UUID_LEN - 1);
      facts = bst_domain_facts_new (uuid, NULL);
      facts->known = BST_DOMAIN_KNOWN_STARTED;
      facts->started_at = now - seconds;
      g_ptr_array_add (all, facts);
    }

  return all;
}

/* An event knows better than the process list, which a migration or a restore starts anew. */
static void
take_output (BstSession *session, const char *text)
{
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) news =
      g_ptr_array_new_with_free_func ((GDestroyNotify) bst_domain_facts_free);

  if (text == NULL || !bst_link_is_open (session->link))
    return;

  all = bst_uptime_parse (text, g_get_real_time () / G_USEC_PER_SEC);
  for (guint i = 0; i < all->len; i++)
    {
      const BstDomainFacts *facts = all->pdata[i];
      const BstRosterEntry *entry = bst_roster_get (session->roster, facts->uuid);

      if (entry == NULL || entry->started_at != 0)
        continue;

      bst_roster_update (session->roster, facts);
      g_ptr_array_add (news, bst_domain_facts_copy (facts));
    }
  if (news->len > 0)
    bst_session_tell_domains (session, g_steal_pointer (&news), FALSE);
}

static void
on_remote_output (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSession) session = data;
  g_autofree char *text =
      bst_ssh_master_run_finish (BST_SSH_MASTER (source), result, NULL, NULL, NULL);

  take_output (session, text);
}

static void
on_local_output (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (BstSession) session = data;
  g_autofree char *text = NULL;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (source), result, &text, NULL, NULL);
  take_output (session, text);
}

static void
ask (BstSession *session)
{
  g_autoptr (GSubprocess) process = NULL;

  if (session->ssh != NULL)
    {
      bst_ssh_master_run_async (
          session->ssh, command, NULL, on_remote_output, g_object_ref (session));
      return;
    }

  process = g_subprocess_newv (command,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE |
                                   G_SUBPROCESS_FLAGS_INHERIT_FDS,
                               NULL);
  if (process != NULL)
    g_subprocess_communicate_utf8_async (
        process, NULL, NULL, on_local_output, g_object_ref (session));
}

void
bst_uptime_consider (BstSession *session)
{
  gboolean wanted = FALSE;
  GHashTableIter iter;
  gpointer value;

  BST_ASSERT_MAIN_THREAD ();

  if (!session->is_qemu)
    return;

  bst_roster_iter_init (session->roster, &iter);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      BstRosterEntry *entry = value;

      if (entry->started_at != 0 || entry->uptime_asked ||
          !bst_machine_state_is_active (entry->state))
        continue;

      entry->uptime_asked = wanted = TRUE;
    }
  if (wanted)
    ask (session);
}
