# Messages that were given up: list them, send them again. Sourced by nabij.
source "$NABIJ_ROOT/deploy/local/platform.sh"

# operate <service> <command...>: the service's own program, as administrator of the broker and owner of the database.
operate() (
  local service=$1
  shift
  service_settings "$service"
  export "ConnectionStrings__${service}_owner=$(connection_string "$service" "${service}_owner" "$(password "${service}_owner")")"
  RabbitMq__Uri=$(rabbit_uri nabij_admin "$(password rabbit_admin)")
  dotnet "$(assembly "services/$service")" "$@"
)

require_running() {
  STATE=$(state_dir)
  running || fail "nothing is running; start it with ./nabij up"
}

known() { grep -qx -- "$1" <<<"$(present)" || fail "unknown service: $1; one of: $(present | paste -sd ' ')"; }

# dead-letters [service]: service, where, message id, type, reason and time, separated by tabs.
dead_letters() {
  local service
  [[ -z ${1:-} ]] || known "$1"
  require_running
  for service in ${1:-$(present)}; do operate "$service" dead-letters; done
}

# replay <service> [message id | --all | --parked]
replay() {
  [[ $# -ge 1 && $# -le 2 ]] || fail "usage: ./nabij replay <service> <message id> | --all | --parked"
  known "$1"
  require_running
  operate "$1" replay "${2:---all}"
}

# With the rights of the running service, which is enough for these.
signals_command() (
  service_settings signals
  dotnet "$(assembly services/signals)" "$@"
)

rotate_keys() {
  [[ $# == 0 || ($# == 1 && $1 == --drop-old) ]] || fail "usage: ./nabij rotate-keys [--drop-old]"
  require_running
  signals_command rotate-keys "$@"
}

replay_erasures() {
  require_running
  signals_command replay-erasures
}

verify_audit() {
  require_running
  signals_command verify-audit
}

privacy_document() {
  need_dotnet
  dotnet build "$NABIJ_ROOT/services/signals" -c Release -v quiet -nologo -clp:NoSummary >&2
  mkdir -p "$NABIJ_ROOT/docs/privacy"
  dotnet "$(assembly services/signals)" privacy-document >"$NABIJ_ROOT/docs/privacy/register.md"
}
