/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-disk-move.h"

#include <string.h>

#include "formats/bst-xml-private.h"

static void
disk_move_free (gpointer data)
{
  BstDiskMove *self = data;

  g_free (self->target);
  g_free (self->type);
  g_free (self->format);
  g_free (self->path);
  g_free (self->backing_path);
  g_free (self->backing_format);
  g_free (self->new_path);
  g_free (self);
}

static char *
dup_path (xmlNode *source)
{
  char *path = bst_xml_dup_attribute (source, "file");

  return path != NULL ? path : bst_xml_dup_attribute (source, "dev");
}

/* (nullable) */
static BstDiskMove *
read_disk (xmlNode *disk)
{
  xmlNode *source = bst_xml_child (disk, "source");
  xmlNode *backing = bst_xml_child (disk, "backingStore");
  BstDiskMove *move;

  if (source == NULL || bst_xml_child (disk, "readonly") != NULL ||
      bst_xml_child (disk, "shareable") != NULL || bst_xml_attribute_is (disk, "device", "cdrom") ||
      bst_xml_attribute_is (disk, "device", "floppy"))
    return NULL;

  move = g_new0 (BstDiskMove, 1);
  move->target = bst_xml_dup_attribute (bst_xml_child (disk, "target"), "dev");
  move->type = bst_xml_dup_attribute (disk, "type");
  move->format = bst_xml_dup_attribute (bst_xml_child (disk, "driver"), "type");
  move->path = dup_path (source);
  move->backing_path = dup_path (bst_xml_child (backing, "source"));
  move->backing_format = bst_xml_dup_attribute (bst_xml_child (backing, "format"), "type");
  if (move->format == NULL)
    move->format = g_strdup ("raw");

  return move;
}

GPtrArray *
bst_disk_moves_read (const char *xml, GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, -1, "domain", error);
  g_autoptr (GPtrArray) moves = g_ptr_array_new_with_free_func (disk_move_free);
  xmlNode *disk;

  if (doc == NULL)
    return NULL;

  disk = bst_xml_child (bst_xml_child (xmlDocGetRootElement (doc), "devices"), "disk");
  for (; disk != NULL; disk = bst_xml_next (disk))
    {
      BstDiskMove *move = read_disk (disk);

      if (move != NULL && move->target != NULL)
        g_ptr_array_add (moves, move);
      else if (move != NULL)
        disk_move_free (move);
    }

  return g_steal_pointer (&moves);
}

static const BstDiskMove *
find (GPtrArray *moves, const char *target)
{
  for (guint i = 0; i < moves->len; i++)
    {
      const BstDiskMove *move = moves->pdata[i];

      if (g_strcmp0 (move->target, target) == 0)
        return move;
    }

  return NULL;
}

static void
redirect (xmlNode *disk, const BstDiskMove *move)
{
  xmlNode *source = bst_xml_child (disk, "source");
  const char *name = xmlHasProp (source, (const xmlChar *)"dev") != NULL ? "dev" : "file";

  xmlSetProp (source, (const xmlChar *)name, (const xmlChar *)move->new_path);
}

char *
bst_disk_moves_apply (GPtrArray *moves, const char *xml, GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, -1, "domain", error);
  xmlChar *text = NULL;
  char *result;
  xmlNode *disk;

  if (doc == NULL)
    return NULL;

  disk = bst_xml_child (bst_xml_child (xmlDocGetRootElement (doc), "devices"), "disk");
  for (; disk != NULL; disk = bst_xml_next (disk))
    {
      g_autofree char *target = bst_xml_dup_attribute (bst_xml_child (disk, "target"), "dev");
      const BstDiskMove *move = find (moves, target);

      if (move != NULL && move->new_path != NULL && bst_xml_child (disk, "source") != NULL)
        redirect (disk, move);
    }

  xmlDocDumpMemory (doc, &text, NULL);
  result = g_strdup ((const char *)text);
  xmlFree (text);

  return result;
}

gboolean
bst_disk_move_read_volume (BstDiskMove *self, const char *xml, GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, -1, "volume", error);
  xmlNode *backing;

  if (doc == NULL)
    return FALSE;

  backing = bst_xml_child (xmlDocGetRootElement (doc), "backingStore");
  g_free (self->backing_path);
  g_free (self->backing_format);
  self->backing_path = bst_xml_dup_text (bst_xml_child (backing, "path"));
  self->backing_format = bst_xml_dup_attribute (bst_xml_child (backing, "format"), "type");

  return TRUE;
}

char *
bst_disk_move_dup_volume_xml (const BstDiskMove *self,
                              const char *name,
                              guint64 capacity,
                              gboolean backing)
{
  g_autofree char *start =
      g_markup_printf_escaped ("<volume><name>%s</name><capacity unit='bytes'>%" G_GUINT64_FORMAT
                               "</capacity><allocation>0</allocation>"
                               "<target><format type='%s'/></target>",
                               name, capacity, self->format);
  g_autofree char *behind = NULL;

  if (backing && self->backing_path != NULL)
    behind = g_markup_printf_escaped (
        "<backingStore><path>%s</path><format type='%s'/></backingStore>", self->backing_path,
        self->backing_format != NULL ? self->backing_format : "raw");

  return g_strconcat (start, behind != NULL ? behind : "", "</volume>", NULL);
}
