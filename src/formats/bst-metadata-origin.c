/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-metadata-origin.h"

/* By how the namespace begins: the version follows. The first that fits. */
static const struct
{
  const char *namespace;
  const char *origin;
  gboolean manages;
} origins[] = {
  /* Of VDSM's quality of service, which says nothing of whose the machine is. */
  { "http://ovirt.org/vm/tune/", "oVirt", FALSE },
  { "http://ovirt.org/vm/", "oVirt", TRUE },
  { "http://openstack.org/xmlns/libvirt/nova/", "OpenStack", TRUE },
  { "http://kubevirt.io", "KubeVirt", TRUE },
  { "http://opennebula.org/xmlns/", "OpenNebula", TRUE },
  { "https://wiki.gnome.org/Apps/Boxes", "GNOME Boxes", FALSE },
  { "https://github.com/cockpit-project/cockpit", "Cockpit", FALSE },
};

const char *
bst_metadata_origin_find (const char *namespace, gboolean *manages)
{
  for (gsize i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      if (!g_str_has_prefix (namespace, origins[i].namespace))
        continue;
      *manages = origins[i].manages;
      return origins[i].origin;
    }

  *manages = FALSE;
  return NULL;
}
