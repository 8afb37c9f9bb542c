/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-host"

#include "config.h"

#include "host/bst-link-farewell.h"

#include "core/bst-thread.h"

/* What a call that will be answered may still take. */
#define PATIENCE_MS 2000

/* An SSH connection that waits for its link. */
typedef struct
{
  BstLink *link;     /* owned */
  BstSshMaster *ssh; /* owned */
  gulong ended_id;
  guint timeout_id;
} Farewell;

static void
close_ssh (Farewell *farewell)
{
  g_clear_handle_id (&farewell->timeout_id, g_source_remove);
  g_clear_signal_handler (&farewell->ended_id, farewell->link);
  bst_ssh_master_close (farewell->ssh);
  g_object_unref (farewell->ssh);
  g_object_unref (farewell->link);
  g_free (farewell);
}

static gboolean
on_timeout (gpointer data)
{
  Farewell *farewell = data;

  g_debug ("%s: a call to libvirt does not come back", bst_link_get_host (farewell->link));
  farewell->timeout_id = 0;
  close_ssh (farewell);

  return G_SOURCE_REMOVE;
}

static void
on_ended (BstLink *link, Farewell *farewell)
{
  close_ssh (farewell);
}

void
bst_link_farewell (BstLink *link, BstSshMaster *ssh)
{
  BST_ASSERT_MAIN_THREAD ();

  if (link != NULL)
    bst_link_close (link);

  if (link != NULL && ssh != NULL && bst_ssh_master_is_open (ssh))
    {
      Farewell *farewell = g_new0 (Farewell, 1);

      farewell->link = link;
      farewell->ssh = ssh;
      farewell->ended_id = g_signal_connect (link, "ended", G_CALLBACK (on_ended), farewell);
      farewell->timeout_id = g_timeout_add (PATIENCE_MS, on_timeout, farewell);
      return;
    }

  if (ssh != NULL)
    bst_ssh_master_close (ssh);
  g_clear_object (&ssh);
  g_clear_object (&link);
}
