/** ASCII text and bytes, against Node's own. */
import { expect, it } from 'vitest';
import { asciiBytes, asciiText, isAscii } from '../../firmware/ascii.js';

const ALL = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code)).join('');

it('has one byte for each character, and back', () => {
  for (const text of ['', 'a', ALL]) {
    expect([...asciiBytes(text)]).toEqual([...Buffer.from(text, 'latin1')]);
    expect(asciiText(Buffer.from(text, 'latin1'))).toBe(text);
  }
});

it('is ASCII as long as no character is beyond 7f', () => {
  for (const text of ['', 'a', ALL]) expect(isAscii(text)).toBe(true);
  for (const text of ['\u0080', 'é', `${ALL}\u0080`, '\u0100a', '\u{1f511}'])
    expect(isAscii(text)).toBe(false);
});
