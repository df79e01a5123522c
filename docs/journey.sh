#!/usr/bin/env bash
# One signal's whole journey over the gateway, in the seven steps of the README. Run it from the root of the repository while ./nabij up runs.
# Needs jq, curl and perl. GATEWAY says where the gateway is (default http://localhost:8080).
#
# To see the webhooks arrive, start the receiver first, and hand it the secret through a named pipe:
#   mkfifo .local/secret.pipe
#   dotnet run docs/samples/webhook-receiver.cs <>.local/secret.pipe &
#   SECRET_TO=.local/secret.pipe docs/journey.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
for tool in jq curl perl; do command -v "$tool" >/dev/null || { echo "journey: $tool is missing; install it first" >&2; exit 1; }; done

# What a person does by waiting a moment: asks again until it is so, ten seconds at most.
until_true() { for _ in {1..40}; do "$@" && return; sleep 0.25; done; echo "journey: this did not become true: $*" >&2; exit 1; }

# The receiver is built at its first start, and must be there when it is asked whether it wants the events.
listening() { (exec 3<>/dev/tcp/127.0.0.1/9000) 2>/dev/null; }
if [[ -n ${SECRET_TO:-} ]]; then for _ in {1..240}; do listening && break; sleep 0.25; done; fi

# --- 1. A partner subscribes
G=${GATEWAY:-http://localhost:8080}
post() { curl -sS --fail-with-body -X POST "$G$1" -H 'Content-Type: application/json' "${@:3}" -d "$2"; }

P=(-H "Authorization: Bearer $(./nabij token partner)")
TYPES=nl.nabij.signals.signal-referred.v1,nl.nabij.signals.signal-closed.v1,nl.nabij.coalition.gap-identified.v1,nl.nabij.coalition.agreement-agreed.v1
SECRET=$(post /notifications/v1/subscriptions "{\"sink\":\"http://127.0.0.1:9000/events\",\"types\":[\"${TYPES//,/\",\"}\"]}" "${P[@]}" | jq -r .secret)
echo "$SECRET"
# --- end
[[ -z ${SECRET_TO:-} ]] || echo "$SECRET" >"$SECRET_TO"

# --- 2. A resident searches
curl -sS "$G/catalog/v1/services?municipality=GM0344&q=wandelen" | jq -c '.total, .items[0].name'
SERVICE=$(curl -sS "$G/catalog/v1/services?municipality=GM0344&q=eettafel+de+linde" | jq -r '.items[0].id')
# --- end

# --- 3. Somebody reports a worry, and follows it with the receipt
proof() { # solves a challenge: finds a number with which the SHA-256 begins with so many zero bits
  curl -sS "$G/signals/v1/challenge" | jq -r '"\(.challenge) \(.difficulty)"' |
    perl -MDigest::SHA=sha256 -lane '($c, $d) = @F; 1 while unpack("B$d", sha256("$c:" . ++$n)) =~ /1/; print "$c:$n"'
}
report() {
  post /signals/v1/signals "{\"postcode\":\"3511AB\",\"worry\":\"Mijn buurvrouw komt de deur niet meer uit.\",\"reporterRole\":\"resident\",
    \"aboutWhom\":\"neighbour\",\"wantsFeedback\":true,\"reporter\":{\"email\":\"$1\"}}" -H "Idempotency-Key: $(cat /proc/sys/kernel/random/uuid)" -H "Proof-Of-Work: $(proof)"
}
RECEIPT=$(report melder@voorbeeld.nl | jq -r .receipt)
SESSION=$(post /signals/v1/receipts/session "{\"receipt\":\"$RECEIPT\"}" | jq -r .session)
curl -sS "$G/signals/v1/reporter/signal" -H "Receipt-Session: $SESSION" | jq -c '{step, title}'
# --- end

# --- 4. A handler follows it up, and refers with consent
H=(-H "Authorization: Bearer $(./nabij token handler)")
newest() { curl -sS "$G/signals/v1/signals?state=received&pageSize=100" "${H[@]}" | jq -r '.items[-1].id'; }
consent() { post "/signals/v1/signals/$SIGNAL/consents" "$1" "${H[@]}" -o /dev/null; }
step() { # step <name> <body>: reads the ETag, takes the step, and shows the new state and the trace
  local tag
  tag=$(curl -sS -o /dev/null -D - "$G/signals/v1/signals/$SIGNAL" "${H[@]}" | tr -d '\r' | sed -n 's/^ETag: //Ip')
  post "/signals/v1/signals/$SIGNAL/transitions/$1" "$2" "${H[@]}" -H "If-Match: $tag" -w '\n"%header{traceresponse}"\n' | jq -r '.state? // .'
}
follow_up() {
  step start-triage '{}'
  step plan-contact '{"legalBasis":"public-task"}'
  post "/signals/v1/signals/$SIGNAL/contact-attempts" '{"medium":"phone","result":"reached"}' "${H[@]}" -o /dev/null
  step record-contact '{"informed":"phone"}'
  consent '{"purpose":"contact","givenBy":"subject","form":"oral"}'
  step accompany '{}'
}

SIGNAL=$(newest)
post "/signals/v1/signals/$SIGNAL/open" '{"purpose":"triage"}' "${H[@]}" | jq -c .
follow_up
consent "{\"purpose\":\"share-with-provider\",\"serviceId\":\"$SERVICE\",\"fields\":[\"name\"],\"givenBy\":\"subject\",\"form\":\"oral\"}"
step refer "{\"serviceId\":\"$SERVICE\",\"share\":{\"name\":\"Mevrouw Voorbeeld\"}}"

# The provider of the service accepts
V=(-H "Authorization: Bearer $(./nabij token provider)")
curl -sS "$G/signals/v1/referrals?status=sent" "${V[@]}" | jq -c '.items[] | {id, status, fields}'
REFERRAL=$(curl -sS "$G/signals/v1/referrals?status=sent" "${V[@]}" | jq -r '.items[0].id')
post "/signals/v1/referrals/$REFERRAL/open" '{"purpose":"contact"}' "${V[@]}" | jq -c .
TAG=$(curl -sS -o /dev/null -D - "$G/signals/v1/referrals/$REFERRAL" "${V[@]}" | tr -d '\r' | sed -n 's/^ETag: //Ip')
post "/signals/v1/referrals/$REFERRAL/accept" '' "${V[@]}" -H "If-Match: $TAG" | jq -c '{status}'
# --- end

# --- 5. For another worry there is no suitable service
report ander@voorbeeld.nl | jq -r .route
SIGNAL=$(newest)
follow_up
step close '{"outcome":"no-suitable-service","supportType":"meaningful-contact","targetGroup":"young-people","feedback":"send"}'
# --- end

E=(-H "Authorization: Bearer $(./nabij token editor)") C=(-H "Authorization: Bearer $(./nabij token coordinator)")
COALITION=$(curl -sS "$G/coalition/v1/coalitions?municipality=GM0344" "${C[@]}" | jq -r '.items[0].id')
referral_counted() { curl -sS "$G/catalog/v1/services/$SERVICE/demand" "${E[@]}" | jq -e '.referrals > 0' >/dev/null; }
gap_identified() { curl -sS "$G/coalition/v1/coalitions/$COALITION/gaps" "${C[@]}" | jq -e '.total > 0' >/dev/null; }
until_true referral_counted
until_true gap_identified

# --- 6. The catalogue has counted; the coalition sees a gap and agrees who does what
E=(-H "Authorization: Bearer $(./nabij token editor)") C=(-H "Authorization: Bearer $(./nabij token coordinator)")
curl -sS "$G/catalog/v1/services/$SERVICE/demand" "${E[@]}" | jq -c .
COALITION=$(curl -sS "$G/coalition/v1/coalitions?municipality=GM0344" "${C[@]}" | jq -r '.items[0].id')
GAP=$(curl -sS "$G/coalition/v1/coalitions/$COALITION/gaps" "${C[@]}" | jq -r '.items[0].id')
PARTNER=$(curl -sS "$G/coalition/v1/coalitions/$COALITION/partners" "${C[@]}" | jq -r '.items[0].id')
OWNER=$(curl -sS "$G/coalition/v1/partners/$PARTNER/people" "${C[@]}" | jq -r '.items[0].id')
AGREEMENT=$(post "/coalition/v1/coalitions/$COALITION/agreements" "{\"what\":\"Een maatjesproject voor jongeren\",\"ownerPersonId\":\"$OWNER\",
  \"dueDate\":\"$(date -d '+90 days' +%F)\",\"means\":\"Twee jongerenwerkers\",\"gapId\":\"$GAP\",\"checks\":{\"realistic\":{\"answer\":true},
  \"supported\":{\"answer\":true},\"staffed\":{\"answer\":true},\"funded\":{\"answer\":true}}}" "${C[@]}" | jq -r .id)
TAG=$(curl -sS -o /dev/null -D - "$G/coalition/v1/agreements/$AGREEMENT" "${C[@]}" | tr -d '\r' | sed -n 's/^ETag: //Ip')
post "/coalition/v1/agreements/$AGREEMENT/agree" '' "${C[@]}" -H "If-Match: $TAG" | jq -c '{number, status, dueDate}'
curl -sS "$G/coalition/v1/gaps/$GAP" "${C[@]}" | jq -c '{supportType, targetGroup, count, status, agreementIds}'
# --- end

agreement_told() {
  curl -sS "$G/notifications/v1/events?types=$TYPES&limit=500" "${P[@]}" | jq -e --arg id "$AGREEMENT" 'any(.[]; .data.agreementId == $id)' >/dev/null
}
until_true agreement_told

# --- 7. The partner has the same events, with the traces that caused them
curl -sS "$G/notifications/v1/events?types=$TYPES&limit=500" "${P[@]}" | jq -r '.[] | .sequence + " " + .type + " " + .traceparent'
EVENT=$(curl -sS "$G/notifications/v1/events?types=$TYPES&limit=500" "${P[@]}" | jq -r '.[-1].id')
curl -sS "$G/notifications/v1/events/$EVENT/trail" "${P[@]}" | jq .
# --- end
