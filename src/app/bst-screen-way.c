/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-screen-way.h"

#include <glib/gi18n.h>

#include "app/bst-screen-dialer.h"
#include "app/bst-settings.h"
#include "console/bst-direct-dialer.h"
#include "console/bst-ssh-dialer.h"
#include "core/bst-error.h"
#include "formats/bst-uri.h"

/* A screen without an address is opened by libvirt, which hands out what it opened on its own
 * computer alone. */
static gboolean
is_opened_by_libvirt (BstConnection *connection, const BstGraphics *graphics)
{
  return bst_connection_get_ssh (connection) == NULL &&
         (graphics->none || graphics->unix_path != NULL);
}

static gboolean
is_direct (BstScreenWay way)
{
  return way == BST_SCREEN_WAY_PREFERRED
             ? g_settings_get_boolean (bst_settings_get (), "console-direct")
             : way == BST_SCREEN_WAY_DIRECT;
}

/* (nullable) (transfer full): where others than the host itself reach it; NULL where they do not. */
static char *
dup_direct_address (BstMachine *machine, const BstGraphics *graphics)
{
  const char *uri_text = bst_host_get_uri (bst_machine_get_host (machine));
  g_autoptr (BstUri) uri = bst_uri_parse (uri_text, NULL);
  g_autoptr (GInetAddress) listen = NULL;

  if (uri == NULL || graphics->listen == NULL || graphics->unix_path != NULL)
    return NULL;

  listen = g_inet_address_new_from_string (graphics->listen);
  if (listen != NULL ? g_inet_address_get_is_loopback (listen)
                     : g_ascii_strcasecmp (graphics->listen, "localhost") == 0)
    return NULL;
  if (listen != NULL && g_inet_address_get_is_any (listen))
    return g_strdup (uri->host);

  return g_strdup (graphics->listen);
}

gboolean
bst_screen_way_is_off (const BstGraphics *graphics)
{
  return !graphics->none && graphics->unix_path == NULL &&
         bst_graphics_get_address (graphics) == NULL && !graphics->websocket_only;
}

/* Its pictures stay in the host's graphics card, which its server hands to viewers of that host as
 * they are; whoever does not take them so, it lets go of. Where it has a port it sends them as a
 * film instead: QEMU refused to start with both before it could. */
static gboolean
is_drawn_by_card (const BstGraphics *graphics)
{
  return graphics->gl && graphics->port == 0 && graphics->tls_port == 0;
}

GError *
bst_screen_way_refuse (BstConnection *connection, BstMachine *machine, const BstGraphics *graphics)
{
  const char *name = bst_machine_get_name (machine);
  const char *host = bst_host_get_name (bst_machine_get_host (machine));

  if (graphics == NULL)
    return bst_error_new (BST_ERROR_UNSUPPORTED,
                          _ ("Give it a SPICE display in its definition, then start it again."),
                          NULL,
                          /* Translators: a machine, its host. */
                          _ ("“%s” on %s has no screen that is served to others"), name, host);
  if (graphics->type == BST_GRAPHICS_VNC)
    return bst_error_new (BST_ERROR_UNSUPPORTED,
                          _ ("VNC screens come with a later version. Until then use another "
                             "viewer, or give the machine a SPICE display."),
                          NULL, _ ("The screen of “%s” on %s is served by VNC alone"), name, host);
  if (bst_screen_way_is_off (graphics))
    return bst_error_new (BST_ERROR_REFUSED, _ ("Try again when the machine runs."), NULL,
                          _ ("The screen of “%s” on %s is not served now"), name, host);
  if (is_drawn_by_card (graphics))
    return bst_error_new (
        BST_ERROR_UNSUPPORTED,
        /* Translators: both words in <> are of libvirt's XML. */
        _ ("Set <gl enable='no'/> in its SPICE display, then start it again. With "
           "<graphics type='egl-headless'/> besides it keeps its 3D graphics."),
        NULL,
        _ ("The screen of “%s” on %s is drawn by the host’s graphics card (gl), "
           "which cannot be shown here"),
        name, host);
  if (graphics->none && !is_opened_by_libvirt (connection, graphics))
    return bst_error_new (BST_ERROR_UNSUPPORTED,
                          _ ("Let its display listen at an address, or at a socket of the host."),
                          NULL, _ ("The screen of “%s” on %s is served nowhere"), name, host);

  return NULL;
}

BstSpiceTarget *
bst_screen_way_new_target (BstMachine *machine, const BstGraphics *graphics, BstScreenWay way)
{
  BstSpiceTarget *target = bst_spice_target_new ();

  if (is_direct (way))
    target->host = dup_direct_address (machine, graphics);
  if (target->host == NULL)
    target->host = g_strdup (bst_graphics_get_address (graphics));
  target->port = graphics->port;
  target->tls_port = graphics->tls_port;
  /* Where there is no address at all, the dialer knows the way. */
  target->unix_path = g_strdup (graphics->none ? "/" : graphics->unix_path);
  target->uuid = g_strdup (bst_machine_get_uuid (machine));
  target->password = g_strdup (graphics->password);
  target->secret_name =
      g_strdup_printf ("spice %s %s", bst_host_get_name (bst_machine_get_host (machine)),
                       bst_machine_get_uuid (machine));
  if (graphics->tls_port != 0)
    {
      target->secure_channels = g_strdupv (graphics->secure_channels);
      target->ca = g_strdup (graphics->ca);
      target->host_subject = g_strdup (graphics->subject);
    }

  return target;
}

BstDialer *
bst_screen_way_new_dialer (BstConnection *connection,
                           BstMachine *machine,
                           const BstGraphics *graphics,
                           BstScreenWay way)
{
  g_autofree char *direct = NULL;

  if (is_opened_by_libvirt (connection, graphics))
    return bst_screen_dialer_new (connection, bst_machine_get_uuid (machine), graphics->index);
  direct = is_direct (way) ? dup_direct_address (machine, graphics) : NULL;
  if (direct != NULL)
    return bst_direct_dialer_new ();

  return bst_screen_way_new_host_dialer (connection);
}

BstScreenWay
bst_screen_way_get_other (BstConnection *connection,
                          BstMachine *machine,
                          const BstGraphics *graphics,
                          BstScreenWay way)
{
  g_autofree char *direct = dup_direct_address (machine, graphics);

  if (direct == NULL || bst_connection_get_ssh (connection) == NULL)
    return BST_SCREEN_WAY_PREFERRED;

  return is_direct (way) ? BST_SCREEN_WAY_SSH : BST_SCREEN_WAY_DIRECT;
}

BstDialer *
bst_screen_way_new_host_dialer (BstConnection *connection)
{
  BstSshMaster *master = bst_connection_get_ssh (connection);

  return master != NULL ? bst_ssh_dialer_new (master) : bst_direct_dialer_new ();
}
