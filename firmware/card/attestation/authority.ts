/**
 * The test authority. Its private key stands here for everyone to read: what it certifies is a test device, and
 * nobody may trust it for more than that.
 */
import { asciiBytes } from '../../ascii.js';
import { type Authority, authorityCertificate } from './certificate.js';

export const TEST_AUTHORITY: Authority = {
  name: 'test CA',
  /** 32 bytes of ASCII that say what they are. */
  seed: asciiBytes('tokentwin TEST authority, public'),
};

/** The authority's own certificate, X.509 in DER; the same bytes every time. */
export function testAuthorityCertificate(): Uint8Array {
  return authorityCertificate(TEST_AUTHORITY);
}
