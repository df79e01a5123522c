#!/usr/bin/env bash
# supervise.sh <state> <unit> -- <command...>: keeps one program running until it gets TERM. Started by platform.sh.
set -u
state=$1 unit=$2
shift 3
mkdir -p "$state/run" "$state/logs"
log=$state/logs/$unit.log
[[ -e $log ]] && mv -f "$log" "$log.1"
echo $$ >"$state/run/$unit.pid"

child=
stop() {
  trap '' TERM INT
  if [[ -n $child ]]; then
    kill "-${NABIJ_STOP_SIGNAL:-TERM}" "$child" 2>/dev/null
    # A program that does not heed TERM within half a minute is ended.
    for ((i = 0; i < 300; i++)); do kill -0 "$child" 2>/dev/null || break; sleep 0.1; done
    kill -KILL "$child" 2>/dev/null
  fi
  rm -f "$state/run/$unit.pid" "$state/run/$unit.child"
  exit 0
}
trap stop TERM INT

pause=1
while true; do
  started=$SECONDS
  "$@" >>"$log" 2>&1 </dev/null &
  child=$!
  echo "$child" >"$state/run/$unit.child.new" && mv "$state/run/$unit.child.new" "$state/run/$unit.child"
  wait "$child"
  code=$?
  ((SECONDS - started > 30)) && pause=1
  echo "[supervisor] $unit ended ($code), starts again in ${pause} s" >>"$log"
  sleep "$pause" &
  wait $!
  ((pause < 8)) && pause=$((pause * 2))
done
