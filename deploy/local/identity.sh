# The identity host for development. Sourced by platform.sh and token.sh; needs common.sh.
IDENTITY_URL=http://localhost:$IDENTITY_PORT
IDENTITY_CLIENTS=(portal portal-web partner seeder seeder-desk "${SERVICES[@]}")

# The secret of a client, and the one password of all demo users, which a person reads from its file.
client_secret() { password "client_$1"; }
demo_password() { secret demo-password; }

identity_ready() { curl -sf --max-time 2 "$IDENTITY_URL/health/ready"; }

start_identity() (
  export ASPNETCORE_ENVIRONMENT=Development ASPNETCORE_URLS=$IDENTITY_URL
  export Identity__Issuer=$IDENTITY_URL Identity__KeyFile=$STATE/secrets/identity.pem
  Identity__DemoPassword=$(demo_password)
  export Identity__DemoPassword
  # The shell cannot export a name with a hyphen: the host takes an underscore instead.
  for client in "${IDENTITY_CLIENTS[@]}"; do export "Identity__Clients__${client//-/_}__Secret=$(client_secret "$client")"; done
  export Identity__Clients__portal_web__RedirectUri=http://localhost:$PORTAL_PORT/signin-oidc
  start identity dotnet "$NABIJ_ROOT/deploy/local/identity/bin/Release/net10.0/Nabij.Identity.dll"
)
