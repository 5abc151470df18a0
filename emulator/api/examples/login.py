"""A response of a card over the HTTP API, with nothing but Python's own library.

    tokentwin with --device card=dsc-plus -- python3 login.py 123456

prints the response of the demo card (PIN 1234) to the challenge. Every key is answered by the frame that it has led
to, so nothing here waits.
"""

import json
import os
import sys
import urllib.request

API = os.environ["TOKENTWIN_API"]
TOKEN = os.environ["TOKENTWIN_TOKEN"]
CARD = os.environ["TOKENTWIN_DEVICE_CARD"]


def ask(method, path, body=None):
    """One request; raises urllib.error.HTTPError with a problem document when it is refused."""
    request = urllib.request.Request(
        f"{API}/twins/{CARD}/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def respond(challenge, pin="1234"):
    """The card's response, by its keys."""
    for step in ({"press": "power"}, {"type": pin}, {"press": "ok"}, {"type": challenge}, {"press": "ok"}):
        frame = ask("POST", "keys", step)
    response = ask("GET", "response")["response"]
    if response is None:
        raise SystemExit(f"the card shows {frame['text']!r}")
    return response


print(respond(sys.argv[1]))
