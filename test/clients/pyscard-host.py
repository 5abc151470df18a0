"""A host that talks to smart cards by pyscard, as it is told: one JSON array a line in, one JSON value a line out.

    ["readers"]              names of the readers
    ["connect", READER]      ATR
    ["reset"]                ATR
    ["transmit", APDU]       [data, status word]
    ["features"]             names of the features of PC/SC part 10, each with its control code
    ["control", CODE, DATA]  data
    ["watch"]                null; from then on pyscard's monitor notes what happens
    ["event"]                the next of what happened: ["inserted" or "removed", READER, ATR]

Bytes are hexadecimal. What fails is answered by {"error": NAME OF THE EXCEPTION}.
"""

import json
import queue
import sys

from smartcard.CardConnection import CardConnection
from smartcard.CardMonitoring import CardMonitor, CardObserver
from smartcard.pcsc.PCSCPart10 import getFeatureRequest
from smartcard.scard import SCARD_LEAVE_CARD, SCARD_RESET_CARD, SCARD_SHARE_SHARED
from smartcard.System import readers
from smartcard.util import PACK, toHexString

LONGEST_WAIT_SECONDS = 20


def hexadecimal(values):
    return toHexString(list(values), PACK).lower()


class Host(CardObserver):
    def __init__(self):
        self.connection = None
        self.events = queue.Queue()

    def update(self, observable, actions):
        for word, cards in zip(("inserted", "removed"), actions):
            for card in cards:
                self.events.put([word, str(card.reader), hexadecimal(card.atr)])

    def readers(self):
        return [str(reader) for reader in readers()]

    def connect(self, name):
        (reader,) = [reader for reader in readers() if str(reader) == name]
        self.connection = reader.createConnection()
        self.connection.connect(CardConnection.T1_protocol, disposition=SCARD_LEAVE_CARD)
        return hexadecimal(self.connection.getATR())

    def reset(self):
        self.connection.reconnect(CardConnection.T1_protocol, SCARD_SHARE_SHARED, SCARD_RESET_CARD)
        return hexadecimal(self.connection.getATR())

    def transmit(self, apdu):
        data, high, low = self.connection.transmit(list(bytes.fromhex(apdu)))
        return [hexadecimal(data), "%02x%02x" % (high, low)]

    def features(self):
        return dict(getFeatureRequest(self.connection))

    def control(self, code, data):
        return hexadecimal(self.connection.control(code, list(bytes.fromhex(data))))

    def watch(self):
        CardMonitor().addObserver(self)

    def event(self):
        return self.events.get(timeout=LONGEST_WAIT_SECONDS)


host = Host()
for line in sys.stdin:
    name, *words = json.loads(line)
    try:
        answer = getattr(host, name)(*words)
    except Exception as error:
        answer = {"error": type(error).__name__}
    print(json.dumps(answer), flush=True)
