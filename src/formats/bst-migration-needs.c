/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-migration-needs.h"

#include <string.h>

#include "formats/bst-metadata-origin.h"
#include "formats/bst-xml-private.h"

static void
file_free (gpointer data)
{
  BstNeedFile *file = data;

  g_free (file->type);
  g_free (file->path);
  g_free (file->pool);
  g_free (file->volume);
  g_free (file->target);
  g_free (file->format);
  g_free (file->cache);
  g_free (file->backing);
  g_strfreev (file->chain);
  g_free (file);
}

static void
nic_free (gpointer data)
{
  BstNeedNic *nic = data;

  g_free (nic->type);
  g_free (nic->source);
  g_free (nic->mac);
  g_free (nic);
}

static void
tie_free (gpointer data)
{
  BstTie *tie = data;

  g_free (tie->name);
  g_free (tie);
}

void
bst_migration_needs_free (BstMigrationNeeds *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->uuid);
  g_free (self->type);
  g_free (self->arch);
  g_free (self->machine);
  g_free (self->emulator);
  g_free (self->cpu_mode);
  g_free (self->cpu_check);
  g_free (self->cpu_xml);
  g_ptr_array_unref (self->files);
  g_ptr_array_unref (self->nics);
  g_ptr_array_unref (self->ties);
  g_free (self);
}

/* @name: (transfer full) (nullable) */
static void
add_tie (BstMigrationNeeds *self, BstTieKind kind, char *name)
{
  BstTie *tie = g_new0 (BstTie, 1);

  tie->kind = kind;
  tie->name = name;
  g_ptr_array_add (self->ties, tie);
}

/* @path: (transfer full) (nullable) */
static BstNeedFile *
add_file (BstMigrationNeeds *self, BstNeedKind kind, char *path)
{
  BstNeedFile *file = g_new0 (BstNeedFile, 1);

  file->kind = kind;
  file->type = g_strdup ("file");
  if (path != NULL && g_path_is_absolute (path))
    file->path = g_steal_pointer (&path);
  g_free (path);
  g_ptr_array_add (self->files, file);

  return file;
}

static char *
dup_source_path (xmlNode *source)
{
  static const char *const places[] = { "file", "dev", "dir" };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      char *path = bst_xml_dup_attribute (source, places[i]);

      if (path != NULL)
        return path;
    }

  return NULL;
}

static BstNeedKind
get_disk_kind (xmlNode *node)
{
  if (bst_xml_attribute_is (node, "device", "cdrom"))
    return BST_NEED_CDROM;
  return bst_xml_attribute_is (node, "device", "floppy") ? BST_NEED_FLOPPY : BST_NEED_DISK;
}

/* (nullable): libvirt tells it of one that runs. What is no file or device of the host is left out.
 */
static char **
dup_chain (xmlNode *disk)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (xmlNode *node = bst_xml_child (disk, "backingStore"); node != NULL;
       node = bst_xml_child (node, "backingStore"))
    {
      char *path = dup_source_path (bst_xml_child (node, "source"));

      if (path != NULL && g_path_is_absolute (path))
        g_ptr_array_add (paths, path);
      else
        g_free (path);
    }
  if (paths->len == 0)
    return NULL;

  g_ptr_array_add (paths, NULL);

  return (char **)g_ptr_array_steal (paths, NULL);
}

/* An empty drive needs nothing. */
static void
read_disk (BstMigrationNeeds *self, xmlNode *node)
{
  xmlNode *source = bst_xml_child (node, "source");
  xmlNode *driver = bst_xml_child (node, "driver");
  xmlNode *target = bst_xml_child (node, "target");
  g_autofree char *policy = bst_xml_dup_attribute (source, "startupPolicy");
  BstNeedFile *file;

  if (source == NULL)
    return;

  file = add_file (self, get_disk_kind (node), dup_source_path (source));
  g_free (file->type);
  file->type = bst_xml_dup_attribute (node, "type");
  if (file->type == NULL)
    file->type = g_strdup ("file");
  file->pool = bst_xml_dup_attribute (source, "pool");
  file->volume = bst_xml_dup_attribute (source, "volume");
  file->target = bst_xml_dup_attribute (target, "dev");
  file->format = bst_xml_dup_attribute (driver, "type");
  file->cache = bst_xml_dup_attribute (driver, "cache");
  file->backing = dup_source_path (bst_xml_child (bst_xml_child (node, "backingStore"), "source"));
  file->chain = dup_chain (node);
  file->readonly = bst_xml_child (node, "readonly") != NULL || file->kind == BST_NEED_CDROM;
  file->shareable = bst_xml_child (node, "shareable") != NULL;
  file->transient = bst_xml_child (node, "transient") != NULL;
  file->optional = g_strcmp0 (policy, "optional") == 0 || g_strcmp0 (policy, "requisite") == 0;
  file->busy = bst_xml_child (node, "mirror") != NULL;
  if (g_strcmp0 (file->type, "nvme") == 0)
    add_tie (self, BST_TIE_NVME, g_strdup (file->target));
}

static void
read_nic (BstMigrationNeeds *self, xmlNode *node)
{
  static const char *const places[] = { "network", "bridge", "dev", "path", "name" };
  xmlNode *source = bst_xml_child (node, "source");
  BstNeedNic *nic = g_new0 (BstNeedNic, 1);

  nic->type = bst_xml_dup_attribute (node, "type");
  /* Of a network's interface the bridge is there too, while it runs. */
  for (guint i = 0; nic->source == NULL && i < G_N_ELEMENTS (places); i++)
    nic->source = bst_xml_dup_attribute (source, places[i]);
  nic->mac = bst_xml_dup_attribute (bst_xml_child (node, "mac"), "address");
  g_ptr_array_add (self->nics, nic);

  /* One of a team is unplugged by the guest before it goes. */
  if (g_strcmp0 (nic->type, "hostdev") == 0 && bst_xml_child (node, "teaming") == NULL)
    add_tie (self, BST_TIE_NIC, g_strdup (nic->mac));
  else if (g_strcmp0 (nic->type, "vdpa") == 0)
    add_tie (self, BST_TIE_VDPA, g_strdup (nic->source));
}

static char *
dup_pci_address (xmlNode *node)
{
  xmlNode *address = bst_xml_child (bst_xml_child (node, "source"), "address");
  g_autofree char *domain = bst_xml_dup_attribute (address, "domain");
  g_autofree char *bus = bst_xml_dup_attribute (address, "bus");
  g_autofree char *slot = bst_xml_dup_attribute (address, "slot");
  g_autofree char *function = bst_xml_dup_attribute (address, "function");

  if (bus == NULL || slot == NULL || function == NULL)
    return NULL;
  return g_strdup_printf (
      "%s:%s:%s.%s", domain != NULL ? domain + 2 * g_str_has_prefix (domain, "0x") : "0000",
      bus + 2 * g_str_has_prefix (bus, "0x"), slot + 2 * g_str_has_prefix (slot, "0x"),
      function + 2 * g_str_has_prefix (function, "0x"));
}

static char *
dup_usb_address (xmlNode *node)
{
  xmlNode *source = bst_xml_child (node, "source");
  g_autofree char *vendor = bst_xml_dup_attribute (bst_xml_child (source, "vendor"), "id");
  g_autofree char *product = bst_xml_dup_attribute (bst_xml_child (source, "product"), "id");

  return vendor != NULL && product != NULL ? g_strconcat (vendor, ":", product, NULL) : NULL;
}

static void
read_hostdev (BstMigrationNeeds *self, xmlNode *node)
{
  g_autofree char *type = bst_xml_dup_attribute (node, "type");

  if (bst_xml_attribute_is (node, "mode", "capabilities"))
    add_tie (self, BST_TIE_CAPABILITIES, g_steal_pointer (&type));
  else if (g_strcmp0 (type, "usb") == 0)
    add_tie (self, BST_TIE_USB, dup_usb_address (node));
  else if (g_strcmp0 (type, "mdev") == 0)
    add_tie (self, BST_TIE_MDEV, NULL);
  else if (g_strcmp0 (type, "scsi") == 0 || g_strcmp0 (type, "scsi_host") == 0)
    add_tie (self, BST_TIE_SCSI, NULL);
  else if (bst_xml_child (node, "teaming") == NULL)
    add_tie (self, BST_TIE_PCI, dup_pci_address (node));
}

static void
read_shmem (BstMigrationNeeds *self, xmlNode *node)
{
  if (bst_xml_attribute_is (bst_xml_child (node, "model"), "type", "ivshmem"))
    add_tie (self, BST_TIE_SHMEM_LEGACY, bst_xml_dup_attribute (node, "name"));
  else if (!bst_xml_attribute_is (node, "role", "master"))
    add_tie (self, BST_TIE_SHMEM_PEER, bst_xml_dup_attribute (node, "name"));
}

static void
read_filesystem (BstMigrationNeeds *self, xmlNode *node)
{
  gboolean virtiofs = bst_xml_attribute_is (bst_xml_child (node, "driver"), "type", "virtiofs");

  add_tie (self, virtiofs ? BST_TIE_VIRTIOFS : BST_TIE_9P,
           bst_xml_dup_attribute (bst_xml_child (node, "target"), "dir"));
}

static void
read_tpm (BstMigrationNeeds *self, xmlNode *node)
{
  xmlNode *backend = bst_xml_child (node, "backend");

  if (bst_xml_attribute_is (backend, "type", "emulator"))
    add_file (self, BST_NEED_TPM, NULL);
  else if (bst_xml_attribute_is (backend, "type", "passthrough"))
    add_tie (self, BST_TIE_PCI, g_strdup ("TPM"));
}

static void
read_devices (BstMigrationNeeds *self, xmlNode *devices)
{
  static const struct
  {
    const char *name;
    void (*read) (BstMigrationNeeds *self, xmlNode *node);
  } readers[] = {
    { "disk", read_disk },   { "interface", read_nic },         { "hostdev", read_hostdev },
    { "shmem", read_shmem }, { "filesystem", read_filesystem }, { "tpm", read_tpm },
  };

  self->emulator = bst_xml_dup_text (bst_xml_child (devices, "emulator"));
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    {
      for (xmlNode *node = bst_xml_child (devices, readers[i].name); node != NULL;
           node = bst_xml_next (node))
        readers[i].read (self, node);
    }
}

static void
read_nvram (BstMigrationNeeds *self, xmlNode *node)
{
  char *path = bst_xml_dup_text (node);

  if (path != NULL)
    add_file (self, BST_NEED_NVRAM, path)->backing = bst_xml_dup_attribute (node, "template");
}

static void
read_os (BstMigrationNeeds *self, xmlNode *os)
{
  static const struct
  {
    const char *name;
    BstNeedKind kind;
  } files[] = {
    { "kernel", BST_NEED_KERNEL },
    { "initrd", BST_NEED_INITRD },
    { "dtb", BST_NEED_DTB },
    { "loader", BST_NEED_LOADER },
  };
  xmlNode *type = bst_xml_child (os, "type");

  self->arch = bst_xml_dup_attribute (type, "arch");
  self->machine = bst_xml_dup_attribute (type, "machine");
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      char *path = bst_xml_dup_text (bst_xml_child (os, files[i].name));

      if (path != NULL)
        add_file (self, files[i].kind, path);
    }
  read_nvram (self, bst_xml_child (os, "nvram"));
}

static char *
dup_xml (xmlNode *node)
{
  xmlBuffer *buffer = xmlBufferCreate ();
  char *text = NULL;

  if (buffer != NULL && xmlNodeDump (buffer, node->doc, node, 0, 0) > 0)
    text = g_strdup ((const char *)xmlBufferContent (buffer));
  if (buffer != NULL)
    xmlBufferFree (buffer);

  return text;
}

/* QEMU refuses to move a guest that counts on an unchanging TSC, but for a TSC whose frequency is
 * given. */
static void
read_tsc (BstMigrationNeeds *self, xmlNode *cpu, xmlNode *clock)
{
  gboolean invariant = FALSE, fixed = FALSE;

  for (xmlNode *node = bst_xml_child (cpu, "feature"); node != NULL; node = bst_xml_next (node))
    invariant |= bst_xml_attribute_is (node, "name", "invtsc") &&
                 (bst_xml_attribute_is (node, "policy", "require") ||
                  bst_xml_attribute_is (node, "policy", "force"));
  for (xmlNode *node = bst_xml_child (clock, "timer"); node != NULL; node = bst_xml_next (node))
    fixed |= bst_xml_attribute_is (node, "name", "tsc") && bst_xml_get_uint (node, "frequency") > 0;
  if (invariant && !fixed)
    add_tie (self, BST_TIE_INVTSC, NULL);
}

static void
read_cpu (BstMigrationNeeds *self, xmlNode *domain)
{
  xmlNode *cpu = bst_xml_child (domain, "cpu");
  g_autofree char *vcpus = bst_xml_dup_text (bst_xml_child (domain, "vcpu"));
  guint64 n;

  if (vcpus != NULL && g_ascii_string_to_unsigned (vcpus, 10, 0, G_MAXUINT, &n, NULL))
    self->vcpus = (guint)n;
  read_tsc (self, cpu, bst_xml_child (domain, "clock"));
  if (cpu == NULL)
    return;

  self->cpu_mode = bst_xml_dup_attribute (cpu, "mode");
  self->cpu_check = bst_xml_dup_attribute (cpu, "check");
  self->cpu_xml = dup_xml (cpu);
}

/* Who makes machines for others marks them with an element of its own. */
static void
read_manager (BstMigrationNeeds *self, xmlNode *metadata)
{
  for (xmlNode *node = metadata != NULL ? metadata->children : NULL; node != NULL;
       node = node->next)
    {
      const gboolean has_namespace = node->type == XML_ELEMENT_NODE && node->ns != NULL;
      gboolean manages = FALSE;
      const char *origin =
          has_namespace ? bst_metadata_origin_find ((const char *)node->ns->href, &manages) : NULL;

      if (manages)
        self->manager = origin;
    }
}

BstMigrationNeeds *
bst_migration_needs_parse (const char *xml, gssize length, GError **error)
{
  g_autoptr (BstXmlDoc) doc = bst_xml_parse (xml, length, "domain", error);
  BstMigrationNeeds *self;
  xmlNode *domain;

  if (doc == NULL)
    return NULL;

  self = g_new0 (BstMigrationNeeds, 1);
  self->files = g_ptr_array_new_with_free_func (file_free);
  self->nics = g_ptr_array_new_with_free_func (nic_free);
  self->ties = g_ptr_array_new_with_free_func (tie_free);

  domain = xmlDocGetRootElement (doc);
  self->type = bst_xml_dup_attribute (domain, "type");
  self->name = bst_xml_dup_raw_text (bst_xml_child (domain, "name"));
  self->uuid = bst_xml_dup_text (bst_xml_child (domain, "uuid"));
  self->memory_kib = bst_xml_get_kib (bst_xml_child (domain, "memory"));
  read_manager (self, bst_xml_child (domain, "metadata"));
  read_cpu (self, domain);
  read_os (self, bst_xml_child (domain, "os"));
  read_devices (self, bst_xml_child (domain, "devices"));
  if (bst_xml_child (domain, "launchSecurity") != NULL)
    add_tie (self, BST_TIE_SECURITY,
             bst_xml_dup_attribute (bst_xml_child (domain, "launchSecurity"), "type"));

  return self;
}

static void
add_path (GPtrArray *paths, const char *path)
{
  for (const char *p = path; p != NULL && *p != '\0'; p++)
    {
      if (g_ascii_iscntrl (*p))
        return;
    }
  if (path != NULL && !g_ptr_array_find_with_equal_func (paths, path, g_str_equal, NULL))
    g_ptr_array_add (paths, g_strdup (path));
}

char **
bst_migration_needs_dup_paths (const BstMigrationNeeds *self)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  for (guint i = 0; i < self->files->len; i++)
    {
      const BstNeedFile *file = self->files->pdata[i];

      add_path (paths, file->path);
      if (file->backing != NULL && g_path_is_absolute (file->backing))
        add_path (paths, file->backing);
      for (guint k = 0; file->chain != NULL && file->chain[k] != NULL; k++)
        add_path (paths, file->chain[k]);
    }
  g_ptr_array_add (paths, NULL);

  return (char **)g_ptr_array_free (g_steal_pointer (&paths), FALSE);
}
