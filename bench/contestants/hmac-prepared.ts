/** The yardstick: node:crypto's createHmac as well prepared as it can be. */
import { createHmac, createSecretKey } from 'node:crypto';
import type { Contestant } from '../contest/contestant.js';
import { byHmac } from './by-hmac/by-hmac.js';

export const HMAC_PREPARED: Contestant = {
  name: 'hmac-prepared',
  what: 'node:crypto createHmac with a KeyObject, the message laid out once',
  side: 'node',
  ...byHmac((hash, key) => {
    const keyObject = createSecretKey(key);
    return (message) => createHmac(hash, keyObject).update(message).digest();
  }),
};
