/** npm package otpauth. */
import type { Contestant } from '../contest/contestant.js';

export const OTPAUTH: Contestant = {
  name: 'otpauth',
  what: 'otpauth HOTP.generate and TOTP.generate, object prepared',
  side: 'code package',
  packageName: 'otpauth',
  async hotp({ key, digits }) {
    const { HOTP, Secret } = await import('otpauth');
    const prepared = new HOTP({ secret: new Secret({ buffer: Uint8Array.from(key).buffer }), digits });
    return { shape: 'one', answer: (counter) => prepared.generate({ counter }) };
  },
  async totp({ key, digits, hash }) {
    const { TOTP, Secret } = await import('otpauth');
    const prepared = new TOTP({
      secret: new Secret({ buffer: Uint8Array.from(key).buffer }),
      digits,
      algorithm: hash,
    });
    return { shape: 'one', answer: (unixSeconds) => prepared.generate({ timestamp: unixSeconds * 1000 }) };
  },
};
