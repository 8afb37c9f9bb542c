/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ssh/bst-ssh-turns-private.h"

#include "core/bst-thread.h"

typedef struct
{
  void (*func) (gpointer data);
  gpointer data;
} Turn;

static GQueue turns = G_QUEUE_INIT; /* of owned Turn */
static guint source;

static gboolean
on_turn (gpointer data)
{
  g_autofree Turn *turn = g_queue_pop_head (&turns);

  turn->func (turn->data);
  if (!g_queue_is_empty (&turns))
    return G_SOURCE_CONTINUE;

  source = 0;

  return G_SOURCE_REMOVE;
}

void
bst_ssh_turns_take (void (*func) (gpointer data), gpointer data)
{
  Turn *turn = g_new (Turn, 1);

  BST_ASSERT_MAIN_THREAD ();

  turn->func = func;
  turn->data = data;
  g_queue_push_tail (&turns, turn);
  if (source == 0)
    source = g_idle_add (on_turn, NULL);
}
