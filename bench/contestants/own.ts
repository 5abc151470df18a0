/** The contestants that need nothing but Node and this package: those of the installed `tokentwin bench`. */
import type { Contestant } from '../contest/contestant.js';
import { CORE } from './core.js';
import { CRYPTO_HASH } from './crypto-hash.js';
import { ENGINE_BATCH_NUMBERS } from './engine-batch-numbers.js';
import { ENGINE_BATCH_TEXT } from './engine-batch-text.js';
import { ENGINE_ONE } from './engine-one.js';
import { HMAC_PREPARED } from './hmac-prepared.js';
import { HMAC_STRAIGHTFORWARD } from './hmac-straightforward.js';

/** In the order of the tables. */
export const OWN_CONTESTANTS: readonly Contestant[] = [
  CORE,
  ENGINE_ONE,
  ENGINE_BATCH_NUMBERS,
  ENGINE_BATCH_TEXT,
  HMAC_PREPARED,
  HMAC_STRAIGHTFORWARD,
  CRYPTO_HASH,
];
