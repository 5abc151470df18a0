#!/usr/bin/env python3
"""A login with a token on a serial line, written after firmware/link/PROTOCOL.md with pyserial alone.

    python3 python-client.py PORT CHALLENGE             the PIN is read from standard input
    python3 python-client.py PORT CHALLENGE --keypad    the holder types it on the card, this host never has it

Prints the response. Sections in the comments are those of PROTOCOL.md. Speaks to slot 0 of each of the readers
and to cards with LRC or CRC, mends damage on the line, and never repeats a command that a card may have had.
"""

import argparse
import functools
import operator
import sys
import time

import serial

SYNC, ACK, NAK = 0x03, 0x06, 0x15
NAK_FRAME = bytes([SYNC, NAK, SYNC ^ NAK])
SET_PARAMETERS, POWER_ON, POWER_OFF, SECURE, ESCAPE, XFR_BLOCK, ABORT = 0x61, 0x62, 0x63, 0x69, 0x6B, 0x6F, 0x72
LOWEST_ANSWER = 0x80
LONGEST_MESSAGE = 271
QUIET_S = 0.05
# Blocks that the reader could not hand over, or that the card did not answer.
MUTE = (0xFD, 0xFE)
DSC_PLUS = bytes.fromhex("F0 54 57 49 4E 01")


class TokenError(Exception):
    def __init__(self, sentence, outcome_unknown=False):
        super().__init__(sentence + (" Whether the card did it is unknown." if outcome_unknown else ""))


def xor(data):
    return functools.reduce(operator.xor, data, 0)


class Line:
    """Frames on a serial line (sections 2 and 3)."""

    def __init__(self, path):
        self.port = serial.Serial(baudrate=115200, stopbits=serial.STOPBITS_TWO)
        self.port.rts = False
        self.port.port = path
        self.port.open()

    def event(self, wait_s):
        """What comes next: a message, or "nak", "time", "notice", "damage"; None when nothing came."""
        first = self._read(1, wait_s)
        if not first:
            return None
        if first[0] >= 0x80:
            return "time"
        if first[0] == 0x50:
            return "notice" if self._read(1, QUIET_S) else "damage"
        if first[0] != SYNC:
            return "damage"
        start = first + self._read(2, QUIET_S)
        if start == NAK_FRAME:
            return "nak"
        start += self._read(4, QUIET_S)
        length = 10 + int.from_bytes(start[3:7], "little")
        if len(start) < 7 or start[1] != ACK or length > LONGEST_MESSAGE:
            return "damage"
        frame = start + self._read(length - 4, QUIET_S)
        if len(frame) != length + 3 or xor(frame) != 0:
            return "damage"
        return frame[2:-1]

    def _read(self, count, wait_s):
        """As many bytes, or fewer when the line is quiet for so long; time starts anew with each byte."""
        self.port.timeout = wait_s
        data = b""
        while len(data) < count and (piece := self.port.read(1)):
            data += piece
        return data

    def settle(self):
        while self._read(1, QUIET_S):
            pass


class Reader:
    """One CCID command at a time (sections 4 and 10)."""

    def __init__(self, line):
        self.line = line
        self.sequence = 0

    def command(self, kind, data=b"", parameters=b"\0\0\0", wait_s=1.0):
        """The answer as (bStatus, bError, data). Damage and silence are mended, up to a limit."""
        self.sequence = (self.sequence + 1) & 0xFF
        head = bytes([kind]) + len(data).to_bytes(4, "little") + bytes([0, self.sequence])
        frame = bytes([SYNC, ACK]) + head + parameters + data
        frame += bytes([xor(frame)])
        arrived, asked_again, writes, silences = False, False, 0, 0
        to_write, until = frame, 0.0
        while writes <= 8 and silences < 3:
            # A Secure message that has arrived is never sent again: the holder would be asked once more.
            if to_write == NAK_FRAME or (to_write == frame and not (kind == SECURE and arrived)):
                self.line.port.write(to_write)
                writes += 1
                asked_again = asked_again or to_write == NAK_FRAME
                until = time.monotonic() + (1.0 if to_write == NAK_FRAME else wait_s)
            to_write = None
            event = self.line.event(max(0.0, until - time.monotonic()))
            if event is None or event == "damage":
                self.line.settle()
                silences += event is None
                to_write = NAK_FRAME
            elif event == "nak":
                to_write = frame
            elif event == "time":
                arrived, until = True, time.monotonic() + wait_s
            elif event == "notice":
                continue
            elif event[0] < LOWEST_ANSWER:
                arrived = arrived or event[6] == self.sequence
            elif event[6] == self.sequence:
                return event[7], event[8], event[10:]
            elif asked_again:
                # The answer of before: our command has not arrived.
                to_write = frame
        raise TokenError("The reader does not answer.", kind in (XFR_BLOCK, SECURE))

    def require(self, what, kind, **options):
        """The data of an answer that must say "done"."""
        status, error, data = self.command(kind, **options)
        if status & 0x40:
            raise TokenError(f"{what}: refused with bError {error:02X}, bStatus {status:02X}.")
        return data


def crc(data):
    """Section 6: not complemented, high byte first."""
    code = 0xFFFF
    for byte in data:
        code ^= byte
        for _ in range(8):
            code = (code >> 1) ^ 0x8408 if code & 1 else code >> 1
    return code.to_bytes(2, "big")


def t1_settings(atr):
    """IFSC, the byte with BWI and CWI, and whether blocks end with a CRC: the bytes of T=1 from TA3 on."""
    found = {0x10: 32, 0x20: 0x4D, 0x40: 0}
    marks, at, group, protocol, offered = atr[1], 2, 1, 0, set()
    while True:
        for bit in filter(lambda bit: marks & bit, found):
            if group > 2 and protocol == 1:
                found[bit] = atr[at]
            at += 1
        if not marks & 0x80:
            break
        marks, at, group = atr[at], at + 1, group + 1
        protocol = marks & 0x0F
        offered.add(protocol)
    if 1 not in offered:
        raise TokenError("The card does not speak T=1.")
    return found[0x10], found[0x20], found[0x40] & 1 == 1


class Card:
    """T=1 as the host speaks it (section 6). `ours` and `theirs` are the N(S) of the next I-block of each end."""

    def __init__(self, reader):
        self.reader = reader
        self.ours = self.theirs = 0
        atr = reader.require("Switching the card on", POWER_ON, parameters=b"\x01\0\0", wait_s=3.0)
        self.ifsc, waiting, self.has_crc = t1_settings(atr)
        self.wait_s = 0.1 * 2 ** (waiting >> 4) + 1.0
        settings = bytes([0x11, 0x11 if self.has_crc else 0x10, 0, waiting, 0, self.ifsc, 0])
        reader.require("Telling the card's settings", SET_PARAMETERS, data=settings, parameters=b"\x01\0\0")
        self._request(0xC1, b"\xfe")

    def transmit(self, command, secure=None):
        """The response to a command. With `secure` the reader puts the PIN into the command (section 9)."""
        pieces = [command[at : at + self.ifsc] for at in range(0, len(command), self.ifsc)]
        out = faults = 0
        response = None
        block, factor = self._piece(pieces, out), 1
        while faults < 3:
            if secure is not None and response is None and block[1] & 0x80 == 0:
                # Only the reader has the PIN, so only it could send this block again; it would ask once more.
                if faults > 0:
                    raise TokenError("The command with the PIN was damaged.", True)
                answer = self._exchange(SECURE, secure(block[:3]), 40.0)
            else:
                answer = self._exchange(XFR_BLOCK, block, self.wait_s * factor)
            control, information = answer or (0xFF, b"")
            factor = 1
            if control & 0x80 == 0 and control >> 6 == self.theirs and out == len(pieces) - 1:
                faults = 0
                self.ours ^= response is None
                self.theirs ^= 1
                response = (response or b"") + information
                if not control & 0x20:
                    return response
                block = self._block(0x80 | self.theirs << 4)
            elif control & 0xC0 == 0x80 and response is None:
                if control >> 4 & 1 != self.ours and out < len(pieces) - 1:
                    self.ours ^= 1
                    out, faults = out + 1, 0
                else:
                    faults += 1
                block = self._piece(pieces, out)
            elif control in (0xC1, 0xC3) and len(information) == 1:
                # S(IFS request) or S(WTX request): granted.
                self.ifsc, factor = (information[0], 1) if control == 0xC1 else (self.ifsc, information[0])
                block = self._block(control | 0x20, information)
            else:
                faults += 1
                block = self._block(0x82 | self.theirs << 4)
        # Given up: the command must not run twice (section 10).
        if not self._request(0xC0):
            self.reader.command(POWER_OFF)
        self.ours = self.theirs = 0
        raise TokenError("Card and host lost each other.", out == len(pieces) - 1)

    def _piece(self, pieces, out):
        return self._block(self.ours << 6 | (0x20 if out < len(pieces) - 1 else 0), pieces[out])

    def _request(self, control, information=b""):
        """S(IFS request) or S(RESYNCH request): does the card answer it, in three tries?"""
        block = self._block(control, information)
        expected = (control | 0x20, information)
        return any(self._exchange(XFR_BLOCK, block, self.wait_s) == expected for _ in range(3))

    def _block(self, control, information=b""):
        start = bytes([0, control, len(information)]) + information
        return start + (crc(start) if self.has_crc else bytes([xor(start)]))

    def _exchange(self, kind, data, wait_s):
        """The card's block as (PCB, information); None for one that is damaged or did not come."""
        status, error, answer = self.reader.command(kind, data=data, wait_s=wait_s)
        if status & 0x40:
            if status & 0x03 == 0 and error in MUTE:
                return None
            raise TokenError(f"The reader refused: bError {error:02X}, bStatus {status:02X}.", kind == XFR_BLOCK)
        information = answer[3 : -2 if self.has_crc else -1]
        if len(answer) < 4 or answer[2] != len(information) or answer != self._block(answer[1], information):
            return None
        return answer[1], information


def demand(what, response):
    """The data of a response that must end in 9000 (section 7)."""
    word = response[-2:].hex().upper()
    if word == "9000":
        return response[:-2]
    if word.startswith("63C"):
        raise TokenError(f"{what}: refused, {int(word[3], 16)} tries left.")
    raise TokenError(f"{what}: the card answers {word}.")


def apdu(header, data=b"", expected=b""):
    return bytes.fromhex(header) + (bytes([len(data)]) + data if data else b"") + expected


def verify_at_keypad(card):
    """Section 9: ASCII digits as long as the PIN, four of them, 30 s, the OK key."""
    template = apdu("00 20 00 81 00")
    settings = bytes.fromhex("00 1E 82 00 10 04 04 02 01 09 04 00")
    return card.transmit(template, secure=lambda prologue: settings + prologue + template)


def log_in(path, challenge, at_keypad):
    reader = Reader(Line(path))
    reader.require("Asking who is there", ESCAPE, data=b"\x02", wait_s=2.0)
    # An earlier host may have left the reader waiting for a PIN.
    reader.command(ABORT)
    card = Card(reader)
    try:
        demand("SELECT", card.transmit(apdu("00 A4 04 00", DSC_PLUS, b"\0")))
        if at_keypad:
            print("Type the PIN on the card, then OK.", file=sys.stderr)
            demand("PIN", verify_at_keypad(card))
        else:
            pin = sys.stdin.readline().strip().encode("ascii")
            demand("PIN", card.transmit(apdu("00 20 00 81", pin)))
        return demand("Challenge", card.transmit(apdu("00 88 00 00", challenge.encode("ascii"), b"\0"))).decode()
    finally:
        reader.command(POWER_OFF)


def main():
    parser = argparse.ArgumentParser(description="A login with a token on a serial line.")
    parser.add_argument("port")
    parser.add_argument("challenge")
    parser.add_argument("--keypad", action="store_true", help="the holder types the PIN on the card")
    given = parser.parse_args()
    try:
        print(log_in(given.port, given.challenge, given.keypad))
    except (TokenError, OSError) as error:
        sys.exit(f"python-client: {error}")


if __name__ == "__main__":
    main()
