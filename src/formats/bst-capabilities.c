/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-capabilities.h"

#include "formats/bst-xml-private.h"

static void
guest_free (gpointer data)
{
  BstGuestCapability *guest = data;

  g_free (guest->arch);
  g_free (guest->os_type);
  g_strfreev (guest->domain_types);
  g_strfreev (guest->machines);
  g_free (guest);
}

void
bst_capabilities_free (BstCapabilities *self)
{
  if (self == NULL)
    return;

  g_free (self->arch);
  g_free (self->cpu_model);
  g_free (self->cpu_vendor);
  g_strfreev (self->migration_transports);
  g_ptr_array_unref (self->guests);
  g_free (self);
}

/* What may be added once; owns its strings. */
typedef struct
{
  GPtrArray *strings;
  GHashTable *seen; /* of the same strings */
} StringSet;

static void
string_set_init (StringSet *set)
{
  set->strings = g_ptr_array_new ();
  set->seen = g_hash_table_new (g_str_hash, g_str_equal);
}

/* @text: (transfer full) (nullable) */
static void
string_set_add (StringSet *set, char *text)
{
  if (text == NULL || g_hash_table_contains (set->seen, text))
    {
      g_free (text);
      return;
    }

  g_ptr_array_add (set->strings, text);
  g_hash_table_add (set->seen, text);
}

static char **
string_set_end (StringSet *set)
{
  g_hash_table_unref (set->seen);
  g_ptr_array_add (set->strings, NULL);

  return (char **)g_ptr_array_free (set->strings, FALSE);
}

static void
add_machines (StringSet *set, xmlNode *parent)
{
  for (xmlNode *node = bst_xml_child (parent, "machine"); node != NULL; node = bst_xml_next (node))
    {
      string_set_add (set, bst_xml_dup_text (node));
      string_set_add (set, bst_xml_dup_attribute (node, "canonical"));
    }
}

static void
read_guest (BstCapabilities *self, xmlNode *node)
{
  BstGuestCapability *guest = g_new0 (BstGuestCapability, 1);
  xmlNode *arch = bst_xml_child (node, "arch");
  StringSet types, machines;

  guest->os_type = bst_xml_dup_text (bst_xml_child (node, "os_type"));
  guest->arch = bst_xml_dup_attribute (arch, "name");

  string_set_init (&types);
  string_set_init (&machines);
  add_machines (&machines, arch);
  for (xmlNode *domain = bst_xml_child (arch, "domain"); domain != NULL;
       domain = bst_xml_next (domain))
    {
      string_set_add (&types, bst_xml_dup_attribute (domain, "type"));
      add_machines (&machines, domain);
    }
  guest->domain_types = string_set_end (&types);
  guest->machines = string_set_end (&machines);

  if (g_strv_contains ((const char *const *)guest->domain_types, "kvm"))
    self->acceleration = BST_ACCELERATION_KVM;
  else if (g_strv_contains ((const char *const *)guest->domain_types, "qemu") &&
           self->acceleration == BST_ACCELERATION_UNKNOWN)
    self->acceleration = BST_ACCELERATION_NONE;

  g_ptr_array_add (self->guests, guest);
}

/* From the list of all processors: <cpu>'s own topology is that of one NUMA cell. FALSE where the
 * list is not there. */
static gboolean
read_cells (BstCapabilities *self, xmlNode *cells)
{
  g_autoptr (GHashTable) sockets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) cores = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint cpus = 0;

  for (xmlNode *cell = bst_xml_child (cells, "cell"); cell != NULL; cell = bst_xml_next (cell))
    {
      xmlNode *cpu = bst_xml_child (bst_xml_child (cell, "cpus"), "cpu");

      for (; cpu != NULL; cpu = bst_xml_next (cpu))
        {
          g_autofree char *core = bst_xml_dup_attribute (cpu, "core_id");
          char *socket = bst_xml_dup_attribute (cpu, "socket_id");

          if (socket == NULL || core == NULL)
            {
              g_free (socket);
              return FALSE;
            }
          g_hash_table_add (
              cores, g_strdup_printf ("%s/%u/%s", socket, bst_xml_get_uint (cpu, "die_id"), core));
          g_hash_table_add (sockets, socket);
          cpus++;
        }
    }

  if (cpus == 0)
    return FALSE;

  self->sockets = g_hash_table_size (sockets);
  self->cores = g_hash_table_size (cores) / self->sockets;
  self->threads = cpus / g_hash_table_size (cores);
  return TRUE;
}

static void
read_cpu (BstCapabilities *self, xmlNode *host)
{
  xmlNode *cpu = bst_xml_child (host, "cpu");
  xmlNode *topology = bst_xml_child (cpu, "topology");

  self->arch = bst_xml_dup_text (bst_xml_child (cpu, "arch"));
  self->cpu_model = bst_xml_dup_text (bst_xml_child (cpu, "model"));
  self->cpu_vendor = bst_xml_dup_text (bst_xml_child (cpu, "vendor"));
  if (!read_cells (self, bst_xml_child (bst_xml_child (host, "topology"), "cells")))
    {
      self->sockets = bst_xml_get_uint (topology, "sockets");
      self->cores = bst_xml_get_uint (topology, "cores");
      self->threads = bst_xml_get_uint (topology, "threads");
    }
}

static void
read_migration (BstCapabilities *self, xmlNode *features)
{
  xmlNode *node = bst_xml_child (bst_xml_child (features, "uri_transports"), "uri_transport");
  StringSet transports;

  self->live_migration = bst_xml_child (features, "live") != NULL;
  string_set_init (&transports);
  for (; node != NULL; node = bst_xml_next (node))
    string_set_add (&transports, bst_xml_dup_text (node));
  self->migration_transports = string_set_end (&transports);
}

BstCapabilities *
bst_capabilities_parse (const char *xml, gssize length, GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, length, "capabilities", error);
  g_autofree char *uuid = NULL;
  BstCapabilities *self;
  xmlNode *root, *host;

  if (doc == NULL)
    return NULL;

  self = g_new0 (BstCapabilities, 1);
  self->guests = g_ptr_array_new_with_free_func (guest_free);

  root = xmlDocGetRootElement (doc);
  host = bst_xml_child (root, "host");
  uuid = bst_xml_dup_text (bst_xml_child (host, "uuid"));
  if (uuid != NULL && g_uuid_string_is_valid (uuid))
    g_strlcpy (self->uuid, uuid, sizeof self->uuid);
  read_cpu (self, host);
  read_migration (self, bst_xml_child (host, "migration_features"));
  for (xmlNode *node = bst_xml_child (root, "guest"); node != NULL; node = bst_xml_next (node))
    read_guest (self, node);

  return self;
}
