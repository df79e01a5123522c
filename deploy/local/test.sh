# Runs every test project of tests/ against a private PostgreSQL and RabbitMQ. Sourced by nabij.
source "$NABIJ_ROOT/deploy/local/platform.sh"

# These wait most of their time: for a broker that dies and comes back, or until a delivery is tried again. They run beside the others, up to those of the
# platform, one after the other and on a broker of their own.
BESIDE=(Messaging.Tests Notifications.Tests)
BESIDE_VHOST=beside

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

# Tests of one project; what they print also goes to its log.
test_project() {
  local name=$1
  dotnet "$NABIJ_ROOT/tests/$name/bin/Release/net10.0/$name.dll" --no-ansi 2>&1 | tee "$STATE/logs/$name.log"
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

test_beside() {
  local name
  NABIJ_TEST_RABBITMQ=$(rabbit_uri nabij_admin "$(password rabbit_admin)" "$BESIDE_VHOST")
  NABIJ_TEST_RABBITMQ_CATALOG=$(rabbit_uri catalog "$(password rabbit_catalog)" "$BESIDE_VHOST")
  for name in "${BESIDE[@]}"; do
    if test_project "$name" >/dev/null; then echo 0; else echo 1; fi >"$STATE/logs/$name.status"
  done
}

# Waits for the projects that run beside the others, and shows what they printed.
finish_beside() {
  [[ -n $beside ]] || return 0
  local name
  wait "$beside" || true
  beside=""
  for name in "${BESIDE[@]}"; do
    say "tested $name"
    cat "$STATE/logs/$name.log"
    count_project "$name" "$(cat "$STATE/logs/$name.status")"
  done
}

stop_tests() {
  if [[ -n ${beside:-} ]]; then
    # shellcheck disable=SC2046
    kill $(cat "/proc/$beside/task/$beside/children") "$beside" 2>/dev/null || true
  fi
  stop_all
}

run_tests() {
  local only=${1:-} project name status beside="" failed=0 counts=(0 0 0)
  STATE=$(state_dir)
  stop_all
  trap 'stop_tests' EXIT
  trap 'exit 130' INT TERM
  RABBIT_VHOSTS+=("$BESIDE_VHOST")
  infra
  build "${only:+tests/$only}"
  NABIJ_TEST_POSTGRES="$(connection_string postgres "$POSTGRES_ADMIN" "$(password postgres)")"
  NABIJ_TEST_RABBITMQ=$(rabbit_uri nabij_admin "$(password rabbit_admin)")
  NABIJ_TEST_RABBITMQ_CATALOG=$(rabbit_uri catalog "$(password rabbit_catalog)")
  export NABIJ_TEST_POSTGRES NABIJ_TEST_RABBITMQ NABIJ_TEST_RABBITMQ_CATALOG NABIJ_STATE=$STATE
  if [[ -z $only ]]; then
    rm -f "$STATE"/logs/*.status
    test_beside &
    beside=$!
  fi
  for project in "$NABIJ_ROOT"/tests/*.Tests/; do
    name=$(basename "$project")
    [[ -z $only || $only == "$name" ]] || continue
    if [[ -z $only && " ${BESIDE[*]} " == *" $name "* ]]; then continue; fi
    say "testing $name"
    if [[ $name == Platform.Tests ]]; then
      finish_beside
      start_platform_for_tests
    fi
    status=0
    test_project "$name" || status=$?
    # Its services would take the events of the tests that follow.
    if [[ $name == Platform.Tests ]]; then stop_units gateway; stop_units "${SERVICES[@]}" identity; fi
    count_project "$name" "$status"
  done
  finish_beside
  # A run that ended badly without a failed test must not look green.
  if [[ $failed == 1 && ${counts[1]} == 0 ]]; then counts[1]=1; fi
  trap - EXIT
  stop_all
  printf '%s passed, %s failed, %s skipped\n' "${counts[@]}"
  [[ ${counts[1]} == 0 && ${counts[0]} -gt 0 ]]
}
