/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-domain-capabilities.h"

#include "formats/bst-xml-private.h"

void
bst_domain_capabilities_free (BstDomainCapabilities *self)
{
  if (self == NULL)
    return;

  g_free (self->emulator);
  g_free (self->domain_type);
  g_free (self->arch);
  g_free (self->machine);
  g_strfreev (self->models);
  g_free (self);
}

static void
read_models (GPtrArray *models, xmlNode *mode)
{
  for (xmlNode *node = bst_xml_child (mode, "model"); node != NULL; node = bst_xml_next (node))
    {
      char *name = bst_xml_attribute_is (node, "usable", "yes") ? bst_xml_dup_text (node) : NULL;

      if (name != NULL)
        g_ptr_array_add (models, name);
    }
}

static void
read_cpu (BstDomainCapabilities *self, xmlNode *cpu)
{
  g_autoptr (GPtrArray) models = g_ptr_array_new ();

  for (xmlNode *mode = bst_xml_child (cpu, "mode"); mode != NULL; mode = bst_xml_next (mode))
    {
      if (!bst_xml_attribute_is (mode, "supported", "yes"))
        continue;
      self->passthrough |= bst_xml_attribute_is (mode, "name", "host-passthrough");
      self->host_model |= bst_xml_attribute_is (mode, "name", "host-model");
      if (bst_xml_attribute_is (mode, "name", "custom"))
        read_models (models, mode);
    }
  g_ptr_array_add (models, NULL);
  self->models = (char **)g_ptr_array_free (g_steal_pointer (&models), FALSE);
}

static void
read_tpm (BstDomainCapabilities *self, xmlNode *tpm)
{
  self->knows_tpm = tpm != NULL;
  for (xmlNode *node = bst_xml_child (tpm, "enum"); node != NULL; node = bst_xml_next (node))
    {
      if (!bst_xml_attribute_is (node, "name", "backendModel"))
        continue;
      for (xmlNode *value = bst_xml_child (node, "value"); value != NULL;
           value = bst_xml_next (value))
        {
          g_autofree char *text = bst_xml_dup_text (value);

          self->tpm |= g_strcmp0 (text, "emulator") == 0;
        }
    }
}

BstDomainCapabilities *
bst_domain_capabilities_parse (const char *xml, gssize length, GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, length, "domainCapabilities", error);
  BstDomainCapabilities *self;
  xmlNode *root;

  if (doc == NULL)
    return NULL;

  self = g_new0 (BstDomainCapabilities, 1);
  root = xmlDocGetRootElement (doc);
  self->emulator = bst_xml_dup_text (bst_xml_child (root, "path"));
  self->domain_type = bst_xml_dup_text (bst_xml_child (root, "domain"));
  self->machine = bst_xml_dup_text (bst_xml_child (root, "machine"));
  self->arch = bst_xml_dup_text (bst_xml_child (root, "arch"));
  self->vcpus_max = bst_xml_get_uint (bst_xml_child (root, "vcpu"), "max");
  read_cpu (self, bst_xml_child (root, "cpu"));
  read_tpm (self, bst_xml_child (bst_xml_child (root, "devices"), "tpm"));

  return self;
}
