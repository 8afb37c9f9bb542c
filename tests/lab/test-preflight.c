/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "core/bst-thread.h"
#include "lab-fixture.h"
#include "operations/bst-preflight.h"

/* Each check that blocks a migration is made true once, on real hosts; and virsh tries the
 * migration all the same, to show that the check told the truth. The guests stand still: they cost
 * nothing. */

#define ON_A "\"$LAB\" host hosta "
#define ON_B "\"$LAB\" host hostb "
#define VIRSH_A "virsh -q -c qemu+ssh://root@hosta/system "
#define VIRSH_B "virsh -q -c qemu+ssh://root@hostb/system "
#define STAND_STILL(name)                                                                          \
  "\"$LAB\" guest " name " hosta --off && " VIRSH_A "start " name " --paused"
#define COPY "--live --copy-storage-all"

/* libvirtd reads it all again. */
#define RESTART_B "\"$LAB\" restart hostb libvirtd && " ON_B "virsh -q list > /dev/null"

/* A guest with something changed in its definition, by sed, that stands still. */
#define CHANGE(name, change)                                                                       \
  VIRSH_A "dumpxml " name " | sed \"" change "\" > \"$LAB_DIR/" name ".xml\" && " VIRSH_A          \
          "define \"$LAB_DIR/" name ".xml\" && " VIRSH_A "start " name " --paused"
#define CHANGED(name, options, change)                                                             \
  "\"$LAB\" guest " name " hosta --off" options " && " CHANGE (name, change)

#define OVMF "/usr/share/OVMF"
#define UEFI                                                                                       \
  "s|</os>|<loader readonly='yes' type='pflash'>" OVMF "/OVMF_CODE_4M.fd</loader>"                 \
  "<nvram template='" OVMF "/OVMF_VARS_4M.fd'/>&|"
#define TPM "s|</devices>|<tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>&|"

/* Where swtpm_setup, at a first start, makes an authority for certificates: not of the computer. */
#define NO_AUTHORITY ON_A "mount -t tmpfs none /var/lib/swtpm-localca"
#define AUTHORITY ON_A "umount /var/lib/swtpm-localca"

/* Of the firmware's files hostb has this one. */
#define ONLY(file)                                                                                 \
  ON_B "sh -c 'mkdir /run/" file " && cp " OVMF "/" file " /run/" file                             \
       " && mount --bind /run/" file " " OVMF "'"

typedef struct
{
  const char *name;
  const char *guest;
  BstCheckId check;
  const char *file;    /* (nullable): what it needs of the computer, ... */
  const char *package; /* ... and what brings it */
  const char *prepare; /* (nullable): for sh; must work */
  const char *undo;    /* (nullable): ... */
  const char *virsh;   /* how virsh is asked for the same; NULL: it is not libvirt that refuses */
  const char *says;    /* (nullable): what libvirt says then, a part of it */
  gboolean offline;
  gboolean copy;
  BstMigrationWay way;
  gboolean tunnelled;
} Case;

static const Case cases[] = {
  { .name = "own-disk",
    .guest = "still",
    .check = BST_CHECK_DISKS,
    .virsh = "--live",
    .says = "shared storage" },
  { .name = "own-pool",
    .guest = "volume",
    .check = BST_CHECK_DISKS,
    .prepare = "\"$LAB\" guest volume hosta --off && " VIRSH_A
               "pool-define-as images dir --target /var/lib/libvirt/images > /dev/null && " VIRSH_A
               "pool-start images > /dev/null && " CHANGE (
                   "volume",
                   "s|disk type='file'|disk type='volume'|; s|<source file='[^']*/volume|<source "
                   "pool='images' volume='volume|"),
    .virsh = "--live",
    .says = "shared storage" },
  { .name = "pool-inactive",
    .guest = "volume",
    .check = BST_CHECK_DISKS,
    .prepare = VIRSH_B "pool-destroy images",
    .undo = VIRSH_B "pool-start images && " VIRSH_A "destroy volume && " VIRSH_A
                    "pool-destroy images && " VIRSH_A "pool-undefine images",
    .virsh = "--live --unsafe",
    .says = "images" },
  { .name = "not-off", .guest = "still", .check = BST_CHECK_STATE, .offline = TRUE },
  /* As a pull backup that somebody began, and forgot. */
  { .name = "backup",
    .guest = "still",
    .check = BST_CHECK_JOB,
    .copy = TRUE,
    .prepare = "echo \"<domainbackup mode='pull'><server transport='unix' "
               "socket='/var/lib/libvirt/backup'/></domainbackup>\" > \"$LAB_DIR/backup.xml\" "
               "&& " VIRSH_A "backup-begin still \"$LAB_DIR/backup.xml\" > /dev/null",
    .undo = VIRSH_A "domjobabort still",
    .virsh = COPY },
  { .name = "running-there",
    .guest = "still",
    .check = BST_CHECK_NAME,
    .copy = TRUE,
    .prepare =
        "\"$LAB\" guest still hostb --off --uuid $(" VIRSH_A "domuuid still) && " ON_B
        "mv /var/lib/libvirt/images/still.qcow2 /var/lib/libvirt/images/twin.qcow2 && " VIRSH_B
        "dumpxml still | sed s/still.qcow2/twin.qcow2/ > \"$LAB_DIR/twin.xml\" && " VIRSH_B
        "define \"$LAB_DIR/twin.xml\" && " VIRSH_B "start still --paused",
    .undo = VIRSH_B "destroy still && " VIRSH_B "undefine still && " ON_B
                    "rm /var/lib/libvirt/images/twin.qcow2",
    .virsh = COPY,
    .says = "already" },
  { .name = "name-taken",
    .guest = "still",
    .check = BST_CHECK_NAME,
    .copy = TRUE,
    .prepare = "\"$LAB\" guest still hostb --off && " ON_B "rm /var/lib/libvirt/images/still.qcow2",
    .undo = VIRSH_B "undefine still",
    .virsh = COPY,
    .says = "already" },
  { .name = "uuid-taken",
    .guest = "still",
    .check = BST_CHECK_NAME,
    .copy = TRUE,
    .prepare = "\"$LAB\" guest other hostb --off --uuid $(" VIRSH_A "domuuid still)",
    .undo = VIRSH_B "undefine other",
    .virsh = COPY,
    .says = "already" },
  { .name = "network-inactive",
    .guest = "still",
    .check = BST_CHECK_NETWORKS,
    .copy = TRUE,
    .prepare = VIRSH_B "net-destroy default",
    .undo = VIRSH_B "net-start default",
    .virsh = COPY,
    .says = "network" },
  { .name = "network-missing",
    .guest = "lone",
    .check = BST_CHECK_NETWORKS,
    .copy = TRUE,
    .prepare = "echo '<network><name>lone</name></network>' > \"$LAB_DIR/lone-net.xml\" && " VIRSH_A
               "net-define \"$LAB_DIR/lone-net.xml\" && " VIRSH_A
               "net-start lone && " CHANGED ("lone", "", "s|network='default'|network='lone'|"),
    .undo = VIRSH_A "destroy lone && " VIRSH_A "net-destroy lone",
    .virsh = COPY,
    .says = "lone" },
  { .name = "bridge-missing",
    .guest = "bridged",
    .check = BST_CHECK_NETWORKS,
    .copy = TRUE,
    .prepare =
        ON_A "ip link add labbr0 type bridge && \"$LAB\" guest bridged hosta --off && " VIRSH_A
             "attach-interface bridged bridge labbr0 --config && " VIRSH_A "start bridged --paused",
    .undo = VIRSH_A "destroy bridged",
    .virsh = COPY,
    .says = "labbr0" },
  { .name = "kernel-missing",
    .guest = "still",
    .check = BST_CHECK_FILES,
    .copy = TRUE,
    .prepare = ON_B "mount -t tmpfs none /var/lib/libvirt/boot",
    .undo = ON_B "umount /var/lib/libvirt/boot",
    .virsh = COPY,
    .says = "vmlinuz" },
  { .name = "cd-missing",
    .guest = "reader",
    .check = BST_CHECK_FILES,
    .copy = TRUE,
    .prepare = "\"$LAB\" guest reader hosta --off && " ON_A
               "truncate -s 1M /var/lib/libvirt/images/cd.iso && " VIRSH_A
               "attach-disk reader /var/lib/libvirt/images/cd.iso sda --type cdrom --mode readonly "
               "--targetbus sata --config && " VIRSH_A "start reader --paused",
    .undo = VIRSH_A "destroy reader",
    .virsh = COPY,
    .says = "cd.iso" },
  { .name = "snapshots",
    .guest = "off",
    .check = BST_CHECK_SNAPSHOTS,
    .offline = TRUE,
    .prepare = VIRSH_A "snapshot-create-as off one",
    .undo = VIRSH_A "snapshot-delete off one",
    .virsh = "--offline --persistent",
    .says = "snapshot" },
  { .name = "shared-memory",
    .guest = "shmem",
    .check = BST_CHECK_DEVICES,
    .copy = TRUE,
    .prepare = "\"$LAB\" guest shmem hosta --off && " VIRSH_A
               "dumpxml shmem | sed \"s|</devices>|<shmem name='s' role='peer'><model "
               "type='ivshmem-plain'/><size unit='M'>1</size></shmem></devices>|\" > "
               "\"$LAB_DIR/shmem.xml\" && " VIRSH_A "define \"$LAB_DIR/shmem.xml\" && " VIRSH_A
               "start shmem --paused",
    .undo = VIRSH_A "destroy shmem",
    .virsh = COPY,
    .says = "shmem" },
  { .name = "transient-disk",
    .guest = "transient",
    .check = BST_CHECK_DEVICES,
    .copy = TRUE,
    .prepare = "\"$LAB\" guest transient hosta --off && " VIRSH_A
               "dumpxml transient | sed \"s|<target dev='vda'|<transient/>&|\" > "
               "\"$LAB_DIR/transient.xml\" && " VIRSH_A
               "define \"$LAB_DIR/transient.xml\" && " VIRSH_A "start transient --paused",
    .undo = VIRSH_A "destroy transient",
    .virsh = COPY,
    .says = "transient" },
  { .name = "block-job",
    .guest = "still",
    .check = BST_CHECK_JOB,
    .copy = TRUE,
    .prepare = VIRSH_A "blockcopy still vda /var/lib/libvirt/images/copy.qcow2 --format qcow2 "
                       "--transient-job --wait > /dev/null",
    .undo = VIRSH_A "blockjob still vda --abort",
    .virsh = COPY,
    .says = "block job" },
  { .name = "no-room",
    .guest = "full",
    .check = BST_CHECK_SPACE,
    .copy = TRUE,
    .prepare =
        "\"$LAB\" guest full hosta --off && " ON_A
        "qemu-io -f qcow2 -c 'write -P 1 0 8M' /var/lib/libvirt/images/full.qcow2 > /dev/null "
        "&& " VIRSH_A "start full --paused && " ON_B
        "mount -t tmpfs -o size=2M none /var/lib/libvirt/images && " VIRSH_B
        "pool-refresh images > /dev/null",
    .undo = VIRSH_A "destroy full; " ON_B "umount /var/lib/libvirt/images && " VIRSH_B
                    "pool-refresh images > /dev/null",
    .virsh = COPY },
  { .name = "file-in-the-way",
    .guest = "still",
    .check = BST_CHECK_DISKS,
    .copy = TRUE,
    .prepare = ON_B "mkdir -p /var/lib/libvirt/images && " ON_B
                    "touch /var/lib/libvirt/images/still.qcow2",
    .undo = ON_B "rm /var/lib/libvirt/images/still.qcow2" },
  { .name = "unknown-name",
    .guest = "still",
    .check = BST_CHECK_ADDRESS,
    .copy = TRUE,
    .prepare = ON_A "mount --bind /dev/null /etc/hosts",
    .undo = ON_A "umount /etc/hosts",
    .virsh = COPY },
  { .name = "loopback",
    .guest = "still",
    .check = BST_CHECK_ADDRESS,
    .copy = TRUE,
    .prepare =
        ON_A "sh -c 'echo 127.0.1.1 hostb > /run/hosts && mount --bind /run/hosts /etc/hosts'",
    .undo = ON_A "umount /etc/hosts",
    .virsh = COPY },
  { .name = "ports-refused",
    .guest = "still",
    .check = BST_CHECK_PORTS,
    .copy = TRUE,
    .prepare = ON_B "iptables -I INPUT -p tcp --dport 49152:49215 -j REJECT --reject-with "
                    "icmp-admin-prohibited",
    .undo = ON_B "iptables -D INPUT 1",
    .virsh = COPY },
  { .name = "ports-silent",
    .guest = "still",
    .check = BST_CHECK_PORTS,
    .copy = TRUE,
    .prepare = ON_B "iptables -I INPUT -p tcp --dport 49152:49215 -j DROP",
    .undo = ON_B "iptables -D INPUT 1" },
  { .name = "no-login",
    .guest = "still",
    .check = BST_CHECK_LOGIN,
    .copy = TRUE,
    .way = BST_MIGRATION_WAY_PEER_TO_PEER,
    .prepare = ON_A "mount -t tmpfs none \"$LAB_DIR/hosta/home\"",
    .undo = ON_A "umount \"$LAB_DIR/hosta/home\"",
    .virsh = "--p2p " COPY },
  { .name = "tunnel-with-disks",
    .guest = "still",
    .check = BST_CHECK_OPTIONS,
    .copy = TRUE,
    .way = BST_MIGRATION_WAY_PEER_TO_PEER,
    .tunnelled = TRUE,
    .virsh = "--p2p --tunnelled " COPY },
  { .name = "machine-type",
    .guest = "still",
    .check = BST_CHECK_MACHINE_TYPE,
    .copy = TRUE,
    .prepare = ON_B "mount --bind /bin/true /usr/bin/qemu-system-x86_64 && " RESTART_B,
    .undo = ON_B "umount /usr/bin/qemu-system-x86_64 && " RESTART_B,
    .virsh = COPY },
  { .name = "processor",
    .guest = "penryn",
    .check = BST_CHECK_CPU,
    .copy = TRUE,
    .prepare =
        "\"$LAB\" guest penryn hosta --off && " VIRSH_A
        "dumpxml penryn | sed \"/<cpu/,/<.cpu>/d; s|</features>|&<cpu mode='custom' "
        "match='exact'><model>Penryn</model></cpu>|\" > \"$LAB_DIR/penryn.xml\" && " VIRSH_A
        "define \"$LAB_DIR/penryn.xml\" && " VIRSH_A "start penryn --paused && " ON_B
        "sh -c \"sed /Penryn/d /usr/share/libvirt/cpu_map/index.xml > /run/index.xml && mount "
        "--bind /run/index.xml /usr/share/libvirt/cpu_map/index.xml\" && " RESTART_B,
    .undo =
        VIRSH_A "destroy penryn; " ON_B "umount /usr/share/libvirt/cpu_map/index.xml && " RESTART_B,
    .virsh = COPY },
  { .name = "firmware-missing",
    .guest = "uefi",
    .check = BST_CHECK_FIRMWARE,
    .file = OVMF "/OVMF_CODE_4M.fd",
    .package = "ovmf",
    .copy = TRUE,
    .prepare = CHANGED ("uefi", "", UEFI) " && " ONLY ("OVMF_VARS_4M.fd"),
    .undo = VIRSH_A "destroy uefi; " ON_B "umount " OVMF,
    .virsh = COPY,
    .says = "OVMF_CODE_4M.fd" },
  { .name = "firmware-template-missing",
    .guest = "nvram",
    .check = BST_CHECK_FIRMWARE,
    .file = OVMF "/OVMF_VARS_4M.fd",
    .package = "ovmf",
    .copy = TRUE,
    .prepare = CHANGED ("nvram", "", UEFI) " && " ONLY ("OVMF_CODE_4M.fd"),
    .undo = VIRSH_A "destroy nvram; " ON_B "umount " OVMF,
    .virsh = COPY,
    .says = "OVMF_VARS_4M.fd" },
  { .name = "no-swtpm",
    .guest = "tpm",
    .check = BST_CHECK_FIRMWARE,
    .file = "/usr/bin/swtpm_setup",
    .package = "swtpm-tools",
    .copy = TRUE,
    .prepare = NO_AUTHORITY
    " && " CHANGED ("tpm", "", TPM) " && " ON_B
                                    "mount --bind /dev/null /usr/bin/swtpm && " RESTART_B,
    .undo = VIRSH_A "destroy tpm; " AUTHORITY "; " ON_B "umount /usr/bin/swtpm && " RESTART_B,
    .virsh = COPY,
    .says = "TPM" },
  /* libvirt knows nothing of clusters. Only what one looks like: Pacemaker itself takes long. */
  { .name = "cluster",
    .guest = "still",
    .check = BST_CHECK_CLUSTER,
    .copy = TRUE,
    .prepare = "cd \"$LAB_DIR\" && mkdir cluster && cp /bin/sleep cluster/pacemakerd && "
               "echo '<nvpair id=\"c\" name=\"config\" value=\"/etc/pacemaker/still.xml\"/>' > "
               "cluster/resources && "
               "printf '#!/bin/sh\\nexec cat /usr/local/sbin/resources\\n' > cluster/cibadmin && "
               "chmod +x cluster/cibadmin && " ON_A
               "mount --bind \"$LAB_DIR/cluster\" /usr/local/sbin && " ON_A
               "setsid --fork pacemakerd 600 > /dev/null 2>&1",
    .undo = ON_A "sh -c 'kill $(pidof pacemakerd)' && " ON_A "umount -l /usr/local/sbin" },
  /* More than the computer has: of a file, with which the kernel is generous. */
  { .name = "memory",
    .guest = "huge",
    .check = BST_CHECK_MEMORY,
    .copy = TRUE,
    .prepare = CHANGED ("huge",
                        " --memory 524288",
                        "s|<os>|<memoryBacking><source type='file'/><access "
                        "mode='shared'/></memoryBacking>&|"),
    .undo = VIRSH_A "destroy huge" },
};

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
is_skipped (const Case *test)
{
  g_autofree char *why = g_strdup_printf ("the package %s is not installed", test->package);

  if (test->file == NULL || g_file_test (test->file, G_FILE_TEST_EXISTS))
    return FALSE;

  g_test_skip (why);
  return TRUE;
}

static BstMigrationOptions *
new_options (const Case *test)
{
  BstMigrationOptions *options = bst_migration_options_new ();

  options->live = !test->offline;
  options->way = test->way;
  options->tunnelled = test->tunnelled;
  options->copy = test->copy ? BST_MIGRATION_COPY_ALL : BST_MIGRATION_COPY_NONE;

  return options;
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
migrate_by_virsh (const Case *test, gboolean *worked)
{
  g_autofree char *command = g_strdup_printf (
      "timeout 60 " VIRSH_A "migrate %s %s qemu+ssh://root@hostb/system", test->virsh, test->guest);

  return run (command, worked);
}

/* libvirt leaves the disk behind that it made for a migration that failed. */
static void
remove_leftovers (const Case *test)
{
  g_autofree char *command = g_strdup_printf (
      ON_B "rm -f /var/lib/libvirt/images/%s.qcow2 && " VIRSH_B "pool-refresh images > /dev/null",
      test->guest);

  if (test->copy && test->virsh != NULL)
    must (command);
}

static void
test_case (gconstpointer data)
{
  const Case *test = data;
  g_autoptr (BstMigrationOptions) options = new_options (test);
  g_autoptr (BstPreflight) preflight = NULL;
  BstPreflightTarget *target;
  BstPreflightCell *cell;
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;
  gboolean worked = FALSE, blocked;

  if (is_skipped (test))
    return;
  must (test->prepare);
  preflight = check (test->guest, options);
  target = bst_preflight_find (preflight, fixture.hostb);
  cell = bst_preflight_target_get_cell (target, test->check);
  text = bst_preflight_dup_text (preflight, target);
  /* That alone is what is wrong: each blocks by its own check. Now, for it lives on. */
  blocked = bst_preflight_cell_get_verdict (cell) == BST_VERDICT_BLOCK &&
            bst_preflight_target_count (target, BST_VERDICT_BLOCK) == 1;
  if (test->virsh != NULL)
    said = migrate_by_virsh (test, &worked);
  must (test->undo);
  remove_leftovers (test);

  if (!blocked)
    fail ("%s", text);
  if (worked)
    fail ("virsh migrated it all the same: %s", said);
  else if (test->says != NULL && strstr (said, test->says) == NULL)
    fail ("virsh fails, but for another reason: %s", said);
}

/* And where nothing forbids it, it goes. */
static const Case ready_cases[] = {
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
  const Case *ready = data;
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
  static const Case copy = { .copy = TRUE };
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
  static const Case plain = { .copy = TRUE };
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

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/lab/preflight/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
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
