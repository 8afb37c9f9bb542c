/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>
#include <libxml/tree.h>

G_BEGIN_DECLS

/* What a host sends is bounded by what libvirt itself lets pass for a string (16 MiB). */
#define BST_XML_MAX_LENGTH (16 * 1024 * 1024)

typedef xmlDoc BstXmlDoc;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstXmlDoc, xmlFreeDoc)

/* The document, whose root is a @root element; %BST_ERROR_INVALID for anything else, for what is
 * larger, nested deeper than 256, not UTF-8, and for any document type: libvirt writes none, and
 * entities come with it. No file and no network is touched. Any thread. */
BstXmlDoc *bst_xml_parse (const char *xml, gssize length, const char *root, GError **error);

/* All take a NULL @node, which has nothing. Elements are found by their local name, in any
 * namespace. */

/* (nullable): the first of its children, or the one after @node with its name. */
xmlNode *bst_xml_child (xmlNode *node, const char *name);
xmlNode *bst_xml_next (xmlNode *node);

/* (nullable) (transfer full): the text, without the white space around it; NULL where it is empty.
 */
char *bst_xml_dup_text (xmlNode *node);
char *bst_xml_dup_raw_text (xmlNode *node); /* with the white space: for names */
char *bst_xml_dup_attribute (xmlNode *node, const char *name);

gboolean bst_xml_attribute_is (xmlNode *node, const char *name, const char *value);

/* 0 where there is none. */
guint bst_xml_get_uint (xmlNode *node, const char *attribute);

/* A size in KiB with libvirt's "unit" (KiB where it is missing); 0 where it is not one. */
guint64 bst_xml_get_kib (xmlNode *node);

G_END_DECLS
