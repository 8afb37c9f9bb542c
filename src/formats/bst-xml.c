/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-xml-private.h"

#include <glib/gi18n.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "core/bst-error.h"

typedef xmlParserCtxt BstXmlParser;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstXmlParser, xmlFreeParserCtxt)

/* Instead of reading it. */
static void
refuse_document_type (void *data,
                      const xmlChar *name,
                      const xmlChar *external_id,
                      const xmlChar *system_id)
{
  xmlParserCtxt *parser = data;

  parser->_private = GINT_TO_POINTER (TRUE);
  xmlStopParser (parser);
}

static GError *
invalid (const char *root, const char *detail)
{
  return bst_error_new (BST_ERROR_INVALID,
                        _ ("Look at what the host’s own “virsh” prints, and report it."), detail,
                        _ ("What the host sent cannot be read as “%s”"), root);
}

BstXmlDoc *
bst_xml_parse (const char *xml, gssize length, const char *root, GError **error)
{
  static gsize once = 0;
  const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                      XML_PARSE_NOBLANKS | XML_PARSE_NOCDATA | XML_PARSE_COMPACT;
  g_autoptr (BstXmlParser) parser = NULL;
  g_autoptr (BstXmlDoc) doc = NULL;
  xmlNode *element;

  g_return_val_if_fail (xml != NULL || length == 0, NULL);

  if (g_once_init_enter (&once))
    {
      xmlInitParser ();
      g_once_init_leave (&once, 1);
    }

  if (length < 0)
    length = (gssize)strlen (xml);
  if (length == 0 || length > BST_XML_MAX_LENGTH)
    {
      g_propagate_error (error, invalid (root, length == 0 ? _ ("Empty") : _ ("Too long")));
      return NULL;
    }

  if (memchr (xml, '\0', (gsize)length) != NULL)
    {
      g_propagate_error (error, invalid (root, _ ("It holds a zero byte")));
      return NULL;
    }

  parser = xmlNewParserCtxt ();
  g_assert (parser != NULL);
  parser->sax->internalSubset = refuse_document_type;
  doc = xmlCtxtReadMemory (parser, xml, (int)length, NULL, "UTF-8", options);
  if (parser->_private != NULL)
    {
      g_propagate_error (error, invalid (root, _ ("It has a document type")));
      return NULL;
    }
  if (doc == NULL)
    {
      const xmlError *reason = xmlCtxtGetLastError (parser);
      g_autofree char *text = reason != NULL && reason->message != NULL
                                  ? g_utf8_make_valid (reason->message, -1)
                                  : NULL;

      g_propagate_error (error, invalid (root, text != NULL ? g_strchomp (text) : NULL));
      return NULL;
    }

  element = xmlDocGetRootElement (doc);
  if (element == NULL || strcmp ((const char *)element->name, root) != 0)
    {
      g_propagate_error (error,
                         invalid (root, element != NULL ? (const char *)element->name : NULL));
      return NULL;
    }

  return g_steal_pointer (&doc);
}

static xmlNode *
find_from (xmlNode *node, const char *name)
{
  for (; node != NULL; node = node->next)
    {
      if (node->type == XML_ELEMENT_NODE && strcmp ((const char *)node->name, name) == 0)
        return node;
    }

  return NULL;
}

xmlNode *
bst_xml_child (xmlNode *node, const char *name)
{
  return node != NULL ? find_from (node->children, name) : NULL;
}

xmlNode *
bst_xml_next (xmlNode *node)
{
  return node != NULL ? find_from (node->next, (const char *)node->name) : NULL;
}

static char *
take (xmlChar *text, gboolean raw)
{
  char *result = g_strdup ((const char *)text);

  if (text != NULL)
    xmlFree (text);
  if (result != NULL && !raw)
    g_strstrip (result);
  if (result != NULL && *result == '\0')
    g_clear_pointer (&result, g_free);

  return result;
}

char *
bst_xml_dup_text (xmlNode *node)
{
  return node != NULL ? take (xmlNodeGetContent (node), FALSE) : NULL;
}

char *
bst_xml_dup_raw_text (xmlNode *node)
{
  return node != NULL ? take (xmlNodeGetContent (node), TRUE) : NULL;
}

char *
bst_xml_dup_attribute (xmlNode *node, const char *name)
{
  return node != NULL ? take (xmlGetNoNsProp (node, (const xmlChar *)name), FALSE) : NULL;
}

gboolean
bst_xml_attribute_is (xmlNode *node, const char *name, const char *value)
{
  g_autofree char *text = bst_xml_dup_attribute (node, name);

  return g_strcmp0 (text, value) == 0;
}

guint
bst_xml_get_uint (xmlNode *node, const char *attribute)
{
  g_autofree char *text = bst_xml_dup_attribute (node, attribute);
  guint64 value = 0;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &value, NULL))
    return 0;

  return (guint)value;
}

/* Bytes of a unit, as libvirt reads it: "KB" is 1000, "KiB", "k" and "K" are 1024. */
static guint64
unit_to_bytes (const char *unit)
{
  static const char letters[] = "KMGTPE";
  const char *letter;
  guint64 step, bytes = 1;

  if (g_ascii_strcasecmp (unit, "b") == 0 || g_ascii_strcasecmp (unit, "bytes") == 0)
    return 1;

  letter = strchr (letters, g_ascii_toupper (unit[0]));
  if (unit[0] == '\0' || letter == NULL)
    return 0;
  if (unit[1] == '\0' || g_ascii_strcasecmp (unit + 1, "iB") == 0)
    step = 1024;
  else if (g_ascii_strcasecmp (unit + 1, "B") == 0)
    step = 1000;
  else
    return 0;

  for (const char *p = letters; p <= letter; p++)
    bytes *= step;

  return bytes;
}

guint64
bst_xml_get_kib (xmlNode *node)
{
  g_autofree char *text = bst_xml_dup_text (node);
  g_autofree char *unit = bst_xml_dup_attribute (node, "unit");
  guint64 bytes = unit_to_bytes (unit != NULL ? unit : "KiB");
  guint64 value;

  if (text == NULL || bytes == 0 ||
      !g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &value, NULL))
    return 0;
  if (bytes % 1024 == 0)
    return g_uint64_checked_mul (&value, value, bytes / 1024) ? value : 0;

  return g_uint64_checked_mul (&value, value, bytes) ? value / 1024 : 0;
}
