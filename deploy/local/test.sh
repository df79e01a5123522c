# Runs every test project of tests/ against a private PostgreSQL and RabbitMQ. Sourced by nabij.
source "$NABIJ_ROOT/deploy/local/platform.sh"

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

run_tests() {
  local only=${1:-} project name log status failed=0 counts=(0 0 0) line
  STATE=$(state_dir)
  stop_all
  trap 'stop_all' EXIT
  trap 'exit 130' INT TERM
  infra
  build "${only:+tests/$only}"
  NABIJ_TEST_POSTGRES="$(connection_string postgres "$POSTGRES_ADMIN" "$(password postgres)")"
  NABIJ_TEST_RABBITMQ=$(rabbit_uri nabij_admin "$(password rabbit_admin)")
  NABIJ_TEST_RABBITMQ_CATALOG=$(rabbit_uri catalog "$(password rabbit_catalog)")
  export NABIJ_TEST_POSTGRES NABIJ_TEST_RABBITMQ NABIJ_TEST_RABBITMQ_CATALOG NABIJ_STATE=$STATE
  for project in "$NABIJ_ROOT"/tests/*.Tests/; do
    name=$(basename "$project")
    [[ -z $only || $only == "$name" ]] || continue
    if [[ $name == Platform.Tests ]]; then start_platform_for_tests; fi
    say "testing $name"
    log=$STATE/logs/$name.log
    status=0
    dotnet "$project/bin/Release/net10.0/$name.dll" --no-ansi 2>&1 | tee "$log" || status=$?
    # Its services would take the events of the tests that follow.
    if [[ $name == Platform.Tests ]]; then stop_units gateway; stop_units "${SERVICES[@]}" identity; fi
    for line in "0 succeeded" "1 failed" "2 skipped"; do
      local index=${line%% *} word=${line#* } number
      number=$(grep -E "^ *$word: *[0-9]+" "$log" | tail -n 1 | grep -oE '[0-9]+' || true)
      counts[index]=$((counts[index] + ${number:-0}))
      [[ $word != succeeded || -n $number ]] || { say "$name gave no summary: it crashed"; status=1; }
    done
    [[ $status == 0 ]] || failed=1
  done
  # A run that ended badly without a failed test must not look green.
  if [[ $failed == 1 && ${counts[1]} == 0 ]]; then counts[1]=1; fi
  trap - EXIT
  stop_all
  printf '%s passed, %s failed, %s skipped\n' "${counts[@]}"
  [[ ${counts[1]} == 0 && ${counts[0]} -gt 0 ]]
}
