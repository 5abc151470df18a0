/** Yardstick: HOTP (RFC 4226) by node:crypto; the message of 8 bytes is kept, its counter written anew. */
import { createSecretKey } from 'node:crypto';
import type { Contestant } from '../contestant.js';
import { HMAC_NAME, hmacCode } from './hmac-code.js';

const TWO_TO_32 = 2 ** 32;

/** @param hash sha1 for HOTP; the others serve TOTP */
export function hmacHotp(key: Uint8Array, digits: number, hash = 'sha1'): Contestant<number> {
  const keyObject = createSecretKey(key);
  const message = Buffer.alloc(8);
  return {
    name: HMAC_NAME,
    answer(counter) {
      message.writeUInt32BE(Math.floor(counter / TWO_TO_32), 0);
      message.writeUInt32BE(counter % TWO_TO_32, 4);
      return hmacCode(hash, keyObject, message, digits);
    },
  };
}
