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

/* "CN=a\\,b": what means something to SPICE is escaped. */
static gboolean
append_entry (GString *subject, X509_NAME_ENTRY *entry)
{
  const int nid = OBJ_obj2nid (X509_NAME_ENTRY_get_object (entry));
  unsigned char *value = NULL;
  const int length = ASN1_STRING_to_UTF8 (&value, X509_NAME_ENTRY_get_data (entry));

  if (nid == NID_undef || length < 0)
    {
      OPENSSL_free (value);
      return FALSE;
    }

  g_string_append_printf (subject, "%s%s=", subject->len > 0 ? "," : "", OBJ_nid2sn (nid));
  for (int i = 0; i < length; i++)
    {
      if (value[i] == ',' || value[i] == '\\')
        g_string_append_c (subject, '\\');
      g_string_append_c (subject, (char)value[i]);
    }
  OPENSSL_free (value);

  return TRUE;
}

char *
bst_tls_dup_subject (const char *pem)
{
  BIO *bio = BIO_new_mem_buf (pem, (int)MIN (strlen (pem), G_MAXINT));
  X509 *certificate = PEM_read_bio_X509 (bio, NULL, NULL, NULL);
  X509_NAME *name = certificate != NULL ? X509_get_subject_name (certificate) : NULL;
  const int n = name != NULL ? X509_NAME_entry_count (name) : 0;
  g_autoptr (GString) subject = g_string_new (NULL);
  gboolean ok = n > 0;

  for (int i = 0; ok && i < n; i++)
    ok = append_entry (subject, X509_NAME_get_entry (name, i));

  X509_free (certificate);
  BIO_free (bio);
  ERR_clear_error ();

  return ok && g_utf8_validate (subject->str, (gssize)subject->len, NULL)
             ? g_string_free (g_steal_pointer (&subject), FALSE)
             : NULL;
}
