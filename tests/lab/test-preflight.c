/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/bst-thread.h"
#include "lab-fixture.h"
#include "preflight-cases.h"

/* Each check that blocks a migration is made true once, on real hosts; and virsh tries the
 * migration all the same, to show that the check told the truth. The guests stand still: they cost
 * nothing. */

typedef struct
{
  Lab lab;
  BstHost *hosta;
  BstHost *hostb;
} Fixture;

static Fixture fixture;

static void
on_ended (GObject *process, GAsyncResult *result, gpointer data)
{
  char **text = data;

  g_subprocess_communicate_utf8_finish (G_SUBPROCESS (process), result, text, NULL, NULL);
  if (*text == NULL)
    *text = g_strdup ("");
}

/* What it printed, errors too. */
static char *
run (const char *command, gboolean *worked)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error,
                        "sh", "-c", command, NULL);
  char *text = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_ended, &text);
  LAB_AWAIT (180, text != NULL);
  *worked = g_subprocess_get_successful (process);

  return text;
}

/* The other cases are to be tried all the same. */
static void G_GNUC_PRINTF (1, 2) fail (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_test_message ("%s", text);
  g_test_fail ();
}

static void
must (const char *command)
{
  gboolean worked;
  g_autofree char *said = command != NULL ? run (command, &worked) : NULL;

  if (command != NULL && !worked)
    fail ("failed: %s\n%s", command, said);
}

static gboolean
is_skipped (const PreflightCase *test)
{
  g_autofree char *why = NULL;
  g_autofree char *said = NULL;
  gboolean possible = TRUE;

  if (test->file != NULL && !g_file_test (test->file, G_FILE_TEST_EXISTS))
    why = g_strdup_printf ("the package %s is not installed", test->package);
  else if (test->possible != NULL)
    said = run (test->possible, &possible);
  if (!possible)
    why = g_strdup_printf ("%s: %s", test->package, said);
  if (why == NULL)
    return FALSE;

  g_test_skip (why);
  return TRUE;
}

static BstMigrationOptions *
new_options (const PreflightCase *test)
{
  BstMigrationOptions *options = bst_migration_options_new ();

  options->live = !test->offline;
  options->way = test->way;
  options->tunnelled = test->tunnelled;
  options->copy = test->incremental ? BST_MIGRATION_COPY_INCREMENTAL
                  : test->copy      ? BST_MIGRATION_COPY_ALL
                                    : BST_MIGRATION_COPY_NONE;
  if (test->pool != NULL)
    bst_migration_options_add_disk (options, "vda")->pool = g_strdup (test->pool);

  return options;
}

static gboolean
is_called (const char *hostname)
{
  const BstHostFacts *facts = bst_host_get_facts (fixture.hostb);

  return facts != NULL && g_strcmp0 (facts->hostname, hostname) == 0;
}

/* A host tells its name once a connection, soon after it is online. */
static void
connect_anew (const char *hostname)
{
  bst_fleet_disconnect_host (fixture.lab.fleet, fixture.hostb);
  LAB_AWAIT (10, bst_host_get_state (fixture.hostb) == BST_HOST_STATE_OFFLINE);
  bst_fleet_connect_host (fixture.lab.fleet, fixture.hostb);
  LAB_AWAIT (30, bst_host_get_state (fixture.hostb) == BST_HOST_STATE_ONLINE &&
                     is_called (hostname));
}

static BstPreflight *
check (const char *guest, const BstMigrationOptions *options)
{
  BstMachine *machine;
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  BstPreflight *preflight;

  LAB_AWAIT (30, bst_host_get_state (fixture.hosta) == BST_HOST_STATE_ONLINE &&
                     bst_host_get_state (fixture.hostb) == BST_HOST_STATE_ONLINE);
  LAB_AWAIT (20, lab_find (&fixture.lab, fixture.hosta, guest) != NULL);
  machine = lab_find (&fixture.lab, fixture.hosta, guest);
  g_ptr_array_add (machines, machine);
  preflight = bst_preflight_new (fixture.lab.fleet, machines, options);
  LAB_AWAIT (15, bst_preflight_is_settled (preflight));

  return preflight;
}

static char *
migrate_by_virsh (const PreflightCase *test, gboolean *worked)
{
  g_autofree char *command = g_strdup_printf (
      "timeout 60 " VIRSH_A "migrate %s %s qemu+ssh://root@hostb/system", test->virsh, test->guest);

  return run (command, worked);
}

/* libvirt leaves the disk behind that it made for a migration that failed. */
static void
remove_leftovers (const PreflightCase *test)
{
  g_autofree char *command = g_strdup_printf (
      ON_B "rm -f /var/lib/libvirt/images/%s.qcow2 && " VIRSH_B "pool-refresh images > /dev/null",
      test->guest);

  if ((test->copy || test->incremental) && test->virsh != NULL)
    must (command);
}

static void
test_case (gconstpointer data)
{
  const PreflightCase *test = data;
  g_autoptr (BstMigrationOptions) options = new_options (test);
  g_autoptr (BstPreflight) preflight = NULL;
  BstPreflightTarget *target;
  BstPreflightCell *cell;
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;
  BstVerdict verdict = test->warns ? BST_VERDICT_WARN : BST_VERDICT_BLOCK;
  gboolean worked = FALSE, told;

  if (is_skipped (test))
    return;
  must (test->prepare);
  if (test->hostname != NULL)
    connect_anew (test->hostname);
  preflight = check (test->guest, options);
  target = bst_preflight_find (preflight, fixture.hostb);
  cell = bst_preflight_target_get_cell (target, test->check);
  text = bst_preflight_dup_text (preflight, target);
  /* That alone is what is wrong: each blocks by its own check. Now, for it lives on. */
  told = bst_preflight_cell_get_verdict (cell) == verdict &&
         bst_preflight_target_count (target, BST_VERDICT_BLOCK) == (test->warns ? 0 : 1);
  must (test->ready);
  if (test->virsh != NULL)
    said = migrate_by_virsh (test, &worked);
  must (test->undo);
  if (test->hostname != NULL)
    connect_anew ("hostb");
  remove_leftovers (test);

  if (!told)
    fail ("%s", text);
  if (worked)
    fail ("virsh migrated it all the same: %s", said);
  else if (test->says != NULL && strstr (said, test->says) == NULL &&
           (test->or_says == NULL || strstr (said, test->or_says) == NULL))
    fail ("virsh fails, but for another reason: %s", said);
}

/* And where nothing forbids it, it goes. */
static const PreflightCase ready_cases[] = {
  { .name = "ready", .guest = "still", .copy = TRUE, .virsh = COPY },
  { .name = "ready-firmware",
    .guest = "ready",
    .file = OVMF "/OVMF_CODE_4M.fd",
    .package = "ovmf",
    .copy = TRUE,
    .prepare = CHANGED ("ready", "", UEFI),
    .virsh = COPY },
  { .name = "ready-tpm",
    .guest = "sealed",
    .file = "/usr/bin/swtpm_setup",
    .package = "swtpm-tools",
    .copy = TRUE,
    .prepare = NO_AUTHORITY " && " CHANGED ("sealed", "", TPM),
    .undo = AUTHORITY,
    .virsh = COPY },
};

static void
test_ready (gconstpointer data)
{
  const PreflightCase *ready = data;
  g_autoptr (BstMigrationOptions) options = new_options (ready);
  g_autoptr (BstPreflight) preflight = NULL;
  BstPreflightTarget *target;
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;
  gboolean worked;

  if (is_skipped (ready))
    return;
  must (ready->prepare);
  preflight = check (ready->guest, options);
  target = bst_preflight_find (preflight, fixture.hostb);
  text = bst_preflight_dup_text (preflight, target);
  if (bst_preflight_target_get_verdict (target) != BST_VERDICT_PASS)
    fail ("not ready:\n%s", text);
  g_assert_true (bst_preflight_get_best (preflight) == target);
  said = migrate_by_virsh (ready, &worked);
  if (!worked)
    fail ("it does not go: %s", said);
  must (ready->undo);
}

static void
test_not_connected (void)
{
  static const PreflightCase copy = { .copy = TRUE };
  g_autoptr (BstMigrationOptions) options = new_options (&copy);
  g_autoptr (BstPreflight) preflight = check ("off", options);
  BstPreflightTarget *target = bst_preflight_find (preflight, fixture.hostb);
  BstPreflightCell *cell = bst_preflight_target_get_cell (target, BST_CHECK_CONNECTED);

  g_assert_cmpint (bst_preflight_cell_get_verdict (cell), ==, BST_VERDICT_PASS);
  bst_fleet_disconnect_host (fixture.lab.fleet, fixture.hostb);
  LAB_AWAIT (10, bst_preflight_cell_get_verdict (cell) == BST_VERDICT_BLOCK);
  g_assert_null (bst_preflight_get_best (preflight));
  bst_fleet_connect_host (fixture.lab.fleet, fixture.hostb);
  LAB_AWAIT (30, bst_preflight_is_settled (preflight) &&
                     bst_preflight_cell_get_verdict (cell) == BST_VERDICT_PASS);
}

/* A kind of host that has nothing to do with the machine's. */
static void
test_driver (void)
{
  static const PreflightCase plain = { .copy = TRUE };
  g_autoptr (BstMigrationOptions) options = new_options (&plain);
  BstHost *host = lab_add_host (&fixture.lab, "test:///default", "toy");
  g_autoptr (BstPreflight) preflight = NULL;
  g_autofree char *said = NULL;
  gboolean worked;

  LAB_AWAIT (10, bst_host_get_state (host) == BST_HOST_STATE_ONLINE);
  preflight = check ("still", options);
  g_assert_cmpint (bst_preflight_cell_get_verdict (bst_preflight_target_get_cell (
                       bst_preflight_find (preflight, host), BST_CHECK_DRIVER)),
                   ==, BST_VERDICT_BLOCK);
  /* The real host goes before the toy. */
  g_assert_true (bst_preflight_get_best (preflight) ==
                 bst_preflight_find (preflight, fixture.hostb));
  said = run ("timeout 30 " VIRSH_A "migrate --live --unsafe still test:///default", &worked);
  g_assert_false (worked);
  bst_inventory_remove_host (fixture.lab.inventory, host);
}

static void
add_cases (const PreflightCase *cases)
{
  for (guint i = 0; cases[i].name != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/lab/preflight/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
}

int
main (int argc, char *argv[])
{
  int status;

  bst_thread_init ();
  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  lab_set_up (&fixture.lab, NULL);
  fixture.hosta = lab_bring_online (&fixture.lab, "hosta");
  fixture.hostb = lab_bring_online (&fixture.lab, "hostb");
  /* libvirt by itself copies disks into a pool alone. */
  must ("\"$LAB\" trust && " STAND_STILL (
      "still") " && \"$LAB\" guest off hosta --off && " ON_B
               "mkdir -p /var/lib/libvirt/images && " VIRSH_B
               "pool-define-as images dir --target /var/lib/libvirt/images > /dev/null && " VIRSH_B
               "pool-autostart images > /dev/null && " VIRSH_B "pool-start images > /dev/null");

  add_cases (preflight_storage_cases);
  add_cases (preflight_host_cases);
  g_test_add_func ("/lab/preflight/not-connected", test_not_connected);
  g_test_add_func ("/lab/preflight/driver", test_driver);
  for (guint i = 0; i < G_N_ELEMENTS (ready_cases); i++)
    {
      g_autofree char *path = g_strconcat ("/lab/preflight/", ready_cases[i].name, NULL);

      g_test_add_data_func (path, &ready_cases[i], test_ready);
    }
  status = g_test_run ();
  lab_tear_down (&fixture.lab, NULL);

  return status;
}
