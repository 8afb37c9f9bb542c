# Part of “lab”: the guest's image, and machines that run it.
# shellcheck shell=bash

# The image is made once for each kernel and each version of what makes it.
guest_image ()
{
  local made_by
  made_by=$(cat "$here/make-guest" "$here/guest-init" | sha256sum | cut -c1-12)
  echo "$LAB_CACHE/guest-$(uname -m)-$made_by"
}

make_guest_image ()
{
  local image new
  image=$(guest_image)
  mkdir -p "$LAB_CACHE"
  exec {lock}> "$LAB_CACHE/lock"
  flock "$lock"
  if [ ! -e "$image/initrd.gz" ]; then
    echo "lab: making the guest's image (once)" >&2
    new=$(mktemp -d "$LAB_CACHE/new-XXXXXX")
    "$here/make-guest" "$new" {lock}>&- || fail "the guest's image could not be made"
    chmod 755 "$new"
    mv -T "$new" "$image"
  fi
  exec {lock}>&-
}

has_agent () # HOST NAME
{
  inside "$1" virsh -q qemu-agent-command "$2" '{"execute":"guest-ping"}'
}

has_address () # HOST NAME
{
  inside "$1" virsh -q domifaddr "$2" --source agent | grep -q '192\.168\.'
}

make_disk () # HOST PATH OVERLAY: over a backing file that both hosts have, where OVERLAY is not empty
{
  local base=/var/lib/libvirt/images/base.qcow2 each
  inside "$1" mkdir -p "$(dirname "$2")"
  if [ -z "$3" ]; then
    inside "$1" qemu-img create -q -f qcow2 "$2" 256M
    return
  fi
  for each in hosta hostb; do
    is_there "$each" || continue
    inside "$each" mkdir -p "$(dirname "$base")"
    inside "$each" test -e "$base" || inside "$each" qemu-img create -q -f qcow2 "$base" 256M
  done
  inside "$1" qemu-img create -q -f qcow2 -F qcow2 -b "$base" "$2"
}

guest () # NAME HOST [OPTION...]
{
  local name=$1 host=$2 off='' wait='' title='' description='' memory=160 uuid disk
  local folder=/var/lib/libvirt/images overlay='' busy='' graphics=''
  shift 2
  uuid=$(cat /proc/sys/kernel/random/uuid)
  while [ $# -gt 0 ]; do
    case $1 in
      --off) off=yes ;;
      --wait) wait=yes ;;
      --title) title=$2; shift ;;
      --description) description=$2; shift ;;
      --memory) memory=$2; shift ;;
      --uuid) uuid=$2; shift ;;
      --shared) folder=/srv/data ;;
      --overlay) overlay=yes ;;
      --graphics) graphics=$2; shift ;;
      --busy) busy=" guest.busy=$2"; shift ;;
      *) usage ;;
    esac
    shift
  done
  [[ $name =~ ^[A-Za-z0-9._-]+$ ]] || fail "$name is no name for a guest: letters, digits, . _ -"
  if ! inside "$host" virsh -q dominfo "$name" > /dev/null 2>&1; then
    disk=$folder/$name.qcow2
    make_disk "$host" "$disk" "$overlay"
    sed -e "s|@NAME@|$name|; s|@UUID@|$uuid|; s|@MEMORY@|$memory|; s|@MEMORY_KIB@|$((memory * 1024 + 128))|" \
        ${graphics:+-e "s|<graphics .*|$graphics|"} \
        -e "s|@DISK@|$disk|; s|\(guest\.name=[^<]*\)|\1$busy|" "$here/vm.xml.in" |
      inside "$host" virsh -q define /dev/stdin > /dev/null
    [ -z "$title" ] || inside "$host" virsh -q desc "$name" --config --title "$title" > /dev/null
    [ -z "$description" ] || inside "$host" virsh -q desc "$name" --config "$description" > /dev/null
  fi
  [ -z "$off" ] || return 0
  inside "$host" virsh -q start "$name" > /dev/null
  [ -z "$wait" ] || {
    await 180 "the agent of $name" has_agent "$host" "$name"
    await 60 "an address of $name" has_address "$host" "$name"
  }
}
