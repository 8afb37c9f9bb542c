/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "core/bst-error.h"
#include "operations/bst-migration-verdict.h"

/* Where a machine is, by what two hosts say: each way that a migration may have ended. */

#define THERE(state_, reason_)                                                                     \
  {                                                                                                \
    .there = TRUE, .state = BST_MACHINE_STATE_##state_, .reason = reason_                          \
  }

static const struct
{
  const char *name;
  gboolean live;
  gboolean keep_source;
  BstMigrationSight sight;
  BstMigrationVerdict verdict;
  gboolean kept_before;
} cases[] = {
  { "moved", TRUE, FALSE, { .destination = THERE (RUNNING, 3) }, BST_MIGRATION_AT_DESTINATION },
  { "moved, still defined",
    TRUE,
    FALSE,
    { THERE (SHUTOFF, 4), THERE (RUNNING, 3) },
    BST_MIGRATION_AT_DESTINATION },
  { "moved, paused by its user",
    TRUE,
    FALSE,
    { .destination = THERE (PAUSED, 1) },
    BST_MIGRATION_AT_DESTINATION },
  { "stayed", TRUE, FALSE, { .source = THERE (RUNNING, 1) }, BST_MIGRATION_AT_SOURCE },
  { "stayed, defined at the destination",
    TRUE,
    FALSE,
    { THERE (RUNNING, 1), THERE (SHUTOFF, 0) },
    BST_MIGRATION_AT_SOURCE },
  { "arriving", TRUE, FALSE, { THERE (RUNNING, 1), THERE (PAUSED, 2) }, BST_MIGRATION_UNDER_WAY },
  { "on both", TRUE, FALSE, { THERE (RUNNING, 1), THERE (RUNNING, 3) }, BST_MIGRATION_AT_BOTH },
  { "post-copy failed",
    TRUE,
    FALSE,
    { THERE (PAUSED, 13), THERE (PAUSED, 13) },
    BST_MIGRATION_TORN },
  { "post-copy failed, the destination gone",
    TRUE,
    FALSE,
    { THERE (PAUSED, 13), THERE (SHUTOFF, 6) },
    BST_MIGRATION_TORN },
  { "on neither", TRUE, FALSE, { .source = THERE (SHUTOFF, 3) }, BST_MIGRATION_AT_NEITHER },
  { "gone", TRUE, FALSE, { { 0 }, { 0 } }, BST_MIGRATION_AT_NEITHER },
  { "shut down meanwhile", TRUE, FALSE, { .source = THERE (SHUTOFF, 1) }, BST_MIGRATION_ENDED },
  { "off, moved",
    FALSE,
    FALSE,
    { .destination = THERE (SHUTOFF, 0) },
    BST_MIGRATION_AT_DESTINATION },
  { "off, stayed", FALSE, FALSE, { .source = THERE (SHUTOFF, 0) }, BST_MIGRATION_AT_SOURCE },
  { "off, on both",
    FALSE,
    FALSE,
    { THERE (SHUTOFF, 0), THERE (SHUTOFF, 0) },
    BST_MIGRATION_AT_BOTH },
  { "off, kept at both",
    FALSE,
    TRUE,
    { THERE (SHUTOFF, 0), THERE (SHUTOFF, 0) },
    BST_MIGRATION_AT_DESTINATION },
  /* What was there before proves nothing, whichever way it was to be kept. */
  { "off, kept at both, the destination’s from before",
    FALSE,
    TRUE,
    { THERE (SHUTOFF, 0), THERE (SHUTOFF, 0) },
    BST_MIGRATION_AT_SOURCE,
    TRUE },
  { "off, on both, the destination’s from before",
    FALSE,
    FALSE,
    { THERE (SHUTOFF, 0), THERE (SHUTOFF, 0) },
    BST_MIGRATION_AT_SOURCE,
    TRUE },
  { "off, moved onto the one from before",
    FALSE,
    FALSE,
    { .destination = THERE (SHUTOFF, 0) },
    BST_MIGRATION_AT_DESTINATION,
    TRUE },
};

static void
test_judge (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const BstMigrationAim aim = { .live = cases[i].live,
                                    .keep_source = cases[i].keep_source,
                                    .kept_before = cases[i].kept_before };

      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (bst_migration_verdict_judge (&cases[i].sight, &aim), ==, cases[i].verdict);
    }
}

static void
test_job (void)
{
  const BstMigrationAim aim = { .live = TRUE };
  BstMigrationSight sight = { THERE (RUNNING, 1), { 0 } };

  sight.source.job = BST_JOB_MIGRATION_OUT;
  g_assert_cmpint (bst_migration_verdict_judge (&sight, &aim), ==, BST_MIGRATION_UNDER_WAY);
  sight.source.job = BST_JOB_BACKUP;
  g_assert_cmpint (bst_migration_verdict_judge (&sight, &aim), ==, BST_MIGRATION_AT_SOURCE);

  /* libvirt keeps the job of one whose post-copy broke off. */
  sight.source = (BstMachineLook)THERE (PAUSED, 13);
  sight.source.job = BST_JOB_MIGRATION_OUT;
  g_assert_cmpint (bst_migration_verdict_judge (&sight, &aim), ==, BST_MIGRATION_TORN);
}

/* Copies that nobody may run from: of anything else, nobody is told that they are unfinished. */
static void
test_copies (void)
{
  const BstMigrationSight off = { THERE (SHUTOFF, 1), { 0 } };
  const BstMigrationSight arrived = { { 0 }, THERE (SHUTOFF, 1) };

  g_assert_true (bst_migration_verdict_leaves_copies (BST_MIGRATION_ENDED, &off));
  g_assert_false (bst_migration_verdict_leaves_copies (BST_MIGRATION_ENDED, &arrived));
  g_assert_false (bst_migration_verdict_leaves_copies (BST_MIGRATION_AT_NEITHER, &off));
}

static GError *
judge_end (BstMigrationVerdict verdict,
           const BstMigrationSight *sight,
           gboolean cancelled,
           const GError *said,
           char **outcome)
{
  BstMigrationEnd end = {
    .name = "web",
    .source = "hosta",
    .destination = "hostb",
    .live = TRUE,
    .cancelled = cancelled,
    .error = said,
    .verdict = verdict,
    .sight = sight,
  };

  return bst_migration_end_judge (&end, outcome);
}

/* What libvirt said counts for less than where the machine is. */
static void
test_end (void)
{
  const BstMigrationSight both = { THERE (PAUSED, 2), THERE (RUNNING, 3) };
  const BstMigrationSight stayed = { .source = THERE (RUNNING, 1) };
  const BstMigrationSight torn = { THERE (PAUSED, 13), THERE (SHUTOFF, 6) };
  const BstMigrationSight parted = { THERE (PAUSED, 13), THERE (PAUSED, 2) };
  const BstMigrationSight moved = { .destination = THERE (RUNNING, 3) };
  g_autoptr (GError) said = bst_error_new (BST_ERROR_LOST, "Look", NULL, "The link broke");
  g_autoptr (GError) error = NULL;
  g_autofree char *outcome = NULL;

  error = judge_end (BST_MIGRATION_AT_DESTINATION, &moved, FALSE, said, &outcome);
  g_assert_no_error (error);
  g_assert_nonnull (strstr (outcome, "hostb"));
  g_clear_pointer (&outcome, g_free);

  error = judge_end (BST_MIGRATION_AT_DESTINATION, &moved, TRUE, NULL, &outcome);
  g_assert_no_error (error);
  g_clear_pointer (&outcome, g_free);

  error = judge_end (BST_MIGRATION_AT_SOURCE, &stayed, FALSE, said, &outcome);
  g_assert_error (error, BST_ERROR, BST_ERROR_LOST);
  g_assert_nonnull (strstr (outcome, "runs on hosta"));
  g_clear_pointer (&outcome, g_free);
  g_clear_error (&error);

  error = judge_end (BST_MIGRATION_AT_SOURCE, &stayed, TRUE, said, &outcome);
  g_assert_error (error, BST_ERROR, BST_ERROR_CANCELLED);
  g_clear_pointer (&outcome, g_free);
  g_clear_error (&error);

  error = judge_end (BST_MIGRATION_TORN, &torn, FALSE, NULL, &outcome);
  g_assert_error (error, BST_ERROR, BST_ERROR_SPLIT);
  g_assert_nonnull (strstr (error->message, "hosta: stopped half-way; hostb: Off"));
  g_assert_nonnull (strstr (bst_error_get_remedy (error), "lost"));
  g_clear_pointer (&outcome, g_free);
  g_clear_error (&error);

  error = judge_end (BST_MIGRATION_TORN, &parted, FALSE, NULL, &outcome);
  g_assert_error (error, BST_ERROR, BST_ERROR_SPLIT);
  g_assert_nonnull (strstr (bst_error_get_remedy (error), "still there"));
  g_clear_pointer (&outcome, g_free);
  g_clear_error (&error);

  error = judge_end (BST_MIGRATION_AT_BOTH, &both, FALSE, NULL, &outcome);
  g_assert_error (error, BST_ERROR, BST_ERROR_SPLIT);
  g_assert_nonnull (strstr (error->message, "hosta"));
  g_assert_nonnull (strstr (error->message, "hostb"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/migration-verdict/judge", test_judge);
  g_test_add_func ("/migration-verdict/job", test_job);
  g_test_add_func ("/migration-verdict/copies", test_copies);
  g_test_add_func ("/migration-verdict/end", test_end);

  return g_test_run ();
}
