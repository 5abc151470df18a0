/** The contestants that are development dependencies: what a user could pick instead. Only `npm run bench` has them. */
import type { Contestant } from '../contest/contestant.js';
import { HASH_WASM } from './hash-wasm.js';
import { HOTP_PACKAGE } from './hotp-package.js';
import { NOBLE_ONE_SHOT } from './noble-one-shot.js';
import { OTPAUTH } from './otpauth.js';
import { OTPLIB } from './otplib.js';
import { SPEAKEASY } from './speakeasy.js';

/** In the order of the tables. */
export const PEERS: readonly Contestant[] = [
  NOBLE_ONE_SHOT,
  HASH_WASM,
  OTPAUTH,
  OTPLIB,
  SPEAKEASY,
  HOTP_PACKAGE,
];
