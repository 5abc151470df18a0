/**
 * Dynamic truncation of an HMAC to a decimal code (RFC 4226 section 5.3), shared by HOTP, TOTP and OCRA.
 */

/**
 * @param tag HMAC of 20 bytes or more; its last nibble chooses the four bytes that count
 * @param digits 1 to 10; ten digits of a 31-bit number are legal in RFC 6287 but their first is 0, 1 or 2
 * @returns the code, filled with zeros on the left to exactly `digits` characters
 */
export function truncate(tag: Uint8Array, digits: number): string {
  const offset = (tag[tag.length - 1] as number) & 0x0f;
  const number =
    (((tag[offset] as number) & 0x7f) * 0x1000000 +
      ((tag[offset + 1] as number) << 16) +
      ((tag[offset + 2] as number) << 8) +
      (tag[offset + 3] as number)) %
    10 ** digits;
  return number.toString().padStart(digits, '0');
}
