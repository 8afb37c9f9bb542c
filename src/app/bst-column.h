/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "inventory/bst-machine.h"

G_BEGIN_DECLS

/* What a cell draws beside its text. */
typedef enum
{
  BST_CELL_TEXT,
  BST_CELL_STATE, /* the symbol of the machine's state before it */
  BST_CELL_BAR,   /* a bar before it, as long as the value's fraction */
  BST_CELL_SPARK, /* the CPU's last ticks before it */
} BstCellPaint;

/* As wide as the others leave room for. */
#define BST_COLUMN_REST (-1)

/* What a column says of one machine. */
typedef struct
{
  GString *text;   /* drawn; "" where there is nothing to say */
  GString *more;   /* for tooltips and screen readers, instead of the text; "": the text says all */
  double fraction; /* of a bar, 0 to 1; negative: none */
} BstCellValue;

/**
 * BstColumn:
 *
 * A column of the machine list: a row of one constant table.
 */
typedef struct _BstColumn
{
  const char *id;    /* never changes: it is in people's settings */
  const char *title; /* not translated yet: see bst_column_get_title () */
  BstCellPaint paint;
  gboolean figures;          /* to the right, in digits of one width */
  int width;                 /* in pixels, until the user chose another */
  gboolean visible;          /* ... until the user hides it */
  BstMachineChanges changes; /* what it has to be drawn and sorted again for */

  /* What it is drawn from and sorted by: one of the two. An empty string and FALSE are "not known",
   * and last in either order. */
  const char *(*get_string) (BstMachine *machine);
  gboolean (*get_number) (BstMachine *machine, double *number);

  /* (nullable): the string is the text. */
  void (*print) (BstMachine *machine, BstCellValue *value);

  /* (nullable): the string is compared as people sort names. (transfer full) */
  char *(*get_key) (BstMachine *machine);
} BstColumn;

/* All of them, as they stand until the user moves them. */
const BstColumn *bst_columns_get (guint *n);
const BstColumn *bst_columns_find (const char *id); /* (nullable) */

const char *bst_column_get_title (const BstColumn *column); /* translated; static */

/* @value: emptied first. */
void bst_column_print (const BstColumn *column, BstMachine *machine, BstCellValue *value);

/* (transfer full) (nullable): the key of a column of strings; NULL where nothing is known. */
char *bst_column_make_key (const BstColumn *column, BstMachine *machine);

void bst_cell_value_init (BstCellValue *value);
void bst_cell_value_clear (BstCellValue *value);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BstCellValue, bst_cell_value_clear)

G_END_DECLS
