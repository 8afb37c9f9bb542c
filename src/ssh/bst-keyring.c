/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-ssh"

#include "config.h"

#include "ssh/bst-keyring.h"

#include <libsecret/secret.h>

static const SecretSchema schema = {
  APPLICATION_ID,
  SECRET_SCHEMA_NONE,
  {
      { "kind", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "subject", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
  },
};

void
bst_keyring_find_async (const char *kind,
                        const char *subject,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  secret_password_lookup (&schema, cancellable, callback, data, "kind", kind, "subject", subject,
                          NULL);
}

char *
bst_keyring_find_finish (GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_nonpageable_finish (result, &error);

  if (error != NULL)
    g_debug ("The keyring does not answer: %s", error->message);

  return secret;
}

void
bst_keyring_free_secret (char *secret)
{
  secret_password_free (secret);
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  if (!secret_password_store_finish (result, &error))
    g_message ("The keyring did not keep a secret: %s", error->message);
}

void
bst_keyring_keep (const char *kind, const char *subject, const char *label, const char *secret)
{
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, NULL, on_kept, NULL,
                         "kind", kind, "subject", subject, NULL);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_message ("The keyring did not forget a secret: %s", error->message);
}

void
bst_keyring_forget (const char *kind, const char *subject)
{
  secret_password_clear (&schema, NULL, on_forgotten, NULL, "kind", kind, "subject", subject, NULL);
}
