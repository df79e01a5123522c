# Runs every test project of tests/ against a private PostgreSQL and RabbitMQ. Sourced by nabij.
source "$NABIJ_ROOT/deploy/local/platform.sh"

# Lanes run at the same time, each on a broker of its own; the projects of a lane one after the other. Those of the platform come last, alone: to deploy it gives the
# roles of the databases, which all share, passwords of its own.
LANES=("Catalog.Tests" "Messaging.Tests Coalition.Tests Reference.Tests" "Notifications.Tests Signals.Tests Identity.Tests")
LAST=Platform.Tests

# The whole platform with its demo content, as `up` starts it, for the tests that use it from outside. It sends its telemetry to the test, its gateway
# counts no requests, and a delivery that died with its process is taken up within seconds.
start_platform_for_tests() {
  local otlp=http://127.0.0.1:$((PORT_BASE + 34)) service database client
  (
    export OTEL_EXPORTER_OTLP_ENDPOINT=$otlp OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
    export OTEL_BSP_SCHEDULE_DELAY=500 OTEL_BLRP_SCHEDULE_DELAY=500 OTEL_METRIC_EXPORT_INTERVAL=2000
    export Limits__Enabled=false Intake__Difficulty=8 Intake__NormalPerMinute=100000 Intake__PerMunicipality=0 Intake__InAll=0
    export Webhooks__Deadline=00:00:03 Webhooks__Lease=00:00:05
    start_platform
    seed
  )
  NABIJ_TEST_DEMO_PASSWORD=$(demo_password)
  export NABIJ_TEST_DEMO_PASSWORD NABIJ_TEST_GATEWAY=$GATEWAY_URL NABIJ_TEST_IDENTITY=$IDENTITY_URL NABIJ_TEST_OTLP=$otlp
  for service in "${SERVICES[@]}"; do
    export "NABIJ_TEST_URL_${service^^}=http://127.0.0.1:${PORTS[$service]}"
    for database in $(databases_of "$service"); do
      export "NABIJ_TEST_DB_${database^^}=$(connection_string "$database" "$POSTGRES_ADMIN" "$(password postgres)")"
    done
  done
  for client in "${IDENTITY_CLIENTS[@]}"; do export "NABIJ_TEST_SECRET_${client//-/_}=$(client_secret "$client")"; done
}

test_project() { dotnet "$NABIJ_ROOT/tests/$1/bin/Release/net10.0/$1.dll" --no-ansi 2>&1; }

# A project in no lane would never be tested.
check_lanes() {
  local project
  for project in "$NABIJ_ROOT"/tests/*.Tests/; do
    [[ " ${LANES[*]} $LAST " == *" $(basename "$project") "* ]] || fail "$(basename "$project") is in no lane of deploy/local/test.sh"
  done
}

# Adds the numbers of a project to `counts`; `failed` when it ended badly.
count_project() {
  local name=$1 status=$2 line
  for line in "0 succeeded" "1 failed" "2 skipped"; do
    local index=${line%% *} word=${line#* } number
    number=$(grep -E "^ *$word: *[0-9]+" "$STATE/logs/$name.log" | tail -n 1 | grep -oE '[0-9]+' || true)
    counts[index]=$((counts[index] + ${number:-0}))
    [[ $word != succeeded || -n $number ]] || { say "$name gave no summary: it crashed"; status=1; }
  done
  [[ $status == 0 ]] || failed=1
}

use_broker() {
  NABIJ_TEST_RABBITMQ=$(rabbit_uri nabij_admin "$(password rabbit_admin)" "$1")
  NABIJ_TEST_RABBITMQ_CATALOG=$(rabbit_uri catalog "$(password rabbit_catalog)" "$1")
  export NABIJ_TEST_RABBITMQ NABIJ_TEST_RABBITMQ_CATALOG
}

# run_lane <virtual host> <project>...
run_lane() {
  local name status
  use_broker "$1"
  for name in "${@:2}"; do
    status=0
    test_project "$name" >"$STATE/logs/$name.log" || status=$?
    echo "$status" >"$STATE/logs/$name.status"
  done
}

# run_lanes <projects of a lane>...
run_lanes() {
  local lane name
  for name in $*; do echo 1 >"$STATE/logs/$name.status"; done
  for lane in "$@"; do
    # shellcheck disable=SC2086
    run_lane "lane${#lane_pids[@]}" $lane &
    lane_pids+=($!)
  done
  say "testing side by side: $(IFS=';' && echo "$*")"
  for lane in "$@"; do
    wait "${lane_pids[0]}" || true
    lane_pids=("${lane_pids[@]:1}")
    for name in $lane; do
      say "tested $name"
      cat "$STATE/logs/$name.log"
      count_project "$name" "$(cat "$STATE/logs/$name.status")"
    done
  done
}

run_last() {
  local status=0
  say "testing $LAST"
  use_broker "${RABBIT_VHOSTS[0]}"
  start_platform_for_tests
  test_project "$LAST" | tee "$STATE/logs/$LAST.log" || status=$?
  count_project "$LAST" "$status"
}

stop_tests() {
  local pid
  for pid in "${lane_pids[@]}"; do
    # shellcheck disable=SC2046
    kill "$pid" $(cat "/proc/$pid/task/$pid/children") 2>/dev/null || true
  done
  stop_all
}

run_tests() {
  local only=${1:-} lane failed=0 counts=(0 0 0) lane_pids=()
  STATE=$(state_dir)
  stop_all
  trap 'stop_tests' EXIT
  trap 'exit 130' INT TERM
  check_lanes
  for lane in "${!LANES[@]}"; do RABBIT_VHOSTS+=("lane$lane"); done
  infra
  build "${only:+tests/$only}"
  NABIJ_TEST_POSTGRES="$(connection_string postgres "$POSTGRES_ADMIN" "$(password postgres)")"
  export NABIJ_TEST_POSTGRES NABIJ_STATE=$STATE
  # What lives for minutes gains nothing from a profile of itself, and two cores have none to spare for threads that wait by spinning.
  export DOTNET_TieredPGO=0 DOTNET_ThreadPool_UnfairSemaphoreSpinLimit=0
  case $only in
    "") run_lanes "${LANES[@]}"; run_last ;;
    "$LAST") run_last ;;
    *) run_lanes "$only" ;;
  esac
  # A run that ended badly without a failed test must not look green.
  if [[ $failed == 1 && ${counts[1]} == 0 ]]; then counts[1]=1; fi
  trap - EXIT
  stop_all
  printf '%s passed, %s failed, %s skipped\n' "${counts[@]}"
  [[ ${counts[1]} == 0 && ${counts[0]} -gt 0 ]]
}
