/** Contestant: our core's HOTP, key prepared; counter in, code out. */
import { Hotp } from '../../firmware/oath/hotp.js';
import type { Contestant } from '../contestant.js';

export function coreHotp(key: Uint8Array, digits: number): Contestant<number> {
  const prepared = new Hotp(key, { digits });
  return { name: 'tokentwin core', answer: (counter) => prepared.code(counter) };
}
