/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-block-chain.h"

#include "core/bst-domain-facts.h"
#include "formats/bst-xml-private.h"

#define MOST_LAYERS 256

static void
layer_free (gpointer data)
{
  BstBlockLayer *layer = data;

  g_free (layer->source);
  g_free (layer->type);
  g_free (layer->format);
  g_free (layer);
}

BstBlockChain *
bst_block_chain_new (const char *target)
{
  BstBlockChain *self = g_new0 (BstBlockChain, 1);

  self->target = g_strdup (target);
  self->layers = g_ptr_array_new_with_free_func (layer_free);

  return self;
}

BstBlockLayer *
bst_block_chain_add_layer (BstBlockChain *self,
                           const char *source,
                           const char *type,
                           const char *format)
{
  BstBlockLayer *layer = g_new0 (BstBlockLayer, 1);

  layer->source = g_strdup (source);
  layer->type = g_strdup (type);
  layer->format = g_strdup (format);
  layer->allocation = BST_UNKNOWN;
  g_ptr_array_add (self->layers, layer);

  return layer;
}

void
bst_block_chain_free (BstBlockChain *self)
{
  if (self == NULL)
    return;

  g_free (self->target);
  g_ptr_array_unref (self->layers);
  g_free (self);
}

static char *
dup_source (xmlNode *source)
{
  static const char *const places[] = { "file", "dev", "name", "volume" };
  char *text = NULL;

  for (guint i = 0; text == NULL && i < G_N_ELEMENTS (places); i++)
    text = bst_xml_dup_attribute (source, places[i]);

  return text;
}

static void
add_layer (BstBlockChain *chain, xmlNode *node, const char *format)
{
  g_autofree char *source = dup_source (bst_xml_child (node, "source"));
  g_autofree char *type = bst_xml_dup_attribute (node, "type");

  bst_block_chain_add_layer (chain, source, type, format);
}

static BstBlockChain *
read_disk (xmlNode *disk, const char *target)
{
  BstBlockChain *chain = bst_block_chain_new (target);
  g_autofree char *format = bst_xml_dup_attribute (bst_xml_child (disk, "driver"), "type");
  xmlNode *backing = bst_xml_child (disk, "backingStore");

  add_layer (chain, disk, format);
  for (; backing != NULL && chain->layers->len < MOST_LAYERS;
       backing = bst_xml_child (backing, "backingStore"))
    {
      g_autofree char *backing_format =
          bst_xml_dup_attribute (bst_xml_child (backing, "format"), "type");

      /* An empty one says that there is none behind. */
      if (bst_xml_child (backing, "source") == NULL)
        {
          chain->complete = TRUE;
          break;
        }
      add_layer (chain, backing, backing_format);
    }
  if (g_strcmp0 (format, "raw") == 0)
    chain->complete = TRUE;

  return chain;
}

static gboolean
is_written (xmlNode *disk)
{
  g_autofree char *device = bst_xml_dup_attribute (disk, "device");

  return (device == NULL || g_str_equal (device, "disk") || g_str_equal (device, "lun")) &&
         bst_xml_child (disk, "readonly") == NULL && bst_xml_child (disk, "source") != NULL;
}

GPtrArray *
bst_block_chain_parse_all (const char *xml, gssize length, GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, length, "domain", error);
  GPtrArray *chains;
  xmlNode *disk;

  if (doc == NULL)
    return NULL;

  chains = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_block_chain_free);
  disk = bst_xml_child (bst_xml_child (xmlDocGetRootElement (doc), "devices"), "disk");
  for (; disk != NULL; disk = bst_xml_next (disk))
    {
      g_autofree char *target = bst_xml_dup_attribute (bst_xml_child (disk, "target"), "dev");

      if (target != NULL && is_written (disk))
        g_ptr_array_add (chains, read_disk (disk, target));
    }

  return chains;
}
