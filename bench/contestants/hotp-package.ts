/** npm package hotp. It has no types. */
import { createRequire } from 'node:module';
import type { Contestant } from '../contest/contestant.js';

interface HotpPackage {
  (key: Buffer, counter: number, options: { digits: number }): string;
  totp(key: Buffer, options: { digits: number; time: number; algorithm: string }): string;
}

function load(): HotpPackage {
  return createRequire(import.meta.url)('hotp') as HotpPackage;
}

export const HOTP_PACKAGE: Contestant = {
  name: 'hotp-package',
  what: 'hotp hotp() and hotp.totp(), the key as a Buffer',
  side: 'code package',
  packageName: 'hotp',
  async hotp({ key, digits }) {
    const hotp = load();
    const secret = Buffer.from(key);
    return { shape: 'one', answer: (counter) => hotp(secret, counter, { digits }) };
  },
  async totp({ key, digits, hash }) {
    const hotp = load();
    const secret = Buffer.from(key);
    const algorithm = hash.toLowerCase();
    return { shape: 'one', answer: (time) => hotp.totp(secret, { digits, time, algorithm }) };
  },
};
