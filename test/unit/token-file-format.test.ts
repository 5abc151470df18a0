/** The bytes of a token file, held against the layout as its documentation says it. */
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  decodeTokenFile,
  encodeTokenFile,
  TOKEN_HEADER_BYTES,
  type TokenHeader,
} from '../../firmware/token-file/token-file.js';
import { refusal } from './refusals.js';

const HEADER: TokenHeader = {
  kind: 'dsc-plus',
  profile: { name: 'a card' },
  flash: { pageBytes: 16, pageCount: 2 },
};
const CELLS = Uint8Array.from({ length: 32 }, (_, index) => 255 - index);
const LINE = 'tokentwin token file, version 1: the secrets of a test device, keep it to yourself\n';

/** A file with any text in its header, which is then right as far as its check value goes. */
function fileWith(header: unknown, { line = LINE, cells = CELLS, asText = JSON.stringify } = {}): Uint8Array {
  const text = Buffer.alloc(4096 - 9, ' ');
  text.write(`${line}${asText(header)}\n`, 'latin1');
  const check = `${crc32(text).toString(16).padStart(8, '0')}\n`;
  return new Uint8Array(Buffer.concat([text, Buffer.from(check), cells]));
}

function refused(bytes: Uint8Array): unknown {
  try {
    return decodeTokenFile(bytes);
  } catch (error) {
    return error;
  }
}

describe('a token file', () => {
  it('is a line, JSON, blanks and a check value in 4096 bytes, then the flash image', () => {
    expect(TOKEN_HEADER_BYTES).toBe(4096);
    expect(Buffer.from(encodeTokenFile(HEADER, CELLS))).toEqual(Buffer.from(fileWith(HEADER)));
  });

  it('has a check value of eight digits, whatever its zeros', () => {
    for (let number = 0; number < 64; number += 1) {
      const header = { ...HEADER, profile: { number } };
      expect(Buffer.from(encodeTokenFile(header, CELLS))).toEqual(Buffer.from(fileWith(header)));
    }
  });

  it('comes back as it was, with an image of its own', () => {
    const bytes = encodeTokenFile(HEADER, CELLS);
    const { header, cells } = decodeTokenFile(bytes);
    expect(header).toEqual(HEADER);
    expect(cells).toEqual(CELLS);
    cells.fill(0);
    expect(decodeTokenFile(bytes).cells).toEqual(CELLS);
    const node = Buffer.from(bytes);
    decodeTokenFile(node).cells.fill(0);
    expect(node.equals(bytes)).toBe(true);
  });

  it('keeps every character of its profile in ASCII', () => {
    const profile = { text: '\u007f\u0080 é – 漢 \u{1f511} \ufffe\uffff' };
    const bytes = encodeTokenFile({ ...HEADER, profile }, CELLS);
    expect(bytes.subarray(0, 4096).every((byte) => byte < 0x80)).toBe(true);
    expect(decodeTokenFile(bytes).header.profile).toEqual(profile);
    expect(Buffer.from(bytes).toString('latin1')).toContain('\\u0080 \\u00e9');
  });

  it('has room for a header of 4087 bytes and no more', () => {
    const rest = LINE.length + JSON.stringify({ ...HEADER, profile: { name: '' } }).length + 1;
    const named = (length: number) => ({ ...HEADER, profile: { name: 'n'.repeat(length) } });
    const longest = named(4087 - rest);
    expect(decodeTokenFile(encodeTokenFile(longest, CELLS)).header).toEqual(longest);
    expect(() => encodeTokenFile(named(4088 - rest), CELLS)).toThrow(refusal('PROFILE_INVALID'));
  });
});

describe('what is no token file', () => {
  it.each([
    ['no bytes', new Uint8Array()],
    ['another first line', fileWith(HEADER, { line: LINE.replace('token file', 'file') })],
    ['something before its first line', fileWith(HEADER, { line: `x${LINE}` })],
    ['a version that is no number', fileWith(HEADER, { line: LINE.replace('1', 'x') })],
    ['a version of seven digits', fileWith(HEADER, { line: LINE.replace('1', '1000000') })],
  ])('is foreign: %s', (_, bytes) => {
    expect(refused(bytes)).toEqual(refusal('TOKEN_FILE_FOREIGN'));
  });

  it.each(['2', '12', '999999'])('is of version %s', (version) => {
    expect(refused(fileWith(HEADER, { line: LINE.replace('1', version) }))).toEqual(
      refusal('TOKEN_FILE_NEWER'),
    );
  });

  it.each<[string, Uint8Array]>([
    ['is truncated within its header', fileWith(HEADER).subarray(0, 4095)],
    ['check value', fileWith(HEADER).fill(0x21, 2000, 2001)],
    ['check value', fileWith(HEADER).fill(0x21, 4095, 4096)],
    ['has 4096 bytes instead of 4128', fileWith(HEADER).subarray(0, 4096)],
    ['has 4127 bytes instead of 4128', fileWith(HEADER).subarray(0, 4127)],
    ['has 4129 bytes instead of 4128', fileWith(HEADER, { cells: new Uint8Array(33) })],
    ['not JSON', fileWith(HEADER, { asText: () => '{' })],
    ['not JSON', fileWith(HEADER, { asText: () => '' })],
    ['incomplete', fileWith([])],
    ['incomplete', fileWith(null)],
    ['incomplete', fileWith({ ...HEADER, profile: 'text' })],
    ['incomplete', fileWith({ ...HEADER, flash: null })],
    ['kind', fileWith({ ...HEADER, kind: 'another' })],
    ...[0, -8, 4, 12, 16.5, '16', 65_544].map((pageBytes): [string, Uint8Array] => [
      'geometry',
      fileWith({ ...HEADER, flash: { pageBytes, pageCount: 2 } }),
    ]),
    ...[0, 1, -1, 1.5, '2', 65, null].map((pageCount): [string, Uint8Array] => [
      'geometry',
      fileWith({ ...HEADER, flash: { pageBytes: 16, pageCount } }),
    ]),
  ])('is damaged: %s', (reason, bytes) => {
    expect(refused(bytes)).toEqual(refusal('TOKEN_FILE_DAMAGED'));
    expect(String(refused(bytes))).toContain(reason);
  });

  it('may have pages of 65536 bytes, and 64 of them', () => {
    const large = { ...HEADER, flash: { pageBytes: 65_536, pageCount: 2 } };
    const cells = new Uint8Array(2 * 65_536);
    expect(decodeTokenFile(encodeTokenFile(large, cells)).header).toEqual(large);
    const many = { ...HEADER, flash: { pageBytes: 8, pageCount: 64 } };
    expect(decodeTokenFile(encodeTokenFile(many, cells.subarray(0, 512))).header).toEqual(many);
  });
});
