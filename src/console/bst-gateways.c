/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-gateways.h"

#include "console/bst-ssh-dialer.h"
#include "core/bst-thread.h"

struct _BstGateways
{
  GObject parent_instance;

  GPtrArray *dialers;   /* of BstGatewayDialer (unowned): those in use */
  BstGatewaysFind find; /* (nullable) */
  gpointer find_data;
};

enum
{
  SIGNAL_QUESTION,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (BstGateways, bst_gateways, G_TYPE_OBJECT)

static void
on_gone (gpointer data, GObject *dialer)
{
  BstGateways *self = data;

  g_ptr_array_remove_fast (self->dialers, dialer);
}

static void
on_question (BstGateways *self, BstSshQuestion *question)
{
  g_signal_emit (self, signals[SIGNAL_QUESTION], 0, question);
}

void
bst_gateways_set_find (BstGateways *self, BstGatewaysFind find, gpointer data)
{
  self->find = find;
  self->find_data = data;
}

BstDialer *
bst_gateways_take (BstGateways *self, const BstUri *gateway)
{
  g_autofree char *name = bst_gateway_to_string (gateway);
  BstSshMaster *master = self->find != NULL ? self->find (gateway, self->find_data) : NULL;
  BstGatewayDialer *dialer;

  BST_ASSERT_MAIN_THREAD ();

  if (master != NULL && bst_ssh_master_is_open (master))
    return bst_ssh_dialer_new (master);

  for (guint i = 0; i < self->dialers->len; i++)
    {
      if (g_strcmp0 (bst_gateway_dialer_get_name (self->dialers->pdata[i]), name) == 0)
        return g_object_ref (self->dialers->pdata[i]);
    }

  dialer = bst_gateway_dialer_new (gateway);
  g_signal_connect_object (dialer, "question", G_CALLBACK (on_question), self, G_CONNECT_SWAPPED);
  g_object_weak_ref (G_OBJECT (dialer), on_gone, self);
  g_ptr_array_add (self->dialers, dialer);

  return BST_DIALER (dialer);
}

static void
bst_gateways_finalize (GObject *object)
{
  BstGateways *self = BST_GATEWAYS (object);

  for (guint i = 0; i < self->dialers->len; i++)
    g_object_weak_unref (self->dialers->pdata[i], on_gone, self);
  g_ptr_array_unref (self->dialers);

  G_OBJECT_CLASS (bst_gateways_parent_class)->finalize (object);
}

static void
bst_gateways_class_init (BstGatewaysClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_gateways_finalize;

  signals[SIGNAL_QUESTION] = g_signal_new ("question", BST_TYPE_GATEWAYS, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, BST_TYPE_SSH_QUESTION);
}

static void
bst_gateways_init (BstGateways *self)
{
  self->dialers = g_ptr_array_new ();
}

BstGateways *
bst_gateways_new (void)
{
  return g_object_new (BST_TYPE_GATEWAYS, NULL);
}
