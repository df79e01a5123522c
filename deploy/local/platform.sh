# up and down. Sourced by nabij.
source "$NABIJ_ROOT/deploy/local/postgres.sh"
source "$NABIJ_ROOT/deploy/local/rabbitmq.sh"
source "$NABIJ_ROOT/deploy/local/identity.sh"
source "$NABIJ_ROOT/deploy/local/services.sh"
set -euo pipefail

ports_in_use() {
  local port
  for port in "${PORTS[@]}" "$IDENTITY_PORT" "$POSTGRES_PORT" "$RABBIT_PORT" "$RABBIT_DIST_PORT" "$EPMD_PORT"; do
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

# Ends these units side by side, and waits for them.
stop_units() {
  local unit pid ours pids=()
  ours=$(pids_with "NABIJ_PLATFORM=$STATE")
  for unit in "$@"; do
    [[ -e $STATE/run/$unit.pid ]] || continue
    pid=$(cat "$STATE/run/$unit.pid")
    if grep -qx "$pid" <<<"$ours"; then kill -TERM "$pid" 2>/dev/null && pids+=("$pid"); fi
  done
  for pid in "${pids[@]}"; do while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done; done
  for unit in "$@"; do rm -f "$STATE/run/$unit.pid"; done
}

stop_all() {
  stop_units gateway
  stop_units "${SERVICES[@]}" identity
  stop_units rabbitmq
  stop_units postgres
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

start_platform() {
  start_identity
  wait_for 60 identity identity_ready
  start_services
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
  start_platform
  seed
  say "healthy after $((SECONDS - began)) s"
  say "gateway $GATEWAY_URL   API $GATEWAY_URL/docs   identity $IDENTITY_URL"
  say "demo users log in with the password in $STATE/secrets/demo-password; ./nabij token <role> gives a token"
  say "PostgreSQL 127.0.0.1:$POSTGRES_PORT   RabbitMQ 127.0.0.1:$RABBIT_PORT   state, logs and mail: $STATE"
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
