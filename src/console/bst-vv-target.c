/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-vv-target.h"

#include <glib/gi18n.h>

#include "core/bst-error.h"

/* Engines make a password for one opening: who writes such a file by hand has one that stays. */
static gboolean
has_ticket (const BstVvFile *file)
{
  return file->password != NULL &&
         (file->ovirt != NULL || file->delete_this_file || bst_vv_file_host_is_ticket (file));
}

BstSpiceTarget *
bst_vv_target_new (const BstVvFile *file, GError **error)
{
  BstSpiceTarget *target;

  if (file->kind != BST_VV_SPICE)
    {
      g_propagate_error (error,
                         bst_error_new (BST_ERROR_UNSUPPORTED,
                                        _ ("Choose SPICE for this machine’s console, where that "
                                           "can be chosen; until then remote-viewer opens this "
                                           "one."),
                                        NULL,
                                        _ ("This is a VNC console, which Bastida will open in a "
                                           "later version")));
      return NULL;
    }

  target = bst_spice_target_new ();
  target->host = g_strdup (file->host);
  target->port = file->port;
  target->tls_port = file->tls_port;
  target->unix_path = g_strdup (file->unix_path);
  target->username = g_strdup (file->username);
  target->password = g_strdup (file->password);
  target->is_ticket = has_ticket (file);
  target->ca = g_strdup (file->ca);
  target->host_subject = g_strdup (file->host_subject);
  target->ciphers = g_strdup (file->tls_ciphers);
  target->secure_channels = g_strdupv (file->secure_channels);
  target->color_depth = (int)file->color_depth;
  target->disable_effects = g_strdupv (file->disable_effects);
  target->no_usb = file->usbredir == BST_VV_OFF;
  target->smartcard = file->smartcard == BST_VV_ON;
  target->usb_auto_share = file->usb_autoshare == BST_VV_ON;
  target->usb_filter = g_strdup (file->usb_filter);
  target->usb_redirect_on_connect = g_strdup (file->usb_redirect_on_connect);

  return target;
}

const char *
bst_vv_target_get_renewal (const BstVvFile *file)
{
  if (file->ovirt != NULL)
    return _ ("oVirt’s console files are good for two minutes: click Console in its portal again, "
              "and open the new file.");
  if (bst_vv_file_host_is_ticket (file))
    return _ ("Proxmox VE’s console files are good for half a minute: click Console there again, "
              "and open the new file at once.");

  return _ ("Such files are often good for some seconds only: get a new one from where it came "
            "from, and open it at once.");
}
