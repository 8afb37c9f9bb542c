/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-preflight-cell.h"

struct _BstPreflightCell
{
  GObject parent_instance;

  BstCheckId check;
  BstVerdict verdict;
  gboolean pending;
  GPtrArray *findings;
};

G_DEFINE_FINAL_TYPE (BstPreflightCell, bst_preflight_cell, G_TYPE_OBJECT)

static guint changed_signal;

static void
bst_preflight_cell_finalize (GObject *object)
{
  g_ptr_array_unref (BST_PREFLIGHT_CELL (object)->findings);

  G_OBJECT_CLASS (bst_preflight_cell_parent_class)->finalize (object);
}

static void
bst_preflight_cell_class_init (BstPreflightCellClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_preflight_cell_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_preflight_cell_init (BstPreflightCell *self)
{
  self->findings = g_ptr_array_new ();
  self->verdict = BST_VERDICT_PENDING;
  self->pending = TRUE;
}

BstPreflightCell *
bst_preflight_cell_new (BstCheckId check)
{
  BstPreflightCell *self = g_object_new (BST_TYPE_PREFLIGHT_CELL, NULL);

  self->check = check;

  return self;
}

BstCheckId
bst_preflight_cell_get_check (BstPreflightCell *self)
{
  return self->check;
}

const char *
bst_preflight_cell_get_title (BstPreflightCell *self)
{
  return bst_check_get_title (self->check);
}

BstVerdict
bst_preflight_cell_get_verdict (BstPreflightCell *self)
{
  return self->verdict;
}

gboolean
bst_preflight_cell_is_pending (BstPreflightCell *self)
{
  return self->pending;
}

GPtrArray *
bst_preflight_cell_get_findings (BstPreflightCell *self)
{
  return self->findings;
}

char *
bst_preflight_cell_dup_text (BstPreflightCell *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->findings->len; i++)
    {
      const BstFinding *finding = self->findings->pdata[i];
      const char *parts[] = { finding->reason,
                              finding->verdict > BST_VERDICT_PENDING ? finding->remedy : NULL,
                              finding->detail };

      for (guint k = 0; k < G_N_ELEMENTS (parts); k++)
        {
          if (parts[k] != NULL)
            g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", parts[k]);
        }
    }

  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static int
compare_findings (gconstpointer one, gconstpointer other)
{
  const BstFinding *first = *(BstFinding *const *)one;
  const BstFinding *second = *(BstFinding *const *)other;

  return (int)second->verdict - (int)first->verdict;
}

static gboolean
is_same (const GPtrArray *one, const GPtrArray *other)
{
  if (one->len != other->len)
    return FALSE;
  for (guint i = 0; i < one->len; i++)
    {
      const BstFinding *first = one->pdata[i];
      const BstFinding *second = other->pdata[i];

      if (first->verdict != second->verdict || g_strcmp0 (first->reason, second->reason) != 0 ||
          g_strcmp0 (first->remedy, second->remedy) != 0 ||
          g_strcmp0 (first->detail, second->detail) != 0)
        return FALSE;
    }

  return TRUE;
}

gboolean
bst_preflight_cell_set (BstPreflightCell *self,
                        BstVerdict verdict,
                        gboolean pending,
                        GPtrArray *findings)
{
  g_ptr_array_sort (findings, compare_findings);
  if (self->verdict == verdict && self->pending == pending && is_same (self->findings, findings))
    {
      g_ptr_array_unref (findings);
      return FALSE;
    }

  g_ptr_array_unref (self->findings);
  self->findings = findings;
  self->verdict = verdict;
  self->pending = pending;
  g_signal_emit (self, changed_signal, 0);

  return TRUE;
}
