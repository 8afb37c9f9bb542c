/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli-table.h"

#include <stdio.h>
#include <unistd.h>

#include "cli/bst-cli-text.h"

struct _BstCliTable
{
  const char *const *titles;
  guint n_columns;
  GPtrArray *cells; /* of char *, row after row */
};

/* Columns of a terminal that @text takes. */
static int
width_of (const char *text)
{
  int width = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!g_unichar_iszerowidth (c))
        width += g_unichar_iswide (c) ? 2 : 1;
    }

  return width;
}

BstCliTable *
bst_cli_table_new (const char *const *titles)
{
  BstCliTable *self = g_new0 (BstCliTable, 1);

  self->titles = titles;
  self->n_columns = g_strv_length ((char **) titles);
  self->cells = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
bst_cli_table_add (BstCliTable *self, const char *const *cells)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      gboolean empty = cells[i] == NULL || *cells[i] == '\0';

      g_ptr_array_add (self->cells, empty ? g_strdup ("-") : bst_cli_escape (cells[i]));
    }
}

static void
print_row (BstCliTable *self, const char *const *cells, const int *widths)
{
  for (guint i = 0; i < self->n_columns; i++)
    {
      gboolean last = i + 1 == self->n_columns;

      fputs (cells[i], stdout);
      if (!last)
        printf ("%*s", widths[i] - width_of (cells[i]) + 2, "");
    }
  putchar ('\n');
}

void
bst_cli_table_print (BstCliTable *self)
{
  g_autofree int *widths = g_new0 (int, self->n_columns);
  gboolean titled = isatty (STDOUT_FILENO);

  for (guint i = 0; titled && i < self->n_columns; i++)
    widths[i] = width_of (self->titles[i]);
  for (guint i = 0; i < self->cells->len; i++)
    {
      int *width = &widths[i % self->n_columns];

      *width = MAX (*width, width_of (self->cells->pdata[i]));
    }

  if (titled && self->cells->len > 0)
    print_row (self, self->titles, widths);
  for (guint i = 0; i < self->cells->len; i += self->n_columns)
    print_row (self, (const char *const *) self->cells->pdata + i, widths);

  g_ptr_array_unref (self->cells);
  g_free (self);
}
