/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-snapshot-xml.h"

#include "formats/bst-domain-config.h"
#include "formats/bst-xml-private.h"

#define ROOT "domainsnapshot"

typedef xmlBuffer BstXmlBuffer;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstXmlBuffer, xmlBufferFree)

static gint64
get_time (xmlNode *root)
{
  g_autofree char *text = bst_xml_dup_text (bst_xml_child (root, "creationTime"));
  gint64 time = 0;

  if (text == NULL || !g_ascii_string_to_signed (text, 10, 0, G_MAXINT64, &time, NULL))
    return 0;

  return time;
}

static char *
dup_node (xmlNode *node)
{
  g_autoptr (BstXmlBuffer) buffer = xmlBufferCreate ();

  if (node == NULL || xmlNodeDump (buffer, node->doc, node, 0, 0) < 0)
    return NULL;

  return g_strdup ((const char *)xmlBufferContent (buffer));
}

/* What each disk was then. */
static void
read_bases (BstSnapshotFacts *facts, xmlNode *domain)
{
  xmlNode *disk = bst_xml_child (bst_xml_child (domain, "devices"), "disk");

  for (; disk != NULL; disk = bst_xml_next (disk))
    {
      xmlNode *source = bst_xml_child (disk, "source");
      g_autofree char *target = bst_xml_dup_attribute (bst_xml_child (disk, "target"), "dev");

      for (guint i = 0; i < facts->disks->len; i++)
        {
          BstSnapshotDisk *known = facts->disks->pdata[i];

          if (g_strcmp0 (known->target, target) != 0 || known->base != NULL)
            continue;
          known->base = bst_xml_dup_attribute (source, "file");
          if (known->base == NULL)
            known->base = bst_xml_dup_attribute (source, "dev");
          break;
        }
    }
}

static void
read_disks (BstSnapshotFacts *facts, xmlNode *disks)
{
  for (xmlNode *node = bst_xml_child (disks, "disk"); node != NULL; node = bst_xml_next (node))
    {
      g_autofree char *target = bst_xml_dup_attribute (node, "name");
      xmlNode *source = bst_xml_child (node, "source");
      BstSnapshotDisk *disk;

      if (target == NULL)
        continue;
      disk = bst_snapshot_facts_add_disk (facts, target);
      disk->kind = bst_xml_dup_attribute (node, "snapshot");
      disk->file = bst_xml_dup_attribute (source, "file");
      if (disk->file == NULL)
        disk->file = bst_xml_dup_attribute (source, "dev");
    }
}

static gboolean
has_external_disk (BstSnapshotFacts *facts)
{
  for (guint i = 0; i < facts->disks->len; i++)
    {
      if (g_strcmp0 (((BstSnapshotDisk *)facts->disks->pdata[i])->kind, "external") == 0)
        return TRUE;
    }

  return FALSE;
}

static void
read_kind (BstSnapshotFacts *facts, xmlNode *memory)
{
  gboolean external = bst_xml_attribute_is (memory, "snapshot", "external");

  facts->has_memory = external || bst_xml_attribute_is (memory, "snapshot", "internal");
  facts->memory_file = bst_xml_dup_attribute (memory, "file");
  if (external)
    facts->kind = BST_SNAPSHOT_EXTERNAL;
  else if (has_external_disk (facts) || g_strcmp0 (facts->state, "disk-snapshot") == 0)
    facts->kind = BST_SNAPSHOT_DISKS;
  else
    facts->kind = BST_SNAPSHOT_INTERNAL;
}

BstSnapshotFacts *
bst_snapshot_xml_parse (const char *xml, gssize length, GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, length, ROOT, error);
  g_autoptr (BstSnapshotFacts) facts = NULL;
  g_autofree char *name = NULL;
  xmlNode *root;

  if (doc == NULL)
    return NULL;

  root = xmlDocGetRootElement (doc);
  name = bst_xml_dup_raw_text (bst_xml_child (root, "name"));
  facts = bst_snapshot_facts_new (name != NULL ? name : "");
  facts->parent = bst_xml_dup_raw_text (bst_xml_child (bst_xml_child (root, "parent"), "name"));
  facts->description = bst_xml_dup_text (bst_xml_child (root, "description"));
  facts->state = bst_xml_dup_text (bst_xml_child (root, "state"));
  facts->created_at = get_time (root);
  read_disks (facts, bst_xml_child (root, "disks"));
  read_bases (facts, bst_xml_child (root, "domain"));
  read_kind (facts, bst_xml_child (root, "memory"));

  return g_steal_pointer (&facts);
}

/* Characters that no XML can hold are left out. */
static char *
clean (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *clean = g_string_new (NULL);

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c >= 0x20 || c == '\n' || c == '\t')
        g_string_append_unichar (clean, c);
    }

  return g_string_free (clean, FALSE);
}

static xmlNode *
add_text (xmlNode *parent, const char *name, const char *text)
{
  g_autofree char *valid = clean (text);

  return xmlNewTextChild (parent, NULL, (const xmlChar *)name, (const xmlChar *)valid);
}

static void
set_attribute (xmlNode *node, const char *name, const char *value)
{
  g_autofree char *valid = clean (value);

  xmlSetProp (node, (const xmlChar *)name, (const xmlChar *)valid);
}

static xmlNode *
add_child (xmlNode *parent, const char *name)
{
  return xmlNewChild (parent, NULL, (const xmlChar *)name, NULL);
}

static void
add_disk (xmlNode *disks, const BstSnapshotRequestDisk *disk, BstSnapshotKind kind)
{
  xmlNode *node = add_child (disks, "disk");

  set_attribute (node, "name", disk->target);
  if (!disk->included)
    {
      set_attribute (node, "snapshot", "no");
      return;
    }

  set_attribute (node, "snapshot",
                 bst_snapshot_kind_is_external (kind) ? "external" : "internal");
  if (bst_snapshot_kind_is_external (kind) && disk->file != NULL)
    {
      set_attribute (add_child (node, "driver"), "type", "qcow2");
      set_attribute (add_child (node, "source"), "file", disk->file);
    }
}

static void
add_memory (xmlNode *root, const BstSnapshotRequest *request)
{
  xmlNode *memory = add_child (root, "memory");

  if (!request->memory || request->kind == BST_SNAPSHOT_DISKS)
    {
      set_attribute (memory, "snapshot", "no");
      return;
    }

  set_attribute (memory, "snapshot",
                 request->kind == BST_SNAPSHOT_EXTERNAL ? "external" : "internal");
  if (request->memory_file != NULL && request->kind == BST_SNAPSHOT_EXTERNAL)
    set_attribute (memory, "file", request->memory_file);
}

char *
bst_snapshot_xml_build (const BstSnapshotRequest *request)
{
  g_autoptr (BstXmlDoc) doc = xmlNewDoc ((const xmlChar *)"1.0");
  xmlNode *root = xmlNewNode (NULL, (const xmlChar *)ROOT);

  xmlDocSetRootElement (doc, root);
  add_text (root, "name", request->name);
  if (request->description != NULL && request->description[0] != '\0')
    add_text (root, "description", request->description);
  if (request->n_disks > 0)
    {
      xmlNode *disks;

      add_memory (root, request);
      disks = add_child (root, "disks");
      for (guint i = 0; i < request->n_disks; i++)
        add_disk (disks, &request->disks[i], request->kind);
    }

  return dup_node (root);
}

static void
replace (xmlNode *parent, const char *name, const char *text)
{
  xmlNode *old = bst_xml_child (parent, name);

  if (old != NULL)
    {
      xmlUnlinkNode (old);
      xmlFreeNode (old);
    }
  if (text[0] != '\0')
    add_text (parent, name, text);
}

char *
bst_snapshot_xml_edit (const char *xml,
                       const char *name,
                       const char *parent,
                       const char *description,
                       GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, -1, ROOT, error);
  xmlNode *root;

  if (doc == NULL)
    return NULL;

  root = xmlDocGetRootElement (doc);
  if (name != NULL)
    replace (root, "name", name);
  if (description != NULL)
    replace (root, "description", description);
  if (parent != NULL)
    {
      replace (root, "parent", "");
      if (parent[0] != '\0')
        add_text (add_child (root, "parent"), "name", parent);
    }

  return dup_node (root);
}

char *
bst_snapshot_xml_dup_domain (const char *xml)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, -1, ROOT, NULL);

  return doc != NULL ? dup_node (bst_xml_child (xmlDocGetRootElement (doc), "domain")) : NULL;
}
