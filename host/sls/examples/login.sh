#!/usr/bin/env bash
# A login at the verifier, from a shell: name and password, the challenge, the response of the card, the session.
#
#     tokentwin with --device card=dsc-plus --user anna=card -- bash login.sh anna
#
# Needs curl; reads JSON with Node.js, which is there anyway.
set -euo pipefail
user=${1:-anna}

field() { node -p "JSON.parse(require('node:fs').readFileSync(0, 'utf8')).$1"; }
post() { curl -sf "$1" -H 'Content-Type: application/json' "${@:3}" -d "$2"; }
key() { post "$TOKENTWIN_API/twins/$TOKENTWIN_DEVICE_CARD/keys" "$1" -H "Authorization: Bearer $TOKENTWIN_TOKEN" >/dev/null; }

login="{\"entrance\":\"portal\",\"userName\":\"$user\",\"password\":\"$TOKENTWIN_SLS_PASSWORD\"}"
asked=$(post "$TOKENTWIN_SLS/login" "$login")
handle=$(field handle <<<"$asked")
challenge=$(field asked.question <<<"$asked")

# At the card: power, PIN, OK, challenge, OK.
key '{"press":"power"}'
key '{"type":"1234"}'
key '{"press":"ok"}'
key "{\"type\":\"$challenge\"}"
key '{"press":"ok"}'
response=$(curl -sf -H "Authorization: Bearer $TOKENTWIN_TOKEN" \
  "$TOKENTWIN_API/twins/$TOKENTWIN_DEVICE_CARD/response" | field response)

session=$(post "$TOKENTWIN_SLS/questions/$handle/answer" "{\"response\":\"$response\"}")
echo "$(field userId <<<"$session") logged in with $(field factor <<<"$session")"
