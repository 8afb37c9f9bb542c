/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-console"

#include "config.h"

#include "console/bst-console-keyring-private.h"

#include <glib/gi18n.h>
#include <libsecret/secret.h>

#define KIND "console-password"

/* As the passwords of SSH, but for the kind. */
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
bst_console_keyring_find_async (const char *subject,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer data)
{
  secret_password_lookup (&schema, cancellable, callback, data, "kind", KIND, "subject", subject,
                          NULL);
}

char *
bst_console_keyring_find_finish (GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_nonpageable_finish (result, &error);

  if (error != NULL)
    g_debug ("The keyring does not answer: %s", error->message);

  return secret;
}

void
bst_console_keyring_free_secret (char *secret)
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
bst_console_keyring_keep (const char *subject, const char *name, const char *secret)
{
  g_autofree char *label = g_strdup_printf (_ ("Bastida: console of %s"), name);

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, NULL, on_kept, NULL,
                         "kind", KIND, "subject", subject, NULL);
}

static void
on_forgotten (GObject *source, GAsyncResult *result, gpointer data)
{
  secret_password_clear_finish (result, NULL);
}

void
bst_console_keyring_forget (const char *subject)
{
  secret_password_clear (&schema, NULL, on_forgotten, NULL, "kind", KIND, "subject", subject, NULL);
}
