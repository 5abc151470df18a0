/**
 * Traffic as a capture that Wireshark reads with dissectors of its own, no settings needed.
 *
 * | interface | link type | what Wireshark makes of it |
 * | --- | --- | --- |
 * | `reader` | USB with the header of Linux' usbmon | USB CCID: the messages, and notices of card movement |
 * | `card` | exported PDUs | ISO 7816: the answer to reset, commands and responses put together from blocks |
 * | `line` | exported PDUs | what only a serial line has: echoes, NAKs, time requests |
 *
 * Wireshark knows a CCID reader by its USB descriptors, so two packets stand at the beginning that never were on
 * the line. GSMTAP, the other way to show APDUs, was tried: its dissector is for SIM cards and takes INTERNAL
 * AUTHENTICATE for a malformed RUN GSM ALGORITHM. Each packet has a comment: the same in words, without
 * secrets. The packets themselves hold PINs and responses as they were.
 */
import { encodeNotice, encodeTimeRequest, NAK_FRAME } from '../../../firmware/link/serial/frame.js';
import type { Observation, Side } from './observation.js';
import { interfaceDescription, LINK_UPPER_PDU, LINK_USB, packet, sectionHeader } from './pcapng.js';
import { CONFIGURATION_PACKETS, IN_ENDPOINT, OUT_ENDPOINT, usbBulkPacket } from './usb-packet.js';
import { describeTraffic } from './words.js';

const READER = 0;
const CARD = 1;
const LINE = 2;

/** Tags of an exported PDU (Wireshark, `exported_pdu_tlvs.h`). */
const DISSECTOR_NAME = 12;
const COLUMN_PROTOCOL = 33;
const P2P_DIRECTION = 35;

/** Unix time in microseconds. */
type Microseconds = bigint;

export class Capture {
  /** Each packet on the USB interface is a transfer of its own. */
  #transfers = 0n;

  /** The beginning of the file. */
  header(at: Microseconds): Uint8Array {
    return Buffer.concat([
      sectionHeader('tokentwin host monitor', 'Holds PINs and responses as they were on the line.'),
      interfaceDescription(LINK_USB, 'reader'),
      interfaceDescription(LINK_UPPER_PDU, 'card'),
      interfaceDescription(LINK_UPPER_PDU, 'line'),
      ...CONFIGURATION_PACKETS.map((write) =>
        packet({
          interfaceNumber: READER,
          timeMicroseconds: at,
          data: write(at),
          comment: 'Not from the line: tells Wireshark that this is a smart-card reader.',
        }),
      ),
    ]);
  }

  /** The packets of an observation: none for damage, whose bytes are not kept. */
  packets(observation: Observation, at: Microseconds): Uint8Array {
    const comment = describeTraffic(observation).words;
    const put = (interfaceNumber: number, data: Uint8Array) =>
      packet({ interfaceNumber, timeMicroseconds: at, data, comment });
    switch (observation.type) {
      case 'message': {
        const { from, bytes, message, isEcho, content } = observation;
        if (isEcho) return put(LINE, onLine('echo', from, bytes));
        const whole = put(READER, this.#transfer(from, bytes, at));
        if (content.type !== 'answerToReset') return whole;
        return Buffer.concat([whole, put(CARD, exported('iso7816.atr', null, from, message.data))]);
      }
      case 'notice': {
        const { slot, present } = observation;
        const others = Array.from({ length: slot }, () => ({ present: false, moved: false }));
        return put(READER, this.#transfer('reader', encodeNotice([...others, { present, moved: true }]), at));
      }
      case 'command':
        return put(CARD, exported('iso7816', null, 'host', observation.apdu));
      case 'response':
        return put(CARD, exported('iso7816', null, 'reader', observation.apdu));
      case 'negativeAcknowledge':
        return put(LINE, onLine('NAK', observation.from, NAK_FRAME));
      case 'timeRequest':
        return put(LINE, onLine('time request', 'reader', encodeTimeRequest(observation.multiplier)));
      case 'damaged':
        return Buffer.alloc(0);
    }
  }

  #transfer(from: Side, bytes: Uint8Array, at: Microseconds): Uint8Array {
    this.#transfers += 1n;
    return usbBulkPacket(from === 'host' ? OUT_ENDPOINT : IN_ENDPOINT, this.#transfers, bytes, at);
  }
}

/** Bytes that no dissector knows, with a word for the column of protocols. */
function onLine(word: string, from: Side, bytes: Uint8Array): Uint8Array {
  return exported('data', word, from, bytes);
}

function exported(dissector: string, column: string | null, from: Side, data: Uint8Array): Uint8Array {
  return Buffer.concat([
    tag(DISSECTOR_NAME, Buffer.from(dissector)),
    ...(column === null ? [] : [tag(COLUMN_PROTOCOL, Buffer.from(column))]),
    tag(P2P_DIRECTION, Uint8Array.of(0, 0, 0, from === 'host' ? 0 : 1)),
    tag(0, new Uint8Array(0)),
    data,
  ]);
}

/** Type and length in two bytes each, the high one first; text ends in noughts. */
function tag(type: number, value: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  bytes.writeUInt16BE(type, 0);
  bytes.writeUInt16BE(bytes.length - 4, 2);
  bytes.set(value, 4);
  return bytes;
}
