/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "formats/bst-vv-file.h"

G_BEGIN_DECLS

#define BST_VV_GROUP "virt-viewer"
#define BST_VV_OVIRT_GROUP "ovirt"
#define BST_VV_VIA_KEY "x-bastida-via"

/* The keys that are plain, in the order in which they are written: what they are and where they
 * stand in BstVvFile (or BstVvOvirt). */
typedef enum
{
  BST_VV_STRING,
  BST_VV_LIST,
  BST_VV_PORT,
  BST_VV_NUMBER,
  BST_VV_BOOLEAN,
  BST_VV_SWITCH,
} BstVvType;

typedef struct
{
  const char *name;
  BstVvType type;
  gsize offset;
} BstVvKey;

extern const BstVvKey bst_vv_keys[];       /* the last has no name */
extern const BstVvKey bst_vv_ovirt_keys[]; /* … */
extern const char *const bst_vv_hotkey_names[BST_VV_N_HOTKEYS];

/* An error about what is in a file or an address, %BST_ERROR_INVALID; what cannot be shown in @…
 * is replaced. Always FALSE. */
gboolean bst_vv_fail (GError **error, const char *remedy, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/* Whether @text may stand in a name, a path or a line of a protocol. */
gboolean bst_vv_is_plain (const char *text);

G_END_DECLS
