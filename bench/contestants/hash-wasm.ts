/** hash-wasm: C compiled to WebAssembly. */
import type { Contestant } from '../contest/contestant.js';
import { byHmac } from './by-hmac/by-hmac.js';

export const HASH_WASM: Contestant = {
  name: 'hash-wasm',
  what: 'hash-wasm createHMAC, prepared once, init, update and digest for every response',
  side: 'hash package',
  packageName: 'hash-wasm',
  ...byHmac(async (hash, key) => {
    const { createHMAC, createSHA1, createSHA256, createSHA512 } = await import('hash-wasm');
    const create = { sha1: createSHA1, sha256: createSHA256, sha512: createSHA512 };
    const hmac = await createHMAC(create[hash](), key);
    return (message) => hmac.init().update(message).digest('binary');
  }),
};
