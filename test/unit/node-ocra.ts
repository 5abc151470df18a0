/**
 * Responses of the demo card by node:crypto: the oracle of the device tests.
 */
import { createHash, createHmac } from 'node:crypto';

/** The demo card's published keys. */
export const DEMO_KEY = Buffer.from('12345678901234567890');
export const DEMO_UNLOCK_KEY = Buffer.from('09876543210987654321');

/** Eight bytes, or none for a field that the suite does not have. */
function uint64(value: bigint | undefined): Buffer {
  const bytes = Buffer.alloc(value === undefined ? 0 : 8);
  if (value !== undefined) bytes.writeBigUInt64BE(value);
  return bytes;
}

interface OcraInputs {
  readonly pin?: string;
  readonly counter?: bigint;
  readonly timestamp?: bigint;
  readonly key?: Buffer;
}

/** RFC 6287 for a question of digits. */
export function ocraNumeric(suite: string, question: string, inputs: OcraInputs = {}): string {
  return ocra(suite, Buffer.from(BigInt(question).toString(16).padEnd(256, '0'), 'hex'), inputs);
}

/** The same for a question of letters and digits. */
export function ocraText(suite: string, question: string, inputs: OcraInputs = {}): string {
  return ocra(suite, Buffer.concat([Buffer.from(question, 'latin1'), Buffer.alloc(128)], 128), inputs);
}

/** The MAC over suite, 0, counter, question, PIN hash and time, truncated. */
function ocra(
  suite: string,
  questionBytes: Buffer,
  { pin, counter, timestamp, key = DEMO_KEY }: OcraInputs,
): string {
  const [, hash = '', digits = ''] = /HOTP-(SHA[0-9]+)-([0-9]+)/.exec(suite) ?? [];
  const counterBytes = uint64(counter);
  const pinHash = pin === undefined ? Buffer.alloc(0) : createHash(hash).update(pin).digest();
  const message = Buffer.concat([
    Buffer.from(`${suite}\0`),
    counterBytes,
    questionBytes,
    pinHash,
    uint64(timestamp),
  ]);
  const mac = createHmac(hash, key).update(message).digest();
  const offset = mac.readUInt8(mac.length - 1) & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** Number(digits)).padStart(Number(digits), '0');
}

/** The desk's answer to the demo card's unlock question. */
export function unlockAnswer(question: string): string {
  return ocraNumeric('OCRA-1:HOTP-SHA1-8:QN08', question, { key: DEMO_UNLOCK_KEY });
}
