/** npm package speakeasy, not maintained since 2016 and still much used. It has no types. */
import { createRequire } from 'node:module';
import type { Contestant } from '../contest/contestant.js';

interface Speakeasy {
  hotp(options: { secret: Buffer; counter: number; digits: number }): string;
  totp(options: { secret: Buffer; time: number; digits: number; algorithm: string }): string;
}

function load(): Speakeasy {
  return createRequire(import.meta.url)('speakeasy') as Speakeasy;
}

export const SPEAKEASY: Contestant = {
  name: 'speakeasy',
  what: 'speakeasy hotp() and totp(), the key as a Buffer',
  side: 'code package',
  packageName: 'speakeasy',
  async hotp({ key, digits }) {
    const speakeasy = load();
    const secret = Buffer.from(key);
    return { shape: 'one', answer: (counter) => speakeasy.hotp({ secret, counter, digits }) };
  },
  async totp({ key, digits, hash }) {
    const speakeasy = load();
    const options = { secret: Buffer.from(key), digits, algorithm: hash.toLowerCase() };
    return { shape: 'one', answer: (unixSeconds) => speakeasy.totp({ ...options, time: unixSeconds }) };
  },
};
