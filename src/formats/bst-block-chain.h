/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* An image of a chain. */
typedef struct
{
  char *source;       /* (nullable): a path, or what the disk's type has in its place */
  char *type;         /* "file", "block", "network" ... */
  char *format;       /* (nullable): "qcow2", "raw" */
  guint64 allocation; /* bytes that it takes; BST_UNKNOWN: this is not in the XML */
} BstBlockLayer;

/**
 * BstBlockChain:
 *
 * A disk of a machine with the images that it is made of: its overlay, what that is over, and so on
 * to the base. Of a machine that is off, libvirt mostly tells the first alone.
 */
typedef struct
{
  char *target;      /* "vda" */
  GPtrArray *layers; /* of BstBlockLayer, the one that is written first; at least one */
  gboolean complete; /* the last one is the base, as far as libvirt says */
} BstBlockChain;

/* (transfer full), of BstBlockChain: the disks of a domain's XML that can be written and have a
 * source; not drives for discs. %BST_ERROR_INVALID for what is not a domain. At most 256 layers a
 * disk. Any thread. */
GPtrArray *bst_block_chain_parse_all (const char *xml, gssize length, GError **error);

/* One of a layer at least. */
BstBlockChain *bst_block_chain_new (const char *target);
BstBlockLayer *bst_block_chain_add_layer (BstBlockChain *self,
                                          const char *source,
                                          const char *type,
                                          const char *format);
void bst_block_chain_free (BstBlockChain *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstBlockChain, bst_block_chain_free)

G_END_DECLS
