/**
 * What a DSC+ keeps on flash: one record per fact, read into a plain value.
 *
 * Tries and the unlock question belong to one PIN: they carry its generation, so a record that sets a new PIN
 * clears both at once, in one atomic step.
 */
import { asciiBytes, asciiText } from '../ascii.js';
import { TokentwinError } from '../error.js';
import type { RecordChanges } from '../storage/journal.js';

/** Record types in the journal. A number is never given a second meaning. */
export const DSC_PLUS_RECORD = {
  serialNumber: 1,
  key: 2,
  unlockKey: 3,
  pin: 4,
  tries: 5,
  unlock: 6,
  counter: 7,
  dead: 8,
  attestationKey: 9,
} as const;

export interface DscPlusContents {
  readonly serialNumber: string;
  /** null when the card is dead and wiped. */
  readonly key: Uint8Array | null;
  /** null on a card with a soft PIN, and when wiped. */
  readonly unlockKey: Uint8Array | null;
  /** The PIN that the card checks; null on a card with a soft PIN, and when wiped. */
  readonly pin: string | null;
  readonly pinGeneration: number;
  /** Wrong PINs since the last right one. */
  readonly triesUsed: number;
  /** The question of a locked card and the wrong answers so far. */
  readonly unlock: { readonly question: string; readonly triesUsed: number } | null;
  /** The counter value that the next response uses. */
  readonly counter: bigint;
  readonly dead: boolean;
  /** The Ed25519 seed that attests the card, 32 bytes; null on cards of earlier versions. A wipe keeps it. */
  readonly attestationKey: Uint8Array | null;
}

/** What a new card is made of. */
export interface NewDscPlus {
  /** 4 to 8 digits, so that a display can show it. */
  readonly serialNumber: string;
  readonly key: Uint8Array;
  readonly unlockKey: Uint8Array | null;
  readonly pin: string | null;
  /** 32 bytes: the Ed25519 seed by which the card attests what it is; null on a card that cannot. */
  readonly attestationKey: Uint8Array | null;
}

/** Of a token's key (RFC 4226 asks for at least 16), and of an Ed25519 seed. */
export const MINIMUM_KEY_BYTES = 16;
export const MAXIMUM_KEY_BYTES = 128;
const SEED_BYTES = 32;

/** No text in a record is as long. */
const MAXIMUM_TEXT_BYTES = 255;

function uint16(value: number): [number, number] {
  return [value & 0xff, (value >>> 8) & 0xff];
}

export function encodePin(generation: number, pin: string): Uint8Array {
  return Uint8Array.from([...uint16(generation), ...asciiBytes(pin)]);
}

export function encodeTries(generation: number, used: number): Uint8Array {
  return Uint8Array.from([...uint16(generation), used]);
}

export function encodeUnlock(generation: number, used: number, question: string): Uint8Array {
  return Uint8Array.from([...uint16(generation), used, ...asciiBytes(question)]);
}

export function encodeCounter(counter: bigint): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, counter, true);
  return bytes;
}

/** The records of a new card. */
export function newDscPlusRecords({
  serialNumber,
  key,
  unlockKey,
  pin,
  attestationKey,
}: NewDscPlus): Map<number, Uint8Array> {
  const records = new Map([
    [DSC_PLUS_RECORD.serialNumber as number, asciiBytes(serialNumber)],
    [DSC_PLUS_RECORD.key, key.slice()],
  ]);
  if (unlockKey !== null) records.set(DSC_PLUS_RECORD.unlockKey, unlockKey.slice());
  if (pin !== null) records.set(DSC_PLUS_RECORD.pin, encodePin(1, pin));
  if (attestationKey !== null) records.set(DSC_PLUS_RECORD.attestationKey, attestationKey.slice());
  return records;
}

/**
 * The changes that wipe a card: nothing that could make a response stays. The attestation key makes none, and
 * a desk that gets a dead card back wants to know whose it is: it stays, like the serial number.
 */
export const WIPE: RecordChanges = new Map<number, Uint8Array | null>([
  [DSC_PLUS_RECORD.dead, Uint8Array.of(1)],
  [DSC_PLUS_RECORD.key, null],
  [DSC_PLUS_RECORD.unlockKey, null],
  [DSC_PLUS_RECORD.pin, null],
  [DSC_PLUS_RECORD.tries, null],
  [DSC_PLUS_RECORD.unlock, null],
  [DSC_PLUS_RECORD.counter, null],
]);

/** The payload behind its PIN generation, or null when it belongs to an earlier PIN. */
function ofGeneration(payload: Uint8Array | null, generation: number): Uint8Array | null {
  if (payload === null) return null;
  const [low, high] = uint16(generation);
  return payload[0] === low && payload[1] === high ? payload.subarray(2) : null;
}

function demand(condition: boolean, what: string): asserts condition {
  if (condition) return;
  throw new TokentwinError('FLASH_DAMAGED', `The records on the flash are not those of a DSC+: ${what}.`);
}

/** The text behind the first bytes of a payload. */
function textAfter(payload: Uint8Array, bytes: number): string {
  return asciiText(payload.subarray(bytes, bytes + MAXIMUM_TEXT_BYTES));
}

function isKey(key: Uint8Array | null): boolean {
  return key === null || (key.length >= MINIMUM_KEY_BYTES && key.length <= MAXIMUM_KEY_BYTES);
}

/** What no version of a card has written: a record may be whole and its CRC right all the same. */
function checkContents({ serialNumber, key, unlockKey, pin, unlock, attestationKey }: DscPlusContents): void {
  demand(/^[0-9]{4,8}$/.test(serialNumber), 'the serial number is wrong');
  demand(isKey(key) && isKey(unlockKey), 'a key has a wrong length');
  demand(pin === null || /^[0-9]+$/.test(pin), 'the PIN is wrong');
  demand(unlock === null || /^[0-9A-Za-z]+$/.test(unlock.question), 'the unlock question is wrong');
  demand(
    attestationKey === null || attestationKey.length === SEED_BYTES,
    'the attestation key has a wrong length',
  );
}

/**
 * Reads the records of a DSC+.
 *
 * @param get gives the newest payload of a type
 * @throws TokentwinError FLASH_DAMAGED when they are not those of a DSC+
 */
export function readDscPlusRecords(get: (type: number) => Uint8Array | null): DscPlusContents {
  const serialNumber = get(DSC_PLUS_RECORD.serialNumber);
  const pin = get(DSC_PLUS_RECORD.pin);
  const counter = get(DSC_PLUS_RECORD.counter);
  demand(serialNumber !== null, 'there is no serial number');
  demand(pin === null || pin.length > 2, 'the PIN is cut off');
  demand(counter === null || counter.length === 8, 'the counter has a wrong length');
  const generation = pin === null ? 0 : (pin[0] as number) | ((pin[1] as number) << 8);
  const tries = ofGeneration(get(DSC_PLUS_RECORD.tries), generation);
  const unlock = ofGeneration(get(DSC_PLUS_RECORD.unlock), generation);
  demand(tries === null || tries.length === 1, 'the tries have a wrong length');
  demand(unlock === null || unlock.length > 1, 'the unlock question is cut off');
  const contents: DscPlusContents = {
    serialNumber: textAfter(serialNumber, 0),
    key: get(DSC_PLUS_RECORD.key),
    unlockKey: get(DSC_PLUS_RECORD.unlockKey),
    pin: pin === null ? null : textAfter(pin, 2),
    pinGeneration: generation,
    triesUsed: tries === null ? 0 : (tries[0] as number),
    unlock: unlock === null ? null : { triesUsed: unlock[0] as number, question: textAfter(unlock, 1) },
    counter: counter === null ? 0n : new DataView(counter.buffer, counter.byteOffset).getBigUint64(0, true),
    dead: get(DSC_PLUS_RECORD.dead) !== null,
    attestationKey: get(DSC_PLUS_RECORD.attestationKey),
  };
  checkContents(contents);
  return contents;
}
