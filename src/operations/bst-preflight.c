/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "operations/bst-preflight.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/bst-thread.h"
#include "operations/bst-preflight-survey-private.h"

/* How long checks may keep the main loop. */
#define SLICE_US 4000

struct _BstPreflight
{
  GObject parent_instance;

  BstMigrationOptions *options;
  BstMigrationOptions *offline; /* ... as they are for a machine that is off */
  GPtrArray *machines;          /* of BstMachine */
  GPtrArray *targets;           /* of BstPreflightTarget */
  BstPreflightSurvey *survey;

  GPtrArray *order; /* the same targets, as they are judged */
  guint next;       /* ... up to this one */
  guint source;     /* while some are to be judged still */
  gboolean changed;
};

static void bst_preflight_list_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (BstPreflight,
                               bst_preflight,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, bst_preflight_list_init))

static guint changed_signal;

static GType
get_item_type (GListModel *model)
{
  return BST_TYPE_PREFLIGHT_TARGET;
}

static guint
get_n_items (GListModel *model)
{
  return BST_PREFLIGHT (model)->targets->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  BstPreflight *self = BST_PREFLIGHT (model);

  return position < self->targets->len ? g_object_ref (self->targets->pdata[position]) : NULL;
}

static void
bst_preflight_list_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

/* --- Judging --- */

/* Of several machines each finding says which one it means. */
static void
name_findings (GPtrArray *findings, guint first, BstMachine *machine)
{
  for (guint i = first; i < findings->len; i++)
    {
      BstFinding *finding = findings->pdata[i];
      g_autofree char *reason = g_steal_pointer (&finding->reason);

      /* Translators: a machine, and what was found of it. */
      finding->reason = g_strdup_printf (_ ("%s: %s"), bst_machine_get_name (machine), reason);
    }
}

static void
free_finding (gpointer data)
{
  bst_finding_free (data);
}

/* What passes needs no word for each of many. */
static void
drop_passed (GPtrArray *findings)
{
  for (guint i = findings->len; i > 0; i--)
    {
      if (((BstFinding *)findings->pdata[i - 1])->verdict < BST_VERDICT_PENDING)
        g_ptr_array_remove_index (findings, i - 1);
    }
}

/* One that is off has nothing to wait for, and goes offline, whatever was asked for: as BstMigrate
 * does it. */
static const BstMigrationOptions *
get_options_for (BstPreflight *self, BstMachine *machine)
{
  const BstMachineSurvey *survey = bst_preflight_survey_get_machine (self->survey, machine);
  gboolean active = survey != NULL ? survey->active
                                   : bst_machine_state_is_active (bst_machine_get_state (machine));

  return active ? self->options : self->offline;
}

static gboolean
judge_cell (BstPreflight *self, BstPreflightTarget *target, BstPreflightCell *cell)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func (free_finding);
  g_autofree BstPreflightView *views = g_new (BstPreflightView, self->machines->len);
  g_autofree const BstPreflightCase **judged =
      g_new (const BstPreflightCase *, self->machines->len);
  BstHost *host = bst_preflight_target_get_host (target);
  BstCheckId check = bst_preflight_cell_get_check (cell);
  BstVerdict verdict = BST_VERDICT_NONE, found;
  gboolean many = self->machines->len > 1, pending = FALSE;
  guint n_judged = 0;

  for (guint i = 0; i < self->machines->len; i++)
    {
      BstMachine *machine = self->machines->pdata[i];
      guint first = findings->len;

      if (bst_machine_get_host (machine) == host ||
          !bst_preflight_survey_look (self->survey, machine, host, get_options_for (self, machine),
                                      &views[i]))
        continue;
      found = bst_check_run (check, &views[i].subject, findings);
      verdict = MAX (verdict, found);
      pending = pending || found == BST_VERDICT_PENDING;
      judged[n_judged++] = &views[i].subject;
      if (many)
        name_findings (findings, first, machine);
    }
  if (many)
    drop_passed (findings);
  found = bst_check_run_together (check, judged, n_judged, findings);

  return bst_preflight_cell_set (cell, MAX (verdict, found), pending, findings);
}

static gboolean
judge_target (BstPreflight *self, BstPreflightTarget *target)
{
  gboolean changed = FALSE;
  BstPreflightView view;

  if (bst_preflight_survey_look (self->survey, self->machines->pdata[0],
                                 bst_preflight_target_get_host (target), self->options, &view) &&
      view.target.survey != NULL)
    bst_preflight_target_set_memory_free (target, view.target.survey->memory_free_kib);
  for (guint i = 0; i < BST_N_CHECKS; i++)
    changed |= judge_cell (self, target, bst_preflight_target_get_cell (target, i));
  if (changed)
    bst_preflight_target_emit (target);

  return changed;
}

/* Rows move only when what they say puts them elsewhere. */
static void
sort (BstPreflight *self)
{
  g_autoptr (GPtrArray) before = g_ptr_array_new ();
  guint first = 0, last;

  g_ptr_array_extend (before, self->targets, NULL, NULL);
  g_ptr_array_sort (self->targets, bst_preflight_target_compare);
  while (first < before->len && before->pdata[first] == self->targets->pdata[first])
    first++;
  if (first == before->len)
    return;
  for (last = before->len - 1; before->pdata[last] == self->targets->pdata[last]; last--)
    ;
  g_list_model_items_changed (G_LIST_MODEL (self), first, last - first + 1, last - first + 1);
}

/* Many machines on many hosts are thousands of checks: some at a time, so that the window goes on.
 */
static gboolean
judge_some (gpointer data)
{
  BstPreflight *self = data;
  gint64 end = g_get_monotonic_time () + SLICE_US;

  while (self->next < self->order->len)
    {
      self->changed |= judge_target (self, self->order->pdata[self->next++]);
      if (self->next < self->order->len && g_get_monotonic_time () > end)
        return G_SOURCE_CONTINUE;
    }

  self->source = 0;
  if (self->changed)
    {
      self->changed = FALSE;
      sort (self);
      g_signal_emit (self, changed_signal, 0);
    }
  return G_SOURCE_REMOVE;
}

/* What was judged by what was known before is judged again. */
static void
judge (BstPreflight *self)
{
  self->next = 0;
  g_clear_handle_id (&self->source, g_source_remove);
  if (judge_some (self) == G_SOURCE_CONTINUE)
    /* Before a window is painted: spinners that turn would leave it no time. */
    self->source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, judge_some, self, NULL);
}

/* --- Beginning and end --- */

static void
bst_preflight_finalize (GObject *object)
{
  BstPreflight *self = BST_PREFLIGHT (object);

  g_clear_handle_id (&self->source, g_source_remove);
  bst_preflight_survey_stop (self->survey);
  g_object_unref (self->survey);
  g_ptr_array_unref (self->order);
  g_ptr_array_unref (self->targets);
  g_ptr_array_unref (self->machines);
  bst_migration_options_free (self->options);
  bst_migration_options_free (self->offline);

  G_OBJECT_CLASS (bst_preflight_parent_class)->finalize (object);
}

static void
bst_preflight_class_init (BstPreflightClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = bst_preflight_finalize;

  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
bst_preflight_init (BstPreflight *self)
{
  self->machines = g_ptr_array_new_with_free_func (g_object_unref);
  self->targets = g_ptr_array_new_with_free_func (g_object_unref);
  self->order = g_ptr_array_new ();
}

static void
take_options (BstPreflight *self, const BstMigrationOptions *options)
{
  g_clear_pointer (&self->options, bst_migration_options_free);
  g_clear_pointer (&self->offline, bst_migration_options_free);
  self->options = bst_migration_options_copy (options);
  self->offline = bst_migration_options_copy (options);
  bst_migration_options_set_offline (self->offline);
}

static gboolean
is_home_of_all (BstPreflight *self, BstHost *host)
{
  for (guint i = 0; i < self->machines->len; i++)
    {
      if (bst_machine_get_host (self->machines->pdata[i]) != host)
        return FALSE;
    }

  return TRUE;
}

static BstPreflight *
preflight_new (BstFleet *fleet,
               GPtrArray *machines,
               BstHost *only,
               const BstMigrationOptions *options)
{
  BstPreflight *self = g_object_new (BST_TYPE_PREFLIGHT, NULL);
  GPtrArray *hosts;

  BST_ASSERT_MAIN_THREAD ();

  take_options (self, options);
  for (guint i = 0; i < machines->len; i++)
    g_ptr_array_add (self->machines, g_object_ref (machines->pdata[i]));
  self->survey = bst_preflight_survey_new (fleet, machines, only);
  hosts = bst_preflight_survey_get_hosts (self->survey);
  for (guint i = 0; i < hosts->len; i++)
    {
      if ((only == NULL || hosts->pdata[i] == only) && !is_home_of_all (self, hosts->pdata[i]))
        g_ptr_array_add (self->targets, bst_preflight_target_new (hosts->pdata[i]));
    }
  g_ptr_array_extend (self->order, self->targets, NULL, NULL);
  g_signal_connect_object (self->survey, "changed", G_CALLBACK (judge), self, G_CONNECT_SWAPPED);
  judge (self);

  return self;
}

BstPreflight *
bst_preflight_new (BstFleet *fleet, GPtrArray *machines, const BstMigrationOptions *options)
{
  g_return_val_if_fail (machines->len > 0, NULL);

  return preflight_new (fleet, machines, NULL, options);
}

BstPreflight *
bst_preflight_new_for_host (BstFleet *fleet,
                            GPtrArray *machines,
                            BstHost *only,
                            const BstMigrationOptions *options)
{
  g_return_val_if_fail (machines->len > 0 && only != NULL, NULL);

  return preflight_new (fleet, machines, only, options);
}

void
bst_preflight_stop (BstPreflight *self)
{
  bst_preflight_survey_stop (self->survey);
}

const BstMigrationOptions *
bst_preflight_get_options (BstPreflight *self)
{
  return self->options;
}

void
bst_preflight_set_options (BstPreflight *self, const BstMigrationOptions *options)
{
  BST_ASSERT_MAIN_THREAD ();

  if (bst_migration_options_equal (self->options, options))
    return;

  take_options (self, options);
  judge (self);
}

/* --- What it knows --- */

GPtrArray *
bst_preflight_get_machines (BstPreflight *self)
{
  return self->machines;
}

BstPreflightTarget *
bst_preflight_find (BstPreflight *self, BstHost *host)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      if (bst_preflight_target_get_host (self->targets->pdata[i]) == host)
        return self->targets->pdata[i];
    }

  return NULL;
}

BstPreflightTarget *
bst_preflight_get_best (BstPreflight *self)
{
  BstPreflightTarget *first = self->targets->len > 0 ? self->targets->pdata[0] : NULL;

  return first != NULL && bst_preflight_target_get_verdict (first) != BST_VERDICT_BLOCK ? first
                                                                                        : NULL;
}

gboolean
bst_preflight_is_settled (BstPreflight *self)
{
  if (self->source != 0)
    return FALSE;
  for (guint i = 0; i < self->targets->len; i++)
    {
      if (bst_preflight_target_is_pending (self->targets->pdata[i]))
        return FALSE;
    }

  return TRUE;
}

char *
bst_preflight_judge (BstPreflight *self, BstMachine *machine, BstHost *host, gboolean *pending)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (free_finding);
  BstPreflightView view;

  if (!bst_preflight_survey_look (self->survey, machine, host, get_options_for (self, machine),
                                  &view))
    return NULL;
  for (guint i = 0; i < BST_N_CHECKS; i++)
    {
      BstVerdict verdict;

      g_ptr_array_set_size (findings, 0);
      verdict = bst_check_run (i, &view.subject, findings);
      if (verdict == BST_VERDICT_PENDING)
        *pending = TRUE;
      for (guint k = 0; verdict == BST_VERDICT_BLOCK && k < findings->len; k++)
        {
          const BstFinding *finding = findings->pdata[k];

          if (finding->verdict == BST_VERDICT_BLOCK)
            return g_strdup (finding->reason);
        }
    }

  return NULL;
}

char *
bst_preflight_judge_space (BstPreflight *self, GPtrArray *machines, BstHost *host)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (free_finding);
  g_autofree BstPreflightView *views = g_new (BstPreflightView, machines->len);
  g_autofree const BstPreflightCase **judged = g_new (const BstPreflightCase *, machines->len);
  guint n_judged = 0;

  for (guint i = 0; i < machines->len; i++)
    {
      BstMachine *machine = machines->pdata[i];

      if (bst_preflight_survey_look (self->survey, machine, host, get_options_for (self, machine),
                                     &views[n_judged]))
        {
          judged[n_judged] = &views[n_judged].subject;
          n_judged++;
        }
    }
  if (bst_check_run_together (BST_CHECK_SPACE, judged, n_judged, findings) != BST_VERDICT_BLOCK)
    return NULL;

  for (guint i = 0; i < findings->len; i++)
    {
      const BstFinding *finding = findings->pdata[i];

      if (finding->verdict == BST_VERDICT_BLOCK)
        return g_strdup (finding->reason);
    }
  g_assert_not_reached ();
}

char *
bst_preflight_dup_problem (BstPreflight *self, BstMigrationFeature feature, BstHost *host)
{
  for (guint i = 0; i < self->machines->len; i++)
    {
      BstMachine *machine = self->machines->pdata[i];
      BstHost *home = bst_machine_get_host (machine);
      BstPreflightView view;
      char *problem;

      if (!bst_preflight_survey_look (self->survey, machine, host != NULL ? host : home,
                                      self->options, &view))
        continue;
      problem = host != NULL ? bst_case_dup_problem (&view.subject, feature)
                             : bst_feature_dup_problem (feature, &view.source, NULL);
      if (problem != NULL)
        return problem;
    }

  return NULL;
}

static void
disk_free (gpointer data)
{
  BstPreflightDisk *disk = data;

  g_free (disk->target);
  g_free (disk->path);
  g_free (disk);
}

static gboolean
has_disk (const GPtrArray *disks, const char *target)
{
  for (guint i = 0; i < disks->len; i++)
    {
      if (strcmp (((BstPreflightDisk *)disks->pdata[i])->target, target) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
add_disks (GPtrArray *disks, const BstMachineSurvey *survey)
{
  for (guint i = 0; i < survey->needs->files->len; i++)
    {
      const BstNeedFile *file = survey->needs->files->pdata[i];
      const BstDiskSize *size = bst_machine_survey_find_size (survey, file->target);
      BstPreflightDisk *disk;

      if (file->kind != BST_NEED_DISK || file->readonly || file->shareable ||
          file->target == NULL || has_disk (disks, file->target))
        continue;
      disk = g_new0 (BstPreflightDisk, 1);
      disk->target = g_strdup (file->target);
      disk->path = g_strdup (file->path);
      disk->capacity = size != NULL ? size->capacity : 0;
      g_ptr_array_add (disks, disk);
    }
}

GPtrArray *
bst_preflight_get_disks (BstPreflight *self)
{
  GPtrArray *disks = g_ptr_array_new_with_free_func (disk_free);

  for (guint i = 0; i < self->machines->len; i++)
    {
      const BstMachineSurvey *survey =
          bst_preflight_survey_get_machine (self->survey, self->machines->pdata[i]);

      if (survey != NULL)
        add_disks (disks, survey);
    }

  return disks;
}

char **
bst_preflight_dup_pools (BstPreflight *self, BstHost *host)
{
  GPtrArray *names = g_ptr_array_new ();
  BstPreflightView view;

  if (bst_preflight_survey_look (self->survey, self->machines->pdata[0], host, self->options,
                                 &view))
    {
      for (guint i = 0; view.target.pools != NULL && i < view.target.pools->len; i++)
        g_ptr_array_add (names, g_strdup (((BstStoragePool *)view.target.pools->pdata[i])->name));
    }
  g_ptr_array_add (names, NULL);

  return (char **)g_ptr_array_free (names, FALSE);
}

char *
bst_preflight_dup_text (BstPreflight *self, BstPreflightTarget *target)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->machines->len; i++)
    {
      BstMachine *machine = self->machines->pdata[i];

      /* Translators: a machine, and the host that it is on. */
      g_string_append_printf (text, _ ("“%s” of %s"), bst_machine_get_name (machine),
                              bst_host_get_name (bst_machine_get_host (machine)));
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < self->targets->len; i++)
    {
      g_autofree char *part = NULL;

      if (target != NULL && self->targets->pdata[i] != target)
        continue;
      part = bst_preflight_target_dup_text (self->targets->pdata[i]);
      g_string_append_printf (text, "\n%s", part);
    }

  return g_strdup (text->str);
}
