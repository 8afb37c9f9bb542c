# Completion of bastidactl for bash: commands, their options, hosts, machines and tasks, from the inventory
# alone: no host is asked.
# shellcheck shell=bash

_bastidactl ()
{
  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command='' word
  local commands='host list show start shutdown reboot reset off pause resume save restore discard
    autostart no-autostart migrate drain tag events tasks'
  local migration='--preset --p2p --direct --tunnelled --copy --copy-disk --keep-source
    --not-persistent --bandwidth --max-downtime --auto-converge --compress --connections --post-copy
    --post-copy-after --suspend-after --until-paused --unsafe --uri --at-a-time'
  COMPREPLY=()

  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    [[ $word == -* ]] || { command=$word; break; }
  done

  case $prev in
    --inventory) mapfile -t COMPREPLY < <(compgen -f -- "$cur"); return ;;
    --preset) mapfile -t COMPREPLY < <(compgen -W 'safe busy slow-link' -- "$cur"); return ;;
    --copy) mapfile -t COMPREPLY < <(compgen -W 'all incremental' -- "$cur"); return ;;
  esac

  case $command in
    '') word="$commands --inventory --json --version --help" ;;
    host) word="add list remove check $(_bastidactl_hosts)" ;;
    migrate) word="$migration --check --json $(_bastidactl_machines) $(_bastidactl_hosts)" ;;
    drain) word="$migration --plan --home --offline --json $(_bastidactl_hosts)" ;;
    events) word='--follow --limit --json' ;;
    tasks) word="cancel --follow --limit --json $(_bastidactl_tasks)" ;;
    list) word='--offline --json' ;;
    tag) word="add remove $(_bastidactl_machines)" ;;
    *) word="--json $(_bastidactl_machines)" ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$word" -- "$cur")
}

_bastidactl_hosts ()
{
  bastidactl host list 2> /dev/null | awk '{ print $1 }'
}

_bastidactl_machines ()
{
  bastidactl list --offline 2> /dev/null | awk '{ print $1 }'
}

_bastidactl_tasks ()
{
  bastidactl tasks 2> /dev/null | awk '$4 == "running" || $4 == "queued" { print $3 }'
}

complete -F _bastidactl bastidactl
