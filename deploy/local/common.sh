# Paths, ports, secrets and small helpers of the local scripts. Sourced; needs NABIJ_ROOT.
[[ -n ${NABIJ_COMMON:-} ]] && return
NABIJ_COMMON=1

# No build server stays behind.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false DOTNET_CLI_USE_MSBUILD_SERVER=0
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MASSTRANSIT_USAGE_TELEMETRY=false

SERVICES=(catalog signals coalition notifications)

PORT_BASE=${NABIJ_PORT_BASE:-8080}
PORTAL_PORT=$((PORT_BASE + 1)) IDENTITY_PORT=$((PORT_BASE + 10))
POSTGRES_PORT=$((PORT_BASE + 30))
RABBIT_PORT=$((PORT_BASE + 31)) RABBIT_DIST_PORT=$((PORT_BASE + 32)) EPMD_PORT=$((PORT_BASE + 33))

say() { printf '\033[1m[nabij]\033[0m %s\n' "$*"; }
fail() { printf '[nabij] %s\n' "$*" >&2; exit 1; }
is_root() { [[ $(id -u) == 0 ]]; }

# PostgreSQL refuses to run as root: as root, each server runs under the account that its package made.
as_user() {
  local user=$1
  shift
  if is_root; then
    setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups -- "$@"
  else
    "$@"
  fi
}

# State lives in the clone, unless root runs us and the servers' accounts cannot reach the clone.
state_dir() {
  local wanted=${NABIJ_STATE:-$NABIJ_ROOT/.local}
  mkdir -p "$wanted"
  if is_root && id postgres >/dev/null 2>&1 && ! as_user postgres test -x "$wanted"; then
    wanted=/var/lib/nabij/$(printf %s "$wanted" | sha256sum | cut -c1-12)
    mkdir -p "$wanted"
    chmod 755 /var/lib/nabij "$wanted"
  fi
  (cd "$wanted" && pwd -P)
}

# A random secret with this name, made at its first use: 32 bytes as base64 (first argument) or letters and digits.
secret() {
  local file=$STATE/secrets/$1
  if [[ ! -s $file ]]; then
    mkdir -p "$STATE/secrets"
    chmod 700 "$STATE/secrets"
    (umask 077 && head -c 32 /dev/urandom | base64 -w0 >"$file.new" && mv "$file.new" "$file")
  fi
  cat "$file"
}
password() { secret "$1.password" | tr -dc 'A-Za-z0-9' | cut -c1-32; }

port_open() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# wait_for <seconds> <what> <command...>: until the command succeeds, with a line now and then.
wait_for() {
  local limit=$1 what=$2 start=$SECONDS said=0
  shift 2
  until "$@" >/dev/null 2>&1; do
    ((SECONDS - start < limit)) || fail "$what is not ready after ${limit} s; see $STATE/logs"
    if ((SECONDS - start >= said + 5)); then
      said=$((SECONDS - start))
      say "waiting for $what (${said} s)"
    fi
    sleep 0.1
  done
}

# Process ids whose environment holds exactly this assignment; how we know our own processes, however they were orphaned.
pids_with() {
  local wanted=$1 dir
  for dir in /proc/[0-9]*; do
    if grep -zqxF -- "$wanted" "$dir/environ" 2>/dev/null; then printf '%s\n' "${dir#/proc/}"; fi
  done 2>/dev/null || true
}

# Ends every process with this assignment in its environment, but for this shell and its parents' chain.
sweep() {
  local pid pids
  mapfile -t pids < <(pids_with "$1" | grep -vxE "$$|$BASHPID|$PPID" || true)
  for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
}
