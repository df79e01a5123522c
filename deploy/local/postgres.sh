#!/usr/bin/env bash
# A private PostgreSQL on loopback TCP.  postgres.sh run <dir> <port>: in the foreground. Also sourced by platform.sh.
[[ -n ${NABIJ_ROOT:-} ]] || NABIJ_ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$NABIJ_ROOT/deploy/local/common.sh"
source "$NABIJ_ROOT/deploy/local/install.sh"

POSTGRES_ADMIN=nabij_admin

# postgres_prepare <dir> <password file>
postgres_prepare() {
  local dir=$1 passwords=$2 bin
  bin=$(postgres_bin)
  [[ -s $dir/data/PG_VERSION ]] && return
  say "creating a private PostgreSQL cluster"
  rm -rf "$dir/data"
  mkdir -p "$dir/data"
  install -m 600 "$passwords" "$dir/pwfile"
  if is_root; then chown -R postgres "$dir"; fi
  chmod 700 "$dir/data"
  as_user postgres "$bin/initdb" -D "$dir/data" -U "$POSTGRES_ADMIN" --pwfile="$dir/pwfile" -A scram-sha-256 -E UTF8 --locale=C.UTF-8 \
    --no-instructions >"$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; fail "initdb failed"; }
  rm -f "$dir/pwfile"
  # Connections: 6 databases' pools of 20, and room for tests, migrations and an operator.
  # The log must never show a bound value: it may be personal.
  cat >>"$dir/data/postgresql.conf" <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 250
shared_buffers = 256MB
log_statement = none
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0
log_min_error_statement = panic
log_error_verbosity = terse
CONF
}

postgres_run() {
  local dir=$1 port=$2 bin
  bin=$(postgres_bin)
  export NABIJ_UNIT=$dir
  cd "$dir"
  if is_root; then
    exec setpriv --reuid=postgres --regid="$(id -g postgres)" --clear-groups -- "$bin/postgres" -D "$dir/data" -p "$port"
  fi
  exec "$bin/postgres" -D "$dir/data" -p "$port"
}

sql() { PGPASSWORD=$(password postgres) "$(postgres_bin)/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$POSTGRES_PORT" -U "$POSTGRES_ADMIN" -d "${1:-postgres}"; }
postgres_ready() { sql <<<'select 1'; }

# One database with an owner, who migrates it, and an app role, which may only use it.
create_database() {
  local db=$1 owner_password app_password
  owner_password=$(password "${db}_owner") app_password=$(password "${db}_app")
  sql <<SQL
select format('create role %I login', r) from unnest(array['${db}_owner', '${db}_app']) r
where not exists (select from pg_roles where rolname = r) \gexec
set password_encryption = 'scram-sha-256';
alter role ${db}_owner password '$owner_password';
alter role ${db}_app password '$app_password';
alter role ${db}_app set statement_timeout = '30s';
alter role ${db}_app set lock_timeout = '10s';
alter role ${db}_app set idle_in_transaction_session_timeout = '30s';
select 'create database ${db} owner ${db}_owner' where not exists (select from pg_database where datname = '${db}') \gexec
revoke all on database ${db} from public;
grant connect on database ${db} to ${db}_app;
SQL
  sql "$db" <<SQL
revoke all on schema public from public;
grant usage on schema public to ${db}_app;
alter schema public owner to ${db}_owner;
alter default privileges for role ${db}_owner in schema public grant select, insert, update, delete on tables to ${db}_app;
alter default privileges for role ${db}_owner in schema public grant usage on sequences to ${db}_app;
SQL
}

connection_string() { printf 'Host=127.0.0.1;Port=%s;Database=%s;Username=%s;Password=%s' "$POSTGRES_PORT" "$1" "$2" "$3"; }

if [[ ${BASH_SOURCE[0]} == "$0" ]]; then
  set -euo pipefail
  [[ ${1:-} == run && $# == 3 ]] || fail "usage: postgres.sh run <dir> <port>"
  postgres_run "$2" "$3"
fi
