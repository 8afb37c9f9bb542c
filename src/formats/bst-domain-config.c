/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-domain-config.h"

#include <string.h>

#include "formats/bst-metadata-origin.h"
#include "formats/bst-xml-private.h"

#define AGENT_CHANNEL "org.qemu.guest_agent.0"

static void
disk_free (gpointer data)
{
  BstDisk *disk = data;

  g_free (disk->device);
  g_free (disk->type);
  g_free (disk->source);
  g_free (disk->target);
  g_free (disk->bus);
  g_free (disk->format);
  g_free (disk);
}

static void
nic_free (gpointer data)
{
  BstNic *nic = data;

  g_free (nic->type);
  g_free (nic->source);
  g_free (nic->mac);
  g_free (nic->model);
  g_free (nic->target);
  g_free (nic);
}

void
bst_domain_config_free (BstDomainConfig *self)
{
  if (self == NULL)
    return;

  g_free (self->type);
  g_free (self->uuid);
  g_free (self->name);
  g_free (self->title);
  g_free (self->description);
  g_free (self->os_id);
  g_free (self->origin);
  g_free (self->template_name);
  g_free (self->os_type);
  g_free (self->arch);
  g_free (self->machine);
  g_free (self->firmware);
  g_free (self->nvram_format);
  g_free (self->cpu_mode);
  g_free (self->cpu_model);
  g_free (self->graphics_type);
  g_free (self->graphics_listen);
  g_free (self->video_model);
  g_free (self->watchdog);
  g_ptr_array_unref (self->disks);
  g_ptr_array_unref (self->nics);
  g_free (self);
}

static void
read_metadata (BstDomainConfig *self, xmlNode *metadata)
{
  xmlNode *ovirt = NULL;
  xmlNode *memory;

  self->os_id =
      bst_xml_dup_attribute (bst_xml_child (bst_xml_child (metadata, "libosinfo"), "os"), "id");

  for (xmlNode *node = metadata != NULL ? metadata->children : NULL; node != NULL;
       node = node->next)
    {
      const char *namespace = node->ns != NULL ? (const char *)node->ns->href : NULL;
      gboolean manages = FALSE;
      const char *origin =
          namespace != NULL ? bst_metadata_origin_find (namespace, &manages) : NULL;

      if (origin == NULL)
        continue;
      if (self->origin == NULL)
        self->origin = g_strdup (origin);
      if (strcmp (origin, "oVirt") == 0 && ovirt == NULL &&
          strcmp ((const char *)node->name, "vm") == 0)
        ovirt = node;
    }

  self->template_name = bst_xml_dup_text (bst_xml_child (ovirt, "templateName"));
  memory = bst_xml_child (ovirt, "minGuaranteedMemoryMb");
  if (memory != NULL)
    {
      g_autofree char *text = bst_xml_dup_text (memory);
      guint64 mib;

      if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64 / 1024, &mib, NULL))
        self->guaranteed_kib = mib * 1024;
    }
}

/* oVirt before 4.2 and OpenStack say it only in what the guest's BIOS shows. */
static void
read_sysinfo (BstDomainConfig *self, xmlNode *domain)
{
  xmlNode *system = bst_xml_child (bst_xml_child (domain, "sysinfo"), "system");

  if (self->origin != NULL)
    return;

  for (xmlNode *entry = bst_xml_child (system, "entry"); entry != NULL;
       entry = bst_xml_next (entry))
    {
      g_autofree char *text = NULL;

      if (!bst_xml_attribute_is (entry, "name", "manufacturer"))
        continue;
      text = bst_xml_dup_text (entry);
      if (g_strcmp0 (text, "oVirt") == 0 || g_strcmp0 (text, "RHEV") == 0 ||
          g_strcmp0 (text, "Red Hat") == 0)
        self->origin = g_strdup (strcmp (text, "oVirt") == 0 ? "oVirt" : "Red Hat Virtualization");
    }
}

static void
read_firmware (BstDomainConfig *self, xmlNode *os)
{
  xmlNode *loader = bst_xml_child (os, "loader");
  xmlNode *feature;

  self->firmware = bst_xml_dup_attribute (os, "firmware");
  if (self->firmware == NULL && bst_xml_attribute_is (loader, "type", "pflash"))
    self->firmware = g_strdup ("efi");
  if (self->firmware == NULL && g_strcmp0 (self->os_type, "hvm") == 0 &&
      (g_strcmp0 (self->arch, "x86_64") == 0 || g_strcmp0 (self->arch, "i686") == 0))
    self->firmware = g_strdup ("bios");

  self->nvram_format = bst_xml_dup_attribute (bst_xml_child (os, "nvram"), "format");
  self->secure_boot = bst_xml_attribute_is (loader, "secure", "yes");
  for (feature = bst_xml_child (bst_xml_child (os, "firmware"), "feature"); feature != NULL;
       feature = bst_xml_next (feature))
    {
      if (bst_xml_attribute_is (feature, "name", "secure-boot"))
        self->secure_boot = bst_xml_attribute_is (feature, "enabled", "yes");
    }
}

static void
read_os (BstDomainConfig *self, xmlNode *os)
{
  xmlNode *type = bst_xml_child (os, "type");

  self->os_type = bst_xml_dup_text (type);
  self->arch = bst_xml_dup_attribute (type, "arch");
  self->machine = bst_xml_dup_attribute (type, "machine");
  read_firmware (self, os);
}

static void
read_cpu (BstDomainConfig *self, xmlNode *domain)
{
  xmlNode *vcpu = bst_xml_child (domain, "vcpu");
  xmlNode *cpu = bst_xml_child (domain, "cpu");
  xmlNode *topology = bst_xml_child (cpu, "topology");
  g_autofree char *text = bst_xml_dup_text (vcpu);
  guint64 most = 0;

  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT, &most, NULL))
    self->vcpus_max = (guint)most;
  self->vcpus = bst_xml_get_uint (vcpu, "current");
  if (self->vcpus == 0)
    self->vcpus = self->vcpus_max;

  self->cpu_mode = bst_xml_dup_attribute (cpu, "mode");
  self->cpu_model = bst_xml_dup_text (bst_xml_child (cpu, "model"));
  self->sockets = bst_xml_get_uint (topology, "sockets");
  self->cores = bst_xml_get_uint (topology, "cores");
  self->threads = bst_xml_get_uint (topology, "threads");

  /* People count the cores of a socket, whatever dies they sit on. */
  if (bst_xml_get_uint (topology, "dies") > 1 &&
      !g_uint_checked_mul (&self->cores, self->cores, bst_xml_get_uint (topology, "dies")))
    self->cores = 0;
}

/* "rbd://mon1:6789/pool/image" */
static char *
dup_network_source (xmlNode *source)
{
  xmlNode *host = bst_xml_child (source, "host");
  g_autofree char *protocol = bst_xml_dup_attribute (source, "protocol");
  g_autofree char *image = bst_xml_dup_attribute (source, "name");
  g_autofree char *name = bst_xml_dup_attribute (host, "name");
  g_autofree char *port = bst_xml_dup_attribute (host, "port");
  g_autofree char *socket = bst_xml_dup_attribute (host, "socket");
  gboolean bare_v6 = name != NULL && strchr (name, ':') != NULL && name[0] != '[';
  const char *place = name != NULL ? name : socket != NULL ? socket : "";

  if (protocol == NULL)
    return NULL;

  return g_strconcat (protocol, "://", bare_v6 ? "[" : "", place, bare_v6 ? "]" : "",
                      port != NULL ? ":" : "", port != NULL ? port : "",
                      image != NULL && image[0] != '/' ? "/" : "", image != NULL ? image : "",
                      NULL);
}

static char *
dup_disk_source (const char *type, xmlNode *source)
{
  if (g_strcmp0 (type, "volume") == 0)
    {
      g_autofree char *pool = bst_xml_dup_attribute (source, "pool");
      g_autofree char *volume = bst_xml_dup_attribute (source, "volume");

      return pool != NULL && volume != NULL ? g_strconcat (pool, "/", volume, NULL) : NULL;
    }
  if (g_strcmp0 (type, "network") == 0)
    return dup_network_source (source);
  if (g_strcmp0 (type, "block") == 0)
    return bst_xml_dup_attribute (source, "dev");
  if (g_strcmp0 (type, "dir") == 0)
    return bst_xml_dup_attribute (source, "dir");
  if (g_strcmp0 (type, "vhostuser") == 0 || g_strcmp0 (type, "vhostvdpa") == 0)
    return bst_xml_dup_attribute (source, type[5] == 'u' ? "path" : "dev");

  return bst_xml_dup_attribute (source, "file");
}

static void
read_disk (BstDomainConfig *self, xmlNode *node)
{
  BstDisk *disk = g_new0 (BstDisk, 1);
  xmlNode *target = bst_xml_child (node, "target");

  disk->type = bst_xml_dup_attribute (node, "type");
  disk->device = bst_xml_dup_attribute (node, "device");
  if (disk->device == NULL)
    disk->device = g_strdup ("disk");
  disk->source = dup_disk_source (disk->type, bst_xml_child (node, "source"));
  disk->target = bst_xml_dup_attribute (target, "dev");
  disk->bus = bst_xml_dup_attribute (target, "bus");
  disk->format = bst_xml_dup_attribute (bst_xml_child (node, "driver"), "type");
  disk->readonly = bst_xml_child (node, "readonly") != NULL;
  disk->shareable = bst_xml_child (node, "shareable") != NULL;
  g_ptr_array_add (self->disks, disk);
}

static void
read_nic (BstDomainConfig *self, xmlNode *node)
{
  static const char *const places[] = { "network", "bridge", "dev", "path", "name", "address" };
  BstNic *nic = g_new0 (BstNic, 1);
  xmlNode *source = bst_xml_child (node, "source");

  nic->type = bst_xml_dup_attribute (node, "type");
  for (guint i = 0; nic->source == NULL && i < G_N_ELEMENTS (places); i++)
    nic->source = bst_xml_dup_attribute (source, places[i]);
  nic->mac = bst_xml_dup_attribute (bst_xml_child (node, "mac"), "address");
  nic->model = bst_xml_dup_attribute (bst_xml_child (node, "model"), "type");
  nic->target = bst_xml_dup_attribute (bst_xml_child (node, "target"), "dev");
  g_ptr_array_add (self->nics, nic);
}

static char *
dup_graphics_listen (xmlNode *graphics)
{
  xmlNode *listen = bst_xml_child (graphics, "listen");
  g_autofree char *socket = NULL;
  char *address;

  if (bst_xml_attribute_is (listen, "type", "none"))
    return g_strdup ("none");

  socket = bst_xml_dup_attribute (listen, "socket");
  if (socket == NULL)
    socket = bst_xml_dup_attribute (graphics, "socket");
  if (socket != NULL)
    return g_strconcat ("socket ", socket, NULL);

  address = bst_xml_dup_attribute (listen, "address");
  return address != NULL ? address : bst_xml_dup_attribute (graphics, "listen");
}

/* The first that shows something; "egl-headless" only draws for another. */
static void
read_graphics (BstDomainConfig *self, xmlNode *devices)
{
  xmlNode *graphics = bst_xml_child (devices, "graphics");
  guint port;

  while (bst_xml_attribute_is (graphics, "type", "egl-headless") && bst_xml_next (graphics) != NULL)
    graphics = bst_xml_next (graphics);

  self->graphics_type = bst_xml_dup_attribute (graphics, "type");
  self->graphics_listen = dup_graphics_listen (graphics);
  port = bst_xml_get_uint (graphics, "port");
  if (port == 0)
    port = bst_xml_get_uint (graphics, "tlsPort");
  self->graphics_port = port > 0 && port <= 65535 ? (int)port : -1;
}

static void
read_agent (BstDomainConfig *self, xmlNode *devices)
{
  for (xmlNode *channel = bst_xml_child (devices, "channel"); channel != NULL;
       channel = bst_xml_next (channel))
    {
      xmlNode *target = bst_xml_child (channel, "target");

      if (!bst_xml_attribute_is (target, "name", AGENT_CHANNEL))
        continue;
      self->has_agent_channel = TRUE;
      self->agent_connected = bst_xml_attribute_is (target, "state", "connected");
    }
}

static void
read_watchdog (BstDomainConfig *self, xmlNode *watchdog)
{
  g_autofree char *model = bst_xml_dup_attribute (watchdog, "model");
  g_autofree char *action = bst_xml_dup_attribute (watchdog, "action");

  /* libvirt's own default. */
  if (model != NULL)
    self->watchdog = g_strconcat (model, ", ", action != NULL ? action : "reset", NULL);
}

static void
read_devices (BstDomainConfig *self, xmlNode *devices)
{
  xmlNode *node;

  for (node = bst_xml_child (devices, "disk"); node != NULL; node = bst_xml_next (node))
    read_disk (self, node);
  for (node = bst_xml_child (devices, "interface"); node != NULL; node = bst_xml_next (node))
    read_nic (self, node);

  read_graphics (self, devices);
  self->video_model =
      bst_xml_dup_attribute (bst_xml_child (bst_xml_child (devices, "video"), "model"), "type");
  read_agent (self, devices);
  for (node = bst_xml_child (devices, "hostdev"); node != NULL; node = bst_xml_next (node))
    self->n_hostdevs++;
  self->has_tpm = bst_xml_child (devices, "tpm") != NULL;
  read_watchdog (self, bst_xml_child (devices, "watchdog"));
}

static void
read_memory (BstDomainConfig *self, xmlNode *domain)
{
  self->memory_kib = bst_xml_get_kib (bst_xml_child (domain, "memory"));
  self->current_memory_kib = bst_xml_get_kib (bst_xml_child (domain, "currentMemory"));
  if (self->current_memory_kib == 0)
    self->current_memory_kib = self->memory_kib;
  if (self->guaranteed_kib == 0)
    self->guaranteed_kib =
        bst_xml_get_kib (bst_xml_child (bst_xml_child (domain, "memtune"), "min_guarantee"));
}

BstDomainConfig *
bst_domain_config_parse (const char *xml, gssize length, GError **error)
{
  g_autoptr (BstDomainConfig) self = NULL;
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, length, "domain", error);
  xmlNode *domain;

  if (doc == NULL)
    return NULL;

  self = g_new0 (BstDomainConfig, 1);
  self->disks = g_ptr_array_new_with_free_func (disk_free);
  self->nics = g_ptr_array_new_with_free_func (nic_free);

  domain = xmlDocGetRootElement (doc);
  self->type = bst_xml_dup_attribute (domain, "type");
  self->uuid = bst_xml_dup_text (bst_xml_child (domain, "uuid"));
  self->name = bst_xml_dup_raw_text (bst_xml_child (domain, "name"));
  self->title = bst_xml_dup_text (bst_xml_child (domain, "title"));
  self->description = bst_xml_dup_text (bst_xml_child (domain, "description"));
  read_metadata (self, bst_xml_child (domain, "metadata"));
  read_sysinfo (self, domain);
  read_memory (self, domain);
  read_cpu (self, domain);
  read_os (self, bst_xml_child (domain, "os"));
  read_devices (self, bst_xml_child (domain, "devices"));

  return g_steal_pointer (&self);
}
