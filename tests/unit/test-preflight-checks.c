/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <string.h>

#include "operations/bst-preflight-target.h"

/* Each check on plain facts: where it passes, warns and blocks. */

#define UUID "8a4a0b4c-58a5-4d0e-9a1d-2f9d8f0f1c77"
#define DISK                                                                                       \
  "<disk type='file'><driver name='qemu' type='qcow2'/><source file='/srv/a.qcow2'/>"              \
  "<target dev='vda'/></disk>"

#define KVM_CPU "<cpu mode='custom' check='full'><model>Nehalem</model></cpu>"

/* What can be wrong, in one place: a test changes what it is about. */
typedef struct
{
  BstMigrationOptions *options;
  BstMachineSurvey *machine;
  BstFitSurvey fit;
  BstRoadLook road;
  BstRoadLook login;
  BstPreflightPlace source;
  BstPreflightPlace target;
  BstHostFacts facts[2];
  BstHostSurvey survey;
  BstHostLook *looks[2];
  GPtrArray *pools;
  BstPreflightCase subject;
  GPtrArray *findings;
} Fixture;

static void
free_domain (gpointer data)
{
  BstSurveyDomain *domain = data;

  g_free (domain->name);
  g_free (domain);
}

static void
free_network (gpointer data)
{
  BstSurveyNetwork *network = data;

  g_free (network->name);
  g_free (network);
}

static void
set_machine (Fixture *f, const char *head, const char *devices)
{
  g_autofree char *xml = g_strdup_printf ("<domain type='kvm'><name>web</name><uuid>" UUID
                                          "</uuid><memory unit='GiB'>1</memory>"
                                          "<vcpu>2</vcpu>%s<devices>%s</devices></domain>",
                                          head, devices);
  BstMachineSurvey *machine = g_new0 (BstMachineSurvey, 1);
  BstDiskSize *size = g_new0 (BstDiskSize, 1);

  machine->needs = bst_migration_needs_parse (xml, -1, NULL);
  g_assert_nonnull (machine->needs);
  machine->sizes = g_ptr_array_new ();
  size->target = g_strdup ("vda");
  size->allocation = 1000;
  size->capacity = 10000;
  g_ptr_array_add (machine->sizes, size);
  machine->active = TRUE;
  machine->persistent = TRUE;
  f->machine = machine;
  f->subject.machine = machine;
}

static const char *const paths[] = { "/srv/a.qcow2",  "/srv/base.qcow2", "/dev/lun",
                                     "/boot/vmlinuz", "/iso/cd.iso",     "/nvram/VARS.fd",
                                     "/ovmf/CODE.fd", "/ovmf/VARS.fd",   NULL };

static BstPathLook *
path_of (Fixture *f, guint host, const char *path)
{
  return (BstPathLook *)bst_host_look_find (f->looks[host], path);
}

static BstHostLook *
new_look (void)
{
  BstHostLook *look = bst_host_look_parse ("time 1.0\nuser 0\nbridge br0\ndevice eth0\n", paths,
                                           G_USEC_PER_SEC, G_USEC_PER_SEC);

  for (guint i = 0; i < look->paths->len; i++)
    {
      BstPathLook *path = look->paths->pdata[i];

      path->state = BST_PATH_THERE;
      path->inode = 100 + i;
      path->size = 4096;
      path->magic = 0x6969;
      path->free = 100000;
    }

  return look;
}

static void
add_network (Fixture *f, const char *name, gboolean active)
{
  BstSurveyNetwork *network = g_new0 (BstSurveyNetwork, 1);

  network->name = g_strdup (name);
  network->active = active;
  g_ptr_array_add (f->survey.networks, network);
}

static void
add_domain (Fixture *f, const char *name, const char *uuid, gboolean active)
{
  BstSurveyDomain *domain = g_new0 (BstSurveyDomain, 1);

  domain->name = g_strdup (name);
  g_strlcpy (domain->uuid, uuid, sizeof domain->uuid);
  domain->active = active;
  g_ptr_array_add (f->survey.domains, domain);
}

static void
add_pool (Fixture *f, const char *xml, gboolean active)
{
  BstStoragePool *pool = bst_storage_pool_parse (xml, -1, NULL);

  g_assert_nonnull (pool);
  pool->active = active;
  g_ptr_array_add (f->pools, pool);
}

static void
set_up (Fixture *f, gconstpointer data)
{
  memset (f, 0, sizeof *f);
  f->options = bst_migration_options_new ();
  f->findings = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_finding_free);
  f->pools = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_storage_pool_free);
  f->survey.memory_free_kib = 8 * 1024 * 1024;
  f->survey.domains = g_ptr_array_new_with_free_func (free_domain);
  f->survey.networks = g_ptr_array_new_with_free_func (free_network);
  for (guint i = 0; i < 2; i++)
    {
      f->facts[i] = (BstHostFacts){
        .driver = (char *)"QEMU",
        .arch = (char *)"x86_64",
        .cpu_model = (char *)"Nehalem",
        .hostname = (char *)"b",
        .driver_version = 7002000,
        .libvirt_version = 9000000,
        .memory_kib = 16 * 1024 * 1024,
        .acceleration = BST_ACCELERATION_KVM,
      };
      f->looks[i] = new_look ();
    }
  f->source = (BstPreflightPlace){ .name = "a",
                                   .state = BST_HOST_STATE_ONLINE,
                                   .facts = &f->facts[0],
                                   .pools = f->pools,
                                   .look = f->looks[0] };
  f->target = (BstPreflightPlace){ .name = "b",
                                   .state = BST_HOST_STATE_ONLINE,
                                   .facts = &f->facts[1],
                                   .survey = &f->survey,
                                   .pools = f->pools,
                                   .look = f->looks[1] };
  f->fit.machine = BST_FIT_GOOD;
  f->fit.cpu = BST_FIT_GOOD;
  f->road = (BstRoadLook){ .asked = TRUE,
                           .name = (char *)"b",
                           .address = (char *)"10.0.0.2",
                           .ports = { BST_ROAD_OPEN, BST_ROAD_OPEN } };
  f->login.login = BST_ROAD_OPEN;
  f->subject = (BstPreflightCase){ .name = "web",
                                   .options = f->options,
                                   .source = &f->source,
                                   .target = &f->target,
                                   .fit = &f->fit,
                                   .road = &f->road,
                                   .login = &f->login };
  set_machine (f, "", DISK);
}

static void
free_machine (Fixture *f)
{
  for (guint i = 0; i < f->machine->sizes->len; i++)
    {
      BstDiskSize *size = f->machine->sizes->pdata[i];

      g_free (size->target);
      g_free (size);
    }
  bst_machine_survey_free (f->machine);
}

static void
replace_machine (Fixture *f, const char *head, const char *devices)
{
  free_machine (f);
  set_machine (f, head, devices);
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  free_machine (f);
  g_ptr_array_unref (f->findings);
  g_ptr_array_unref (f->pools);
  g_ptr_array_unref (f->survey.domains);
  g_ptr_array_unref (f->survey.networks);
  bst_host_look_free (f->looks[0]);
  bst_host_look_free (f->looks[1]);
  bst_migration_options_free (f->options);
}

static BstVerdict
run (Fixture *f, BstCheckId check)
{
  BstVerdict verdict;

  g_ptr_array_set_size (f->findings, 0);
  verdict = bst_check_run (check, &f->subject, f->findings);
  for (guint i = 0; i < f->findings->len; i++)
    {
      const BstFinding *finding = f->findings->pdata[i];

      /* Who is told of something is told what to do, too. */
      g_assert_cmpstr (finding->reason, !=, NULL);
      g_assert_true (finding->verdict < BST_VERDICT_WARN || finding->remedy != NULL);
    }

  return verdict;
}

#define PASSES(check) g_assert_cmpint (run (f, check), ==, BST_VERDICT_PASS)
#define WARNS(check) g_assert_cmpint (run (f, check), ==, BST_VERDICT_WARN)
#define BLOCKS(check)                                                                              \
  g_assert_cmpint (run (f, check), ==, BST_VERDICT_BLOCK);                                         \
  g_assert_nonnull (((BstFinding *)f->findings->pdata[0])->reason)
#define NONE(check) g_assert_cmpint (run (f, check), ==, BST_VERDICT_NONE)
#define WAITS(check) g_assert_cmpint (run (f, check), ==, BST_VERDICT_PENDING)

static void
test_all_pass (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < BST_N_CHECKS; i++)
    g_assert_cmpint (run (f, i), <=, BST_VERDICT_PASS);
}

static void
test_pending (Fixture *f, gconstpointer data)
{
  f->subject.machine = NULL;
  WAITS (BST_CHECK_STATE);
  WAITS (BST_CHECK_DISKS);
  f->subject.machine = f->machine;
  f->target.look = NULL;
  WAITS (BST_CHECK_DISKS);
  WAITS (BST_CHECK_CLOCK);
  f->subject.road = NULL;
  WAITS (BST_CHECK_PORTS);
  f->subject.fit = NULL;
  WAITS (BST_CHECK_CPU);
  PASSES (BST_CHECK_STATE);
}

static void
test_connected (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_CONNECTED);
  f->target.state = BST_HOST_STATE_CONNECTING;
  WAITS (BST_CHECK_CONNECTED);
  f->target.state = BST_HOST_STATE_LOST;
  f->target.why = "the cable is cut";
  BLOCKS (BST_CHECK_CONNECTED);
  /* Of a host that is not there nothing else is said. */
  NONE (BST_CHECK_DISKS);
  f->target.state = BST_HOST_STATE_ONLINE;
  f->subject.unreadable = "gone";
  BLOCKS (BST_CHECK_CONNECTED);
}

static void
test_state (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_STATE);
  f->options->until_paused = TRUE;
  PASSES (BST_CHECK_STATE);
  f->options->until_paused = FALSE;
  f->machine->active = FALSE;
  bst_migration_options_set_offline (f->options);
  PASSES (BST_CHECK_STATE);
  f->machine->managed_save = TRUE;
  WARNS (BST_CHECK_STATE);
  f->machine->active = TRUE;
  BLOCKS (BST_CHECK_STATE);
}

static void
test_job (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_JOB);
  f->machine->job = 1;
  BLOCKS (BST_CHECK_JOB);
  replace_machine (f, "",
                   "<disk type='file'><source file='/srv/a.qcow2'/><target dev='vda'/>"
                   "<mirror/></disk>");
  BLOCKS (BST_CHECK_JOB);
  f->options->live = FALSE;
  WARNS (BST_CHECK_JOB);
}

static void
test_driver (Fixture *f, gconstpointer data)
{
  f->facts[1].driver = (char *)"Xen";
  BLOCKS (BST_CHECK_DRIVER);
  f->facts[0].driver = f->facts[1].driver = (char *)"LXC";
  BLOCKS (BST_CHECK_DRIVER);
  f->facts[0].driver = f->facts[1].driver = (char *)"QEMU";
  f->facts[1].acceleration = BST_ACCELERATION_NONE;
  BLOCKS (BST_CHECK_DRIVER);
  f->facts[1].acceleration = BST_ACCELERATION_KVM;
  f->facts[1].arch = (char *)"aarch64";
  BLOCKS (BST_CHECK_DRIVER);
  f->target.facts = NULL;
  WARNS (BST_CHECK_DRIVER);
}

static void
test_versions (Fixture *f, gconstpointer data)
{
  f->facts[1].libvirt_version = 10000000;
  PASSES (BST_CHECK_VERSIONS);
  /* A bug fix less is no older version. */
  f->facts[1].libvirt_version = 9000000;
  f->facts[0].libvirt_version = 9000002;
  PASSES (BST_CHECK_VERSIONS);
  f->facts[1].libvirt_version = 8009000;
  WARNS (BST_CHECK_VERSIONS);
  f->facts[1].libvirt_version = 9000000;
  f->facts[1].driver_version = 6002000;
  WARNS (BST_CHECK_VERSIONS);
}

static void
test_machine_type (Fixture *f, gconstpointer data)
{
  BstDomainCapabilities capabilities = { .vcpus_max = 1 };

  f->fit.machine = BST_FIT_BAD;
  BLOCKS (BST_CHECK_MACHINE_TYPE);
  f->fit.machine = BST_FIT_GOOD;
  f->fit.capabilities = &capabilities;
  BLOCKS (BST_CHECK_MACHINE_TYPE);
  capabilities.vcpus_max = 2;
  PASSES (BST_CHECK_MACHINE_TYPE);
}

static void
test_cpu (Fixture *f, gconstpointer data)
{
  f->fit.cpu = BST_FIT_BAD;
  PASSES (BST_CHECK_CPU); /* it asks for none */
  replace_machine (f, KVM_CPU, DISK);
  BLOCKS (BST_CHECK_CPU);
  f->fit.cpu = BST_FIT_UNKNOWN;
  WARNS (BST_CHECK_CPU);
  f->fit.cpu = BST_FIT_GOOD;
  PASSES (BST_CHECK_CPU);
  f->fit.cpu = BST_FIT_BAD;
  replace_machine (f, "<cpu mode='custom' check='none'><model>Nehalem</model></cpu>", DISK);
  WARNS (BST_CHECK_CPU);
  replace_machine (f, "<cpu mode='host-model'/>", DISK);
  PASSES (BST_CHECK_CPU);
  replace_machine (f, "<cpu mode='host-passthrough'/>", DISK);
  PASSES (BST_CHECK_CPU);
  f->facts[1].cpu_model = (char *)"EPYC";
  WARNS (BST_CHECK_CPU);
}

static void
test_memory (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_MEMORY);
  f->survey.memory_free_kib = 512 * 1024;
  WARNS (BST_CHECK_MEMORY);
  bst_migration_options_set_offline (f->options);
  PASSES (BST_CHECK_MEMORY);
  f->options->live = TRUE;
  f->facts[1].memory_kib = 512 * 1024;
  BLOCKS (BST_CHECK_MEMORY);
  f->survey.memory_free_kib = 8 * 1024 * 1024;
  PASSES (BST_CHECK_MEMORY);
  f->survey.memory_free_kib = BST_UNKNOWN;
  f->facts[1].memory_kib = 0;
  WARNS (BST_CHECK_MEMORY);
}

static void
test_name (Fixture *f, gconstpointer data)
{
  add_domain (f, "other", "00000000-0000-4000-8000-000000000001", TRUE);
  PASSES (BST_CHECK_NAME);
  add_domain (f, "web", UUID, FALSE);
  PASSES (BST_CHECK_NAME);
  ((BstSurveyDomain *)f->survey.domains->pdata[1])->active = TRUE;
  BLOCKS (BST_CHECK_NAME);
  g_ptr_array_set_size (f->survey.domains, 0);
  add_domain (f, "web", "00000000-0000-4000-8000-000000000001", FALSE);
  BLOCKS (BST_CHECK_NAME);
  g_ptr_array_set_size (f->survey.domains, 0);
  add_domain (f, "other", UUID, FALSE);
  BLOCKS (BST_CHECK_NAME);
  g_clear_pointer (&f->survey.domains, g_ptr_array_unref);
  WARNS (BST_CHECK_NAME);
  f->survey.domains = g_ptr_array_new ();
}

static void
test_shared_disk (Fixture *f, gconstpointer data)
{
  BstPathLook *here = path_of (f, 0, "/srv/a.qcow2");
  BstPathLook *there = path_of (f, 1, "/srv/a.qcow2");

  PASSES (BST_CHECK_DISKS);
  there->inode = 1;
  BLOCKS (BST_CHECK_DISKS);
  there->inode = here->inode;
  there->magic = 0xef53;
  BLOCKS (BST_CHECK_DISKS);
  there->magic = 0x6969;
  there->state = BST_PATH_MISSING;
  BLOCKS (BST_CHECK_DISKS);
  there->state = BST_PATH_UNKNOWN;
  WARNS (BST_CHECK_DISKS);
  there->state = BST_PATH_THERE;
  here->magic = 0xef53;
  BLOCKS (BST_CHECK_DISKS);
  f->options->unsafe = TRUE;
  WARNS (BST_CHECK_DISKS);
  f->options->unsafe = FALSE;
  here->magic = 0;
  WARNS (BST_CHECK_DISKS);
  here->magic = 0xef53;
  f->options->live = FALSE;
  WARNS (BST_CHECK_DISKS);
}

static void
test_other_disks (Fixture *f, gconstpointer data)
{
  replace_machine (f, "", "<disk type='block'><source dev='/dev/lun'/><target dev='vda'/></disk>");
  WARNS (BST_CHECK_DISKS); /* nothing tells that it is the same */
  path_of (f, 0, "/dev/lun")->wwn = g_strdup ("0x60");
  path_of (f, 1, "/dev/lun")->wwn = g_strdup ("0x60");
  PASSES (BST_CHECK_DISKS);
  path_of (f, 1, "/dev/lun")->wwn[0] = '1';
  BLOCKS (BST_CHECK_DISKS);
  g_clear_pointer (&path_of (f, 1, "/dev/lun")->wwn, g_free);
  path_of (f, 1, "/dev/lun")->size = 1;
  BLOCKS (BST_CHECK_DISKS);
  path_of (f, 1, "/dev/lun")->state = BST_PATH_MISSING;
  BLOCKS (BST_CHECK_DISKS);

  replace_machine (f, "",
                   "<disk type='network'><source protocol='rbd' name='x'/>"
                   "<target dev='vda'/></disk>");
  PASSES (BST_CHECK_DISKS);
}

static void
test_volume_disk (Fixture *f, gconstpointer data)
{
  g_autoptr (GPtrArray) theirs = g_ptr_array_new_with_free_func ((GDestroyNotify)bst_storage_pool_free);

  replace_machine (f, "",
                   "<disk type='volume'><source pool='vms' volume='a'/>"
                   "<target dev='vda'/></disk>");
  BLOCKS (BST_CHECK_DISKS);
  add_pool (f,
            "<pool type='netfs'><name>vms</name><source><host name='nas'/><dir path='/e'/>"
            "</source></pool>",
            FALSE);
  BLOCKS (BST_CHECK_DISKS);
  ((BstStoragePool *)f->pools->pdata[0])->active = TRUE;
  PASSES (BST_CHECK_DISKS);
  g_ptr_array_set_size (f->pools, 0);
  add_pool (f, "<pool type='dir'><name>vms</name><target><path>/v</path></target></pool>", TRUE);
  BLOCKS (BST_CHECK_DISKS);
}

static void
test_copied_disk (Fixture *f, gconstpointer data)
{
  BstPathLook *there = path_of (f, 1, "/srv/a.qcow2");

  f->options->copy = BST_MIGRATION_COPY_ALL;
  BLOCKS (BST_CHECK_DISKS); /* a file is in the way */
  there->state = BST_PATH_MISSING;
  PASSES (BST_CHECK_DISKS);
  bst_migration_options_add_disk (f->options, "vda")->pool = g_strdup ("fast");
  BLOCKS (BST_CHECK_DISKS);
  add_pool (f, "<pool type='dir'><name>fast</name></pool>", TRUE);
  PASSES (BST_CHECK_DISKS);

  f->options->copy = BST_MIGRATION_COPY_INCREMENTAL;
  BLOCKS (BST_CHECK_DISKS); /* it stands on nothing */
  replace_machine (f, "",
                   "<disk type='file'><source file='/srv/a.qcow2'/><backingStore "
                   "type='file'><source file='/srv/base.qcow2'/></backingStore>"
                   "<target dev='vda'/></disk>");
  PASSES (BST_CHECK_DISKS);
  path_of (f, 1, "/srv/base.qcow2")->state = BST_PATH_UNKNOWN;
  WARNS (BST_CHECK_DISKS);
  path_of (f, 1, "/srv/base.qcow2")->state = BST_PATH_MISSING;
  BLOCKS (BST_CHECK_DISKS);

  replace_machine (f, "",
                   "<disk type='network'><source protocol='rbd' name='x'/>"
                   "<target dev='vda'/></disk>");
  BLOCKS (BST_CHECK_DISKS);
}

static void
test_space (Fixture *f, gconstpointer data)
{
  BstPathLook *there = path_of (f, 1, "/srv/a.qcow2");

  NONE (BST_CHECK_SPACE);
  f->options->copy = BST_MIGRATION_COPY_ALL;
  PASSES (BST_CHECK_SPACE);
  there->free = 5000;
  WARNS (BST_CHECK_SPACE);
  there->free = 500;
  BLOCKS (BST_CHECK_SPACE);
  there->magic = 0;
  WARNS (BST_CHECK_SPACE);
  /* The pool of that folder knows it better. */
  add_pool (f,
            "<pool type='dir'><name>p</name><available unit='bytes'>20000</available>"
            "<target><path>/srv</path></target></pool>",
            TRUE);
  PASSES (BST_CHECK_SPACE);
}

static void
test_cache (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_CACHE);
  f->facts[0].driver_version = 3001000;
  BLOCKS (BST_CHECK_CACHE);
  path_of (f, 0, "/srv/a.qcow2")->magic = 0x00c36400; /* CephFS: a cluster's */
  PASSES (BST_CHECK_CACHE);
  path_of (f, 0, "/srv/a.qcow2")->magic = 0x6969;
  f->options->unsafe = TRUE;
  WARNS (BST_CHECK_CACHE);
  f->options->unsafe = FALSE;
  f->options->copy = BST_MIGRATION_COPY_ALL;
  PASSES (BST_CHECK_CACHE);
  f->options->copy = BST_MIGRATION_COPY_NONE;
  replace_machine (f, "",
                   "<disk type='file'><driver cache='none'/><source file='/srv/a.qcow2'/>"
                   "<target dev='vda'/></disk>");
  PASSES (BST_CHECK_CACHE);
  bst_migration_options_set_offline (f->options);
  NONE (BST_CHECK_CACHE);
}

static void
test_files (Fixture *f, gconstpointer data)
{
  BstPathLook *there = path_of (f, 1, "/boot/vmlinuz");

  replace_machine (f, "<os><kernel>/boot/vmlinuz</kernel></os>", DISK);
  PASSES (BST_CHECK_FILES);
  there->size = 1;
  WARNS (BST_CHECK_FILES);
  there->state = BST_PATH_MISSING;
  BLOCKS (BST_CHECK_FILES);
  f->options->live = FALSE;
  WARNS (BST_CHECK_FILES);
  f->options->live = TRUE;

  path_of (f, 1, "/iso/cd.iso")->state = BST_PATH_MISSING;
  replace_machine (f, "",
                   "<disk type='file' device='cdrom'><source file='/iso/cd.iso'/>"
                   "<target dev='sda'/></disk>");
  BLOCKS (BST_CHECK_FILES);
  replace_machine (f, "",
                   "<disk type='file' device='cdrom'><source file='/iso/cd.iso' "
                   "startupPolicy='optional'/><target dev='sda'/></disk>");
  PASSES (BST_CHECK_FILES);
  replace_machine (f, "",
                   "<disk type='volume' device='cdrom'><source pool='iso' volume='cd'/>"
                   "<target dev='sda'/></disk>");
  BLOCKS (BST_CHECK_FILES);
}

static void
test_firmware (Fixture *f, gconstpointer data)
{
  BstDomainCapabilities capabilities = { .knows_tpm = TRUE, .tpm = TRUE };

  replace_machine (f, "<os><nvram>/nvram/VARS.fd</nvram></os>", "");
  PASSES (BST_CHECK_FIRMWARE);
  f->options->live = FALSE;
  PASSES (BST_CHECK_FIRMWARE);
  path_of (f, 1, "/nvram/VARS.fd")->inode = 1;
  WARNS (BST_CHECK_FIRMWARE);

  f->options->live = TRUE;
  replace_machine (f, "<os><loader type='pflash'>/ovmf/CODE.fd</loader></os>", "");
  PASSES (BST_CHECK_FIRMWARE);
  path_of (f, 1, "/ovmf/CODE.fd")->size = 8192;
  WARNS (BST_CHECK_FIRMWARE);
  path_of (f, 1, "/ovmf/CODE.fd")->state = BST_PATH_MISSING;
  BLOCKS (BST_CHECK_FIRMWARE);
  f->options->live = FALSE;
  WARNS (BST_CHECK_FIRMWARE);
  f->options->live = TRUE;
  replace_machine (f, "<os><nvram template='/ovmf/VARS.fd'>/nvram/VARS.fd</nvram></os>", "");
  path_of (f, 1, "/ovmf/VARS.fd")->state = BST_PATH_MISSING;
  PASSES (BST_CHECK_FIRMWARE);
  path_of (f, 1, "/nvram/VARS.fd")->state = BST_PATH_MISSING;
  BLOCKS (BST_CHECK_FIRMWARE);
  f->options->live = FALSE;

  replace_machine (f, "", "<tpm model='tpm-crb'><backend type='emulator'/></tpm>");
  WARNS (BST_CHECK_FIRMWARE);
  f->options->live = TRUE;
  f->fit.capabilities = &capabilities;
  PASSES (BST_CHECK_FIRMWARE);
  capabilities.tpm = FALSE;
  BLOCKS (BST_CHECK_FIRMWARE);
}

static void
test_networks (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_NETWORKS);
  replace_machine (f, "", "<interface type='network'><source network='lan'/></interface>");
  BLOCKS (BST_CHECK_NETWORKS);
  add_network (f, "lan", FALSE);
  BLOCKS (BST_CHECK_NETWORKS);
  ((BstSurveyNetwork *)f->survey.networks->pdata[0])->active = TRUE;
  PASSES (BST_CHECK_NETWORKS);
  replace_machine (f, "", "<interface type='bridge'><source bridge='br0'/></interface>");
  PASSES (BST_CHECK_NETWORKS);
  replace_machine (f, "", "<interface type='bridge'><source bridge='br7'/></interface>");
  BLOCKS (BST_CHECK_NETWORKS);
  f->looks[1]->known = FALSE;
  WARNS (BST_CHECK_NETWORKS);
  f->looks[1]->known = TRUE;
  f->options->live = FALSE;
  WARNS (BST_CHECK_NETWORKS);
}

static void
test_devices (Fixture *f, gconstpointer data)
{
  static const struct
  {
    const char *head;
    const char *device;
    BstVerdict live, offline;
  } devices[] = {
    { "", "<hostdev type='pci' mode='subsystem'><source/></hostdev>", BST_VERDICT_BLOCK,
      BST_VERDICT_WARN },
    { "", "<hostdev type='mdev' mode='subsystem'><source/></hostdev>", BST_VERDICT_BLOCK,
      BST_VERDICT_WARN },
    { "", "<hostdev type='scsi' mode='subsystem'/>", BST_VERDICT_BLOCK, BST_VERDICT_WARN },
    { "", "<hostdev type='usb' mode='subsystem'/>", BST_VERDICT_WARN, BST_VERDICT_WARN },
    { "", "<hostdev mode='capabilities' type='net'/>", BST_VERDICT_BLOCK, BST_VERDICT_WARN },
    { "", "<interface type='hostdev'/>", BST_VERDICT_BLOCK, BST_VERDICT_WARN },
    { "", "<interface type='hostdev'><teaming type='transient'/></interface>", BST_VERDICT_PASS,
      BST_VERDICT_PASS },
    { "", "<interface type='vdpa'><source dev='/dev/vhost-vdpa-0'/></interface>", BST_VERDICT_BLOCK,
      BST_VERDICT_WARN },
    { "", "<shmem name='s'><model type='ivshmem'/></shmem>", BST_VERDICT_BLOCK, BST_VERDICT_WARN },
    { "", "<shmem name='s' role='peer'><model type='ivshmem-plain'/></shmem>", BST_VERDICT_BLOCK,
      BST_VERDICT_WARN },
    { "", "<shmem name='s' role='master'><model type='ivshmem-plain'/></shmem>", BST_VERDICT_PASS,
      BST_VERDICT_PASS },
    { "", "<filesystem><driver type='virtiofs'/></filesystem>", BST_VERDICT_BLOCK,
      BST_VERDICT_WARN },
    { "", "<filesystem/>", BST_VERDICT_WARN, BST_VERDICT_WARN },
    { "", "<disk type='nvme'><source type='pci'/><target dev='vda'/></disk>", BST_VERDICT_BLOCK,
      BST_VERDICT_WARN },
    { "", "<disk type='file'><source file='/srv/a.qcow2'/><target dev='vda'/><transient/></disk>",
      BST_VERDICT_BLOCK, BST_VERDICT_PASS },
    { "<launchSecurity type='sev'/>", "", BST_VERDICT_BLOCK, BST_VERDICT_PASS },
    { "<cpu><feature name='invtsc' policy='require'/></cpu>", "", BST_VERDICT_BLOCK,
      BST_VERDICT_PASS },
    { "<cpu><feature name='invtsc' policy='require'/></cpu><clock><timer name='tsc' "
      "frequency='2400000000'/></clock>",
      "", BST_VERDICT_PASS, BST_VERDICT_PASS },
  };

  PASSES (BST_CHECK_DEVICES);
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      replace_machine (f, devices[i].head, devices[i].device);
      f->options->live = TRUE;
      g_assert_cmpint (run (f, BST_CHECK_DEVICES), ==, devices[i].live);
      f->options->live = FALSE;
      g_assert_cmpint (run (f, BST_CHECK_DEVICES), ==, devices[i].offline);
    }

  /* A QEMU that can move some of them says itself which. */
  f->options->live = TRUE;
  f->facts[0].libvirt_version = 10000000;
  f->facts[0].driver_version = 8002000;
  replace_machine (f, "", devices[0].device);
  WARNS (BST_CHECK_DEVICES);
}

static void
test_snapshots (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_SNAPSHOTS);
  f->machine->n_checkpoints = 2;
  WARNS (BST_CHECK_SNAPSHOTS);
  f->machine->n_snapshots = 1;
  BLOCKS (BST_CHECK_SNAPSHOTS);
  f->options->live = FALSE;
  BLOCKS (BST_CHECK_SNAPSHOTS);
}

static void
test_address (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_ADDRESS);
  f->road.address = NULL;
  BLOCKS (BST_CHECK_ADDRESS);
  NONE (BST_CHECK_PORTS); /* there is nothing to reach */
  f->road.asked = FALSE;
  WARNS (BST_CHECK_ADDRESS);
  f->road.asked = TRUE;
  f->road.address = (char *)"127.0.1.1";
  BLOCKS (BST_CHECK_ADDRESS);
  f->road.name = (char *)"localhost.localdomain";
  BLOCKS (BST_CHECK_ADDRESS);
  f->options->uri = g_strdup ("tcp://10.0.0.2");
  WARNS (BST_CHECK_ADDRESS);
  f->options->tunnelled = TRUE;
  NONE (BST_CHECK_ADDRESS);
}

static void
test_ports (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_PORTS);
  PASSES (BST_CHECK_FIREWALL);
  f->looks[1]->firewall = g_strdup ("firewalld");
  PASSES (BST_CHECK_FIREWALL);
  f->looks[1]->known = FALSE;
  WARNS (BST_CHECK_FIREWALL);
  f->looks[1]->known = TRUE;
  f->road.ports[1] = BST_ROAD_CLOSED;
  WARNS (BST_CHECK_PORTS);
  WARNS (BST_CHECK_FIREWALL);
  f->road.ports[0] = BST_ROAD_CLOSED;
  BLOCKS (BST_CHECK_PORTS);
  g_assert_nonnull (
      strstr (((BstFinding *)f->findings->pdata[0])->remedy, "firewall-cmd --permanent"));
  f->looks[1]->port_min = 50000;
  f->road.ports[0] = BST_ROAD_SILENT;
  BLOCKS (BST_CHECK_PORTS);
  g_assert_nonnull (strstr (((BstFinding *)f->findings->pdata[0])->reason, "50000"));
  f->road.ports[0] = f->road.ports[1] = BST_ROAD_UNKNOWN;
  WARNS (BST_CHECK_PORTS);
  bst_migration_options_set_offline (f->options);
  NONE (BST_CHECK_PORTS);
  NONE (BST_CHECK_FIREWALL);
}

static void
test_login (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_LOGIN);
  f->login.login = BST_ROAD_CLOSED;
  PASSES (BST_CHECK_LOGIN); /* this program leads it */
  f->options->way = BST_MIGRATION_WAY_PEER_TO_PEER;
  BLOCKS (BST_CHECK_LOGIN);
  f->login.login = BST_ROAD_UNKNOWN;
  WARNS (BST_CHECK_LOGIN);
  f->options->way = BST_MIGRATION_WAY_DIRECT;
  NONE (BST_CHECK_LOGIN);
  /* ... which is not waited for, as it does not matter. */
  f->subject.login = NULL;
  NONE (BST_CHECK_LOGIN);
}

static void
test_clock (Fixture *f, gconstpointer data)
{
  PASSES (BST_CHECK_CLOCK);
  f->looks[1]->clock = f->looks[0]->clock + 60 * G_USEC_PER_SEC;
  WARNS (BST_CHECK_CLOCK);
  /* Within what cannot be told, they agree. */
  f->looks[1]->clock_error = 60 * G_USEC_PER_SEC;
  PASSES (BST_CHECK_CLOCK);
  f->looks[0]->known = FALSE;
  WARNS (BST_CHECK_CLOCK);
}

static void
test_cluster (Fixture *f, gconstpointer data)
{
  f->looks[0]->pacemaker = TRUE;
  PASSES (BST_CHECK_CLUSTER);
  f->looks[0]->cluster_unseen = TRUE;
  WARNS (BST_CHECK_CLUSTER);
  f->looks[0]->cluster_unseen = FALSE;
  f->looks[1]->known = FALSE;
  WARNS (BST_CHECK_CLUSTER);
  f->looks[1]->known = TRUE;
  g_strfreev (f->looks[0]->cluster_machines);
  f->looks[0]->cluster_machines = g_strsplit ("mail web", " ", -1);
  BLOCKS (BST_CHECK_CLUSTER);
}

/* Their machines say in their metadata whose they are. */
static void
test_managers (Fixture *f, gconstpointer data)
{
  replace_machine (f, "<metadata><x:vm xmlns:x='http://ovirt.org/vm/1.0'/></metadata>", DISK);
  BLOCKS (BST_CHECK_CLUSTER);
  g_assert_nonnull (strstr (((BstFinding *)f->findings->pdata[0])->reason, "oVirt"));
  g_assert_nonnull (strstr (((BstFinding *)f->findings->pdata[0])->remedy, "oVirt"));
  replace_machine (
      f, "<metadata><i xmlns='http://openstack.org/xmlns/libvirt/nova/1.1'/></metadata>", DISK);
  BLOCKS (BST_CHECK_CLUSTER);
  g_assert_nonnull (strstr (((BstFinding *)f->findings->pdata[0])->reason, "OpenStack"));
  replace_machine (f, "<metadata><i xmlns='http://example.org/vm/1.0'/></metadata>", DISK);
  PASSES (BST_CHECK_CLUSTER);
}

static void
test_options (Fixture *f, gconstpointer data)
{
  NONE (BST_CHECK_OPTIONS);
  f->options->post_copy = TRUE;
  NONE (BST_CHECK_OPTIONS);
  f->looks[1]->userfaultfd = 0;
  WARNS (BST_CHECK_OPTIONS);
  f->options->tunnelled = TRUE;
  BLOCKS (BST_CHECK_OPTIONS);
  bst_migration_options_set_offline (f->options);
  f->options->live = TRUE;
  f->options->connections = 4;
  NONE (BST_CHECK_OPTIONS);
  f->facts[1].driver_version = 3001000;
  BLOCKS (BST_CHECK_OPTIONS);
}

static void
test_features (Fixture *f, gconstpointer data)
{
  for (guint i = 0; i < BST_N_FEATURES; i++)
    g_assert_null (bst_feature_dup_problem (i, &f->source, &f->target));
  f->facts[1].libvirt_version = 5001000;
  for (guint i = 0; i < BST_N_FEATURES; i++)
    {
      g_autofree char *problem = bst_feature_dup_problem (i, &f->source, &f->target);

      g_assert_true ((problem != NULL) == (i == BST_FEATURE_CONNECTIONS));
    }
  f->facts[0].driver = (char *)"TEST";
  for (guint i = 0; i < BST_N_FEATURES; i++)
    {
      g_autofree char *problem = bst_feature_dup_problem (i, &f->source, NULL);

      g_assert_nonnull (problem);
    }
}

/* Of hosts that tell nothing: each finding says at least what to do about that, see run (). */
static void
test_untold (Fixture *f, gconstpointer data)
{
  static const char *const devices[] = {
    DISK,
    "<disk type='block'><source dev='/dev/lun'/><target dev='vda'/></disk>",
    "<disk type='file' device='cdrom'><source file='/iso/cd.iso'/><target dev='sda'/></disk>",
    "<interface type='network'><source network='lan'/></interface>",
    "<interface type='bridge'><source bridge='br0'/></interface>",
  };
  static const BstMigrationCopy copies[] = { BST_MIGRATION_COPY_NONE, BST_MIGRATION_COPY_ALL };

  f->source.facts = f->target.facts = NULL;
  g_clear_pointer (&f->survey.networks, g_ptr_array_unref);
  f->road = (BstRoadLook){ .name = (char *)"b" };
  f->login.login = BST_ROAD_UNKNOWN;
  f->options->way = BST_MIGRATION_WAY_PEER_TO_PEER;
  for (guint i = 0; i < 2; i++)
    {
      bst_host_look_free (f->looks[i]);
      f->looks[i] = bst_host_look_new_unknown ();
    }
  f->source.look = f->looks[0];
  f->target.look = f->looks[1];
  for (guint i = 0; i < G_N_ELEMENTS (devices); i++)
    {
      replace_machine (f, KVM_CPU, devices[i]);
      for (guint k = 0; k < G_N_ELEMENTS (copies); k++)
        {
          f->options->copy = copies[k];
          for (guint check = 0; check < BST_N_CHECKS; check++)
            run (f, check);
        }
    }
  WARNS (BST_CHECK_VERSIONS);
  WARNS (BST_CHECK_ADDRESS);
  WARNS (BST_CHECK_PORTS);
  WARNS (BST_CHECK_NETWORKS);
  f->survey.networks = g_ptr_array_new ();
}

/* Without a log-in there, the source can neither lead it nor make a tunnel. */
static void
test_features_of_login (Fixture *f, gconstpointer data)
{
  for (guint state = BST_ROAD_UNKNOWN; state <= BST_ROAD_SILENT; state++)
    {
      f->login.login = state;
      for (guint i = 0; i < BST_N_FEATURES; i++)
        {
          g_autofree char *problem = bst_case_dup_problem (&f->subject, i);
          gboolean needs_it = i == BST_FEATURE_PEER_TO_PEER || i == BST_FEATURE_TUNNELLED;

          g_assert_true ((problem != NULL) == (needs_it && state == BST_ROAD_CLOSED));
        }
    }
  f->subject.login = NULL;
  g_assert_null (bst_case_dup_problem (&f->subject, BST_FEATURE_PEER_TO_PEER));
}

int
main (int argc, char *argv[])
{
  static const struct
  {
    const char *name;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "all-pass", test_all_pass },
    { "pending", test_pending },
    { "connected", test_connected },
    { "state", test_state },
    { "job", test_job },
    { "driver", test_driver },
    { "versions", test_versions },
    { "machine-type", test_machine_type },
    { "cpu", test_cpu },
    { "memory", test_memory },
    { "name", test_name },
    { "shared-disk", test_shared_disk },
    { "other-disks", test_other_disks },
    { "volume-disk", test_volume_disk },
    { "copied-disk", test_copied_disk },
    { "space", test_space },
    { "cache", test_cache },
    { "files", test_files },
    { "firmware", test_firmware },
    { "networks", test_networks },
    { "devices", test_devices },
    { "snapshots", test_snapshots },
    { "address", test_address },
    { "ports", test_ports },
    { "login", test_login },
    { "clock", test_clock },
    { "cluster", test_cluster },
    { "managers", test_managers },
    { "options", test_options },
    { "features", test_features },
    { "features-of-login", test_features_of_login },
    { "untold", test_untold },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/preflight/", tests[i].name, NULL);

      g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
    }

  return g_test_run ();
}
