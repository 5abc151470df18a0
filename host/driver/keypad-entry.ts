/**
 * Commands whose PINs the holder types at the reader (USB CCID 1.1, section 6.1.11): the host never has them.
 */
import { encodeCommand } from '../../firmware/card/apdu.js';
import { INS, PARAMETERS } from '../../firmware/card/commands.js';
import { encodePinOperation, type PinBlockFormat } from '../../firmware/link/ccid/pin-operation.js';
import type { PinEntry } from './core/card-link.js';

/** ASCII digits from the first data byte on, as long as the PIN: Lc grows with it. */
const FORMAT: PinBlockFormat = {
  encoding: 'ascii',
  justification: 'left',
  position: { units: 'bytes', count: 0 },
  blockBytes: 0,
  lengthBits: 0,
  lengthPosition: { units: 'bytes', count: 0 },
};

/** A reader that asks for no time answers this long after its time-out, as libccid allows it. */
const READER_MARGIN_MS = 10_000;
const MAXIMUM_SECONDS = 255;

/** @param timeoutMs since the last key; 255 seconds at most count */
export function verifyEntry(digits: number, timeoutMs: number): PinEntry {
  const template = templateOf(INS.verify);
  const fields = { ...entryFields(digits, timeoutMs), template };
  return {
    template,
    secure: (prologue) => encodePinOperation({ operation: 'verify', ...fields, prologue: three(prologue) }),
    waitMs: timeoutMs + READER_MARGIN_MS,
  };
}

/** Old PIN, new PIN, new PIN again. @param timeoutMs as above */
export function changePinEntry(digits: number, timeoutMs: number): PinEntry {
  const template = templateOf(INS.changeReferenceData);
  const asked = { currentOffset: 0, newOffset: 0, askCurrent: true, confirm: true };
  const fields = { ...entryFields(digits, timeoutMs), ...asked, template };
  return {
    template,
    secure: (prologue) => encodePinOperation({ operation: 'modify', ...fields, prologue: three(prologue) }),
    waitMs: timeoutMs + READER_MARGIN_MS,
  };
}

function entryFields(digits: number, timeoutMs: number) {
  return {
    timeoutSeconds: Math.min(MAXIMUM_SECONDS, Math.max(1, Math.ceil(timeoutMs / 1000))),
    format: FORMAT,
    minimumDigits: digits,
    maximumDigits: digits,
  };
}

/** Header and Lc = 00: the reader sets Lc when it has the PINs. */
function templateOf(ins: number): Uint8Array {
  const header = encodeCommand({
    cla: 0x00,
    ins,
    p1: PARAMETERS.pin >>> 8,
    p2: PARAMETERS.pin & 0xff,
    data: new Uint8Array(0),
    expectedLength: 0,
  });
  return Uint8Array.of(...header, 0);
}

function three([nad = 0, pcb = 0, length = 0]: Uint8Array): [number, number, number] {
  return [nad, pcb, length];
}
