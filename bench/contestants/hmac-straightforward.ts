/**
 * node:crypto's createHmac as one would write it straight from the RFCs, nothing prepared: the suite is parsed
 * and the message built for every response, the key is bytes.
 */
import { createHmac } from 'node:crypto';
import { type Contestant, type OcraTask, STEP_SECONDS } from '../contest/contestant.js';

const QUESTION_BYTES = 128;

function truncated(tag: Buffer, digits: number): string {
  const offset = tag.readUInt8(tag.length - 1) & 0x0f;
  const number = tag.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, '0');
}

function eightBytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}

function questionBytes(question: string, format: string): Buffer {
  const bytes = Buffer.alloc(QUESTION_BYTES);
  if (format === 'N') {
    const hex = BigInt(question).toString(16);
    bytes.write(hex.length % 2 === 0 ? hex : `${hex}0`, 'hex');
  } else bytes.write(question, 'ascii');
  return bytes;
}

/** RFC 6287 section 5, for suites with C, Q, P and T. */
function respond({ suite, key, counter, pinHash, timestamp }: OcraTask, question: string): string {
  const [, cryptoFunction = '', dataInput = ''] = suite.split(':');
  const [, hash = '', digits] = cryptoFunction.split('-');
  const parts: Buffer[] = [Buffer.from(suite, 'ascii'), Buffer.of(0)];
  for (const field of dataInput.split('-')) {
    if (field === 'C') parts.push(eightBytes(counter ?? 0n));
    if (field.startsWith('Q')) parts.push(questionBytes(question, field.charAt(1)));
    if (field.startsWith('P')) parts.push(Buffer.from(pinHash ?? []));
    if (field.startsWith('T')) parts.push(eightBytes(timestamp ?? 0n));
  }
  return truncated(createHmac(hash.toLowerCase(), key).update(Buffer.concat(parts)).digest(), Number(digits));
}

function code(key: Uint8Array, hash: string, counter: number, digits: number): string {
  return truncated(
    createHmac(hash, key)
      .update(eightBytes(BigInt(counter)))
      .digest(),
    digits,
  );
}

export const HMAC_STRAIGHTFORWARD: Contestant = {
  name: 'hmac-straightforward',
  what: 'node:crypto createHmac with the key as bytes; suite parsed and message built for every response',
  side: 'node',
  ocra: async (task) => ({ shape: 'one', answer: (question) => respond(task, question) }),
  hotp: async ({ key, digits }) => ({
    shape: 'one',
    answer: (counter) => code(key, 'sha1', counter, digits),
  }),
  totp: async ({ key, digits, hash }) => ({
    shape: 'one',
    answer: (unixSeconds) => code(key, hash.toLowerCase(), Math.floor(unixSeconds / STEP_SECONDS), digits),
  }),
};
