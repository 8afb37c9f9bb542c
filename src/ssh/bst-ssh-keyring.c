/* SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "bst-ssh"

#include "config.h"

#include "ssh/bst-ssh-keyring-private.h"

#include <glib/gi18n.h>
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

static const char *
kind_to_nick (BstSshQuestionKind kind)
{
  return kind == BST_SSH_QUESTION_PASSPHRASE ? "ssh-passphrase" : "ssh-password";
}

void
bst_ssh_keyring_find_async (BstSshQuestionKind kind,
                            const char *subject,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  secret_password_lookup (&schema, cancellable, callback, data, "kind", kind_to_nick (kind),
                          "subject", subject, NULL);
}

char *
bst_ssh_keyring_find_finish (GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  char *secret = secret_password_lookup_nonpageable_finish (result, &error);

  if (error != NULL)
    g_debug ("The keyring does not answer: %s", error->message);

  return secret;
}

void
bst_ssh_keyring_free_secret (char *secret)
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
bst_ssh_keyring_keep (BstSshQuestionKind kind, const char *subject, const char *secret)
{
  g_autofree char *label =
      g_strdup_printf (kind == BST_SSH_QUESTION_PASSPHRASE ? _ ("Bastida: passphrase of %s")
                                                           : _ ("Bastida: password of %s"),
                       subject);

  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, label, secret, NULL, on_kept, NULL,
                         "kind", kind_to_nick (kind), "subject", subject, NULL);
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
bst_ssh_keyring_forget (BstSshQuestionKind kind, const char *subject)
{
  secret_password_clear (&schema, NULL, on_forgotten, NULL, "kind", kind_to_nick (kind), "subject",
                         subject, NULL);
}
