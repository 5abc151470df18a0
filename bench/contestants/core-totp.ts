/** Contestant: our core's TOTP with SHA-256, key prepared; Unix seconds in, code out. */
import { builtOath } from '../built.js';
import type { Contestant } from '../contestant.js';

export async function coreTotp(key: Uint8Array, digits: number): Promise<Contestant<number>> {
  const { Totp } = await builtOath();
  const prepared = new Totp(key, { digits, hash: 'SHA256' });
  return { name: 'tokentwin core', answer: (unixSeconds) => prepared.code(unixSeconds) };
}
