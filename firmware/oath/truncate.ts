/**
 * Dynamic truncation of an HMAC to a decimal code (RFC 4226 section 5.3), shared by HOTP, TOTP and OCRA.
 */

/** Powers of ten from 10^0 to 10^10. */
const POWERS = Array.from({ length: 11 }, (_, exponent) => 10 ** exponent);

/** The texts of 1, 2 and 3 digits by their number, each made when it is first needed. */
const TEXTS: readonly (string | undefined)[][] = [1, 10, 100, 1000].map((count) => new Array(count));

/** @param digits 1 to 3 */
function fewDigits(number: number, digits: number): string {
  const texts = TEXTS[digits] as (string | undefined)[];
  texts[number] ??= String(number).padStart(digits, '0');
  return texts[number];
}

/**
 * @param tag HMAC of 20 bytes or more; its last nibble chooses the four bytes that count
 * @param digits 1 to 10; ten digits of a 31-bit number are legal in RFC 6287 but their first is 0, 1 or 2
 * @returns the code, filled with zeros on the left to exactly `digits` characters
 */
export function truncate(tag: Uint8Array, digits: number): string {
  const offset = (tag[tag.length - 1] as number) & 0x0f;
  let number =
    ((((tag[offset] as number) & 0x7f) << 24) |
      ((tag[offset + 1] as number) << 16) |
      ((tag[offset + 2] as number) << 8) |
      (tag[offset + 3] as number)) %
    (POWERS[digits] as number);
  let code = '';
  let left = digits;
  for (; left > 3; left -= 3) {
    code = fewDigits(number % 1000, 3) + code;
    number = Math.floor(number / 1000);
  }
  return fewDigits(number, left) + code;
}
