# Part of “lab”: the namespaces that its places stand in, and words for waiting and failing.
# shellcheck shell=bash

fail ()
{
  echo "lab: $*" >&2
  exit 1
}

skip ()
{
  echo "lab: $*" >&2
  exit 77
}

# await SECONDS WHAT COMMAND...: until COMMAND succeeds; fails, naming WHAT, when it takes longer.
await ()
{
  local seconds=$1 what=$2 end
  shift 2
  end=$((SECONDS + seconds))
  until "$@" > /dev/null 2>&1; do
    [ $SECONDS -lt $end ] || fail "$what: not after $seconds s"
    sleep 0.05
  done
}

# A place's handle is the process that keeps its namespaces alive, with the number of its network
# namespace: a process that has the same number by chance is not taken for it.
is_there () # PLACE
{
  local pid space
  [ -r "$LAB_DIR/$1/pid" ] || return 1
  read -r pid space < "$LAB_DIR/$1/pid"
  [ "$(readlink "/proc/$pid/ns/net" 2> /dev/null)" = "$space" ]
}

is_inside () # PLACE
{
  is_there "$1" && [ "$(readlink /proc/self/ns/net)" = "$(cut -d' ' -f2 "$LAB_DIR/$1/pid")" ]
}

place () # PLACE: prints its pid
{
  is_there "$1" || fail "no $1 in $LAB_DIR: lab up starts it"
  cut -d' ' -f1 "$LAB_DIR/$1/pid"
}

enter () # PLACE COMMAND...: COMMAND takes over this process
{
  local pid
  pid=$(place "$1")
  shift
  exec nsenter -t "$pid" -a --wdns="$PWD" -- "$@"
}

inside () # PLACE COMMAND...
{
  local pid
  pid=$(place "$1")
  shift
  nsenter -t "$pid" -a -- "$@"
}

# remember PLACE PID
remember ()
{
  # The namespaces are there once they are not ours any more.
  await 10 "the namespaces of $1" has_left "$2"
  echo "$2 $(readlink "/proc/$2/ns/net")" > "$LAB_DIR/$1/pid"
  inside "$1" ip link set lo up
}

has_left () # PID
{
  [ "$(readlink "/proc/$1/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

# A place of its own processes: they all end with its first, which also buries the orphans.
make_space () # PLACE
{
  local parent
  mkdir -p "$LAB_DIR/$1"
  setsid unshare --net --mount --uts --pid --fork --kill-child --mount-proc --propagation private \
    python3 "$here/init.py" < /dev/null > /dev/null 2>&1 &
  parent=$!
  disown
  await 10 "the first process of $1" first_child "$parent"
  remember "$1" "$(first_child "$parent")"
  inside "$1" hostname "$1"
}

first_child () # PID
{
  pgrep --parent "$1"
}

end_space () # PLACE
{
  local pid
  if is_there "$1"; then
    pid=$(place "$1")
    kill -KILL "$pid"
    await 20 "the end of $1" is_gone "$pid"
  fi
}

is_gone () # PID
{
  ! [ -e "/proc/$1/ns/net" ] || ! readlink "/proc/$1/ns/net"
}

# The seat shares the machine's processes, for what runs there asks the lab to do things to hosts; and
# its name, by which programs find their way into the display.
make_seat_space ()
{
  mkdir -p "$LAB_DIR/admin"
  setsid unshare --net --mount --propagation private sleep infinity \
    < /dev/null > /dev/null 2>&1 &
  disown # its end is no news
  remember admin "$!"
}

seated () # prints the pids at the seat
{
  local space process
  space=$(readlink "/proc/$(place admin)/ns/mnt")
  for process in /proc/[0-9]*; do
    [ "$(readlink "$process/ns/mnt" 2> /dev/null)" != "$space" ] || echo "${process#/proc/}"
  done
}

end_seat ()
{
  local pids
  while is_there admin; do
    mapfile -t pids < <(seated)
    kill -KILL "${pids[@]}" 2> /dev/null || true
    sleep 0.05
  done
}

make_switch ()
{
  make_space switch
  inside switch ip link add br0 type bridge
  inside switch ip link set br0 up
}

plug () # PLACE: a cable from it to the switch
{
  # Of the switch only its network: its processes do not see the other place's.
  nsenter -t "$(place switch)" --net -- \
    ip link add "p-$1" type veth peer name eth0 netns "$(place "$1")"
  inside switch ip link set "p-$1" master br0 up
  inside "$1" ip addr add "${address[$1]}/24" dev eth0
  inside "$1" ip link set eth0 up
}
