/** npm package otplib, its synchronous form. */
import type { Contestant } from '../contest/contestant.js';

export const OTPLIB: Contestant = {
  name: 'otplib',
  what: 'otplib generateSync with the key as bytes',
  side: 'code package',
  packageName: 'otplib',
  async hotp({ key, digits }) {
    const { generateSync } = await import('otplib');
    const options = { strategy: 'hotp', secret: key, digits: digits as 6 | 7 | 8 } as const;
    return { shape: 'one', answer: (counter) => generateSync({ ...options, counter }) };
  },
  async totp({ key, digits, hash }) {
    const { generateSync } = await import('otplib');
    const algorithm = hash.toLowerCase() as 'sha1' | 'sha256' | 'sha512';
    const options = { strategy: 'totp', secret: key, digits: digits as 6 | 7 | 8, algorithm } as const;
    return { shape: 'one', answer: (unixSeconds) => generateSync({ ...options, epoch: unixSeconds }) };
  },
};
