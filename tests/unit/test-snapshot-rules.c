/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "core/bst-thread.h"
#include "formats/bst-snapshot-xml.h"
#include "inventory/bst-snapshot-policy.h"
#include "operations/bst-snapshot-diff.h"
#include "operations/bst-snapshot-operation-private.h"
#include "operations/bst-snapshot-rules.h"
#include "operations/bst-snapshot-surplus.h"

#define UUID "6695eb01-f6a4-8304-79aa-97f2502e193f"

/* A machine as the rules see it, to be changed by each test. */
typedef struct
{
  const char *driver;
  gulong libvirt;
  BstMachineState state;
  gboolean managed_save;
  gboolean offline;
  gboolean transient;
  const char *firmware; /* attributes of <os> */
  const char *nvram;
  const char *format;
  const char *type;
  const char *source;
  const char *backing; /* (nullable): XML */
  const char *devices; /* (nullable): more of them */
  const char *more;    /* (nullable): beside the devices */
} Setup;

static const Setup plain = {
  .driver = "QEMU",
  .libvirt = 9000000,
  .state = BST_MACHINE_STATE_RUNNING,
  .firmware = "",
  .nvram = "",
  .format = "qcow2",
  .type = "file",
  .source = "file='/images/web.qcow2'",
};

static BstMachine *
make_machine (const Setup *setup)
{
  g_autoptr (BstHost) host = bst_host_new (1, "hosta", "qemu:///system");
  g_autoptr (BstHostFacts) facts = bst_host_facts_new ();
  g_autoptr (BstDomainFacts) domain = bst_domain_facts_new (UUID, "web");
  BstMachine *machine;

  facts->driver = g_strdup (setup->driver);
  facts->libvirt_version = setup->libvirt;
  bst_host_set_facts (host, facts);
  bst_host_set_state (host, setup->offline ? BST_HOST_STATE_LOST : BST_HOST_STATE_ONLINE, NULL);
  machine = bst_machine_new (host, UUID, "web");
  domain->known = BST_DOMAIN_KNOWN_STATE | BST_DOMAIN_KNOWN_FLAGS | BST_DOMAIN_KNOWN_CONFIG |
                  BST_DOMAIN_KNOWN_SIZE | BST_DOMAIN_KNOWN_SNAPSHOTS;
  domain->state = setup->state;
  domain->persistent = !setup->transient;
  domain->managed_save = setup->managed_save;
  domain->memory_kib = 2 * 1024 * 1024;
  domain->xml = g_strdup ("<domain/>");
  bst_machine_apply_facts (machine, domain);

  return machine;
}

static BstSnapshotSubject *
make (const Setup *setup, GPtrArray *snapshots)
{
  g_autoptr (BstMachine) machine = make_machine (setup);
  g_autoptr (GPtrArray) none = bst_snapshot_facts_array_new ();
  g_autofree char *xml = g_strdup_printf (
      "<domain type='kvm'><name>web</name><uuid>" UUID "</uuid><memory>2097152</memory>"
      "<vcpu>2</vcpu><os %s><type arch='x86_64'>hvm</type>%s</os><devices>"
      "<disk type='%s' device='disk'><driver type='%s'/><source %s/>%s<target dev='vda'/></disk>"
      "%s</devices>%s</domain>",
      setup->firmware, setup->nvram, setup->type, setup->format, setup->source,
      setup->backing != NULL ? setup->backing : "", setup->devices != NULL ? setup->devices : "",
      setup->more != NULL ? setup->more : "");

  return bst_snapshot_subject_new (machine, xml, NULL, snapshots != NULL ? snapshots : none,
                                   BST_UNKNOWN, TRUE);
}

static BstSnapshotFacts *
add (GPtrArray *snapshots,
     const char *name,
     const char *parent,
     BstSnapshotKind kind,
     const char *base,
     const char *file)
{
  BstSnapshotFacts *facts = bst_snapshot_facts_new (name);
  BstSnapshotDisk *disk = bst_snapshot_facts_add_disk (facts, "vda");

  facts->parent = g_strdup (parent);
  facts->kind = kind;
  facts->created_at = 1000 + snapshots->len;
  disk->kind = g_strdup (bst_snapshot_kind_is_external (kind) ? "external" : "internal");
  disk->base = g_strdup (base);
  disk->file = g_strdup (file);
  g_ptr_array_add (snapshots, facts);

  return facts;
}

#define BASE "/images/web.qcow2"

/* A reason is a sentence, and there is one exactly where the answer is no. */
static void
assert_answer (gboolean yes, const char *why, gboolean expected, const char *words)
{
  g_assert_true (yes == expected);
  g_assert_true ((why == NULL) == expected);
  if (expected)
    return;
  g_test_message ("%s", why);
  g_assert_true (g_str_has_suffix (why, "."));
  g_assert_nonnull (strstr (why, words));
}

static void
check_create (const BstSnapshotSubject *subject, BstSnapshotKind kind, const char *against)
{
  g_autofree char *why = NULL;
  gboolean yes = bst_snapshot_rules_can_create (subject, kind, FALSE, &why);

  assert_answer (yes, why, against == NULL, against);
}

static void
check (const Setup *setup,
       const char *internal,
       const char *external,
       const char *disks,
       BstSnapshotKind best)
{
  g_autoptr (BstSnapshotSubject) subject = make (setup, NULL);
  g_autofree char *why = NULL;

  check_create (subject, BST_SNAPSHOT_INTERNAL, internal);
  check_create (subject, BST_SNAPSHOT_EXTERNAL, external);
  check_create (subject, BST_SNAPSHOT_DISKS, disks);
  g_assert_cmpint (bst_snapshot_rules_get_default (subject, &why), ==, best);
  g_assert_nonnull (why);
  g_assert_true (g_str_has_suffix (why, "."));
}

static void
test_create (void)
{
  Setup setup = plain;

  check (&setup, NULL, NULL, NULL, BST_SNAPSHOT_INTERNAL);
  setup.state = BST_MACHINE_STATE_SHUTOFF;
  check (&setup, NULL, "off", NULL, BST_SNAPSHOT_INTERNAL);
  setup.managed_save = TRUE;
  check (&setup, NULL, "saved state", "saved state", BST_SNAPSHOT_INTERNAL);

  setup = plain;
  setup.format = "raw";
  check (&setup, "raw", NULL, NULL, BST_SNAPSHOT_DISKS);
  setup.libvirt = 9009000;
  check (&setup, "raw", NULL, NULL, BST_SNAPSHOT_EXTERNAL);

  setup = plain;
  setup.type = "block";
  setup.format = "raw";
  setup.source = "dev='/dev/vg/web'";
  check (&setup, "raw", "no file", "no file", BST_N_SNAPSHOT_KINDS);

  setup = plain;
  setup.devices = "<hostdev mode='subsystem' type='pci'/>";
  check (&setup, "device of the host", "device of the host", NULL, BST_SNAPSHOT_DISKS);
  setup.state = BST_MACHINE_STATE_SHUTOFF;
  check (&setup, NULL, "off", NULL, BST_SNAPSHOT_INTERNAL);

  setup = plain;
  setup.offline = TRUE;
  check (&setup, "not connected", "not connected", "not connected", BST_N_SNAPSHOT_KINDS);

  setup = plain;
  setup.driver = "TEST";
  check (&setup, NULL, "Only QEMU", "Only QEMU", BST_SNAPSHOT_INTERNAL);
}

/* What ties a machine to its host keeps its memory from being written down, too. */
static void
test_ties (void)
{
  static const struct
  {
    const char *devices;
    const char *more;
    const char *against;
  } cases[] = {
    { "<filesystem><driver type='virtiofs'/><target dir='a'/></filesystem>", NULL, "virtiofs" },
    { "<shmem name='a'><model type='ivshmem-plain'/></shmem>", NULL, "shares memory" },
    { "<shmem name='a' role='master'><model type='ivshmem-plain'/></shmem>", NULL, NULL },
    { "<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>", NULL, "device" },
    { "<interface type='hostdev'/>", NULL, "device" },
    { "<disk type='nvme' device='disk'><driver type='qcow2'/><source type='pci' namespace='1'/>"
      "<target dev='vdb'/></disk>",
      NULL, "NVMe" },
    { NULL, "<launchSecurity type='sev'/>", "encrypted" },
    { NULL, "<cpu><feature policy='require' name='invtsc'/></cpu>", "invtsc" },
    { "<filesystem><target dir='a'/></filesystem>", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (BstSnapshotSubject) subject = NULL;
      Setup setup = plain;

      setup.devices = cases[i].devices;
      setup.more = cases[i].more;
      subject = make (&setup, NULL);
      check_create (subject, BST_SNAPSHOT_INTERNAL, cases[i].against);
      check_create (subject, BST_SNAPSHOT_EXTERNAL,
                    i == 5 ? "no file" : cases[i].against); /* nor a place for an overlay */
    }
}

/* A disk that can have no overlay is left out, and that is said; memory goes with all disks or none. */
static void
test_left_out (void)
{
  g_autoptr (BstSnapshotSubject) subject = NULL;
  g_autofree char *why = NULL;
  Setup setup = plain;

  setup.format = "raw";
  setup.devices = "<disk type='block' device='disk'><driver type='raw'/><source dev='/dev/vg/web'/>"
                  "<target dev='vdb'/></disk>";
  check (&setup, "raw", "vdb is no file", NULL, BST_SNAPSHOT_DISKS);
  subject = make (&setup, NULL);
  bst_snapshot_rules_get_default (subject, &why);
  g_assert_nonnull (strstr (why, "vdb is no file, and is left out."));
  g_assert_null (strstr (why, "vda is no file"));
  g_assert_true (bst_snapshot_rules_can_overlay (subject->chains->pdata[0], NULL));
  g_assert_false (bst_snapshot_rules_can_overlay (subject->chains->pdata[1], NULL));
}

static void
test_uefi (void)
{
  Setup setup = plain;

  setup.firmware = "firmware='efi'";
  check (&setup, "UEFI", NULL, NULL, BST_SNAPSHOT_DISKS);
  setup.libvirt = 10009000;
  check (&setup, "UEFI", NULL, NULL, BST_SNAPSHOT_EXTERNAL);
  setup.libvirt = 10010000;
  check (&setup, "NVRAM", NULL, NULL, BST_SNAPSHOT_EXTERNAL);
  setup.nvram = "<nvram format='qcow2'>/a</nvram>";
  check (&setup, NULL, NULL, NULL, BST_SNAPSHOT_INTERNAL);
}

/* Nothing mixes silently, in either direction. */
static void
test_mixing (void)
{
  g_autoptr (GPtrArray) internal = bst_snapshot_facts_array_new ();
  g_autoptr (GPtrArray) external = bst_snapshot_facts_array_new ();
  g_autoptr (BstSnapshotSubject) subject = NULL;
  Setup setup = plain;

  add (internal, "a", NULL, BST_SNAPSHOT_INTERNAL, BASE, NULL);
  subject = make (&setup, internal);
  check_create (subject, BST_SNAPSHOT_DISKS, "internal snapshots");
  g_assert_true (bst_snapshot_rules_is_mixing (subject, BST_SNAPSHOT_DISKS));
  g_assert_false (bst_snapshot_rules_is_mixing (subject, BST_SNAPSHOT_INTERNAL));
  g_assert_true (bst_snapshot_rules_can_create (subject, BST_SNAPSHOT_DISKS, TRUE, NULL));

  g_clear_pointer (&subject, bst_snapshot_subject_unref);
  add (external, "e", NULL, BST_SNAPSHOT_DISKS, BASE, "/images/web.e.qcow2");
  setup.source = "file='/images/web.e.qcow2'";
  subject = make (&setup, external);
  check_create (subject, BST_SNAPSHOT_INTERNAL, "External");
  check_create (subject, BST_SNAPSHOT_DISKS, NULL);
  g_assert_cmpint (bst_snapshot_rules_get_default (subject, NULL), ==, BST_SNAPSHOT_DISKS);
}

static char *
dup_against_overlay (GPtrArray *snapshots, const char *name, gboolean mixes)
{
  const BstSnapshotRequestDisk disks[] = {
    { .target = "vda", .included = TRUE, .file = "/images/web.again.qcow2" },
  };
  g_autofree char *xml = bst_snapshot_xml_build (&(BstSnapshotRequest){
      .name = name, .kind = BST_SNAPSHOT_DISKS, .disks = disks, .n_disks = 1 });
  g_autoptr (BstSnapshotSubject) subject = make (&plain, snapshots);
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();
  BstSnapshotStep step = {
    .kind = BST_SNAPSHOT_STEP_CREATE, .name = (char *)name, .text = xml, .mixes = mixes
  };

  g_ptr_array_add (steps, &step);

  return bst_snapshot_steps_dup_against (steps, BST_SNAPSHOT_CREATE_KIND, subject);
}

/* What was right when it was asked for may not be when it begins, or is tried again. */
static void
test_begin (void)
{
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  g_autofree char *before = dup_against_overlay (snapshots, "o", FALSE);
  g_autofree char *mixing = NULL;
  g_autofree char *knowingly = NULL;
  g_autofree char *taken = NULL;

  add (snapshots, "i", NULL, BST_SNAPSHOT_INTERNAL, BASE, NULL);
  mixing = dup_against_overlay (snapshots, "o", FALSE);
  knowingly = dup_against_overlay (snapshots, "o", TRUE);
  taken = dup_against_overlay (snapshots, "i", TRUE);
  g_assert_cmpstr (before, ==, NULL);
  assert_answer (FALSE, mixing, FALSE, "internal snapshots");
  g_assert_cmpstr (knowingly, ==, NULL);
  assert_answer (FALSE, taken, FALSE, "already");
}

static void
check_revert (const Setup *setup, GPtrArray *snapshots, const char *name, const char *against)
{
  g_autoptr (BstSnapshotSubject) subject = make (setup, snapshots);
  g_autofree char *why = NULL;
  gboolean yes = bst_snapshot_rules_can_revert (
      subject, bst_snapshot_facts_find (snapshots, name), &why);

  assert_answer (yes, why, against == NULL, against);
}

static void
test_revert (void)
{
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  Setup setup = plain;

  add (snapshots, "in", NULL, BST_SNAPSHOT_INTERNAL, BASE, NULL);
  add (snapshots, "out", "in", BST_SNAPSHOT_DISKS, BASE, "/images/web.out.qcow2");
  check_revert (&setup, snapshots, "in", NULL);
  check_revert (&setup, snapshots, "out", "9.9");
  setup.libvirt = 9009000;
  check_revert (&setup, snapshots, "out", NULL);
  setup.firmware = "firmware='efi'";
  check_revert (&setup, snapshots, "in", "UEFI");

  /* Going back to it would leave the overlay behind. */
  setup = plain;
  setup.source = "file='/images/web.out.qcow2'";
  check_revert (&setup, snapshots, "in", "another image");

  setup = plain;
  setup.state = BST_MACHINE_STATE_SHUTOFF;
  setup.managed_save = TRUE;
  check_revert (&setup, snapshots, "in", "saved state");

  /* QEMU kept nothing. */
  add (snapshots, "a\"b", "in", BST_SNAPSHOT_INTERNAL, BASE, NULL)->has_memory = TRUE;
  check_revert (&plain, snapshots, "a\"b", "quotation");
}

static char *
dup_against_revert (const BstSnapshotSubject *subject, const char *name, BstSnapshotRun run)
{
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();
  BstSnapshotStep step = { .kind = BST_SNAPSHOT_STEP_REVERT, .name = (char *)name, .run = run };

  g_ptr_array_add (steps, &step);

  return bst_snapshot_steps_dup_against (steps, BST_SNAPSHOT_REVERT_KIND, subject);
}

/* A machine that only runs, and is not defined, is never off: libvirt is to be told what else. */
static void
test_revert_transient (void)
{
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  g_autoptr (BstSnapshotSubject) subject = NULL;
  g_autofree char *as_then = NULL;
  g_autofree char *run = NULL;
  g_autofree char *why = NULL;
  Setup setup = plain;
  gboolean yes;

  add (snapshots, "off", NULL, BST_SNAPSHOT_INTERNAL, BASE, NULL);
  add (snapshots, "on", "off", BST_SNAPSHOT_INTERNAL, BASE, NULL)->has_memory = TRUE;
  setup.transient = TRUE;
  subject = make (&setup, snapshots);
  check_revert (&setup, snapshots, "off", NULL);
  yes = bst_snapshot_rules_can_revert_as_then (subject, snapshots->pdata[0], &why);
  assert_answer (yes, why, FALSE, "not defined");
  g_assert_true (bst_snapshot_rules_can_revert_as_then (subject, snapshots->pdata[1], NULL));
  as_then = dup_against_revert (subject, "off", BST_SNAPSHOT_RUN_AS_THEN);
  assert_answer (FALSE, as_then, FALSE, "not defined");
  run = dup_against_revert (subject, "off", BST_SNAPSHOT_PAUSE);
  g_assert_cmpstr (run, ==, NULL);

  g_clear_pointer (&subject, bst_snapshot_subject_unref);
  subject = make (&plain, snapshots);
  g_assert_true (bst_snapshot_rules_can_revert_as_then (subject, snapshots->pdata[0], NULL));
}

static void
check_delete (const Setup *setup,
              GPtrArray *snapshots,
              const char *name,
              BstSnapshotScope scope,
              const char *against)
{
  g_autoptr (BstSnapshotSubject) subject = make (setup, snapshots);
  g_autofree char *why = NULL;
  gboolean yes = bst_snapshot_rules_can_delete (
      subject, bst_snapshot_facts_find (snapshots, name), scope, &why);

  assert_answer (yes, why, against == NULL, against);
}

static void
assert_order (char **order, const char *expected)
{
  g_autofree char *joined = g_strjoinv (" ", order);

  g_assert_cmpstr (joined, ==, expected);
  g_strfreev (order);
}

static void
test_delete_internal (void)
{
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  g_autoptr (BstSnapshotSubject) subject = NULL;
  const BstSnapshotFacts *root = add (snapshots, "a", NULL, BST_SNAPSHOT_INTERNAL, BASE, NULL);

  add (snapshots, "b", "a", BST_SNAPSHOT_INTERNAL, BASE, NULL);
  add (snapshots, "c", "b", BST_SNAPSHOT_INTERNAL, BASE, NULL);
  add (snapshots, "d", "a", BST_SNAPSHOT_INTERNAL, BASE, NULL);
  add (snapshots, "e", NULL, BST_SNAPSHOT_INTERNAL, BASE, NULL);
  subject = make (&plain, snapshots);

  check_delete (&plain, snapshots, "a", BST_SNAPSHOT_THIS, NULL);
  check_delete (&plain, snapshots, "a", BST_SNAPSHOT_WITH_CHILDREN, NULL);
  check_delete (&plain, snapshots, "a", BST_SNAPSHOT_CHILDREN, NULL);
  check_delete (&plain, snapshots, "c", BST_SNAPSHOT_CHILDREN, "No other");
  assert_order (bst_snapshot_rules_get_delete_order (subject, root, BST_SNAPSHOT_THIS), "a");
  assert_order (bst_snapshot_rules_get_delete_order (subject, root, BST_SNAPSHOT_CHILDREN),
                "c d b");
  assert_order (bst_snapshot_rules_get_delete_order (subject, root, BST_SNAPSHOT_WITH_CHILDREN),
                "c d b a");
  g_assert_cmpuint (bst_snapshot_subject_count_children (subject, root), ==, 2);
}

#define CHAIN                                                                                      \
  "<backingStore type='file'><format type='qcow2'/><source file='/images/web.e1.qcow2'/>"          \
  "<backingStore type='file'><format type='qcow2'/><source file='" BASE "'/><backingStore/>"       \
  "</backingStore></backingStore>"

static void
test_delete_external (void)
{
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  g_autoptr (BstSnapshotSubject) subject = NULL;
  Setup setup = plain;

  add (snapshots, "e1", NULL, BST_SNAPSHOT_DISKS, BASE, "/images/web.e1.qcow2");
  add (snapshots, "e2", "e1", BST_SNAPSHOT_DISKS, "/images/web.e1.qcow2", "/images/web.e2.qcow2");
  setup.source = "file='/images/web.e2.qcow2'";
  setup.backing = CHAIN;
  check_delete (&setup, snapshots, "e1", BST_SNAPSHOT_THIS, NULL);
  check_delete (&setup, snapshots, "e2", BST_SNAPSHOT_THIS, NULL);
  check_delete (&setup, snapshots, "e1", BST_SNAPSHOT_WITH_CHILDREN, NULL);
  subject = make (&setup, snapshots);
  assert_order (bst_snapshot_rules_get_merge_order (subject), "e2 e1");
  assert_order (bst_snapshot_rules_get_foreign_disks (subject), "");
  g_assert_true (bst_snapshot_rules_can_consolidate (subject, NULL));
  g_clear_pointer (&subject, bst_snapshot_subject_unref);

  /* Of a machine that is off, libvirt tells no chain: the snapshots know it. */
  setup.backing = NULL;
  setup.state = BST_MACHINE_STATE_SHUTOFF;
  subject = make (&setup, snapshots);
  assert_order (bst_snapshot_rules_get_merge_order (subject), "e2 e1");
  g_assert_true (bst_snapshot_rules_can_consolidate (subject, NULL));
  g_clear_pointer (&subject, bst_snapshot_subject_unref);
  check_delete (&setup, snapshots, "e2", BST_SNAPSHOT_THIS, NULL);
  check_delete (&setup, snapshots, "e1", BST_SNAPSHOT_THIS, "newest");
  check_delete (&setup, snapshots, "e1", BST_SNAPSHOT_WITH_CHILDREN, NULL);
  setup.state = BST_MACHINE_STATE_RUNNING;

  setup.libvirt = 8000000;
  check_delete (&setup, snapshots, "e2", BST_SNAPSHOT_THIS, "9.0");
  setup.libvirt = 9000000;

  /* An internal one inside its overlay would be lost. */
  add (snapshots, "i", "e1", BST_SNAPSHOT_INTERNAL, "/images/web.e1.qcow2", NULL);
  check_delete (&setup, snapshots, "e1", BST_SNAPSHOT_THIS, "More than one");
  g_ptr_array_remove_index (snapshots, 1);
  setup.source = "file='/images/web.e1.qcow2'";
  check_delete (&setup, snapshots, "e1", BST_SNAPSHOT_THIS, "internal");
}

static void
check_consolidate (const Setup *setup, GPtrArray *snapshots, const char *against)
{
  g_autoptr (BstSnapshotSubject) subject = make (setup, snapshots);
  g_autofree char *why = NULL;
  gboolean yes = bst_snapshot_rules_can_consolidate (subject, &why);

  assert_answer (yes, why, against == NULL, against);
}

/* What is not of the chain itself would lose what it stands on. */
static void
test_consolidate_branches (void)
{
  static const BstMachineState states[] = { BST_MACHINE_STATE_RUNNING, BST_MACHINE_STATE_SHUTOFF };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
      Setup setup = plain;

      setup.state = states[i];
      setup.source = "file='/images/web.e2.qcow2'";
      setup.backing = states[i] == BST_MACHINE_STATE_RUNNING ? CHAIN : NULL;
      add (snapshots, "e1", NULL, BST_SNAPSHOT_DISKS, BASE, "/images/web.e1.qcow2");
      add (snapshots, "e2", "e1", BST_SNAPSHOT_DISKS, "/images/web.e1.qcow2", "/images/web.e2.qcow2");
      check_consolidate (&setup, snapshots, NULL);

      add (snapshots, "i", "e2", BST_SNAPSHOT_INTERNAL, "/images/web.e2.qcow2", NULL);
      check_consolidate (&setup, snapshots, "“i” is inside");
      g_ptr_array_remove_index (snapshots, 2);
      add (snapshots, "b", "e1", BST_SNAPSHOT_DISKS, "/images/web.e1.qcow2", "/images/web.b.qcow2");
      check_consolidate (&setup, snapshots, "“b” is of another branch");
      g_ptr_array_remove_index (snapshots, 2);
      add (snapshots, "c", NULL, BST_SNAPSHOT_DISKS, BASE, "/images/web.c.qcow2");
      check_consolidate (&setup, snapshots, "“c” is of another branch");
    }
}

/* Overlays that no snapshot knows are copied together, never merged into what others may stand on. */
static void
test_foreign (void)
{
  g_autoptr (BstSnapshotSubject) subject = NULL;
  g_autofree char *why = NULL;
  gboolean yes;
  Setup setup = plain;

  setup.source = "file='/images/web.clone.qcow2'";
  setup.backing = CHAIN;
  subject = make (&setup, NULL);
  assert_order (bst_snapshot_rules_get_foreign_disks (subject), "vda");
  assert_order (bst_snapshot_rules_get_merge_order (subject), "");
  g_assert_true (bst_snapshot_rules_can_consolidate (subject, NULL));
  g_clear_pointer (&subject, bst_snapshot_subject_unref);

  subject = make (&plain, NULL);
  yes = bst_snapshot_rules_can_consolidate (subject, &why);
  assert_answer (yes, why, FALSE, "one image");
}

static void
test_rename (void)
{
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  g_autoptr (BstSnapshotSubject) subject = NULL;
  const BstSnapshotFacts *in = add (snapshots, "in", NULL, BST_SNAPSHOT_INTERNAL, BASE, NULL);
  const BstSnapshotFacts *out = add (snapshots, "out", NULL, BST_SNAPSHOT_DISKS, BASE, "/o");
  g_autofree char *why = NULL;
  gboolean yes;

  subject = make (&plain, snapshots);
  yes = bst_snapshot_rules_can_rename (subject, in, &why);
  assert_answer (yes, why, FALSE, "inside the images");
  g_assert_true (bst_snapshot_rules_can_rename (subject, out, NULL));
}

/* Whatever it is that may not be done. */
static void
check_held (const BstSnapshotSubject *subject,
            const BstSnapshotFacts *snapshot,
            const char *against)
{
  g_autofree char *create = NULL;
  g_autofree char *revert = NULL;
  g_autofree char *delete = NULL;
  g_autofree char *rename = NULL;
  g_autofree char *describe = NULL;
  g_autofree char *consolidate = NULL;

  bst_snapshot_rules_can_create (subject, BST_SNAPSHOT_DISKS, FALSE, &create);
  bst_snapshot_rules_can_revert (subject, snapshot, &revert);
  bst_snapshot_rules_can_delete (subject, snapshot, BST_SNAPSHOT_THIS, &delete);
  bst_snapshot_rules_can_rename (subject, snapshot, &rename);
  bst_snapshot_rules_can_describe (subject, &describe);
  bst_snapshot_rules_can_consolidate (subject, &consolidate);
  assert_answer (FALSE, create, FALSE, against);
  assert_answer (FALSE, revert, FALSE, against);
  assert_answer (FALSE, delete, FALSE, against);
  assert_answer (FALSE, rename, FALSE, against);
  assert_answer (FALSE, describe, FALSE, against);
  assert_answer (FALSE, consolidate, FALSE, against);
  g_assert_false (bst_snapshot_rules_is_mixing (subject, BST_SNAPSHOT_DISKS));
  g_assert_cmpint (bst_snapshot_rules_get_default (subject, NULL), ==, BST_N_SNAPSHOT_KINDS);
}

/* libvirt would do none of it before its host is done with the machine: nor what was asked for
 * before. */
static void
test_held (void)
{
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  g_autoptr (GPtrArray) steps = g_ptr_array_new ();
  g_autoptr (BstSnapshotSubject) subject = NULL;
  const BstSnapshotFacts *out = add (snapshots, "out", NULL, BST_SNAPSHOT_DISKS, BASE, "/o");
  BstSnapshotStep step = { .kind = BST_SNAPSHOT_STEP_DELETE, .name = (char *)"out" };
  g_autofree char *free = NULL;
  g_autofree char *held = NULL;
  Setup setup = plain;

  setup.source = "file='/o'";
  g_ptr_array_add (steps, &step);
  subject = make (&setup, snapshots);
  g_assert_false (bst_snapshot_subject_is_held (subject));
  free = bst_snapshot_steps_dup_against (steps, BST_SNAPSHOT_DELETE_KIND, subject);
  g_assert_cmpstr (free, ==, NULL);

  subject->busy = TRUE;
  check_held (subject, out, "until that is over");
  held = bst_snapshot_steps_dup_against (steps, BST_SNAPSHOT_DELETE_KIND, subject);
  assert_answer (FALSE, held, FALSE, "until that is over");
  subject->taking = TRUE;
  check_held (subject, out, "being taken");
}

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    const char *against;
  } cases[] = {
    { "plain", NULL },
    { "<b>& 'quoted'<b>", NULL },
    { "a \"quoted\" one", "quotation" },
    { "back\\slash", "backslash" },
    { "ñ — 雪", NULL },
    { "", "needs" },
    { "a/b", "/" },
    { ".hidden", "full stop" },
    { "two\nlines", "one line" },
    { " a", "space" },
    { "a ", "space" },
    { "\xff", "UTF-8" },
    { "taken", "already" },
  };
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  g_autoptr (BstSnapshotSubject) subject = NULL;
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 3, 1, 9, 30, 0);
  g_autofree char *fits = g_strnfill (247, 'x');
  g_autofree char *longer = g_strnfill (248, 'x');
  g_autofree char *suggested = NULL;

  add (snapshots, "taken", NULL, BST_SNAPSHOT_INTERNAL, BASE, NULL);
  add (snapshots, "2026-03-01 09:30", NULL, BST_SNAPSHOT_INTERNAL, BASE, NULL);
  subject = make (&plain, snapshots);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *why = NULL;
      gboolean yes = bst_snapshot_rules_check_name (subject, cases[i].name, NULL, &why);

      assert_answer (yes, why, cases[i].against == NULL, cases[i].against);
    }
  g_assert_true (bst_snapshot_rules_check_name (subject, "taken", "taken", NULL));
  g_assert_true (bst_snapshot_rules_check_name (subject, fits, NULL, NULL));
  g_assert_false (bst_snapshot_rules_check_name (subject, longer, NULL, NULL));
  suggested = bst_snapshot_rules_suggest_name (subject, now);
  g_assert_cmpstr (suggested, ==, "2026-03-01 09:30 (2)");
}

static void
test_paths (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_local (2026, 3, 1, 9, 30, 0);
  g_autofree char *longest = g_strnfill (251, 'y');
  g_autofree char *plain_path =
      bst_snapshot_rules_make_path (BASE, "a/<b> & ñ", now, "qcow2");
  g_autofree char *long_path = bst_snapshot_rules_make_path ("/x", longest, now, "qcow2");
  g_autofree char *file = g_path_get_basename (long_path);

  g_assert_cmpstr (plain_path, ==, "/images/web.a--b-------20260301-093000.qcow2");
  g_assert_cmpuint (strlen (file), <, 200);
  g_assert_null (bst_snapshot_rules_make_path ("pool/volume", "a", now, "qcow2"));
  g_assert_null (bst_snapshot_rules_make_path (NULL, "a", now, "qcow2"));
}

static void
test_costs (void)
{
  g_autoptr (BstSnapshotSubject) subject = make (&plain, NULL);
  g_autofree char *text = bst_snapshot_rules_dup_estimate (subject, BST_SNAPSHOT_INTERNAL);
  g_autofree char *loss = NULL;
  g_autoptr (BstSnapshotFacts) facts = bst_snapshot_facts_new ("a");
  guint64 seconds, bytes;

  bst_snapshot_rules_estimate (subject, BST_SNAPSHOT_INTERNAL, &seconds, &bytes);
  g_assert_cmpuint (seconds, >, 5);
  g_assert_cmpuint (bytes, ==, G_GUINT64_CONSTANT (2) * 1024 * 1024 * 1024);
  g_assert_nonnull (strstr (text, "2.0\302\240GiB"));
  bst_snapshot_rules_estimate (subject, BST_SNAPSHOT_DISKS, &seconds, &bytes);
  g_assert_cmpuint (seconds, ==, 0);

  facts->created_at = 1000;
  loss = bst_snapshot_rules_dup_loss (subject, facts, 1000 + 3 * 3600);
  g_assert_nonnull (strstr (loss, "3 hours"));
  g_assert_nonnull (strstr (loss, "plug"));
}

static void
test_diff (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "unit", "data", "snapshot-internal.xml", NULL);
  g_autofree char *xml = NULL;
  g_autoptr (BstSnapshotSubject) subject = make (&plain, NULL);
  g_autoptr (BstSnapshotFacts) facts = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GString) told = g_string_new (NULL);

  g_assert_true (g_file_get_contents (path, &xml, NULL, NULL));
  facts = bst_snapshot_xml_parse (xml, -1, NULL);
  changes = bst_snapshot_diff_make (subject, facts, xml);
  for (guint i = 0; i < changes->len; i++)
    {
      const BstSnapshotChange *change = changes->pdata[i];

      g_string_append_printf (told, "%s: %s -> %s\n", change->what, change->then, change->now);
    }
  g_test_message ("%s", told->str);
  g_assert_nonnull (strstr (told->str, "Memory: 256.0\302\240MiB -> 2.0\302\240GiB"));
  g_assert_nonnull (strstr (told->str, "Virtual CPUs: 1 -> 2"));
  g_assert_nonnull (strstr (told->str, "Disk sda: empty -> \n"));
  g_assert_null (strstr (told->str, "Disk vda"));
}

/* A halted machine is neither running nor off, then as now. */
static void
test_diff_state (void)
{
  g_autoptr (BstSnapshotFacts) facts = bst_snapshot_facts_new ("a");
  g_autoptr (BstSnapshotSubject) running = make (&plain, NULL);
  g_autoptr (BstSnapshotSubject) paused = NULL;
  g_autoptr (GPtrArray) changes = NULL;
  Setup setup = plain;

  facts->has_memory = TRUE;
  facts->state = g_strdup ("paused");
  changes = bst_snapshot_diff_make (running, facts, NULL);
  g_assert_cmpuint (changes->len, ==, 1);
  g_assert_cmpstr (((BstSnapshotChange *)changes->pdata[0])->then, ==, "paused");
  g_assert_cmpstr (((BstSnapshotChange *)changes->pdata[0])->now, ==, "running");

  setup.state = BST_MACHINE_STATE_PAUSED;
  paused = make (&setup, NULL);
  g_clear_pointer (&changes, g_ptr_array_unref);
  changes = bst_snapshot_diff_make (paused, facts, NULL);
  g_assert_cmpuint (changes->len, ==, 0);
}

static void
check_surplus (const Setup *setup,
               GPtrArray *snapshots,
               guint keep,
               const char *surplus,
               const char *expected_stuck)
{
  g_autoptr (BstSnapshotSubject) subject = make (setup, snapshots);
  const BstSnapshotFacts *stuck;
  g_autofree char *why = NULL;
  const BstSnapshotFacts *found =
      bst_snapshot_surplus_find (subject, "daily", keep, &stuck, &why);

  g_assert_cmpstr (found != NULL ? found->name : NULL, ==, surplus);
  g_assert_cmpstr (stuck != NULL ? stuck->name : NULL, ==, expected_stuck);
  g_assert_true ((why != NULL) == (stuck != NULL));
}

/* The oldest go; where they cannot, it is known which and why, and no newer one goes for them. */
static void
test_surplus (void)
{
  g_autoptr (GPtrArray) snapshots = bst_snapshot_facts_array_new ();
  Setup setup = plain;

  add (snapshots, "mine", NULL, BST_SNAPSHOT_DISKS, BASE, "/images/web.m.qcow2");
  add (snapshots, "e1", "mine", BST_SNAPSHOT_DISKS, "/images/web.m.qcow2", "/images/web.e1.qcow2")
      ->policy = g_strdup ("daily");
  add (snapshots, "e2", "e1", BST_SNAPSHOT_DISKS, "/images/web.e1.qcow2", "/images/web.e2.qcow2")
      ->policy = g_strdup ("daily");
  setup.source = "file='/images/web.e2.qcow2'";
  check_surplus (&setup, snapshots, 2, NULL, NULL);
  check_surplus (&setup, snapshots, 1, "e1", NULL);
  setup.state = BST_MACHINE_STATE_SHUTOFF;
  check_surplus (&setup, snapshots, 1, NULL, "e1");
  check_surplus (&setup, snapshots, 2, NULL, NULL);
}

static gint64
at (int year, int month, int day, int hour, int minute)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (year, month, day, hour, minute, 0);

  return g_date_time_to_unix (time);
}

static void
test_policy (void)
{
  BstSnapshotPolicy policy = { .keep = { 7, 4 }, .minute = 3 * 60, .weekday = 7 };

  /* Sunday, the 1st of March 2026. */
  policy.taken[BST_SNAPSHOT_DAILY] = at (2026, 3, 1, 2, 59);
  g_assert_cmpint (bst_snapshot_policy_get_next (&policy, BST_SNAPSHOT_DAILY), ==,
                   at (2026, 3, 1, 3, 0));
  policy.taken[BST_SNAPSHOT_DAILY] = at (2026, 3, 1, 3, 0);
  g_assert_cmpint (bst_snapshot_policy_get_next (&policy, BST_SNAPSHOT_DAILY), ==,
                   at (2026, 3, 2, 3, 0));
  policy.taken[BST_SNAPSHOT_WEEKLY] = at (2026, 3, 1, 3, 0);
  g_assert_cmpint (bst_snapshot_policy_get_next (&policy, BST_SNAPSHOT_WEEKLY), ==,
                   at (2026, 3, 8, 3, 0));
  policy.taken[BST_SNAPSHOT_WEEKLY] = at (2026, 2, 27, 12, 0);
  g_assert_cmpint (bst_snapshot_policy_get_next (&policy, BST_SNAPSHOT_WEEKLY), ==,
                   at (2026, 3, 1, 3, 0));
  policy.keep[BST_SNAPSHOT_WEEKLY] = 0;
  g_assert_cmpint (bst_snapshot_policy_get_next (&policy, BST_SNAPSHOT_WEEKLY), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  bst_thread_init ();

  g_test_add_func ("/snapshot-rules/create", test_create);
  g_test_add_func ("/snapshot-rules/ties", test_ties);
  g_test_add_func ("/snapshot-rules/uefi", test_uefi);
  g_test_add_func ("/snapshot-rules/left-out", test_left_out);
  g_test_add_func ("/snapshot-rules/mixing", test_mixing);
  g_test_add_func ("/snapshot-rules/begin", test_begin);
  g_test_add_func ("/snapshot-rules/revert", test_revert);
  g_test_add_func ("/snapshot-rules/revert-transient", test_revert_transient);
  g_test_add_func ("/snapshot-rules/delete-internal", test_delete_internal);
  g_test_add_func ("/snapshot-rules/delete-external", test_delete_external);
  g_test_add_func ("/snapshot-rules/consolidate-branches", test_consolidate_branches);
  g_test_add_func ("/snapshot-rules/foreign", test_foreign);
  g_test_add_func ("/snapshot-rules/rename", test_rename);
  g_test_add_func ("/snapshot-rules/held", test_held);
  g_test_add_func ("/snapshot-rules/names", test_names);
  g_test_add_func ("/snapshot-rules/paths", test_paths);
  g_test_add_func ("/snapshot-rules/costs", test_costs);
  g_test_add_func ("/snapshot-rules/diff", test_diff);
  g_test_add_func ("/snapshot-rules/diff-state", test_diff_state);
  g_test_add_func ("/snapshot-rules/surplus", test_surplus);
  g_test_add_func ("/snapshot-rules/policy", test_policy);

  return g_test_run ();
}
