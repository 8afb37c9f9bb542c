/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include <adwaita.h>

#include "core/bst-migration-options.h"

G_BEGIN_DECLS

typedef enum
{
  BST_OPTION_SWITCH,     /* gboolean */
  BST_OPTION_NUMBER,     /* guint */
  BST_OPTION_BIG_NUMBER, /* guint64, shown in units */
  BST_OPTION_CHOICE,     /* an enumeration from 0 on */
  BST_OPTION_TEXT,       /* char *, NULL where it is empty */
} BstOptionKind;

/* A member of BstMigrationOptions, as people see it. */
typedef struct
{
  BstOptionKind kind;
  gsize offset;
  const char *title;
  const char *subtitle;       /* (nullable) */
  double most, step;          /* of a number */
  guint64 unit;               /* ... a big one */
  const char *const *choices; /* NULL-terminated */
  gsize needs; /* the offset of a gboolean without which it says nothing; 0: none, since the first
                  member is none of these */
} BstOptionRowInfo;

/* An option as a row. Emits "changed" (no arguments). */
#define BST_TYPE_OPTION_ROW (bst_option_row_get_type ())
G_DECLARE_FINAL_TYPE (BstOptionRow, bst_option_row, BST, OPTION_ROW, AdwActionRow)

/* @info: static; its texts are translated here. */
GtkWidget *bst_option_row_new (const BstOptionRowInfo *info);

/* @problem: (nullable): why it cannot be had; the row is greyed, unless it is asked for: that can be
 * taken back. */
void
bst_option_row_show (BstOptionRow *self, const BstMigrationOptions *options, const char *problem);
void bst_option_row_take (BstOptionRow *self, BstMigrationOptions *options);

/* The switch, spin button, drop-down or entry; for tests. */
GtkWidget *bst_option_row_get_control (BstOptionRow *self);

G_END_DECLS
