#!/bin/sh
# Makes the replica the primary, step by step (docs/operations-postgres.md). Run it where both servers can be reached.
#
#   PRIMARY='host=db1 user=postgres dbname=postgres'   the server that is lost, or is to be left
#   REPLICA='host=db2 user=postgres dbname=postgres'   the server that takes over
#   FENCE='ssh db1 sudo systemctl disable --now postgresql'   what makes sure that the old primary stays silent
#   FENCED=yes                                         instead: a person has stopped the old primary and vouches for it
#   SWITCH='…'                                         what leads the house to the new one (pgbouncer, DNS, settings)
#
#   promote.sh check     looks, changes nothing
#   promote.sh fence     runs FENCE and makes sure that the old primary does not answer
#   promote.sh promote   makes the replica the primary
#   promote.sh switch    runs SWITCH
#   promote.sh all       one after the other; stops at the first that fails
#
# Passwords belong into ~/.pgpass or PGPASSFILE, never into PRIMARY or REPLICA: every program sees arguments.
set -eu

: "${PRIMARY:?name the old primary, as in PRIMARY='host=db1 user=postgres dbname=postgres'}"
: "${REPLICA:?name the replica that takes over, as in REPLICA='host=db2 user=postgres dbname=postgres'}"
export PGCONNECT_TIMEOUT="${PGCONNECT_TIMEOUT:-5}"

ask() { psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --dbname "$1" --command "$2"; }
say() { printf '%s %s\n' "$(date -u +%H:%M:%S)" "$*"; }
die() { say "$*" >&2; exit 1; }

check() {
  recovering=$(ask "$REPLICA" 'select pg_is_in_recovery()') || die 'The replica does not answer. Nothing was changed.'
  [ "$recovering" = t ] || die 'REPLICA is no replica: it takes writes already. Nothing was changed.'
  received=$(ask "$REPLICA" 'select coalesce(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())')
  say "The replica has received everything up to $received."
  if written=$(ask "$PRIMARY" 'select pg_current_wal_lsn()' 2>/dev/null); then
    missing=$(ask "$REPLICA" "select pg_wal_lsn_diff('$written', '$received')")
    say "The primary answers; $missing bytes of what it has written have not arrived yet."
  else
    say 'The primary does not answer. What it had not sent any more is lost when the replica takes over.'
  fi
}

# Two servers that both take writes would be two houses that nobody can put together again. That the old primary cannot be reached
# from here proves nothing: the house may still reach it. So something must have silenced it: FENCE, or a person (FENCED=yes).
fence() {
  if [ -n "${FENCE:-}" ]; then
    say "Fencing the old primary: $FENCE"
    sh -c "$FENCE" || [ "${FENCED:-}" = yes ] || die 'FENCE failed. Stop the old primary another way, then say FENCED=yes. Nothing was promoted.'
  elif [ "${FENCED:-}" != yes ]; then
    die 'Set FENCE to what stops the old primary for good, or stop it by hand and say FENCED=yes. Nothing was promoted.'
  fi
  for _ in 1 2 3 4 5; do
    if ! ask "$PRIMARY" 'select 1' >/dev/null 2>&1; then
      say 'The old primary does not answer.'
      return
    fi
    sleep 1
  done
  die 'The old primary still answers: stop it, or cut it off, and say this again. Nothing was promoted.'
}

promote() {
  if ask "$PRIMARY" 'select 1' >/dev/null 2>&1; then
    die 'The old primary still answers: fence it first. Nothing was promoted.'
  fi
  recovering=$(ask "$REPLICA" 'select pg_is_in_recovery()') || die 'The replica does not answer.'
  if [ "$recovering" = t ]; then
    # Everything that has arrived is replayed before the server takes writes.
    [ "$(ask "$REPLICA" 'select pg_promote(true, 60)')" = t ] || die 'It was not promoted within 60 s: look at its log.'
  fi
  [ "$(ask "$REPLICA" 'select pg_is_in_recovery()')" = f ] || die 'The replica still takes no writes: look at its log.'
  say "The replica is the primary now, from $(ask "$REPLICA" 'select pg_current_wal_lsn()') on."
}

switch() {
  if [ -z "${SWITCH:-}" ]; then
    say 'SWITCH is not set: lead the house to the new primary by hand (docs/operations-postgres.md).'
    return
  fi
  say "Switching: $SWITCH"
  sh -c "$SWITCH" || die 'SWITCH failed: the new primary runs, but the house does not know of it yet.'
  say 'Switched. The house goes on by itself as soon as it reaches the new primary.'
}

case "${1:-}" in
  check | fence | promote | switch) "$1" ;;
  all)
    check
    fence
    promote
    switch
    ;;
  *) die 'Say one of: check, fence, promote, switch, all.' ;;
esac
