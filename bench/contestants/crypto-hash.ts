/** node:crypto at its best: no Hmac object, two one-shot hashes over the key's pads (RFC 2104). */
import { hash as hashOnce } from 'node:crypto';
import type { Contestant } from '../contest/contestant.js';
import { byHmac } from './by-hmac/by-hmac.js';

const BLOCK_BYTES = { sha1: 64, sha256: 64, sha512: 128 } as const;

export const CRYPTO_HASH: Contestant = {
  name: 'crypto-hash',
  what: 'node:crypto hash() twice, pads of the key and message laid out once',
  side: 'node',
  ...byHmac((hash, key) => {
    const block = Buffer.alloc(BLOCK_BYTES[hash]);
    block.set(key);
    const innerPad = block.map((byte) => byte ^ 0x36);
    const outer = Buffer.concat([block.map((byte) => byte ^ 0x5c), hashOnce(hash, '', 'buffer')]);
    let inner = Buffer.alloc(0);
    return (message) => {
      if (inner.length !== block.length + message.length) inner = Buffer.concat([innerPad, message]);
      else inner.set(message, block.length);
      outer.set(hashOnce(hash, inner, 'buffer'), block.length);
      return hashOnce(hash, outer, 'buffer');
    };
  }),
};
