/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "core/bst-error.h"

typedef struct
{
  char *remedy;
  char *detail;
} BstErrorPrivate;

static void
bst_error_private_init (BstErrorPrivate *priv)
{
}

static void
bst_error_private_copy (const BstErrorPrivate *src, BstErrorPrivate *dest)
{
  dest->remedy = g_strdup (src->remedy);
  dest->detail = g_strdup (src->detail);
}

static void
bst_error_private_clear (BstErrorPrivate *priv)
{
  g_clear_pointer (&priv->remedy, g_free);
  g_clear_pointer (&priv->detail, g_free);
}

G_DEFINE_EXTENDED_ERROR (BstError, bst_error)

GError *
bst_error_new (
    BstErrorCode code, const char *remedy, const char *detail, const char *format, ...)
{
  GError *error;
  BstErrorPrivate *priv;
  va_list args;

  va_start (args, format);
  error = g_error_new_valist (BST_ERROR, (int) code, format, args);
  va_end (args);

  priv = bst_error_get_private (error);
  priv->remedy = g_strdup (remedy);
  priv->detail = g_strdup (detail);

  return error;
}

const char *
bst_error_get_remedy (const GError *error)
{
  return error != NULL && error->domain == BST_ERROR ? bst_error_get_private (error)->remedy : NULL;
}

const char *
bst_error_get_detail (const GError *error)
{
  return error != NULL && error->domain == BST_ERROR ? bst_error_get_private (error)->detail : NULL;
}

char *
bst_error_dup_sentences (const GError *error, const char *between)
{
  const char *remedy = bst_error_get_remedy (error);
  /* What it quotes may be a whole sentence. */
  const char *stop = g_str_has_suffix (error->message, ".") ? "" : ".";

  return remedy != NULL ? g_strconcat (error->message, stop, between, remedy, NULL)
                        : g_strconcat (error->message, stop, NULL);
}

gboolean
bst_error_is_fatal (const GError *error)
{
  return error != NULL && error->domain == BST_ERROR && error->code >= BST_ERROR_FIRST_FATAL;
}
