# Part of “lab”: the admin's seat, the hosts and their store.
# shellcheck shell=bash

declare -A address=([admin]=10.77.0.1 [hosta]=10.77.0.11 [hostb]=10.77.0.12 [store]=10.77.0.20)
declare -A wan_port=([hosta]=2211 [hostb]=2212)

# Names that every place of the lab knows.
write_names ()
{
  local name
  cat /etc/hosts
  for name in "${!address[@]}"; do
    echo "${address[$name]} $name $name.lab.example"
  done
}

# The seat's ssh finds a key, the hosts' keys and its configuration as anybody's does: in the home that
# the password file names. That file is the seat's own, so the machine's /root stays as it is.
make_seat ()
{
  local seat=$LAB_DIR/admin host
  make_seat_space
  plug admin
  mkdir -p "$seat/home/.ssh"
  chmod 700 "$seat/home" "$seat/home/.ssh"
  : > "$seat/known_hosts"
  ssh-keygen -q -t ed25519 -N '' -C admin -f "$seat/id"
  for host in "${!wan_port[@]}"; do
    cat << CONFIG
Host $host-wan
  HostName 127.0.0.1
  Port ${wan_port[$host]}
  HostKeyAlias $host
CONFIG
  done > "$seat/home/.ssh/config"
  cat >> "$seat/home/.ssh/config" << CONFIG
Host *
  User root
  IdentityFile $seat/id
  IdentitiesOnly yes
  UserKnownHostsFile $seat/known_hosts
CONFIG
  write_names > "$LAB_DIR/hosts"
  sed "s|^root:.*|root:x:0:0:root:$seat/home:/bin/bash|" /etc/passwd > "$seat/passwd"
  inside admin mount --bind "$seat/passwd" /etc/passwd
  inside admin mount --bind "$LAB_DIR/hosts" /etc/hosts
}

# A host lets root in, who owns its libvirt, and “visitor”, who may log in and no more.
make_host () # HOST
{
  local name=$1 root=$LAB_DIR/$1
  [ -n "${wan_port[$name]:-}" ] || fail "no such host: $name (hosta and hostb can be)"
  make_space "$name"
  plug "$name"
  mkdir -p "$root"/{etc,lib/boot,log,cache,ssh,home,visitor}
  chown 20000:20000 "$root/visitor"
  chmod 711 "$root"
  chmod 700 "$root/home"
  # Not the machine's /root: what its shell starts at each log-in has nothing to do here, and may wait.
  sed "/^visitor:/d; s|^root:.*|root:x:0:0:root:$root/home:/bin/bash|" /etc/passwd > "$root/passwd"
  echo "visitor:x:20000:20000::$root/visitor:/bin/bash" >> "$root/passwd"
  # A locked root, as some machines have it, is refused by an sshd without PAM.
  sed '/^visitor:/d; s/^root:[^:]*:/root:*:/' /etc/shadow > "$root/shadow"
  echo 'visitor:*:19000::::::' >> "$root/shadow"
  cat > "$root/etc/libvirtd.conf" << CONFIG
host_uuid = "$(cat /proc/sys/kernel/random/uuid)"
unix_sock_group = "root"
unix_sock_ro_perms = "0700"
unix_sock_rw_perms = "0700"
auth_unix_ro = "none"
auth_unix_rw = "none"
CONFIG
  cat > "$root/etc/qemu.conf" << CONFIG
user = "root"
group = "root"
swtpm_user = "root"
swtpm_group = "root"
security_driver = "none"
cgroup_controllers = [ ]
namespaces = [ ]
CONFIG
  ssh-keygen -q -t ed25519 -N '' -C "$name" -f "$root/ssh/key"
  cat > "$root/ssh/config" << CONFIG
ListenAddress ${address[$name]}
HostKey $root/ssh/key
PidFile /run/sshd.pid
AuthorizedKeysFile $LAB_DIR/admin/id.pub $LAB_DIR/trusted
StrictModes no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
UsePAM no
UseDNS no
MaxStartups 100
Subsystem sftp internal-sftp
CONFIG
  echo "$name,${address[$name]} $(cut -d' ' -f1,2 "$root/ssh/key.pub")" >> "$LAB_DIR/admin/known_hosts"

  inside "$name" mount -t tmpfs -o mode=755 tmpfs /run
  inside "$name" mount -t tmpfs -o mode=755 tmpfs /srv
  inside "$name" mkdir -p /run/{lock,sshd,libvirt,gluster} /srv/data
  inside "$name" mount --bind "$root/etc" /etc/libvirt
  inside "$name" mount --bind "$(guest_image)" "$root/lib/boot"
  inside "$name" mount --rbind "$root/lib" /var/lib/libvirt
  inside "$name" mount --bind "$root/log" /var/log
  inside "$name" mount --bind "$root/cache" /var/cache
  inside "$name" mkdir -p /var/log/libvirt/qemu /var/cache/libvirt
  inside "$name" mount --bind "$root/passwd" /etc/passwd
  inside "$name" mount --bind "$root/shadow" /etc/shadow
  inside "$name" mount --bind "$LAB_DIR/hosts" /etc/hosts
  make_devices "$name"
  # /etc/libvirt is the host's own now: what follows reads its copy.
  cp "$here/network.xml" "$root/etc/"
  start_daemon "$name" sshd
  inside "$name" virtlogd -d
  start_daemon "$name" libvirtd
}

# A /dev without kvm: on some test machines it answers but runs no guest. Guests run under TCG, as on a
# host without hardware virtualization. It must not be there at all: where it can be opened, libvirt
# probes QEMU again and again for what it misses.
make_devices () # HOST
{
  local device
  inside "$1" mkdir /run/dev
  inside "$1" mount -t tmpfs -o mode=755 tmpfs /run/dev
  inside "$1" mkdir /run/dev/{pts,shm,net}
  inside "$1" mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 devpts /run/dev/pts
  inside "$1" mount -t tmpfs -o mode=1777 tmpfs /run/dev/shm
  for device in null zero full random urandom tty fuse net/tun; do
    [ -e "/dev/$device" ] || continue
    inside "$1" touch "/run/dev/$device"
    inside "$1" mount --bind "/dev/$device" "/run/dev/$device"
  done
  inside "$1" ln -s pts/ptmx /run/dev/ptmx
  inside "$1" ln -s /proc/self/fd /run/dev/fd
  inside "$1" ln -s /proc/self/fd/0 /run/dev/stdin
  inside "$1" ln -s /proc/self/fd/1 /run/dev/stdout
  inside "$1" ln -s /proc/self/fd/2 /run/dev/stderr
  inside "$1" mount --move /run/dev /dev
  inside "$1" rmdir /run/dev
}

# The hosts' own root gets a key that all of them take, and knows theirs.
trust ()
{
  local host home
  for host in "${!wan_port[@]}"; do
    is_there "$host" || continue
    home=$LAB_DIR/$host/home
    mkdir -p "$home/.ssh"
    chmod 700 "$home/.ssh"
    [ -e "$home/.ssh/id_ed25519" ] || {
      ssh-keygen -q -t ed25519 -N '' -C "$host" -f "$home/.ssh/id_ed25519"
      cat "$home/.ssh/id_ed25519.pub" >> "$LAB_DIR/trusted"
    }
    cp "$LAB_DIR/admin/known_hosts" "$home/.ssh/known_hosts"
  done
}

await_host () # HOST
{
  await 60 "libvirt of $1 over ssh" inside admin ssh -o ConnectTimeout=5 "$1" virsh version
  if ! inside "$1" virsh net-info default > /dev/null 2>&1; then
    inside "$1" virsh -q net-define /etc/libvirt/network.xml > /dev/null
    inside "$1" virsh -q net-autostart default > /dev/null
    inside "$1" virsh -q net-start default > /dev/null
  fi
}

start_daemon () # HOST DAEMON
{
  case $2 in
    sshd) inside "$1" /usr/sbin/sshd -f "$LAB_DIR/$1/ssh/config" ;;
    libvirtd) inside "$1" libvirtd -d ;;
    *) fail "no daemon $2 (libvirtd and sshd can be)" ;;
  esac
}

signal_daemon () # HOST DAEMON SIGNAL
{
  case $2 in
    sshd | libvirtd) inside "$1" pkill "-$3" -x "$2" ;;
    *) fail "no daemon $2 (libvirtd and sshd can be)" ;;
  esac
}

kill_daemon () # HOST DAEMON; it may be dead already
{
  signal_daemon "$1" "$2" KILL || true
  await 10 "the end of $2 of $1" has_no_daemon "$1" "$2"
}

has_no_daemon () # HOST DAEMON
{
  ! inside "$1" pgrep -x "$2"
}

# One GlusterFS volume, mounted at /srv/data by the hosts: storage that libvirt knows is shared.
make_store () # HOST...
{
  local root=$LAB_DIR/store host
  make_space store
  plug store
  mkdir -p "$root"/{lib,log,brick}
  inside store mount -t tmpfs -o mode=755 tmpfs /run
  inside store mkdir -p /run/gluster
  inside store mount --bind "$root/lib" /var/lib/glusterd
  inside store mount --bind "$root/log" /var/log
  inside store mkdir -p /var/log/glusterfs
  inside store glusterd -p /run/glusterd.pid
  await 60 "GlusterFS of the store" inside store gluster volume list
  inside store gluster volume create data "${address[store]}:$root/brick" force > /dev/null
  inside store gluster volume start data > /dev/null
  for host; do
    inside "$host" mkdir -p /var/log/glusterfs
    inside "$host" mount -t glusterfs "${address[store]}:/data" /srv/data
  done
}

wan () # MS: all that is under way over the old line is cut
{
  local host pid
  [[ $1 =~ ^[0-9]+$ ]] || fail "$1 is not a number of milliseconds"
  for pid in $(seated); do
    ! tr '\0' ' ' < "/proc/$pid/cmdline" | grep -qF "$here/relay.py " || kill "$pid"
  done
  for host in "${!wan_port[@]}"; do
    is_there "$host" || continue
    await 10 "the end of the old line to $host" is_free "${wan_port[$host]}"
    setsid nsenter -t "$(place admin)" -a -- \
      python3 "$here/relay.py" "${wan_port[$host]}" "${address[$host]}" 22 "$1" \
      < /dev/null > /dev/null 2>&1 &
    disown
    await 10 "the line to $host" is_taken "${wan_port[$host]}"
  done
}

is_taken () # PORT
{
  inside admin ss -Hltn "sport = :$1" | grep -q .
}

is_free () # PORT
{
  ! is_taken "$1"
}
