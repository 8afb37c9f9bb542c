/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-graphics.h"

#include <string.h>

#include "formats/bst-xml-private.h"

static guint
get_port (xmlNode *node, const char *name)
{
  const guint port = bst_xml_get_uint (node, name);

  return port <= G_MAXUINT16 ? port : 0;
}

static BstGraphicsType
type_from_name (const char *name)
{
  if (g_strcmp0 (name, "spice") == 0)
    return BST_GRAPHICS_SPICE;

  return g_strcmp0 (name, "vnc") == 0 ? BST_GRAPHICS_VNC : BST_GRAPHICS_OTHER;
}

/* "2026-11-26T05:00:00", in UTC. */
static gint64
parse_time (xmlNode *node, const char *name)
{
  g_autofree char *text = bst_xml_dup_attribute (node, name);
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) time = text != NULL ? g_date_time_new_from_iso8601 (text, utc) : NULL;

  return time != NULL ? g_date_time_to_unix (time) : 0;
}

static void
read_listen (BstGraphics *self, xmlNode *node)
{
  xmlNode *listen = bst_xml_child (node, "listen");

  self->none = bst_xml_attribute_is (listen, "type", "none");
  self->unix_path = bst_xml_dup_attribute (listen, "socket");
  if (self->unix_path == NULL)
    self->unix_path = bst_xml_dup_attribute (node, "socket");
  self->listen = bst_xml_dup_attribute (listen, "address");
  if (self->listen == NULL)
    self->listen = bst_xml_dup_attribute (node, "listen");
}

static void
read_secure_channels (BstGraphics *self, xmlNode *node)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  if (bst_xml_attribute_is (node, "defaultMode", "secure"))
    g_strv_builder_add (names, "all");
  for (xmlNode *channel = bst_xml_child (node, "channel"); channel != NULL;
       channel = bst_xml_next (channel))
    {
      g_autofree char *name = bst_xml_dup_attribute (channel, "name");

      if (name != NULL && bst_xml_attribute_is (channel, "mode", "secure"))
        g_strv_builder_add (names, name);
    }

  self->secure_channels = g_strv_builder_end (names);
  if (self->secure_channels[0] == NULL)
    g_clear_pointer (&self->secure_channels, g_strfreev);
}

static BstGraphics *
read_graphics (xmlNode *node, guint index)
{
  BstGraphics *self = g_new0 (BstGraphics, 1);

  self->index = index;
  self->type_name = bst_xml_dup_attribute (node, "type");
  self->type = type_from_name (self->type_name);
  read_listen (self, node);
  self->port = get_port (node, "port");
  self->tls_port = get_port (node, "tlsPort");
  self->websocket_only = self->type == BST_GRAPHICS_VNC && self->port == 0 &&
                         self->unix_path == NULL && get_port (node, "websocket") != 0;
  self->password = bst_xml_dup_attribute (node, "passwd");
  self->password_until = parse_time (node, "passwdValidTo");
  self->keep_others = bst_xml_attribute_is (node, "connected", "keep");
  self->gl = bst_xml_attribute_is (bst_xml_child (node, "gl"), "enable", "yes");
  read_secure_channels (self, node);

  return self;
}

GPtrArray *
bst_graphics_parse (const char *xml, gssize length, GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, length, "domain", error);
  GPtrArray *all;
  xmlNode *devices;
  guint index = 0;

  if (doc == NULL)
    return NULL;

  all = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_graphics_free);
  devices = bst_xml_child (xmlDocGetRootElement (doc), "devices");
  for (xmlNode *node = bst_xml_child (devices, "graphics"); node != NULL;
       node = bst_xml_next (node), index++)
    {
      if (!bst_xml_attribute_is (node, "type", "egl-headless"))
        g_ptr_array_add (all, read_graphics (node, index));
    }

  return all;
}

const BstGraphics *
bst_graphics_choose (GPtrArray *graphics)
{
  const BstGraphics *best = NULL;

  for (guint i = 0; i < graphics->len; i++)
    {
      const BstGraphics *each = g_ptr_array_index (graphics, i);

      if (each->type == BST_GRAPHICS_SPICE)
        return each;
      if (each->type == BST_GRAPHICS_VNC && best == NULL)
        best = each;
    }

  return best;
}

const char *
bst_graphics_get_address (const BstGraphics *graphics)
{
  const char *listen = graphics->listen;

  if (graphics->port == 0 && graphics->tls_port == 0)
    return NULL;
  if (listen == NULL || strcmp (listen, "0.0.0.0") == 0)
    return "127.0.0.1";

  return strcmp (listen, "::") == 0 ? "::1" : listen;
}

void
bst_graphics_free (BstGraphics *graphics)
{
  if (graphics == NULL)
    return;

  if (graphics->password != NULL)
    explicit_bzero (graphics->password, strlen (graphics->password));
  g_free (graphics->password);
  g_free (graphics->type_name);
  g_free (graphics->listen);
  g_free (graphics->unix_path);
  g_strfreev (graphics->secure_channels);
  g_strfreev (graphics->viewers);
  g_free (graphics->ca);
  g_free (graphics->subject);
  g_free (graphics);
}
