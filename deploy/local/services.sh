# The services and the gateway: their settings, their start, and the demo content. Sourced by platform.sh.
declare -A PORTS=([gateway]=$PORT_BASE [catalog]=$((PORT_BASE + 11)) [signals]=$((PORT_BASE + 12)) [coalition]=$((PORT_BASE + 13)) [notifications]=$((PORT_BASE + 14)))
GATEWAY_URL=http://localhost:${PORTS[gateway]}

# The services land one by one: what is not in the tree is not started.
present() { local s; for s in "${SERVICES[@]}"; do [[ -e $NABIJ_ROOT/services/$s ]] && printf '%s\n' "$s"; done; }
databases_of() { if [[ $1 == signals ]]; then echo signals signals_keys signals_ledger; else echo "$1"; fi; }
assembly() { compgen -G "$NABIJ_ROOT/$1/bin/Release/net10.0/Nabij.*.dll" | grep -iE "/Nabij\.${1##*/}\.dll$"; }
ready() { curl -sf --max-time 2 "http://127.0.0.1:${PORTS[$1]}/health/ready"; }

# Settings reach a program through its environment: arguments are there for everyone to see. Called in a subshell.
common_settings() {
  export ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=http://127.0.0.1:${PORTS[$1]} DOTNET_gcServer=0
  export Authentication__Authority=$IDENTITY_URL
  local service
  for service in "${SERVICES[@]}"; do export "Services__$service=http://127.0.0.1:${PORTS[$service]}"; done
}

service_settings() {
  local database
  common_settings "$1"
  export Authentication__ClientId=$1 RabbitMq__Uri
  Authentication__ClientSecret=$(client_secret "$1")
  export Authentication__ClientSecret
  RabbitMq__Uri=$(rabbit_uri "$1" "$(password "rabbit_$1")")
  for database in $(databases_of "$1"); do
    export "ConnectionStrings__$database=$(connection_string "$database" "${database}_app" "$(password "${database}_app")")"
  done
  case $1 in
    catalog)
      verification_key >/dev/null
      export Verification__KeyFile=$STATE/secrets/verification.key Verification__ConfirmAddress=http://localhost:$PORTAL_PORT/klopt-nog
      ;;
    signals) vault_key >/dev/null; export Vault__KeyFile=$STATE/secrets/vault.key ;;
    notifications)
      webhook_key >/dev/null
      export Webhooks__KeyFile=$STATE/secrets/webhooks.key Webhooks__AllowedSinks=${NABIJ_ALLOWED_SINKS:-localhost:*,127.0.0.1:*}
      export Mail__Delivery=pickup Mail__PickupFolder=$STATE/mail Mail__FollowAddress=http://localhost:$PORTAL_PORT/volgen
      export Events__PublicAddress=$GATEWAY_URL
      ;;
  esac
}
vault_key() { secret vault.key; }
verification_key() { secret verification.key; }
webhook_key() { secret webhooks.key; }

# As owner of its databases and administrator of the broker: what the running service may not do.
deploy_service() (
  service_settings "$1"
  for database in $(databases_of "$1"); do
    export "ConnectionStrings__${database}_owner=$(connection_string "$database" "${database}_owner" "$(password "${database}_owner")")"
  done
  RabbitMq__Uri=$(rabbit_uri nabij_admin "$(password rabbit_admin)")
  {
    dotnet "$(assembly "services/$1")" deploy &&
      # What a restore brought back is destroyed again before anybody can read it.
      { [[ $1 != signals ]] || dotnet "$(assembly services/signals)" replay-erasures; }
  } >"$STATE/logs/$1.deploy.log" 2>&1 || { tail -n 5 "$STATE/logs/$1.deploy.log" >&2; fail "$1 could not be deployed; see $STATE/logs/$1.deploy.log"; }
)

start_service() (
  service_settings "$1"
  start "$1" dotnet "$(assembly "services/$1")"
)

start_gateway() (
  common_settings gateway
  start gateway dotnet "$(assembly gateway)"
)

start_services() {
  local service database jobs=() job
  for service in $(present); do for database in $(databases_of "$service"); do create_database "$database"; done; done
  say "preparing databases and queues"
  for service in $(present); do deploy_service "$service" & jobs+=($!); done
  for job in "${jobs[@]}"; do wait "$job" || exit 1; done
  say "starting $(present | paste -sd ' ') and the gateway"
  for service in $(present); do start_service "$service"; done
  start_gateway
  for service in $(present) gateway; do wait_for 60 "$service" ready "$service"; done
}

# Through the public API, like anyone; skipped when this content was loaded before.
seed() {
  local stamp=$STATE/seeds.stamp inputs
  inputs=$(find "$NABIJ_ROOT/seeds" "$NABIJ_ROOT/services/reference" \( -name bin -o -name obj \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
  if [[ -e $stamp && $(cat "$stamp") == "$inputs" ]]; then return; fi
  say "loading the national and demo content"
  (
    export Seeder__Gateway=$GATEWAY_URL Seeder__Identity=$IDENTITY_URL
    Seeder__ClientSecret=$(client_secret seeder) Seeder__DeskSecret=$(client_secret seeder-desk)
    export Seeder__ClientSecret Seeder__DeskSecret
    dotnet "$NABIJ_ROOT/seeds/bin/Release/net10.0/Nabij.Seeder.dll"
  ) || fail "the content could not be loaded; start again with ./nabij up"
  printf '%s\n' "$inputs" >"$stamp"
}
