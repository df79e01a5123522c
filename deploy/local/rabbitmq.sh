#!/usr/bin/env bash
# A private RabbitMQ on loopback.  rabbitmq.sh run <dir> <amqp port> <distribution port> <epmd port>: in the foreground, with its
# own epmd, which ends last. Tests start theirs the same way. Also sourced by platform.sh.
[[ -n ${NABIJ_ROOT:-} ]] || NABIJ_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$NABIJ_ROOT/deploy/local/common.sh"

RABBIT_VHOSTS=(nabij)

# As RabbitMQ stores it: base64(salt + sha256(salt + password)).
rabbit_hash() {
  local salt
  salt=$(head -c 4 /dev/urandom | basenc --base16 -w0)
  { basenc --base16 -d <<<"$salt"; { basenc --base16 -d <<<"$salt"; printf %s "$1"; } | sha256sum | cut -d' ' -f1 | tr a-f A-F | basenc --base16 -d -i; } | base64 -w0
}

# rabbit_prepare <dir> <admin password> [<service> <password>]...
# Users, rights and policies are imported at each start. A service may declare, write and read what bears its own name, and nothing else.
# So in each of RABBIT_VHOSTS: tests that run at the same time each have a broker to themselves.
rabbit_prepare() {
  local dir=$1 admin=$2 users vhosts="" permissions="" policies="" service vhost
  shift 2
  mkdir -p "$dir/mnesia" "$dir/log"
  users="{\"name\":\"nabij_admin\",\"password_hash\":\"$(rabbit_hash "$admin")\",\"hashing_algorithm\":\"rabbit_password_hashing_sha256\",\"tags\":\"administrator\"}"
  for vhost in "${RABBIT_VHOSTS[@]}"; do
    vhosts+="${vhosts:+,}{\"name\":\"$vhost\"}"
    permissions+="${permissions:+,}{\"user\":\"nabij_admin\",\"vhost\":\"$vhost\",\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}"
  done
  while (($#)); do
    service=$1
    local own="^${service}(_error|_skipped|[.].*)?\$"
    users+=",{\"name\":\"$service\",\"password_hash\":\"$(rabbit_hash "$2")\",\"hashing_algorithm\":\"rabbit_password_hashing_sha256\",\"tags\":\"\"}"
    for vhost in "${RABBIT_VHOSTS[@]}"; do
      permissions+=",{\"user\":\"$service\",\"vhost\":\"$vhost\",\"configure\":\"$own\",\"write\":\"$own\",\"read\":\"$own\"}"
      policies+="${policies:+,}$(rabbit_policy "$vhost" "$service" "^${service}\$")"
    done
    shift 2
  done
  (
    umask 077
    cat >"$dir/definitions.json" <<JSON
{"vhosts":[$vhosts],"users":[$users],"permissions":[$permissions],"policies":[$policies]}
JSON
    cat >"$dir/rabbitmq.conf" <<CONF
load_definitions = $dir/definitions.json
loopback_users.guest = true
default_user = nabij_admin
default_pass = $admin
vm_memory_high_watermark.absolute = 1GB
disk_free_limit.absolute = 200MB
log.file.level = info
log.console = false
CONF
    echo '[].' >"$dir/advanced.config"
    echo '[].' >"$dir/enabled_plugins"
    : >"$dir/env.conf"
  )
  if is_root; then chown -R rabbitmq "$dir"; fi
}

# A message on which consumers keep dying goes to the error queue, and is not lost on the way.
rabbit_policy() {
  printf '{"vhost":"%s","name":"%s","pattern":"%s","apply-to":"queues","priority":1,"definition":{"delivery-limit":10,"dead-letter-exchange":"%s_error","dead-letter-strategy":"at-least-once","overflow":"reject-publish"}}' "$1" "$2" "$3" "$2"
}

rabbit_run() {
  local dir=$1 port=$2 dist=$3 epmd=$4 epmd_pid= server_pid=
  # What an earlier run left, if its parent was killed.
  sweep "NABIJ_UNIT=$dir"
  export NABIJ_UNIT=$dir
  export HOME=$dir ERL_EPMD_ADDRESS=127.0.0.1 ERL_EPMD_PORT=$epmd
  export RABBITMQ_NODENAME=nabij$port@localhost RABBITMQ_NODE_IP_ADDRESS=127.0.0.1 RABBITMQ_NODE_PORT=$port RABBITMQ_DIST_PORT=$dist
  export RABBITMQ_MNESIA_BASE=$dir/mnesia RABBITMQ_LOG_BASE=$dir/log RABBITMQ_PID_FILE=$dir/rabbit.pid
  export RABBITMQ_CONFIG_FILE=$dir/rabbitmq.conf RABBITMQ_ADVANCED_CONFIG_FILE=$dir/advanced.config
  export RABBITMQ_CONF_ENV_FILE=$dir/env.conf RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins
  export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
  cd "$dir"
  stop() {
    trap '' TERM INT
    [[ -z $server_pid ]] || { kill -TERM "$server_pid" 2>/dev/null || true; wait "$server_pid" 2>/dev/null || true; }
    [[ -z $epmd_pid ]] || { kill -TERM "$epmd_pid" 2>/dev/null || true; wait "$epmd_pid" 2>/dev/null || true; }
    exit 0
  }
  trap stop TERM INT
  local as=()
  if is_root; then as=(setpriv "--reuid=rabbitmq" "--regid=$(id -g rabbitmq)" --clear-groups --); fi
  "${as[@]}" epmd -address 127.0.0.1 -port "$epmd" &
  epmd_pid=$!
  "${as[@]}" /usr/lib/rabbitmq/bin/rabbitmq-server &
  server_pid=$!
  wait "$server_pid" || true
  server_pid=
  stop
}

# rabbit_uri <user> <password> [<vhost>]
rabbit_uri() { printf 'amqp://%s:%s@127.0.0.1:%s/%s' "$1" "$2" "$RABBIT_PORT" "${3:-${RABBIT_VHOSTS[0]}}"; }

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  set -euo pipefail
  case "${1:-}/$#" in
    run/5) rabbit_run "$2" "$3" "$4" "$5" ;;
    prepare/[3-9]) dir=$2; shift 2; rabbit_prepare "$dir" "$@" ;;
    *) fail "usage: rabbitmq.sh run <dir> <amqp port> <distribution port> <epmd port> | prepare <dir> <admin password> [<user> <password>]..." ;;
  esac
fi
