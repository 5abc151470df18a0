/** Contestant: our core's HOTP, key prepared; counter in, code out. */
import { builtOath } from '../built.js';
import type { Contestant } from '../contestant.js';

export async function coreHotp(key: Uint8Array, digits: number): Promise<Contestant<number>> {
  const { Hotp } = await builtOath();
  const prepared = new Hotp(key, { digits });
  return { name: 'tokentwin core', answer: (counter) => prepared.code(counter) };
}
