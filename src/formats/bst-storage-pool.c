/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-storage-pool.h"

#include <string.h>

#include "formats/bst-xml-private.h"

void
bst_storage_pool_free (BstStoragePool *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->type);
  g_free (self->source);
  g_free (self->path);
  g_free (self);
}

static guint64
get_bytes (xmlNode *pool, const char *name)
{
  xmlNode *node = bst_xml_child (pool, name);
  g_autofree char *text = bst_xml_dup_text (node);
  guint64 value;

  /* A pool's sizes come in bytes, whatever their attribute may say else. */
  if (node == NULL || !bst_xml_attribute_is (node, "unit", "bytes"))
    return bst_xml_get_kib (node) < G_MAXUINT64 / 1024 ? bst_xml_get_kib (node) * 1024 : 0;
  return text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &value, NULL) ? value
                                                                                             : 0;
}

/* Hosts, then what is there: joined, since any of them may be missing. A folder of a host's own
 * disk is no source that another host could share. */
static char *
dup_source (xmlNode *source)
{
  static const char *const parts[][2] = {
    { "dir", "path" },
    { "device", "path" },
    { "adapter", "name" },
  };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = bst_xml_dup_text (bst_xml_child (source, "name"));

  for (xmlNode *node = bst_xml_child (source, "host"); node != NULL; node = bst_xml_next (node))
    {
      g_autofree char *host = bst_xml_dup_attribute (node, "name");

      if (host != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", host);
    }
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *part =
          bst_xml_dup_attribute (bst_xml_child (source, parts[i][0]), parts[i][1]);

      if (part != NULL)
        g_string_append_printf (text, "%s%s", text->len > 0 ? ":" : "", part);
    }
  if (name != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? ":" : "", name);

  return text->len > 0 ? g_strdup (text->str) : NULL;
}

BstStoragePool *
bst_storage_pool_parse (const char *xml, gssize length, GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, length, "pool", error);
  BstStoragePool *self;
  xmlNode *pool;

  if (doc == NULL)
    return NULL;

  self = g_new0 (BstStoragePool, 1);
  pool = xmlDocGetRootElement (doc);
  self->type = bst_xml_dup_attribute (pool, "type");
  self->name = bst_xml_dup_raw_text (bst_xml_child (pool, "name"));
  self->source = dup_source (bst_xml_child (pool, "source"));
  self->path = bst_xml_dup_text (bst_xml_child (bst_xml_child (pool, "target"), "path"));
  self->capacity = get_bytes (pool, "capacity");
  self->available = get_bytes (pool, "available");

  return self;
}

gboolean
bst_storage_pool_is_same (const BstStoragePool *self, const BstStoragePool *other)
{
  static const char *const shared[] = { "netfs",   "iscsi", "iscsi-direct", "rbd", "sheepdog",
                                        "gluster", "scsi",  "mpath",        NULL };

  return self->source != NULL && self->type != NULL && g_strv_contains (shared, self->type) &&
         g_strcmp0 (self->type, other->type) == 0 && g_strcmp0 (self->source, other->source) == 0;
}

char *
bst_storage_pool_dup_path (const BstStoragePool *self, const char *volume)
{
  static const char *const types[] = { "dir", "fs", "netfs", "logical", NULL };

  if (self->type == NULL || !g_strv_contains (types, self->type) || self->path == NULL ||
      !g_path_is_absolute (self->path) || volume == NULL || strchr (volume, '/') != NULL)
    return NULL;

  return g_build_filename (self->path, volume, NULL);
}
