/**
 * OCRA, HOTP and TOTP from anything that computes an HMAC: the message is laid out once, its changing bytes are
 * written anew for every answer, and the tag is cut to a decimal code (RFC 4226 section 5.3).
 */
import { type Contestant, STEP_SECONDS } from '../../contest/contestant.js';
import { type HashName, ocraMessage } from './ocra-message.js';

/** The HMAC of one message after the other under a key. */
export type Hmac = (message: Buffer) => Uint8Array;

type PrepareHmac = (hash: HashName, key: Uint8Array) => Hmac | Promise<Hmac>;

const COUNTER_BYTES = 8;
const TWO_TO_32 = 2 ** 32;

/** @param digits 6 to 8 */
export function decimalCode(tag: Uint8Array, digits: number): string {
  const offset = (tag[tag.length - 1] as number) & 0x0f;
  const high = ((tag[offset] as number) & 0x7f) << 24;
  const low =
    ((tag[offset + 1] as number) << 16) | ((tag[offset + 2] as number) << 8) | (tag[offset + 3] as number);
  return String((high | low) % 10 ** digits).padStart(digits, '0');
}

/** @returns the code of a counter */
function counterCode(hmac: Hmac, digits: number): (counter: number) => string {
  const message = Buffer.alloc(COUNTER_BYTES);
  return (counter) => {
    message.writeUInt32BE(Math.floor(counter / TWO_TO_32), 0);
    message.writeUInt32BE(counter % TWO_TO_32, 4);
    return decimalCode(hmac(message), digits);
  };
}

/** What a contestant does with such an HMAC. */
export function byHmac(prepareHmac: PrepareHmac): Pick<Required<Contestant>, 'ocra' | 'hotp' | 'totp'> {
  return {
    async ocra(task) {
      const { hash, digits, message, write } = ocraMessage(task);
      const hmac = await prepareHmac(hash, task.key);
      return {
        shape: 'one',
        answer(question) {
          write(question);
          return decimalCode(hmac(message), digits);
        },
      };
    },
    async hotp({ key, digits }) {
      return { shape: 'one', answer: counterCode(await prepareHmac('sha1', key), digits) };
    },
    async totp({ key, digits, hash }) {
      const code = counterCode(await prepareHmac(hash.toLowerCase() as HashName, key), digits);
      return { shape: 'one', answer: (unixSeconds) => code(Math.floor(unixSeconds / STEP_SECONDS)) };
    },
  };
}
