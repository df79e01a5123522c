# token <role> [--municipality GMxxxx]: runs the real log-in against the running identity host and prints the token. Sourced by nabij.
source "$NABIJ_ROOT/deploy/local/common.sh"
source "$NABIJ_ROOT/deploy/local/identity.sh"

PEOPLE='provider editor handler privacy-officer coordinator member partner'

token() {
  local role='' municipality=''
  while (($#)); do
    case $1 in
      --municipality) (($# > 1)) || fail "--municipality needs a CBS code such as GM0344"; municipality=$2; shift ;;
      --municipality=*) municipality=${1#*=} ;;
      -*) fail "unknown option: $1" ;;
      *) [[ -z $role ]] || fail "one role at a time: $role or $1"; role=$1 ;;
    esac
    shift
  done
  [[ -z $municipality || $municipality =~ ^GM[0-9]{4}$ ]] || fail "a municipality is a CBS code such as GM0344, not $municipality"
  case $role in
    portal | seeder | operator | service:* | client:*) ;;
    *) [[ -n $role && " $PEOPLE " == *" $role "* ]] || fail "the roles are: $PEOPLE operator portal seeder service:<name> client:partner" ;;
  esac
  STATE=$(state_dir)
  identity_ready >/dev/null || fail "The platform is not running: nothing answers at $IDENTITY_URL. Start it with ./nabij up."

  municipality=${municipality:-GM0344}
  case $role in
    portal | seeder) client_token "$role" ;;
    service:* | client:*) client_token "${role#*:}" ;;
    operator) person_token operator ;;
    *) person_token "$role-${municipality,,}" ;;
  esac
}

# Secrets reach curl on its input: arguments are there for everyone to see.
client_token() {
  [[ -s $STATE/secrets/client_$1.password ]] || fail "there is no client $1"
  curl -s -K - --data grant_type=client_credentials "$IDENTITY_URL/connect/token" <<<"user = \"$1:$(client_secret "$1")\"" | access_token
}

# Authorization code with PKCE: fetch the form, send it, and trade the code of the redirect.
person_token() (
  local redirect=http://127.0.0.1/callback verifier state form back
  cookies=$(mktemp)
  trap 'rm -f "$cookies"' EXIT
  verifier=$(random) state=$(random)
  local request=(--data-urlencode client_id=nabij-cli --data-urlencode response_type=code --data-urlencode "redirect_uri=$redirect" --data-urlencode "state=$state"
    --data-urlencode code_challenge_method=S256 --data-urlencode "code_challenge=$(challenge "$verifier")")

  form=$(curl -sf -c "$cookies" --get "${request[@]}" "$IDENTITY_URL/connect/authorize") || fail "the identity host refused the log-in; see $STATE/logs/identity.log"
  form=$(sed -n 's/.*name="__RequestVerificationToken" value="\([^"]*\)".*/\1/p' <<<"$form")
  back=$(curl -s -o /dev/null -w '%{redirect_url}' -b "$cookies" "${request[@]}" --data-urlencode "user=$1" \
    --data-urlencode "__RequestVerificationToken=$form" --data-urlencode "password@$STATE/secrets/demo-password" "$IDENTITY_URL/connect/authorize")
  [[ $back == "$redirect?"* && $back == *"state=$state"* ]] || fail "there is no demo user $1"
  [[ $back =~ [?\&]code=([^\&]+) ]] || fail "the identity host gave no code: ${back#*\?}"
  curl -s --data grant_type=authorization_code --data client_id=nabij-cli --data-urlencode "redirect_uri=$redirect" --data @- "$IDENTITY_URL/connect/token" \
    <<<"code=${BASH_REMATCH[1]}&code_verifier=$verifier" | access_token
)

access_token() {
  local answer token
  answer=$(cat)
  token=$(sed -n 's/.*"access_token": *"\([^"]*\)".*/\1/p' <<<"$answer")
  [[ -n $token ]] || fail "the identity host gave no token: $answer"
  printf '%s\n' "$token"
}

base64url() { base64 -w0 | tr '+/' '-_' | tr -d '='; }
random() { head -c 32 /dev/urandom | base64url; }
challenge() { printf '%b' "$(printf %s "$1" | sha256sum | cut -d' ' -f1 | sed 's/../\\x&/g')" | base64url; }
