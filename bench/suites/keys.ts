/**
 * The keys of the suites: RFC 6287's test keys, "1234567890" repeated to the hash's length.
 */

export const KEY_SHA1 = Buffer.from('1234567890'.repeat(2));
export const KEY_SHA256 = Buffer.from('1234567890'.repeat(4).slice(0, 32));
export const KEY_SHA512 = Buffer.from('1234567890'.repeat(7).slice(0, 64));
