/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "preflight-cases.h"

/* What the hosts are, what the machine is, and the way between them. */

/* A program in front of the one of that name, at one host: what the look at it runs. */
#define IN_FRONT(on, name, text)                                                                   \
  on "sh -c 'mkdir -p /run/front && printf \"#!/bin/sh\\n" text                                    \
  "\\n\" > /run/front/" name " && chmod +x /run/front/" name                                       \
  " && mount --bind /run/front /usr/local/sbin'"
#define NOT_IN_FRONT(on) on "sh -c 'umount /usr/local/sbin && rm -r /run/front'"

const PreflightCase preflight_host_cases[] = {
  /* libvirt defines it there, and lets it go on here: two that are one. */
  { .name = "not-off",
    .guest = "still",
    .check = BST_CHECK_STATE,
    .offline = TRUE,
    .ready = VIRSH_A "migrate --offline --persistent still qemu+ssh://root@hostb/system && " VIRSH_A
                     "domstate still | grep -qx paused && " VIRSH_B "undefine still" },
  /* As a pull backup that somebody began, and forgot. */
  { .name = "backup",
    .guest = "still",
    .check = BST_CHECK_JOB,
    .copy = TRUE,
    .prepare = "echo \"<domainbackup mode='pull'><server transport='unix' "
               "socket='/var/lib/libvirt/backup'/></domainbackup>\" > \"$LAB_DIR/backup.xml\" "
               "&& " VIRSH_A "backup-begin still \"$LAB_DIR/backup.xml\" > /dev/null",
    .undo = VIRSH_A "domjobabort still",
    .virsh = COPY,
    .says = "cannot acquire state change lock" },
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
  { .name = "block-job",
    .guest = "still",
    .check = BST_CHECK_JOB,
    .copy = TRUE,
    .prepare = VIRSH_A "blockcopy still vda /var/lib/libvirt/images/copy.qcow2 --format qcow2 "
                       "--transient-job --wait > /dev/null",
    .undo = VIRSH_A "blockjob still vda --abort",
    .virsh = COPY,
    .says = "block job" },
  { .name = "unknown-name",
    .guest = "still",
    .check = BST_CHECK_ADDRESS,
    .copy = TRUE,
    .prepare = ON_A "mount --bind /dev/null /etc/hosts",
    .undo = ON_A "umount /etc/hosts",
    .virsh = COPY,
    .says = "resolution failed for hostb" },
  { .name = "loopback",
    .guest = "still",
    .check = BST_CHECK_ADDRESS,
    .copy = TRUE,
    .prepare =
        ON_A "sh -c 'echo 127.0.1.1 hostb > /run/hosts && mount --bind /run/hosts /etc/hosts'",
    .undo = ON_A "umount /etc/hosts",
    .virsh = COPY,
    .says = "Connection refused" },
  { .name = "ports-refused",
    .guest = "still",
    .check = BST_CHECK_PORTS,
    .copy = TRUE,
    .prepare = ON_B "iptables -I INPUT -p tcp --dport 49152:49215 -j REJECT --reject-with "
                    "icmp-admin-prohibited",
    .undo = ON_B "iptables -D INPUT 1",
    .virsh = COPY,
    .says = "No route to host" },
  { .name = "ports-silent",
    .guest = "still",
    .check = BST_CHECK_PORTS,
    .copy = TRUE,
    .prepare = ON_B "iptables -I INPUT -p tcp --dport 49152:49215 -j DROP",
    .undo = ON_B "iptables -D INPUT 1 && " ON_A "sysctl -q -w net.ipv4.tcp_syn_retries=6",
    /* Else it takes libvirt two minutes to tell. */
    .ready = ON_A "sysctl -q -w net.ipv4.tcp_syn_retries=1",
    .virsh = COPY,
    .says = "Connection timed out" },
  { .name = "no-login",
    .guest = "still",
    .check = BST_CHECK_LOGIN,
    .copy = TRUE,
    .way = BST_MIGRATION_WAY_PEER_TO_PEER,
    .prepare = ON_A "mount -t tmpfs none \"$LAB_DIR/hosta/home\"",
    .undo = ON_A "umount \"$LAB_DIR/hosta/home\"",
    .virsh = "--p2p " COPY,
    .says = "Host key verification failed" },
  /* libvirt lets it begin and stumbles: what it says is not why. */
  { .name = "tunnel-with-disks",
    .guest = "still",
    .check = BST_CHECK_OPTIONS,
    .copy = TRUE,
    .way = BST_MIGRATION_WAY_PEER_TO_PEER,
    .tunnelled = TRUE,
    .virsh = "--p2p --tunnelled " COPY,
    .says = "End of file while reading data",
    .or_says = "argument key 'host' must not have null value" },
  { .name = "localhost",
    .guest = "still",
    .check = BST_CHECK_ADDRESS,
    .copy = TRUE,
    .hostname = "localhost",
    .prepare = ON_B "hostname localhost",
    .undo = ON_B "hostname hostb",
    .virsh = COPY,
    .says = "localhost" },
  { .name = "last-port",
    .guest = "still",
    .check = BST_CHECK_PORTS,
    .warns = TRUE,
    .copy = TRUE,
    .prepare = ON_B "iptables -I INPUT -p tcp --dport 49215 -j REJECT --reject-with "
                    "icmp-admin-prohibited",
    .undo = ON_B "iptables -D INPUT 1" },
  /* Only what one looks like: the hosts have no systemd that it could be asked of. */
  { .name = "firewall",
    .guest = "still",
    .check = BST_CHECK_FIREWALL,
    .warns = TRUE,
    .copy = TRUE,
    .prepare = ON_B "mkdir -p /run/systemd/system && " IN_FRONT (
        ON_B, "systemctl", "test \\$3 = ufw") " && " ON_B
                    "iptables -I INPUT -p tcp --dport 49215 -j DROP",
    .undo = ON_B "iptables -D INPUT 1 && " NOT_IN_FRONT (ON_B) " && " ON_B "rm -r /run/systemd" },
  /* All of the computer has one clock: only what tells it is ahead. */
  { .name = "clock",
    .guest = "still",
    .check = BST_CHECK_CLOCK,
    .warns = TRUE,
    .copy = TRUE,
    .prepare = IN_FRONT (ON_B, "date", "exec /bin/date -d +1hour \\\"\\$@\\\""),
    .undo = NOT_IN_FRONT (ON_B) },
  /* As where it was switched off in the firmware's menu: the machine is still defined. libvirt takes
   * it there, and then does not start it. */
  { .name = "kvm",
    .guest = "kvm",
    .check = BST_CHECK_DRIVER,
    .offline = TRUE,
    .prepare = "\"$LAB\" guest kvm hosta --off --shared && " ON_A
               "sed -i \"s|type='qemu'|type='kvm'|\" /etc/libvirt/qemu/kvm.xml && " RESTART_A,
    .ready = VIRSH_A "migrate --offline --persistent kvm qemu+ssh://root@hostb/system && ! " VIRSH_B
                     "start kvm && " VIRSH_B "undefine kvm",
    .undo = VIRSH_A "undefine kvm" },
  /* A QEMU that is none does not even answer what it can. */
  { .name = "architecture",
    .guest = "i686",
    .check = BST_CHECK_MACHINE_TYPE,
    .file = "/usr/bin/qemu-system-i386",
    .package = "qemu-system-x86",
    .copy = TRUE,
    .prepare = CHANGED ("i686",
                        "",
                        "/<cpu/,/<.cpu>/d; s|x86_64|i686|; s|system-i686|system-i386|; "
                        "s|system-x86_64|system-i386|") " && " ON_B
               "mount --bind /bin/true /usr/bin/qemu-system-i386 && " RESTART_B,
    .undo = VIRSH_A "destroy i686; " ON_B "umount /usr/bin/qemu-system-i386 && " RESTART_B,
    .virsh = COPY,
    .says = "qmp.pid" },
  { .name = "folder",
    .guest = "folder",
    .check = BST_CHECK_DEVICES,
    .file = "/usr/lib/qemu/virtiofsd",
    .package = "qemu-system-common",
    .copy = TRUE,
    .prepare = CHANGED ("folder",
                        "",
                        KIND_OF_MEMORY
                        "s|<os>|<memoryBacking><source type='memfd'/><access "
                        "mode='shared'/></memoryBacking>&|; s|</devices>|<filesystem "
                        "type='mount'><driver type='virtiofs'/><source dir='/srv'/><target "
                        "dir='folder'/></filesystem>&|"),
    .undo = VIRSH_A "destroy folder",
    .virsh = COPY,
    .says = "vhost-user-fs" },
  { .name = "machine-type",
    .guest = "still",
    .check = BST_CHECK_MACHINE_TYPE,
    .copy = TRUE,
    .prepare = ON_B "mount --bind /bin/true /usr/bin/qemu-system-x86_64 && " RESTART_B,
    .undo = ON_B "umount /usr/bin/qemu-system-x86_64 && " RESTART_B,
    .virsh = COPY,
    .says = "qmp.pid" },
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
    .virsh = COPY,
    .says = "Unknown CPU model Penryn" },
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
  /* ... and one that does not answer who asks: the machine may be the cluster's. */
  { .name = "cluster-unseen",
    .guest = "still",
    .check = BST_CHECK_CLUSTER,
    .warns = TRUE,
    .copy = TRUE,
    .prepare = "cd \"$LAB_DIR\" && mkdir mute && cp /bin/sleep mute/pacemakerd && "
               "printf '#!/bin/sh\\nexit 102\\n' > mute/cibadmin && chmod +x mute/cibadmin && " ON_A
               "mount --bind \"$LAB_DIR/mute\" /usr/local/sbin && " ON_A
               "setsid --fork pacemakerd 600 > /dev/null 2>&1",
    .undo = ON_A "sh -c 'kill $(pidof pacemakerd)' && " ON_A "umount -l /usr/local/sbin" },
  /* More than the computer has: of a file, with which the kernel is generous. */
  { .name = "memory",
    .guest = "huge",
    .check = BST_CHECK_MEMORY,
    .copy = TRUE,
    .prepare = CHANGED ("huge",
                        " --memory 524288",
                        KIND_OF_MEMORY
                        "s|<os>|<memoryBacking><source type='file'/><access "
                        "mode='shared'/></memoryBacking>&|"),
    .undo = VIRSH_A "destroy huge" },
  { .name = NULL },
};
