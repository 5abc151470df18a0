/** Contestant: our core's TOTP with SHA-256, key prepared; Unix seconds in, code out. */
import { Totp } from '../../firmware/oath/totp.js';
import type { Contestant } from '../contestant.js';

export function coreTotp(key: Uint8Array, digits: number): Contestant<number> {
  const prepared = new Totp(key, { digits, hash: 'SHA256' });
  return { name: 'tokentwin core', answer: (unixSeconds) => prepared.code(unixSeconds) };
}
