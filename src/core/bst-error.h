/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BstErrorCode:
 *
 * Why something failed, as far as the program must tell the cases apart.
 *
 * The codes from @BST_ERROR_FIRST_FATAL on need a person: nothing is tried again by itself.
 */
typedef enum
{
  BST_ERROR_FAILED,
  BST_ERROR_CANCELLED,
  BST_ERROR_NOT_CONNECTED, /* no link to the host now */
  BST_ERROR_TIMED_OUT,
  BST_ERROR_REFUSED,  /* nothing listens there */
  BST_ERROR_UNREACHABLE, /* no route, cut, or silent */
  BST_ERROR_LOST,     /* the link was there and broke */
  BST_ERROR_NO_MACHINE, /* the machine is not there any more */
  BST_ERROR_BUSY,     /* another job holds the machine */
  BST_ERROR_UNSUPPORTED, /* this driver or version cannot */
  BST_ERROR_INVALID,  /* the input makes no sense */
  BST_ERROR_AMBIGUOUS, /* the name fits more than one */
  BST_ERROR_EXISTS,
  BST_ERROR_STORAGE,  /* the inventory's disk: full, read-only, broken */
  BST_ERROR_NO_RESOLVER, /* whether the name resolves is not known: no name server answers */

  BST_ERROR_UNKNOWN_HOST, /* the name does not resolve */
  BST_ERROR_HOST_KEY_CHANGED,
  BST_ERROR_HOST_KEY_UNKNOWN, /* and nobody accepted it */
  BST_ERROR_AUTH,     /* SSH log-in refused */
  BST_ERROR_PERMISSION, /* logged in, but libvirt's socket is closed to this user */
  BST_ERROR_NO_LIBVIRT,
  BST_ERROR_TOO_OLD,
  BST_ERROR_SPLIT, /* a machine runs on two hosts, or on none */
  BST_ERROR_CERTIFICATE, /* of TLS: not signed or not named as it should be */
  BST_ERROR_TICKET, /* what let in once, and for a short time, has expired */

  BST_ERROR_FIRST_FATAL = BST_ERROR_UNKNOWN_HOST,
} BstErrorCode;

#define BST_ERROR (bst_error_quark ())
GQuark bst_error_quark (void);

/**
 * bst_error_new:
 * @code: the reason
 * @remedy: (nullable): what to do next, a translated sentence
 * @detail: (nullable): the library's own words, one click further
 * @format: what failed, on which host, and why; translated, no final full stop
 *
 * A #GError in %BST_ERROR that also carries its remedy and detail.
 */
GError *bst_error_new (BstErrorCode code,
                       const char *remedy,
                       const char *detail,
                       const char *format,
                       ...) G_GNUC_PRINTF (4, 5);

/* (nullable); also for errors of other domains, which have none. Owned by @error. */
const char *bst_error_get_remedy (const GError *error);
const char *bst_error_get_detail (const GError *error);

/* What failed, as a sentence, and after @between what to do next, where that is known; for all domains.
 */
char *bst_error_dup_sentences (const GError *error, const char *between);

/* Whether only a person can mend it. */
gboolean bst_error_is_fatal (const GError *error);

G_END_DECLS
