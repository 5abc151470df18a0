/**
 * The yardstick's last two steps: node:crypto's HMAC under a KeyObject, and the decimal code of RFC 4226
 * section 5.3. Shares no code with the core.
 */
import { createHmac, type KeyObject } from 'node:crypto';

/** The name of every yardstick of this kind. */
export const HMAC_NAME = 'node:crypto createHmac, prepared';

/**
 * @param hash sha1, sha256 or sha512
 * @param digits 6 to 8
 */
export function hmacCode(hash: string, key: KeyObject, message: Uint8Array, digits: number): string {
  const tag = createHmac(hash, key).update(message).digest();
  const offset = (tag[tag.length - 1] as number) & 0x0f;
  const number = (tag.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}
