/** @noble/hashes, which our core stands on, used in the simplest way. */
import type { Contestant } from '../contest/contestant.js';
import { byHmac } from './by-hmac/by-hmac.js';

export const NOBLE_ONE_SHOT: Contestant = {
  name: 'noble-one-shot',
  what: '@noble/hashes hmac() for every response, the message laid out once',
  side: 'hash package',
  packageName: '@noble/hashes',
  ...byHmac(async (hash, key) => {
    const { hmac } = await import('@noble/hashes/hmac.js');
    const { sha256, sha512 } = await import('@noble/hashes/sha2.js');
    const { sha1 } = await import('@noble/hashes/legacy.js');
    const functions = { sha1, sha256, sha512 };
    return (message) => hmac(functions[hash], key, message);
  }),
};
