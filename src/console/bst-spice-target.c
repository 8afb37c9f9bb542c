/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "console/bst-spice-target.h"

#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "console/bst-usb-rules.h"
#include "core/bst-error.h"

#define LONGEST_CA (1024 * 1024)
#define LONGEST_WORDS 4096

BstSpiceTarget *
bst_spice_target_new (void)
{
  return g_new0 (BstSpiceTarget, 1);
}

BstSpiceTarget *
bst_spice_target_copy (const BstSpiceTarget *target)
{
  BstSpiceTarget *copy = g_memdup2 (target, sizeof *target);

  copy->host = g_strdup (target->host);
  copy->unix_path = g_strdup (target->unix_path);
  copy->uuid = g_strdup (target->uuid);
  copy->username = g_strdup (target->username);
  copy->password = g_strdup (target->password);
  copy->secret_name = g_strdup (target->secret_name);
  copy->ca = g_strdup (target->ca);
  copy->host_subject = g_strdup (target->host_subject);
  copy->ciphers = g_strdup (target->ciphers);
  copy->secure_channels = g_strdupv (target->secure_channels);
  copy->disable_effects = g_strdupv (target->disable_effects);
  copy->usb_filter = g_strdup (target->usb_filter);
  copy->usb_redirect_on_connect = g_strdup (target->usb_redirect_on_connect);

  return copy;
}

void
bst_spice_target_free (BstSpiceTarget *target)
{
  if (target == NULL)
    return;

  if (target->password != NULL)
    explicit_bzero (target->password, strlen (target->password));
  g_free (target->password);
  g_free (target->host);
  g_free (target->unix_path);
  g_free (target->uuid);
  g_free (target->username);
  g_free (target->secret_name);
  g_free (target->ca);
  g_free (target->host_subject);
  g_free (target->ciphers);
  g_strfreev (target->secure_channels);
  g_strfreev (target->disable_effects);
  g_free (target->usb_filter);
  g_free (target->usb_redirect_on_connect);
  g_free (target);
}

static gboolean
refuse (GError **error, const char *remedy, const char *detail, const char *why)
{
  g_propagate_error (error, bst_error_new (BST_ERROR_INVALID, remedy, detail, "%s", why));

  return FALSE;
}

static gboolean
check_address (const BstSpiceTarget *target, GError **error)
{
  if (target->unix_path != NULL)
    return target->unix_path[0] == '/' ||
           refuse (error, NULL, target->unix_path, _ ("The console’s socket has no absolute path"));
  if (target->host == NULL || target->host[0] == '\0')
    return refuse (error, NULL, NULL, _ ("It is not said on which host the console is"));
  if (target->port == 0 && target->tls_port == 0)
    return refuse (error, NULL, NULL, _ ("It is not said on which port the console is"));
  if (target->port > G_MAXUINT16 || target->tls_port > G_MAXUINT16)
    return refuse (error, _ ("Ports are numbers from 1 to 65535."), NULL,
                   _ ("The console’s port is out of range"));

  return TRUE;
}

/* The library reads it by OpenSSL and tells nothing of why it does not like it. */
static gboolean
check_ca (const char *ca, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) reason = NULL;

  if (ca == NULL)
    return TRUE;
  if (strnlen (ca, LONGEST_CA) == LONGEST_CA)
    return refuse (error, NULL, NULL, _ ("The console’s CA certificate is too long"));

  certificate = g_tls_certificate_new_from_pem (ca, -1, &reason);
  /* Without a backend for TLS nothing can be said here. */
  if (certificate == NULL && !g_error_matches (reason, G_TLS_ERROR, G_TLS_ERROR_UNAVAILABLE))
    return refuse (error, _ ("Get a new file, or ask who runs the server for the CA."),
                   reason->message, _ ("The console’s CA certificate cannot be read"));

  return TRUE;
}

static gboolean
check_words (const char *words, const char *more, GError **error, const char *why)
{
  for (const char *p = words; p != NULL && *p != '\0'; p++)
    {
      if (p - words > LONGEST_WORDS || (!g_ascii_isalnum (*p) && strchr (more, *p) == NULL))
        return refuse (error, NULL, NULL, why);
    }

  return TRUE;
}

gboolean
bst_spice_target_check (const BstSpiceTarget *target, GError **error)
{
  if (!check_address (target, error) || !check_ca (target->ca, error))
    return FALSE;
  if (!check_words (target->ciphers, "-_:!+@,.= ", error,
                    _ ("The console’s TLS ciphers make no sense")))
    return FALSE;
  if (target->color_depth != 0 && target->color_depth != 16 && target->color_depth != 24 &&
      target->color_depth != 32)
    return refuse (error, NULL, NULL, _ ("The console’s color depth is neither 16, 24 nor 32"));

  return bst_usb_rules_check (target->usb_filter, error) &&
         bst_usb_rules_check (target->usb_redirect_on_connect, error);
}
