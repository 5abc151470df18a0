#!/usr/bin/env bash
# A response of a card over the HTTP API, with curl alone.
#
#     tokentwin with --device card=dsc-plus -- bash login.sh 123456
#
# prints the response of the demo card (PIN 1234) to the challenge. Every key is answered by the frame that it has led
# to, so nothing here waits.
set -euo pipefail

challenge=$1
twin="$TOKENTWIN_API/twins/$TOKENTWIN_DEVICE_CARD"

ask() {
  curl --silent --show-error --fail-with-body \
    --header "Authorization: Bearer $TOKENTWIN_TOKEN" --header 'Content-Type: application/json' "$@"
}

for step in '{"press":"power"}' '{"type":"1234"}' '{"press":"ok"}' "{\"type\":\"$challenge\"}" '{"press":"ok"}'; do
  ask --data "$step" "$twin/keys" >/dev/null
done
response=$(ask "$twin/response" | sed -n 's/.*"response":"\([0-9]*\)".*/\1/p')
[ -n "$response" ] && echo "$response"
