/**
 * Responses of the demo card by node:crypto: the oracle of the device tests, for numeric questions only.
 */
import { createHash, createHmac } from 'node:crypto';

/** The demo card's published keys. */
export const DEMO_KEY = Buffer.from('12345678901234567890');
export const DEMO_UNLOCK_KEY = Buffer.from('09876543210987654321');

/** RFC 6287 for a numeric question: the MAC over suite, 0, counter, question and PIN hash, truncated. */
export function ocraNumeric(
  suite: string,
  question: string,
  { pin, counter, key = DEMO_KEY }: { pin?: string; counter?: bigint; key?: Buffer } = {},
): string {
  const [, hash = '', digits = ''] = /HOTP-(SHA[0-9]+)-([0-9]+)/.exec(suite) ?? [];
  const counterBytes = Buffer.alloc(counter === undefined ? 0 : 8);
  if (counter !== undefined) counterBytes.writeBigUInt64BE(counter);
  const questionBytes = Buffer.from(BigInt(question).toString(16).padEnd(256, '0'), 'hex');
  const pinHash = pin === undefined ? Buffer.alloc(0) : createHash(hash).update(pin).digest();
  const message = Buffer.concat([Buffer.from(`${suite}\0`), counterBytes, questionBytes, pinHash]);
  const mac = createHmac(hash, key).update(message).digest();
  const offset = mac.readUInt8(mac.length - 1) & 15;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** Number(digits)).padStart(Number(digits), '0');
}

/** The desk's answer to the demo card's unlock question. */
export function unlockAnswer(question: string): string {
  return ocraNumeric('OCRA-1:HOTP-SHA1-8:QN08', question, { key: DEMO_UNLOCK_KEY });
}
