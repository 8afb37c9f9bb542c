/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "preflight-cases.h"

/* Disks, and all else that a machine has in files. */

/* Of the firmware's files hostb has this one. */
#define ONLY(file)                                                                                 \
  ON_B "sh -c 'mkdir /run/" file " && cp " OVMF "/" file " /run/" file                             \
       " && mount --bind /run/" file " " OVMF "'"

/* A raw disk that is a device of hosta, by that name. It ends with the last who has it open. */
#define LOOP "$(cat \"$LAB_DIR/loop\")"
#define MAKE_LOOP(size)                                                                            \
  "truncate -s " size " \"$LAB_DIR/loop" size "\" && losetup -f --show \"$LAB_DIR/loop" size      \
  "\" > \"$LAB_DIR/loop\""
#define NAME_LOOP "sh -c 'mknod /dev/lab0 b $0 $1' $(stat -c '0x%t 0x%T' " LOOP ")"
#define ON_BLOCK                                                                                   \
  "s|disk type='file'|disk type='block'|; s|type='qcow2'|type='raw'|; "                            \
  "s|<source file='[^']*'|<source dev='/dev/lab0'|"

const PreflightCase preflight_storage_cases[] = {
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
  { .name = "pool-missing",
    .guest = "homed",
    .check = BST_CHECK_DISKS,
    .prepare = "\"$LAB\" guest homed hosta --off && " VIRSH_A
               "pool-define-as lone dir --target /var/lib/libvirt/images > /dev/null && " VIRSH_A
               "pool-start lone > /dev/null && " CHANGE (
                   "homed",
                   "s|disk type='file'|disk type='volume'|; s|<source file='[^']*/homed|<source "
                   "pool='lone' volume='homed|"),
    .undo = VIRSH_A "destroy homed && " VIRSH_A "pool-destroy lone && " VIRSH_A
                    "pool-undefine lone",
    .virsh = "--live --unsafe",
    .says = "lone" },
  { .name = "shared-missing",
    .guest = "shared",
    .check = BST_CHECK_DISKS,
    .prepare = "\"$LAB\" guest shared hosta --off --shared && " VIRSH_A
               "start shared --paused && " ON_B "mount -t tmpfs none /srv/data",
    .undo = ON_B "umount /srv/data",
    .virsh = "--live",
    .says = "shared.qcow2" },
  /* libvirt takes the name for the disk, and would run the machine on this one. */
  { .name = "shared-other",
    .guest = "shared",
    .check = BST_CHECK_DISKS,
    .prepare = ON_B "mount -t tmpfs none /srv/data && " ON_B
                    "qemu-img create -q -f qcow2 /srv/data/shared.qcow2 256M",
    .undo = ON_B "umount /srv/data && " VIRSH_A "destroy shared" },
  { .name = "block-missing",
    .guest = "block",
    .check = BST_CHECK_DISKS,
    .possible = MAKE_LOOP ("8M"),
    .package = "this computer gives no loop devices",
    .prepare = ON_A NAME_LOOP " && " CHANGED ("block", "", ON_BLOCK) " && losetup -d " LOOP,
    .virsh = "--live",
    .says = "/dev/lab0" },
  /* They have no names of their own to tell by, only sizes, at which libvirt does not look. */
  { .name = "block-other",
    .guest = "block",
    .check = BST_CHECK_DISKS,
    .possible = MAKE_LOOP ("4M"),
    .package = "this computer gives no loop devices",
    .prepare = ON_B NAME_LOOP,
    .undo = "losetup -d " LOOP "; " VIRSH_A "destroy block && " ON_B "rm /dev/lab0" },
  { .name = "network-disk",
    .guest = "remote",
    .check = BST_CHECK_DISKS,
    .copy = TRUE,
    .prepare = ON_A "sh -c 'truncate -s 4M /run/lab.raw && qemu-nbd --fork --pid-file=/run/nbd.pid "
                    "-t -f raw -x lab -b 127.0.0.1 -p 10809 /run/lab.raw' && " CHANGED (
                        "remote",
                        "",
                        "s|disk type='file'|disk type='network'|; s|type='qcow2'|type='raw'|; "
                        "s|<source file='[^']*'/>|<source protocol='nbd' name='lab'><host "
                        "name='127.0.0.1' port='10809'/></source>|"),
    .undo = VIRSH_A "destroy remote; " ON_A "sh -c 'kill $(cat /run/nbd.pid)'",
    .virsh = COPY,
    .says = "Connection refused" },
  { .name = "chosen-pool-missing",
    .guest = "still",
    .check = BST_CHECK_DISKS,
    .copy = TRUE,
    .pool = "nowhere",
    .ready = VIRSH_A "dumpxml still --migratable | sed 's|/var/lib/libvirt/images/still|/srv/nowhere/"
                     "still|' > \"$LAB_DIR/nowhere.xml\"",
    .virsh = COPY " --xml \"$LAB_DIR/nowhere.xml\"",
    .says = "pool" },
  { .name = "backing-missing",
    .guest = "over",
    .check = BST_CHECK_DISKS,
    .incremental = TRUE,
    .prepare = "\"$LAB\" guest over hosta --off --overlay && " VIRSH_A "start over --paused && " ON_B
               "rm /var/lib/libvirt/images/base.qcow2",
    .undo = VIRSH_A "destroy over",
    .ready = ON_B "qemu-img create -q -u -f qcow2 -F qcow2 -b /var/lib/libvirt/images/base.qcow2 "
                  "/var/lib/libvirt/images/over.qcow2 256M",
    .virsh = "--live --copy-storage-inc",
    .says = "base.qcow2" },
  { .name = "no-backing",
    .guest = "still",
    .check = BST_CHECK_DISKS,
    .incremental = TRUE,
    .virsh = "--live --copy-storage-inc",
    .says = "pre-creation of storage targets for incremental" },
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
    .virsh = COPY,
    .says = "No space left on device" },
  { .name = "file-in-the-way",
    .guest = "still",
    .check = BST_CHECK_DISKS,
    .copy = TRUE,
    .prepare = ON_B "mkdir -p /var/lib/libvirt/images && " ON_B
                    "touch /var/lib/libvirt/images/still.qcow2",
    .undo = ON_B "rm /var/lib/libvirt/images/still.qcow2",
    .virsh = COPY,
    .says = "not in qcow2 format" },
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
  { .name = NULL },
};
