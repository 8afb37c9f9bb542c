/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-fresh-volume.h"

#include <string.h>

#include "formats/bst-xml-private.h"

/* Of QEMU's docs/interop/qcow2.txt: where its header, in the network's byte order, has what. */
#define AT_VERSION 4
#define AT_L1_SIZE 36
#define AT_L1_OFFSET 40
#define AT_N_SNAPSHOTS 60
#define AT_INCOMPATIBLE 72
#define AT_AUTOCLEAR 88
#define V2_LENGTH 72
#define V3_LENGTH 104

/* How clusters are packed, and that entries of tables are longer: neither is something that it
 * holds. What else may be set says that it is open, broken, or keeps its data elsewhere. */
#define PACKING ((1u << 3) | (1u << 4))

static gboolean
has_capacity (xmlNode *node, guint64 capacity)
{
  g_autofree char *text = bst_xml_dup_text (node);
  guint64 value;

  return text != NULL && bst_xml_attribute_is (node, "unit", "bytes") &&
         g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &value, NULL) && value == capacity;
}

gboolean
bst_fresh_volume_is_like (const char *xml,
                          const char *format,
                          guint64 capacity,
                          const char *backing)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, -1, "volume", NULL);
  g_autofree char *path = NULL;
  xmlNode *volume;

  if (doc == NULL)
    return FALSE;

  volume = xmlDocGetRootElement (doc);
  path = bst_xml_dup_text (bst_xml_child (bst_xml_child (volume, "backingStore"), "path"));

  return bst_xml_attribute_is (volume, "type", "file") && g_strcmp0 (path, backing) == 0 &&
         has_capacity (bst_xml_child (volume, "capacity"), capacity) &&
         bst_xml_attribute_is (bst_xml_child (bst_xml_child (volume, "target"), "format"), "type",
                               format);
}

static guint32
get_u32 (const guint8 *data, gsize at)
{
  guint32 value;

  memcpy (&value, data + at, sizeof value);

  return GUINT32_FROM_BE (value);
}

static guint64
get_u64 (const guint8 *data, gsize at)
{
  return (guint64)get_u32 (data, at) << 32 | get_u32 (data, at + 4);
}

static gboolean
is_header (const guint8 *data, gsize length)
{
  static const guint8 magic[] = { 'Q', 'F', 'I', 0xfb };
  guint32 version;

  if (length < V2_LENGTH || memcmp (data, magic, sizeof magic) != 0)
    return FALSE;

  version = get_u32 (data, AT_VERSION);

  return version == 2 || (version == 3 && length >= V3_LENGTH);
}

gboolean
bst_fresh_volume_is_empty_qcow2 (const guint8 *data, gsize length)
{
  guint64 start, size;

  if (!is_header (data, length) || get_u32 (data, AT_N_SNAPSHOTS) != 0)
    return FALSE;
  if (get_u32 (data, AT_VERSION) == 3 &&
      ((get_u64 (data, AT_INCOMPATIBLE) & ~(guint64)PACKING) != 0 ||
       get_u64 (data, AT_AUTOCLEAR) != 0))
    return FALSE;

  /* The first of its tables leads to whatever a guest wrote. */
  start = get_u64 (data, AT_L1_OFFSET);
  size = (guint64)get_u32 (data, AT_L1_SIZE) * 8;
  if (start > length || size > length - start)
    return FALSE;
  for (gsize i = 0; i < size; i++)
    {
      if (data[start + i] != 0)
        return FALSE;
    }

  return TRUE;
}
