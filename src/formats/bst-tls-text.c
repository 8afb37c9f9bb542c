/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "formats/bst-tls-text.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <string.h>

#define MOST_CERTIFICATES 200

gboolean
bst_tls_ciphers_are_known (const char *ciphers)
{
  SSL_CTX *context = SSL_CTX_new (TLS_client_method ());
  gboolean known;

  g_return_val_if_fail (context != NULL, FALSE);

  known = SSL_CTX_set_cipher_list (context, ciphers) == 1;

  SSL_CTX_free (context);
  ERR_clear_error ();

  return known;
}

guint
bst_tls_count_certificates (const char *pem)
{
  BIO *bio = BIO_new_mem_buf (pem, (int)MIN (strlen (pem), G_MAXINT));
  gboolean ended;
  guint n = 0;

  while (n < MOST_CERTIFICATES)
    {
      X509 *certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);

      if (certificate == NULL)
        break;
      X509_free (certificate);
      n++;
    }

  ended = ERR_GET_REASON (ERR_peek_last_error ()) == PEM_R_NO_START_LINE;
  ERR_clear_error ();
  BIO_free (bio);

  return ended ? n : 0;
}
