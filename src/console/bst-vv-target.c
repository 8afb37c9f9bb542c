/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-vv-target.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"

/* Engines make a file for one opening: who writes such a file by hand has a password that stays. */
static gboolean
is_for_once (const BstVvFile *file)
{
  return file->ovirt != NULL || file->delete_this_file || bst_vv_file_host_is_ticket (file);
}

/* (nullable) (transfer full) */
static char *
name_proxy (const char *proxy)
{
  g_autoptr (BstWay) way = bst_way_new (BST_WAY_PROXY, proxy, NULL);

  return way != NULL ? bst_way_to_string (way) : NULL;
}

/* One address may be another computer by another way, "localhost" above all: it would be sent what is
 * the other's. (nullable) (transfer full) */
static char *
name_secret (const BstVvFile *file, const BstWay *way)
{
  GString *name;

  if (is_for_once (file))
    return NULL;

  name = g_string_new ("spice ");
  if (file->unix_path != NULL)
    g_string_append_printf (name, "unix:%s", file->unix_path);
  else
    g_string_append_printf (name, strchr (file->host, ':') != NULL ? "[%s]:%u" : "%s:%u", file->host,
                            file->port != 0 ? file->port : file->tls_port);
  if (file->proxy != NULL)
    {
      g_autofree char *proxy = name_proxy (file->proxy);

      g_string_append_printf (name, " %s", proxy);
    }
  if (way != NULL && (way->kind == BST_WAY_GATEWAY || way->kind == BST_WAY_PROXY))
    {
      g_autofree char *by = bst_way_to_string (way);

      g_string_append_printf (name, " %s", by);
    }

  return g_string_free (name, FALSE);
}

BstSpiceTarget *
bst_vv_target_new (const BstVvFile *file, const BstWay *way, GError **error)
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
  target->is_ticket = file->password != NULL && is_for_once (file);
  target->secret_name = name_secret (file, way);
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
