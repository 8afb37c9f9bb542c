/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BstSpiceTarget:
 *
 * A SPICE server and how to talk to it; which way leads there is a BstDialer's. Plain data, any
 * thread. All strings are (nullable) and valid UTF-8.
 */
typedef struct
{
  char *host;      /* as the dialer takes it; for UNIX sockets: NULL */
  guint port;      /* 1 to 65535; 0: none without TLS */
  guint tls_port;  /* 0: none with TLS */
  char *unix_path; /* instead of the above */
  char *uuid;      /* of the machine whose screen it is: no other's is shown; NULL: not known */

  char *username;
  char *password;     /* wiped by bst_spice_target_free () */
  char *secret_name;  /* what the keyring calls the password, "spice hosta UUID", or of a file "spice
                         hosta:5900 ssh:ana@gate"; NULL: not kept */
  gboolean is_ticket; /* the password was made for this one time: refused, it has expired */

  char *ca;               /* PEM; NULL: this computer's certificates */
  char *host_subject;     /* "O=…,CN=…": checked in place of the host's name */
  char *ciphers;          /* OpenSSL's words */
  char **secure_channels; /* "main", "inputs" ..., or "all" */

  int color_depth;        /* 0: the guest's own; 16, 24, 32 */
  char **disable_effects; /* "wallpaper", "font-smooth", "animation", or "all" */

  gboolean no_usb;
  gboolean no_audio;
  gboolean smartcard;
  gboolean usb_auto_share;
  char *usb_filter;
  char *usb_redirect_on_connect;
} BstSpiceTarget;

BstSpiceTarget *bst_spice_target_new (void);
BstSpiceTarget *bst_spice_target_copy (const BstSpiceTarget *target);
void bst_spice_target_free (BstSpiceTarget *target);

/* %BST_ERROR_INVALID with a reason that its user understands: no port at all, a port out of range,
 * a CA that is no certificate, ciphers or a rule of USB that nobody knows ... bst_spice_console_new
 * () takes anything, and ends with this error when it is opened. */
gboolean bst_spice_target_check (const BstSpiceTarget *target, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BstSpiceTarget, bst_spice_target_free)

G_END_DECLS
