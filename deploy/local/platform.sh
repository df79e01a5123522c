# up and down. Sourced by nabij.
source "$NABIJ_ROOT/deploy/local/postgres.sh"
source "$NABIJ_ROOT/deploy/local/rabbitmq.sh"
set -euo pipefail

project() { printf '%s/services/%s' "$NABIJ_ROOT" "$1"; }
binary() { compgen -G "$(project "$1")/bin/Release/net10.0/Nabij.*.dll" | grep -iE "/Nabij\.$1\.dll$"; }
# The services land one by one: what is not in the tree is not started.
present() { local s; for s in "${SERVICES[@]}"; do [[ -e $(project "$s") ]] && printf '%s\n' "$s"; done; }

ports_in_use() {
  local port
  for port in "$POSTGRES_PORT" "$RABBIT_PORT" "$RABBIT_DIST_PORT" "$EPMD_PORT"; do
    port_open "$port" && printf '%s (%s)\n' "$port" "$(holder "$port")"
  done || true
}

# The program that listens on a port, as far as we may see it.
holder() {
  local inode link
  inode=$(awk -v p="$(printf ':%04X' "$1")" '$2 ~ p"$" && $4 == "0A" { print $10; exit }' /proc/net/tcp)
  for link in /proc/[0-9]*/fd/*; do
    if [[ $(readlink "$link" 2>/dev/null) == "socket:[$inode]" ]]; then
      printf '%s, process %s' "$(cat "${link%/fd/*}/comm")" "$(cut -d/ -f3 <<<"$link")"
      return
    fi
  done
  printf 'another program'
}

start() {
  local unit=$1
  shift
  NABIJ_PLATFORM=$STATE setsid "$NABIJ_ROOT/deploy/local/supervise.sh" "$STATE" "$unit" -- "$@" </dev/null >/dev/null 2>&1 &
}

running() { [[ -e $STATE/run/postgres.pid ]] && kill -0 "$(cat "$STATE/run/postgres.pid")" 2>/dev/null && [[ -n $(pids_with "NABIJ_PLATFORM=$STATE" | head -n 1) ]]; }

# Ends one unit and waits for it.
stop_unit() {
  local file=$STATE/run/$1.pid pid
  [[ -e $file ]] || return 0
  pid=$(cat "$file")
  if grep -qx "$pid" <<<"$(pids_with "NABIJ_PLATFORM=$STATE")"; then
    kill -TERM "$pid" 2>/dev/null || true
    while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  fi
  rm -f "$file"
}

stop_all() {
  local unit
  for unit in "${SERVICES[@]}" rabbitmq postgres; do stop_unit "$unit"; done
  # What lost its supervisor.
  sweep "NABIJ_PLATFORM=$STATE"
}

infra() {
  local service pairs=() taken
  install_missing
  STATE=$(state_dir)
  export STATE
  mkdir -p "$STATE/run" "$STATE/logs" "$STATE/postgres" "$STATE/rabbitmq"
  taken=$(ports_in_use)
  [[ -z $taken ]] || fail "These ports are taken: $taken. Set NABIJ_PORT_BASE to move all ports."
  password postgres >/dev/null
  (umask 077 && password postgres >"$STATE/secrets/postgres.initdb")
  postgres_prepare "$STATE/postgres" "$STATE/secrets/postgres.initdb"
  for service in "${SERVICES[@]}"; do pairs+=("$service" "$(password "rabbit_$service")"); done
  rabbit_prepare "$STATE/rabbitmq" "$(password rabbit_admin)" "${pairs[@]}"
  say "starting PostgreSQL on $POSTGRES_PORT and RabbitMQ on $RABBIT_PORT"
  # INT is PostgreSQL's fast shutdown; TERM would wait for every client.
  NABIJ_STOP_SIGNAL=INT start postgres "$NABIJ_ROOT/deploy/local/postgres.sh" run "$STATE/postgres" "$POSTGRES_PORT"
  start rabbitmq "$NABIJ_ROOT/deploy/local/rabbitmq.sh" run "$STATE/rabbitmq" "$RABBIT_PORT" "$RABBIT_DIST_PORT" "$EPMD_PORT"
  wait_for 60 PostgreSQL postgres_ready
  wait_for 90 RabbitMQ port_open "$RABBIT_PORT"
}

# build [project]: the whole solution, or one project with what it needs. Skipped when nothing has changed.
build() {
  local target=${1:-Platform.sln} stamp inputs
  stamp=$STATE/build.${target//\//-}.stamp
  inputs=$(cd "$NABIJ_ROOT" && find . \( -name bin -o -name obj -o -name .local -o -name .git \) -prune -o -type f \
    \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.sql' -o -name '*.json' -o -name '*.sln' -o -name '*.proto' -o -name '*.csv' \) \
    -printf '%p %T@ %s\n' | sort | sha256sum)
  if [[ -e $stamp && $(cat "$stamp") == "$inputs" ]]; then return; fi
  say "building (the first time takes a minute)"
  dotnet build "$NABIJ_ROOT/$target" -c Release -v quiet -nologo >"$STATE/logs/build.log" 2>&1 || {
    grep -E 'error|warning' "$STATE/logs/build.log" | sort -u | head -n 20 >&2
    fail "the build failed; see $STATE/logs/build.log"
  }
  printf '%s\n' "$inputs" >"$stamp"
}

up() {
  local detach= began=$SECONDS
  [[ ${1:-} == --detach ]] && detach=1
  STATE=$(state_dir)
  if running; then say "already running (state in $STATE); ./nabij down stops it"; return; fi
  stop_all
  # One go at failure and at Ctrl-C: nothing that was started stays behind.
  trap 'stop_all' EXIT
  trap 'exit 130' INT TERM
  infra
  build
  local db
  for db in catalog signals signals_keys coalition notifications; do create_database "$db"; done
  say "healthy after $((SECONDS - began)) s"
  say "PostgreSQL 127.0.0.1:$POSTGRES_PORT   RabbitMQ 127.0.0.1:$RABBIT_PORT   state, logs and secrets: $STATE"
  if [[ -n $detach ]]; then trap - EXIT; return; fi
  say "Ctrl-C stops everything"
  while running; do sleep 1 & wait $!; done
}

down() {
  STATE=$(state_dir)
  stop_all
  say "stopped"
  if [[ ${1:-} == --purge ]]; then rm -rf "$STATE"; say "all data of $STATE is deleted"; fi
}
