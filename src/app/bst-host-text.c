/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/bst-host-text.h"

#include <glib/gi18n.h>

#include "app/bst-age.h"
#include "app/bst-time-text.h"
#include "core/bst-error.h"

static const struct
{
  const char *icon;
  const char *style;
  const char *label;
} looks[] = {
  [BST_HOST_STATE_OFFLINE] = { "radio-symbolic", "dim-label", N_ ("Not connected") },
  [BST_HOST_STATE_CONNECTING] = { "content-loading-symbolic", "dim-label", N_ ("Connecting…") },
  [BST_HOST_STATE_SYNCING] = { "content-loading-symbolic", "success",
                               N_ ("Reading its machines…") },
  [BST_HOST_STATE_ONLINE] = { "media-record-symbolic", "success", N_ ("Online") },
  [BST_HOST_STATE_LOST] = { "dialog-warning-symbolic", "warning",
                            N_ ("Connection lost: trying again by itself") },
  [BST_HOST_STATE_FAILED] = { "dialog-error-symbolic", "error", N_ ("Cannot connect") },
};

const char *
bst_host_text_get_icon (BstHostState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (looks), NULL);

  return looks[state].icon;
}

const char *
bst_host_text_get_style (BstHostState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (looks), NULL);

  return looks[state].style;
}

const char *
bst_host_text_get_label (BstHostState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (looks), "");

  return _ (looks[state].label);
}

char *
bst_host_text_dup_status (BstHost *host)
{
  BstHostState state = bst_host_get_state (host);
  const GError *error = bst_host_get_error (host);
  const char *remedy = error != NULL ? bst_error_get_remedy (error) : NULL;
  GString *text = g_string_new (bst_host_text_get_label (state));

  if (error != NULL)
    g_string_append_printf (text, "\n%s", error->message);
  if (remedy != NULL)
    g_string_append_printf (text, "\n%s", remedy);
  if (!bst_host_state_is_connected (state))
    {
      g_autofree char *seen = bst_host_get_seen (host) > 0
                                  ? bst_age_format_time (bst_host_get_seen (host))
                                  : g_strdup (_ ("never"));

      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Last seen: %s"), seen);
    }
  else
    g_string_append_printf (text, "\n%s", bst_host_get_uri (host));

  return g_string_free (text, FALSE);
}
