/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "cli/bst-cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "cli/bst-cli-json.h"
#include "cli/bst-cli-run.h"
#include "cli/bst-cli-table.h"
#include "cli/bst-cli-text.h"
#include "operations/bst-snapshot-operation.h"

/* What may be said with each subcommand. */
typedef struct
{
  char *description;
  char *kind;
  char **excluded;
  gboolean mix;
  gboolean quiesce;
  gboolean run;
  gboolean pause;
  gboolean force;
  gboolean first;
  gboolean children;
  gboolean children_only;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->description);
  g_free (options->kind);
  g_strfreev (options->excluded);
}

static gboolean
is_settled (BstCli *cli, gpointer data)
{
  return bst_snapshots_is_settled (data);
}

/* (nullable): of the one machine, as its host tells them; @exit is set where it does not. */
static BstSnapshots *
open_snapshots (BstCli *cli, char *name, BstCliExit *exit)
{
  char *names[] = { name, NULL };
  g_autoptr (GPtrArray) machines = bst_cli_find_machines (cli, names, NULL, exit);
  g_autoptr (BstSnapshots) snapshots = NULL;

  if (machines == NULL || *exit != BST_CLI_DONE)
    return NULL;

  snapshots = bst_snapshots_new (cli->fleet, machines->pdata[0]);
  if (!bst_cli_wait (cli, is_settled, snapshots, 0))
    {
      *exit = BST_CLI_FAILED;
      return NULL;
    }
  if (bst_snapshots_get_error (snapshots) != NULL)
    {
      bst_cli_print_error (bst_snapshots_get_error (snapshots));
      *exit = BST_CLI_FAILED;
      return NULL;
    }

  return g_steal_pointer (&snapshots);
}

/* (nullable): having said that there is none. */
static const BstSnapshotFacts *
find (BstSnapshots *snapshots, const char *name)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  const BstSnapshotFacts *facts = bst_snapshot_facts_find (subject->snapshots, name);
  g_autofree char *machine = bst_cli_escape (subject->machine);
  g_autofree char *shown = bst_cli_escape (name);

  if (facts == NULL)
    g_printerr (_ ("bastidactl: “%s” has no snapshot “%s”\n  See “bastidactl snapshot list %s”.\n"),
                machine, shown, machine);

  return facts;
}

static BstCliExit
refuse (const char *format, const char *name, const char *why)
{
  g_autofree char *shown = bst_cli_escape (name);

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_autofree char *text = g_strdup_printf (format, shown);
#pragma GCC diagnostic pop

  g_printerr ("bastidactl: %s\n  %s\n", text, why);

  return BST_CLI_FAILED;
}

/* --- List --- */

static void
add_member (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_snapshot (JsonBuilder *builder, const BstSnapshotSubject *subject, BstSnapshotFacts *facts)
{
  g_autofree char *time = bst_cli_iso_time (facts->created_at * G_USEC_PER_SEC);

  json_builder_begin_object (builder);
  add_member (builder, "name", facts->name);
  add_member (builder, "parent", facts->parent);
  add_member (builder, "created", time);
  add_member (builder, "state", facts->state);
  add_member (builder, "kind", bst_snapshot_kind_to_nick (facts->kind));
  json_builder_set_member_name (builder, "memory");
  json_builder_add_boolean_value (builder, facts->has_memory);
  json_builder_set_member_name (builder, "current");
  json_builder_add_boolean_value (builder, facts->current);
  json_builder_set_member_name (builder, "size");
  if (facts->size != BST_UNKNOWN)
    json_builder_add_int_value (builder, (gint64) MIN (facts->size, G_MAXINT64));
  else
    json_builder_add_null_value (builder);
  add_member (builder, "description", facts->description);
  add_member (builder, "policy", facts->policy);
  json_builder_set_member_name (builder, "revertible");
  json_builder_add_boolean_value (builder, bst_snapshot_rules_can_revert (subject, facts, NULL));
  json_builder_end_object (builder);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const BstSnapshotFacts *left = *(const BstSnapshotFacts *const *) a;
  const BstSnapshotFacts *right = *(const BstSnapshotFacts *const *) b;

  if (left->created_at != right->created_at)
    return left->created_at < right->created_at ? -1 : 1;

  return g_strcmp0 (left->name, right->name);
}

/* Parents before their children, the children indented. */
static void
add_rows (BstCliTable *table, GPtrArray *sorted, const char *parent, guint depth)
{
  for (guint i = 0; depth <= sorted->len && i < sorted->len; i++)
    {
      const BstSnapshotFacts *facts = sorted->pdata[i];
      gboolean rootless =
          facts->parent == NULL || bst_snapshot_facts_find (sorted, facts->parent) == NULL;
      g_autofree char *name = NULL;
      g_autofree char *time = NULL;
      g_autofree char *size = NULL;

      if (parent == NULL ? !rootless : g_strcmp0 (facts->parent, parent) != 0)
        continue;

      name = g_strdup_printf ("%*s%s%s", (int) depth * 2, "", facts->name,
                              facts->current ? " *" : "");
      time = bst_cli_local_time (facts->created_at * G_USEC_PER_SEC);
      size = facts->size != BST_UNKNOWN ? bst_cli_kib (facts->size / 1024) : NULL;
      {
        const char *cells[] = { name,
                                time,
                                facts->state,
                                bst_snapshot_kind_to_nick (facts->kind),
                                size,
                                facts->description };

        bst_cli_table_add (table, cells);
      }
      add_rows (table, sorted, facts->name, depth + 1);
    }
}

static BstCliExit
list (BstCli *cli, BstSnapshots *snapshots)
{
  static const char *const titles[] = { "NAME", "TIME", "STATE", "KIND", "SIZE", "DESCRIPTION",
                                        NULL };
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  g_autoptr (GPtrArray) sorted = g_ptr_array_copy (subject->snapshots, NULL, NULL);

  /* The copy owns none of them. */
  g_ptr_array_set_free_func (sorted, NULL);
  g_ptr_array_sort (sorted, compare);
  if (cli->json)
    {
      JsonBuilder *builder = json_builder_new ();

      json_builder_begin_array (builder);
      for (guint i = 0; i < sorted->len; i++)
        add_snapshot (builder, subject, sorted->pdata[i]);
      json_builder_end_array (builder);
      bst_cli_json_print (builder, FALSE);
    }
  else
    {
      BstCliTable *table = bst_cli_table_new (titles);

      add_rows (table, sorted, NULL, 0);
      bst_cli_table_print (table);
    }

  return BST_CLI_DONE;
}

/* --- Create --- */

/* BST_N_SNAPSHOT_KINDS where none is possible. */
static BstSnapshotKind
choose_kind (const BstSnapshotSubject *subject, const Options *options)
{
  g_autofree char *why = NULL;
  BstSnapshotKind kind;

  if (options->kind == NULL)
    {
      kind = bst_snapshot_rules_get_default (subject, &why);
      if (kind == BST_N_SNAPSHOT_KINDS)
        refuse (_ ("no snapshot of “%s” can be taken"), subject->machine, why);
      return kind;
    }

  kind = bst_snapshot_kind_from_nick (options->kind);
  if (!bst_snapshot_rules_can_create (subject, kind, options->mix, &why))
    {
      refuse (_ ("no such snapshot of “%s” can be taken"), subject->machine, why);
      if (bst_snapshot_rules_is_mixing (subject, kind))
        g_printerr ("  %s\n", _ ("With --mix it is taken all the same."));
      return BST_N_SNAPSHOT_KINDS;
    }

  return kind;
}

/* What is to be left out must be there, and of a kind that leaves something out. */
static gboolean
can_exclude (const BstSnapshotSubject *subject, const Options *options, BstSnapshotKind kind)
{
  g_autofree char *machine = bst_cli_escape (subject->machine);

  if (options->excluded != NULL && kind != BST_SNAPSHOT_DISKS)
    {
      bst_cli_usage (
          "snapshot",
          _ ("“--exclude” goes with “--kind disks” alone, and the safest kind for “%s” is "
             "“%s”: it takes all disks"),
          machine, bst_snapshot_kind_to_nick (kind));
      return FALSE;
    }
  for (guint i = 0; options->excluded != NULL && options->excluded[i] != NULL; i++)
    {
      g_autofree char *disk = bst_cli_escape (options->excluded[i]);

      if (bst_snapshot_subject_get_top (subject, options->excluded[i]) != NULL)
        continue;
      bst_cli_usage ("snapshot", _ ("“%s” has no disk “%s” that is written and could be left out"),
                     machine, disk);
      return FALSE;
    }

  return TRUE;
}

/* (nullable): having said why. */
static BstOperation *
create (BstCli *cli,
        BstSnapshots *snapshots,
        const Options *options,
        const char *name,
        BstCliExit *exit)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *suggested = bst_snapshot_rules_suggest_name (subject, now);
  g_autofree char *why = NULL;
  BstSnapshotPlan plan = {
    .name = name != NULL ? name : suggested,
    .description = options->description,
    .excluded = (const char *const *) options->excluded,
    .quiesce = options->quiesce,
    .kind = choose_kind (subject, options),
  };

  if (plan.kind == BST_N_SNAPSHOT_KINDS)
    return NULL;
  if (!can_exclude (subject, options, plan.kind))
    {
      *exit = BST_CLI_USAGE;
      return NULL;
    }
  if (!bst_snapshot_rules_check_name (subject, plan.name, NULL, &why))
    {
      refuse (_ ("“%s” cannot be the name of a snapshot"), plan.name, why);
      return NULL;
    }
  if (options->quiesce && !bst_snapshot_rules_can_quiesce (subject, plan.kind, &why))
    {
      refuse (_ ("the file systems of “%s” cannot be brought to rest"), subject->machine, why);
      return NULL;
    }

  return bst_snapshot_create_new (cli->fleet, snapshots, &plan);
}

/* --- The others --- */

static BstOperation *
revert (BstCli *cli, BstSnapshots *snapshots, const Options *options, const char *name)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  const BstSnapshotFacts *facts = find (snapshots, name);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *suggested = bst_snapshot_rules_suggest_name (subject, now);
  g_autofree char *why = NULL;
  g_autofree char *loss = NULL;
  BstSnapshotPlan first = { .name = suggested };
  BstSnapshotRun run = BST_SNAPSHOT_RUN_AS_THEN;

  if (facts == NULL)
    return NULL;
  if (!bst_snapshot_rules_can_revert (subject, facts, &why))
    {
      refuse (_ ("“%s” cannot be gone back to"), name, why);
      return NULL;
    }
  if (options->first)
    {
      first.kind = choose_kind (subject, &(Options){ 0 });
      if (first.kind == BST_N_SNAPSHOT_KINDS)
        return NULL;
    }
  if (options->run)
    run = BST_SNAPSHOT_RUN;
  else if (options->pause)
    run = BST_SNAPSHOT_PAUSE;
  else if (!bst_snapshot_rules_can_revert_as_then (subject, facts, &why))
    {
      refuse (_ ("“%s” cannot be gone back to"), name, why);
      g_printerr ("  %s\n", _ ("Say --run or --pause."));
      return NULL;
    }
  loss = bst_snapshot_rules_dup_loss (subject, facts, g_get_real_time () / G_USEC_PER_SEC);
  g_printerr ("%s\n", loss);

  return bst_snapshot_revert_new (cli->fleet, snapshots, facts, run, options->force,
                                  options->first ? &first : NULL);
}

static BstOperation *
remove_one (BstCli *cli, BstSnapshots *snapshots, const Options *options, const char *name)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  const BstSnapshotFacts *facts = find (snapshots, name);
  BstSnapshotScope scope = BST_SNAPSHOT_THIS;
  g_autofree char *why = NULL;

  if (facts == NULL)
    return NULL;
  if (options->children_only)
    scope = BST_SNAPSHOT_CHILDREN;
  else if (options->children)
    scope = BST_SNAPSHOT_WITH_CHILDREN;
  if (!bst_snapshot_rules_can_delete (subject, facts, scope, &why))
    {
      refuse (_ ("“%s” cannot be deleted"), name, why);
      return NULL;
    }

  return bst_snapshot_delete_new (cli->fleet, snapshots, facts, scope);
}

static BstOperation *
rename_one (BstCli *cli, BstSnapshots *snapshots, const char *name, const char *new_name)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  const BstSnapshotFacts *facts = find (snapshots, name);
  g_autofree char *why = NULL;

  if (facts == NULL)
    return NULL;
  if (!bst_snapshot_rules_can_rename (subject, facts, &why))
    {
      refuse (_ ("“%s” cannot be renamed"), name, why);
      return NULL;
    }
  if (!bst_snapshot_rules_check_name (subject, new_name, name, &why))
    {
      refuse (_ ("“%s” cannot be the name of a snapshot"), new_name, why);
      return NULL;
    }

  return bst_snapshot_rename_new (cli->fleet, snapshots, facts, new_name);
}

static BstOperation *
describe (BstCli *cli, BstSnapshots *snapshots, const char *name, const char *description)
{
  const BstSnapshotFacts *facts = find (snapshots, name);

  return facts != NULL ? bst_snapshot_describe_new (cli->fleet, snapshots, facts, description) : NULL;
}

static BstOperation *
consolidate (BstCli *cli, BstSnapshots *snapshots)
{
  const BstSnapshotSubject *subject = bst_snapshots_get_subject (snapshots);
  g_autofree char *why = NULL;

  if (!bst_snapshot_rules_can_consolidate (subject, &why))
    {
      refuse (_ ("the disks of “%s” cannot be consolidated"), subject->machine, why);
      return NULL;
    }

  return bst_snapshot_consolidate_new (cli->fleet, snapshots);
}

static const struct
{
  const char *name;
  int least, most; /* arguments after the machine */
} subcommands[] = {
  { "list", 0, 0 },   { "create", 0, 1 },   { "revert", 1, 1 },      { "delete", 1, 1 },
  { "rename", 2, 2 }, { "describe", 2, 2 }, { "consolidate", 0, 0 },
};

/* (nullable): an option that @command does nothing with. */
static const char *
get_misplaced (const Options *options, const char *command)
{
  const struct
  {
    const char *name;
    const char *command; /* that it is for */
    gboolean said;
  } all[] = {
    { "--description", "create", options->description != NULL },
    { "--kind", "create", options->kind != NULL },
    { "--exclude", "create", options->excluded != NULL },
    { "--quiesce", "create", options->quiesce },
    { "--mix", "create", options->mix },
    { "--first", "revert", options->first },
    { "--run", "revert", options->run },
    { "--pause", "revert", options->pause },
    { "--force", "revert", options->force },
    { "--children", "delete", options->children },
    { "--children-only", "delete", options->children_only },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      if (all[i].said && !g_str_equal (all[i].command, command))
        return all[i].name;
    }

  return NULL;
}

/* FALSE: having said what makes no sense, whatever the machine is. */
static gboolean
check_options (const Options *options, const char *command)
{
  const char *misplaced = get_misplaced (options, command);
  BstSnapshotKind kind =
      options->kind != NULL ? bst_snapshot_kind_from_nick (options->kind) : BST_SNAPSHOT_DISKS;

  if (misplaced != NULL)
    bst_cli_usage ("snapshot", _ ("“%s” has no meaning for “%s”"), misplaced, command);
  else if (kind == BST_N_SNAPSHOT_KINDS)
    bst_cli_usage ("snapshot", "%s", _ ("a kind is internal, external or disks"));
  else if (options->excluded != NULL && kind != BST_SNAPSHOT_DISKS)
    bst_cli_usage (
        "snapshot",
        _ ("“--exclude” goes with “--kind disks” alone: of kind “%s”, a snapshot takes all "
           "disks"),
        options->kind);
  else if (options->run && options->pause)
    bst_cli_usage ("snapshot", "%s",
                   _ ("after going back a machine runs or is paused: say one of "
                      "“--run” and “--pause”"));
  else if (options->children && options->children_only)
    bst_cli_usage ("snapshot", "%s", _ ("say one of “--children” and “--children-only”"));
  else
    return TRUE;

  return FALSE;
}

static gboolean
is_right (int argc, char **argv)
{
  for (guint i = 0; argc >= 3 && i < G_N_ELEMENTS (subcommands); i++)
    {
      if (g_str_equal (subcommands[i].name, argv[1]))
        return argc - 3 >= subcommands[i].least && argc - 3 <= subcommands[i].most;
    }

  return FALSE;
}

/* (nullable): having said why; @exit is BST_CLI_USAGE then where what was said makes no sense. */
static BstOperation *
make_operation (BstCli *cli,
                BstSnapshots *snapshots,
                const Options *options,
                int argc,
                char **argv,
                BstCliExit *exit)
{
  const char *command = argv[1];

  if (g_str_equal (command, "create"))
    return create (cli, snapshots, options, argc > 3 ? argv[3] : NULL, exit);
  if (g_str_equal (command, "revert"))
    return revert (cli, snapshots, options, argv[3]);
  if (g_str_equal (command, "delete"))
    return remove_one (cli, snapshots, options, argv[3]);
  if (g_str_equal (command, "rename"))
    return rename_one (cli, snapshots, argv[3], argv[4]);
  if (g_str_equal (command, "describe"))
    return describe (cli, snapshots, argv[3], argv[4]);

  return consolidate (cli, snapshots);
}

static BstCliExit
run (BstCli *cli, const Options *options, int argc, char **argv)
{
  g_autoptr (BstSnapshots) snapshots = NULL;
  g_autoptr (BstOperation) operation = NULL;
  BstCliExit exit;

  bst_cli_open (cli);
  snapshots = open_snapshots (cli, argv[2], &exit);
  if (snapshots == NULL)
    return exit;
  if (g_str_equal (argv[1], "list"))
    return list (cli, snapshots);

  exit = BST_CLI_FAILED;
  operation = make_operation (cli, snapshots, options, argc, argv, &exit);
  if (operation == NULL)
    return exit;

  bst_cli_run (cli, operation);
  bst_cli_run_print (cli, operation);

  return bst_operation_get_state (operation) == BST_OPERATION_STATE_DONE ? BST_CLI_DONE
                                                                         : BST_CLI_FAILED;
}

BstCliExit
bst_cli_snapshot (BstCli *cli, int argc, char **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "description", 'd', 0, G_OPTION_ARG_STRING, &options.description,
      N_ ("create: what it is for"), N_ ("TEXT") },
    { "kind", 0, 0, G_OPTION_ARG_STRING, &options.kind,
      N_ ("create: internal, external or disks, in place of the safest that works"), N_ ("KIND") },
    { "exclude", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.excluded,
      N_ ("create, of kind disks: leave this disk out"), N_ ("DISK") },
    { "quiesce", 0, 0, G_OPTION_ARG_NONE, &options.quiesce,
      N_ ("create, of kind disks: let the guest agent bring file systems to rest"), NULL },
    { "mix", 0, 0, G_OPTION_ARG_NONE, &options.mix,
      N_ ("create: internal and external ones of one machine, knowing what that risks"), NULL },
    { "first", 0, 0, G_OPTION_ARG_NONE, &options.first,
      N_ ("revert: take a snapshot of now before"), NULL },
    { "run", 0, 0, G_OPTION_ARG_NONE, &options.run, N_ ("revert: run after"), NULL },
    { "pause", 0, 0, G_OPTION_ARG_NONE, &options.pause, N_ ("revert: pause after"), NULL },
    { "force", 0, 0, G_OPTION_ARG_NONE, &options.force,
      N_ ("revert: end the machine’s process where it must be"), NULL },
    { "children", 0, 0, G_OPTION_ARG_NONE, &options.children,
      N_ ("delete: all that come from it, too"), NULL },
    { "children-only", 0, 0, G_OPTION_ARG_NONE, &options.children_only,
      N_ ("delete: those that come from it, alone"), NULL },
    { NULL },
  };
  BstCliExit exit;

  if (!bst_cli_parse (cli, &argc, &argv,
                      _ ("list|create|revert|delete|rename|describe|consolidate MACHINE [NAME] "
                         "[TEXT]"),
                      _ ("Lists, takes, goes back to, deletes, renames and describes snapshots, and "
                         "merges overlays."),
                      entries))
    return BST_CLI_USAGE;

  if (!is_right (argc, argv))
    exit = bst_cli_usage ("snapshot", "%s",
                          _ ("“snapshot” takes what to do, a machine, and for most the snapshot’s "
                             "name"));
  else if (!check_options (&options, argv[1]))
    exit = BST_CLI_USAGE;
  else
    exit = run (cli, &options, argc, argv);
  options_clear (&options);

  return exit;
}
