/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-vv-graphics.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-error.h"
#include "formats/bst-gateway.h"

/* Whether it listens on all addresses of its host. */
static gboolean
listens_everywhere (const char *listen)
{
  g_autoptr (GInetAddress) address =
      listen != NULL ? g_inet_address_new_from_string (listen) : NULL;

  return address != NULL && g_inet_address_get_is_any (address);
}

static void
set_place (BstVvFile *file, const BstGraphics *graphics, const BstUri *host)
{
  if (graphics->unix_path != NULL)
    {
      file->unix_path = g_strdup (graphics->unix_path);
      return;
    }

  /* Others than ours go there straight. */
  file->host = g_strdup (listens_everywhere (graphics->listen) && host->host != NULL
                             ? host->host
                             : bst_graphics_get_address (graphics));
  file->port = graphics->port;
  file->tls_port = graphics->tls_port;
}

BstVvFile *
bst_vv_graphics_new_file (const BstGraphics *graphics,
                          const BstUri *host,
                          const char *title,
                          GError **error)
{
  g_autoptr (BstVvFile) file = NULL;

  if (graphics->type == BST_GRAPHICS_OTHER || graphics->none || graphics->websocket_only)
    {
      g_propagate_error (error, bst_error_new (BST_ERROR_UNSUPPORTED,
                                               _ ("Give the machine a SPICE console that listens "
                                                  "on an address or a socket."),
                                               NULL, _ ("No file can lead to this console of “%s”"),
                                               title));
      return NULL;
    }
  if (graphics->port == 0 && graphics->tls_port == 0 && graphics->unix_path == NULL)
    {
      g_propagate_error (
          error, bst_error_new (BST_ERROR_NOT_CONNECTED, _ ("Start the machine first."), NULL,
                                _ ("“%s” has no console while it does not run"), title));
      return NULL;
    }

  file = bst_vv_file_new (graphics->type == BST_GRAPHICS_VNC ? BST_VV_VNC : BST_VV_SPICE);
  set_place (file, graphics, host);
  if (bst_uri_is_ssh (host))
    file->via = bst_gateway_to_string (host);
  file->password = g_strdup (graphics->password);
  if (graphics->tls_port != 0)
    file->secure_channels = g_strdupv (graphics->secure_channels);
  if (graphics->tls_port != 0 && graphics->ca != NULL)
    {
      file->ca = g_strdup (graphics->ca);
      file->host_subject = g_strdup (graphics->subject);
    }
  file->title = g_strdup (title);

  return bst_vv_file_check (file, NULL, error) ? g_steal_pointer (&file) : NULL;
}
