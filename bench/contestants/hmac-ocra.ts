/**
 * Yardstick: OCRA (RFC 6287) by node:crypto. The message is laid out once; of it only the question's bytes
 * change. Knows the suites of the benchmarks, not the whole grammar: QA08 and QN of at most 8 digits.
 */
import { createSecretKey } from 'node:crypto';
import type { Contestant } from '../contestant.js';
import { HMAC_NAME, hmacCode } from './hmac-code.js';
import type { OcraTask } from './ocra-task.js';

const QUESTION_BYTES = 128;
const SUITE = /^OCRA-1:HOTP-(SHA1|SHA256|SHA512)-([678]):(C-)?Q([AN])0[1-8]/;

function uint64(value: bigint | undefined): Buffer {
  if (value === undefined) return Buffer.alloc(0);
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

/** Up to 8 letters or digits, zero bytes to the right. */
function writeLetters(question: string, message: Buffer, offset: number): void {
  message.fill(0, offset, offset + 8);
  message.write(question, offset, 'latin1');
}

/** Up to 8 digits, so 27 bits: the number's nibbles without leading zeros, zero nibbles to the right. */
function writeDecimal(question: string, message: Buffer, offset: number): void {
  const number = Number(question);
  const leadingZeroNibbles = number === 0 ? 0 : Math.clz32(number) >>> 2;
  message.writeUInt32BE((number << (4 * leadingZeroNibbles)) >>> 0, offset);
}

export function hmacOcra({ suite, key, counter, pinHash, timestamp }: OcraTask): Contestant<string> {
  const [, hashName, digitsText, , format] = SUITE.exec(suite) ?? [];
  if (hashName === undefined) throw new Error(`the yardstick does not know the suite ${suite}`);
  const hash = hashName.toLowerCase();
  const digits = Number(digitsText);
  const write = format === 'A' ? writeLetters : writeDecimal;
  const head = Buffer.concat([Buffer.from(`${suite}\0`, 'latin1'), uint64(counter)]);
  const question = Buffer.alloc(QUESTION_BYTES);
  const message = Buffer.concat([head, question, pinHash ?? Buffer.alloc(0), uint64(timestamp)]);
  const keyObject = createSecretKey(key);
  return {
    name: HMAC_NAME,
    answer(question) {
      write(question, message, head.length);
      return hmacCode(hash, keyObject, message, digits);
    },
  };
}
