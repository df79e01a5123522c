# Installs what the platform needs and is missing. Sourced; needs common.sh.

need_dotnet() {
  command -v dotnet >/dev/null && [[ $(dotnet --list-sdks) =~ (^|$'\n')10\. ]] && return
  fail "The .NET 10 SDK is missing. See https://dotnet.microsoft.com/download/dotnet/10.0 (or your distribution's package dotnet-sdk-10.0)."
}

postgres_bin() {
  local dirs
  mapfile -t dirs < <(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -Vr)
  [[ -x ${dirs[0]:-}/postgres ]] && printf '%s\n' "${dirs[0]}"
}

missing_packages() {
  postgres_bin >/dev/null || echo postgresql
  [[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ]] || echo rabbitmq-server
  command -v ps >/dev/null || echo procps
  command -v setpriv >/dev/null || echo util-linux
  command -v curl >/dev/null || echo curl
  [[ $(ldconfig -p 2>/dev/null) == *libicuuc* ]] || apt-cache search --names-only '^libicu[0-9]+$' 2>/dev/null | cut -d' ' -f1 | sort -V | tail -n 1
  [[ -e /usr/share/zoneinfo/Europe/Amsterdam ]] || echo tzdata
}

install_missing() {
  local packages
  need_dotnet
  mapfile -t packages < <(missing_packages)
  install_packages "${packages[@]}"
}

install_packages() {
  local packages=("$@") policy=/usr/sbin/policy-rc.d run=()
  ((${#packages[@]})) || return 0
  command -v apt-get >/dev/null || fail "Please install: ${packages[*]} (names as in Debian), then run this again."
  if ! is_root; then
    command -v sudo >/dev/null && sudo -n true 2>/dev/null || fail "Please install as administrator: apt-get install ${packages[*]}"
    run=(sudo)
  fi

  say "installing ${packages[*]}"
  # No global service starts, and no global cluster is made: ours are private.
  "${run[@]}" mkdir -p /etc/postgresql-common/createcluster.d
  echo 'create_main_cluster = false' | "${run[@]}" tee /etc/postgresql-common/createcluster.d/nabij.conf >/dev/null
  local own_policy=
  if [[ ! -e $policy ]]; then
    own_policy=1
    printf '#!/bin/sh\nexit 101\n' | "${run[@]}" tee "$policy" >/dev/null
    "${run[@]}" chmod +x "$policy"
  fi
  local ok=1 log
  log=$(mktemp)
  { "${run[@]}" apt-get update -q && "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${packages[@]}"; } >"$log" 2>&1 || ok=
  [[ -z $own_policy ]] || "${run[@]}" rm -f "$policy"
  "${run[@]}" rm -f /etc/postgresql-common/createcluster.d/nabij.conf
  [[ -n $ok ]] || { tail -n 20 "$log" >&2; fail "The packages could not be installed (all output: $log)."; }
  rm -f "$log"
}
