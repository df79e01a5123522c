# Runs one benchmark against a private PostgreSQL and RabbitMQ. Sourced by nabij.
source "$NABIJ_ROOT/deploy/local/platform.sh"

run_benchmark() {
  local name=${1:-} option=${2:-} binary=$NABIJ_ROOT/tests/Benchmarks/bin/Release/net10.0/Nabij.Benchmarks.dll status=0
  [[ $name =~ ^(events|gateway|search|import|signals)$ && ($option == "" || $option == --write) ]] || fail "usage: ./nabij bench events|gateway|search|import|signals [--write]"
  STATE=$(state_dir)
  stop_all
  trap 'stop_all' EXIT
  trap 'exit 130' INT TERM
  if [[ $name == gateway || $name == signals ]]; then
    need_dotnet
    command -v wrk >/dev/null || install_packages wrk
  fi
  [[ $name == gateway ]] || infra
  mkdir -p "$STATE/logs"
  local projects=(tests/Benchmarks)
  case $name in gateway) projects+=(gateway) ;; search | import) projects+=(services/catalog) ;; signals) projects+=(services/signals gateway) ;; esac
  build_projects "${projects[@]}"

  NABIJ_BENCH_LOAD=$(cut -d' ' -f1 /proc/loadavg)
  NABIJ_BENCH_COMMIT=$(git -C "$NABIJ_ROOT" rev-parse --short HEAD 2>/dev/null || echo unknown)
  git -C "$NABIJ_ROOT" diff --quiet HEAD -- . ':!docs/benchmarks.md' 2>/dev/null || NABIJ_BENCH_COMMIT+=-dirty
  NABIJ_BENCH_DOCUMENT=$NABIJ_ROOT/docs/benchmarks.md NABIJ_BENCH_PORT=$((PORT_BASE + 34))
  if [[ $name != gateway ]]; then
    NABIJ_BENCH_POSTGRES="$(connection_string postgres "$POSTGRES_ADMIN" "$(password postgres)")"
    NABIJ_BENCH_RABBITMQ=$(rabbit_uri nabij_admin "$(password rabbit_admin)")
    export NABIJ_BENCH_POSTGRES NABIJ_BENCH_RABBITMQ
  fi
  [[ $name != signals ]] || export NABIJ_BENCH_PGBENCH=$(postgres_bin)/pgbench
  export NABIJ_BENCH_GATEWAY=$NABIJ_ROOT/gateway/bin/Release/net10.0/Nabij.Gateway.dll
  export NABIJ_BENCH_SIGNALS=$NABIJ_ROOT/services/signals/bin/Release/net10.0/Nabij.Signals.dll
  export NABIJ_BENCH_CATALOG=$NABIJ_ROOT/services/catalog/bin/Release/net10.0/Nabij.Catalog.dll
  export NABIJ_BENCH_LOAD NABIJ_BENCH_COMMIT NABIJ_BENCH_DOCUMENT NABIJ_BENCH_PORT
  mkdir -p "$NABIJ_ROOT/docs"
  dotnet "$binary" "$name" ${option:+"$option"} || status=$?
  trap - EXIT
  stop_all
  return "$status"
}

build_projects() {
  local project
  for project in "$@"; do
    say "building $project"
    dotnet build "$NABIJ_ROOT/$project" -c Release -v quiet -nologo >"$STATE/logs/build.log" 2>&1 || {
      grep -E 'error|warning' "$STATE/logs/build.log" | sort -u | head -n 20 >&2
      fail "the build failed; see $STATE/logs/build.log"
    }
  done
}
