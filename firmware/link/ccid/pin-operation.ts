/**
 * The data of PC_to_RDR_Secure: how the reader asks the holder for a PIN and sends it to the card itself
 * (USB CCID 1.1, sections 6.1.11.1, 6.1.11.2 and 6.1.11.7).
 *
 * | offset in the message, verification / modification | field |
 * | --- | --- |
 * | 10 | bPINOperation: 00 verification, 01 modification |
 * | 11 | bTimeOut, seconds |
 * | 12 | bmFormatString: encoding, justification, position of the PIN |
 * | 13 | bmPINBlockString: bits of the PIN's length, bytes of the PIN block |
 * | 14 | bmPINLengthFormat: position of the PIN's length |
 * | - / 15, 16 | bInsertionOffsetOld, bInsertionOffsetNew |
 * | 15 / 17 | wPINMaxExtraDigit: maximum, minimum |
 * | - / 19 | bConfirmPIN: bit 0 type the new PIN twice, bit 1 ask for the current one |
 * | 17 / 20 | bEntryValidationCondition |
 * | 18 / 21 | bNumberMessage |
 * | 19 / 22 | wLangId |
 * | 21 / 24, 25, 26 | bMsgIndex / bMsgIndex1 to 3 |
 * | 22 / 27 | bTeoPrologue: NAD, PCB and LEN of the T=1 block |
 * | 25 / 30 | abPINApdu: the command with room for the PIN |
 *
 * As on the GemPC PinPad, and as libccid writes it for that reader, all three message indexes are always there
 * and an entry is ended by the OK key only (condition 02). Messages and language are read over: the card's
 * display has prompts of its own. Promises that every other field is checked, and the first wrong one named.
 */
import { assert } from '../../error.js';
import { MAXIMUM_DATA_BYTES, MESSAGE_HEADER_BYTES } from './message.js';
import { CCID_ERROR } from './status.js';

export type PinEncoding = 'binary' | 'bcd' | 'ascii';

/** 0 to 15 bits or bytes from the start of the data field, or from the insertion offset. */
export interface UnitPosition {
  readonly units: 'bits' | 'bytes';
  readonly count: number;
}

/** Where and how a PIN stands in the data field. */
export interface PinBlockFormat {
  readonly encoding: PinEncoding;
  readonly justification: 'left' | 'right';
  readonly position: UnitPosition;
  /** Bytes of the PIN block, 1 to 15; 0 when it is as long as the PIN, and Lc with it. */
  readonly blockBytes: number;
  /** Bits of the number of digits that stands before the PIN, 0 to 15; 0 for none. */
  readonly lengthBits: number;
  readonly lengthPosition: UnitPosition;
}

interface PinOperationFields {
  /** 0 to 255; 0 leaves it to the reader. */
  readonly timeoutSeconds: number;
  readonly format: PinBlockFormat;
  /** 1 to 255 each. */
  readonly minimumDigits: number;
  readonly maximumDigits: number;
  /** NAD, PCB and LEN; the reader sets LEN anew. */
  readonly prologue: readonly [number, number, number];
  /** The command APDU with room for the PIN, 4 to 246 bytes, of a modification to 241: what a message has left. */
  readonly template: Uint8Array;
}

export interface PinVerification extends PinOperationFields {
  readonly operation: 'verify';
}

export interface PinModification extends PinOperationFields {
  readonly operation: 'modify';
  /** Bytes from the start of the data field. */
  readonly currentOffset: number;
  readonly newOffset: number;
  readonly askCurrent: boolean;
  readonly confirm: boolean;
}

export type PinOperation = PinVerification | PinModification;

export type DecodedPinOperation =
  | { readonly ok: true; readonly operation: PinOperation }
  /** A bError: the offset of the first wrong field in the message, or a wrong length. */
  | { readonly ok: false; readonly error: number };

/** Offsets in the data of the message; in the message itself they are 10 more. */
const VERIFY = { digits: 5, validation: 7, messages: 8, prologue: 12, template: 15 };
const MODIFY = { digits: 7, validation: 10, messages: 11, prologue: 17, template: 20 };
const MODIFY_CONFIRM = 9;

/** bEntryValidationCondition: the OK key. */
const VALIDATION_KEY = 0x02;
const DEFAULT_MESSAGES = 0xff;
/** English (United States). */
const LANGUAGE = [0x09, 0x04];

const ENCODINGS: readonly PinEncoding[] = ['binary', 'bcd', 'ascii'];

/** The data of a Secure message, 19 to 261 bytes. */
export function encodePinOperation(operation: PinOperation): Uint8Array {
  const { timeoutSeconds, format, minimumDigits, maximumDigits, prologue, template } = operation;
  const { template: fixedBytes } = operation.operation === 'verify' ? VERIFY : MODIFY;
  assert(fixedBytes + template.length <= MAXIMUM_DATA_BYTES, 'a PIN operation fits a message');
  const start = [
    operation.operation === 'verify' ? 0 : 1,
    timeoutSeconds,
    ENCODINGS.indexOf(format.encoding) |
      (format.justification === 'right' ? 0x04 : 0) |
      (format.position.count << 3) |
      (format.position.units === 'bytes' ? 0x80 : 0),
    (format.lengthBits << 4) | format.blockBytes,
    format.lengthPosition.count | (format.lengthPosition.units === 'bytes' ? 0x10 : 0),
  ];
  const digits = [maximumDigits, minimumDigits];
  if (operation.operation === 'verify') {
    return Uint8Array.of(
      ...[...start, ...digits, VALIDATION_KEY, 1, ...LANGUAGE, 0, ...prologue],
      ...template,
    );
  }
  const confirm = Number(operation.confirm) | (Number(operation.askCurrent) << 1);
  return Uint8Array.of(
    ...[...start, operation.currentOffset, operation.newOffset, ...digits, confirm, VALIDATION_KEY],
    ...[3, ...LANGUAGE, 0, 1, 2, ...prologue],
    ...template,
  );
}

/**
 * Takes the data of a Secure message apart.
 *
 * @param data of a message, so 261 bytes at most
 * @returns the operation, or what the reader says in bError; template and PIN block may still not fit together
 */
export function decodePinOperation(data: Uint8Array): DecodedPinOperation {
  const [kind = 0, timeoutSeconds = 0, format = 0, block = 0, lengthFormat = 0] = data;
  if (kind > 1) return wrong(0);
  const at = kind === 0 ? VERIFY : MODIFY;
  if (data.length < at.template + 4) return { ok: false, error: CCID_ERROR.badLength };
  const encoding = ENCODINGS[format & 0x03];
  if (encoding === undefined) return wrong(2);
  if ((lengthFormat & 0xe0) !== 0) return wrong(4);
  const [maximumDigits = 0, minimumDigits = 0] = data.subarray(at.digits);
  if (minimumDigits === 0 || minimumDigits > maximumDigits) return wrong(at.digits);
  const confirm = data[MODIFY_CONFIRM] as number;
  if (kind === 1 && confirm > 3) return wrong(MODIFY_CONFIRM);
  if (data[at.validation] !== VALIDATION_KEY) return wrong(at.validation);
  const messages = data[at.messages] as number;
  if (messages > (kind === 0 ? 1 : 3) && messages !== DEFAULT_MESSAGES) return wrong(at.messages);
  const [nad = 0, pcb = 0, length = 0] = data.subarray(at.prologue);
  // An I-block without more to come: only its sequence bit is free.
  if ((pcb & ~0x40) !== 0) return wrong(at.prologue + 1);
  const fields: PinOperationFields = {
    timeoutSeconds,
    format: {
      encoding,
      justification: format & 0x04 ? 'right' : 'left',
      position: { units: format & 0x80 ? 'bytes' : 'bits', count: (format >> 3) & 0x0f },
      blockBytes: block & 0x0f,
      lengthBits: block >> 4,
      lengthPosition: { units: lengthFormat & 0x10 ? 'bytes' : 'bits', count: lengthFormat & 0x0f },
    },
    minimumDigits,
    maximumDigits,
    prologue: [nad, pcb, length],
    template: data.slice(at.template),
  };
  if (kind === 0) return { ok: true, operation: { operation: 'verify', ...fields } };
  const [currentOffset = 0, newOffset = 0] = data.subarray(5);
  const asked = { askCurrent: (confirm & 2) !== 0, confirm: (confirm & 1) !== 0 };
  return { ok: true, operation: { operation: 'modify', ...fields, currentOffset, newOffset, ...asked } };
}

/** @param offset in the data */
function wrong(offset: number): DecodedPinOperation {
  return { ok: false, error: MESSAGE_HEADER_BYTES + offset };
}
