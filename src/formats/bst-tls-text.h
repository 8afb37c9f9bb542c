/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether OpenSSL, by which consoles are encrypted, takes @ciphers as a list ("DEFAULT",
 * "HIGH:!aNULL", see ciphers(1)) that leaves at least one cipher. Any thread. */
gboolean bst_tls_ciphers_are_known (const char *ciphers);

/* The number of certificates in @pem; 0 where there is none, or one of them is broken. Any thread.
 */
guint bst_tls_count_certificates (const char *pem);

/* The subject of the first certificate in @pem, as SPICE writes it: "O=Bastida,CN=vmhost.example", in
 * the certificate's order; (nullable) (transfer full). Any thread. */
char *bst_tls_dup_subject (const char *pem);

G_END_DECLS
