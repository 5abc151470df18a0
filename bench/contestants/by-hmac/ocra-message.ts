/**
 * The data input of OCRA (RFC 6287 section 5.1) laid out once, of which only the question's bytes change. Knows
 * the suites of the bench, not the whole grammar: QA08 and QN of at most 8 digits. Shares no code with the core.
 */
import type { OcraTask } from '../../contest/contestant.js';

const QUESTION_BYTES = 128;
const SUITE = /^OCRA-1:HOTP-(SHA1|SHA256|SHA512)-([678]):(C-)?Q([AN])0[1-8]/;

export interface OcraMessage {
  /** As node:crypto names it. */
  readonly hash: HashName;
  readonly digits: number;
  /** The bytes; `write` changes them. */
  readonly message: Buffer;
  write(question: string): void;
}

export type HashName = 'sha1' | 'sha256' | 'sha512';

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

/** @throws Error for a suite that it does not know */
export function ocraMessage({ suite, counter, pinHash, timestamp }: OcraTask): OcraMessage {
  const [, hashName, digits, , format] = SUITE.exec(suite) ?? [];
  if (hashName === undefined) throw new Error(`does not know the suite ${suite}`);
  const write = format === 'A' ? writeLetters : writeDecimal;
  const head = Buffer.concat([Buffer.from(`${suite}\0`, 'latin1'), uint64(counter)]);
  const question = Buffer.alloc(QUESTION_BYTES);
  const message = Buffer.concat([head, question, pinHash ?? Buffer.alloc(0), uint64(timestamp)]);
  return {
    hash: hashName.toLowerCase() as HashName,
    digits: Number(digits),
    message,
    write: (text) => write(text, message, head.length),
  };
}
