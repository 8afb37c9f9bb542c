/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-preflight-target.h"

#include <glib/gi18n.h>

struct _BstPreflightTarget
{
  GObject parent_instance;

  BstHost *host;
  BstPreflightCell *cells[BST_N_CHECKS];
  guint64 memory_free_kib;
};

static void bst_preflight_target_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BstPreflightTarget,
                               bst_preflight_target,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      bst_preflight_target_list_init))

static guint changed_signal;

static GType
get_item_type (GListModel *model)
{
  return BST_TYPE_PREFLIGHT_CELL;
}

static guint
get_n_items (GListModel *model)
{
  return BST_N_CHECKS;
}

static gpointer
get_item (GListModel *model, guint position)
{
  return position < BST_N_CHECKS ? g_object_ref (BST_PREFLIGHT_TARGET (model)->cells[position])
                                 : NULL;
}

static void
bst_preflight_target_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static void
bst_preflight_target_finalize (GObject *object)
{
  BstPreflightTarget *self = BST_PREFLIGHT_TARGET (object);

  for (guint i = 0; i < BST_N_CHECKS; i++)
    g_object_unref (self->cells[i]);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (bst_preflight_target_parent_class)->finalize (object);
}

static void
bst_preflight_target_class_init (BstPreflightTargetClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_preflight_target_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_preflight_target_init (BstPreflightTarget *self)
{
  self->memory_free_kib = BST_UNKNOWN;
  for (guint i = 0; i < BST_N_CHECKS; i++)
    self->cells[i] = bst_preflight_cell_new (i);
}

BstPreflightTarget *
bst_preflight_target_new (BstHost *host)
{
  BstPreflightTarget *self = g_object_new (BST_TYPE_PREFLIGHT_TARGET, NULL);

  self->host = g_object_ref (host);

  return self;
}

BstHost *
bst_preflight_target_get_host (BstPreflightTarget *self)
{
  return self->host;
}

BstPreflightCell *
bst_preflight_target_get_cell (BstPreflightTarget *self, BstCheckId check)
{
  return self->cells[check];
}

guint
bst_preflight_target_count (BstPreflightTarget *self, BstVerdict verdict)
{
  guint n = 0;

  for (guint i = 0; i < BST_N_CHECKS; i++)
    n += bst_preflight_cell_get_verdict (self->cells[i]) == verdict;

  return n;
}

gboolean
bst_preflight_target_is_pending (BstPreflightTarget *self)
{
  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      if (bst_preflight_cell_is_pending (self->cells[i]))
        return TRUE;
    }

  return FALSE;
}

BstVerdict
bst_preflight_target_get_verdict (BstPreflightTarget *self)
{
  if (bst_preflight_target_count (self, BST_VERDICT_BLOCK) > 0)
    return BST_VERDICT_BLOCK;
  if (bst_preflight_target_is_pending (self))
    return BST_VERDICT_PENDING;

  return bst_preflight_target_count (self, BST_VERDICT_WARN) > 0 ? BST_VERDICT_WARN
                                                                 : BST_VERDICT_PASS;
}

/* (nullable): the first reason of that kind. */
static const char *
get_first_reason (BstPreflightTarget *self, BstVerdict verdict)
{
  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      GPtrArray *findings = bst_preflight_cell_get_findings (self->cells[i]);

      if (bst_preflight_cell_get_verdict (self->cells[i]) == verdict && findings->len > 0)
        return ((BstFinding *)findings->pdata[0])->reason;
    }

  return NULL;
}

char *
bst_preflight_target_dup_line (BstPreflightTarget *self)
{
  BstVerdict verdict = bst_preflight_target_get_verdict (self);
  const char *reason = get_first_reason (self, verdict);
  guint n = bst_preflight_target_count (self, verdict);

  switch (verdict)
    {
    case BST_VERDICT_BLOCK:
      /* Translators: %s is why machines cannot go to a host, a sentence without its full stop. */
      return n < 2 ? g_strdup_printf (_ ("Not possible: %s"), reason)
                   : g_strdup_printf (ngettext ("Not possible: %s, and %u more",
                                                "Not possible: %s, and %u more", n - 1),
                                      reason, n - 1);
    case BST_VERDICT_WARN:
      return n < 2 ? g_strdup_printf (_ ("Possible, with a warning: %s"), reason)
                   : g_strdup_printf (ngettext ("Possible, with %u warning: %s",
                                                "Possible, with %u warnings: %s", n),
                                      n, reason);
    case BST_VERDICT_PENDING:
      return g_strdup (_ ("Being checked…"));
    case BST_VERDICT_NONE:
    case BST_VERDICT_PASS:
    default:
      return g_strdup (_ ("Ready"));
    }
}

guint64
bst_preflight_target_get_memory_free (BstPreflightTarget *self)
{
  return self->memory_free_kib;
}

void
bst_preflight_target_set_memory_free (BstPreflightTarget *self, guint64 memory_free_kib)
{
  self->memory_free_kib = memory_free_kib;
}

void
bst_preflight_target_emit (BstPreflightTarget *self)
{
  g_signal_emit (self, changed_signal, 0);
}

static const char *
get_mark (BstVerdict verdict)
{
  switch (verdict)
    {
    case BST_VERDICT_PASS:
      return "✓";
    case BST_VERDICT_WARN:
      return "!";
    case BST_VERDICT_BLOCK:
      return "✗";
    case BST_VERDICT_PENDING:
      return "…";
    case BST_VERDICT_NONE:
    default:
      return "–";
    }
}

static void
add_cell_text (GString *text, BstPreflightCell *cell)
{
  GPtrArray *findings = bst_preflight_cell_get_findings (cell);
  BstVerdict verdict = bst_preflight_cell_get_verdict (cell);

  if (verdict == BST_VERDICT_NONE)
    return;
  if (findings->len == 0)
    g_string_append_printf (text, "  %s %s\n", get_mark (verdict),
                            bst_preflight_cell_get_title (cell));
  for (guint i = 0; i < findings->len; i++)
    {
      const BstFinding *finding = findings->pdata[i];

      g_string_append_printf (text, "  %s %s: %s\n", get_mark (finding->verdict),
                              bst_preflight_cell_get_title (cell), finding->reason);
      if (finding->verdict > BST_VERDICT_PENDING && finding->remedy != NULL)
        g_string_append_printf (text, "      → %s\n", finding->remedy);
      if (finding->verdict > BST_VERDICT_PENDING && finding->detail != NULL)
        g_string_append_printf (text, "      %s\n", finding->detail);
    }
}

char *
bst_preflight_target_dup_text (BstPreflightTarget *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *line = bst_preflight_target_dup_line (self);

  g_string_append_printf (text, "%s: %s\n", bst_host_get_name (self->host), line);
  for (guint i = 0; i < BST_N_CHECKS; i++)
    add_cell_text (text, self->cells[i]);

  return g_strdup (text->str);
}

/* What is pending may come out well. */
static guint
get_rank (BstPreflightTarget *self)
{
  static const guint ranks[] = {
    [BST_VERDICT_NONE] = 0,    [BST_VERDICT_PASS] = 0,  [BST_VERDICT_WARN] = 1,
    [BST_VERDICT_PENDING] = 2, [BST_VERDICT_BLOCK] = 3,
  };

  return ranks[bst_preflight_target_get_verdict (self)];
}

int
bst_preflight_target_compare (gconstpointer one, gconstpointer other)
{
  BstPreflightTarget *first = *(BstPreflightTarget *const *)one;
  BstPreflightTarget *second = *(BstPreflightTarget *const *)other;
  guint ranks[] = { get_rank (first), get_rank (second) };
  guint blocks[] = { bst_preflight_target_count (first, BST_VERDICT_BLOCK),
                     bst_preflight_target_count (second, BST_VERDICT_BLOCK) };
  guint warnings[] = { bst_preflight_target_count (first, BST_VERDICT_WARN),
                       bst_preflight_target_count (second, BST_VERDICT_WARN) };
  guint64 memory[] = { first->memory_free_kib != BST_UNKNOWN ? first->memory_free_kib : 0,
                       second->memory_free_kib != BST_UNKNOWN ? second->memory_free_kib : 0 };

  if (ranks[0] != ranks[1])
    return ranks[0] < ranks[1] ? -1 : 1;
  if (blocks[0] != blocks[1])
    return blocks[0] < blocks[1] ? -1 : 1;
  if (warnings[0] != warnings[1])
    return warnings[0] < warnings[1] ? -1 : 1;
  /* A gibibyte more or less is no reason to have rows jump about. */
  if (memory[0] >> 20 != memory[1] >> 20)
    return memory[0] > memory[1] ? -1 : 1;

  return g_utf8_collate (bst_host_get_name (first->host), bst_host_get_name (second->host));
}
